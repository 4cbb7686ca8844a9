"""How a check is shown: sheets, columns, problems with the cells around them, pairs that may be one."""

from __future__ import annotations

from collections import Counter

from flask import request, url_for
from werkzeug.exceptions import BadRequest

from graph.loading.persons import is_addressed, surname
from graph.loading.sameness import PEOPLE, PossibleDouble
from graph.reading.report import Sheet, SheetColumn, Verdict
from service.intake import Check, CheckedFile, Spot, ToMend
from service.viewing.looking import View
from service.web import frame
from service.web.fields import field_word, fields_of
from service.web.lists import short
from service.web.saying import gettext as _
from service.web.words import CODE_WORDS, LIST_WORDS, word
from service.web.written import moment

FIRST = 6
KINDS_SAID = 3
EXAMPLE = 16
SURE = 0.8


def list_of(sheet: Sheet) -> str:
    """The list a sheet is read as; empty when it is not read."""
    return sheet.list or "" if sheet.status != "ignored" else ""


def sheet_at(check: Check, spot: Spot) -> Sheet:
    """The sheet a spot is in."""
    for file in check.files:
        for sheet in file.report.sheets:
            if file.file == spot.file and sheet.name == spot.sheet:
                return sheet
    raise BadRequest


def view(check: Check) -> dict[str, object]:
    """Everything the page of a check shows."""
    speaking, address = frame.language(), url_for("pages.check", check_id=check.id)
    several = len(check.files) > 1
    pairs = max(1, request.args.get("pairs", 1, type=int))
    sheets = [(file, number, sheet) for file in check.files for number, sheet in enumerate(file.report.sheets)]
    here, known = _sheet_here(sheets), View(frame.snapshot())
    return {
        "address": address,
        "files": _("、").join(file.report.name for file in check.files),
        "told": _(
            "%(sheets)s 张表，%(rows)s 行，%(at)s 上传",
            sheets=sum(1 for _f, _n, sheet in sheets if sheet.status == "read"),
            rows=check.tally.rows,
            at=moment(check.at, speaking),
        ),
        "tally": check.tally,
        "refused": _refused(check),
        "loaded_before": [file.report.name for file in check.files if file.loaded_as],
        "id_columns": [_column_at(spot, file) for file in check.files for spot in file.id_columns],
        "unread": [_column_at(spot, file) for file in check.files for spot in file.unread],
        "sheets": [_sheet(file, number, sheet, several, here) for file, number, sheet in sheets],
        "lists": [*((code, str(label)) for code, label in LIST_WORDS.items()), ("", _("不读这张"))],
        **_columns(here),
        "proposals": [pair(one, known) for one in check.proposals],
        "pairs_shown": pairs,
        "more_pairs": frame.address_with(pairs=pairs + 5) + "#hd",
        **_problems(check),
        "skipped": [
            {"where": _line_words(_sheet_words(file, spot, several), spot.line), "fields": _fields(spot)}
            for file in check.files
            for spot in file.skipped
        ],
        "can_load": check.tally.loadable > 0,
        "error_books": _error_books(check),
    }


def _problems(check: Check) -> dict[str, object]:
    """What has to be mended or looked at, errors first, as much of it as the page was asked to show."""
    shown = max(FIRST, request.args.get("show", FIRST, type=int))
    problems = sorted(check.to_mend, key=lambda one: one.verdict is not Verdict.ERROR)
    kinds = Counter(one.problem.code for one in problems)
    return {
        "problems": [_problem(one, check, number) for number, one in enumerate(problems[:shown])],
        "problem_count": len(problems),
        "problem_kinds": _("，").join(
            f"{word(CODE_WORDS, code)} {count}" for code, count in kinds.most_common(KINDS_SAID)
        ),
        "errors": sum(one.verdict is Verdict.ERROR for one in problems),
        "more_problems": frame.address_with(show=shown + 20) if len(problems) > shown else "",
    }


def _fields(spot: Spot, **more: object) -> object:
    asked = {name: request.args[name] for name in ("of", "show") if request.args.get(name)}
    return frame.hidden(file=spot.file, sheet=spot.sheet, line=spot.line, column=spot.column, **asked, **more)


