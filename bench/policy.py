"""What the order of lists costs and brings: chosen on some invented towns, reported on others it was not chosen on.

Weeks of lists are shown in each town, every open line once a week; the first of a list is asked. Prints how much of
the NDCG@10 (of the planted partners) remains, how many more people come onto lists, the newcomers' share of the places,
and what three refusals of a theme do to an alliance. Ends with status 1 when a goal is missed.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import numpy as np
from figures import Figures
from invented import Street, street
from numpy.typing import NDArray

import seeds
from graph.records import Link, Node
from matching.learning.metrics import best_of, ndcg
from matching.policy import FIRST, Exposure, Policy, arranged
from seeds.invent import invent, planted
from seeds.invent.town import TODAY

BY_ABILITY = ("people", "skill", "service")
THEMES = 4  # that are declined, one after the other
SCORE_ONLY = Policy(exposure=0.0, near=0.0, most_open=10**9, reach=-1.0)
WEEKS = 4
LEAST_KEPT, WIDER = 0.98, 1.10  # of the NDCG@10, and of the people on lists
CHOSEN_ON = ((1500, (1, 2, 3)), (4000, (4, 5, 6)))  # residents and seeds
ANSWERED = 0.6  # of the asks of a week have an answer by the next
EXPOSURES = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5)  # λ among which was chosen


class Weeks:
    """Lists of a town, week after week: what was shown to whom, and who has been asked."""

    def __init__(self, town: Street, policy: Policy) -> None:
        people = 1 + max(int(line.rows.max()) for line in town.lines)
        self.town, self.policy = town, policy
        self.shown, self.asked_on, self.open = np.zeros(people), np.full(people, np.nan), np.zeros(people)
        self.right: list[float] = []  # NDCG@10 of the planted partners
        self.points: list[float] = []  # of the points above the base that everybody begins with
        self.listed: set[int] = set()
        self.places = self.new_places = 0

    def run(self, seed: int) -> tuple[float, float, float, float]:
        """NDCG@10 of the planted partners and of the points, people listed, newcomers' share of all places."""
        chance = np.random.default_rng(seed)
        for week in range(WEEKS):
            for line in self.town.lines:
                past = Exposure(self.shown[line.rows], self.asked_on[line.rows], self.open[line.rows], line.new)
                places = [one.at for one in arranged(line.scores, past, chance, FIRST, self.policy)]
                rows = line.rows[places]
                if line.fits.any():
                    self.right.append(_ndcg(line.fits.astype(float), places))
                self.points.append(_ndcg(np.maximum(line.scores, 0.0), places))
                self.shown[rows] += 1
                self.asked_on[rows[0]], self.open[rows[0]] = 7.0 * week, self.open[rows[0]] + 1
                self.listed.update(rows.tolist())
                self.places, self.new_places = self.places + len(rows), self.new_places + int(line.new[places].sum())
            self.open[chance.random(len(self.open)) < ANSWERED] = 0
        new = self.new_places / self.places
        return float(np.mean(self.right)), float(np.mean(self.points)), float(len(self.listed)), new


def _ndcg(gains: NDArray[np.float64], places: list[int]) -> float:
    best = best_of(gains, FIRST)
    return float(ndcg(gains[places], best)) if best else 1.0


@dataclass(frozen=True)
class Compared:
    """Against the order by score alone: shares of both NDCG@10 kept, times as many people listed, newcomers' shares."""

    right: float
    points: float
    wider: float
    new: float
    new_by_score: float

    @property
    def kept(self) -> float:
        """The worse of the two shares."""
        return min(self.right, self.points)


def compared(towns: Sequence[Street], policy: Policy) -> Compared:
    """The policy against the score alone, in all these towns."""
    fair = np.array([Weeks(town, policy).run(seed) for seed, town in enumerate(towns)])
    plain = np.array([Weeks(town, SCORE_ONLY).run(seed) for seed, town in enumerate(towns)])
    shares = fair[:, :2].mean(axis=0) / plain[:, :2].mean(axis=0)
    wider = float(np.mean(fair[:, 2] / plain[:, 2]))
    return Compared(float(shares[0]), float(shares[1]), wider, float(fair[:, 3].mean()), float(plain[:, 3].mean()))


def trade_off(figures: Figures, towns: Sequence[Street]) -> None:
    """What each λ costs and brings; the choice is made by eye, since new words in the vocabulary redraw the towns."""
    for exposure in EXPOSURES:
        found = compared(towns, replace(Policy(), exposure=exposure))
        figures.add(f"λ {exposure:g}: the worse NDCG@10 kept", found.kept, "×")
        figures.add(f"λ {exposure:g}: people on lists", found.wider, "×")


