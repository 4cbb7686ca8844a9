"""Loading a checked upload: one file after another, and what is remembered of its layout."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from graph.loading import load as loading
from graph.loading.draft import Draft
from graph.loading.fates import RowFates
from graph.loading.names import record_id
from graph.loading.translate import translate
from graph.reading import RememberedLayout
from graph.records import Node
from service.clock import day_of, local
from service.intake import check as checking
from service.intake.check import Desk
from service.intake.reading import UNREAD, Known, corrections, known
from service.intake.state import understood, words_of
from service.intake.uploads import Upload

_Made = tuple[Draft, loading.Origin]


@dataclass(frozen=True)
class Loaded:
    """What one file's load did to rows and records; `import_id` takes it back; `already` when it is loaded already."""

    file: str
    import_id: str
    already: bool
    rows: int
    left_out: int
    created: int
    changed: int
    unchanged: int
    told: RowFates  # what became of the rows that were not left out, those that repeat others included


def load_file(desk: Desk, upload: Upload, number: int, now: datetime, progress: loading.Progress) -> Loaded:
    """Load one file of an upload in one piece."""
    made: dict[str, _Made] = {}

    def prepared() -> _Made:
        # Read again, because another file, a merge or a decision may have changed what the names of this one mean.
        about = known(desk.store, desk.memory)
        if about.version not in made:
            made.clear()
            made[about.version] = _translated(desk, upload, number, about, now)
        return made[about.version]

    prepared()  # most often nothing changes until it is our turn to write, and nobody waits for the reading
    outcome = loading.load_prepared(desk.store, prepared, local(now), progress)
    ((_, origin),) = made.values()
    counts = (outcome.created, outcome.changed, outcome.unchanged, outcome.rows)
    return Loaded(origin.file, outcome.import_id, outcome.already, origin.rows, origin.left_out, *counts)


def _translated(desk: Desk, upload: Upload, number: int, about: Known, now: datetime) -> _Made:
    """What the file's rows come to in a graph of these names."""
    read = understood(desk, upload, number, about)
    file = checking.checked_file(upload, number, read, None)
    left_out = {(spot.sheet, spot.line) for spot in file.skipped}
    words = words_of(desk, about)
    found = translate(read, about.register.copy(), words.named, day_of(now), left_out, words.likely)
    for entry in upload.decisions.aliases:
        places = found.register.called("Place", entry[2])
        if entry[0] == number and len(places) == 1:
            found.add(("Place", places[0]), {"aliases": [entry[3]]})
    lists: dict[str, int] = {}
    for sheet in read.sheets:
        if sheet.status == "read" and sheet.list:
            part = checking.tally_of(replace(read, sheets=(sheet,)), left_out)
            lists[sheet.list] = lists.get(sheet.list, 0) + part.loadable
    rows, left = file.tally.loadable, file.tally.to_mend + file.tally.skipped
    return found.draft, loading.Origin(read.name, read.digest, rows, left, lists)


def remember_layouts(desk: Desk, upload: Upload) -> None:
    """Keep the corrections of columns and lists for the next file of the same layout."""
    about = known(desk.store, desk.memory)
    corrected = {entry[0] for entry in upload.decisions.columns} | {entry[0] for entry in upload.decisions.lists}
    for number in sorted(corrected):
        read = understood(desk, upload, number, about)
        found = corrections(read, number, upload.decisions)
        said = {sheet for file, sheet, name in upload.decisions.lists if file == number and name}
        told = {layout.headings for layout in found}
        for sheet in read.sheets:
            headings = tuple(column.header for column in sheet.columns)
            if sheet.name in said and sheet.list and headings not in told:
                found.append(RememberedLayout(sheet.list, headings, tuple(c.field or "" for c in sheet.columns)))
        desk.store.upsert([_layout(layout) for layout in found])


def _layout(layout: RememberedLayout) -> Node:
    fields = [field or UNREAD for field in layout.fields]
    told = {"list": layout.list, "headings": list(layout.headings), "fields": fields}
    return Node("Layout", record_id("Layout", *layout.headings), told)  # type: ignore[arg-type]
