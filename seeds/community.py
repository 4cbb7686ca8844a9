"""The pilot community as records: what the sources document, and the invented street around it."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from seeds.skills import skill_records, vocabulary
from seeds.tables import SeedError, TableLine, read_link_table, read_table, tables

HERE = Path(__file__).parent
FOLDERS = ("documented", "synthetic")
INVENTED = {"source": "虚构示例", "synthetic": True}


def pilot() -> Iterator[dict[str, Any]]:
    """The pilot's records in the shape of a dump's lines: every node, then every relationship."""
    lines = {folder: [line for path in tables(HERE / folder) for line in read_table(path)] for folder in FOLDERS}
    nodes, links = skill_records()
    labels = {record["id"]: record["n"] for record in nodes}
    for folder, found in lines.items():
        for line in found:
            if line.id in labels:
                raise SeedError(f"{line.where}: {line.id} is already used; choose another id")
            labels[line.id] = line.label
            nodes.append({"n": line.label, "id": line.id, "p": _vouched(folder, line)})
    names = {concept["name"]: concept["id"] for concept in vocabulary()}
    for folder, found in lines.items():
        links += _links(folder, found, labels, names)
    yield from nodes
    yield from links


def planted() -> list[dict[str, str]]:
    """What each invented candidate was made for: requirement, candidate, intent and the rule that excludes it.

    The intent is `good`, `plausible` or `ineligible`, which has the rule; or `remedy` where nobody can do it: the rule
    is then the way in which this candidate could help (group, latent, outside, training).
    """
    with (HERE / "synthetic" / "planted.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def _vouched(folder: str, line: TableLine) -> dict[str, Any]:
    """The line's properties, with who vouches for them."""
    if folder == "synthetic":
        return {**line.properties, **INVENTED}
    if not line.properties.get("source"):
        raise SeedError(f"{line.where}: a documented record names its source")
    return dict(line.properties)


def _links(
    folder: str, lines: list[TableLine], labels: dict[str, str], names: dict[str, str]
) -> Iterator[dict[str, Any]]:
    """The relationships of one folder's tables, each vouched for like the line it stands in."""

    def end(name: str, where: str) -> list[str]:
        id_ = names.get(name, name)
        if id_ not in labels:
            raise SeedError(f"{where}: nothing is called {name}; add it or correct the name")
        return [labels[id_], id_]

    for line in lines:
        vouched = INVENTED if folder == "synthetic" else {"source": line.properties["source"]}
        for kind, outgoing, name, own in line.links:
            here, there = [line.label, line.id], end(name, line.where)
            ends = (here, there) if outgoing else (there, here)
            yield {"l": kind, "f": ends[0], "t": ends[1], "p": {**own, **vouched}}
    extra = HERE / folder / "links.csv"
    for kind, from_name, to_name, own, where in read_link_table(extra) if extra.exists() else ():
        vouched = INVENTED if folder == "synthetic" else {}
        yield {"l": kind, "f": end(from_name, where), "t": end(to_name, where), "p": {**own, **vouched}}
