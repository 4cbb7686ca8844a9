"""Sets on disk: found by their files, read leniently, and refused with the file, the line and what to do."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from matching.errors import BadSet
from matching.evaluation.sets import kind_of, read_projects
from tests.support.past_work import past_work, write_set

LINES = [
    {"pid": "a/1", "time": "2020", "title": "one", "members": ["p1", "p2", "p1"]},
    {"pid": "a/2", "time": "2021-05", "title": "two", "text": None, "tags": "solo", "members": ["p2"]},
    {"pid": "a/3", "time": "2022-01-01T10:00:00+08:00", "members": ["p1", "新人"]},
]


def folder_with(tmp_path: Path, lines: list[Any], split: Any = None) -> Path:
    with gzip.open(tmp_path / "projects.jsonl.gz", "wt", encoding="utf-8") as file:
        file.writelines((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in lines)
    told = split if isinstance(split, str) else json.dumps({"test_pids": ["a/3"]} if split is None else split)
    (tmp_path / "split.json").write_text(told, encoding="utf-8")
    return tmp_path


def test_lines_are_read_leniently(tmp_path: Path) -> None:
    given = read_projects(folder_with(tmp_path, [LINES[2], "", LINES[0], LINES[1]]))
    assert given.whole.ids == ("a/1", "a/2", "a/3")
    assert given.past == 2
    assert given.history.people == ("p1", "p2")
    assert given.history.tag_names == ("solo",)
    assert given.share == pytest.approx(1 / 3)
    assert given.whole.days[2] == pytest.approx(given.whole.days[0] + 731 + 2 / 24)


def test_a_written_set_is_read_as_it_was(tmp_path: Path) -> None:
    rows = past_work(40)
    given = read_projects(write_set(tmp_path / "自己的集", rows))
    assert given.name == "自己的集"
    assert given.whole.ids == tuple(row["pid"] for row in rows)
    assert given.past == 30


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{broken", "projects.jsonl.gz:2"),
        ("[1]", "JSON object"),
        ({"time": "2020"}, "`pid`"),
        ({"pid": "a/1", "time": "2020"}, "already on line 1"),
        ({"pid": "a/9"}, "2025-03-01"),
        ({"pid": "a/9", "time": "soon"}, "'soon'"),
        ({"pid": "a/9", "time": "2020-13-01"}, "'2020-13-01'"),
        ({"pid": "a/9", "time": "2020", "title": 5}, "`title`"),
        ({"pid": "a/9", "time": "2020", "members": {"p": 1}}, "`members`"),
        ({"pid": "a/9", "time": "2020", "tags": [["x"]]}, "`tags`"),
        ("[" * 100_000, "not JSON"),
        ({"pid": "a/9", "time": 2020}, "2025-03-01"),
        ({"pid": "a/9", "time": "2020", "members": 5}, "`members`"),
        ({"pid": "a/9", "time": "2020", "members": ["p1", 5]}, "`members`"),
    ],
)
def test_a_broken_line_is_named(tmp_path: Path, line: Any, said: str) -> None:
    with pytest.raises(BadSet) as caught:
        read_projects(folder_with(tmp_path, [LINES[0], line]))
    assert said in caught.value.en
    assert "projects.jsonl.gz:2" in caught.value.zh


@pytest.mark.parametrize(
    ("split", "said"),
    [
        ("{", "not JSON"),
        ({}, "`test_pids`"),
        ({"test_pids": []}, "`test_pids` is empty"),
        ({"test_pids": "a/3"}, "`test_pids` must be a list"),
        ({"test_pids": [["a/3"]]}, "`test_pids` must be a list"),
        ("[" * 100_000, "not JSON"),
        ({"test_pids": ["a/3", "a/7"]}, "a/7"),
        ({"test_pids": ["a/1", "a/2", "a/3"]}, "learn from"),
    ],
)
def test_a_broken_split_is_named(tmp_path: Path, split: Any, said: str) -> None:
    with pytest.raises(BadSet, match=r"split\.json") as caught:
        read_projects(folder_with(tmp_path, list(LINES), split))
    assert said in caught.value.en


def test_a_file_that_is_cut_off_or_empty_is_named(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, list(LINES))
    whole = (folder / "projects.jsonl.gz").read_bytes()
    for content, said in ((whole[:-9], "gzip"), (b"plain text", "gzip"), (gzip.compress(b"\n"), "no project")):
        (folder / "projects.jsonl.gz").write_bytes(content)
        with pytest.raises(BadSet, match=said):
            read_projects(folder)


def test_half_a_character_in_a_text_that_was_cut_short_stops_nothing(tmp_path: Path) -> None:
    half = {"pid": "a/\ud83d", "time": "2023", "title": "cut \ud83d", "members": ["p1", "p\ude00"]}
    given = read_projects(folder_with(tmp_path, [*LINES, half], {"test_pids": ["a/3", "a/\ud83d"]}))
    assert (given.whole.ids[3], given.whole.titles[3], given.whole.people[-1]) == ("a/?", "cut ?", "p?")
    assert given.past == 2


def test_a_line_in_another_encoding_is_named(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, list(LINES))
    lines = json.dumps(LINES[0]).encode() + b"\n" + '{"pid": "改"}'.encode("gb18030") + b"\n"
    (folder / "projects.jsonl.gz").write_bytes(gzip.compress(lines))
    with pytest.raises(BadSet, match=r"projects\.jsonl\.gz:2") as caught:
        read_projects(folder)
    assert "UTF-8" in caught.value.en
    assert "gzip 文本" not in caught.value.zh


def test_the_kind_is_found_by_the_files(tmp_path: Path) -> None:
    with pytest.raises(BadSet, match="no such folder"):
        kind_of(tmp_path / "nowhere")
    with pytest.raises(BadSet, match=r"projects\.jsonl\.gz"):
        kind_of(tmp_path)
    (tmp_path / "queries.tsv").touch()
    with pytest.raises(BadSet, match=r"offers\.tsv, qrels\.tsv"):
        kind_of(tmp_path)
    (tmp_path / "offers.tsv").touch()
    (tmp_path / "qrels.tsv").touch()
    assert kind_of(tmp_path) == "relevance"
    for name in ("issues", "invite", "clusters", "similar", "cases"):
        (tmp_path / f"{name}.tsv").touch()
        (tmp_path / "queries.tsv").unlink(missing_ok=True)
    assert kind_of(tmp_path) == "cases"
    folder_with(tmp_path, list(LINES))
    assert kind_of(tmp_path) == "projects"
