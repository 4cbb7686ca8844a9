"""A bundle for a scene: a room, who leads it and who helps, all at one hour of the week and around one place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from matching.asking import Ask
from matching.data import PARTS_OF_DAY, SLOTS, MatchingData
from matching.exclusions import unsized
from matching.matcher import Matcher
from matching.team.cover import Coverage, coverage
from matching.team.options import Wishes
from matching.team.teams import ALTERNATIVES, DIFFERENT, Team, alternatives, compose, holds_beside, of_unknown_size

TIMED = ("space", "service", "skill", "people")  # kinds that have to be there at the hour itself
HOURS_TRIED = 6  # of the week, those at which most rooms and people are free
ROOMS_TRIED = 2  # at each hour
UNTOLD = 12.0  # points that it costs that when somebody is free, or how many a room seats, is not on record
DEPTH = 30  # candidates of each line


@dataclass(frozen=True, eq=False)
class Bundle:
    """A team for one hour of the week (a bit of SLOTS) around one place (-1: none is known).

    untold: parties that have to be there and never said when they are free.
    unsized: rooms of which it is not on record whether they seat so many.
    late: an evening that nobody named: 周三 alone is the day before it is the evening.
    """

    window: int
    place: int
    cover: Coverage
    team: Team
    untold: frozenset[int]
    unsized: frozenset[int]
    late: bool = False

    @property
    def complete(self) -> bool:
        """Whether everything is covered, as far as is on record."""
        return self.team.complete and not self.unsized

    @property
    def price(self) -> tuple[float, bool, float]:
        """What orders bundles: how many lines stay open, an unnamed evening last, then what the team costs and what
        has to be asked."""
        to_ask = len(self.untold) + len(self.unsized)
        return float((self.team.missing > 0).sum()), self.late, self.team.cost + UNTOLD * to_ask


def bundles(
    matcher: Matcher, asks: Sequence[Ask], hard: Sequence[bool], windows: int, today: date, most: int = ALTERNATIVES
) -> list[Bundle]:
    """The best bundles at the hours in `windows` (any hour when 0), the best first, each differing from the others in
    the hour or in a third of the parties."""
    found: list[Bundle] = []
    for window in _hours(matcher, asks, hard, windows, today):
        for room in _rooms(matcher, asks, window, today):
            posed = _posed(matcher, asks, hard, (window, room), today)
            wishes = Wishes(required=(room,) if room >= 0 else ())
            found.append(_told(posed, compose(posed, wishes), window, asks))
    found = [replace(one, late=_unnamed_evening(one.window, windows)) for one in found]
    found.sort(key=lambda one: one.price)
    kept: list[Bundle] = []
    for one in found:
        if len(kept) < most and one.team.parties and _another(one, kept) and _holds(one, kept):
            kept.append(one)
    if kept and len(kept) < most:
        best = kept[0]
        rooms = [row for row in best.team.parties if best.cover.kinds[_at(best.cover, row)] == "Space"]
        for team in alternatives(best.cover, Wishes(required=tuple(rooms[:1]))):
            other = replace(_told(best.cover, team, best.window, asks), late=best.late)
            if len(kept) < most and _another(other, kept) and _holds(other, kept):
                kept.append(other)
    return sorted(kept, key=lambda one: one.price)


def _hours(matcher: Matcher, asks: Sequence[Ask], hard: Sequence[bool], windows: int, today: date) -> list[int]:
    """The hours to try: those asked for, else all; of many, those at which most of what must be there has somebody who
    can, then those at which most rooms and people are free."""
    asked = [bit for bit in SLOTS.values() if windows == 0 or windows & bit]
    if len(asked) <= HOURS_TRIED:
        return asked
    free = matcher.data.candidates.windows
    rooms = free[slice(*_bounds(matcher.data, "Space"))]
    timed = [ask for ask, must in zip(asks, hard, strict=True) if must and ask.kind in TIMED]
    cover = coverage(matcher, matcher.questions(timed, today), [True] * len(timed), depth=DEPTH)
    able = [free[cover.rows[given > 0]] for given in cover.amounts]

    def open_then(bit: int) -> tuple[int, int, int]:
        manned = sum(bool(((theirs == 0) | (theirs & bit > 0)).any()) for theirs in able)
        return -manned, -int(np.count_nonzero(rooms & bit)), -int(np.count_nonzero(free & bit))

    return sorted(sorted(asked, key=open_then)[:HOURS_TRIED])


def _unnamed_evening(window: int, windows: int) -> bool:
    """Whether an hour is an evening of a day of which every part was asked for, or none in particular."""
    day, part = next(name for name, bit in SLOTS.items() if bit == window).split("-")
    return part == "eve" and (windows == 0 or all(windows & SLOTS[f"{day}-{other}"] for other in PARTS_OF_DAY))


def _bounds(data: MatchingData, kind: str) -> tuple[int, int]:
    rows = data.nodes.range_of(kind)
    return rows.start, rows.stop


def _rooms(matcher: Matcher, asks: Sequence[Ask], window: int, today: date) -> list[int]:
    """The best rooms at this hour; -1 alone where no room is asked for or none is free."""
    wanted = next((ask for ask in asks if ask.kind == "space"), None)
    if wanted is None:
        return [-1]
    question = matcher.questions([replace(wanted, windows=window)], today)[0]
    cover = coverage(matcher, [question], [True], depth=DEPTH)
    able = np.flatnonzero(cover.amounts[0] > 0)
    told = cover.rows[able]
    to_ask = (question.data.candidates.windows[told] == 0) + unsized(question, told).astype(np.int64)
    order = np.lexsort((told, -(cover.scores[0, able] - UNTOLD * to_ask)))
    return told[order][:ROOMS_TRIED].tolist() or [-1]


def _posed(
    matcher: Matcher, asks: Sequence[Ask], hard: Sequence[bool], where: tuple[int, int], today: date
) -> Coverage:
    """Who could cover what at this hour around this room; the room's line is left to that room."""
    window, room = where
    homes = matcher.data.home.of(room).tolist() if room >= 0 else []
    place = homes[0] if homes else -1
    at_hour = [
        replace(ask, windows=window, place=place if place >= 0 else ask.place) if ask.kind in TIMED else ask
        for ask in asks
    ]
    questions = matcher.questions(at_hour, today)
    cover = coverage(matcher, questions, hard, [room] if room >= 0 else (), depth=DEPTH)
    if room < 0:
        return cover
    amounts = cover.amounts.copy()
    spaces = [line for line, ask in enumerate(asks) if ask.kind == "space"]
    # A second room is looked for beside the first, a first one is not doubted again.
    for line in spaces[:1]:
        amounts[line, cover.rows != room] = 0.0
    return replace(cover, amounts=amounts)


def _told(cover: Coverage, team: Team, window: int, asks: Sequence[Ask]) -> Bundle:
    there = {part.row for part in team.parts if asks[part.line].kind in TIMED}
    free = cover.questions[0].data.candidates.windows
    place = next((question.ask.place for question in cover.questions if question.ask.kind in TIMED), -1)
    untold = frozenset(row for row in there if free[row] == 0)
    return Bundle(window, place, cover, team, untold, frozenset(part.row for part in of_unknown_size(cover, team)))


def _another(one: Bundle, others: Sequence[Bundle]) -> bool:
    own = set(one.team.parties)
    return all(
        one.window != other.window or len(own - set(other.team.parties)) >= DIFFERENT * len(own) for other in others
    )


def _holds(one: Bundle, others: Sequence[Bundle]) -> bool:
    return holds_beside(one.cover, one.team, [other.team for other in others])


def _at(cover: Coverage, row: int) -> int:
    return int(np.searchsorted(cover.rows, row))
