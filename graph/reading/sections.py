"""A sheet that holds several tables, one below another, side by side or numbered, as one sheet for each."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from graph.reading.columns import DISTINCTIVE
from graph.reading.forms import as_list
from graph.reading.gazetteer import Gazetteer
from graph.reading.grid import Grid, heading_text, is_footnote, is_section, is_total, reported_on
from graph.reading.header import LINES_LOOKED_AT, SheetList, find_table, heading_promise, stands_over_data
from graph.reading.numbered import numbered_groups
from graph.workbook.reader import Cell, CellKind, RawSheet

MOST_TABLES = 8  # of one sheet; more lines like headings are a list's own words
LONGEST = 20  # characters of a heading cell
SAY_SO, SAY_NONE = 0.34, 0.0  # of a heading's cells: the others may be headings of few or unusual words
MOST_SPARE = 40  # columns looked at beside the first table
# What a cell must say before its line is worth weighing as a heading.
_HEADS = re.compile(
    r"序号|编号|名称|名字|姓名|内容|需求|项目|资源|服务|地点|地址|住址|位置|社区|小区|院|电话|手机|联系|方式|时间|日期|期限"
    r"|类型|类别|种类|性质|数量|人数|单位|组织|队伍?|团队|技能|特长|备注|说明|金额|经费|预算|价格|收费|来源|程度|状态|进度|年龄|职务"
    r"|谁|哪|什么|啥|怎么|咋|几|多少|吗|不$|没$"
)
_DIGITS = re.compile(r"\d{2}|\d[-./年月]")

Rows = Mapping[int, Mapping[int, Cell]]


def sections(sheet: RawSheet) -> list[RawSheet]:
    """The sheet as it is, or each of its tables under a name of its own, at its lines and columns of before."""
    if sheet.hidden or sheet.divided:
        return [sheet]
    if forms := as_list(sheet):
        return [forms]
    parts = [part for below in _stacked(sheet) for beside in _side_by_side(below) for part in _by_number(beside)]
    if len(parts) < 2:
        return [sheet]
    named = (sheet.name, *(f"{sheet.name} 第{number}张表".strip() for number in range(2, len(parts) + 1)))
    return [replace(part, name=name, divided=True) for part, name in zip(parts, named, strict=True)]


def _stacked(sheet: RawSheet) -> list[RawSheet]:
    heads = _heading_lines(Grid(sheet), sheet.rows)
    if len(heads) < 2 or len(heads) > MOST_TABLES:
        return [sheet]
    lines = sorted(line for line, cells in sheet.rows.items() if _filled(cells))
    cuts = [0, *(_top(sheet.rows, lines, head) for head in heads[1:]), max(lines) + 1]
    parts = [_lines(sheet, heads[0], first, last) for first, last in pairwise(cuts)]
    apart = {cut for cut, head in zip(cuts[1:], heads[1:], strict=False) if cut < head or _few(sheet.rows, cut - 1)}
    while True:
        # A part that is no whole list goes with the one above it, as if there were no cut. What a title or a blank
        # line sets apart may lack its main column: it is then told of, rather than read as something else.
        torn = next(
            (
                at
                for at, part in enumerate(parts)
                if not _is_list(part, whole=cuts[at or 1] not in apart or len(parts) == 1)
            ),
            None,
        )
        if torn is None or len(parts) == 1:
            return parts
        at = max(torn, 1)
        cuts.pop(at)
        parts = [_lines(sheet, heads[0], first, last) for first, last in pairwise(cuts)]


def _heading_lines(grid: Grid, rows: Rows) -> list[int]:
    """Lines that look like the heading of a table, each but once, of two adjoining ones the upper."""
    found: list[tuple[int, frozenset[str]]] = []
    for line in sorted(rows):
        # Below a title or a blank line a heading may be in any words.
        apart = _few(rows, line - 1)
        words = _heading_words(rows[line], SAY_NONE if apart else SAY_SO)
        if not words and apart and stands_over_data(grid, line):
            words = frozenset(heading_text(cell.text) for cell in _filled(rows[line]))
        if not words:
            continue
        known = [earlier for _, earlier in found]
        again = any(len(words & earlier) > 0.6 * min(len(words), len(earlier)) for earlier in known)
        if not again and not (found and line - found[-1][0] < 2):
            found.append((line, words))
        if len(found) > MOST_TABLES:
            break
    return [line for line, _ in found]


def _heading_words(cells: Mapping[int, Cell], say_so: float) -> frozenset[str]:
    if len(cells) < 3 or any(cell.kind is not CellKind.TEXT or len(cell.text) > LONGEST for cell in cells.values()):
        return frozenset()
    filled = _filled(cells)
    if len(filled) < 3 or sum(map(_says_heading, filled)) < say_so * len(filled):
        return frozenset()
    texts = [heading_text(cell.text) for cell in filled]
    good = sum(heading_promise(text) >= 0.6 for text in texts)
    enough = 0.5 if say_so == SAY_NONE and not any(map(_DIGITS.search, texts)) else 0.7
    return frozenset(texts) if good >= enough * len(texts) and len(set(texts)) == len(texts) else frozenset()


def _says_heading(cell: Cell) -> bool:
    return bool(_HEADS.search(cell.text)) and not _DIGITS.search(cell.text)


def _top(rows: Rows, lines: Sequence[int], head: int) -> int:
    """The first line of a table: its heading with the titles that stand above it."""
    at = lines.index(head)
    while at > 0:
        above = _filled(rows[lines[at - 1]])
        if len(above) > 1 or is_total(above[0].text) or is_footnote(above[0].text):
            break
        # A line of one cell that follows upon data is data, unless it announces something.
        if at > 1 and lines[at - 2] == lines[at - 1] - 1 and not _announces(above[0], rows[lines[at - 2]]):
            break
        at -= 1
    return lines[at]


def _announces(cell: Cell, above: Mapping[int, Cell]) -> bool:
    """True for a title, which also stands right below the sums of the table before."""
    return is_section(cell.text) or is_total(_filled(above)[0].text)


def _lines(sheet: RawSheet, first_head: int, first: int, last: int) -> RawSheet:
    """The lines of one table; a lower one keeps the day of the report that stands above the first."""
    kept = {line: cells for line, cells in sheet.rows.items() if first <= line < last}
    if first > first_head:
        titles = {line: cells for line, cells in sheet.rows.items() if line < first_head}
        kept = {line: cells for line, cells in titles.items() if _tells_day(line, cells)} | kept
    boxes = tuple(box for box in sheet.merged if first <= box.top < last)
    return replace(sheet, rows=kept, merged=boxes)


def _tells_day(line: int, cells: Mapping[int, Cell]) -> bool:
    return reported_on(Grid(RawSheet("", False, {line: cells})), line + 1) is not None


def _side_by_side(sheet: RawSheet) -> list[RawSheet]:
    """Tables with an empty column between them; a list with a gap in it stays one."""
    if max((len(cells) for cells in sheet.rows.values()), default=0) < 4:
        return [sheet]
    used = {column for cells in sheet.rows.values() if len(cells) > 1 for column in _columns(cells)}
    if not used:
        return [sheet]
    gaps = [column for column in range(min(used) + 1, min(max(used), min(used) + MOST_SPARE)) if column not in used]
    for gap in gaps:
        left, right = _between(sheet, -1, gap), _between(sheet, gap, max(used) + 1)
        tables = [_table(part) for part in (left, right)]
        one, other = tables
        if one and other and all(map(_stands_alone, tables)) and not _go_together(one, other):
            return [left, *_side_by_side(right)]
    return [sheet]


def _by_number(sheet: RawSheet) -> list[RawSheet]:
    """A list of lines that say several things each, 需求项1, 数量1, 需求项2, 数量2, as one list for each number."""
    for line in sorted(sheet.rows)[:LINES_LOOKED_AT]:
        headings = {at: cell.text for at, cell in sheet.rows[line].items() if cell.kind is CellKind.TEXT}
        groups = numbered_groups(headings)
        if not groups:
            continue
        alone = [_without(sheet, frozenset().union(*groups) - group) for group in groups]
        table = _table(alone[0])
        if table is None or table.line != line:
            return [sheet]
        known = dict(zip(table.read_as.fields, table.columns, strict=True))
        main = known.get(table.read_as.kind.required[0])
        if main in groups[0] and "id" in known:  # the number of the line is that of the first thing it names
            alone[1:] = [_without(part, frozenset((known["id"],))) for part in alone[1:]]
        elif main not in groups[0] and known.get("requirement") not in groups[0]:
            return [sheet]
        later = (_where_filled(part, line, group) for part, group in zip(alone[1:], groups[1:], strict=True))
        return [alone[0], *later]
    return [sheet]


def _without(sheet: RawSheet, columns: frozenset[int]) -> RawSheet:
    rows = {
        line: {column: cell for column, cell in cells.items() if column not in columns}
        for line, cells in sheet.rows.items()
    }
    boxes = tuple(box for box in sheet.merged if box.left not in columns)
    return replace(sheet, rows={line: cells for line, cells in rows.items() if cells}, merged=boxes)


def _where_filled(sheet: RawSheet, head: int, group: frozenset[int]) -> RawSheet:
    """The lines that say something in a group's columns, below what stands above them."""
    rows = {line: cells for line, cells in sheet.rows.items() if line <= head or group & _columns(cells)}
    return replace(sheet, rows=rows)


