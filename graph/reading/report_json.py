"""A check's result as JSON: the shape that `heli import --dry-run --report` writes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from graph.reading.report import File, Problem, Row, Sheet, SheetColumn


def report_json(files: Iterable[File]) -> dict[str, Any]:
    """The whole report; plain values only."""
    return {"files": [_file(file) for file in files]}


def _file(file: File) -> dict[str, Any]:
    return {
        "file": file.name,
        "status": file.status,
        "reason": file.reason,
        "message": dict(file.message),
        "sheets": [_sheet(sheet) for sheet in file.sheets],
    }


def _sheet(sheet: Sheet) -> dict[str, Any]:
    counts = Counter(row.verdict.value for row in sheet.rows)
    return {
        "sheet": sheet.name,
        "status": sheet.status,
        "reason": sheet.reason,
        "missing": list(sheet.missing),
        "list": sheet.list,
        "header_row": sheet.header_row,
        "reported_on": sheet.reported_on,
        "columns": [_column(column) for column in sheet.columns],
        "counts": {"rows": len(sheet.rows), **{name: counts[name] for name in ("ok", "warning", "error")}},
        "rows": [_row(row) for row in sheet.rows],
        "skipped": list(sheet.skipped),
    }


def _column(column: SheetColumn) -> dict[str, Any]:
    return {
        "column": column.letter,
        "header": column.header,
        "field": column.field,
        "confidence": column.confidence,
    }


def _row(row: Row) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "line": row.line,
        "verdict": row.verdict.value,
        "fields": dict(row.fields),
        "problems": [_problem(problem) for problem in row.problems],
    }
    if row.same_as is not None:
        shown["same_as"] = row.same_as
    if row.meant:
        shown["meant"] = dict(row.meant)
    return shown


def _problem(problem: Problem) -> dict[str, Any]:
    return {
        "column": problem.column,
        "header": problem.header,
        "code": problem.code,
        "message": dict(problem.message),
        "suggestion": dict(problem.suggestion),
        "proposal": problem.proposal,
    }
