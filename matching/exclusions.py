"""The hard facts that exclude a candidate from a line, each as a mask over rows."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from matching.data import GIVES, PLACE_LEVELS, REGISTRATION, MatchingData
from matching.question import BY_NATURE, Question
from matching.ragged import NONE

RowSet = NDArray[np.int64]
Mask = NDArray[np.bool_]

# Which kinds of candidates may serve which kind of requirement; for services also what the entry gives.
SERVING: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "people": {"Resident": (), "Organization": (), "Unit": (), "Alliance": (), "Service": ("people",)},
    "skill": {
        "Resident": (),
        "Expert": (),
        "Organization": (),
        "Unit": (),
        "Alliance": (),
        "Service": ("", "skill", "service", "things", "mentor", "people"),
    },
    "service": {
        "Service": ("", "service", "things", "skill", "people"),
        "Organization": (),
        "Unit": (),
        "Alliance": (),
        "Resident": (),
        "Expert": (),
    },
    "space": {"Space": (), "Organization": (), "Unit": (), "Alliance": ()},
    "money": {"Fund": (), "Unit": (), "Alliance": (), "Organization": ()},
    "goods": {"Service": ("goods", "things"), "Organization": (), "Unit": (), "Alliance": ()},
    "planning": {
        "Service": ("planning",),
        "Expert": (),
        "Organization": (),
        "Unit": (),
        "Alliance": (),
        "Resident": (),
    },
    "mentor": {"Expert": (), "Organization": (), "Service": ("mentor",)},
}
GROUPS = ("Organization", "Alliance")
STAYING = ("Space", "Service")  # people travel, a room does not
DORMANT_DAYS = 365.0


def by_nature(question: Question) -> Mask:
    """Kinds of candidates (in row-space order) that serve the line by what they are.

    All others must be known to have something to do with it.
    """
    return np.array([(question.ask.kind, kind) in BY_NATURE for kind in question.data.nodes.kinds])


def _nobody(rows: RowSet) -> Mask:
    return np.zeros(len(rows), dtype=bool)


def _among(question: Question, rows: RowSet, some: tuple[int, ...]) -> Mask:
    if not some:
        return _nobody(rows)
    flags: Mask = np.zeros(len(question.data.nodes), dtype=bool)
    flags[list(some)] = True
    return flags[rows]


def always(question: Question) -> bool:
    """Every line asks for it."""
    return True


def for_money(question: Question) -> bool:
    """The line asks for money."""
    return question.ask.kind == "money"


def everybody(data: MatchingData) -> Mask:
    """Nobody is beyond the rule."""
    return np.ones(len(data.nodes), dtype=bool)


def works_elsewhere(data: MatchingData) -> Mask:
    """Those that work for certain places and are no professional bodies."""
    somewhere: Mask = (data.covers.sole != NONE) & ~data.candidates.professional
    return somewhere


def runs_out(data: MatchingData) -> Mask:
    """Entries that hold for a certain time."""
    return _known(data, "valid_until") | _known(data, "year")


def shows_life(data: MatchingData) -> Mask:
    """Groups of which it is known when they were last active."""
    groups: Mask = np.array([kind in GROUPS for kind in data.nodes.kinds], dtype=bool)[data.nodes.kind_rows]
    return groups & _known(data, "last_active")


def says_when(data: MatchingData) -> Mask:
    """Those who have said when they are free."""
    said: Mask = data.candidates.windows != 0
    return said


def says_hours(data: MatchingData) -> Mask:
    """Those whose hours are limited."""
    return _known(data, "hours_cap")


def seats(data: MatchingData) -> Mask:
    """Rooms whose size is known."""
    return _known(data, "capacity")


def _known(data: MatchingData, name: str) -> Mask:
    known: Mask = ~np.isnan(data.candidates.number(name))
    return known


def other_kind(question: Question, rows: RowSet) -> Mask:
    """Kinds that cannot serve the line."""
    data, wanted = question.data.candidates, SERVING[question.ask.kind]
    kinds, of_rows = data.nodes.kinds, data.nodes.kind_rows[rows]
    given = np.array([gives in wanted.get("Service", ()) for gives in GIVES])[data.gives[rows]]
    fits: Mask = np.array([kind in wanted for kind in kinds])[of_rows]
    other: Mask = ~fits | (np.array([kind == "Service" for kind in kinds])[of_rows] & ~given)
    return other


def without_consent(question: Question, rows: RowSet) -> Mask:
    """People who may not be recommended, and what they alone offer."""
    return ~question.data.candidates.consents[rows]


def minor(question: Question, rows: RowSet) -> Mask:
    """People who are or may be under age."""
    return question.data.candidates.minors[rows]


def elsewhere(question: Question, rows: RowSet) -> Mask:
    """Beyond the widest level that the line allows; an unknown or coarser place is no reason."""
    return beyond(question, rows, question.ask.level)


def beyond(question: Question, rows: RowSet, level: str) -> Mask:
    """Beyond the part of the town, of this level ("": none is asked for), in which the project is."""
    data, place = question.data, question.ask.place
    if not level or place < 0:
        return _nobody(rows)
    column = data.places.ancestors[:, PLACE_LEVELS.index(level)]
    here = column[place]
    within: Mask = ((column == here) & (here >= 0)) | question.setting.around
    lives, has_home = data.home.flagged(rows, within)
    serves, has_cover = data.covers.flagged(rows, within)
    away: Mask = (has_home | has_cover) & ~lives & ~serves
    return away


def outside(question: Question, rows: RowSet) -> Mask:
    """Whether a candidate works for other places than the project's: allowed for professional organizations only."""
    if question.ask.place < 0:
        return _nobody(rows)
    return question.setting.stays_away(rows)


