"""Whole sheets: which list, which columns, which lines, what each row says, and nothing repeated that must not be."""

from __future__ import annotations

import json
import time

import pytest

from graph.reading import RememberedLayout, check, report_json
from graph.reading.grid import heading_text
from graph.reading.refusals import refusal
from graph.reading.report import Sheet, Verdict
from tests.support.messy_lists import GAZETTEER
from tests.support.messy_workbooks import Messy, messy_workbook
from tests.support.raw_books import xlsx

IDENTITY = "999999190001030075"


def read(*lines: str, name: str = "a.csv", layouts: tuple[RememberedLayout, ...] = ()) -> Sheet:
    """The sheet of a list of separated values."""
    (file,) = check([(name, "\n".join(lines).encode())], GAZETTEER, layouts)
    (sheet,) = file.sheets
    return sheet


def codes(sheet: Sheet) -> list[list[tuple[str, str]]]:
    """Column and code of each row's problems."""
    return [[(problem.column, problem.code) for problem in row.problems] for row in sheet.rows]


def fields(sheet: Sheet) -> dict[str, str | None]:
    """Heading → field."""
    return {column.header: column.field for column in sheet.columns}


@pytest.fixture(scope="module")
def messy() -> list[tuple[Messy, Sheet]]:
    made = [messy_workbook(seed) for seed in range(60)]
    files = check([(f"{at}.xlsx", book.content) for at, book in enumerate(made)], GAZETTEER)
    return [(book, file.sheets[0]) for book, file in zip(made, files, strict=True)]


def test_messy_workbooks_show_their_list_and_heading(messy: list[tuple[Messy, Sheet]]) -> None:
    for book, sheet in messy:
        assert (sheet.list, sheet.header_row) == (book.list, book.header_row), fields(sheet)


def test_headings_of_any_wording_mean_their_field(messy: list[tuple[Messy, Sheet]]) -> None:
    wanted = [(heading, field, fields(sheet)) for book, sheet in messy for heading, field in book.mapping.items()]
    wrong = [(heading, field) for heading, field, found in wanted if found.get(heading_text(heading), "?") != field]
    assert len(wrong) <= len(wanted) // 200, wrong


def test_every_row_is_read_as_a_careful_person_reads_it(messy: list[tuple[Messy, Sheet]]) -> None:
    right = total = 0
    for book, sheet in messy:
        rows = {row.line: row for row in sheet.rows}
        assert set(rows) == set(book.rows), book.list
        for line, (verdict, values, wanted) in book.rows.items():
            row = rows[line]
            total += 1
            found = {problem.code for problem in row.problems}
            right += (row.verdict, dict(row.fields), found) == (verdict, values, wanted)
    assert right >= 0.99 * total


def test_a_column_that_could_be_two_things_is_decided_by_its_cells() -> None:
    people = read("序号,需求内容,联系方式", "1,路灯坏了没人修,钱某 13712345678", "2,想找人教手机,李某 13712345679")
    digits = read("序号,需求内容,联系方式", "1,路灯坏了没人修,13712345678", "2,想找人教手机,13712345679")
    assert (fields(people)["联系方式"], fields(digits)["联系方式"]) == ("contact_phone", "phone")
    wide = read("诉求内容,范围,提出时间", "路灯坏了没人修,普遍,2026.3.1", "想找人教手机,个别,2026.3.2")
    many = read("诉求内容,范围,提出时间", "路灯坏了没人修,30户,2026.3.1", "想找人教手机,12户,2026.3.2")
    assert (fields(wide)["范围"], fields(many)["范围"]) == ("scope", "quantity")


def test_a_heading_in_two_rows_without_merged_cells() -> None:
    sheet = read("姓名,住址,联系,,特长", ",,电话,方便时间,", "钱某,7号院,13712345678,周末,理发、按摩")
    assert sheet.header_row == 2
    assert fields(sheet) == {
        "姓名": "name",
        "住址": "place",
        "联系/电话": "phone",
        "联系/方便时间": "hours",
        "特长": "skills",
    }
    assert [row.line for row in sheet.rows] == [3]


def test_lines_that_are_no_data_are_skipped() -> None:
    sheet = read(
        "居民需求表,,",
        "需求内容,涉及户数,提出时间",
        "（一）设施类,,",
        "路灯坏了没人修,30户,2026.3.1",
        ",,",
        "需求内容,涉及户数,提出时间",
        "想找人教手机,12户,2026.3.2",
        "小 计,42户,",
        "注：每月更新,,",
        "填报人：钱某,,2026.3.3",
    )
    assert [row.line for row in sheet.rows] == [4, 7]
    assert sheet.skipped == (3, 5, 6, 8, 9, 10)


