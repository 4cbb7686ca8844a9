"""What intake remembers between two clicks is bounded by what it weighs."""

from __future__ import annotations

from graph.reading.tidy import LONGEST_REMEMBERED, _remembered, squash, tidy
from graph.workbook.reader import Cell, CellKind, RawSheet
from service.intake.reading import HEAVIEST, MOST_KEPT, Memory, Parsed


def test_heavy_files_give_way_before_light_ones_would() -> None:
    memory = Memory()
    memory.keep(("parsed", "a", 0), "first", HEAVIEST // 2)
    memory.keep(("parsed", "b", 0), "second", HEAVIEST // 2)
    assert memory.find(("parsed", "a", 0)) == "first"
    memory.keep(("parsed", "c", 0), "third", HEAVIEST // 2)
    assert memory.find(("parsed", "b", 0)) is None
    assert memory.find(("parsed", "a", 0)) == "first"
    memory.keep(("parsed", "d", 0), "whole", 2 * HEAVIEST)
    assert [memory.find(("parsed", name, 0)) for name in "acd"] == [None, None, "whole"]


def test_what_is_kept_anew_or_forgotten_weighs_no_more() -> None:
    memory = Memory()
    for _ in range(10):
        memory.keep(("check", "a"), "same", HEAVIEST // 3)
    memory.keep(("check", "b"), "other", HEAVIEST // 3)
    memory.forget("b")
    memory.keep(("check", "c"), "third", HEAVIEST // 2)
    assert memory.find(("check", "a")) == "same"


def test_no_more_than_so_many_are_kept() -> None:
    memory = Memory()
    for number in range(MOST_KEPT + 1):
        memory.keep(number, str(number))
    assert memory.find(0) is None
    assert memory.find(1) == "1"


def test_a_file_weighs_what_its_cells_say() -> None:
    cells = {1: {0: Cell(CellKind.TEXT, "长" * 30_000)}}
    assert Parsed((RawSheet("", False, cells),)).weight > 50_000


def test_long_texts_are_not_remembered() -> None:
    before = _remembered.cache_info().currsize
    long = "长，" * LONGEST_REMEMBERED
    assert tidy(long) == long
    assert squash(long)
    assert _remembered.cache_info().currsize == before
