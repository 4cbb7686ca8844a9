"""The command: the same verbs, in words a person can act on; never a traceback for something they can mend."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from service.app import create_app
from service.cli import main
from service.experience.opinions import OpinionFile
from service.running.opening import open_community
from service.settings import Settings

Heli = Callable[..., subprocess.CompletedProcess[str]]

HEARS_CTRL_C = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def plain(answer: subprocess.CompletedProcess[str], code: int) -> str:
    """The one line of an error."""
    assert answer.returncode == code, answer.stderr
    assert "Traceback" not in answer.stderr
    lines = [line for line in answer.stderr.splitlines() if line.strip()]
    assert lines
    return lines[-1]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def settings_for(folder: Path) -> Settings:
    """The settings the command has when only its data folder is given."""
    return Settings.model_construct().model_copy(update={"data": folder})


EVERY_HELP = """
import click
from service.app import create_app
from service.cli import main
from service.running.opening import open_community
from service.settings import Settings
for name, command in main.commands.items():
    print("#", name, command.get_help(click.Context(command, info_name="heli " + name)), sep="\\n")
"""


@pytest.mark.parametrize(("language", "example"), [("zh", "例如："), ("en", "For example:")])
def test_every_command_explains_itself_with_an_example(language: str, example: str) -> None:
    told = subprocess.run(
        [sys.executable, "-c", EVERY_HELP],
        env=os.environ | {"HELI_LANG": language, "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    ).stdout
    helps = dict(part.split("\n", 1) for part in told.split("#\n")[1:])
    assert helps.keys() == main.commands.keys()
    for name, text in helps.items():
        body, _, worked = text.partition(example)
        assert f"heli {name}" in worked
        assert bool(CHINESE.search(body)) == (language == "zh")


def test_partners_are_told_as_a_person_would_read_them(heli: Heli) -> None:
    answer = heli("recommend", "银铃潮起来", "--top", "2")
    assert answer.returncode == 0, answer.stderr
    assert "银铃潮起来" in answer.stdout
    assert "1. " in answer.stdout
    assert "魏某强" not in answer.stdout  # in conflict with somebody of the project: counted, never named
    assert "小满" not in answer.stdout  # a minor


def test_json_is_the_object_of_the_api(heli: Heli, pilot_folder: Path) -> None:
    told = json.loads(heli("recommend", "银铃潮起来", "--top", "3", "--json").stdout)
    with open_community(settings_for(pilot_folder)) as community:
        client = create_app(settings_for(pilot_folder), community).test_client()
        served = client.get(f"/api/v1/projects/{told['project']['id']}/partners?limit=3").json
    assert told.pop("snapshot")["version"] == served.pop("snapshot")["version"]
    assert told == served


def test_an_unknown_project_is_told_with_names_that_come_near(heli: Heli) -> None:
    line = plain(heli("recommend", "旧物再生"), 1)
    assert "旧物再生" in line
    assert "旧物新生" in line


@pytest.mark.parametrize("command", [["idle"], ["parallel"], ["bundle", "周三银龄课堂", "--scene"]])
def test_places_whose_names_come_near_are_told(
    monkeypatch: pytest.MonkeyPatch, pilot_folder: Path, command: list[str]
) -> None:
    monkeypatch.setenv("HELI_DATA", str(pilot_folder))
    unknown = CliRunner().invoke(main, [*command, "--place", "赵家楼社趣"])
    assert unknown.exit_code == 1
    assert "赵家楼社区" in unknown.output


def test_a_place_is_known_by_its_name(monkeypatch: pytest.MonkeyPatch, pilot_folder: Path) -> None:
    monkeypatch.setenv("HELI_DATA", str(pilot_folder))
    by_id, by_name = (
        CliRunner().invoke(main, ["idle", "--place", place, "--json"]) for place in ("place-zhaojialou", "赵家楼社区")
    )
    assert by_name.exit_code == 0, by_name.output
    assert json.loads(by_name.stdout) == json.loads(by_id.stdout)


def test_numbers_in_a_scene_are_read_and_those_assumed_are_told(
    monkeypatch: pytest.MonkeyPatch, pilot_folder: Path
) -> None:
    monkeypatch.setenv("HELI_DATA", str(pilot_folder))
    asked = ["bundle", "--scene", "40位老人听健康讲座，周三下午", "--place", "赵家楼社区"]
    told = CliRunner().invoke(main, asked).output
    assert "能坐40人的房间" in told
    assert "没说要几个帮手，按2个算。" in told
    assert "能坐15人的房间" in CliRunner().invoke(main, [*asked, "--seats", "15"]).output


@pytest.mark.parametrize("option", [["--place", "place-zhaojialou"], ["--seats", "20"], ["--money", "1"]])
def test_what_is_for_scenes_only_is_refused_for_a_project(option: list[str]) -> None:
    answer = CliRunner().invoke(main, ["bundle", "旧物新生", *option])
    assert answer.exit_code == 2
    assert option[0] in answer.output
    assert "--scene" in answer.output


def test_an_empty_graph_is_told_as_such_with_what_to_do(heli_in: Heli, empty_folder: Path) -> None:
    line = plain(heli_in(empty_folder, "recommend", "旧物新生"), 1)
    assert "图里还没有数据" in line
    assert "heli seed" in line
    assert "heli import" in line
    assert heli_in(empty_folder, "mentors").stdout.strip() == "还没有项目。"


def test_a_terminal_that_lacks_a_sign_is_told_everything_else(heli: Heli) -> None:
    told = heli("recommend", "银铃潮起来", environment={"PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"})
    assert (told.returncode, "Traceback" in told.stderr) == (0, False), told.stderr
    assert "requirement-yinling-1-people" in told.stdout


def test_settings_are_listed_with_their_origin_and_no_secret(heli_in: Heli, tmp_path: Path) -> None:
    answer = heli_in(tmp_path, "settings", environment={"HELI_PORT": "8123", "HELI_GRAPH_PASSWORD": "open-sesame"})
    assert "HELI_PORT = 8123  [环境变量]" in answer.stdout
    assert "HELI_HOST = 127.0.0.1  [默认]" in answer.stdout
    assert "open-sesame" not in answer.stdout


def test_settings_tell_of_a_data_folder_that_cannot_be_and_make_none(heli_in: Heli, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.touch()
    for taken in (file, file / "below"):
        told = heli_in(taken, "settings")
        assert told.returncode == 1
        assert f"{file} 是一个文件" in told.stderr
    coming = tmp_path / "not" / "yet"
    assert heli_in(coming, "settings").returncode == 0
    assert not coming.parent.exists()


@pytest.mark.parametrize(
    ("environment", "named"),
    [
        ({"HELI_PORT": "eighty"}, "HELI_PORT"),
        ({"HELI_HOST": "0.0.0.0"}, "HELI_HOST"),
        ({"HELI_GRAPH_URL": "bolt://127.0.0.1:1"}, "连不上图数据库 bolt://127.0.0.1:1。"),
    ],
)
def test_what_keeps_it_from_starting_is_one_line(
    heli_in: Heli, tmp_path: Path, environment: dict[str, str], named: str
) -> None:
    told = heli_in(tmp_path, "serve", environment={"HELI_PORT": str(free_port())} | environment)
    line = plain(told, 1)
    assert named in line
    assert CHINESE.search(line)


def test_a_taken_port_is_told_before_anything_is_started(heli_in: Heli, empty_folder: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        line = plain(heli_in(empty_folder, "run", environment={"HELI_PORT": port}), 1)
    assert port in line
    assert not (empty_folder / "graph").exists()


def test_a_data_folder_that_cannot_be_is_told(heli_in: Heli, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    line = plain(heli_in(tmp_path / "file" / "data", "seed"), 1)
    assert "HELI_DATA" in line


@pytest.mark.parametrize("below", [[], ["data"]])
def test_a_file_in_the_place_of_the_data_folder_is_named(heli_in: Heli, tmp_path: Path, below: list[str]) -> None:
    taken = tmp_path / "file"
    taken.write_text("")
    line = plain(heli_in(taken.joinpath(*below), "seed"), 1)
    assert f"{taken} 是一个文件" in line


def test_what_holds_no_list_is_told_so_with_what_to_do(heli_in: Heli, empty_folder: Path, tmp_path: Path) -> None:
    note, list_ = tmp_path / "note.txt", tmp_path / "需求.csv"
    note.write_text("明天下午开会\n请带笔\n")
    list_.write_text("楼院,需求内容,提出渠道\n柳巷1号院,想学用手机,居民\n")
    alone = heli_in(empty_folder, "import", "--dry-run", str(note))
    assert alone.returncode == 1
    assert "note.txt: 没有找到能识别的清单" in alone.stdout
    assert "heli template" in alone.stdout
    both = heli_in(empty_folder, "import", "--dry-run", str(note), str(list_))
    assert both.returncode == 0
    assert "note.txt: 没有找到能识别的清单" in both.stdout
    assert "共 1 行" in both.stdout


def test_a_template_for_a_folder_that_is_missing_names_the_folder(heli_in: Heli, tmp_path: Path) -> None:
    line = plain(heli_in(tmp_path, "template", "居民骨干", "-o", str(tmp_path / "missing" / "x.xlsx")), 1)
    assert f"没有文件夹 {tmp_path / 'missing'}" in line


def test_a_sheet_is_read_as_the_list_that_is_said(empty_folder: Path, tmp_path: Path, heli_in: Heli) -> None:
    signed_in = tmp_path / "端午签到表.csv"
    signed_in.write_text("姓名,单位,电话\n刘一,柳叶小学,13900000001\n王二,顺安物业,13900000002\n", encoding="utf-8")
    unread = heli_in(empty_folder, "import", "--dry-run", str(signed_in))
    assert "--as" in unread.stdout
    read = heli_in(empty_folder, "import", "--dry-run", "--as", "端午签到表=居民", str(signed_in))
    assert "居民, 2 行" in read.stdout
    assert "不列入推荐名单" in read.stdout
    missing = heli_in(empty_folder, "import", "--dry-run", "--as", "表9=居民", str(signed_in))
    assert "端午签到表" in plain(missing, 1)
    strange = heli_in(empty_folder, "import", "--dry-run", "--as", "天气", str(signed_in))
    assert "天气" in plain(strange, 1)


@pytest.mark.parametrize("words", [["recommend"], ["import"], ["nothing"], ["recommend", "x", "--top", "0"]])
def test_a_wrong_call_is_code_2(heli_in: Heli, tmp_path: Path, words: list[str]) -> None:
    plain(heli_in(tmp_path, *words), 2)


@pytest.mark.parametrize("command", ["import", "restore"])
@pytest.mark.parametrize("kind", ["pipe", "device"])
def test_a_pipe_or_a_device_is_refused_at_once(tmp_path: Path, command: str, kind: str) -> None:
    place = tmp_path / "list.csv"
    if kind == "pipe":
        os.mkfifo(place)
    else:
        place.symlink_to("/dev/zero")
    answer = CliRunner().invoke(main.commands[command], [str(place)])
    assert answer.exit_code == 2
    assert "list.csv" in answer.output


def test_the_doctor_finds_a_seeded_folder_well(heli: Heli) -> None:
    answer = heli("doctor", "--json")
    assert answer.returncode == 0, answer.stdout
    findings = json.loads(answer.stdout)
    assert {one["name"] for one in findings} == {
        *("folder", "disk", "engine", "schema", "restore", "snapshot"),
        *("address", "vocabulary", "encoder", "weights", "experience"),
    }


def test_the_doctor_says_what_is_wrong(heli_in: Heli, tmp_path: Path) -> None:
    OpinionFile(tmp_path).note_broken_off(datetime(2026, 3, 14, tzinfo=UTC))
    answer = heli_in(tmp_path, "doctor", environment={"HELI_GRAPH_URL": "bolt://127.0.0.1:1"})
    assert answer.returncode == 1
    assert [one.split("在")[0][:6] for one in answer.stdout.split("✗ ")[1:]] == ["从往事学习", "连不上图数据"]


def test_what_is_kept_is_its_owners_only_also_in_a_folder_others_may_enter(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    (tmp_path / "graph").mkdir(mode=0o755)
    (tmp_path / "snapshots").mkdir(mode=0o755)
    subprocess.run(
        [sys.executable, "-c", "from service.cli import main; main(prog_name='heli')", "recommend", "x"],
        env=os.environ | {"HELI_DATA": str(tmp_path), "PYTHONUTF8": "1"},
        capture_output=True,
        timeout=120,
        check=False,
        umask=0o022,
    )
    kept = list(tmp_path.rglob("*"))
    assert {path.name for path in kept} >= {"engine", "server.log", "snapshots"}
    assert [path for path in kept if path.stat().st_mode & 0o077] == []
    assert tmp_path.stat().st_mode & 0o777 == 0o755


def test_a_dump_can_be_restored_elsewhere(heli_in: Heli, heli: Heli, empty_folder: Path, tmp_path: Path) -> None:
    file, again, damaged = tmp_path / "backup.jsonl", tmp_path / "again.jsonl", tmp_path / "damaged.jsonl"
    assert heli("dump", str(file)).returncode == 0
    damaged.write_bytes(file.read_bytes()[:-40])
    plain(heli_in(empty_folder, "restore", str(damaged)), 1)
    restored = heli_in(empty_folder, "restore", str(file))
    assert restored.returncode == 0, restored.stderr
    assert "--replace" in plain(heli_in(empty_folder, "restore", str(file)), 1)
    assert heli_in(empty_folder, "restore", str(file), "--replace").returncode == 0
    assert heli_in(empty_folder, "dump", str(again)).returncode == 0
    assert sorted(again.read_bytes().splitlines()[:-1]) == sorted(file.read_bytes().splitlines()[:-1])


def test_an_invented_street_is_the_same_every_time(heli_in: Heli, tmp_path: Path) -> None:
    for name in ("one", "two"):
        answer = heli_in(tmp_path, "invent", "--residents", "300", "--seed", "7", "-o", str(tmp_path / f"{name}.jsonl"))
        assert answer.returncode == 0, answer.stderr
    assert (tmp_path / "one.jsonl").read_bytes() == (tmp_path / "two.jsonl").read_bytes()


def test_run_shows_partners_serves_the_pages_and_ends_on_ctrl_c(empty_folder: Path) -> None:
    port = free_port()
    bare = {name: value for name, value in os.environ.items() if not name.startswith("HELI_")}
    with subprocess.Popen(
        # Who starts the tests in the background has them ignore Ctrl-C, and every child inherits it.
        [sys.executable, "-c", f"{HEARS_CTRL_C}; from service.cli import main; main(prog_name='heli')", "run"],
        env=bare | {"HELI_DATA": str(empty_folder), "HELI_PORT": str(port), "PYTHONUTF8": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            told = ""
            while f"http://127.0.0.1:{port}" not in told:
                line = process.stdout.readline()
                assert line, process.stderr.read() if process.stderr else ""
                told += line
            assert "银铃潮起来" in told
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=20) as answer:
                assert json.load(answer)["status"] == "ok"
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=20) as answer:
                assert answer.status == 200
            process.send_signal(signal.SIGINT)
            process.wait(timeout=20)
            assert process.returncode == 0
        finally:
            process.kill()


def test_the_answer_stays_json_when_something_is_logged(heli: Heli, pilot_folder: Path) -> None:
    kept, aside = pilot_folder / "snapshots", pilot_folder / "aside"
    if kept.exists():
        kept.rename(aside)
    kept.write_text("a file where the folder belongs: nothing can be saved, which is logged")
    try:
        answer = heli("recommend", "银铃潮起来", "--json")
    finally:
        kept.unlink()
        if aside.exists():
            aside.rename(kept)
    assert answer.returncode == 0, answer.stderr
    assert json.loads(answer.stdout)["project"]["name"] == "银铃潮起来"
    logged = {json.loads(line)["event"] for line in answer.stderr.splitlines() if line.startswith("{")}
    assert logged == {"snapshot not saved"}
