"""Votes of past work whose say is learned: how much words, meaning, tags, people, links, size and age count."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from matching.learning.channels.company import company, met, met_lately
from matching.learning.channels.likeness import likeness
from matching.learning.channels.meaning import meaning_likeness
from matching.learning.channels.neighbours import fame_discount, strongest
from matching.learning.channels.ties import companions
from matching.learning.channels.topics import topic_likeness
from matching.learning.channels.walk import shares
from matching.learning.history import Dense, History, Queries, Rows, Sparse
from matching.learning.lesson import Questions, sampled

# Likeness, the floor that keeps work without it in the vote, and the power believed in before any evidence.
LIKE = (
    ("words", 0.03, 0.6),
    ("pairs", 0.02, 0.6),
    ("title_chars", 0.03, 0.2),
    ("topics", 0.1, 0.4),
    ("tags", 0.1, 0.4),
    ("unit", 0.2, 0.7),
    ("known", 0.1, 0.9),
    ("links", 0.1, 0.5),
    ("meaning", 0.1, 0.4),
    ("met", 0.01, 0.3),
    ("met_lately", 0.01, 0.3),
    ("company", 0.01, 0.3),
)
MORE: Mapping[str, Callable[[History, Queries], Dense]] = {
    "topics": topic_likeness,
    "meaning": meaning_likeness,
    "met": met,
    "met_lately": met_lately,
    "company": company,
}
# Age as a part of the span, its logarithm, and the number of members, as negative powers.
OTHER = (("age", 3.0), ("log_age", 0.3), ("size", 0.3))
FAME = 0.1
PRIOR = np.asarray([*(power for _, _, power in LIKE), *(power for _, power in OTHER), FAME])
TRUST = 3.0  # how much evidence the prior is worth
STEPS = 60
CELLS = 1_000_000  # query × past work of one slice
EPSILON = 1e-5  # share of all votes that everybody is given, so that nobody is impossible
Powers = NDArray[np.float64]


@dataclass(frozen=True)
class Votes:
    """Every past piece of work votes for its people; its say is a product of likenesses and age to learned powers.

    `powers` are those of `LIKE` and `OTHER`, and that of how often a person was seen. `slower` lengthens the memory
    and `sharper` strengthens the likenesses by that factor.
    """

    powers: tuple[float, ...]
    slower: float = 1.0
    sharper: float = 1.0

    def scores(self, history: History, queries: Queries) -> Dense:
        """Votes query × person."""
        powers = np.asarray(self.powers)
        powers[: len(LIKE)] *= self.sharper
        powers[len(LIKE) : len(LIKE) + 2] /= self.slower
        say = _say(aspects(history, queries), powers, len(queries))
        votes = np.asarray((history.members.T @ say.T).T, dtype=np.float32)
        votes *= fame_discount(history, float(powers[-1]))
        return votes


@dataclass(frozen=True)
class Around:
    """The companions of those for whom past work votes: their chances walk on by companionship.

    Walks start at the `first` people with the most votes and go so many `steps`, returning to the start with the
    chance `stay`.
    """

    powers: tuple[float, ...]
    half_life: float = 0.2
    first: int = 30
    steps: int = 1
    stay: float = 0.0

    def scores(self, history: History, queries: Queries) -> Dense:
        """Chance to arrive, query × person."""
        votes = queries.kept(("votes", self.powers, history), lambda: Votes(self.powers).scores(history, queries))
        start: Any = shares(strongest(votes, self.first)).toarray()
        onward = companions(history, self.half_life).T.tocsr()
        arrived = start
        for _ in range(self.steps):
            arrived = np.float32(self.stay) * start + np.float32(1.0 - self.stay) * np.asarray((onward @ arrived.T).T)
        found: Dense = np.asarray(arrived, dtype=np.float32)
        return found


def aspects(history: History, queries: Queries) -> list[Dense]:
    """The logarithms that the powers multiply: each query × past work or a row for all queries."""
    found: list[Dense] = []
    for kind, floor, _ in LIKE:
        like = MORE[kind](history, queries) if kind in MORE else likeness(history, queries, kind)
        found.append(np.log(np.float32(floor) + like) if like.any() else np.zeros((1, len(history)), np.float32))
    ages = np.maximum(history.days.max(initial=0.0) - history.days, 0.0) / history.span
    sizes = np.maximum(np.diff(history.members.indptr), 1)
    for row in (-ages, -np.log1p(ages / 0.01), -np.log(sizes)):
        found.append(row[None, :].astype(np.float32))
    return found


def _say(given: Sequence[Dense], powers: Powers, queries: int) -> Dense:
    total = np.zeros((queries, given[0].shape[1]), dtype=np.float32)
    for power, one in zip(powers, given, strict=False):
        total += np.float32(power) * one
    total -= total.max(axis=1, keepdims=True, initial=-1e30)
    say: Dense = np.exp(total)
    return say


@dataclass(frozen=True, eq=False)
class Members:
    """Pairs of a query and a person of one kind (sought or known), and the past work of each person."""

    query: Rows  # pair
    person: Rows  # pair
    pair: Rows  # entry: the pair it belongs to
    work: Rows  # entry: one past piece of work of the pair's person

    def votes(self, say: Dense, fame: Dense) -> NDArray[np.float64]:
        """The votes for each pair's person."""
        given = say[self.query[self.pair], self.work]
        summed = np.bincount(self.pair, given, minlength=len(self.query))
        return np.asarray(summed * fame[self.person], dtype=np.float64)


