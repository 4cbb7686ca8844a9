"""Journeys go through the real doors, with nothing replaced.

`client` visits the pages and the JSON door of one community that holds the pilot; it is shared by the tests of one
process, so a test that writes makes records of its own. `heli` runs the command in a process of its own on another
data folder that also holds the pilot. `empty_folder` is a data folder with nothing in it.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service.app import create_app
from service.community import Community
from service.running.opening import open_community
from service.seeding import load_pilot
from service.settings import Settings

Heli = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings.model_construct().model_copy(update={"data": tmp_path_factory.mktemp("journeys"), "encoder": "off"})


@pytest.fixture(scope="session")
def community(settings: Settings) -> Iterator[Community]:
    with open_community(settings) as community:
        load_pilot(community.store, lambda done, total: None)
        yield community


@pytest.fixture(scope="session")
def app(settings: Settings, community: Community) -> Flask:
    return create_app(settings, community)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def run_command(
    folder: Path, *words: str, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run `heli` with its data in `folder` and nothing else of ours in the environment."""
    bare = {name: value for name, value in os.environ.items() if not name.startswith("HELI_")}
    return subprocess.run(
        [sys.executable, "-c", "from service.cli import main; main(prog_name='heli')", *words],
        env=bare | {"HELI_DATA": str(folder), "HELI_ENCODER": "off", "PYTHONUTF8": "1"} | dict(environment or {}),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture
def empty_folder(tmp_path: Path) -> Path:
    return tmp_path / "data folder"


@pytest.fixture(scope="session")
def pilot_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("command")
    seeded = run_command(folder, "seed")
    assert seeded.returncode == 0, seeded.stderr
    return folder


@pytest.fixture(scope="session")
def heli_in() -> Heli:
    """Runs the command on the data folder given first."""
    return run_command


@pytest.fixture
def heli(pilot_folder: Path) -> Heli:
    def run(*words: str, environment: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        return run_command(pilot_folder, *words, environment=environment)

    return run
