"""Who leaves is asked for nothing more, on every engine, though the page that asks has not heard of it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from graph.records import Link, Node
from graph.store import Store
from service.decisions.answering import confirm_claim
from service.decisions.inviting import PlanChanged, Proposal, invite
from service.decisions.replying import reply
from service.errors import AlreadyAnswered

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
LEFT, UNDER_AGE = "1位居民没有同意参加推荐，不显示名字", "1位居民未成年，不列入推荐名单"
OTHERS = [
    Proposal("q1", "Resident", "stays"),
    Proposal("q1", "Service", "shared"),
    Proposal("q1", "Organization", "o1"),
]


@pytest.fixture
def left(reading_club: Store) -> Store:
    """The reading club, and people of whom all but one left since the pages were made."""
    given = {"purpose": "推荐伙伴", "given_on": date(2026, 1, 5)}
    reading_club.upsert(
        [
            Node("Resident", "stays", {"name": "田小禾", "consent": True, "age_band": "60-69"}),
            Node("Resident", "no", {"name": "曲小江", "consent": False}),
            Node("Resident", "silent", {"name": "卜小岭"}),
            Node("Resident", "child", {"name": "苗小朵", "consent": True, "age_band": "14-17"}),
            Node("Resident", "withdrew", {"name": "沙小舟", "consent": True}),
            Node("Expert", "expert", {"name": "柏小教", "consent": False}),
            Node("Service", "hers", {"name": "曲家修伞"}),
            Node("Service", "shared", {"name": "两家修伞"}),
            Node("Consent", "was", {**given, "withdrawn_on": date(2026, 11, 22)}),
            Node("Consent", "is", given),
        ],
        [
            Link("OFFERS", "Resident", "no", "Service", "hers", {}),
            Link("OFFERS", "Resident", "no", "Service", "shared", {}),
            Link("OFFERS", "Resident", "stays", "Service", "shared", {}),
            Link("GAVE", "Resident", "withdrew", "Consent", "was", {}),
            Link("GAVE", "Resident", "stays", "Consent", "is", {}),
        ],
    )
    return reading_club


GONE = [
    ("Resident", "no", LEFT),
    ("Resident", "silent", LEFT),
    ("Resident", "child", UNDER_AGE),
    ("Resident", "withdrew", LEFT),
    ("Expert", "expert", LEFT),
    ("Service", "hers", LEFT),
]


@pytest.mark.parametrize(("kind", "key", "why"), GONE)
def test_who_left_is_neither_invited_nor_named_nor_noted_as_agreed(left: Store, kind: str, key: str, why: str) -> None:
    name = str(left.get(kind, key).properties["name"])
    with pytest.raises(PlanChanged) as caught:
        invite(left, [*OTHERS, Proposal("q1", kind, key)], NOW)
    assert [(one.proposal.id, one.name, one.zh) for one in caught.value.refusals] == [(key, "—", why)]
    assert name not in str(caught.value)
    assert not list(left.nodes("Invitation"))
    left.upsert(
        [Node("Invitation", "i1", {"asked_on": date(2026, 11, 1)}), Node("Requirement", "q1", {"status": "met"})],
        [Link("ASKED", "Invitation", "i1", kind, key), Link("ASKED_FOR", "Invitation", "i1", "Requirement", "q1")],
    )
    with pytest.raises(PlanChanged) as caught:  # not even where another reason is told
        invite(left, [Proposal("q1", kind, key)], NOW)
    assert name not in str(caught.value)
    with pytest.raises(AlreadyAnswered, match="没有同意参加推荐"):
        reply(left, "i1", "accepted", "", NOW)
    assert "answer" not in left.get("Invitation", "i1").properties
    assert reply(left, "i1", "declined", "no_time", NOW).answer == "declined"


def test_who_stays_is_asked_and_speaks_for_what_is_offered_together(left: Store) -> None:
    asked = {one.candidate: one for one in invite(left, OTHERS, NOW)}
    assert set(asked) == {"stays", "shared", "o1"}
    claim = reply(left, asked["shared"].id, "accepted", "", NOW).claim
    assert [link.from_id for link in left.links_of("Claim", claim) if link.kind == "MADE"] == ["stays"]


@pytest.mark.parametrize("key", ["no", "child", "withdrew"])
def test_a_claim_of_who_left_is_not_agreed_to(left: Store, key: str) -> None:
    left.upsert(
        [Node("Claim", "c1", {"status": "proposed"}), Node("Claim", "c2", {"status": "proposed"})],
        [Link("MADE", "Resident", key, "Claim", "c1"), Link("MADE", "Resident", "stays", "Claim", "c2")],
    )
    with pytest.raises(AlreadyAnswered, match="没有同意参加推荐"):
        confirm_claim(left, "c1", NOW)
    assert left.get("Claim", "c1").properties["status"] == "proposed"
    assert confirm_claim(left, "c2", NOW).status == "confirmed"
