"""The lists people leaf through as workbooks: what the page shows, narrowed the same way, all of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import Response

from service.sheets import Heading, Row, workbook
from service.viewing import listing, searching
from service.viewing.listsheets import DOUBLES, FOUND, IMPORTS, NEEDS, PLACES, PROJECTS, RESOURCES
from service.web import doubles, frame, imports, needs, places, projects, resources, search
from service.web.download import download
from service.web.frame import pages
from service.web.lists import narrowing
from service.web.saying import gettext as _
from service.web.words import kind_word


@pages.get("/projects.xlsx")
def projects_book() -> Response:
    """The list of projects."""
    found = projects.listed(narrowing())
    rows = _cells(projects.rows_of(found), ("name", "text", "stage", "lines", "place", "days", "id"))
    return _book(_("项目清单"), "projects", PROJECTS, rows)


@pages.get("/needs.xlsx")
def needs_book() -> Response:
    """The list of needs."""
    found = listing.narrowed(frame.snapshot(), "Need", narrowing())
    made = [
        {**row, "projects": _("、").join(project["name"] for project in row["projects"])}
        for row in needs.rows_of(found)
    ]
    rows = _cells(made, ("text", "facts", "stage", "urgency", "place", "projects", "id"))
    return _book(_("需求清单"), "needs", NEEDS, rows)


@pages.get("/resources.xlsx")
def resources_book() -> Response:
    """The list of one kind of resource."""
    kind, sort, found = resources.listed()
    rows = _cells(
        resources.rows_of(kind, found), ("name", "what", "text", "remark", "provider", "place", "confirmed", "id")
    )
    called = resources.sort_word(sort) if sort else kind_word(kind)
    return _book(_("资源清单：%(kind)s", kind=called), "resources", RESOURCES, rows)


@pages.get("/places.xlsx")
def places_book() -> Response:
    """The tree of places, each line with where it is."""
    return _book(_("地点"), "places", PLACES, places.listed())


@pages.get("/imports.xlsx")
def imports_book() -> Response:
    """Every load so far; GraphUnavailable while the graph, which holds them, is away."""
    rows = _cells(imports.kept(), ("file", "at", "rows", "left_out", "lists", "status_word", "id"))
    return _book(_("导入记录"), "imports", IMPORTS, rows)


@pages.get("/imports/doubles.xlsx")
def doubles_book() -> Response:
    """The pairs that wait for somebody to say whether they are one."""
    rows = _cells(doubles.waiting(), ("kind", "one", "other", "why"))
    return _book(_("可能是同一个"), "doubles", DOUBLES, rows)


@pages.get("/search.xlsx")
def found_book() -> Response:
    """What a search found."""
    words = search.asked()
    found = searching.search(frame.snapshot(), words, limit=search.LIMIT)
    rows = [
        (kind_word(hit.who.kind), search.called(hit), hit.words, str(search.FOUND_BY.get(hit.by, "")), hit.who.id)
        for hit in found.hits
    ]
    return _book(_("搜索"), "search", FOUND, rows, words)


def _cells(rows: Sequence[Mapping[str, object]], names: Sequence[str]) -> list[Row]:
    return [tuple(value if isinstance(value := row[name], int) else str(value) for name in names) for row in rows]


def _book(title: str, plain: str, columns: Sequence[Heading], rows: Sequence[Row], asked: str = "") -> Response:
    """The workbook, saved under the title and the day."""
    day, english = frame.today(), frame.language() == "en"
    note = _("和网页上的清单一样，不含电话。")
    if asked or narrowing().narrows:
        note += _("只有筛选出来的。") if not asked else _("找的是“%(words)s”。", words=asked)
    name = title.replace("：", " ").replace(":", " ")
    content = workbook([(name, title, columns, rows)], note, day, english=english)
    return download(content, f"{name} {day.isoformat()}.xlsx", f"{plain}-{day.isoformat()}.xlsx")
