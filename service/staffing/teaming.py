"""Complete teams for one project: the best, others that differ, what stays open and what would close it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import numpy as np

from graph.errors import NotFound
from graph.snapshot import Snapshot
from matching.data import PLACE_LEVELS
from matching.exclusions import outside
from matching.matcher import Matcher
from matching.notes import notes
from matching.quoting import quoted
from matching.reasons import LeftOut
from matching.team.closers import closers
from matching.team.cover import Coverage, common_levels, coverage, in_part
from matching.team.options import Wishes
from matching.team.teams import Part, Team, alternatives, of_unknown_size
from service.allocating.loads import Load, loads
from service.clock import day_of
from service.decisions.inviting import Waiting, waiting
from service.errors import ServiceError
from service.lines.asking import Asking, Line, text_of
from service.lines.lacking import Supply, why_open
from service.lines.trouble import asks, trouble_of
from service.partnering import Live, left_out_json
from service.viewing.showing import askable

LEANINGS: Mapping[str, tuple[str, str]] = {
    "best": ("总体最合适", "best overall"),
    "fewest": ("家数最少", "fewest to ask"),
    "newcomer": ("带一个新面孔", "with a new face"),
    "nearest": ("近一些", "closer by"),
    "others": ("换一批人", "other people"),
    "others_near": ("换一批近些的人", "other people, closer by"),
}
SHORTER = ("，缺的比方案1多", ", leaving more open than team 1")
ELSEWHERE = ("除去同一时间排在别的项上的，", "without those at another line at the same time ")
CLOSERS = 3  # of those left out that are named for a line that stays open
ROLES = ("枢纽型", "支持型", "操作型")


class NotSuited(ServiceError):
    """Somebody was to take part who fits no open line of the project."""


@dataclass(frozen=True)
class OpenLine:
    """A line that the best team does not cover in full: why, and who could if something changed."""

    line: Line
    missing: float
    why: str
    closers: tuple[LeftOut, ...]


@dataclass(frozen=True)
class Beside:
    """What stands beside each team: its mix of roles, how busy it makes everybody, what to mind by line and row, and
    the place level ("" for none) that the party farthest away shares; None where no place of anybody is on record."""

    mix: Mapping[str, int]
    loads: tuple[Load, ...]
    cares: Mapping[tuple[int, int], tuple[str, ...]]
    farthest: str | None


@dataclass(frozen=True)
class Teams:
    """Teams for a project as of one snapshot; lines that need nothing any more are not among `lines`."""

    project: Mapping[str, Any]
    snapshot_version: str
    snapshot_at: datetime
    lines: tuple[Line, ...]
    cover: Coverage
    teams: tuple[Team, ...]
    open: tuple[OpenLine, ...]
    beside: tuple[Beside, ...]  # for each team
    invited: Mapping[tuple[str, str, str], Waiting]  # requirement, kind and id of those who have not answered yet
    language: str

    def candidate(self, row: int) -> dict[str, str]:
        """A party as the API names it."""
        return self.cover.questions[0].data.nodes.node(row)

    def title(self, team: Team) -> str:
        """What is special about a team beside the first, in words."""
        english = self.language == "en"
        mine, first = (float((one.missing / self.cover.wanted).sum()) for one in (team, self.teams[0]))
        return LEANINGS[team.leaning][english] + (SHORTER[english] if mine > first + 1e-6 else "")

    def as_json(self) -> dict[str, Any]:
        """The object that API and command line share."""
        return {
            "project": dict(self.project),
            "snapshot": {"version": self.snapshot_version, "at": self.snapshot_at.isoformat()},
            "requirements": [
                {"id": line.id, "kind": line.kind, "text": line.text, "wanted": float(wanted), "unit": line.measure}
                for line, wanted in zip(self.lines, self.cover.wanted.tolist(), strict=True)
            ],
            "teams": [self._team(team, beside) for team, beside in zip(self.teams, self.beside, strict=True)],
            "open": [
                {
                    "requirement": one.line.id,
                    "missing": None if one.line.untold else one.missing,
                    "why": one.why,
                    "closers": [left_out_json(closer) for closer in one.closers],
                }
                for one in self.open
            ],
        }

    def _team(self, team: Team, beside: Beside) -> dict[str, Any]:
        return {
            "leaning": team.leaning,
            "title": self.title(team),
            "complete": team.complete and not of_unknown_size(self.cover, team),
            "parts": [self._part(part, beside.cares.get((part.line, part.row), ())) for part in team.parts],
            "covered": dict(zip((line.id for line in self.lines), team.covered.tolist(), strict=True)),
            "parties": [self.candidate(row) for row in team.parties],
            "newcomers": [self.candidate(row) for row in team.newcomers],
            "nearness": team.nearness,
            "farthest": beside.farthest,
            "mix": dict(beside.mix),
            "loads": [load.as_json() for load in beside.loads],
            "cost": team.cost,
            "bound": team.bound,
        }

    def _part(self, part: Part, cares: Sequence[str]) -> dict[str, Any]:
        line, who = self.lines[part.line].id, self.candidate(part.row)
        asked = self.invited.get((line, who["kind"], who["id"]))
        return {
            "requirement": line,
            "candidate": who,
            "notes": list(cares),
            "invitation": asked.id if asked is not None else None,
            "amount": part.amount,
            "recorded": part.recorded,
            "score": part.score,
        }


def find_teams(
    community: Live,
    project_id: str,
    *,
    including: Sequence[tuple[str, str]] = (),
    without: Sequence[tuple[str, str]] = (),
    language: str = "zh",
    now: datetime,
) -> Teams:
    """Teams that cover all open lines of a project; raises NotFound, NotSuited.

    `including` and `without` name candidates (kind, id) that must or must not take part.
    """
    snapshot, matcher = community.current(now)
    wanted = [line for line in Asking(snapshot, matcher.data).lines(project_id) if asks(line)]
    lines = [line for line in wanted if trouble_of(line) is None]
    rows = [_row_of(matcher, kind, key) for kind, key in including]
    barred = [_row_of(matcher, kind, key) for kind, key in without]
    _check_apart(matcher, rows, barred)
    questions = matcher.questions([line.ask for line in lines], day_of(now))
    cover = coverage(matcher, questions, [line.hard is not False for line in lines], rows)
    _check_suited(matcher, cover, rows)
    teams, beside = _found(snapshot, cover, (rows, barred), language) if lines else ([], [])
    table = snapshot.nodes["Project"]
    project = {"kind": "Project", "id": project_id, "name": text_of(table, table.row_of[project_id], "name")}
    troubled = [(line, trouble) for line in wanted if (trouble := trouble_of(line)) is not None]
    unmet = [OpenLine(line, line.quantity or 1.0, told[language == "en"], ()) for line, told in troubled]
    return Teams(
        project,
        snapshot.version,
        snapshot.at,
        tuple(lines),
        cover,
        tuple(teams),
        (*unmet, *_left_open(matcher, cover, lines, teams, language)),
        tuple(beside),
        {(one.requirement, one.kind, one.candidate): one for one in waiting(snapshot, [line.id for line in lines])},
        language,
    )


def _row_of(matcher: Matcher, kind: str, key: str) -> int:
    if not askable(matcher.data, kind, key):  # whether somebody who may not be named is on file is told to nobody
        raise NotFound(kind, key)
    return matcher.data.nodes.row_of(kind, key)


def _check_apart(matcher: Matcher, rows: Sequence[int], barred: Sequence[int]) -> None:
    for row in set(rows) & set(barred):
        name = matcher.data.nodes.node(row)["name"]
        raise NotSuited(
            f"{quoted(name)}不能又指定参加又指定不参加，请去掉一个。",
            f"{name} cannot be asked for and ruled out at once; take one of them away.",
        )


def _check_suited(matcher: Matcher, cover: Coverage, rows: Sequence[int]) -> None:
    for row in rows:
        if not (cover.amounts[:, cover.rows == row] > 0).any():
            name = matcher.data.nodes.node(row)["name"]
            raise NotSuited(
                f"{quoted(name)}不合这个项目现在缺的任何一项，不能指定参加；可以在项目页查“为什么没有某某”。",
                f"{name} fits none of what the project lacks now; ask on its page why somebody is missing.",
            )


def _left_open(
    matcher: Matcher, cover: Coverage, lines: Sequence[Line], teams: Sequence[Team], language: str
) -> list[OpenLine]:
    """Lines that the best team leaves open, with those whom one rule alone keeps from them."""
    missing = teams[0].missing if teams else cover.wanted
    found = []
    for at, line in enumerate(lines):
        if missing[at] > 0:
            question, begun = in_part(cover.questions[at]), bool(missing[at] < cover.wanted[at])
            eligible = matcher.answer(question, 1, language, 0).eligible_total
            why = _why(cover, at, eligible, float(missing[at]))[language == "en"]
            taken = teams[0].parties if teams else ()
            told = closers(matcher, question, taken, begun=begun, most=CLOSERS, language=language)
            found.append(OpenLine(line, float(missing[at]), why, told))
    return found


def _why(cover: Coverage, line: int, eligible: int, missing: float) -> tuple[str, str]:
    able, ready = int((~np.isnan(cover.scores[line])).sum()), int((cover.amounts[line] > 0).sum())
    return why_open(
        cover.questions[line], Supply(eligible, able, ready, float(cover.wanted[line]) - missing), ELSEWHERE
    )


def _found(
    snapshot: Snapshot, cover: Coverage, wished: tuple[Sequence[int], Sequence[int]], language: str
) -> tuple[list[Team], list[Beside]]:
    """The teams with those wanted and without those barred, and what stands beside each."""
    teams = alternatives(cover, Wishes(required=tuple(wished[0])), wished[1])
    beside = [_beside(snapshot, cover, team, language) for team in teams]
    return [_called(team, one, teams[0], beside[0]) for team, one in zip(teams, beside, strict=True)], beside


def _called(team: Team, beside: Beside, first: Team, beside_first: Beside) -> Team:
    """The team called for what is so beside the first one: what it was composed for may not have come true."""
    nearer = beside_first.farthest is not None and _fineness(beside) > _fineness(beside_first)
    true = {
        "fewest": len(team.parties) < len(first.parties),
        "newcomer": bool(team.newcomers),
        "nearest": nearer,
        "others_near": nearer,
    }
    return team if true.get(team.leaning, True) else replace(team, leaning="others")


def _fineness(beside: Beside) -> int:
    """How fine a place the party farthest away shares; -1 where no place of anybody is on record."""
    return -1 if beside.farthest is None else ("", *PLACE_LEVELS).index(beside.farthest)


def _beside(snapshot: Snapshot, cover: Coverage, team: Team, language: str) -> Beside:
    cares: dict[tuple[int, int], tuple[str, ...]] = {}
    for line in sorted({part.line for part in team.parts}):
        question = cover.questions[line]
        rows = np.array([part.row for part in team.parts if part.line == line], dtype=np.int64)
        minded = notes(question, rows, outside(question, rows), language)
        cares.update(((line, int(row)), tuple(mind)) for row, mind in zip(rows, minded, strict=True) if mind)
    busy = loads(cover.questions, [(part.line, part.row, part.amount) for part in team.parts])
    return Beside(_mix(snapshot, cover, team), tuple(busy), cares, _farthest(cover, team))


def _farthest(cover: Coverage, team: Team) -> str | None:
    """Money has no way to go, and of whom nobody knows where they are nothing is said."""
    there = {part.row for part in team.parts if cover.questions[part.line].ask.kind != "money"}
    levels = common_levels(cover, np.array(sorted(there), dtype=np.int64))
    known = levels[levels >= 0]
    return ("", *PLACE_LEVELS)[int(known.min())] if len(known) else None


def _mix(snapshot: Snapshot, cover: Coverage, team: Team) -> dict[str, int]:
    """How many organizations of each role take part: a hard project wants a supporting one beside the operating."""
    table, nodes = snapshot.nodes["Organization"], cover.questions[0].data.nodes
    counts = dict.fromkeys(ROLES, 0)
    for row in team.parties:
        node = nodes.node(row)
        if node["kind"] == "Organization" and "role" in table.types:
            role = text_of(table, table.row_of[node["id"]], "role")
            if role in counts:
                counts[role] += 1
    return counts
