"""Intake: a community's spreadsheets as they are, checked, mended by hand, loaded in one piece and taken back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from graph.loading.sameness import Proposal
from graph.reading import report
from graph.store import Store

Progress = Callable[[str, int, int], None]  # step (checking, loading, undoing), done, total
Concepts = Callable[[str], Sequence[str]]  # words → ids of skill concepts, best first


@dataclass(frozen=True)
class Desk:
    """What every verb of intake works with: the graph, the folder of checks in progress, the skill vocabulary."""

    store: Store
    folder: Path
    concepts: Concepts


@dataclass(frozen=True)
class Spot:
    """A place in an upload: `file` counts from 0; `line` and `column` as Excel shows them, 0 and "" where not meant."""

    file: int
    sheet: str
    line: int = 0
    column: str = ""


@dataclass(frozen=True)
class ToMend:
    """One problem of one row as a page shows it: where, what, the cells around it, and what would mend it.

    `alike` counts further rows with the same problem and the same words in that column; `around` holds the line
    before, the line itself and the line after, each as (line, cells by column letter), personal cells masked.
    """

    spot: Spot
    list: str
    problem: report.Problem
    typed: str
    verdict: report.Verdict
    alike: int
    around: tuple[tuple[int, dict[str, str]], ...]


@dataclass(frozen=True)
class Tally:
    """Rows of an upload: loadable ones, those with errors, those that repeat others, and cells mended silently."""

    rows: int
    loadable: int
    to_mend: int
    repeated: int
    tidied: int
    skipped: int  # by hand


@dataclass(frozen=True)
class CheckedFile:
    """One file of an upload: the report, its tally, and the import that already holds it (`loaded_as`)."""

    file: int
    report: report.File
    tally: Tally
    loaded_as: str | None
    id_columns: tuple[Spot, ...]  # columns of identity numbers, still to be left unread with one click
    unread: tuple[Spot, ...]  # columns left unread by hand
    skipped: tuple[Spot, ...]  # rows left out by hand


@dataclass(frozen=True)
class Check:
    """An upload under check: nothing of it is in the graph yet; it survives a restart for seven days."""

    id: str
    at: datetime
    files: tuple[CheckedFile, ...]
    tally: Tally
    to_mend: tuple[ToMend, ...]
    proposals: tuple[Proposal, ...]  # pairs that may be the same thing, undecided


@dataclass(frozen=True)
class Loaded:
    """What one file's load did; `import_id` takes it back; `already` when the same bytes are loaded already."""

    file: str
    import_id: str
    already: bool
    rows: int
    left_out: int
    created: int
    changed: int
    unchanged: int


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
    raise NotImplementedError


def open_check(desk: Desk, check_id: str) -> Check:
    """The check as it stands after all decisions; raises NoSuchCheck."""
    raise NotImplementedError


def checks_in_progress(desk: Desk) -> list[tuple[str, datetime, tuple[str, ...]]]:
    """Id, moment and file names of each upload that waits for a decision, newest first."""
    raise NotImplementedError


def report_of(desk: Desk, check_id: str) -> dict[str, object]:
    """The dry-run report as plain JSON values."""
    raise NotImplementedError


def read_sheet_as(desk: Desk, check_id: str, spot: Spot, list_name: str | None) -> Check:
    """Read a sheet as another list, or (None) not at all."""
    raise NotImplementedError


def read_column_as(desk: Desk, check_id: str, spot: Spot, field: str | None) -> Check:
    """Read a column as another field, or (None) not at all; remembered for the next file of that layout once loaded."""
    raise NotImplementedError


def leave_unread(desk: Desk, check_id: str, spot: Spot) -> Check:
    """Leave a column of identity numbers unread, after which its rows may load."""
    raise NotImplementedError


def mend_cell(desk: Desk, check_id: str, spot: Spot, value: str, *, alike: bool = False) -> Check:
    """Put another value into a cell and, with `alike`, into every cell of that column with the same words."""
    raise NotImplementedError


def skip_row(desk: Desk, check_id: str, spot: Spot, *, skip: bool = True) -> Check:
    """Leave a row out of the load, or (`skip` false) take it back in."""
    raise NotImplementedError


def decide_sameness(desk: Desk, check_id: str, proposal_id: str, same: bool, *, now: datetime) -> Check:
    """Remember that two names mean the same thing, or two; applied to this load and every later one."""
    raise NotImplementedError


def load_check(desk: Desk, check_id: str, *, now: datetime, progress: Progress | None = None) -> list[Loaded]:
    """Load every file of the upload, each in one piece; the upload is then forgotten."""
    raise NotImplementedError


def discard_check(desk: Desk, check_id: str) -> None:
    """Forget an upload."""
    raise NotImplementedError


def error_workbook(desk: Desk, check_id: str, file: int) -> tuple[str, bytes]:
    """File name and bytes of the file with its bad cells marked and commented, to mend and upload again."""
    raise NotImplementedError


def list_imports(desk: Desk) -> list[ImportEntry]:
    """Every load so far, newest first."""
    raise NotImplementedError


def undo_import(desk: Desk, import_id: str, *, now: datetime) -> Undone:
    """Take a load back; raises LaterWorkDepends with the list of what stands in the way."""
    raise NotImplementedError


def merge_records(desk: Desk, kind: str, keep: str, drop: str, *, now: datetime) -> str:
    """Make two records of one kind one, keeping both names; the returned import id undoes it."""
    raise NotImplementedError


def possible_doubles(desk: Desk, kind: str) -> list[Proposal]:
    """Pairs of records already in the graph that may be the same thing and are not decided yet."""
    raise NotImplementedError
