"""The verbs of the store, the same on each engine."""

from __future__ import annotations

import string
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.driver import IncompleteCommit
from graph.errors import BadRecord, BadStatement, NotFound
from graph.hashing import GraphHash
from graph.kinds import LINKS, NODES
from graph.records import Link, Node
from graph.store import Store
from graph.transaction import Transaction, Written
from tests.contract import street

ONE_STORE = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
)


def test_a_graph_is_empty_until_something_of_a_community_is_in_it(store: Store) -> None:
    assert store.is_empty()
    store.upsert(street.NODES[:1], [])
    assert not store.is_empty()


def test_what_was_written_is_read_back(store: Store) -> None:
    assert store.upsert(street.NODES, street.LINKS) == Written(len(street.NODES), len(street.LINKS))
    for node in street.NODES:
        assert store.get(node.kind, node.id) == node
    everything = {label: list(store.nodes(label)) for label in NODES if not NODES[label].bookkeeping}
    assert sorted((n for some in everything.values() for n in some), key=str) == sorted(street.NODES, key=str)
    links = [link for kind in LINKS for link in store.links(kind)]
    assert sorted(links, key=str) == sorted(street.LINKS, key=str)


def test_writing_the_same_twice_changes_nothing(store: Store) -> None:
    street.fill(store)
    before = store.canonical_hash()
    street.fill(store)
    assert store.canonical_hash() == before
    counts = {name: count for name, count in store.counts().items() if count}
    assert counts == {
        "Place": 3,
        "Resident": 2,
        "Organization": 1,
        "Skill": 2,
        "Shown": 1,
        "PART_OF": 2,
        "LIVES_AT": 2,
        "HOLDS_POST": 2,
        "HAS_SKILL": 3,
        "MEMBER_OF": 1,
        "CONFLICTS_WITH": 1,
    }


def test_an_update_keeps_what_it_does_not_name_and_none_removes(store: Store) -> None:
    street.fill(store)
    store.upsert([Node("Resident", "wang", {"hours_cap": None, "note": "爱花", "windows": []})])
    assert store.get("Resident", "wang").properties == {"name": "王小花", "consent": True, "note": "爱花"}
    store.upsert([], [Link("HAS_SKILL", "Resident", "wang", "Skill", "garden", {"text": None, "source": "登记表"})])
    (link,) = store.links_between("HAS_SKILL", "Resident", "Skill", [("wang", "garden")])
    assert link.properties == {"source": "登记表"}


def test_a_record_that_would_stay_incomplete_is_refused_whole(store: Store) -> None:
    with pytest.raises(BadRecord, match="Place p2"):
        store.upsert([Node("Place", "p1", {"name": "甲", "level": "compound"}), Node("Place", "p2", {"name": "乙"})])
    assert store.get_many("Place", ["p1", "p2"]) == []
    store.upsert([Node("Place", "p1", {"name": "甲", "level": "compound"})])
    store.upsert([Node("Place", "p1", {"name": "甲院"})])
    assert store.get("Place", "p1").properties == {"name": "甲院", "level": "compound"}


@pytest.mark.parametrize(("source", "target", "end"), [("nobody", "b", "from"), ("wang", "nowhere", "to")])
def test_a_link_needs_both_ends(store: Store, source: str, target: str, end: str) -> None:
    street.fill(store)
    before = store.canonical_hash()
    new = Node("Resident", "new", {"name": "新人"})
    with pytest.raises(BadRecord) as caught:
        store.upsert([new], [Link("LIVES_AT", "Resident", source, "Place", target)])
    assert caught.value.property == end
    assert store.canonical_hash() == before


def test_links_of_a_node_come_from_both_directions_once(store: Store) -> None:
    street.fill(store)
    kinds = [(link.kind, link.from_id, link.to_id) for link in store.links_of("Organization", "flowers")]
    assert kinds == [
        ("CONFLICTS_WITH", "flowers", "flowers"),
        ("HAS_SKILL", "flowers", "garden"),
        ("MEMBER_OF", "wang", "flowers"),
    ]
    assert store.links_of("Shown", "shown") == []
    assert len([link for link in store.links_of("Resident", "wang") if link.kind == "HOLDS_POST"]) == 2


def test_find_looks_in_lists_too_and_orders_by_id(store: Store) -> None:
    street.fill(store)
    assert [n.id for n in store.find("Resident", "name", "王小花")] == ["wang"]
    assert [n.id for n in store.find("Resident", "windows", "sun-pm")] == ["wang"]
    assert [n.id for n in store.find("Organization", "aliases", "花友会")] == ["flowers"]
    assert [n.id for n in store.find("Organization", "star", 3)] == ["flowers"]
    assert [n.id for n in store.find("Resident", "joined_on", date(2021, 5, 6))] == ["li"]
    assert store.find("Resident", "name", "没有这人") == []
    store.upsert([Node("Resident", f"r{n}", {"name": "同名"}) for n in (3, 1, 2)])
    assert [n.id for n in store.find("Resident", "name", "同名")] == ["r1", "r2", "r3"]


