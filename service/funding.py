"""钱从哪几处来: for the money a project lacks, the fewest funds that together can give it under each fund's rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import numpy as np

from graph.snapshot import Snapshot
from matching.matcher import Matcher
from matching.question import Question
from matching.team.cover import amount_wanted
from matching.team.funding import Mix, mix
from service.asking import Asking, Line, text_of
from service.clock import day_of
from service.partnering import Live
from service.trouble import trouble_of

MOST_FUNDS = 40  # that are weighed


@dataclass(frozen=True)
class Source:
    """A fund in the mix: its rules as recorded, what it can give this project, and what it gives."""

    id: str
    name: str
    purpose: str
    applicants: str
    cap: float | None
    balance: float | None
    most: float
    amount: float
    share: float


@dataclass(frozen=True)
class Funding:
    """The money that a project lacks and where it could come from."""

    project: str
    lines: tuple[Line, ...]
    wanted: float
    missing: float
    sources: tuple[Source, ...]
    gifts: tuple[tuple[str, str, float], ...]  # requirement, fund, 元
    concentration: float
    fewest: bool

    def as_json(self) -> dict[str, Any]:
        """The object that API and pages share."""
        return {
            "project": self.project,
            "requirements": [line.id for line in self.lines],
            "wanted": self.wanted,
            "missing": self.missing,
            "sources": [dict(vars(source)) for source in self.sources],
            "gifts": [{"requirement": line, "fund": fund, "amount": amount} for line, fund, amount in self.gifts],
            "concentration": self.concentration,
            "fewest": self.fewest,
        }


def fund_mix(community: Live, project_id: str, *, now: datetime) -> Funding | None:
    """The fewest funds for all open money lines of a project together; None where it lacks no money.

    A fund that cannot give the whole sum may give a part: every other rule (purpose, year, place, refusals) holds.
    A fund gives a project no more than its cap in all, whatever the number of lines. Raises NotFound.
    """
    snapshot, matcher = community.current(now)
    lines = [
        line
        for line in Asking(snapshot, matcher.data).lines(project_id)
        if line.wanted and line.kind == "money" and trouble_of(line) is None
    ]
    if not lines:
        return None
    # With the smallest sum asked, only funds that are empty are too small.
    partial = matcher.questions([replace(line.ask, quantity=1.0) for line in lines], day_of(now))
    whole = matcher.questions([line.ask for line in lines], day_of(now))
    wanted = np.array([amount_wanted(question) for question in whole])
    rows, scores = _funds(matcher, partial)
    data = matcher.data.candidates
    most = np.fmin(data.number("balance")[rows], data.number("cap")[rows])
    found = mix(wanted, np.nan_to_num(most), scores)
    return _told(snapshot, matcher, (project_id, lines), rows, np.nan_to_num(most), found)


def _funds(matcher: Matcher, questions: list[Question]) -> tuple[np.ndarray[Any, np.dtype[np.int64]], Any]:
    """The funds worth weighing whose means are known, and how well each suits each line (nan: may not give)."""
    data = matcher.data
    funds = data.nodes.range_of("Fund")
    known = ~np.isnan(np.fmin(data.candidates.number("balance"), data.candidates.number("cap")))
    ranked = []
    for question in questions:
        rows, scores = matcher.ranked(question)
        mine = (rows >= funds.start) & (rows < funds.stop) & known[rows]
        ranked.append((rows[mine][:MOST_FUNDS], scores[mine][:MOST_FUNDS]))
    rows = np.unique(np.concatenate([found for found, _ in ranked]))
    table = np.full((len(questions), len(rows)), np.nan)
    for line, (found, values) in enumerate(ranked):
        table[line, np.searchsorted(rows, found)] = values
    return rows, table


def _told(
    snapshot: Snapshot, matcher: Matcher, asked: tuple[str, list[Line]], rows: Any, most: Any, found: Mix
) -> Funding:
    project, lines = asked
    nodes, given = matcher.data.nodes, np.zeros(len(rows))
    for gift in found.gifts:
        given[gift.fund] += gift.amount
    ids: Mapping[int, str] = {at: nodes.node(int(row))["id"] for at, row in enumerate(rows.tolist())}
    order = sorted(found.funds, key=lambda at: (-float(given[at]), ids[at]))
    total = float(given.sum())
    return Funding(
        project,
        tuple(lines),
        total + float(found.missing.sum()),
        float(found.missing.sum()),
        tuple(_source(snapshot, ids[at], float(most[at]), float(given[at]), total) for at in order),
        tuple((lines[gift.line].id, ids[gift.fund], gift.amount) for gift in found.gifts),
        found.concentration,
        found.fewest,
    )


def _source(snapshot: Snapshot, key: str, most: float, given: float, total: float) -> Source:
    table = snapshot.nodes["Fund"]
    row = table.row_of[key]
    cap, balance = float(table.numbers("cap")[row]), float(table.numbers("balance")[row])
    return Source(
        key,
        text_of(table, row, "name"),
        text_of(table, row, "purpose"),
        text_of(table, row, "applicants"),
        None if cap != cap else cap,
        None if balance != balance else balance,
        most,
        given,
        given / total if total else 0.0,
    )
