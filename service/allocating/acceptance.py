"""Accepting what a plan or a team proposes: looked through once more, then written as invitations in one piece."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple
from uuid import uuid4

from matching.matcher import Matcher
from matching.team.cover import LEAST_GIFT
from service.allocating.history import invitations_of
from service.allocating.limits import Asked, plainly, too_much, wanted
from service.clock import day_of
from service.decisions.inviting import (
    OVER_WORDS,
    UNNAMED,
    Guard,
    Invited,
    PlanChanged,
    Proposal,
    Uninvitable,
    Waiting,
    invite,
    standing_now,
    waiting,
    withdraw,
)
from service.errors import ServiceError
from service.lines.amounts import amount_of, measure_of
from service.lines.asking import Asking, Line, text_of
from service.lines.stages import OVER
from service.partnering import Live
from service.viewing.overview import project_of_requirement
from service.viewing.showing import askable

if TYPE_CHECKING:
    from graph.snapshot import Snapshot
    from graph.store import Store
    from graph.transaction import Transaction

MOST = 2000  # invitations written at once


class NothingChosen(ServiceError):
    """An acceptance without a single proposal, or with too many."""


def proposed(snapshot: Snapshot, requirement: str, kind: str, key: str, amount: float | None) -> Proposal:
    """A proposal whose note says how much of the line is asked for, in the line's own unit."""
    table = snapshot.nodes["Requirement"]
    row = table.row_of.get(requirement, -1)
    if amount is None or row < 0:
        return Proposal(requirement, kind, key)
    unit = measure_of(text_of(table, row, "kind"), text_of(table, row, "unit"))
    return Proposal(requirement, kind, key, f"{plainly(amount)}{unit}")


def check(community: Live, proposals: Sequence[Proposal], *, now: datetime) -> list[Uninvitable]:
    """Which of these proposals cannot become invitations as things stand, with the reason in both languages."""
    return _looked_through(*community.current(now), proposals, now).refusals


class _Looked(NamedTuple):
    """Proposals as looked through in one snapshot, money with its sum, and the look taken again while writing."""

    refusals: list[Uninvitable]
    proposals: list[Proposal]
    guard: Guard


def _looked_through(snapshot: Snapshot, matcher: Matcher, proposals: Sequence[Proposal], now: datetime) -> _Looked:
    projects = _projects(snapshot, proposals)
    asking, lines = Asking(snapshot, matcher.data), dict[str, Line]()
    for project in sorted(set(projects.values())):
        lines |= {line.id: line for line in asking.lines(project)}
    table = snapshot.nodes["Project"]
    over = {key for key, project in projects.items() if text_of(table, table.row_of[project], "stage") in OVER}
    told = [_refusal(matcher, lines.get(one.requirement), one, now, over=one.requirement in over) for one in proposals]
    found = [one for one in told if one is not None]
    refused = {one.proposal for one in found}
    requirements, owners = snapshot.nodes["Requirement"], project_of_requirement(snapshot)
    of_line = {key: table.ids[owners[row]] for key, row in requirements.row_of.items() if row in owners}
    answers, invitations = snapshot.nodes["Invitation"], snapshot.nodes["Invitation"].ids
    answered = {key for row, key in enumerate(invitations) if text_of(answers, row, "answer")}

    def guard(transaction: Transaction, asked: Sequence[Proposal]) -> list[Uninvitable]:
        return _too_much(matcher, lines, of_line, standing_now(transaction, asked, answered), asked)[0]

    allowed = [one for one in proposals if one not in refused]
    beyond, told_of = _too_much(matcher, lines, of_line, waiting(snapshot, list(of_line)), allowed)
    return _Looked(found + beyond, told_of, guard)


def _too_much(
    matcher: Matcher,
    lines: Mapping[str, Line],
    of_line: Mapping[str, str],
    held: Sequence[Waiting],
    proposals: Sequence[Proposal],
) -> tuple[list[Uninvitable], list[Proposal]]:
    """Those that ask for more than their line lacks or their fund may give, beside what is asked for already; and
    the others, money with its sum."""
    asked, found, fine = Asked.of(held, of_line, lines), [], []
    for given in proposals:
        line = lines[given.requirement]
        one = wanted(matcher, line, given, asked, of_line[line.id])
        told = too_much(matcher, line, one, asked, of_line[line.id])
        if told is None:
            asked.take(one, line, of_line)
            fine.append(one)
            continue
        name = matcher.data.nodes.node(matcher.data.nodes.row_of(one.kind, one.id))["name"]
        found.append(Uninvitable(given, name, line.text, *told))
    return found, fine


def accept(
    community: Live, store: Store, proposals: Sequence[Proposal], *, now: datetime, batch: str = ""
) -> list[Invited]:
    """Invite everybody in these proposals, or nobody: raises PlanChanged, NothingChosen, NotFound.

    Sent again under the same `batch`, it writes nothing twice; what is accepted together is taken back together.
    """
    if not proposals or len(proposals) > MOST:
        raise NothingChosen(
            f"一次要选 1 到 {MOST} 份邀请，这次选了 {len(proposals)} 份。",
            f"Choose between 1 and {MOST} invitations at a time; these are {len(proposals)}.",
        )
    looked = _looked_through(*community.current(now), proposals, now)
    if looked.refusals:
        raise PlanChanged(looked.refusals)
    return invite(store, looked.proposals, now, batch or uuid4().hex[:16], looked.guard)


def take_back(community: Live, store: Store, batch: str, *, now: datetime) -> list[str]:
    """Take back what was accepted together, as far as nobody has answered."""
    snapshot, _ = community.current(now)
    return withdraw(store, invitations_of(snapshot, batch), now)


def _projects(snapshot: Snapshot, proposals: Sequence[Proposal]) -> dict[str, str]:
    """The project of each requirement, those that exist."""
    lines, projects = snapshot.nodes["Requirement"], snapshot.nodes["Project"]
    owners = project_of_requirement(snapshot)
    rows = {one.requirement: lines.row_of.get(one.requirement, -1) for one in proposals}
    return {key: projects.ids[owners[row]] for key, row in rows.items() if row in owners}


def _refusal(
    matcher: Matcher, line: Line | None, proposal: Proposal, now: datetime, *, over: bool
) -> Uninvitable | None:
    nodes = matcher.data.nodes
    there = askable(matcher.data, proposal.kind, proposal.id)  # who may not be named is as good as gone
    name = nodes.node(nodes.row_of(proposal.kind, proposal.id))["name"] if there else UNNAMED
    text = line.text if line is not None else proposal.requirement

    def refused(zh: str, en: str) -> Uninvitable:
        return Uninvitable(proposal, name, text, zh, en)

    if line is None:
        return refused("这一项需求已经没有了。", "this line is gone.")
    if not line.wanted:
        return refused("这一项已经落实或不用了。", "this line is met or closed by now.")
    if over:
        return refused(*OVER_WORDS)
    if not there:
        return refused("查不到对方了，可能退出了。", "they cannot be found any more; they may have left.")
    ask = line.ask
    if line.kind == "money":
        # A fund may give a part: it is held against what it is asked for.
        ask = replace(
            ask, quantity=min(amount_of(proposal.note, line.measure) or LEAST_GIFT, ask.quantity or LEAST_GIFT)
        )
    question = matcher.questions([ask], day_of(now))[0]
    zh, en = (matcher.excluded(question, proposal.kind, proposal.id, one) for one in ("zh", "en"))
    return refused(zh.sentence, en.sentence) if zh is not None and en is not None else None
