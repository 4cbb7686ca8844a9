"""Learning from past projects who takes part in the next one: beside the answers, kept, and heard in every list."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from matching.data import MatchingData
from matching.errors import BadWeights
from matching.experience import WHYS, Experience, Said, votes_of
from service.experience.keeping import Held, Kept, Told

if TYPE_CHECKING:
    from graph.snapshot import Snapshot
    from matching.learning.opinion import Opinion
    from matching.learning.works import Work

GROWN = 1.1  # so much past work, against what was learned from, before it is learned from anew
DAY = timedelta(days=1)
# The simple ways that what is learned is compared with (see matching.learning.opinion.SINGLES).
SINGLE_WORDS = {
    "popularity": ("谁参与得多", "who takes part often"),
    "recent popularity": ("谁近来参与得多", "who took part often of late"),
    "recent popularity of the place": ("这一带近来谁参与得多", "who took part often of late around here"),
    "recent popularity of the kind": ("这一类近来谁参与得多", "who took part often of late in this kind"),
    "similar work": ("用词相近的往事由谁参与", "who took part in work with similar words"),
    "similar work, kind and place": (
        "用词、类别、地点相近的往事由谁参与",
        "who took part in work alike in words, kind and place",
    ),
    "words of all past work": ("谁一贯做的用词相近", "whose past work has similar words"),
    "walk over kinds and words": ("从词和类别走到往事再走到人", "a walk from words and kinds over past work to people"),
}
Learnt = Mapping[str, Any]  # see matching.learning.saved
Fitting = Callable[[Sequence["Work"]], "Learnt | None"]


class Experiences:
    """What past work says about the open lines, as last worked out; silent where nothing was learned."""

    def __init__(self, data: Path) -> None:
        self._kept = Kept(data)
        self._heard, self._tried = "", 0  # what was last looked at, and from how much work learning was last tried
        self.works = 0  # past work there was at the last look

    @property
    def held(self) -> Held | None:
        """What was learned and what it says; the same object as long as nothing new is said."""
        return self._kept.load()

    def look(
        self, snapshot: Snapshot, data: MatchingData, now: datetime, fitted: Fitting, *, anew: bool = False
    ) -> Held | None:
        """Learn where there is reason to, and say anew what is to be said; None where nothing is new or known.

        `fitted` learns. Slow: never in a request. `keep` what it gives.
        """
        from matching.learning.works import history_of
        from service.experience.past import PastWork

        past = PastWork(snapshot, data).read()
        heard = hashlib.sha256(repr(past).encode()).hexdigest()
        if heard == self._heard and not anew:
            return None
        self._heard, self.works, held = heard, len(past.works), self.held
        whole = history_of(past.works, past.asked)
        if held is not None and not anew and not self._due(len(past.works), now):
            try:
                return _told(held.learned, held.made_at, whole, len(past.works))
            except BadWeights:
                self._tried = 0
        elif not anew and not self._due(len(past.works), now):
            return None
        self._tried = len(past.works)
        learnt = fitted(past.works)
        return None if learnt is None else _told(learnt, now.isoformat(), whole, len(past.works))

    def keep(self, held: Held) -> None:
        """Let this be heard from now on, in this process and the next ones."""
        self._kept.save(held)

    def _due(self, works: int, now: datetime) -> bool:
        """Whether to learn anew: much more past work than then, or a day later any more or less."""
        from matching.learning.opinion import WORKS

        held = self.held
        if held is None:
            return works >= max(WORKS, GROWN * self._tried)
        late = now - datetime.fromisoformat(held.made_at) >= DAY and works != held.works
        return works != self._tried and (works >= GROWN * held.works or late)


def fitted_here(works: Sequence[Work], report: Callable[[str], None] = lambda line: None) -> Learnt | None:
    """Learn in this process: takes seconds to minutes."""
    from matching.learning.opinion import learn
    from matching.learning.saved import plain
    from matching.learning.works import history_of

    learned = learn(history_of(works), report=report)
    return plain(learned) if learned is not None else None


def _told(learnt: Learnt, made_at: str, whole: Any, past: int) -> Held:
    """What is learned, and what it says about the work behind the first `past` pieces; raises BadWeights."""
    from matching.learning.opinion import opinions, queries_of
    from matching.learning.saved import restored

    history, queries = queries_of(whole, past)
    learned = restored(learnt, history)
    spoken = zip(queries.ids, opinions(learned, queries), strict=True)
    lines = {line: tuple(_one(opinion) for opinion in said) for line, said in spoken if said}
    return Held(learnt, made_at, learned.share, learned.measured.works, lines)


def _one(opinion: Opinion) -> Told:
    kind, key = opinion.person.split(":", 1)
    return Told(kind, key, round(opinion.value, 6), opinion.family if opinion.family in WHYS else WHYS[0])


def experience_of(held: Held | None, data: MatchingData) -> Experience | None:
    """What was learned, by the row numbers of these data; who is no longer there is left out."""
    if held is None:
        return None
    row_of = _rows({(one.kind, one.id) for told in held.lines.values() for one in told}, data)
    lines = {}
    for line, told in held.lines.items():
        found = sorted((row_of[one.kind, one.id], one) for one in told if (one.kind, one.id) in row_of)
        rows = np.array([row for row, _ in found], dtype=np.int32)
        votes = votes_of(np.array([one.value for _, one in found], dtype=np.float64))
        lines[line] = Said(rows, votes, np.array([WHYS.index(one.why) for _, one in found], dtype=np.int8))
    return Experience(held.share, held.works, lines)


def _rows(wanted: set[tuple[str, str]], data: MatchingData) -> dict[tuple[str, str], int]:
    """The rows of those that are there."""
    by_kind: dict[str, list[str]] = defaultdict(list)
    for kind, key in wanted:
        by_kind[kind].append(key)
    found: dict[tuple[str, str], int] = {}
    for kind, keys in by_kind.items():
        rows = data.nodes.range_of(kind)
        ids = data.nodes.ids[rows.start : rows.stop]
        for key, at in zip(keys, np.searchsorted(ids, np.array(keys, dtype=object)).tolist(), strict=True):
            if at < len(ids) and ids[at] == key:
                found[kind, key] = rows.start + at
    return found
