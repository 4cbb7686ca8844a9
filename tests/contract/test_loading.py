"""Loading a file, loading it again, taking it back, and merging what is one: on every engine."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.errors import BadRecord, NotFound
from graph.loading.errors import AlreadyUndone, CannotMerge, LaterWorkDepends
from graph.loading.fates import RowFates
from graph.loading.load import Origin, Outcome, load, undo
from graph.loading.merge import merge
from graph.loading.register import read_register
from graph.loading.sameness import doubles
from graph.loading.translate import translate
from graph.reading.report import File, Row, Sheet, Verdict
from graph.records import Link, Node
from graph.store import Store

NOW = datetime(2026, 3, 20, 9, tzinfo=UTC)
PLACES: list[dict[str, Any]] = [
    {"kind": "community", "name": "南桥社区", "code": "1"},
    {"kind": "compound", "name": "柳巷1号院", "parent": "南桥社区", "aliases": ["1号院"]},
    {"kind": "compound", "name": "柳巷9号院", "parent": "南桥社区"},
    {"kind": "organization", "name": "花草社"},
]
NEEDS = [
    {"text": "院门口花箱没人打理", "place": "柳巷1号院", "contact": "王某英", "phone": "13800000001", "stage": "民议"},
    {"text": "想学用手机", "place": "柳巷9号院", "quantity": 20, "unit": "户"},
]
RESIDENTS = [
    {
        "name": "王某英",
        "phone": "13800000001",
        "place": "柳巷1号院",
        "posts": ["院长"],
        "skills": ["养花"],
        "consent": True,
    },
    {"name": "李某", "phone": "13800000002", "skills": ["修灯"], "groups": ["花草社"], "consent": False},
]
ORGANIZATIONS = [{"name": "花草社", "star": 3, "place": "柳巷1号院", "contact": "王某英", "phone": "13800000001"}]
PROJECTS = [
    {"id": "XM-1", "name": "花箱焕新", "team": "花草社", "place": "柳巷1号院", "requirement": "懂花草的人"}
    | {"requirement_kind": "技能", "quantity": 2, "unit": "人", "claimant": "花草社", "claim_status": "意向"},
]
UNITS = [{"name": "槐安物业管理有限公司", "offers": ["维修"], "place": "柳巷1号院"}]
SERVICES = [{"name": "换灯泡", "provider": "槐安物业", "area": ["柳巷1号院"], "hours": "周六上午"}]
LISTS = {
    "places": PLACES,
    "residents": RESIDENTS,
    "needs": NEEDS,
    "organizations": ORGANIZATIONS,
    "projects": PROJECTS,
    "units": UNITS,
    "services": SERVICES,
}


def file_of(list_name: str, rows: list[dict[str, Any]], digest: str = "") -> File:
    lines = tuple(Row(number, Verdict.OK, row) for number, row in enumerate(rows, 2))
    return File(f"{list_name}.xlsx", "read", digest or list_name, (Sheet("表", "read", list_name, 1, rows=lines),))


def loaded(store: Store, file: File, now: datetime = NOW) -> Outcome:
    found = translate(file, read_register(store), lambda _: [], now.date())
    rows = sum(len(sheet.rows) for sheet in file.sheets)
    return load(store, found.draft, Origin(file.name, file.digest, rows, 0), now)


def load_all(store: Store) -> list[tuple[str, str]]:
    """Import id of each list and the graph's hash before it."""
    told = []
    for minute, (list_name, rows) in enumerate(LISTS.items()):
        before = store.canonical_hash()
        told.append((loaded(store, file_of(list_name, rows), NOW + timedelta(minutes=minute)).import_id, before))
    return told


def test_the_same_bytes_are_loaded_once(store: Store) -> None:
    first = loaded(store, file_of("places", PLACES))
    before = store.canonical_hash()
    again = loaded(store, file_of("places", PLACES), NOW + timedelta(days=1))
    assert (first.created, first.already) == (4, False)
    assert (again.import_id, again.already) == (first.import_id, True)
    assert store.canonical_hash() == before


