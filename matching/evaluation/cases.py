"""How well issues are judged on a set of community cases, next to simple ways of doing it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.evaluation.cases_fit import MeasuredSet, pairwise_f1, softmax
from matching.evaluation.cases_set import CaseSet, read_cases
from matching.issues.clusters import PLAIN, WITH_ENCODER, chances, join
from matching.issues.knowledge import Knowledge, level_features
from matching.issues.reading import Matrix, Reader
from matching.issues.similar import parts
from matching.language.text import TextIndex, simplify_all, wording
from matching.learning.metrics import ndcg_of

FIRST = 6  # places at the table
HEADINGS = ("task", "measure", "score", "baseline", "how")
MEASURES = {
    "level": "accuracy",
    "invite": f"recall of must in the first {FIRST}",
    "clusters": "pairwise F1",
    "similar": "NDCG@10",
}
CROSSED, SHIPPED, FIXED = "cross-validated", "as shipped", "nothing learned"


@dataclass(frozen=True)
class TaskScore:
    """One task's figure next to the simple way's, how it was learned, and further figures by name."""

    score: float
    baseline: float
    how: str
    further: dict[str, float | None]

    def as_json(self) -> dict[str, Any]:
        """The figures to four places."""
        told = {"score": self.score, "baseline": self.baseline, **self.further}
        return {name: None if value is None else round(value, 4) for name, value in told.items()} | {"how": self.how}


@dataclass(frozen=True)
class CasesResult:
    """The four tasks of one set."""

    set: str
    tasks: dict[str, TaskScore]

    def as_json(self) -> dict[str, Any]:
        """`{set, tasks: {level: {score, baseline, …}, …}}`."""
        return {"set": self.set, "tasks": {name: task.as_json() for name, task in self.tasks.items()}}

    def table(self) -> list[list[str]]:
        """One row a figure, the heading first."""
        rows = [list(HEADINGS)]
        for name, task in self.tasks.items():
            rows.append([name, MEASURES[name], f"{task.score:.3f}", f"{task.baseline:.3f}", task.how])
            rows += [
                ["", key.replace("_", " "), "–" if value is None else f"{value:.3f}", "", ""]
                for key, value in task.further.items()
            ]
        return rows


def evaluate(
    folder: Path, knowledge: Knowledge, report: Callable[[str], None] = lambda _: None, seed: int = 0
) -> CasesResult:
    """Judge the set in a folder; the set that the weights were learned from is judged by cross-validation.

    Raises `BadSet` naming the file and line that cannot be read.
    """
    told = read_cases(folder)
    lesson = MeasuredSet(told, knowledge, seed)
    crossed = told.digest == knowledge.weights.learned_from
    tasks = {}
    for name, measure in (("level", _level), ("invite", _invite), ("clusters", _clusters)):
        report(name)
        tasks[name] = measure(lesson, crossed)
    report("similar")
    tasks["similar"] = _similar(lesson)
    return CasesResult(told.name, tasks)


def _level(lesson: MeasuredSet, crossed: bool) -> TaskScore:
    with_place = _right(_level_chances(lesson, crossed, placed=True), lesson)
    without = _right(_level_chances(lesson, crossed, placed=False), lesson)
    issues = lesson.told.issues
    full = [f"{one.text} {one.place_level} {one.place_note}" for one in issues]
    bare = [f"{one.text} {one.place_note}" for one in issues]
    further: dict[str, float | None] = {
        "without_place_level": without,
        "baseline_without_place_level": _neighbour(bare, lesson.told.levels),
        "majority": max(Counter(lesson.told.levels).values()) / len(issues),
    }
    return TaskScore(with_place, _neighbour(full, lesson.told.levels), CROSSED if crossed else SHIPPED, further)


def _level_chances(lesson: MeasuredSet, crossed: bool, *, placed: bool) -> Matrix:
    if crossed:
        return lesson.level_chances(placed=placed)
    own = lesson.knowledge.weights.level["placed" if placed else "unplaced"]
    names = level_features(lesson.knowledge.rules, placed=placed)
    weights = np.array([own[name] for name in names])
    # An issue whose place is not known is judged by the weights that need none, as in the product.
    scores = lesson.level_matrix(placed=placed) @ weights + np.array(own["bias"])
    if placed:
        bare = _level_chances(lesson, crossed, placed=False)
        unknown = np.array([not one.place_level for one in lesson.told.issues])
        return np.where(unknown[:, None], bare, softmax(scores))
    return softmax(scores)


def _right(chance: Matrix, lesson: MeasuredSet) -> float:
    return float(np.mean(chance.argmax(axis=1) == lesson.levels))


def _neighbour(texts: Sequence[str], levels: Sequence[str]) -> float:
    """Accuracy of the level of the text most alike, itself left out."""
    alike = _alike(texts, texts)
    np.fill_diagonal(alike, -1.0)
    return float(np.mean([levels[row] == level for row, level in zip(alike.argmax(axis=1), levels, strict=True)]))


def _invite(lesson: MeasuredSet, crossed: bool) -> TaskScore:
    known = lesson.knowledge
    tensor = lesson.signal_tensor(_level_chances(lesson, crossed, placed=True))
    if crossed:
        scores = lesson.party_scores(tensor)
    else:
        weights = np.array(list(known.weights.signals.values()))
        scores = tensor @ weights + np.array([known.weights.parties.get(party.name, 0.0) for party in known.parties])
    # Only parties that the set judges can be named in it.
    scores[:, [party.name not in lesson.told.parties for party in known.parties]] = -np.inf
    names = np.array([party.name for party in known.parties])
    lists = [list(names[np.argsort(-row, kind="stable")[:FIRST]]) for row in scores]
    common = [
        name for name, _ in Counter(name for called in lesson.told.must for name in sorted(called)).most_common(FIRST)
    ]
    score, baseline = _recall(lists, lesson.told), _recall([common] * len(lists), lesson.told)
    return TaskScore(score, baseline, CROSSED if crossed else SHIPPED, {})


def _recall(lists: Sequence[Sequence[str]], told: CaseSet) -> float:
    found = [len(called & set(named)) / len(called) for named, called in zip(lists, told.must, strict=True)]
    return float(np.mean(found))


def _clusters(lesson: MeasuredSet, crossed: bool) -> TaskScore:
    known = lesson.knowledge
    plain = _joined(lesson, "plain", list(PLAIN), crossed)
    sensed = _joined(lesson, "encoder", list(WITH_ENCODER), crossed) if known.reader.encoder else None
    alike = _alike(lesson.told.needs, lesson.told.needs)
    upper = np.triu_indices(len(alike), 1)
    bars = np.linspace(0.05, 0.6, 56)
    baseline = max(_pairs_f1(((alike + alike.T) / 2 >= bar)[upper], lesson.same[upper]) for bar in bars)
    further = {"without_encoder": plain, "with_encoder": sensed}
    return TaskScore(plain if sensed is None else sensed, baseline, CROSSED if crossed else SHIPPED, further)


def _joined(lesson: MeasuredSet, kind: str, names: Sequence[str], crossed: bool) -> float:
    if crossed:
        return pairwise_f1(lesson.pair_labels(names), lesson.same)
    model = lesson.knowledge.weights.pairs[kind]
    return pairwise_f1(join(chances(lesson.measured, model), model.threshold), lesson.same)


def _pairs_f1(joined: NDArray[np.bool_], right: NDArray[np.bool_]) -> float:
    return 2.0 * int((joined & right).sum()) / max(int(joined.sum()) + int(right.sum()), 1)


def _similar(lesson: MeasuredSet) -> TaskScore:
    told, reader = lesson.told, lesson.knowledge.reader
    plain = _graded(told, replace(reader, encoder=None))
    sensed = _graded(told, reader) if reader.encoder else None
    baseline = _ndcg(_alike(told.queries, told.cases), told)
    further = {"without_encoder": plain, "with_encoder": sensed}
    return TaskScore(plain if sensed is None else sensed, baseline, FIXED, further)


def _graded(told: CaseSet, reader: Reader) -> float:
    cases = reader.read(told.cases)
    return _ndcg(np.asarray(sum(parts(reader.read(told.queries, beside=cases), cases).values())), told)


def _ndcg(scores: Matrix, told: CaseSet) -> float:
    """NDCG@10 with gain 2^grade − 1 and log2 discount."""
    gains = [[2.0 ** grades.get(at, 0) - 1.0 for at in range(scores.shape[1])] for grades in told.grades]
    return float(np.mean(ndcg_of(scores, gains)))


def _alike(texts: Sequence[str], others: Sequence[str]) -> Matrix:
    """Cosine of characters alone: the simple way."""
    simple, beside = simplify_all(list(texts)), simplify_all(list(others))
    index = TextIndex.build(beside)
    rows = [index.row_of[text] for text in beside]
    return np.array([index.similar(wording([(text, 1.0)], {}))[rows] for text in simple])
