"""Answering those who want to take a line of a project: yes, or no with the reason; and taking the answer back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from graph.errors import NotFound
from graph.reading.codes import holds_identity_number
from graph.reading.phones import mask_phones
from graph.records import Node
from graph.schema import Value
from graph.store import Store
from graph.transaction import Transaction
from service.clock import day_of
from service.decisions.willing import unwilling
from service.errors import AlreadyAnswered, InvalidRecord
from service.figures import figure
from service.lines.taking import YUAN

FIRM = ("confirmed", "fulfilled", "reviewed")
LONGEST_REASON = 200
SLACK = 1e-9


@dataclass(frozen=True)
class AnsweredClaim:
    """A claim as it stands after an answer."""

    id: str
    requirement: str
    status: str
    reason: str


def confirm_claim(store: Store, identifier: str, now: datetime) -> AnsweredClaim:
    """Accept a claim that waits for an answer; it then counts as agreed.

    Raises NotFound, and AlreadyAnswered when it waits no more, the line would be given away twice or who made it may
    not be asked now.
    """

    def work(transaction: Transaction) -> AnsweredClaim:
        claim, line = _waiting(transaction, identifier)
        _check_willing(transaction, claim, now)
        if line is not None:
            check_room(transaction, claim, line)
        return _set(transaction, identifier, line, {"status": "confirmed"})

    return store.in_turn(work)


def decline_claim(store: Store, identifier: str, reason: str, now: datetime) -> AnsweredClaim:
    """Decline a claim that waits for an answer: what it took is open again. The reason is kept with it.

    Raises NotFound, AlreadyAnswered, InvalidRecord for a reason that is missing, too long or holds an identity number.
    """
    reason = " ".join(reason.split())
    if not reason:
        raise InvalidRecord([("reason", "请写明原因", "say why")])
    if len(reason) > LONGEST_REASON:
        raise InvalidRecord([("reason", f"最多 {LONGEST_REASON} 个字", f"at most {LONGEST_REASON} characters")])
    if holds_identity_number(reason):
        raise InvalidRecord([("reason", "含有身份证号，请删去后再存", "holds an identity number; take it out")])

    def work(transaction: Transaction) -> AnsweredClaim:
        _, line = _waiting(transaction, identifier)
        told: dict[str, Value] = {"status": "declined", "reason": mask_phones(reason)[0], "ended_on": day_of(now)}
        return _set(transaction, identifier, line, told)

    return store.in_turn(work)


def reopen_claim(store: Store, identifier: str) -> AnsweredClaim:
    """Take the answer back, so that the claim waits again; NotFound, AlreadyAnswered where work has begun since."""

    def work(transaction: Transaction) -> AnsweredClaim:
        claim, line = _locked(transaction, identifier)
        if claim.properties.get("status") not in ("confirmed", "declined"):
            raise _over(claim)
        if line is not None and claim.properties.get("status") == "declined":
            check_room(transaction, claim, line)
        return _set(transaction, identifier, line, {"status": "proposed", "reason": None, "ended_on": None})

    return store.in_turn(work)


def _locked(transaction: Transaction, identifier: str) -> tuple[Node, Node | None]:
    """The claim and its requirement, whose write lock is taken first: two answers never cross."""
    transaction.get("Claim", identifier)
    links = [link for link in transaction.links_of("Claim", identifier) if link.kind == "TAKES"]
    line = locked_line(transaction, links[0].to_id) if links else None
    return transaction.get("Claim", identifier), line


def locked_line(transaction: Transaction, identifier: str) -> Node:
    """A requirement once its write lock is held; raises NotFound."""
    if not transaction.write("take_requirement", id=identifier):
        raise NotFound("Requirement", identifier)
    return transaction.get("Requirement", identifier)


def _waiting(transaction: Transaction, identifier: str) -> tuple[Node, Node | None]:
    claim, line = _locked(transaction, identifier)
    if claim.properties.get("status") != "proposed":
        raise _over(claim)
    return claim, line


def _over(claim: Node) -> AlreadyAnswered:
    status = claim.properties.get("status")
    return AlreadyAnswered(
        f"这项认领现在的状态是 {status}，不能这样答复；请刷新后再看。",
        f"The claim is {status} now and cannot be answered so; read it again.",
    )


def _check_willing(transaction: Transaction, claim: Node, now: datetime) -> None:
    """AlreadyAnswered when somebody who made the claim may not be asked now."""
    makers = [(link.from_kind, link.from_id) for link in transaction.links_of("Claim", claim.id) if link.kind == "MADE"]
    if unwilling(transaction, makers, now):
        raise AlreadyAnswered(
            "认领的人现在没有同意参加推荐，不能答应。请谢绝这项认领；对方又愿意了，先在记录里改回同意。",
            "Who made this claim does not agree to be recommended now, so it cannot be accepted. Decline it; if they "
            "want to take part again, note their consent first.",
        )


def check_room(transaction: Transaction, claim: Node, line: Node) -> None:
    """AlreadyAnswered when this claim and those already agreed come to more than the line asks for."""
    wanted = _number(line.properties.get("quantity_max")) or _number(line.properties.get("quantity"))
    if wanted is None:
        return
    links = transaction.links_of("Requirement", line.id)
    others = transaction.get_many("Claim", [link.from_id for link in links if link.kind == "TAKES"])
    agreed = sum(_taken(one, line) for one in others if one.id != claim.id and one.properties.get("status") in FIRM)
    if agreed + _taken(claim, line) > wanted + SLACK:
        raise AlreadyAnswered(
            f"已经定下 {figure(agreed)}，这一项总共只要 {figure(wanted)}，再加上这一份就超了。",
            f"{figure(agreed)} is agreed already of the {figure(wanted)} wanted; with this claim it would be more.",
        )


def _taken(claim: Node, line: Node) -> float:
    """What a claim takes, in the unit of the line: sums of a line for money are told in 元."""
    sum_given = _number(claim.properties.get("money"))
    if line.properties.get("kind") == "money" and sum_given is not None:
        return sum_given / YUAN.get(str(line.properties.get("unit")), 1.0)
    return _number(claim.properties.get("quantity")) or 1.0


def _set(transaction: Transaction, identifier: str, line: Node | None, told: dict[str, Value]) -> AnsweredClaim:
    transaction.upsert([Node("Claim", identifier, told)])
    reason = told.get("reason")
    return AnsweredClaim(identifier, line.id if line else "", str(told["status"]), str(reason or ""))


def _number(value: Value) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