def test_the_same_rows_under_another_name_change_nothing(store: Store) -> None:
    load_all(store)
    before = store.canonical_hash()
    for list_name, rows in LISTS.items():
        again = loaded(store, file_of(list_name, rows, f"{list_name} again"), NOW + timedelta(days=1))
        assert (again.created, again.changed) == (0, 0), list_name
        assert store.canonical_hash() == before, list_name


def test_every_row_of_a_load_is_told_once(store: Store) -> None:
    groups = [
        {"name": "花草社", "star": 2},
        {"name": "棋牌组", "star": 1},
        {"name": "花草社", "aliases": ["花草组"]},
        {"name": "读书会"},
    ]
    first = loaded(store, file_of("organizations", groups))
    assert first.rows == RowFates(created=3, merged=1)
    later = [{"name": "花草社", "star": 2}, {"name": "棋牌组", "star": 3}, {"name": "合唱队"}]
    again = loaded(store, file_of("organizations", later, "later"), NOW + timedelta(days=1))
    assert again.rows == RowFates(created=1, changed=1, unchanged=1)
    people = [{"name": "张某", "phone": "13800000009", "skills": ["修灯"]}]
    loaded(store, file_of("residents", people), NOW + timedelta(days=2))
    more = loaded(store, file_of("residents", [{**people[0], "skills": ["理发"]}], "more"), NOW + timedelta(days=3))
    assert (more.rows, more.created) == (RowFates(changed=1), 1)


def test_undo_brings_back_the_graph_of_before(store: Store) -> None:
    for import_id, before in reversed(load_all(store)):
        assert sum(undo(store, import_id, NOW)) > 0
        assert store.canonical_hash() == before
    assert store.counts()["Place"] == 0


def test_undo_brings_back_what_was_changed(store: Store) -> None:
    loaded(store, file_of("organizations", [{"name": "花草社", "star": 2, "members": 9}]))
    before = store.canonical_hash()
    changed = loaded(store, file_of("organizations", [{"name": "花草社", "star": 3, "aliases": ["花草组"]}], "later"))
    assert (changed.created, changed.changed) == (0, 1)
    assert store.find("Organization", "aliases", "花草组")[0].properties["star"] == 3
    assert undo(store, changed.import_id, NOW) == (0, 1)
    assert store.canonical_hash() == before


def test_an_import_taken_back_can_be_loaded_again(store: Store) -> None:
    first = loaded(store, file_of("places", PLACES))
    after = store.canonical_hash()
    undo(store, first.import_id, NOW)
    with pytest.raises(AlreadyUndone):
        undo(store, first.import_id, NOW)
    second = loaded(store, file_of("places", PLACES))
    assert (second.already, second.import_id != first.import_id) == (False, True)
    assert store.canonical_hash() == after
    with pytest.raises(NotFound):
        undo(store, "import-nowhere", NOW)


def later_property(store: Store, need: Node) -> None:
    store.upsert([Node("Need", need.id, {"urgency": "高"})])


def later_link(store: Store, need: Node) -> None:
    store.upsert([Node("Project", "p1", {"name": "某项目"})], [Link("ADDRESSES", "Project", "p1", "Need", need.id)])


def later_removal(store: Store, need: Node) -> None:
    store.remove([("Need", need.id)])


def later_import(store: Store, need: Node) -> None:
    loaded(store, file_of("needs", NEEDS, "the same rows from another office"), NOW + timedelta(hours=1))