@pytest.mark.parametrize(
    ("title", "day"),
    [
        ("填报单位：某社区  填报日期：2026年3月8日", "2026-03-08"),
        ("填表时间,2026/3/8", "2026-03-08"),
        ("某某需求表（2026年3月8日）", "2026-03-08"),
        ("截至二〇二六年三月八日统计", "2026-03-08"),
        ("2026年第一季度需求表", None),
    ],
)
def test_the_day_of_reporting_gives_the_year(title: str, day: str | None) -> None:
    sheet = read(title, "需求内容,提出时间,涉及户数", "路灯坏了没人修,3月1日,30户")
    assert sheet.reported_on == day
    assert codes(sheet) == [[("B", "assumed_year" if day else "vague_date")]]
    assert sheet.rows[0].fields.get("date_from") == ("2026-03-01" if day else None)


def test_ditto_merged_and_blank_cells() -> None:
    sheet = read(
        "资源名称,提供单位,地点,数量,单位,金额（万元）",
        "折叠桌,编织社,7号院,30,张,",
        "资金支持,同上,〃,,,1.5",
        "长椅,,同上,三,把,",
    )
    assert [dict(row.fields) for row in sheet.rows] == [
        {"name": "折叠桌", "provider": "暖心编织社", "place": "柳荫路7号院", "quantity": 30, "unit": "张"},
        {"name": "资金支持", "provider": "暖心编织社", "place": "柳荫路7号院", "money": 15000},
        {"name": "长椅", "place": "柳荫路7号院", "quantity": 3, "unit": "把"},
    ]


def test_the_same_thing_twice_and_a_contradiction() -> None:
    sheet = read(
        "楼院,需求内容,涉及户数,备注",
        "7号院,路灯坏了没人修,30户,",
        "柳荫路７號院,路灯坏了 沒人修,30户,又提了一次",
        "7号院,路灯坏了没人修,12户,",
        "甲3号院,路灯坏了没人修,12户,",
    )
    assert codes(sheet) == [[], [("B", "duplicate_row")], [("B", "conflicting_row")], []]
    assert [row.same_as for row in sheet.rows] == [None, 2, 2, None]
    assert sheet.rows[2].problems[0].message["zh"].startswith("和第2行")


def test_rows_of_one_project_must_agree() -> None:
    sheet = read(
        "项目编号,项目名称,需求项,需求类别,预算",
        "X1,夕阳学堂,讲师,技能,3000",
        "X1,夕阳学堂,教室,场地,3000",
        "X1,夕阳学堂,桌椅,物资,5000",
        "X1,夕阳学堂,讲师,技能,3千元",
    )
    assert codes(sheet) == [[], [], [("A", "conflicting_row")], [("A", "duplicate_row")]]


def test_bodies_of_one_code_or_one_name() -> None:
    code = "91110101Y000006146"
    sheet = read(
        "单位名称,统一社会信用代码,单位性质,可提供资源",
        f"南里菜站,{code},商户,场地",
        f"北里菜站,{code},商户,场地",
        "南里菜站,,商户,代收快递",
    )
    assert codes(sheet) == [[], [("B", "conflicting_row")], [("A", "duplicate_row")]]


def test_an_identity_number_stops_the_row_and_is_repeated_nowhere() -> None:
    people = f"姓名,证件号码,特长,备注\n钱某,{IDENTITY},理发,\n"
    files = check(
        [
            ("a.csv", (people + f"李某,无,修鞋,卡{IDENTITY[:6]} {IDENTITY[6:]}丢了\n").encode()),
            (f"{IDENTITY}.csv", f"姓名,特长\n{IDENTITY},理发、按摩\n韩某,修鞋、配钥匙\n".encode()),
        ],
        GAZETTEER,
    )
    assert codes(files[0].sheets[0]) == [[("B", "id_number_present")], [("D", "id_number_present")]]
    assert files[0].sheets[0].rows[0].fields == {"name": "钱某", "skills": ["理发"]}
    assert [column.holds_id_numbers for column in files[0].sheets[0].columns] == [False, True, False, True]
    assert IDENTITY[6:] not in json.dumps(report_json(files), ensure_ascii=False) + repr(files)


