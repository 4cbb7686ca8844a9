"""Evaluation of a set of the project format: read, let every method learn and answer, compare."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from matching.evaluation.matchers import matchers
from matching.evaluation.protocol import evaluate
from matching.evaluation.sets import read_projects
from matching.evaluation.table import Evaluated
from matching.language.encoder import installed
from matching.learning.lesson import Task


def evaluate_projects(
    folder: Path, task: Task, seed: int, report: Callable[[str], None], *, peers: bool = False
) -> Evaluated:
    """The table of one task; with `peers` also those libraries of the same kind that are installed."""
    return evaluate(read_projects(folder, installed()), task, matchers(task, peers, report), seed, report)
