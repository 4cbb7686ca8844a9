"""Learns from the pieces of work on standard input (JSON) and writes what it learned to standard output."""

from __future__ import annotations

import json
import os
import sys

from matching.learning.works import Work
from service.experience import fitted_here


def main() -> None:
    """Read, learn, write; behind everything else that the machine has to do."""
    if hasattr(os, "nice"):
        os.nice(15)
    works = [
        Work(**{**one, "tags": tuple(one["tags"]), "members": tuple(one["members"])}) for one in json.load(sys.stdin)
    ]
    json.dump(fitted_here(works), sys.stdout)


if __name__ == "__main__":
    main()
