"""Programmes, forums, needs, projects, what they lack, and who takes it."""

from __future__ import annotations

from graph.kinds.common import (
    CONTACT,
    DATE_FROM,
    DATE_TO,
    ID,
    LINK_RECORD,
    MONEY,
    MONEY_MAX,
    NAME,
    NOTE,
    PHONE,
    QUANTITY,
    QUANTITY_MAX,
    RECORD,
    REQUIREMENT_KINDS,
    REVISION,
    ROLE,
    STAGES,
    TEXT,
    UNIT,
    WINDOWS,
)
from graph.kinds.providers import AUDIENCE
from graph.schema import LinkKind, NodeKind, Privacy, Property, Type, ends

NUMBER = Property(
    "number",
    "列表编号",
    Type.STRING,
    "Number in the staff's own list.",
    Privacy.PUBLIC,
    indexed=True,
    headings=("编码",),
)
CATEGORY = Property(
    "category", "类别", Type.STRING, "Category as written.", Privacy.PUBLIC, headings=("需求类别", "分类")
)
STAGE = Property(
    "stage",
    "阶段",
    Type.STRING,
    "Where it stands between raised and closed.",
    Privacy.PUBLIC,
    choices=STAGES,
    indexed=True,
    headings=("办理阶段", "进展阶段", "进展"),
)
STAGE_SINCE = Property("stage_since", "进入阶段", Type.DATE, "First day in the present stage.", Privacy.PUBLIC)

PROGRAMME = NodeKind(
    "Programme",
    "计划/品牌",
    "A programme, brand or call that projects belong to.",
    (
        ID,
        NAME,
        TEXT,
        Property("kind", "类型", Type.STRING, "计划, 品牌, 征集, 制度, 工作法 ….", Privacy.PUBLIC),
        DATE_FROM,
        DATE_TO,
        NOTE,
        *RECORD,
    ),
)

FORUM = NodeKind(
    "Forum",
    "议事会",
    "A deliberation: it may raise many needs at once.",
    (
        ID,
        NAME,
        Property("level", "层级", Type.STRING, "Level it works on: 楼院, 网格, 社区, 街道.", Privacy.PUBLIC),
        Property("method", "方法", Type.STRING, "开放空间, 世界咖啡馆, 流动议事厅 ….", Privacy.PUBLIC),
        Property("held_on", "日期", Type.DATE, "Day of the meeting; empty for a standing forum.", Privacy.PUBLIC),
        TEXT,
        NOTE,
        *RECORD,
    ),
)

NEED = NodeKind(
    "Need",
    "需求",
    "What residents, forums, units or levels above say is missing.",
    (
        ID,
        NUMBER,
        TEXT,
        CATEGORY,
        Property(
            "origin",
            "来源",
            Type.STRING,
            "Who raised it.",
            Privacy.PUBLIC,
            choices=("居民", "议事会", "诉求", "调研", "单位", "上级"),
            headings=("提出渠道", "需求来源", "谁提的"),
        ),
        QUANTITY,
        QUANTITY_MAX,
        UNIT,
        MONEY,
        MONEY_MAX,
        Property(
            "scope",
            "范围",
            Type.STRING,
            "One household's, common, or old and hard.",
            Privacy.PUBLIC,
            choices=("个别", "普遍", "老大难"),
            headings=("层级", "问题类型"),
        ),
        Property(
            "urgency",
            "紧急程度",
            Type.STRING,
            "How urgent.",
            Privacy.PUBLIC,
            choices=("高", "中", "低"),
            headings=("轻重缓急", "急不急"),
        ),
        STAGE,
        STAGE_SINCE,
        REVISION,
        Property("raised_on", "提出时间", Type.DATE, "Day it was raised.", Privacy.PUBLIC, headings=("提出日期",)),
        Property(
            "due_on",
            "完成时限",
            Type.DATE,
            "Day by which it should be met.",
            Privacy.PUBLIC,
            headings=("希望什么时候解决", "截止日期"),
        ),
        CONTACT,
        PHONE,
        NOTE,
        *RECORD,
    ),
)