@pytest.mark.parametrize("later", [later_property, later_link, later_removal, later_import])
def test_undo_is_refused_when_later_work_depends_on_it(store: Store, later: Any) -> None:
    loaded(store, file_of("places", PLACES))
    taken = loaded(store, file_of("needs", NEEDS))
    (need,) = store.find("Need", "text", NEEDS[0]["text"])
    later(store, need)
    before = store.canonical_hash()
    with pytest.raises(LaterWorkDepends) as refused:
        undo(store, taken.import_id, NOW)
    assert ("Need", need.id) in {(o.kind, o.id) for o in refused.value.obstacles}
    assert "不能撤销" in refused.value.zh
    assert "cannot be undone" in refused.value.en
    assert store.canonical_hash() == before


def test_a_refused_undo_names_the_records_and_what_to_take_back_first(store: Store) -> None:
    loaded(store, file_of("places", PLACES))
    taken = loaded(store, file_of("residents", RESIDENTS), NOW + timedelta(minutes=1))
    first = loaded(store, file_of("needs", NEEDS), NOW + timedelta(minutes=2))
    second = loaded(store, file_of("residents", RESIDENTS, "again"), NOW + timedelta(minutes=3))
    with pytest.raises(LaterWorkDepends) as refused:
        undo(store, taken.import_id, NOW)
    assert f"先撤销后来的导入：“residents.xlsx”（{second.import_id}）" in refused.value.zh
    assert all(said in refused.value.zh for said in ("居民“王某”", "（没有改动也算）"))
    assert not any(node.id in refused.value.zh for node in store.nodes("Resident"))
    undo(store, second.import_id, NOW)
    (need,) = store.find("Need", "text", NEEDS[1]["text"])
    store.upsert([Node("Need", need.id, {"urgency": "高"})])
    with pytest.raises(LaterWorkDepends) as edited:
        undo(store, first.import_id, NOW)
    assert "先把这些改回去或断开：需求“想学用手机”后来又被修改" in edited.value.zh


def test_nothing_of_a_file_that_was_taken_back_is_kept(store: Store) -> None:
    taken = loaded(store, file_of("residents", RESIDENTS))
    removed, restored = undo(store, taken.import_id, NOW)
    assert (removed, restored) == (taken.created, taken.changed)
    assert not list(store.nodes("ImportPage"))
    assert store.get("Import", taken.import_id).properties["status"] == "undone"


def test_undo_is_refused_when_a_changed_property_was_changed_again(store: Store) -> None:
    loaded(store, file_of("organizations", [{"name": "花草社", "star": 2}]))
    taken = loaded(store, file_of("organizations", [{"name": "花草社", "star": 3}], "later"))
    (group,) = store.find("Organization", "name", "花草社")
    store.upsert([Node("Organization", group.id, {"star": 4})])
    with pytest.raises(LaterWorkDepends):
        undo(store, taken.import_id, NOW)
    store.upsert([Node("Organization", group.id, {"star": 3, "note": "别的人后来写的"})])
    undo(store, taken.import_id, NOW)
    restored = store.get("Organization", group.id).properties
    assert (restored["star"], restored["note"]) == (2, "别的人后来写的")


def test_after_any_failure_nothing_is_written(store: Store) -> None:
    loaded(store, file_of("places", PLACES))
    before = store.canonical_hash()
    found = translate(file_of("needs", NEEDS), read_register(store), lambda _: [], NOW.date())
    found.draft.link("LOCATED_IN", next(iter(found.draft.nodes)), ("Place", "a place that does not exist"))
    with pytest.raises(BadRecord):
        load(store, found.draft, Origin("needs.xlsx", "d", 2, 0), NOW)
    assert store.canonical_hash() == before
    assert [node.properties["file"] for node in store.nodes("Import")] == ["places.xlsx"]


@pytest.mark.parametrize("stopped_at", [0, 1, 2])
def test_a_load_stopped_at_any_step_leaves_nothing(store: Store, stopped_at: int) -> None:
    before = store.canonical_hash()

    def stop(step: str, done: int, total: int) -> None:
        if done == stopped_at:
            raise KeyboardInterrupt(step)

    found = translate(file_of("places", PLACES), read_register(store), lambda _: [], NOW.date())
    origin = Origin("places.xlsx", "places", 4, 0)
    with pytest.raises(KeyboardInterrupt):
        load(store, found.draft, origin, NOW, stop)
    assert store.canonical_hash() == before
    assert not list(store.nodes("Import"))
    assert load(store, found.draft, origin, NOW).created == 4