def test_get_keeps_the_order_that_was_asked_for(store: Store) -> None:
    street.fill(store)
    assert [n.id for n in store.get_many("Place", ["b", "missing", "d", "b"])] == ["b", "d", "b"]
    with pytest.raises(NotFound, match="missing"):
        store.get("Place", "missing")


def test_removal_takes_the_links_along(store: Store) -> None:
    street.fill(store)
    store.remove([("Resident", "wang"), ("Resident", "never there")])
    assert [n.id for n in store.nodes("Resident")] == ["li"]
    assert [link.from_id for link in store.links("HAS_SKILL")].count("wang") == 0
    listed = store.changes(None)[-1]
    assert ("MEMBER_OF", "Resident", "wang", "Organization", "flowers") in listed.links
    assert ("Resident", "wang") in listed.nodes


def test_one_of_several_links_is_removed_by_its_key(store: Store) -> None:
    street.fill(store)
    store.remove(links=[Link("HOLDS_POST", "Resident", "wang", "Place", "b", {"post": "门长"})])
    assert [link.properties["post"] for link in store.links("HOLDS_POST")] == ["楼长"]
    store.remove(links=[Link("HOLDS_POST", "Resident", "wang", "Place", "b")])
    assert list(store.links("HOLDS_POST")) == []


def test_a_transaction_is_all_or_nothing(store: Store) -> None:
    street.fill(store)
    before = store.canonical_hash()

    def half(tx: Transaction) -> None:
        tx.upsert([Node("Skill", "new", {"name": "新"})])
        tx.remove([("Resident", "wang")])
        assert tx.get("Skill", "new").id == "new"
        raise NotFound("Skill", "on purpose")

    with pytest.raises(NotFound):
        store.transaction(half)
    assert store.canonical_hash() == before


def test_a_commit_of_which_nobody_knows_is_made_again(store: Store) -> None:
    """As when the engine is killed between a commit and its acknowledgement."""
    tries: list[int] = []

    def work(transaction: Transaction) -> int:
        transaction.upsert([Node("Skill", "in doubt", {"name": "x"})])
        tries.append(1)
        if len(tries) == 1:
            raise IncompleteCommit("gone")
        return len(tries)

    assert store.transaction(work) == 2
    assert [node.id for node in store.nodes("Skill")] == ["in doubt"]


def test_reading_never_writes(store: Store) -> None:
    with pytest.raises(BadStatement):
        store.read("forget_changes", ids=[])
    with pytest.raises(BadStatement):
        store.read("changes_from", seen=[])


EVIL = [
    "x'}) DETACH DELETE (n) //",
    'x"}) MATCH (m) DETACH DELETE m //',
    "`) DETACH DELETE (`",
    "$id",
    "{id: row.id}",
    "\\u0027",
    "|",
    "Place:b",
]


@pytest.mark.parametrize("evil", EVIL)
def test_ids_and_values_never_become_cypher(store: Store, evil: str) -> None:
    street.fill(store)
    store.upsert([Node("Skill", evil, {"name": evil})], [Link("HAS_SKILL", "Resident", "li", "Skill", evil)])
    assert store.get("Skill", evil).properties == {"name": evil}
    assert [n.id for n in store.find("Skill", "name", evil)] == [evil]
    assert ("HAS_SKILL", "Resident", "li", "Skill", evil) in store.changes(None)[-1].links
    store.remove([("Skill", evil)])
    assert sorted(n.id for n in store.nodes("Skill")) == ["garden", "phone"]


@pytest.mark.parametrize("evil", [*EVIL, "Resident) DETACH DELETE (n", "Resident|Place"])
def test_labels_types_and_properties_come_from_the_declared_ones(store: Store, evil: str) -> None:
    street.fill(store)
    before = store.canonical_hash()
    attempts: list[Any] = [
        lambda: store.get(evil, "wang"),
        lambda: store.links_of(evil, "wang"),
        lambda: store.find(evil, "name", "x"),
        lambda: store.find("Resident", evil, "x"),
        lambda: store.remove([(evil, "wang")]),
        lambda: store.remove(links=[Link(evil, "Resident", "wang", "Place", "b")]),
        lambda: store.links_between("LIVES_AT", evil, "Place", [("wang", "b")]),
        lambda: store.upsert([Node("Resident", "wang", {evil: "x"})]),
    ]
    for attempt in attempts:
        with pytest.raises((BadRecord, BadStatement)):
            attempt()
    assert store.canonical_hash() == before


TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=40)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "note": TEXTS,
    "hours_cap": st.floats(allow_nan=False, allow_infinity=False, min_value=-1e15, max_value=1e15),
    "consent": st.booleans(),
    "joined_on": st.dates(date(1, 1, 1), date(9999, 12, 31)),
    "windows": st.lists(TEXTS, max_size=5),
}


