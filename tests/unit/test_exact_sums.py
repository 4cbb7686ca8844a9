"""Sums from a yuan to a thousand milliards beside each other: every limit is kept to the cent, and nothing is left."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.team.cents import cents
from matching.team.funding import mix
from matching.team.pouring import poured
from service.allocating.making import plan_all
from service.staffing.funding import fund_mix
from service.staffing.teaming import find_teams
from tests.support.communities import NOW
from tests.unit.test_several_funds import Fund, Quarter

Whole = np.ndarray


def drawn(seed: int) -> tuple[Whole, Whole, Whole, Whole, Whole]:
    """Lines, balances and caps of 1 to 1e12 元 in cents, the project of each line, and who may give for what."""
    draw = np.random.default_rng(seed)
    lines, funds = int(draw.integers(1, 5)), int(draw.integers(1, 4))
    wanted, balance, cap = (
        np.floor(10.0 ** draw.uniform(2, 14, shape)).astype(np.int64) for shape in (lines, funds, (2, funds))
    )
    return wanted, balance, cap, np.sort(draw.integers(0, 2, lines)), draw.random((lines, funds)) < 0.8


def most_for(some: tuple[bool, ...], sums: tuple[Whole, Whole, Whole, Whole, Whole]) -> int:
    """The most that these lines can get together: the smallest cut, over all there are."""
    wanted, balance, cap, project, able = sums
    found = []
    for beyond in product(*((False, True) if one else (False,) for one in some)):
        held = sum(int(wanted[line]) for line, one in enumerate(some) if one and not beyond[line])
        for fund in range(len(balance)):
            owners = {int(project[line]) for line in range(len(wanted)) if beyond[line] and able[line, fund]}
            held += min(int(balance[fund]), sum(int(cap[owner, fund]) for owner in owners))
        found.append(held)
    return min(found)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 10**9))
def test_lines_get_in_turn_of_their_worth_all_that_the_funds_can_give(seed: int) -> None:
    wanted, balance, cap, project, able = sums = drawn(seed)
    draw = np.random.default_rng(seed + 1)
    points = draw.integers(1, 9, len(wanted)) * 30.0
    worth = np.where(able, points[:, None], np.nan)
    found = cents(poured(wanted / 100, worth, project, balance / 100, cap / 100))
    assert (found.sum(axis=1) <= wanted).all()
    assert (found.sum(axis=0) <= balance).all()
    assert all((found[project == one].sum(axis=0) <= cap[one]).all() for one in (0, 1))
    assert not found[~able].any()
    # Where no fund suits a line better than another, the lines worth most for their sum take all there is.
    order = np.argsort(-points / wanted, kind="stable")
    for many in range(1, len(wanted) + 1):
        first = set(order[:many].tolist())
        assert sum(int(found[line].sum()) for line in first) == most_for(
            tuple(line in first for line in range(len(wanted))), sums
        )


def test_the_gifts_of_many_lines_are_all_but_found_before_they_are_mended(monkeypatch: pytest.MonkeyPatch) -> None:
    draw = np.random.default_rng(3)
    wanted, balance, cap = (np.floor(10.0 ** draw.uniform(4, 14, shape)) / 100 for shape in (300, 20, (60, 20)))
    worth = np.where(draw.random((300, 20)) < 0.3, 200.0 + draw.uniform(40, 110, (300, 20)), np.nan)
    of_lines = worth, np.sort(draw.integers(0, 60, 300)), balance, cap
    found = poured(wanted, *of_lines)
    monkeypatch.setattr("matching.team.cents.MOST_ROUNDS", 30)
    assert np.array_equal(poured(wanted, *of_lines), found)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 10**9))
def test_a_mix_gives_to_the_cent_what_the_funds_can(seed: int) -> None:
    wanted, most, _, _, able = drawn(seed)
    none = np.zeros(len(wanted), dtype=np.int64)
    found = mix(wanted / 100, most / 100, np.where(able, 60.0, np.nan))
    given_by, to = np.zeros_like(most), np.zeros_like(wanted)
    for gift in found.gifts:
        given_by[gift.fund] += cents(np.array(gift.amount))
        to[gift.line] += cents(np.array(gift.amount))
    assert (given_by <= most).all()
    assert (to <= wanted).all()
    assert to.sum() == most_for((True,) * len(wanted), (wanted, most, most[None, :], none, able))
    assert cents(found.missing).tolist() == (wanted - to).tolist()


@pytest.mark.parametrize("absurd", [1e8, 1e9, 13_800_138_000.0, 9e11, 1e12])
def test_an_absurd_sum_takes_nothing_from_the_lines_beside_it(absurd: float) -> None:
    funds: list[Fund] = [(20_000.0, 3_000.0), (5_000.0, 3_000.0), (9_000.0, None)]
    quarter = Quarter([[absurd, 300.0, 15.0], [800.0]], funds)
    planned, team, money = (
        plan_all(quarter, now=NOW),
        find_teams(quarter, "p0", now=NOW),
        fund_mix(quarter, "p0", now=NOW),
    )
    assert money is not None
    by_line = {line.id: [one.amount for one in line.given] for line in planned.lines}
    assert [sum(by_line[line]) for line in ("p0-1", "p0-2", "p1-0")] == [300.0, 15.0, 800.0]
    assert sum(by_line["p0-0"]) == 14_685.0
    of_mix = {line: sum(sums for at, _, sums in money.gifts if at == line) for line in ("p0-0", "p0-1", "p0-2")}
    assert of_mix == {"p0-0": 14_685.0, "p0-1": 300.0, "p0-2": 15.0}
    (best,) = team.teams[:1]
    assert best.missing.tolist()[1:] == [0.0, 0.0]
    for gifts in (money.gifts, [(line.id, one.id, one.amount) for line in planned.lines for one in line.given]):
        for at, (balance, cap) in enumerate(funds):
            mine = [sums for line, fund, sums in gifts if fund == f"f{at}" and line.startswith("p0")]
            assert sum(mine) <= (cap or balance or 0.0)
            assert sum(sums for _, fund, sums in gifts if fund == f"f{at}") <= (balance or 0.0)


def test_a_line_that_wants_nothing_more_is_given_nothing() -> None:
    worth, free = np.full((2, 1), 60.0), np.full((1, 1), np.inf)
    with np.errstate(divide="raise", invalid="raise"):
        found = poured(np.array([0.0, 5.0]), worth, np.zeros(2, dtype=np.int64), np.array([9.0]), free)
    assert found.tolist() == [[0.0], [5.0]]
