"""Finds the heading of a sheet's list: one or two rows, anywhere in the first lines, beginning in any column."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile

from graph.reading.columns import MOST_STRANGE, ColumnMapping, assign, assign_as
from graph.reading.evidence import MOST_CELLS, Profile
from graph.reading.gazetteer import Gazetteer
from graph.reading.grid import Grid, heading_text, is_total, reported_on
from graph.reading.headings import fit, heading_of, nobodys
from graph.reading.lists import LISTS
from graph.reading.tidy import is_blank
from graph.workbook.reader import Cell, CellKind

LINES_LOOKED_AT = 30
_MEASURE = re.compile(r"[（(][^()（）]{1,8}[)）]")  # a row of measures below the headings: （人）, （元）
WIDEST = 150  # columns of a list that are read: comparing thousands with every field would never end
LONGEST_SUM = 6
UNHEADED = 0.3  # off the worth of a heading for each column of the data that it leaves out
LOOKS_THE_PART = 0.6  # what it counts that a line stands over data as a heading does
LONGEST_HEADING = 40
CANDIDATES = 5
LEAST_WORTH = 0.55  # of the whole table, below which a sheet is no list
LEAST_FIELDS = 2
FIELDS_OF_A_BROKEN_LIST = 4
FEWEST_OF_A_BROKEN_LIST = 3  # where the cells below are those of records
FEWEST_PLACED, LONGEST_PLACED = 3, 12  # cells of a heading that is known by its place, and characters of each
FEWEST_TURNED, TURNED = 4, 0.8  # cells of a first column that holds the headings, and how much like headings
SURELY_A_HEADING = 0.6  # of each word below, where only some of the headings have a part there
SURELY_SO = 0.99  # heading and cells agree
OF_A_RECORD = frozenset(
    ("phone", "contact_phone", "contact", "date_from", "date_to", "period", "quantity", "money", "price")
)


@dataclass(frozen=True)
class Remembered:
    """A user's correction: the list and the field of each heading ("" for a column left unread)."""

    list: str
    headings: tuple[str, ...]
    fields: tuple[str, ...]


@dataclass(frozen=True)
class SheetList:
    """A list found in a sheet: its heading lines, columns in order with headings, and what they were read as."""

    top: int
    line: int
    columns: tuple[int, ...]
    headings: tuple[str, ...]
    read_as: ColumnMapping
    reported_on: str | None
    left_unread: frozenset[int] = frozenset()  # columns that the user told us to leave alone
    too_many: int = 0  # columns beyond those that are read


@dataclass(frozen=True)
class _Head:
    top: int
    line: int
    columns: tuple[int, ...]
    headings: tuple[str, ...]
    too_many: int = 0

    def read(self, grid: Grid, read_as: ColumnMapping, left_unread: frozenset[int] = frozenset()) -> SheetList:
        day = reported_on(grid, self.top)
        return SheetList(self.top, self.line, self.columns, self.headings, read_as, day, left_unread, self.too_many)


def _head(top: int, line: int, headings: Mapping[int, str]) -> _Head:
    columns = tuple(sorted(headings))[:WIDEST]
    return _Head(top, line, columns, tuple(headings[at] for at in columns), len(headings) - len(columns))


def find_table(grid: Grid, name: str, gazetteer: Gazetteer, layouts: Sequence[Remembered]) -> SheetList | None:
    """The list in a sheet, None where there is none."""
    heads = list(_heads(grid))
    for head in heads:
        for layout in layouts:
            if layout.headings == head.headings and layout.list in LISTS:
                return _as_remembered(grid, head, layout)
    best, most = None, float("-inf")
    for head in _promising(grid, heads):
        table = _judge(grid, head, name, gazetteer)
        worth = table.read_as.worth - UNHEADED * _without_heading(grid, head)
        if worth > most + 1e-9:
            best, most = table, worth
    if best is None or best.read_as.worth < LEAST_WORTH:
        return None
    fields = best.read_as.fields
    known = sum(field not in (None, "note", "id") for field in fields)
    if best.read_as.missing and known < FIELDS_OF_A_BROKEN_LIST and not _holds_records(best.read_as):
        return None  # a sheet of choices, not a list that lost its main column
    alone = known == 1 and len(best.headings) > 1 and not best.read_as.missing
    return best if known >= LEAST_FIELDS or alone else None


def _holds_records(read_as: ColumnMapping) -> bool:
    """Whether so few columns are of a list that lost its main one: numbers, days or people of each line stand there."""
    known = [(field, sure) for field, sure in zip(read_as.fields, read_as.confidence, strict=True) if field]
    told = [field for field, sure in known if field in OF_A_RECORD and sure >= SURELY_SO]
    return len(known) >= FEWEST_OF_A_BROKEN_LIST and len(told) >= 2


