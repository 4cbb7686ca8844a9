"""The store: the official neo4j driver, the only client of either engine, behind a dozen verbs."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from graph import cypher
from graph.changes import WINDOW_SECONDS, Change, change_of, floor_at, floor_of
from graph.connection import Connection, Running
from graph.hashing import GraphHash
from graph.kinds import LINKS, NODES
from graph.records import Link, Node
from graph.schema import NodeKind, Value
from graph.server import Server
from graph.transaction import Rows, Transaction, Written
from graph.values import batches, link_of, node_of

T = TypeVar("T")

PATIENCE_SECONDS = 30.0  # for conflicts to pass or a server to come back
ANSWER_SECONDS = 60.0  # for the next row or acknowledgement
WIPED_AT_ONCE = 2_000
KEPT_CHANGES = timedelta(days=7)


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Store:
    """The graph of a community; safe to share between threads."""

    def __init__(
        self,
        server: Server,
        folder: Path,
        *,
        clock: Callable[[], datetime] = _utc_now,
        entropy: Callable[[int], bytes] = os.urandom,
        answer_seconds: float = ANSWER_SECONDS,
        patience_seconds: float = PATIENCE_SECONDS,
    ) -> None:
        self.engine = server.name
        self.commits = 0  # by this process: whoever keeps a copy sees at once that it has to look again
        self.folder = folder  # of this installation: dumps are kept below it
        self.clock = clock
        self._entropy = entropy
        self._turn: AbstractContextManager[object] = threading.Lock()
        self._connection = Connection(server, answer_seconds=answer_seconds, patience_seconds=patience_seconds)

    def read(self, statement: str, **parameters: Any) -> Rows:
        """The rows that a reading statement of the catalogue answers."""
        return self._reading(lambda tx: tx.read(statement, **parameters), statement)

    def write(self, statement: str, **parameters: Any) -> Rows:
        """Run a writing statement of the catalogue in a transaction of its own."""
        return self._writing(lambda tx: tx.write(statement, **parameters), statement)

    def transaction(self, work: Callable[[Transaction], T]) -> T:
        """What `work` returns, with all of its writes or none.

        It may run several times, so it must have no other effects and give its records ids of its own.
        """
        return self._writing(work, getattr(work, "__name__", "transaction"))

    def reading(self, work: Callable[[Transaction], T]) -> T:
        """What `work` returns from one reading transaction; it may run several times, and writes are refused."""
        return self._reading(work, getattr(work, "__name__", "reading"))

    def in_turn(self, work: Callable[[Transaction], T]) -> T:
        """As `transaction`, for work that writes what it has worked out from reading: one at a time.

        Within this process the others wait; those of another process wait on Neo4j, and on the embedded engine,
        whose locks are optimistic, whoever commits second runs again on what the first has written.
        """

        def unit(transaction: Transaction) -> T:
            transaction.take_turn()
            return work(transaction)

        with self._turn:
            return self._writing(unit, getattr(work, "__name__", "transaction"))

    def upsert(self, nodes: Iterable[Node], links: Iterable[Link] = ()) -> Written:
        """Create or update records, nodes first; BadRecord as in Transaction.upsert.

        Up to 5,000 records (4 MiB) are one transaction. More are committed part by part: after a failure the
        parts before it stay, and running it again completes them. For all or nothing use `transaction`.
        """
        return self._upsert(chain(nodes, links), feed=True)

    def load(self, records: Iterable[Node | Link]) -> Written:
        """As `upsert` for a whole graph, nodes before links: instead of listing it all the feed begins anew."""
        written = self._upsert(records, feed=False)
        self._begin_feed()
        return written

    def remove(self, nodes: Iterable[tuple[str, str]] = (), links: Iterable[Link] = ()) -> None:
        """Remove links, and nodes with every link they have; what is not there is no error."""
        doomed_nodes, doomed_links = list(nodes), list(links)
        self._writing(lambda tx: tx.remove(doomed_nodes, doomed_links), "remove")

    def wipe(self, keep: Collection[str] = ()) -> None:
        """Remove every record, bookkeeping too, but not the labels to keep; the feed begins anew."""
        kinds = [kind for kind in NODES.values() if kind.label not in keep]
        while kinds:
            kinds = self._writing(partial(_wiped, kinds), "wipe", feed=False)
        self._begin_feed()

    def get(self, kind: str, id: str) -> Node:  # noqa: A002 - the field's own name
        """The node, or NotFound."""
        return self._reading(lambda tx: tx.get(kind, id), f"get {kind}")

    def get_many(self, kind: str, ids: Sequence[str]) -> list[Node]:
        """The nodes of these ids in their order; ids without a node are left out."""
        return self._reading(lambda tx: tx.get_many(kind, ids), f"get {kind}")

    def links_of(self, kind: str, id: str) -> list[Link]:  # noqa: A002
        """Every link of the node in either direction, in a stable order."""
        return self._reading(lambda tx: tx.links_of(kind, id), f"links of {kind}")

    def links_between(self, kind: str, from_kind: str, to_kind: str, pairs: Sequence[tuple[str, str]]) -> list[Link]:
        """The links of the kind that join these pairs of ids."""
        return self._reading(lambda tx: tx.links_between(kind, from_kind, to_kind, pairs), f"links between {kind}")

    def find(self, kind: str, property: str, value: Value) -> list[Node]:  # noqa: A002
        """The nodes whose property is the value (or whose list holds it), by id."""
        return self._reading(lambda tx: tx.find(kind, property, value), f"find {kind}")

    def nodes(self, kind: str) -> Iterator[Node]:
        """Every node of the kind, streamed in no particular order."""
        for row in self._connection.stream(f"nodes {kind}", cypher.every_node(NODES[kind])):
            yield node_of(kind, row)

    def links(self, kind: str) -> Iterator[Link]:
        """Every link of the kind, streamed in no particular order."""
        for row in self._connection.stream(f"links {kind}", cypher.every_link(LINKS[kind])):
            yield link_of(kind, row)

    def changes(
        self, after: str | None, window_seconds: float = WINDOW_SECONDS, seen: Collection[str] = ()
    ) -> list[Change]:
        """The changes after `after` (all for None), oldest first, except those whose ids are in `seen`.

        Those of the `window_seconds` before `after` come again, because a commit may become readable after one
        with a later id: give the ids that were read already as `seen`, or skip them.
        """
        start = "" if after is None else floor_of(after, window_seconds)
        return [change_of(row) for row in self.read("changes_from", **{"from": start, "seen": list(seen)})]

    def now(self) -> datetime:
        """The moment by the clock of the graph, which all its writers share: their own may be hours apart."""
        return self._reading(lambda tx: tx.graph_clock(self.clock())[0], "graph clock")

    def latest_change(self) -> str:
        """The id of the last change, "" when there is none."""
        return self._reading(lambda tx: tx.latest_change(self.clock()), "latest change")

    def state(self) -> str:
        """A text that is another one as soon as a further change can be read, also one with an id before the last."""
        return self._reading(lambda tx: tx.state(self.clock()), "state")

    def prune_changes(self, keep: timedelta = KEPT_CHANGES) -> int:
        """Forget changes older than `keep`, always keeping the last; returns how many went.

        A snapshot that old notices that its change is gone and is built anew. So do all where a clock was ahead
        when the last change was dated: then the feed begins anew, or nothing could be forgotten until that day.
        """
        now, latest, forgotten = self.now(), self.latest_change(), 0
        if latest > floor_at(now + timedelta(seconds=WINDOW_SECONDS)):
            ahead = self.read("changes_since", **{"from": ""})
            self._begin_feed()
            return int(ahead[0]["count"])
        before = min(floor_at(now - keep), latest)
        while rows := self.read("changes_before", before=before, limit=WIPED_AT_ONCE):
            self.write("forget_changes", ids=[row["id"] for row in rows])
            forgotten += len(rows)
        return forgotten

    def counts(self) -> dict[str, int]:
        """How many records there are of each kind that is not bookkeeping, by label and by type."""
        texts = {kind.label: cypher.count_nodes(kind) for kind in NODES.values() if not kind.bookkeeping}
        texts |= {kind.type: cypher.count_links(kind) for kind in LINKS.values() if not kind.bookkeeping}
        return {name: int(self.query(f"count {name}", text)[0]["count"]) for name, text in texts.items()}

    def is_empty(self) -> bool:
        """Whether no record but bookkeeping is in the graph yet."""
        kinds = [kind for kind in NODES.values() if not kind.bookkeeping]
        return not any(self.query(f"count {kind.label}", cypher.count_nodes(kind))[0]["count"] for kind in kinds)

    def canonical_hash(self) -> str:
        """A hash of all that is not bookkeeping: equal graphs have equal hashes on either engine, in any order."""
        total = GraphHash()
        for kind in NODES.values():
            if not kind.bookkeeping:
                for node in self.nodes(kind.label):
                    total.add(node)
        for declared in LINKS.values():
            if not declared.bookkeeping:
                for link in self.links(declared.type):
                    total.add(link)
        return total.text

    def query(self, name: str, text: str, parameters: Mapping[str, Any] | None = None) -> Rows:
        """The rows of a reading text that graph.cypher made."""
        return self._reading(lambda tx: tx.run(name, text, parameters or {}), name)

    def define(self, text: str) -> None:
        """Run one statement of the schema that graph.cypher made, such as a constraint."""
        self._writing(lambda tx: tx.run("schema", text, {}), "schema", feed=False)

    def alter(self, name: str, text: str) -> Rows:
        """Run one statement of a migration; the feed begins anew, since nobody knows what it touched."""

        def work(tx: Transaction) -> Rows:
            rows = tx.run(name, text, {})
            tx.begin_feed(self.clock(), self._entropy)
            return rows

        return self._writing(work, name, feed=False)

    def silence(self) -> float:
        """Seconds for which the engine has answered nobody of this process although somebody waits for it."""
        return self._connection.silence()

    def close(self) -> None:
        """Give up the connections, and the embedded server if this process runs it."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _upsert(self, records: Iterable[Node | Link], *, feed: bool) -> Written:
        written = Written(0, 0)
        for part in batches(records):
            some_nodes = [record for record in part if isinstance(record, Node)]
            some_links = [record for record in part if isinstance(record, Link)]

            def work(tx: Transaction, nodes: list[Node] = some_nodes, links: list[Link] = some_links) -> Written:
                return tx.upsert(nodes, links)

            done = self._writing(work, "upsert", feed=feed)
            written = Written(written.nodes + done.nodes, written.links + done.links)
        return written

    def _begin_feed(self) -> None:
        self._writing(lambda tx: tx.begin_feed(self.clock(), self._entropy), "begin feed", feed=False)

    def _reading(self, work: Callable[[Transaction], T], name: str) -> T:
        return self._connection.execute(lambda running: work(_transaction(running, writes=False)), name, writes=False)

    def _writing(self, work: Callable[[Transaction], T], name: str, *, feed: bool = True) -> T:
        def unit(running: Running) -> T:
            transaction = _transaction(running, writes=True)
            answer = work(transaction)
            if feed:
                transaction.leave_change(self.clock(), self._entropy)
            return answer

        try:
            return self._connection.execute(unit, name, writes=True)
        finally:  # a failed write counts too: only the acknowledgement may have been lost
            self.commits += 1


def _wiped(kinds: Sequence[NodeKind], tx: Transaction) -> list[NodeKind]:
    """Those of the kinds of which some may be left; more at once would be a transaction too large for a server."""
    left = WIPED_AT_ONCE
    for place, kind in enumerate(kinds):
        left -= tx.wipe(kind, left)
        if not left:
            return list(kinds[place:])
    return []


def _transaction(running: Running, *, writes: bool) -> Transaction:
    def run(name: str, text: str, parameters: Mapping[str, Any]) -> Rows:
        return list(running.run(name, text, dict(parameters)))

    return Transaction(run, writes=writes)
