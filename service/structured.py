"""The library that writes the log, without what it would read for tracebacks in colour that nobody here asks for."""

from __future__ import annotations

import sys

# It reads rich where that is installed, for its own console, which we do not use: a twentieth of the start.
_hidden = "rich" not in sys.modules
if _hidden:
    sys.modules["rich"] = None  # type: ignore[assignment]  # what an import takes for "not installed"

import structlog  # noqa: E402

if _hidden:
    del sys.modules["rich"]

__all__ = ["structlog"]
