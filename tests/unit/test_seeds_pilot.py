"""The pilot: whole, valid, honest about what is documented and what is invented."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import seeds
from graph.kinds import NODES
from graph.schema import Privacy
from graph.validation import check_link, check_node
from seeds.tables import LABELS, SeedError, read_table
from service.seeding import parted

TODAY = date(2026, 11, 22)
SEEDS = Path(seeds.__file__).parent
MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
LEVELS = ("district", "street", "community", "grid", "compound", "building", "entrance")
# Authors, speakers and editors of the sources, who are no part of the community: length and digest of each name.
NAMED = {
    (2, "af835bd69896826f"),
    (3, "db861045fbe43e41"),
    (3, "b9f40491bd399d8f"),
    (3, "506152e2255b0508"),
    (3, "431fad0fb217e903"),
    (2, "78a97ee19cdb36e7"),
    (3, "7afa5875cbe4752a"),
}

Record = dict[str, Any]


@pytest.fixture(scope="module")
def records() -> list[Record]:
    return list(seeds.pilot())


@pytest.fixture(scope="module")
def nodes(records: list[Record]) -> dict[str, Record]:
    return {record["id"]: record for record in records if "n" in record}


@pytest.fixture(scope="module")
def links(records: list[Record]) -> list[Record]:
    return [record for record in records if "l" in record]


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)


def test_it_is_the_same_every_time(records: list[Record]) -> None:
    assert json.dumps(list(seeds.pilot())) == json.dumps(records)


def test_nodes_come_first_and_ids_are_given_once(records: list[Record], nodes: dict[str, Record]) -> None:
    first_link = next(at for at, record in enumerate(records) if "l" in record)
    assert all("l" in record for record in records[first_link:])
    assert len(nodes) == first_link


def test_every_link_joins_known_nodes_once(nodes: dict[str, Record], links: list[Record]) -> None:
    for link in links:
        for label, id_ in (link["f"], link["t"]):
            assert nodes[id_]["n"] == label, link
    pairs = Counter((link["l"], *link["f"], *link["t"], link["p"].get("post")) for link in links)
    assert [pair for pair, times in pairs.items() if times > 1] == []


def test_every_record_keeps_to_the_declaration_of_its_kind(records: list[Record]) -> None:
    found_nodes, found_links = parted(records)
    for node in found_nodes:
        check_node(node)
    for link in found_links:
        check_link(link)


def test_what_has_no_source_is_synthetic(records: list[Record]) -> None:
    table = (SEEDS / "SOURCES.md").read_text(encoding="utf-8")
    known = set(re.findall(r"^\| (\S+) \|", table, re.MULTILINE)) - {"source", "---"}
    for record in records:
        source = record["p"].get("source", "")
        assert source, record
        assert set(source.split()) <= known, record
        assert (source == "虚构示例") == (record["p"].get("synthetic") is True), record


def test_people_and_amounts_are_never_given_as_documented(nodes: dict[str, Record]) -> None:
    documented = [node for node in nodes.values() if not node["p"].get("synthetic")]
    assert {"Place", "Organization", "Alliance", "Programme", "Need", "Project"} <= {node["n"] for node in documented}
    assert not {node["n"] for node in documented} & {
        "Resident", "Expert", "Consent", "Account", "Requirement", "Claim", "Invitation", "Review"
    }  # fmt: skip
    invented_only = {
        "phone",
        "contact",
        "balance",
        "cap",
        "budget",
        "hours_cap",
        "members",
        "capacity",
        "star",
        "stage",
    }
    for node in documented:
        assert not invented_only & set(node["p"]), node


def test_nobody_named_in_the_sources_is_loaded(records: list[Record]) -> None:
    pieces = set()
    for record in records:
        for text in texts(record["p"]):
            pieces |= {(size, text[at : at + size]) for size in (2, 3) for at in range(len(text) - size + 1)}
    found = {piece for size, piece in pieces if (size, hashlib.sha256(piece.encode()).hexdigest()[:16]) in NAMED}
    assert found == set()


def test_phones_are_kept_in_personal_properties_and_belong_to_nobody(nodes: dict[str, Record]) -> None:
    seen = set()
    for node in nodes.values():
        for name, value in node["p"].items():
            for text in texts(value):
                if MOBILE.search(text):
                    assert NODES[node["n"]].by_name[name].privacy is Privacy.PERSONAL, node
                    assert re.fullmatch(r"13800000\d{3}", text), node
                    assert text not in seen, node
                    seen.add(text)
    assert len(seen) > 200


def test_there_is_no_identity_number(records: list[Record]) -> None:
    for record in records:
        for text in texts(record):
            assert not re.search(r"\d{17}[\dXx]", re.sub(r"[\s-]", "", text)), record


def test_places_form_one_tree_from_district_to_entrance(nodes: dict[str, Record], links: list[Record]) -> None:
    parents: dict[str, list[str]] = defaultdict(list)
    for link in links:
        if link["l"] == "PART_OF" and link["f"][0] == "Place":
            parents[link["f"][1]].append(link["t"][1])
    for id_, above in parents.items():
        assert len(above) == 1, id_
        assert LEVELS.index(nodes[above[0]]["p"]["level"]) < LEVELS.index(nodes[id_]["p"]["level"]), id_
    streets = [id_ for id_, above in parents.items() if above == ["place-dongcheng"]]
    assert sorted(nodes[id_]["p"]["code"] for id_ in streets) == [f"1101010{n:02d}" for n in range(1, 18)]
    assert {nodes[id_]["p"]["level"] for id_ in parents} == set(LEVELS[1:])


@pytest.mark.parametrize(
    ("id_", "alias"),
    [
        ("place-sikuaiyu-64", "天坛东路64号楼"),
        ("place-sikuaiyu-64", "64号院"),
        ("place-chongwenmendong", "崇东社区"),
        ("organization-huayouhui", "花友会"),
        ("organization-enpai", "恩派非营利组织发展中心"),
    ],
)
def test_other_names_are_kept(nodes: dict[str, Record], id_: str, alias: str) -> None:
    assert alias in nodes[id_]["p"]["aliases"]
    assert not nodes[id_]["p"].get("synthetic")


def test_the_street_around_has_a_realistic_size(nodes: dict[str, Record]) -> None:
    counts = Counter(node["n"] for node in nodes.values())
    assert 150 <= counts["Resident"] <= 250
    assert counts["Unit"] >= 40
    assert counts["Service"] >= 60
    assert counts["Space"] >= 30


def test_whoever_said_yes_to_an_invitation_has_a_claim_on_the_line(
    nodes: dict[str, Record], links: list[Record]
) -> None:
    by_kind: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for link in links:
        by_kind[link["l"]].append((link["f"][1], link["t"][1]))
    asked, wanted = dict(by_kind["ASKED"]), dict(by_kind["ASKED_FOR"])
    agreed = {id_ for id_, node in nodes.items() if node["n"] == "Invitation" and node["p"].get("answer") == "accepted"}
    takes = dict(by_kind["TAKES"])
    held = {(maker, takes[claim]) for maker, claim in by_kind["MADE"] if nodes[claim]["p"]["status"] != "proposed"}
    assert agreed
    assert {(asked[one], wanted[one]) for one in agreed} <= held


def test_open_projects_lack_several_kinds_of_things(nodes: dict[str, Record], links: list[Record]) -> None:
    whole = {link["f"][1]: link["t"][1] for link in links if link["l"] == "PART_OF" and link["f"][0] == "Activity"}
    lacking: dict[str, set[str]] = defaultdict(set)
    for link in links:
        requirement = nodes[link["t"][1]]["p"]
        if link["l"] == "REQUIRES" and requirement["status"] == "open":
            lacking[whole.get(link["f"][1], link["f"][1])].add(requirement["kind"])
    unfinished = {
        id_ for id_, node in nodes.items()
        if node["n"] == "Project" and node["p"].get("stage") in ("deliberated", "decided", "matching", "in_progress")
    }  # fmt: skip
    assert set(lacking) == unfinished
    assert len(unfinished) >= 8
    assert all(len(kinds) >= 3 for kinds in lacking.values()), lacking
    assert set.union(*lacking.values()) == {
        "people", "skill", "service", "space", "money", "goods", "planning", "mentor"
    }  # fmt: skip


def test_the_phone_course_lacks_what_the_coordinator_sees(nodes: dict[str, Record], links: list[Record]) -> None:
    ids = {link["t"][1] for link in links if link["l"] == "REQUIRES" and link["f"][1] == "project-yinling"}
    lines = {nodes[id_]["p"]["kind"]: nodes[id_]["p"] for id_ in ids}
    assert set(lines) == {"skill", "space", "money", "mentor"}
    assert (lines["skill"]["quantity"], lines["skill"]["unit"]) == (2.0, "人")
    assert lines["skill"]["windows"] == lines["space"]["windows"] == ["sat-pm"]
    assert lines["skill"]["date_from"] == {"d": "2026-12-05"}
    assert date(2026, 12, 5).weekday() == 5
    assert lines["money"]["quantity"] == 1500.0
    taken = {link["f"][1] for link in links if link["l"] == "TAKES" and link["t"][1] in ids}
    assert [(nodes[id_]["p"]["status"], nodes[id_]["p"]["quantity"]) for id_ in taken] == [("confirmed", 600.0)]
    asked = {
        link["f"][1] for link in links if link["l"] == "ASKED_FOR" and link["t"][1] == "requirement-yinling-4-mentor"
    }
    assert ["answer" in nodes[id_]["p"] for id_ in asked] == [False]


def test_some_projects_have_been_stuck_for_long(nodes: dict[str, Record]) -> None:
    waiting = [node["p"] for node in nodes.values() if node["n"] == "Project" and "stage_since" in node["p"]]
    days = [(TODAY - date.fromisoformat(p["stage_since"]["d"])).days for p in waiting if p["stage"] == "decided"]
    assert len(days) >= 2
    assert min(days) > 14
    assert all(date.fromisoformat(p["stage_since"]["d"]) <= TODAY for p in waiting)


def test_every_table_is_read() -> None:
    for folder in ("documented", "synthetic"):
        names = {path.stem for path in (SEEDS / folder).glob("*")}
        assert names <= {*LABELS, "links", "planted"}, folder


@pytest.mark.parametrize(
    ("heading", "cell"), [("held_on:date", "2026年5月"), ("star:int", "三"), ("brand:flag", "是"), ("x:colour", "red")]
)
def test_a_cell_that_cannot_be_read_is_named_with_its_line(tmp_path: Path, heading: str, cell: str) -> None:
    table = tmp_path / "needs.csv"
    table.write_text(f"id,{heading}\nneed-1,{cell}\n", encoding="utf-8")
    with pytest.raises(SeedError, match=r"needs\.csv line 2"):
        list(read_table(table))
