"""The official driver, without what it would read for results that nobody here asks for."""

from __future__ import annotations

import sys

# Where pandas happens to be installed, the driver reads it: half a second of the start and much memory for nothing.
_hidden = "pandas" not in sys.modules
if _hidden:
    sys.modules["pandas"] = None  # type: ignore[assignment]  # what an import takes for "not installed"

import neo4j  # noqa: E402
from neo4j.exceptions import (  # noqa: E402
    AuthError,
    ConstraintError,
    DriverError,
    IncompleteCommit,
    Neo4jError,
    ServiceUnavailable,
    SessionExpired,
)
from neo4j.time import Date, DateTime  # noqa: E402

if _hidden:
    del sys.modules["pandas"]

__all__ = [
    "AuthError",
    "ConstraintError",
    "Date",
    "DateTime",
    "DriverError",
    "IncompleteCommit",
    "Neo4jError",
    "ServiceUnavailable",
    "SessionExpired",
    "neo4j",
]
