"""Results as rows for people: the first row names the columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, Protocol

from matching.learning.lesson import Task

HEADINGS = (
    "method",
    "NDCG@10",
    "95 %",
    "recall@10",
    "MRR",
    "coverage@10",
    "Gini",
    "seconds",
    "ratio",
    "difference 95 %",
)


class Result(Protocol):
    """What every evaluation gives back, whichever format the set has."""

    def as_json(self) -> dict[str, Any]:
        """The result in the agreed shape."""
        ...

    def table(self) -> list[list[str]]:
        """The same for people: rows of cells, the first row names the columns."""
        ...


@dataclass(frozen=True, eq=False)
class Model:
    """One line of the table; intervals are the middle 95 % of 1,000 paired bootstraps over the queries."""

    name: str
    ndcg: float
    ci: tuple[float, float]
    recall: float
    mrr: float
    coverage: float
    gini: float
    seconds: float
    ratio: float
    difference_ci: tuple[float, float]
    rehearsed: float
    settings: str

    def as_json(self) -> dict[str, Any]:
        """The line in the agreed shape."""
        return {
            "name": self.name,
            "ndcg": round(self.ndcg, 5),
            "ci": [round(end, 5) for end in self.ci],
            "recall": round(self.recall, 5),
            "mrr": round(self.mrr, 5),
            "coverage": round(self.coverage, 5),
            "gini": round(self.gini, 5),
            "seconds": round(self.seconds, 2),
            "ratio": round(self.ratio, 4),
            "difference_ci": [round(end, 5) for end in self.difference_ci],
        }

    def cells(self) -> list[str]:
        """The figures as a person reads them, without the name."""
        return [
            f"{self.ndcg:.4f}",
            _ends(self.ci),
            f"{self.recall:.4f}",
            f"{self.mrr:.4f}",
            f"{self.coverage:.4f}",
            f"{self.gini:.4f}",
            f"{self.seconds:.1f}",
            f"{self.ratio:.3f}",
            _ends(self.difference_ci, signed=True),
        ]


@dataclass(frozen=True, eq=False)
class Evaluated:
    """The table of one set and task. `ours` and `best_single` are names of models."""

    set: str
    task: Task | Literal["relevance"]
    queries: int
    candidates: int
    pool_recall: float | None
    models: tuple[Model, ...]
    ours: str | None
    best_single: str

    def as_json(self) -> dict[str, Any]:
        """The table in the agreed shape."""
        return {
            "set": self.set,
            "task": self.task,
            "queries": self.queries,
            "candidates": self.candidates,
            "pool_recall": None if self.pool_recall is None else round(self.pool_recall, 5),
            "models": [model.as_json() for model in self.models],
            "ours": self.ours,
            "best_single": self.best_single,
        }

    def table(self) -> list[list[str]]:
        """One row per method, the best first; the best single is marked with ★ and ours with ▸."""
        marks = {self.best_single: "★ ", self.ours: "▸ "}
        ordered = sorted(self.models, key=lambda model: -model.ndcg)
        return [list(HEADINGS), *([marks.get(one.name, "") + one.name, *one.cells()] for one in ordered)]


def _ends(ends: tuple[float, float], *, signed: bool = False) -> str:
    sign = "+" if signed else ""
    return f"{ends[0]:{sign}.3f} … {ends[1]:{sign}.3f}"
