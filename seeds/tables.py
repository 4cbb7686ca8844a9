"""Readable tables into plain records: one CSV file per subject, one line per thing.

A heading is a property, with its form behind a colon where it is no text (`star:int`, `windows:list`), or a
relationship: `>LOCATED_IN` leads from the line's record to the ids in the cell, `<OFFERS` the other way. Several
values are separated by `|`; a relationship's own properties stand in brackets behind the id:
`organization-x(role=骨干;since=2024-03-01)`. A skill may be named by its preferred label.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SEPARATOR = "|"
LABELS = {
    "places": "Place",
    "residents": "Resident",
    "experts": "Expert",
    "organizations": "Organization",
    "units": "Unit",
    "alliances": "Alliance",
    "services": "Service",
    "spaces": "Space",
    "funds": "Fund",
    "programmes": "Programme",
    "forums": "Forum",
    "needs": "Need",
    "projects": "Project",
    "activities": "Activity",
    "requirements": "Requirement",
    "claims": "Claim",
    "invitations": "Invitation",
    "reviews": "Review",
    "agreements": "Agreement",
    "consents": "Consent",
}
LINK_FORMS = {"since": "date", "until": "date", "confirmed_on": "date", "hours": "num", "money": "num"}
TARGET = re.compile(r"(?P<name>[^()]+)(?:\((?P<properties>.*)\))?")


class SeedError(Exception):
    """A seed table that cannot be read; says which file and line, and what is wrong."""


@dataclass(frozen=True)
class TableLine:
    """One line of a table: its label, id, properties and the relationships it names (outgoing or not)."""

    label: str
    id: str
    properties: Mapping[str, Any]
    links: tuple[tuple[str, bool, str, Mapping[str, Any]], ...]
    where: str


def value_of(form: str, text: str) -> Any:
    """The value that `text` stands for, in the form of a dump (dates as `{"d": …}`)."""
    match form:
        case "text":
            return text
        case "list":
            return text.split(SEPARATOR)
        case "int":
            return int(text)
        case "num":
            return float(text)
        case "flag":
            return {"yes": True, "no": False}[text]
        case "date":
            if not re.fullmatch(r"\d{4}-\d\d-\d\d", text):
                raise ValueError(text)
            return {"d": text}
    raise KeyError(form)


def targets(cell: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The ids (or skill labels) in a relationship's cell, each with the relationship's properties."""
    for part in cell.split(SEPARATOR):
        found = TARGET.fullmatch(part)
        if found is None:
            raise ValueError(part)
        pairs = (pair.split("=", 1) for pair in (found["properties"] or "").split(";") if pair)
        yield found["name"], {name: value_of(LINK_FORMS.get(name, "text"), text) for name, text in pairs}


def read_table(path: Path) -> Iterator[TableLine]:
    """The lines of one CSV table; its file name says what they are."""
    label = LABELS[path.stem]
    with path.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file, strict=True), start=2):
            where = f"{path.name} line {number}"
            try:
                yield _line(label, row, where)
            except (KeyError, ValueError) as problem:
                raise SeedError(f"{where}: cannot read {problem}; mend the table") from problem


def _line(label: str, row: Mapping[str, str], where: str) -> TableLine:
    properties: dict[str, Any] = {}
    links: list[tuple[str, bool, str, Mapping[str, Any]]] = []
    for heading, cell in row.items():
        if heading[0] in "<>":
            links += [(heading[1:], heading[0] == ">", name, own) for name, own in targets(cell)] if cell else []
        elif heading != "id" and cell:
            name, _, form = heading.partition(":")
            properties[name] = value_of(form or "text", cell)
    return TableLine(label, row["id"], properties, tuple(links), where)


def read_link_table(path: Path) -> Iterator[tuple[str, str, str, dict[str, Any], str]]:
    """Type, from, to, properties and place of the relationships that belong to no single line."""
    with path.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file, strict=True), start=2):
            where = f"{path.name} line {number}"
            try:
                pairs = (pair.split("=", 1) for pair in row["properties"].split(";") if pair)
                own = {name: value_of(LINK_FORMS.get(name, "text"), text) for name, text in pairs}
            except (KeyError, ValueError) as problem:
                raise SeedError(f"{where}: cannot read {problem}; mend the table") from problem
            yield row["type"], row["from"], row["to"], own, where


def tables(folder: Path) -> Iterable[Path]:
    """The tables of a folder that hold records, in a fixed order."""
    return [path for name in LABELS if (path := folder / f"{name}.csv").exists()]
