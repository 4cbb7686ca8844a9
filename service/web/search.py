"""搜索: across every kind, by name and by what is wanted."""

from __future__ import annotations

from flask import request

from service.viewing import searching
from service.web import frame
from service.web.frame import pages
from service.web.lists import short
from service.web.saying import gettext as _
from service.web.saying import lazy_gettext
from service.web.words import kind_word, skill_word, window_word, word

LIMIT = 60
LONGEST = searching.LONGEST
FOUND_BY: dict[str, object] = {
    "alias": lazy_gettext("别名相符"),
    "initials": lazy_gettext("拼音首字母相符"),
    "skill": lazy_gettext("内容对得上"),
    "sort": lazy_gettext("是这一类"),
    "similar": lazy_gettext("意思相近"),
    "name": "",
    "text": "",
}


def called(hit: searching.Hit) -> str:
    """The name of what was found, a skill's in the reader's language."""
    row = frame.snapshot().nodes["Skill"].row_of.get(hit.who.id) if hit.who.kind == "Skill" else None
    if row is not None:
        return skill_word(frame.snapshot(), row, frame.language())
    return hit.who.name or kind_word(hit.who.kind)


def asked() -> str:
    """The words of this request."""
    return request.args.get("q", "").strip()[:LONGEST]


@pages.get("/search")
def search() -> str:
    """What fits the words, by kind."""
    words = asked()
    found = searching.search(frame.snapshot(), words, limit=LIMIT)
    groups: dict[str, list[dict[str, str]]] = {}
    closed: dict[str, list[dict[str, str]]] = {}
    for hit in found.hits:
        groups.setdefault(hit.who.kind, [])
        (closed if hit.free is False else groups).setdefault(hit.who.kind, []).append(
            {
                "name": called(hit),
                "address": frame.record_address(hit.who.kind, hit.who.id),
                "what": word(FOUND_BY, hit.by),
                "over": _("已过有效期") if hit.over else "",
                "text": "" if hit.words == hit.who.name else short(hit.words),
            }
        )
    return frame.page(
        "search.html",
        view={
            "q": words,
            "book": frame.address_of("pages.found_book") if found.hits else "",
            "total": found.total,
            "windows": _("、").join(window_word(one) for one in found.windows),
            "shut": sum(len(rows) for rows in closed.values()),
            "alike": bool(found.hits) and all(hit.by == "similar" for hit in found.hits),
            "groups": [
                {"heading": kind_word(kind), "rows": rows, "closed": closed.get(kind, [])}
                for kind, rows in groups.items()
            ],
        },
    )
