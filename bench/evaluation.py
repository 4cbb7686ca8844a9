"""Is the matching still better than every simpler way? `heli evaluate` on an invented past, and on sets that lie near.

The past is made anew from a seed: people of a few circles who come and go, and work that needs one circle or two and
is told in their words. Whoever only counts words, tags, recent days or companions sees a part of it. With
`--sets FOLDER` those of relevance and of community cases in that folder are measured, too. Ends with status 1 when a
goal is missed.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from figures import Figures

from matching.errors import BadSet
from matching.evaluation import cases, relevance
from matching.evaluation.projects import evaluate_projects
from matching.evaluation.sets import kind_of
from matching.language.encoder import installed
from matching.learning.lesson import Task
from seeds.skills import vocabulary
from service.matching_input.issues import knowledge_of

SEED = 13
WORKS, CIRCLES, PEOPLE, DAYS = 700, 8, 20, 2_500  # people of a circle
ASKED = 0.15  # of the works, the newest
SYLLABLES = [consonant + vowel for consonant in "bdfgklmnprst" for vowel in "aeiou"]
BEST = 1.0  # times the best single method, at least
REACHED = {"cold": 0.63, "completion": 0.57}  # NDCG@10, at least
QUICK = {"level": 0.80, "invite": 0.80, "clusters": 0.60, "similar": 0.82}
RELEVANCE = 0.62  # without sentence vectors


def invented(seed: int, works: int = WORKS) -> Iterator[dict[str, Any]]:
    """Work of the project format in the order of time, the same for the same seed."""
    lots = np.random.default_rng(seed)
    words = ["".join(lots.choice(SYLLABLES, size=3)) for _ in range(60 + 24 * CIRCLES)]
    common, own = words[:60], np.array(words[60:]).reshape(CIRCLES, 24)
    count = CIRCLES * PEOPLE
    home, second = np.arange(count) % CIRCLES, lots.integers(CIRCLES, size=count)
    came = lots.integers(-DAYS // 3, DAYS, size=count)
    left = came + lots.integers(DAYS // 6, DAYS, size=count)
    keen = lots.pareto(1.5, size=count) + 0.3
    with_whom = np.zeros((count, count))
    for number in range(works):
        day = number * DAYS // works
        asked = lots.choice(CIRCLES, size=2, replace=False) if lots.random() < 0.4 else lots.integers(CIRCLES, size=1)
        fits = np.isin(home, asked) + 0.35 * np.isin(second, asked) + 0.01
        pull = keen * fits * ((came <= day) & (day < left)) + 1e-9
        team: list[int] = []
        for _ in range(int(lots.integers(2, 6))):
            known = 1.0 + 0.8 * np.minimum(with_whom[team].sum(axis=0), 6.0)
            chance = np.where(np.isin(np.arange(count), team), 0.0, pull * known)
            team.append(int(lots.choice(count, p=chance / chance.sum())))
        with_whom[np.ix_(team, team)] += 1.0
        told = [*lots.choice(own[asked].ravel(), 7), *lots.choice(common, 7)]
        yield {
            "pid": f"work-{number:04}",
            "time": (date(2018, 1, 1) + timedelta(days=day)).isoformat(),
            "title": " ".join(told[4:9]),
            "text": " ".join(told),
            "tags": [f"circle-{one}" for one in asked if lots.random() < 0.7],
            "members": [f"person-{one:03}" for one in sorted(team)],
        }


def write_past(folder: Path, seed: int, works: int = WORKS) -> Path:
    """The invented past as a set that `heli evaluate` reads."""
    rows = list(invented(seed, works))
    with gzip.open(folder / "projects.jsonl.gz", "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)
    asked = [row["pid"] for row in rows[round(len(rows) * (1 - ASKED)) :]]
    (folder / "split.json").write_text(json.dumps({"test_pids": asked}), encoding="utf-8")
    return folder


def measure_past(figures: Figures, seed: int) -> None:
    """Both tasks on the invented past, against the best single method."""
    figures.section(f"an invented past of {WORKS} works, seed {seed}")
    tasks: tuple[Task, ...] = ("cold", "completion")
    with tempfile.TemporaryDirectory() as folder:
        past = write_past(Path(folder), seed)
        for task in tasks:
            began = time.perf_counter()
            found = evaluate_projects(past, task, 0, lambda line: None)
            told = {model.name: model for model in found.models}
            ours = told[found.ours]
            figures.add(
                f"{task}: NDCG@10 over the best single ({found.best_single})", ours.ratio, "×", BEST, at_least=True
            )
            figures.add(f"{task}: NDCG@10", ours.ndcg, "", REACHED[task], at_least=True)
            figures.add(f"{task}: seconds", time.perf_counter() - began, "s")


def measure_sets(figures: Figures, folder: Path) -> None:
    """The sets of the folder that take seconds: of relevance, and of community cases."""
    for at in sorted(one for one in folder.iterdir() if one.is_dir()):
        try:
            kind = kind_of(at)
        except BadSet:
            continue
        if kind == "relevance":
            found = relevance.evaluate(at, vocabulary(), lambda line: None)
            ours = next(model for model in found.models if model.name == relevance.OURS)
            figures.add(f"{at.name}: NDCG@10 without sentence vectors", ours.ndcg, "", RELEVANCE, at_least=True)
        elif kind == "cases":
            scores = cases.evaluate(at, knowledge_of(installed())).tasks
            for name, goal in QUICK.items():
                figures.add(f"{at.name}: {name}", scores[name].score, "", goal, at_least=True)


def main() -> None:
    """Measure, print, judge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sets", type=Path, help="also those of relevance and cases in this folder")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--json", type=Path, help="write the same figures to this file")
    arguments = parser.parse_args()
    figures = Figures("how good the matching is")
    measure_past(figures, arguments.seed)
    if arguments.sets:
        measure_sets(figures, arguments.sets)
    figures.summary()
    if arguments.json:
        figures.write(arguments.json)
    sys.exit(any(figure.verdict == "missed" for figure in figures.rows))


if __name__ == "__main__":
    main()
