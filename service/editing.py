"""Needs, projects, requirements and places made and changed by hand, so that no edit is lost to another.

Every state of a record has a tag. An edit names the tag of the state it was made on; inside one transaction the
turn to write is taken and the record locked (its revision is raised), then compared, then written. Properties that
are personal can be written here but never come back, and are no part of the tag.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType

from graph.errors import NotFound
from graph.kinds import NODES
from graph.reading.codes import holds_identity_number
from graph.reading.phones import mask_phones
from graph.records import Link, Node
from graph.schema import Value
from graph.store import Store
from graph.transaction import Transaction
from graph.validation import check_node
from matching.data import PARTS_OF_DAY, WEEKDAYS
from service import placing
from service.clock import day_of
from service.errors import ConditionMissing, InvalidRecord, Outdated, UnknownReference

Content = Mapping[str, Value | list[str]]


@dataclass(frozen=True)
class Reference:
    """A field that holds the id, or ids, of other records: by which link, to which kind, in which direction."""

    field: str
    link: str
    kind: str
    many: bool = False
    inward: bool = False
    fixed: bool = False  # set when the record is made, not changed later


PLACE = Reference("place", "LOCATED_IN", "Place")
ABOUT = Reference("about", "ABOUT", "Skill", many=True)
REFERENCES: Mapping[str, tuple[Reference, ...]] = MappingProxyType(
    {
        "Need": (PLACE, ABOUT, Reference("forum", "RAISED", "Forum", inward=True)),
        "Project": (
            PLACE,
            ABOUT,
            Reference("needs", "ADDRESSES", "Need", many=True),
            Reference("programme", "PART_OF", "Programme"),
        ),
        "Requirement": (
            Reference("project", "REQUIRES", "Project", inward=True, fixed=True),
            Reference("activity", "REQUIRES", "Activity", inward=True, fixed=True),
            ABOUT,
        ),
        "Place": (Reference("parent", "PART_OF", "Place"),),
    }
)
# Without these a record says nothing.
TOLD: Mapping[str, tuple[str, ...]] = {
    "Need": ("text",),
    "Project": ("name",),
    "Requirement": (),
    "Place": ("name",),
}
TAKE = {"Need": "take_need", "Project": "take_project", "Requirement": "take_requirement", "Place": "take_place"}
# Kept by the service itself: how often it was edited, since when it is in its stage, who vouches for it.
OURS = frozenset({"id", "revision", "stage_since", "position", "source", "synthetic"})
WINDOWS = frozenset(f"{day}-{part}" for day in WEEKDAYS for part in PARTS_OF_DAY)
LEAST_QUANTITY = 1e-6  # less is what is left of a sum, and nothing that anybody asks for
# Marks of direction, and characters without a width that no word needs.
HIDDEN = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c\u200b\u2060\ufeff\u00ad]")
# Of the letters and signs by their category, yet shown as an empty space.
BLANK = frozenset("\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\U0001d159")
BY_HAND = "手工录入"


@dataclass(frozen=True)
class Edited:
    """A record as it stands: its open properties and references by name, and the tag of this state."""

    kind: str
    id: str
    values: Mapping[str, Value | list[str]]
    tag: str


def writable(kind: str) -> frozenset[str]:
    """Every field of a record of this kind that a person may set."""
    return frozenset(NODES[kind].by_name) - OURS | {reference.field for reference in REFERENCES[kind]}


def current(store: Store, kind: str, identifier: str) -> Edited:
    """The record as it stands; raises NotFound."""

    def read(transaction: Transaction) -> Edited:
        return _as_it_stands(transaction, kind, identifier)

    return store.reading(read)


def create(store: Store, kind: str, content: Content, *, identifier: str, now: datetime) -> Edited:
    """Make a record under a fresh id; made again under the same id it stays as it was first made.

    Raises InvalidRecord for fields that cannot be so, UnknownReference for an id that names nothing.
    """
    _check_fields(kind, content)
    content = _guarded(kind, content)
    properties = {name: value for name, value in content.items() if name in NODES[kind].by_name}
    properties = _first_values(kind, day_of(now)) | {k: v for k, v in properties.items() if v is not None}
    _check_sense(kind, properties, content)

    def make(transaction: Transaction) -> Edited:
        if not transaction.get_many(kind, [identifier]):
            _check_references(transaction, kind, content)
            if kind == "Place":
                placing.check(transaction, identifier, {**properties, **content})
            told = properties | _last_place(transaction, content) if kind == "Requirement" else properties
            transaction.upsert([Node(kind, identifier, told)], _links(kind, identifier, content))
        return _as_it_stands(transaction, kind, identifier)

    return store.in_turn(make)


def edit(
    store: Store, kind: str, identifier: str, changes: Content, *, if_match: Sequence[str], now: datetime
) -> Edited:
    """Change the fields given (None removes one), if the record is in one of the states `if_match` names, or `*`.

    An edit of another state that would change nothing is answered with the record as it stands: most often it was
    saved before and only the answer was lost.
    Raises NotFound, ConditionMissing, Outdated, InvalidRecord, UnknownReference.
    """
    check_condition(if_match)
    _check_fields(kind, changes, making=False)
    changes = _guarded(kind, changes)
    given = {name: value for name, value in changes.items() if name in NODES[kind].by_name}

    def change(transaction: Transaction) -> Edited:
        before = taken(transaction, kind, identifier, if_match, changes)
        properties = dict(given)
        if "stage" in given and given["stage"] != before.values.get("stage"):
            properties["stage_since"] = day_of(now)
        _check_sense(kind, {**before.values, **given}, {**before.values, **changes})
        _check_references(transaction, kind, changes)
        if kind == "Place":
            moved = any(before.values.get(one) != changes[one] for one in ("parent", "level") if one in changes)
            placing.check(transaction, identifier, {**before.values, **changes}, moved=moved)
        links = _links(kind, identifier, changes)
        transaction.remove(links=_superseded(transaction, kind, identifier, changes, links))
        transaction.upsert([Node(kind, identifier, properties)], links)
        return _as_it_stands(transaction, kind, identifier)

    try:
        return store.in_turn(change)
    except _SavedBefore as found:
        return found.state


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
    before = _as_it_stands(transaction, kind, identifier, revisions_ago=1)
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
    return all(set(_named(state.values, one)) == set(_named(changes, one)) for one in linked)


def _as_it_stands(transaction: Transaction, kind: str, identifier: str, *, revisions_ago: int = 0) -> Edited:
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
        for other in _named(content, reference):
            here, there = (kind, identifier), (reference.kind, other)
            start, end = (there, here) if reference.inward else (here, there)
            made.append(Link(reference.link, *start, *end, {"source": BY_HAND}))
    return made


def _superseded(
    transaction: Transaction, kind: str, identifier: str, changes: Content, kept: Sequence[Link]
) -> list[Link]:
    """The links of the fields that were given anew, except those that stay."""
    stay = {(link.kind, link.from_kind, link.from_id, link.to_kind, link.to_id) for link in kept}
    given = [reference for reference in REFERENCES[kind] if reference.field in changes]
    return [
        link
        for link in transaction.links_of(kind, identifier)
        if any(_is(link, reference, kind, identifier) for reference in given)
        and (link.kind, link.from_kind, link.from_id, link.to_kind, link.to_id) not in stay
    ]


def _check_references(transaction: Transaction, kind: str, content: Content) -> None:
    for reference in REFERENCES[kind]:
        named = _named(content, reference)
        known = {node.id for node in transaction.get_many(reference.kind, named)}
        for identifier in named:
            if identifier not in known:
                raise UnknownReference(
                    f"{reference.field}：没有编号为 {identifier} 的{NODES[reference.kind].zh}，请先查到正确的编号。",
                    f"{reference.field}: there is no {reference.kind} {identifier}; look its id up first.",
                )


def _named(content: Content, reference: Reference) -> list[str]:
    given = content.get(reference.field)
    return list(given) if isinstance(given, list) else [given] if isinstance(given, str) else []


def _first_values(kind: str, today: date) -> dict[str, Value]:
    first: dict[str, Value] = {"source": BY_HAND}
    if kind == "Place":
        return first
    if kind == "Requirement":
        return first | {"status": "open"}
    first |= {"stage": "raised" if kind == "Need" else "decided", "stage_since": today}
    return first | {"raised_on": today} if kind == "Need" else first


def _check_fields(kind: str, content: Content, *, making: bool = True) -> None:
    known = writable(kind)
    problems = [(name, "不能填写", "cannot be set") for name in content if name not in known]
    fixed = {reference.field for reference in REFERENCES[kind] if reference.fixed}
    if not making:
        problems += [(name, "定下后不能改", "cannot be changed later") for name in content if name in fixed]
    if problems:
        raise InvalidRecord(problems)


def _guarded(kind: str, content: Content) -> dict[str, Value | list[str]]:
    """The content with mobile numbers in texts masked; raises InvalidRecord where an identity number stands."""
    declared = NODES[kind].by_name
    guarded: dict[str, Value | list[str]] = {}
    problems = []
    for name, given in content.items():
        # An id names a record whatever it looks like.
        value = _visible(given) if name in declared else given
        if given and not value and isinstance(given, str):
            if name in TOLD[kind]:
                problems.append((name, "没有看得见的字", "holds nothing that can be seen"))
            value = None
        texts = value if isinstance(value, list) else [value] if isinstance(value, str) else []
        if any(holds_identity_number(text) for text in texts):
            problems.append((name, "含有身份证号，请删去后再存", "holds an identity number; take it out"))
        elif isinstance(value, str) and name in declared and declared[name].privacy.open:
            value = mask_phones(value)[0]
        guarded[name] = value
    if problems:
        raise InvalidRecord(problems)
    if kind == "Place" and isinstance(aliases := guarded.get("aliases"), list):
        guarded["aliases"] = placing.tidy(aliases, str(guarded.get("name") or "")) or None
    return guarded


def _visible(value: Value | list[str]) -> Value | list[str]:
    """The value without characters that turn a line round or take no room; "" where nothing else is in a text."""
    if isinstance(value, list):
        return [str(_visible(one)) for one in value]
    if not isinstance(value, str):
        return value
    plain = HIDDEN.sub("", value)
    return plain if any(unicodedata.category(ch)[0] not in "CZM" and ch not in BLANK for ch in plain) else ""


def _amounts(properties: Content) -> list[tuple[str, str, str]]:
    """What is wrong with how much and when a requirement asks for."""
    problems = []
    least, most, windows = (properties.get(name) for name in ("quantity", "quantity_max", "windows"))
    if isinstance(least, int | float) and not least > LEAST_QUANTITY:
        problems.append(("quantity", "应大于 0", "has to be more than 0"))
    if isinstance(most, int | float) and not most >= (least if isinstance(least, int | float) else LEAST_QUANTITY):
        problems.append(("quantity_max", "小于最少的数量", "is less than the least quantity"))
    if isinstance(windows, list) and not set(windows) <= WINDOWS:
        problems.append(("windows", "有不认识的时段", "names a window there is not"))
    if isinstance(windows, list) and len(set(windows)) < len(windows):
        problems.append(("windows", "同一时段写了两次", "names a window twice"))
    return problems


def _check_sense(kind: str, properties: Content, content: Content) -> None:
    """What no single field can tell."""
    problems = _amounts(properties) if kind == "Requirement" else []
    start, end = properties.get("date_from"), properties.get("date_to")
    if isinstance(start, date) and isinstance(end, date) and end < start:
        problems.append(("date_to", "早于开始日期", "is before the first day"))
    if kind == "Requirement" and bool(content.get("project")) == bool(content.get("activity")):
        problems.append(("project", "应属于一个项目或一个活动", "has to name one project or one activity"))
    if kind == "Need" and not properties.get("text"):
        problems.append(("text", "缺少", "is missing"))
    if problems:
        raise InvalidRecord(problems)
