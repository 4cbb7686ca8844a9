"""The embedded engine: a child process that several processes of one user share, spoken to over Bolt.

The first process starts the child; others find it through `server.json`. The child lives as long as its
starter: when that ends, the next call of any other process starts a new child on the same files.
"""

from __future__ import annotations

import fcntl
import json
import logging
import resource
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from concurrent.futures import Future
from pathlib import Path
from types import MappingProxyType
from typing import Any

from graph.errors import EngineProblem, GraphUnavailable
from graph.server import Address

CHILD = Path(__file__).with_name("embedded_child.py")
START_SECONDS = 40.0
CHECK_SECONDS = 600.0  # for looking through the records of a graph that was cut off; one of 200,000 links takes ten
ROOM_BYTES = 16 * 2**20  # below this a commit may find no room
LIMIT_BYTES = 2**19  # what a commit adds to a file at once
STOP_SECONDS = 5.0
PORT_ATTEMPTS = 3
DURABLE = "WAL flush automatically set to 1"  # what the engine says when every commit is flushed to the disk

log = logging.getLogger(__name__)
engine_log = logging.getLogger("graph.engine")

_ADVICE: Mapping[str, tuple[tuple[str, str], tuple[str, str]]] = MappingProxyType(
    {
        "not_writable": (
            ("数据文件夹不能写入（{detail}）。", "The data folder cannot be written ({detail})."),
            ("请把 HELI_DATA 设为可写的文件夹。", "Set HELI_DATA to a folder that can be written."),
        ),
        "disk_full": (
            ("磁盘已满（{detail}）。", "The disk is full ({detail})."),
            ("请腾出至少 64 MiB 再试；数据没有改动。", "Free at least 64 MiB and try again; no data was changed."),
        ),
        "file_limit": (
            (
                "文件大小有上限，写不下了（{detail}）。",
                "A file may not grow beyond a limit that is reached ({detail}).",
            ),
            (
                "请放宽限制（ulimit -f）后重启 heli 再试；这一步没有写入。",
                "Raise the limit (ulimit -f), restart heli and try again; this step was not written.",
            ),
        ),
        "no_engine": (
            ("本机不能运行内置图数据库（{detail}）。", "The embedded graph engine does not run here ({detail})."),
            (
                "请运行 make setup 重新安装；若本平台没有安装包，请用 HELI_GRAPH_URL 连接 Neo4j。",
                "Run make setup again; if there is no package for this platform, set HELI_GRAPH_URL to a Neo4j.",
            ),
        ),
        "no_memory": (
            ("内存不够，内置图数据库没有启动（{detail}）。", "Too little memory for the graph engine ({detail})."),
            (
                "请关掉别的程序，或放宽内存限制（ulimit -v、容器限额）后再启动；数据没有改动。",
                "End other programs or raise the limit (ulimit -v, container) and start again; no data was changed.",
            ),
        ),
        "damaged": (
            ("图数据库文件已损坏或不完整（{detail}）。", "The graph's files are damaged or incomplete ({detail})."),
            (
                "文件没有改动。请把该文件夹移到别处，再用 heli restore 恢复最近的备份。",
                "They were left as they are. Move the folder aside and bring back the last dump with heli restore.",
            ),
        ),
        "port_taken": (
            ("找不到可用的端口（{detail}）。", "No free port was found ({detail})."),
            ("请稍后重试。", "Try again in a moment."),
        ),
        "not_ready": (
            ("内置图数据库没有按时启动（{detail}）。", "The embedded graph engine did not start in time ({detail})."),
            ("请查看数据文件夹中的 graph/log/server.log。", "See graph/log/server.log in the data folder."),
        ),
    }
)
START_UP = frozenset(_ADVICE)  # codes of what keeps the engine from starting, so that nothing answers