def _between(sheet: RawSheet, after: int, before: int) -> RawSheet:
    rows = {
        line: {column: cell for column, cell in cells.items() if after < column < before or len(_filled(cells)) == 1}
        for line, cells in sheet.rows.items()
    }
    boxes = tuple(box for box in sheet.merged if after < box.left < before)
    return replace(sheet, rows={line: cells for line, cells in rows.items() if cells}, merged=boxes)


def _stands_alone(table: SheetList | None) -> bool:
    """True for a table that says more than whom to ask about what stands beside it."""
    if table is None or table.read_as.missing:
        return False
    own = set(table.read_as.fields) & DISTINCTIVE[table.read_as.kind.name]
    return len(set(table.read_as.fields) - {None}) >= 2 and bool(own - {"name", "kind", "provider", "alliance"})


def _go_together(one: SheetList, other: SheetList) -> bool:
    """True for the halves of one list with a gap: of one kind, and hardly a field is in both."""
    if one.read_as.kind is not other.read_as.kind:
        return False
    return len((set(one.read_as.fields) & set(other.read_as.fields)) - {None}) < 2


def _few(rows: Rows, line: int) -> bool:
    """Whether a line is blank or holds no more than a title."""
    return len(_filled(rows.get(line, {}))) <= 1


def _is_list(sheet: RawSheet, *, whole: bool) -> bool:
    table = _table(sheet)
    if table is None or (whole and table.read_as.missing):
        return False
    return any(line > table.line for line in sheet.rows)


def _table(sheet: RawSheet) -> SheetList | None:
    grid = Grid(sheet)
    return find_table(grid, "", Gazetteer(), ()) if grid.lines else None


def _filled(cells: Mapping[int, Cell]) -> list[Cell]:
    return [cell for _, cell in sorted(cells.items()) if cell.kind is not CellKind.TEXT or cell.text.strip()]


def _columns(cells: Mapping[int, Cell]) -> set[int]:
    return {column for column, cell in cells.items() if cell.kind is not CellKind.TEXT or cell.text.strip()}
