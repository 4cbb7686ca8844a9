"""A limit on the size of files: told by that name, and nothing written before is lost."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from graph.connect import connect

GROW = """
import resource, sys
from pathlib import Path
from graph.embedded import EmbeddedServer
from graph.errors import EngineProblem
from graph.records import Node
from graph.store import Store
folder = Path(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (2**20, 2**20))
with Store(EmbeddedServer(folder / "graph"), folder, patience_seconds=3.0) as store:
    store.upsert([Node("Skill", "a", {"name": "x"})])
    try:
        store.upsert([Node("Skill", f"b{at}", {"name": "y", "label_en": "long " * 50_000}) for at in range(10)])
    except EngineProblem as problem:
        print(problem.code, "ulimit -f" in problem.en)
"""


def test_files_that_may_not_grow_are_told_as_such_and_nothing_is_lost(tmp_path: Path) -> None:
    grown = subprocess.run([sys.executable, "-c", GROW, str(tmp_path)], capture_output=True, text=True, check=False)
    assert grown.stdout.strip() == "file_limit True", grown.stderr
    with connect(tmp_path) as store:
        assert store.get("Skill", "a").properties == {"name": "x"}
