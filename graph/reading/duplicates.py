"""The same thing twice within a sheet: rows that repeat an earlier one, and rows that contradict it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from graph.reading import messages
from graph.reading.lists import ListKind
from graph.reading.report import FieldValue, Row
from graph.reading.rows import ColumnAt, verdict
from graph.reading.tidy import squash

PROJECT_FIELDS = ("name", "team", "place", "money", "money_max", "fund", "mentor", "date_from", "date_to", "stage")
Key = tuple[str, ...]


class Repeats:
    """Compares each row with the earlier ones of its sheet; an earlier row stands unless it contradicted another."""

    def __init__(self, kind: ListKind, columns: Sequence[ColumnAt], unsure: Mapping[int, Mapping[str, str]]) -> None:
        self._kind, self._columns, self._unsure = kind, columns, unsure
        self._standing: dict[Key, tuple[int, dict[str, FieldValue]]] = {}
        self._projects: dict[str, tuple[int, dict[str, FieldValue]]] = {}

    def judged(self, row: Row) -> Row:
        """The row with its verdict as one of several that may mean the same."""
        if any(row.fields.get(name) in (None, "", []) for name in self._kind.required):
            return row
        keys = self._keys(row)
        earlier = next((self._standing[key] for key in keys if key in self._standing), None)
        found_by = next((key[0] for key in keys if key in self._standing), "")
        code = ""
        if earlier is not None:
            code = "duplicate_row" if agree(earlier[1], row.fields) else "conflicting_row"
        project = self._project(row)
        same_project = self._projects.get(project) if project else None
        if code != "conflicting_row" and same_project and not agree(same_project[1], row.fields, PROJECT_FIELDS):
            code, earlier, found_by = "conflicting_row", same_project, "id"
        if code != "conflicting_row":
            self._remember(row, keys, project)
        if not code or earlier is None:
            return row
        return self._told(row, code, earlier[0], found_by)

    def _remember(self, row: Row, keys: list[Key], project: str) -> None:
        line, fields = next((self._standing[key] for key in keys if key in self._standing), (row.line, {}))
        unite(fields, row.fields)
        for key in keys:
            self._standing.setdefault(key, (line, fields))
        if project:
            _, known = self._projects.setdefault(project, (row.line, {}))
            unite(known, {name: value for name, value in row.fields.items() if name in PROJECT_FIELDS})

    def _project(self, row: Row) -> str:
        return _said(row.fields.get("id")) if self._kind.name == "projects" else ""

    def _keys(self, row: Row) -> list[Key]:
        """What the row is known by; the first word of each names the field at which a problem is shown."""
        fields = row.fields
        said = {name: _said(value) for name, value in fields.items()}
        unsure = self._unsure.get(row.line, {})
        name, own_id = said.get("name", ""), said.get("id", "")
        if self._kind.name == "needs":
            place = said.get("place") or unsure.get("place", "")
            return [("id", own_id)] if own_id else [("text", place, said.get("text", ""))]
        if self._kind.name in ("resources", "services"):
            return [("name", said.get("provider", ""), name)]
        if self._kind.name == "projects":
            first = ("id", own_id) if own_id else ("name", name)
            return [(*first, said.get("requirement", ""))]
        if self._kind.name == "residents":
            return [("name", name, said["phone"])] if said.get("phone") else []
        if self._kind.name == "places":
            return [("name", said.get("kind", ""), said.get("parent", ""), name)]
        code = said.get("credit_code")
        by_code: list[Key] = [("credit_code", code)] if code else []
        return [*by_code, ("name", name)]

    def _told(self, row: Row, code: str, line: int, found_by: str) -> Row:
        column = next((c for c in self._columns if c.field == found_by), None)
        column = column or next(
            (c for c in self._columns if c.field in (*self._kind.required, "name")), self._columns[0]
        )
        told = messages.repeated(column.letter, column.heading, code, line)
        order = {c.letter: at for at, c in enumerate(self._columns)}
        problems = tuple(sorted((*row.problems, told), key=lambda problem: order.get(problem.column, 0)))
        return replace(row, problems=problems, verdict=verdict(problems), same_as=line)


def agree(
    earlier: Mapping[str, FieldValue], later: Mapping[str, FieldValue], only: Sequence[str] | None = None
) -> bool:
    """True when every field filled in both says the same; lists are united and remarks are not compared."""
    for name in set(earlier) & set(later):
        if name == "note" or (only is not None and name not in only):
            continue
        one, other = earlier[name], later[name]
        if one in (None, "", []) or other in (None, "", []) or isinstance(one, list) or isinstance(other, list):
            continue
        if _said(one) != _said(other):
            return False
    return True


def unite(known: dict[str, FieldValue], more: Mapping[str, FieldValue]) -> None:
    """Fill blanks of `known` from `more` and unite lists."""
    for name, value in more.items():
        if known.get(name) in (None, "", []):
            known[name] = value
        elif isinstance(known[name], list) and isinstance(value, list):
            known[name] = list(dict.fromkeys([*known[name], *value]))  # type: ignore[misc]


def _said(value: FieldValue) -> str:
    if isinstance(value, float | int) and not isinstance(value, bool):
        return f"{float(value):.6f}"
    return "" if value is None else squash(str(value))
