"""An invented past: groups of people with a theme, and pieces of work that need them; truth is planted."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

SYLLABLES = [consonant + vowel for consonant in "bdklmnrs" for vowel in "aeio"]
Row = dict[str, Any]


def past_work(works: int = 160, groups: int = 6, seed: int = 1, words: int = 12) -> list[Row]:
    """Rows of the project format. Each group has its own words, tag and eight people, two of whom come most often."""
    lots = np.random.default_rng(seed)
    common = [_word(lots) for _ in range(40)]
    own = [[_word(lots) for _ in range(20)] for _ in range(groups)]
    rows = []
    for number in range(works):
        group = int(lots.integers(groups))
        told = [*lots.choice(own[group], words // 2), *lots.choice(common, words // 2)]
        chances = np.array([6, 6, 1, 1, 1, 1, 1, 1], dtype=float)
        team = lots.choice(8, size=int(lots.integers(2, 5)), replace=False, p=chances / chances.sum())
        rows.append(
            {
                "pid": f"work/{number}",
                "time": f"{2015 + number * 8 // works}-{1 + number % 12:02d}-{1 + number % 28:02d}",
                "title": " ".join(map(str, told[:4])),
                "text": " ".join(map(str, told)),
                "tags": [f"group-{group}"] if number % 5 else [],
                "members": [f"p{group}_{one}" for one in team],
            }
        )
    return sorted(rows, key=lambda row: (row["time"], row["pid"]))


def write_set(folder: Path, rows: Sequence[Mapping[str, Any]], share: float = 0.25) -> Path:
    """Write a folder of the project format whose last `share` of the rows is asked about."""
    folder.mkdir(parents=True, exist_ok=True)
    with gzip.open(folder / "projects.jsonl.gz", "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    asked = [row["pid"] for row in rows[round(len(rows) * (1 - share)) :]]
    (folder / "split.json").write_text(json.dumps({"test_pids": asked}), encoding="utf-8")
    return folder


def _word(lots: np.random.Generator) -> str:
    return "".join(lots.choice(SYLLABLES, size=3))