class EmbeddedServer:
    """The child of one folder, whichever process started it."""

    name = "embedded"

    def __init__(self, folder: Path, *, python: str = sys.executable, start_seconds: float = START_SECONDS) -> None:
        self._folder = folder
        self._python = python
        self._start_seconds = start_seconds
        self._child: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        self._log_read = 0
        self._begun: Future[Address] | None = None

    @property
    def owns_child(self) -> bool:
        """Whether this process started the child that runs now."""
        return self._child is not None and self._child.poll() is None

    def begin(self) -> None:
        """Start the child without waiting for it; whether that went well is told by the next `join`."""
        begun = self._begun = Future()

        def start() -> None:
            try:
                begun.set_result(self._joined())
            except BaseException as error:  # noqa: BLE001 - raised again by `join`
                begun.set_exception(error)

        threading.Thread(target=start, daemon=True).start()

    def join(self) -> Address:
        """The address of the folder's server, started now if there is none; EngineProblem when it cannot start."""
        begun, self._begun = self._begun, None
        return begun.result() if begun is not None else self._joined()

    def _joined(self) -> Address:
        until = time.monotonic() + self._start_seconds
        ports_taken = 0
        with self._lock:
            while time.monotonic() < until:
                address = self._announced()
                if address is not None:
                    return address
                status = self._start(until)
                until = max(until, time.monotonic() + 1)  # a long check is over: there is an address now
                ports_taken += status.get("status") == "port_taken"
                if status.get("status") not in ("ready", "taken") and not 0 < ports_taken < PORT_ATTEMPTS:
                    raise self._problem(str(status.get("status")), str(status.get("detail", "")))
                if status.get("status") == "taken":
                    time.sleep(0.05)  # another process is starting or stopping one
        raise GraphUnavailable(
            f"{self._folder} 的图数据库正被占用，但没有应答。请关闭其他 heli 进程后重试。",
            f"Another process holds the graph in {self._folder} but it does not answer; end that process and retry.",
        )

    def explain(self, statement: str) -> None:
        """Pass warnings the engine logged since the last time on to our log; production mode hides them from us."""
        path = self._folder / "log" / "server.log"
        try:
            with path.open("rb") as lines:
                lines.seek(self._log_read if self._log_read <= path.stat().st_size else 0)
                news = lines.read().decode("utf-8", "replace")
                self._log_read = lines.tell()
        except OSError:
            return
        for line in news.splitlines():
            if " SEVER" in line or " WARNI" in line:
                engine_log.warning("%s: %s", statement, line)

    def ailment(self) -> EngineProblem | None:
        """A disk too full, or a file as large as may be; the engine says so in words of its own, each time others."""
        most = resource.getrlimit(resource.RLIMIT_FSIZE)[0]
        try:
            free = shutil.disk_usage(self._folder).free
            if free < ROOM_BYTES:
                return self._problem("disk_full", f"{self._folder}: {free // 2**20} MiB")
            if most == resource.RLIM_INFINITY:
                return None
            largest = max((path.stat().st_size, path) for path in self._folder.rglob("*") if path.is_file())
        except (OSError, ValueError):
            return None
        close = largest[0] > most - LIMIT_BYTES
        return self._problem("file_limit", f"{largest[1]}: {most // 2**10} KiB") if close else None

    def leave(self) -> None:
        """End the child if this process started it; another process that needs it starts the next."""
        with self._lock:
            self._end_child()

    def _end_child(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        if child.stdin is not None:
            child.stdin.close()
        try:
            child.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()

    def _announced(self) -> Address | None:
        """The address in `server.json`, if the child that wrote it lives and listens there."""
        try:
            if _lock_is_free(self._folder):
                return None  # the port may be another program's by now
            found: dict[str, Any] = json.loads((self._folder / "server.json").read_text(encoding="utf-8"))
            host, port = str(found["host"]), int(found["port"])
            socket.create_connection((host, port), timeout=2).close()
            return Address(f"bolt://{host}:{port}", "root", str(found["password"]), str(found["database"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None  # never written, half of an older version, or left behind by a child that is gone

    def _start(self, until: float) -> dict[str, Any]:
        """Start a child and return the line it reports."""
        if self.owns_child:
            return {"status": "taken"}  # ours is still starting or stopping
        self._end_child()
        command = [self._python, "-P", str(CHILD), str(self._folder.absolute())]
        child = subprocess.Popen(  # noqa: S603 - our own program
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True
        )
        timer = threading.Timer(max(0.1, until - time.monotonic()), child.kill)
        timer.start()
        try:
            assert child.stdout is not None
            line = child.stdout.readline()
            if _parsed(line).get("status") == "checking":
                timer.cancel()
                timer = threading.Timer(CHECK_SECONDS, child.kill)
                timer.start()
                log.warning("the graph in %s was cut off the last time: looking through its records", self._folder)
                line = child.stdout.readline()
            child.stdout.close()
        finally:
            timer.cancel()
        status = _parsed(line)
        if status.get("status") == "ready":
            self._child = child
            self._check_durable()
        else:
            assert child.stdin is not None
            child.stdin.close()
            child.wait()
        return status

    def _check_durable(self) -> None:
        path = self._folder / "log" / "server.log"
        try:
            text = path.read_text(encoding="utf-8", errors="replace")
            self._log_read = path.stat().st_size
        except OSError:
            text = ""
        if DURABLE not in text.rpartition("is starting up")[2]:
            log.warning("the engine did not confirm that every commit is flushed to the disk: see %s", path)

    def _problem(self, code: str, detail: str) -> EngineProblem:
        what, what_to_do = _ADVICE.get(code, _ADVICE["not_ready"])
        detail = detail or str(self._folder)
        zh, en = (text.format(detail=detail) for text in what)
        return EngineProblem(code, (zh, en), what_to_do)


def _lock_is_free(folder: Path) -> bool:
    with (folder / "lock").open("rb") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def _parsed(line: bytes) -> dict[str, Any]:
    try:
        status = json.loads(line)
    except ValueError:
        return {"status": "not_ready", "detail": line.decode("utf-8", "replace")[:200]}
    return status if isinstance(status, dict) else {"status": "not_ready"}