def test_the_load_tells_where_each_record_comes_from(store: Store) -> None:
    loaded(store, file_of("needs", NEEDS))
    assert {node.properties["source"] for node in store.nodes("Need")} == {"需求清单 needs.xlsx 2026-03-20"}


def test_the_lines_of_a_project_keep_the_order_of_the_file(store: Store) -> None:
    def rows(*texts: str) -> list[dict[str, Any]]:
        return [PROJECTS[0] | {"requirement": text, "claimant": None} for text in texts]

    loaded(store, file_of("projects", rows("丙材料", "甲材料", "丁材料", "乙材料")))
    again = loaded(store, file_of("projects", rows("丙材料", "甲材料", "丁材料", "乙材料"), "again"))
    assert (again.created, again.changed) == (0, 0)
    loaded(store, file_of("projects", rows("戊材料", "甲材料"), "more"))
    lines = sorted(store.nodes("Requirement"), key=lambda line: line.properties["position"])
    assert [(line.properties["position"], line.properties["text"]) for line in lines] == list(
        enumerate(("丙材料", "甲材料", "丁材料", "乙材料", "戊材料"), 1)
    )


def test_states_that_staff_reached_later_are_not_taken_back_by_an_old_list(store: Store) -> None:
    loaded(store, file_of("projects", PROJECTS))
    (claim,), (line,) = store.nodes("Claim"), store.nodes("Requirement")
    store.upsert([Node("Claim", claim.id, {"status": "withdrawn"}), Node("Requirement", line.id, {"status": "closed"})])
    loaded(store, file_of("projects", [PROJECTS[0] | {"claim_status": "确认"}], "later"))
    assert store.get("Claim", claim.id).properties["status"] == "withdrawn"
    assert store.get("Requirement", line.id).properties["status"] == "closed"


def test_two_records_of_one_thing_become_one_and_two_again(store: Store) -> None:
    load_all(store)
    ((pair),) = doubles(read_register(store), "Unit")
    assert {pair.left_name, pair.right_name} == {"槐安物业", "槐安物业管理有限公司"}
    before = store.canonical_hash()
    keep, drop = (pair.left, pair.right) if pair.left_name.endswith("公司") else (pair.right, pair.left)
    taken = merge(store, "Unit", keep, drop, NOW + timedelta(hours=1))
    (unit,) = store.nodes("Unit")
    assert (unit.properties["name"], unit.properties["aliases"]) == ("槐安物业管理有限公司", ["槐安物业"])
    assert {link.to_kind for link in store.links("OFFERS")} == {"Service"}
    assert sum(1 for _ in store.links("OFFERS")) == 2
    again = loaded(store, file_of("services", SERVICES, "after the merge"), NOW + timedelta(hours=2))
    assert again.created == 0
    undo(store, again.import_id, NOW)
    undo(store, taken, NOW)
    assert store.canonical_hash() == before
    assert not list(store.nodes("Sameness"))


def test_what_cannot_be_merged(store: Store) -> None:
    load_all(store)
    with pytest.raises(CannotMerge):
        merge(store, "Claim", "a", "b", NOW)
    (unit, *_) = store.nodes("Unit")
    with pytest.raises(CannotMerge):
        merge(store, "Unit", unit.id, unit.id, NOW)
    with pytest.raises(NotFound):
        merge(store, "Unit", unit.id, "nobody", NOW)


