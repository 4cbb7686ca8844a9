"""The five tables of a set of community cases, read and checked line by line."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from matching.errors import BadSet
from matching.issues.issue import LEVELS, PLACES, Issue

COLUMNS = {
    "issues.tsv": ("id", "text", "place_level", "place_note", "category", "level"),
    "invite.tsv": ("issue_id", "party", "must"),
    "clusters.tsv": ("need_id", "text", "building", "cluster"),
    "cases.tsv": ("id", "title", "text"),
    "similar.tsv": ("query_id", "query_text", "case_id", "grade"),
}
OFTEN_UNKNOWN = frozenset({"place_level", "place_note", "category"})  # columns that a set may lack: all empty then
Row = Mapping[str, str]


@dataclass(frozen=True, eq=False)
class CaseSet:
    """A set as read: issues with their levels, parties that must come, needs with clusters, cases with grades."""

    name: str
    digest: str  # sha256 of the five tables, in the order of COLUMNS
    issues: tuple[Issue, ...]
    levels: tuple[str, ...]
    asked: tuple[int, ...]  # rows of the issues whose parties were judged
    must: tuple[frozenset[str], ...]  # beside `asked`
    parties: tuple[str, ...]  # all that were judged anywhere
    needs: tuple[str, ...]
    cluster: tuple[str, ...]
    cases: tuple[str, ...]  # title and text
    queries: tuple[str, ...]
    grades: tuple[Mapping[int, int], ...]  # per query: row of the case → 1 or 2


def read_cases(folder: Path) -> CaseSet:
    """Read the five tables; the first broken line stops the reading and is named."""
    tables = {name: _rows(folder / name, columns) for name, columns in COLUMNS.items()}
    digest = hashlib.sha256(b"".join((folder / name).read_bytes() for name in COLUMNS)).hexdigest()
    issue_of = _index(folder / "issues.tsv", tables["issues.tsv"], "id")
    issues, levels = _issues(folder / "issues.tsv", tables["issues.tsv"])
    asked, must, parties = _invited(folder / "invite.tsv", tables["invite.tsv"], issue_of)
    _index(folder / "clusters.tsv", tables["clusters.tsv"], "need_id")
    case_of = _index(folder / "cases.tsv", tables["cases.tsv"], "id")
    queries, grades = _graded(folder / "similar.tsv", tables["similar.tsv"], case_of)
    return CaseSet(
        name=folder.resolve().name,
        digest=digest,
        issues=issues,
        levels=levels,
        asked=asked,
        must=must,
        parties=parties,
        needs=tuple(row["text"] for row in tables["clusters.tsv"]),
        cluster=tuple(row["cluster"] for row in tables["clusters.tsv"]),
        cases=tuple(f"{row['title']} {row['text']}" for row in tables["cases.tsv"]),
        queries=queries,
        grades=grades,
    )


def _rows(path: Path, columns: tuple[str, ...]) -> list[Row]:
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise BadSet(
            str(path), f"不是 UTF-8 文本：{error}；请另存为 UTF-8", f"not UTF-8: {error}; save it so"
        ) from None
    heading = tuple(lines[0].split("\t")) if lines else ()
    missing = [name for name in columns if name not in heading and name not in OFTEN_UNKNOWN]
    if missing:
        raise BadSet(f"{path}:1", f"表头缺少 {'、'.join(missing)} 列", f"the heading lacks {', '.join(missing)}")
    found: list[Row] = []
    for number, line in enumerate(lines[1:], 2):
        cells = line.split("\t")
        if line.strip() and len(cells) != len(heading):
            raise BadSet(
                f"{path}:{number}",
                f"有 {len(cells)} 格，表头有 {len(heading)} 列；请对齐",
                f"has {len(cells)} cells and the heading {len(heading)} columns; mend the line",
            )
        if line.strip():
            found.append({**dict.fromkeys(columns, ""), **dict(zip(heading, cells, strict=True)), "": str(number)})
    if not found:
        raise BadSet(str(path), "没有任何行；请核对文件", "holds no line; check the file")
    return found


def _index(path: Path, rows: list[Row], key: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for at, row in enumerate(rows):
        if not row[key] or row[key] in found:
            raise BadSet(_place(path, row), f"编号「{row[key]}」为空或重复", f"{key} {row[key]!r} is empty or repeated")
        if not row["text"].strip():
            raise BadSet(_place(path, row), "缺少文字 text", "`text` is empty")
        found[row[key]] = at
    return found


def _issues(path: Path, rows: list[Row]) -> tuple[tuple[Issue, ...], tuple[str, ...]]:
    for row in rows:
        _one_of(path, row, "level", LEVELS)
        _one_of(path, row, "place_level", (*PLACES, ""))
    issues = [Issue(row["text"], row["place_level"], row["place_note"], row["category"]) for row in rows]
    return tuple(issues), tuple(row["level"] for row in rows)


def _invited(
    path: Path, rows: list[Row], issue_of: Mapping[str, int]
) -> tuple[tuple[int, ...], tuple[frozenset[str], ...], tuple[str, ...]]:
    must: dict[int, set[str]] = {}
    for row in rows:
        if row["issue_id"] not in issue_of:
            raise BadSet(
                _place(path, row), f"没有编号为 {row['issue_id']} 的议题", f"there is no issue {row['issue_id']!r}"
            )
        _one_of(path, row, "must", ("0", "1"))
        called = must.setdefault(issue_of[row["issue_id"]], set())
        if row["must"] == "1":
            called.add(row["party"])
    asked = {issue: frozenset(called) for issue, called in must.items() if called}
    return tuple(asked), tuple(asked.values()), tuple(sorted({row["party"] for row in rows}))


def _graded(
    path: Path, rows: list[Row], case_of: Mapping[str, int]
) -> tuple[tuple[str, ...], tuple[Mapping[int, int], ...]]:
    texts: dict[str, str] = {}
    grades: dict[str, dict[int, int]] = {}
    for row in rows:
        if row["case_id"] not in case_of:
            raise BadSet(
                _place(path, row), f"没有编号为 {row['case_id']} 的案例", f"there is no case {row['case_id']!r}"
            )
        _one_of(path, row, "grade", ("0", "1", "2"))
        texts.setdefault(row["query_id"], row["query_text"])
        grades.setdefault(row["query_id"], {})[case_of[row["case_id"]]] = int(row["grade"])
    kept = [query for query, own in grades.items() if any(own.values())]
    return tuple(texts[query] for query in kept), tuple(grades[query] for query in kept)


def _one_of(path: Path, row: Row, key: str, known: tuple[str, ...]) -> None:
    if row[key] not in known:
        listed = "、".join(one or "空" for one in known), ", ".join(one or "empty" for one in known)
        raise BadSet(
            _place(path, row),
            f"{key} 是「{row[key]}」，应是 {listed[0]}",
            f"{key} is {row[key]!r}, not one of {listed[1]}",
        )


def _place(path: Path, row: Row) -> str:
    return f"{path}:{row['']}"
