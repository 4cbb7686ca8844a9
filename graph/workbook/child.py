"""The child process in which spreadsheets are parsed: `python -m graph.workbook.child`, frames on stdin and stdout."""

from __future__ import annotations

import json
import resource
import struct
import sys
from typing import IO, Any

from graph.workbook.file_kinds import FileKind, kind_of
from graph.workbook.parts import Budget, Refused

FRAME = struct.Struct(">Q")
MEMORY = 2**30  # bytes of address space
SECONDS = 30  # of processor time for one file


def parse(name: str, content: bytes) -> list[dict[str, Any]]:
    """The sheets of one file as plain values; raises Refused."""
    kind = kind_of(content)
    budget = Budget()
    # Each reader is imported when its first file comes: the start of the process stays cheap.
    if kind is FileKind.XLSX:
        from graph.workbook.xlsx import read_xlsx

        return read_xlsx(content, budget)
    if kind is FileKind.ODS:
        from graph.workbook.ods import read_ods

        return read_ods(content, budget)
    if kind is FileKind.BINARY:
        from graph.workbook.xls import read_binary

        return read_binary(content, budget)
    from graph.workbook.csv_text import read_csv

    return read_csv(name, content, budget)


def answer(name: str, content: bytes) -> dict[str, Any]:
    """What the parent is told about one file: its sheets, or the cause why there are none."""
    try:
        return {"sheets": parse(name, content)}
    except Refused as refused:
        return {"cause": refused.cause}
    except MemoryError:
        return {"cause": "too_heavy"}
    except Exception:  # noqa: BLE001 - damaged files fail in every way a parser can; each is the same answer
        return {"cause": "broken"}


def limit_memory() -> None:
    """Hold this process to its share of memory for good."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def limit_time() -> None:
    """Allow the next file its processor seconds, counted from now."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + SECONDS, hard))


def _frame(stream: IO[bytes]) -> bytes | None:
    head = stream.read(FRAME.size)
    if len(head) < FRAME.size:
        return None
    return stream.read(FRAME.unpack(head)[0])


def main() -> None:
    """Answer files until the parent closes the pipe."""
    limit_memory()
    while (name := _frame(sys.stdin.buffer)) is not None:
        content = _frame(sys.stdin.buffer)
        if content is None:
            return
        limit_time()
        told = json.dumps(answer(name.decode("utf-8", "replace"), content), ensure_ascii=False)
        encoded = told.encode("utf-8", "replace")
        sys.stdout.buffer.write(FRAME.pack(len(encoded)) + encoded)
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
