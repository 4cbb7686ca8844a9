"""「身份证号不会读入，也不留底」: wherever a number stands in a file, it is on no page and in no file of ours."""

from __future__ import annotations

import gzip
import io
import re
import zipfile
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import quote

import pytest
import xlsxwriter
from flask import Flask
from flask.testing import FlaskClient

from graph.reading.codes import IDENTITY_CHECKS, IDENTITY_WEIGHTS
from service.app import create_app
from service.running.opening import open_community
from service.settings import Settings
from tests.journeys.test_imports import finished
from tests.journeys.test_pages_import import load, press, upload


def number(serial: int) -> str:
    """A number that passes the check, of a region that does not exist."""
    body = f"9999991968031{serial:04d}"
    total = sum(int(digit) * weight for digit, weight in zip(body, IDENTITY_WEIGHTS, strict=True))
    return body + IDENTITY_CHECKS[total % 11]


NUMBERS = [number(serial) for serial in range(5000, 5010)]
CELL, TEXT, WIDE, SPACED, HEADING, SHEET, FILE, TITLE, TYPED, SPLIT = NUMBERS


def workbook() -> bytes:
    rows = (
        (f"经办人 {TITLE}",),
        ("姓名", "身份证号", "特长", "备注", "手机", f"说明{HEADING}"),
        ("试某甲", CELL, "书法", "", "13800000001", "一"),
        ("试某乙", CELL[:-2], "修灯", f"证件{TEXT}丢了", "13800000002", "二"),
        ("试某丙", WIDE.translate({c: c + 0xFEE0 for c in range(48, 58)}), "合唱", "", "13800000003", "三"),
        ("试某丁", f"{SPACED[:6]} {SPACED[6:14]} {SPACED[14:]}", "种花", "", "13800000004", "四"),
        ("试某戊", "", f"{SPLIT[:9]}\u200b{SPLIT[9:]}", "", "", "五"),
    )
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet(f"册{SHEET}")
        for at, row in enumerate(rows):
            for column, cell in enumerate(row):
                sheet.write_string(at, column, cell)
    return content.getvalue()


def told(content: bytes) -> Iterable[bytes]:
    """The bytes, and what is packed in them."""
    yield content
    if content.startswith(b"\x1f\x8b"):
        yield from told(gzip.decompress(content))
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                yield from told(archive.read(name))


NO_DIGIT = bytes(set(range(256)) - set(b"0123456789Xx"))


def numbers_in(content: bytes) -> set[str]:
    """Those of the numbers that can be found, whatever their width, spacing and encoding."""
    found = set()
    for part in told(content):
        for digit in range(10):
            part = part.replace(chr(0xFF10 + digit).encode(), str(digit).encode())
        plain = part.translate(None, NO_DIGIT).decode()
        # The birth date and serial alone would tell who it is.
        found |= {one for one in NUMBERS if one in plain or one[6:17] in plain}
    return found


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterable[Flask]:
    """A house of its own, so that everything in its folder comes from these tests."""
    settings = Settings.model_construct().model_copy(update={"data": tmp_path_factory.mktemp("numbers")})
    with open_community(settings) as community:
        yield create_app(settings, community)


@pytest.fixture
def folder(app: Flask) -> Path:
    return Path(app.config["HELI_DATA"])


def seen(folder: Path) -> dict[str, set[str]]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert files
    found = {path.name: numbers_in(path.read_bytes()) | numbers_in(str(path).encode()) for path in files}
    return {name: numbers for name, numbers in found.items() if numbers}


def test_the_search_finds_what_it_looks_for(tmp_path: Path) -> None:
    tmp_path.joinpath("a.xlsx").write_bytes(workbook())
    assert seen(tmp_path) == {"a.xlsx": set(NUMBERS) - {FILE, TYPED}}


def test_no_number_stays_when_a_workbook_comes_by_the_pages(client: FlaskClient, folder: Path) -> None:
    address = upload(client, (f"花名册{FILE}.xlsx", workbook()))
    pages = ["/import", "/", "/imports", address, f"{address}/marked/0"]

    def look() -> None:
        assert seen(folder) == {}
        for page in pages:
            answer = client.get(page)
            assert numbers_in(answer.data) == set(), page
            assert numbers_in(str(answer.headers).encode()) == set(), page

    look()
    assert "身份证号" in client.get(address).text
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get(address).text)
    assert token is not None
    form = {
        "csrf_token": token[1],
        "file": "0",
        "sheet": "册〔…〕",
        "line": "5",
        "column": "D",
        "value": f"是{TYPED}",
        "use": "own",
    }
    refused = client.post(f"{address}/mend", data=form, follow_redirects=True)
    assert "这里面有身份证号" in refused.text
    assert numbers_in(refused.data) == set()
    press(client, address, "unread")
    look()
    pages.append(load(client, address).request.path)
    pages[3:5] = []
    look()


def test_no_number_stays_when_a_workbook_comes_by_the_api(app: Flask, client: FlaskClient, folder: Path) -> None:
    name = quote(f"花名册{FILE}.xlsx")
    answer = client.post(
        f"/api/v1/imports?name={name}",
        data=workbook(),
        content_type="application/octet-stream",
        headers={"Idempotency-Key": "number-canary"},
    )
    check = finished(app, client, answer)["check"]
    report = client.get(f"/api/v1/checks/{check}")
    assert report.status_code == 200
    loaded = client.post(f"/api/v1/checks/{check}/load")
    finished(app, client, loaded)
    for one in (answer, report, loaded, client.get("/api/v1/imports"), client.get(answer.headers["Location"])):
        assert numbers_in(one.data + str(one.headers).encode()) == set()
    assert seen(folder) == {}


SPACED_OUT = f"{CELL[:6]} {CELL[6:14]} {CELL[14:]}"
FULL_WIDTH = CELL.translate({c: c + 0xFEE0 for c in range(48, 58)})


@pytest.mark.parametrize("number", [CELL, SPACED_OUT, FULL_WIDTH])
@pytest.mark.parametrize(
    "address",
    [
        "/api/v1/needs/{}",
        "/api/v1/jobs/{}",
        "/api/v1/projects/x/partners?requirement={}",
        "/api/v1/needs?{}=1",
        "/api/v1/needs?place={}",
        "/api/v1/search?q={}",
        "/search?q={}",
        "/needs?q={}",
        "/needs/{}",
        "/{}",
        "/record/Resident/{}",
    ],
)
def test_a_number_in_an_address_is_not_said_back(client: FlaskClient, address: str, number: str) -> None:
    answer = client.get(address.format(quote(number)), follow_redirects=True)
    assert numbers_in(answer.data) == set()
    assert FULL_WIDTH.encode() not in answer.data
    assert numbers_in(str(answer.headers).encode()) == set()


@pytest.mark.parametrize(
    "body", [{"id": CELL}, {CELL: 1}, {"name": "一个项目", "place": FULL_WIDTH}, {"name": SPACED_OUT}]
)
def test_a_number_in_a_body_is_not_said_back(client: FlaskClient, folder: Path, body: dict[str, object]) -> None:
    answers = [
        client.post("/api/v1/projects", json=body),
        client.post("/api/v1/needs", json=body),
        client.patch(f"/api/v1/needs/{CELL}", json=body, headers={"If-Match": "*"}),
    ]
    for answer in answers:
        assert answer.status_code >= 400
        assert numbers_in(answer.data) == set()
    assert seen(folder) == {}
