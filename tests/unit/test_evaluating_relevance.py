"""The table of a set of needs and offers: figures that can be counted by hand, and broken files that say where."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from matching.errors import BadSet
from matching.evaluation.relevance import _measured, evaluate, read_relevance
from matching.language import encoder

NEEDS = "id\ttext\nq1\t水龙头漏水\nq2\t灯不亮了\nq3\t想学下棋\n"
OFFERS = "id\ttype\ttext\no1\tskill\t修水龙头\no2\tservice\t换灯泡\no3\tspace\t棋室\no4\tfund\t助学金\n"
JUDGED = "qid\toid\tgrade\nq1\to1\t2\nq2\to2\t2\nq2\to1\t1\n"
CONCEPTS = [
    {"id": "pipes", "name": "修水管", "aliases": ["漏水", "水龙头"]},
    {"id": "light", "name": "电路维修", "aliases": ["灯不亮", "换灯泡"]},
]
TABLES = {"queries.tsv": NEEDS, "offers.tsv": OFFERS, "qrels.tsv": JUDGED}


def write(folder: Path, **changed: str) -> Path:
    """The three tables in a folder, some of them changed."""
    for name, text in {**TABLES, **{f"{key}.tsv": text for key, text in changed.items()}}.items():
        (folder / name).write_text(text, "utf-8")
    return folder


@pytest.fixture
def without_encoder(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the extra were not installed."""
    monkeypatch.setitem(sys.modules, encoder.MODULE, None)
    encoder.installed.cache_clear()


def test_figures_can_be_counted_by_hand() -> None:
    grades = np.array([[2, 0, 1, 0]])
    run = _measured("one", np.array([[0.1, 0.9, 0.5, 0.0]]), grades, 0.0)
    ideal = 3.0 + 1.0 / np.log2(3)
    assert run.ndcg[0] == pytest.approx((1.0 / np.log2(3) + 3.0 / 2.0) / ideal)
    assert run.recall == 1.0
    assert run.mrr == pytest.approx(1 / 3)


@pytest.mark.usefixtures("without_encoder")
def test_the_table_without_an_encoder(tmp_path: Path) -> None:
    result = evaluate(write(tmp_path), CONCEPTS)
    encoder.installed.cache_clear()
    told = result.as_json()
    assert told["task"] == "relevance"
    assert (told["queries"], told["candidates"]) == (2, 4)  # a need nobody graded is left out
    assert told["ours"] == "ours"
    assert [model["name"] for model in told["models"]][:2] == ["random", "characters TF-IDF"]
    ours = next(model for model in told["models"] if model["name"] == "ours")
    assert ours["ndcg"] == pytest.approx(1.0, abs=0.15)
    assert ours["mrr"] == 1.0
    assert ours["ci"][0] <= ours["ndcg"] <= ours["ci"][1]
    rows = result.table()
    assert len(rows) == 1 + len(told["models"])
    assert any(row[0] == "▸ ours" for row in rows)


@pytest.mark.usefixtures("without_encoder")
def test_the_same_seed_gives_the_same_table(tmp_path: Path) -> None:
    def figures() -> list[object]:
        models = evaluate(write(tmp_path), CONCEPTS, seed=3).as_json()["models"]
        return [{name: value for name, value in model.items() if name != "seconds"} for model in models]

    assert figures() == figures()
    encoder.installed.cache_clear()


@pytest.mark.parametrize(
    ("changed", "where"),
    [
        ({"queries": "id\ttext\nq1\n"}, "queries.tsv:2"),
        ({"queries": "id\ttext\nq1\ta\nq1\tb\n"}, "queries.tsv:3"),
        ({"queries": "id\ttext\n"}, "queries.tsv"),
        ({"offers": "id\tname\no1\ta\n"}, "offers.tsv:1"),
        ({"offers": "id\ttext\no1\t \n"}, "offers.tsv:2"),
        ({"qrels": "qid\toid\tgrade\nq1\to9\t2\n"}, "qrels.tsv:2"),
        ({"qrels": "qid\toid\tgrade\nq1\to1\tgood\n"}, "qrels.tsv:2"),
        ({"qrels": "qid\toid\tgrade\nq1\to1\t0\n"}, "qrels.tsv"),
    ],
)
def test_a_broken_line_is_named(tmp_path: Path, changed: dict[str, str], where: str) -> None:
    with pytest.raises(BadSet, match=where):
        read_relevance(write(tmp_path, **changed))
