"""The process of the embedded engine: `python -P embedded_child.py FOLDER`, started by graph.embedded.

It needs the standard library and the engine only. It takes the folder's lock, starts the server on loopback,
writes where it listens into `server.json`, says one JSON line on standard output and ends when standard input
closes, that is, when the process that started it is gone. The lock is its own, so it frees exactly when the
data files are no longer in use.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import http.client
import itertools
import json
import os
import secrets
import shutil
import signal
import socket
import sys
import threading
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO, Any

DATABASE = "heli"
CREATED = "created"  # a mark that the database was ready once
EMPTY_STATE = frozenset((".dict", ".json", ".lck", ".wal", ".bin"))  # endings of what is there before the first type
READY_SECONDS = 20.0
STOP_SECONDS = 2.5
SEAL = "sealed.json"  # sizes and checksums of the data files as the last server left them, if it stopped in order
PASSING = frozenset((".wal", ".lck"))  # endings of files that are no part of the data at rest
# What the engine's own check counts where records do not agree with one another; what is only untidy is not listed.
WRONG = (
    "totalErrors",
    "totalCorruptedRecords",
    "totalUndecodableRecords",
    "invalidLinks",
    "missingReferenceBack",
    "edgesMissingInReference",
    "edgesMissingOutReference",
)
LEAST_FREE_BYTES = 64 * 1024 * 1024
LONGEST_LOG_BYTES = 5 * 1024 * 1024


class CannotStart(Exception):
    """Why there will be no server: a code that graph.embedded turns into a message, and a detail."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code, self.detail = code, detail


def main(folder: Path) -> int:
    """Serve the folder until standard input closes; 0 when all went well, 1 when the server could not start."""
    os.umask(0o077)  # the engine would let others read its files
    report = os.fdopen(os.dup(1), "w", encoding="utf-8")
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which then closes our input
    try:
        lock = take_lock(folder)
        # Of a server that is gone: its port may be another program's by now.
        (folder / "server.json").unlink(missing_ok=True)
        redirect_output(folder)
        server = start(folder, lambda: say(report, status="checking"))
    except CannotStart as problem:
        say(report, status=problem.code, detail=problem.detail)
        return 1
    except OSError as error:  # a file of the engine that is somebody else's, say
        say(report, status=_code_of_files(error), detail=f"{error.filename or folder}: {error.strerror}")
        return 1
    say(report, status="ready")
    report.close()
    sys.stdin.buffer.read()
    # Every commit is on disk, so a server that is slow to stop may be cut off.
    threading.Timer(STOP_SECONDS, os._exit, (0,)).start()
    with contextlib.suppress(OSError):
        (folder / "server.json").unlink()
    server.stop()
    seal(folder / "engine")
    lock.close()
    os._exit(0)


def say(report: IO[str], **line: str) -> None:
    """Tell the parent, unless it is gone."""
    with contextlib.suppress(OSError):
        print(json.dumps(line), file=report, flush=True)


