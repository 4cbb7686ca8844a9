"""Quotation marks within quotation marks are the inner ones, wherever a sentence quotes what somebody wrote."""

from __future__ import annotations

import re

import pytest

from graph.reading import check
from graph.reading.gazetteer import Gazetteer
from matching.quoting import filled, inner, nested, quoted
from service.partnering import find_partners
from tests.support.communities import NOW, Pilot

OPEN_TWICE = re.compile("“[^”]*“")


def test_marks_inside_are_the_inner_ones() -> None:
    assert quoted("街道“一队”") == "“街道‘一队’”"
    assert quoted("他说‘行’") == "“他说“行””"
    assert quoted("一队") == "“一队”"


def test_a_quotation_that_was_cut_is_closed() -> None:
    assert quoted("依托“党建惠") == "“依托‘党建惠’”"
    assert inner("惠家”成立") == "惠家”成立"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("don’t", "don’t"),
        ("“儿童’s”角", "‘儿童’s’角"),
        ("‘we don’t’", "“we don’t”"),
        ("the ‘90s “team”", "the ‘90s ‘team’"),
        ("“他说‘行’”", "‘他说“行”’"),
    ],
)
def test_an_apostrophe_is_no_quotation_mark(text: str, said: str) -> None:
    assert inner(text) == said


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("写着“{words}”，{who}", "写着“‘五力’计划”，街道“一队”"),
        ("{who}写着“用于{words}”", "街道“一队”写着“用于‘五力’计划”"),
        ("{words}{who}", "“五力”计划街道“一队”"),
    ],
)
def test_only_what_stands_between_the_marks_of_a_template_is_changed(template: str, said: str) -> None:
    assert filled(template, {"words": "“五力”计划", "who": "街道“一队”"}) == said


def test_templates_of_pages_too() -> None:
    words = {"name": "街道“一队”", "n": 3}
    said = nested("“%(name)s”核实过%(n)s次", words)
    assert said == {"name": "街道‘一队’", "n": 3}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_sentence_about_partners_opens_a_quotation_twice(language: str) -> None:
    """The pilot has a work, a unit and texts with quotation marks of their own."""
    place, inner_ones = Pilot(), 0
    for project in place.snapshot.nodes["Project"].ids[::2]:
        for line in find_partners(place, project, limit=10, language=language, now=NOW).requirements:
            said = [reason.sentence for match in line.answer.matches for reason in match.reasons]
            said += [note for match in line.answer.matches for note in match.notes]
            said += [one.sentence + one.remedy for one in line.answer.left_out]
            assert not [sentence for sentence in said if OPEN_TWICE.search(sentence)]
            inner_ones += sum("‘" in sentence for sentence in said)
    assert inner_ones or language == "en"


def test_a_problem_of_a_list_opens_no_quotation_twice() -> None:
    rows = "序号,需求内容,所在社区\n1,楼道灯坏了没人修,“幸福”里弄\n"
    (file,) = check([("需求.csv", rows.encode())], Gazetteer())
    (problem,) = file.sheets[0].rows[0].problems
    assert "“‘幸福’里弄”" in problem.message["zh"]
    assert "“‘幸福’里弄”" in problem.message["en"]
