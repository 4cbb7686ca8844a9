"""Chooses the form of the model on the newest slices: how many voices, with or without steps; then learns it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from matching.learning.features import CandidateTable
from matching.learning.fitting import Evidence, evidence, fit_lists, fit_logistic, fit_steps
from matching.learning.history import Rows
from matching.learning.metrics import gains
from matching.learning.shapes import Shapes, Values, linear, together

REHEARSED = 0.34  # part of the slices, the newest, on which the choice is made
FEW = 25  # right ones below which only the core voices speak
CHANCE = 1.5  # standard errors by which another form must be ahead: a slice is small, and chance is large


@dataclass(frozen=True, eq=False)
class HeardSlice:
    """One slice as all voices hear it, and again with votes learned only on older slices."""

    tables: tuple[CandidateTable, ...]  # as asked, and with known and sought members exchanged
    earlier: tuple[CandidateTable, ...]
    wanted: Rows  # right ones of each query, in the pool or not
    weight: float


@dataclass(frozen=True)
class Form:
    """Which voices speak, whether steps are added, and how far to lean on voices that are good alone.

    `leaning` gives some voices a fixed part beside what is learned, in deviations of a learned part: what few past
    questions teach is uncertain, and a voice that was tuned by itself errs in another way.
    """

    voices: tuple[int, ...]
    steps: bool
    rising: bool = False
    leaning: Mapping[int, float] = field(default_factory=dict)

    def __str__(self) -> str:
        leaning = f", leaning on {len(self.leaning)}" if self.leaning else ""
        return f"{len(self.voices)} voices, logistic and lists{' and steps' if self.steps else ''}{leaning}"


@dataclass(frozen=True, eq=False)
class ChosenForm:
    """The form that won, the model learned in it from all slices, and its NDCG@10 on the newest slices."""

    form: Form
    shapes: Shapes
    rehearsed: float


def rehearsed(slices: int) -> int:
    """How many of the slices, the newest, the choice is made on."""
    return max(round(REHEARSED * slices), 1)


def choose(
    slicings: Sequence[Sequence[HeardSlice]],
    core: Sequence[bool],
    seed: int,
    *,
    rising: bool = False,
    leaning: Mapping[int, float] | None = None,
) -> ChosenForm:
    """Compare forms on the newest slices, learning from the older ones only; then learn the best from all.

    The usual form is every voice without steps, with little evidence the core voices. The comparison is made on the
    first slicing; the model is the mean of what every slicing teaches.
    """
    slices = slicings[0]
    every = tuple(range(len(core)))
    few = tuple(number for number in every if core[number])
    older, newest = slices[rehearsed(len(slices)) :], slices[: rehearsed(len(slices))]
    learned = [(table, one.weight) for one in older for table in one.earlier]
    firm = leaning or {}
    best, reached = Form(few, False, rising, firm), np.zeros(1)
    if any(table.right.any() for table, _ in learned):
        rights = sum(int(table.right.sum()) for table, _ in learned)
        forms = [best]
        if rights >= FEW:
            forms = [Form(every, False, rising, firm), Form(every, True, rising, firm), best]
        best, reached = forms[0], _rehearse(fitted(forms[0], learned, seed), forms[0], newest)
        for form in forms[1:]:
            figures = _rehearse(fitted(form, learned, seed), form, newest)
            if _ahead(figures, reached):
                best, reached = form, figures
    return ChosenForm(best, taught(best, slicings, seed), float(reached.mean()))


def taught(form: Form, slicings: Sequence[Sequence[HeardSlice]], seed: int) -> Shapes:
    """The model in one form that all slices teach: the mean over the slicings."""
    tables = [[(table, one.weight) for one in slices for table in one.tables] for slices in slicings if slices]
    models = [fitted(form, given, seed) for given in tables] or [fitted(form, [], seed)]
    return together([model.times(1.0 / len(models)) for model in models])


def _ahead(figures: Values, others: Values) -> bool:
    """Whether a form is ahead of another by more than chance, query by query."""
    lead = figures - others
    return bool(lead.mean() > CHANCE * lead.std() / np.sqrt(max(len(lead), 1)) + 1e-9)


def fitted(form: Form, tables: Sequence[tuple[CandidateTable, float]], seed: int) -> Shapes:
    """A model in one form: parts on one scale, added up. Without anybody right to learn from, the first voice."""
    heard = [(table.only(form.voices), weight) for table, weight in tables if len(table.query)]
    silent = np.zeros(len(form.voices))
    if not any(table.right.any() and not table.right.all() for table, _ in heard):
        first = silent.copy()
        first[:1] = 1.0
        return linear(silent, first)
    given = evidence(heard, seed)
    parts = [_even(fit_logistic(given, rising=form.rising), given), _even(fit_lists(given, rising=form.rising), given)]
    if form.steps:
        parts.append(_even(fit_steps(given, rising=form.rising, seed=seed), given))
    lines = np.asarray([form.leaning.get(voice, 0.0) for voice in form.voices])
    parts.append(linear(lines * len(parts) / given.scale[: len(lines)], silent))
    return together(parts)


def _even(shapes: Shapes, given: Evidence) -> Shapes:
    """The shapes with scores of deviation one."""
    return shapes.times(1.0 / max(float(shapes.scores(given.said).std()), 1e-9))


def _rehearse(shapes: Shapes, form: Form, newest: Sequence[HeardSlice]) -> Values:
    """NDCG@10 of each question of the newest slices."""
    heard = [one.earlier[0] for one in newest]
    return np.concatenate(
        [
            gains(table, shapes.scores(table.only(form.voices).said), one.wanted)
            for table, one in zip(heard, newest, strict=True)
        ]
    )
