"""`heli evaluate`: a folder in, a table or nothing but JSON out, and a plain line for whatever is wrong."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from service.cli import main
from tests.support.past_work import past_work, write_set


def heli(*words: str) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-c", "from service.cli import main; main()", *words],
        env=os.environ | {"HELI_LANG": "zh", "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def here(*words: str) -> Result:
    """The command in this process, where no other language is asked for."""
    return CliRunner().invoke(main, ["evaluate", *words])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_set(tmp_path_factory.mktemp("sets") / "街道", past_work(40, groups=3))


def test_standard_output_holds_nothing_but_the_json(folder: Path) -> None:
    answer = heli("evaluate", str(folder), "--json", "--task", "cold")
    assert answer.returncode == 0, answer.stderr
    told = json.loads(answer.stdout)
    assert (told["set"], told["task"]) == ("街道", "cold")
    assert "project-kNN" in answer.stderr  # progress, and elsewhere


def test_both_tasks_are_a_list_with_ours_in_it(folder: Path) -> None:
    told = json.loads(here(str(folder), "--json").stdout)
    assert [one["task"] for one in told] == ["cold", "completion"]
    for one in told:
        assert one["ours"] in {line["name"] for line in one["models"]}
        assert one["best_single"] in {line["name"] for line in one["models"]} - {one["ours"]}
        assert 0.0 <= one["pool_recall"] <= 1.0


def test_where_no_team_can_be_completed_the_cold_task_is_answered_all_the_same(tmp_path: Path) -> None:
    alone = write_set(tmp_path / "导师", [{**row, "members": row["members"][:1]} for row in past_work(40, groups=3)])
    answer = here(str(alone), "--json")
    assert answer.exit_code == 0
    assert [one["task"] for one in json.loads(answer.stdout)] == ["cold"]
    assert "导师：没有可补全的问题" in answer.stderr
    answer = here(str(alone), "--json", "--task", "completion")
    assert (answer.exit_code, answer.stdout, "没有可补全的问题" in answer.stderr) == (1, "", True)


def test_a_person_reads_a_table(folder: Path) -> None:
    answer = here(str(folder), "--task", "completion")
    assert answer.exit_code == 0
    for word in ("街道", "completion", "NDCG@10", "★", "▸ heli", "co-work", "random"):
        assert word in answer.stdout


def test_a_task_of_another_format_is_refused_with_those_that_fit(folder: Path) -> None:
    answer = here(str(folder), "--task", "relevance")
    assert answer.exit_code == 2
    assert "cold、completion" in answer.stderr
    assert not answer.stdout


def broken(folder: Path) -> Path:
    with gzip.open(folder / "projects.jsonl.gz", "wt", encoding="utf-8") as file:
        file.write('{"pid": "a", "time": "2020"}\n{"pid": \n')
    (folder / "split.json").write_text('{"test_pids": ["a"]}', encoding="utf-8")
    return folder


def test_what_is_wrong_is_one_line_with_file_and_line(tmp_path: Path) -> None:
    answer = here(str(broken(tmp_path)))
    assert answer.exit_code == 1
    assert "projects.jsonl.gz:2：不是 JSON" in answer.stderr
    assert len(answer.stderr.splitlines()) == 1
    answer = here(str(tmp_path / "nowhere"))
    assert (answer.exit_code, "没有这个文件夹" in answer.stderr) == (1, True)
