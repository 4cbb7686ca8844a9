"""Who may be shown at all: a resident with consent and not under age, an expert unless they refused, all else.

Pages, API, search and matching ask here, so that nobody hidden by one of them is named by another.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from graph.reading.ages import may_be_minor
from graph.snapshot import Snapshot
from graph.tables import NodeTable
from service.clock import day_of

if TYPE_CHECKING:
    from matching.data import MatchingData

EPOCH = date(1970, 1, 1)
RECOMMENDING = re.compile("推荐|匹配|recommend|match", re.IGNORECASE)  # purposes of the consents that matter here


def shown(snapshot: Snapshot, kind: str) -> NDArray[np.bool_]:
    """For each record of a kind whether it may be named to anybody."""
    return consenting(snapshot, kind) & ~under_age(snapshot.nodes[kind])


def askable(data: MatchingData, kind: str, key: str) -> bool:
    """Whether a candidate is there and may be named and asked now, as matching has it."""
    if not data.nodes.has(kind, key):
        return False
    row = data.nodes.row_of(kind, key)
    return bool(data.candidates.consents[row] and not data.candidates.minors[row])


def consenting(snapshot: Snapshot, kind: str) -> NDArray[np.bool_]:
    """Who may be recommended as far as consent goes: a resident must have said yes, an expert must not have said no.

    A no may be told by the record itself or by a consent that was withdrawn; either counts.
    """
    table = snapshot.nodes[kind]
    if kind == "Resident":
        return np.asarray(table.flags("consent") == 1) & ~_withdrawn(snapshot, kind)
    if kind == "Expert":
        return np.asarray(table.flags("consent") != 0) & ~_withdrawn(snapshot, kind)
    return np.ones(len(table), dtype=bool)


def may_rejoin(snapshot: Snapshot, kind: str) -> NDArray[np.bool_]:
    """Who would be shown if their own record said yes: no minor, and nobody who withdrew a consent on file."""
    table = snapshot.nodes[kind]
    if kind not in ("Resident", "Expert"):
        return np.zeros(len(table), dtype=bool)
    return ~under_age(table) & ~_withdrawn(snapshot, kind)


def _withdrawn(snapshot: Snapshot, kind: str) -> NDArray[np.bool_]:
    """Whose last word on being recommended, by the days of their consents, is that they want it no more."""
    size = len(snapshot.nodes[kind])
    consents, gave = snapshot.nodes["Consent"], snapshot.links["GAVE", kind, "Consent"]
    if "withdrawn_on" not in consents.columns or not len(gave):
        return np.zeros(size, dtype=bool)
    codes, purposes = consents.text_codes("purpose")
    ours = np.array([not word or bool(RECOMMENDING.search(word)) for word in purposes], dtype=bool)[codes]
    people, rows = (ends[ours[gave.to_rows]] for ends in (gave.from_rows, gave.to_rows))
    given, ended = consents.days("given_on")[rows], consents.days("withdrawn_on")[rows]
    today = (day_of(snapshot.at) - EPOCH).days
    yes, no = np.full(size, -np.inf), np.full(size, -np.inf)
    np.fmax.at(yes, people, given)
    np.fmax.at(no, people, np.where(ended <= today, ended, -np.inf))
    return np.asarray((no >= yes) & (no > -np.inf))


def under_age(table: NodeTable) -> NDArray[np.bool_]:
    """Who is or may be a minor, as far as the age band says."""
    if table.label != "Resident" or "age_band" not in table.types:
        return np.zeros(len(table), dtype=bool)
    codes, words = table.text_codes("age_band")
    return np.array([is_minors(str(word)) for word in words], dtype=bool)[codes]


@lru_cache(1000)
def is_minors(band: str) -> bool:
    """Whether an age band is or may be a minor's; what cannot be understood may be."""
    return may_be_minor(band)
