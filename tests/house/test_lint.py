"""What `make lint` checks in a moment is checked with the tests, too: style, and who may import whom."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROGRAMS = Path(sys.executable).parent


@pytest.mark.parametrize("command", ["ruff check", "ruff format --check", "lint-imports"])
def test_it_is_clean(command: str) -> None:
    program, *words = command.split()
    ran = subprocess.run(
        [PROGRAMS / program, *words], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