def test_a_column_left_unread_by_the_user_stops_nothing() -> None:
    layout = RememberedLayout("residents", ("姓名", "证件号码", "特长"), ("name", "", "skills"))
    sheet = read("姓名,证件号码,特长", f"钱某,{IDENTITY},理发", layouts=(layout,))
    assert (sheet.rows[0].verdict, dict(sheet.rows[0].fields)) == (Verdict.OK, {"name": "钱某", "skills": ["理发"]})
    assert IDENTITY not in repr(sheet)


def test_a_list_without_its_required_column_is_refused() -> None:
    (file,) = check(
        [("a.csv", "序号,所属社区,需求类别,提出时间,紧急程度\n1,柳荫社区,养老,2026.3.1,高\n".encode())], GAZETTEER
    )
    assert (file.status, file.reason, file.sheets[0].missing) == ("refused", "missing_column", ("text",))
    assert "需求内容" in file.message["zh"]


def test_a_sheet_of_choices_is_no_list() -> None:
    sheet = read("需求类别,层级", "养老,个别", "环境,普遍", "安全,老大难")
    assert (sheet.status, sheet.reason) == ("ignored", "not_a_list")


def test_a_remark_in_the_first_column_is_no_row() -> None:
    sheet = read(
        "提供单位,服务项目,价格", "周记理发店,剪发,30元/次", "南里修鞋铺,修鞋,15元/双", "以上价格由各单位自行填报,,"
    )
    assert [row.line for row in sheet.rows] == [2, 3]


def test_formulas_without_value_and_numbers_of_codes() -> None:
    heads = "".join(
        f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in ("组织名称", "统一社会信用代码", "活动地点")
    )
    body = '<c t="inlineStr"><is><t>编织社</t></is></c><c><v>1.1011E+17</v></c><c><f>A1&amp;"院"</f></c>'
    (file,) = check([("a.xlsx", xlsx(f"<row>{heads}</row><row>{body}</row>"))], GAZETTEER)
    (sheet,) = (sheet for sheet in file.sheets if sheet.status == "read")
    assert codes(sheet) == [[("B", "bad_credit_code"), ("C", "formula_without_value")]]
    assert sheet.rows[0].fields == {"name": "暖心编织社"}


def test_places_and_names_are_a_list_of_their_own() -> None:
    sheet = read(
        "层级,名称,上级,代码,别名",
        "社区,南里社区,某街道,110000000001,南里;南里居委会",
        "楼院,南里1号院,南里社区,,",
        "街道,某街道,,,",
    )
    assert sheet.list == "places"
    assert dict(sheet.rows[0].fields) == {
        "kind": "community",
        "name": "南里社区",
        "parent": "某街道",
        "code": "110000000001",
        "aliases": ["南里", "南里居委会"],
    }
    assert sheet.rows[1].fields["kind"] == "compound"


def test_every_problem_says_what_to_do_in_both_languages(messy: list[tuple[Messy, Sheet]]) -> None:
    problems = [problem for _, sheet in messy for row in sheet.rows for problem in row.problems]
    assert len({problem.code for problem in problems}) > 15
    for problem in problems:
        for text in (*problem.message.values(), *problem.suggestion.values()):
            assert len(text) > 6, problem
            assert "{" not in text, problem
        assert set(problem.message) == set(problem.suggestion) == {"zh", "en"}


def test_a_cell_that_is_too_long_is_named_without_the_number_in_its_sheet() -> None:
    (file,) = check([("a.csv", f"姓名,备注\n甲,{'长' * 40_000}\n".encode())], GAZETTEER)
    assert (file.status, file.reason) == ("refused", "not_a_spreadsheet")
    assert "B2" in file.message["zh"]
    assert "B2" in file.message["en"]
    assert IDENTITY not in refusal(f"long_cell 表{IDENTITY}!B2")["zh"]


@pytest.mark.parametrize("text", ["1" * 9_000, "1 " * 4_500])
def test_a_long_cell_is_read_in_any_column_without_taking_its_square(text: str) -> None:
    headings = "姓名,年龄段,住址,特长,服务时间,手机,是否同意参与匹配,加入时间,备注"
    values = ["王某", "60-69", "甲院", "书法", "周六上午", "13900000001", "是", "2026-01-02", "好"]
    lines = [",".join([*values[:at], text, *values[at + 1 :]]) for at in range(len(values))]
    began = time.process_time()
    found = read(headings, *lines)
    assert len(found.rows) == len(values)
    assert time.process_time() - began < 20
