"""The skill vocabulary: concepts for what people can do, give, need and whom it is for."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import Any

from seeds.tables import SEPARATOR

VOCABULARY = Path(__file__).parent / "vocabulary.csv"
LISTS = ("aliases", "broader", "related")
PROPERTIES = ("name", "label_en", "aliases", "theme", "source", "version")


def vocabulary() -> list[dict[str, Any]]:
    """Every concept: id, name, label_en, aliases, broader, related, theme, source, version.

    `broader` and `related` hold ids. Audience concepts (老人, 儿童 …) carry the theme `audience`.
    """
    return [{**concept, **{name: list(concept[name]) for name in LISTS}} for concept in _concepts()]


def skill_records() -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The vocabulary as nodes and links in the shape of a dump's lines."""
    nodes, links = [], []
    for concept in _concepts():
        own = {name: list(value) if name in LISTS else value for name in PROPERTIES if (value := concept[name])}
        nodes.append({"n": "Skill", "id": concept["id"], "p": own})
        for kind, others in (("BROADER", concept["broader"]), ("RELATED", concept["related"])):
            links += [
                {"l": kind, "f": ["Skill", concept["id"]], "t": ["Skill", other], "p": {"source": concept["source"]}}
                for other in others
            ]
    return nodes, links


@cache
def _concepts() -> tuple[dict[str, Any], ...]:
    with VOCABULARY.open(encoding="utf-8", newline="") as file:
        return tuple(
            {name: tuple(filter(None, text.split(SEPARATOR))) if name in LISTS else text for name, text in row.items()}
            for row in csv.DictReader(file, strict=True)
        )
