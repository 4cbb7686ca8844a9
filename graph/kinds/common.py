"""Properties that several kinds share, each declared once."""

from __future__ import annotations

from graph.schema import Privacy, Property, Type

ID = Property(
    "id",
    "编号",
    Type.STRING,
    "Stable identifier, unique in the whole graph.",
    Privacy.PUBLIC,
    required=True,
    unique=True,
)
NAME = Property("name", "名称", Type.STRING, "The name people call it by.", Privacy.PUBLIC, required=True, indexed=True)
ALIASES = Property(
    "aliases",
    "别名",
    Type.STRINGS,
    "Other names and spellings of the same thing.",
    Privacy.PUBLIC,
    headings=("曾用名", "又名", "简称", "俗称"),
)
TEXT = Property("text", "内容", Type.STRING, "What it is, in its authors' words.", Privacy.PUBLIC)
NOTE = Property(
    "note", "备注", Type.STRING, "Remark of the staff.", Privacy.INTERNAL, headings=("说明", "附注", "其他")
)
SOURCE = Property(
    "source", "来源", Type.STRING, "Document, list or person that vouches for the record.", Privacy.INTERNAL
)
BY_HAND = "手工录入"  # the source of what somebody typed in
SYNTHETIC = Property(
    "synthetic", "虚构", Type.BOOLEAN, "True for an invented record that describes nobody real.", Privacy.PUBLIC
)
CONTACT = Property(
    "contact",
    "联系人",
    Type.STRING,
    "Person to ask.",
    Privacy.PERSONAL,
    headings=("找谁", "负责人", "联络人", "对接人"),
)
PHONE = Property(
    "phone",
    "电话",
    Type.STRING,
    "Digits of one phone number.",
    Privacy.PERSONAL,
    headings=("联系电话", "手机", "手机号", "联系方式"),
)
HOURS = Property(
    "hours",
    "时间",
    Type.STRING,
    "When it is open or free, as people wrote it.",
    Privacy.PUBLIC,
    headings=("服务时间", "开放时间", "方便的时间", "什么时候有空"),
)
WINDOWS = Property(
    "windows",
    "时段",
    Type.STRINGS,
    "Weekly windows `<weekday>-<part>`: mon … sun with am, pm or eve; empty means not known.",
    Privacy.PUBLIC,
)
HOURS_CAP = Property(
    "hours_cap",
    "每月时数上限",
    Type.FLOAT,
    "Most hours a month that may be asked for.",
    Privacy.INTERNAL,
    unit="h/month",
)
CONFIRMED_ON = Property(
    "confirmed_on",
    "最近确认",
    Type.DATE,
    "When somebody last confirmed that this still holds.",
    Privacy.PUBLIC,
    headings=("核实日期", "确认日期", "更新日期"),
)
VALID_UNTIL = Property(
    "valid_until",
    "有效期至",
    Type.DATE,
    "Last day on which it holds.",
    Privacy.PUBLIC,
    headings=("有效期", "截止", "到期"),
)
DATE_FROM = Property("date_from", "开始", Type.DATE, "First day.", Privacy.PUBLIC)
DATE_TO = Property("date_to", "结束", Type.DATE, "Last day.", Privacy.PUBLIC)
CREDIT_CODE = Property(
    "credit_code",
    "统一社会信用代码",
    Type.STRING,
    "GB 32100 code of a legal person; filed groups have none.",
    Privacy.PUBLIC,
    headings=("信用代码", "社会信用代码", "机构代码"),
)
QUANTITY = Property("quantity", "数量", Type.FLOAT, "How much, in `unit`; the lower number of a range.", Privacy.PUBLIC)
QUANTITY_MAX = Property("quantity_max", "数量上限", Type.FLOAT, "The upper number of a range.", Privacy.PUBLIC)
UNIT = Property("unit", "单位", Type.STRING, "Measure of the quantity.", Privacy.PUBLIC, headings=("计量单位",))
CHARGE = Property(
    "charge",
    "收费",
    Type.STRING,
    "Free for the public good, reduced, or at market price.",
    Privacy.PUBLIC,
    choices=("公益", "优惠", "市场"),
    headings=("收费方式", "要不要钱", "收费情况"),
)
MONEY = Property(
    "money", "金额", Type.FLOAT, "Amount, or price per `unit`; the lower number of a range.", Privacy.PUBLIC, unit="元"
)
MONEY_MAX = Property(
    "money_max", "金额上限", Type.FLOAT, "The upper number of a range of money.", Privacy.PUBLIC, unit="元"
)
LAST_ACTIVE = Property(
    "last_active",
    "最近活动",
    Type.DATE,
    "Last day on which it was seen doing something.",
    Privacy.PUBLIC,
    headings=("最近活动时间", "上次活动"),
)
REVISION = Property(
    "revision",
    "修订",
    Type.INTEGER,
    "Counts edits by hand; an edit raises it first, so that no other can pass it.",
    Privacy.INTERNAL,
)
SINCE = Property("since", "自", Type.DATE, "First day on which the relation held.", Privacy.INTERNAL)
UNTIL = Property(
    "until", "至", Type.DATE, "Last day on which the relation held; empty while it holds.", Privacy.INTERNAL
)
ROLE = Property("role", "角色", Type.STRING, "Part played in the relation.", Privacy.INTERNAL)

RECORD = (SOURCE, SYNTHETIC)
LINK_RECORD = (SINCE, UNTIL, SOURCE, SYNTHETIC)

STAGES = ("raised", "deliberated", "decided", "matching", "in_progress", "evaluated", "closed", "dropped")
REQUIREMENT_KINDS = ("people", "skill", "service", "space", "money", "goods", "planning", "mentor")
