"""Complete teams for one project: the best, others that differ, what stays open and what would close it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from graph.snapshot import Snapshot
from matching.matcher import Matcher
from matching.reasons import LeftOut
from matching.team.cover import Coverage, coverage
from matching.team.options import Wishes
from matching.team.teams import Part, Team, alternatives
from service.asking import Asking, Line, text_of
from service.clock import day_of
from service.errors import ServiceError
from service.partnering import Live, left_out_json

LEANINGS: Mapping[str, tuple[str, str]] = {
    "best": ("总体最合适", "best overall"),
    "fewest": ("家数最少", "fewest to ask"),
    "newcomer": ("带一个新面孔", "with a new face"),
    "nearest": ("都在跟前", "all close by"),
}
OPEN = "open"
CLOSERS = 3  # of those left out that are named for a line that stays open
ROLES = ("枢纽型", "支持型", "操作型")


class NotSuited(ServiceError):
    """Somebody was to take part who fits no open line of the project."""


@dataclass(frozen=True)
class OpenLine:
    """A line that the best team does not cover in full, and who could if something changed."""

    line: Line
    missing: float
    closers: tuple[LeftOut, ...]


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
    mixes: tuple[Mapping[str, int], ...]  # for each team how many hub, supporting, operating and other organizations
    language: str

    def candidate(self, row: int) -> dict[str, str]:
        """A party as the API names it."""
        return self.cover.questions[0].data.nodes.node(row)

    def title(self, team: Team) -> str:
        """What is special about a team, in words."""
        return LEANINGS[team.leaning][self.language == "en"]

    def as_json(self) -> dict[str, Any]:
        """The object that API and command line share."""
        return {
            "project": dict(self.project),
            "snapshot": {"version": self.snapshot_version, "at": self.snapshot_at.isoformat()},
            "requirements": [
                {"id": line.id, "kind": line.kind, "text": line.text, "wanted": float(wanted), "unit": line.unit}
                for line, wanted in zip(self.lines, self.cover.wanted.tolist(), strict=True)
            ],
            "teams": [self._team(team, mix) for team, mix in zip(self.teams, self.mixes, strict=True)],
            "open": [
                {
                    "requirement": one.line.id,
                    "missing": one.missing,
                    "closers": [left_out_json(closer) for closer in one.closers],
                }
                for one in self.open
            ],
        }

    def _team(self, team: Team, mix: Mapping[str, int]) -> dict[str, Any]:
        return {
            "leaning": team.leaning,
            "title": self.title(team),
            "complete": team.complete,
            "parts": [self._part(part) for part in team.parts],
            "covered": dict(zip((line.id for line in self.lines), team.covered.tolist(), strict=True)),
            "parties": [self.candidate(row) for row in team.parties],
            "newcomers": [self.candidate(row) for row in team.newcomers],
            "nearness": team.nearness,
            "mix": dict(mix),
            "cost": team.cost,
            "bound": team.bound,
        }

    def _part(self, part: Part) -> dict[str, Any]:
        return {
            "requirement": self.lines[part.line].id,
            "candidate": self.candidate(part.row),
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
    """Teams that cover all open lines of a project; raises NotFound, UnknownCandidate, NotSuited.

    `including` and `without` name candidates (kind, id) that must or must not take part.
    """
    snapshot, matcher = community.current(now)
    lines = [line for line in Asking(snapshot, matcher.data).lines(project_id) if is_open(line)]
    rows = [matcher.data.nodes.row_of(kind, key) for kind, key in including]
    barred = [matcher.data.nodes.row_of(kind, key) for kind, key in without]
    questions = matcher.questions([line.ask for line in lines], day_of(now))
    cover = coverage(matcher, questions, [line.hard is not False for line in lines], rows)
    _check_suited(matcher, cover, rows)
    teams = alternatives(cover, Wishes(required=tuple(rows)), barred) if lines else []
    table = snapshot.nodes["Project"]
    project = {"kind": "Project", "id": project_id, "name": text_of(table, table.row_of[project_id], "name")}
    return Teams(
        project,
        snapshot.version,
        snapshot.at,
        tuple(lines),
        cover,
        tuple(teams),
        tuple(_left_open(matcher, cover, lines, teams, language)),
        tuple(_mix(snapshot, cover, team) for team in teams),
        language,
    )


def _check_suited(matcher: Matcher, cover: Coverage, rows: Sequence[int]) -> None:
    for row in rows:
        if row not in cover.rows:
            name = matcher.data.nodes.node(row)["name"]
            raise NotSuited(
                f"“{name}”不合这个项目现在缺的任何一项，不能指定参加；可以在项目页查“为什么没有某某”。",
                f"{name} fits none of what the project lacks now; ask on its page why somebody is missing.",
            )


def is_open(line: Line) -> bool:
    """Whether a line still wants something."""
    return line.status == OPEN and (line.left is None or line.left > 0)


def _left_open(
    matcher: Matcher, cover: Coverage, lines: Sequence[Line], teams: Sequence[Team], language: str
) -> list[OpenLine]:
    """Lines that the best team leaves open, with the excluded who would come next."""
    missing = teams[0].missing if teams else cover.wanted
    found = []
    for at, line in enumerate(lines):
        if missing[at] > 0:
            answer = matcher.answer(cover.questions[at], 1, language, CLOSERS)
            found.append(OpenLine(line, float(missing[at]), answer.left_out))
    return found


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
