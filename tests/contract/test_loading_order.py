"""What comes after what: imports that wait for one another, and decisions made while a file is read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from graph.loading.draft import Draft
from graph.loading.errors import LaterWorkDepends
from graph.loading.load import Origin, load, undo
from graph.loading.merge import merge
from graph.records import Link, Node
from graph.store import Store
from graph.transaction import Transaction
from service import intake
from service.intake import Desk
from service.intake.desk import published_words

NOW = datetime(2026, 3, 20, 9, tzinfo=UTC)


def group() -> Draft:
    draft = Draft()
    draft.add(("Organization", "organization-x"), {"name": "花友会"})
    return draft


@pytest.mark.parametrize("asked_before", [timedelta(0), timedelta(seconds=1)], ids=["at once", "a second before"])
def test_an_import_that_waited_for_another_comes_after_it(store: Store, asked_before: timedelta) -> None:
    first = load(store, group(), Origin("B.csv", "b" * 64, 1, 0), NOW)
    waited = load(store, group(), Origin("A.csv", "a" * 64, 1, 0), NOW - asked_before)
    assert (first.created, waited.created, waited.unchanged) == (1, 0, 1)
    with pytest.raises(LaterWorkDepends) as caught:
        undo(store, first.import_id, NOW)
    assert waited.import_id in str(caught.value.obstacles)
    undo(store, waited.import_id, NOW)
    undo(store, first.import_id, NOW)
    assert store.counts()["Organization"] == 0


def test_merges_of_one_second_are_told_apart(store: Store) -> None:
    store.upsert([Node("Unit", f"{part}-unit-abcdefgh", {"name": f"{part}书店"}) for part in "abcd"])
    before = store.canonical_hash()
    taken = [merge(store, "Unit", f"{keep}-unit-abcdefgh", f"{drop}-unit-abcdefgh", NOW) for keep, drop in ("ab", "cd")]
    assert len(set(taken)) == 2
    for import_id in reversed(taken):
        undo(store, import_id, NOW)
    assert store.canonical_hash() == before


def sheet(*rows: str) -> bytes:
    return "\n".join(rows).encode()


@pytest.fixture
def desk(store: Store, tmp_path: Path) -> Desk:
    return Desk(store, tmp_path / "imports", published_words)


def doubled(desk: Desk) -> tuple[str, str]:
    """The ids of two groups of almost one name."""
    check = intake.check_files(desk, [("队伍.csv", sheet("组织名称,成员数", "花草社,20人", "花草舍,25人"))], now=NOW)
    intake.load_check(desk, check.id, now=NOW)
    kept, dropped = (desk.store.find("Organization", "name", name)[0].id for name in ("花草社", "花草舍"))
    return kept, dropped


def test_a_merge_tells_its_day_by_the_clock_of_the_community_however_it_was_asked_for(desk: Desk) -> None:
    doubled(desk)
    late = NOW.replace(hour=23)  # past midnight in the community
    (pair,) = intake.possible_doubles(desk)
    by_proposal = intake.decide_double(desk, pair.id, True, now=late)
    intake.undo_import(desk, by_proposal, now=late)
    by_hand = intake.merge_records(desk, pair.kind, pair.left, pair.right, now=late)
    assert [taken[:14] for taken in (by_proposal, by_hand)] == ["merge-20260321"] * 2


def before_the_turn(store: Store, monkeypatch: pytest.MonkeyPatch, other: Callable[[], object]) -> None:
    """Just before the next turn to write, somebody else is faster."""
    in_turn, done = store.in_turn, [False]

    def slower(work: Callable[[Transaction], Any]) -> Any:
        if not done[0]:
            done[0] = True
            other()
        return in_turn(work)

    monkeypatch.setattr(store, "in_turn", slower)


def test_a_file_read_before_a_merge_does_not_bring_back_what_was_merged(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, dropped = doubled(desk)
    people = sheet("姓名,特长,所在队伍,手机,是否同意参与匹配", "王某英,剪纸,花草舍,13800000001,同意")
    check = intake.check_files(desk, [("骨干.csv", people)], now=NOW)
    before_the_turn(desk.store, monkeypatch, lambda: intake.merge_records(desk, "Organization", kept, dropped, now=NOW))
    (loaded,) = intake.load_check(desk, check.id, now=NOW + timedelta(minutes=1))
    assert (loaded.rows, loaded.left_out) == (1, 0)
    assert [node.id for node in desk.store.nodes("Organization")] == [kept]
    assert [link.to_id for link in desk.store.links("MEMBER_OF")] == [kept]


def test_a_file_read_before_a_decision_follows_it(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    check = intake.check_files(desk, [("队伍.csv", sheet("组织名称,成员数", "花草社,20人"))], now=NOW)
    intake.load_check(desk, check.id, now=NOW)
    check = intake.check_files(desk, [("队伍2.csv", sheet("组织名称,成员数", "花草舍,25人"))], now=NOW)
    (pair,) = check.proposals
    before_the_turn(desk.store, monkeypatch, lambda: intake.decide_sameness(desk, check.id, pair.id, True, now=NOW))
    intake.load_check(desk, check.id, now=NOW + timedelta(minutes=1))
    (found,) = desk.store.nodes("Organization")
    assert (found.properties["name"], found.properties["members"]) == ("花草社", 25)


@pytest.mark.parametrize("refused", ["kept", "dropped"])
def test_a_refusal_survives_a_merge(store: Store, refused: str) -> None:
    said = [Node("Resident", name, {"name": "王某英", "consent": name != refused}) for name in ("kept", "dropped")]
    store.upsert(said)
    before = store.canonical_hash()
    taken = merge(store, "Resident", "kept", "dropped", NOW)
    assert store.get("Resident", "kept").properties["consent"] is False
    undo(store, taken, NOW)
    assert store.canonical_hash() == before


def test_a_tie_that_both_had_is_one_after_a_merge_and_two_again_when_it_is_undone(store: Store) -> None:
    people = [Node("Resident", name, {"name": "王某英", "consent": True}) for name in ("kept", "dropped")]
    roles = {"kept": "队长", "dropped": "成员"}
    ties = [Link("MEMBER_OF", "Resident", one, "Organization", "club", {"role": role}) for one, role in roles.items()]
    store.upsert([*people, Node("Organization", "club", {"name": "花草社"})], ties)
    before = store.canonical_hash()
    taken = merge(store, "Resident", "kept", "dropped", NOW)
    assert [link.properties["role"] for link in store.links_of("Organization", "club")] == ["队长"]
    undo(store, taken, NOW)
    assert store.canonical_hash() == before
