"""What would bring somebody of the pilot among the first, held against the same change made in the records."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import islice

import numpy as np
import pytest

import seeds
from graph.records import Link, Node
from graph.snapshot import Snapshot
from matching.counterfactual import Fact, possible
from matching.data import SKILLED_KINDS, MatchingData
from matching.matcher import Matcher
from matching.question import Question
from matching.ragged import Ragged
from service.lines.asking import Asking
from service.matching_input import build
from service.partnering import WhyMissing, find_partners, why_missing
from tests.support.communities import NOW, WEIGHTS, Pilot, Still

RAGGED = ("abilities", "holders", "said", "sayers", "home", "covers")
COLUMNS = ("starts", "values", "weights", "codes", "via")
EDITED = ("ability:", "coverage", "confirmed")
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


def true(names: tuple[str, ...], who: tuple[str, str], question: Question) -> Edited:
    """The pilot with these facts recorded of a candidate."""
    place, (kind, key) = pilot(), who
    properties = dict(next(node for node in place.nodes if (node.kind, node.id) == who).properties)
    links = list(place.links)
    for name in names:
        if name == "confirmed":
            properties["confirmed_on"] = NOW.date()
        elif name.startswith("ability:"):
            tie = "HAS_SKILL" if kind in SKILLED_KINDS else "ABOUT"
            links.append(Link(tie, kind, key, "Skill", name.removeprefix("ability:"), {}))
        elif name == "coverage":
            there = question.data.places.nodes.ids[question.ask.place]
            tie = "SERVES" if kind in (*SKILLED_KINDS, "Alliance") else "COVERS"
            links.append(Link(tie, kind, key, "Place", there, {}))
    nodes = [replace(n, properties=properties) if (n.kind, n.id) == who else n for n in place.nodes]
    return Edited(tuple(nodes), tuple(links))


def of_links(prefix: str) -> Iterator[tuple[Question, tuple[str, str], Fact]]:
    """Facts that add a link, one a candidate and concept or place."""
    seen = set()
    for _, question in lines().values():
        for row in range(len(question.data.nodes)):
            for fact in possible(question, row):
                about = row, fact.name, question.ask.place if fact.name == "coverage" else -1
                if fact.name.startswith(prefix) and about not in seen:
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


@pytest.mark.parametrize(("prefix", "every"), [("ability:", 1400), ("coverage", 80)])
def test_what_is_ranked_anew_is_what_the_edit_makes(prefix: str, every: int) -> None:
    """Groups, who offers it, wording and places with it: nothing else in the links may differ."""
    kinds = set()
    for question, who, fact in islice(of_links(prefix), 0, None, every):
        made = true((fact.name,), who, question).matcher.data
        assert differing(question.data, made), (who, fact.name)
        assert differing(fact.apply(question.data), made) == [], (who, fact.name)
        kinds.add(who[0])
    assert len(kinds) >= 5, kinds


def test_every_rank_promised_is_the_rank_after_the_edit() -> None:
    able = others = 0
    for key, (project, question) in lines().items():
        line = find_partners(pilot(), project, requirement=key, limit=30, left_out=20, now=NOW).requirements[0]
        named = [one.candidate for one in (*line.answer.matches[10:], *line.answer.left_out) if one.candidate.get("id")]
        for who in [(one["kind"], one["id"]) for one in named][::12]:
            promised = why(pilot(), key, who).reachable
            if promised is None or not all(fact.startswith(EDITED) for fact in promised.facts):
                continue
            after = why(true(promised.facts, who, question), key, who)
            assert after.rank == promised.rank, (key, who, promised.sentence)
            one = any(fact.startswith("ability:") for fact in promised.facts)
            able, others = able + one, others + (not one)
    assert able >= 10, able
    assert others >= 10, others


def why(place: Still, key: str, who: tuple[str, str]) -> WhyMissing:
    """Why this candidate stands where it stands for the line."""
    return why_missing(place, lines()[key][0], key, who, now=NOW)


def test_an_ability_that_no_record_can_name_yet_is_not_promised() -> None:
    """Its name would become one more text by which all words are measured."""
    question, (kind, key), fact = next(
        one for one in of_links("ability:") if len(one[0].needs) == 1 and one[2].name in worded(one[0])
    )
    place = Edited(tuple(n for n in pilot().nodes if f"ability:{n.id}" != fact.name), pilot().links)
    read = Asking(place.snapshot, place.matcher.data).lines(lines()[question.ask.id][0])
    (asked,) = place.matcher.questions([line.ask for line in read if line.id == question.ask.id], NOW.date())
    assert fact.name in worded(asked)
    assert fact.name not in {one.name for one in possible(asked, place.matcher.data.nodes.row_of(kind, key))}


def worded(question: Question) -> set[str]:
    """The facts of the abilities that the line asks for in its words."""
    named = {mention.concept for mention in question.mentions} & set(question.needs)
    return {f"ability:{question.data.vocabulary.concepts[one].id}" for one in named}
