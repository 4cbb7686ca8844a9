"""钱从哪几处来: for the money a project lacks, the fewest funds that together can give it under each fund's rules."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import numpy as np

from graph.snapshot import Snapshot
from matching.applying import Applying
from matching.eligibility import RULES, judge
from matching.funds import Funds, holds_money, most_of
from matching.matcher import Matcher
from matching.question import Question
from matching.team.cover import amount_wanted
from matching.team.funding import Mix, mix
from service.asking import Asking, Line, text_of
from service.clock import day_of
from service.partnering import Live
from service.trouble import trouble_of

UNSURE = 10.0  # points that a fund stands back of which nobody knows who of the project may apply
APPLICANTS = next(at for at, rule in enumerate(RULES) if rule.name == "applicants")
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
    applying: str  # who of the project may apply, in words
    applies: bool | None  # None: somebody has to look


@dataclass(frozen=True)
class ClosedFund:
    """A fund that suits and that nobody of the project may apply for, with why."""

    id: str
    name: str
    why: str


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
    refused: tuple[ClosedFund, ...] = ()

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
            "refused": [dict(vars(one)) for one in self.refused],
        }


def fund_mix(community: Live, project_id: str, *, language: str = "zh", now: datetime) -> Funding | None:
    """The fewest funds for all open money lines of a project together; None where it lacks no money.

    A fund that cannot give the whole sum may give a part: every other rule (purpose, year, place, refusals, who may
    apply) holds.
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
    told = [_applying(matcher, int(row), lines) for row in rows]
    scores = scores - UNSURE * np.array([one.allowed is None for one in told], dtype=bool)
    refused = [(row, _applying(matcher, row, lines)) for row in _refusing(matcher, partial)]
    most = most_of(matcher.data, rows)
    found = mix(wanted, np.nan_to_num(most), scores)
    ids = [matcher.data.nodes.node(int(row))["id"] for row in rows]
    funding = _told(snapshot, (project_id, lines), (ids, told), np.nan_to_num(most), found, language)
    english = language == "en"
    return replace(
        funding,
        refused=tuple(
            ClosedFund(node["id"], node["name"], one.en if english else one.zh)
            for node, one in ((matcher.data.nodes.node(row), one) for row, one in refused)
        ),
    )


def _applying(matcher: Matcher, row: int, lines: list[Line]) -> Applying:
    """Who of the project may apply for a fund (a candidate row)."""
    return Funds.of(matcher.data).applying(matcher.data, row, lines[0].ask.team)


def _refusing(matcher: Matcher, questions: list[Question]) -> list[int]:
    """The funds for which nobody of the project may apply, and that would suit one of the lines otherwise."""
    funds = matcher.data.nodes.range_of("Fund")
    rows = np.arange(funds.start, funds.stop)
    refused = [judge(question, rows) == APPLICANTS for question in questions]
    return [int(row) for row in rows[np.any(refused, axis=0)]]


def _funds(matcher: Matcher, questions: list[Question]) -> tuple[np.ndarray[Any, np.dtype[np.int64]], Any]:
    """The funds worth weighing whose means are known, and how well each suits each line (nan: may not give)."""
    data = matcher.data
    funds = data.nodes.range_of("Fund")
    known = holds_money(data)
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
    snapshot: Snapshot,
    asked: tuple[str, list[Line]],
    weighed: tuple[list[str], list[Applying]],
    most: Any,
    found: Mix,
    language: str,
) -> Funding:
    (project, lines), (ids, applying_of) = asked, weighed
    given = np.zeros(len(ids))
    for gift in found.gifts:
        given[gift.fund] += gift.amount
    order = sorted(found.funds, key=lambda at: (-float(given[at]), ids[at]))
    total = float(given.sum())
    sources = []
    for at in order:
        may = applying_of[at]
        sources.append(
            Source(
                ids[at],
                *_rules(snapshot, ids[at]),
                float(most[at]),
                float(given[at]),
                float(given[at]) / total if total else 0.0,
                may.en if language == "en" else may.zh,
                may.allowed,
            )
        )
    return Funding(
        project,
        tuple(lines),
        total + float(found.missing.sum()),
        float(found.missing.sum()),
        tuple(sources),
        tuple((lines[gift.line].id, ids[gift.fund], gift.amount) for gift in found.gifts),
        found.concentration,
        found.fewest,
    )


def _rules(snapshot: Snapshot, key: str) -> tuple[str, str, str, float | None, float | None]:
    """Name, purpose, applicants, cap and balance of a fund as recorded."""
    table = snapshot.nodes["Fund"]
    row = table.row_of[key]
    name, purpose, applicants = (text_of(table, row, one) for one in ("name", "purpose", "applicants"))
    cap, balance = float(table.numbers("cap")[row]), float(table.numbers("balance")[row])
    return name, purpose, applicants, None if cap != cap else cap, None if balance != balance else balance