def is_turned(grid: Grid, table: SheetList) -> bool:
    """Whether the headings stand below one another in the first column, and each record in a column of its own."""
    first, *others = table.columns
    lines = [cells for cells in map(grid.own, grid.lines) if len(cells) > 1 and first in cells]
    texts = [heading_text(cells[first].text) for cells in lines if cells[first].kind is CellKind.TEXT]
    if len(texts) < max(FEWEST_TURNED, len(lines)) or len(set(texts)) < len(texts) or not others:
        return False
    down = sum(map(heading_promise, texts)) / len(texts)
    beside = [heading_text(cells[at].text) for cells in lines[:FEWEST_TURNED] for at in others if at in cells]
    return down >= TURNED and sum(map(heading_promise, beside)) < 0.7 * down * len(beside)


def _as_remembered(grid: Grid, head: _Head, layout: Remembered) -> SheetList:
    fields = tuple(field or None for field in layout.fields)
    read_as = ColumnMapping(LISTS[layout.list], fields, tuple(1.0 if field else 0.0 for field in fields), 99.0)
    unread = frozenset(at for at, field in enumerate(fields) if field is None)
    return head.read(grid, read_as, unread)


def _heads(grid: Grid) -> Iterator[_Head]:
    for at, line in enumerate(grid.lines[:LINES_LOOKED_AT]):
        upper = {column: heading_text(cell.text) for column, cell in grid.own(line).items()}
        if not _may_head(upper, grid, line):
            continue
        single = {column: text for column, text in upper.items() if not is_blank(text)}
        if not single:
            continue
        for column in grid.merged_columns(line, min(single), max(single)):
            if column not in single:
                single[column] = grid.shown(line, column)  # 联系方式 merged over two columns heads both
        yield _head(line, line, single)
        following = grid.lines[at + 1] if at + 1 < len(grid.lines) else 0
        joined = _joined(grid, line, following) if following == line + 1 else None
        if joined is not None:
            yield joined


def _may_head(texts: dict[int, str], grid: Grid, line: int) -> bool:
    kinds = [cell.kind for cell in grid.own(line).values()]
    if sum(kind is CellKind.TEXT for kind in kinds) < max(1, 0.7 * len(kinds)):
        return False
    words = [text for text in texts.values() if text]
    if len(set(words)) < 2 and not (len(words) == 1 and grid.width(line) == 1):
        return False
    short = sum(len(text) <= LONGEST_HEADING for text in words)
    wordy = sum(bool(re.search(r"[^\d\s.,\-/:%￥¥]", text)) for text in words)
    return short >= 0.8 * len(words) and wordy >= 0.7 * len(words)


def _joined(grid: Grid, line: int, following: int) -> _Head | None:
    """A heading in two rows: groups above, their parts below, the others merged over both or blank below."""
    lower = {
        column: heading_text(cell.text) for column, cell in grid.own(following).items() if cell.kind is CellKind.TEXT
    }
    if not 0 < len(lower) <= WIDEST:
        return None
    if len(lower) < len(grid.own(following)) or any(len(text) > 20 for text in lower.values()):
        return None
    upper = {column: heading_text(cell.text) for column, cell in grid.own(line).items()}
    if any(re.search(r"[:：]", text) for text in upper.values()):
        return None
    columns = sorted({*upper, *lower})
    if set(lower) <= set(upper) and all(_MEASURE.fullmatch(text) for text in lower.values()):
        measured = {at: f"{text}/{lower[at]}" if at in lower else text for at, text in upper.items()}
        return _head(line, following, measured)
    headings: dict[int, str] = {}
    grouped, group = 0, ""
    for column in columns:
        box = grid.box(line, column)
        above = grid.shown(line, column)
        if above:
            group = above
        elif column in lower and box is None:
            above = group  # a list without merged cells: the group's name stands over its first part only
        spans = box is not None and box.right > box.left
        grouped += bool(column in lower and (spans or column not in upper))
        below = "" if box is not None and box.bottom >= following else lower.get(column, "")
        headings[column] = f"{above}/{below}" if above and below and above != below else above or below
    whole = [text for column, text in upper.items() if column not in lower and text and not _over(grid, line, column)]
    if sum(heading_promise(text) >= 0.4 for text in whole) < 0.5 * len(whole):
        return None
    beside = set(lower) < set(upper) and min(upper) not in lower  # a line of data begins with what it is about
    sparse = beside and min(map(heading_promise, lower.values())) >= SURELY_A_HEADING
    if not (grouped or sparse) or len(upper) < 2 or not _parts(lower, headings):
        return None
    return _head(line, following, {column: text for column, text in headings.items() if text})


def _over(grid: Grid, line: int, column: int) -> bool:
    """Whether a cell is merged with the one below: what the two rows are, no word has to say."""
    box = grid.box(line, column)
    return box is not None and box.bottom > line


def _parts(lower: dict[int, str], headings: dict[int, str]) -> bool:
    """True when the lower row reads like headings, not like the first data row."""
    good = sum(max(heading_promise(text), heading_promise(headings[column])) >= 0.45 for column, text in lower.items())
    digits = sum(bool(re.search(r"\d{3}|\d[-./年月]\d", text)) for text in lower.values())
    return good >= 0.5 * len(lower) and not digits


