"""The address of a graph server: only an address, and no message that repeats it."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.connect import check_address, connect
from graph.errors import EngineProblem

SECRET = "geheim"


@pytest.mark.parametrize(
    "url",
    [
        f"bolt://neo4j:{SECRET}@127.0.0.1:1",
        f"neo4j+s://{SECRET}@graph",
        f"bolt://a:{SECRET}@@graph",
        f"bolt://h:1{SECRET}",
        "bolt://h:99999",
        "bolt://[::",
        f"bolt://h:1?{SECRET}=1",
        f"bolt://h:1#{SECRET}",
        f"bolt://h:1/{SECRET}",
        f"http://{SECRET}",
        f"bolt://:7687/{SECRET}",
        "bolt://",
    ],
)
def test_what_is_no_plain_address_is_refused_without_repeating_it(url: str, tmp_path: Path) -> None:
    with pytest.raises(EngineProblem) as refused:
        connect(tmp_path, url, "neo4j", "x")
    assert refused.value.code == "url"
    assert "HELI_GRAPH_URL" in refused.value.zh
    assert SECRET not in str(refused.value)
    assert refused.value.__cause__ is None, "the address would stand in the chain of errors"
    assert refused.value.__context__ is None


@pytest.mark.parametrize("url", ["bolt://127.0.0.1:7687", "neo4j+s://graph.example", "bolt://[::1]:7687/"])
def test_a_plain_address_is_taken(url: str) -> None:
    check_address(url)
