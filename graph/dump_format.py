"""Dumps: the whole graph as JSON lines that any engine can read back, refused when anything is wrong with them.

The file (UTF-8, one JSON object a line, gzipped when its name ends in `.gz`):

    {"heli_dump": 1, "schema": "<sha256 of the kinds, or empty>"}
    {"n": "Resident", "id": "r1", "p": {"joined_on": {"d": "2026-01-02"}, "windows": ["sat-am"]}}
    {"l": "HAS_SKILL", "f": ["Resident", "r1"], "t": ["Skill", "s1"], "p": {}}
    {"end": {"nodes": 1, "links": 1, "sha256": "<of every line before, with its line feed>"}}

Nodes come before links; in a dump of a graph kind after kind, each in the order of its lines, so that equal graphs
give equal dumps. Days are `{"d": "2026-01-02"}`, moments `{"m": "2026-01-02T03:04:05.000000Z"}` in UTC,
all else is plain JSON; empty properties are left out. Changes and the records of this server's own upkeep are
no part of a dump.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self, cast

from graph.dump_order import in_order
from graph.errors import BadDump, EngineProblem
from graph.hashing import canonical_line
from graph.json_values import from_json
from graph.kinds import LINKS, NODES
from graph.records import Link, Node

FORMAT = 1
GZIP_LEVEL = 3

# How gzip, its checks and text decoding say that bytes are not what they should be.
_UNREADABLE = (OSError, EOFError, gzip.zlib.error)  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Dump:
    """A dump whose checksum and counts are right; its records are parsed as they are iterated."""

    path: Path
    header: Mapping[str, Any]
    node_count: int
    link_count: int
    sha256: str

    def nodes(self) -> Iterator[Node]:
        """Every node in the order of the file."""
        for _, record in self.records():
            if isinstance(record, Link):
                return
            yield record

    def links(self) -> Iterator[Link]:
        """Every link in the order of the file."""
        for _, record in self.records(start=self.node_count):
            if isinstance(record, Link):
                yield record

    def records(self, start: int = 0) -> Iterator[tuple[int, Node | Link]]:
        """Every record from the given one on, with the number of its line."""
        with _opened(self.path) as lines:
            for number, line in enumerate(lines, start=1):
                if number < start + 2:
                    continue
                if number > 1 + self.node_count + self.link_count:
                    return
                yield number, _record_of(self.path, number, line)


class DumpWriter:
    """Writes a dump beside its place and moves it there when it is complete; use it as a context manager."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._part = path.with_name(path.name + ".part")
        self._digest = hashlib.sha256()
        self._nodes = self._links = 0

    def __enter__(self) -> Self:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            # It holds personal data: readable by its owner only.
            self._raw: IO[bytes] = os.fdopen(os.open(self._part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")
        except OSError as error:
            raise _not_written(self._path, error) from error
        self._output: IO[bytes] = self._raw
        if self._path.suffix == ".gz":
            # Without a name and a time the same graph gives the same bytes.
            self._output = cast(
                "IO[bytes]", gzip.GzipFile("", "wb", compresslevel=GZIP_LEVEL, fileobj=self._raw, mtime=0)
            )
        self._write({"heli_dump": FORMAT, "schema": schema_digest()})
        return self

    def node(self, node: Node) -> None:
        """Write a node; all nodes come before the first link."""
        self._nodes += 1
        self._put(canonical_line(node))

    def link(self, link: Link) -> None:
        """Write a link; both its ends were written before."""
        self._links += 1
        self._put(canonical_line(link))

    def kind(self, records: Iterable[Node | Link]) -> None:
        """Write every record of a kind in the order of their lines, whatever the order in which they are told."""

        def lines() -> Iterator[str]:
            for record in records:
                if isinstance(record, Node):
                    self._nodes += 1
                else:
                    self._links += 1
                yield canonical_line(record)

        try:
            for text in in_order(lines(), self._path.parent):
                self._put(text)
        except OSError as error:  # no room for what is sorted
            raise _not_written(self._path, error) from error

    def line(self, line: Mapping[str, Any]) -> None:
        """Write a record that is already in the shape of a line; a header or an end among them is left out."""
        if "n" in line:
            self._nodes += 1
        elif "l" in line:
            self._links += 1
        else:
            return
        self._write(line)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            end = {"nodes": self._nodes, "links": self._links, "sha256": self._digest.hexdigest()}
            self._write({"end": end})
        try:
            if self._output is not self._raw:
                self._output.close()
            if error is None:
                self._raw.flush()
                os.fsync(self._raw.fileno())
            self._raw.close()
            if error is None:
                self._part.replace(self._path)
        except OSError as failure:
            raise _not_written(self._path, failure) from failure
        finally:
            self._part.unlink(missing_ok=True)

    def _write(self, line: Mapping[str, Any]) -> None:
        self._put(json.dumps(line, ensure_ascii=False, separators=(",", ":"), allow_nan=False))

    def _put(self, text: str) -> None:
        line = text.encode() + b"\n"
        self._digest.update(line)
        try:
            self._output.write(line)
        except OSError as error:
            raise _not_written(self._path, error) from error


def read_dump(path: Path) -> Dump:
    """The dump at `path`, read through once; BadDump when it is truncated, altered, foreign or newer."""
    digest, nodes, links, number = hashlib.sha256(), 0, 0, 0
    header: dict[str, Any] = {}
    try:
        with _opened(path) as lines:
            for number, line in enumerate(lines, start=1):
                if number == 1:
                    header = _header_of(path, line)
                elif line.startswith(b'{"end"'):
                    _check_end(path, number, line, {"nodes": nodes, "links": links, "sha256": digest.hexdigest()})
                    if next(lines, b""):
                        raise BadDump(path.name, number + 1, ("结尾之后还有内容。", "there is more after its end."))
                    return Dump(path, header, nodes, links, digest.hexdigest())
                elif line.startswith(b'{"n"'):
                    nodes += 1
                    if links:
                        reason = ("节点出现在关系之后。", "a node comes after links.")
                        raise BadDump(path.name, number, reason)
                else:
                    links += 1
                digest.update(line)
    except _UNREADABLE as error:
        reason = (f"文件读不下去（{type(error).__name__}）。", f"it cannot be read on ({type(error).__name__}).")
        raise BadDump(path.name, number, reason) from error
    raise BadDump(path.name, number, ("文件不完整，没有结尾行。", "it is truncated: the last line is missing."))


@cache
def schema_digest() -> str:
    """sha256 of the declaration of the kinds, as dumps name it."""
    declared = [asdict(kind) for kind in NODES.values()] + [asdict(kind) for kind in LINKS.values()]
    return hashlib.sha256(json.dumps(declared, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def node_of(line: Mapping[str, Any]) -> Node:
    """The node of a line; KeyError, TypeError or ValueError when it is none."""
    return Node(line["n"], line["id"], {name: from_json(value) for name, value in line["p"].items()})


def link_of(line: Mapping[str, Any]) -> Link:
    """The link of a line; KeyError, TypeError or ValueError when it is none."""
    source, from_id = line["f"]
    target, to_id = line["t"]
    return Link(line["l"], source, from_id, target, to_id, {n: from_json(v) for n, v in line["p"].items()})


def _record_of(path: Path, number: int, text: bytes) -> Node | Link:
    try:
        line = json.loads(text)
        return node_of(line) if "n" in line else link_of(line)
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        reason = ("这一行不是节点也不是关系。", "this line is neither a node nor a link.")
        raise BadDump(path.name, number, reason) from error


def _header_of(path: Path, line: bytes) -> dict[str, Any]:
    try:
        header = json.loads(line)
        version = header["heli_dump"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        reason = ("这不是合力的备份文件。", "this is no dump of Heli.")
        raise BadDump(path.name, 1, reason) from error
    if type(version) is not int or version < 1:
        reason = ("它的格式编号不对。", "its format is not numbered as a dump's is.")
        raise BadDump(path.name, 1, reason)
    if version > FORMAT:
        reason = (
            f"它由更新的版本写成（格式 {version}），请先升级合力。",
            f"a newer version wrote it (format {version}): upgrade Heli first.",
        )
        raise BadDump(path.name, 1, reason)
    return dict(header)


def _check_end(path: Path, number: int, line: bytes, counted: Mapping[str, Any]) -> None:
    try:
        end = json.loads(line)["end"]
    except (ValueError, KeyError, TypeError, RecursionError):
        end = None
    if end != counted:
        reason = (
            "内容与结尾的校验不符，文件被改动或损坏。",
            "its content does not match its checksum: altered or damaged.",
        )
        raise BadDump(path.name, number, reason)


def _opened(path: Path) -> IO[bytes]:
    try:
        if path.suffix == ".gz":
            return cast("IO[bytes]", gzip.open(path, "rb"))
        return path.open("rb")
    except OSError as error:
        reason = (f"打不开（{error.strerror}）。", f"it cannot be opened ({error.strerror}).")
        raise BadDump(str(path), 0, reason) from error


def _not_written(path: Path, error: OSError) -> EngineProblem:
    detail = error.strerror or type(error).__name__
    return EngineProblem(
        "not_writable",
        (f"备份没有写成：{path}（{detail}）。", f"The dump was not written: {path} ({detail})."),
        ("请检查磁盘空间和权限。", "Check the free space and the permissions."),
    )