PROJECT = NodeKind(
    "Project",
    "小微项目",
    "A micro-project that answers needs.",
    (
        ID,
        NUMBER,
        NAME,
        TEXT,
        AUDIENCE,
        STAGE,
        STAGE_SINCE,
        REVISION,
        DATE_FROM,
        DATE_TO,
        Property("budget", "预算", Type.FLOAT, "Planned money.", Privacy.PUBLIC, unit="元", headings=("花费预计",)),
        Property("result", "结果", Type.STRING, "What came of it.", Privacy.PUBLIC),
        Property("closed_because", "结束原因", Type.STRING, "Why it was closed or dropped.", Privacy.PUBLIC),
        NOTE,
        *RECORD,
    ),
)

ACTIVITY = NodeKind(
    "Activity",
    "活动",
    "A dated part of a project that can be claimed by itself.",
    (
        ID,
        NAME,
        TEXT,
        STAGE,
        DATE_FROM,
        DATE_TO,
        NOTE,
        *RECORD,
    ),
)

REQUIREMENT = NodeKind(
    "Requirement",
    "需求项",
    "One line of what a project or activity lacks.",
    (
        ID,
        Property(
            "kind",
            "种类",
            Type.STRING,
            "What sort of thing is lacking.",
            Privacy.PUBLIC,
            required=True,
            choices=REQUIREMENT_KINDS,
            headings=("需求项类别", "缺的种类"),
        ),
        TEXT,
        QUANTITY,
        QUANTITY_MAX,
        UNIT,
        Property("hard", "必须", Type.BOOLEAN, "True when the project cannot start without it.", Privacy.PUBLIC),
        WINDOWS,
        DATE_FROM,
        DATE_TO,
        Property("hours", "时数", Type.FLOAT, "Hours one partner is asked for.", Privacy.PUBLIC, unit="h"),
        Property(
            "level",
            "范围层级",
            Type.STRING,
            "Widest place level from which a partner may come; empty means any.",
            Privacy.PUBLIC,
            choices=("compound", "community", "street", "district"),
        ),
        Property(
            "qualification",
            "资格",
            Type.STRING,
            "What a partner must be: 登记 (registered) or 星级 (rated).",
            Privacy.PUBLIC,
            choices=("登记", "星级"),
        ),
        Property(
            "status",
            "状态",
            Type.STRING,
            "Open, met by claims, or closed.",
            Privacy.PUBLIC,
            required=True,
            choices=("open", "met", "closed"),
            indexed=True,
        ),
        Property(
            "position",
            "顺序",
            Type.INTEGER,
            "Its place in the list of its project or activity, from 1, as people wrote it down; kept by the service.",
            Privacy.PUBLIC,
        ),
        REVISION,
        NOTE,
        *RECORD,
    ),
)

CLAIM = NodeKind(
    "Claim",
    "认领",
    "Somebody takes a requirement, whole or in part.",
    (
        ID,
        Property(
            "status",
            "状态",
            Type.STRING,
            "How far the claim has come.",
            Privacy.PUBLIC,
            required=True,
            choices=("proposed", "confirmed", "fulfilled", "reviewed", "declined", "withdrawn", "expired"),
        ),
        QUANTITY,
        UNIT,
        MONEY,
        TEXT,
        Property("made_on", "提出", Type.DATE, "Day of the claim.", Privacy.PUBLIC),
        Property("deadline", "期限", Type.DATE, "Day after which an unanswered claim lapses.", Privacy.PUBLIC),
        Property("ended_on", "结束", Type.DATE, "Day of fulfilment, refusal or withdrawal.", Privacy.PUBLIC),
        Property("reason", "原因", Type.STRING, "Why it was declined or withdrawn.", Privacy.INTERNAL),
        *RECORD,
    ),
)

INVITATION = NodeKind(
    "Invitation",
    "邀请",
    "Somebody was asked for a requirement.",
    (
        ID,
        Property("asked_on", "邀请日期", Type.DATE, "Day of asking.", Privacy.INTERNAL),
        Property("answered_on", "答复日期", Type.DATE, "Day of the answer.", Privacy.INTERNAL),
        Property(
            "answer",
            "答复",
            Type.STRING,
            "What they answered; empty while open.",
            Privacy.INTERNAL,
            choices=("accepted", "declined"),
        ),
        Property(
            "reason",
            "原因",
            Type.STRING,
            "Why it was declined.",
            Privacy.INTERNAL,
            choices=("no_time", "wrong_skill", "too_far", "asked_too_often", "relation", "other"),
        ),
        NOTE,
        *RECORD,
    ),
)

