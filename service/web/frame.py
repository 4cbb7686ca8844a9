"""What every page stands in: the open community, the reader's language, the clock, the menu."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeGuard
from urllib.parse import urlencode

from flask import Blueprint, Response, current_app, flash, g, render_template, request, url_for
from markupsafe import Markup

from graph.errors import EngineProblem, GraphError, GraphUnavailable, RestoreUnfinished
from service.clock import day_of, local
from service.errors import words_of
from service.running.served import community
from service.web.saying import gettext, lazy_gettext, lazy_pgettext

if TYPE_CHECKING:
    from graph.snapshot import Snapshot
    from graph.store import Store

LANGUAGES = ("zh", "en")
COOKIE = "heli_language"
COOKIE_SECONDS = 365 * 24 * 3600
PAGE_SIZE = 30

pages = Blueprint("pages", __name__)

MENU = (
    ("today", "pages.home", lazy_pgettext("menu", "今天")),
    ("project", "pages.projects", lazy_pgettext("menu", "项目")),
    ("need", "pages.needs", lazy_pgettext("menu", "需求")),
    ("resource", "pages.resources", lazy_pgettext("menu", "资源清单")),
    ("plan", "pages.plan", lazy_pgettext("menu", "统筹")),
    ("load", "pages.start_import", lazy_pgettext("menu", "导入")),
)
WEEKDAYS = (
    lazy_gettext("星期一"),
    lazy_gettext("星期二"),
    lazy_gettext("星期三"),
    lazy_gettext("星期四"),
    lazy_gettext("星期五"),
    lazy_gettext("星期六"),
    lazy_gettext("星期日"),
)
# Kinds whose records have a page of their own, by the one address each of them has.
OWN_PAGES = {"Project": "pages.project", "Need": "pages.need", "Place": "pages.place"}
# Addresses of pages that belong under a menu entry without beginning with its address.
UNDER = {
    "/requirements": "pages.projects",
    "/imports": "pages.start_import",
    "/records": "pages.resources",
    "/bundle": "pages.plan",
    "/rally": "pages.plan",
}


@dataclass(frozen=True)
class Paging:
    """Where a list stands: its rows on this page, and the addresses of the neighbours."""

    number: int
    pages: int
    first: int
    last: int
    before: str
    after: str


def store() -> Store:
    """The community's graph; GraphUnavailable at once while it is away, instead of waiting for it."""
    fresh = community().freshness(now())
    if fresh.away:
        said = gettext("数据库现在连不上。")
        raise fresh.trouble if is_telling(fresh.trouble) else GraphUnavailable(said, said)
    found: Store = community().store
    return found


def now() -> datetime:
    """The moment of this request, the same for all of it."""
    if "now" not in g:
        g.now = datetime.now(UTC)
    moment: datetime = g.now
    return moment


def today() -> date:
    """The day of this request, in the clock of the community."""
    return day_of(now())


def snapshot() -> Snapshot:
    """The community as this request sees it, the same for all of it."""
    if "snapshot" not in g:
        g.snapshot = community().snapshot(now())
    found: Snapshot = g.snapshot
    return found


def language() -> str:
    """The reader's language: asked for in the address, kept in a cookie, or the installation's."""
    for wanted in (request.args.get("lang"), request.cookies.get(COOKIE)):
        if wanted in LANGUAGES:
            return wanted
    return str(current_app.config["HELI_LANG"])


def keep_language(response: Response) -> Response:
    """Remember a language that was asked for in the address."""
    if response.mimetype != "text/html":
        return response
    wanted = request.args.get("lang")
    if wanted in LANGUAGES:
        response.set_cookie(COOKIE, wanted, max_age=COOKIE_SECONDS, samesite="Lax", httponly=True)
    response.headers.setdefault("Content-Language", "en" if language() == "en" else "zh-CN")
    return response


def address_with(**changes: str | int | None) -> str:
    """The address of this page with some of its questions changed; None takes one away."""
    asked: dict[str, Any] = {**request.args.to_dict(), **changes}
    asked = {name: value for name, value in asked.items() if value not in (None, "")}
    return request.path + ("?" + urlencode(asked) if asked else "")


def address_of(endpoint: str) -> str:
    """The address of another page that is asked the same questions as this one, from the first row on."""
    asked = [(name, value) for name, value in request.args.items(multi=True) if name not in ("page", "lang")]
    return url_for(endpoint) + ("?" + urlencode(asked) if asked else "")


