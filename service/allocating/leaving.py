"""A kept plan without those who may not be asked any more: they withdrew, or they are gone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from matching.data import MatchingData
from service.allocating.plans import PlannedLine, Plans
from service.viewing.showing import askable


def without_leavers(plans: Plans, data: MatchingData) -> tuple[Plans, Mapping[str, int]]:
    """The plan with those left out who may not be asked now, and by line (id) how many they are."""
    lines = tuple(_without(line, data) for line in plans.lines)
    left = {
        now.id: len(before.given) - len(now.given)
        for before, now in zip(plans.lines, lines, strict=True)
        if len(now.given) < len(before.given)
    }
    ways = tuple(way for way in plans.ways_out if all(askable(data, *one) for one in way.who))
    return replace(plans, lines=lines, ways_out=ways), left


def _without(line: PlannedLine, data: MatchingData) -> PlannedLine:
    """The line as those who stay meet it."""
    given = tuple(one for one in line.given if askable(data, one.kind, one.id))
    gone = len(line.given) - len(given)
    if not gone:
        return line
    stays = sum(one.amount for one in given) / line.wanted if line.wanted > 0 else float(bool(given))
    weighed, ready = max(line.weighed - gone, len(given)), max(line.ready - gone, len(given))
    return replace(line, given=given, filled=min(line.filled, stays), weighed=weighed, ready=ready)
