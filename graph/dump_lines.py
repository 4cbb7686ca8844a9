"""The lines of a checked dump as plain dictionaries, parsed hundreds at a time: the fast way into a snapshot."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from typing import IO, Any, cast

from graph.dump_format import Dump
from graph.errors import BadDump

PORTION = 1 << 15  # bytes: a few hundred lines serve the parser well, and what it makes of them stays in the cache


def plain_lines(dump: Dump) -> Iterator[dict[str, Any]]:
    """The node and link lines as they stand, in their order; BadDump when some line is no JSON object."""
    with _opened(dump) as file:
        file.readline()  # the header
        expected, held = dump.node_count + dump.link_count, b""
        while expected:
            held += file.read(PORTION)
            cut = held.rfind(b"\n") + 1
            lines, held = held[:cut], held[cut:]
            try:
                records = json.loads(b"[" + lines[:-1].replace(b"\n", b",") + b"]")[:expected]
            except ValueError as error:
                reason = ("有一行不是节点也不是关系。", f"some line is neither a node nor a link ({error}).")
                raise BadDump(dump.path.name, 0, reason) from error
            expected -= len(records)
            yield from records
            del records  # before the next are made: portions that overlap scatter the memory and slow all that follows


def _opened(dump: Dump) -> IO[bytes]:
    return cast("IO[bytes]", gzip.open(dump.path)) if dump.path.suffix == ".gz" else dump.path.open("rb")
