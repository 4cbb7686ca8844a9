"""What the invented candidates were made for, checked against the hard rules and the order of the matcher itself."""

from __future__ import annotations

from collections import Counter, defaultdict

import pytest

import seeds
from graph.snapshot import Snapshot
from matching.features import FEATURE_NAMES
from matching.reasons import Answer
from matching.weights import Weights
from service.allocating.making import plan_all
from service.allocating.plans import ALONE, FIRST_COME, PLAN
from service.lines.asking import Asking
from service.seeding import parted
from tests.support.communities import NOW, Pilot, shipped_matcher

INTENTS = ("good", "plausible", "ineligible")
# What several projects want and few have, and what nobody has: the plan of all projects shows its worth by them.
SHARED = {"requirement-liaotian-1-craft": "resident-taols", "requirement-linlike-1-papercut": "resident-taols"}
SHARED |= {"requirement-liaotian-2-room": "space-zjl-hall2", "requirement-linlike-2-room": "space-zjl-hall2"}
# The same fact about a candidate may be told by its place or by the places it works for.
SAME_RULE = {"coverage": "place"}

Planted = dict[str, dict[str, tuple[str, str]]]


@pytest.fixture(scope="module")
def planted() -> Planted:
    found: Planted = defaultdict(dict)
    for line in seeds.planted():
        assert line["candidate"] not in found[line["requirement"]], line
        found[line["requirement"]][line["candidate"]] = (line["intent"], line["rule"])
    return found


@pytest.fixture(scope="module")
def answers() -> dict[str, Answer]:
    """The matcher's whole answer to every open line of the pilot."""
    nodes, links = parted(seeds.pilot())
    snapshot = Snapshot.from_records(nodes, links, NOW, "pilot")
    matcher = shipped_matcher(snapshot)
    asking, found = Asking(snapshot, matcher.data), {}
    for project in (node.id for node in nodes if node.kind == "Project"):
        lines = asking.lines(project)
        for line, question in zip(lines, matcher.questions([line.ask for line in lines], NOW.date()), strict=True):
            found[line.id] = matcher.answer(question, 1000, "zh", 1000)
    return found


def ranks_of(answer: Answer) -> dict[str, int]:
    """The place of everybody on a list; an offer and its provider share one."""
    return {
        one["id"]: rank for rank, match in enumerate(answer.matches, start=1) for one in (match.candidate, *match.same)
    }


def test_every_project_has_several_good_plausible_and_ineligible_candidates(planted: Planted) -> None:
    own = defaultdict[str, Counter[str]](Counter)
    for requirement, candidates in planted.items():
        own[requirement.split("-")[1]].update(intent for intent, _ in candidates.values())
    assert len(own) >= 10
    assert all(counts[intent] >= 3 for counts in own.values() for intent in INTENTS), own


def test_every_open_line_that_is_neither_shared_nor_a_gap_has_so_too(planted: Planted) -> None:
    records = list(seeds.pilot())
    ids = {record["id"] for record in records if "n" in record}
    open_lines = {r["id"] for r in records if r.get("n") == "Requirement" and r["p"]["status"] == "open"}
    assert set(planted) == open_lines
    for requirement, candidates in planted.items():
        counts = Counter(intent for intent, _ in candidates.values())
        assert set(candidates) <= ids, requirement
        assert all(bool(rule) == (intent in ("ineligible", "remedy")) for intent, rule in candidates.values())
        if requirement not in SHARED and "remedy" not in counts:
            assert set(counts) == set(INTENTS), requirement
            assert min(counts.values()) >= 3, (requirement, counts)


def test_ineligible_candidates_are_left_out_by_the_rule_they_were_made_for(
    planted: Planted, answers: dict[str, Answer]
) -> None:
    wrong = []
    for requirement, candidates in planted.items():
        shown = set(ranks_of(answers[requirement]))
        rules = {
            left.candidate.get("id"): SAME_RULE.get(left.rule, left.rule) for left in answers[requirement].left_out
        }
        for candidate, (intent, rule) in candidates.items():
            if intent != "ineligible":
                continue
            told = rules.get(candidate)
            # People without consent, and conflicts between people, are counted, never named.
            if candidate in shown or told != (None if rule in ("consent", "conflict") else rule):
                wrong.append((requirement, candidate, rule, told))
    assert wrong == []


def test_good_and_plausible_candidates_are_found(planted: Planted, answers: dict[str, Answer]) -> None:
    for requirement, candidates in planted.items():
        shown = set(ranks_of(answers[requirement]))
        meant = {candidate for candidate, (intent, _) in candidates.items() if intent in INTENTS[:2]}
        assert meant <= shown, (requirement, meant - shown)


def test_with_the_prior_weights_a_good_candidate_leads_and_good_ones_fill_the_top(
    planted: Planted, answers: dict[str, Answer]
) -> None:
    led, high = [], []
    for requirement, candidates in planted.items():
        ranks = ranks_of(answers[requirement])
        by_intent = {i: [ranks[c] for c, (intent, _) in candidates.items() if intent == i] for i in INTENTS[:2]}
        if by_intent["good"] and by_intent["plausible"]:
            led.append(min(by_intent["good"]) < min(by_intent["plausible"]))
        high += [rank <= 10 for rank in by_intent["good"]]
    assert sum(led) == len(led)
    assert sum(high) / len(high) >= 0.95


def test_the_plan_of_the_pilot_does_more_than_the_other_ways_and_shows_what_nobody_can(planted: Planted) -> None:
    made = plan_all(Pilot(), now=NOW)
    ways = {way.name: way for way in made.ways}
    for other in (ways[FIRST_COME], ways[ALONE]):
        assert ways[PLAN].lines_met >= other.lines_met + 2
        assert ways[PLAN].floor > other.floor + 0.2
    # What both projects want goes to the line that has nobody else.
    given = {line.id: [one.id for one in line.given] for line in made.lines}
    assert given["requirement-linlike-1-papercut"] == ["resident-taols"]
    assert given["requirement-linlike-2-room"] == ["space-zjl-hall2"]
    assert all(given[line] for line in SHARED)
    unmet = {line.id for line in made.lines if not line.met}
    wanting = {line: found for line, found in planted.items() if any(one == "remedy" for one, _ in found.values())}
    assert unmet == set(wanting)
    assert len(unmet) >= 2
    for line, candidates in wanting.items():
        ways_out = {way.way: way for way in made.ways_out if line in way.lines}
        for candidate, (intent, rule) in candidates.items():
            if intent == "remedy":
                assert candidate in [key for _, key in ways_out[rule].who], (line, rule)
                assert ways_out[rule].gain == 1.0
    assert {way.way for way in made.ways_out} == {"group", "latent", "outside", "training"}


def test_the_weights_are_points_for_every_feature_of_the_matcher() -> None:
    weights = Weights.from_values(seeds.weights(), FEATURE_NAMES)
    assert weights.base == 40.0
    against = {name for name, weight in weights.by_feature.items() if weight < 0}
    assert against == {"asked_recently", "declined", "lacking"}
    assert max(weights.by_feature, key=lambda name: weights.by_feature[name]) == "ability"
