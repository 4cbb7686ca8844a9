"""Records made and changed by hand, so that no edit is lost to another.

Every state of a record has a tag. An edit names the tag of the state it was made on; inside one transaction the
turn to write is taken and the record locked (its revision is raised), then compared, then written. Properties that
are personal can be written here but never come back, and are no part of the tag.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from types import MappingProxyType

from graph.errors import NotFound
from graph.kinds import NODES
from graph.kinds.common import BY_HAND
from graph.records import Link, Node
from graph.schema import Value
from graph.store import Store
from graph.transaction import Transaction
from graph.validation import check_node
from service import placing
from service.clock import day_of
from service.editing import edit_history
from service.editing.content import (
    REFERENCES,
    Content,
    Reference,
    check_fields,
    check_state,
    guarded,
    ids_in,
    told_hours,
)
from service.errors import ConditionMissing, Outdated, UnknownReference

TAKE = {kind: f"take_{kind.lower()}" for kind in REFERENCES}


@dataclass(frozen=True)
class Edited:
    """A record as it stands: its open properties and references by name, and the tag of this state."""

    kind: str
    id: str
    values: Mapping[str, Value | list[str]]
    tag: str
    # What the change that led here is taken back by, "" where nothing was changed: no part of the state itself.
    edit: str = field(default="", compare=False)


def current(store: Store, kind: str, identifier: str) -> Edited:
    """The record as it stands; raises NotFound."""

    def read(transaction: Transaction) -> Edited:
        return as_it_stands(transaction, kind, identifier)

    return store.reading(read)


@dataclass(frozen=True)
class Draft:
    """A record about to be made: what was written of it, checked, and its own properties with their first values."""

    kind: str
    id: str
    content: Content
    properties: Content


def drafted(kind: str, content: Content, *, identifier: str, now: datetime) -> Draft:
    """Check what was written of a record that is to be made; raises InvalidRecord for fields that cannot be so."""
    check_fields(kind, content)
    content = guarded(kind, content)
    properties = {name: value for name, value in content.items() if name in NODES[kind].by_name}
    properties = _first_values(kind, day_of(now)) | {k: v for k, v in properties.items() if v is not None}
    check_state(kind, {**content, **properties}, properties)
    return Draft(kind, identifier, content, properties)


def make(transaction: Transaction, draft: Draft) -> Edited:
    """Write a draft; a record of its id stays as it was first made. Raises UnknownReference."""
    kind, identifier, content, told = draft.kind, draft.id, draft.content, draft.properties
    if not transaction.get_many(kind, [identifier]):
        _check_references(transaction, kind, content)
        if kind == "Place":
            placing.check(transaction, identifier, {**told, **content})
        if kind == "Requirement":
            told = {**told, **_last_place(transaction, content)}
        transaction.upsert([Node(kind, identifier, told)], _links(kind, identifier, content))
    return as_it_stands(transaction, kind, identifier)


def create(store: Store, kind: str, content: Content, *, identifier: str, now: datetime) -> Edited:
    """Make a record under a fresh id; made again under the same id it stays as it was first made.

    Raises InvalidRecord for fields that cannot be so, UnknownReference for an id that names nothing.
    """
    draft = drafted(kind, content, identifier=identifier, now=now)
    return store.in_turn(lambda transaction: make(transaction, draft))


def edit(
    store: Store, kind: str, identifier: str, changes: Content, *, if_match: Sequence[str], now: datetime
) -> Edited:
    """Change the fields given (None removes one), if the record is in one of the states `if_match` names, or `*`.

    An edit of another state that would change nothing is answered with the record as it stands: most often it was
    saved before and only the answer was lost.
    Raises NotFound, ConditionMissing, Outdated, InvalidRecord, UnknownReference.
    """
    check_condition(if_match)
    check_fields(kind, changes, making=False)
    changes = guarded(kind, changes)

    def change(transaction: Transaction) -> Edited:
        before = taken(transaction, kind, identifier, if_match, changes)
        # A field given as it stands says nothing new: what its links tell (their source, a role, a day) stays.
        told = {name: value for name, value in changes.items() if not _stands(before, name, value)}
        given = {name: value for name, value in told.items() if name in NODES[kind].by_name}
        properties = {**given, **told_hours(kind, before.values, told)}
        if "stage_since" in NODES[kind].by_name and "stage" in given:
            properties["stage_since"] = day_of(now)
        check_state(kind, {**before.values, **changes, **properties}, told)
        _check_references(transaction, kind, changes)
        if kind == "Place":
            moved = any(before.values.get(one) != changes[one] for one in ("parent", "level") if one in changes)
            placing.check(transaction, identifier, {**before.values, **changes}, moved=moved)
        key = _write(transaction, Node(kind, identifier, properties), told, now)
        return replace(as_it_stands(transaction, kind, identifier), edit=key)

    try:
        return store.in_turn(change)
    except _SavedBefore as found:
        return found.state


def _write(transaction: Transaction, node: Node, told: Content, now: datetime) -> str:
    """Write the properties, and links for the references that were given anew; the key by which it is taken back."""
    kind, identifier = node.kind, node.id
    stored, links = transaction.get(kind, identifier), _links(kind, identifier, told)
    gone = _superseded(transaction, kind, identifier, told, links)
    known = {_ends(link) for link in transaction.links_of(kind, identifier)}
    links = [link for link in links if _ends(link) not in known]
    transaction.remove(links=gone)
    transaction.upsert([node], links)
    return edit_history.note(transaction, stored, edit_history.entries_of(stored, node.properties, gone, links), now)


def check_condition(if_match: Sequence[str]) -> None:
    """ConditionMissing unless a change says of which state of the record it is."""
    if not if_match:
        raise ConditionMissing(
            "修改时请带上读取时得到的 ETag（If-Match），以免覆盖别人的修改。",
            "An edit has to name the ETag it was made on (If-Match), so that it cannot overwrite somebody else's.",
        )


def taken(
    transaction: Transaction, kind: str, identifier: str, if_match: Sequence[str], changes: Content | None = None
) -> Edited:
    """The record as it stood, locked for a change of one of the states `if_match` names; NotFound, Outdated."""
    if not transaction.write(TAKE[kind], id=identifier):
        raise NotFound(kind, identifier)
    before = as_it_stands(transaction, kind, identifier, revisions_ago=1)
    if "*" not in if_match and before.tag not in if_match:
        if changes is not None and _holds(transaction, before, changes):
            raise _SavedBefore(before)
        raise Outdated(
            "这条记录在您打开之后已被别人改过，请刷新后再改。",
            "The record was changed after you read it; read it again and repeat your edit.",
        )
    return before


def _last_place(transaction: Transaction, content: Content) -> dict[str, Value]:
    """A new line comes behind those that its project or activity has."""
    owner = next((name for name in ("Project", "Activity") if content.get(name.lower())), "Project")
    links = transaction.links_of(owner, str(content.get(owner.lower())))
    lines = transaction.get_many("Requirement", [link.to_id for link in links if link.kind == "REQUIRES"])
    taken = [place for line in lines if isinstance(place := line.properties.get("position"), int)]
    return {"position": max([len(lines), *taken]) + 1}


def tag_of(values: Mapping[str, Value | list[str]]) -> str:
    """The tag of a state: a digest of its canonical form."""
    canonical = json.dumps(values, ensure_ascii=False, sort_keys=True, default=date.isoformat)
    return hashlib.sha256(canonical.encode()).hexdigest()[:32]


class _SavedBefore(Exception):
    """Ends the transaction of an edit that has nothing left to change, so that the state keeps its tag."""

    def __init__(self, state: Edited) -> None:
        super().__init__(state.id)
        self.state = state


def _holds(transaction: Transaction, state: Edited, changes: Content) -> bool:
    """Whether every field of the changes already is what they make it."""
    own = {name: value for name, value in changes.items() if name in NODES[state.kind].by_name}
    wanted = check_node(Node(state.kind, state.id, own), partial=True).properties
    stored = transaction.get(state.kind, state.id).properties
    if any(stored.get(name) != value for name, value in wanted.items()):
        return False
    linked = [reference for reference in REFERENCES[state.kind] if reference.field in changes]
    return all(set(ids_in(state.values, one)) == set(ids_in(changes, one)) for one in linked)


def as_it_stands(transaction: Transaction, kind: str, identifier: str, *, revisions_ago: int = 0) -> Edited:
    """The record as this transaction finds it, or as it was before so many times it was locked for a change."""
    node = transaction.get(kind, identifier)
    declared = NODES[kind].by_name
    values: dict[str, Value | list[str]] = {
        name: value for name, value in node.properties.items() if declared[name].privacy.open
    }
    revision = values.get("revision")
    if revisions_ago and isinstance(revision, int):
        values["revision"] = revision - revisions_ago
    if not values.get("revision"):
        values.pop("revision", None)
    for reference, found in _references(transaction, kind, identifier).items():
        values[reference] = found
    return Edited(kind, identifier, MappingProxyType(values), tag_of(values))


def _references(transaction: Transaction, kind: str, identifier: str) -> dict[str, str | list[str]]:
    links = transaction.links_of(kind, identifier)
    found: dict[str, str | list[str]] = {}
    for reference in REFERENCES[kind]:
        ids = sorted(_other(link, reference) for link in links if _is(link, reference, kind, identifier))
        if ids:
            found[reference.field] = ids if reference.many else ids[0]
    return found


def _is(link: Link, reference: Reference, kind: str, identifier: str) -> bool:
    if link.kind != reference.link:
        return False
    if reference.inward:
        return (link.from_kind, link.to_kind, link.to_id) == (reference.kind, kind, identifier)
    return (link.to_kind, link.from_kind, link.from_id) == (reference.kind, kind, identifier)


def _other(link: Link, reference: Reference) -> str:
    return link.from_id if reference.inward else link.to_id


def _links(kind: str, identifier: str, content: Content) -> list[Link]:
    made = []
    for reference in REFERENCES[kind]:
        for other in ids_in(content, reference):
            here, there = (kind, identifier), (reference.kind, other)
            start, end = (there, here) if reference.inward else (here, there)
            made.append(Link(reference.link, *start, *end, {"source": BY_HAND}))
    return made


def _superseded(
    transaction: Transaction, kind: str, identifier: str, changes: Content, kept: Sequence[Link]
) -> list[Link]:
    """The links of the fields that were given anew, except those that stay."""
    stay = {_ends(link) for link in kept}
    given = [reference for reference in REFERENCES[kind] if reference.field in changes]
    return [
        link
        for link in transaction.links_of(kind, identifier)
        if any(_is(link, reference, kind, identifier) for reference in given) and _ends(link) not in stay
    ]


def _ends(link: Link) -> tuple[str, str, str, str, str]:
    return link.kind, link.from_kind, link.from_id, link.to_kind, link.to_id


def _stands(state: Edited, name: str, now: Value | list[str]) -> bool:
    """Whether a field already is what it is given as; of what is not open nobody can say."""
    declared, before = NODES[state.kind].by_name.get(name), state.values.get(name)
    if declared is not None and not declared.privacy.open:
        return False
    if isinstance(before, list) and isinstance(now, list):
        return sorted(before) == sorted(now)
    return before == now


def _check_references(transaction: Transaction, kind: str, content: Content) -> None:
    for reference in REFERENCES[kind]:
        named = ids_in(content, reference)
        known = {node.id for node in transaction.get_many(reference.kind, named)}
        for identifier in named:
            if identifier not in known:
                raise UnknownReference(
                    f"{reference.field}：没有编号为 {identifier} 的{NODES[reference.kind].zh}，请先查到正确的编号。",
                    f"{reference.field}: there is no {reference.kind} {identifier}; look its id up first.",
                )


def _first_values(kind: str, today: date) -> dict[str, Value]:
    first: dict[str, Value] = {"source": BY_HAND}
    if kind == "Place":
        return first
    if kind == "Requirement":
        return first | {"status": "open"}
    first |= {"stage": "raised" if kind == "Need" else "decided", "stage_since": today}
    return first | {"raised_on": today} if kind == "Need" else first
