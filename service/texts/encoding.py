"""The sentence model in a process of its own: to read it takes seconds, which in this one would hold up the answers.

Run as a module it is that process: it reads lists of texts on standard input and writes their vectors.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import weakref
from collections.abc import Sequence
from contextlib import suppress
from typing import IO

import numpy as np

from matching.language.encoder import Encoder, Vectors, installed
from service.structured import structlog

LENGTH = 8  # bytes that say how long what follows is
AT_MOST = 300.0  # seconds for one answer, the reading of the model among them
log = structlog.get_logger("heli.encoding")


class Apart:
    """The installed encoder, asked in another process, which ends with this one; where that fails, asked here."""

    def __init__(self, here: Encoder) -> None:
        self._here, self._lock = here, threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None

    @property
    def name(self) -> str:
        """The model and its version."""
        return self._here.name

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One vector of length 1 a text, in order."""
        if not texts:
            return np.zeros((0, 0), dtype=np.float32)
        with self._lock:
            for _ in range(2):  # it may have been killed since
                try:
                    return self._asked(self._running(), texts)
                except (OSError, ValueError) as error:
                    self.close()
                    failed = type(error).__name__
            log.warning("the sentence model is read here: no process of its own answers", error=failed)
        return self._here.encode(texts)

    def close(self) -> None:
        """End the other process; the next texts begin one anew."""
        child, self._child = self._child, None
        if child is not None:
            _end(child)

    def _asked(self, child: subprocess.Popen[bytes], texts: Sequence[str]) -> Vectors:
        assert child.stdin is not None
        assert child.stdout is not None
        late = threading.Timer(AT_MOST, child.kill)
        late.daemon = True
        late.start()
        try:
            _write(child.stdin, json.dumps(list(texts)).encode())
            vectors: Vectors = np.frombuffer(_read(child.stdout), dtype=np.float32).reshape(len(texts), -1)
        finally:
            late.cancel()
        return vectors

    def _running(self) -> subprocess.Popen[bytes]:
        if self._child is None or self._child.poll() is not None:
            command = [sys.executable, "-P", "-m", "service.texts.encoding"]
            self._child = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
                start_new_session=True,  # Ctrl-C is for who started it
            )
            weakref.finalize(self, _end, self._child)
        return self._child


def _end(child: subprocess.Popen[bytes]) -> None:
    """It keeps nothing that would be lost."""
    child.kill()
    for file in (child.stdin, child.stdout):
        if file is not None:
            with suppress(OSError):
                file.close()
    child.wait()


def _write(file: IO[bytes], content: bytes) -> None:
    file.write(len(content).to_bytes(LENGTH))
    file.write(content)
    file.flush()


def _read(file: IO[bytes]) -> bytes:
    """What was written at once; ValueError where the other side ended before all of it came."""
    head = file.read(LENGTH)
    content = file.read(int.from_bytes(head))
    if len(head) < LENGTH or len(content) < int.from_bytes(head):
        raise ValueError("cut off")
    return content


def main() -> None:
    """Answer lists of texts until standard input ends, behind everything else that the machine has to do."""
    if hasattr(os, "nice"):
        os.nice(10)
    encoder = installed()
    assert encoder is not None
    with suppress(ValueError):
        while True:
            vectors = encoder.encode(json.loads(_read(sys.stdin.buffer)))
            _write(sys.stdout.buffer, np.ascontiguousarray(vectors, dtype=np.float32).tobytes())


if __name__ == "__main__":
    main()