def _pairs(history: History, wanted: Sparse) -> Members:
    by_person: Any = history.members.T.tocsr()
    query = np.repeat(np.arange(wanted.shape[0]), np.diff(wanted.indptr))
    person = wanted.indices.astype(np.int64)
    counts = np.diff(by_person.indptr)[person]
    ends = np.cumsum(counts)
    inner = np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - counts, counts)
    work = by_person.indices[np.repeat(by_person.indptr[person], counts) + inner]
    return Members(query, person, np.repeat(np.arange(len(person)), counts), work.astype(np.int64))


@dataclass(frozen=True, eq=False)
class Vote:
    """Questions to one earlier moment, prepared for fitting; `weight` is that of their age."""

    given: list[Dense]
    members: Sparse
    seen: Dense  # logarithm of how often each person was seen
    sought: Members
    known: Members
    queries: int
    weight: float


def vote(history: History, asked: Questions, weight: float) -> Vote:
    """Prepare questions for `learned_powers`; many past pieces of work make do with fewer questions."""
    few = sampled(asked, int(np.clip(CELLS // max(len(history), 1), 50, 250)))
    seen = -np.log(np.maximum(fame_discount(history, 1.0), 1e-9)).astype(np.float32)
    sought, known = _pairs(history, few.answers), _pairs(history, few.queries.known)
    return Vote(aspects(history, few.queries), history.members, seen, sought, known, len(few), weight)


def learned_powers(votes: Sequence[Vote]) -> tuple[float, ...]:
    """The powers that make the right people likeliest, held near what is believed before any evidence."""

    def loss(powers: Powers) -> tuple[float, Powers]:
        total = 0.5 * TRUST * float(((powers - PRIOR) ** 2).sum())
        slope = TRUST * (powers - PRIOR)
        for one in votes:
            part, rise = _surprise(one, powers)
            total += part
            slope = slope + rise
        return total, slope

    found = minimize(loss, PRIOR.copy(), jac=True, method="L-BFGS-B", options={"maxiter": STEPS})
    return tuple(float(power) for power in found.x)


def _surprise(one: Vote, powers: Powers) -> tuple[float, Powers]:
    """Negative log-likelihood of the right people under the votes, and its slope."""
    say = _say(one.given, powers, one.queries)
    fame = np.exp(np.float32(-powers[-1]) * one.seen)
    worth = np.asarray(one.members @ fame)  # what a piece of work gives to all its members
    held = one.known.votes(say, fame)
    got = one.sought.votes(say, fame)
    queries = one.queries
    total = np.asarray(say @ worth, dtype=np.float64) - np.bincount(one.known.query, held, minlength=queries) + 1e-30
    chance = np.maximum(got, 0.0) + EPSILON * total[one.sought.query]
    right = np.bincount(one.sought.query, minlength=queries)
    # A large team counts more than a small one, not in proportion.
    share = one.weight / np.sqrt(np.maximum(right, 1.0))
    value = -float((share[one.sought.query] * np.log(chance / total[one.sought.query])).sum())
    by_total = share * (right / total - EPSILON * np.bincount(one.sought.query, 1.0 / chance, minlength=queries))
    by_got = -share[one.sought.query] / chance
    rise = by_total[:, None].astype(np.float32) * worth[None, :]
    for pairs, by in ((one.sought, by_got), (one.known, -by_total[one.known.query])):
        where = pairs.query[pairs.pair] * say.shape[1] + pairs.work
        added = (by * fame[pairs.person])[pairs.pair]
        np.add.at(rise.reshape(-1), where, added.astype(np.float32))
    rise *= say
    slope = np.zeros(len(powers))
    everybody = say @ np.asarray(one.members @ (fame * one.seen))
    slope[-1] = -float(by_total @ everybody - by_total[one.known.query] @ (held * one.seen[one.known.person]))
    slope[-1] -= float(by_got @ (got * one.seen[one.sought.person]))
    for number, given in enumerate(one.given):
        slope[number] = float(
            (rise.sum(axis=0, keepdims=True) if given.shape[0] == 1 else rise).ravel() @ given.ravel()
        )
    return value, slope
