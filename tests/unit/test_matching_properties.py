"""What holds of every answer, whatever the town: exact sums, true evidence, no surprises."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from matching_town import NOW, Town, day, facts_of, link, node, teacher, town

from graph.records import Link, Node
from matching.features import FEATURE_NAMES, FEATURES
from matching.features.ability import SIMILAR_FROM, ability, wording
from matching.features.supply import declined
from matching.matcher import Matcher
from matching.ragged import blend
from matching.wordings import slot_names
from service.lines.asking import Asking

QUICK = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
TODAY = NOW.date()
LINES = ("teach", "room", "fund", "hands", "guide")
HOMES = ("yard", "house", "door", "next", "far", "c3")


def random_town(seed: int) -> Town:
    """A town in which every kind of fact may or may not be there."""
    chance = random.Random(seed)
    records: list[Node | Link] = []
    for number in range(4):
        key = f"past{number}"
        records.append(node("Project", key, name=f"手机小课堂{number}期", stage="closed", date_to=_past(chance)))
        if chance.random() < 0.5:
            records.append(link("TAKES_PART", ("Resident", "lead"), ("Project", key)))
    for number in range(7):
        records += _party(chance, number)
    for number in range(3):
        records.append(node("Space", f"k{number}", name="活动室", **_some(chance, capacity=chance.randrange(10, 40))))
        records.append(node("Fund", f"f{number}", name="公益金", **_some(chance, balance=chance.randrange(4000) * 1.0)))
    return town(*_once(records))


def _some(chance: random.Random, **values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if chance.random() < 0.6}


def _past(chance: random.Random) -> date:
    return TODAY - timedelta(days=chance.randrange(500))


def _party(chance: random.Random, number: int) -> list[Node | Link]:
    kind = chance.choice(("Resident", "Organization", "Unit", "Expert"))
    me = (kind, f"{chance.randrange(10)}{number}")
    own = _some(chance, windows=["sat-pm", "sun-am"], hours_cap=float(chance.randrange(12)))
    own |= _some(chance, last_active=_past(chance), confirmed_on=_past(chance))
    if kind == "Resident":
        own |= {"consent": chance.random() < 0.8, **_some(chance, joined_on=_past(chance))}
    if kind == "Organization":
        own |= _some(chance, star=chance.randrange(1, 6), members=chance.randrange(30), text="教老人用智能手机")
    home = ("Place", chance.choice(HOMES))
    return [
        node(*me, name=f"名{me[1]}", **own),
        link("LIVES_AT" if kind == "Resident" else "SERVES", me, home),
        *(link("HAS_SKILL", me, ("Skill", s)) for s in ("digital", "phone", "mend", "dance") if chance.random() < 0.4),
        *(link("TAKES_PART", me, ("Project", f"past{n}")) for n in range(4) if chance.random() < 0.2),
        *_history(chance, number, me),
    ]


def _history(chance: random.Random, number: int, me: tuple[str, str]) -> list[Node | Link]:
    records: list[Node | Link] = []
    if chance.random() < 0.4:
        answer = _some(chance, answer="declined", reason="no_time")
        records.append(node("Invitation", f"i{number}", asked_on=_past(chance), **answer))
        records.append(link("ASKED", ("Invitation", f"i{number}"), me))
    if chance.random() < 0.3:
        records.append(node("Review", f"w{number}", fulfilled=chance.random()))
        records.append(link("REVIEWS", ("Review", f"w{number}"), me))
    if chance.random() < 0.5:
        offer = ("Service", f"o{number}")
        facts = _some(chance, charge="公益", confirmed_on=_past(chance))
        records.append(node(*offer, name="手机小课", kind="service", **facts))
        records += [link("OFFERS", me, offer), link("ABOUT", offer, ("Skill", "phone"))]
    return records


def _once(records: list[Node | Link]) -> list[Node | Link]:
    """Each link between two nodes once, as the graph keeps it."""
    seen: set[tuple[str, ...]] = set()
    kept: list[Node | Link] = []
    for record in records:
        if isinstance(record, Link):
            mark = (record.kind, record.from_kind, record.from_id, record.to_kind, record.to_id)
            if mark in seen:
                continue
            seen.add(mark)
        kept.append(record)
    return kept


towns = st.integers(min_value=0, max_value=100_000).map(random_town)


@QUICK
@given(towns, st.sampled_from(LINES), st.sampled_from(("zh", "en")))
def test_the_score_is_the_sum_of_its_reasons(community: Town, line: str, language: str) -> None:
    matcher, question = community.ask(line)
    matches = matcher.answer(question, limit=100, language=language).matches
    for match in matches:
        assert abs(match.score - match.base - sum(r.value * r.weight for r in match.reasons)) < 1e-9
        for reason in match.reasons:
            assert abs(reason.contribution - reason.value * reason.weight) < 1e-12
            assert reason.sentence
            assert "{" not in reason.sentence
            assert reason.evidence
    scores = [round(match.score, 9) for match in matches]
    assert scores == sorted(scores, reverse=True)


@QUICK
@given(towns, st.sampled_from(LINES))
def test_what_was_told_before_is_told_the_same_again_in_either_language(community: Town, line: str) -> None:
    matcher, question = community.ask(line)
    for language in ("zh", "en", "zh", "en"):
        afresh, asked = community.ask(line)
        first = afresh.answer(asked, language=language)
        again = matcher.answer(question, language=language)
        assert again == first
        assert matcher.answer(question, limit=1, language=language).matches == first.matches[:1]
    told = [matcher.answer(question, language="en").matches for _ in range(2)]
    assert all(one.reasons is other.reasons for one, other in zip(*told, strict=True)), "found once, and kept"


@QUICK
@given(towns, st.sampled_from(LINES))
def test_every_fact_shown_stands_in_the_graph(community: Town, line: str) -> None:
    matcher, question = community.ask(line)
    nodes = {(n.kind, n.id): n.properties for n in community.nodes}
    links = {(k.kind, k.from_kind, k.from_id, k.to_kind, k.to_id) for k in community.links}
    for match in matcher.answer(question, limit=100).matches:
        for fact in facts_of(match.reasons):
            start, end = fact["from"], fact["to"]
            if end["kind"] != "Value":
                assert (fact["link"], start["kind"], start["id"], end["kind"], end["id"]) in links
            else:
                assert _said(nodes[start["kind"], start["id"]].get(fact["link"], "")) == end["name"]


def _said(value: object) -> str:
    if isinstance(value, list):
        return " ".join(sorted(value, key=lambda w: slot_names((1 << 21) - 1).index(w)))
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


@QUICK
@given(towns, st.sampled_from(LINES))
def test_nobody_whom_a_rule_excludes_appears(community: Town, line: str) -> None:
    matcher, question = community.ask(line)
    answer = matcher.answer(question, limit=1000, left_out=1000)
    listed = {(match.candidate["kind"], match.candidate["id"]) for match in answer.matches}
    assert listed.isdisjoint((out.candidate["kind"], out.candidate["id"]) for out in answer.left_out)
    for kind, key in listed:
        assert matcher.explain(question, kind, key).left_out is None
    hidden = {n.id for n in community.nodes if n.kind == "Resident" and n.properties.get("consent") is not True}
    assert hidden.isdisjoint(key for kind, key in listed if kind == "Resident")
    names = {n.properties["name"] for n in community.nodes if n.kind == "Resident" and n.id in hidden}
    assert not [name for name in names if f"'{name}'" in repr(answer)]


@QUICK
@given(towns, st.sampled_from(LINES), st.randoms(use_true_random=False))
def test_order_of_records_changes_nothing(community: Town, line: str, chance: random.Random) -> None:
    nodes, links = list(community.nodes), list(community.links)
    chance.shuffle(nodes)
    chance.shuffle(links)
    assert Town(tuple(nodes), tuple(links)).scores(line) == community.scores(line)


@QUICK
@given(towns, st.sampled_from(LINES))
def test_ids_decide_nothing_but_ties(community: Town, line: str) -> None:
    def renamed(key: str) -> str:
        return key[::-1] + "z" if key[0].isdigit() else key

    nodes = tuple(Node(n.kind, renamed(n.id), n.properties) for n in community.nodes)
    links = tuple(
        Link(k.kind, k.from_kind, renamed(k.from_id), k.to_kind, renamed(k.to_id), k.properties)
        for k in community.links
    )
    before, after = community.scores(line), Town(nodes, links).scores(line)
    assert after == pytest.approx({renamed(key): score for key, score in before.items()}, abs=1e-9)


@QUICK
@given(towns, st.sampled_from(LINES), st.data())
def test_removing_a_shown_fact_changes_the_score(community: Town, line: str, data: st.DataObject) -> None:
    matcher, question = community.ask(line)
    facts = [(match, fact) for match in matcher.answer(question, limit=100).matches for fact in facts_of(match.reasons)]
    facts = [(match, fact) for match, fact in facts if fact["to"]["name"] or fact["to"]["kind"] != "Value"]
    if not facts:
        return
    match, fact = data.draw(st.sampled_from(facts))
    poorer = _without(community, fact)
    found = poorer.scores(line).get(match.candidate["id"])
    assert found is None or abs(found - match.score) > 1e-9


def _without(community: Town, fact: Mapping[str, Any]) -> Town:
    start, end = fact["from"], fact["to"]
    if end["kind"] == "Value":
        return community.with_(node(start["kind"], start["id"], **{fact["link"]: None}))
    return community.without((fact["link"], start["id"], end["id"]))


BETTER = {
    "skill": [link("HAS_SKILL", ("Organization", "x"), ("Skill", "phone"))],
    "near": [link("LOCATED_IN", ("Organization", "x"), ("Place", "yard"))],
    "stars": [node("Organization", "x", star=5)],
    "active": [node("Organization", "x", last_active=TODAY)],
    "confirmed": [node("Organization", "x", confirmed_on=TODAY)],
    "windows": [node("Organization", "x", windows=["sat-pm"])],
    "hours": [node("Organization", "x", hours_cap=40.0)],
    "past": [link("TAKES_PART", ("Organization", "x"), ("Project", "past0"))],
    "kept": [node("Review", "good", fulfilled=1.0), link("REVIEWS", ("Review", "good"), ("Organization", "x"))],
}


@QUICK
@given(towns, st.sampled_from(sorted(BETTER)))
def test_more_of_a_good_thing_never_lowers(community: Town, better: str) -> None:
    group = [node("Organization", "x", name="手机队"), link("HAS_SKILL", ("Organization", "x"), ("Skill", "digital"))]
    before = community.with_(*group)
    after = before.with_(*BETTER[better])
    assert after.scores("teach")["x"] >= before.scores("teach")["x"] - 1e-9
    assert _rank(after) <= _rank(before)


def _rank(community: Town) -> int:
    scores = community.scores("teach")
    return sum(score > scores["x"] + 1e-9 for score in scores.values())


@QUICK
@given(towns, st.permutations([(line, language) for line in LINES for language in ("zh", "en")]))
def test_what_is_kept_of_earlier_answers_changes_none(community: Town, asked: list[tuple[str, str]]) -> None:
    snapshot, used = community.current(NOW)
    asks = {line.id: line.ask for line in Asking(snapshot, used.data).lines("open")}
    for line, language in [*asked, *asked[:2]]:
        plain = Matcher(used.data, used.weights)
        answers = [
            one.answer(one.questions([asks[line]], TODAY)[0], 100, language, arrange=None) for one in (used, plain)
        ]
        assert answers[0] == answers[1]


@QUICK
@given(towns, st.sampled_from(LINES))
def test_looking_only_at_what_has_to_do_with_a_line_measures_the_same(community: Town, line: str) -> None:
    _, question = community.ask(line)
    data, rows = question.data, np.arange(len(question.data.nodes))
    held, said, invitations = data.abilities, data.said, data.invitations
    positions, bounds = held.gather(rows)
    strength = held.weights[positions] * question.counted(held, positions, held.owners)
    able = [
        w * blend(strength * question.reach[at, held.values], bounds, 0.1)
        for at, w in enumerate(question.needs.values())
    ]
    likeness = np.maximum(question.phrase_scores[said.values] - SIMILAR_FROM, 0.0) / (1.0 - SIMILAR_FROM)
    assert np.allclose(ability(question, rows), sum(able, np.zeros(len(rows))), rtol=0.0, atol=1e-12)
    assert np.allclose(wording(question, rows), blend(likeness, said.starts, 0.1), rtol=0.0, atol=1e-12)
    never = np.ones(len(rows), dtype=bool)
    never[invitations.by_candidate.owners] = False
    assert not declined(question, rows)[never].any()


def test_features_explain_themselves_in_both_languages() -> None:
    assert len(set(FEATURE_NAMES)) == len(FEATURES) >= 12
    for feature in FEATURES:
        zh, en = feature.meaning
        assert any("\u4e00" <= sign <= "\u9fff" for sign in zh)
        assert en.isascii()
        assert all(feature.label)
        for sentences in feature.sentences.values():
            assert all(sentences)


def test_a_newcomer_beats_a_stranger_and_a_friend_beats_both() -> None:
    friend = [
        *teacher("friend"),
        node("Project", "past", name="手机小课堂", stage="closed", date_to=day("2026-01-10")),
        link("TAKES_PART", ("Resident", "friend"), ("Project", "past")),
        link("TAKES_PART", ("Resident", "lead"), ("Project", "past")),
    ]
    scores = town(*teacher("stranger"), *teacher("new", joined_on=day("2026-03-01")), *friend).scores("teach")
    assert sorted(scores, key=lambda key: -scores[key]) == ["friend", "new", "stranger"]
