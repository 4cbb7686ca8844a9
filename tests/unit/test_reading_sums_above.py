"""What stands above a table of the measure of its sums (单位：万元) holds for sums without a measure of their own."""

from __future__ import annotations

import pytest

from graph.reading import check
from graph.reading.gazetteer import Gazetteer
from graph.reading.money import measure_of_sums
from graph.reading.report import File


def file_of(*lines: str) -> File:
    (file,) = check([("资金.csv", "\n".join(lines).encode())], Gazetteer())
    return file


@pytest.mark.parametrize(
    ("line", "step"),
    [
        ("填报单位：某社区单位：万元", "万"),
        ("（单位：千元）", "千"),
        ("金额单位：元（万元）", "万"),
        ("单位:人民币 万元", "万"),
        ("单位：户、万元", "万"),
        ("2026年资金安排表（万元）", "万"),
        ("单位：元", ""),
        ("填报单位：某社区", ""),
        ("单位：某社区 总预算3万元", ""),
    ],
)
def test_the_measure_of_sums_is_read_from_a_line(line: str, step: str) -> None:
    assert measure_of_sums(line) == step


def test_sums_without_a_measure_are_read_as_said_above_and_it_is_told() -> None:
    head = ("资金安排表,,,", "填报单位：某社区,,单位：万元,")
    file = file_of(*head, "资金名称,出资单位,金额,用途", "节日赞助,某银行,0.8,办节", "基金,某物业,5000元,助老")
    (sheet,) = file.sheets
    assert [row.fields["money"] for row in sheet.rows] == [8000.0, 5000.0]
    assert "万元" in file.message["zh"]


def test_the_heading_s_own_measure_wins() -> None:
    file = file_of("单位：万元,,", "资金名称,出资单位,金额（元）", "节日赞助,某银行,800", "基金,某物业,500")
    assert [row.fields["money"] for row in file.sheets[0].rows] == [800.0, 500.0]


def test_a_remark_below_the_table_says_what_sums_are_counted_in() -> None:
    lines = "项目汇总表,,,\n编号,项目名称,申报团队,预算\n1,花园,花友会,1.5\n2,灯,守望岗,3000元\n单位：万元,,,\n"
    (sheet,) = check([("项目.csv", lines.encode())], Gazetteer())[0].sheets
    assert [row.fields.get("money") for row in sheet.rows] == [15000, 3000]


def test_who_filled_in_the_table_is_no_measure() -> None:
    lines = "填报单位：万元街道,,,\n编号,项目名称,申报团队,预算\n1,花园,花友会,1500\n2,灯,守望岗,3000\n"
    (sheet,) = check([("项目.csv", lines.encode())], Gazetteer())[0].sheets
    assert [row.fields.get("money") for row in sheet.rows] == [1500, 3000]


@pytest.mark.parametrize(
    ("head", "below"),
    [
        ("单位：元", "单位：万元"),
        ("项目汇总表", "附：街道配套资金（单位：万元）"),
        ("项目汇总表", "注：以上项目由街道专项资金（万元）列支"),
        ("项目汇总表", "社区基金会（单位：万元）申报"),
    ],
)
def test_a_remark_that_mentions_a_measure_is_not_one_of_the_table(head: str, below: str) -> None:
    lines = f"{head},,,\n编号,项目名称,申报团队,预算\n1,花园,花友会,1500\n2,灯,守望岗,3000\n{below},,,\n"
    (sheet,) = check([("项目.csv", lines.encode())], Gazetteer())[0].sheets
    assert [row.fields.get("money") for row in sheet.rows][:2] == [1500, 3000]
