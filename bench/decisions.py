"""Do decisions teach? Invented streets judge lists by a taste of their own; weights learn from the first lists in time.

On the later lists the learned weights are compared with the shipped ones: NDCG@10 of who suits, and the log loss of
telling who suits from who does not. A street with the taste of the shipped weights is the control: nothing must get
worse there. How firmly weights are held is chosen on some streets and reported on others. Prints both, and how far one
more list ever moves a weight. Ends with status 1 when a goal is missed.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from figures import Figures
from invented import Line, street
from numpy.typing import NDArray

import seeds
from matching.features import FEATURE_NAMES
from matching.learning import decisions
from matching.learning.decisions import Shown, Signal, seen_at, signal
from matching.learning.metrics import ndcg_of
from matching.learning.update import POINTS, TRUST, updated

EARLIER = 0.8
SHOWN = 10
NDCG_NOISE, LOSS_NOISE = 0.01, 0.02  # within which the control may move
TRUSTS = (4.0, 12.0, 24.0, 48.0)
DRAWS = 4  # tastes a street
CHOSEN_ON, REPORTED_ON = (3000, (31, 32)), (2000, (51, 52, 53))  # residents and seeds
Column = NDArray[np.float64]
Decided = tuple[Shown, list[Signal | None], Column]  # the list, what was answered, and who would be taken


@dataclass(frozen=True)
class Held:
    """How the lists that nothing was learned from are ordered and foretold by some weights."""

    ndcg: float
    loss: float


def taste(prior: Column, seed: int, strength: float) -> Column:
    """Weights of an invented street: the shipped ones, each made up to some times louder or quieter."""
    return prior * np.exp(np.random.default_rng(seed).normal(0.0, strength, len(prior)))


def judged(lines: list[Line], prior: Column, wanted: Column, lists: int, seed: int) -> list[Decided]:
    """Lists in the order of time: the first places by the shipped weights, looked at the less the further down.

    Who suits is drawn by the street's taste, more easily for one project than for another. Of those looked at, who
    suits is invited, and now and then has no time; of the others few are said not to suit.
    """
    chance, found = np.random.default_rng(seed), list[Decided]()
    middle = float(np.mean([np.mean(line.values[:SHOWN] @ wanted) for line in lines]))
    for _ in range(lists):
        line = lines[int(chance.integers(len(lines)))]
        there = np.flatnonzero(chance.random(len(line.rows)) < 0.5)  # another project: not everybody is there
        values = line.values[there[np.argsort(-(line.values[there] @ prior), kind="stable")][:SHOWN]]
        suits = chance.random(len(values)) < _likely((values @ wanted - middle) / POINTS + chance.normal())
        seen = [seen_at(place) for place in range(1, len(values) + 1)]
        looked = chance.random(len(values)) < np.array(seen)
        told = [_said(bool(one), chance) if at else None for one, at in zip(suits, looked, strict=True)]
        found.append((Shown(values.tolist(), seen), told, suits.astype(float)))
    return found


def _likely(margins: Column) -> Column:
    return np.asarray(1 / (1 + np.exp(-margins)))


def _said(suits: bool, chance: np.random.Generator) -> Signal | None:
    if suits:
        return signal("accepted") if chance.random() < 0.7 else signal("declined", "no_time")
    return signal("unsuited", "wrong_skill") if chance.random() < 0.3 else None


def held_out(lists: list[Decided], weights: Column) -> Held:
    """NDCG@10 of those who suit, and the log loss of each against each who does not, within each list."""
    gains, losses = [], []
    for shown, _, suits in lists:
        if 0 < suits.sum() < len(suits):
            margins = np.array(shown.values) @ weights / POINTS
            gains.append(float(ndcg_of(margins, suits)))
            gaps = margins[suits > 0.5][:, None] - margins[suits < 0.5][None, :]
            losses.append(float(np.logaddexp(0.0, -gaps).mean()))
    return Held(float(np.mean(gains)), float(np.mean(losses)))


def learned(lists: list[Decided], prior: Column, trust: float = TRUST) -> Column:
    """The weights after these lists."""
    return updated(decisions.examples([(shown, told) for shown, told, _ in lists], len(prior)), prior, trust)


def compared(streets: list[list[Line]], strength: float, count: int, trust: float = TRUST) -> tuple[float, float]:
    """NDCG@10 and log loss on the last fifth of `count` lists, learned from the others over shipped."""
    prior, pairs = shipped(), []
    for at, lines in enumerate(streets):
        for draw in range(DRAWS):
            lists = judged(lines, prior, taste(prior, 10 * at + draw, strength), count, 100 * at + draw)
            cut = int(count * EARLIER)
            before, after = (held_out(lists[cut:], one) for one in (prior, learned(lists[:cut], prior, trust)))
            pairs.append((after.ndcg / before.ndcg, after.loss / before.loss))
    ndcg, loss = np.mean(pairs, axis=0)
    return float(ndcg), float(loss)


def shipped() -> Column:
    """The weights that come with the program."""
    return np.array([float(seeds.weights()["weights"][name]) for name in FEATURE_NAMES])


def streets_of(residents: int, numbers: tuple[int, ...]) -> list[list[Line]]:
    """The lines of these streets that have enough candidates to choose among."""
    return [[line for line in street(residents, seed).lines if len(line.rows) >= 2 * SHOWN] for seed in numbers]


def smallest_steps(lists: list[Decided], prior: Column) -> float:
    """The most that one more list moves any weight, in points."""
    ways = [learned(lists[:count], prior) for count in range(0, min(len(lists), 40))]
    return max(float(np.abs(one - other).max()) for one, other in pairwise(ways))


def main() -> None:
    """Decide, learn, try on what came later, judge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a small street, nothing judged")
    parser.add_argument("--json", type=Path, help="write the same figures to this file")
    arguments = parser.parse_args()
    prior, figures = shipped(), Figures("learning from decisions")
    reported = streets_of(600, (51,)) if arguments.quick else streets_of(*REPORTED_ON)
    if not arguments.quick:
        figures.section(f"How firmly weights are held, chosen on streets of {CHOSEN_ON[0]}, seeds {CHOSEN_ON[1]}")
        chosen_on = streets_of(*CHOSEN_ON)
        for trust in TRUSTS:
            ndcg, loss = compared(chosen_on, 0.0, 500, trust)
            figures.add(f"control, held by {trust:g}: NDCG@10 over shipped", ndcg, "×")
            figures.add(f"control, held by {trust:g}: log loss over shipped", loss, "×")
    for name, strength in (("a taste of its own", 1.0), ("nearly the shipped taste", 0.5), ("the shipped taste", 0.0)):
        for count in (100,) if arguments.quick else (125, 500):
            figures.section(f"Streets with {name}, {count} lists, the last {count - int(count * EARLIER)} held out")
            ndcg, loss = compared(reported, strength, count)
            own = strength == 1.0
            figures.add("NDCG@10, learned over shipped", ndcg, "×", 1.0 if own else 1 - NDCG_NOISE, at_least=True)
            figures.add("log loss, learned over shipped", loss, "×", 1.0 if own else 1 + LOSS_NOISE)
    figures.section("Smoothness")
    lists = judged(reported[0], prior, taste(prior, 1, 1.0), 40, 1)
    figures.add("the most that one more list moves a weight", smallest_steps(lists, prior), "pts", 4.0)
    figures.add("without a list, the most that a weight moves", float(np.abs(learned([], prior) - prior).max()), "pts")
    figures.summary()
    if arguments.json:
        figures.write(arguments.json)
    sys.exit(not arguments.quick and any(one.verdict == "missed" for one in figures.rows))


if __name__ == "__main__":
    main()
