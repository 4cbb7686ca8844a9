"""What a single record shows of itself, of its work and its companions, and what it never shows; search over all."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from graph.errors import NotFound
from graph.records import Link, Node
from graph.snapshot import Snapshot
from service.viewing.looking import View, page_of
from service.viewing.records import Branch, place_tree, record
from service.viewing.searching import search
from service.viewing.showing import is_minors

NODES = [
    Node("Place", "p-street", {"name": "东华门街道", "level": "street"}),
    Node("Place", "p-yard", {"name": "槐树院", "level": "compound", "aliases": ["老槐院"]}),
    Node("Place", "p-door", {"name": "一门", "level": "entrance"}),
    Node("Skill", "s-phone", {"name": "智能手机教学", "aliases": ["教手机", "手机课"]}),
    Node("Resident", "r-yes", {"name": "甲大妈", "consent": True, "phone": "13800001234"}),
    Node("Resident", "r-no", {"name": "乙大爷", "consent": False}),
    Node("Resident", "r-unasked", {"name": "丙师傅"}),
    Node("Resident", "r-child", {"name": "己同学", "consent": True, "age_band": "10-19"}),
    Node("Expert", "e-yes", {"name": "丁老师"}),
    Node("Expert", "e-no", {"name": "戊老师", "consent": False}),
    Node("Organization", "o-choir", {"name": "槐花合唱团", "aliases": ["槐花歌队"], "text": "每周排练一次"}),
    Node("Space", "sp-sat", {"name": "议事小屋", "text": "可以开会的房间", "windows": ["sat-am"]}),
    Node("Space", "sp-mon", {"name": "地下活动室", "text": "可以排练的房间", "windows": ["mon-am"]}),
    Node("Space", "sp-any", {"name": "花房", "text": "不知道什么时候开门"}),
    Node("Project", "pr-phone", {"name": "银龄课堂", "text": "请邻居教老人用手机", "date_from": date(2026, 3, 1)}),
    Node("Review", "rv-1", {"rating": 4.5, "fulfilled": 1.0}),
    Node("Consent", "c-1", {"scope": "all"}),
    Node(
        "Need",
        "n-1",
        {"text": "院里的老人想学着用手机看病挂号，也想跟外地的孩子视频，可是没有人有耐心慢慢教他们怎么用"},
    ),
]
LINKS = [
    Link("PART_OF", "Place", "p-yard", "Place", "p-street"),
    Link("PART_OF", "Place", "p-door", "Place", "p-yard"),
    *(Link("LIVES_AT", "Resident", one, "Place", "p-door") for one in ("r-yes", "r-no", "r-unasked", "r-child")),
    Link("LOCATED_IN", "Organization", "o-choir", "Place", "p-yard"),
    Link("LOCATED_IN", "Space", "sp-sat", "Place", "p-yard"),
    Link("HAS_SKILL", "Resident", "r-yes", "Skill", "s-phone"),
    Link("HAS_SKILL", "Resident", "r-no", "Skill", "s-phone"),
    Link("HAS_SKILL", "Resident", "r-child", "Skill", "s-phone"),
    Link("TAKES_PART", "Resident", "r-child", "Project", "pr-phone"),
    Link("OFFERS", "Organization", "o-choir", "Space", "sp-sat"),
    Link("TAKES_PART", "Organization", "o-choir", "Project", "pr-phone", {"role": "主办", "hours": 6.0}),
    Link("TAKES_PART", "Resident", "r-yes", "Project", "pr-phone"),
    Link("TAKES_PART", "Resident", "r-no", "Project", "pr-phone"),
    Link("REVIEWS", "Review", "rv-1", "Project", "pr-phone"),
    Link("REVIEWS", "Review", "rv-1", "Organization", "o-choir"),
    Link("CONFLICTS_WITH", "Resident", "r-yes", "Organization", "o-choir", {"reason": "吵过架"}),
    Link("GAVE", "Resident", "r-yes", "Consent", "c-1"),
]


@pytest.fixture(scope="module")
def snapshot() -> Snapshot:
    return Snapshot.from_records(NODES, LINKS, datetime(2026, 11, 21, tzinfo=UTC))


@pytest.mark.parametrize(
    ("kind", "identifier"),
    [("Resident", "r-no"), ("Resident", "r-unasked"), ("Resident", "r-child"), ("Expert", "e-no"), ("Consent", "c-1"),
     ("Resident", "nobody"), ("Nothing", "x")],
)  # fmt: skip
def test_whoever_did_not_agree_is_as_if_absent(snapshot: Snapshot, kind: str, identifier: str) -> None:
    with pytest.raises(NotFound):
        record(snapshot, kind, identifier)


def test_a_minor_is_in_no_list_no_search_and_nobodys_connections(snapshot: Snapshot) -> None:
    view = View(snapshot)
    ids = snapshot.nodes["Resident"].ids
    assert [ids[row] for row in view.seen_rows("Resident")] == ["r-yes"]
    found = search(snapshot, "己同学").hits + search(snapshot, "教手机").hits
    assert [hit.who.id for hit in found if hit.who.kind == "Resident"] == ["r-yes"]
    assert "己同学" not in repr(record(snapshot, "Project", "pr-phone"))


@pytest.mark.parametrize(("band", "minors"), [("10-19", True), ("0-9", True), ("16岁", True), ("18岁以下", True),
                                              ("未成年", True), ("<18", True), ("18-29", False), ("60-69", False),
                                              ("60岁以下", False), ("", False), ("17", True), ("初中生", True),
                                              ("保密", True), ("60（实为16）", True), ("1955年生", False)])  # fmt: skip
def test_an_age_band_that_may_be_a_minors(band: str, minors: bool) -> None:
    assert is_minors(band) is minors


def test_a_record_tells_what_it_offers_where_it_helped_and_with_whom(snapshot: Snapshot) -> None:
    choir = record(snapshot, "Organization", "o-choir")
    assert [one.id for one in choir.offers] == ["sp-sat"]
    assert [one.id for one in choir.places] == ["p-yard"]
    (help_given,) = choir.helped
    assert (help_given.work.id, help_given.role, help_given.hours) == ("pr-phone", "主办", 6.0)
    assert (help_given.rating, help_given.fulfilled) == (4.5, 1.0)
    assert [(one.who.id, one.times) for one in choir.companions] == [("r-yes", 1)]


def test_a_mentor_and_those_mentored_are_each_others_companions() -> None:
    mentored = [*LINKS, Link("MENTORS", "Expert", "e-yes", "Project", "pr-phone")]
    held = Snapshot.from_records(NODES, mentored, datetime(2026, 11, 21, tzinfo=UTC))
    parties = [("Expert", "e-yes"), ("Resident", "r-yes"), ("Organization", "o-choir")]
    for kind, key in parties:
        met = {(one.who.kind, one.who.id) for one in record(held, kind, key).companions}
        assert met == {*parties} - {(kind, key)}


@pytest.mark.parametrize("status", ["fulfilled", "reviewed"])
def test_who_only_kept_a_claim_or_paid_sees_the_others_and_is_seen_by_them(status: str) -> None:
    helped = [
        Node("Unit", "u-claim", {"name": "某银行"}),
        Node("Unit", "u-paid", {"name": "某店"}),
        Node("Requirement", "q", {"kind": "people", "text": "要人"}),
        Node("Claim", "c", {"status": status}),
    ]
    ties = [
        Link("REQUIRES", "Project", "pr-phone", "Requirement", "q"),
        Link("MADE", "Unit", "u-claim", "Claim", "c"),
        Link("TAKES", "Claim", "c", "Requirement", "q"),
        Link("FUNDED_BY", "Project", "pr-phone", "Unit", "u-paid"),
    ]
    held = Snapshot.from_records([*NODES, *helped], [*LINKS, *ties], datetime(2026, 11, 21, tzinfo=UTC))
    parties = [("Unit", "u-claim"), ("Unit", "u-paid"), ("Resident", "r-yes"), ("Organization", "o-choir")]
    for kind, key in parties:
        met = {(one.who.kind, one.who.id) for one in record(held, kind, key).companions}
        assert met == {*parties} - {(kind, key)}


def test_a_record_shows_no_phone_no_conflict_no_consent(snapshot: Snapshot) -> None:
    resident = record(snapshot, "Resident", "r-yes")
    assert resident.who.personal
    assert not {"name", "phone"} & resident.properties.keys()
    assert not {"CONFLICTS_WITH", "GAVE"} & {one.link for one in resident.connections}


def test_values_come_back_in_their_types(snapshot: Snapshot) -> None:
    view = View(snapshot)
    assert view.properties("Project", view.row("Project", "pr-phone"))["date_from"] == date(2026, 3, 1)
    assert view.properties("Space", view.row("Space", "sp-sat"))["windows"] == ["sat-am"]


def test_a_need_is_called_by_the_beginning_of_its_text(snapshot: Snapshot) -> None:
    view = View(snapshot)
    name = view.mention("Need", view.row("Need", "n-1")).name
    assert len(name) == 40
    assert name.startswith("院里的老人")
    assert name.endswith("…")


def test_pages_of_a_list_meet_without_gap_or_overlap(snapshot: Snapshot) -> None:
    table = snapshot.nodes["Space"]
    rows = View(snapshot).seen_rows("Space")
    first, after = page_of(table, rows, "", 2)
    second, end = page_of(table, rows, after, 2)
    assert [table.ids[row] for row in first + second] == ["sp-any", "sp-mon", "sp-sat"]
    assert end == ""


def test_the_tree_counts_what_lies_below_and_no_handful_of_people(snapshot: Snapshot) -> None:
    (street,) = place_tree(snapshot)
    assert (street.id, [one.id for one in street.below]) == ("p-street", ["p-yard"])
    assert street.counts == {"Organization": 1, "Space": 1}
    (door,) = street.below[0].below
    assert door == Branch("p-door", "一门", "entrance", {}, ())


def test_a_circle_of_places_ends(snapshot: Snapshot) -> None:
    circle = Snapshot.from_records(
        [Node("Place", name, {"name": name, "level": "street"}) for name in ("root", "a", "b")],
        [
            Link("PART_OF", "Place", "a", "Place", "root"),
            Link("PART_OF", "Place", "b", "Place", "a"),
            Link("PART_OF", "Place", "a", "Place", "b"),
        ],
        datetime(2026, 11, 21, tzinfo=UTC),
    )
    assert [branch.id for branch in place_tree(circle)] == ["root"]


@pytest.mark.parametrize(
    ("words", "kind", "identifier", "by"),
    [
        ("银龄课堂", "Project", "pr-phone", "name"),
        ("銀齡", "Project", "pr-phone", "name"),
        ("ylkt", "Project", "pr-phone", "initials"),
        ("槐花歌队", "Organization", "o-choir", "alias"),
        ("老槐院", "Place", "p-yard", "alias"),
        ("每周排练", "Organization", "o-choir", "text"),
        ("谁会教手机", "Resident", "r-yes", "skill"),
    ],
)
def test_search_finds_by(snapshot: Snapshot, words: str, kind: str, identifier: str, by: str) -> None:
    found = {(hit.who.kind, hit.who.id): hit.by for hit in search(snapshot, words).hits}
    assert found.get((kind, identifier)) == by


def test_what_is_closed_on_the_day_comes_last_and_says_so(snapshot: Snapshot) -> None:
    found = search(snapshot, "周六能借的房间", kinds=("Space",))
    assert found.windows == ("sat-am", "sat-pm", "sat-eve")
    assert [(hit.who.id, hit.free) for hit in found.hits] == [("sp-sat", True), ("sp-any", None), ("sp-mon", False)]


def test_people_are_found_by_name_only_where_they_agreed(snapshot: Snapshot) -> None:
    assert [hit.who.id for hit in search(snapshot, "甲大妈").hits] == ["r-yes"]
    assert not search(snapshot, "乙大爷").hits


@pytest.mark.parametrize("words", ["", "   ", "\0", "x" * 5000, "%", "(", "\ud83d"])
def test_strange_words_find_nothing_and_break_nothing(snapshot: Snapshot, words: str) -> None:
    assert search(snapshot, words).hits == ()