def refusals(residents: int, seed: int) -> tuple[float, float, int]:
    """Points lost by an alliance in a theme it declined three times, in another theme, and places in several themes."""
    bare, about = street(residents, seed), dict(_themes(residents, seed))
    alliances = bare.matcher.data.nodes.range_of("Alliance")
    key = bare.matcher.data.nodes.node(alliances.start)["id"]
    may = [line.id for line in bare.lines if line.id in about and bare.questions[line.id].ask.kind in BY_ABILITY]
    may = [line for line in may if bare.matcher.excluded(bare.questions[line], "Alliance", key) is None]
    names = {one["id"]: one["name"] for one in seeds.vocabulary()}
    able = Node("Alliance", key, {"text": "会" + "，会".join(sorted({names[about[line]] for line in may}))})
    before, lost, places, elsewhere = street(residents, seed, [able]), [], 0, 0.0
    for theme in may[:THEMES]:
        after = street(residents, seed, [able, *_declined(key, about[theme])])
        for line in may:
            (score, rank), (score_after, rank_after) = (_stands(one, line, key) for one in (before, after))
            if line == theme:
                lost.append(score - score_after)
                places += rank_after - rank
            elif not _asks(before, line, about[theme]):
                elsewhere = max(elsewhere, abs(score - score_after))
    return min(lost), elsewhere, places


def _declined(key: str, theme: str) -> list[Node | Link]:
    """Three invitations for a theme that the alliance declined because it is not what it can do."""
    found: list[Node | Link] = []
    for at in range(3):
        asked, line = f"bench-asked-{at}", f"bench-line-{at}"
        day = TODAY - timedelta(days=70 + at)
        told = {"asked_on": day, "answered_on": day, "answer": "declined", "reason": "wrong_skill"}
        found += [
            Node("Invitation", asked, told),
            Node("Requirement", line, {"kind": "people", "text": "", "status": "closed"}),
            Link("ABOUT", "Requirement", line, "Skill", theme, {}),
            Link("ASKED", "Invitation", asked, "Alliance", key, {}),
            Link("ASKED_FOR", "Invitation", asked, "Requirement", line, {}),
        ]
    return found


def _asks(town: Street, line: str, theme: str) -> bool:
    """Whether a line asks for this or for something like it."""
    question = town.questions[line]
    rows = {known.id: row for row, known in enumerate(question.data.vocabulary.concepts)}
    return bool(question.alike[rows[theme]] > 0)


def _themes(residents: int, seed: int) -> list[tuple[str, str]]:
    """What each planted line is about."""
    wanted = {one.requirement for one in planted(residents, seed).requirements}
    links = (line for line in invent(residents, seed) if line.get("l") == "ABOUT")
    return [(str(one["f"][1]), str(one["t"][1])) for one in links if one["f"][1] in wanted]


def _stands(town: Street, line: str, key: str) -> tuple[float, int]:
    told = town.matcher.explain(town.questions[line], "Alliance", key)
    assert told.match is not None
    return told.match.score, told.rank or 10**6


def report(figures: Figures, towns: Sequence[Street], policy: Policy) -> None:
    """What the policy costs and brings in these towns."""
    found, name = compared(towns, policy), f"λ {policy.exposure:g}, near {policy.near:g}:"
    figures.add(f"{name} NDCG@10 of the planted partners kept", found.right, "×", LEAST_KEPT, at_least=True)
    figures.add(f"{name} NDCG@10 of the points kept", found.points, "×", LEAST_KEPT, at_least=True)
    figures.add(f"{name} people on lists", found.wider, "×", WIDER, at_least=True)
    figures.add(f"{name} newcomers' places by score alone", 100 * found.new_by_score, "%")
    figures.add(f"{name} newcomers' places", 100 * found.new, "%", 100 * found.new_by_score, at_least=True)


def main() -> None:
    """Show the trade-off on some towns, report on others, judge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--residents", type=int, default=3000, help="of the towns it is reported on")
    parser.add_argument("--quick", action="store_true", help="a small town, nothing chosen and nothing judged")
    parser.add_argument("--json", type=Path, help="write the same figures to this file")
    arguments = parser.parse_args()
    figures = Figures("policy of lists")
    if not arguments.quick:
        for size, of in CHOSEN_ON:
            figures.section(f"Chosen on towns of {size}, seeds {of}: what each λ costs and brings")
            trade_off(figures, [street(size, seed) for seed in of])
    size, fresh = (600, (21,)) if arguments.quick else (arguments.residents, (21, 22, 23, 24))
    figures.section(f"Reported on towns of {size}, seeds {fresh}: nothing was chosen on them")
    report(figures, [street(size, seed) for seed in fresh], Policy())
    figures.section("An alliance that declined a theme three times")
    lost, elsewhere, places = refusals(min(size, 1500), fresh[0])
    figures.add("points lost in that theme, the least of several", lost, "pts", 5.0, at_least=True)
    figures.add("places lost in these themes, together", places, "", 1.0, at_least=True)
    figures.add("points lost where nothing like it is asked, the most", elsewhere, "pts")
    figures.summary()
    if arguments.json:
        figures.write(arguments.json)
    sys.exit(not arguments.quick and (any(one.verdict == "missed" for one in figures.rows) or elsewhere > 1e-9))


if __name__ == "__main__":
    main()
