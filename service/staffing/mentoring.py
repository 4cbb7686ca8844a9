"""辅导员: who accompanies which project, several at once, within the hours left and with continuity."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph.kinds.common import BY_HAND
from graph.records import Link
from graph.snapshot import Snapshot
from graph.store import Store
from graph.transaction import Transaction
from matching.eligibility import judge
from matching.issues.reading import Matrix, cosine
from matching.matcher import Matcher
from matching.mentors import Facts, MentorAssignment, assign
from service.clock import day_of
from service.consulting.asked import asked_of, brief, shipped_knowledge
from service.decisions.inviting import waiting
from service.figures import figure
from service.lines.asking import Asking, Line
from service.lines.stages import RUNNING
from service.lines.trouble import trouble_of
from service.viewing.looking import Mention, View

HOURS = 4.0  # a month for one project, where its line for a mentor names none
FULL = 0.15  # likeness of topics from which it counts in full
SENTENCES = {
    "group": ("辅导过这个项目的{what}", "has accompanied {what} of this project"),
    "place": ("辅导过这里的项目：{what}", "has accompanied a project here: {what}"),
    "topic": ("擅长的和项目说的相近{what}", "what they can do is what it is about{what}"),
    "near": ("服务的就是这一片", "works for this area"),
}


@dataclass(frozen=True)
class MentorReason:
    """One fact that speaks for a mentor, and what it counts."""

    fact: str
    zh: str
    en: str
    contribution: float


@dataclass(frozen=True)
class MentorLine:
    """One project with the mentor proposed for it, or none and why; the reasons about the person add up to `score`."""

    project: Mention
    hours: float
    mentor: Mention | None
    reasons: tuple[MentorReason, ...]
    why_none: tuple[str, str]

    @property
    def score(self) -> float:
        """What speaks for this person, beyond there being one at all."""
        return sum(reason.contribution for reason in self.reasons)


@dataclass(frozen=True)
class MentorLoad:
    """A mentor's hours of the month: left before the proposal (None: no cap), and proposed."""

    mentor: Mention
    left: float | None
    proposed: float


@dataclass(frozen=True)
class Mentoring:
    """A proposal for all projects at once; nothing is written."""

    lines: tuple[MentorLine, ...]
    loads: tuple[MentorLoad, ...]

    def as_json(self, language: str = "zh") -> dict[str, Any]:
        """The object that API, command line and pages share."""
        english = language == "en"
        return {
            "projects": [
                {
                    "project": brief(line.project),
                    "hours": line.hours,
                    "mentor": brief(line.mentor) if line.mentor else None,
                    "score": round(line.score, 4),
                    "reasons": [
                        {
                            "fact": reason.fact,
                            "sentence": reason.en if english else reason.zh,
                            "contribution": round(reason.contribution, 4),
                        }
                        for reason in line.reasons
                    ],
                    "why_none": (line.why_none[1] if english else line.why_none[0]) or None,
                }
                for line in self.lines
            ],
            "mentors": [
                {"mentor": brief(load.mentor), "left": load.left, "proposed": load.proposed} for load in self.loads
            ],
        }


@dataclass(frozen=True)
class _Desk:
    view: View
    projects: tuple[int, ...]
    mentors: tuple[int, ...]
    groups: tuple[frozenset[int], ...]  # organizations of each project
    places: tuple[tuple[int, ...], ...]  # its place and all above, the nearest first
    before: tuple[tuple[int, ...], ...]  # projects each mentor accompanied
    lines: tuple[tuple[Line, ...], ...]  # lines for a mentor of each project


