"""A sheet of filled-in forms, each a label with its value beside it, as the list they make up: a line for each form."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from graph.reading.gazetteer import Gazetteer
from graph.reading.grid import Grid, heading_text
from graph.reading.header import find_table, heading_promise
from graph.workbook.reader import Cell, CellKind, RawSheet

FEWEST_PAIRS = 3  # of a form
LONGEST_LABEL = 14
A_LABEL = 0.4  # how much a text must promise to be one
LEFTMOST = 0.8  # of the lines, that begin with a label
PLAINLY = 0.9
MOSTLY_LABELS = 0.6
LINES_OF_A_FORM = 40
_HAN = re.compile(r"[\u4e00-\u9fff]")

Pair = tuple[Cell, Cell | None]  # label and value


def as_list(sheet: RawSheet) -> RawSheet | None:
    """The forms of a sheet as a list below their title: labels in line 2, one form in each line from 3 on."""
    lines = [dict(sorted(cells.items())) for _, cells in sorted(sheet.rows.items())]
    told = [cells for cells in lines if len(cells) > 1]
    if not told or all(map(_is_label, told[0].values())):
        return None  # a line of labels alone heads a list
    columns = _columns_of_labels(told)
    read = [pairs for cells in told if (pairs := _pairs(cells, columns))]
    if len(read) < LEFTMOST * len(told):
        return None
    forms = list(_forms([pair for pairs in read for pair in pairs]))
    labels = list(dict.fromkeys(label for form in forms for label in form))
    if any(sum(value is not None for value in form.values()) < FEWEST_PAIRS for form in forms):
        return None
    if not _are_labels(labels):
        return None
    title = next((cell for cells in lines if len(cells) == 1 for cell in cells.values()), None)
    made = {
        **({1: {0: title}} if title is not None else {}),
        2: {at: Cell(CellKind.TEXT, label) for at, label in enumerate(labels)},
        **{line: _line(form, labels) for line, form in enumerate(forms, 3)},
    }
    found = replace(sheet, rows=made, merged=(), divided=True, forms=len(forms))
    table = find_table(Grid(found), sheet.name, Gazetteer(), ())
    return found if table is not None and table.line == 2 and not table.read_as.missing else None


def is_blank(sheet: RawSheet) -> bool:
    """Whether a sheet is a form that nobody filled in: labels beside labels, each another, in nearly every line."""
    told = [list(cells.values()) for cells in sheet.rows.values() if len(cells) > 1]
    if not FEWEST_PAIRS <= len(told) <= LINES_OF_A_FORM:
        return False
    labels = [heading_text(cell.text).rstrip(":：") for cells in told for cell in cells if _is_label(cell)]
    lines = sum(all(map(_is_label, cells)) for cells in told)
    return len(set(labels)) == len(labels) and lines >= LEFTMOST * len(told) and _are_labels(labels)


def _are_labels(texts: Collection[str]) -> bool:
    """Whether most texts plainly are labels: names of groups end like headings, too."""
    return sum(heading_promise(text) >= PLAINLY for text in texts) >= MOSTLY_LABELS * len(texts)


def _columns_of_labels(lines: Sequence[Mapping[int, Cell]]) -> frozenset[int]:
    """The columns that hold labels in most lines: 愿意 among values is none."""
    held = Counter(at for cells in lines for at in cells)
    labels = Counter(at for cells in lines for at, cell in cells.items() if _is_label(cell))
    return frozenset(at for at, count in held.items() if labels[at] >= MOSTLY_LABELS * count)


def _pairs(cells: Mapping[int, Cell], columns: frozenset[int]) -> list[Pair] | None:
    """The labels of a line with their values; None for a line that does not go label, value, label, value."""
    found: list[Pair] = []
    for at, cell in cells.items():
        if at in columns and _is_label(cell):
            found.append((cell, None))
        elif not found or found[-1][1] is not None:
            return None
        else:
            found[-1] = (found[-1][0], cell)
    return found


def _is_label(cell: Cell) -> bool:
    text = heading_text(cell.text).rstrip(":：")
    short = cell.kind is CellKind.TEXT and 1 < len(text) <= LONGEST_LABEL
    return short and bool(_HAN.search(text)) and heading_promise(text) >= A_LABEL


def _forms(pairs: Sequence[Pair]) -> Iterator[Mapping[str, Cell | None]]:
    """Each form's values by label: the first label said again begins another, of other ones the first holds."""
    form: dict[str, Cell | None] = {}
    for label, value in pairs:
        name = heading_text(label.text).rstrip(":：")
        if form and name == next(iter(form)):
            yield form
            form = {}
        form.setdefault(name, value)
    yield form


def _line(form: Mapping[str, Cell | None], labels: Sequence[str]) -> dict[int, Cell]:
    return {at: value for at, label in enumerate(labels) if (value := form.get(label)) is not None}
