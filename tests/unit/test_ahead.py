"""Where no step helps, why not says in what the others are ahead: so by the reasons of the list itself."""

from __future__ import annotations

import pytest

from service.lines.asking import Asking
from service.partnering import WhyMissing, find_partners, why_missing
from tests.support.communities import NOW, Pilot


@pytest.fixture(scope="module")
def community() -> Pilot:
    return Pilot()


@pytest.fixture(scope="module")
def beyond(community: Pilot) -> list[tuple[str, str, WhyMissing]]:
    """Groups that fit a line for mentors, stand below the first and have no step that helps."""
    found: list[tuple[str, str, WhyMissing]] = []
    snapshot, matcher = community.current(NOW)
    asking = Asking(snapshot, matcher.data)
    for project in snapshot.nodes["Project"].row_of:
        for line in (one for one in asking.lines(project) if one.wanted and one.kind == "mentor"):
            for key in snapshot.nodes["Organization"].row_of:
                why = why_missing(community, project, line.id, ("Organization", key), now=NOW)
                if why.rank is not None and why.rank > 10 and why.reachable is None:
                    found.append((project, line.id, why))
    return found


def test_what_puts_the_others_ahead_is_told_and_true(
    community: Pilot, beyond: list[tuple[str, str, WhyMissing]]
) -> None:
    assert beyond
    for project, line, why in beyond[:5]:
        mine, ahead = why.explanation.match, why.ahead
        assert mine is not None
        assert ahead is not None
        first = find_partners(community, project, requirement=line, now=NOW).requirements[0].answer.matches
        assert ahead.points == min(one.points.total for one in first) - mine.points.total > 0
        assert f"差 {ahead.points} 分" in ahead.sentence
        own = {reason.feature: reason.contribution for reason in mine.reasons}
        for fact in ahead.facts:
            theirs = [reason.contribution for one in first for reason in one.reasons if reason.feature == fact]
            assert sum(more > own.get(fact, 0.0) for more in theirs) > len(first) / 2
        assert why.as_json()["ahead"]["facts"] == list(ahead.facts)


def test_who_is_listed_or_has_a_step_is_told_nothing_of_it(community: Pilot) -> None:
    snapshot, matcher = community.current(NOW)
    project = next(iter(snapshot.nodes["Project"].row_of))
    line = Asking(snapshot, matcher.data).lines(project)[0].id
    listed = find_partners(community, project, requirement=line, now=NOW).requirements[0].answer.matches[0].candidate
    assert why_missing(community, project, line, (listed["kind"], listed["id"]), now=NOW).ahead is None
