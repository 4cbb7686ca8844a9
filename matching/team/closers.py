"""Who could close a gap if one thing changed: up to the line, with something to give, kept out by one rule alone."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from matching.eligibility import judge
from matching.features.ties import near
from matching.matcher import Matcher
from matching.question import Question
from matching.reasons import LeftOut
from matching.rules import RULES
from matching.suiting import fittest_ability, suited
from matching.team.cover import amount_wanted, amounts_given

# What somebody could change: nobody is made another's member, asked again after a no, or moved to another district.
LIFTED = (
    "place",
    "coverage",
    "validity",
    "dormant",
    "window",
    "capacity",
    "size",
    "fund",
    "applicants",
    "qualification",
)
NEARER = 0.3  # of the worth of the very ability


def closers(
    matcher: Matcher, question: Question, taken: Collection[int], *, begun: bool, most: int, language: str
) -> tuple[LeftOut, ...]:
    """Who would come in and could serve the line when one rule is lifted, the fittest first, with that rule's words.

    taken: who serves other lines, or this one. begun: others serve a part of it, so its hours cannot be moved.
    """
    rules = [name for name in LIFTED if not (begun and name == "window")]
    rows = np.arange(len(question.data.nodes))
    rows = rows[np.isin(judge(question, rows), [at for at, rule in enumerate(RULES) if rule.name in rules])]
    rows = rows[~np.isin(rows, [*taken, *(other for row in taken for other in question.data.conflicts.of(row))])]
    rows = rows[suited(question, rows)]
    rows = rows[_barred(question, rows).sum(axis=0) == 1]
    rows = rows[amounts_given(question, rows, amount_wanted(question))[0] > 0]
    worth = fittest_ability(question, rows) + NEARER * near(question, rows)
    named = [matcher.data.nodes.node(row) for row in rows[np.lexsort((rows, -worth))][:most].tolist()]
    told = [matcher.excluded(question, node["kind"], node["id"], language) for node in named]
    return tuple(one for one in told if one is not None)


def barred_only_by(question: Question, rows: NDArray[np.int64], names: Collection[str]) -> NDArray[np.bool_]:
    """Whom some of these rules keep out, and no other."""
    barred, lifted = _barred(question, rows), np.array([rule.name in names for rule in RULES])
    found: NDArray[np.bool_] = barred[lifted].any(axis=0) & ~barred[~lifted].any(axis=0)
    return found


def _barred(question: Question, rows: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Rules × rows: what keeps each out, not only the first rule that does."""
    none = np.zeros(len(rows), dtype=bool)
    return np.array([rule.excludes(question, rows) if rule.asked(question) and len(rows) else none for rule in RULES])
