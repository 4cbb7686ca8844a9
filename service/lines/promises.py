"""Who said yes to an invitation without a claim on record, as another source tells it: promised all the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from math import isnan, nan
from typing import TYPE_CHECKING

import numpy as np

from matching.data import CANDIDATE_KINDS, OFFERED_KINDS
from service.lines.amounts import amount_of, measure_of

if TYPE_CHECKING:
    from graph.snapshot import Snapshot

Party = tuple[str, int]  # kind and row
OF_INVITATION = "claim-of-"  # begins the id of a claim that an answer made
OFFERING = ("OFFERS", "OWNS", "MANAGES")  # links by which somebody speaks for what is offered, the nearest first
CLAIMANTS = ("Resident", "Expert", "Organization", "Unit", "Alliance", "Fund")


@dataclass(frozen=True)
class Promise:
    """Who (kind, row) said yes to the invitation (row), and to how much of the line: nan where that is not said."""

    invitation: int
    kind: str
    row: int
    amount: float


def promises(snapshot: Snapshot) -> dict[int, list[Promise]]:
    """By requirement (row) everybody who said yes to an invitation for it and holds no claim on it, in whatever state:
    where there is one, it is the claim that tells what became of the yes."""
    table, lines = snapshot.nodes["Invitation"], snapshot.nodes["Requirement"]
    claims = snapshot.nodes["Claim"].row_of
    said = np.flatnonzero(table.texts("answer").astype(str) == "accepted").tolist()
    yes = {row for row in said if f"{OF_INVITATION}{table.ids[row]}" not in claims}
    if not yes:
        return {}
    of = {row: line for row, line in _pairs(snapshot, "ASKED_FOR", "Invitation", "Requirement") if row in yes}
    holding, offering, days = _holding(snapshot), _offering(snapshot), table.days("answered_on")
    notes, kinds, units = table.texts("note"), lines.texts("kind"), lines.texts("unit")
    asked = [
        (row, kind, who)
        for kind in CANDIDATE_KINDS
        for row, who in _pairs(snapshot, "ASKED", "Invitation", kind)
        if row in of
    ]
    found: dict[int, list[Promise]] = defaultdict(list)
    told: dict[int, set[Party]] = defaultdict(set)  # by line who promised, and who spoke through what they offer
    for row, kind, who in sorted(asked, key=lambda one: (-_or_zero(days[one[0]]), -one[0])):  # the latest word counts
        line, speakers = of[row], offering.get((kind, who), set())
        promised = {(one.kind, one.row) for one in found[line]}
        if {(kind, who), *speakers} & (holding.get(line, set()) | promised) or (kind, who) in told[line]:
            continue
        told[line] |= speakers
        amount = amount_of(str(notes[row]), measure_of(str(kinds[line]), str(units[line])))
        found[line].append(Promise(row, kind, who, nan if amount is None else amount))
    return {line: made for line, made in found.items() if made}


def _or_zero(day: float) -> float:
    return 0.0 if isnan(day) else day


def _holding(snapshot: Snapshot) -> dict[int, set[Party]]:
    """By requirement whoever made a claim on it."""
    line_of = dict(_pairs(snapshot, "TAKES", "Claim", "Requirement"))
    found: dict[int, set[Party]] = defaultdict(set)
    for kind in CLAIMANTS:
        for who, claim in _pairs(snapshot, "MADE", kind, "Claim"):
            if claim in line_of:
                found[line_of[claim]].add((kind, who))
    return found


def _offering(snapshot: Snapshot) -> dict[Party, set[Party]]:
    """By what is offered whoever speaks for it."""
    found: dict[Party, set[Party]] = defaultdict(set)
    for kind in CLAIMANTS:
        for offered in OFFERED_KINDS:
            for link in OFFERING:
                for who, what in _pairs(snapshot, link, kind, offered):
                    found[offered, what].add((kind, who))
    return found


def _pairs(snapshot: Snapshot, link: str, start: str, end: str) -> Iterable[tuple[int, int]]:
    table = snapshot.links.get((link, start, end))
    return zip(table.from_rows.tolist(), table.to_rows.tolist(), strict=True) if table is not None else ()
