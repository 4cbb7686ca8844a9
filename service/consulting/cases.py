"""Solved cases like a need or project: which place solved this, with whom, and how people judged it."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Any

from graph.snapshot import Snapshot
from matching.issues.knowledge import Knowledge
from matching.issues.reading import Reading
from matching.issues.similar import CaseLikeness, nearest
from service.consulting.asked import asked_of, brief, shipped_knowledge
from service.consulting.lore import Knowing
from service.lines.stages import SOLVED
from service.lines.taking import DELIVERED
from service.viewing.looking import Mention, View

PARTNERS = ("Organization", "Unit", "Alliance", "Expert", "Resident")
MOST_PARTNERS = 6
_lock = threading.Lock()
_words_of: dict[str, tuple[tuple[int, ...], tuple[str, ...]]] = {}
_read: dict[str, tuple[Knowledge, Reading]] = {}


@dataclass(frozen=True)
class SolvedCase:
    """A finished project like the one asked about: where, which needs, with whom, what came of it."""

    likeness: CaseLikeness
    project: Mention
    places: tuple[Mention, ...]
    needs: tuple[Mention, ...]
    partners: tuple[Mention, ...]
    result: str
    rating: float | None
    reviews: int

    def as_json(self, language: str) -> dict[str, Any]:
        """The case, its partners and what both share."""
        alike, english = self.likeness, language == "en"
        return {
            "project": brief(self.project),
            "score": round(alike.score, 4),
            "parts": {name: round(value, 4) for name, value in alike.parts.items()},
            "shared": {
                "problems": list(alike.problems_en if english else alike.problems),
                "words": list(alike.words),
            },
            "places": [brief(one) for one in self.places],
            "needs": [brief(one) for one in self.needs],
            "partners": [brief(one) for one in self.partners],
            "result": self.result or None,
            "rating": self.rating,
            "reviews": self.reviews,
        }


@dataclass(frozen=True)
class SimilarCases:
    """Solved cases, the likest first; `looked_through` is how many finished projects there are."""

    of: Mention
    cases: tuple[SolvedCase, ...]
    looked_through: int
    by_sense: bool  # whether sentence vectors were compared, too

    def as_json(self, language: str = "zh") -> dict[str, Any]:
        """The object that API, command line and pages share."""
        return {
            "of": brief(self.of),
            "looked_through": self.looked_through,
            "by_sense": self.by_sense,
            "cases": [one.as_json(language) for one in self.cases],
        }


def similar_cases(
    snapshot: Snapshot, kind: str, identifier: str, *, limit: int = 5, knowing: Knowing | None = None
) -> SimilarCases:
    """Finished projects like a need or project, at most `limit`; raises NotFound."""
    asked = asked_of(snapshot, kind, identifier)
    rows, words = _finished(snapshot)
    known = knowing([asked.issue.text, *words]) if knowing else shipped_knowledge()
    reading = _solved(snapshot, known, words)
    own = snapshot.nodes["Project"].row_of.get(identifier, -1) if kind == "Project" else -1
    question = known.reader.read([asked.issue.text], beside=reading)
    found = [one for one in nearest(question, reading, limit + 1) if rows[one.case] != own][:limit]
    view = View(snapshot)
    cases = tuple(_case(view, rows[one.case], one) for one in found)
    return SimilarCases(asked.who, cases, len(rows) - int(own in rows), known.reader.encoder is not None)


def _finished(snapshot: Snapshot) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """Finished projects and their words; kept while the graph stays as it is."""
    with _lock:
        kept = _words_of.get(snapshot.version)
    if kept is None:
        view, stages = View(snapshot), snapshot.nodes["Project"].texts("stage")
        rows = tuple(int(row) for row in view.seen_rows("Project") if stages[row] in SOLVED)
        kept = rows, tuple(_words(view, row) for row in rows)
        with _lock:
            _words_of.clear()
            _words_of[snapshot.version] = kept
    return kept


def _solved(snapshot: Snapshot, knowledge: Knowledge, words: tuple[str, ...]) -> Reading:
    """Those words as read with some knowledge; kept as they are."""
    with _lock:
        kept = _read.get(snapshot.version)
    if kept is not None and kept[0] is knowledge:
        return kept[1]
    reading = knowledge.reader.read(words)
    with _lock:
        _read.clear()
        _read[snapshot.version] = (knowledge, reading)
    return reading


def _words(view: View, row: int) -> str:
    held = view.properties("Project", row)
    needs = [view.properties("Need", need).get("text") for need in view.linked("Project", row, "ADDRESSES", "Need")]
    return "，".join(str(word) for word in (held.get("name"), held.get("text"), held.get("result"), *needs) if word)


def _case(view: View, row: int, alike: CaseLikeness) -> SolvedCase:
    held = view.properties("Project", row)
    reviews = [view.properties("Review", one) for one in view.linked("Project", row, "REVIEWS", "Review", inward=True)]
    ratings = [rating for one in reviews if isinstance(rating := one.get("rating"), float)]
    return SolvedCase(
        likeness=alike,
        project=view.mention("Project", row),
        places=tuple(view.mention("Place", one) for one in view.linked("Project", row, "LOCATED_IN", "Place")),
        needs=tuple(view.mention("Need", one) for one in view.linked("Project", row, "ADDRESSES", "Need")),
        partners=_partners(view, row),
        result=str(held.get("result") or ""),
        rating=round(sum(ratings) / len(ratings), 2) if ratings else None,
        reviews=len(reviews),
    )


def _partners(view: View, row: int) -> tuple[Mention, ...]:
    """Who took part, kept a claim, mentored or gave money; people only where they agreed to be seen."""
    found: dict[Mention, None] = {}
    for kind in PARTNERS:
        for one in view.linked("Project", row, "TAKES_PART", kind, inward=True):
            found.setdefault(view.mention(kind, one))
    for requirement in view.linked("Project", row, "REQUIRES", "Requirement"):
        for claim in view.linked("Requirement", requirement, "TAKES", "Claim", inward=True):
            if view.properties("Claim", claim).get("status") in DELIVERED:
                for kind in PARTNERS:
                    for one in view.linked("Claim", claim, "MADE", kind, inward=True):
                        found.setdefault(view.mention(kind, one))
    for kind in ("Expert", "Organization"):
        for one in view.linked("Project", row, "MENTORS", kind, inward=True):
            found.setdefault(view.mention(kind, one))
    for kind in ("Fund", "Unit", "Alliance"):
        for one in view.linked("Project", row, "FUNDED_BY", kind):
            found.setdefault(view.mention(kind, one))
    return tuple(found)[:MOST_PARTNERS]
