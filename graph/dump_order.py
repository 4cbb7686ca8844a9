"""Lines in their order without holding them all, so that equal graphs give equal dumps whichever engine told them."""

from __future__ import annotations

import heapq
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import IO

PORTION = 16_000_000  # characters that are sorted in memory; more go through files


def in_order(lines: Iterable[str], folder: Path) -> Iterator[str]:
    """The lines by their characters' codes, OSError where they are many and the folder has no room for them.

    They hold personal data: the files have no name, and are gone with the process.
    """
    with ExitStack() as open_files:
        runs, held, size = list[Iterator[str]](), list[str](), 0
        for line in lines:
            held.append(line)
            size += len(line)
            if size >= PORTION:
                file = open_files.enter_context(tempfile.TemporaryFile(dir=folder))
                runs.append(_kept(sorted(held), file))
                held, size = [], 0
        yield from heapq.merge(*runs, sorted(held))


def _kept(lines: Iterable[str], file: IO[bytes]) -> Iterator[str]:
    """The lines again, from the file into which they are written now; none of them holds a line feed."""
    file.writelines(line.encode() + b"\n" for line in lines)
    file.seek(0)
    return (line[:-1].decode() for line in file)
