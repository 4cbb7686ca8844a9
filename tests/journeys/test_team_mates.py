"""Who could do something about a need together: on its page, at the interface, in the workbook, at the command."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from python_calamine import load_workbook

from service.cli import main
from tests.journeys.test_planning import API
from tests.journeys.visits import text_of

NEED = "need-zjl-phone"


def test_a_need_tells_who_could_do_it_together(client: FlaskClient) -> None:
    answer = client.get(f"{API}/needs/{NEED}/mates")
    assert answer.status_code == 200, answer.get_json()
    found = answer.get_json()
    assert "able" in {part for one in found["mates"] for part in one["parts"]}
    assert all(one["reasons"] for one in found["mates"])
    page = text_of(client.get(f"/needs/{NEED}"))
    book = load_workbook(BytesIO(client.get(f"/needs/{NEED}/table.xlsx").data))
    assert len(book.sheet_names) == 3
    listed = str(book.get_sheet_by_index(2).to_python())
    for one in found["mates"]:
        assert one["candidate"]["name"] in page
        assert one["candidate"]["name"] in listed
    assert "Who could do it together" in text_of(client.get(f"/needs/{NEED}?lang=en"))


def test_an_unknown_need_has_none(client: FlaskClient) -> None:
    assert client.get(f"{API}/needs/nothing/mates").status_code == 404


def test_the_command_tells_them_too(monkeypatch: pytest.MonkeyPatch, pilot_folder: Path) -> None:
    monkeypatch.setenv("HELI_DATA", str(pilot_folder))
    told = CliRunner().invoke(main, ["consult", NEED])
    assert told.exit_code == 0, told.output
    answer = json.loads(CliRunner().invoke(main, ["consult", NEED, "--json"]).stdout)
    assert answer["mates"]["mates"]
    assert all(one["candidate"]["name"] in told.stdout for one in answer["mates"]["mates"])
