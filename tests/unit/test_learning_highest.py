"""The highest of every row: as putting all in order would find them, however many are equal or nothing."""

from __future__ import annotations

import numpy as np
import pytest

from matching.learning.highest import GROUP, highest, reached
from matching.learning.history import Dense


def kinds(rows: int, width: int) -> dict[str, Dense]:
    lots = np.random.default_rng(0)
    given, sparse = lots.random((rows, width)), lots.random((rows, width)) < 0.01
    found = {
        "all": given,
        "few": np.where(sparse, given, 0.0),
        "hardly any": np.where(lots.random((rows, width)) < 3 / width, given, 0.0),
        "equal": np.floor(given * 5),
        "below nothing": given - 0.9,
        "none": np.zeros((rows, width)),
        "in a corner": np.where(np.arange(width) < 2 * GROUP, given, 0.0),
        "turned": np.asfortranarray(given),
    }
    return {name: values.astype(np.float32, order="K") for name, values in found.items()}


@pytest.mark.parametrize("width", [1, 7, 300, 5000])
@pytest.mark.parametrize("count", [1, 10, 70])
def test_the_highest_are_those_that_reach_the_last_of_them(width: int, count: int) -> None:
    for name, scores in kinds(9, width).items():
        bar = np.sort(scores, axis=1)[:, max(width - count, 0), None]
        wanted = np.nonzero((scores >= bar) & (scores > 0))
        assert [part.tolist() for part in highest(scores, count)] == [part.tolist() for part in wanted], name
        if count <= width:
            assert ((scores >= reached(scores, count)[:, None]).sum(axis=1) >= count).all(), name


def test_without_rows_or_columns_nobody_is_found() -> None:
    for shape in ((0, 9000), (3, 0)):
        assert [len(part) for part in highest(np.zeros(shape, dtype=np.float32), 10)] == [0, 0]
