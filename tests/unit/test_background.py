"""Processes of their own: done, interrupted or failed, and what is logged of a failure."""

from __future__ import annotations

import io
import json
import sys
import tempfile
import threading

import pytest

from service import background, logs
from service.background import FailedApart, run_apart

FAILS = "import sys\ndef work():\n    raise ValueError('某某的电话')\nwork()"


def test_it_reads_what_is_given_and_writes_what_it_tells() -> None:
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as told:
        given.write(b"warm")
        given.seek(0)
        command = [sys.executable, "-c", "print(input()[::-1])"]
        assert run_apart(command, threading.Event(), 60.0, given=given, told=told)
        told.seek(0)
        assert told.read().strip() == b"mraw"


def test_an_end_comes_at_once_and_is_no_failure() -> None:
    over = threading.Event()
    over.set()
    assert not run_apart([sys.executable, "-c", "import time; time.sleep(60)"], over, 60.0)


def test_what_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background, "LOOK", 0.05)
    with pytest.raises(FailedApart) as failed:
        run_apart([sys.executable, "-c", "import time; time.sleep(60)"], threading.Event(), 0.1)
    assert failed.value.code != 0


def test_a_failure_is_logged_with_its_code_and_place_and_none_of_its_words() -> None:
    written = io.StringIO()
    logs.configure("info", written)
    with pytest.raises(FailedApart) as failed:
        run_apart([sys.executable, "-c", FAILS], threading.Event(), 60.0)
    logs.log_failure(failed.value)
    (line,) = (json.loads(one) for one in written.getvalue().splitlines())
    assert (line["error"], line["status"]) == ("FailedApart", 1)
    assert line["where"][-2:] == ["<string>:3 work", "ValueError"]
    assert "电话" not in written.getvalue()
