"""Inviting: what a plan proposes becomes invitations that wait for an answer, and can be taken back until then."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from graph.errors import NotFound
from graph.kinds.common import BY_HAND
from graph.reading.codes import holds_identity_number
from graph.reading.phones import mask_phones
from graph.records import Link, Node
from matching.data import CANDIDATE_KINDS
from matching.quoting import quoted
from service.clock import day_of
from service.decisions.batches import batch_of, note_accepted, note_taken_back
from service.decisions.willing import unwilling
from service.errors import InvalidRecord, ServiceError
from service.lines.amounts import amount_of, measure_of
from service.lines.asking import text_of
from service.lines.stages import OVER
from service.viewing.overview import as_day, pairs

if TYPE_CHECKING:
    from graph.snapshot import Snapshot
    from graph.store import Store
    from graph.transaction import Transaction

OVER_WORDS = ("这个项目已经评价、结束或不办了。", "this project is evaluated, closed or dropped by now.")
Guard = Callable[["Transaction", Sequence["Proposal"]], Sequence["Uninvitable"]]
UNNAMED = "—"  # who may not be named
LONGEST_NOTE = 100  # characters; a note says how much of a line somebody is asked for


@dataclass(frozen=True)
class Proposal:
    """Somebody or something (kind, id) to be asked for a requirement; `note` says for how much of it."""

    requirement: str
    kind: str
    id: str
    note: str = ""


@dataclass(frozen=True)
class Uninvitable:
    """Somebody who cannot be invited any more, and why."""

    proposal: Proposal
    name: str
    line: str
    zh: str
    en: str


class PlanChanged(ServiceError):
    """What was to be accepted does not hold any more; nothing was written."""

    def __init__(self, refusals: Sequence[Uninvitable]) -> None:
        zh = "；".join(f"{quoted(one.line)}请{quoted(one.name)}：{one.zh}" for one in refusals[:10])
        en = "; ".join(f"{one.name} for {one.line}: {one.en}" for one in refusals[:10])
        super().__init__(
            f"排好以后有 {len(refusals)} 处变了，一份邀请也没有写。去掉它们再采纳，或者重新算一遍。{zh}",
            f"{len(refusals)} of these changed since, and no invitation was written. Accept the others, or plan anew. "
            f"{en}",
        )
        self.refusals = tuple(refusals)


@dataclass(frozen=True)
class Invited:
    """An invitation that waits for an answer; `new` unless it stood before."""

    id: str
    requirement: str
    kind: str
    candidate: str
    name: str
    asked_on: date
    new: bool

    def as_json(self) -> dict[str, Any]:
        """The invitation as the API gives it."""
        return {
            "id": self.id,
            "requirement": self.requirement,
            "candidate": {"kind": self.kind, "id": self.candidate, "name": self.name},
            "asked_on": self.asked_on.isoformat(),
            "new": self.new,
        }


def nothing_against(transaction: Transaction, proposals: Sequence[Proposal]) -> Sequence[Uninvitable]:
    """No further look before invitations are written."""
    return ()


def invite(
    store: Store, proposals: Sequence[Proposal], now: datetime, batch: str = "", guard: Guard = nothing_against
) -> list[Invited]:
    """Write an invitation for every proposal, all of them or none; who is asked already is not asked again.

    Where the key `batch` is given they can be taken back together, and it is remembered when they were accepted; sent
    again under the same key, a proposal finds its own invitation. `guard` looks at what stands by now, in the writing
    transaction. Raises NotFound when a requirement or candidate is gone, PlanChanged when a line or its project wants
    nobody any more, somebody may not be asked by now or `guard` refuses, InvalidRecord for a note that may not be kept.
    """
    unique = list({(one.requirement, one.kind, one.id): _guarded(one) for one in proposals}.values())
    keys = [_key(batch_of(batch), one) if batch else f"invitation-{uuid4().hex[:12]}" for one in unique]
    today = day_of(now)

    def write(transaction: Transaction) -> list[Invited]:
        transaction.take_turn()
        _check_open(transaction, unique, now)
        refusals = guard(transaction, unique)
        if refusals:
            raise PlanChanged(refusals)
        invited = [
            _standing(transaction, one) or _fresh(transaction, one, key, today)
            for one, key in zip(unique, keys, strict=True)
        ]
        fresh = [(one, proposal) for one, proposal in zip(invited, unique, strict=True) if one.new]
        transaction.upsert(
            [
                Node("Invitation", one.id, {"asked_on": today, "note": proposal.note or None, "source": BY_HAND})
                for one, proposal in fresh
            ],
            [link for one, proposal in fresh for link in _links(one.id, proposal)],
        )
        if batch and fresh:
            note_accepted(transaction, batch, now)
        return invited

    return store.transaction(write)


def withdraw(store: Store, ids: Sequence[str], now: datetime) -> list[str]:
    """Take back invitations that nobody has answered yet; returns those taken back, which their batch remembers."""

    def remove(transaction: Transaction) -> list[str]:
        transaction.take_turn()
        waiting = [
            node.id for node in transaction.get_many("Invitation", list(ids)) if not node.properties.get("answer")
        ]
        transaction.remove([("Invitation", one) for one in waiting])
        note_taken_back(transaction, waiting, now)
        return waiting

    return store.transaction(remove)


@dataclass(frozen=True)
class Waiting:
    """An invitation in the snapshot that nobody has answered."""

    id: str
    requirement: str
    kind: str
    candidate: str
    asked_on: date | None
    note: str
    amount: float | None  # how much of the line the note asks for


def waiting(snapshot: Snapshot, requirements: Sequence[str]) -> list[Waiting]:
    """The invitations for these requirements that wait for an answer, the earliest first."""
    table, lines = snapshot.nodes["Invitation"], snapshot.nodes["Requirement"]
    wanted = {lines.row_of[key]: key for key in requirements if key in lines.row_of}
    of = {
        one: wanted[line]
        for one, line in pairs(snapshot, "ASKED_FOR", "Invitation", "Requirement")
        if line in wanted and not text_of(table, one, "answer")
    }
    days, found = table.days("asked_on"), []
    for kind in CANDIDATE_KINDS:
        asked = snapshot.links.get(("ASKED", "Invitation", kind))
        for one, who in (
            zip(*(part.tolist() for part in (asked.from_rows, asked.to_rows)), strict=True) if asked else ()
        ):
            if one in of:
                key, note, line = table.ids[one], text_of(table, one, "note"), lines.row_of[of[one]]
                asked_for = amount_of(note, measure_of(text_of(lines, line, "kind"), text_of(lines, line, "unit")))
                party = snapshot.nodes[kind].ids[who]
                found.append(Waiting(key, of[one], kind, party, as_day(days[one]), note, asked_for))
    return sorted(found, key=lambda one: (one.asked_on or date.min, one.id))


def standing_now(transaction: Transaction, proposals: Sequence[Proposal], answered: Collection[str]) -> list[Waiting]:
    """The invitations by now for the lines and the funds of these proposals: those that wait, and those that somebody
    accepted since (the ids in `answered` were answered before)."""
    keys = _invitations_about(transaction, proposals)
    held = {node.id: node.properties for node in transaction.get_many("Invitation", keys)}
    counts = [
        key
        for key, told in held.items()
        if not told.get("answer") or (told.get("answer") == "accepted" and key not in answered)
    ]
    links = transaction.links_of_many("Invitation", counts)
    line_of = {link.from_id: link.to_id for link in links if link.kind == "ASKED_FOR"}
    who = {link.from_id: (link.to_kind, link.to_id) for link in links if link.kind == "ASKED"}
    asked_for = {node.id: node.properties for node in transaction.get_many("Requirement", sorted({*line_of.values()}))}
    found = []
    for key in counts:
        told = asked_for.get(line_of.get(key, ""))
        if told is not None and key in who:
            note, kind, unit = (str(one or "") for one in (held[key].get("note"), told.get("kind"), told.get("unit")))
            amount = amount_of(note, measure_of(kind, unit))
            found.append(Waiting(key, line_of[key], *who[key], None, note, amount))
    return found


def _invitations_about(transaction: Transaction, proposals: Sequence[Proposal]) -> list[str]:
    """The invitations, answered or not, for the lines of these proposals or of the funds that they name."""
    lines = list(dict.fromkeys(one.requirement for one in proposals))
    funds = list(dict.fromkeys(one.id for one in proposals if one.kind == "Fund"))
    about = [*transaction.links_of_many("Requirement", lines), *transaction.links_of_many("Fund", funds)]
    asking = (link for link in about if link.from_kind == "Invitation" and link.kind in ("ASKED_FOR", "ASKED"))
    return list(dict.fromkeys(link.from_id for link in asking))


def _standing(transaction: Transaction, proposal: Proposal) -> Invited | None:
    """An invitation of the same for the same that has no answer yet."""
    about = [
        link.from_id
        for link in transaction.links_of("Requirement", proposal.requirement)
        if link.kind == "ASKED_FOR" and link.from_kind == "Invitation"
    ]
    for link in transaction.links_of_many("Invitation", about):
        if link.kind == "ASKED" and (link.to_kind, link.to_id) == (proposal.kind, proposal.id):
            held = transaction.get("Invitation", link.from_id)
            asked_on = held.properties.get("asked_on")
            if not held.properties.get("answer") and isinstance(asked_on, date):
                return _invited(transaction, held.id, proposal, asked_on, new=False)
    return None


def _fresh(transaction: Transaction, proposal: Proposal, key: str, today: date) -> Invited:
    for held in transaction.get_many("Invitation", [key]):  # the same form again, after an answer
        asked_on = held.properties.get("asked_on")
        return _invited(transaction, key, proposal, asked_on if isinstance(asked_on, date) else today, new=False)
    return _invited(transaction, key, proposal, today, new=True)


def _key(batch: str, proposal: Proposal) -> str:
    """The id of a proposal's invitation among those of one batch."""
    about = "\0".join((proposal.requirement, proposal.kind, proposal.id))
    return f"{batch}-{hashlib.sha256(about.encode()).hexdigest()[:16]}"


