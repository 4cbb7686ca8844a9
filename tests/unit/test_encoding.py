"""The sentence model in a process of its own: the same vectors, whatever happens to that process."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import numpy as np
import psutil
import pytest

from matching.language.encoder import installed
from service.texts.encoding import Apart

TEXTS = ["修理自行车", "單車維修"]


@pytest.fixture
def apart() -> Iterator[Apart]:
    """The installed model, asked elsewhere."""
    here = installed()
    assert here is not None, "the development tools hold the extra `encoder`"
    apart = Apart(here)
    yield apart
    apart.close()


def children() -> list[psutil.Process]:
    """The processes that read the model for this one."""
    alive = [child for child in psutil.Process().children() if child.status() != psutil.STATUS_ZOMBIE]
    return [child for child in alive if "service.texts.encoding" in child.cmdline()]


def test_another_process_answers_the_same_and_again_after_it_was_killed(apart: Apart) -> None:
    here = installed()
    assert here is not None
    before = {child.pid for child in children()}
    first = apart.encode(TEXTS)
    assert np.array_equal(first, here.encode(TEXTS))
    (child,) = (child for child in children() if child.pid not in before)
    os.kill(child.pid, signal.SIGKILL)
    assert np.array_equal(apart.encode(TEXTS), first)
    assert apart.encode([]).shape == (0, 0)
    (child,) = (child for child in children() if child.pid not in before)
    apart.close()
    assert not child.is_running()


def test_where_no_process_can_be_started_the_model_is_read_here(apart: Apart, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.executable", "/nowhere/python")
    here = installed()
    assert here is not None
    assert np.array_equal(apart.encode(TEXTS), here.encode(TEXTS))