def mentors_for(
    snapshot: Snapshot, matcher: Matcher, projects: Sequence[str] | None = None, *, now: datetime
) -> Mentoring:
    """Propose mentors for these projects, else for all open ones that have none; raises NotFound for an unknown one.

    Within the hours each mentor has left this month; a mentor who knows the group or the place comes first. Whom a rule
    excludes from a project's line for a mentor is not proposed for it; one who is asked or has taken that line counts
    as its mentor.
    """
    view, asking = View(snapshot), Asking(snapshot, matcher.data)
    rows = [view.row("Project", one) for one in dict.fromkeys(projects)] if projects else _without(view)
    lines_of = {row: _mentor_lines(asking, snapshot.nodes["Project"].ids[row]) for row in rows}
    had = {row: told for row in rows if (told := _had(view, lines_of[row]))}
    rows = rows if projects else [row for row in rows if row not in had]
    desk = _desk(view, tuple(rows), tuple(lines_of[row] for row in rows))
    needed = np.array([_hours(view, row) for row in desk.projects])
    left = _left(desk, matcher, now)
    barred = _barred(desk, matcher, now)
    barred[[row in had for row in rows]] = True
    facts = _facts(desk, needed, left, barred)
    found = assign(facts)
    lines = tuple(_line(desk, facts, found, at, had.get(row)) for at, row in enumerate(rows))
    loads = [
        MentorLoad(
            view.mention("Expert", row),
            round(float(left[at]), 2) if np.isfinite(left[at]) else None,
            float(needed[found.mentor == at].sum()),
        )
        for at, row in enumerate(desk.mentors)
    ]
    return Mentoring(lines, tuple(load for load in loads if load.proposed or load.left != 0))


def accept_mentor(store: Store, project: str, mentor: str, *, now: datetime) -> bool:
    """Note that a mentor accompanies a project from today; False when it was noted before. Raises NotFound."""
    link = Link("MENTORS", "Expert", mentor, "Project", project, {"since": day_of(now), "source": BY_HAND})

    def work(transaction: Transaction) -> bool:
        transaction.get("Expert", mentor)
        fresh = _mentors(transaction, project, mentor) is None
        if fresh:
            transaction.upsert([], [link])
        return fresh

    return store.in_turn(work)


def release_mentor(store: Store, project: str, mentor: str) -> bool:
    """Take back that a mentor accompanies a project; False when it was not noted by hand. Raises NotFound."""

    def work(transaction: Transaction) -> bool:
        held = _mentors(transaction, project, mentor)
        noted = held is not None and held.properties.get("source") == BY_HAND
        if held is not None and noted:
            transaction.remove([], [held])
        return noted

    return store.in_turn(work)


def _mentors(transaction: Transaction, project: str, mentor: str) -> Link | None:
    """The link by which the mentor accompanies the project."""
    transaction.get("Project", project)
    ends = ("MENTORS", "Expert", mentor)
    held = transaction.links_of("Project", project)
    return next((one for one in held if (one.kind, one.from_kind, one.from_id) == ends), None)


def _without(view: View) -> list[int]:
    """Open projects that nobody accompanies."""
    stages = view.snapshot.nodes["Project"].texts("stage")
    return [
        int(row)
        for row in view.seen_rows("Project")
        if stages[row] in RUNNING
        and not any(
            view.linked("Project", int(row), "MENTORS", kind, inward=True) for kind in ("Expert", "Organization")
        )
    ]


def _mentor_lines(asking: Asking, project: str) -> tuple[Line, ...]:
    return tuple(line for line in asking.lines(project) if line.kind == "mentor")


def _had(view: View, lines: Sequence[Line]) -> tuple[str, str] | None:
    """Who is asked or has taken a line for a mentor, so that nobody else is proposed."""
    for line in lines:
        if line.proposed > 0:
            return (
                "有人想来当辅导员，还没确认；先答复，再另请。",
                "Somebody would like to be the mentor: answer first.",
            )
        if line.taken > 0:
            return ("辅导员这一项已经有人认领。", "The line for a mentor is taken already.")
    asked = waiting(view.snapshot, [line.id for line in lines if line.wanted])
    if not asked:
        return None
    kind, row = asked[0].kind, view.snapshot.nodes[asked[0].kind].row_of[asked[0].candidate]
    name = view.mention(kind, row).name if view.seen(kind, row) else ""
    return (
        f"已经请了{name or '一位辅导员'}，等答复；谢绝了再另请。",
        f"{name or 'A mentor'} has been asked and has not answered; ask another only after a refusal.",
    )


