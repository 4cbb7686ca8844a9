"""How much of what a project lacks is taken: told once, for lists, pages, partners and matching alike."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from math import isnan, nan
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import numpy as np

from service.clock import day_of
from service.lines.promises import OFFERING, Promise, promises

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from graph.snapshot import Snapshot
    from graph.tables import LinkTable, NodeTable, Table

INTENDED = "proposed"  # 意向: preferred, and nothing is settled before it is confirmed
PROMISED = "confirmed"
DELIVERED = ("fulfilled", "reviewed")
AGREED = (PROMISED, *DELIVERED)
YUAN = {"元": 1.0, "千元": 1_000.0, "万元": 10_000.0}
ONE_BODY = ("Resident", "Expert")
TAKES = ("TAKES", "Claim", "Requirement")
# Beside the links of TAKES, which are the key of what is held: a value that held its key would keep it for ever.
READ_FROM = ("MADE", "ASKED", "ASKED_FOR", *OFFERING)
_takings: WeakKeyDictionary[LinkTable, tuple[tuple[Table, ...], date, Taking]] = WeakKeyDictionary()


class Taking:
    """The claims that are agreed, and those that are intended and wait, by the requirement (row) that they take."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._lines, self._claims = snapshot.nodes["Requirement"], snapshot.nodes["Claim"]
        self._quantity, self._money = self._claims.numbers("quantity"), self._claims.numbers("money")
        status = self._claims.texts("status").astype(str)
        waits = (status == INTENDED) & ~(self._claims.days("deadline") < _number(day_of(snapshot.at)))
        table = snapshot.links.get(TAKES)
        self._agreed, self._intended = (_by_line(table, held) for held in (np.isin(status, AGREED), waits))
        self._promises = promises(snapshot)
        made = (snapshot.links.get(("MADE", kind, "Claim")) for kind in ONE_BODY)
        self._of_one_body = {claim for links in made if links is not None for claim in links.to_rows.tolist()}

    def claims(self, line: int) -> list[int]:
        """The claims (rows) on a requirement that are agreed."""
        return self._agreed.get(line, [])

    def promises(self, line: int) -> list[Promise]:
        """Who said yes to an invitation for a requirement without a claim on record: it counts like one."""
        return self._promises.get(line, [])

    def accepted(self) -> list[tuple[int, Promise]]:
        """All of these with their requirement (row)."""
        return [(line, one) for line, several in self._promises.items() for one in several]

    def intended(self, line: int) -> list[tuple[int, float]]:
        """The claims (rows) on a requirement that wait to be confirmed, with how much of it each is about: nan where
        it does not say."""
        return [
            (claim, self._sum(line, [claim]) if self._told(line, claim) else nan)
            for claim in self._intended.get(line, [])
        ]

    def taken(self, line: int) -> float:
        """How much of a requirement is taken, in its own unit; what is only intended is not.

        A line for money counts money, and nothing where a claim names no sum; any other line counts quantities, and
        one for a claim that names none.
        """
        return self._sum(line, self.claims(line)) + self._promised(line)

    def proposed(self, line: int) -> float:
        """How much more is only intended: nobody has agreed to it yet.

        A claim that names no number counts where it can only be one: of a line for one, or by one person.
        """
        waiting = self._intended.get(line, [])
        one = not self._lines.numbers("quantity")[line] > 1
        return self._sum(line, [it for it in waiting if one or self._told(line, it) or it in self._of_one_body])

    def _promised(self, line: int) -> float:
        """How much was said yes to, in the unit of the line; where that is not told 1, of money nothing."""
        if _word(self._lines, line, "kind") == "money":
            each = YUAN.get(_word(self._lines, line, "unit"), 1.0)
            return sum(one.amount / each for one in self.promises(line) if not isnan(one.amount))
        return sum(1.0 if isnan(one.amount) else one.amount for one in self.promises(line))

    def _told(self, line: int, claim: int) -> bool:
        """Whether a claim says how much of a requirement it is about."""
        money = _word(self._lines, line, "kind") == "money" and not isnan(self._money[claim])
        return money or not isnan(self._quantity[claim])

    def _sum(self, line: int, made: Sequence[int]) -> float:
        if not made:
            return 0.0
        if _word(self._lines, line, "kind") == "money":
            unit = _word(self._lines, line, "unit")
            return sum(self._yuan(claim, unit) for claim in made) / YUAN.get(unit, 1.0)
        return sum(1.0 if isnan(self._quantity[claim]) else float(self._quantity[claim]) for claim in made)

    def promised(self, line: int) -> list[tuple[int, float]]:
        """The claims (rows) on a line for money that are still to be kept, with the 元 of each."""
        return [one for one in self.paying(line) if _word(self._claims, one[0], "status") == PROMISED]

    def paying(self, line: int) -> list[tuple[int, float]]:
        """The claims (rows) that are agreed on a line for money, with the 元 of each."""
        if _word(self._lines, line, "kind") != "money":
            return []
        unit = _word(self._lines, line, "unit")
        return [(one, self._yuan(one, unit)) for one in self.claims(line)]

    def _yuan(self, claim: int, unit: str) -> float:
        if not isnan(self._money[claim]):
            return float(self._money[claim])
        if isnan(self._quantity[claim]):
            return 0.0
        return float(self._quantity[claim]) * YUAN.get(_word(self._claims, claim, "unit") or unit, 1.0)


