"""The repository keeps the shape that lets a newcomer find everything: sizes, floors of the top level, locks."""

from __future__ import annotations

import ast
import os
import subprocess
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


@pytest.mark.parametrize("path", PYTHON, ids=lambda p: str(p.relative_to(ROOT)))
def test_file_stays_readable(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


@pytest.mark.parametrize("path", PYTHON, ids=lambda p: str(p.relative_to(ROOT)))
def test_functions_stay_short_and_take_few_arguments(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            assert lines <= 60, f"{node.name} has {lines} lines"
            if path.parts[len(ROOT.parts)] in PACKAGES:
                assert len(node.args.args) <= 7, f"{node.name} takes {len(node.args.args)} positional arguments"


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
