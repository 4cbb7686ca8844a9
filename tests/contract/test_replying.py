"""What the invited answered becomes a claim or a kept refusal, on every engine; a line is never given away twice."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from graph.errors import NotFound
from graph.records import Link, Node
from graph.store import Store
from service.decisions.answering import decline_claim, reopen_claim
from service.decisions.replying import reply, unreply
from service.errors import AlreadyAnswered, InvalidRecord

NOW = datetime(2026, 3, 14, 9, tzinfo=UTC)
INVITED = {
    "i1": ("Organization", "o1"),
    "i2": ("Service", "s1"),
    "i3": ("Fund", "f1"),
    "i4": ("Service", "s2"),
    "i5": ("Unit", "u1"),
}


@pytest.fixture
def asked(store: Store) -> Store:
    store.upsert(
        [
            Node(
                "Requirement", "q1", {"kind": "people", "status": "open", "text": "人手", "quantity": 3.0, "unit": "人"}
            ),
            Node(
                "Requirement",
                "q3",
                {"kind": "money", "status": "open", "text": "经费", "quantity": 2.0, "unit": "千元"},
            ),
            Node("Organization", "o1", {"name": "某社"}),
            Node("Unit", "u1", {"name": "某单位"}),
            *(Node("Service", key, {"name": f"某服务{key}"}) for key in ("s1", "s2")),
            Node("Fund", "f1", {"name": "某资金"}),
            Node("Invitation", "i1", {"note": "2人"}),
            Node("Invitation", "i2", {"note": "2人"}),
            Node("Invitation", "i3", {"note": "1500元"}),
            Node("Invitation", "i4", {}),
            Node("Invitation", "i5", {"note": "9天没有答复"}),
        ],
        [
            Link("OFFERS", "Unit", "u1", "Service", "s1"),
            *(Link("ASKED", "Invitation", key, *who) for key, who in INVITED.items()),
            *(Link("ASKED_FOR", "Invitation", key, "Requirement", "q3" if key == "i3" else "q1") for key in INVITED),
        ],
    )
    return store


def makers(store: Store, claim: str) -> list[tuple[str, str]]:
    return [(one.from_kind, one.from_id) for one in store.links_of("Claim", claim) if one.kind == "MADE"]


def test_an_answer_can_be_taken_back_after_its_claim_was_opened_anew_and_declined(asked: Store) -> None:
    claim = reply(asked, "i1", "accepted", "", NOW).claim
    reopen_claim(asked, claim)
    decline_claim(asked, claim, "人够了", NOW)
    assert unreply(asked, "i1").answer == ""
    assert asked.get_many("Claim", [claim]) == []
    assert reply(asked, "i1", "declined", "no_time", NOW).answer == "declined"


def test_yes_is_an_agreed_claim_of_what_was_asked_and_can_be_taken_back(asked: Store) -> None:
    done = reply(asked, "i1", "accepted", "", NOW)
    assert (done.requirement, done.claim) == ("q1", "claim-of-i1")
    held = asked.get("Claim", done.claim).properties
    assert (held["status"], held["quantity"], held["unit"]) == ("confirmed", 2.0, "人")
    assert makers(asked, done.claim) == [("Organization", "o1")]
    assert asked.get("Invitation", "i1").properties["answered_on"] == date(2026, 3, 14)
    with pytest.raises(AlreadyAnswered):
        reply(asked, "i1", "declined", "no_time", NOW)
    with pytest.raises(AlreadyAnswered, match="定下 2"):  # two and two are more than three
        reply(asked, "i2", "accepted", "", NOW)
    assert "answer" not in asked.get("Invitation", "i2").properties
    unreply(asked, "i1")
    assert not asked.get("Invitation", "i1").properties.get("answer")
    assert reply(asked, "i2", "accepted", "", NOW).claim == "claim-of-i2"
    assert makers(asked, "claim-of-i2") == [("Unit", "u1")]  # a service speaks through who offers it


def test_money_is_counted_as_money_and_nobody_known_makes_no_claim(asked: Store) -> None:
    done = reply(asked, "i3", "accepted", "", NOW)
    assert asked.get("Claim", done.claim).properties["money"] == 1500.0
    assert reply(asked, "i4", "accepted", "", NOW).claim == ""
    assert asked.get("Invitation", "i4").properties["answer"] == "accepted"
    words = reply(asked, "i5", "accepted", "", NOW).claim  # a number of days is no amount
    assert "quantity" not in asked.get("Claim", words).properties
    asked.upsert([Node("Claim", done.claim, {"status": "fulfilled"})])
    with pytest.raises(AlreadyAnswered):  # work has been done since
        unreply(asked, "i3")


def test_no_keeps_its_reason_and_nonsense_is_refused(asked: Store) -> None:
    done = reply(asked, "i1", "declined", "too_far", NOW)
    assert (done.answer, done.reason, done.claim) == ("declined", "too_far", "")
    with pytest.raises(InvalidRecord, match="reason"):
        reply(asked, "i2", "declined", "bored", NOW)
    with pytest.raises(InvalidRecord, match="answer"):
        reply(asked, "i2", "perhaps", "", NOW)
    with pytest.raises(NotFound):
        reply(asked, "none", "accepted", "", NOW)
    with pytest.raises(AlreadyAnswered):
        unreply(asked, "i2")


@pytest.mark.parametrize("own", [None, "先看看排班，可能来不了"])
def test_yes_takes_the_place_of_what_the_same_party_only_intended_until_it_is_taken_back(
    asked: Store, own: str | None
) -> None:
    asked.upsert(
        [Node("Claim", "meant", {"status": "proposed", "quantity": 2.0, "unit": "人", "reason": own})],
        [
            Link("MADE", "Organization", "o1", "Claim", "meant"),
            Link("TAKES", "Claim", "meant", "Requirement", "q1"),
        ],
    )
    done = reply(asked, "i1", "accepted", "", NOW)
    meant = asked.get("Claim", "meant").properties
    assert (meant["status"], meant["ended_on"]) == ("withdrawn", date(2026, 3, 14))
    assert done.claim in str(meant["reason"])
    assert str(meant["reason"]).startswith(own or "答应了邀请")
    assert "takes its place" in str(meant["reason"])
    unreply(asked, "i1")
    meant = asked.get("Claim", "meant").properties
    assert (meant["status"], meant.get("reason"), meant.get("ended_on")) == ("proposed", own, None)
