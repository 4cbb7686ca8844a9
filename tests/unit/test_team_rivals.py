"""Whom a team would take away from other projects, by the last plan."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

from service.web.teams import _elsewhere


def test_who_is_given_to_this_project_as_well_is_no_rival() -> None:
    def line(project: str, *who: str) -> SimpleNamespace:
        return SimpleNamespace(project=project, given=[SimpleNamespace(kind="Organization", id=one) for one in who])

    plan = cast("Any", SimpleNamespace(standing=[line("mine", "both"), line("theirs", "both", "other")]))
    assert _elsewhere(plan, "mine") == {("Organization", "other")}
    assert _elsewhere(None, "mine") == set()
