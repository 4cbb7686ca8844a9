"""Mentors for several projects at once."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching import mentors as module
from matching.errors import BadAsk
from matching.mentors import Facts, assign


def facts(
    group: list[list[float]], needed: list[float], left: list[float], topic: list[list[float]] | None = None
) -> Facts:
    known = np.array(group, dtype=float).reshape(len(needed), len(left))
    none = np.zeros_like(known)
    told = none if topic is None else np.array(topic, dtype=float)
    return Facts(known, none, told, none, np.array(needed), np.array(left), np.zeros(known.shape, dtype=bool))


def test_a_mentor_who_knows_the_group_goes_on_with_it() -> None:
    found = assign(facts([[0, 1], [0, 0]], [4, 4], [4, 4], topic=[[1, 0], [1, 1]]))
    assert found.mentor.tolist() == [1, 0]
    assert found.scores[0, 1] == pytest.approx(1.6)


def test_hours_left_are_never_exceeded_and_as_many_as_possible_are_accompanied() -> None:
    found = assign(facts([[1, 0], [1, 0], [1, 0]], [4, 4, 4], [4, 4]))
    assert sorted(found.mentor.tolist()) == [-1, 0, 1]


def test_without_a_cap_one_mentor_may_take_all() -> None:
    assert assign(facts([[1], [1]], [4, 40], [np.inf])).mentor.tolist() == [0, 0]


def test_nobody_or_nothing_to_assign() -> None:
    assert assign(facts([[]], [4], [])).mentor.tolist() == [-1]
    assert assign(facts([], [], [4])).mentor.tolist() == []
    assert assign(facts([[1]], [4], [0])).mentor.tolist() == [-1]


def test_too_many_pairs_are_refused_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 1)
    with pytest.raises(BadAsk, match="少选一些项目"):
        assign(facts([[1, 1]], [4], [4, 4]))


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_is_as_good_as_trying_everything(data: st.DataObject) -> None:
    projects, mentors = data.draw(st.integers(1, 3)), data.draw(st.integers(1, 3))
    share = st.sampled_from([0.0, 0.3, 1.0])
    group = data.draw(
        st.lists(st.lists(share, min_size=mentors, max_size=mentors), min_size=projects, max_size=projects)
    )
    needed = data.draw(st.lists(st.sampled_from([2.0, 4.0, 6.0]), min_size=projects, max_size=projects))
    left = data.draw(st.lists(st.sampled_from([0.0, 4.0, 8.0]), min_size=mentors, max_size=mentors))
    asked = facts(group, needed, left)
    found = assign(asked)
    best = 0.0
    for choice in product(range(-1, mentors), repeat=projects):
        used = [sum(needed[p] for p in range(projects) if choice[p] == m) for m in range(mentors)]
        if all(one <= most for one, most in zip(used, left, strict=True)):
            best = max(best, sum(found.scores[p, m] for p, m in enumerate(choice) if m >= 0))
    assert found.total == pytest.approx(best, abs=1e-6)
