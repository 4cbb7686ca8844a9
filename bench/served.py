"""Heli as its users run it, in a process of its own, for benches that measure from outside."""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil

START_SECONDS = 300.0


class Served:
    """A running server: asks it over one kept connection and looks at its memory."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self.process, self.port = process, port
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def get(self, path: str) -> Any:
        """The JSON answer of a path; RuntimeError when it is not 200."""
        self._connection.request("GET", path)
        answer = self._connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{path}: {answer.status} {body[:500]!r}")
        return json.loads(body)

    def wait_for(self, path: str) -> Any:
        """The first answer after the start; RuntimeError when the server ends before it."""
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until and self.process.poll() is None:
            try:
                return self.get(path)
            except (ConnectionError, http.client.HTTPException):
                self._connection.close()
                time.sleep(0.01)
        raise RuntimeError(f"the server did not answer {path}")

    def megabytes(self) -> tuple[float, float]:
        """Resident memory of the server, and of the processes it started (the embedded engine)."""
        own = psutil.Process(self.process.pid)
        children = sum(child.memory_info().rss for child in own.children(recursive=True))
        return own.memory_info().rss / 2**20, children / 2**20


@contextmanager
def served(data: Path, settings: Mapping[str, str]) -> Iterator[Served]:
    """A server over the data folder, ended afterwards."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HELI_")}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # or Python compiles all there is anew at every start
    environment |= {**settings, "HELI_DATA": str(data), "HELI_PORT": str(port), "HELI_LOG_LEVEL": "warning"}
    command = [str(Path(sys.executable).with_name("heli")), "serve"]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    try:
        yield Served(process, port)
    finally:
        process.terminate()
        process.wait(30)
