"""Learns from a history whom to ask, and ranks: votes, voices, an additive model chosen on the newest slice."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from matching.learning.channels.votes import learned_powers, vote
from matching.learning.choosing import HeardSlice, choose, rehearsed
from matching.learning.features import CandidateTable, measure
from matching.learning.fitting import AGEING
from matching.learning.history import History, Queries, Sparse, sparse
from matching.learning.lesson import Task
from matching.learning.panel import Voice, panel
from matching.learning.shapes import Shapes, Values
from matching.learning.slices import LARGE, SLICINGS, Slice, slices_of, turned


@dataclass(frozen=True)
class Contribution:
    """What one voice adds to the score of one candidate, what it said (0 to 1), and what it hears in two languages."""

    voice: str
    zh: str
    en: str
    said: float
    points: float


@dataclass(frozen=True, eq=False)
class Ranker:
    """A learned ranking over one history: a score is the sum of what the voices add.

    `rehearsed` is the NDCG@10 on the newest slice, measured with nothing learned from it; `choice` says what won there.
    """

    history: History
    task: Task
    voices: tuple[Voice, ...]
    shapes: Shapes
    rehearsed: float
    choice: str

    def rank(self, queries: Queries) -> Values:
        """Scores query × person; −∞ for those known already and those outside of the pool."""
        table = self._looked_at(queries)
        scores = np.full((len(queries), self.history.people_count), -np.inf)
        scores[table.query, table.person] = self.shapes.scores(table.said)
        return scores

    def pool(self, queries: Queries) -> Sparse:
        """Whom the ranking looks at closely, query × person, ones."""
        table = self._looked_at(queries)
        return sparse(table.query.tolist(), table.person.tolist(), (len(queries), self.history.people_count))

    def _looked_at(self, queries: Queries) -> CandidateTable:
        # Kept, because the last digits depend on what is computed together: an explanation must add up exactly.
        return queries.kept(("looked at", self), lambda: measure(self.history, queries, self.voices))

    def explain(self, queries: Queries, row: int, person: int) -> tuple[Contribution, ...]:
        """What every voice adds for one candidate of one query, the largest first; the sum is the score.

        Empty for a candidate outside of the pool.
        """
        table = self._looked_at(queries)
        at = np.flatnonzero((table.query == row) & (table.person == person))
        if not len(at):
            return ()
        points = self.shapes.contributions(table.said[at])[0]
        order = np.argsort(-points, kind="stable")
        return tuple(
            Contribution(
                self.voices[voice].name,
                self.voices[voice].zh,
                self.voices[voice].en,
                float(table.said[at[0], voice]),
                float(points[voice]),
            )
            for voice in order
        )


def fit(
    history: History,
    task: Task,
    seed: int = 0,
    report: Callable[[str], None] = lambda line: None,
    *,
    rising: bool = False,
    more: Mapping[Voice, float] | None = None,
) -> Ranker:
    """Learn a ranking from what was right in the slices of a history; without any evidence the votes alone rank.

    With `rising` no voice may lower anybody the more it says. Without, voices correct one another (long memory
    against short), which orders better by about a fiftieth. `more` voices speak beside those of the panel, and the
    model leans on each with so much.
    """
    beside = dict(more or {})
    voices, slicings = listen(history, task, report, tuple(beside))
    leaning = {number: beside[voice] for number, voice in enumerate(voices) if beside.get(voice)}
    choice = choose(slicings, [voice.core for voice in voices], seed, rising=rising, leaning=leaning)
    report(f"{choice.form}: {choice.rehearsed:.3f} on the newest slices")
    chosen = tuple(voices[number] for number in choice.form.voices)
    return Ranker(history, task, chosen, choice.shapes, choice.rehearsed, str(choice.form))


def listen(
    history: History, task: Task, report: Callable[[str], None] = lambda line: None, more: Sequence[Voice] = ()
) -> tuple[list[Voice], list[list[HeardSlice]]]:
    """The voices that speak on a history, and what they say about the questions of its slices, the newest first.

    A small past is cut into slices in more than one way, for each way teaches a little else.
    """
    ways = range(len(SLICINGS) if len(history) < LARGE else 1)
    slicings = [slices_of(history, task, way) for way in ways]
    slices = slicings[0]
    votes = [vote(one.history, one.asked, AGEING**one.age) for one in slices]
    voices = [*panel(history, task, learned_powers(votes)), *more]
    earlier = [*panel(history, task, learned_powers(votes[rehearsed(len(slices)) :])), *more]
    measured: list[list[HeardSlice]] = []
    for before in (earlier, *[voices] * (len(ways) - 1)):
        cut = slicings[len(measured)]
        heard = []
        for number, one in enumerate(cut, 1):
            report(f"slice {number}/{len(cut)}: {len(one.asked)} questions, {len(voices)} voices")
            heard.append(_measured(one, voices, before))
            one.history.forget()
        measured.append(heard)
    return voices, measured


def _measured(one: Slice, voices: Sequence[Voice], earlier: Sequence[Voice]) -> HeardSlice:
    """A slice as the voices hear it; those learned from it are heard again as they were before."""
    changed = [number for number, voice in enumerate(voices) if voice != earlier[number]]
    given, before = [], []
    for asked in filter(None, (one.asked, turned(one.asked))):
        heard = measure(one.history, asked.queries, [*voices, *(earlier[number] for number in changed)], asked.answers)
        places = list(range(len(voices)))
        given.append(heard.only(places))
        for extra, number in enumerate(changed):
            places[number] = len(voices) + extra
        before.append(heard.only(places))
    # Longer slices count for as much longer a time.
    weight = AGEING ** (one.age * one.part / SLICINGS[0][0])
    return HeardSlice(tuple(given), tuple(before), np.diff(one.asked.answers.indptr), weight)
