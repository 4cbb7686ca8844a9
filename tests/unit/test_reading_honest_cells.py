"""Cells of daily lists that a careful person reads: half days, sums with a remark, square metres, rooms."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from graph.reading import check
from graph.reading.dates import read_date
from graph.reading.gazetteer import Entry, Gazetteer
from graph.reading.money import read_money
from graph.reading.phones import PhoneReading, read_contact_phone, read_phone
from graph.reading.quantities import read_quantity
from tests.support.messy_lists import GAZETTEER


@pytest.mark.parametrize(
    ("typed", "day", "codes"),
    [
        ("3月5日上午", "2026-03-05", ("assumed_year",)),
        ("2026-3-5 晚上", "2026-03-05", ()),
        ("2026年3月5日下午2点半", "2026-03-05", ()),
        ("2026.3.5 14时30分", "2026-03-05", ()),
        ("2026、3、5", "2026-03-05", ()),
        ("2026 3 5", "2026-03-05", ()),
        ("自2026年3月起", "2026-03-01", ("assumed_day",)),
        ("下午", None, ("vague_date",)),
        ("2026、13、5", None, ("bad_date",)),
    ],
)
def test_a_day_with_a_half_of_it_behind_or_other_marks_between(
    typed: str, day: str | None, codes: tuple[str, ...]
) -> None:
    reading = read_date(typed, False, 2026)
    assert (reading.day and reading.day.isoformat(), reading.codes) == (day, codes)


@pytest.mark.parametrize(
    ("typed", "low", "unit"),
    [
        ("1万5千元", 15_000, ""),
        ("2万5", 25_000, ""),
        ("1万5000", 15_000, ""),
        ("3千5百元", 3500, ""),
        ("2000元（含税）", 2000, ""),
        ("3000元（2000元场租，1000元物料）", 3000, ""),
        ("约合3000元", 3000, ""),
        ("60元/小时，材料另算", 60, "小时"),
        ("1元/张（A4）", 1, "张"),
        ("8元/㎡", 8, "㎡"),
        ("100元/小时起", 100, "小时"),
        ("一次50", 50, "次"),
        ("一万二", 12_000, ""),
    ],
)
def test_a_sum_with_a_remark_or_in_two_steps(typed: str, low: float, unit: str) -> None:
    reading = read_money(typed)
    assert (reading.low, reading.unit, reading.codes) == (low, unit, ())


@pytest.mark.parametrize("typed", ["1,5", "800元，1000元", "3O0元/小时", "0.5+0.3万"])
def test_sums_that_cannot_be_read_stay_so(typed: str) -> None:
    assert read_money(typed).codes == ("bad_money",)


@pytest.mark.parametrize(
    "typed", ["面议（约80）", "押金200", "200（押金）", "另议，200左右", "成人20儿童10", "500元+场地", "（含税）2000"]
)
def test_a_number_among_words_is_no_sum_and_keeps_no_row_out(typed: str) -> None:
    assert read_money(typed).codes == ("vague_money",)


@pytest.mark.parametrize(
    ("typed", "low", "unit"),
    [
        ("80元/次起", 80, "次"),
        ("80元起/次", 80, "次"),
        ("两千块钱", 2000, ""),
        ("1w", 10_000, ""),
        ("5K", 5000, ""),
        ("1.5W元", 15_000, ""),
        ("500+300", 800, ""),
        ("10元/天，押金200", 10, "天"),
        ("约5000，其中材料3000", 5000, ""),
        ("约2千元出头", 2000, ""),
    ],
)
def test_sums_as_people_shorten_and_explain_them(typed: str, low: float, unit: str) -> None:
    reading = read_money(typed)
    assert (reading.low, reading.unit, reading.codes) == (low, unit, ())


@pytest.mark.parametrize(
    ("typed", "low", "codes"),
    [
        ("男5女3", None, ("vague_quantity",)),
        ("8人，其中女5", 8, ()),
        ("2w人", 20_000, ()),
        ("8-6人", None, ("bad_quantity",)),
    ],
)
def test_numbers_among_words(typed: str, low: float | None, codes: tuple[str, ...]) -> None:
    reading = read_quantity(typed)
    assert (reading.low, reading.codes) == (low, codes)


@pytest.mark.parametrize(
    ("typed", "low", "unit"),
    [("60㎡", 60, "㎡"), ("约80 m²", 80, "㎡"), ("45M2", 45, "㎡"), ("20+", 20, ""), ("一百来号人", 100, "人")],
)
def test_square_metres_and_at_least(typed: str, low: float, unit: str) -> None:
    reading = read_quantity(typed)
    assert (reading.low, reading.unit, reading.codes) == (low, unit, ())


def test_a_landline_dialled_from_abroad() -> None:
    assert read_phone("+86-10-65120001").phone == "010-65120001"
    assert read_phone("+86 139 0000 0001").phone == "13900000001"


def test_a_room_behind_a_dash_is_dropped() -> None:
    places = Gazetteer([Entry("building", "柳巷1号楼", "", ("柳巷1-1",)), Entry("entrance", "1-1-2", "柳巷1号楼")])
    assert [place and place.name for place in map(places.place, ("柳巷1号楼-301", "柳巷1-1-301", "柳巷1-1-3"))] == [
        "柳巷1号楼",
        "柳巷1号楼",
        None,
    ]


@pytest.mark.parametrize(("heading", "word"), [("到哪一步", "意向"), ("进展", "已确认")])
def test_words_of_one_sort_are_not_read_as_another(heading: str, word: str) -> None:
    first, second = f"小院菜园,锄头,物资,某某园艺店,{word}", "楼道画廊,画师,人力,某某画室,履约"
    lines = "\n".join((f"项目名称,还缺什么,缺口类型,谁来认领,{heading}", first, second))
    (file,) = check([("项目.csv", lines.encode())], GAZETTEER)
    sheet = file.sheets[0]
    assert (sheet.columns[4].field, [row.problems for row in sheet.rows]) == ("claim_status", [(), ()])


def test_a_row_of_nothing_but_lost_letters_is_not_imported_and_its_line_is_named() -> None:
    lines = [
        line.encode() for line in ("姓名,电话,特长", "王芳,13900000001,书法", "", "李强,13900000003,木工", "赵磊,,缝纫")
    ]
    lines[2] = b"\xff,\xff,\xff"
    (file,) = check([("志愿者花名册.csv", b"\n".join(lines))], GAZETTEER)
    assert [row.line for row in file.sheets[0].rows] == [2, 4, 5]
    assert "3" in file.message["zh"]


@pytest.mark.parametrize(
    ("typed", "contact", "phone", "codes"),
    [
        ("13900012006转3", "", "13900012006", ()),
        ("13900012006（晚上打）", "", "13900012006", ()),
        ("13900012006（李四）", "李四", "13900012006", ()),
        ("张三（微信同号）13900012006", "张三", "13900012006", ()),
        ("张三（物业）13900012006", "张三(物业)", "13900012006", ()),
        ("物业前台", "物业前台", "", ()),
        ("见微信群", "", "", ("bad_phone",)),
    ],
)
def test_what_stands_beside_a_number_is_a_person_or_nobody(
    typed: str, contact: str, phone: str, codes: tuple[str, ...]
) -> None:
    reading = read_contact_phone(typed)
    assert (reading.contact, reading.phone, reading.codes) == (contact, phone, codes)


@given(st.sampled_from("李王周张赵"), st.text("群转接找打上下午晚早周一加见去", min_size=1, max_size=2))
def test_a_sign_inside_a_name_takes_nobody_away(surname: str, given_name: str) -> None:
    name = surname + given_name
    assume(not re.fullmatch("周[一二三四五六日末].?", name))  # alone such a name is a day of the week
    assert read_contact_phone(f"{name} 13800138000") == PhoneReading("13800138000", name)
    assert read_contact_phone(f"13800138000 {name}") == PhoneReading("13800138000", name)
    assert read_contact_phone(name) == PhoneReading("", name)


@pytest.mark.parametrize(
    ("cell", "contact"),
    [
        ("周一帆 13800138000", "周一帆"),
        ("接待室王芳", "接待室王芳"),
        ("群众服务中心", "群众服务中心"),
        ("13800138000 晚上找王芳", "王芳"),
        ("张群生(楼长)", "张群生(楼长)"),
        ("王芳 13800138000 (微信同号)", "王芳"),
        ("13800138000 工作日上午", ""),
    ],
)
def test_who_is_named_beside_a_number_is_kept(cell: str, contact: str) -> None:
    reading = read_contact_phone(cell)
    assert (reading.contact, reading.codes) == (contact, ())
