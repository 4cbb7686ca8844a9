"""What needs a coordinator today, on a community small enough to check by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from graph.records import Link, Node
from graph.schema import Value
from graph.snapshot import Snapshot
from service.lines.asking import Asking
from service.matching_input import build
from service.viewing import overview
from service.viewing.looking import Mention

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
DAY = NOW.date()


def ago(days: int) -> date:
    return DAY - timedelta(days=days)


def project(key: str, stage: str, days: int | None) -> Node:
    since = {} if days is None else {"stage_since": ago(days)}
    return Node("Project", key, {"name": key, "stage": stage, **since})


def lack(key: str, **properties: Value) -> Node:
    return Node("Requirement", key, {"kind": "people", "text": key, "status": "open", **properties})


def snapshot(nodes: list[Node], links: list[Link] | None = None) -> Snapshot:
    return Snapshot.from_records(nodes, links or [], NOW)


def requires(owner: str, line: str) -> Link:
    return Link("REQUIRES", "Project", owner, "Requirement", line)


@pytest.mark.parametrize(
    ("stage", "days", "listed"),
    [
        ("matching", 7, False),  # a week is the time it may take
        ("matching", 8, True),
        ("decided", 10, False),
        ("decided", 11, True),
        ("closed", 400, False),
        ("dropped", 400, False),
        ("matching", None, False),  # since when is not known
    ],
)
def test_a_project_is_stuck_when_its_stage_takes_too_long(stage: str, days: int | None, listed: bool) -> None:
    found = overview.today(snapshot([project("p", stage, days)]), NOW).stuck
    assert [one.days for one in found] == ([days] if listed else [])


def test_the_longest_standstill_comes_first() -> None:
    nodes = [project("a", "matching", 9), project("b", "decided", 23), project("c", "matching", 16)]
    assert [one.id for one in overview.today(snapshot(nodes), NOW).stuck] == ["b", "c", "a"]


def claim(key: str, status: str, quantity: float) -> Node:
    return Node("Claim", key, {"status": status, "quantity": quantity})


@pytest.mark.parametrize(
    ("claims", "missing"),
    [
        ([], 5.0),
        ([("confirmed", 2.0)], 3.0),
        ([("confirmed", 2.0), ("proposed", 1.0)], 3.0),
        ([("declined", 5.0), ("withdrawn", 5.0), ("expired", 5.0)], 5.0),
        ([("fulfilled", 5.0)], None),
    ],
)
def test_only_agreed_claims_take_from_what_is_missing(claims: list[tuple[str, float]], missing: float | None) -> None:
    nodes = [project("p", "matching", 1), lack("r", quantity=5.0, unit="人")]
    links = [requires("p", "r")]
    for number, (status, quantity) in enumerate(claims):
        nodes.append(claim(f"c{number}", status, quantity))
        links.append(Link("TAKES", "Claim", f"c{number}", "Requirement", "r"))
    found = overview.today(snapshot(nodes, links), NOW).lacks
    assert [one.missing for one in found] == ([] if missing is None else [missing])


@pytest.mark.parametrize(
    ("line", "claims", "taken"),
    [
        ({"kind": "money", "unit": "元", "quantity": 1500.0}, [{"money": 600.0, "quantity": 1.0, "unit": "笔"}], 600.0),
        ({"kind": "money", "unit": "万元", "quantity": 2.0}, [{"money": 5000.0}], 0.5),
        ({"kind": "money", "unit": "元", "quantity": 9000.0}, [{"quantity": 0.3, "unit": "万元"}], 3000.0),
        ({"kind": "money", "unit": "元", "quantity": 1500.0}, [{}], 0.0),  # who names no sum has given none yet
        ({"kind": "people", "unit": "人", "quantity": 5.0}, [{}, {"quantity": 2.0}], 3.0),
        ({"kind": "goods", "unit": "个", "quantity": 5.0}, [{"quantity": 2.0, "money": 80.0}], 2.0),
    ],
)
def test_lists_and_partners_tell_the_same_amount_as_taken(
    line: dict[str, Value], claims: list[dict[str, Value]], taken: float
) -> None:
    nodes = [project("p", "matching", 1), lack("r", **line)]
    links = [requires("p", "r")]
    for number, properties in enumerate(claims):
        nodes.append(Node("Claim", f"c{number}", {"status": "confirmed", **properties}))
        links.append(Link("TAKES", "Claim", f"c{number}", "Requirement", "r"))
    held = snapshot(nodes, links)
    assert [one.taken for one in overview.all_lines(held, DAY)] == [taken]
    (asked,) = Asking(held, build(held).data).lines("p")
    assert (asked.taken, asked.left) == (taken, float(str(line["quantity"])) - taken)


def test_what_a_project_cannot_start_without_comes_first() -> None:
    nodes = [
        project("late", "matching", 20),
        project("early", "matching", 2),
        lack("soft", hard=False, quantity=1.0),
        lack("hard-late", hard=True, quantity=1.0),
        lack("hard-early", hard=True, quantity=1.0),
        lack("closed", status="closed"),
    ]
    links = [
        requires("late", "soft"),
        requires("late", "hard-late"),
        requires("early", "hard-early"),
        requires("early", "closed"),
    ]
    found = overview.today(snapshot(nodes, links), NOW).lacks
    assert [one.id for one in found] == ["hard-late", "hard-early", "soft"]


def test_lines_of_an_activity_belong_to_its_project() -> None:
    nodes = [project("p", "matching", 1), Node("Activity", "a", {"name": "a"}), lack("r")]
    links = [
        Link("PART_OF", "Activity", "a", "Project", "p"),
        Link("REQUIRES", "Activity", "a", "Requirement", "r"),
    ]
    assert [one.project_id for one in overview.today(snapshot(nodes, links), NOW).lacks] == ["p"]


def test_claims_wait_by_deadline_and_name_who_made_them() -> None:
    nodes = [
        project("p", "matching", 1),
        lack("r", quantity=9.0),
        Node("Alliance", "finance", {"name": "金融联盟"}),
        Node("Claim", "later", {"status": "proposed", "deadline": DAY + timedelta(days=5)}),
        Node("Claim", "sooner", {"status": "proposed", "deadline": DAY}),
        Node("Claim", "done", {"status": "confirmed", "deadline": DAY}),
    ]
    links = [requires("p", "r")]
    for key in ("later", "sooner", "done"):
        links.append(Link("TAKES", "Claim", key, "Requirement", "r"))
        links.append(Link("MADE", "Alliance", "finance", "Claim", key))
    found = overview.today(snapshot(nodes, links), NOW).claims
    assert [one.id for one in found] == ["sooner", "later"]
    assert found[0].claimant == Mention("Alliance", "finance", "金融联盟")


@pytest.mark.parametrize(
    ("kind", "properties", "named"),
    [
        ("Resident", {"consent": True}, True),
        ("Resident", {"consent": False}, False),
        ("Resident", {}, False),
        ("Resident", {"consent": True, "age_band": "10-19"}, False),
        ("Expert", {"consent": False}, False),
    ],
)
def test_who_may_not_be_shown_is_not_named_by_a_claim(kind: str, properties: dict[str, Value], named: bool) -> None:
    nodes = [project("p", "matching", 1), lack("r"), Node(kind, "who", {"name": "某某", **properties})]
    nodes.append(Node("Claim", "c", {"status": "proposed"}))
    links = [
        requires("p", "r"),
        Link("TAKES", "Claim", "c", "Requirement", "r"),
        Link("MADE", kind, "who", "Claim", "c"),
    ]
    nodes.append(Node("Service", "s", {"name": "上门教手机"}))
    links += [Link("OFFERS", kind, "who", "Service", "s")] if kind == "Expert" else []
    found = overview.today(snapshot(nodes, links), NOW)
    assert (found.claims[0].claimant.id, found.claims[0].claimant.name) == (("who", "某某") if named else ("", ""))
    assert named or "某某" not in repr(found)


@pytest.mark.parametrize(
    ("properties", "listed"),
    [
        ({"confirmed_on": ago(180)}, False),
        ({"confirmed_on": ago(181)}, True),
        ({}, True),
        ({"confirmed_on": ago(400), "valid_until": ago(1)}, False),  # over, so nobody need ask
        ({"confirmed_on": ago(400), "valid_until": DAY}, True),
    ],
)
def test_a_service_is_stale_after_half_a_year(properties: dict[str, Value], listed: bool) -> None:
    found = overview.today(snapshot([Node("Service", "s", {"name": "换灯泡", **properties})]), NOW).stale
    assert bool(found) is listed


@pytest.mark.parametrize(
    ("status", "deadline", "state"),
    [
        ("confirmed", None, "met"),
        ("proposed", None, "proposed"),
        ("proposed", DAY, "proposed"),  # may be answered until the end of the day
        ("proposed", ago(1), "open"),
        ("confirmed", ago(1), "met"),
    ],
)
def test_a_claim_that_waits_is_told_until_its_deadline_and_leaves_its_line_open(
    status: str, deadline: date | None, state: str
) -> None:
    met = state == "met"
    until = {} if deadline is None else {"deadline": deadline}
    held = snapshot(
        [
            project("p", "matching", 8),
            lack("r", quantity=50.0, unit="斤"),
            Node("Claim", "c", {"status": status, "quantity": 50.0, **until}),
        ],
        [requires("p", "r"), Link("TAKES", "Claim", "c", "Requirement", "r")],
    )
    (line,) = overview.all_lines(held, DAY)
    assert (line.met, line.missing) == (met, 0.0 if met else 50.0)
    assert line.proposed == (50.0 if state == "proposed" else 0.0)
    (asked,) = Asking(held, build(held, ()).data).lines("p")
    assert (asked.state, asked.taken, asked.proposed) == (state, 50.0 if met else 0.0, line.proposed)
    assert asked.wanted is not met
    (stuck,) = overview.today(held, NOW).stuck
    assert stuck.met == met


@pytest.mark.parametrize(
    ("answer", "status", "left_out"),
    [
        ("accepted", "confirmed", True),
        ("accepted", "", True),  # nobody is known who could make a claim for it
        ("accepted", "withdrawn", False),
        ("", "", False),
    ],
)
def test_a_room_that_said_yes_to_a_line_is_not_asked_for_it_again(answer: str, status: str, left_out: bool) -> None:
    nodes = [
        project("p", "matching", 1),
        lack("r", quantity=1.0),
        Node("Space", "s", {"name": "小教室"}),
        Node("Unit", "u", {"name": "小站"}),
        Node("Invitation", "i", {"answer": answer} if answer else {}),
    ]
    links = [
        requires("p", "r"),
        Link("ASKED", "Invitation", "i", "Space", "s"),
        Link("ASKED_FOR", "Invitation", "i", "Requirement", "r"),
    ]
    if status:
        nodes.append(Node("Claim", "claim-of-i", {"status": status}))
        links += [
            Link("MADE", "Unit", "u", "Claim", "claim-of-i"),
            Link("TAKES", "Claim", "claim-of-i", "Requirement", "r"),
        ]
    held = snapshot(nodes, links)
    data = build(held, ()).data
    (asked,) = Asking(held, data).lines("p")
    assert (data.nodes.row_of("Space", "s") in asked.ask.taken_by) == left_out