def _column_at(spot: Spot, file: CheckedFile) -> dict[str, object]:
    return {"sheet": spot.sheet or file.report.name, "column": spot.column, "fields": _fields(spot)}


def _refused(check: Check) -> list[dict[str, str]]:
    speaking, found = frame.language(), []
    for file in check.files:
        if file.report.status == "refused":
            why = file.report.message.get(speaking) or word(CODE_WORDS, file.report.reason or "")
            found.append({"name": file.report.name, "why": why})
            continue
        if file.report.message:
            unread = any(sheet.status == "ignored" and sheet.reason != "hidden_sheet" for sheet in file.report.sheets)
            why = file.report.message[speaking]
            found.append({"name": file.report.name, "why": why, "choose": "#hs" if unread else ""})
        for sheet in file.report.sheets:
            if sheet.status == "refused":
                labels = _("、").join(field_word(one) for one in sheet.missing)
                why = _("缺必需的栏：%(fields)s。请在下面“栏认对了吗”里指出是哪一栏，或补上再传。", fields=labels)
                found.append({"name": f"{file.report.name} {sheet.name}", "why": why})
    return found


def _sheet_here(sheets: list[tuple[CheckedFile, int, Sheet]]) -> tuple[CheckedFile, int, Sheet] | None:
    """The sheet whose columns are shown: the one asked for, else the first that is read."""
    asked = request.args.get("of", "")
    readable = [entry for entry in sheets if entry[2].status != "ignored"]
    for entry in readable:
        if f"{entry[0].file}-{entry[1]}" == asked:
            return entry
    return readable[0] if readable else None


def _sheet(
    file: CheckedFile, number: int, sheet: Sheet, several: bool, here: tuple[CheckedFile, int, Sheet] | None
) -> dict[str, object]:
    errors = sum(row.verdict is Verdict.ERROR for row in sheet.rows)
    key = f"{file.file}-{number}"
    notes = {"refused": _("缺必需的栏"), "ignored": _("没认出来，不读")}
    if sheet.reason == "hidden_sheet":
        notes["ignored"] = _("隐藏的，没读")
    return {
        "name": sheet.name or file.report.name,
        "file": file.report.name if several and sheet.name else "",
        "note": notes.get(sheet.status, ""),
        "key": f"sheet-{key}",
        "list": list_of(sheet),
        "closed": sheet.reason == "hidden_sheet",  # its cells are not even kept
        "rows": len(sheet.rows),
        "loadable": sum(row.verdict is not Verdict.ERROR and row.same_as is None for row in sheet.rows),
        "to_mend": errors,
        "link": frame.address_with(of=key) + "#columns" if sheet.status != "ignored" else "",
        "here": here is not None and here[0] is file and here[1] == number,
    }


def _columns(here: tuple[CheckedFile, int, Sheet] | None) -> dict[str, object]:
    if here is None:
        return {"columns": [], "fields": [], "sheet_name": "", "sheet_fields": ""}
    file, _number, sheet = here
    return {
        "sheet_name": sheet.name or file.report.name,
        "sheet_fields": _fields(Spot(file.file, sheet.name)),
        "fields": fields_of(sheet.list or ""),
        "columns": [_column(one) for one in sheet.columns],
    }


def _column(one: SheetColumn) -> dict[str, object]:
    if one.field == "id_number":
        sign, told = "warn", _("身份证号，不读")
    elif one.holds_id_numbers:
        sign, told = "warn", _("有身份证号")
    elif one.field is None:
        sign, told = "", _("不用读")
    elif one.field in ("phone", "contact", "contact_phone"):
        sign, told = "ok", _("不外传")
    elif one.confidence >= SURE:
        sign, told = "ok", _("认得")
    else:
        sign, told = "warn", _("请看一眼")
    return {
        "letter": one.letter,
        "header": one.header,
        "example": short(one.example, EXAMPLE),
        "field": one.field or "",
        "sign": sign,
        "told": told,
        "locked": one.field == "id_number",
    }


