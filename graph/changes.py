"""The change feed: what each transaction touched, in an order that clocks and commits may blur a little.

Ids are UUIDs of version 7, made by the writer just before its commit from the clock of the graph, which all
writers share (their own may be hours apart), and after the newest id there is (that clock may be set back). A
change can become readable after one with a later id, by as long as a commit takes: readers read again the last
seconds (`WINDOW_SECONDS`) and skip what they have seen.
A reader whose last change is gone (pruned, or the graph was replaced) cannot know what it missed: it reads the
whole graph again.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from graph.errors import BadStatement

MARK_OF_RESTORE = "restore"  # the mark under which writers are held while a restore replaces the graph
KEEPING = "keeping"  # instead of a dump's checksum: writers are held, but nothing has been changed yet
WINDOW_SECONDS = 10.0
MOST_ENTRIES = 5_000  # per change, so that a long transaction does not make a message of many megabytes

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

NodeKey = tuple[str, str]
LinkKey = tuple[str, str, str, str, str]


@dataclass(frozen=True)
class Change:
    """What one transaction touched: nodes as (kind, id), links as (type, from kind, from id, to kind, to id)."""

    id: str
    at: datetime
    nodes: tuple[NodeKey, ...] = ()
    links: tuple[LinkKey, ...] = ()


def change_id(at: datetime, entropy: bytes) -> str:
    """A UUID of version 7: the milliseconds of `at`, then ten random bytes."""
    number = (_milliseconds(at) << 80) | int.from_bytes(entropy[:10], "big")
    number = number & ~(0xF << 76) | (0x7 << 76)
    number = number & ~(0x3 << 62) | (0x2 << 62)
    return str(uuid.UUID(int=number))


def next_id(at: datetime, newest: str, entropy: bytes) -> str:
    """The id of a change of that moment, or of just after `newest` ("" for none) where that is later."""
    after = (uuid.UUID(newest).int >> 80) + 1 if newest else 0
    return change_id(max(at, _EPOCH + timedelta(milliseconds=after)), entropy)


def floor_of(change: str, seconds: float) -> str:
    """The smallest id a change could have `seconds` before the given one."""
    milliseconds = (uuid.UUID(change).int >> 80) - int(seconds * 1000)
    return str(uuid.UUID(int=max(milliseconds, 0) << 80))


def floor_at(at: datetime) -> str:
    """The smallest id a change made at that moment could have."""
    return str(uuid.UUID(int=_milliseconds(at) << 80))


def node_entry(node: NodeKey) -> str:
    """`Label:id`."""
    return f"{node[0]}:{node[1]}"


def link_entry(link: LinkKey) -> str:
    """`TYPE|FromLabel|from id|ToLabel|to id`, with `%` and `|` of ids written as %25 and %7C."""
    kind, source, source_id, target, target_id = link
    return "|".join((kind, source, _escaped(source_id), target, _escaped(target_id)))


def change_of(row: Mapping[str, object]) -> Change:
    """The change a row of the statement `changes_from` holds."""
    nodes, links = _texts(row["nodes"]), _texts(row["links"])
    at = row["at"]
    if not isinstance(at, datetime):
        raise BadStatement("changes_from", "a change has no moment")
    keys = tuple((label, identifier) for label, _, identifier in (entry.partition(":") for entry in nodes))
    return Change(str(row["id"]), at, keys, tuple(_link_key(entry) for entry in links))


def filled(template: str, parameters: Mapping[str, object]) -> list[NodeKey]:
    """The keys that a statement's `touches` template names with these parameters; lists give one key an item."""
    label, _, name = template.partition(":$")
    return [(label, identifier) for identifier in _texts(parameters[name])]


def portions(nodes: Iterable[NodeKey], links: Iterable[LinkKey]) -> list[tuple[list[str], list[str]]]:
    """The entries of one transaction, divided into changes of at most MOST_ENTRIES."""
    entries = [(node_entry(key), True) for key in nodes] + [(link_entry(key), False) for key in links]
    return [
        ([text for text, is_node in part if is_node], [text for text, is_node in part if not is_node])
        for part in (entries[start : start + MOST_ENTRIES] for start in range(0, len(entries), MOST_ENTRIES))
    ]


def _milliseconds(at: datetime) -> int:
    return (at - _EPOCH) // timedelta(milliseconds=1)


def _escaped(identifier: str) -> str:
    return identifier.replace("%", "%25").replace("|", "%7C")


def _link_key(entry: str) -> LinkKey:
    kind, source, source_id, target, target_id = entry.split("|")
    return kind, source, _plain(source_id), target, _plain(target_id)


def _plain(identifier: str) -> str:
    return identifier.replace("%7C", "|").replace("%25", "%")


def _texts(value: object) -> list[str]:
    if value is None:
        return []
    if isinstance(value, str):
        return [value]
    if isinstance(value, Sequence):
        return [str(item) for item in value]
    raise BadStatement("touches", f"a key is a text or a list of texts, not {type(value).__name__}")
