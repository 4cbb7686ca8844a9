"""What is said of whoever is not listed is true, and nothing of those who may not be named."""

from __future__ import annotations

from typing import Any

import pytest
from matching_town import link, node, teacher, town

from graph.records import Link, Node


@pytest.mark.parametrize(
    ("line", "kind", "properties", "zh", "en"),
    [
        (
            "hands",
            "Service",
            {"kind": "goods"},
            "给的是物资，这一项要的是人手",
            "gives goods; this line asks for hands",
        ),
        (
            "guide",
            "Service",
            {},
            "没有写明给的是什么，这一项要的是辅导员",
            "does not say what it gives; this line asks for",
        ),
        (
            "guide",
            "Unit",
            {},
            "是辖区单位，这一项要的是辅导员，可以找专家",
            "is a unit; this line asks for a mentor, of experts",
        ),
        ("room", "Service", {"kind": "service"}, "是服务，这一项要的是场地", "is a service; this line asks for a room"),
    ],
)
def test_who_is_of_another_kind_hears_what_both_are(
    line: str, kind: str, properties: dict[str, Any], zh: str, en: str
) -> None:
    matcher, question = town(node(kind, "x", name="某某", **properties)).ask(line)
    for language, said in (("zh", zh), ("en", en)):
        why = matcher.explain(question, kind, "x", language).left_out
        assert why is not None
        assert why.rule == "kind"
        assert why.sentence.startswith(said)


@pytest.mark.parametrize("line", ["teach", "room"])
@pytest.mark.parametrize("properties", [{"consent": False}, {"age_band": "10-19"}, {}])
def test_why_not_tells_neither_who_is_hidden_nor_why(line: str, properties: dict[str, Any]) -> None:
    """The same answer for no consent, for a minor and for a conflict, also where the kind would do for a reason."""
    conflict = [] if properties else [link("CONFLICTS_WITH", ("Resident", "hidden"), ("Resident", "lead"))]
    community = town(*teacher("hidden", **properties), *teacher("open"), *conflict)
    matcher, question = community.ask(line)
    found = matcher.explain(question, "Resident", "hidden").left_out
    assert found is not None
    if line == "room" and conflict:
        assert found.rule == "kind"  # as of everybody
    else:
        assert (found.rule, found.candidate["id"]) == ("withheld", "")
        assert found.sentence == "1个人选因为不公开的原因没有列入"
        assert "某hidden" not in repr(found)


def test_one_who_is_not_named_is_told_as_one() -> None:
    matcher, question = town(*teacher("hidden", consent=False), *teacher("seen")).ask("teach")
    (told,) = matcher.answer(question, language="en").left_out
    assert told.sentence == "1 person did not agree to be recommended; not named"


def test_a_group_of_which_only_a_member_can_is_not_said_to_be_unable() -> None:
    member = [*teacher("able", "next"), link("MEMBER_OF", ("Resident", "able"), ("Organization", "x"))]
    matcher, question = town(node("Organization", "x", name="老乐会"), *member).ask("teach")
    notes = {
        language: next(one.notes for one in matcher.answer(question, language=language).matches if one.row == row)
        for language in ("zh", "en")
        for row in [matcher.data.nodes.row_of("Organization", "x")]
    }
    assert any("个别成员" in note for note in notes["zh"])
    assert any("Only members" in note for note in notes["en"])


@pytest.mark.parametrize(
    ("windows", "serves", "remedy"),
    [
        (["sat-pm"], "", "把范围放宽到本街道就能排进来"),
        (["sat-pm"], "far", "对方愿意到这里服务就能排进来"),
        (["mon-am"], "", "还有别的条件对不上，一起解决了才能排进来"),
    ],
)
def test_a_remedy_is_only_promised_where_nothing_else_is_in_the_way(
    windows: list[str], serves: str, remedy: str
) -> None:
    body: list[Node | Link] = [
        node("Unit", "x", name="某店", windows=windows),
        link("HAS_SKILL", ("Unit", "x"), ("Skill", "phone")),
        link("LOCATED_IN", ("Unit", "x"), ("Place", "far")),
    ]
    body += [link("SERVES", ("Unit", "x"), ("Place", serves))] if serves else []
    matcher, question = town(*body).with_(node("Requirement", "teach", level="community")).ask("teach")
    (listed,) = matcher.answer(question).left_out
    why = matcher.explain(question, "Unit", "x").left_out
    assert why is not None
    assert (listed.rule, listed.remedy) == (why.rule, why.remedy) == ("place", remedy)
