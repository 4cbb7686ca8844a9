"""What somebody who was invited answered: yes becomes a claim that is agreed, no keeps its reason; and the way back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from graph.kinds.common import BY_HAND
from graph.records import Link, Node
from matching.data import CANDIDATE_KINDS
from service.clock import day_of
from service.decisions.answering import check_room, locked_line
from service.decisions.feedback import REASONS
from service.decisions.willing import unwilling
from service.errors import AlreadyAnswered, InvalidRecord
from service.lines.amounts import amount_of, measure_of
from service.lines.asking import text_of
from service.lines.promises import OF_INVITATION, OFFERING
from service.viewing.overview import as_day, pairs

if TYPE_CHECKING:
    from graph.schema import Value
    from graph.snapshot import Snapshot
    from graph.store import Store
    from graph.transaction import Transaction

ANSWERS = ("accepted", "declined")
CLAIMING = ("Resident", "Expert", "Organization", "Unit", "Alliance", "Fund")
# Follows the reason that an intention has itself, before the id of the claim that takes its place.
REPLACED = "答应了邀请，以这份认领为准（the yes to an invitation takes its place）："
OWN = re.compile(
    r"(?s)(?P<own>.*?)\s*答应了邀请，以这份认领为准[^：]*：(?P<claim>\S+)"
)  # also as written before, in Chinese
UNDONE = ("proposed", "confirmed", "declined")  # claims on which nobody has worked yet
UNANSWERED = re.compile(r"\s*\d+\s*天(没有?|未)(答复|回复|回音)[。.]?\s*")  # true of a note until the answer


@dataclass(frozen=True)
class Replied:
    """An invitation as it stands after an answer; `claim` is empty where nobody is known who could make one."""

    id: str
    requirement: str
    answer: str
    reason: str
    claim: str


def reply(store: Store, identifier: str, answer: str, reason: str, now: datetime) -> Replied:
    """Keep what an invited party answered; accepting makes a confirmed claim of what the invitation asked for.

    Raises NotFound, InvalidRecord for an unknown answer or a refusal without reason, AlreadyAnswered when it was
    answered before, the line would be given away twice, or a yes is of somebody who may not be asked now.
    """
    kept = reason if answer == "declined" else ""

    def work(transaction: Transaction) -> Replied:
        held = transaction.get("Invitation", identifier)
        _check(answer, reason)
        if held.properties.get("answer"):
            raise _over()
        links = transaction.links_of("Invitation", identifier)
        who = next(((link.to_kind, link.to_id) for link in links if link.kind == "ASKED"), None)
        if answer == "accepted" and who is not None and unwilling(transaction, [who], now):
            raise _left()
        lines = [link.to_id for link in links if link.kind == "ASKED_FOR"]
        line = locked_line(transaction, lines[0]) if lines else None
        told: dict[str, Value] = {"answer": answer, "reason": kept or None, "answered_on": day_of(now)}
        transaction.upsert([Node("Invitation", identifier, told)])
        maker = _maker(transaction, who, now) if who and line and answer == "accepted" else None
        claim = _claimed(transaction, held, maker, line, day_of(now)) if maker is not None and line is not None else ""
        return Replied(identifier, line.id if line else "", answer, kept, claim)

    return store.in_turn(work)


def _claimed(transaction: Transaction, invitation: Node, maker: tuple[str, str], line: Node, today: date) -> str:
    """Write down what was agreed; returns the id of the claim."""
    made = Node("Claim", f"{OF_INVITATION}{invitation.id}", _agreed(invitation, line, today))
    check_room(transaction, made, line)
    given = {"source": BY_HAND}
    ended: dict[str, Value] = {"status": "withdrawn", "ended_on": today}
    intended = _intentions(transaction, maker, line, "proposed")
    transaction.upsert(
        [made, *(Node("Claim", one.id, ended | {"reason": _replaced_by(made.id, one)}) for one in intended)],
        [
            Link("MADE", *maker, "Claim", made.id, given),
            Link("TAKES", "Claim", made.id, "Requirement", line.id, given),
        ],
    )
    return made.id


def _replaced_by(claim: str, intended: Node) -> str:
    return f"{intended.properties.get('reason') or ''} {REPLACED}{claim}".strip()


def _intentions(transaction: Transaction, maker: tuple[str, str], line: Node, status: str) -> list[Node]:
    """The claims of one party on a line that have this status."""
    made = {link.to_id for link in transaction.links_of(*maker) if link.kind == "MADE" and link.to_kind == "Claim"}
    takes = transaction.links_of("Requirement", line.id)
    mine = [link.from_id for link in takes if link.kind == "TAKES" and link.from_id in made]
    return [one for one in transaction.get_many("Claim", mine) if one.properties.get("status") == status]


def unreply(store: Store, identifier: str) -> Replied:
    """Take an answer back, so that the invitation waits again and its claim is gone.

    Raises NotFound, and AlreadyAnswered where nothing was answered or work on the claim has begun since.
    """

    def work(transaction: Transaction) -> Replied:
        held = transaction.get("Invitation", identifier)
        claim = f"{OF_INVITATION}{identifier}"
        made = transaction.get_many("Claim", [claim])
        if not held.properties.get("answer") or any(one.properties.get("status") not in UNDONE for one in made):
            raise _over()
        back = _replaced(transaction, claim) if made else []
        transaction.remove([("Claim", one.id) for one in made])
        told: dict[str, Value] = {"answer": None, "reason": None, "answered_on": None}
        transaction.upsert([Node("Invitation", identifier, told), *back])
        links = transaction.links_of("Invitation", identifier)
        line = next((link.to_id for link in links if link.kind == "ASKED_FOR"), "")
        return Replied(identifier, line, "", "", "")

    return store.in_turn(work)


def _replaced(transaction: Transaction, claim: str) -> list[Node]:
    """The intentions that a claim took the place of, waiting again."""
    links = transaction.links_of("Claim", claim)
    maker = next(((link.from_kind, link.from_id) for link in links if link.kind == "MADE"), None)
    lines = transaction.get_many("Requirement", [link.to_id for link in links if link.kind == "TAKES"])
    found = [one for line in lines for one in _intentions(transaction, maker, line, "withdrawn")] if maker else []
    again: dict[str, Value] = {"status": "proposed", "ended_on": None}
    read = [(one.id, OWN.fullmatch(str(one.properties.get("reason") or ""))) for one in found]
    return [
        Node("Claim", key, again | {"reason": said["own"] or None})
        for key, said in read
        if said and said["claim"] == claim
    ]


@dataclass(frozen=True)
class StandingAnswer:
    """An answer in the snapshot: of whom, for which line, and whether it can be taken back (no work has begun)."""

    id: str
    requirement: str
    kind: str
    candidate: str
    answer: str
    reason: str
    answered_on: date | None
    note: str
    open: bool


def after_answer(note: str) -> str:
    """What of an invitation's note holds once it is answered: not for how long nobody answered."""
    return "" if UNANSWERED.fullmatch(note) else note


