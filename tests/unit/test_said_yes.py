"""Who said yes to an invitation is promised, also where no claim tells it, as in a list from another office."""

from __future__ import annotations

from copy import copy
from dataclasses import replace
from datetime import date

import pytest

import seeds
from graph.records import Link, Node
from graph.schema import Value
from graph.snapshot import Snapshot
from service.allocating import plan_all, told
from service.lines.asking import Asking, Line
from service.lines.taking import Taking, promised_money, taking_of
from service.partnering import find_partners
from service.seeding import parted
from service.staffing.teaming import find_teams
from service.viewing import overview
from tests.support.communities import NOW, Still

HERE = "place-zhaojialou"
TEACHER: dict[str, Value] = {"kind": "skill", "text": "会教老人用智能手机的人", "unit": "人", "hours": 2.0}


class Street(Still):
    """The pilot with a line of its own, for which somebody was invited elsewhere and said yes."""

    def __init__(self, line: dict[str, Value], who: tuple[str, str] | None, **said: Value) -> None:
        nodes, links = parted(seeds.pilot())
        nodes += [
            Node("Project", "p-yes", {"name": "银龄课", "stage": "matching"}),
            Node("Requirement", "q-yes", {"status": "open", **line}),
        ]
        links += [
            Link("LOCATED_IN", "Project", "p-yes", "Place", HERE, {}),
            Link("REQUIRES", "Project", "p-yes", "Requirement", "q-yes", {}),
        ]
        if who is not None:
            answer = {"answer": "accepted", "answered_on": date(2026, 11, 20), **said}
            nodes.append(Node("Invitation", "i-yes", answer))
            links += [
                Link("ASKED", "Invitation", "i-yes", *who, {}),
                Link("ASKED_FOR", "Invitation", "i-yes", "Requirement", "q-yes", {}),
            ]
        super().__init__(nodes, links, "yes")

    @property
    def line(self) -> Line:
        """The line as lists see it."""
        (line,) = Asking(self.snapshot, self.matcher.data).lines("p-yes")
        return line


def best(street: Street) -> tuple[str, str]:
    """The first of the line's list."""
    (line,) = find_partners(street, "p-yes", now=NOW).as_json()["requirements"]
    return line["matches"][0]["candidate"]["kind"], line["matches"][0]["candidate"]["id"]


@pytest.fixture(scope="module")
def who() -> tuple[str, str]:
    return best(Street({**TEACHER, "quantity": 2.0}, None))


def test_a_yes_counts_in_list_team_and_plan_and_nobody_asks_again(who: tuple[str, str]) -> None:
    street = Street({**TEACHER, "quantity": 2.0}, who, note="1人")
    assert (street.line.taken, street.line.left) == (1.0, 1.0)
    (listed,) = find_partners(street, "p-yes", now=NOW).as_json()["requirements"]
    teams = find_teams(street, "p-yes", now=NOW).as_json()["teams"]
    planned = told(street, plan_all(street, now=NOW, place=HERE), now=NOW).as_json()["projects"]
    given = [one for held in planned for line in held["lines"] if line["id"] == "q-yes" for one in line["given"]]
    assert given
    shown = [
        one["candidate"] for one in (*listed["matches"], *given, *(part for one in teams for part in one["parts"]))
    ]
    assert who not in {(one["kind"], one["id"]) for one in shown}
    assert sum(one["amount"] for one in given) == 1.0
    (lack,) = overview.all_lines(street.snapshot, NOW.date(), "p-yes")
    assert lack.taken == 1.0


def test_a_line_of_one_is_met_by_a_yes_and_asks_nobody(who: tuple[str, str]) -> None:
    street = Street({**TEACHER, "quantity": 1.0}, who)
    assert street.line.state == "met"
    assert find_teams(street, "p-yes", now=NOW).as_json()["requirements"] == []


def test_who_said_yes_has_so_many_hours_less(who: tuple[str, str]) -> None:
    plain, promised = (Street({**TEACHER, "quantity": 2.0}, one) for one in (None, who))
    for street, hours in ((plain, 0.0), (promised, 2.0)):
        held, row = street.matcher.data.commitments, street.matcher.data.nodes.row_of(*who)
        asked = [int(held.works[at]) for at in held.by_candidate.of(row).tolist()]
        of_project = street.matcher.data.works.nodes.row_of("Project", "p-yes")
        mine = [float(held.hours[at]) for at in held.by_candidate.of(row).tolist() if held.works[at] == of_project]
        assert sum(mine) == hours, asked