def _guarded(proposal: Proposal) -> Proposal:
    """The proposal with no phone in its note; raises InvalidRecord for an identity number or a note too long."""
    if len(proposal.note) > LONGEST_NOTE:
        problem = (f"最多 {LONGEST_NOTE} 个字", f"has at most {LONGEST_NOTE} characters")
    elif holds_identity_number(proposal.note):
        problem = ("含有身份证号，请删去后再存", "holds an identity number; take it out")
    else:
        return replace(proposal, note=mask_phones(proposal.note)[0])
    raise InvalidRecord([("note", *problem)])


def _check_open(transaction: Transaction, proposals: Sequence[Proposal], now: datetime) -> None:
    """Raise NotFound for a line that is gone, PlanChanged for one that is met or whose project is over, and for
    somebody who may not be asked now."""
    keys = list(dict.fromkeys(one.requirement for one in proposals))
    lines = {node.id: node for node in transaction.get_many("Requirement", keys)}
    for key in keys:
        if key not in lines:
            raise NotFound("Requirement", key)
    over, refusals = _over(transaction, keys), []
    hidden = unwilling(transaction, [(one.kind, one.id) for one in proposals], now)
    for one in proposals:
        left = hidden.get((one.kind, one.id))
        line = lines[one.requirement].properties
        if line.get("status") != "open":
            zh, en = "这一项已经落实或不用了。", "this line is met or closed by now."
        elif one.requirement in over:
            zh, en = OVER_WORDS
        elif left is not None:
            zh, en = left
        else:
            continue
        name = UNNAMED if left is not None else str(transaction.get(one.kind, one.id).properties.get("name") or one.id)
        refusals.append(Uninvitable(one, name, str(line.get("text") or one.requirement), zh, en))
    if refusals:
        raise PlanChanged(refusals)