def _desk(view: View, projects: tuple[int, ...], lines: tuple[tuple[Line, ...], ...]) -> _Desk:
    mentors = tuple(int(row) for row in view.seen_rows("Expert"))
    ids = view.snapshot.nodes["Project"].ids
    return _Desk(
        view=view,
        projects=projects,
        mentors=mentors,
        groups=tuple(_groups(view, row) for row in projects),
        places=tuple(asked_of(view.snapshot, "Project", ids[row]).around for row in projects),
        before=tuple(tuple(view.linked("Expert", row, "MENTORS", "Project")) for row in mentors),
        lines=lines,
    )


def _groups(view: View, project: int) -> frozenset[int]:
    return frozenset(view.linked("Project", project, "TAKES_PART", "Organization", inward=True))


def _hours(view: View, project: int) -> float:
    """Hours a month its line for a mentor asks for, else the usual."""
    for line in view.linked("Project", project, "REQUIRES", "Requirement"):
        held = view.properties("Requirement", line)
        hours = held.get("hours")
        if held.get("kind") == "mentor" and isinstance(hours, float) and hours > 0:
            return hours
    return HOURS


def _left(desk: _Desk, matcher: Matcher, now: datetime) -> Matrix:
    """Hours left this month: the cap less what is promised and what projects under way usually take."""
    data, standing = matcher.data, matcher.standing(day_of(now))
    stages = desk.view.snapshot.nodes["Project"].texts("stage")
    ids = desk.view.snapshot.nodes["Expert"].ids
    hours = standing.hours_left(standing.now)
    nodes = data.candidates.nodes
    found = np.array([float(hours[nodes.row_of("Expert", ids[row])]) for row in desk.mentors])
    under_way = [sum(HOURS for one in before if stages[one] in RUNNING) for before in desk.before]
    return np.where(np.isnan(found), np.inf, np.maximum(found - np.array(under_way), 0.0))


def _barred(desk: _Desk, matcher: Matcher, now: datetime) -> NDArray[np.bool_]:
    """Who cannot accompany a project: whoever takes part in it, and whom a hard rule excludes from its line."""
    nodes, ids = matcher.data.candidates.nodes, desk.view.snapshot.nodes["Expert"].ids
    rows = np.array([nodes.row_of("Expert", ids[row]) for row in desk.mentors], dtype=np.int64)
    barred = np.zeros((len(desk.projects), len(desk.mentors)), dtype=bool)
    for at, project in enumerate(desk.projects):
        taking = set(desk.view.linked("Project", project, "TAKES_PART", "Expert", inward=True))
        barred[at] = [mentor in taking for mentor in desk.mentors]
        for question in matcher.questions([line.ask for line in desk.lines[at] if line.wanted], day_of(now)):
            barred[at] |= judge(question, rows) >= 0
        barred[at] |= any(trouble_of(line) is not None for line in desk.lines[at] if line.wanted)
    return barred


def _facts(desk: _Desk, needed: Matrix, left: Matrix, barred: NDArray[np.bool_]) -> Facts:
    shape = (len(desk.projects), len(desk.mentors))
    group, place, near = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    for at, (own, around) in enumerate(zip(desk.groups, desk.places, strict=True)):
        for who, before in enumerate(desk.before):
            past = [one for one in before if one != desk.projects[at]]
            group[at, who] = float(any(own & _groups(desk.view, one) for one in past))
            place[at, who] = float(any(_same_place(desk.view, around, one) for one in past))
            near[at, who] = float(
                bool(set(around) & set(desk.view.linked("Expert", desk.mentors[who], "SERVES", "Place")))
            )
    return Facts(group, place, _topics(desk), near, needed, left, barred)