REVIEW = NodeKind(
    "Review",
    "民评",
    "Residents' and partners' judgement of a finished project or one partner in it.",
    (
        ID,
        Property("rating", "评分", Type.FLOAT, "1 (poor) to 5 (very good).", Privacy.PUBLIC),
        Property("fulfilled", "履约", Type.FLOAT, "Share of what was promised, 0 to 1.", Privacy.PUBLIC),
        Property("reviewed_on", "评价日期", Type.DATE, "Day of the review.", Privacy.PUBLIC),
        TEXT,
        *RECORD,
    ),
)

AGREEMENT = NodeKind(
    "Agreement",
    "公约",
    "A self-governance rule: parties, place, topic, date.",
    (
        ID,
        NAME,
        TEXT,
        Property("agreed_on", "日期", Type.DATE, "Day of agreement.", Privacy.PUBLIC),
        NOTE,
        *RECORD,
    ),
)

NODES = (PROGRAMME, FORUM, NEED, PROJECT, ACTIVITY, REQUIREMENT, CLAIM, INVITATION, REVIEW, AGREEMENT)

PARTIES = "Resident Expert Organization Unit Alliance"
CANDIDATES = PARTIES + " Service Space Fund"

LINKS = (
    LinkKind(
        "PART_OF",
        "属于",
        "A part and its whole.",
        ends("Place", "Place") + ends("Activity", "Project") + ends("Project Organization Alliance Forum", "Programme"),
        LINK_RECORD,
    ),
    LinkKind(
        "ABOUT",
        "关于",
        "The concept something is about.",
        ends("Need Project Activity Requirement Service Space Fund Agreement Programme Forum", "Skill"),
        LINK_RECORD,
    ),
    LinkKind("RAISED", "提出", "Who raised a need.", ends("Resident Organization Unit Forum", "Need"), LINK_RECORD),
    LinkKind("ADDRESSES", "回应", "The need a project answers.", ends("Project", "Need"), LINK_RECORD),
    LinkKind("REQUIRES", "需要", "A line of what is lacking.", ends("Project Activity", "Requirement"), LINK_RECORD),
    LinkKind(
        "TAKES_PART",
        "参与",
        "Who worked in a project, activity, forum or programme.",
        ends(PARTIES, "Project Activity Forum Programme"),
        (ROLE, Property("hours", "时数", Type.FLOAT, "Hours given.", Privacy.INTERNAL, unit="h"), *LINK_RECORD),
    ),
    LinkKind("MENTORS", "辅导", "Who accompanies a project.", ends("Expert Organization", "Project"), LINK_RECORD),
    LinkKind(
        "FUNDED_BY",
        "出资",
        "Where a project's money comes from.",
        ends("Project Activity", "Fund Unit Alliance"),
        (MONEY, MONEY_MAX, *LINK_RECORD),
    ),
    LinkKind(
        "USES", "使用", "The service or space a project used.", ends("Project Activity", "Service Space"), LINK_RECORD
    ),
    LinkKind("MADE", "认领", "Who made a claim.", ends(PARTIES + " Fund", "Claim"), LINK_RECORD),
    LinkKind("TAKES", "认领的是", "The requirement a claim takes.", ends("Claim", "Requirement"), LINK_RECORD),
    LinkKind("ASKED", "邀请了", "Whom an invitation asked.", ends("Invitation", CANDIDATES), LINK_RECORD),
    LinkKind(
        "ASKED_FOR", "为了", "The requirement an invitation is about.", ends("Invitation", "Requirement"), LINK_RECORD
    ),
    LinkKind(
        "REVIEWS",
        "评价了",
        "The project and, where given, the partner a review judges.",
        ends("Review", "Project " + CANDIDATES),
        LINK_RECORD,
    ),
    LinkKind("PARTY_TO", "签约方", "Who agreed.", ends("Resident Organization Unit Place", "Agreement"), LINK_RECORD),
)
