"""What is handed on: the packages with their data and the licence under which they may be used."""

from __future__ import annotations

import subprocess
from pathlib import Path
from zipfile import ZipFile

from uv import find_uv_bin

ROOT = Path(__file__).parents[2]


def test_the_wheel_holds_the_licence_and_what_the_packages_read(tmp_path: Path) -> None:
    command = [find_uv_bin(), "build", "--wheel", "--offline", "--quiet", "--out-dir", str(tmp_path), str(ROOT)]
    built = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert built.returncode == 0, built.stderr
    (wheel,) = tmp_path.glob("*.whl")
    with ZipFile(wheel) as files:
        names = set(files.namelist())
        (licence,) = (name for name in names if name.endswith(".dist-info/licenses/LICENSE"))
        assert files.read(licence) == (ROOT / "LICENSE").read_bytes()
    assert {"seeds/vocabulary.csv", "service/templates/base.html", "graph/statements/upkeep.cypher"} <= names
    assert not {name.split("/")[0] for name in names} & {"tests", "bench", "var"}
