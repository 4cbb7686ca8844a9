"""Chooses the form of the model on the newest slices: how many voices, with or without steps, leaning on one or not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from matching.learning.features import Table
from matching.learning.fitting import Evidence, evidence, fit_lists, fit_logistic, fit_steps
from matching.learning.history import Rows
from matching.learning.metrics import gains
from matching.learning.shapes import Shapes, Values, linear, together

REHEARSED = 0.34  # part of the slices, the newest, on which the choice is made
FEW = 150  # right ones below which only the core voices speak
CHANCE = 1.5  # standard errors by which another form must be ahead: a slice is small, and chance is large
LEANING = 0.5, 1.0, 2.0, 4.0  # how strongly the model leans on the best voice where that alone does better


@dataclass(frozen=True, eq=False)
class Measured:
    """One slice as all voices hear it, and again with votes learned only on older slices."""

    tables: tuple[Table, ...]  # as asked, and with known and sought members exchanged
    earlier: tuple[Table, ...]
    wanted: Rows  # right ones of each query, in the pool or not
    weight: float


@dataclass(frozen=True)
class Form:
    """Which voices speak, whether steps are added, and how far to lean on which voice."""

    voices: tuple[int, ...]
    steps: bool
    rising: bool = False
    leaning: float = 0.0
    on: int = 0

    def __str__(self) -> str:
        leaning = f", leaning {self.leaning:g} on voice {self.on}" if self.leaning else ""
        return f"{len(self.voices)} voices, logistic and lists{' and steps' if self.steps else ''}{leaning}"


@dataclass(frozen=True, eq=False)
class Choice:
    """The form that won, the model learned in it from all slices, and its NDCG@10 on the newest slices."""

    form: Form
    shapes: Shapes
    rehearsed: float


def rehearsed(slices: int) -> int:
    """How many of the slices, the newest, the choice is made on."""
    return max(round(REHEARSED * slices), 1)


def choose(slices: Sequence[Measured], core: Sequence[bool], seed: int, *, rising: bool = False) -> Choice:
    """Compare forms on the newest slices, learning from the older ones only; then learn the best from all.

    The usual form is every voice without steps, with little evidence the core voices.
    """
    every = tuple(range(len(core)))
    few = tuple(number for number in every if core[number])
    older, newest = slices[rehearsed(len(slices)) :], slices[: rehearsed(len(slices))]
    learned = [(table, one.weight) for one in older for table in one.earlier]
    if not any(table.right.any() for table, _ in learned):
        form = Form(few, steps=False, rising=rising)
        shapes = fitted(form, [(table, one.weight) for one in slices for table in one.tables], seed)
        return Choice(form, shapes, 0.0)
    rights = sum(int(table.right.sum()) for table, _ in learned)
    forms = [Form(few, steps=False, rising=rising)]
    if rights >= FEW:
        forms = [Form(every, steps=False, rising=rising), Form(every, steps=True, rising=rising), *forms]
    best, reached = forms[0], _rehearse(fitted(forms[0], learned, seed), forms[0], newest)
    for form in forms[1:]:
        figures = _rehearse(fitted(form, learned, seed), form, newest)
        if _ahead(figures, reached):
            best, reached = form, figures
    best, reached = _leaning(best, reached, learned, newest, seed)
    shapes = fitted(best, [(table, one.weight) for one in slices for table in one.tables], seed)
    return Choice(best, shapes, float(reached.mean()))


def _ahead(figures: Values, others: Values) -> bool:
    """Whether a form is ahead of another by more than chance, query by query."""
    lead = figures - others
    return bool(lead.mean() > CHANCE * lead.std() / np.sqrt(max(len(lead), 1)) + 1e-9)


def _leaning(
    form: Form, reached: Values, learned: Sequence[tuple[Table, float]], newest: Sequence[Measured], seed: int
) -> tuple[Form, Values]:
    """The same form leaning on the voice that alone does better, where there is one."""
    alone = [_alone(voice, newest) for voice in form.voices]
    on = int(np.argmax([figures.mean() for figures in alone]))
    if not _ahead(alone[on], reached):
        return form, reached
    best = form
    for leaning in LEANING:
        tried = replace(form, leaning=leaning, on=on)
        figures = _rehearse(fitted(tried, learned, seed), tried, newest)
        if figures.mean() > reached.mean():
            best, reached = tried, figures
    return best, reached


def fitted(form: Form, tables: Sequence[tuple[Table, float]], seed: int) -> Shapes:
    """A model in one form: parts on one scale, added up. Without anybody right to learn from, the first voice."""
    heard = [(table.only(form.voices), weight) for table, weight in tables if len(table.query)]
    first = np.zeros(len(form.voices))
    if not any(table.right.any() and not table.right.all() for table, _ in heard):
        first[0] = 1.0
        return linear(np.zeros_like(first), first)
    given = evidence(heard, seed)
    parts = [_even(fit_logistic(given, rising=form.rising), given), _even(fit_lists(given, rising=form.rising), given)]
    if form.steps:
        parts.append(_even(fit_steps(given, rising=form.rising, seed=seed), given))
    if form.leaning:
        first[form.on] = form.leaning * len(parts)
        parts.append(_even(linear(np.zeros_like(first), np.where(first > 0, 1.0, 0.0)), given).times(first[form.on]))
    return together(parts)


def _even(shapes: Shapes, given: Evidence) -> Shapes:
    """The shapes with scores of deviation one."""
    return shapes.times(1.0 / max(float(shapes.scores(given.said).std()), 1e-9))


def _rehearse(shapes: Shapes, form: Form, newest: Sequence[Measured]) -> Values:
    """NDCG@10 of each question of the newest slices."""
    heard = [one.earlier[0] for one in newest]
    return np.concatenate(
        [
            gains(table, shapes.scores(table.only(form.voices).said), one.wanted)
            for table, one in zip(heard, newest, strict=True)
        ]
    )


def _alone(voice: int, newest: Sequence[Measured]) -> Values:
    return np.concatenate([gains(one.earlier[0], one.earlier[0].said[:, voice], one.wanted) for one in newest])
