"""What the voices say about the candidates worth a close look, as one table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.learning.highest import highest
from matching.learning.history import Dense, History, Queries, Rows, Sparse
from matching.learning.panel import Voice

POOL = 100  # candidates that each voice with a say in the pool puts forward
CELLS = 160_000_000  # scores of all voices held at once: 640 MB
Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class CandidateTable:
    """Candidates looked at closely: of which query, who, and what each voice says, 1 for its best of the query.

    Rows are sorted by query, then person. `right` marks those who took part, where that is known.
    """

    heard: Dense  # row × voice, 0 to 1, of all voices asked
    query: Rows
    person: Rows
    right: Mask
    queries: int
    voices: tuple[int, ...] | None = None  # columns of `heard` that count here; None: all

    @property
    def said(self) -> Dense:
        """What the voices that count here say, row × voice; a copy where they are not all that were asked."""
        return self.heard if self.voices is None else self.heard[:, list(self.voices)]

    def only(self, voices: Sequence[int]) -> CandidateTable:
        """The same candidates as fewer voices see them, with nothing copied: a large past has tables of gigabytes."""
        columns = tuple(voices) if self.voices is None else tuple(self.voices[voice] for voice in voices)
        return replace(self, voices=columns)


def measure(
    history: History, queries: Queries, voices: Sequence[Voice], answers: Sparse | None = None
) -> CandidateTable:
    """Ask all voices about the pool of every query."""
    step = max(1, CELLS // max(history.people_count * len(voices), 1))
    parts = [
        _block(history, queries.at(np.arange(start, min(start + step, len(queries)))), voices, start)
        for start in range(0, len(queries), step)
    ]
    said = np.concatenate([part[0] for part in parts]) if parts else np.zeros((0, len(voices)), dtype=np.float32)
    query = np.concatenate([part[1] for part in parts]) if parts else np.zeros(0, dtype=np.int64)
    person = np.concatenate([part[2] for part in parts]) if parts else np.zeros(0, dtype=np.int64)
    right = np.zeros(len(query), dtype=np.bool_)
    if answers is not None and len(query):
        right = np.asarray(answers[query, person]).ravel() > 0
    return CandidateTable(said, query, person, right, len(queries))


def _block(history: History, queries: Queries, voices: Sequence[Voice], first: int) -> tuple[Dense, Rows, Rows]:
    heard = [_heard(voice, history, queries) for voice in voices]
    chosen = pool([scores for scores, voice in zip(heard, voices, strict=True) if voice.pool])
    query, person = np.nonzero(chosen)
    said = np.empty((len(query), len(voices)), dtype=np.float32)
    for column, scores in enumerate(heard):
        best = scores.max(axis=1, initial=0.0)
        said[:, column] = scores[query, person] / np.where(best > 0, best, 1.0)[query]
    return said, query + first, person


def _heard(voice: Voice, history: History, queries: Queries) -> Dense:
    """What one voice says; nothing of those already known, so that the best of a query is one who can be found."""
    scores: Dense = np.asarray(voice.channel.scores(history, queries), dtype=np.float32)
    lowest, highest = scores.min(initial=0.0), scores.max(initial=0.0)  # one that is no number makes both so
    sound = bool(np.isfinite(lowest) and np.isfinite(highest))
    if sound and lowest >= 0.0 and not queries.known.nnz:
        return scores  # as they are: among very many people every further pass is felt
    scores = scores.copy()
    if not sound:
        np.nan_to_num(scores, copy=False, nan=0.0, posinf=0.0, neginf=0.0)
    if not sound or lowest < 0.0:
        np.maximum(scores, 0.0, out=scores)
    owner = np.repeat(np.arange(len(queries)), np.diff(queries.known.indptr))
    scores[owner, queries.known.indices] = 0.0
    return scores


def pool(heard: Sequence[Dense], size: int = POOL) -> Mask:
    """The union of the best of every voice, query × person; who is heard of by nobody is not in it."""
    chosen: Any = np.zeros(heard[0].shape, dtype=np.bool_)
    for scores in heard:
        chosen[highest(scores, size)] = True
    mask: Mask = chosen
    return mask
