"""Who is known to be up to a line: the one rule by which lists mark people, and teams and plans count on them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from matching.features.ability import wording
from matching.features.fit import abilities_near, lacking
from matching.question import DIRECTNESS, Question
from matching.ragged import Column, highest

# From here on a candidate is known to be up to a line. A step to a related or wider ability is not enough.
ABLE, SAYS_SO = 0.55, 0.3
TOUCHES = 0.1  # of what is asked for; who lacks more has it not, whatever else they say


def suited(question: Question, rows: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Who is known to be up to the line: by an ability or by their own words.

    A list also shows those who are merely near and free, did something similar, or say something like it, and notes of
    each that teams and plans do not count on them: they lack what is asked for, or only touch on it. Only where hands
    are wanted and no ability could be read is everybody up to it.
    """
    if question.ask.kind == "money":
        return np.asarray(lacking(question, rows) == 0.0)
    if question.ask.kind == "people" and not question.core:
        return np.ones(len(rows), dtype=bool)
    said = (fittest_ability(question, rows) >= ABLE) | (wording(question, rows) >= SAYS_SO)
    return said & (lacking(question, rows) <= TOUCHES)


def fittest_ability(question: Question, rows: NDArray[np.int64]) -> Column:
    """How well the fittest ability of each candidate answers any one of those asked for, 0 to 1.

    A person who repairs can repair, though a service for it is the more direct answer to a line for one.
    """
    if not question.needs or not len(rows):
        return np.zeros(len(rows))
    worth, _, bounds = abilities_near(question, rows, range(len(question.needs)))
    direct, nodes = DIRECTNESS.get(question.ask.kind, {}), question.data.nodes
    ability: Column = (
        highest(worth, bounds) / np.array([direct.get(kind, 1.0) for kind in nodes.kinds])[nodes.kind_rows[rows]]
    )
    return ability