def taking(line: dict[str, Value], who: tuple[str, str], claim: dict[str, Value], *yes: str) -> Taking:
    """What is taken of the line `q` of a street with one party, who makes a claim on it."""
    nodes = [Node("Requirement", "q", {"status": "open", **line}), Node(*who, {}), Node("Claim", "c-elsewhere", claim)]
    links = [
        Link("MADE", *who, "Claim", "c-elsewhere", {}),
        Link("TAKES", "Claim", "c-elsewhere", "Requirement", "q", {}),
    ]
    for key in yes:
        nodes.append(Node("Invitation", key, {"answer": "accepted"}))
        links += [
            Link("ASKED", "Invitation", key, *who, {}),
            Link("ASKED_FOR", "Invitation", key, "Requirement", "q", {}),
        ]
    return Taking(Snapshot.from_records(nodes, links, NOW))


@pytest.mark.parametrize(("status", "taken"), [("confirmed", 1.0), ("withdrawn", 0.0), ("declined", 0.0)])
def test_a_claim_on_record_tells_what_became_of_the_yes(status: str, taken: float) -> None:
    line, claim = {**TEACHER, "quantity": 2.0}, {"status": status, "quantity": 1.0}
    assert taking(line, ("Resident", "r"), claim, "i-yes").taken(0) == taken


def test_a_fund_that_said_yes_has_given_that_much_and_has_that_much_less() -> None:
    line: dict[str, Value] = {"kind": "money", "text": "活动经费", "quantity": 0.2, "unit": "万元"}
    fund = ("Fund", best(Street(line, None))[1])
    street = Street(line, fund, note="500元")
    assert street.line.left == pytest.approx(0.15)
    assert street.line.ask.given == ((street.matcher.data.nodes.row_of(*fund), 500.0),)
    before = promised_money(Street(line, None).snapshot, "Fund")
    assert (promised_money(street.snapshot, "Fund") - before).sum() == 500.0


def test_one_party_that_said_yes_twice_promised_once_the_latest() -> None:
    who, said = ("Resident", "r"), {"answer": "accepted"}
    nodes = [
        Node("Requirement", "q", {"status": "open", "kind": "money", "quantity": 5000.0, "unit": "元"}),
        Node(*who, {}),
        Node("Service", "s", {}),
        Node("Invitation", "i-1", {**said, "answered_on": date(2026, 11, 2), "note": "2,000元"}),
        Node("Invitation", "i-2", {**said, "answered_on": date(2026, 11, 1), "note": "0.3万元"}),
        Node("Invitation", "i-3", {**said, "note": "500元"}),
    ]
    links = [Link("OFFERS", *who, "Service", "s", {})]
    for key, party in (("i-1", who), ("i-2", who), ("i-3", ("Service", "s"))):
        links.append(Link("ASKED", "Invitation", key, *party, {}))
        links.append(Link("ASKED_FOR", "Invitation", key, "Requirement", "q", {}))
    assert Taking(Snapshot.from_records(nodes, links, NOW)).taken(0) == 2000.0


@pytest.mark.parametrize(
    ("wanted", "unit", "maker", "proposed"),
    [(30.0, "把", "Unit", 0.0), (1.0, "间", "Unit", 1.0), (3.0, "人", "Resident", 1.0)],  # how many chairs nobody knows
)
def test_what_only_waits_counts_as_one_where_it_can_be_nothing_else(
    wanted: float, unit: str, maker: str, proposed: float
) -> None:
    line: dict[str, Value] = {"kind": "goods", "text": "借用", "quantity": wanted, "unit": unit}
    assert taking(line, (maker, "m"), {"status": "proposed"}).proposed(0) == proposed


def test_what_is_taken_is_worked_out_once_until_something_it_is_read_from_changes(who: tuple[str, str]) -> None:
    snapshot = Street({**TEACHER, "quantity": 2.0}, who, note="1人").snapshot
    held = taking_of(snapshot)
    elsewhere = replace(snapshot, nodes={**snapshot.nodes, "Place": copy(snapshot.nodes["Place"])})
    assert taking_of(elsewhere) is held
    made = {key: copy(table) if key[0] == "MADE" else table for key, table in snapshot.links.items()}
    assert taking_of(replace(snapshot, links=made)) is not held
