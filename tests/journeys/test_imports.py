"""A list as the office keeps it, through the JSON door and through the command: check, load, load again, take back."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service.community import Community
from service.jobs import Jobs

Heli = Callable[..., subprocess.CompletedProcess[str]]
API = "/api/v1"
LIST = """需求清单
填报日期：2026年11月1日
编号,社区,需求内容,来源,数量,联系人,电话
N-701,赵家楼社区,想请人教老人用手机挂号,居民,20人,辛师傅,13800001234
N-702,赵家楼社区,楼道里的灯没人修,居民,3处,庚阿姨,13800005678
N-703,赵家楼社区,,居民,2处,壬大爷,13800009999
"""
NAME = quote("需求清单.csv")


def finished(app: Flask, client: FlaskClient, answer: Any) -> dict[str, Any]:
    """The job an answer has begun, when it is over."""
    assert answer.status_code == 202, answer.text
    jobs: Jobs = app.extensions["heli_jobs"]
    jobs.wait(answer.json["id"], 60)
    job = client.get(answer.headers["Location"]).json
    assert job["state"] == "done", job
    return dict(job["result"])


def uploaded(app: Flask, client: FlaskClient, text: str) -> str:
    answer = client.post(f"{API}/imports?name={NAME}", data=text.encode(), content_type="application/octet-stream")
    return str(finished(app, client, answer)["check"])


def test_a_list_is_checked_loaded_and_taken_back(app: Flask, client: FlaskClient, community: Community) -> None:
    before = community.store.canonical_hash()
    check = uploaded(app, client, LIST)
    report = client.get(f"{API}/checks/{check}").json
    (sheet,) = report["files"][0]["sheets"]
    assert [row["verdict"] for row in sheet["rows"]] == ["ok", "ok", "error"]
    assert community.store.canonical_hash() == before

    (loaded,) = finished(app, client, client.post(f"{API}/checks/{check}/load"))["imports"]
    assert (loaded["rows"], loaded["left_out"]) == (2, 1)
    texts = {item["text"] for item in client.get(f"{API}/needs?limit=200").json["items"]}
    assert "楼道里的灯没人修" in texts

    listed = client.get(f"{API}/imports").json["items"]
    assert (listed[0]["id"], listed[0]["status"]) == (loaded["import_id"], "loaded")
    undone = client.post(f"{API}/imports/{loaded['import_id']}/undo")
    assert undone.status_code == 200, undone.text
    assert community.store.canonical_hash() == before
    assert client.post(f"{API}/imports/{loaded['import_id']}/undo").status_code == 409


def test_the_report_names_nobody(app: Flask, client: FlaskClient) -> None:
    text = client.get(f"{API}/checks/{uploaded(app, client, LIST)}").get_data(as_text=True)
    for personal in ("辛师傅", "庚阿姨", "壬大爷", "13800001234", "13800005678"):
        assert personal not in text


def test_the_report_names_no_person_as_provider(app: Flask, client: FlaskClient) -> None:
    rows = (
        "服务名称,服务单位,服务内容,联系电话",
        "修小家电,辛某礼,修电饭锅,1380000123",
        "换锁,庚某芳,换锁芯,138000012345",
    )
    text = "\n".join(("便民服务清单", *rows, ""))
    told = client.get(f"{API}/checks/{uploaded(app, client, text)}").get_data(as_text=True)
    assert "修小家电" in told
    assert not [name for name in ("辛某礼", "庚某芳", "1380000123") if name in told]


def test_a_check_can_be_loaded_once(app: Flask, client: FlaskClient) -> None:
    check = uploaded(app, client, LIST.replace("N-70", "N-71"))
    (loaded,) = finished(app, client, client.post(f"{API}/checks/{check}/load"))["imports"]
    assert client.post(f"{API}/checks/{check}/load").status_code == 404
    assert client.post(f"{API}/imports/{loaded['import_id']}/undo").status_code == 200


@pytest.mark.parametrize(
    ("address", "media", "status"),
    [
        ("/imports", "application/octet-stream", 422),
        (f"/imports?name={NAME}", "text/csv", 415),
        ("/imports?name=../a.csv", "application/octet-stream", 422),
    ],
)
def test_an_upload_that_cannot_be_read_is_told(client: FlaskClient, address: str, media: str, status: int) -> None:
    assert client.post(API + address, data=b"x", content_type=media).status_code == status


def test_too_large_an_upload_is_told(app: Flask, client: FlaskClient) -> None:
    content = b"x" * (int(app.config["MAX_CONTENT_LENGTH"]) + 1)
    answer = client.post(f"{API}/imports?name={NAME}", data=content, content_type="application/octet-stream")
    assert (answer.status_code, answer.content_type) == (413, "application/problem+json")


def test_the_command_checks_loads_and_takes_back(heli: Heli, tmp_path: Path) -> None:
    file, report = tmp_path / "需求清单.csv", tmp_path / "report.json"
    file.write_text(LIST, encoding="utf-8-sig")
    checked = heli("import", "--dry-run", "--report", str(report), str(file))
    assert checked.returncode == 0, checked.stderr
    assert "C6" in checked.stdout
    assert report.stat().st_mode & 0o077 == 0  # it repeats what the sheet says of people
    assert json.loads(report.read_text(encoding="utf-8"))["files"][0]["sheets"][0]["list"] == "needs"

    loaded = heli("import", str(file))
    assert loaded.returncode == 0, loaded.stderr
    import_id = loaded.stdout.split("heli undo ")[1].split()[0]
    assert import_id in heli("import", str(file)).stdout
    mistaken = heli("undo", "nope")
    assert mistaken.returncode == 1
    assert "没有编号为 nope 的导入" in mistaken.stderr
    assert import_id in mistaken.stderr, "the latest are offered"
    assert heli("undo", import_id).returncode == 0
    again = heli("undo", import_id)
    assert again.returncode == 1
    assert "Traceback" not in again.stderr


def test_the_command_writes_the_empty_workbook(heli: Heli, tmp_path: Path) -> None:
    place = tmp_path / "空表.xlsx"
    assert heli("template", "需求", "-o", str(place)).returncode == 0
    assert place.read_bytes().startswith(b"PK")
    unknown = heli("template", "菜单", "-o", str(place))
    assert unknown.returncode == 1
    assert "需求" in unknown.stderr