def test_a_large_file_is_taken_back_from_several_pages(embedded_store: Store) -> None:
    rows = [{"text": f"第{number}件事要办，{'说明' * 60}", "place": "柳巷1号院"} for number in range(1500)]
    loaded(embedded_store, file_of("places", PLACES))
    before = embedded_store.canonical_hash()
    taken = loaded(embedded_store, file_of("needs", rows))
    assert taken.created == 1500
    assert sum(1 for _ in embedded_store.nodes("ImportPage")) > 2
    undo(embedded_store, taken.import_id, NOW)
    assert embedded_store.canonical_hash() == before


WORDS = st.sampled_from(["花草社", "柳巷乐队", "南桥书店", "槐安物业", "王某英", "李某", "商户联盟"])
MAYBE_PLACE = st.sampled_from([None, "柳巷1号院", "柳巷9号院", "南桥社区"])
ROWS = {
    "needs": st.fixed_dictionaries(
        {"text": st.sampled_from(["灯坏了没人修", "想学用手机", "想要张石桌"]), "place": MAYBE_PLACE}
    ),
    "resources": st.fixed_dictionaries(
        {
            "name": st.sampled_from(["会议室", "讲座", "经费"]),
            "provider": WORDS,
            "kind": st.sampled_from(["场地", "服务", "资金"]),
        }
    ),
    "residents": st.fixed_dictionaries(
        {
            "name": st.sampled_from(["王某英", "李某"]),
            "place": MAYBE_PLACE,
            "phone": st.sampled_from([None, "13800000001"]),
        }
    ),
    "organizations": st.fixed_dictionaries(
        {"name": WORDS, "star": st.sampled_from([None, 1, 2]), "place": MAYBE_PLACE}
    ),
    "projects": st.fixed_dictionaries(
        {
            "name": st.sampled_from(["亮灯", "花箱"]),
            "place": MAYBE_PLACE,
            "requirement": st.sampled_from([None, "电工", "花箱"]),
            "requirement_kind": st.sampled_from([None, "人力", "物资"]),
            "quantity": st.sampled_from([None, 1, 3]),
            "claimant": st.one_of(st.none(), WORDS),
            "claim_status": st.sampled_from([None, "意向", "确认"]),
        }
    ),
}
FILES = st.lists(
    st.sampled_from(sorted(ROWS)).flatmap(lambda name: st.tuples(st.just(name), st.lists(ROWS[name], max_size=4))),
    min_size=1,
    max_size=4,
)


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(files=FILES)
def test_twice_is_once_and_undo_undoes(embedded_server: Store, files: list[tuple[str, list[dict[str, Any]]]]) -> None:
    store = embedded_server
    store.wipe()
    loaded(store, file_of("places", PLACES))
    stack = []
    for number, (list_name, rows) in enumerate(files):
        stack.append(
            (
                loaded(store, file_of(list_name, rows, str(number)), NOW + timedelta(minutes=number)),
                store.canonical_hash(),
            )
        )
        again = loaded(store, file_of(list_name, rows, f"{number} again"), NOW + timedelta(minutes=number, seconds=30))
        assert (again.created, again.changed, store.canonical_hash()) == (0, 0, stack[-1][1])
        undo(store, again.import_id, NOW)
    for outcome, after in reversed(stack):
        assert store.canonical_hash() == after
        undo(store, outcome.import_id, NOW)
    assert store.counts()["Need"] == 0


def test_two_loads_of_the_same_bytes_at_once_are_one(store: Store) -> None:
    before = store.canonical_hash()
    barrier = threading.Barrier(3)

    def race(_: int) -> Outcome:
        found = translate(file_of("places", PLACES), read_register(store), lambda _: [], NOW.date())
        barrier.wait(timeout=30)
        return load(store, found.draft, Origin("places.xlsx", "d", 4, 0), NOW)

    with ThreadPoolExecutor(3) as pool:
        outcomes = list(pool.map(race, range(3)))
    assert sorted(outcome.already for outcome in outcomes) == [False, True, True]
    assert len({outcome.import_id for outcome in outcomes}) == 1
    undo(store, outcomes[0].import_id, NOW)
    assert store.canonical_hash() == before
