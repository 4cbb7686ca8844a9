"""What a place lies in: known to the graph, or told in another line of the same file, else a problem of its row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from graph.reading import messages
from graph.reading.gazetteer import PLACE_KINDS, Entry, Gazetteer
from graph.reading.lists import LISTS
from graph.reading.report import Row, Sheet, SheetColumn, Verdict
from graph.reading.rows import verdict
from graph.workbook.reader import Cell, CellKind


def with_known_parents(sheets: Sequence[Sheet], gazetteer: Gazetteer) -> tuple[Sheet, ...]:
    """The sheets of one file; a place under something unknown keeps its row, without the parent and with a problem."""
    listed = [sheet for sheet in sheets if sheet.status == "read" and sheet.list == "places"]
    if not listed:
        return tuple(sheets)
    told = Gazetteer(_entries([row for sheet in listed for row in sheet.rows], gazetteer))
    return tuple(_judged(sheet, told) if sheet in listed else sheet for sheet in sheets)


def _entries(rows: Sequence[Row], gazetteer: Gazetteer) -> list[Entry]:
    """What the graph knows, with the further names and places of these rows."""
    known = {entry.key: entry for entry in gazetteer.entries}
    fresh = []
    for row in rows:
        name, level, parent = (str(row.fields.get(key) or "") for key in ("name", "kind", "parent"))
        if not name or row.verdict is Verdict.ERROR or row.same_as is not None or level not in PLACE_KINDS:
            continue
        aliases = row.fields.get("aliases")
        names = tuple(aliases) if isinstance(aliases, list) else ()
        place = gazetteer.place(name)
        if place is None:
            fresh.append(Entry(level, name, parent, names))
        else:  # a second entry would make two places of one name
            known[place.key] = replace(place, aliases=(*known[place.key].aliases, *names))
    return [*known.values(), *fresh]


def _judged(sheet: Sheet, gazetteer: Gazetteer) -> Sheet:
    column = next((column for column in sheet.columns if column.field == "parent"), None)
    if column is None:
        return sheet
    return replace(sheet, rows=tuple(_row(row, column, gazetteer) for row in sheet.rows))


def _row(row: Row, column: SheetColumn, gazetteer: Gazetteer) -> Row:
    parent = row.fields.get("parent")
    if not isinstance(parent, str):
        return row
    place = gazetteer.place(parent)
    if place is not None:
        return replace(row, fields={**row.fields, "parent": place.name})
    cell = Cell(CellKind.TEXT, row.typed.get(column.letter, parent))
    about = messages.About(column.header, "parent", cell, {}, LISTS["places"], gazetteer, {})
    problem = messages.problem(column.letter, "unknown_place", about)
    if problem.proposal == row.fields.get("name"):
        problem = replace(problem, proposal=None)
    problems = (*row.problems, problem)
    fields = {key: value for key, value in row.fields.items() if key != "parent"}
    return replace(row, fields=fields, problems=problems, verdict=verdict(problems))
