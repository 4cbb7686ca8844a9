"""Whether a record keeps to the declaration of its kind, and its canonical form."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime

from graph.errors import BadRecord
from graph.kinds import LINKS, NODES
from graph.records import Link, Node
from graph.schema import LinkKind, Property, Type, Value

LONGEST_ID = 200
LONGEST_INDEXED = 1000  # index entries of Neo4j end at about 8 kB; four bytes a character leave room
WIDEST = 2**63

Reason = tuple[str, str]
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def check_node(node: Node, *, partial: bool = False) -> Node:
    """The node in canonical form, or BadRecord; `partial` allows an update that leaves required properties out.

    Canonical: no `id` among the properties, whole numbers of FLOAT properties as floats, moments in UTC. None,
    an empty text and an empty list all mean that the property is to be removed and become None.
    """
    kind = NODES.get(node.kind)
    if kind is None:
        raise BadRecord(node.kind, str(node.id), "", ("没有这种节点。", "no such kind of node."))
    _check_id(node.kind, node.id, "id")
    declared = kind.by_name
    checked = _checked(node.kind, node.id, node.properties, declared)
    if not partial:
        _check_required(node.kind, node.id, declared, checked)
    for name, value in checked.items():
        if value is None and declared[name].required:
            raise BadRecord(node.kind, node.id, name, ("必填，不能清空。", "required, so it cannot be removed."))
    return Node(node.kind, node.id, checked)


def check_link(link: Link) -> Link:
    """The link in canonical form (as for nodes), or BadRecord."""
    name = f"{link.from_kind} {link.from_id} → {link.to_kind} {link.to_id}"
    kind = LINKS.get(link.kind)
    if kind is None:
        raise BadRecord(link.kind, name, "", ("没有这种关系。", "no such kind of link."))
    _check_ends(kind, link, name)
    checked = _checked(link.kind, name, link.properties, kind.by_name)
    _check_required(link.kind, name, kind.by_name, checked, also=kind.key)
    return Link(link.kind, link.from_kind, link.from_id, link.to_kind, link.to_id, checked)


def _check_ends(kind: LinkKind, link: Link, name: str) -> None:
    if (link.from_kind, link.to_kind) not in kind.ends:
        raise BadRecord(
            kind.type,
            name,
            "",
            (
                f"{kind.zh}不能从 {link.from_kind} 连到 {link.to_kind}。",
                f"{kind.type} cannot join {link.from_kind} to {link.to_kind}.",
            ),
        )
    _check_id(kind.type, link.from_id, "from")
    _check_id(kind.type, link.to_id, "to")


def _check_id(kind: str, identifier: object, name: str) -> None:
    if not isinstance(identifier, str) or not identifier or identifier != identifier.strip():
        reason = ("编号须是非空文字，前后没有空格。", "an id is a text that is not empty and has no spaces around it.")
    elif len(identifier) > LONGEST_ID:
        reason = (f"编号不能超过 {LONGEST_ID} 字。", f"an id has at most {LONGEST_ID} characters.")
    elif _UNPRINTABLE.search(identifier):
        reason = ("编号含有控制字符。", "an id holds no control characters.")
    else:
        return
    shown = _UNPRINTABLE.sub("?", str(identifier))[:LONGEST_ID]
    raise BadRecord(kind, shown, name, reason)


def _checked(
    kind: str, identifier: str, properties: Mapping[str, Value], declared: Mapping[str, Property]
) -> dict[str, Value]:
    checked: dict[str, Value] = {}
    for name, value in properties.items():
        prop = declared.get(name)
        if prop is None or name == "id":
            raise BadRecord(kind, identifier, name, ("没有声明这个属性。", "this property is not declared."))
        if value is None or value == "" or value == []:
            checked[name] = None
            continue
        canonical, reason = _READERS[prop.type](value)
        reason = reason or _refused(prop, canonical)
        if reason:
            raise BadRecord(kind, identifier, name, reason)
        checked[name] = canonical
    return checked


def _check_required(
    kind: str,
    identifier: str,
    declared: Mapping[str, Property],
    checked: Mapping[str, Value],
    also: tuple[str, ...] = (),
) -> None:
    for prop in declared.values():
        if (prop.required or prop.name in also) and prop.name != "id" and checked.get(prop.name) is None:
            raise BadRecord(kind, identifier, prop.name, (f"{prop.zh}必填。", "required."))


def _refused(prop: Property, value: Value) -> Reason | None:
    if prop.choices and value not in prop.choices:
        return (f"只能是：{'、'.join(prop.choices)}。", f"must be one of {', '.join(prop.choices)}.")
    if (prop.indexed or prop.unique) and isinstance(value, str) and len(value) > LONGEST_INDEXED:
        return (f"不能超过 {LONGEST_INDEXED} 字。", f"has at most {LONGEST_INDEXED} characters.")
    return None


Read = tuple[Value, Reason | None]


def _string(value: object) -> Read:
    if not isinstance(value, str):
        return None, ("须是文字。", f"must be a text, not {type(value).__name__}.")
    if _UNSTORABLE.search(value):
        return None, ("含有无法保存的字符。", "holds characters that cannot be stored.")
    return value, None


def _integer(value: object) -> Read:
    if not isinstance(value, int) or isinstance(value, bool) or not -WIDEST <= value < WIDEST:
        return None, ("须是整数。", f"must be a whole number of 64 bits, not {type(value).__name__}.")
    return value, None


def _float(value: object) -> Read:
    if not isinstance(value, int | float) or isinstance(value, bool):
        return None, ("须是数字。", f"must be a number, not {type(value).__name__}.")
    if not math.isfinite(value) or abs(value) >= WIDEST:
        return None, ("须是有限的数字。", "must be a finite number below 2^63.")
    return float(value) + 0.0, None  # -0.0 becomes 0.0: equal numbers have one form


def _boolean(value: object) -> Read:
    if not isinstance(value, bool):
        return None, ("须是“是”或“否”。", f"must be true or false, not {type(value).__name__}.")
    return value, None


def _date(value: object) -> Read:
    if not isinstance(value, date) or isinstance(value, datetime):
        return None, ("须是日期。", f"must be a date, not {type(value).__name__}.")
    return value, None


def _moment(value: object) -> Read:
    if not isinstance(value, datetime) or value.tzinfo is None:
        return None, ("须是带时区的时间。", "must be a datetime with a time zone.")
    return value.astimezone(UTC), None


def _strings(value: object) -> Read:
    if not isinstance(value, list | tuple):
        return None, ("须是文字列表。", f"must be a list of texts, not {type(value).__name__}.")
    for item in value:
        _, reason = _string(item)
        if reason:
            return None, ("列表中每一项都须是文字。", "every item of the list must be a text: it " + reason[1])
    return list(value), None


_READERS: Mapping[Type, Callable[[object], Read]] = {
    Type.STRING: _string,
    Type.INTEGER: _integer,
    Type.FLOAT: _float,
    Type.BOOLEAN: _boolean,
    Type.DATE: _date,
    Type.MOMENT: _moment,
    Type.STRINGS: _strings,
}
