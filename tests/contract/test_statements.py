"""The dialect that both engines share, statement by statement, and every statement of the catalogue."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from typing import Any
from unittest.mock import ANY

import neo4j
import pytest

from graph import cypher
from graph.catalogue import catalogue
from graph.kinds import LINKS, NODES
from graph.store import Store
from tests.contract import street

DAY, MOMENT = date(2026, 1, 2), datetime(2026, 1, 2, 3, 4, 5, 6, tzinfo=UTC)

READS: list[tuple[str, dict[str, Any], list[list[Any]]]] = [
    ("RETURN 1 + 1 AS x, 7 / 2 AS y, 7.0 / 2 AS z, 7 % 4 AS m", {}, [[2, 3, 3.5, 3]]),
    ("RETURN $a AS a, $b AS b", {"a": DAY, "b": MOMENT}, [[DAY, MOMENT]]),
    ("RETURN $a < $b AS earlier", {"a": date(2025, 1, 1), "b": DAY}, [[True]]),
    ("RETURN $list AS list, size($list) AS size, $list[0] AS first", {"list": ["a", "b"]}, [[["a", "b"], 2, "a"]]),
    ("RETURN null = null AS unknown, null IS NULL AS yes", {}, [[None, True]]),
    ("RETURN coalesce(null, $x) AS x", {"x": "y"}, [["y"]]),
    ("RETURN 'b' IN $list AS yes, 'c' IN $list AS no", {"list": ["a", "b"]}, [[True, False]]),
    ("RETURN CASE WHEN $n > 3 THEN 'many' ELSE 'few' END AS how", {"n": 4}, [["many"]]),
    ("RETURN '社区' + '议事厅' AS name, toUpper('ab') AS upper, trim(' x ') AS bare", {}, [["社区议事厅", "AB", "x"]]),
    ("RETURN '赵家楼社区' STARTS WITH '赵家楼' AS a, '赵家楼' CONTAINS '家' AS b", {}, [[True, True]]),
    ("RETURN $m.inner AS x, keys($m) AS keys", {"m": {"inner": 3}}, [[3, ["inner"]]]),
    (
        "UNWIND $rows AS row RETURN row.a AS a ORDER BY a DESC",
        {"rows": [{"a": 1}, {"a": 3}, {"a": 2}]},
        [[3], [2], [1]],
    ),
    ("UNWIND [] AS x RETURN x", {}, []),
    ("UNWIND [3, 1, 2] AS x WITH x ORDER BY x SKIP 1 LIMIT 1 RETURN x", {}, [[2]]),
    ("UNWIND [1, 2, 2, null] AS x RETURN count(x) AS n, count(DISTINCT x) AS d, sum(x) AS s", {}, [[3, 2, 5]]),
    ("UNWIND [1, 2] AS x RETURN collect(x * 2) AS doubled", {}, [[[2, 4]]]),
    ("RETURN [x IN [1, 2, 3] WHERE x > 1 | x * 10] AS some", {}, [[[20, 30]]]),
    ("RETURN range(1, 3) AS r, head([5, 6]) AS h, last([5, 6]) AS l", {}, [[[1, 2, 3], 5, 6]]),
    ("RETURN any(x IN [1, 2] WHERE x = 2) AS a, all(x IN [1, 2] WHERE x > 0) AS b", {}, [[True, True]]),
    ("RETURN reduce(total = 0, x IN [1, 2, 3] | total + x) AS total", {}, [[6]]),
    ("MATCH (r:Resident) RETURN r.id AS id ORDER BY id", {}, [["li"], ["wang"]]),
    ("MATCH (r:Resident {id: $id}) RETURN r.name AS name", {"id": "wang"}, [["王小花"]]),
    ("MATCH (r:Resident) WHERE r.joined_on >= $day RETURN r.id AS id", {"day": date(2021, 1, 1)}, [["li"]]),
    ("MATCH (s:Shown) WHERE s.shown_at = $at RETURN s.id AS id", {"at": street.SHOWN_AT}, [["shown"]]),
    ("MATCH (r:Resident) WHERE 'sat-am' IN r.windows RETURN r.id AS id", {}, [["wang"]]),
    ("MATCH (r:Resident) WHERE r.note IS NULL RETURN count(r) AS n", {}, [[2]]),
    ("MATCH (r:Resident)-[:LIVES_AT]->(p:Place {id: 'b'}) RETURN r.id AS id ORDER BY id", {}, [["li"], ["wang"]]),
    ("MATCH (p:Place {id: 'b'})<-[:LIVES_AT]-(r:Resident) RETURN count(r) AS n", {}, [[2]]),
    ("MATCH (b:Place {id: 'b'})-[:PART_OF*1..3]->(p:Place) RETURN p.id AS id ORDER BY id", {}, [["c"], ["d"]]),
    ("MATCH (b:Place {id: 'b'})-[:PART_OF*0..3]->(p:Place) RETURN count(p) AS n", {}, [[3]]),
    (
        "MATCH (r:Resident) OPTIONAL MATCH (r)-[:MEMBER_OF]->(o:Organization) RETURN r.id AS id, o.id AS o ORDER BY id",
        {},
        [["li", None], ["wang", "flowers"]],
    ),
    (
        "MATCH (a:Resident|Organization)-[h:HAS_SKILL]->(s:Skill {id: 'garden'}) "
        "RETURN labels(a) AS labels, type(h) AS type, h.text AS text ORDER BY text",
        {},
        [[["Resident"], "HAS_SKILL", "会种花"], [["Organization"], "HAS_SKILL", None]],
    ),
    (
        "MATCH (r:Resident)-[h:LIVES_AT|HOLDS_POST]->(p:Place) RETURN r.id AS id, count(h) AS n ORDER BY n DESC",
        {},
        [["wang", 3], ["li", 1]],
    ),
    (
        "MATCH (r:Resident)-[:HAS_SKILL]->(s:Skill) WITH s, count(r) AS n WHERE n > 0 "
        "RETURN s.id AS id, n ORDER BY n DESC, id LIMIT 1",
        {},
        [["garden", 1]],
    ),
    ("MATCH (o:Organization)-[:CONFLICTS_WITH]->(o) RETURN o.id AS id", {}, [["flowers"]]),
    ("MATCH (r:Resident) WHERE NOT (r)-[:MEMBER_OF]->(:Organization) RETURN r.id AS id", {}, [["li"]]),
    ("MATCH (r:Resident {id: 'wang'}) RETURN properties(r).hours_cap AS cap, size(keys(r)) AS n", {}, [[8.0, 5]]),
    (
        "MATCH (r:Resident) RETURN r.consent AS consent, collect(r.id) AS ids ORDER BY consent",
        {},
        [[False, ["li"]], [True, ["wang"]]],
    ),
]

WRITES: list[tuple[str, dict[str, Any], list[list[Any]]]] = [
    (
        "MERGE (n:Skill {id: 'new'}) ON CREATE SET n.name = 'a' ON MATCH SET n.name = 'b' RETURN n.name AS x",
        {},
        [["a"]],
    ),
    (
        "MERGE (n:Skill {id: 'garden'}) ON CREATE SET n.name = 'a' ON MATCH SET n.name = 'b' RETURN n.name AS x",
        {},
        [["b"]],
    ),
    (
        "MATCH (r:Resident {id: 'wang'}) SET r += $p RETURN r.note AS a, r.hours_cap AS b",
        {"p": {"note": "x", "hours_cap": None}},
        [["x", None]],
    ),
    (
        "MATCH (r:Resident {id: 'wang'}) SET r.turn = coalesce(r.turn, 0) + 1 "
        "WITH r WHERE r.consent RETURN r.turn AS turn",
        {},
        [[1]],
    ),
    ("MATCH (r:Resident {id: 'wang'}) REMOVE r.consent RETURN r.consent AS c", {}, [[None]]),
    ("MATCH (r:Resident {id: 'li'}) DETACH DELETE r WITH 1 AS x MATCH (r:Resident) RETURN count(r) AS n", {}, [[1]]),
    ("MATCH (:Resident {id: 'li'})-[h:HAS_SKILL]->(:Skill) DELETE h RETURN count(*) AS n", {}, [[1]]),
    (
        "MATCH (r:Resident {id: 'li'}), (s:Skill {id: 'garden'}) MERGE (r)-[h:HAS_SKILL]->(s) "
        "ON CREATE SET h.text = $text RETURN h.text AS text",
        {"text": "新"},
        [["新"]],
    ),
    (
        "MATCH (r:Requirement {id: 'none'}) SET r.status = 'met' CREATE (c:Claim {id: 'c'}) RETURN c.id AS id",
        {},
        [],
    ),
]


class Undone(Exception):
    """Takes a trial back."""


@pytest.mark.parametrize(("text", "parameters", "expected"), READS, ids=[text[:60] for text, _, _ in READS])
def test_reading(street_store: Store, text: str, parameters: dict[str, Any], expected: list[list[Any]]) -> None:
    assert [list(row.values()) for row in street_store.query("trial", text, parameters)] == expected


@pytest.mark.parametrize(("text", "parameters", "expected"), WRITES, ids=[text[:60] for text, _, _ in WRITES])
def test_writing(street_store: Store, text: str, parameters: dict[str, Any], expected: list[list[Any]]) -> None:
    answers: list[list[Any]] = []

    def trial(tx: Any) -> None:
        answers[:] = [list(row.values()) for row in tx.run("trial", text, parameters)]
        raise Undone

    with pytest.raises(Undone):
        street_store.transaction(trial)
    assert answers == expected


GOLDEN: dict[str, tuple[dict[str, Any], list[dict[str, Any]]]] = {
    "answer": ({}, [{"one": 1}]),
    "edits_before": ({"before": MOMENT, "limit": 5}, []),
    "newest_import": ({}, [{"at": None}]),
    "latest_change": ({"from": "g"}, [{"id": None}]),
    "newest_change": ({"from": "g"}, [{"newest": None, "milliseconds": ANY}]),
    "changes_from": ({"from": "g", "seen": []}, []),
    "changes_since": ({"from": "g"}, [{"count": 0}]),
    "changes_before": ({"before": "", "limit": 5}, []),
    "forget_changes": ({"ids": ["none"]}, []),
    "leave_change": ({"id": "x", "at": MOMENT, "nodes": ["Skill:a"], "links": []}, [{"id": "x"}]),
    "leave_first_change": ({"id": "y", "at": MOMENT}, []),
    "record_migration": ({"id": "0001_x", "checksum": "c", "at": None}, []),
    "forget_migration": ({"id": "0001_x"}, []),
    "take_lease": ({"id": "l", "holder": "me", "now": MOMENT, "until": MOMENT, "beyond": MOMENT}, [{"holder": "me"}]),
    "lease_until": ({"id": "l"}, []),
    "take_turn": ({"id": "t"}, [{"id": "t"}]),
    "end_lease": ({"id": "l", "holder": "me"}, []),
}


@pytest.mark.parametrize("name", sorted(GOLDEN))
def test_a_statement_of_upkeep_answers_as_expected(street_store: Store, name: str) -> None:
    parameters, expected = GOLDEN[name]
    answers: list[dict[str, Any]] = []

    def trial(tx: Any) -> None:
        run = tx.write if catalogue()[name].writes else tx.read
        answers[:] = run(name, **parameters)
        raise Undone

    with pytest.raises(Undone):
        street_store.transaction(trial)
    assert answers == expected


def generated() -> list[str]:
    """Every text that is made from the kinds, on each of them."""
    texts = list(cypher.schema())
    for label, kind in NODES.items():
        makers = (cypher.upsert, cypher.get, cypher.remove, cypher.every_node, cypher.count_nodes, cypher.wipe)
        texts += [make(kind) for make in makers]
        texts += [cypher.find(kind, name) for name, prop in kind.by_name.items() if prop.indexed or prop.unique]
        texts += [cypher.links_from(label)] if cypher.has_links_from(label) else []
        texts += [cypher.links_to(label)] if cypher.has_links_to(label) else []
    for link in LINKS.values():
        source, target = link.ends[0]
        texts += [cypher.every_link(link), cypher.count_links(link), cypher.upsert_link(link, source, target)]
        texts += [cypher.remove_link(link, source, target, keyed=bool(link.key))]
    texts += [cypher.links_between(link, source, target), cypher.ends_missing(source, target)]
    return texts


# On an empty graph labels, types and properties have never been written, and to explain needs no parameters.
NO_MISTAKES = ("01N50", "01N51", "01N52", "01N60")


@pytest.mark.neo4j
@pytest.mark.parametrize("part", ["catalogue", "generated"])
def test_neo4j_explains_every_statement_without_a_warning(neo4j_store: Store, part: str) -> None:
    """A misspelt name, a deprecated form, a missing index for a hint or a product of two matches would warn."""
    texts = [statement.text for statement in catalogue().values()] if part == "catalogue" else generated()
    warnings = []
    url, password = os.environ["HELI_TEST_NEO4J"], os.environ["HELI_TEST_NEO4J_PASSWORD"]
    user = os.environ.get("HELI_TEST_NEO4J_USER", "neo4j")
    with neo4j.GraphDatabase.driver(url, auth=(user, password), warn_notification_severity="OFF") as driver:
        for text in texts:
            if text.startswith(("CREATE CONSTRAINT", "CREATE INDEX")):
                continue
            summary = driver.execute_query(f"EXPLAIN {text}", database_="neo4j").summary
            warnings += [
                (text, status.gql_status)
                for status in summary.gql_status_objects
                if status.is_notification and status.gql_status not in NO_MISTAKES
            ]
    assert warnings == []
