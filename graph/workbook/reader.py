"""Spreadsheet bytes → raw sheets: every filled cell as it is stored, nothing judged, read in a child process."""

from __future__ import annotations

import json
import os
import select
import struct
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from types import TracebackType
from typing import Any

BIGGEST_FILE = 64 * 2**20  # bytes; longer files are refused unread
MOST_ANSWERED = 96 * 2**20  # bytes; more than the child's own limits on cells and characters come to
WALL_SECONDS = 60.0  # per file; processor time is limited by the child itself
FRAME = struct.Struct(">Q")


class CellKind(StrEnum):
    """What a cell holds; `FORMULA` is a computed cell without a stored value, `ERROR` one showing #REF! and so on."""

    TEXT = "t"
    NUMBER = "n"
    DATE = "d"
    BOOL = "b"
    FORMULA = "f"
    ERROR = "e"


@dataclass(frozen=True, slots=True)
class Cell:
    """One filled cell: `text` is the text, the number's digits as stored, an ISO date, or true/false."""

    kind: CellKind
    text: str


@dataclass(frozen=True, slots=True)
class Merged:
    """A merged range: first and last line (from 1), first and last column (from 0)."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class RawSheet:
    """A sheet: filled cells by line (as Excel counts, from 1) and column (from 0), and its merged ranges."""

    name: str
    hidden: bool
    rows: Mapping[int, Mapping[int, Cell]]
    merged: tuple[Merged, ...] = ()
    divided: bool = False  # one of several tables of a sheet: it is not looked through for more
    joined: str = ""  # lines of a text that quotation marks draw into one cell, where they may be lines of their own
    forms: int = 0  # of how many filled-in forms it was made a list, 0 where it was one


class Unreadable(Exception):
    """The file is no spreadsheet that can be read: `cause` says why, in a word of `graph.reading.refusals` and,
    after a space, the cell it is about."""

    def __init__(self, cause: str) -> None:
        super().__init__(f"The file cannot be read as a spreadsheet ({cause}).")
        self.cause = cause


class WorkbookReader:
    """Reads many files, one after another, in a child process with limits; use it as a context manager.

    The child is started with the first file and started again when a file made it fail.
    """

    def __init__(self, wall_seconds: float = WALL_SECONDS) -> None:
        self._wall_seconds = wall_seconds
        self._child: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> WorkbookReader:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the child process."""
        if self._child is None:
            return
        child, self._child = self._child, None
        child.kill()
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                with suppress(BrokenPipeError):  # what a dead child left unread
                    pipe.close()
        child.wait()

    def read(self, name: str, content: bytes) -> list[RawSheet]:
        """The sheets of one file, told apart by content (`name` only says whether plain text may be a list).

        Raises Unreadable for everything that is not a spreadsheet or breaks a limit.
        """
        if len(content) > BIGGEST_FILE:
            raise Unreadable("too_large")
        answer = self._ask(name, content)
        if "cause" in answer:
            raise Unreadable(str(answer["cause"]))
        return [sheet_of(raw) for raw in answer["sheets"]]

    def _ask(self, name: str, content: bytes) -> dict[str, Any]:
        child = self._child or self._start()
        if child.stdin is None or child.stdout is None:
            raise AssertionError("the child has pipes")
        title = name.encode("utf-8", "replace")
        try:
            child.stdin.write(FRAME.pack(len(title)) + title + FRAME.pack(len(content)))
            child.stdin.write(content)
            child.stdin.flush()
            deadline = time.monotonic() + self._wall_seconds
            size = FRAME.unpack(_receive(child.stdout.fileno(), FRAME.size, deadline))[0]
            if size > MOST_ANSWERED:
                self.close()
                raise Unreadable("too_large")
            answer: dict[str, Any] = json.loads(_receive(child.stdout.fileno(), size, deadline))
        except TimeoutError:
            self.close()
            raise Unreadable("too_slow") from None
        except OSError:  # the child died of its limits: a broken pipe or an early end
            self.close()
            raise Unreadable("too_heavy") from None
        return answer

    def _start(self) -> subprocess.Popen[bytes]:
        self._child = subprocess.Popen(
            [sys.executable, "-P", "-m", "graph.workbook.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        return self._child


def _receive(descriptor: int, size: int, deadline: float) -> bytes:
    parts: list[bytes] = []
    while size:
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([descriptor], [], [], left)[0]:
            raise TimeoutError
        part = os.read(descriptor, min(size, 2**20))
        if not part:
            raise BrokenPipeError
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def sheet_of(raw: Mapping[str, Any]) -> RawSheet:
    """The sheet that plain values tell of, as the child process and `plain_sheet` write them."""
    rows = {line: {column: Cell(CellKind(kind), text) for column, kind, text in cells} for line, cells in raw["rows"]}
    merged = tuple(Merged(*box) for box in raw["merged"])
    rest = (raw.get("divided", False), raw.get("joined", ""), raw.get("forms", 0))
    return RawSheet(raw["name"], raw["hidden"], rows, merged, *rest)


def plain_sheet(sheet: RawSheet) -> dict[str, Any]:
    """The sheet as plain values."""
    return {
        "name": sheet.name,
        "hidden": sheet.hidden,
        "rows": [
            (line, [(column, cell.kind, cell.text) for column, cell in cells.items()])
            for line, cells in sheet.rows.items()
        ],
        "merged": [(box.top, box.left, box.bottom, box.right) for box in sheet.merged],
        "divided": sheet.divided,
        "joined": sheet.joined,
        "forms": sheet.forms,
    }
