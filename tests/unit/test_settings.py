"""Settings: what the environment decides, where each value came from, and how a bad one is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.connect import connect
from graph.errors import EngineProblem
from service.cli.door import current_settings
from service.errors import BadSettings
from service.settings import CHECKOUT, Settings, listed, read_settings, unknown_variables


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    for name in list(os.environ):
        if name.startswith("HELI_"):
            monkeypatch.delenv(name)


def test_a_checkout_keeps_its_data_in_var() -> None:
    assert read_settings().data == CHECKOUT / "var"


def test_the_environment_decides(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HELI_DATA", str(tmp_path))
    monkeypatch.setenv("HELI_PORT", "8123")
    settings = read_settings()
    assert (settings.data, settings.port) == (tmp_path, 8123)


def test_an_empty_variable_is_no_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HELI_PORT", "")
    assert read_settings().port == 8000


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("HELI_PORT", "eighty"),
        ("HELI_PORT", "70000"),
        ("HELI_LANG", "fr"),
        ("HELI_GRAPH_URL", "http://somewhere"),
        ("HELI_LOG_LEVEL", "loud"),
    ],
)
def test_a_bad_value_is_told_by_its_variable(monkeypatch: pytest.MonkeyPatch, variable: str, value: str) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(BadSettings) as told:
        read_settings()
    assert variable in told.value.zh
    assert variable in told.value.en


def test_a_bad_value_is_told_with_those_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HELI_LANG", "fr")
    with pytest.raises(BadSettings, match="只能是 zh、en"):
        read_settings()


def test_every_command_tells_a_variable_that_means_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HELI_PROT", "8080")
    current_settings()
    assert "HELI_PROT" in capsys.readouterr().err


def test_a_refused_secret_is_not_repeated(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HELI_GRAPH_PASSWORD", "open-sesame")
    monkeypatch.setenv("HELI_GRAPH_PASSWORD_FILE", str(tmp_path / "password"))
    with pytest.raises(BadSettings) as told:
        read_settings()
    assert "HELI_GRAPH_PASSWORD_FILE" in str(told.value)
    assert "open-sesame" not in str(told.value)


def test_the_password_may_stand_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    place = tmp_path / "password"
    monkeypatch.setenv("HELI_GRAPH_PASSWORD_FILE", str(place))
    with pytest.raises(BadSettings, match="HELI_GRAPH_PASSWORD_FILE"):
        read_settings().password()
    place.write_text("open-sesame\n")
    assert read_settings().password() == "open-sesame"


def test_every_setting_is_listed_with_its_origin_and_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HELI_GRAPH_PASSWORD", "open-sesame")
    rows = {one.variable: one for one in listed(read_settings())}
    assert rows.keys() == {f"HELI_{name.upper()}" for name in Settings.model_fields}
    assert rows["HELI_GRAPH_PASSWORD"].origin == "environment"
    assert rows["HELI_PORT"].origin == "default"
    assert all("open-sesame" not in one.value and one.zh and one.en for one in rows.values())


def test_a_slip_of_the_pen_is_noticed() -> None:
    environment = {"HELI_PROT": "8000", "HELI_PORT": "8000", "HELI_TEST_NEO4J": "x", "PATH": "/"}
    assert unknown_variables(environment) == ["HELI_PROT"]


def test_settings_do_not_change() -> None:
    with pytest.raises(ValueError, match="frozen"):
        read_settings().port = 1  # type: ignore[misc]


def test_a_password_in_the_address_is_shown_nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HELI_GRAPH_URL", "bolt://somebody:hidden@word@graph.example:7687")
    shown = {one.variable: one.value for one in listed(read_settings())}
    assert shown["HELI_GRAPH_URL"] == "bolt://******@graph.example:7687"
    with pytest.raises(EngineProblem) as caught:
        connect(tmp_path, "http://somebody:hidden@graph.example")
    assert "hidden" not in str(caught.value)
