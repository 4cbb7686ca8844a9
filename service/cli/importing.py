"""`heli import`, `template`, `undo`: the community's own spreadsheets."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from service.cli.door import ENGLISH, LANGUAGE, PlainFile, current_settings, example, progress_bar, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graph.reading.report import Problem, Sheet
    from service.errors import UnknownName
    from service.intake import Check, Desk, ImportEntry, Loaded, Spot, Tally

READABLE = PlainFile()
WRITTEN = click.Path(dir_okay=False, path_type=Path)
MOST_SHOWN = 20
MOST_OFFERED = 3
NOT_AT_ALL = frozenset(("不读", "无", "none", "no", ""))


@click.command(
    "import",
    short_help=say("检查并导入表格", "Check and load spreadsheets"),
    help=say(
        "先检查表格（xlsx、xls、et、ods、csv），说明每一处问题；再把可以导入的行装入图中，每个文件要么全部装入，要么一行不装。",
        "Check spreadsheets (xlsx, xls, et, ods, csv) and tell every problem; then load the rows that may be loaded, "
        "each file in one piece.",
    )
    + "\n\n"
    + example(
        "heli import --dry-run --report out.json 需求清单.xlsx",
        "heli import 需求清单.xlsx 服务清单.csv",
        "heli import 一季度.xlsx --as 表1=需求 --as 签到=不读",
    ),
)
@click.argument("files", nargs=-1, required=True, type=READABLE)
@click.option("--dry-run", is_flag=True, help=say("只检查，不装入", "Only check; load nothing"))
@click.option("--report", type=WRITTEN, help=say("把检查结果写成 JSON", "Write the check's report as JSON"))
@click.option(
    "--as",
    "said",
    multiple=True,
    metavar=say("工作表=清单", "SHEET=LIST"),
    help=say(
        "把一张工作表认作哪种清单（需求、资源、项目、居民、组织、单位、服务、地点），或“不读”；可重复写",
        "Read a sheet as this list (needs, resources, projects, residents, organizations, units, services, places), "
        "or as none; may be repeated",
    ),
)
def import_files(files: tuple[Path, ...], dry_run: bool, report: Path | None, said: tuple[str, ...]) -> int:
    """Check files and load what may be loaded."""
    from service import intake
    from service.intake.desk import desk_of
    from service.running.opening import open_store

    settings = current_settings()
    now = datetime.now(UTC)
    contents = [(path.name, path.read_bytes()) for path in files]
    with open_store(settings) as store:
        desk = desk_of(store, settings.data)
        bar, move = progress_bar(say("检查", "Checking"))
        with bar:
            checked = intake.check_files(desk, contents, now=now, progress=lambda _, done, total: move(done, total))
        checked = _read_as(desk, checked, said)
        if report is not None:
            text = json.dumps(intake.report_of(desk, checked.id), ensure_ascii=False, indent=1)
            _write_for_owner(report, text)
        _tell_check(checked)
        if dry_run or not checked.tally.loadable:
            intake.discard_check(desk, checked.id)
            return 0 if dry_run and _anything_read(checked) else 1
        bar, move = progress_bar(say("装入", "Loading"))
        with bar:
            loaded = intake.load_check(desk, checked.id, now=now, progress=lambda _, done, total: move(done, total))
    for one in loaded:
        _tell_loaded(one)
    return 0


def _read_as(desk: Desk, checked: Check, said: Sequence[str]) -> Check:
    """The check with each sheet read as the list that somebody says it is; forgotten where there is no such sheet."""
    from graph.errors import GraphError
    from graph.template import list_named
    from service import intake
    from service.errors import ServiceError

    try:
        for one in said:
            name, _, wanted = one.rpartition("=")
            chosen = None if wanted.strip() in NOT_AT_ALL else list_named(wanted.strip())
            for spot in _sheets_called(name.strip(), checked):
                checked = intake.read_sheet_as(desk, checked.id, spot, chosen)
    except (GraphError, ServiceError):
        intake.discard_check(desk, checked.id)
        raise
    return checked


def _sheets_called(name: str, checked: Check) -> list[Spot]:
    """The sheets of this name; the only one there is where none is named."""
    from service.errors import UnknownName
    from service.intake import Spot

    kept = [
        (Spot(file.file, sheet.name), sheet.name or file.report.name)
        for file in checked.files
        for sheet in file.report.sheets
        if sheet.reason != "hidden_sheet"
    ]
    found = [spot for spot, called in kept if name in (called, Path(called).stem) or (not name and len(kept) == 1)]
    if not found:
        there = [called for _, called in kept]
        raise UnknownName(
            f"没有叫“{name}”的工作表；有：{'、'.join(there)}。写成：--as 工作表=清单",
            f"There is no sheet called {name or 'so'}; there are {', '.join(there)}. Write --as SHEET=LIST",
        )
    return found


@click.command(
    short_help=say("写出空白表格", "Write an empty workbook to fill in"),
    help=say(
        "写出一张可以直接填写的空白表格：有下拉选项、示例行和说明。LIST 是清单名，例如 需求、服务、居民。",
        "Write the empty workbook people fill in: drop-downs, a sample row and notes. LIST is a list's name, such as "
        "needs, services or residents.",
    )
    + "\n\n"
    + example("heli template 需求 -o 需求清单.xlsx"),
)
@click.argument("list_name", metavar="LIST")
@click.option("-o", "--output", type=WRITTEN, help=say("写到哪个文件", "File to write"))
def template(list_name: str, output: Path | None) -> None:
    """Write an empty workbook."""
    from graph.template import file_name
    from graph.template import template as empty_workbook

    content = empty_workbook(list_name, LANGUAGE)
    place = output or Path(file_name(list_name, LANGUAGE))
    place.write_bytes(content)
    click.echo(
        say(f"已写出 {place}。填好后：heli import {place}", f"Wrote {place}. When filled in: heli import {place}")
    )


@click.command(
    short_help=say("撤销一次导入", "Take an import back"),
    help=say(
        "撤销一次导入，图恢复到导入之前；如果之后的工作用到了它，会列出来并拒绝。IMPORT 是导入编号。",
        "Take an import back, so that the graph is as it was before; refused, with a list, when later work depends "
        "on it. IMPORT is the id of the import.",
    )
    + "\n\n"
    + example("heli undo import-20261121-3f9c2b7a10d4e856"),
)
@click.argument("import_id", metavar="IMPORT")
def undo(import_id: str) -> None:
    """Undo an import."""
    from graph.errors import NotFound
    from service import intake
    from service.intake.desk import desk_of
    from service.running.opening import open_store

    settings = current_settings()
    with open_store(settings) as store:
        desk = desk_of(store, settings.data)
        try:
            undone = intake.undo_import(desk, import_id, now=datetime.now(UTC))
        except NotFound:
            raise _no_such_import(import_id, intake.list_imports(desk)) from None
    click.echo(
        say(
            f"已撤销 {undone.file}：删去 {undone.removed} 条，恢复 {undone.restored} 条。",
            f"Took back {undone.file}: {undone.removed} records removed, {undone.restored} restored.",
        )
    )


def _no_such_import(import_id: str, imports: Sequence[ImportEntry]) -> UnknownName:
    """What to say where no import has this id: those that could be taken back, newest first."""
    from service.errors import UnknownName

    loaded = [one for one in imports if one.status == "loaded"]
    zh = "、".join(f"{one.id}（{one.file}）" for one in loaded[:MOST_OFFERED])
    en = ", ".join(f"{one.id} ({one.file})" for one in loaded[:MOST_OFFERED])
    return UnknownName(
        f"没有编号为 {import_id} 的导入。" + (f"最近可以撤销的：{zh}。" if loaded else "还没有可以撤销的导入。"),
        f"There is no import {import_id}. "
        + (f"The latest that can be undone: {en}." if loaded else "There is none that could be undone yet."),
    )


def _write_for_owner(place: Path, text: str) -> None:
    """Write a file that only its owner may read: a report repeats what the spreadsheets say of people."""
    if not place.exists():
        place.touch(mode=0o600)
    elif place.is_file():
        place.chmod(0o600)
    place.write_text(text, encoding="utf-8")


def _anything_read(checked: Check) -> bool:
    return any(sheet.status == "read" for file in checked.files for sheet in file.report.sheets)


def _tell_check(checked: Check) -> None:
    from graph.reading.messages import missing_columns
    from graph.template_columns import CALLED

    for file in checked.files:
        told = file.report.message.get(LANGUAGE, file.report.reason or "")
        click.echo(f"{file.report.name}: {told}" if told else file.report.name)
        for sheet in file.report.sheets:
            if sheet.list and sheet.status == "read":
                rows = say(f"{len(sheet.rows)} 行", f"{len(sheet.rows)} rows")
                called = sheet.list if ENGLISH else CALLED[sheet.list][0]
                click.echo(f"  {sheet.name + ' → ' if sheet.name else ''}{called}, {rows}")
                if left := _left_unread(sheet):
                    click.echo(say(f"    没读的列：{'、'.join(left)}", f"    columns left unread: {', '.join(left)}"))
            elif sheet.status == "refused" and file.report.status == "read":
                click.echo(f"  {sheet.name} {missing_columns(sheet.list or '', sheet.missing)[LANGUAGE]}".rstrip())
    _tell_problems(checked)
    if not _anything_read(checked):
        click.echo(
            say(
                "没有可导入的清单。空白表格：heli template 需求（或资源、项目、居民、组织、单位、服务、地点）。",
                "There is nothing to load. Empty workbooks: heli template needs (or resources, projects, residents, "
                "organizations, units, services, places).",
            )
        )
        return
    click.echo(_sums(checked.tally))


def _left_unread(sheet: Sheet) -> list[str]:
    """Headings of columns that hold something, were not understood and are not known as none of ours."""
    from graph.reading.elimination import NOBODYS
    from graph.reading.headings import nobodys

    return [
        one.header
        for one in sheet.columns
        if one.field is None and one.example and not one.holds_id_numbers and nobodys(one.header) < NOBODYS
    ]


def _tell_problems(checked: Check) -> None:
    """What is wrong, row by row; where there is too much to show, what keeps rows out is shown before the rest."""
    problems = [*_identity_columns(checked), *((one.spot, one.problem, one.alike) for one in checked.to_mend)]
    for spot, problem, alike in sorted(problems[:MOST_SHOWN], key=lambda one: _in_row_order(checked, one[0])):
        of_file = f"{checked.files[spot.file].report.name} " if len(checked.files) > 1 else ""
        of_sheet = f"{spot.sheet}!" if spot.sheet else ""
        place = f"{of_file}{of_sheet}{spot.column}{spot.line}"
        message = problem.message.get(LANGUAGE, problem.code)
        more = say(f"（另有 {alike} 处相同）", f" ({alike} more alike)") if alike else ""
        click.echo(f"  {place} {message} {problem.suggestion.get(LANGUAGE, '')}{more}")
    hidden = len(problems) - MOST_SHOWN
    if hidden > 0:
        click.echo(say(f"  还有 {hidden} 处，见 --report", f"  {hidden} more: see --report"))


def _identity_columns(checked: Check) -> list[tuple[Spot, Problem, int]]:
    """The first identity number of every column that is full of them, and how many more rows it keeps out."""
    found = []
    for file in checked.files:
        for spot in file.id_columns:
            rows = [
                (replace(spot, line=row.line), problem)
                for sheet in file.report.sheets
                for row in sheet.rows
                for problem in row.problems
                if (sheet.name, problem.column, problem.code) == (spot.sheet, spot.column, "id_number_present")
            ]
            found.append((*rows[0], len(rows) - 1))
    return found


def _in_row_order(checked: Check, spot: Spot) -> tuple[int, int, int, int, str]:
    sheets = [sheet.name for sheet in checked.files[spot.file].report.sheets]
    return spot.file, sheets.index(spot.sheet), spot.line, len(spot.column), spot.column


def _sums(tally: Tally) -> str:
    """Every row in exactly one group, so that the groups add up."""
    groups = [
        say(f"可导入 {tally.loadable} 行", f"{tally.loadable} may be loaded"),
        say(f"需修改 {tally.to_mend} 行", f"{tally.to_mend} have to be mended"),
    ]
    if tally.repeated:
        groups.append(say(f"与前面重复 {tally.repeated} 行", f"{tally.repeated} repeat an earlier row"))
    if tally.skipped:
        groups.append(say(f"手动跳过 {tally.skipped} 行", f"{tally.skipped} left out by hand"))
    return say(f"共 {tally.rows} 行：{'，'.join(groups)}。", f"{tally.rows} rows: {', '.join(groups)}.")


def _tell_loaded(one: Loaded) -> None:
    if one.already:
        click.echo(say(f"{one.file}：之前已导入（{one.import_id}）。", f"{one.file}: loaded before ({one.import_id})."))
        return
    whole = one.told.total + one.left_out
    rows, groups = say(f"共 {whole} 行", f"{whole} rows"), _groups(one)
    told = f"{rows}：{'，'.join(groups)}。" if not ENGLISH else f"{rows}: {', '.join(groups)}."
    click.echo(f"{one.file}{say('：', ': ')}{told}")
    click.echo(
        say(
            f"  连同提到的人和地方，新增 {one.created} 条记录，更新 {one.changed} 条。撤销：heli undo {one.import_id}",
            f"  With who and what they name: {one.created} new records, {one.changed} changed. "
            f"Undo: heli undo {one.import_id}",
        )
    )


def _groups(one: Loaded) -> list[str]:
    """Every row in one group, so that the groups add up; groups of none are left out."""
    counts = (
        (one.told.created, "新建", "new"),
        (one.told.changed, "更新", "changed"),
        (one.told.unchanged, "没有变化", "as before"),
        (one.told.merged, "与前面的行合为一条", "one with an earlier row"),
        (one.left_out, "没有导入", "left out"),
    )
    return [say(f"{zh} {count} 行", f"{count} {en}") for count, zh, en in counts if count]
