"""Reading records: lists by kind, and one record with what it offers, where it helped and with whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

import numpy as np

from graph.errors import NotFound
from graph.kinds import NODES
from graph.records import Node
from graph.snapshot import Snapshot
from service.api.adapter import ETAG, LINK, Answer, Api, Handler, Operation
from service.api.models import (
    PLURALS,
    NeedFilter,
    PlaceFilter,
    ProjectFilter,
    RequirementFilter,
    answered,
    page,
    whole,
)
from service.api.paging import Paging, cursor_of
from service.editing import current
from service.editing.content import REFERENCES
from service.lines.ordering import in_order
from service.running.served import community
from service.viewing import records
from service.viewing.listing import Narrowing, narrowed, places_within
from service.viewing.looking import Mention, View, page_of

FILTERS: Mapping[str, type[Paging]] = {
    "Need": NeedFilter,
    "Project": ProjectFilter,
    "Requirement": RequirementFilter,
    "Place": PlaceFilter,
}
# Kinds that people make here, each answered as it is written.
WORK = ("Need", "Project", "Requirement")


def declare(api: Api) -> None:
    """Declare the lists and records of every kind."""
    for plural, kind in PLURALS.items():
        zh = NODES[kind].zh
        api.operation(
            Operation(
                "GET",
                f"/{plural}",
                f"{zh}列表。A list of {plural}.",
                page(kind),
                query=FILTERS.get(kind, Paging),
                fails=(404,) if kind in FILTERS else (),
                tells=(LINK,),
                name=f"list_{plural}",
            ),
            _lists(kind),
        )
        edited = kind in REFERENCES
        flat = kind in WORK  # all others are answered with all that is there, and their tag beside
        api.operation(
            Operation(
                "GET",
                f"/{plural}/<identifier>",
                f"一条{zh}。One of the {plural}.",
                answered(kind) if flat else whole(kind),
                tells=(ETAG,) if edited else (),
                name=f"get_{plural}",
            ),
            _reads_editable(kind) if flat else _reads_tagged(kind) if edited else _reads(kind),
        )


# Filters that name a record.
NAMED: Mapping[str, str] = {"place": "Place", "within": "Place", "project": "Project"}


def snapshot() -> Snapshot:
    """The community as it is now."""
    return community().snapshot(datetime.now(UTC))


def judged_alike() -> Iterable[Node]:
    """What people said of needs that look alike; nothing while the graph, which alone holds it, is away."""
    here = community()
    return () if here.freshness(datetime.now(UTC)).away else here.store.nodes("Sameness")


def plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as JSON has them: dates and moments as text."""
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}


def named(mention: Mention) -> dict[str, str]:
    """A record named in passing; a name that is personal is left out."""
    told = {"kind": mention.kind, "id": mention.id}
    return told | {"name": mention.name} if mention.name and not mention.personal else told


def _lists(kind: str) -> Handler:
    def answer(query: Any) -> Answer:
        now = snapshot()
        table = now.nodes[kind]
        rows = _filtered(now, kind, query)
        shown, following = page_of(table, rows, query.after(), query.limit)
        view = View(now)
        items = _items(view, kind, shown)
        content: dict[str, Any] = {"items": items, "total": len(rows)}
        headers: Mapping[str, str] = {}
        if following:
            content["next"] = cursor_of(following)
            headers = query.onward(content["next"])
        return Answer(content, headers)

    return answer


def _filtered(now: Snapshot, kind: str, query: Any) -> np.ndarray[Any, np.dtype[np.intp]]:
    for field, named_kind in NAMED.items():
        asked = getattr(query, field, None)
        if asked and asked not in now.nodes[named_kind].row_of:
            raise NotFound(named_kind, asked)  # an empty list would say that there is nothing there
    if isinstance(query, NeedFilter):
        to = Narrowing(stage=query.stage or "", place=query.place or "")
        return np.array(narrowed(now, kind, to), dtype=np.intp)
    rows = View(now).seen_rows(kind)
    if isinstance(query, PlaceFilter) and query.within:
        inside = places_within(now, query.within)
        return np.array([row for row in rows if row in inside], dtype=np.intp)
    if isinstance(query, RequirementFilter):
        return _filtered_requirements(now, rows, query)
    return rows


