"""What a reason says when it was learned from past work: what spoke for a candidate, and the facts behind it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from matching.data import OFFERED_KINDS
from matching.experience import WHYS
from matching.paths import work_path
from matching.question import Question
from matching.quoting import quoted
from matching.reasons import Fact, Telling
from matching.setting import fading

NAMED = 2  # pieces of work that are named

LEARNED = {
    "alike": (
        "参加过{names}；从{past}件往事看，这样的事常有其参与",
        "took part in {names}; {past} pieces of past work say that it often takes part in the like",
    ),
    "used_alike": (
        "{names}用过（从{past}件往事看，这样的事用得上）",
        "was used for {names} (by {past} pieces of past work it serves the like)",
    ),
    "unit": (
        "常参加这一带的事，如{names}（从{past}件往事看）",
        "often takes part around here, as in {names} ({past} pieces of past work)",
    ),
    "tag": (
        "常参加这一类的事，如{names}（从{past}件往事看）",
        "often takes part in work of this kind, as in {names} ({past} pieces of past work)",
    ),
    "circle": (
        "和办过类似事情的{partner}一起办过“{work}”（从{past}件往事看）",
        "worked on {work} with {partner}, who often does the like ({past} pieces of past work)",
    ),
    "links": (
        "参加过回应同一需求的{names}（从{past}件往事看）",
        "took part in {names}, which answered the same need ({past} pieces of past work)",
    ),
    "active": (
        "近来常参与邻里的事，如{names}（从{past}件往事看）",
        "has often taken part of late, as in {names} ({past} pieces of past work)",
    ),
}


def told_learned(question: Question, row: int, similar: Sequence[int]) -> Telling | None:
    """What past work says for a candidate; None where it says nothing.

    `similar` are the candidate's similar works (positions in `worked`), the most similar first.
    """
    learned, experience = question.learned, question.data.experience
    if learned is None or experience is None:
        return None
    at = int(np.searchsorted(learned.rows, row))
    if at >= len(learned.rows) or learned.rows[at] != row or not learned.votes[at] > 0.0:
        return None
    why, mine = WHYS[learned.whys[at]], _own_works(question, row)
    if why == "circle" and (telling := _told_circle(question, row, mine, experience.works)) is not None:
        return telling
    if why == "circle" or (why == "alike" and not similar):
        why = "alike" if similar else "active"  # what is named must be like this
    works, worked = question.data.works, question.data.works.worked
    alike, days = question.works_alike[worked.values[mine]], works.days[worked.values[mine]]
    by = alike if why == "links" else fading(days, question.standing.now)
    entries = list(similar) if why == "alike" else mine[np.argsort(-by, kind="stable")].tolist()
    names = list(dict.fromkeys([works.nodes.node(int(worked.values[entry]))["name"] for entry in entries]))[:NAMED]
    facts = [fact for entry in entries[:NAMED] for fact in work_path(question.data, row, entry)]
    used = question.data.nodes.kind_of(row) in OFFERED_KINDS
    case = "used_alike" if used else why
    zh = {"names": "、".join([quoted(name) for name in names]), "past": experience.works}
    return Telling(case, zh, {"names": ", ".join(names)}, tuple(facts))


def _own_works(question: Question, row: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Where a candidate's other works that tell about such a line lie in `worked`, of each work the first tie."""
    works, worked = question.data.works, question.data.works.worked
    run = worked.run(row)
    positions = np.arange(run.start, run.stop)
    of = worked.values[positions]
    kept = question.telling(worked, positions)
    others = kept & (works.whole[of] != question.ask.project) & ~works.dropped[of]
    kept = others if others.any() else kept
    _, first = np.unique(of[kept], return_index=True)
    return positions[kept][first]


def _told_circle(
    question: Question, row: int, mine: np.ndarray[tuple[int], np.dtype[np.int64]], past: int
) -> Telling | None:
    """That a candidate worked with somebody for whom past work speaks louder; None where there is nobody to name."""
    works, learned = question.data.works, question.learned
    assert learned is not None
    votes = dict(zip(learned.rows.tolist(), learned.votes.tolist(), strict=True))
    found: list[tuple[float, int, int]] = []
    for entry in mine.tolist():
        partners = set(works.delivered.of(int(works.worked.values[entry])).tolist()) - {row}
        found += [(votes[one], -one, entry) for one in partners if votes.get(one, 0.0) > votes[row]]
    if not found:
        return None
    _, minus, entry = max(found)
    work, theirs = int(works.worked.values[entry]), works.worked.run(-minus)
    shared = next(at for at in range(theirs.start, theirs.stop) if works.worked.values[at] == work)
    facts: tuple[Fact, ...] = (*work_path(question.data, row, entry), *work_path(question.data, -minus, shared))
    partner = question.data.nodes.node(-minus)["name"]
    words = {"partner": partner, "work": works.nodes.node(work)["name"], "past": past}
    return Telling("circle", words, {}, facts)
