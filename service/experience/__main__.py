"""Reads past work, open lines and what was learned before on standard input (JSON); writes what is said of them.

Its argument is the process that waits for it: it ends when that is gone, even killed.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time

from service.experience.past import Past, work_from

LOOK = 1.0  # seconds between looks whether somebody still waits


def main() -> None:
    """Read, learn, write; behind everything else that the machine has to do."""
    if hasattr(os, "nice"):
        os.nice(15)
        threading.Thread(target=_end_with, args=(int(sys.argv[1]),), daemon=True).start()
    given = json.load(sys.stdin)
    past = Past([work_from(one) for one in given["works"]], [work_from(one) for one in given["asked"]])
    from service.experience.saying import said_here  # here: it takes seconds, and whoever waits may be gone by then

    json.dump(said_here(past, given["learnt"]), sys.stdout)


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(LOOK)
    os._exit(1)


if __name__ == "__main__":
    main()