def menu() -> list[dict[str, object]]:
    """The entries of the menu, the one we are under marked."""
    path = request.path
    under = next((endpoint for start, endpoint in UNDER.items() if path.startswith(start)), "")
    entries = []
    for sign, endpoint, label in MENU:
        address = url_for(endpoint)
        here = path == address or under == endpoint or (address != "/" and not under and path.startswith(address))
        entries.append({"sign": sign, "address": address, "label": label, "here": here})
    return entries


def surroundings() -> dict[str, Any]:
    """What every template may name."""
    speaking = language()
    return {
        "language": speaking,
        "menu": menu(),
        "other_language": address_with(lang="zh" if speaking == "en" else "en"),
        "asset": asset,
        "away": away(),
        "no_projects": no_projects,
    }


def no_projects() -> bool:
    """Whether there is no project yet, so that of none can be said that it lacks nothing."""
    return not len(snapshot().nodes["Project"].ids)


def is_away() -> bool:
    """Whether the database cannot be reached now, so that pages show the last snapshot and nothing can be saved."""
    return community().freshness(now()).away


def away() -> str:
    """What every page says while the database is away: why where that is known, and how old the data is; else ""."""
    try:
        fresh = community().freshness(now())
    except GraphError as error:  # there never was a snapshot: a page that holds no data still tells the truth
        return words_of(error, language())
    if not fresh.away:
        return ""
    why = words_of(fresh.trouble, language()) if is_telling(fresh.trouble) else gettext("数据库现在连不上。")
    at = gettext("页面用的是 %(at)s 的数据，暂时不能保存。", at=f"{local(fresh.agreed_at):%Y-%m-%d %H:%M}")
    return f"{why} {at}" if language() == "en" else why + at


def is_telling(trouble: GraphError | None) -> TypeGuard[GraphError]:
    """Whether what keeps the database away is something people can end, which is then told in its own words."""
    return isinstance(trouble, (EngineProblem, RestoreUnfinished))


@pages.before_request
def refuse_writing_while_away() -> None:
    """Say at once that nothing can be saved, instead of letting people wait for the database."""
    if request.method in ("GET", "HEAD", "OPTIONS"):
        return
    fresh = community().freshness(now())
    if fresh.away:
        said = gettext("数据库连不上，这次没有保存。请稍后再试。")
        raise fresh.trouble if is_telling(fresh.trouble) else GraphUnavailable(said, said)


def asset(name: str) -> str:
    """The address of a file of ours that browsers may keep until it changes."""
    known: dict[str, int] = current_app.extensions.setdefault("heli_assets", {})
    if name not in known:
        known[name] = int((Path(str(current_app.static_folder)) / name).stat().st_mtime)
    return url_for("static", filename=name, v=known[name])


def page(template: str, **values: object) -> str:
    """A page in the reader's language."""
    return render_template(template, **values)


def paged(total: int, size: int = PAGE_SIZE) -> Paging:
    """Which rows of a list of `total` this request shows."""
    count = max(1, -(-total // size))
    number = min(max(1, request.args.get("page", 1, type=int)), count)
    return Paging(
        number,
        count,
        (number - 1) * size,
        min(total, number * size),
        address_with(page=number - 1) if number > 1 else "",
        address_with(page=number + 1) if number < count else "",
    )


def today_words() -> str:
    """The day as the head of the page tells it: 11月21日 星期六."""
    day = today()
    weekday = str(WEEKDAYS[day.weekday()])
    if language() == "en":
        return f"{weekday}, {day.day} {day:%B}"
    return f"{day.month}月{day.day}日 {weekday}"


def hidden(**values: object) -> Markup:
    """Hidden fields of a form."""
    return Markup("").join(
        Markup('<input type="hidden" name="{}" value="{}">').format(name, value) for name, value in values.items()
    )


def tell(text: str, undo: str = "") -> None:
    """Leave a message for the next page; with `undo`, the address that takes the action back."""
    flash({"text": text, "undo": undo})  # type: ignore[arg-type]  # the session keeps any plain value


def record_address(kind: str, id: str) -> str:  # noqa: A002  # a record's id is its id
    """The page of a record."""
    if kind in OWN_PAGES:
        return url_for(OWN_PAGES[kind], id=id)
    return url_for("pages.record", kind=kind, id=id)
