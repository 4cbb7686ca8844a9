"""What would bring somebody among the first: true when the graph is changed so, and as little as possible."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from matching_town import NOW, Town, day, link, node, teacher, town
from numpy.typing import NDArray

from graph.records import Link, Node
from matching.attainable import possible
from matching.counterfactual import Reachable, ShownList, reachable
from matching.policy import Placed
from service.partnering import find_partners, why_missing

SEATS = 3
OTHERS = [record for at in range(6) for record in teacher(f"busy{at}", "next", windows=["sat-pm"])]


def asked(place: Town, key: str = "me", language: str = "zh", first: int = SEATS) -> Reachable | None:
    matcher, question = place.ask("teach")
    return reachable(ShownList(matcher, question, first=first), "Resident", key, language)


def rank(place: Town, key: str = "me") -> int | None:
    matcher, question = place.ask("teach")
    return matcher.explain(question, "Resident", key).rank


def test_a_window_alone() -> None:
    place = town(*OTHERS, *teacher("me", "door", windows=["mon-am"], confirmed_on=day("2026-03-14")))
    assert rank(place) is None
    found = asked(place)
    assert found is not None
    assert found.facts == ("window",)
    assert found.sentence == f"确认周六下午有空，就排第 {found.rank}。"
    english = asked(place, language="en")
    assert english is not None
    assert english.sentence == f"With free time confirmed for Saturday afternoon they would be number {found.rank}."
    assert rank(place.with_(node("Resident", "me", windows=["mon-am", "sat-pm"]))) == found.rank <= SEATS


def test_an_ability_that_nobody_wrote_down() -> None:
    me = teacher("me", "door", windows=["sat-pm"], confirmed_on=day("2026-03-14"), hours_cap=10.0)
    place = town(*OTHERS, *me[:2], link("HAS_SKILL", ("Resident", "me"), ("Skill", "mend")))
    found = asked(place)
    assert found is not None
    assert found.facts == ("ability:phone",)
    assert rank(place.with_(link("HAS_SKILL", ("Resident", "me"), ("Skill", "phone")))) == found.rank


def test_two_facts_only_where_one_does_not_do() -> None:
    me = teacher("me", "door", windows=["mon-am"], hours_cap=0.0, confirmed_on=day("2026-03-14"))
    place = town(*OTHERS, *me)
    found = asked(place)
    assert found is not None
    assert set(found.facts) == {"window", "hours"}
    both = place.with_(node("Resident", "me", windows=["mon-am", "sat-pm"], hours_cap=1.0))
    assert rank(both) == found.rank
    for one in ({"windows": ["mon-am", "sat-pm"]}, {"hours_cap": 1.0}):
        alone = rank(place.with_(node("Resident", "me", **one)))
        assert alone is None or alone > SEATS


def test_whoever_is_listed_needs_nothing_and_whoever_may_not_be_named_is_told_nothing() -> None:
    free = teacher("me", windows=["sat-pm"])
    assert asked(town(*free)) is None
    hidden = town(*OTHERS, *teacher("me", windows=["mon-am"], consent=False))
    assert asked(hidden) is None


def test_what_no_two_facts_change_is_not_promised() -> None:
    stranger: list[Node | Link] = [node("Resident", "me", name="某人", consent=True)]
    place = town(*OTHERS, *stranger)
    assert asked(place, first=1) is None


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 3), st.sampled_from(["sat-pm", "mon-am"]), st.sampled_from(["door", "far"]), st.integers(0, 1))
def test_every_promise_holds(others: int, window: str, home: str, hours: int) -> None:
    place = town(*OTHERS[: 3 * others + 9], *teacher("me", home, windows=[window], hours_cap=float(hours)))
    found = asked(place)
    if found is None:
        return
    changes: dict[str, object] = {}
    if "window" in found.facts:
        changes["windows"] = [window, "sat-pm"]
    if "confirmed" in found.facts:
        changes["confirmed_on"] = NOW.date()
    if "hours" in found.facts:
        changes["hours_cap"] = 1.0
    assert rank(place.with_(node("Resident", "me", **changes))) == found.rank


@pytest.mark.parametrize("key", ["me"])
def test_only_what_bears_on_the_line_is_thought_of(key: str) -> None:
    matcher, question = town(*OTHERS, *teacher(key, windows=["sat-pm"], confirmed_on=day("2026-03-14"))).ask("teach")
    row = matcher.data.nodes.row_of("Resident", key)
    assert list(possible(question, row)) == []


def test_the_answer_to_why_not_carries_it() -> None:
    place = town(*OTHERS, *(r for at in range(5) for r in teacher(f"more{at}", windows=["sat-pm"])))
    place = place.with_(*teacher("me", "door", windows=["mon-am"]))
    told = why_missing(place, "open", "teach", ("Resident", "me"), now=NOW).as_json()
    assert told["eligible"] is False
    assert told["reachable"]["facts"] == ["window"]
    assert told["reachable"]["rank"] <= 10
    listed = why_missing(place, "open", "teach", ("Resident", "busy0"), now=NOW).as_json()
    assert listed["reachable"] is None


def shown_before(*who: str) -> list[Node | Link]:
    """Many lists of the last month with these on them."""
    records: list[Node | Link] = []
    for at in range(12):
        told = {"shown_at": NOW, "kinds": ["Resident"] * len(who), "candidates": list(who), "door": "page"}
        records += [node("Shown", f"s{at}", **told), link("SHOWN_FOR", ("Shown", f"s{at}"), ("Requirement", "teach"))]
    return records


def test_the_rank_is_that_of_the_list_as_it_is_shown() -> None:
    many = [record for at in range(12) for record in teacher(f"many{at:02}", windows=["sat-pm"])]
    place = town(*many, *shown_before("many00"))
    listed = [
        match.candidate["id"]
        for match in find_partners(place, "open", requirement="teach", limit=12, now=NOW).requirements[0].answer.matches
    ]
    assert listed[0] != "many00"
    for rank, key in enumerate(listed, start=1):
        told = why_missing(place, "open", "teach", ("Resident", key), now=NOW).as_json()
        assert told["rank"] == rank, key
        if rank <= 10:
            assert told["reachable"] is None, key
    often = why_missing(place, "open", "teach", ("Resident", "many00"), now=NOW).as_json()
    assert often["rank"] > often["rank_by_score"] == 1
    assert "12次" in often["note"]


def test_a_promise_holds_in_the_list_as_it_is_shown() -> None:
    """Those before me give way for having been shown often, so a fact leads further than the score alone says."""
    many = [record for at in range(12) for record in teacher(f"many{at:02}", windows=["sat-pm"])]
    place = town(*many, *shown_before(*(f"many{at:02}" for at in range(12))), *teacher("me", windows=["mon-am"]))
    found = why_missing(place, "open", "teach", ("Resident", "me"), now=NOW).reachable
    assert found is not None
    assert found.facts == ("window",)
    true = place.with_(node("Resident", "me", windows=["mon-am", "sat-pm"]))
    after = find_partners(true, "open", requirement="teach", limit=12, now=NOW).requirements[0].answer.matches
    assert [match.candidate["id"] for match in after].index("me") + 1 == found.rank
    assert why_missing(true, "open", "teach", ("Resident", "me"), now=NOW).rank == found.rank


@pytest.mark.parametrize(("propensity", "promised"), [(1.0, True), (0.5, False)])
def test_a_place_that_was_drawn_is_told_and_not_promised(propensity: float, promised: bool) -> None:
    matcher, question = town(*OTHERS, *teacher("me", "door", windows=["sat-pm"])).ask("teach")
    row = matcher.data.nodes.row_of("Resident", "me")
    shown = ShownList(matcher, question, lambda _: partial(drawn, row, propensity))
    assert shown.rank_of(row) is not None
    assert (shown.rank_of(row, by_lot=False) is not None) is promised


def drawn(
    row: int, propensity: float, rows: NDArray[np.int64], scores: NDArray[np.float64], limit: int
) -> list[Placed]:
    """The order of the scores, one of them put there with this chance."""
    note = ("给新面孔的", "for a new face")
    return [Placed(at, propensity, note) if one == row else Placed(at) for at, one in enumerate(rows.tolist()[:limit])]
