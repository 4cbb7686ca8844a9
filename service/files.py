"""Files of the data folder: written whole or not at all, readable by nobody else."""

from __future__ import annotations

import os
from pathlib import Path
from uuid import uuid4


def write_whole(path: Path, content: bytes, *, durable: bool = False) -> None:
    """Put the content in the place of what was there; `durable` waits until it is on the disk."""
    part = path.with_name(f".{path.name}.{uuid4().hex}")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            if durable:
                file.flush()
                os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def write_new(path: Path, content: bytes) -> bool:
    """Put the content where nothing is yet, whole from its first moment; False where something is, which stays."""
    part = path.with_name(f".{path.name}.{uuid4().hex}")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
        os.link(part, path)  # unlike a move, it takes nobody's place
    except FileExistsError:
        return False
    finally:
        part.unlink(missing_ok=True)
    return True
