"""What each family of voices adds to the learned ranking, and how far deep trees on the same table get.

    .venv/bin/python bench/ablation.py [FOLDER ...] [--task cold|completion]

Every folder holds a set of the project format; without any, an invented past is measured. For each set and task:
NDCG@10 on the test with all voices, without each family, and with each family alone; with curves that may only rise;
and of boosted deep trees as a referee (LightGBM where installed, otherwise scikit-learn's), which the additive model
should come within a fiftieth of. The form is the one the ranking chose on its newest slices.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from matching.evaluation.sets import ProjectSet, read_projects
from matching.learning.choosing import Form, HeardSlice, choose, taught
from matching.learning.features import CandidateTable, measure
from matching.learning.fitting import Evidence, evidence
from matching.learning.lesson import TASKS, Task, questions
from matching.learning.metrics import mean_gain
from matching.learning.panel import Voice
from matching.learning.ranker import listen
from tests.support.past_work import past_work, write_set

SEED = 0
ENOUGH = 0.98


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--task", choices=TASKS)
    given = parser.parse_args()
    tasks: Sequence[Task] = [given.task] if given.task else TASKS
    with tempfile.TemporaryDirectory() as invented:
        folders = given.folders or [write_set(Path(invented) / "invented", past_work(600, groups=12))]
        ratios = [ablate(read_projects(folder), task) for folder in folders for task in tasks]
    print(f"additive / deep trees: lowest {min(ratios):.3f}, wanted {ENOUGH:.2f}")


def ablate(given: ProjectSet, task: Task) -> float:
    """Print the table of one set and task; the ratio of our model to deep trees."""
    history = given.history
    voices, slicings = listen(history, task)
    form = choose(slicings, [voice.core for voice in voices], SEED).form
    asked = questions(given.whole, range(given.past, len(given.whole)), given.past, task)
    test = measure(history, asked.queries, voices, asked.answers)
    wanted = np.diff(asked.answers.indptr)
    print(f"\n{given.name} {task}: {len(asked)} queries, {len(voices)} voices; chosen: {form}")

    def reached(voted: Form) -> float:
        shapes = taught(voted, slicings, SEED)
        return mean_gain(test, shapes.scores(test.only(voted.voices).said), wanted)

    ours = reached(form)
    print(f"{'all chosen voices':40s} {ours:.4f}")
    print(f"{'curves may only rise':40s} {reached(replace(form, rising=True)):.4f}")
    for steps in (False, True):
        every = Form(tuple(range(len(voices))), steps=steps)
        name = "every voice, with steps" if steps else "every voice, without steps"
        print(f"{name:40s} {reached(every):.4f}")
    plain = Form(form.voices, steps=form.steps)
    for family, members in _families(voices).items():
        without = tuple(voice for voice in plain.voices if voice not in members)
        alone = reached(replace(plain, voices=tuple(members)))
        left = reached(replace(plain, voices=without)) if without else 0.0
        print(f"{family:28s} {len(members):3d} voices  without {left:.4f} ({left - ours:+.4f})  alone {alone:.4f}")
    trees = mean_gain(test, _trees(_evidence(slicings[0]), test), wanted)
    print(f"{'deep trees':40s} {trees:.4f}  additive / trees {ours / max(trees, 1e-12):.3f}")
    return ours / max(trees, 1e-12)


def _families(voices: Sequence[Voice]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for number, voice in enumerate(voices):
        found.setdefault(voice.name.partition(":")[0], []).append(number)
    return found


def _evidence(slices: Sequence[HeardSlice]) -> Evidence:
    return evidence([(table, one.weight) for one in slices for table in one.tables], SEED)


def _trees(given: Evidence, test: CandidateTable) -> Any:
    """Scores of the better of two depths of boosted trees that may combine all voices at will."""
    if find_spec("lightgbm"):
        return _ranking_trees(given, test)
    from sklearn.ensemble import HistGradientBoostingClassifier

    model = HistGradientBoostingClassifier(
        max_iter=150, learning_rate=0.05, max_leaf_nodes=15, early_stopping=False, random_state=SEED
    )
    model.fit(given.said, given.right > 0, sample_weight=given.weight / given.weight.max())
    return model.decision_function(test.said)


def _ranking_trees(given: Evidence, test: CandidateTable) -> Any:
    import lightgbm

    order = np.argsort(given.list, kind="stable")
    sizes = np.unique(given.list[order], return_counts=True)[1]
    model = lightgbm.LGBMRanker(
        objective="lambdarank",
        n_estimators=150,
        learning_rate=0.05,
        num_leaves=15,
        min_child_samples=20,
        lambdarank_truncation_level=20,
        random_state=SEED,
        n_jobs=1,
        verbose=-1,
    )
    model.fit(given.said[order], given.right[order], group=sizes, sample_weight=given.weight[order])
    return model.predict(test.said)


if __name__ == "__main__":
    main()
