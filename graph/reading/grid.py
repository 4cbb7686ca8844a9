"""A sheet as a grid that knows its merged cells and finds the lines that are no data."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence

from graph.reading.dates import read_date
from graph.reading.money import measure_of_sums, names_measure, only_measure
from graph.reading.tidy import is_blank, squash, tidy
from graph.workbook.reader import Cell, CellKind, Merged, RawSheet

EMPTY = Cell(CellKind.TEXT, "")


class Grid:
    """The filled cells of a sheet; merged cells hold for every row they cover."""

    def __init__(self, sheet: RawSheet) -> None:
        self._rows = {
            line: {
                column: cell for column, cell in cells.items() if cell.kind is not CellKind.TEXT or cell.text.strip()
            }
            for line, cells in sheet.rows.items()
        }
        self.lines = sorted(line for line, cells in self._rows.items() if cells)
        self.last = self.lines[-1] if self.lines else 0
        self._boxes = [box for box in sheet.merged if box.top in self._rows]
        self._down: dict[int, list[Merged]] = {}
        for box in sorted(self._boxes, key=lambda box: box.top):
            if box.bottom > box.top:
                self._down.setdefault(box.left, []).append(box)

    def own(self, line: int) -> Mapping[int, Cell]:
        """The cells filled in this very line, without what merged cells bring from above."""
        return self._rows.get(line, {})

    def cell(self, line: int, column: int) -> Cell:
        """The cell, or the merged cell of this column that covers it, or an empty one."""
        found = self._rows.get(line, {}).get(column)
        if found is not None:
            return found
        boxes = self._down.get(column, [])
        at = bisect_left(boxes, line, key=lambda box: box.top) - 1
        if at >= 0 and line <= boxes[at].bottom:
            return self._rows[boxes[at].top].get(column, EMPTY)
        return EMPTY

    def box(self, line: int, column: int) -> Merged | None:
        """The merged range that covers a cell."""
        for box in self._boxes:
            if box.top <= line <= box.bottom and box.left <= column <= box.right:
                return box
        return None

    def merged_columns(self, line: int, first: int, last: int) -> list[int]:
        """The columns from `first` to `last` that ranges merged from this line on cover."""
        found: set[int] = set()
        for box in self._boxes:
            if box.top == line:
                found.update(range(max(box.left, first), min(box.right, last) + 1))
        return sorted(found)

    def shown(self, line: int, column: int) -> str:
        """The text at a place as the eye sees it: a merged cell's text in all of its range."""
        box = self.box(line, column)
        at = (box.top, box.left) if box else (line, column)
        cell = self._rows.get(at[0], {}).get(at[1])
        return heading_text(cell.text) if cell else ""

    def width(self, line: int) -> int:
        """How many columns a line's widest merged cell covers."""
        return max((box.right - box.left + 1 for box in self._boxes if box.top == line), default=1)


def heading_text(text: str) -> str:
    """A heading on one line as it was typed, without spaces between Chinese characters."""
    visible = "".join(ch for ch in text if ch.isspace() or unicodedata.category(ch) not in ("Cf", "Cc", "Co"))
    return re.sub(r"(?<=[^\x00-\x7f]) | (?=[^\x00-\x7f])", "", " ".join(visible.split()))


_TOTAL = re.compile(
    r"(?:本[页月季年周期]|总|分|年度|全部|累计|以上)?(?:合计|小计|总计|共计|累计|总数|总和|汇总|求和|合计数)(?:[:：(（].*|\d.*|[一二三四五六七八九十百千两]+.*)?|共(?:计|有)?[\d一二三四五六七八九十百千两]+.*|total.*|sum",
    re.IGNORECASE,
)
_REMARK = re.compile(
    r"(?:备注|附注|说明|填表说明|填报说明|填写说明|使用说明|注意事项?|温馨提示|提示|编制说明|情况说明|附)[一二三四五\d]*[:：.、].*|注[一二三四五\d]*[:：.、].*|[*※★#].+|(?:备注|说明|注)[:：]?"
)
_ABOUT_THE_TABLE = re.compile(r"(?:以上|上述|上列|本表|此表|该表|表中|表内|上表|未尽|特此).+")
_SIGNED = re.compile(
    r"(?:(?:填报|填表|制表|审核|审批|复核|统计|录入|经办|记录|收集|受理|采集|报送|上报|编制|整理|汇总|登记|核对|校对|主管|分管|单位|社区|街道|部门|党委|党支部|居委会|项目)*"
    r"(?:人|员|单位|部门|日期|时间|领导|负责人|责任人|主任|书记|盖章|签字|签名|签章|公章|年月日)(?:签字|签名|签章|盖章|\(.{1,6}\)|（.{1,6}）)?|联系人|联系电话|电话|日期|盖章|监制|制表|审核|填报|填表|复核|负责人|打印时间|导出时间|制表时间)\s*[:：].*"
    r"|.{0,12}[（(](?:盖章|公章|签字|签章|签名)[)）].*"
)
# What a page says of itself where an entry would stand: its end, its number, the day it was printed.
_NO_ENTRY = re.compile(
    r"\W*(?:以下|以上).*|第\d+页.*|\d+/\d+页?|[（(].*[)）]|.*(?:续表|接上页|转下页|下接|上接).{0,4}|.*[:：]|\W+"
    r"|(?:19|20)\d\d[年./-]\d{1,2}(?:[月./-](?:\d{1,2}日?)?)?"
)
_SECTION = re.compile(
    r"(?:[一二三四五六七八九十]+|[甲乙丙丁戊己])[、.．:：]\s*.+|[（(][一二三四五六七八九十\d]+[)）]\s*.+|第[一二三四五六七八九十\d]+(?:部分|类|组|批|网格|片区?|章|季度|期)[:：、\s]?.*|[【\[].+[】\]]|.{1,14}(?:类|部分|片区?)[:：]?|[a-zA-Z][.、]\s*.+"
)


