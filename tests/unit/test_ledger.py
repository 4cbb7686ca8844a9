"""The exported list: no cell is ever taken for a formula."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.sheets import harmless


@pytest.mark.parametrize("typed", ["=1+1", "+86", "-5", "@SUM(A1)", "\t=1", "  =1"])
def test_what_looks_like_a_formula_is_written_as_text(typed: str) -> None:
    assert harmless(typed) == "'" + typed


@given(st.text())
def test_no_cell_begins_like_a_formula_and_no_word_is_lost(typed: str) -> None:
    written = harmless(typed)
    assert not written.lstrip().startswith(("=", "+", "-", "@"))
    assert written.removeprefix("'") == typed.removeprefix("'")
