"""What the README says is what the program has: commands, settings, kinds."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from graph.dictionary import placed_in
from graph.kinds import LINKS, NODES
from service.app import create_app
from service.cli import main
from service.settings import Settings

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


PARTED = {
    f"{name} {part}": found
    for name, one in main.commands.items()
    for part, found in getattr(one, "commands", {}).items()
}
COMMANDS = {**main.commands, **PARTED}


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_command_is_in_the_readme_and_explains_itself(command: str) -> None:
    assert f"heli {command}" in README
    assert COMMANDS[command].help


def test_the_readme_tells_of_nothing_that_is_gone() -> None:
    assert set(re.findall(r"`heli ([a-z]+)", README)) <= main.commands.keys()
    assert set(re.findall(r"HELI_([A-Z_]+)", README)) <= {name.upper() for name in Settings.model_fields}
    places = re.findall(r"`((?:graph|matching|seeds|service|bench|tests|\.ci)/[\w./-]+)", README)
    assert len(places) > 20
    assert [place for place in places if not (ROOT / place).exists()] == []


@pytest.mark.parametrize("setting", sorted(Settings.model_fields))
def test_setting_is_in_the_readme(setting: str) -> None:
    assert f"HELI_{setting.upper()}" in README


@pytest.mark.parametrize("kind", sorted(NODES) + sorted(LINKS))
def test_kind_is_in_the_data_dictionary(kind: str) -> None:
    assert f"`{kind}`" in README


@pytest.mark.parametrize("target", re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
def test_make_target_is_in_the_readme(target: str) -> None:
    assert f"make {target}" in README


def test_every_property_has_a_meaning_and_a_chinese_name() -> None:
    for kind in [*NODES.values(), *LINKS.values()]:
        assert kind.meaning.endswith(".")
        for declared in kind.properties:
            assert declared.meaning.endswith("."), f"{kind}: {declared.name}"
            assert re.search(r"[\u4e00-\u9fff]", declared.zh)


def test_the_data_dictionary_is_the_kinds_own() -> None:
    """`make dictionary` writes it anew."""
    assert placed_in(README) == README


@pytest.mark.parametrize("package", ["graph", "matching", "seeds", "service"])
def test_the_map_names_every_part_of_a_package(package: str) -> None:
    (block,) = re.findall(r"^```\n(service .*?)^```", README, re.DOTALL | re.M)
    (shown,) = (one for one in re.split(r"^(?=\w)", block, flags=re.M) if one.startswith(package))
    rooms = {f"{one.parent.name}/" for one in (ROOT / package).glob("*/__init__.py")}
    files = {one.stem for one in (ROOT / package).glob("[a-z]*.py")}
    assert rooms | files <= set(re.findall(r"\w+/?", shown))


# What benches share.
PARTS = {"figures.py", "invented.py", "served.py", "straight.py"}


@pytest.mark.parametrize("bench", sorted({one.name for one in (ROOT / "bench").glob("*.py")} - PARTS))
def test_bench_is_in_the_readme(bench: str) -> None:
    assert f"bench/{bench}" in README


def test_every_page_is_in_the_readme(tmp_path: Path) -> None:
    """Those that are one for all; pages of single records follow from them."""
    rules = create_app(Settings(data=tmp_path), None).url_map.iter_rules()  # type: ignore[arg-type]  # nothing is asked
    found = {one.rule for one in rules if "GET" in (one.methods or ()) and not one.arguments}
    pages = {one for one in found if not one.startswith("/api/") and not one.endswith(".xlsx")}
    assert {one for one in pages if f"`{one}`" not in README} == set()
