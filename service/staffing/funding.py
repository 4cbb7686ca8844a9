"""钱从哪几处来: for the money a project lacks, the fewest funds that together can give it under each fund's rules."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph.snapshot import Snapshot
from matching.applying import Applying
from matching.eligibility import judge
from matching.funds import Funds, most_of
from matching.matcher import Matcher
from matching.question import Question
from matching.rules import RULES
from matching.team.cover import Coverage, coverage, in_part
from matching.team.options import Wishes
from matching.team.paying import Paid, paid
from matching.team.teams import TOLERANCE
from service.clock import day_of
from service.lines.asking import Asking, Line, text_of
from service.lines.trouble import trouble_of
from service.partnering import Live

APPLICANTS = next(at for at, rule in enumerate(RULES) if rule.name == "applicants")


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
    questions = matcher.questions([line.ask for line in lines], day_of(now))
    cover = coverage(matcher, questions, [line.hard is not False for line in lines])
    money = paid(cover, Wishes(), ())
    refused = [(row, _applying(matcher, row, lines)) for row in _refusing(matcher, questions)]
    funding = _funding(snapshot, matcher, (project_id, lines), cover, (money, language))
    english = language == "en"
    return replace(
        funding,
        refused=tuple(
            ClosedFund(node["id"], node["name"], one.en if english else one.zh)
            for node, one in ((matcher.data.nodes.node(row), one) for row, one in refused)
        ),
    )


def condition(matcher: Matcher, row: int, team: tuple[int, ...], language: str) -> str:
    """Who has to apply for the money of a candidate (row), where nobody of a project (rows) is known to be able to."""
    may = Funds.of(matcher.data).applying(matcher.data, row, team)
    return "" if may.allowed else may.en if language == "en" else may.zh


def condition_of(current: tuple[Snapshot, Matcher], project: str, fund: str, language: str) -> str:
    """Who has to apply for a fund, where nobody of this project is known to be able to; "" without a project."""
    snapshot, matcher = current
    if project not in snapshot.nodes["Project"].row_of:
        return ""
    lines = Asking(snapshot, matcher.data).lines(project)
    team = lines[0].ask.team if lines else ()
    return condition(matcher, matcher.data.nodes.row_of("Fund", fund), team, language)


def _applying(matcher: Matcher, row: int, lines: list[Line]) -> Applying:
    """Who of the project may apply for a fund (a candidate row)."""
    return Funds.of(matcher.data).applying(matcher.data, row, lines[0].ask.team)


def _refusing(matcher: Matcher, questions: list[Question]) -> list[int]:
    """The funds for which nobody of the project may apply, and that would suit one of the lines otherwise."""
    funds = matcher.data.nodes.range_of("Fund")
    rows = np.arange(funds.start, funds.stop)
    refused = [judge(in_part(question), rows) == APPLICANTS for question in questions]
    return [int(row) for row in rows[np.any(refused, axis=0)]]


def _funding(
    snapshot: Snapshot,
    matcher: Matcher,
    asked: tuple[str, list[Line]],
    cover: Coverage,
    found: tuple[Paid, str],
) -> Funding:
    (project, lines), (money, language) = asked, found
    given: dict[int, float] = {}
    for (_line, row), amount in money.gifts.items():
        given[row] = given.get(row, 0.0) + amount
    total, most = sum(given.values()), _most(matcher, lines, list(given))
    called = {row: matcher.data.nodes.node(row)["id"] for row in given}
    sources = []
    for row, limit in sorted(zip(given, most.tolist(), strict=True), key=lambda one: (-given[one[0]], called[one[0]])):
        may = _applying(matcher, row, lines)
        rules, said = _rules(snapshot, called[row]), may.en if language == "en" else may.zh
        sources.append(
            Source(called[row], *rules, limit, given[row], given[row] / total if total else 0.0, said, may.allowed)
        )
    wanted = float(cover.wanted.sum())
    return Funding(
        project,
        tuple(lines),
        wanted,
        max(wanted - total, 0.0) if wanted - total > TOLERANCE else 0.0,
        tuple(sources),
        tuple((lines[line].id, called[row], amount) for (line, row), amount in sorted(money.gifts.items())),
        sum(source.share**2 for source in sources),
        money.fewest,
    )


def _most(matcher: Matcher, lines: list[Line], rows: list[int]) -> NDArray[np.float64]:
    return most_of(matcher.data, np.array(rows, dtype=np.int64), lines[0].ask.given)


def _rules(snapshot: Snapshot, key: str) -> tuple[str, str, str, float | None, float | None]:
    """Name, purpose, applicants, cap and balance of a fund as recorded."""
    table = snapshot.nodes["Fund"]
    row = table.row_of[key]
    name, purpose, applicants = (text_of(table, row, one) for one in ("name", "purpose", "applicants"))
    cap, balance = float(table.numbers("cap")[row]), float(table.numbers("balance")[row])
    return name, purpose, applicants, None if cap != cap else cap, None if balance != balance else balance
