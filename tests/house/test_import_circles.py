"""No module needs itself by way of others, not even by an import inside a function."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("graph", "matching", "seeds", "service")


def modules() -> Mapping[str, Path]:
    found = {}
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            parts = path.relative_to(ROOT).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def is_for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def imports(tree: ast.AST) -> Iterator[ast.Import | ast.ImportFrom]:
    """Every import that happens when the program runs."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield node
        elif not is_for_types(node):
            yield from imports(node)


def needs(known: Mapping[str, Path], name: str) -> set[str]:
    """The modules of ours that a module imports: of `from a import b` the module a.b where there is one, else a."""
    found = set()
    for node in imports(ast.parse(known[name].read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif node.module and not node.level:
            whole = [f"{node.module}.{alias.name}" for alias in node.names]
            found |= {one if one in known else node.module for one in whole}
    return found & known.keys() - {name}


def test_there_are_no_circles() -> None:
    known = modules()
    try:
        TopologicalSorter({name: needs(known, name) for name in known}).prepare()
    except CycleError as error:
        raise AssertionError(" ← ".join(error.args[1])) from None
