"""Whether people may be recommended: a no in anybody's words is a no, and the strictest of several answers holds."""

from __future__ import annotations

import pytest

from graph.reading import check
from graph.reading.consent import asks_to_be_shown, read_consent
from graph.reading.report import Row
from tests.support.messy_lists import GAZETTEER


def row_of(*lines: str) -> Row:
    (file,) = check([("骨干.csv", "\n".join(lines).encode())], GAZETTEER)
    return file.sheets[0].rows[0]


@pytest.mark.parametrize(
    "typed",
    ["不愿意了", "不想", "算了", "暂时不", "先不", "现在不方便", "不参加了", "家里不同意", "退出", "没兴趣", "否"],
)
def test_a_no_in_everyday_words_is_a_no(typed: str) -> None:
    assert read_consent(typed) is False


@pytest.mark.parametrize(
    "typed", ["不限", "不介意", "再问问", "不错", "没意见", "不想晚上来，白天都可以的呀", "社区活动"]
)
def test_what_says_neither_is_not_taken_for_a_no(typed: str) -> None:
    assert read_consent(typed) is None


def test_an_answer_that_nobody_can_read_is_told_to_count_as_a_no() -> None:
    row = row_of("姓名,手机,特长,是否同意推荐", "王某,13900000001,理发,再问问")
    assert "consent" not in row.fields
    assert [problem.code for problem in row.problems] == ["unknown_value"]
    assert "按不同意处理" in row.problems[0].message["zh"]


@pytest.mark.parametrize(("shown", "agreed"), [("不可以", False), ("可以", True), ("", True)])
def test_a_no_to_being_shown_outweighs_a_yes_to_taking_part(shown: str, agreed: bool) -> None:
    row = row_of("姓名,手机,特长,愿意参加,能否公开", f"王某,13900000001,理发,是,{shown}")
    assert row.fields["consent"] is agreed
    assert bool(row.problems) is not agreed


def test_only_a_question_about_being_shown_is_one() -> None:
    assert asks_to_be_shown("可否公开")
    assert asks_to_be_shown("能不能对外推荐")
    assert not asks_to_be_shown("不愿意公开")
    assert not asks_to_be_shown("推荐人")


@pytest.mark.parametrize("typed", ["东西", "物件", "用品", "材料"])
def test_things_in_any_word_are_goods(typed: str) -> None:
    (file,) = check(
        [("项目.csv", f"项目名称,还缺啥,缺多少,需求类型\n书架,木板,3块,物资\n书架,螺丝刀,20套,{typed}".encode())],
        GAZETTEER,
    )
    assert [row.fields["requirement_kind"] for row in file.sheets[0].rows] == ["物资", "物资"]


@pytest.mark.parametrize("heading", ["是否参会", "是否用餐", "是否同意拍照", "是否接受采访", "是否参加培训"])
def test_what_else_somebody_agreed_to_is_no_leave_to_recommend_them(heading: str) -> None:
    lines = f"姓名,手机,特长,{heading}\n刘某,13900000001,书法,是\n王某,13900000002,唱歌,否\n"
    (sheet,) = check([("表.csv", lines.encode())], GAZETTEER)[0].sheets
    assert "consent" not in [column.field for column in sheet.columns]
    assert [row.verdict for row in sheet.rows] == ["ok", "ok"]


@pytest.mark.parametrize(
    "asked", ["同意公开照片", "同意肖像使用", "是否同意加入微信群", "是否愿意参加社区培训", "同意拍照"]
)
def test_leave_for_something_else_is_none_to_be_recommended(asked: str) -> None:
    assert "consent" not in row_of(f"姓名,手机,特长,{asked}", "王某,13900000001,理发,是").fields
    assert row_of(f"姓名,手机,特长,{asked}以便推荐", "王某,13900000001,理发,是").fields["consent"] is True


HIDDEN = [
    "是否需要保密",
    "是否匿名",
    "拒绝推荐",
    "不参加推荐",
    "不愿意参加推荐",
    "不同意参加",
    "是否同意不公开",
    "是否自愿退出",
    "是否免打扰",
    "Opt out of lists",
    "Do not recommend",
]


@pytest.mark.parametrize("heading", HIDDEN)
def test_who_asks_to_be_left_out_is_not_taken_to_agree(heading: str) -> None:
    alone = row_of(f"姓名,手机,特长,{heading}", "王某,13900000001,理发,是")
    assert alone.fields.get("consent") is not True
    beside = row_of(f"姓名,手机,特长,是否同意推荐,{heading}", "王某,13900000001,理发,是,√")
    assert beside.fields["consent"] is False
    assert "不推荐这个人" in beside.problems[0].message["zh"]
    assert row_of(f"姓名,手机,特长,是否同意推荐,{heading}", "王某,13900000001,理发,是,否").fields["consent"] is True


@pytest.mark.parametrize("heading", ["性别", "类别", "是否行动不便", "保密协议", "退出现役时间", "不动产证", "推荐人"])
def test_other_columns_take_no_consent_back(heading: str) -> None:
    row = row_of(f"姓名,手机,特长,是否同意推荐,{heading}", "王某,13900000001,理发,是,是")
    assert row.fields["consent"] is True


@pytest.mark.parametrize(
    "heading",
    [
        "是否同意入党",
        "是否同意拆迁",
        "是否愿意接收通知",
        "是否需要帮助",
        "是否公开电话",
        "是否领取物资",
        "Agree to photos",
    ],
)
def test_a_yes_to_another_question_is_no_consent(heading: str) -> None:
    assert "consent" not in row_of(f"姓名,手机,特长,{heading}", "王某,13900000001,理发,是").fields


@pytest.mark.parametrize(
    "heading",
    [
        "愿不愿意",
        "同意与否",
        "愿/不愿意",
        "能不能找",
        "知情同意书",
        "愿意被邻里推荐给项目",
        "肯不肯帮忙",
        "Consent",
    ],
)
def test_leave_is_read_in_many_words(heading: str) -> None:
    assert row_of(f"姓名,手机,特长,{heading}", "王某,13900000001,理发,是").fields["consent"] is True


@pytest.mark.parametrize(
    ("typed", "agreed"),
    [
        ("☑是 □否", True),
        ("□是 ☑否", False),
        ("☒ 同意　☐ 不同意", True),
        ("是√ 否□", True),
        ("愿意□ 不愿意☑", False),
        ("□是 □否", None),
        ("☑是 ☑否", None),
    ],
)
def test_a_ticked_box_is_an_answer(typed: str, agreed: bool | None) -> None:
    assert read_consent(typed) is agreed
