"""The repository keeps the shape that lets a newcomer find everything: sizes, floors of the top level, locks."""

from __future__ import annotations

import ast
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("graph", "matching", "seeds", "service")
TOP_LEVEL = {
    ".ci",
    ".gitignore",
    "CHANGELOG.md",
    "LICENSE",
    "Makefile",
    "README.md",
    "bench",
    "graph",
    "matching",
    "pyproject.toml",
    "requirements-dev.lock",
    "requirements.lock",
    "seeds",
    "service",
    "tests",
}


def tracked(pattern: str = "*") -> list[Path]:
    """Files of the repository; those of a checkout without git are found on disk."""
    found = subprocess.run(["git", "ls-files", "-z", pattern], cwd=ROOT, capture_output=True, check=False)
    if found.returncode == 0 and found.stdout:
        return [ROOT / name for name in found.stdout.decode().split("\0") if name and (ROOT / name).is_file()]
    return [p for folder in (*PACKAGES, "tests", "bench") for p in (ROOT / folder).rglob(pattern) if p.is_file()]


PYTHON = tracked("*.py")
MOST_LINES = 40
MOST_ARGUMENTS = 6
# What takes more, with how many: never to be added to. Compiled loops take arrays, not what would hold them together.
MANY = {
    "matching/kernels/topk.py:_sparse_best": 7,
    "matching/kernels/topk.py:sparse_best": 7,
    "service/staffing/bundling.py:_made": 7,
}


def functions(path: Path) -> Iterator[tuple[str, ast.FunctionDef]]:
    """Every function of a file, called by the file and its own name."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef):
            yield f"{path.relative_to(ROOT)}:{node.name}", node


def lines_of(node: ast.FunctionDef) -> int:
    """How long a function is."""
    return (node.end_lineno or node.lineno) - node.lineno + 1


def arguments_of(node: ast.FunctionDef) -> int:
    """How many things a caller may hand over by position; what has to be named says itself what it is."""
    return sum(one.arg not in ("self", "cls") for one in (*node.args.posonlyargs, *node.args.args))


@pytest.mark.parametrize("path", PYTHON, ids=lambda p: str(p.relative_to(ROOT)))
def test_file_stays_readable(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


@pytest.mark.parametrize("path", PYTHON, ids=lambda p: str(p.relative_to(ROOT)))
def test_functions_stay_short_and_take_few_arguments(path: Path) -> None:
    for name, node in functions(path):
        assert lines_of(node) <= MOST_LINES, f"{name} has {lines_of(node)} lines"
        if path.parts[len(ROOT.parts)] in PACKAGES:
            assert arguments_of(node) <= MANY.get(name, MOST_ARGUMENTS), f"{name} takes {arguments_of(node)} arguments"


def test_what_may_take_more_still_has_to() -> None:
    """So the list only ever shrinks."""
    found = [one for path in PYTHON for one in functions(path)]
    wider = {name for name, node in found if arguments_of(node) > MOST_ARGUMENTS}
    assert MANY.keys() - wider == set()


def test_nothing_else_lies_at_the_top() -> None:
    assert {p.relative_to(ROOT).parts[0] for p in tracked()} <= TOP_LEVEL


@pytest.mark.parametrize("package", PACKAGES)
def test_packages_come_from_this_repository(package: str) -> None:
    module = __import__(package)
    assert Path(str(module.__file__)).is_relative_to(ROOT)


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_locks_are_hashed_and_name_no_download_address(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    pins = [line for line in text.splitlines() if "==" in line and not line.startswith((" ", "#"))]
    assert len(pins) > 30
    assert text.count("--hash=sha256:") >= len(pins)
    assert "http" not in text


def test_public_code_says_what_it_is_for() -> None:
    missing = []
    for path in PYTHON:
        if path.parts[len(ROOT.parts)] not in PACKAGES:
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        nodes = [n for n in tree.body if isinstance(n, (ast.FunctionDef, ast.ClassDef)) and not n.name.startswith("_")]
        missing += [f"{path.relative_to(ROOT)}:{n.lineno} {n.name}" for n in nodes if not ast.get_docstring(n)]
    assert not missing


@pytest.mark.parametrize("cache", ["UV_CACHE_DIR", "PIP_CACHE_DIR"])
def test_make_keeps_what_it_downloads_in_the_folder(cache: str) -> None:
    """So it works for an account without a home that can be written."""
    bare = {name: value for name, value in os.environ.items() if name not in ("UV_CACHE_DIR", "PIP_CACHE_DIR")}
    told = subprocess.run(
        ["make", "--silent", f"--eval=told: ; @echo $${cache}", "told"],
        cwd=ROOT,
        env=bare | {"HOME": "/proc/nope"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert Path(told.stdout.strip()).is_relative_to(ROOT / ".venv")
