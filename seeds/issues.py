"""How issues are judged: everyday problems and emergencies, rules of levels, parties called, and their weights."""

from __future__ import annotations

import csv
import json
from functools import cache
from pathlib import Path
from typing import Any

from seeds.tables import SEPARATOR, SeedError

HERE = Path(__file__).parent
TABLES = {
    "problems": ("call", "useful", "words"),
    "level_rules": ("words",),
    "parties": ("words",),
    "emergencies": ("concepts", "words"),
}
WEIGHTS = HERE / "issue_weights.json"


def issue_tables() -> dict[str, list[dict[str, Any]]]:
    """The tables `problems`, `level_rules`, `parties` and `emergencies` as plain rows, lists split."""
    return {name: [dict(row) for row in _rows(name)] for name in TABLES}


def issue_weights() -> dict[str, Any]:
    """The weights of the rules: levels, signals of parties, and likenesses of needs."""
    told: dict[str, Any] = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return told


@cache
def _rows(name: str) -> tuple[dict[str, Any], ...]:
    path = HERE / f"{name}.csv"
    found = []
    with path.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file, strict=True), start=2):
            if None in row or None in row.values():
                raise SeedError(f"{path.name} line {number}: the number of cells is not that of the heading; mend it")
            lists = TABLES[name]
            found.append(
                {key: tuple(filter(None, cell.split(SEPARATOR))) if key in lists else cell for key, cell in row.items()}
            )
    return tuple(found)
