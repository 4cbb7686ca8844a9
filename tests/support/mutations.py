"""Damaged spreadsheets: bytes flipped, cut, doubled and mixed, reproducible by seed."""

from __future__ import annotations

import io
import random
import zipfile

from tests.support.messy_workbooks import messy_workbook
from tests.support.raw_books import ods, ods_cell, zipped

NASTY = (
    b"\x00",
    b"\xff" * 8,
    b"<" * 20,
    b"]]>",
    b"&#x0;",
    b"-1",
    b"99999999999999999999",
    b"nan",
    "\u202e𠀀".encode(),
    b'"' * 3,
)


def seeds() -> list[tuple[str, bytes]]:
    """Sound files of each kind to begin from."""
    book = messy_workbook(3).content
    table = "姓名,电话,住址\n李某,13700001111,7号院\n".encode()
    row = f"<table:table-row>{ods_cell('姓名')}{ods_cell('电话')}</table:table-row>"
    return [("a.xlsx", book), ("b.csv", table), ("c.csv", table.decode().encode("gb18030")), ("d.ods", ods(row))]


def damaged(seed: int, sound: list[tuple[str, bytes]]) -> tuple[str, bytes]:
    """One damaged file."""
    dice = random.Random(seed)
    name, content = dice.choice(sound)
    if content.startswith(b"PK") and dice.random() < 0.6:
        return name, _inside(content, dice)
    return name, _bytes(content, dice)


def _bytes(content: bytes, dice: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(dice.choice((1, 3, 20))):
        at = dice.randrange(len(changed) + 1)
        way = dice.randrange(5)
        if way == 0 and changed:
            changed[at - 1] = dice.randrange(256)
        elif way == 1:
            del changed[at : at + dice.randrange(1, 200)]
        elif way == 2:
            changed[at:at] = dice.choice(NASTY)
        elif way == 3:
            changed[at:at] = changed[: dice.randrange(100)]
        else:
            changed[at : at + 4] = dice.randbytes(4)
    return bytes(changed)


def _inside(content: bytes, dice: random.Random) -> bytes:
    """The same zip with one of its parts damaged, lost or renamed."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    name = dice.choice(sorted(parts))
    part = parts.pop(name)
    way = dice.randrange(4)
    if way == 0:
        return zipped(parts)
    if way == 1:
        return zipped({**parts, name[::-1]: part})
    return zipped({**parts, name: _bytes(part if isinstance(part, bytes) else part.encode(), dice)})
