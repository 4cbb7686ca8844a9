"""可以一起做的人: who could do something about a need together, each with a reason, and a seat for a new face."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np

from graph.snapshot import Snapshot
from matching.asking import Ask
from matching.eligibility import judge
from matching.issues.similar import nearest
from matching.matcher import Matcher
from matching.policy import Placed
from matching.question import Question
from matching.quoting import quoted
from matching.ragged import Column
from matching.reasons import Match
from matching.seats import seated
from service.clock import day_of
from service.consulting.asked import asked_of, brief, places_around, shipped_knowledge
from service.consulting.cases import similar_cases
from service.consulting.lore import Lore
from service.viewing.listing import places_within
from service.viewing.looking import Mention, View

# Who feels the matter comes first, then who can do it, then who did the like; one seat is a new face's.
SEATS = {"raised": 2, "able": 2, "worked": 2, "new": 1}
PEOPLE = ("Resident", "Organization")
LOOKED_AT = 50  # of those who can do it, units and services among them
CASES, LIKE = 5, 5
ALIKE = 0.3  # needs less alike are about something else
LIKEST = 0.5  # cases less than half as like as the likest share a side of the matter only
COMPARED, AROUND = 100, ("community", "street")  # needs to compare with, the nearer first
TELLING = 2  # reasons of the matcher that are told
Rows = np.ndarray[Any, np.dtype[np.int64]]


@dataclass(frozen=True)
class Mate:
    """One who could join: the parts that this one could play (raised, able, worked, new), and why."""

    node: dict[str, str]
    parts: tuple[str, ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Mates:
    """Who could do it together; `read` are the abilities asked for, `lack` tells which of them nobody has on record."""

    of: Mention
    mates: tuple[Mate, ...]
    read: tuple[str, ...]
    lack: str | None

    def as_json(self) -> dict[str, Any]:
        """The object that API, command line and pages share."""
        return {
            "of": brief(self.of),
            "read": list(self.read),
            "mates": [
                {"candidate": one.node, "parts": list(one.parts), "reasons": list(one.reasons)} for one in self.mates
            ],
            "lack": self.lack,
        }


def mates_of(
    current: tuple[Snapshot, Matcher],
    identifier: str,
    *,
    knowing: Lore | None = None,
    language: str = "zh",
    now: datetime,
) -> Mates:
    """Residents and groups who could do something about a need together; raises NotFound.

    Only those whom the rules let be recommended (consent, age, hours left, signs of life), and nobody beside one with
    whom they should not work.
    """
    (snapshot, matcher), english = current, language == "en"
    matter, view = asked_of(snapshot, "Need", identifier), View(snapshot)
    text = str(view.properties("Need", view.row("Need", identifier)).get("text") or "")
    question, hands = _questions(matcher, (identifier, text), matter.place, now)
    answer = matcher.answer(question, LOOKED_AT, language, left_out=0) if question.needs else None
    able = [match for match in answer.matches if _is_able(match)] if answer else []
    new = (_new(matcher, question, language) if able else []) or _new(matcher, hands, language)
    said = _raised(view, matcher, identifier, text, knowing) + _worked(snapshot, matcher, identifier, knowing)
    offered = {
        "raised": [row for row, part, _ in said if part == "raised"],
        "able": [match.row for match in able],
        "worked": [row for row, part, _ in said if part == "worked"],
        "new": [match.row for match in new],
    }
    table = seated(matcher.data, {part: _allowed(hands, rows) for part, rows in offered.items()}, SEATS)
    matched = {match.row: match for match in (*new, *able)}
    reasons = {row: [words[english] for who, _, words in said if who == row] for row in table}
    mates = tuple(
        Mate(dict(matcher.data.nodes.node(row)), tuple(parts), (*reasons[row], *_told(matched.get(row), parts)))
        for row, parts in table.items()
    )
    lack = answer.understood["lack"] if answer and not any(map(_has_it, able)) else None
    return Mates(matter.who, mates, tuple(_concepts(question, english=english)), lack)


Said = tuple[int, str, tuple[str, str]]  # who, which part, the sentence in Chinese and in English


def _questions(
    matcher: Matcher, need: tuple[str, str], place: Mention | None, now: datetime
) -> tuple[Question, Question]:
    """What the need asks for, and hands alone."""
    identifier, text = need
    at = matcher.data.places.nodes.row_of("Place", place.id) if place else -1
    around = Ask("", "skill", text, place=at, place_of=("Need", identifier, text))
    hands = Ask("", "people", "", place=at, place_of=("Need", identifier, text))
    able, helping = matcher.questions([around, hands], day_of(now))
    return able, helping


def _is_able(match: Match) -> bool:
    known = any(reason.feature == "ability" and reason.contribution > 0 for reason in match.reasons)
    return known and match.candidate["kind"] in PEOPLE


def _has_it(match: Match) -> bool:
    return not any(reason.feature == "lacking" for reason in match.reasons)


def _new(matcher: Matcher, question: Question, language: str) -> list[Match]:
    """New faces who could come, the best first."""

    def new_first(rows: Rows, scores: Column, limit: int) -> list[Placed]:
        fresh = question.standing.new_face[rows] > 0
        order = np.lexsort((-scores, ~fresh))[: min(limit, int(fresh.sum()))]
        return [Placed(at) for at in order.tolist()]

    found = matcher.answer(question, SEATS["new"] + 2, language, left_out=0, arrange=new_first).matches
    return [match for match in found if match.candidate["kind"] == PEOPLE[0]]


def _told(match: Match | None, parts: Sequence[str]) -> list[str]:
    """What speaks most for somebody, a new face and an ability first; like works are told once."""
    if match is None:
        return []
    known = ("similar_projects",) if "worked" in parts else ()
    helping = [reason for reason in match.reasons if reason.contribution > 0 and reason.feature not in known]
    first = sorted(helping, key=lambda reason: reason.feature not in ("new_face", "ability"))
    return [reason.sentence for reason in first[:TELLING]]


def _allowed(hands: Question, rows: Iterable[int]) -> list[int]:
    """Those whom no rule keeps out."""
    asked = np.array(list(dict.fromkeys(rows)), dtype=np.int64)
    return asked[judge(hands, asked) < 0].tolist() if len(asked) else []


def _raised(view: View, matcher: Matcher, identifier: str, text: str, knowing: Lore | None) -> list[Said]:
    """Who raised this need, and who raised needs like it in the same street."""
    own, needs = view.row("Need", identifier), view.snapshot.nodes["Need"].texts("text")
    found = [(row, "raised", ("就是这条需求的提出人", "raised this need")) for row in _raisers(view, matcher, own)]
    beside = [row for row in _around(view, own) if needs[row]]
    if not beside or not text:
        return found
    words = [str(needs[row]) for row in beside]
    known = knowing.plain if knowing else shipped_knowledge()  # no page waits for vectors of a hundred texts
    reading = known.reader.read(words)
    # A need's page does not name who raised it, so what somebody else raised is not told word for word either.
    sentence = "提过相近的需求", "raised a need like it"
    for one in nearest(known.reader.read([text], beside=reading), reading, LIKE, ALIKE):
        if not one.parts["same_problem"] + one.parts["same_concept"] > 0:
            continue  # the same way of asking for something else
        found += [(row, "raised", sentence) for row in _raisers(view, matcher, beside[one.case])]
    return found


def _raisers(view: View, matcher: Matcher, need: int) -> list[int]:
    mentions = [
        view.mention(kind, row) for kind in PEOPLE for row in view.linked("Need", need, "RAISED", kind, inward=True)
    ]
    return _rows(matcher, mentions)


def _around(view: View, need: int) -> list[int]:
    """Other needs that somebody raised around it, those of its community before those of its street."""
    snapshot, places = view.snapshot, view.linked("Need", need, "LOCATED_IN", "Place")
    around = places_around(view, places[0]) if places else ()
    levels, ids = snapshot.nodes["Place"].texts("level"), snapshot.nodes["Place"].ids
    raised = {int(row) for kind in PEOPLE for row in snapshot.links["RAISED", kind, "Need"].to_rows.tolist()}
    located = snapshot.links["LOCATED_IN", "Need", "Place"]
    pairs = list(zip(located.from_rows.tolist(), located.to_rows.tolist(), strict=True))
    found: dict[int, None] = {}
    for area in (ids[row] for row in around if levels[row] in AROUND):
        within = places_within(snapshot, area)
        found.update(dict.fromkeys(row for row, place in pairs if place in within and row in raised))
    return [row for row in found if row != need and view.seen("Need", row)][:COMPARED]


def _worked(snapshot: Snapshot, matcher: Matcher, identifier: str, knowing: Lore | None) -> list[Said]:
    """Who took part in solved cases like the need, the likest first."""
    found: list[Said] = []
    cases = similar_cases(snapshot, "Need", identifier, limit=CASES, knowing=knowing).cases
    for case in (one for one in cases if one.likeness.score >= LIKEST * cases[0].likeness.score):
        name = case.project.name
        partners = [one for one in case.partners if one.kind in PEOPLE]
        sentence = f"参加过相近的{quoted(name)}", f"took part in the like: {name}"
        found += [(row, "worked", sentence) for row in _rows(matcher, partners)]
    return found


def _rows(matcher: Matcher, mentions: Sequence[Mention]) -> list[int]:
    return [matcher.data.nodes.row_of(one.kind, one.id) for one in mentions]


def _concepts(question: Question, *, english: bool) -> list[str]:
    concepts = [question.data.vocabulary.concepts[one] for one in question.needs]
    return [(one.label_en or one.name) if english else one.name for one in concepts]
