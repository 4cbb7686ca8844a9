"""The catalogue of hand-written statements, and what it refuses."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from graph.catalogue import catalogue, named, parse
from graph.errors import BadStatement

ROOT = Path(__file__).parents[2]

GOOD = """
// statement: residents_at
// purpose: Who lives at a place.
// mode: read
// parameters: place
MATCH (r:Resident)-[:LIVES_AT]->(p:Place {id: $place})
RETURN r.id AS id
"""


def with_text(text: str, mode: str = "read", parameters: str = "", touches: str | None = None) -> str:
    lines = ["// statement: trial", "// purpose: A trial.", f"// mode: {mode}", f"// parameters: {parameters}"]
    if touches is not None:
        lines.append(f"// touches: {touches}")
    return "\n".join([*lines, text])


def test_a_statement_is_read_with_its_declaration() -> None:
    (statement,) = parse(GOOD, "trial.cypher")
    assert statement.name == "residents_at"
    assert not statement.writes
    assert statement.parameters == {"place"}
    assert statement.text.startswith("MATCH (r:Resident)")


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        (with_text("MATCH (n:Resident) SET n.note = 'x' RETURN n.id AS id"), "read and writes"),
        (with_text("MATCH (n:Resident {id: $id}) RETURN n.id AS id"), "parameters"),
        (with_text("MATCH (n:Resident) RETURN n.id AS id", parameters="id"), "parameters"),
        (with_text("MATCH (n:Neighbour) RETURN n.id AS id"), "not declared"),
        (with_text("MATCH (n:Resident)-[:KNOWS]->(p:Place) RETURN n.id AS id"), "not declared"),
        (with_text("MATCH (n) RETURN n.name AS name"), "names no label"),
        (with_text("MATCH (n:Place)-[:PART_OF*]->(p:Place) RETURN p.id AS id"), "both bounds"),
        (with_text("MATCH (n:Place)-[:PART_OF*1..]->(p:Place) RETURN p.id AS id"), "both bounds"),
        (with_text("CALL db.labels() YIELD label RETURN label"), "CALL"),
        (with_text("MATCH (n:Place) CALL { WITH n RETURN 1 AS x } RETURN x"), "CALL"),
        (with_text("LOAD CSV FROM 'file:///etc/passwd' AS line RETURN line"), "LOAD CSV"),
        (with_text("MATCH (n:Place) RETURN elementId(n) AS id"), "internal ids"),
        (with_text("MATCH (n:Place) RETURN id(n) AS id"), "internal ids"),
        (with_text("RETURN apoc.version() AS v"), "one engine"),
        (with_text("RETURN datetime($at) AS at", parameters="at"), "clock"),
        (with_text("MATCH (n:Shown) RETURN n.shown_at.epochSeconds AS at"), "parts of a moment"),
        (with_text("MATCH (n:`Place`) RETURN n.id AS id"), "quoted"),
        (with_text("MATCH (n:Place) DETACH DELETE n", mode="write"), "touches"),
        (with_text("MATCH (n:Place) DETACH DELETE n", mode="write", touches="Place"), "touches"),
        (with_text("MATCH (n:Place) DETACH DELETE n", mode="write", touches="Place:$id"), "touches"),
        (with_text("", mode="read"), "parameters"),
        ("MATCH (n:Place) RETURN n.id AS id", "before the first"),
        (GOOD.replace("residents_at", "Residents At"), "name"),
        (GOOD.replace("// purpose: Who lives at a place.\n", ""), "purpose"),
        (GOOD.replace("mode: read", "mode: sometimes"), "mode"),
    ],
)
def test_what_is_not_portable_or_not_declared_is_refused(source: str, reason: str) -> None:
    with pytest.raises(BadStatement, match=reason):
        list(parse(source, "trial.cypher"))


def test_a_bounded_path_is_allowed() -> None:
    text = "MATCH (n:Place {id: $id})-[:PART_OF*0..7]->(p:Place) RETURN p.id AS id"
    assert len(list(parse(with_text(text, parameters="id"), "trial.cypher"))) == 1


def test_every_statement_of_the_folder_passes() -> None:
    assert {"answer", "leave_change", "changes_from"} <= catalogue().keys()


def test_exactly_the_declared_parameters_are_given() -> None:
    with pytest.raises(BadStatement, match="declares the parameters from, seen"):
        named("changes_from", {"from": ""}, writes=False)
    with pytest.raises(BadStatement, match="call write"):
        named("leave_change", {"id": "", "at": "", "nodes": [], "links": []}, writes=False)
    with pytest.raises(BadStatement, match="no statement"):
        named("MATCH (n) DETACH DELETE n", {}, writes=True)


def python_files() -> list[Path]:
    return [p for name in ("graph", "matching", "seeds", "service") for p in (ROOT / name).rglob("*.py")]


@pytest.mark.parametrize("path", python_files(), ids=lambda p: str(p.relative_to(ROOT)))
def test_only_the_connection_speaks_to_the_driver(path: Path) -> None:
    """Auto-commit (`session.run`, `driver.execute_query`) is not atomic on the embedded engine."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    imports = {
        name.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([node.module or ""] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names])
    }
    allowed = {ROOT / "graph" / "connection.py", ROOT / "graph" / "driver.py"}
    assert "neo4j" not in imports or path in allowed, "use the store"
    called = {n.func.attr for n in ast.walk(tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute)}
    assert "execute_query" not in called
    assert "session" not in called or path in allowed


def test_the_connection_runs_statements_in_managed_transactions_only() -> None:
    tree = ast.parse((ROOT / "graph" / "connection.py").read_text(encoding="utf-8"))
    runs = [
        ast.unparse(node.func)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "run"
    ]
    assert set(runs) == {"self._transaction.run", "Running(transaction, call).run"}


def test_no_cypher_lives_outside_its_two_places() -> None:
    for path in python_files():
        if path.name == "cypher.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                assert not node.value.lstrip().startswith(("MATCH (", "MERGE (", "UNWIND $", "CREATE (")), path
