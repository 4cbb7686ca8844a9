"""The process that learns from past work: none of the current folder's code runs in it, and nobody is left waiting."""

from __future__ import annotations

import select
import subprocess
import sys
import threading
from pathlib import Path
from types import SimpleNamespace

import pytest

from service.background import FailedApart
from service.experience.past import Past
from service.running.learning_beside import said_apart

PARENT = """
import os, subprocess, sys, time
subprocess.Popen([sys.executable, "-P", "-m", "service.experience", str(os.getpid())])
print("begun", flush=True)
time.sleep(60)
"""


def test_no_file_of_the_current_folder_is_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("service.py", "json.py"):
        (tmp_path / name).write_text("open('ran', 'w').close()")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(FailedApart) as failed:  # at once: what it is given is no work
        said_apart(Past([SimpleNamespace()], []), None, threading.Event())  # type: ignore[list-item]
    assert any("experience" in one or "__main__" in one for one in failed.value.where)  # it was ours that ran
    assert not (tmp_path / "ran").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="a process of Windows does not tell its parent")
def test_it_ends_when_the_one_who_waits_was_killed() -> None:
    command = [sys.executable, "-P", "-c", PARENT]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == b"begun\n"
        parent.kill()
        ended, _, _ = select.select([parent.stdout], [], [], 30.0)  # its end is that of the last who could write
        assert ended
        assert parent.stdout.read() == b""
