"""What the service reads before it answers: nothing that only some requests need."""

from __future__ import annotations

import json
import subprocess
import sys

READ = "import service.app, service.community, service.consulting, service.partnering, service.serving"
RARELY = {
    *("pandas", "numba", "sklearn", "networkx", "xlsxwriter"),
    *("scipy.optimize", "scipy.cluster", "scipy.sparse.csgraph", "scipy.special"),
}


def test_the_start_reads_no_module_that_few_requests_need() -> None:
    program = f"import json, sys; {READ}; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert RARELY & set(json.loads(done.stdout)) == set()
