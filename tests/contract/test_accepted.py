"""What was accepted together stays known, with what became of it, also when it was taken back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from graph.errors import NotFound
from graph.records import Link, Node
from graph.snapshot import build
from graph.store import Store
from service.allocating import acceptance, acceptances, invitations_of
from service.decisions.inviting import Proposal, invite, withdraw

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
TODAY = date(2026, 11, 22)


@pytest.fixture
def accepted(reading_club: Store) -> Store:
    reading_club.upsert(
        [Node("Invitation", "invitation-by-hand-1", {"asked_on": TODAY})],
        [Link("ASKED_FOR", "Invitation", "invitation-by-hand-1", "Requirement", "q1", {})],
    )
    wanted = [Proposal("q1", "Organization", "o1"), Proposal("q1", "Space", "s1")]
    invite(reading_club, wanted, NOW, "b1")
    return reading_club


def test_an_acceptance_tells_what_became_of_its_invitations(accepted: Store) -> None:
    (one,) = acceptances(build(accepted, NOW), accepted)
    assert (one.batch, one.at, one.projects, one.written, one.waiting) == ("b1", NOW, ("p1",), 2, 2)
    first, _ = invitations_of(build(accepted, NOW), "b1")
    accepted.upsert([Node("Invitation", first, {"answer": "declined", "answered_on": TODAY})])
    again = acceptance(build(accepted, NOW), accepted, "b1")
    assert (again.waiting, again.declined, again.written) == (1, 1, 2)
    with pytest.raises(NotFound):
        acceptance(build(accepted, NOW), accepted, "never")


def test_what_was_taken_back_one_by_one_is_still_told_in_full(accepted: Store) -> None:
    ids = invitations_of(build(accepted, NOW), "b1")
    for minutes, gone in enumerate(ids, start=1):
        assert withdraw(accepted, [gone], NOW + timedelta(minutes=minutes)) == [gone]
        assert not withdraw(accepted, [gone], NOW + timedelta(minutes=9))
        (one,) = acceptances(build(accepted, NOW), accepted)
        assert (one.waiting, one.taken_back, one.written) == (2 - minutes, minutes, 2)
    assert (one.at, one.taken_back_at) == (NOW, NOW + timedelta(minutes=2))
    assert one.as_json()["taken_back"] == 2
    assert acceptance(build(accepted, NOW), accepted, "b1") == one


def test_no_page_reads_all_that_was_ever_noted(accepted: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def everything(kind: str) -> None:
        raise AssertionError(f"all of {kind} was read")

    snapshot = build(accepted, NOW)
    monkeypatch.setattr(accepted, "nodes", everything)
    (one,) = acceptances(snapshot, accepted)
    assert (one.at, one.written) == (NOW, 2)


def test_an_acceptance_that_fails_while_it_is_written_is_not_remembered(accepted: Store) -> None:
    with pytest.raises(NotFound):
        invite(accepted, [Proposal("q1", "Organization", "gone")], NOW, "b2")
    assert [one.batch for one in acceptances(build(accepted, NOW), accepted)] == ["b1"]


def test_what_stands_is_told_from_the_snapshot_while_the_graph_is_away(accepted: Store) -> None:
    (one,) = acceptances(build(accepted, NOW), None)
    assert (one.batch, one.day, one.at, one.projects, one.waiting) == ("b1", TODAY, None, ("p1",), 2)


def test_the_latest_acceptance_comes_first(accepted: Store) -> None:
    for key, who, when in (("b0", "o0", NOW - timedelta(days=1)), ("b2", "o2", NOW + timedelta(hours=1))):
        accepted.upsert([Node("Organization", who, {"name": "又一家"})])
        invite(accepted, [Proposal("q1", "Organization", who)], when, key)
    assert [one.batch for one in acceptances(build(accepted, NOW), accepted)] == ["b2", "b1", "b0"]
