"""Reads past work, open lines and what was learned before on standard input (JSON); writes what is said of them."""

from __future__ import annotations

import json
import os
import sys

from service.experience.past import Past
from service.experience.saying import said_here, work_from


def main() -> None:
    """Read, learn, write; behind everything else that the machine has to do."""
    if hasattr(os, "nice"):
        os.nice(15)
    given = json.load(sys.stdin)
    past = Past([work_from(one) for one in given["works"]], [work_from(one) for one in given["asked"]])
    json.dump(said_here(past, given["learnt"]), sys.stdout)


if __name__ == "__main__":
    main()
