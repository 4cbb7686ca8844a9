"""What a check shows: files, tallies, what has to be mended, what may be the same thing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from graph.loading.sameness import PossibleDouble, propose
from graph.loading.translate import LISTS, translate
from graph.loading.translation import SkillWords
from graph.reading import report
from graph.reading.messages import ERRORS
from graph.reading.phones import mask_phones
from graph.store import Store
from service.clock import day_of
from service.intake.reading import Known, Memory, Parsed, cell_text
from service.intake.uploads import Upload

# An empty cell is mended one by one: nobody wants the same name in all of them. Nor does a row that repeats another
# say in which cell the mistake is.
_EACH_BY_ITSELF = frozenset({"missing_value", "conflicting_row", "bad_period"})
_NOTHING_TO_MEND = frozenset({"duplicate_row"})
_KEPT_AS_READ = frozenset({"assumed_year", "assumed_day", "several_values", "phone_in_text", "looks_like_formula"})
MOST_TO_MEND = 500


@dataclass(frozen=True)
class Desk:
    """What every verb of intake works with: the graph, the folder of checks in progress, the skill vocabulary."""

    store: Store
    folder: Path
    vocabulary: Callable[[Store], SkillWords]
    memory: Memory = field(default_factory=Memory, compare=False, repr=False)


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

    `verdict` is how bad this problem is by itself; `alike` counts further rows with the same problem and the same
    words in that column; `around` holds the line before, the line itself and the line after, each as (line, cells by
    column letter), with phones masked and identity numbers left out.
    """

    spot: Spot
    list: str
    problem: report.Problem
    typed: str
    verdict: report.Verdict
    alike: int
    around: tuple[tuple[int, Mapping[str, str]], ...]


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
    proposals: tuple[PossibleDouble, ...]  # pairs that may be the same thing, undecided


def checked_file(upload: Upload, number: int, read: report.File, loaded_as: str | None) -> CheckedFile:
    """One file with its tally and the decisions about it."""
    skipped = tuple(Spot(file, sheet, line) for file, sheet, line in upload.decisions.skipped if file == number)
    unread = tuple(Spot(f, sheet, column=column) for f, sheet, column, _ in upload.decisions.unread if f == number)
    left_out = {(spot.sheet, spot.line) for spot in skipped}
    id_columns = tuple(
        Spot(number, sheet.name, column=letter) for sheet in read.sheets for letter in sorted(sheet.identity_columns())
    )
    return CheckedFile(number, read, tally_of(read, left_out), loaded_as, id_columns, unread, skipped)


def tally_of(read: report.File, left_out: Collection[tuple[str, int]]) -> Tally:
    """How many rows of a file may be loaded, have to be mended, repeat others or were left out by hand."""
    rows = [(sheet.name, row) for sheet in read.sheets if sheet.status == "read" for row in sheet.rows]
    skipped = sum((name, row.line) in left_out for name, row in rows)
    kept = [row for name, row in rows if (name, row.line) not in left_out]
    bad = sum(row.verdict is report.Verdict.ERROR for row in kept)
    repeated = sum(row.verdict is not report.Verdict.ERROR and row.same_as is not None for row in kept)
    tidied = sum(sheet.tidied for sheet in read.sheets)
    return Tally(len(rows), len(kept) - bad - repeated, bad, repeated, tidied, skipped)


def total(tallies: Iterable[Tally]) -> Tally:
    """The tally of several files."""
    parts = list(tallies)
    names = ("rows", "loadable", "to_mend", "repeated", "tidied", "skipped")
    return Tally(*(sum(getattr(part, name) for part in parts) for name in names))


def to_mend(files: Sequence[CheckedFile], parsed: Sequence[Parsed]) -> tuple[ToMend, ...]:
    """Every problem once, errors first, then what was left empty, then what was assumed."""
    found: list[ToMend] = []
    for file in files:
        left_out = {(spot.sheet, spot.line) for spot in file.skipped}
        whole = {(spot.sheet, spot.column) for spot in file.id_columns}
        for sheet in file.report.sheets:
            rows = [row for row in sheet.rows if (sheet.name, row.line) not in left_out]
            found += _of_sheet(file.file, sheet, rows, parsed[file.file], whole)
    order = {report.Verdict.ERROR: 0, report.Verdict.WARNING: 1}
    found.sort(key=lambda one: (order[one.verdict], one.problem.code in _KEPT_AS_READ))
    return tuple(found[:MOST_TO_MEND])


def _of_sheet(
    number: int,
    sheet: report.Sheet,
    rows: Sequence[report.Row],
    parsed: Parsed,
    whole: Collection[tuple[str, str]],
) -> list[ToMend]:
    first: dict[object, ToMend] = {}
    for row in rows:
        for problem in row.problems:
            if problem.code in _NOTHING_TO_MEND or (
                problem.code == "id_number_present" and (sheet.name, problem.column) in whole
            ):
                continue
            typed = cell_text(parsed.sheets, sheet.name, row.line, problem.column)
            by_itself = problem.code in _EACH_BY_ITSELF
            key = (problem.column, problem.code, row.line if by_itself else typed or row.typed.get(problem.column))
            if key in first:
                first[key] = replace(first[key], alike=first[key].alike + 1)
            else:
                first[key] = _one(Spot(number, sheet.name, row.line, problem.column), sheet, row, problem)
    return list(first.values())


def _one(spot: Spot, sheet: report.Sheet, row: report.Row, problem: report.Problem) -> ToMend:
    bad = report.Verdict.ERROR if problem.code in ERRORS else report.Verdict.WARNING
    typed = row.typed.get(spot.column, "")
    return ToMend(spot, sheet.list or "", problem, typed, bad, 0, _around(sheet, row, spot.column))


def _around(sheet: report.Sheet, row: report.Row, column: str) -> tuple[tuple[int, Mapping[str, str]], ...]:
    at = next(place for place, other in enumerate(sheet.rows) if other.line == row.line)
    near = sheet.rows[max(0, at - 1) : at + 2]
    shown = []
    for other in near:
        whole = column if other is row else None
        shown.append((other.line, {c: t if c == whole else mask_phones(t)[0] for c, t in other.typed.items()}))
    return tuple(shown)


def proposals(
    files: Sequence[CheckedFile], about: Known, words: SkillWords, at: datetime
) -> tuple[PossibleDouble, ...]:
    """The undecided pairs of something in these files with something known, or earlier in them."""
    register = about.register.copy()
    stored = frozenset(register.known)
    fresh: dict[tuple[str, str], tuple[tuple[str, int], ...]] = {}
    for file in in_order(files):
        left_out = {(spot.sheet, spot.line) for spot in file.skipped}
        draft = translate(file.report, register, words.named, day_of(at), left_out, words.likely).draft
        for row, refs in draft.rows.items():
            for ref in refs:
                if ref not in stored:
                    fresh[ref] = (*fresh.get(ref, ()), row)
    found = propose(register, fresh, stored)
    return tuple(replace(pair, lines=fresh.get((pair.kind, pair.right), ())) for pair in found)


def in_order(files: Sequence[CheckedFile]) -> list[CheckedFile]:
    """The files so that those whose names others use come first: places, groups, units, people, then the rest."""
    order = list(LISTS)

    def place(file: CheckedFile) -> int:
        read = [sheet.list for sheet in file.report.sheets if sheet.status == "read"]
        lists = [order.index(name) for name in read if name in order]
        return min(lists, default=len(order))

    return sorted(files, key=lambda file: (place(file), file.file))
