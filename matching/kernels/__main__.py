"""Compile loops into a folder, in a process of its own: `python -m matching.kernels FOLDER MODULE …`."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

from matching.kernels.compiled import compile_all

if __name__ == "__main__":
    for module in sys.argv[2:]:
        import_module(module)
    compile_all(Path(sys.argv[1]))