def take_lock(folder: Path) -> IO[bytes]:
    """The open lock file; CannotStart when another server holds it or the folder cannot be written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / "lock").open("ab")
    except OSError as error:
        raise CannotStart("not_writable", f"{folder}: {error.strerror}") from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        lock.close()
        raise CannotStart("taken", "") from error
    return lock


def redirect_output(folder: Path) -> None:
    """Send what the engine prints to `log/server.log`, one older file kept."""
    try:
        (folder / "log").mkdir(exist_ok=True)
        path = folder / "log" / "server.log"
        if path.exists() and path.stat().st_size > LONGEST_LOG_BYTES:
            path.replace(path.with_suffix(".old.log"))
        output = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    except OSError as error:
        raise CannotStart("not_writable", f"{folder}: {error.strerror}") from error
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.environ["ARCADEDB_LOG_DIR"] = str(folder / "log")


def start(folder: Path, tell_checking: Callable[[], None]) -> Any:
    """The running server of the folder with its database open, announced in `server.json`."""
    root = folder / "engine"
    cut_off = (root / CREATED).exists() and not (root / SEAL).exists()
    check_folder(root)
    try:
        import arcadedb
    except ImportError as error:
        raise CannotStart("no_engine", str(error)) from error
    password, bolt, ready = secrets.token_urlsafe(24), free_port(), free_port()
    # The engine keeps the first root password it was given; ours is new at every start.
    (root / "config" / "server-users.jsonl").unlink(missing_ok=True)
    plugins = {"server_plugins": "Bolt:com.arcadedb.bolt.BoltProtocolPlugin", "bolt_port": bolt, "http_port": ready}
    try:
        server = arcadedb.create_server(
            str(root), root_password=password, config={**plugins, "host": "127.0.0.1", "mode": "production"}
        )
        server.start()
        database = server.create_database(DATABASE)
    except arcadedb.ArcadeDBError as error:
        raise CannotStart(_code_of(str(error)), str(error).splitlines()[0][:300]) from error
    wait_until_ready(ready)
    if cut_off:
        tell_checking()
        check_records(root, server, database)
    (root / CREATED).touch()
    address = {"host": "127.0.0.1", "port": bolt, "password": password, "database": DATABASE, "pid": os.getpid()}
    announce(folder, address)
    return server


def check_folder(root: Path) -> None:
    """CannotStart when the disk is full or the database looks damaged, before the engine touches anything."""
    try:
        root.mkdir(exist_ok=True)
        probe = root / ".writable"
        probe.write_bytes(b"1")
        probe.unlink()
    except OSError as error:
        raise CannotStart(_code_of_files(error), f"{root}: {error.strerror}") from error
    free = shutil.disk_usage(root).free
    if free < LEAST_FREE_BYTES:
        raise CannotStart("disk_full", f"{root}: {free // 1024 // 1024} MiB")
    check_database(root)


def check_database(root: Path) -> None:
    """CannotStart when files of a database that was in use are missing: the engine would start without them."""
    database = root / "databases" / DATABASE
    if not (root / CREATED).exists() and never_used(database):
        set_aside(database)  # the first start was cut off before anything was stored
        return
    try:
        types = json.loads((database / "schema.json").read_text(encoding="utf-8"))["types"]
        buckets = {bucket for declared in types.values() for bucket in declared["buckets"]}
        nodes = {bucket for declared in types.values() if declared["type"] == "v" for bucket in declared["buckets"]}
        buckets |= {f"{bucket}_{way}_edges" for bucket in nodes for way in ("in", "out")}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise CannotStart("damaged", f"{database / 'schema.json'}: {type(error).__name__}") from error
    held = {path.name.partition(".")[0] for path in database.glob("*.bucket")}
    if buckets - held:
        raise CannotStart("damaged", f"{database}: {min(buckets - held)}")
    check_seal(root)


def check_seal(root: Path) -> None:
    """CannotStart when a data file is not as the last server left it; a seal that held is broken for the next one.

    There is none after a server was killed: then the engine repairs what it can from its own log, and
    `check_records` looks at what came of it.
    """
    place = root / SEAL
    try:
        sealed = json.loads(place.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return
    found = checksums(root)
    other = sorted(name for name, told in sealed.items() if found.get(name) != told)
    if other:
        raise CannotStart("damaged", f"{root / 'databases' / DATABASE}: {other[0]} (+{len(other) - 1})")
    place.unlink()


def check_records(root: Path, server: Any, database: Any) -> None:
    """CannotStart when records, links and their ends do not agree after the last server was cut off."""
    found = next(iter(database.command("sql", "check database"))).to_dict()
    wrong = [f"{name} {found[name]}" for name in WRONG if found.get(name)]
    if wrong:
        server.stop()  # without a seal, so that the next start checks again
        raise CannotStart("damaged", f"{root / 'databases' / DATABASE}: {', '.join(wrong)}")


def seal(root: Path) -> None:
    """Keep what the data files are like now that nobody writes them any more."""
    place = root / SEAL
    part = place.with_suffix(".part")
    with contextlib.suppress(OSError):
        part.write_text(json.dumps(checksums(root)), encoding="utf-8")
        part.replace(place)


def checksums(root: Path) -> dict[str, list[int]]:
    """Size and CRC-32 of every data file, by name."""
    found: dict[str, list[int]] = {}
    for path in (root / "databases" / DATABASE).iterdir():
        if path.suffix in PASSING:
            continue
        size = checksum = 0
        with path.open("rb") as file:
            while block := file.read(1 << 20):
                size, checksum = size + len(block), zlib.crc32(block, checksum)
        found[path.name] = [size, checksum]
    return found


def never_used(database: Path) -> bool:
    """Whether a folder holds nothing but what the engine makes of an empty database, or is not there."""
    if not database.exists():
        return True
    if any(path.suffix not in EMPTY_STATE for path in database.iterdir()):
        return False
    try:
        return not json.loads((database / "schema.json").read_text(encoding="utf-8"))["types"]
    except (OSError, ValueError, KeyError, TypeError):
        return True  # not yet written, or not to its end


def set_aside(database: Path) -> None:
    """Rename what is there, so that nothing is ever deleted."""
    kept = (database.with_name(f"{DATABASE}-unfinished-{number}") for number in itertools.count(1))
    with contextlib.suppress(FileNotFoundError):
        database.rename(next(path for path in kept if not path.exists()))


def free_port() -> int:
    """A port of loopback that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until_ready(port: int) -> None:
    """Wait for the engine's own word: its Bolt port listens before the database can be asked."""
    for _ in range(int(READY_SECONDS / 0.05)):
        with contextlib.suppress(OSError, http.client.HTTPException):
            client = http.client.HTTPConnection("127.0.0.1", port, timeout=1)
            client.request("GET", "/api/v1/ready")
            if client.getresponse().status < 300:
                return
        threading.Event().wait(0.05)
    raise CannotStart("not_ready", f"no answer on port {port}")


def announce(folder: Path, address: Mapping[str, object]) -> None:
    """Write where the server listens for other processes of the same user, all at once."""
    path = folder / "server.json"
    part = path.with_suffix(".part")
    part.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as output:
            json.dump(address, output)
        part.replace(path)
    except OSError as error:
        raise CannotStart("not_writable", f"{path}: {error.strerror}") from error


def _code_of_files(error: OSError) -> str:
    if error.errno == errno.EFBIG:
        return "file_limit"
    return "disk_full" if error.errno in (errno.ENOSPC, errno.EDQUOT) else "not_writable"


def _code_of(text: str) -> str:
    lowered = text.lower()
    if "no space left" in lowered:
        return "disk_full"
    if "file too large" in lowered:
        return "file_limit"
    if "address already in use" in lowered or "unable to listen" in lowered or "bind" in lowered:
        return "port_taken"
    if "graal_create_isolate" in lowered or "memory" in lowered:
        return "no_memory"
    if "cpu" in lowered:
        return "no_engine"
    return "damaged"


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