def _same_place(view: View, around: Sequence[int], project: int) -> bool:
    """Whether an earlier project stood at the nearest place of this one."""
    return bool(around) and around[0] in view.linked("Project", project, "LOCATED_IN", "Place")


def _topics(desk: _Desk) -> Matrix:
    reader, view = shipped_knowledge().reader, desk.view
    ids = view.snapshot.nodes["Project"].ids
    asked = reader.read([asked_of(view.snapshot, "Project", ids[row]).issue.text for row in desk.projects])
    able = reader.read([_able(view, row) for row in desk.mentors])
    if not desk.projects or not desk.mentors:
        return np.zeros((len(desk.projects), len(desk.mentors)))
    likeness = (
        asked.characters(able)
        + 0.2 * cosine(asked.concepts, able.concepts)
        + 0.2 * cosine(asked.problems, able.problems)
    )
    return np.asarray(np.minimum(likeness / FULL, 1.0))


def _able(view: View, mentor: int) -> str:
    held = view.properties("Expert", mentor)
    skills = [view.mention("Skill", one).name for one in view.linked("Expert", mentor, "HAS_SKILL", "Skill")]
    return "，".join([str(held.get("title") or ""), str(held.get("text") or ""), *skills])


def _line(desk: _Desk, facts: Facts, found: MentorAssignment, at: int, had: tuple[str, str] | None) -> MentorLine:
    view, who = desk.view, int(found.mentor[at])
    project, hours = view.mention("Project", desk.projects[at]), float(facts.needed[at])
    if who < 0:
        return MentorLine(project, hours, None, (), had or _why_none(desk, facts, at))
    reasons = []
    for name, part in found.parts.items():
        if part[at, who] > 0:
            what = _what(desk, name, at, who)
            zh, en = (one.format(what=what) for one in SENTENCES[name])
            reasons.append(MentorReason(name, zh, en, float(part[at, who])))
    reasons.sort(key=lambda reason: (-reason.contribution, reason.fact))
    return MentorLine(project, hours, view.mention("Expert", desk.mentors[who]), tuple(reasons), ("", ""))


def _what(desk: _Desk, name: str, at: int, who: int) -> str:
    """The record behind a fact, in its own words."""
    view, past = desk.view, desk.before[who]
    if name == "group":
        known = [one for project in past for one in desk.groups[at] & _groups(view, project)]
        return "、".join(dict.fromkeys(view.mention("Organization", one).name for one in known))
    if name == "place":
        here = [one for one in past if _same_place(view, desk.places[at], one)]
        return "、".join(dict.fromkeys(view.mention("Project", one).name for one in here[:2]))
    return ""


def _why_none(desk: _Desk, facts: Facts, at: int) -> tuple[str, str]:
    for line in desk.lines[at]:
        trouble = trouble_of(line) if line.wanted else None
        if trouble is not None:
            return trouble
    hours = figure(facts.needed[at])
    if not facts.left.size:
        return "还没有登记辅导员。", "No mentor is known yet."
    if facts.barred[at].all():
        return (
            "登记的辅导员都不合这个项目的辅导员需求项（时间、地点、时数或资格）；可放宽这一项，或再请一位。",
            "No known mentor meets the project's line for one (time, place, hours or qualification); widen the line or "
            "win another mentor.",
        )
    if not (facts.left[~facts.barred[at]] + 1e-6 >= facts.needed[at]).any():
        return (
            f"这个项目要 {hours} 小时，本月没有辅导员还余这么多；可少要几小时，或再请一位。",
            f"It takes {hours} hours and no mentor has as many left this month; ask for fewer or win another mentor.",
        )
    return (
        "辅导员本月的时间已排给别的项目；可推后一个月，或再请一位。",
        "The mentors' hours of this month went to other projects; wait a month or win another mentor.",
    )
