"""Taking back needs, projects, lines and places written down by mistake, and bringing it back for a week."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from uuid import uuid4

from graph.dump_format import link_of, node_of
from graph.hashing import canonical_line
from graph.kinds import NODES
from graph.loading.load import edits_of
from graph.loading.seen import shown_for
from graph.records import Link, Node
from graph.store import Store
from graph.transaction import Transaction
from service import editing
from service.editing.content import REFERENCES
from service.errors import StillNeeded, UnknownReference, UnknownRemoval
from service.files import write_whole

KEPT_SECONDS = 7 * 24 * 3600.0
MOST_NAMED = 10
REMOVABLE = ("Need", "Project", "Requirement", "Place")


@dataclass(frozen=True)
class Removed:
    """What was removed, and the key under which it can be brought back."""

    kind: str
    id: str
    name: str
    key: str


def remove(store: Store, data: Path, kind: str, identifier: str, *, if_match: Sequence[str]) -> Removed:
    """Remove a record that nothing depends on, if it is in one of the states `if_match` names, or `*`.

    Lists that were shown for a line, and that nobody decided on, go with it and come back with it.
    Raises NotFound, ConditionMissing, Outdated, StillNeeded with the list of what depends on it.
    """
    editing.check_condition(if_match)
    key, folder = uuid4().hex, data / "removed"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def work(transaction: Transaction) -> Node:
        editing.taken(transaction, kind, identifier, if_match)
        node, links = transaction.get(kind, identifier), transaction.links_of(kind, identifier)
        decided = shown_for(transaction, [identifier]) if kind == "Requirement" else {}
        _check_free(transaction, kind, identifier, links, decided)
        # Before the removal counts, and harmless when it comes to nothing: what is there is not put back twice.
        lists = transaction.get_many("Shown", list(decided))
        records: list[Node | Link] = [node, *lists, *links]
        kept = "\n".join(canonical_line(one) for one in records)
        write_whole(folder / f"{key}.json", kept.encode(), durable=True)
        transaction.remove([(one.kind, one.id) for one in (*lists, node)])
        return node

    return Removed(kind, identifier, _name(store.in_turn(work)), key)


def bring_back(store: Store, data: Path, key: str) -> Removed:
    """Put a removed record back with its links; raises UnknownRemoval, UnknownReference where an end is gone."""
    try:
        if not re.fullmatch("[0-9a-f]{32}", key):
            raise UnknownRemoval
        nodes, links = _kept(data / "removed" / f"{key}.json")
    except FileNotFoundError:
        raise UnknownRemoval from None
    node = nodes[0]
    own = {(one.kind, one.id) for one in nodes}

    def work(transaction: Transaction) -> None:
        for link in links:
            for kind, identifier in ((link.from_kind, link.from_id), (link.to_kind, link.to_id)):
                if (kind, identifier) not in own and not transaction.get_many(kind, [identifier]):
                    raise UnknownReference(
                        f"恢复不了：它连着的{NODES[kind].zh}（{identifier}）已经不在了，请先恢复那一条。",
                        f"Not brought back: the {kind} {identifier} it belongs to is gone; bring that back first.",
                    )
        if not transaction.get_many(node.kind, [node.id]):
            transaction.upsert(nodes, links)

    store.in_turn(work)
    return Removed(node.kind, node.id, _name(node), key)


def forget_old(store: Store, data: Path, now: datetime) -> None:
    """Delete for good what was removed more than a week ago, and what was edited of it."""
    for place in (data / "removed").glob("*.json"):
        if now.timestamp() - place.stat().st_mtime > KEPT_SECONDS:
            for node in _kept(place)[0][:1]:
                store.in_turn(partial(_forget_edits, node=node))
            place.unlink(missing_ok=True)


def _forget_edits(transaction: Transaction, node: Node) -> None:
    if not transaction.get_many(node.kind, [node.id]):  # nobody brought it back
        transaction.remove(edits_of(transaction, [node.id]))


def _kept(place: Path) -> tuple[list[Node], list[Link]]:
    """What was removed, the record itself first, and the links it had."""
    lines = [json.loads(line) for line in place.read_text(encoding="utf-8").splitlines()]
    return [node_of(line) for line in lines if "n" in line], [link_of(line) for line in lines if "l" in line]


def _check_free(
    transaction: Transaction, kind: str, identifier: str, links: Sequence[Link], decided: Mapping[str, str]
) -> None:
    """StillNeeded unless every link is one that the record itself was given, or a list nobody decided on."""
    own = [(one.link, one.kind, one.inward) for one in REFERENCES[kind]]
    others: list[tuple[str, str]] = []
    for link in links:
        inward = (link.to_kind, link.to_id) == (kind, identifier)
        other = (link.from_kind, link.from_id) if inward else (link.to_kind, link.to_id)
        if link.kind == "SHOWN_FOR":
            others += [("Decision", decided[link.from_id])] if decided[link.from_id] else []
        elif (link.kind, other[0], inward) not in own:
            others.append(other)
    if not others:
        return
    told = []
    for label, other_id in list(dict.fromkeys(others))[:MOST_NAMED]:
        found = transaction.get_many(label, [other_id])
        declared = NODES[label].by_name.get("name")
        named = bool(found) and (declared is None or declared.privacy.open)
        told.append((label, _name(found[0]) if named else other_id))
    raise StillNeeded(
        [f"{NODES[label].zh} {name}" for label, name in told], [f"{label} {name}" for label, name in told]
    )


def _name(node: Node) -> str:
    return str(node.properties.get("name") or node.properties.get("text") or node.id)[:60]
