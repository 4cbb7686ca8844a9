"""Learning from past projects who takes part in the next one: beside the answers, kept, and heard in every list."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from matching.data import MatchingData
from matching.experience import WHYS, Experience, LineVotes, votes_of
from service.experience.opinions import FreshOpinions, KeptOpinions, OpinionFile

if TYPE_CHECKING:
    from graph.snapshot import Snapshot
    from service.experience.past import Past

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
Saying = Callable[["Past", "Learnt | None"], "FreshOpinions | None"]


class Experiences:
    """What past work says about the open lines, as last worked out; silent where nothing was learned."""

    def __init__(self, data: Path) -> None:
        self._kept = OpinionFile(data)
        self._heard, self._tried = "", 0  # what was last looked at, and from how much work learning was last tried
        self._failed: datetime | None = None  # when it last failed; tried again after a day
        self.works = 0  # past work there was at the last look

    @property
    def held(self) -> KeptOpinions | None:
        """What was learned and what it says; the same object as long as nothing new is said."""
        return self._kept.load()

    def look(
        self, snapshot: Snapshot, data: MatchingData, now: datetime, say: Saying, *, anew: bool = False
    ) -> KeptOpinions | None:
        """What `say` makes of past work and open lines that have changed, learned anew where there is reason to.

        None where nothing is new or known, and for a day after `say` failed. Slow: never in a request. `keep` what it
        gives.
        """
        from service.experience.past import PastWork

        if self._failed is not None and now - self._failed < DAY and not anew:
            return None
        past = PastWork(snapshot, data).read()
        heard = hashlib.sha256(repr(past).encode()).hexdigest()
        if heard == self._heard and not anew:
            return None
        self.works, held = len(past.works), self.held
        due = anew or self._due(len(past.works), now)
        if not due and held is None:
            self._heard = heard
            return None
        self._failed = now
        try:
            found = say(past, None if due or held is None else held.learned)
        except Exception:
            self._kept.note_broken_off(now)
            raise
        self._failed, self._heard, self._tried = None, heard, len(past.works) if due else self._tried
        if found is None:
            return None
        made_at = now.isoformat() if found.anew or held is None else held.made_at
        return KeptOpinions(found.learned, made_at, found.share, found.works, found.lines)

    def keep(self, held: KeptOpinions) -> None:
        """Let this be heard from now on, in this process and the next ones."""
        self._kept.save(held)

    def _due(self, works: int, now: datetime) -> bool:
        """Whether to learn anew: much more past work than then, or a day later any more or less."""
        from matching.learning.works import WORKS

        held = self.held
        if held is None:
            return works >= max(WORKS, GROWN * self._tried)
        late = now - datetime.fromisoformat(held.made_at) >= DAY and works != held.works
        return works != self._tried and (works >= GROWN * held.works or late)


def experience_of(held: KeptOpinions | None, data: MatchingData) -> Experience | None:
    """What was learned, by the row numbers of these data; who is no longer there is left out."""
    if held is None:
        return None
    row_of = _rows({(one.kind, one.id) for told in held.lines.values() for one in told}, data)
    lines = {}
    for line, told in held.lines.items():
        found = sorted((row_of[one.kind, one.id], one) for one in told if (one.kind, one.id) in row_of)
        rows = np.array([row for row, _ in found], dtype=np.int32)
        votes = votes_of(np.array([one.value for _, one in found], dtype=np.float64))
        lines[line] = LineVotes(rows, votes, np.array([WHYS.index(one.why) for _, one in found], dtype=np.int8))
    return Experience(held.share, held.works, lines, held.made_at)


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