def not_covered(question: Question, rows: RowSet) -> Mask:
    """Candidates that work for other places only and are no professional body."""
    uncovered: Mask = outside(question, rows) & ~question.data.candidates.professional[rows]
    return uncovered


def stays_put(data: MatchingData) -> Mask:
    """Rooms and services whose district is known."""
    known = data.places.ancestors[:, 0] >= 0
    kinds: Mask = np.isin(np.array(data.nodes.kinds), STAYING)[data.nodes.kind_rows]
    return kinds & data.home.flagged(np.arange(len(data.nodes)), known)[0]


def in_another_district(question: Question, rows: RowSet) -> Mask:
    """Rooms and services known to be in another district, unless they serve here or are a professional body's."""
    data, districts = question.data, question.data.places.ancestors[:, 0]
    here = districts[question.ask.place] if question.ask.place >= 0 else -1
    if here < 0:
        return _nobody(rows)
    away = stays_put(data)[rows] & ~data.home.flagged(rows, (districts == here) | (districts < 0))[0]
    away &= ~data.covers.flagged(rows, question.setting.around)[0]
    for at in np.flatnonzero(away).tolist():
        away[at] = not data.candidates.professional[data.providers.of(int(rows[at]))].any()
    found: Mask = away
    return found


def no_common_window(question: Question, rows: RowSet) -> Mask:
    """Both sides have said when, and no window is common."""
    return question.busy_then(rows)


def no_hours_left(question: Question, rows: RowSet) -> Mask:
    """The hours left in the month do not suffice."""
    left = question.hours_left[rows]
    return (left <= 0) | (left < hours_a_month(question))


def hours_a_month(question: Question) -> float:
    """Hours that the line asks for in one month; 0 when it does not say."""
    ask = question.ask
    if np.isnan(ask.hours):
        return 0.0
    days = ask.last_day - ask.first_day + 1
    return float(ask.hours / max(1.0, days / 30.5)) if days == days else ask.hours


def expired(question: Question, rows: RowSet) -> Mask:
    """Entries that no longer hold when they are needed."""
    data, ask = question.data.candidates, question.ask
    needed = question.standing.now if np.isnan(ask.first_day) else max(question.standing.now, ask.first_day)
    return (data.number("valid_until")[rows] < needed) | (data.number("year")[rows] < question.standing.today.year)


def too_small(question: Question, rows: RowSet) -> Mask:
    """Rooms that hold fewer people than are expected."""
    return question.data.candidates.number("capacity")[rows] < question.ask.people


def unsized(question: Question, rows: RowSet) -> Mask:
    """Whoever would give a room for so many people of which it is not on record how many it seats."""
    if question.ask.kind != "space" or np.isnan(question.ask.people):
        return _nobody(rows)
    unknown: Mask = np.isnan(question.data.candidates.number("capacity")[rows])
    return unknown


def unqualified(question: Question, rows: RowSet) -> Mask:
    """Candidates without the registration or rating asked for."""
    wanted = question.ask.qualification
    if not wanted:
        return _nobody(rows)
    data, standing = question.data, question.standing
    behind = np.where(standing.rated[rows] >= 0, standing.rated[rows], rows)
    kinds = np.array(data.nodes.kinds)[data.nodes.kind_rows[behind]]
    if wanted == "星级":
        unrated: Mask = ~(standing.star_holds[behind] & (kinds == "Organization"))
        return unrated & ~np.isin(kinds, ("Space", "Fund"))
    registered = data.candidates.registration[behind] == REGISTRATION.index("登记")
    lacking: Mask = ~registered & ~np.isin(kinds, ("Unit", "Space", "Fund"))
    return lacking


def in_conflict(question: Question, rows: RowSet) -> Mask:
    """Candidates that should not work with somebody already in the project."""
    team: Mask = np.zeros(len(question.data.nodes), dtype=bool)
    team[list(question.ask.team + question.ask.taken_by)] = True
    if not team.any() or not len(question.data.conflicts.values):
        return _nobody(rows)
    return question.data.conflicts.flagged(rows, team)[0]


def already_there(question: Question, rows: RowSet) -> Mask:
    """Candidates that take part already or hold a claim on the line."""
    return _among(question, rows, question.ask.present + question.ask.taken_by)


def said_no(question: Question, rows: RowSet) -> Mask:
    """Candidates that have said no to this very line."""
    return _among(question, rows, question.ask.declined_by)


def dormant(question: Question, rows: RowSet) -> Mask:
    """Groups without a sign of life for a year."""
    nodes = question.data.nodes
    groups: Mask = np.array([kind in GROUPS for kind in nodes.kinds])[nodes.kind_rows[rows]]
    return groups & (question.data.candidates.number("last_active")[rows] < question.standing.now - DORMANT_DAYS)