def _filtered_requirements(
    now: Snapshot, rows: np.ndarray[Any, np.dtype[np.intp]], query: RequirementFilter
) -> np.ndarray[Any, np.dtype[np.intp]]:
    table = now.nodes["Requirement"]
    kept = np.ones(len(rows), dtype=bool)
    for name, value in (("status", query.status), ("kind", query.kind)):
        if value:
            kept &= table.texts(name)[rows] == value
    if query.project:
        view = View(now)
        project = now.nodes["Project"].row_of.get(query.project, -1)
        of_project = view.linked("Project", project, "REQUIRES", "Requirement") if project >= 0 else []
        kept &= np.isin(rows, of_project)
        return np.array(in_order(now, rows[kept]), dtype=np.intp)
    return rows[kept]


def _items(view: View, kind: str, rows: Sequence[int]) -> list[dict[str, Any]]:
    """Records as lists hold them, with the ids they refer to; links are looked through once for all of them."""
    ids = view.snapshot.nodes[kind].ids
    items = {row: {"id": ids[row], **plain(view.properties(kind, row))} for row in rows}
    for reference in REFERENCES.get(kind, ()):
        ends = (reference.kind, kind) if reference.inward else (kind, reference.kind)
        table = view.snapshot.links.get((reference.link, *ends))
        if table is None:
            continue
        mine, theirs = (table.to_rows, table.from_rows) if reference.inward else (table.from_rows, table.to_rows)
        here = np.isin(mine, rows)
        others = view.snapshot.nodes[reference.kind].ids
        for row, other in sorted(set(zip(mine[here].tolist(), theirs[here].tolist(), strict=True))):
            if not view.seen(reference.kind, other):
                continue
            if reference.many:
                items[row].setdefault(reference.field, []).append(others[other])
            else:
                items[row].setdefault(reference.field, others[other])
    return [items[row] for row in rows]


def _reads_editable(kind: str) -> Handler:
    def answer(identifier: str) -> Answer:
        if community().freshness(datetime.now(UTC)).away:
            view = View(snapshot())
            return Answer(
                _items(view, kind, [view.row(kind, identifier)])[0]
            )  # without a tag: nothing can be edited now
        # From the graph itself, not the snapshot: the tag has to be that of the state an edit will meet.
        found = current(community().store, kind, identifier)
        return Answer({"id": found.id, **plain(found.values)}, {"ETag": f'"{found.tag}"'})

    return answer


def _reads(kind: str) -> Handler:
    def answer(identifier: str) -> Mapping[str, Any]:
        return _whole(kind, identifier)

    return answer


def _whole(kind: str, identifier: str) -> dict[str, Any]:
    found = records.record(snapshot(), kind, identifier)
    return {
        "record": {"id": found.who.id, **plain(found.properties)},
        "offers": [named(one) for one in found.offers],
        "offered_by": [named(one) for one in found.offered_by],
        "helped": [_help(one) for one in found.helped],
        "companions": [{"who": named(one.who), "times": one.times} for one in found.companions],
        "connections": [
            {"link": one.link, "from": named(one.start), "to": named(one.end), "properties": plain(one.properties)}
            for one in found.connections
        ],
    }


def _reads_tagged(kind: str) -> Handler:
    def answer(identifier: str) -> Answer:
        content = _whole(kind, identifier)
        view = View(snapshot())
        content["record"] = _items(view, kind, [view.row(kind, identifier)])[0]
        if community().freshness(datetime.now(UTC)).away:
            return Answer(content)  # without a tag: nothing can be edited now
        return Answer(content, {"ETag": f'"{current(community().store, kind, identifier).tag}"'})

    return answer


def _help(one: records.Help) -> dict[str, Any]:
    told: dict[str, Any] = {"work": named(one.work), "link": one.link}
    extra = {"role": one.role or None, "hours": one.hours, "rating": one.rating, "fulfilled": one.fulfilled}
    return told | {name: value for name, value in extra.items() if value is not None}
