"""What the invented candidates were made for, checked against the hard rules and the order of the matcher itself."""

from __future__ import annotations

from collections import Counter, defaultdict

import pytest

import seeds
from graph.snapshot import Snapshot
from matching.features import FEATURE_NAMES
from matching.reasons import Answer
from matching.weights import Weights
from service.asking import Asking
from service.seeding import parted
from tests.support.communities import NOW, shipped_matcher

INTENTS = ("good", "plausible", "ineligible")
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


def test_every_open_line_has_good_plausible_and_ineligible_candidates(planted: Planted) -> None:
    records = list(seeds.pilot())
    ids = {record["id"] for record in records if "n" in record}
    open_lines = {r["id"] for r in records if r.get("n") == "Requirement" and r["p"]["status"] == "open"}
    assert set(planted) == open_lines
    for requirement, candidates in planted.items():
        counts = Counter(intent for intent, _ in candidates.values())
        assert set(counts) == set(INTENTS), requirement
        assert min(counts.values()) >= 3, (requirement, counts)
        assert set(candidates) <= ids, requirement
        assert all(bool(rule) == (intent == "ineligible") for intent, rule in candidates.values()), requirement


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
        meant = {candidate for candidate, (intent, _) in candidates.items() if intent != "ineligible"}
        assert meant <= shown, (requirement, meant - shown)


def test_with_the_prior_weights_a_good_candidate_leads_and_good_ones_fill_the_top(
    planted: Planted, answers: dict[str, Answer]
) -> None:
    led, high = [], []
    for requirement, candidates in planted.items():
        ranks = ranks_of(answers[requirement])
        by_intent = {i: [ranks[c] for c, (intent, _) in candidates.items() if intent == i] for i in INTENTS[:2]}
        led.append(min(by_intent["good"]) < min(by_intent["plausible"]))
        high += [rank <= 10 for rank in by_intent["good"]]
    assert sum(led) == len(led)
    assert sum(high) / len(high) >= 0.95


def test_the_weights_are_points_for_every_feature_of_the_matcher() -> None:
    weights = Weights.from_values(seeds.weights(), FEATURE_NAMES)
    assert weights.base == 40.0
    against = {name for name, weight in weights.by_feature.items() if weight < 0}
    assert against == {"asked_recently", "declined", "lacking"}
    assert max(weights.by_feature, key=lambda name: weights.by_feature[name]) == "ability"
