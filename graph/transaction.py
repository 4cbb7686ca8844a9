"""The verbs of the store inside one transaction; what it touched is recorded as its change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from graph import cypher
from graph.catalogue import Statement, named
from graph.changes import (
    KEEPING,
    MARK_OF_RESTORE,
    WINDOW_SECONDS,
    LinkKey,
    NodeKey,
    change_id,
    filled,
    floor_at,
    floor_of,
    next_id,
    portions,
)
from graph.errors import BadRecord, BadStatement, NotFound, RestoreBegun, RestoreUnfinished, Unsettled
from graph.kinds import LINKS, NODES
from graph.records import Link, Node
from graph.schema import NodeKind, Value
from graph.validation import check_link, check_node
from graph.values import MOST_BYTES, batches, link_of, link_row, node_of, node_row, weight

FORGOTTEN_AT_ONCE = 2_000  # changes: a message of all of them may be too long to send
GOOD_GUESS = timedelta(seconds=1)
AFTER_EVERY_CHANGE = "g"  # their ids are hexadecimal

Rows = list[dict[str, Any]]
TURN = "turn-to-write"
Run = Callable[[str, str, Mapping[str, Any]], Rows]  # name for messages, Cypher text, parameters


@dataclass(frozen=True)
class Written:
    """How many nodes and links an upsert wrote."""

    nodes: int
    links: int


class Transaction:
    """One transaction under way; the function it is given to may run again, so it must have no other effects."""

    def __init__(self, run: Run, *, writes: bool = True) -> None:
        self.run = run
        self._writes = writes
        self._nodes: dict[NodeKey, None] = {}
        self._links: dict[LinkKey, None] = {}

    def read(self, statement: str, **parameters: Any) -> Rows:
        """The rows a reading statement of the catalogue answers."""
        found = named(statement, parameters, writes=False)
        return self.run(found.name, found.text, parameters)

    def write(self, statement: str, **parameters: Any) -> Rows:
        """Run a writing statement of the catalogue and note what it declares to touch."""
        self._check_writing(statement)
        found: Statement = named(statement, parameters, writes=True)
        for template in found.touches:
            self.touch(filled(template, parameters), ())
        return self.run(found.name, found.text, parameters)

    def take_turn(self) -> None:
        """Take the turn of Store.in_turn, until this transaction ends."""
        self.write("take_turn", id=TURN)

    def upsert(self, nodes: Iterable[Node], links: Iterable[Link] = ()) -> Written:
        """Create or update the records; a property of None is removed, one left out stays as it was.

        BadRecord when a record breaks its declaration, lacks a required property, or a link lacks an end.
        """
        self._check_writing("upsert")
        checked = [check_node(node, partial=True) for node in nodes]
        for label, group in _grouped(checked, lambda node: node.kind).items():
            self._upsert_nodes(NODES[label], group)
        joined = [check_link(link) for link in links]
        for (kind, source, target), group in _grouped(joined, lambda a: (a.kind, a.from_kind, a.to_kind)).items():
            self._upsert_links(kind, source, target, group)
        return Written(len(checked), len(joined))

    def remove(self, nodes: Iterable[tuple[str, str]] = (), links: Iterable[Link] = ()) -> None:
        """Remove links, then nodes with every link they have; what is not there is no error.

        Of a kind whose key tells several links apart, a link without the key's properties means all of them.
        """
        self._check_writing("remove")
        groups = _grouped(links, lambda a: (a.kind, a.from_kind, a.to_kind, _keyed(a)))
        for (kind, source, target, keyed), group in groups.items():
            text = cypher.remove_link(_link_kind(kind, source, target), source, target, keyed=keyed)
            for batch in batches(group):
                self.run(f"remove {kind}", text, {"rows": [link_row(link) for link in batch if isinstance(link, Link)]})
            self.touch((), (link_key(link) for link in group))
        for label, keys in _grouped(nodes, lambda key: key[0]).items():
            kind_of = _node_kind(label)
            for start in range(0, len(keys), 1000):
                ids = [identifier for _, identifier in keys[start : start + 1000]]
                self.touch((), (link_key(link) for link in self._links_of_many(label, ids)))
                self.run(f"remove {label}", cypher.remove(kind_of), {"ids": ids})
            self.touch(keys, ())

    def get(self, kind: str, id: str) -> Node:  # noqa: A002 - the field's own name
        """The node, or NotFound."""
        found = self.get_many(kind, [id])
        if not found:
            raise NotFound(kind, id)
        return found[0]

    def get_many(self, kind: str, ids: Sequence[str]) -> list[Node]:
        """The nodes of these ids in their order; ids without a node are left out."""
        text = cypher.get(_node_kind(kind))
        found: dict[str, Node] = {}
        for start in range(0, len(ids), 1000):
            for row in self.run(f"get {kind}", text, {"ids": list(ids[start : start + 1000])}):
                found[row["id"]] = node_of(kind, row)
        return [found[identifier] for identifier in ids if identifier in found]

    def links_of(self, kind: str, id: str) -> list[Link]:  # noqa: A002
        """Every link of the node in either direction, in a stable order."""
        _node_kind(kind)
        return self._links_of_many(kind, [id])

    def links_of_many(self, kind: str, ids: Sequence[str]) -> list[Link]:
        """Every link of these nodes of one kind in either direction, in a stable order."""
        _node_kind(kind)
        return [
            link for start in range(0, len(ids), 1000) for link in self._links_of_many(kind, ids[start : start + 1000])
        ]

    def links_between(self, kind: str, from_kind: str, to_kind: str, pairs: Iterable[tuple[str, str]]) -> list[Link]:
        """The links of the kind that join these pairs of ids."""
        declared, ends = _link_kind(kind, from_kind, to_kind), sorted(set(pairs))
        text = cypher.links_between(declared, from_kind, to_kind)
        found: list[Link] = []
        for start in range(0, len(ends), 1000):
            rows = [{"source": source, "target": target} for source, target in ends[start : start + 1000]]
            found += [
                link_of(kind, row) for row in self.run(f"links between {from_kind} {to_kind}", text, {"rows": rows})
            ]
        return found

    def links_like(self, links: Iterable[Link]) -> list[Link]:
        """The stored links that join the same ends by the same kind as these, whatever their properties."""
        groups = _grouped(links, lambda a: (a.kind, a.from_kind, a.to_kind))
        return [
            found
            for (kind, source, target), group in groups.items()
            for found in self.links_between(kind, source, target, {(link.from_id, link.to_id) for link in group})
        ]

    def find(self, kind: str, property: str, value: Value) -> list[Node]:  # noqa: A002
        """The nodes whose property is the value (or whose list holds it), by id."""
        declared = _node_kind(kind)
        if property not in declared.by_name:
            raise BadStatement(f"find {kind}", f"{kind} declares no property {property}")
        rows = self.run(f"find {kind}", cypher.find(declared, property), {"value": value})
        return [node_of(kind, row) for row in rows]

    def touch(self, nodes: Iterable[NodeKey], links: Iterable[LinkKey]) -> None:
        """Add to what the change of this transaction will list."""
        self._nodes.update(dict.fromkeys(nodes))
        self._links.update(dict.fromkeys(links))

    def leave_change(self, now: datetime, entropy: Callable[[int], bytes]) -> None:
        """Record what was touched; the store calls this just before the commit, with its own clock for a guess.

        RestoreUnfinished, so that nothing is written, while a restore replaces the graph (RestoreBegun: is about to).
        """
        told = portions(self._nodes, self._links)
        if not told:
            return
        at, newest = self.graph_clock(now)
        for nodes, links in told:
            if not self.write("leave_change", id=next_id(at, newest, entropy(10)), at=at, nodes=nodes, links=links):
                marks = [row["checksum"] for row in self.read("migrations") if row["id"] == MARK_OF_RESTORE]
                raise RestoreBegun if KEEPING in marks else RestoreUnfinished

    def begin_feed(self, now: datetime, entropy: Callable[[int], bytes]) -> None:
        """Forget every change and leave one that lists nothing, so that every reader reads the graph anew."""
        while rows := self.read("changes_before", before=AFTER_EVERY_CHANGE, limit=FORGOTTEN_AT_ONCE):
            self.write("forget_changes", ids=[row["id"] for row in rows])
        at, _ = self.graph_clock(now)
        self.write("leave_first_change", id=change_id(at, entropy(10)), at=at)

    def graph_clock(self, guess: datetime) -> tuple[datetime, str]:
        """The moment by the clock that all writers share, and the newest change dated then or later, "" for none.

        A guess that is right within a second saves a question.
        """
        for _ in range(2):
            (row,) = self.read("newest_change", **{"from": floor_at(guess)})
            at = datetime.fromtimestamp(row["milliseconds"] / 1000, UTC)
            if guess - at < GOOD_GUESS:
                break
            guess = at
        return at, str(row["newest"] or "")

    def latest_change(self, now: datetime) -> str:
        """The id of the last change, "" when there is none."""
        recent = floor_at(now - timedelta(hours=1))  # the index answers this much faster than the whole
        for start in (recent, ""):
            rows = self.read("latest_change", **{"from": start})
            if rows and rows[0]["id"]:
                return str(rows[0]["id"])
        return ""

    def state(self, now: datetime) -> str:
        """A text that is another one as soon as a further change can be read, also one with an id before the last."""
        latest = self.latest_change(now)
        if not latest:
            return ""
        return f"{latest} {self.read('changes_since', **{'from': floor_of(latest, WINDOW_SECONDS)})[0]['count']}"

    def wipe(self, kind: NodeKind, limit: int) -> int:
        """Remove up to `limit` nodes of the kind without listing them."""
        self._check_writing("wipe")
        return int(self.run(f"wipe {kind.label}", cypher.wipe(kind), {"limit": limit})[0]["count"])

    def _upsert_nodes(self, kind: NodeKind, nodes: Sequence[Node]) -> None:
        text = cypher.upsert(kind)
        for batch in batches(nodes):
            rows = [node_row(node) for node in batch if isinstance(node, Node)]
            _check_weight(kind.label, batch)
            lacking = self.run(f"upsert {kind.label}", text, {"rows": rows})
            if lacking:
                required = ", ".join(p.name for p in kind.properties if p.required and p.name != "id")
                reason = (f"缺少必填项（{required}）。", f"lacks a required property ({required}).")
                raise BadRecord(kind.label, lacking[0]["id"], "", reason)
        self.touch(((node.kind, node.id) for node in nodes), ())

    def _upsert_links(self, kind: str, source: str, target: str, links: Sequence[Link]) -> None:
        text = cypher.upsert_link(LINKS[kind], source, target)
        for batch in batches(links):
            rows = [link_row(link) for link in batch if isinstance(link, Link)]
            _check_weight(kind, batch)
            joined = self.run(f"upsert {kind}", text, {"rows": rows})
            if joined[0]["joined"] != len(rows):
                self._refuse_missing_ends(kind, source, target, rows)
        self.touch((), (link_key(link) for link in links))

    def _refuse_missing_ends(self, kind: str, source: str, target: str, rows: Rows) -> None:
        ends = [{"source": row["source"], "target": row["target"]} for row in rows]
        for row in self.run(f"ends of {kind}", cypher.ends_missing(source, target), {"rows": ends}):
            end = (source, row["source"]) if row["no_source"] else (target, row["target"])
            missing = " ".join(end)
            if end in self._nodes:
                raise Unsettled(missing)
            raise BadRecord(
                kind,
                f"{source} {row['source']} → {target} {row['target']}",
                "from" if row["no_source"] else "to",
                (f"图中没有 {missing}，请先导入它。", f"there is no {missing}; write it first."),
            )

    def _links_of_many(self, label: str, ids: Sequence[str]) -> list[Link]:
        rows: Rows = []
        if cypher.has_links_from(label):
            rows += self.run(f"links from {label}", cypher.links_from(label), {"ids": list(ids)})
        if cypher.has_links_to(label):
            rows += self.run(f"links to {label}", cypher.links_to(label), {"ids": list(ids)})
        found: dict[tuple[str, ...], Link] = {}
        for row in rows:
            link = link_of(row["type"], row)
            key = (str(link.properties.get(name)) for name in LINKS[link.kind].key)
            found[(*link_key(link), *key)] = link  # a link of a node to itself comes in both directions
        return [found[key] for key in sorted(found)]

    def _check_writing(self, name: str) -> None:
        if not self._writes:
            raise BadStatement(name, "writes within a reading transaction")


def link_key(link: Link) -> LinkKey:
    """The ends and the type by which changes name a link."""
    return link.kind, link.from_kind, link.from_id, link.to_kind, link.to_id


def _grouped(records: Iterable[Any], key: Callable[[Any], Any]) -> dict[Any, list[Any]]:
    groups: dict[Any, list[Any]] = {}
    for record in records:
        groups.setdefault(key(record), []).append(record)
    return groups


def _keyed(link: Link) -> bool:
    declared = LINKS.get(link.kind)
    return declared is not None and bool(declared.key) and all(link.properties.get(name) for name in declared.key)


def _node_kind(label: str) -> NodeKind:
    if label not in NODES:
        raise BadRecord(label, "", "", ("没有这种节点。", "no such kind of node."))
    return NODES[label]


def _link_kind(kind: str, source: str, target: str) -> Any:
    if kind not in LINKS or (source, target) not in LINKS[kind].ends:
        name = f"{source} → {target}"
        raise BadRecord(kind, name, "", ("没有这种关系。", "no such kind of link between these kinds."))
    return LINKS[kind]


def _check_weight(kind: str, batch: Sequence[Node | Link]) -> None:
    if len(batch) == 1 and weight(batch[0]) > 2 * MOST_BYTES:
        identifier = batch[0].id if isinstance(batch[0], Node) else f"{batch[0].from_id} → {batch[0].to_id}"
        reason = ("内容太大，请拆成几条。", f"too large for one record (over {2 * MOST_BYTES} bytes); divide it.")
        raise BadRecord(kind, identifier, "", reason)
