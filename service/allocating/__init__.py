"""统筹: one plan for all that is open, kept, shown, and turned into invitations by whoever accepts it."""

from __future__ import annotations

from service.allocating.acceptance import (
    NothingChosen,
    accept,
    check,
    proposed,
    take_back,
)
from service.allocating.history import Acceptance, acceptance, acceptances, invitations_of
from service.allocating.making import plan_all
from service.allocating.plan_folder import NoPlanYet, PlanFolder
from service.allocating.plans import Given, PlannedLine, Plans, Way
from service.allocating.telling import StandingPlan, told
from service.decisions.inviting import PlanChanged, Uninvitable

__all__ = [
    "Acceptance",
    "Given",
    "NoPlanYet",
    "NothingChosen",
    "PlanChanged",
    "PlanFolder",
    "PlannedLine",
    "Plans",
    "StandingPlan",
    "Uninvitable",
    "Way",
    "accept",
    "acceptance",
    "acceptances",
    "check",
    "invitations_of",
    "plan_all",
    "proposed",
    "take_back",
    "told",
]
