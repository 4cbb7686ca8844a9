"""Mentors for several projects at once, within the hours they have left, with continuity (辅导员匹配)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from matching.errors import BadAsk
from matching.issues.reading import Matrix
from matching.ragged import Column

if TYPE_CHECKING:
    from scipy.optimize import LinearConstraint

MOST = 40_000  # pairs of projects and mentors that are weighed at once
SECONDS = 10.0
LEAST = 1e-6

# What each fact counts. A project that gets a mentor at all counts most, then who knows the group, then the topic.
ACCOMPANIED, GROUP, PLACE, TOPIC, NEAR = 1.0, 0.6, 0.25, 0.5, 0.1
PARTS: Mapping[str, float] = {"group": GROUP, "place": PLACE, "topic": TOPIC, "near": NEAR}


@dataclass(frozen=True)
class Facts:
    """What speaks for each pair (projects × mentors, 0 to 1), beside hours needed and left.

    `group`: has accompanied the project's groups; `place`: has accompanied a project at its place; `topic`: what the
    mentor can do is what the project is about; `near`: works for the project's place. `left` is ∞ without a cap.
    """

    group: Matrix
    place: Matrix
    topic: Matrix
    near: Matrix
    needed: Column
    left: Column
    barred: NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class MentorAssignment:
    """The mentor of each project (−1: none), and what each pair counts: parts add up to `scores`."""

    mentor: NDArray[np.int64]
    scores: Matrix
    parts: Mapping[str, Matrix]

    @property
    def total(self) -> float:
        """What the whole assignment counts."""
        rows = np.flatnonzero(self.mentor >= 0)
        return float(self.scores[rows, self.mentor[rows]].sum())


def assign(facts: Facts) -> MentorAssignment:
    """The best assignment of mentors to projects: each project at most one, each mentor within the hours left.

    Exact (branch and bound over the pairs); the scores of pairs are sums of their parts and of being accompanied.
    Raises BadAsk for more pairs than can be weighed at once.
    """
    projects, mentors = facts.group.shape
    if projects * mentors > MOST:
        raise BadAsk(
            f"一次最多给 {MOST} 对项目和辅导员配对，现有 {projects * mentors} 对；请少选一些项目。 "
            f"At most {MOST} pairs of project and mentor at once, not {projects * mentors}; choose fewer projects."
        )
    parts = {name: weight * getattr(facts, name) for name, weight in PARTS.items()}
    scores = np.asarray(ACCOMPANIED + sum(parts.values()))
    chosen = np.full(projects, -1, dtype=np.int64)
    fits = ~facts.barred & (facts.needed[:, None] <= facts.left[None, :] + LEAST)
    pairs = np.argwhere(fits)
    if len(pairs):
        from scipy.optimize import Bounds, milp  # here: whoever only asks for partners need not wait for it

        at, who = pairs[:, 0], pairs[:, 1]
        result = milp(
            # Of equal plans the one with earlier rows, so that the order of solving decides nothing.
            c=-(scores[at, who] - 1e-9 * (at + who)),
            integrality=np.ones(len(pairs), dtype=np.int64),
            bounds=Bounds(0.0, 1.0),
            constraints=_limits(facts, at, who),
            options={"time_limit": SECONDS},
        )
        if result.x is not None:
            taken = np.flatnonzero(result.x > 0.5)
            chosen[at[taken]] = who[taken]
    return MentorAssignment(chosen, scores, parts)


def _limits(facts: Facts, at: NDArray[np.int64], who: NDArray[np.int64]) -> list[LinearConstraint]:
    from scipy.optimize import LinearConstraint

    projects, mentors = facts.group.shape
    columns = np.arange(len(at))
    once = csr_array((np.ones(len(at)), (at, columns)), shape=(projects, len(at)))
    hours = csr_array((facts.needed[at], (who, columns)), shape=(mentors, len(at)))
    capped = np.isfinite(facts.left)
    found = [LinearConstraint(once, -np.inf, np.ones(projects))]
    if capped.any():
        found.append(LinearConstraint(hours[np.flatnonzero(capped)], -np.inf, facts.left[capped]))
    return found