@lru_cache(maxsize=20_000)
def heading_promise(text: str) -> float:
    """How well a text names any field of any list, or a column that is none of ours: 0 to 1."""
    if len(text) > LONGEST_HEADING or not heading_of(text).words:
        return 0.0
    best = max(fit(name, field, text) for name, kind in LISTS.items() for field in kind.fields)
    return max(best, nobodys(text))


def _promise(head: _Head) -> float:
    """How much a line looks like a heading before any cell is read."""
    worths = [heading_promise(text) for text in set(head.headings)]
    lengths = sum(len(text) > 16 for text in head.headings)
    strange = sum(max(0.0, 0.3 - worth) for worth in worths)
    named = sum(max(0.0, worth - 0.3) for worth in worths)
    return named - min(strange, 0.3 * MOST_STRANGE) - 0.3 * min(lengths, MOST_STRANGE) - 0.01 * head.line


def stands_over_data(grid: Grid, line: int) -> bool:
    """Whether a line of at least three short words, each another, stands right over lines of numbers and days."""
    cells = grid.own(line)
    texts = [heading_text(cell.text) for cell in cells.values()]
    if len(texts) < FEWEST_PLACED or len(set(texts)) < len(texts):
        return False
    if any(len(text) > LONGEST_PLACED or re.search(r"\d|[、，；]", text) for text in texts):
        return False
    following = (grid.own(after) for after in range(line + 1, line + 1 + FEWEST_PLACED))
    below = list(takewhile(lambda own: len(own) > 1, following))
    return bool(below) and any(
        all(re.search(r"\d", cells[column].text) for cells in below if column in cells) and column in below[0]
        for column in cells
    )


def _promising(grid: Grid, heads: Sequence[_Head]) -> list[_Head]:
    """The few lines worth reading the cells below them for, best first."""
    first = [head for at, head in enumerate(heads) if not any(_repeats(head, earlier) for earlier in heads[:at])]
    promises = {head: _promise(head) for head in first}
    placed = next((head for head in first if stands_over_data(grid, head.line)), None)
    if placed is not None:
        promises[placed] = max(promises[placed] + LOOKS_THE_PART, LOOKS_THE_PART)
    best = max(promises.values(), default=0.0)
    enough = min(0.4 * best, best)
    good = sorted((head for head in first if promises[head] >= enough), key=lambda head: -promises[head])
    return good[:CANDIDATES]


def _repeats(head: _Head, earlier: _Head) -> bool:
    """True for a line that says an earlier heading once more, further down."""
    if head.line - earlier.line < 2 and earlier.line >= head.top:
        return False
    known = {part for heading in earlier.headings for part in heading.split("/")}
    return sum(part.rpartition("/")[2] in known for part in head.headings) > 0.7 * len(head.headings)


def _judge(grid: Grid, head: _Head, name: str, gazetteer: Gazetteer) -> SheetList:
    reported = reported_on(grid, head.top)
    year = int(reported[:4]) if reported else None
    profiles = [Profile(_below(grid, head.line, column), gazetteer, year) for column in head.columns]
    above = [grid.own(line) for line in grid.lines if line < head.top and len(grid.own(line)) <= 4]
    titles = " ".join([name, *(cell.text for cells in above for cell in cells.values() if len(cell.text) < 80)])
    return head.read(grid, assign(head.headings, profiles, titles))


def _without_heading(grid: Grid, head: _Head) -> int:
    """How many columns hold something in most lines below and have no heading in this one."""
    below = [line for line in grid.lines if line > head.line and len(grid.own(line)) > 1][:MOST_CELLS]
    filled = Counter(column for line in below for column in grid.own(line) if column not in head.columns)
    return sum(2 * count > len(below) for count in filled.values())


def _below(grid: Grid, line: int, column: int) -> list[Cell]:
    cells = []
    for below in grid.lines:
        # Lines of a single cell are sections and remarks; sums say nothing of what a column holds.
        if below > line and len(grid.own(below)) > 1 and not _sums(grid, below):
            cell = grid.own(below).get(column)
            if cell is not None:
                cells.append(cell)
            if len(cells) >= MOST_CELLS:
                break
    return cells


def _sums(grid: Grid, line: int) -> bool:
    first = grid.own(line)[min(grid.own(line))].text
    return len(first) <= LONGEST_SUM and is_total(first)  # 合计五家想装雨棚 is what somebody needs


def table_as(grid: Grid, list_name: str, gazetteer: Gazetteer) -> SheetList | None:
    """The sheet read as the list that a user says it is; None where nothing looks like a heading."""
    best: SheetList | None = None
    for head in _promising(grid, list(_heads(grid))):
        profiles = [Profile(_below(grid, head.line, column), gazetteer, None) for column in head.columns]
        read_as = assign_as(LISTS[list_name], head.headings, profiles)
        if best is None or read_as.worth > best.read_as.worth + 1e-9:
            best = head.read(grid, read_as)
    return best
