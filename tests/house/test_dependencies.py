"""What we ask to be installed is used: somewhere the code imports it, or it says here why it is needed all the same."""

from __future__ import annotations

import ast
import re
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("graph", "matching", "seeds", "service")
DECLARED = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
NEEDED_WITHOUT_IMPORT = {
    "neo4j-rust-ext": "the neo4j driver finds and uses it by itself",
    "uv": "the Makefile installs and resolves with it",
}


def distribution(requirement: str) -> str:
    """The name of what is required, as its publisher writes it in lower case."""
    found = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert found is not None
    return found[0].lower().replace("_", "-")


def imported() -> set[str]:
    """The distributions whose modules the code imports, inside functions too."""
    modules = set()
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Import):
                    modules |= {alias.name.partition(".")[0] for alias in node.names}
                elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    modules.add(node.module.partition(".")[0])
    published = packages_distributions()
    return {name.lower().replace("_", "-") for module in modules for name in published.get(module, ())}


USED = imported()


@pytest.mark.parametrize("requirement", DECLARED)
def test_a_dependency_is_imported_or_explained(requirement: str) -> None:
    name = distribution(requirement)
    assert (name in USED) != (name in NEEDED_WITHOUT_IMPORT), f"{name}: import it, explain it here, or remove it"


def test_what_is_explained_is_still_asked_for() -> None:
    assert NEEDED_WITHOUT_IMPORT.keys() <= {distribution(requirement) for requirement in DECLARED}
