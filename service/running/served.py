"""What this application serves: the open community and the long work beside it, for every door of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask, current_app

from service.jobs import Jobs

if TYPE_CHECKING:
    from service.community import Community

COMMUNITY, JOBS = "heli", "heli_jobs"  # their names among the extensions of the application


def serve_with(app: Flask, community: Community, jobs: Jobs) -> None:
    """Have `app` answer for this community, with its long work done by `jobs`."""
    app.extensions |= {COMMUNITY: community, JOBS: jobs}


def community() -> Community:
    """The community that this application serves."""
    found: Community = current_app.extensions[COMMUNITY]
    return found


def jobs() -> Jobs:
    """Long work of this installation."""
    found: Jobs = current_app.extensions[JOBS]
    return found
