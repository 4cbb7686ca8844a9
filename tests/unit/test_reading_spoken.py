"""Headings and cells as people say them: families of wording, tried on words that stand in no list of patterns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from graph.reading.gazetteer import Entry, Gazetteer
from graph.reading.quantities import read_quantity
from graph.reading.report import Sheet
from graph.reading.words import fixed_word, spoken_word
from tests.support.sheets import check_lines

PLACES = Gazetteer([Entry("community", "南桥社区"), Entry("compound", "柳巷1号院", "南桥社区")])
Rows = Sequence[Sequence[str]]


def read(headings: Sequence[str], rows: Rows) -> Sheet:
    return check_lines((headings, *rows), PLACES).sheets[0]


@pytest.mark.parametrize(
    ("list_name", "headings", "rows"),
    [
        (
            "needs",
            {"邻居们念叨的事": "text", "哪方面的": "category", "在哪个院": "place", "估计花多少": "money"}
            | {"牵扯几家": "quantity", "最迟几号办完": "date_to", "谁盯着": "contact", "他的手机": "phone"},
            [
                ["楼道灯坏了没人修", "维修", "柳巷1号院", "约800元", "20户", "2026-05-01", "王某英", "13800000001"],
                ["想有个下棋的地方", "文体", "柳巷1号院", "一千五", "15户", "2026-06-01", "李某", "13800000002"],
            ],
        ),
        (
            "organizations",
            {"队伍叫啥": "name", "街坊管它叫": "aliases", "平时都玩点啥": "skills", "多少人": "quantity"}
            | {"领头的": "contact", "领头的电话": "phone", "哪年搭起来的": "date_from", "备没备案": "registered"},
            [
                ["晨风腰鼓队", "腰鼓队", "打腰鼓、扭秧歌", "30人", "王某英", "13800000001", "2019年", "备案"],
                ["巧手编织组", "编织组", "织毛衣", "12人", "李某", "13800000002", "2020年", "备案"],
            ],
        ),
        (
            "resources",
            {"家里有啥能用的东西": "name", "是啥路数": "kind", "东家": "provider", "坐得下几口人": "quantity"}
            | {"啥钟点空着": "hours", "收不收钱": "charge", "找谁说": "contact", "电话": "phone"},
            [
                ["小会议室", "屋子", "某某物业", "能坐二十人", "晚上", "不要钱", "王某英", "13800000001"],
                ["折叠桌", "东西", "某某商店", "10张", "周末", "免费", "李某", "13800000002"],
            ],
        ),
    ],
)
def test_spoken_headings_are_understood(list_name: str, headings: Mapping[str, str], rows: Rows) -> None:
    sheet = read(list(headings), rows)
    assert sheet.list == list_name
    assert {column.header: column.field for column in sheet.columns} == headings


def test_a_word_in_a_column_of_prices_is_no_price() -> None:
    sheet = read(
        ["谁来干", "能干啥", "多少钱", "几点到几点", "电话"],
        [
            ["康宁卫生服务站", "量血压", "不要钱", "周三上午", "010-65120001"],
            ["康宁卫生服务站", "测血糖", "5元一次", "周三上午", "010-65120001"],
            ["康宁卫生服务站", "换药", "3元一次", "周三下午", "010-65120001"],
        ],
    )
    assert sheet.list == "services"
    assert [row.fields.get("money") for row in sheet.rows] == [None, 5.0, 3.0]
    assert [problem.code for problem in sheet.rows[0].problems] == ["vague_money"]
    assert not any("charge" in row.fields for row in sheet.rows)


@pytest.mark.parametrize(
    ("typed", "low"),
    [("能坐二十人", 20), ("坐得下三十来人", 30), ("可容纳八十人", 80), ("能放40把椅子", 40), ("坐二十个人没问题", 20)],
)
def test_spoken_quantities(typed: str, low: float) -> None:
    assert read_quantity(typed).low == low


@pytest.mark.parametrize("typed", ["能坐不少人", "坐满为止", "有的是", "够用", "有一定数量", "能坐十几人"])
def test_no_number_is_read_where_none_is_said(typed: str) -> None:
    assert read_quantity(typed).codes == ("vague_quantity",)


@pytest.mark.parametrize(
    ("name", "typed", "word"),
    [
        ("kind", "钱", "资金"),
        ("kind", "手艺", "技能"),
        ("kind", "房子", "场地"),
        ("requirement_kind", "人手", "人力"),
        ("charge", "不收钱", "公益"),
        ("charge", "首次不要钱", None),
        ("urgency", "不着急", "低"),
        ("consent", "不乐意", "false"),
    ],
)
def test_what_people_say_for_a_fixed_word_is_proposed_and_not_taken_for_it(
    name: str, typed: str, word: str | None
) -> None:
    assert spoken_word(name, typed) == word
    assert fixed_word(name, typed) is None


def test_an_unknown_word_stays_empty_with_the_word_to_type() -> None:
    sheet = read(
        ["需求内容", "楼院", "急不急", "提出时间"],
        [["路灯不亮", "柳巷1号院", "急", "2026-03-01"], ["下水道堵", "柳巷1号院", "不着急", "2026-03-02"]],
    )
    row = sheet.rows[1]
    assert "urgency" not in row.fields
    assert [(problem.code, problem.proposal) for problem in row.problems] == [("unknown_value", "低")]


@pytest.mark.parametrize(
    "heading", ["每月可用小时", "每月最多几小时", "一个月能出几个钟头", "每月时数上限", "月服务时长上限"]
)
def test_the_most_hours_a_month_of_a_volunteer_are_read(heading: str) -> None:
    headings = ["姓名", "住址", "特长", "什么时候有空", heading, "是否同意"]
    rows = [
        ["王某英", "柳巷1号院", "合唱", "周六上午", "8", "是"],
        ["李某", "柳巷1号院", "修家电", "工作日晚上", "每月十个钟头", "是"],
        ["张某强", "柳巷1号院", "编织", "周末", "最多6小时/月", "否"],
    ]
    sheet = read(headings, rows)
    assert [column.field for column in sheet.columns][3:5] == ["hours", "hours_cap"]
    assert [row.fields["hours_cap"] for row in sheet.rows] == [8.0, 10.0, 6.0]


@pytest.mark.parametrize("heading", ["户数", "涉及户数", "多少户", "影响几户"])
def test_a_bare_number_has_the_measure_that_stands_in_brackets_only(heading: str) -> None:
    rows = [["南桥社区", "路灯不亮", "25", "高"], ["南桥社区", "下水道堵", "40户", "高"]]
    bare, measured = (read(["社区", "需求内容", name, "紧急程度"], rows) for name in (heading, f"{heading}（户）"))
    assert [(row.fields["quantity"], row.fields.get("unit")) for row in bare.rows] == [(25.0, None), (40.0, "户")]
    assert [row.fields["unit"] for row in measured.rows] == ["户", "户"]


def test_cells_speak_against_an_unusual_heading() -> None:
    headings = ["单位名称", "能提供什么", "哪天行", "联系电话"]
    sheet = read(
        headings, [["惠民理发店", "上门理发", "周一全天", "010-65130000"], ["大光明眼镜", "验光", "每周三上午", ""]]
    )
    assert [column.field for column in sheet.columns][2] != "place"
    headings = ["哪儿", "大家反映啥", "谁反映的", "多少户"]
    sheet = read(
        headings, [["柳巷1号院", "楼道灯坏了三个月", "王秀英", "30户"], ["柳巷1号院", "下水道返味", "李建国", "12户"]]
    )
    assert [column.field for column in sheet.columns][2] != "origin"


@pytest.mark.parametrize("typed", ["不限", "没限制", "时间不限", "无上限"])
def test_no_limit_of_hours_a_month_is_nothing_to_warn_of(typed: str) -> None:
    headings = ["姓名", "住址", "特长", "什么时候有空", "每月可服务时长", "是否同意"]
    rows = [["王某英", "柳巷1号院", "合唱", "不限", "8", "是"], ["李某", "柳巷1号院", "修家电", "没限制", typed, "是"]]
    sheet = read(headings, rows)
    assert [(row.verdict.value, row.fields.get("hours_cap")) for row in sheet.rows] == [("ok", 8.0), ("ok", None)]


def test_whom_to_book_with_is_a_person_and_who_dealt_with_it_is_nobody_of_ours() -> None:
    headings = ["服务单位", "服务名", "怎么收费", "预约找", "号码", "处理人"]
    rows = [
        ["惠民理发店", "上门理发", "免费", "王某英", "13800000001", "李某"],
        ["大光明眼镜", "验光", "有偿", "李某", "13800000002", "张某"],
        ["康宁药房", "量血压", "免费", "张某强", "13800000003", "李某"],
    ]
    sheet = read(headings, rows)
    assert [column.field for column in sheet.columns] == ["provider", "name", "charge", "contact", "phone", None]


def test_a_list_that_lost_its_main_column_is_told_from_three_columns_of_records() -> None:
    rows = [
        ["13800000001", "2026-03-01", "12人"],
        ["13800000002", "2026-03-02", "8人"],
        ["13800000003", "2026-03-05", "3人"],
    ]
    told = read(["联系电话", "提出时间", "涉及人数"], rows)
    assert told.reason == "missing_column"
    assert told.missing
    choices = [["高", "普遍", "免费"], ["中", "个别", "有偿"], ["低", "老大难", "无偿"]]
    assert read(["紧急程度", "层级", "收费"], choices).status != "refused"


def test_a_list_whose_headings_stand_in_its_first_column_is_told_and_not_read_as_something_else() -> None:
    headings = ["资源名称", "会议室", "折叠桌", "音箱"]
    rows = [
        ["提供单位", "某某物业", "帮手队", "巡逻队"],
        ["类型", "场地", "物资", "物资"],
        ["数量", "1间", "6张", "1对"],
        ["联系电话", "13800000001", "13800000002", "13800000003"],
    ]
    assert read(headings, rows).reason == "turned"
    upright = [list(record) for record in zip(headings, *rows, strict=True)]
    assert read(upright[0], upright[1:]).list == "resources"


def test_headings_of_few_words_are_known_by_their_cells() -> None:
    sheet = read(
        ["屋子名", "出东西的", "算哪类", "能坐多少人", "联络号", "核实过的日子"],
        [
            ["二楼小厅", "某某物业", "场地", "25人", "13800000001", "2026-09-01"],
            ["车棚", "某某商店", "空间", "10人", "1380000", "2026-09-02"],
            ["花房", "某某物业", "场地", "15人", "13800000003", "2026-09-03"],
        ],
    )
    expected = ["name", "provider", "kind", "quantity", "phone", "confirmed_on"]
    assert [column.field for column in sheet.columns] == expected


def test_a_service_is_given_by_whoever_the_only_column_of_bodies_names() -> None:
    headings = ["服务队", "服务事项", "服务对象", "收费", "可约时间", "电话"]
    rows = [
        ["和乐团", "量血压", "老人", "免费", "周二", "13800000001"],
        ["柳巷岗", "搬重物", "居民", "有偿", "周末", "13800000002"],
    ]
    sheet = read(headings, rows)
    assert (sheet.status, [column.field for column in sheet.columns][:2]) == ("read", ["provider", "name"])


def test_bare_numbers_that_are_no_phones_are_nobody_to_call() -> None:
    headings = ["社区", "居民需求", "影响户数", "影响人数", "提出日期"]
    rows = [["南桥社区", "楼道堆煤", "12", "30", "2026-05-06"], ["南桥社区", "想办识字班", "6", "9", "2026-05-07"]]
    assert not {"contact_phone", "phone", "contact"} & {column.field for column in read(headings, rows).columns}
