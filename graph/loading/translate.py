"""A checked file becomes a draft of records: every list by its own translator, in the order that names need."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date

from graph.loading import needs, organizations, places, projects, residents, resources, services, units
from graph.loading.cells import BORN, Cells
from graph.loading.register import Register
from graph.loading.translation import Concepts, Translation, nothing
from graph.reading.ages import is_birth
from graph.reading.report import File, Sheet, SheetColumn, Verdict

LISTS = {
    "places": "地点与名称",
    "organizations": "社会组织",
    "units": "辖区单位与联盟",
    "residents": "骨干志愿者",
    "services": "便民服务清单",
    "resources": "资源清单",
    "needs": "需求清单",
    "projects": "项目清单",
}
_BY_ROW: dict[str, Callable[[Cells, Translation], None]] = {
    "places": places.translate,
    "organizations": organizations.translate,
    "units": units.translate,
    "residents": residents.translate,
    "services": services.translate,
    "resources": resources.translate,
    "needs": needs.translate,
}
RowAt = tuple[str, int]  # sheet and line


def loadable(file: File, skipped: Collection[RowAt] = ()) -> list[tuple[Sheet, list[tuple[RowAt, Cells]]]]:
    """The rows of a file that may be imported, by sheet, lists that others refer to first."""
    found = []
    for sheet in file.sheets:
        if sheet.status != "read" or sheet.list not in LISTS:
            continue
        field_of = {column.letter: field for column in sheet.columns if (field := _typed_as(column))}
        rows = [
            (
                (sheet.name, row.line),
                Cells(
                    {**row.fields, **row.meant},
                    {field_of[at]: text for at, text in row.typed.items() if at in field_of},
                ),
            )
            for row in sheet.rows
            if row.verdict is not Verdict.ERROR and (sheet.name, row.line) not in skipped
        ]
        found.append((sheet, rows))
    order = list(LISTS)
    return sorted(found, key=lambda part: order.index(str(part[0].list)))


def _typed_as(column: SheetColumn) -> str | None:
    """What the cells of a column tell as they were typed: its field, or what is looked at and not kept."""
    return BORN if is_birth(column.header) else column.field


def translate(
    file: File,
    register: Register,
    concepts: Concepts,
    today: date,
    skipped: Collection[RowAt] = (),
    likely: Concepts = nothing,
) -> Translation:
    """The draft of a file's rows against what is known; `register` is added to."""
    translation = Translation(register, concepts, "", likely=likely, today=today)
    for sheet, rows in loadable(file, skipped):
        translation.draft.lists[sheet.name] = str(sheet.list)
        translation.source = f"{LISTS[str(sheet.list)]} {file.name} {today.isoformat()}"
        translation.reported_on = date.fromisoformat(sheet.reported_on) if sheet.reported_on else None
        if sheet.list == "projects":
            headings = [column.header for column in sheet.columns if column.field == "money"]
            projects.translate(rows, translation, " ".join(headings))
            continue
        # Alliances before units, so that a member's alliance is known by its full name.
        if sheet.list == "units":
            rows = sorted(rows, key=lambda item: not units.is_alliance(item[1]))
        if sheet.list == "places":  # what others lie in may stand below them
            rows = sorted(rows, key=lambda item: places.depth(item[1]))
        for at, row in rows:
            translation.row = at
            _BY_ROW[str(sheet.list)](row, translation)
    return translation
