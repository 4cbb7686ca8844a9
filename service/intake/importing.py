"""The verbs of intake: check files, mend them by hand, load them in one piece, take a load back."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePath

from graph import error_workbook as marked
from graph.loading import load as loading
from graph.loading.merge import merge
from graph.loading.sameness import decision
from graph.reading import report, report_json
from graph.reading.codes import holds_identity_number
from graph.reading.lists import LISTS
from graph.reading.tidy import tidy
from graph.records import Node
from graph.workbook.reader import WorkbookReader
from matching.quoting import quoted
from service.clock import local
from service.errors import ServiceError
from service.intake import check as checking
from service.intake import uploads as kept
from service.intake.check import Check, Desk, Spot
from service.intake.doubles import UnknownProposal, decide
from service.intake.loading import Loaded, load_file, remember_layouts
from service.intake.reading import Parsed, cell_text, mend, packed, parse
from service.intake.state import parsed_file, standing, take_in
from service.intake.uploads import Decisions

_LETTERS = re.compile(r"[A-Z]{1,3}")

Progress = Callable[[str, int, int], None]  # step (checking, loading), done, total


class UnknownSpot(ServiceError):
    """A place that a decision is about is not in the upload."""

    def __init__(self, spot: Spot) -> None:
        where = f"{spot.sheet} {spot.line or ''}{spot.column}".strip()
        super().__init__(f"文件里没有这个位置：{where}。", f"The file has no such place: {where}.")


class UnknownChoice(ServiceError):
    """A sheet or a column was to be read as something there is not."""

    def __init__(self, name: str) -> None:
        shown = name[:40]
        super().__init__(
            f"没有{quoted(shown)}这种清单或列，请重选。", f"There is no list or field {shown}; choose one."
        )


class HoldsIdentityNumber(ServiceError):
    """What somebody typed into a cell holds an identity number."""

    def __init__(self) -> None:
        super().__init__(
            "这里面有身份证号，没有改。合力不存身份证号，请去掉后再填。",
            "This holds an identity number, so nothing was changed. Heli keeps none: take it out.",
        )


@dataclass(frozen=True)
class ImportEntry:
    """One line of the list of imports."""

    id: str
    file: str
    at: datetime
    status: str  # loaded or undone
    rows: int
    left_out: int
    lists: dict[str, int]  # rows by list
    verb: str = "load"  # or merge


@dataclass(frozen=True)
class Undone:
    """What taking an import back did."""

    import_id: str
    file: str
    removed: int
    restored: int


def check_files(
    desk: Desk, files: Sequence[tuple[str, bytes]], *, now: datetime, progress: Progress | None = None
) -> Check:
    """Check an upload and keep it for mending; writes nothing to the graph."""
    tell = progress or loading.silent
    upload = kept.begun(files, now)
    cells = []
    with WorkbookReader() as reader:
        for number, (name, content) in enumerate(files):
            tell("checking", number, len(files))
            parsed = parse(reader, name, content)
            tell("checking", number, len(files))  # whoever does not want the check any more is heard at every step
            cells.append(packed(take_in(desk, upload, number, parsed)))
    tell("checking", len(files), len(files))
    kept.keep(desk.folder, upload, cells)
    try:
        check = standing(desk, upload)
        tell("checking", len(files), len(files))
    except BaseException:
        discard_check(desk, upload.id)
        raise
    return check


def open_check(desk: Desk, check_id: str) -> Check:
    """The check as it stands after all decisions; raises NoSuchCheck."""
    return standing(desk, kept.find(desk.folder, check_id))


def checks_in_progress(desk: Desk, *, now: datetime | None = None) -> list[tuple[str, datetime, tuple[str, ...]]]:
    """Id, moment and file names of each upload that waits for a decision, newest first."""
    found = kept.uploads(desk.folder, now or datetime.now(UTC))
    return [(upload.id, upload.at, tuple(name for name, _ in upload.files)) for upload in found]


def report_of(desk: Desk, check_id: str) -> dict[str, object]:
    """The dry-run report as plain JSON values."""
    return report_json([file.report for file in open_check(desk, check_id).files])


def read_sheet_as(desk: Desk, check_id: str, spot: Spot, list_name: str | None) -> Check:
    """Read a sheet as another list, or (None) not at all."""
    _sheet_at(open_check(desk, check_id), spot)
    if list_name is not None and list_name not in LISTS:
        raise UnknownChoice(list_name)
    return _decided(desk, check_id, lambda d: d.with_entry("lists", (spot.file, spot.sheet, list_name), 2))


def read_column_as(desk: Desk, check_id: str, spot: Spot, field: str | None) -> Check:
    """Read a column as another field, or (None) not at all; remembered for the next file of that layout once loaded."""
    check = open_check(desk, check_id)
    _column_at(check, spot)
    kind = LISTS.get(_sheet_at(check, spot).list or "")
    if field is not None and (kind is None or field not in kind.fields):
        raise UnknownChoice(field)
    entry = (spot.file, spot.sheet, spot.column, field)
    return _decided(desk, check_id, lambda d: d.with_entry("columns", entry, 3))


def leave_unread(desk: Desk, check_id: str, spot: Spot) -> Check:
    """Leave a column of identity numbers unread, after which its rows may load."""
    sheet = _sheet_at(open_check(desk, check_id), spot)
    entry = (spot.file, spot.sheet, spot.column, sheet.header_row or 0)
    return _decided(desk, check_id, lambda d: d.with_entry("unread", entry, 3))


def mend_cell(desk: Desk, check_id: str, spot: Spot, value: str, *, alike: bool = False) -> Check:
    """Put another value into a cell and, with `alike`, into every cell of that column with the same words.

    A place taken as it was proposed is remembered with the load: what the file called it becomes its alias.
    Raises UnknownSpot, and HoldsIdentityNumber for a value that is never kept.
    """
    if holds_identity_number(value):
        raise HoldsIdentityNumber
    if not _LETTERS.fullmatch(spot.column):
        raise UnknownSpot(Spot(spot.file, spot.sheet, spot.line))
    upload = kept.find(desk.folder, check_id)
    check = standing(desk, upload)
    sheet = _sheet_at(check, spot)
    lines = [spot.line]
    if alike:
        lines += _alike(sheet, spot, mend(parsed_file(desk, upload, spot.file), spot.file, upload.decisions))

    def change(decisions: Decisions) -> Decisions:
        for line in lines:
            decisions = decisions.with_entry("cells", (spot.file, spot.sheet, line, spot.column, value), 4)
        called = _called(sheet, spot, value)
        return decisions.with_entry("aliases", (spot.file, spot.sheet, value, called), 4) if called else decisions

    return _decided(desk, check_id, change)


def skip_row(desk: Desk, check_id: str, spot: Spot, *, skip: bool = True) -> Check:
    """Leave a row out of the load, or (`skip` false) take it back in."""
    entry = (spot.file, spot.sheet, spot.line)
    if skip:
        _sheet_at(open_check(desk, check_id), spot)
        return _decided(desk, check_id, lambda d: d.with_entry("skipped", entry, 3))
    return _decided(desk, check_id, lambda d: d.without("skipped", entry))


def decide_sameness(desk: Desk, check_id: str, proposal_id: str, same: bool, *, now: datetime) -> Check:
    """Remember that two names mean the same thing, or two; applied to this load and every later one."""
    pair = next((p for p in open_check(desk, check_id).proposals if p.id == proposal_id), None)
    if pair is None:
        raise UnknownProposal
    decide(desk, decision(pair.kind, pair.left, pair.right, same, now.astimezone(UTC)))
    return open_check(desk, check_id)


def load_check(desk: Desk, check_id: str, *, now: datetime, progress: Progress | None = None) -> list[Loaded]:
    """Load every file of the upload, each in one piece; the upload is then forgotten."""
    tell = progress or loading.silent
    upload = kept.find(desk.folder, check_id)
    files = [file for file in checking.in_order(standing(desk, upload).files) if file.tally.loadable]
    loaded = []

    def within(place: int) -> loading.Progress:
        return lambda _, done, steps: tell("loading", place * steps + done, len(files) * steps)

    for place, file in enumerate(files):
        loaded.append(load_file(desk, upload, file.file, now, within(place)))
    remember_layouts(desk, upload)
    discard_check(desk, check_id)
    return loaded


def discard_check(desk: Desk, check_id: str) -> None:
    """Forget an upload and what was decided about it; nothing was written yet."""
    kept.forget(desk.folder, check_id)
    desk.memory.forget(check_id)


def error_workbook(desk: Desk, check_id: str, file: int) -> tuple[str, bytes]:
    """File name and bytes of the file with its bad cells marked and commented, to mend and upload again."""
    upload = kept.find(desk.folder, check_id)
    checked = next((one for one in standing(desk, upload).files if one.file == file), None)
    if checked is None:
        raise UnknownSpot(Spot(file, ""))
    sheets = mend(parsed_file(desk, upload, file), file, upload.decisions).sheets
    return f"{PurePath(checked.report.name).stem}（标红）.xlsx", marked.error_workbook(sheets, checked.report)


def list_imports(desk: Desk) -> list[ImportEntry]:
    """Every load so far, newest first."""
    found = sorted(desk.store.nodes("Import"), key=lambda node: (node.properties["at"], node.id), reverse=True)
    return [_entry(node) for node in found]


def undo_import(desk: Desk, import_id: str, *, now: datetime) -> Undone:
    """Take a load back; raises LaterWorkDepends with the list of what stands in the way."""
    removed, restored = loading.undo(desk.store, import_id, now)
    file = desk.store.get("Import", import_id).properties.get("file")
    return Undone(import_id, str(file or import_id), removed, restored)


def merge_records(desk: Desk, kind: str, keep: str, drop: str, *, now: datetime) -> str:
    """Make two records of one kind one, keeping both names; the returned import id undoes it."""
    return merge(desk.store, kind, keep, drop, local(now))


def _decided(desk: Desk, check_id: str, change: Callable[[Decisions], Decisions]) -> Check:
    return standing(desk, kept.decide(desk.folder, check_id, change))


def _sheet_at(check: Check, spot: Spot) -> report.Sheet:
    for file in check.files:
        for sheet in file.report.sheets:
            if (file.file, sheet.name) == (spot.file, spot.sheet):
                return sheet
    raise UnknownSpot(spot)


def _column_at(check: Check, spot: Spot) -> report.SheetColumn:
    for column in _sheet_at(check, spot).columns:
        if column.letter == spot.column:
            return column
    raise UnknownSpot(spot)


def _called(sheet: report.Sheet, spot: Spot, value: str) -> str:
    """What the cell calls a place that the proposal names; empty where the value is somebody's own."""
    for row in sheet.rows:
        for problem in row.problems if row.line == spot.line else ():
            if (problem.column, problem.code, problem.proposal) == (spot.column, "unknown_place", value):
                return tidy(row.typed.get(spot.column, ""))
    return ""


def _alike(sheet: report.Sheet, spot: Spot, mended: Parsed) -> list[int]:
    """The other lines whose cell of this column says the same and has the same problem."""

    def said(row: report.Row) -> tuple[str | None, frozenset[str]]:
        text = cell_text(mended.sheets, sheet.name, row.line, spot.column) or row.typed.get(spot.column)
        return text, frozenset(p.code for p in row.problems if p.column == spot.column)

    here = next((said(row) for row in sheet.rows if row.line == spot.line), None)
    if here is None or here[0] is None:
        return []
    return [row.line for row in sheet.rows if row.line != spot.line and said(row) == here]


def _entry(node: Node) -> ImportEntry:
    told = node.properties
    summary = json.loads(str(told.get("summary") or "{}"))
    at = told["at"]
    if not isinstance(at, datetime):
        raise TypeError(f"Import {node.id} has no moment")
    return ImportEntry(
        node.id,
        str(told.get("file") or ""),
        at,
        str(told.get("status") or ""),
        int(str(told.get("rows") or 0)),
        int(str(told.get("left_out") or 0)),
        dict(summary.get("lists", {})),
        str(told.get("verb") or "load"),
    )
