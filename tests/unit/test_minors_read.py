"""Who is or may be a minor by a day of birth or a remark is told so, and stands in no list."""

from __future__ import annotations

from datetime import date

import pytest

from graph.loading.register import Register
from graph.loading.translate import translate
from graph.reading import check
from graph.reading.ages import NOT_KNOWN, band_of_birth
from graph.reading.gazetteer import Gazetteer
from graph.reading.minors import remark_tells_of_a_minor
from graph.reading.report import File
from service.viewing.showing import is_minors

TODAY = date(2026, 3, 20)


def file_of(*lines: str) -> File:
    (file,) = check([("名单.csv", "\n".join(lines).encode())], Gazetteer())
    return file


def bands(file: File) -> list[object]:
    found = translate(file, Register.of([], []), lambda words: [], TODAY)
    return [told.get("age_band") for (kind, _), told in found.draft.nodes.items() if kind == "Resident"]


@pytest.mark.parametrize("heading", ["出生日期", "出生年月", "生日", "出生年份", "出生"])
def test_a_column_of_births_tells_the_age_band_and_no_day_is_kept(heading: str) -> None:
    lines = ("王某英,理发,是,2015-01-01", "李某,教手机,是,2012年5月", "赵某,唱歌,是,1950年3月", "钱某,唱歌,是,")
    file = file_of(f"姓名,特长,同意被推荐,{heading}", *lines)
    assert bands(file) == ["10-19", "10-19", "70-79", None]
    assert [is_minors(str(band)) for band in bands(file)[:3]] == [True, True, False]
    found = translate(file, Register.of([], []), lambda words: [], TODAY)
    assert not any("2015" in str(told) for told in found.draft.nodes.values())
    assert f"“{heading}”只用来推算年龄段" in file.message["zh"]


@pytest.mark.parametrize(
    ("typed", "band"),
    [
        ("2008-03-20", "10-19"),
        ("2008.3", "10-19"),
        ("20150101", "10-19"),
        ("42005", "10-19"),
        ("2015", "10-19"),
        ("2020年", "0-9"),
        ("1958", "60-69"),
        ("1958年3月20日", "60-69"),
        ("58年3月", "60-69"),
        ("2005-03-21", "20-29"),
        ("2030-01-01", NOT_KNOWN),
        ("保密", NOT_KNOWN),
        ("10后", NOT_KNOWN),
        ("60后", None),
        ("5月3日", None),
        ("无", None),
        ("", None),
    ],
)
def test_a_birth_in_any_form_is_read_to_the_band(typed: str, band: str | None) -> None:
    assert band_of_birth(typed, TODAY) == band


def test_of_an_age_and_a_birth_the_minors_one_holds() -> None:
    lines = ("王某英,理发,是,60-69,2015-01-01", "李某,教手机,是,68,保密", "赵某,唱歌,是,五年级,1950-01-01")
    assert bands(file_of("姓名,特长,同意被推荐,年龄,出生日期", *lines)) == ["10-19", "60-69", NOT_KNOWN]


@pytest.mark.parametrize(
    "said", ["未成年", "小学生", "五年级", "初二", "高一", "学龄前", "2012年生", "10后", "2010-05-01"]
)
def test_an_age_in_words_of_school_is_a_minors_and_that_is_told(said: str) -> None:
    file = file_of("姓名,特长,同意被推荐,年龄", f"王某英,理发,是,{said}", "李某,教手机,是,68")
    assert [is_minors(str(band)) for band in bands(file)] == [True, False]
    (problem,) = file.sheets[0].rows[0].problems
    assert "未成年人的，不列入推荐名单" in problem.message["zh"]


@pytest.mark.parametrize("said", ["11岁，小学五年级", "女，今年十六岁", "未成年", "初二学生", "在读高一", "小学在读"])
def test_a_remark_tells_of_a_minor(said: str) -> None:
    assert remark_tells_of_a_minor(said)
    assert bands(file_of("姓名,特长,同意被推荐,备注", f"王某英,理发,是,{said}", "李某,教手机,是,热心")) == [
        NOT_KNOWN,
        None,
    ]


@pytest.mark.parametrize(
    "said",
    [
        "教过小学",
        "小学文化",
        "会辅导初中生",
        "有两个孩子，大的8岁",
        "孙子，10岁",
        "68岁",
        "高中毕业",
        "服务未成年人",
        "",
    ],
)
def test_a_remark_of_other_peoples_children_tells_of_no_minor(said: str) -> None:
    assert not remark_tells_of_a_minor(said)


def test_a_column_of_forms_or_classes_tells_of_pupils() -> None:
    file = file_of(
        "姓名,年级,班级,电话,特长,同意被推荐",
        "王某,三年级,2班,13900000001,朗诵,是",
        "李某,5,1班,13900000002,书法,是",
        "赵某,,书法班,13900000003,书法,是",
        "钱某,大三,,13900000004,英语,是",
    )
    assert bands(file) == [NOT_KNOWN, NOT_KNOWN, None, None]
    assert "“年级”只用来看是不是学生" in file.message["zh"]


def test_the_class_of_somebodys_child_tells_of_no_minor() -> None:
    file = file_of("姓名,孩子年级,电话,特长,同意被推荐", "王某,三年级,13900000001,朗诵,是", "李某,五年级,,书法,是")
    assert bands(file) == [None, None]


def test_a_remark_or_school_that_may_be_a_minors_is_told_at_the_row_and_an_age_answers_it() -> None:
    file = file_of(
        "姓名,电话,年龄,特长,同意被推荐,学校/单位,备注",
        "王某,13900000001,,朗诵,是,,李婶的儿子，今年15",
        "李某,13900000002,,书法,是,二中初二（3）班,",
        "赵某,13900000003,,书法,是,,有一个儿子，12岁",
        "钱某,13900000004,36,英语,是,,李婶的儿子，今年15",
    )
    assert bands(file) == [NOT_KNOWN, NOT_KNOWN, None, "30-39"]
    told = [[(problem.column, problem.code) for problem in row.problems] for row in file.sheets[0].rows]
    assert told == [[("G", "may_be_minor")], [("F", "may_be_minor")], [], []]
    assert "可能是未成年人，先不列入推荐名单" in file.sheets[0].rows[0].problems[0].message["zh"]
