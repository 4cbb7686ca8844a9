"""What the service reads before it answers: nothing that only some requests need."""

from __future__ import annotations

import json
import subprocess
import sys

READ = "import service.app, service.community, service.consulting, service.partnering, service.running.serving"
RARELY = {
    *("pandas", "numba", "sklearn", "networkx", "xlsxwriter", "rich"),
    *("psutil", "numpy.f2py", "numpy.ma", "numpy.testing"),
    *("scipy.optimize", "scipy.cluster", "scipy.sparse.csgraph", "scipy.special"),
}


def test_the_start_reads_no_module_that_few_requests_need() -> None:
    assert RARELY & modules_after(READ) == set()


def test_reading_past_work_beside_the_answers_reads_nothing_that_holds_them_up() -> None:
    begun = "import threading; over = threading.Event(); over.set()"
    said = "from service.experience.past import Past; said_apart(Past([], []), None, over)"
    read = f"{READ}; from service.running.learning_beside import said_apart"
    assert RARELY & modules_after(f"{read}; {begun}; {said}") == set()


def test_the_command_line_starts_the_engine_before_it_reads_what_matching_takes() -> None:
    assert {"numpy", "scipy", "matching.data"} & modules_after("import service.cli") == set()


def modules_after(read: str) -> set[str]:
    """What a process has read after this line."""
    program = f"import json, sys; {read}; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    return set(json.loads(done.stdout))
