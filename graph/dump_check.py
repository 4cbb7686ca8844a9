"""Whether a dump may be restored: its records among themselves, and the numbers that are never kept."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from graph.dump_format import Dump, schema_digest
from graph.errors import BadDump, BadRecord
from graph.kinds import NODES
from graph.reading.codes import holds_identity_number
from graph.records import Link, Node
from graph.schema import Value
from graph.validation import check_link, check_node

LEAST_NUMBER = 17  # characters: in fewer there is no identity number


def checked_records(dump: Dump) -> Iterator[Node | Link]:
    """Every record, checked against the kinds and against one another; BadDump names the first wrong line."""
    from graph.values import MOST_BYTES, weight  # brings in the driver, which takes long

    known: dict[str, set[str]] = {label: set() for label in NODES}
    for number, record in dump.records():
        _refuse_identity_numbers(dump, number, record)
        if weight(record) > MOST_BYTES:
            reason = (f"这一条太大，超过 {MOST_BYTES} 字节。", f"this record has more than {MOST_BYTES} bytes.")
            raise BadDump(dump.path.name, number, reason)
        try:
            if isinstance(record, Node):
                yield check_node(record)
                if record.id in known[record.kind]:
                    reason = (f"编号重复：{record.kind} {record.id}。", f"{record.kind} {record.id} comes twice.")
                    raise BadDump(dump.path.name, number, reason)
                known[record.kind].add(record.id)
            else:
                yield check_link(record)
                for kind, identifier in ((record.from_kind, record.from_id), (record.to_kind, record.to_id)):
                    if identifier not in known[kind]:
                        reason = (f"关系的一端不存在：{kind} {identifier}。", f"a link ends at no {kind} {identifier}.")
                        raise BadDump(dump.path.name, number, reason)
        except BadRecord as error:
            raise BadDump(dump.path.name, number, (error.zh + _other_version(dump), error.en)) from error


def _refuse_identity_numbers(dump: Dump, number: int, record: Node | Link) -> None:
    # First of all checks: their messages name ids and values, and one of those may be the number.
    if isinstance(record, Node):
        named = {"id": record.id, **record.properties}
    else:
        named = {"from": record.from_id, "to": record.to_id, **record.properties}
    for name, value in named.items():
        if _holds_one(record.kind, value):
            shown = name if record.kind in NODES and name in NODES[record.kind].by_name else "id"
            reason = (
                f"{record.kind} 的 {shown} 里有身份证号，合力不存身份证号。请在备份里删去后再恢复。",
                f"{shown} of a {record.kind} holds an identity number, and Heli keeps none; take it out of the dump.",
            )
            raise BadDump(dump.path.name, number, reason)


def _holds_one(kind: str, value: Value) -> bool:
    if type(value) is str:
        return len(value) >= LEAST_NUMBER and holds_identity_number(value)
    if type(value) is not list:
        return False
    if kind in ("ImportPage", "Edit"):  # lines of JSON: what stands side by side in them is no one text
        return any(_holds_one("", text) for line in value for text in _texts_in(line))
    return any(_holds_one("", text) for text in value)


def _texts_in(line: str) -> Iterator[str]:
    try:
        waiting: list[Any] = [json.loads(line)]
    except ValueError:
        waiting = [line]
    while waiting:
        told = waiting.pop()
        if isinstance(told, str):
            yield told
        elif isinstance(told, dict):
            waiting += [*told, *told.values()]
        elif isinstance(told, list):
            waiting += told


def _other_version(dump: Dump) -> str:
    schema = dump.header.get("schema")
    return "（备份来自另一个版本。）" if schema and schema != schema_digest() else ""
