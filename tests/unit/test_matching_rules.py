"""Each hard rule on the smallest town that shows it, and the sentence it leaves behind."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from matching_town import NOW, day, link, node, teacher, town

from graph.records import Link, Node
from matching.errors import UnknownCandidate
from matching.rules import RULES

JOINED = [
    node("Organization", "joined", name="未登记的队"),
    link("TAKES_PART", ("Organization", "joined"), ("Project", "open")),
]
GROUP = [link("HAS_SKILL", ("Organization", "x"), ("Skill", "phone"))]


def group(**properties: Any) -> list[Node | Link]:
    return [node("Organization", "x", **{"name": "手机互助队", **properties}), *GROUP]


CASES: list[tuple[str, str, str, list[Node | Link]]] = [
    ("teach", "place", "x", teacher("x", "far")),
    ("teach", "window", "x", teacher("x", windows=["mon-am"])),
    ("teach", "capacity", "x", teacher("x", hours_cap=0.0)),
    ("teach", "dormant", "x", group(last_active=day("2024-12-31"))),
    ("teach", "already", "lead", [link("HAS_SKILL", ("Resident", "lead"), ("Skill", "phone"))]),
    (
        "teach",
        "declined",
        "x",
        [
            *teacher("x"),
            node("Invitation", "i", asked_on=day("2026-03-01"), answer="declined", reason="no_time"),
            link("ASKED", ("Invitation", "i"), ("Resident", "x")),
            link("ASKED_FOR", ("Invitation", "i"), ("Requirement", "teach")),
        ],
    ),
    ("room", "size", "x", [node("Space", "x", name="小屋", capacity=12)]),
    ("room", "validity", "x", [node("Space", "x", name="大屋", capacity=30, valid_until=day("2026-03-13"))]),
    (
        "room",
        "coverage",
        "x",
        [node("Space", "x", name="大屋", capacity=30), link("COVERS", ("Space", "x"), ("Place", "c3"))],
    ),
    (
        "room",
        "district",
        "x",
        [
            node("Space", "x", name="大屋", capacity=30),
            node("Place", "away", name="远城", level="district"),
            link("LOCATED_IN", ("Space", "x"), ("Place", "away")),
        ],
    ),
    ("fund", "fund", "x", [node("Fund", "x", name="公益金", balance=0.0)]),
    ("fund", "fund", "x", [node("Fund", "x", name="公益金", balance=9000.0, cap=1000.0)]),
    ("fund", "validity", "x", [node("Fund", "x", name="公益金", balance=9000.0, year=2025)]),
    (
        "fund",
        "purpose",
        "x",
        [node("Fund", "x", name="公益金", balance=9000.0), link("ABOUT", ("Fund", "x"), ("Skill", "dance"))],
    ),
    ("fund", "purpose", "x", [node("Fund", "x", name="支持资金", purpose="广场舞教学")]),
    (
        "fund",
        "applicants",
        "x",
        [node("Fund", "x", name="公益金", balance=9000.0, applicants="登记的社会组织"), *JOINED],
    ),
    (
        "fund",
        "offered_money",
        "x",
        [
            node("Organization", "x", name="小基金会", text="活动经费"),
            node("Fund", "small", name="小额资助", cap=1000.0),
            link("OFFERS", ("Organization", "x"), ("Fund", "small")),
        ],
    ),
]


@pytest.mark.parametrize(
    ("line", "rule", "key", "records"), CASES, ids=[f"{c[0]}-{c[1]}-{i}" for i, c in enumerate(CASES)]
)
def test_the_rule_excludes_and_says_so(line: str, rule: str, key: str, records: list[Node | Link]) -> None:
    level = node("Requirement", "teach", level="community", hours=2.0)
    community = town(*records).with_(level)
    assert community.rules(line)[key] == rule
    assert key not in community.scores(line)
    matcher, question = community.ask(line)
    for language in ("zh", "en"):
        found = matcher.answer(question, language=language).left_out
        told = next(left_out for left_out in found if left_out.candidate["id"] == key)
        assert told.sentence
        assert told.remedy
        assert "{" not in told.sentence + told.remedy


def test_every_rule_but_kind_has_a_case() -> None:
    shown = {case[1] for case in CASES} | {"consent", "minor", "withheld", "qualification"}
    assert shown == {rule.name for rule in RULES} - {"kind"}


@pytest.mark.parametrize(
    "records",
    [
        teacher("x", "next", windows=["sat-pm"], hours_cap=8.0),
        teacher("x", windows=[]),
        group(last_active=day("2025-12-31")),
        [*group(), link("SERVES", ("Organization", "x"), ("Place", "s"))],
    ],
)
def test_whoever_fits_stays(records: list[Node | Link]) -> None:
    community = town(*records).with_(node("Requirement", "teach", level="community"))
    assert "x" in community.scores("teach")


@pytest.mark.parametrize("properties", [{"consent": False}, {"consent": None}, {"age_band": "10-19"}])
def test_people_who_may_not_be_listed_are_counted_and_never_named(properties: dict[str, Any]) -> None:
    hidden = node("Resident", "hidden", **properties)
    community = town(*teacher("hidden"), *teacher("seen")).with_(hidden)
    matcher, question = community.ask("teach")
    answer = matcher.answer(question)
    assert [match.candidate["id"] for match in answer.matches] == ["seen"]
    assert answer.left_out_total == 1
    assert [left_out.count for left_out in answer.left_out] == [1]
    assert "某hidden" not in repr(answer)
    why = matcher.explain(question, "Resident", "hidden")
    assert why.left_out is not None
    assert "某hidden" not in repr(why)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_conflict_is_counted_and_neither_person_nor_reason_is_told(language: str) -> None:
    quarrel = link("CONFLICTS_WITH", ("Resident", "lead"), ("Resident", "foe"), reason="邻里纠纷")
    lesson = [
        node("Service", "lesson", name="手机小课", kind="service"),
        link("ABOUT", ("Service", "lesson"), ("Skill", "phone")),
        link("OFFERS", ("Resident", "foe"), ("Service", "lesson")),
    ]
    matcher, question = town(*teacher("foe"), *teacher("seen"), *lesson, quarrel).ask("teach")
    answer = matcher.answer(question, language=language)
    assert [match.candidate["id"] for match in answer.matches] == ["seen"]
    assert [(one.rule, one.count, one.candidate["id"]) for one in answer.left_out] == [("withheld", 2, "")]
    why = matcher.explain(question, "Resident", "foe", language).left_out
    assert why is not None
    for told in (repr(answer.left_out), repr(why)):
        assert not re.search("foe|手机小课|纠纷|不宜|冲突|conflict|(?i:quarrel|together)", told)


def test_offers_of_minors_are_left_out() -> None:
    offer = [
        node("Service", "lesson", name="手机小课", kind="service"),
        link("ABOUT", ("Service", "lesson"), ("Skill", "phone")),
        link("OFFERS", ("Resident", "giver"), ("Service", "lesson")),
    ]
    assert "lesson" not in town(*teacher("giver", age_band="10-19"), *offer).scores("teach")


def test_members_without_consent_are_not_named_as_evidence() -> None:
    member = [*teacher("hidden", consent=False), link("MEMBER_OF", ("Resident", "hidden"), ("Organization", "x"))]
    matcher, question = town(node("Organization", "x", name="手机队"), *member).ask("teach")
    assert "某hidden" not in repr(matcher.answer(question))


def test_offers_of_people_without_consent_are_left_out() -> None:
    offer = [
        node("Service", "lesson", name="手机小课", kind="service"),
        link("ABOUT", ("Service", "lesson"), ("Skill", "phone")),
        link("OFFERS", ("Resident", "giver"), ("Service", "lesson")),
    ]
    matcher, question = town(*teacher("giver"), *offer).ask("teach")
    (match,) = matcher.answer(question).matches
    assert (match.candidate["id"], [one["id"] for one in match.same]) == ("giver", ["lesson"])
    assert "lesson" not in town(*teacher("giver", consent=False), *offer).scores("teach")


def test_professional_organizations_may_come_from_outside_and_are_flagged() -> None:
    outside = [*group(kind="专业社会组织"), link("SERVES", ("Organization", "x"), ("Place", "c3"))]
    matcher, question = town(*outside).ask("teach")
    match = matcher.answer(question).matches[0]
    assert match.candidate["id"] == "x"
    assert any("外面" in note for note in match.notes)
    assert town(*group(), outside[-1]).rules("teach") == {"x": "coverage"}


@pytest.mark.parametrize(
    ("wanted", "properties", "fits"),
    [
        ("登记", {"registered": "登记"}, True),
        ("登记", {"registered": "备案"}, False),
        ("星级", {"star": 3}, True),
        ("星级", {"star": 3, "star_until": day("2026-01-01")}, False),
        ("星级", {}, False),
    ],
)
def test_qualification(wanted: str, properties: dict[str, Any], fits: bool) -> None:
    community = town(*group(**properties)).with_(node("Requirement", "teach", qualification=wanted))
    assert ("x" in community.scores("teach")) == fits
    assert fits or community.rules("teach")["x"] == "qualification"


def test_hours_of_one_project_count_once_however_recorded() -> None:
    busy = [
        *teacher("x", hours_cap=10.0),
        node("Project", "other", name="花园", stage="in_progress"),
        node("Requirement", "dig", kind="people", status="open", hours=6.0),
        link("REQUIRES", ("Project", "other"), ("Requirement", "dig")),
        node("Claim", "k", status="confirmed", made_on=day("2026-03-02")),
        link("MADE", ("Resident", "x"), ("Claim", "k")),
        link("TAKES", ("Claim", "k"), ("Requirement", "dig")),
        link("TAKES_PART", ("Resident", "x"), ("Project", "other"), hours=6.0, since=day("2026-03-01")),
    ]
    matcher, _ = town(*busy).ask("teach")
    row = matcher.data.nodes.row_of("Resident", "x")
    assert matcher.standing(NOW.date()).hours_taken(np.nan)[row] == pytest.approx(6.0)
    full = town(*busy).with_(node("Requirement", "teach", hours=5.0))
    assert full.rules("teach") == {"x": "capacity"}
    next_month = matcher.standing(day("2026-04-10"))
    assert next_month.hours_taken(np.nan)[row] == 0.0


def test_money_already_promised_is_not_asked_for_again() -> None:
    small = node("Fund", "x", name="公益金", balance=9000.0, cap=1000.0)
    promised = [
        node("Unit", "bank", name="某银行"),
        node("Claim", "k", status="confirmed", money=600.0),
        link("MADE", ("Unit", "bank"), ("Claim", "k")),
        link("TAKES", ("Claim", "k"), ("Requirement", "fund")),
    ]
    assert "x" not in town(small).scores("fund")
    community = town(small, *promised)
    assert "x" in community.scores("fund")
    assert "bank" not in community.scores("fund")
    other_line = community.with_(link("HAS_SKILL", ("Unit", "bank"), ("Skill", "phone")))
    assert "bank" in other_line.scores("teach")


def test_giving_needs_more_than_another_skill() -> None:
    unit = [node("Unit", "u", name="某店"), link("HAS_SKILL", ("Unit", "u"), ("Skill", "phone"))]
    sponsor = [node("Unit", "v", name="某行"), link("HAS_SKILL", ("Unit", "v"), ("Skill", "cash"))]
    community = town(*unit, *sponsor).with_(node("Requirement", "fund", text="出资赞助的单位"))
    assert set(community.scores("fund")) == {"v"}


def test_why_missing_names_the_rule_or_the_rank() -> None:
    matcher, question = town(*teacher("here"), *teacher("busy", windows=["mon-am"])).ask("teach")
    assert matcher.explain(question, "Resident", "here").rank == 1
    why = matcher.explain(question, "Resident", "busy").left_out
    assert why is not None
    assert "周一上午" in why.sentence
    assert "周一上午" in why.remedy
    with pytest.raises(UnknownCandidate, match="nobody"):
        matcher.explain(question, "Resident", "nobody")


def test_a_fund_that_is_too_small_alone_may_give_a_part_beside_others() -> None:
    def sentences(language: str, **fund: float) -> list[str]:
        matcher, question = town(node("Fund", "x", name="公益金", **fund)).ask("fund")
        found = matcher.answer(question, 5, language, left_out=50).left_out
        return [one.sentence for one in found if one.candidate["id"] == "x"]

    (zh,), (en,) = sentences("zh", balance=9000.0, cap=1000.0), sentences("en", balance=9000.0, cap=1000.0)
    assert zh.endswith("不够1,500元，可以和别的资金合起来出")
    assert en.endswith("beside other funds")
    assert "合起来" not in sentences("zh", balance=0.0)[0], "what is empty gives no part either"


def test_what_money_is_for_is_not_told_as_what_the_project_is() -> None:
    """Mending is a step from teaching phones: the fund's own words are told."""
    found = town(node("Fund", "x", name="支持资金", purpose="修小家电", balance=9000.0))
    matcher, question = found.ask("fund")
    (match,) = [one for one in matcher.answer(question, 50).matches if one.candidate["id"] == "x"]
    (said,) = [reason.sentence for reason in match.reasons if reason.feature == "purpose"]
    assert said == "用途里写着“修小家电”，和这类项目相近"
    english = next(one for one in matcher.answer(question, 50, "en").matches if one.candidate["id"] == "x")
    assert any("its purpose says “修小家电”" in reason.sentence for reason in english.reasons)


def test_a_room_in_another_district_is_left_out_and_one_of_unknown_place_is_marked() -> None:
    away = node("Place", "away", name="远城", level="district")
    rooms = [node("Space", key, name=f"屋{key}", capacity=30.0) for key in ("near", "gone", "comes", "nowhere")]
    found = town(
        away,
        *rooms,
        link("LOCATED_IN", ("Space", "near"), ("Place", "c3")),
        *(link("LOCATED_IN", ("Space", key), ("Place", "away")) for key in ("gone", "comes")),
        link("COVERS", ("Space", "comes"), ("Place", "d")),
    )
    matcher, question = found.ask("room")
    answer = matcher.answer(question, 50, left_out=50)
    (gone,) = [one for one in answer.left_out if one.candidate["id"] == "gone"]
    assert (gone.rule, gone.sentence) == ("district", "在远城，不在本区")
    notes = {match.candidate["id"]: match.notes for match in answer.matches}
    assert {"near", "comes", "nowhere"} <= set(notes)
    marked = {key for key, said in notes.items() if any("没有登记在哪里" in one for one in said)}
    assert marked & {"near", "comes", "nowhere"} == {"nowhere"}