def _problem(one: ToMend, check: Check, number: int) -> dict[str, object]:
    speaking, problem = frame.language(), one.problem
    headers = {column.letter: column.header for column in sheet_at(check, one.spot).columns}
    letters = sorted({letter for _line, cells in one.around for letter in cells} | {one.spot.column}, key=_place)
    sheet = _sheet_words(check.files[one.spot.file], one.spot, len(check.files) > 1)
    where = _("%(sheet)s 第 %(line)s 行 %(column)s 列", sheet=sheet, line=one.spot.line, column=one.spot.column)
    return {
        "anchor": f"p{number}",
        "title": f"{problem.header} {word(CODE_WORDS, problem.code)}".strip(),
        "where": where.strip(),
        "is_error": one.verdict is Verdict.ERROR,
        "message": problem.message.get(speaking, ""),
        "suggestion": problem.suggestion.get(speaking, ""),
        "proposal": problem.proposal,
        "can_mend": bool(one.spot.column) and problem.code != "id_number_present",
        "alike": one.alike,
        "line": one.spot.line,
        "column": one.spot.column,
        "headers": [(letter, headers.get(letter, "")) for letter in letters],
        "around": [(line, [(letter, cells.get(letter, "")) for letter in letters]) for line, cells in one.around],
        "fields": _fields(one.spot, proposal=problem.proposal or ""),
    }


def _place(letter: str) -> tuple[int, str]:
    return len(letter), letter


def names(one: PossibleDouble, view: View, *, both_known: bool) -> tuple[str, str]:
    """How the two of a pair are called: somebody on record who may not be shown has a surname only here either.

    The other one of a check (not `both_known`) is a row of the reader's own file, and named as there.
    """
    open_right = not both_known or _is_open(one.kind, one.right, view, both_known=True)
    return (
        one.left_name
        if _is_open(one.kind, one.left, view, both_known=both_known)
        else _unnamed(one.kind, one.left_name),
        one.right_name if open_right else _unnamed(one.kind, one.right_name),
    )


def _is_open(kind: str, key: str, view: View, *, both_known: bool) -> bool:
    row = view.snapshot.nodes[kind].row_of.get(key, -1)
    if row < 0:  # an earlier row of the same file; on record, somebody of whom the page knows nothing yet
        return not both_known or kind not in PEOPLE
    return view.seen(kind, row)


def _unnamed(kind: str, name: str) -> str:
    """Who may not be named, told by what a pair can be decided by: the surname and how the name is written."""
    who = _("一位不在推荐名单里的专家") if kind == "Expert" else _("一位不在推荐名单里的居民")
    family = surname(name)
    if not family:
        return who
    if is_addressed(name):
        return _("%(who)s（姓%(family)s，写的是称呼）", who=who, family=family)
    return _("%(who)s（姓%(family)s，写的是姓名）", who=who, family=family)


def pair(one: PossibleDouble, view: View, *, both_known: bool = False) -> dict[str, object]:
    """A pair that may be one thing, as the page compares it."""
    speaking = frame.language()
    called = names(one, view, both_known=both_known)
    where = _("表里这一行")
    if one.lines:
        where = _("、").join(_line_words(sheet, line) for sheet, line in one.lines)
    return {
        "id": one.id,
        "one": called[0],
        "other": called[1],
        "why": one.reasons.get(speaking, ""),
        "rows": [
            (facet.en if speaking == "en" else facet.zh, *(called if facet.en == "name" else (facet.left, facet.right)))
            for facet in one.facets
        ],
        "one_where": _("库里已有"),
        "other_where": where,
    }


def _line_words(sheet: str, line: int) -> str:
    return _("%(sheet)s 第 %(line)s 行", sheet=sheet, line=line) if sheet else _("第 %(line)s 行", line=line)


def _sheet_words(file: CheckedFile, spot: Spot, several: bool) -> str:
    """The sheet, and the file where there are several or the sheet has no name."""
    return " ".join(part for part in (file.report.name if several or not spot.sheet else "", spot.sheet) if part)


def _error_books(check: Check) -> list[tuple[str, str]]:
    """The files that have cells to look at, each with the address of its copy in which they are marked."""
    return [
        (file.report.name, url_for("pages.marked", check_id=check.id, file=file.file))
        for file in check.files
        if file.report.status == "read" and any(one.spot.file == file.file for one in check.to_mend)
    ]