@ONE_STORE
@given(properties=st.fixed_dictionaries({}, optional=VALUES))
def test_every_kind_of_value_survives(store: Store, properties: dict[str, Any]) -> None:
    store.remove([("Resident", "trial")])
    store.upsert([Node("Resident", "trial", {"name": "试", **properties})])
    kept = {name: value for name, value in properties.items() if value not in ("", [])}
    assert store.get("Resident", "trial").properties == {"name": "试", **kept}


@ONE_STORE
@given(at=st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30)), hours=st.integers(-12, 14))  # noqa: DTZ001
def test_moments_come_back_in_utc(store: Store, at: datetime, hours: int) -> None:
    moment = at.replace(tzinfo=timezone(timedelta(hours=hours)))
    store.upsert([Node("Shown", "trial", {"shown_at": moment})])
    back = store.get("Shown", "trial").properties["shown_at"]
    assert back == moment
    assert isinstance(back, datetime)
    assert back.tzinfo is UTC


@ONE_STORE
@given(number=st.integers(-(2**63), 2**63 - 1))
def test_whole_numbers_survive(store: Store, number: int) -> None:
    store.upsert([Node("Space", "trial", {"name": "室", "capacity": number})])
    assert store.get("Space", "trial").properties["capacity"] == number


def test_large_records_and_many_records_travel_in_several_messages(store: Store) -> None:
    long = "长" * 400_000
    people = [Node("Resident", f"p{n:05}", {"name": "人", "note": long if n % 1000 == 0 else ""}) for n in range(6000)]
    assert store.upsert(people) == Written(6000, 0)
    assert store.get("Resident", "p01000").properties["note"] == long
    assert store.counts()["Resident"] == 6000
    with pytest.raises(BadRecord, match="too large"):
        store.upsert([Node("Resident", "p", {"name": "人", "note": "长" * 3_000_000})])


def test_an_abandoned_stream_leaves_nothing_behind(store: Store) -> None:
    store.upsert([Node("Skill", f"s{n}", {"name": "x"}) for n in range(50)])
    for _ in range(100):  # more than the connections there may be at once
        stream = store.nodes("Skill")
        next(stream)
        stream.close()  # type: ignore[attr-defined]
    assert len(list(store.nodes("Skill"))) == 50


def test_the_hash_is_the_same_in_any_order_and_follows_changes(store: Store) -> None:
    store.upsert(reversed(street.NODES), reversed(street.LINKS))
    expected = GraphHash()
    for record in [*street.NODES, *street.LINKS]:
        expected.add(record)
    assert store.canonical_hash() == expected.text
    store.upsert([Node("Resident", "li", {"note": "会修手机"})])
    assert store.canonical_hash() != expected.text
    changed = GraphHash()
    for record in [store.get(one.kind, one.id) for one in street.NODES] + [*street.LINKS]:
        changed.add(record)
    assert store.canonical_hash() == changed.text


def test_bookkeeping_does_not_change_the_hash(store: Store) -> None:
    street.fill(store)
    before = store.canonical_hash()
    store.upsert([Node("Layout", "l", {"list": "需求"})])
    assert store.canonical_hash() == before


RECORDS = st.builds(
    Node,
    st.just("Skill"),
    st.text(string.ascii_letters, min_size=1, max_size=3),
    st.fixed_dictionaries({"name": TEXTS}),
)


@given(st.lists(RECORDS, max_size=8, unique_by=lambda n: n.id), st.randoms())
def test_the_hash_tells_different_graphs_apart(records: list[Node], chance: Any) -> None:
    def total(some: list[Node]) -> str:
        summed = GraphHash()
        for record in some:
            summed.add(record)
        return summed.text

    mixed = records.copy()
    chance.shuffle(mixed)
    assert total(mixed) == total(records)
    if records:
        changed = [Node("Skill", records[0].id, {"name": str(records[0].properties["name"]) + "!"}), *records[1:]]
        assert total(changed) != total(records)
        assert total(records[1:]) != total(records)


def test_what_is_read_together_cannot_write(store: Store) -> None:
    street.fill(store)
    commits = store.commits
    assert store.reading(lambda tx: (tx.get("Resident", "wang").id, len(tx.links_of("Resident", "wang")) > 0)) == (
        "wang",
        True,
    )
    with pytest.raises(BadStatement, match="reading"):
        store.reading(lambda tx: tx.upsert([Node("Place", "p", {"name": "院", "level": "compound"})]))
    assert store.commits == commits


def test_a_feed_begins_anew_in_messages_of_a_bounded_size(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graph.transaction.FORGOTTEN_AT_ONCE", 3)
    for number in range(7):
        store.upsert([Node("Skill", f"s{number}", {"name": "x"})])
    sent: list[int] = []

    def begin(tx: Transaction) -> None:
        run = tx.run

        def measured(name: str, text: str, parameters: Mapping[str, Any]) -> list[dict[str, Any]]:
            answered = run(name, text, parameters)
            sent.extend([len(answered), len(parameters.get("ids", ()))])
            return answered

        tx.run = measured
        tx.begin_feed(store.clock(), lambda length: bytes(length))

    store.transaction(begin)
    assert max(sent) == 3
    assert [change.nodes for change in store.changes(None)] == [()]
