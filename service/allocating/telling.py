"""A kept plan with the names and words of today: what of it still stands, who is how busy, what nobody can meet."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from graph.snapshot import Snapshot
from matching.data import Named
from matching.matcher import Matcher
from matching.reasons import LeftOut
from matching.team.closers import closers
from matching.team.cover import in_part
from service.allocating.comparing import WAYS, compared
from service.allocating.intending import Intention, intentions
from service.allocating.leaving import without_leavers
from service.allocating.loads import Load, loads
from service.allocating.making import open_lines
from service.allocating.plans import Given, PlannedLine, Plans
from service.allocating.state import state_of
from service.allocating.ways_out import WayOut, sentence_of, title_of
from service.clock import day_of
from service.decisions.inviting import Waiting, waiting
from service.lines.asking import Line, text_of
from service.lines.lacking import Supply, why_open
from service.lines.trouble import trouble_of
from service.partnering import Live, left_out_json

GAPS = 30  # that are explained
ELSEWHERE = ("除去安排给别的项目的，", "without those planned for others ")
CLOSERS = 3  # of those left out that are named for one


@dataclass(frozen=True)
class UnmetLine:
    """A line that the plan does not meet: why, and who would come next if something changed."""

    planned: PlannedLine
    line: Line
    why: str
    closers: tuple[LeftOut, ...]
    ways_out: tuple[WayOut, ...] = ()


@dataclass(frozen=True)
class StandingPlan:
    """A plan beside the community as it is: lines that are gone or met by now are left out of `lines`.

    fresh, over: how many lines were opened, and met or closed, since the plan was made; left: by line how many who
    were planned for it may not be asked any more, and are told nowhere.
    """

    plans: Plans
    snapshot: Snapshot
    matcher: Matcher
    lines: Mapping[str, Line]
    standing: tuple[PlannedLine, ...]
    invited: Mapping[tuple[str, str, str], Waiting]
    loads: tuple[Load, ...]
    gaps: tuple[UnmetLine, ...]
    fresh: int
    over: int
    left: Mapping[str, int]
    language: str

    @property
    def stale(self) -> bool:
        """Whether anything that it was made of has changed since."""
        return bool(self.plans.state) and self.plans.state != state_of(self.snapshot)

    @property
    def projects(self) -> list[str]:
        """The projects of the plan: those with most to do first, then by name."""
        grouped = self.by_project()
        return sorted(grouped, key=lambda key: (-sum(not line.met for line in grouped[key]), self.name_of(key)))

    def by_project(self) -> dict[str, list[PlannedLine]]:
        """The lines that stand, by project."""
        found: dict[str, list[PlannedLine]] = {}
        for line in self.standing:
            found.setdefault(line.project, []).append(line)
        return found

    def name_of(self, project: str) -> str:
        """What a project is called."""
        table = self.snapshot.nodes["Project"]
        return text_of(table, table.row_of[project], "name") if project in table.row_of else project

    def candidate(self, kind: str, key: str) -> dict[str, str]:
        """A party as the API names it; one that is gone keeps its id only."""
        nodes = self.matcher.data.nodes
        return nodes.node(nodes.row_of(kind, key)) if nodes.has(kind, key) else {"kind": kind, "id": key, "name": key}

    def groups(self, kind: str, key: str) -> list[str]:
        """The groups that a person belongs to: the same pair of hands, counted once."""
        nodes, table = self.snapshot.nodes, self.snapshot.links.get(("MEMBER_OF", kind, "Organization"))
        row = nodes[kind].row_of.get(key, -1)
        if table is None or row < 0:
            return []
        return [text_of(nodes["Organization"], one, "name") for one in table.joined(row).tolist()]

    def as_json(self) -> dict[str, Any]:
        """The object that API, command line and pages share."""
        plans, grouped = self.plans, self.by_project()
        return {
            "id": plans.id,
            "at": plans.at.isoformat(),
            "snapshot": plans.snapshot_version,
            "place": plans.place or None,
            "lines": len(self.standing),
            "met": sum(line.met for line in self.standing),
            "bound": plans.bound,
            "reached": plans.reached,
            "ways": [
                {
                    "name": way.name,
                    "title": WAYS[way.name][self.language == "en"],
                    **{name: getattr(way, name) for name in ("lines_met", "filled", "floor", "place_floor", "over")},
                    "total": way.total,
                }
                for way in plans.ways
            ],
            "compared": compared(plans.ways, sum(not line.met for line in plans.lines))[self.language == "en"],
            "since": {"kept": plans.kept, "new": plans.fresh, "gone": plans.gone},
            "changed": {"opened": self.fresh, "over": self.over},
            "left": sum(self.left.values()),
            "stale": self.stale,
            "projects": [
                {
                    "project": {"kind": "Project", "id": key, "name": self.name_of(key)},
                    "lines": [self._line(line) for line in grouped[key]],
                }
                for key in self.projects
            ],
            "loads": [
                {"candidate": self.candidate(load.kind, load.id), "groups": self.groups(load.kind, load.id)}
                | {name: value for name, value in load.as_json().items() if name not in ("kind", "id")}
                for load in self.loads
            ],
            "gaps": [self._gap(gap) for gap in self.gaps],
        }

    def _gap(self, gap: UnmetLine) -> dict[str, Any]:
        return {
            "requirement": gap.line.id,
            "project": gap.planned.project,
            "text": gap.line.text,
            "missing": None if gap.line.untold else gap.planned.missing,
            "unit": gap.line.measure,
            "weighed": gap.planned.weighed,
            "why": gap.why,
            "closers": [left_out_json(one) for one in gap.closers],
            "ways_out": [self._way_out(way) for way in gap.ways_out],
        }

    def _way_out(self, way: WayOut) -> dict[str, Any]:
        return {
            "way": way.way,
            "title": title_of(way, self.language),
            "sentence": sentence_of(way, self.matcher, self.language),
            "candidates": [self.candidate(kind, key) for kind, key in way.who],
            "gain": way.gain,
        }

    def _line(self, planned: PlannedLine) -> dict[str, Any]:
        line = self.lines[planned.id]
        return {
            "id": line.id,
            "kind": line.kind,
            "text": line.text,
            "unit": line.measure,
            "wanted": None if line.untold else planned.wanted,
            "filled": planned.filled,
            "missing": None if line.untold and not planned.met else planned.missing,
            "given": [self._given(planned, one) for one in planned.given],
            "intended": [self._intended(one) for one in self._intentions(planned)],
        }

    def _intentions(self, planned: PlannedLine) -> list[Intention]:
        ask = self.lines[planned.id].ask
        if not ask.intended:
            return []
        return intentions(
            self.matcher, self.matcher.questions([ask], day_of(self.snapshot.at))[0], planned, self.language
        )

    def _intended(self, one: Intention) -> dict[str, Any]:
        told = {"amount": one.amount, "planned": one.planned, "sentence": one.sentence}
        return {"candidate": self.candidate(one.kind, one.id), **told}

    def _given(self, planned: PlannedLine, one: Given) -> dict[str, Any]:
        asked = self.invited.get((planned.id, one.kind, one.id))
        return {
            "candidate": self.candidate(one.kind, one.id),
            "amount": one.amount,
            "recorded": one.recorded,
            "score": one.score,
            "invitation": asked.id if asked is not None else None,
        }


def told(community: Live, plans: Plans, *, now: datetime, language: str = "zh", gaps: int = GAPS) -> StandingPlan:
    """The plan with the names and words of now; at most `gaps` of the lines nobody meets are explained."""
    snapshot, matcher = community.current(now)
    lines, _ = open_lines(snapshot, matcher, plans.place if plans.place in snapshot.nodes["Place"].row_of else "")
    known = {line.id: line for line in lines}
    plans, left = without_leavers(plans, matcher.data)
    standing = tuple(line for line in plans.lines if line.id in known)
    invited = {(one.requirement, one.kind, one.candidate): one for one in waiting(snapshot, list(known))}
    return StandingPlan(
        plans,
        snapshot,
        matcher,
        known,
        standing,
        invited,
        tuple(_busy(matcher, [(known[line.id], line) for line in standing], invited, now)),
        tuple(_grown(plans, gap, matcher.data.nodes) for gap in _gaps(matcher, standing, known, (now, language), gaps)),
        len(known.keys() - {line.id for line in plans.lines}),
        len(plans.lines) - len(standing),
        {key: count for key, count in left.items() if key in known},
        language,
    )


def _busy(
    matcher: Matcher,
    lines: Sequence[tuple[Line, PlannedLine]],
    invited: Collection[tuple[str, str, str]],
    now: datetime,
) -> list[Load]:
    """How busy the plan makes everybody, beside what they have promised by now."""
    nodes = matcher.data.nodes
    questions = matcher.questions([line.ask for line, _ in lines], day_of(now))
    shares = [
        (at, nodes.row_of(one.kind, one.id), one)
        for at, (_, planned) in enumerate(lines)
        for one in planned.given
        if nodes.has(one.kind, one.id)
    ]
    asked = {(at, row) for at, row, one in shares if (lines[at][0].id, one.kind, one.id) in invited}
    return loads(questions, [(at, row, one.amount) for at, row, one in shares], asked)


def _grown(plans: Plans, gap: UnmetLine, nodes: Named) -> UnmetLine:
    """The gap with what would close it: as planned, where it does and those named are still there."""
    ways = (way for way in plans.ways_out if gap.line.id in way.lines and way.gain > 0)
    return replace(gap, ways_out=tuple(way for way in ways if all(nodes.has(*one) for one in (*way.who, *way.whom))))


def _gaps(
    matcher: Matcher, standing: Sequence[PlannedLine], lines: Mapping[str, Line], asked: tuple[datetime, str], most: int
) -> list[UnmetLine]:
    """At most so many of the lines that the plan leaves open, with those who serve none of them and could."""
    (now, language), nodes, found = asked, matcher.data.nodes, list[UnmetLine]()
    unmet = [planned for planned in standing if not planned.met][:most]
    given = [one for planned in standing for one in planned.given]
    taken = {nodes.row_of(one.kind, one.id) for one in given if nodes.has(one.kind, one.id)}
    for planned in unmet:
        line, english = lines[planned.id], language == "en"
        wrong = trouble_of(line)
        if wrong is not None:
            found.append(UnmetLine(planned, line, wrong[english], ()))
            continue
        whole = matcher.questions([line.ask], day_of(now))[0]
        question = in_part(whole)
        eligible = matcher.answer(question, 1, language, 0).eligible_total
        reached = planned.wanted - planned.missing
        why = why_open(whole, Supply(eligible, planned.weighed, planned.ready, reached), ELSEWHERE)
        could = closers(matcher, question, taken, begun=planned.filled > 0, most=CLOSERS, language=language)
        found.append(UnmetLine(planned, line, why[english], could))
    return found
