"""The agenda of a place: breadth before loudness, every point shown, nothing else in the order."""

from __future__ import annotations

from dataclasses import replace
from math import nan

from hypothesis import given
from hypothesis import strategies as st

from matching.issues.agenda import LONGEST, Topic, points, score

PLAIN = Topic(households=nan, needs=1, places=1, urgency="", waited=nan, due=nan)
TOPICS = st.builds(
    Topic,
    households=st.one_of(st.just(nan), st.floats(1, 5000)),
    needs=st.integers(1, 200),
    places=st.integers(0, 60),
    urgency=st.sampled_from(["", "高", "中", "低"]),
    waited=st.one_of(st.just(nan), st.floats(-30, 4000)),
    due=st.one_of(st.just(nan), st.floats(-400, 400)),
)


def test_of_what_nobody_told_nothing_is_made() -> None:
    assert points(PLAIN) == ()
    assert score(PLAIN) == 0


def test_many_households_go_before_one_that_says_it_often() -> None:
    loud = replace(PLAIN, households=1.0, needs=30)
    assert score(replace(PLAIN, households=8.0)) > score(loud) > score(PLAIN)


def test_a_day_that_is_over_presses_more_than_one_that_comes_and_one_far_off_not_at_all() -> None:
    past, soon, far = (score(replace(PLAIN, due=days)) for days in (-1.0, 10.0, 40.0))
    assert past > soon > far == 0


def test_waiting_has_an_end() -> None:
    assert score(replace(PLAIN, waited=29.0)) == 0
    assert score(replace(PLAIN, waited=4000.0)) == LONGEST


@given(TOPICS, st.floats(1, 100), st.integers(0, 50), st.integers(0, 20), st.floats(0, 500))
def test_more_concerned_more_places_and_longer_waiting_never_lower_a_topic(
    topic: Topic, times: float, needs: int, places: int, days: float
) -> None:
    worse = replace(
        topic,
        households=topic.households * times,
        needs=topic.needs + needs,
        places=topic.places + places,
        waited=topic.waited + days,
    )
    assert score(worse) >= score(topic) - 1e-9
    told = points(topic)
    assert all(one.points > 0 and one.zh and one.en for one in told)
    assert [one.points for one in told] == sorted((one.points for one in told), reverse=True)
