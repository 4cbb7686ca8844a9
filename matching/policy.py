"""The order in which a list is shown: after the score, never in it, and each step with its own note."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Column = NDArray[np.float64]
Mask = NDArray[np.bool_]
Places = NDArray[np.intp]

FIRST = 10  # places that most people look at; the last of them is for a new face
INTENT = 10.0  # points that somebody is ahead who said they would like to: as much as a plan stays as it was for
UNIT = 8.0  # points of score that make a candidate e times as likely to be taken


@dataclass(frozen=True)
class Policy:
    """How much the order gives way: `exposure` is λ of λ·log(1 + times shown); the others count points and asks."""

    exposure: float = 0.2
    near: float = 1.0  # points within which two are as good as equal
    most_open: int = 3  # asks without an answer, from which on others come first
    reach: float = 12.0  # points that a new face may lack of the place it gets
    faces: int = 5  # new faces among whom the place is drawn
    intent: float = INTENT  # points within which who said they would like to goes before others


@dataclass(frozen=True, eq=False)
class Exposure:
    """What the order goes by besides the score, one value a candidate, in the order of the scores."""

    shown: Column  # times on a list lately
    asked_on: Column  # day last asked; nan for never
    open_asks: Column  # asks that wait for an answer
    new: Mask  # new faces
    intends: Mask | None = None  # said they would like to, and wait to be confirmed; None: nobody did


@dataclass(frozen=True)
class Placed:
    """One place of the list: the position in the scores, how likely it was put there, and the note that says why."""

    at: int
    propensity: float = 1.0
    note: tuple[str, str] | None = None


def arranged(
    scores: Column, exposure: Exposure, chance: np.random.Generator, limit: int = FIRST, policy: Policy | None = None
) -> list[Placed]:
    """The first `limit` places of a list, the best score first where nothing speaks against it.

    Who was shown often stands a little further down, who said they would like to stands `intent` points further up,
    the longest not asked comes first among near-equals, who has too many asks open comes last, also if they would
    like to, and the tenth place goes to a new face that comes close, drawn by `chance`.
    """
    policy = policy or Policy()
    penalty = policy.exposure * UNIT * np.log1p(exposure.shown)
    intends = np.zeros(len(scores), dtype=bool) if exposure.intends is None else exposure.intends
    worth = np.where(intends, scores + policy.intent, scores - penalty)
    busy = exposure.open_asks >= policy.most_open
    order = _order(worth, scores, (exposure, busy), policy, limit)
    plain = np.empty(len(scores), dtype=np.intp)
    plain[np.argsort(-scores, kind="stable")] = np.arange(len(scores))
    placed = []
    for rank, at in enumerate(order[:limit].tolist()):
        moved = rank - int(plain[at])
        behind = float(scores[order[rank:]].max() - scores[at]) if intends[at] else None
        placed.append(Placed(at, 1.0, _note(exposure, at, moved, bool(busy[at]), behind)))
    return _with_new_face(placed, order, worth, (exposure, busy), chance, policy)


def _order(worth: Column, scores: Column, past: tuple[Exposure, Mask], policy: Policy, limit: int) -> Places:
    exposure, busy = past
    asked = np.where(np.isnan(exposure.asked_on), -np.inf, exposure.asked_on)
    some = _near_the_top(worth, busy, limit, policy)
    best = some[np.lexsort((-scores[some], -worth[some], busy[some]))]
    # A run of near-equals begins with its best: nobody is passed by somebody further than `near` below.
    runs: list[int] = []
    run, first, first_busy = -1, 0.0, False
    for mine, is_busy in zip(worth[best].tolist(), busy[best].tolist(), strict=True):
        if run < 0 or first - mine > policy.near or first_busy != is_busy:
            run, first, first_busy = run + 1, mine, is_busy
        runs.append(run)
    return best[np.lexsort((asked[best], np.array(runs, dtype=np.intp)))]


def _near_the_top(worth: Column, busy: Mask, limit: int, policy: Policy) -> Places:
    """Those who could have a place among `limit`, or be the new face that gets the last of the first."""
    free, places = worth[~busy], max(limit, FIRST)
    if len(free) <= places:
        return np.arange(len(worth))
    last = float(np.partition(free, len(free) - places)[len(free) - places])
    return (busy | (worth >= last - max(policy.reach, 0.0) - 2.0 * policy.near)).nonzero()[0]


def _note(exposure: Exposure, at: int, moved: int, busy: bool, behind: float | None) -> tuple[str, str] | None:
    """Why a place is not that of the score; `behind`, of who would like to: points that those passed by are better."""
    if moved == 0:
        return None
    if busy:
        count = int(exposure.open_asks[at])
        return f"还有{count}次邀请没答复，先请别人。", f"{count} invitations wait for an answer; others first."
    if behind is not None:
        return _intending(round(behind)) if moved < 0 else None
    if moved > 0 and exposure.shown[at] > 0:
        count = int(exposure.shown[at])
        return f"最近在名单上出现过{count}次，让一让别人。", f"On {count} lists lately; others have a turn."
    if moved < 0 and np.isnan(exposure.asked_on[at]):
        return "分数相近，还没请过的排前面。", "Much the same score; not asked yet, so further up."
    if moved < 0 and exposure.shown[at] == 0:
        return "分数相近，好久没请的排前面。", "Much the same score; the longest not asked comes first."
    return None


def _intending(behind: int) -> tuple[str, str]:
    zh, en = (f"（分数低{behind}分）", f" ({behind} points behind by score)") if behind else ("", "")
    return f"有意向，排前面{zh}。", f"They said they would like to, so further up{en}."


def _with_new_face(
    placed: list[Placed],
    order: Places,
    worth: Column,
    past: tuple[Exposure, Mask],
    chance: np.random.Generator,
    policy: Policy,
) -> list[Placed]:
    """The list with a new face in the last of its first ten places, unless one stands there by score.

    Nobody with too many asks open gets it: they come last until they have answered, and are not new to being asked.
    """
    exposure, busy = past
    if len(placed) < FIRST or any(exposure.new[one.at] for one in placed[:FIRST]):
        return placed
    last = placed[FIRST - 1].at
    behind = order[FIRST:]
    faces = behind[(exposure.new & ~busy)[behind] & (worth[last] - worth[behind] <= policy.reach)][
        : policy.faces
    ].tolist()
    if not faces:
        return placed
    drawn = faces[int(chance.integers(len(faces)))]
    note = "新面孔的位置：分数差一点，也给个机会。", "The place for a new face, a little below by score."
    rest = [one for one in placed[FIRST - 1 :] if one.at != drawn]
    return [*placed[: FIRST - 1], Placed(drawn, 1.0 / len(faces), note), *rest][: len(placed)]
