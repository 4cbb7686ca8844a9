"""Invitations of a plan: written once, for what exists, and taken back while nobody has answered."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from graph.errors import NotFound
from graph.records import Link, Node
from graph.snapshot import build
from graph.store import Store
from service.allocating import invitations_of
from service.decisions.inviting import LONGEST_NOTE, PlanChanged, Proposal, invite, waiting, withdraw
from service.errors import InvalidRecord
from service.lines.stages import OVER

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


def test_a_plan_becomes_invitations_once(reading_club: Store) -> None:
    wanted = [Proposal("q1", "Organization", "o1"), Proposal("q1", "Space", "s1"), Proposal("q1", "Organization", "o1")]
    first = invite(reading_club, wanted, NOW)
    assert [(one.candidate, one.name, one.new) for one in first] == [("o1", "书友会", True), ("s1", "小书房", True)]
    again = invite(reading_club, wanted, NOW)
    assert [(one.id, one.new) for one in again] == [(one.id, False) for one in first]
    links = {(link.kind, link.to_kind, link.to_id) for link in reading_club.links_of("Invitation", first[0].id)}
    assert links == {("ASKED", "Organization", "o1"), ("ASKED_FOR", "Requirement", "q1")}


def test_a_plan_with_something_gone_writes_nothing(reading_club: Store) -> None:
    with pytest.raises(NotFound):
        invite(reading_club, [Proposal("q1", "Organization", "o1"), Proposal("q1", "Organization", "gone")], NOW)
    with pytest.raises(NotFound):
        invite(reading_club, [Proposal("gone", "Organization", "o1")], NOW)
    assert not list(reading_club.nodes("Invitation"))


def test_only_what_nobody_answered_is_taken_back(reading_club: Store) -> None:
    one, other = invite(reading_club, [Proposal("q1", "Organization", "o1"), Proposal("q1", "Space", "s1")], NOW)
    reading_club.upsert([Node("Invitation", one.id, {"answer": "accepted", "answered_on": TODAY})])
    assert withdraw(reading_club, [one.id, other.id, "never-written"], NOW) == [other.id]
    assert [node.id for node in reading_club.nodes("Invitation")] == [one.id]
    renewed = invite(reading_club, [Proposal("q1", "Organization", "o1")], NOW)
    assert renewed[0].new


def test_what_was_accepted_together_waits_and_is_taken_back_together(reading_club: Store) -> None:
    wanted = [Proposal("q1", "Organization", "o1", "2人"), Proposal("q1", "Space", "s1", "1间")]
    invite(reading_club, wanted, NOW, batch="b1")
    snapshot = build(reading_club, datetime(2026, 11, 22, 9, tzinfo=UTC))
    found = waiting(snapshot, ["q1", "no-such"])
    assert {(one.kind, one.candidate, one.note, one.asked_on) for one in found} == {
        ("Organization", "o1", "2人", TODAY),
        ("Space", "s1", "1间", TODAY),
    }
    assert set(invitations_of(snapshot, "b1")) == {one.id for one in found}
    assert not invitations_of(snapshot, "b")
    assert not waiting(snapshot, [])
    withdraw(reading_club, invitations_of(snapshot, "b1"), NOW)
    assert not waiting(build(reading_club, datetime(2026, 11, 22, 9, tzinfo=UTC)), ["q1"])


def test_a_form_sent_again_is_harmless_and_other_ticks_under_its_batch_are_other_invitations(
    reading_club: Store,
) -> None:
    one = invite(reading_club, [Proposal("q1", "Organization", "o1")], NOW, batch="b1")[0]
    other = invite(reading_club, [Proposal("q1", "Space", "s1")], NOW, batch="b1")[0]
    assert other.new
    assert other.id != one.id
    for held in (one, other):
        ends = sorted((link.kind, link.to_id) for link in reading_club.links_of("Invitation", held.id))
        assert ends == [("ASKED", held.candidate), ("ASKED_FOR", "q1")]
    reading_club.upsert([Node("Invitation", one.id, {"answer": "declined", "answered_on": TODAY})])
    again = invite(
        reading_club, [Proposal("q1", "Organization", "o1", "9人")], datetime(2026, 11, 25, 9, tzinfo=UTC), batch="b1"
    )[0]
    assert (again.id, again.new, again.asked_on) == (one.id, False, TODAY)
    assert not reading_club.get("Invitation", one.id).properties.get("note")
    held_now = build(reading_club, datetime(2026, 11, 22, 9, tzinfo=UTC))
    assert set(invitations_of(held_now, "b1")) == {one.id, other.id}


def test_a_batch_does_not_take_back_another_whose_key_begins_alike(reading_club: Store) -> None:
    one = invite(reading_club, [Proposal("q1", "Organization", "o1")], NOW, batch="batch-7")[0]
    snapshot = build(reading_club, datetime(2026, 11, 22, 9, tzinfo=UTC))
    assert not invitations_of(snapshot, "batch")
    assert invitations_of(snapshot, "batch-7") == [one.id]


@pytest.mark.parametrize("stage", OVER)
@pytest.mark.parametrize("through_activity", [False, True])
def test_nobody_is_invited_for_a_project_that_is_over(
    reading_club: Store, stage: str, *, through_activity: bool
) -> None:
    if through_activity:
        reading_club.upsert(
            [
                Node("Activity", "a1", {"name": "第一次"}),
                Node("Requirement", "q2", {"kind": "people", "status": "open"}),
            ],
            [
                Link("PART_OF", "Activity", "a1", "Project", "p1", {}),
                Link("REQUIRES", "Activity", "a1", "Requirement", "q2", {}),
            ],
        )
    wanted = Proposal("q2" if through_activity else "q1", "Organization", "o1")
    reading_club.upsert([Node("Project", "p1", {"stage": stage})])
    with pytest.raises(PlanChanged) as caught:
        invite(reading_club, [wanted], NOW)
    assert [(one.proposal, one.name) for one in caught.value.refusals] == [(wanted, "书友会")]
    assert not list(reading_club.nodes("Invitation"))
    reading_club.upsert([Node("Project", "p1", {"stage": "matching"})])
    assert invite(reading_club, [wanted], NOW)[0].new


def test_a_line_met_meanwhile_invites_nobody(reading_club: Store) -> None:
    reading_club.upsert([Node("Requirement", "q1", {"status": "met"})])
    with pytest.raises(PlanChanged, match="落实"):
        invite(reading_club, [Proposal("q1", "Organization", "o1")], NOW)
    assert not list(reading_club.nodes("Invitation"))


def test_a_note_keeps_no_number_of_a_person_and_is_short(reading_club: Store) -> None:
    for note in ("身份证110101194903120018", "长" * (LONGEST_NOTE + 1)):
        with pytest.raises(InvalidRecord):
            invite(reading_club, [Proposal("q1", "Space", "s1"), Proposal("q1", "Organization", "o1", note)], NOW)
    assert not list(reading_club.nodes("Invitation"))
    done = invite(reading_club, [Proposal("q1", "Organization", "o1", "2人，打13800138000")], NOW)[0]
    kept = str(reading_club.get("Invitation", done.id).properties["note"])
    assert kept.startswith("2人")
    assert "13800138000" not in kept