def _over(transaction: Transaction, lines: Sequence[str]) -> set[str]:
    """Which of these lines belong to a project that seeks nothing any more, also through one of its activities."""
    asks = [link for link in transaction.links_of_many("Requirement", lines) if link.kind == "REQUIRES"]
    activities = list(dict.fromkeys(link.from_id for link in asks if link.from_kind == "Activity"))
    projects = {
        ("Activity", link.from_id): link.to_id
        for link in transaction.links_of_many("Activity", activities)
        if link.kind == "PART_OF" and (link.from_kind, link.to_kind) == ("Activity", "Project")
    }
    projects |= {("Project", link.from_id): link.from_id for link in asks if link.from_kind == "Project"}
    held = transaction.get_many("Project", list(dict.fromkeys(projects.values())))
    over = {node.id for node in held if node.properties.get("stage") in OVER}
    return {link.to_id for link in asks if projects.get((link.from_kind, link.from_id)) in over}


def _invited(transaction: Transaction, key: str, proposal: Proposal, asked_on: date, *, new: bool) -> Invited:
    name = str(transaction.get(proposal.kind, proposal.id).properties.get("name") or proposal.id)
    return Invited(key, proposal.requirement, proposal.kind, proposal.id, name, asked_on, new)


def _links(key: str, proposal: Proposal) -> list[Link]:
    given = {"source": BY_HAND}
    return [
        Link("ASKED", "Invitation", key, proposal.kind, proposal.id, given),
        Link("ASKED_FOR", "Invitation", key, "Requirement", proposal.requirement, given),
    ]
