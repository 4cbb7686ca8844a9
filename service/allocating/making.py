"""Planning: every open line of every running project against everybody and everything there is, at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import uuid4

import numpy as np
from numpy.typing import NDArray

from graph.errors import NotFound
from graph.snapshot import Snapshot
from matching.matcher import Matcher
from matching.portfolio.gaps import gaps
from matching.portfolio.plan import Demand, Plan, Share, each_alone, one_after_another, plan
from matching.portfolio.problem import share_of_bound
from matching.portfolio.supply import STAYS
from matching.team.cover import Coverage, coverage
from service.allocating.plans import ALONE, FIRST_COME, FULL, PLAN, Given, PlannedLine, Plans, Way
from service.allocating.state import state_of
from service.allocating.ways_out import ways_out
from service.clock import day_of
from service.decisions.inviting import waiting
from service.lines.asking import Asking, Line
from service.lines.stages import OVER
from service.lines.trouble import asks, trouble_of
from service.partnering import Live
from service.viewing.listing import placed, places_within

Progress = Callable[[int, int], None]
# Of all open lines the project and the community of each, as numbers, and the positions of those that can be planned.
Grouped = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]
DIVIDING = 0.25  # of the work is dividing, beside looking who could do what


def plan_all(
    community: Live,
    *,
    now: datetime,
    place: str = "",
    before: Plans | None = None,
    progress: Progress = lambda done, total: None,
) -> Plans:
    """Plan all open lines of running projects at `place` (everywhere when ""); raises NotFound for an unknown place.

    Whom an invitation waits for stays; what was planned `before` stays unless a change is worth it. `progress` may
    raise to end the work: nothing is written.
    """
    snapshot, matcher = community.current(now)
    lines, owners = open_lines(snapshot, matcher, place)
    sound = [at for at, line in enumerate(lines) if trouble_of(line) is None]
    total = max(len(sound), 1)
    steps = _Steps(progress, total, int(total * DIVIDING) + 1)
    planned = [lines[at] for at in sound]
    cover = _covered(snapshot, matcher, planned, now, steps)
    projects = sorted({owners[at] for at in sound})
    communities = _communities(snapshot, owners)
    of_sound = np.array([projects.index(owners[at]) for at in sound], dtype=np.int64)
    demand = Demand(cover, of_sound, _numbered(communities[sound]))
    kept = _rows_of(matcher, planned, set(before.pairs) if before is not None else set())
    best = plan(demand, kept, step=steps.tried)
    made = Plans(
        id=f"plan-{uuid4().hex[:12]}",
        at=now,
        snapshot_version=snapshot.version,
        state=state_of(snapshot),
        place=place,
        lines=_lines(lines, owners, sound, cover, best),
        ways=_ways(demand, best, (_numbered(owners), communities, np.array(sound, dtype=np.int64)), kept),
        bound=best.bound,
        ways_out=ways_out(matcher, gaps(demand, best, steps.tried), [line.id for line in planned]),
        reached=share_of_bound(best.benefit, best.bound),
    )
    return _compared(made, before)


class _Steps:
    """Tells how far the work is; the dividing takes as many steps as it needs within its share."""

    def __init__(self, progress: Progress, lines: int, more: int) -> None:
        self.progress, self.total, self.last, self.done = progress, lines + more, lines + more - 1, 0

    def looked(self) -> None:
        self.progress(self.done, self.total)
        self.done += 1

    def tried(self) -> None:
        self.done = min(self.done + 1, self.last)
        self.progress(self.done, self.total)


def open_lines(snapshot: Snapshot, matcher: Matcher, place: str = "") -> tuple[list[Line], list[str]]:
    """Open lines of running projects at a place, with the id of the project of each; raises NotFound."""
    table = snapshot.nodes["Project"]
    if place and place not in snapshot.nodes["Place"].row_of:
        raise NotFound("Place", place)
    stages, within = table.texts("stage"), places_within(snapshot, place) if place else set[int]()
    asking, lines, owners = Asking(snapshot, matcher.data), list[Line](), list[str]()
    for row, key in enumerate(table.ids):
        if str(stages[row]) in OVER:
            continue
        for line in asking.lines(key):
            if asks(line) and (not place or line.ask.place in within):
                lines.append(line)
                owners.append(key)
    return lines, owners


def _awaited(snapshot: Snapshot, matcher: Matcher, lines: Sequence[Line]) -> dict[tuple[int, int], float | None]:
    """The line and candidate row of every invitation that waits, with how much was asked for where it says."""
    at, nodes = {line.id: place for place, line in enumerate(lines)}, matcher.data.nodes
    return {
        (at[one.requirement], nodes.row_of(one.kind, one.candidate)): one.amount
        for one in waiting(snapshot, list(at))
        if nodes.has(one.kind, one.candidate)
    }


def _covered(snapshot: Snapshot, matcher: Matcher, lines: Sequence[Line], now: datetime, steps: _Steps) -> Coverage:
    """Who could cover what, those asked with what they were asked for, as long as no rule keeps them out by now."""
    asked, named = _awaited(snapshot, matcher, lines), defaultdict[int, list[int]](list)
    for line, row in asked:
        named[line].append(row)
    questions = matcher.questions([line.ask for line in lines], day_of(now))
    cover = coverage(matcher, questions, [line.hard is not False for line in lines], named, step=steps.looked)
    amounts, places = cover.amounts.copy(), {int(row): at for at, row in enumerate(cover.rows)}
    standing = {pair for pair in asked if pair[1] in places and not np.isnan(cover.scores[pair[0], places[pair[1]]])}
    for line, row in standing:
        amount = asked[line, row]
        if amount is not None:
            amounts[line, places[row]] = min(amount, cover.wanted[line])
    return replace(cover, amounts=amounts, awaited=frozenset(standing))


def _rows_of(matcher: Matcher, lines: Sequence[Line], pairs: set[tuple[str, str, str]]) -> set[tuple[int, int]]:
    """The pairs that still exist, as line and candidate row."""
    at = {line.id: place for place, line in enumerate(lines)}
    nodes = matcher.data.nodes
    return {(at[line], nodes.row_of(kind, key)) for line, kind, key in pairs if line in at and nodes.has(kind, key)}


def _communities(snapshot: Snapshot, projects: Sequence[str]) -> NDArray[np.int64]:
    """The community (a number) of the project of each line; what lies in none counts as one."""
    places, parts = snapshot.nodes["Place"], snapshot.links["PART_OF", "Place", "Place"]
    levels, above = places.texts("level"), dict(zip(parts.from_rows.tolist(), parts.to_rows.tolist(), strict=True))
    of_project, rows = placed(snapshot, "Project"), snapshot.nodes["Project"].row_of

    def community(key: str) -> int:
        for at in of_project.get(rows[key], ()):
            while at >= 0 and str(levels[at]) != "community":
                at = above.get(at, -1)
            if at >= 0:
                return at
        return -1

    found = [community(key) for key in projects]
    return _numbered(found)


def _numbered(names: Sequence[object] | NDArray[np.int64]) -> NDArray[np.int64]:
    """A number from 0 on for each different name."""
    return np.unique(np.array(names), return_inverse=True)[1].astype(np.int64)


def _lines(
    lines: Sequence[Line], owners: Sequence[str], sound: Sequence[int], cover: Coverage, best: Plan
) -> tuple[PlannedLine, ...]:
    given: dict[int, list[Share]] = {}
    for share in best.shares:
        given.setdefault(share.line, []).append(share)
    place_of = {at: place for place, at in enumerate(sound)}
    found = []
    for at, line in enumerate(lines):
        place = place_of.get(at)
        if place is None:
            found.append(PlannedLine(line.id, owners[at], line.quantity or 1.0, 0.0, (), 0, 0))
            continue
        found.append(
            PlannedLine(
                line.id,
                owners[at],
                float(cover.wanted[place]),
                float(best.filled[place]),
                tuple(_given(cover, share) for share in sorted(given.get(place, ()), key=lambda one: -one.score)),
                int((~np.isnan(cover.scores[place])).sum()),
                int((cover.amounts[place] > 0).sum()),
            )
        )
    return tuple(found)


def _given(cover: Coverage, share: Share) -> Given:
    node = cover.questions[0].data.nodes.node(share.row)
    at = int(np.searchsorted(cover.rows, share.row))
    recorded = bool(cover.recorded[share.line, at])
    return Given(node["kind"], node["id"], float(share.amount), recorded, float(share.score))


def _ways(demand: Demand, best: Plan, lines: Grouped, kept: Collection[tuple[int, int]]) -> tuple[Way, ...]:
    """The plan beside what first come, first served and everybody for themselves would come to."""
    if not demand.cover.lines:
        return ()
    alone, over = each_alone(demand)
    first = one_after_another(demand, range(demand.cover.lines))
    # What counts for staying as it was is no merit beside plans that were not there before.
    steady = STAYS * sum(
        one.amount / demand.cover.wanted[one.line] for one in best.shares if (one.line, one.row) in kept
    )
    plain = replace(best, benefit=best.benefit - steady)
    told = ((PLAN, plain, 0.0), (FIRST_COME, first, 0.0), (ALONE, alone, over))
    return tuple(_way(name, found, lines, beyond) for name, found, beyond in told)


def _way(name: str, found: Plan, lines: Grouped, over: float) -> Way:
    """What a way comes to over all open lines: one that nobody could meet as it is written counts as unmet."""
    projects, communities, sound = lines
    filled = np.zeros(len(projects))
    filled[sound] = np.minimum(found.filled, 1.0)
    of_projects = np.bincount(projects, weights=filled) / np.maximum(np.bincount(projects), 1)
    of_places = np.bincount(communities, weights=filled) / np.maximum(np.bincount(communities), 1)
    return Way(
        name,
        int((filled >= FULL).sum()),
        float(filled.sum()),
        float(of_projects.min(initial=1.0)),
        float(of_places.min(initial=1.0)),
        float(over),
        float(found.benefit),
    )


def _compared(made: Plans, before: Plans | None) -> Plans:
    """The plan with how much of the one before it keeps, among the lines that both are about."""
    if before is None:
        return made
    lines = {line.id for line in made.lines}
    told: set[tuple[str, str, str]] = {one for one in before.pairs if one[0] in lines}
    counts: dict[str, Any] = {
        "kept": len(made.pairs & told),
        "fresh": len(made.pairs - told),
        "gone": len(told - made.pairs),
    }
    return replace(made, **counts)
