"""What saves work changes no answer: rules passed over, runs of one entry, lines kept from the last time."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from matching_town import NOW, WEIGHTS, Town, day, link, node, teacher, town

from matching.asking import Ask
from matching.eligibility import judge
from matching.features import FEATURE_NAMES, FEATURES
from matching.matcher import LINES, PROJECTS, Matcher
from matching.pool import gather
from matching.ragged import Ragged
from matching.rules import RULES
from service.lines.asking import Asking
from service.matching_input import build

FULL = town(
    *teacher("first", "house", windows=["sat-pm"]),
    *teacher("second", "next"),
    *teacher("third", windows=["mon-am"]),
    *teacher("minor", age_band="未成年"),
    node("Space", "hall", name="议事厅", capacity=3, windows=["sat-pm"]),
    node("Fund", "public", name="社区公益金", balance=0.0, cap=2000.0),
    node("Expert", "guide1", name="某老师", title="社工师"),
    node("Organization", "asleep", name="久不活动队", kind="志愿队", last_active=day("2024-01-01")),
    link("LOCATED_IN", ("Organization", "asleep"), ("Place", "house")),
)


def _named(matcher: Matcher, ask: Ask) -> list[str]:
    (question,) = matcher.questions([ask], NOW.date())
    return [match.candidate["id"] for match in matcher.answer(question).matches]


def _matcher(community: Town) -> Matcher:
    return Matcher(build(community.snapshot(NOW)).data, WEIGHTS)


@pytest.mark.parametrize("line", ["fund", "guide", "hands", "room", "teach"])
def test_a_verdict_is_that_of_the_first_rule_that_excludes(line: str) -> None:
    _, question = FULL.ask(line)
    rows = np.arange(len(question.data.nodes))
    excluded = np.stack([rule.excludes(question, rows) for rule in RULES])
    first = np.where(excluded.any(axis=0), excluded.argmax(axis=0), -1)
    assert judge(question, rows).tolist() == first.tolist()
    assert (first >= 0).any()


@pytest.mark.parametrize("line", ["fund", "guide", "hands", "room", "teach"])
def test_what_the_pool_has_measured_is_what_the_features_say(line: str) -> None:
    _, question = FULL.ask(line)
    pool = gather(question, WEIGHTS.by_feature)
    assert len(pool.eligible) or line in ("fund", "room")
    assert {"ability", "near"} <= set(pool.measured) <= set(FEATURE_NAMES)
    for feature in FEATURES:
        if feature.name in pool.measured:
            assert feature.measure(question, pool.eligible).tolist() == pool.measured[feature.name].tolist()


@pytest.mark.parametrize("seed", range(20))
def test_the_best_and_the_flagged_of_every_run(seed: int) -> None:
    chance = np.random.default_rng(seed)
    owners, values = chance.integers(0, 9, 12), chance.integers(0, 5, 12)
    links = Ragged.build(owners, values, 9)
    worth, flags, asked = chance.random(5), chance.random(5) < 0.5, chance.permutation(9)
    some, filled = links.flagged(asked, flags)
    for at, owner in enumerate(asked.tolist()):
        mine = links.of(owner)
        assert links.best(asked, worth)[at] == max(worth[mine].tolist(), default=0.0)
        assert some[at] == flags[mine].any()
        assert filled[at] == (len(mine) > 0)


def test_a_line_asked_again_is_not_prepared_again_but_answered_anew() -> None:
    matcher = _matcher(FULL)
    asks = [line.ask for line in Asking(FULL.snapshot(NOW), matcher.data).lines("open")]
    first, again = (matcher.questions(asks, NOW.date()) for _ in range(2))
    assert all(one is other for one, other in zip(first, again, strict=True))
    fresh = _matcher(FULL)
    alone = fresh.questions(asks, NOW.date())
    for one, other in zip(again, alone, strict=True):
        assert matcher.answer(one) == matcher.answer(one) == fresh.answer(other)


def test_what_is_kept_ends_with_the_day_and_with_the_data() -> None:
    matcher = _matcher(FULL)
    asks = [line.ask for line in Asking(FULL.snapshot(NOW), matcher.data).lines("open")]
    today = matcher.questions(asks, NOW.date())
    tomorrow = matcher.questions(asks, NOW.date() + timedelta(days=1))
    assert not any(one is other for one, other in zip(today, tomorrow, strict=True))
    changed = FULL.with_(node("Resident", "first", consent=False))
    assert "first" in _named(matcher, asks[-1])
    assert "first" not in _named(_matcher(changed), asks[-1])


def test_only_so_much_is_kept() -> None:
    matcher = _matcher(FULL)
    ask = Asking(FULL.snapshot(NOW), matcher.data).lines("open")[0].ask
    for number in range(PROJECTS + 3):
        matcher.questions([replace(ask, project=number)], NOW.date())
    assert len(matcher._kept) == PROJECTS
    for number in range(LINES + 3):
        matcher.questions([replace(ask, id=str(number))], NOW.date())
    assert max(len(kept.lines) for kept in matcher._kept.values()) <= LINES
