"""Claims answered and mistaken records taken back, on every engine."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from graph.errors import NotFound
from graph.records import Link, Node
from graph.store import Store
from service import editing
from service.decisions.answering import confirm_claim, decline_claim, reopen_claim
from service.editing.removing import bring_back, forget_old, remove
from service.errors import (
    AlreadyAnswered,
    ConditionMissing,
    InvalidRecord,
    Outdated,
    StillNeeded,
    UnknownReference,
    UnknownRemoval,
)

NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
IDENTITY = "999999190001030075"


@pytest.fixture
def line(store: Store) -> Store:
    """A project that lacks two chairs, and three who want to bring some."""
    nodes = [Node("Project", "p", {"name": "银铃", "stage": "matching"}), Node("Organization", "o", {"name": "花草社"})]
    nodes.append(Node("Requirement", "q", {"kind": "goods", "text": "两把椅子", "quantity": 2.0, "status": "open"}))
    links = [Link("REQUIRES", "Project", "p", "Requirement", "q")]
    for name, quantity in (("c1", 1.0), ("c2", 1.0), ("c3", 1.0)):
        nodes.append(Node("Claim", name, {"status": "proposed", "quantity": quantity}))
        links += [Link("MADE", "Organization", "o", "Claim", name), Link("TAKES", "Claim", name, "Requirement", "q")]
    store.upsert(nodes, links)
    return store


def status(store: Store, claim: str) -> object:
    return store.get("Claim", claim).properties["status"]


def test_a_claim_is_confirmed_or_declined_once_and_the_answer_can_be_taken_back(line: Store) -> None:
    assert confirm_claim(line, "c1", NOW).status == "confirmed"
    with pytest.raises(AlreadyAnswered):
        decline_claim(line, "c1", "来晚了", NOW)
    told = decline_claim(line, "c2", " 已经 有了，电话13800000001 ", NOW)
    assert (told.status, told.requirement) == ("declined", "q")
    assert "13800000001" not in str(line.get("Claim", "c2").properties)
    assert reopen_claim(line, "c1").status == reopen_claim(line, "c2").status == "proposed"
    assert line.get("Claim", "c2").properties.keys() == {"status", "quantity"}


def test_a_claim_that_was_declined_waits_again_only_while_there_is_room(line: Store) -> None:
    decline_claim(line, "c3", "够了", NOW)
    for claim in ("c1", "c2"):
        confirm_claim(line, claim, NOW)
    with pytest.raises(AlreadyAnswered):
        reopen_claim(line, "c3")
    assert status(line, "c3") == "declined"
    assert reopen_claim(line, "c2").status == reopen_claim(line, "c3").status == "proposed"


@pytest.mark.parametrize("reason", ["", "  ", "长" * 201, f"证件{IDENTITY}"])
def test_a_refusal_needs_a_reason_that_can_be_kept(line: Store, reason: str) -> None:
    with pytest.raises(InvalidRecord):
        decline_claim(line, "c1", reason, NOW)
    assert status(line, "c1") == "proposed"


def test_no_more_is_agreed_than_was_asked_for_however_many_agree_at_once(line: Store) -> None:
    refused: list[str] = []
    at_once = threading.Barrier(3)

    def agree(claim: str) -> None:
        at_once.wait(10)
        try:
            confirm_claim(line, claim, NOW)
        except AlreadyAnswered:
            refused.append(claim)

    threads = [threading.Thread(target=agree, args=(claim,)) for claim in ("c1", "c2", "c3")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(refused) == 1
    assert sorted(str(status(line, claim)) for claim in ("c1", "c2", "c3")) == ["confirmed", "confirmed", "proposed"]


def test_what_something_depends_on_stays_and_the_list_says_what(line: Store, tmp_path: Path) -> None:
    with pytest.raises(StillNeeded, match="两把椅子"):
        remove(line, tmp_path, "Project", "p", if_match=["*"])
    with pytest.raises(StillNeeded) as told:
        remove(line, tmp_path, "Requirement", "q", if_match=["*"])
    assert "c1" in told.value.zh
    assert line.get("Project", "p")
    with pytest.raises(ConditionMissing):
        remove(line, tmp_path, "Project", "p", if_match=[])
    with pytest.raises(NotFound):
        remove(line, tmp_path, "Need", "none", if_match=["*"])


def test_a_removed_record_comes_back_as_it_was(store: Store, tmp_path: Path) -> None:
    store.upsert([Node("Place", "here", {"name": "一号院", "level": "compound"})])
    need = editing.create(store, "Need", {"text": "楼道太暗", "place": "here"}, identifier="n", now=NOW)
    before = store.canonical_hash()
    with pytest.raises(Outdated):
        remove(store, tmp_path, "Need", "n", if_match=["another"])
    done = remove(store, tmp_path, "Need", "n", if_match=[need.tag])
    assert done.name == "楼道太暗"
    assert store.get_many("Need", ["n"]) == []
    for _ in range(2):
        assert bring_back(store, tmp_path, done.key).id == "n"
    again = editing.current(store, "Need", "n")
    assert {**again.values, "revision": None} == {**need.values, "revision": None}
    assert store.canonical_hash() != before, "the revision tells that something happened"


def test_a_line_does_not_come_back_without_its_project_and_nothing_after_a_week(store: Store, tmp_path: Path) -> None:
    project = editing.create(store, "Project", {"name": "添绿"}, identifier="p", now=NOW)
    editing.create(store, "Requirement", {"kind": "goods", "text": "椅子", "project": "p"}, identifier="q", now=NOW)
    line = remove(store, tmp_path, "Requirement", "q", if_match=["*"])
    whole = remove(store, tmp_path, "Project", "p", if_match=[project.tag])
    with pytest.raises(UnknownReference):
        bring_back(store, tmp_path, line.key)
    bring_back(store, tmp_path, whole.key)
    bring_back(store, tmp_path, line.key)
    assert [link.to_id for link in store.links("REQUIRES")] == ["q"]
    forget_old(store, tmp_path, datetime.now(UTC) + timedelta(days=8))
    for key in (line.key, "../secret", ""):
        with pytest.raises(UnknownRemoval):
            bring_back(store, tmp_path, key)
