"""Settings: what the environment decides, where each value came from, and how a bad one is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from graph.connect import connect
from graph.errors import EngineProblem
from service.cli import main
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
    ("variable", "value", "wanted"),
    [
        ("HELI_PORT", "eighty", "1 到 65535"),
        ("HELI_PORT", "70000", "1 到 65535"),
        ("HELI_THREADS", "0", "1 到 64"),
        ("HELI_UPLOAD_MB", "1.5", "1 到 512"),
        ("HELI_LANG", "fr", "只能是 zh、en"),
        ("HELI_GRAPH_URL", "http://somewhere", "bolt://"),
        ("HELI_TIMEZONE", "Mars/Phobos", "Asia/Shanghai"),
        ("HELI_LOG_LEVEL", "loud", "只能是 debug、info、warning、error"),
        ("HELI_DATA", "~nobody-of-this-name/x", "完整的路径"),
        ("HELI_ENCODER", "~nobody-of-this-name/x", "完整的路径"),
    ],
)
def test_a_bad_value_is_told_by_its_variable_with_what_is_wanted(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, wanted: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(BadSettings) as told:
        read_settings()
    for said in (told.value.zh, told.value.en):
        assert variable in said
        assert value in said
    assert wanted in told.value.zh
    assert told.value.en.isascii()


def test_auto_and_off_are_known_however_they_are_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HELI_ENCODER", "OFF")
    assert read_settings().encoder == "off"


def test_every_command_tells_a_variable_that_means_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HELI_PROT", "8080")
    current_settings()
    said = capsys.readouterr().err
    assert "HELI_PROT" in said
    assert "HELI_PORT" in said, "the one that was meant"


def test_a_refused_secret_is_not_repeated(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HELI_GRAPH_PASSWORD", "open-sesame")
    monkeypatch.setenv("HELI_GRAPH_PASSWORD_FILE", str(tmp_path / "password"))
    with pytest.raises(BadSettings) as told:
        read_settings()
    assert "HELI_GRAPH_PASSWORD_FILE" in str(told.value)
    assert "open-sesame" not in str(told.value)


@pytest.mark.parametrize(
    "address", ["neo4j:open-sesame@host:7687", "bolt:/neo4j:open-sesame@host", "http://a:open-sesame@b"]
)
def test_a_refused_address_is_told_without_the_password_in_it(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("HELI_GRAPH_URL", address)
    with pytest.raises(BadSettings) as told:
        read_settings()
    assert "HELI_GRAPH_URL" in str(told.value)
    assert "open-sesame" not in f"{told.value.zh}{told.value.en}"


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
    assert unknown_variables(environment) == {"HELI_PROT": "HELI_PORT"}
    assert unknown_variables({"HELI_WEATHER": "fine"}) == {"HELI_WEATHER": ""}


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


@pytest.mark.parametrize("variable", ["HELI_GRAPH_PASSWORD_FILE", "HELI_VOCABULARY", "HELI_ENCODER"])
def test_a_file_that_a_setting_names_and_is_not_there_is_told_with_exit_code_1(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, variable: str
) -> None:
    missing = tmp_path / "missing"
    monkeypatch.setenv(variable, str(missing))
    told = CliRunner().invoke(main, ["settings"])
    assert told.exit_code == 1
    assert f"{variable} = " in told.stdout
    (fault,) = told.stderr.splitlines()
    assert variable in fault
    assert str(missing) in fault
    assert "Errno" not in fault


def test_settings_that_name_nothing_missing_end_well() -> None:
    assert CliRunner().invoke(main, ["settings"]).exit_code == 0
