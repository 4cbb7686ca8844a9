"""Processor seconds and peak memory of a snapshot made straight from a dump, in a process that does nothing else."""

from __future__ import annotations

import json
import re
import sys
import time
from pathlib import Path

from graph.snapshot import Snapshot


def main() -> None:
    """Print the figures of the dump named on the command line as JSON."""
    began = time.process_time()
    snapshot = Snapshot.from_dump(Path(sys.argv[1]))
    seconds = time.process_time() - began
    records = sum(map(len, snapshot.nodes.values())) + sum(map(len, snapshot.links.values()))
    print(json.dumps({"seconds": seconds, "megabytes": _peak(), "records": records}))


def _peak() -> float:
    # getrusage would count the memory of the process that started this one, too.
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(re.findall(r"VmHWM:\s+(\d+) kB", status)[0]) / 1024


if __name__ == "__main__":
    main()
