"""What would bring somebody of the pilot among the first, held against the same change made in the records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

import seeds
from graph.records import Link, Node
from graph.snapshot import Snapshot
from matching.attainable import Fact, possible
from matching.counterfactual import FIRST, Reachable
from matching.data import OFFERED_KINDS, SKILLED_KINDS, MatchingData
from matching.eligibility import excluded_by
from matching.matcher import Matcher
from matching.question import Question
from matching.ragged import Ragged
from matching.reasons import day
from matching.wordings import slot_names
from service.lines.asking import Asking
from service.matching_input import build
from service.partnering import WhyMissing, why_missing
from tests.support.communities import NOW, WEIGHTS, Pilot, Still

RAGGED = ("abilities", "holders", "said", "sayers", "home", "covers")
COLUMNS = ("starts", "values", "weights", "codes", "via")
PROPERTIES = {"hours": "hours_cap", "validity": "valid_until", "activity": "last_active", "confirmed": "confirmed_on"}
EVERY = 127  # of the candidates of each line
BEFORE = build(Pilot().snapshot, seeds.vocabulary())


class Edited(Still):
    """The pilot with one record changed, as an edit changes it."""

    def __init__(self, nodes: tuple[Node, ...], links: tuple[Link, ...]) -> None:
        self.nodes, self.links = nodes, links
        self.snapshot = Snapshot.from_records(nodes, links, NOW, "edited")
        self.matcher = Matcher(build(self.snapshot, seeds.vocabulary(), BEFORE).data, WEIGHTS)


@cache
def pilot() -> Pilot:
    """The pilot as it is shipped; nothing changes it."""
    return Pilot()


@cache
def lines() -> dict[str, tuple[str, Question]]:
    """Every line of the pilot by its id: its project and the line as a question."""
    place, found = pilot(), dict[str, tuple[str, Question]]()
    for project in place.snapshot.nodes["Project"].ids:
        asks = [line.ask for line in Asking(place.snapshot, place.matcher.data).lines(project)]
        found.update((one.ask.id, (project, one)) for one in place.matcher.questions(asks, NOW.date()))
    return found


def true(facts: Sequence[Fact], who: tuple[str, str], question: Question) -> Edited:
    """The pilot with these facts recorded of a candidate."""
    place, (kind, key) = pilot(), who
    properties = dict(next(node for node in place.nodes if (node.kind, node.id) == who).properties)
    row, links = question.data.nodes.row_of(kind, key), list(place.links)
    for fact in facts:
        if fact.step == "ability":
            tie = "HAS_SKILL" if kind in SKILLED_KINDS else "ABOUT"
            links.append(Link(tie, kind, key, "Skill", fact.name.removeprefix("ability:"), {}))
        elif fact.step == "coverage":
            there = question.data.places.nodes.ids[question.ask.place]
            tie = "COVERS" if kind in OFFERED_KINDS else "SERVES"
            links.append(Link(tie, kind, key, "Place", there, {}))
        elif fact.step == "window":
            bits = int(fact.apply(question.data).candidates.windows[row])
            properties["windows"] = list(slot_names(bits))
        else:
            name = PROPERTIES[fact.step]
            value = fact.apply(question.data).value(name, row)
            properties[name] = value if name == "hours_cap" else day(value)
    nodes = [replace(n, properties=properties) if (n.kind, n.id) == who else n for n in place.nodes]
    return Edited(tuple(nodes), tuple(links))


def facts_of(question: Question, row: int) -> list[Fact]:
    """What could become true of a candidate, as it is thought of for a line."""
    return list(possible(question, row, excluded_by(question, row)))


def promised(question: Question, who: tuple[str, str], told: Reachable) -> tuple[Fact, ...]:
    """The facts behind a promise."""
    facts = facts_of(question, question.data.nodes.row_of(*who))
    said = [[fact for fact in facts if fact.name == name and fact.words[0] in told.sentence] for name in told.facts]
    return tuple(one[0] for one in said)


def of_links(step: str) -> Iterator[tuple[Question, tuple[str, str], Fact]]:
    """Facts that add a link, one a candidate and concept or place."""
    seen = set()
    for _, question in lines().values():
        for row in range(len(question.data.nodes)):
            for fact in facts_of(question, row):
                about = row, fact.name, question.ask.place if fact.name == "coverage" else -1
                if fact.step == step and about not in seen:
                    seen.add(about)
                    told = question.data.nodes.node(row)
                    yield question, (told["kind"], told["id"]), fact


def differing(one: MatchingData, other: MatchingData) -> list[str]:
    """The links in which the two are not the same, entry for entry."""
    pairs: list[tuple[str, Ragged, Ragged]] = [(name, getattr(one, name), getattr(other, name)) for name in RAGGED]
    return [
        f"{name}.{column}"
        for name, mine, theirs in pairs
        for column in COLUMNS
        if not np.array_equal(getattr(mine, column), getattr(theirs, column))
    ]


@pytest.mark.parametrize("step", ["ability", "coverage"])
def test_what_is_ranked_anew_is_what_the_edit_makes(step: str) -> None:
    """Groups, who offers it, wording and places with it: nothing else in the links may differ."""
    by_kind: dict[str, list[tuple[Question, tuple[str, str], Fact]]] = {}
    for question, who, fact in of_links(step):
        by_kind.setdefault(who[0], []).append((question, who, fact))
    assert len(by_kind) >= 5, by_kind.keys()
    for question, who, fact in (found[len(found) // 2] for found in by_kind.values()):
        made = true((fact,), who, question).matcher.data
        assert differing(question.data, made), (who, fact.name)
        assert differing(fact.apply(question.data), made) == [], (who, fact.name)


def test_every_rank_promised_is_the_rank_after_the_edit() -> None:
    """And no part of what is promised together leads there alone."""
    steps, pairs = Counter[str](), 0
    for key, (_, question) in lines().items():
        rows = range(len(key) % EVERY, len(question.data.nodes), EVERY)
        for node in (question.data.nodes.node(row) for row in rows):
            who = node["kind"], node["id"]
            told = why(pilot(), key, who).reachable
            if told is None:
                continue
            facts = promised(question, who, told)
            steps.update(fact.step for fact in facts)
            assert why(true(facts, who, question), key, who).rank == told.rank, (key, who, told.sentence)
            for fact in facts if len(facts) > 1 and not pairs % 4 else ():
                alone = why(true((fact,), who, question), key, who).rank
                assert alone is None or alone > FIRST, (key, who, told.sentence)
            pairs += len(facts) > 1
    assert len(steps) >= 4, steps
    assert min(sum(steps.values()), pairs) >= 10


def why(place: Still, key: str, who: tuple[str, str]) -> WhyMissing:
    """Why this candidate stands where it stands for the line."""
    return why_missing(place, lines()[key][0], key, who, now=NOW)


def test_an_ability_that_no_record_can_name_yet_is_not_promised() -> None:
    """Its name would become one more text by which all words are measured."""
    question, (kind, key), fact = next(
        one for one in of_links("ability") if len(one[0].needs) == 1 and one[2].name in worded(one[0])
    )
    place = Edited(tuple(n for n in pilot().nodes if f"ability:{n.id}" != fact.name), pilot().links)
    read = Asking(place.snapshot, place.matcher.data).lines(lines()[question.ask.id][0])
    (asked,) = place.matcher.questions([line.ask for line in read if line.id == question.ask.id], NOW.date())
    assert fact.name in worded(asked)
    assert fact.name not in {one.name for one in facts_of(asked, place.matcher.data.nodes.row_of(kind, key))}


def worded(question: Question) -> set[str]:
    """The facts of the abilities that the line asks for in its words."""
    named = {mention.concept for mention in question.mentions} & set(question.needs)
    return {f"ability:{question.data.vocabulary.concepts[one].id}" for one in named}
