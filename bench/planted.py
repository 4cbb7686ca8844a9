"""Does the matcher find what was planted? Invents a town and asks for the partners of every open project.

Prints, by kind of requirement, how often a planted partner is among the first three, and how often somebody
impossible was listed (must be never). Ends with status 1 when a goal is missed.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from datetime import time as clock
from pathlib import Path

import seeds
from graph.snapshot import Snapshot
from matching.features import FEATURE_NAMES
from matching.matcher import Matcher
from matching.weights import Weights
from seeds.invent import planted
from seeds.invent.town import TODAY
from service import matching_input
from service.partnering import find_partners
from service.seeding import write_invented
from service.viewing.overview import project_of_requirement

GOAL = 0.90  # share of requirements with a planted partner among the first three
NOW = datetime.combine(TODAY, clock(9), UTC)


@dataclass(frozen=True)
class Town:
    """An invented town as the verbs of the service see a community."""

    state: Snapshot
    asker: Matcher

    def snapshot(self, now: datetime) -> Snapshot:
        """The town's snapshot."""
        return self.state

    def current(self, now: datetime) -> tuple[Snapshot, Matcher]:
        """Both together."""
        return self.snapshot(now), self.matcher(now)

    def matcher(self, now: datetime) -> Matcher:
        """The matcher over it."""
        return self.asker


def town_of(residents: int, seed: int) -> Town:
    """The town of the arguments, by way of a dump as a user would load it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "town.jsonl"
        write_invented(residents, seed, path, lambda done, total: None)
        state = Snapshot.from_dump(path)
    data = matching_input.build(state, seeds.vocabulary()).data
    return Town(state, Matcher(data, Weights.from_values(seeds.weights(), FEATURE_NAMES)))


def measure(residents: int, seed: int) -> dict[str, object]:
    """Shares of planted partners found, by kind, and impossible ones listed."""
    started = time.perf_counter()
    town = town_of(residents, seed)
    projects, requirements = town.state.nodes["Project"].ids, town.state.nodes["Requirement"].ids
    project_of = {requirements[line]: projects[one] for line, one in project_of_requirement(town.state).items()}
    asked, first, third = Counter[str](), Counter[str](), Counter[str]()
    missed, impossible, open_lines = [], [], 0
    for truth in planted(residents, seed).requirements:
        answer = (
            find_partners(town, project_of[truth.requirement], requirement=truth.requirement, limit=50, now=NOW)
            .requirements[0]
            .answer
        )
        listed = [match.candidate["id"] for match in answer.matches]
        impossible += [(truth.requirement, key) for key in truth.ineligible if key in listed]
        if not truth.fits:
            open_lines += 1
            continue
        asked[truth.kind] += 1
        first[truth.kind] += listed[0] in truth.fits if listed else 0
        found = bool(set(listed[:3]) & set(truth.fits))
        third[truth.kind] += found
        if not found:
            missed.append(truth.requirement)
    return {
        "residents": residents,
        "seed": seed,
        "requirements": sum(asked.values()),
        "nobody_can": open_lines,
        "first": sum(first.values()) / sum(asked.values()),
        "third": sum(third.values()) / sum(asked.values()),
        "by_kind": {
            kind: {"asked": n, "first": first[kind] / n, "third": third[kind] / n} for kind, n in asked.items()
        },
        "impossible_listed": len(impossible),
        "impossible": impossible,
        "missed": missed,
        "seconds": time.perf_counter() - started,
    }


def main() -> None:
    """Measure, print a table, judge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--residents", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path, help="write the same figures to this file")
    arguments = parser.parse_args()
    figures = measure(arguments.residents, arguments.seed)
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=1), encoding="utf-8")
    print(f"{'kind':10} {'asked':>6} {'first':>7} {'top 3':>7}")
    for kind, row in sorted(figures["by_kind"].items()):  # type: ignore[attr-defined]
        print(f"{kind:10} {row['asked']:6} {row['first']:7.1%} {row['third']:7.1%}")
    good = figures["third"] >= GOAL and not figures["impossible_listed"]  # type: ignore[operator]
    print(f"{'all':10} {figures['requirements']:6} {figures['first']:7.1%} {figures['third']:7.1%}   goal {GOAL:.0%}")
    print(f"impossible candidates listed: {figures['impossible_listed']} (goal 0)   {figures['seconds']:.1f} s")
    print("ok" if good else "missed")
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