def answers(snapshot: Snapshot, requirements: Sequence[str]) -> list[StandingAnswer]:
    """What the invited answered for these requirements, by line in the order given, the latest first."""
    table, claims = snapshot.nodes["Invitation"], snapshot.nodes["Claim"]
    lines, place = snapshot.nodes["Requirement"].ids, {key: at for at, key in enumerate(requirements)}
    of = {row: lines[line] for row, line in pairs(snapshot, "ASKED_FOR", "Invitation", "Requirement")}
    of = {row: line for row, line in of.items() if line in place and text_of(table, row, "answer") in ANSWERS}
    days, found = table.days("answered_on"), []
    for kind in CANDIDATE_KINDS if of else ():
        for row, who in pairs(snapshot, "ASKED", "Invitation", kind):
            if row in of:
                claim = claims.row_of.get(f"{OF_INVITATION}{table.ids[row]}", -1)
                told = {name: text_of(table, row, name) for name in ("answer", "reason", "note")}
                begun = claim >= 0 and text_of(claims, claim, "status") not in UNDONE
                told["note"] = after_answer(told["note"])
                key, candidate = table.ids[row], snapshot.nodes[kind].ids[who]
                on = as_day(days[row])
                found.append(StandingAnswer(key, of[row], kind, candidate, answered_on=on, open=not begun, **told))
    return sorted(found, key=lambda one: (place[one.requirement], -(one.answered_on or date.min).toordinal(), one.id))


def _check(answer: str, reason: str) -> None:
    if answer not in ANSWERS:
        raise InvalidRecord([("answer", f"只能是 {'、'.join(ANSWERS)}", f"one of {', '.join(ANSWERS)}")])
    if answer == "declined" and reason not in REASONS:
        raise InvalidRecord([("reason", f"只能是 {'、'.join(REASONS)}", f"one of {', '.join(REASONS)}")])


def _over() -> AlreadyAnswered:
    return AlreadyAnswered(
        "这份邀请现在不能这样改：已经答复过，或者答应以后已经动手了。请刷新后再看。",
        "This invitation cannot be changed so: it was answered before, or work has begun since. Read it again.",
    )


def _left() -> AlreadyAnswered:
    return AlreadyAnswered(
        "对方现在没有同意参加推荐，不能记成答应。请撤回这份邀请；对方又愿意了，先在记录里改回同意。",
        "They do not agree to be recommended now, so no yes can be noted. Take the invitation back; if they want "
        "to take part again, note their consent first.",
    )


def _maker(transaction: Transaction, who: tuple[str, str], now: datetime) -> tuple[str, str] | None:
    """Who makes the claim: the one asked, or who offers, owns or runs it and may be asked."""
    kind, key = who
    if kind in CLAIMING:
        return who
    links = [link for link in transaction.links_of(kind, key) if link.to_id == key and link.from_kind in CLAIMING]
    found = sorted((OFFERING.index(link.kind), link.from_kind, link.from_id) for link in links if link.kind in OFFERING)
    hidden = unwilling(transaction, [one[1:] for one in found], now)
    return next((one[1:] for one in found if one[1:] not in hidden), None)


def _agreed(invitation: Node, line: Node, today: date) -> dict[str, Value]:
    """A claim of the amount that the note of the invitation says, of money in 元; a note in other words says none."""
    money = line.properties.get("kind") == "money"
    unit = measure_of(str(line.properties.get("kind") or ""), str(line.properties.get("unit") or ""))
    amount = amount_of(str(invitation.properties.get("note") or ""), unit)
    told: dict[str, Value] = {"status": "confirmed", "made_on": today, "source": BY_HAND}
    return told | ({"money": amount} if money else {"quantity": amount, "unit": unit or None})
