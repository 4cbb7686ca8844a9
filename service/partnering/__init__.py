"""Partners for every line of a project, with reasons; and why somebody is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any, Protocol
from weakref import WeakKeyDictionary

from graph.errors import NotFound
from graph.snapshot import Snapshot
from matching.asking import Ask
from matching.counterfactual import Ahead, Reachable, ShownList, ahead, reachable, shown_place
from matching.data import MatchingData
from matching.matcher import Explanation, Matcher
from matching.question import Question
from matching.reasons import Answer, LeftOut, Match
from service.clock import day_of
from service.lines.asking import Asking, Line, text_of
from service.lines.doubt import warning_of
from service.partnering import exposure

KEPT = 256  # projects whose lines are held ready
# Read once for a state of the community, which outlives many questions.
_lines: WeakKeyDictionary[MatchingData, dict[tuple[str, date], list[Line]]] = WeakKeyDictionary()


class Live(Protocol):
    """The live community, as far as partners need it."""

    def current(self, now: datetime) -> tuple[Snapshot, Matcher]:
        """The snapshot that holds now and the matcher over it."""


@dataclass(frozen=True)
class LinePartners:
    """One line of the project and who could provide it."""

    line: Line
    answer: Answer
    trouble: str = ""  # why nobody could meet it as it is written, or where its words and fields differ

    def as_json(self) -> dict[str, Any]:
        """The line as the API gives it."""
        line, answer = self.line, self.answer
        return {
            "id": line.id,
            "kind": line.kind,
            "text": line.text,
            "quantity": line.quantity,
            "unit": line.unit,
            "hard": line.hard,
            "status": line.status,
            "taken": line.taken,
            "proposed": line.proposed,
            "state": line.state,
            "left": line.left,
            "activity": line.activity or None,
            "trouble": self.trouble or None,
            "understood": dict(answer.understood),
            "matches": [match_json(rank, match) for rank, match in enumerate(answer.matches, start=1)],
            "eligible_total": answer.eligible_total,
            "left_out": [left_out_json(left_out) for left_out in answer.left_out],
            "left_out_total": answer.left_out_total,
        }


@dataclass(frozen=True)
class Partners:
    """The partners of a project, as of one snapshot."""

    project: Mapping[str, Any]
    understood: Mapping[str, Any]
    snapshot_version: str
    snapshot_at: datetime
    weights_version: str
    learned_at: str | None  # when what past projects say was learned; None where nothing was, or not yet after a start
    requirements: tuple[LinePartners, ...]

    def as_json(self) -> dict[str, Any]:
        """The object that API, command line and pages share."""
        return {
            "project": dict(self.project),
            "understood": dict(self.understood),
            "snapshot": {"version": self.snapshot_version, "at": self.snapshot_at.isoformat()},
            "weights": self.weights_version,
            "learned_at": self.learned_at,
            "requirements": [line.as_json() for line in self.requirements],
        }


@dataclass(frozen=True)
class WhyMissing:
    """The answer to "why is this one not on the list?"."""

    requirement: str
    explanation: Explanation
    reachable: Reachable | None = None  # what would bring it among the first, where something little would
    rank: int | None = None  # in the list as it is shown; the explanation's is that of the score
    note: str = ""  # why the list shows it elsewhere than its score
    ahead: Ahead | None = None  # in what the first are ahead, where nothing little would bring it among them

    def as_json(self) -> dict[str, Any]:
        """Eligible with its rank and reasons, or the rule that excludes it and what would change that."""
        match, left_out = self.explanation.match, self.explanation.left_out
        return {
            "requirement": self.requirement,
            "eligible": match is not None,
            "rank": self.rank,
            "rank_by_score": self.explanation.rank,
            "note": self.note or None,
            "match": match_json(self.rank, match) if match is not None else None,
            "left_out": left_out_json(left_out) if left_out is not None else None,
            "reachable": reached_json(self.reachable),
            "ahead": ahead_json(self.ahead),
        }


def find_partners(
    community: Live,
    project_id: str,
    *,
    requirement: str | None = None,
    limit: int = 10,
    left_out: int = 10,
    language: str = "zh",
    now: datetime,
) -> Partners:
    """Rank and explain candidates for each line of a project; raises NotFound for an unknown project or line.

    At most `limit` candidates of each line are explained, and `left_out` of those that a rule excludes.
    """
    snapshot, matcher = community.current(now)
    lines = _wanted(_lines_of(snapshot, matcher.data, project_id), requirement)
    questions = matcher.questions([line.ask for line in lines], day_of(now))
    answers = [
        matcher.answer(question, limit, language, left_out, partial(exposure.placed, snapshot, question))
        for question in questions
    ]
    return Partners(
        _project(snapshot, project_id),
        _understood(questions, lines, answers),
        snapshot.version,
        snapshot.at,
        matcher.weights.version,
        matcher.data.experience.learned_at if matcher.data.experience else None,
        tuple(
            LinePartners(line, answer, _trouble(line, now, language))
            for line, answer in zip(lines, answers, strict=True)
        ),
    )


def _trouble(line: Line, now: datetime, language: str) -> str:
    told = warning_of(line, day_of(now))
    return told[language == "en"] if told is not None else ""


def why_missing(
    community: Live,
    project_id: str,
    requirement: str,
    candidate: tuple[str, str],
    *,
    language: str = "zh",
    now: datetime,
) -> WhyMissing:
    """Why a named candidate (kind, id) is where it is for one line; raises NotFound, for the candidate as well."""
    snapshot, matcher = community.current(now)
    if not matcher.data.nodes.has(*candidate):
        raise NotFound(*candidate)
    lines = _wanted(_lines_of(snapshot, matcher.data, project_id), requirement)
    question = matcher.questions([lines[0].ask], day_of(now))[0]
    explanation = matcher.explain(question, *candidate, language)
    asked = ShownList(matcher, question, lambda one: partial(exposure.placed, snapshot, one))
    rank, place = shown_place(asked, explanation.rank) if explanation.rank is not None else (None, None)
    note = place.note[language == "en"] if place is not None and place.note is not None else ""
    found = reachable(asked, *candidate, language)
    below = explanation.match if found is None and rank is not None and rank > asked.first else None
    beyond = ahead(asked, below, language) if below is not None else None
    return WhyMissing(requirement, explanation, found, rank, note, beyond)


def ahead_json(found: Ahead | None) -> dict[str, Any] | None:
    """In what the first are ahead of a candidate, as the API gives it."""
    if found is None:
        return None
    return {"facts": list(found.facts), "points": found.points, "sentence": found.sentence}


def reached_json(found: Reachable | None) -> dict[str, Any] | None:
    """What would bring a candidate among the first, as the API gives it."""
    if found is None:
        return None
    return {"facts": list(found.facts), "rank": found.rank, "sentence": found.sentence}


def match_json(rank: int | None, match: Match) -> dict[str, Any]:
    """A match as the API gives it: the score is the base and all contributions."""
    scaled = match.points
    return {
        "rank": rank,
        "candidate": dict(match.candidate),
        "score": match.score,
        "base": match.base,
        "points": scaled.total,
        "reasons": [
            {
                "feature": reason.feature,
                "label": reason.label,
                "value": reason.value,
                "weight": reason.weight,
                "contribution": reason.contribution,
                "points": line,
                "sentence": reason.sentence,
                "evidence": list(reason.evidence),
            }
            for reason, line in zip(match.reasons, scaled.lines, strict=True)
        ],
        "notes": list(match.notes),
        "same": [dict(one) for one in match.same],
    }


def left_out_json(left_out: LeftOut) -> dict[str, Any]:
    """An exclusion as the API gives it; unnamed people have no id."""
    return {
        "candidate": dict(left_out.candidate),
        "rule": left_out.rule,
        "sentence": left_out.sentence,
        "remedy": left_out.remedy,
        "count": left_out.count,
    }


def _lines_of(snapshot: Snapshot, data: MatchingData, project_id: str) -> list[Line]:
    if snapshot.version != data.version:
        return Asking(snapshot, data).lines(project_id)
    kept = _lines.setdefault(data, {})
    key = project_id, day_of(snapshot.at)  # claims run out by the day
    found = kept.get(key)
    if found is None:
        if len(kept) >= KEPT:
            kept.clear()
        found = kept[key] = Asking(snapshot, data).lines(project_id)
    return found


def _wanted(lines: Sequence[Line], requirement: str | None) -> list[Line]:
    found = [line for line in lines if requirement in (None, line.id)]
    if requirement is not None and not found:
        raise NotFound("Requirement", requirement)
    return found


def _project(snapshot: Snapshot, project_id: str) -> dict[str, Any]:
    table = snapshot.nodes["Project"]
    row = table.row_of[project_id]
    return {
        "kind": "Project",
        "id": project_id,
        "name": text_of(table, row, "name"),
        "text": text_of(table, row, "text"),
        "stage": text_of(table, row, "stage"),
    }


def _understood(questions: Sequence[Question], lines: Sequence[Line], answers: Sequence[Answer]) -> dict[str, Any]:
    """What was read out of the project's words, and line by line."""
    terms = list(dict.fromkeys(term for answer in answers for term in answer.understood["project_terms"]))
    place = answers[0].understood["place"] if answers else None
    team = questions[0].setting.team if questions else ()
    data = questions[0].data if questions else None
    return {
        "terms": terms,
        "place": place,
        "people": sum(data is not None and data.nodes.kind_of(row) == "Resident" for row in team),
        "partners": len(team),
        "requirements": {line.id: dict(answer.understood) for line, answer in zip(lines, answers, strict=True)},
    }


__all__ = ["Ask", "Partners", "WhyMissing", "find_partners", "left_out_json", "match_json", "why_missing"]