def taking_of(snapshot: Snapshot) -> Taking:
    """What is taken of the lines of this snapshot: worked out once while nothing that it is read from changes."""
    table, day = snapshot.links.get(TAKES), day_of(snapshot.at)
    if table is None:
        return Taking(snapshot)
    told_by: tuple[Table, ...] = (
        *(snapshot.nodes[label] for label in ("Requirement", "Claim", "Invitation")),
        *(links for key, links in sorted(snapshot.links.items()) if key[0] in READ_FROM),
    )
    held = _takings.get(table)
    if held is None or held[1] != day or not _same(held[0], told_by):
        held = told_by, day, Taking(snapshot)
        _takings[table] = held
    return held[2]


def _same(some: Sequence[object], others: Sequence[object]) -> bool:
    return len(some) == len(others) and all(one is other for one, other in zip(some, others, strict=True))


def promised_money(snapshot: Snapshot, label: str) -> NDArray[np.float64]:
    """元 that each record of a label has claimed lines for and not given yet: no longer there for others."""
    found = np.zeros(len(snapshot.nodes[label]))
    taking, lines = taking_of(snapshot), snapshot.nodes["Requirement"]
    for line, one in taking.accepted():
        if one.kind == label and _word(lines, line, "kind") == "money" and not isnan(one.amount):
            found[one.row] += one.amount
    made, takes = snapshot.links.get(("MADE", label, "Claim")), snapshot.links.get(TAKES)
    if made is None or takes is None:
        return found
    makers = dict(zip(made.to_rows.tolist(), made.from_rows.tolist(), strict=True))
    mine = np.isin(takes.from_rows, made.to_rows)
    for line in np.unique(takes.to_rows[mine]).tolist():
        for claim, amount in taking.promised(line):
            if claim in makers:
                found[makers[claim]] += amount
    return found


def _by_line(table: LinkTable | None, held: NDArray[np.bool_]) -> dict[int, list[int]]:
    """The claims (rows) that are held, by the requirement (row) that they take."""
    found: dict[int, list[int]] = {}
    for claim, line in zip(*(part.tolist() for part in (table.from_rows, table.to_rows)), strict=True) if table else ():
        if held[claim]:
            found.setdefault(line, []).append(claim)
    return found


def _number(day: date) -> int:
    return day.toordinal() - date(1970, 1, 1).toordinal()


def _word(table: NodeTable, row: int, name: str) -> str:
    codes, words = table.text_codes(name)
    return str(words[codes[row]])
