"""列表导出: the partners of a project as a workbook in the office's own layout (台账), ready to print."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING, Any

from graph.kinds import NODES
from graph.reading.exported import MARKS
from matching.points import START, Points
from matching.quoting import filled
from matching.reasons import Match
from service.figures import figure
from service.sheets import harmless

if TYPE_CHECKING:
    from service.partnering import Partners
    from service.viewing.reaching import Reached

WORDS: Mapping[str, Mapping[str, str]] = {
    "zh": {
        "title": "“{project}”伙伴推荐名单",
        "sheet": "伙伴名单",
        "unit": "填报单位：{place}",
        "day": "填报日期：{day}",
        "nobody": "现在没有合适的",
        "note": "备注：得分从{start}分起，加上各条理由就是合计；名单不含电话和联系人姓名；"
        "联系人一栏写着谁，就在系统里打开谁的页面看。",
        "and": "；",
        "start": "{start} 起评分",
        "list": "、",
        "ask": "见“{name}”的页面",
        "unknown": "没有登记",
    },
    "en": {
        "title": "Partners proposed for {project}",
        "sheet": "Partners",
        "unit": "Reporting unit: {place}",
        "day": "Date: {day}",
        "nobody": "nobody fits at present",
        "note": "Note: points start at {start} and add up with the reasons; the list holds no phones and no names of "
        "contact persons: open the page of whoever stands under Contact.",
        "and": "; ",
        "start": "{start} to start with",
        "list": ", ",
        "ask": "see the page of {name}",
        "unknown": "none on record",
    },
}
COLUMNS: Sequence[tuple[str, str, float]] = (
    ("序号", "No.", 6),
    ("需求项", "Lacking", 24),
    ("数量", "Quantity", 10),
    ("名次", "Rank", 6),
    ("推荐伙伴", "Partner", 24),
    ("类别", "Kind", 12),
    ("地点", "Place", 16),
    ("由谁提供", "Provided by", 18),
    ("联系人", "Contact", 18),
    ("得分", "Points", 7),
    ("得分怎么来的", "How the points add up", 62),
    ("要注意", "To mind", 26),
)


def partner_list(
    partners: Partners, reached: Mapping[tuple[str, str], Reached], *, place: str, day: date, language: str
) -> bytes:
    """The workbook of a project's partners: title, reporting unit and date, frozen heading, A4 landscape, no phones."""
    words, content = WORDS["en" if language == "en" else "zh"], BytesIO()
    import xlsxwriter  # takes long to import, and most never export

    book = xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    formats = {
        "title": book.add_format({"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"}),
        "plain": book.add_format({"text_wrap": True, "valign": "vcenter"}),
        "right": book.add_format({"align": "right", "valign": "vcenter"}),
        "head": book.add_format(
            {
                "bold": True,
                "border": 1,
                "align": "center",
                "valign": "vcenter",
                "text_wrap": True,
                "bg_color": "#ECEBE4",
            }
        ),
        "cell": book.add_format({"border": 1, "valign": "top", "text_wrap": True}),
        "number": book.add_format({"border": 1, "valign": "top", "align": "center"}),
    }
    sheet = book.add_worksheet(words["sheet"])
    _head(sheet, formats, partners, words, (place, day, language))
    last = _rows(sheet, formats, partners, words, reached)
    sheet.merge_range(last, 0, last, len(COLUMNS) - 1, words["note"].format(start=START), formats["plain"])
    _print_setup(sheet, last)
    book.close()
    return content.getvalue()


def _head(
    sheet: Any,
    formats: Mapping[str, Any],
    partners: Partners,
    words: Mapping[str, str],
    told: tuple[str, date, str],
) -> None:
    place, day, language = told
    width = len(COLUMNS) - 1
    sheet.merge_range(0, 0, 0, width, filled(words["title"], {"project": partners.project["name"]}), formats["title"])
    sheet.set_row(0, 30)
    unit = harmless(words["unit"].format(place=place))
    sheet.merge_range(1, 0, 1, 4, f"{unit}\n{MARKS['en' if language == 'en' else 'zh']}", formats["plain"])
    sheet.set_row(1, 54)
    sheet.merge_range(1, 5, 1, width, words["day"].format(day=day.isoformat()), formats["right"])
    for column, (zh, en, wide) in enumerate(COLUMNS):
        sheet.set_column(column, column, wide)
        sheet.write_string(2, column, en if language == "en" else zh, formats["head"])
    sheet.freeze_panes(3, 0)


def _rows(
    sheet: Any,
    formats: Mapping[str, Any],
    partners: Partners,
    words: Mapping[str, str],
    reached: Mapping[tuple[str, str], Reached],
) -> int:
    """Write every match as a row; returns the line behind the last."""
    at = 3
    for one in partners.requirements:
        line, matches = one.line, one.answer.matches
        quantity = "" if line.quantity is None else f"{figure(line.quantity)}{line.unit or ''}"
        if not matches:
            texts = (line.text, quantity, "", words["nobody"], *[""] * (len(COLUMNS) - 5))
            _row(sheet, formats, at, (at - 2, *texts))
            at += 1
        for rank, match in enumerate(matches, start=1):
            kind = match.candidate["kind"]
            called = NODES[kind].zh if words is WORDS["zh"] else kind
            points = match.points
            notes = words["and"].join(match.notes)
            _row(
                sheet,
                formats,
                at,
                (
                    *(at - 2, line.text, quantity, rank, match.candidate["name"], called),
                    *_reached(reached.get((kind, match.candidate["id"])), words),
                    *(points.total, _sum(match, points, words), notes),
                ),
            )
            at += 1
    return at


def _reached(one: Reached | None, words: Mapping[str, str]) -> tuple[str, str, str]:
    """Place, provider and where the contact is to be found; empty for people."""
    if one is None:
        return "", "", ""
    ask = filled(words["ask"], {"name": one.ask}) if one.ask else words["unknown"] if one.known else ""
    return words["list"].join(one.places[:3]), words["list"].join(one.providers), ask


def _sum(match: Match, points: Points, words: Mapping[str, str]) -> str:
    """The start and every reason with its points, a line each: they add up to the score."""
    reasons = zip(match.reasons, points.lines, strict=True)
    lines = [f"{one:+d} {reason.sentence}" for reason, one in sorted(reasons, key=lambda pair: -pair[1])]
    return "\n".join([words["start"].format(start=points.start), *lines])


def _row(sheet: Any, formats: Mapping[str, Any], at: int, values: Sequence[str | float]) -> None:
    for column, value in enumerate(values):
        if isinstance(value, str):
            sheet.write_string(at, column, harmless(value), formats["cell"])
        else:
            sheet.write_number(at, column, value, formats["number"])


def _print_setup(sheet: Any, last: int) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(2)
    sheet.print_area(0, 0, last, len(COLUMNS) - 1)
    sheet.set_footer("&C&P / &N")
