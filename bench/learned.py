"""Does past work put the right people on top? Invents towns, hides their newest work and asks who took part.

    .venv/bin/python bench/learned.py [--residents 2500] [--seeds 1 2 …] [--quick] [--json FILE]

The newest tenth of a town's finished projects is opened again as it was before it began: its people, claims and
answers are taken out. Printed is NDCG@10 of the live lists for its lines with what was learned from the rest and
without, over the lines of all towns: for everybody as the town is, for those who took part though their skill is not
declared, and once more where nobody has declared any skill, each with the middle 95 % of the difference when the
lines are drawn again. `--quick` takes one small town, whose figures mean little. Ends with status 1 when learning
lowers lists by more than chance (the whole interval lies below 0), or does not raise their mean where nobody has
declared anything.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from datetime import time as clock
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

import seeds
from graph.records import Link, Node
from graph.snapshot import Snapshot
from matching.data import MatchingData
from matching.evaluation.bootstrap import interval, resamples
from matching.features import FEATURE_NAMES
from matching.learning.metrics import ideal, ndcg
from matching.matcher import Matcher
from matching.weights import Weights, heard
from seeds.invent import invent
from service import matching_input
from service.clock import day_of
from service.experience import Experiences, experience_of
from service.experience.opinions import KeptOpinions
from service.experience.saying import said_here
from service.lines.asking import Asking
from service.seeding import parted

NEWEST = 0.1
FIRST = 10
QUICK = 900
TAKING = ("TAKES_PART", "MENTORS", "FUNDED_BY", "USES")
Truth = Mapping[str, set[str]]  # project → ids
WEIGHTS = Weights.from_values(seeds.weights(), FEATURE_NAMES)


@dataclass(frozen=True)
class Hidden:
    """A town before its newest work began; who then took part, and who had declared its skill."""

    nodes: list[Node]
    links: list[Link]
    now: datetime
    truth: Truth
    declared: Truth

    def snapshot(self, *, skills: bool) -> Snapshot:
        """The town, with or without what residents have declared."""
        kept = [one for one in self.links if skills or (one.kind, one.from_kind) != ("HAS_SKILL", "Resident")]
        return Snapshot.from_records(self.nodes, kept, self.now)


def hide(residents: int, seed: int) -> Hidden:
    """Open the newest finished projects of an invented town again."""
    nodes, links = parted(invent(residents, seed))
    over = [one for one in nodes if one.kind == "Project" and one.properties["stage"] == "closed"]
    over.sort(key=lambda one: (one.properties["date_from"], one.id))
    newest = {one.id: one for one in over[-max(round(NEWEST * len(over)), 3) :]}
    begun = min(one.properties["date_from"] for one in newest.values())
    ends = _ends(links)
    lines = {line for project in newest for line in ends["REQUIRES", project]}
    told = {one.from_id for one in links if one.kind in ("TAKES", "ASKED_FOR") and one.to_id in lines}
    told |= {one.from_id for one in links if one.kind == "REVIEWS" and one.to_id in newest}
    truth, holders = defaultdict(set), defaultdict(set)
    for one in links:
        if one.kind == "HAS_SKILL":
            holders[one.to_id].add(one.from_id)
        if one.kind == "TAKES_PART" and one.to_id in newest:
            truth[one.to_id].add(one.from_id)
    declared = {key: set().union(*(holders[skill] for skill in ends["ABOUT", key])) for key in truth}
    kept = [
        one
        for one in links
        if not (one.kind in TAKING and one.to_id in newest) and one.from_id not in told and one.to_id not in told
    ]
    opened = [_opened(one, newest, lines) for one in nodes if one.id not in told]
    return Hidden(opened, kept, datetime.combine(begun - timedelta(days=1), clock(9), UTC), truth, declared)


def _ends(links: list[Link]) -> Mapping[tuple[str, str], list[str]]:
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for one in links:
        found[one.kind, one.from_id].append(one.to_id)
    return found


def _opened(one: Node, projects: Mapping[str, Node], lines: set[str]) -> Node:
    if one.id in projects:
        kept = {name: value for name, value in one.properties.items() if name not in ("result", "stage_since")}
        return replace(one, properties={**kept, "stage": "matching"})
    return replace(one, properties={**one.properties, "status": "open"}) if one.id in lines else one


def reached(
    town: Hidden, snapshot: Snapshot, matcher: Matcher, truth: Truth, without: Truth | None = None
) -> NDArray[np.float64]:
    """NDCG@10 of the list for each line of the projects that were hidden, read past those `without`."""
    asking, found = Asking(snapshot, matcher.data), []
    for project, right in sorted(truth.items()):
        if not right:
            continue
        passed = without[project] if without is not None else set()
        lines = asking.lines(project)
        for question in matcher.questions([line.ask for line in lines], day_of(town.now)):
            ids = matcher.data.nodes.ids[matcher.ranked(question)[0]].tolist()
            listed = [key for key in ids if key not in passed][:FIRST]
            hits = np.array([key in right for key in listed])
            found.append(ndcg(hits, ideal(len(right), FIRST)))
    return np.array(found)


def compared(before: NDArray[np.float64], after: NDArray[np.float64]) -> dict[str, Any]:
    """The means over the same lines, their ratio (None: before it was 0) and how sure their difference is."""
    low, high = interval(resamples(len(before), 0), after - before)
    figures = {"without": float(before.mean()), "with": float(after.mean()), "low": low, "high": high}
    return {**figures, "ratio": figures["with"] / figures["without"] if figures["without"] else None}


def learned(town: Hidden, snapshot: Snapshot, data: MatchingData) -> KeptOpinions | None:
    """What the past of the town teaches."""
    with tempfile.TemporaryDirectory() as folder:
        return Experiences(Path(folder)).look(snapshot, data, town.now, said_here, anew=True)


def measure(residents: int, seed: int) -> dict[str, tuple[NDArray[np.float64], NDArray[np.float64]]]:
    """NDCG@10 by line without and with what was learned, for one town as it is and where nobody declared a skill."""
    town = hide(residents, seed)
    silent = {key: who - town.declared[key] for key, who in town.truth.items()}
    found = {}
    for name, skills, truths in (
        ("as it is", True, {"everybody": (town.truth, None), "skill not declared": (silent, town.declared)}),
        ("nothing declared", False, {"everybody": (town.truth, None)}),
    ):
        snapshot = town.snapshot(skills=skills)
        data = matching_input.build(snapshot, seeds.vocabulary()).data
        experience = experience_of(learned(town, snapshot, data), data)
        plain = Matcher(data, WEIGHTS)
        better = plain
        if experience is not None:
            better = Matcher(replace(data, experience=experience), heard(WEIGHTS, experience))
        for who, asked in truths.items():
            before, after = (reached(town, snapshot, one, *asked) for one in (plain, better))
            found[f"{name}: {who}"] = before, after
    return found


def main() -> None:
    """Measure, print, judge."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--residents", type=int, default=2500)
    parser.add_argument("--seeds", type=int, nargs="+", default=list(range(1, 9)), help="one town for each")
    parser.add_argument("--quick", action="store_true", help=f"one town of {QUICK}")
    parser.add_argument("--json", type=Path, help="write the same figures to this file")
    given = parser.parse_args()
    started, residents = time.perf_counter(), QUICK if given.quick else given.residents
    towns = [measure(residents, seed) for seed in (given.seeds[:1] if given.quick else given.seeds)]
    pooled = {name: [np.concatenate([town[name][at] for town in towns]) for at in (0, 1)] for name in towns[0]}
    rows = {name: compared(before, after) for name, (before, after) in pooled.items()}
    print(f"{'NDCG@10 of live lists':34} {'lines':>6} {'without':>8} {'with':>8} {'ratio':>7} {'difference':>18}")
    for name, row in rows.items():
        ratio = "-" if row["ratio"] is None else f"{row['ratio']:.2f}"
        figures = f"{row['without']:8.3f} {row['with']:8.3f} {ratio:>7} {row['low']:+9.3f}{row['high']:+9.3f}"
        print(f"{name:34} {len(pooled[name][0]):6} {figures}")
    seconds = time.perf_counter() - started
    print(f"{len(towns)} towns of {residents}, {seconds:.1f} s")
    if given.json:
        told = {"residents": residents, "towns": len(towns), **rows, "seconds": seconds}
        given.json.write_text(json.dumps(told, indent=1), encoding="utf-8")
    bare = rows["nothing declared: everybody"]
    good = all((row["high"] or 0.0) >= 0.0 for row in rows.values()) and (bare["with"] or 0.0) > (
        bare["without"] or 0.0
    )
    print("ok" if good else "missed")
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