_NUMBERED = re.compile(
    r"[一二三四五六七八九十]+[、.．]|[（(][一二三四五六七八九十]+[)）]|第[一二三四五六七八九十]+(?:部分|类|网格|片)"
)
# Only for a line of one cell in the first column: a need may begin like this too.
_LIKE_A_REMARK = re.compile(r"截至|截止|数据来源|资料来源|其中|共[\d一二三四五六七八九十]|请各|如有|附[:：件]")


def is_total(text: str) -> bool:
    """True for the words of a line of sums."""
    return bool(_TOTAL.fullmatch(squash(text)))


def is_footnote(text: str) -> bool:
    """True for a remark under the table or the line of those who filled it in."""
    plain = tidy(text)
    if _ABOUT_THE_TABLE.match(plain):
        return True
    return bool(_REMARK.fullmatch(plain) or _SIGNED.fullmatch(plain))


def is_section(text: str) -> bool:
    """True for a line that only announces the rows under it."""
    return bool(_SECTION.fullmatch(squash(text)))


class Lines:
    """Tells the data lines under a heading from everything else."""

    def __init__(
        self,
        grid: Grid,
        header_line: int,
        headings: Sequence[str],
        fields: Sequence[str | None],
        required: Sequence[str],
    ) -> None:
        self._grid, self._header_line = grid, header_line
        self._headings = [squash(heading.rpartition("/")[2] or heading) for heading in headings]
        self._wholes = [squash(heading.replace("/", "")) for heading in headings]
        self._fields, self._required = fields, required

    def data(self) -> Iterator[int]:
        """The numbers of the lines that are data."""
        for line in range(self._header_line + 1, self._grid.last + 1):
            if not self.skipped(line):
                yield line

    def skipped(self, line: int) -> bool:
        """True for blank lines, sections, repeated headings, sums, remarks and signatures."""
        own = {column: cell.text for column, cell in self._grid.own(line).items()}
        kinds = {cell.kind for cell in self._grid.own(line).values()}
        filled = {column: text for column, text in own.items() if not is_blank(text)}
        computed = kinds & {CellKind.FORMULA, CellKind.ERROR}
        if not filled and not computed:
            return True
        if not filled:
            return False
        first = filled[min(filled)]
        if is_total(first) or any(is_total(text) for text in list(filled.values())[:3] if len(text) < 12):
            return not self._says_more(filled, first) and (is_total(first) or not self._required_stands(filled))
        if self._repeats_heading(filled):
            return True
        typed = self._grid.own(line)[min(filled)].kind is CellKind.TEXT  # #REF! begins like a remark
        if len(filled) <= 3 and typed and is_footnote(first) and not self._is_real(filled, first):
            return True
        if len(filled) == 2 and _NUMBERED.match(squash(first)) and not self._required_stands(filled):
            return True
        if len(filled) == 1 and not computed and not self._continues(line, own):
            return self._alone(line, min(filled), first) or self._is_title(line)
        return not self._has_field(filled) and not computed

    def _has_field(self, filled: Mapping[int, str]) -> bool:
        return any(column < len(self._fields) and self._fields[column] for column in filled)

    def _continues(self, line: int, own: Mapping[int, str]) -> bool:
        """True for a line that a merged cell above gives its required value."""
        return any(
            field in self._required and column not in own and not is_blank(self._grid.cell(line, column).text)
            for column, field in enumerate(self._fields)
        )

    def _says_more(self, filled: Mapping[int, str], first: str) -> bool:
        """True when the words of a sum only begin a required text, and further words stand beside it."""
        required = is_total(first) and self._has_field({min(filled): first})
        required = required and self._fields[min(filled)] in self._required
        words = sum(text != first and not re.search(r"[\d.]", squash(text)) for text in filled.values())
        return required and words >= 2

    def _required_stands(self, filled: Mapping[int, str]) -> bool:
        return any(
            column < len(self._fields) and self._fields[column] in self._required and not is_total(text)
            for column, text in filled.items()
        )

    def _is_real(self, filled: Mapping[int, str], first: str) -> bool:
        """A row whose first text begins like a remark but whose required cell is another one."""
        return any(
            column < len(self._fields)
            and self._fields[column] in self._required
            and text != first
            and not is_footnote(text)
            for column, text in filled.items()
        )

    def _is_title(self, line: int) -> bool:
        """Whether the heading stands once more right below a line: 第二批 and the like."""
        below = self._grid.own(line + 1)
        filled = {column: cell.text for column, cell in below.items() if not is_blank(cell.text)}
        return len(filled) > 2 and self._repeats_heading(filled)

    def _repeats_heading(self, filled: Mapping[int, str]) -> bool:
        same = sum(
            column < len(self._headings) and squash(text) in (self._headings[column], self._wholes[column])
            for column, text in filled.items()
        )
        upper = sum(any(whole.startswith(squash(text)) for whole in self._wholes) for text in filled.values())
        return (same >= 2 and same >= 0.5 * len(filled)) or (
            same + upper >= 3 and same + upper >= len(filled) and same >= 1
        )

    def _alone(self, line: int, column: int, text: str) -> bool:
        box = self._grid.box(line, column)
        if box is not None and box.right - box.left >= 2:
            return True
        field = self._fields[column] if column < len(self._fields) else None
        if field == "phone" and any(self._headings[:column]) and re.fullmatch(r"[\d\s.+*-]{7,}", text):
            return False  # somebody's number without the rest is no remark
        required = field in self._required
        if not required or len(self._required) > 1 or sum(field is not None for field in self._fields) <= 1:
            return True
        if _NO_ENTRY.fullmatch(squash(text)):
            return True
        first = not any(self._headings[:column])
        return is_section(text) or is_footnote(text) or is_total(text) or (first and bool(_LIKE_A_REMARK.match(text)))


