"""A snapshot on disk: one file of plain arrays that is mapped, not read, and checked before it is believed.

Layout: MARK, length and sha256 of the head, the head (JSON), then every array at its own aligned place. Several
processes may map a file while another puts a newer one in its place.
"""

from __future__ import annotations

import json
import mmap
import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Any, BinaryIO

import numpy as np

from graph.columns import Array, Column, Strings
from graph.snapshot import Snapshot
from graph.tables import COLUMN_OF, LINK_COLUMNS, NODE_COLUMNS, LinkTable, NodeTable

FILE = "community.snapshot"
MARK = b"heli snapshot 1\n"
ALIGNED = 64
LENGTH = 8


def save(snapshot: Snapshot, folder: Path) -> Path:
    """Put the snapshot into the folder in place of an older one; OSError when it cannot be written."""
    folder.mkdir(parents=True, exist_ok=True)
    places, arrays, end = [], [], 0
    for table in (*snapshot.nodes.values(), *snapshot.links.values()):
        described = []
        for name, array in table.arrays():
            described.append([name, array.dtype.str, len(array), end])
            arrays.append((end, array))
            end += -(-array.nbytes // ALIGNED) * ALIGNED
        places.append(described)
    head = {
        "kinds": _kinds(),
        "version": snapshot.version,
        "at": snapshot.at.isoformat(),
        "covered": snapshot.covered,
        "recent": sorted(snapshot.recent),
        "tables": places,
    }
    handle, name = tempfile.mkstemp(prefix=f"{FILE}.", dir=folder)
    try:
        with os.fdopen(handle, "wb") as file:
            _write(file, json.dumps(head).encode(), arrays, end)
        return Path(name).replace(folder / FILE)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise


def load(folder: Path) -> Snapshot | None:
    """The snapshot in the folder; None when there is none or it is damaged, cut short or of other kinds."""
    try:
        with (folder / FILE).open("rb") as file:
            content = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        head, start = _read_head(content)
        if head["kinds"] != _kinds():
            return None
        snapshot = _snapshot(head, content[start:])
    except (OSError, ValueError):
        return None
    return snapshot if snapshot.version == head["version"] else None


def _write(file: BinaryIO, head: bytes, arrays: list[tuple[int, Array]], end: int) -> None:
    file.write(MARK + len(head).to_bytes(LENGTH) + sha256(head).digest() + head)
    start = _aligned(file.tell())
    for place, array in arrays:
        file.seek(start + place)
        file.write(np.ascontiguousarray(array).data)
    file.truncate(start + end)


def _read_head(content: memoryview) -> tuple[dict[str, Any], int]:
    begin = len(MARK) + LENGTH + 32
    length = int.from_bytes(content[len(MARK) : len(MARK) + LENGTH])
    head = bytes(content[begin : begin + length])
    if content[: len(MARK)] != MARK or sha256(head).digest() != content[begin - 32 : begin]:
        raise ValueError("not a snapshot, or damaged")
    return json.loads(head), _aligned(begin + length)


def _snapshot(head: Mapping[str, Any], content: memoryview) -> Snapshot:
    tables = iter(head["tables"])
    nodes, links = {}, {}
    for label, types in NODE_COLUMNS.items():
        arrays = _arrays(next(tables), content)
        keys = Strings(packed=(arrays.pop("id.text"), arrays.pop("id.offsets")))
        nodes[label] = NodeTable.of(label, keys, _columns(types, arrays))
    for key, types in LINK_COLUMNS.items():
        arrays = _arrays(next(tables), content)
        ends = arrays.pop("from"), arrays.pop("to")
        links[key] = LinkTable.of(key, *ends, _columns(types, arrays))
    return Snapshot(
        MappingProxyType(nodes),
        MappingProxyType(links),
        datetime.fromisoformat(head["at"]),
        head["covered"],
        frozenset(head["recent"]),
    )


def _arrays(described: list[tuple[str, str, int, int]], content: memoryview) -> dict[str, Array]:
    return {
        name: np.frombuffer(content, dtype, length, offset) if length else np.zeros(0, dtype)
        for name, dtype, length, offset in described
    }


def _columns(types: Mapping[str, Any], arrays: Mapping[str, Array]) -> dict[str, Column]:
    parts: dict[str, dict[str, Array]] = {}
    for name, array in arrays.items():
        column, _, part = name.partition(".")
        parts.setdefault(column, {})[part] = array
    return {name: COLUMN_OF[types[name]].from_arrays(part) for name, part in parts.items()}


def _kinds() -> str:
    declared = [*NODE_COLUMNS.items(), *LINK_COLUMNS.items()]
    return sha256(repr([(key, sorted(types.items())) for key, types in declared]).encode()).hexdigest()


def _aligned(place: int) -> int:
    return -(-place // ALIGNED) * ALIGNED
