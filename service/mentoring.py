"""辅导员: who accompanies which project, several at once, within the hours left and with continuity."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np

from graph.records import Link
from graph.snapshot import Snapshot
from graph.store import Store
from graph.transaction import Transaction
from matching.issues.reading import Matrix, cosine
from matching.matcher import Matcher
from matching.mentors import ACCOMPANIED, Assigned, Facts, assign
from service.clock import day_of
from service.consulting.asked import asked_of, brief, shipped_knowledge
from service.editing import BY_HAND
from service.looking import Mention, View

OPEN = ("decided", "matching", "in progress")
HOURS = 4.0  # a month for one project, where its line for a mentor names none
FULL = 0.15  # likeness of topics from which it counts in full
SENTENCES = {
    "group": ("辅导过这个项目的{what}", "has accompanied {what} of this project"),
    "place": ("辅导过这里的项目：{what}", "has accompanied a project here: {what}"),
    "topic": ("擅长的和项目说的相近{what}", "what they can do is what it is about{what}"),
    "near": ("服务的就是这一片", "works for this area"),
    "accompanied": ("有人辅导", "is accompanied"),
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
    """One project with the mentor proposed for it, or none and why; reasons add up to the score."""

    project: Mention
    hours: float
    mentor: Mention | None
    reasons: tuple[MentorReason, ...]
    why_none: tuple[str, str]

    @property
    def score(self) -> float:
        """What the pair counts."""
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


def mentors_for(
    snapshot: Snapshot, matcher: Matcher, projects: Sequence[str] | None = None, *, now: datetime
) -> Mentoring:
    """Propose mentors for these projects, else for all open ones that have none; raises NotFound for an unknown one.

    Within the hours each mentor has left this month; a mentor who knows the group or the place comes first.
    """
    view = View(snapshot)
    rows = [view.row("Project", one) for one in dict.fromkeys(projects)] if projects else _without(view)
    desk = _desk(view, tuple(rows))
    needed = np.array([_hours(view, row) for row in desk.projects])
    left = _left(desk, matcher, now)
    facts = _facts(desk, needed, left)
    found = assign(facts)
    lines = tuple(_line(desk, facts, found, at) for at in range(len(desk.projects)))
    loads = [
        MentorLoad(
            view.mention("Expert", row),
            round(float(left[at]), 2) if np.isfinite(left[at]) else None,
            float(needed[found.mentor == at].sum()),
        )
        for at, row in enumerate(desk.mentors)
    ]
    return Mentoring(lines, tuple(load for load in loads if load.proposed or load.left != 0))


def accept_mentor(store: Store, project: str, mentor: str, *, now: datetime) -> None:
    """Note that a mentor accompanies a project from today; done twice it stays as it is. Raises NotFound."""
    link = Link("MENTORS", "Expert", mentor, "Project", project, {"since": day_of(now), "source": BY_HAND})

    def work(transaction: Transaction) -> None:
        held = transaction.links_of(transaction.get("Project", project).kind, project)
        transaction.get("Expert", mentor)
        if not any((one.kind, one.from_id) == ("MENTORS", mentor) for one in held):
            transaction.upsert([], [link])

    store.in_turn(work)


def _without(view: View) -> list[int]:
    """Open projects that nobody accompanies."""
    stages = view.snapshot.nodes["Project"].texts("stage")
    return [
        int(row)
        for row in view.seen_rows("Project")
        if stages[row] in OPEN
        and not any(
            view.linked("Project", int(row), "MENTORS", kind, inward=True) for kind in ("Expert", "Organization")
        )
    ]


def _desk(view: View, projects: tuple[int, ...]) -> _Desk:
    mentors = tuple(int(row) for row in view.seen_rows("Expert"))
    ids = view.snapshot.nodes["Project"].ids
    return _Desk(
        view=view,
        projects=projects,
        mentors=mentors,
        groups=tuple(_groups(view, row) for row in projects),
        places=tuple(asked_of(view.snapshot, "Project", ids[row]).around for row in projects),
        before=tuple(tuple(view.linked("Expert", row, "MENTORS", "Project")) for row in mentors),
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
    under_way = [sum(HOURS for one in before if stages[one] in OPEN) for before in desk.before]
    return np.where(np.isnan(found), np.inf, np.maximum(found - np.array(under_way), 0.0))


def _facts(desk: _Desk, needed: Matrix, left: Matrix) -> Facts:
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
    # A mentor never accompanies a project in which they take part themselves.
    barred = np.zeros(shape, dtype=bool)
    for at, project in enumerate(desk.projects):
        taking = set(desk.view.linked("Project", project, "TAKES_PART", "Expert", inward=True))
        barred[at] = [mentor in taking for mentor in desk.mentors]
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


def _line(desk: _Desk, facts: Facts, found: Assigned, at: int) -> MentorLine:
    view, who = desk.view, int(found.mentor[at])
    project, hours = view.mention("Project", desk.projects[at]), float(facts.needed[at])
    if who < 0:
        return MentorLine(project, hours, None, (), _why_none(facts, at))
    reasons = [MentorReason("accompanied", *SENTENCES["accompanied"], ACCOMPANIED)]
    for name, part in found.parts.items():
        if part[at, who] > 0:
            what = _what(desk, name, at, who)
            zh, en = (one.format(what=what) for one in SENTENCES[name])
            reasons.append(MentorReason(name, zh, en, float(part[at, who])))
    reasons.sort(key=lambda reason: (reason.fact == "accompanied", -reason.contribution, reason.fact))
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


def _why_none(facts: Facts, at: int) -> tuple[str, str]:
    hours = f"{facts.needed[at]:g}"
    if not facts.left.size:
        return "还没有登记辅导员。", "No mentor is known yet."
    if not (facts.left + 1e-6 >= facts.needed[at]).any():
        return (
            f"这个项目要 {hours} 小时，本月没有辅导员还余这么多；可少要几小时，或再请一位。",
            f"It takes {hours} hours and no mentor has as many left this month; ask for fewer or win another mentor.",
        )
    return (
        "辅导员本月的时间已排给别的项目；可推后一个月，或再请一位。",
        "The mentors' hours of this month went to other projects; wait a month or win another mentor.",
    )
