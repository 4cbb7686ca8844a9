"""A process that serves compiles its inner loops beside itself, when one is wanted, and ends at once when told to."""

from __future__ import annotations

import os
import sys
import threading
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from matching.kernels import compiled
from service.background import FailedApart
from service.running import compiling


def total(values: np.ndarray) -> float:
    """The plain twin."""
    return float(values.sum())


@pytest.fixture
def loop(monkeypatch: pytest.MonkeyPatch) -> compiled.Kernel[[np.ndarray], float]:
    monkeypatch.setattr(compiled, "_registered", [])
    monkeypatch.setattr(compiled, "wanted", threading.Event())
    monkeypatch.setattr(compiled, "available", lambda: True)
    made = compiled.kernel(total, "float64(float64[::1])")(total)
    assert isinstance(made, compiled.Kernel)
    return made


def test_a_loop_that_runs_in_numpy_is_wanted_compiled(loop: compiled.Kernel[[np.ndarray], float]) -> None:
    assert not compiled.wanted.is_set()
    assert loop(np.ones(3)) == 3.0
    assert compiled.wanted.is_set()
    assert not loop.compiled
    assert compiled.modules() == [__name__]


def test_compiling_begins_when_wanted_and_not_before(
    loop: compiled.Kernel[[np.ndarray], float], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    begun = threading.Event()
    monkeypatch.setattr(compiling, "compile_beside", lambda folder, over: begun.set())
    monkeypatch.setattr(compiling, "LOOK", 0.01)
    with compiling.compiled_when_wanted(tmp_path):
        assert not begun.is_set()
        loop(np.ones(3))
        assert begun.wait(5)


def test_nothing_is_compiled_for_a_process_that_wants_nothing(
    loop: compiled.Kernel[[np.ndarray], float], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(compiling, "compile_beside", lambda folder, over: pytest.fail("compiled"))
    monkeypatch.setattr(compiling, "LOOK", 0.01)
    with compiling.compiled_when_wanted(tmp_path):
        pass
    assert not loop.compiled
    assert "compiling" not in [thread.name for thread in threading.enumerate()]


@pytest.mark.parametrize(("status", "fails"), [(0, nullcontext()), (1, pytest.raises(FailedApart))])
def test_machine_code_is_taken_up_only_when_it_was_made(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, status: int, fails: AbstractContextManager[Any]
) -> None:
    done: list[Path] = []
    monkeypatch.setattr(compiled, "compile_all", done.append)
    monkeypatch.setattr(sys, "executable", _ends_with(tmp_path, status))
    with fails:
        compiling.compile_beside(tmp_path / "kernels", threading.Event())
    assert done == ([] if status else [tmp_path / "kernels"])


def test_an_end_does_not_wait_for_compiling(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    over, born = threading.Event(), tmp_path / "born"
    monkeypatch.setattr(compiled, "compile_all", lambda folder: pytest.fail("taken up"))
    os.mkfifo(born)
    monkeypatch.setattr(sys, "executable", _ends_with(tmp_path, 0, f"echo $$ > '{born}'\nexec sleep 600"))
    children: list[int] = []

    def end_once_begun() -> None:
        children.append(int(born.read_text()))
        over.set()

    ender = threading.Thread(target=end_once_begun)
    ender.start()
    compiling.compile_beside(tmp_path / "kernels", over)
    ender.join()
    with pytest.raises(ProcessLookupError):
        os.kill(children[0], 0)


def _ends_with(folder: Path, status: int, before: str = ":") -> str:
    script = folder / "interpreter"
    script.write_text(f"#!/bin/sh\n{before}\nexit {status}\n")
    script.chmod(0o755)
    return str(script)