_REPORTED = re.compile(
    r"(?:填报|填表|制表|上报|报送|统计|更新|登记|编制|导出|制作|报表|填写|汇总|整理|印发|发布|打印|提交|采集|征集|生成|截止|截至|数据|录入|报告|公示)(?:的)?(?:截止|截至)?(?:日期|时间|日|于|至|到)?\s*[:：]?\s*"
)
_LABEL = re.compile(r"(?:日期|时间|[Ff]illed in on)\s*[:：]\s*|" + _REPORTED.pattern)
_DATE_IN_TEXT = re.compile(
    r"(?:\d{4}|[零〇一二三四五六七八九]{4})\s*[年./\-]\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s*[月./\-]\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s*[日号]?|\d{4}\s*[年./\-]\s*\d{1,2}\s*月?|20\d{6}"
)


def reported_on(grid: Grid, header_top: int) -> str | None:
    """The 填报日期 in the lines above the heading, as ISO date; in any common wording, also in the next cell."""
    unlabelled: str | None = None
    for line in (line for line in grid.lines if line < header_top):
        cells = [grid.own(line)[column] for column in sorted(grid.own(line))]
        for at, cell in enumerate(cells):
            text = _wide(cell.text)
            for label in _LABEL.finditer(text):
                found = _first_date(text[label.end() : label.end() + 24])
                if found:
                    return found
            following = cells[at + 1] if at + 1 < len(cells) else None
            if following is not None and _LABEL.fullmatch(text.strip() + "："):
                found = _cell_date(following)
                if found:
                    return found
            bare = text.strip(" ()（）")
            if unlabelled is None and (cell.kind is CellKind.DATE or _DATE_IN_TEXT.fullmatch(bare)):
                unlabelled = _cell_date(cell) if cell.kind is CellKind.DATE else _first_date(bare)
            bracket = re.search(r"[（(]([^（()）]*)[)）]\s*$", text)
            if (
                unlabelled is None
                and bracket
                and _DATE_IN_TEXT.fullmatch(bracket[1].strip())
                and re.search(r"[日号]|\.\d+\.|-\d+-|/\d+/", bracket[1])
            ):
                unlabelled = _first_date(bracket[1])
    return unlabelled


def sums_above(grid: Grid, header_top: int) -> str:
    """万 or 千 where the lines above the heading say that sums are counted so, or a line below says nothing else.

    Where the lines above name another measure, what is said below is a remark.
    """
    said = ["".join(cells[at].text for at in sorted(cells)) for cells in map(grid.own, grid.lines)]
    above = [text for line, text in zip(grid.lines, said, strict=True) if line < header_top]
    if not any(map(names_measure, above)):
        above += [text for line, text in zip(grid.lines, said, strict=True) if line > header_top and only_measure(text)]
    return next(filter(None, map(measure_of_sums, above)), "")


def _wide(text: str) -> str:
    return tidy(text).replace("．", ".").replace("－", "-").replace("／", "/")


def _first_date(text: str) -> str | None:
    found = _DATE_IN_TEXT.search(text)
    if not found or found.start() > 4:
        return None
    day = read_date(found[0], False, None).day
    return day.isoformat() if day else None


def _cell_date(cell: Cell) -> str | None:
    day = read_date(cell.text, False, None).day
    return day.isoformat() if day else None
