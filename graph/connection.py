"""One connection to a graph server through the official driver: retries, deadlines, reconnection, our own errors."""

from __future__ import annotations

import logging
import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import count
from typing import Any, TypeVar
from urllib.parse import urlsplit

from graph.deadline import Call, Deadline
from graph.driver import (
    AuthError,
    ConstraintError,
    DriverError,
    IncompleteCommit,
    Neo4jError,
    ServiceUnavailable,
    SessionExpired,
    neo4j,
)
from graph.errors import AlreadyExists, Conflict, EngineProblem, GraphError, GraphUnavailable, Unsettled
from graph.patience import is_impatient, waited
from graph.server import Address, Server
from graph.values import native

T = TypeVar("T")
log = logging.getLogger(__name__)

FIRST_RETRY_SECONDS = {"embedded": 0.02, "neo4j": 0.1}  # conflicts of the embedded engine are optimistic: retry soon
LONGEST_RETRY_SECONDS = 1.0
CONSTRAINT_RETRIES = 3
BOLT_PORT = 7687
CONNECT_SECONDS = 3.5
ABSENCE_SECONDS = 2.5  # for which a server of somebody else is looked for; a single attempt may take a while itself
CLOSING_SECONDS = 2.0  # for which calls under way may still end
STREAMED_ROWS = 5_000

# What the driver raises when a server, or the socket to it, goes away in the middle.
_BROKEN = (Neo4jError, DriverError, OSError)


