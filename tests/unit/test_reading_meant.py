"""Words that no rule admits but that can mean one thing only are loaded as that, and the row tells so."""

from __future__ import annotations

from datetime import date

import pytest

from graph.loading.register import Register
from graph.loading.translate import translate
from graph.reading import check
from graph.reading.gazetteer import Entry, Gazetteer
from graph.reading.report import Row
from graph.reading.report_json import report_json

STREET = Entry("street", "柳河街道")
PLACES = Gazetteer(
    [
        STREET,
        Entry("community", "柳河社区", STREET.key),
        Entry("community", "赵家湾社区", STREET.key),
        Entry("compound", "枣树院", "赵家湾社区"),
    ]
)


def row(place: str, urgency: str = "") -> Row:
    lines = f"需求内容,地点,紧急程度\n想装一个晾衣架,{place},{urgency}\n楼道灯不亮了,赵家湾社区,急\n"
    (file,) = check([("需求.csv", lines.encode())], PLACES)
    return file.sheets[0].rows[0]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("特急", "高"), ("挺急", "高"), ("火急", "高"), ("不着急", "低"), ("不太急", "低"), ("普通", "中")],
)
def test_how_urgent_in_other_words(typed: str, meant: str) -> None:
    found = row("赵家湾社区", typed)
    assert "urgency" not in found.fields
    assert found.meant == {"urgency": meant}
    assert [(p.code, p.message["zh"]) for p in found.problems] == [("unknown_value", f"“{typed}”按“{meant}”登记。")]


def test_a_word_of_no_meaning_is_left_empty() -> None:
    found = row("赵家湾社区", "看情况")
    assert not found.meant
    assert "先空着" in found.problems[0].message["zh"]


def test_a_place_without_the_word_of_its_level() -> None:
    found = row("赵家湾")
    assert found.meant == {"place": "赵家湾社区"}
    assert [p.code for p in found.problems] == ["unknown_place"]
    assert "按“赵家湾社区”登记" in found.problems[0].message["zh"]


def test_of_two_places_of_one_short_name_neither_is_taken() -> None:
    found = row("柳河")
    assert not found.meant
    assert "不在已知的地点里" in found.problems[0].message["zh"]


def test_what_is_meant_is_loaded_and_reported() -> None:
    lines = "需求内容,地点,紧急程度\n想装一个晾衣架,赵家湾,特急\n楼道灯不亮了,赵家湾社区,不急\n"
    (file,) = check([("需求.csv", lines.encode())], PLACES)
    found = translate(file, Register.of([], []), lambda words: [], date(2026, 3, 20))
    urgent = [told.get("urgency") for (kind, _), told in found.draft.nodes.items() if kind == "Need"]
    assert urgent == ["高", "低"]
    shown = report_json([file])["files"][0]["sheets"][0]["rows"]
    assert [one.get("meant") for one in shown] == [{"place": "赵家湾社区", "urgency": "高"}, None]


def test_a_price_in_words_says_what_it_was_taken_for() -> None:
    lines = "服务项目,服务单位,价格\n量血压,某药房,免费\n租轮椅,某驿站,押金200\n理发,某店,20元\n"
    (file,) = check([("服务.csv", lines.encode())], Gazetteer())
    free, deposit, _ = file.sheets[0].rows
    assert free.fields["charge"] == "公益"
    assert free.problems[0].message["zh"] == "“免费”记作“公益”，没有金额。"
    assert deposit.verdict == "warning"
    assert "money" not in deposit.fields
    assert "这一行照常导入" in deposit.problems[0].message["zh"]
