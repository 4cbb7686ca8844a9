"""Invented towns as the verbs of the service see a community, and what their open lines rank, for benches of lists."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from datetime import time as clock

import numpy as np
from numpy.typing import NDArray

import seeds
from graph.records import Link, Node
from graph.snapshot import Snapshot
from matching.features import FEATURE_NAMES
from matching.matcher import Matcher
from matching.policy import Placed
from matching.question import Question
from matching.ranking import measure
from matching.weights import Weights
from seeds.invent import invent, planted
from seeds.invent.town import TODAY
from service import matching_input
from service.lines.asking import Asking
from service.seeding import parted

NOW = datetime.combine(TODAY, clock(9), UTC)
DEEP = 200  # places of a ranking that lists are made of


@dataclass(frozen=True, eq=False)
class Line:
    """An open line: its candidates (rows), their scores, the best first, their features, who is new and who fits."""

    id: str
    rows: NDArray[np.int64]
    scores: NDArray[np.float64]
    values: NDArray[np.float64]
    new: NDArray[np.bool_]
    fits: NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Street:
    """An invented street: its matcher, the questions of its planted lines, and what they rank."""

    matcher: Matcher
    questions: dict[str, Question]
    lines: list[Line]


def street(residents: int, seed: int, more: Iterable[Node | Link] = ()) -> Street:
    """The street of the arguments, with further records, or other properties of those it has, where some are given."""
    nodes, links = parted(invent(residents, seed))
    added = list(more)
    known = {(one.kind, one.id): one for one in nodes}
    for one in added:
        if isinstance(one, Node):
            before = known.get((one.kind, one.id), one)
            known[one.kind, one.id] = Node(one.kind, one.id, {**before.properties, **one.properties})
    links += [one for one in added if isinstance(one, Link)]
    snapshot = Snapshot.from_records(list(known.values()), links, NOW)
    data = matching_input.build(snapshot, seeds.vocabulary()).data
    matcher = Matcher(data, Weights.from_values(seeds.weights(), FEATURE_NAMES))
    owners = {link.to_id: link.from_id for link in links if (link.kind, link.from_kind) == ("REQUIRES", "Project")}
    truths = planted(residents, seed).requirements
    asking, questions, lines = Asking(snapshot, data), {}, []
    for project in sorted({owners[one.requirement] for one in truths}):
        asks = [line.ask for line in asking.lines(project)]
        questions |= {one.ask.id: one for one in matcher.questions(asks, TODAY)}
    for truth in truths:
        line = _ranked(matcher, questions[truth.requirement], truth.fits)
        if line is not None:
            lines.append(line)
    return Street(matcher, questions, lines)


def _ranked(matcher: Matcher, question: Question, fits: list[str]) -> Line | None:
    """What a list of this line is arranged from, exactly as the matcher gives it; None where nobody comes."""
    seen: list[tuple[NDArray[np.int64], NDArray[np.float64]]] = []

    def keep(rows: NDArray[np.int64], scores: NDArray[np.float64], limit: int) -> list[Placed]:
        seen.append((rows[:DEEP], scores[:DEEP]))
        return []

    matcher.answer(question, arrange=keep)
    rows, scores = seen[0]
    if not len(rows):
        return None
    right = np.array([matcher.data.nodes.node(row)["id"] in fits for row in rows.tolist()])
    new = question.standing.new_face[rows] > 0
    return Line(question.ask.id, rows, scores, measure(question, rows, {}), new, right)