class Running:
    """A managed transaction: runs Cypher text and hands out rows of plain values."""

    def __init__(self, transaction: neo4j.ManagedTransaction | neo4j.Transaction, call: Call) -> None:
        self._transaction, self._call = transaction, call

    def run(self, name: str, text: str, parameters: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """The rows the text answers, as they arrive; `name` is for messages."""
        self._call.begin(name)
        result = self._transaction.run(text, parameters)
        keys = result.keys()
        self._call.beat()
        for record in result:
            self._call.beat()
            yield dict(zip(keys, map(native, record.values()), strict=True))


class Connection:
    """The driver of one server, opened when first needed and again after the server moved; thread-safe."""

    def __init__(self, server: Server, *, answer_seconds: float, patience_seconds: float) -> None:
        self._server = server
        self._first_retry = FIRST_RETRY_SECONDS[server.name]
        self._patience = patience_seconds
        # The embedded engine comes back by itself, a server that is not there mostly has a wrong address.
        self._spare = max(0.0, patience_seconds - ABSENCE_SECONDS) if server.name == "neo4j" else 0.0
        self._deadline = Deadline(answer_seconds, self._hang_up)
        self._lock = threading.Lock()
        self._address: Address | None = None
        self._driver: neo4j.Driver | None = None
        self._closed = False

    def execute(self, work: Callable[[Running], T], name: str, *, writes: bool) -> T:
        """What the work returns, run in a managed transaction until it succeeds or there is no hope.

        A read raises GraphSilent where whoever asks has no more patience (graph.patience).
        """
        if writes:
            return self._execute(work, name, writes=True)
        return waited(lambda: self._execute(work, name, writes=False), self.silence)

    def _execute(self, work: Callable[[Running], T], name: str, *, writes: bool) -> T:
        until = time.monotonic() + self._patience
        rejected = 0
        for attempt in count():
            driver, database = self._connected()
            with self._deadline.call() as call:
                try:
                    with driver.session(database=database) as session:
                        managed = session.execute_write if writes else session.execute_read
                        return managed(_unit(work, call))
                except ConstraintError as error:
                    rejected += 1
                    self._server.explain(call.statement)
                    if rejected > CONSTRAINT_RETRIES:
                        raise AlreadyExists(call.statement or name) from error
                except Unsettled:
                    rejected += 1
                    if rejected > CONSTRAINT_RETRIES:
                        raise
                except _BROKEN as error:
                    self._recover(error, name, driver, call, until)
            self._pause(attempt)
        raise AssertionError("unreachable")

    def stream(self, name: str, text: str) -> Iterator[dict[str, Any]]:
        """The rows of a reading text as they arrive, in one reading transaction; to the impatient all at once."""
        if not is_impatient():
            return self._stream(name, text)
        return iter(waited(lambda: list(self._stream(name, text)), self.silence))

    def _stream(self, name: str, text: str) -> Iterator[dict[str, Any]]:
        until = time.monotonic() + self._patience
        started = False
        for attempt in count():
            driver, database = self._connected()
            with self._deadline.call() as call:
                try:
                    with (
                        driver.session(
                            database=database, default_access_mode=neo4j.READ_ACCESS, fetch_size=STREAMED_ROWS
                        ) as session,
                        session.begin_transaction() as transaction,
                    ):
                        for row in Running(transaction, call).run(name, text, {}):
                            started = True
                            yield row
                    return
                except _BROKEN as error:
                    # Rows that were handed out cannot be taken back: a stream begins again only before its first.
                    self._recover(error, name, driver, call, 0.0 if started else until)
            self._pause(attempt)

    def silence(self) -> float:
        """Seconds for which the server has answered nobody although somebody waits for it."""
        return self._deadline.silence()

    def close(self) -> None:
        """Give up the connections and the server."""
        with self._lock:
            self._closed = True
            driver, self._driver = self._driver, None
        if driver is not None:
            # A read that nobody waits for any more may still use a connection, which two may not do at once.
            self._deadline.drained(CLOSING_SECONDS)
            driver.close()
        self._deadline.close()
        self._server.leave()

    def _connected(self) -> tuple[neo4j.Driver, str]:
        with self._lock:
            if self._closed:
                raise GraphUnavailable("图数据库连接已关闭。", "The connection to the graph is closed.")
            if self._driver is None or self._address is None:
                self._address = self._server.join()
                self._driver = self._open(self._address)
            return self._driver, self._address.database

    def _open(self, address: Address) -> neo4j.Driver:
        quiet: dict[str, Any] = {"notifications_min_severity": "OFF"} if self._server.name == "neo4j" else {}
        return neo4j.GraphDatabase.driver(
            address.url,
            auth=(address.user, address.password),
            initial_retry_delay=self._first_retry,
            max_transaction_retry_time=0,  # we retry: the server may have moved, and a deadline may have ended
            connection_timeout=CONNECT_SECONDS,
            connection_acquisition_timeout=15.0,
            max_connection_pool_size=64,
            telemetry_disabled=True,
            **quiet,
        )

    def _recover(self, error: Exception, name: str, driver: neo4j.Driver, call: Call, until: float) -> None:
        """Return when trying again makes sense; raise our own error when it does not."""
        name = call.statement or name
        if call.expired:
            raise GraphUnavailable(
                f"图数据库 {self._deadline.seconds:g} 秒内没有应答（{name}）。请稍后再试，或重启服务。",
                f"The graph did not answer {name} within {self._deadline.seconds:g} s; try later or restart it.",
            ) from error
        moved = driver is not self._driver or (self._server.name == "embedded" and isinstance(error, AuthError))
        if not moved and not _retryable(error):
            self._server.explain(name)
            raise self._server.ailment() or _translated(error, name) from error
        lost = moved or isinstance(error, ServiceUnavailable | SessionExpired | OSError)
        if time.monotonic() >= (until - self._spare if lost else until):
            if not lost:
                raise self._server.ailment() or Conflict(name) from error
            log.info("%s found no graph: %s", name, type(error).__name__)
            raise self._server.ailment() or self._absent() from error
        log.info("%s is tried again after %s", name, type(error).__name__)
        if lost:
            self._reconnect(driver)

    def _absent(self) -> GraphUnavailable:
        if self._server.name == "embedded" or self._address is None:
            return GraphUnavailable(
                "内置图数据库没有应答。请再试一次；还不行就重启 heli。",
                "The embedded graph does not answer; try again, or restart heli.",
            )
        parts = urlsplit(self._address.url)  # without what may stand before an @
        place = f"{parts.scheme}://{parts.hostname}:{parts.port or BOLT_PORT}"
        return GraphUnavailable(
            f"连不上图数据库 {place}。请看它是否在运行、HELI_GRAPH_URL 是否写对，然后重试。",
            f"The graph at {place} cannot be reached; check that it runs and that HELI_GRAPH_URL is right, then retry.",
        )

    def _reconnect(self, broken: neo4j.Driver) -> None:
        with self._lock:
            if self._closed or self._driver is not broken:
                return  # another thread did it
            address = self._server.join()
            if address == self._address:
                return  # the driver opens new connections by itself
            self._address, self._driver = address, self._open(address)
        with suppress(*_BROKEN):
            broken.close()

    def _hang_up(self) -> None:
        """Break every connection: the only way to end a call on a server that stopped answering."""
        with self._lock:
            driver, self._driver = self._driver, None
        if driver is not None:
            with suppress(*_BROKEN):
                driver.close()

    def _pause(self, attempt: int) -> None:
        longest = min(self._first_retry * 2**attempt, LONGEST_RETRY_SECONDS)
        time.sleep(longest * (0.5 + random.random() / 2))  # noqa: S311 - so that rivals do not meet again


def _unit(work: Callable[[Running], T], call: Call) -> Callable[[neo4j.ManagedTransaction], T]:
    return lambda transaction: work(Running(transaction, call))


def _retryable(error: Exception) -> bool:
    """Whether the work may be done again: also where nobody knows if its commit was made, as it has ids of its own."""
    if isinstance(error, OSError | IncompleteCommit):
        return True
    return isinstance(error, Neo4jError | DriverError) and error.is_retryable()


def _translated(error: Exception, name: str) -> GraphError:
    if isinstance(error, AuthError):
        return GraphUnavailable(
            "图数据库拒绝了用户名或密码。请检查 HELI_GRAPH_USER 和 HELI_GRAPH_PASSWORD。",
            "The graph refused the user name or password; check HELI_GRAPH_USER and HELI_GRAPH_PASSWORD.",
        )
    code = getattr(error, "code", None) or type(error).__name__
    return EngineProblem(
        "statement",
        (f"图数据库没能执行 {name}（{code}）。", f"The graph could not run {name} ({code})."),
        ("没有写入任何数据；详情见日志。", "Nothing was written; the log has the details."),
    )
