"""Invitations of a plan: written once, for what exists, and taken back while nobody has answered."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from graph.errors import NotFound
from graph.records import Link, Node
from graph.snapshot import build
from graph.store import Store
from service.allocating import invitations_of
from service.inviting import Proposal, invite, waiting, withdraw

TODAY = date(2026, 11, 22)


@pytest.fixture
def asked(store: Store) -> Store:
    store.upsert(
        [
            Node("Project", "p1", {"name": "楼门读书会", "stage": "matching"}),
            Node("Requirement", "q1", {"kind": "people", "text": "领读的人", "status": "open"}),
            Node("Organization", "o1", {"name": "书友会"}),
            Node("Space", "s1", {"name": "小书房"}),
        ],
        [Link("REQUIRES", "Project", "p1", "Requirement", "q1", {})],
    )
    return store


def test_a_plan_becomes_invitations_once(asked: Store) -> None:
    wanted = [Proposal("q1", "Organization", "o1"), Proposal("q1", "Space", "s1"), Proposal("q1", "Organization", "o1")]
    first = invite(asked, wanted, TODAY)
    assert [(one.candidate, one.name, one.new) for one in first] == [("o1", "书友会", True), ("s1", "小书房", True)]
    again = invite(asked, wanted, TODAY)
    assert [(one.id, one.new) for one in again] == [(one.id, False) for one in first]
    links = {(link.kind, link.to_kind, link.to_id) for link in asked.links_of("Invitation", first[0].id)}
    assert links == {("ASKED", "Organization", "o1"), ("ASKED_FOR", "Requirement", "q1")}


def test_a_plan_with_something_gone_writes_nothing(asked: Store) -> None:
    with pytest.raises(NotFound):
        invite(asked, [Proposal("q1", "Organization", "o1"), Proposal("q1", "Organization", "gone")], TODAY)
    with pytest.raises(NotFound):
        invite(asked, [Proposal("gone", "Organization", "o1")], TODAY)
    assert not list(asked.nodes("Invitation"))


def test_only_what_nobody_answered_is_taken_back(asked: Store) -> None:
    one, other = invite(asked, [Proposal("q1", "Organization", "o1"), Proposal("q1", "Space", "s1")], TODAY)
    asked.upsert([Node("Invitation", one.id, {"answer": "accepted", "answered_on": TODAY})])
    assert withdraw(asked, [one.id, other.id, "never-written"]) == [other.id]
    assert [node.id for node in asked.nodes("Invitation")] == [one.id]
    renewed = invite(asked, [Proposal("q1", "Organization", "o1")], TODAY)
    assert renewed[0].new


def test_what_was_accepted_together_waits_and_is_taken_back_together(asked: Store) -> None:
    wanted = [Proposal("q1", "Organization", "o1", "2人"), Proposal("q1", "Space", "s1", "1间")]
    invite(asked, wanted, TODAY, batch="invitation-b1")
    snapshot = build(asked, datetime(2026, 11, 22, 9, tzinfo=UTC))
    found = waiting(snapshot, ["q1", "no-such"])
    assert {(one.kind, one.candidate, one.note, one.asked_on) for one in found} == {
        ("Organization", "o1", "2人", TODAY),
        ("Space", "s1", "1间", TODAY),
    }
    assert set(invitations_of(snapshot, "b1")) == {one.id for one in found}
    assert not invitations_of(snapshot, "b")
    assert not waiting(snapshot, [])
    withdraw(asked, invitations_of(snapshot, "b1"))
    assert not waiting(build(asked, datetime(2026, 11, 22, 9, tzinfo=UTC)), ["q1"])
