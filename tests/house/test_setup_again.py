"""`make setup` after one that was broken off: a half-made environment is made anew, a whole one is kept."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parents[2]


def script(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n", "utf-8")
    path.chmod(0o700)


@pytest.mark.parametrize(("pip", "asked"), [("exit 1", "-m venv --clear .venv"), ("exit 0", "-m venv .venv")])
def test_a_half_made_environment_is_made_anew(tmp_path: Path, pip: str, asked: str) -> None:
    for name in ("Makefile", "requirements.lock"):
        shutil.copy(HOUSE / name, tmp_path)
    script(tmp_path / ".venv/bin/pip", pip)
    script(tmp_path / "python", 'echo "$@" >> asked; test "$2" != venv')
    command = ["make", ".venv/bin/uv", f"PYTHON={tmp_path / 'python'}"]
    made = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert made.returncode != 0
    assert (tmp_path / "asked").read_text("utf-8").splitlines()[-1] == asked
