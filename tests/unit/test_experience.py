"""What past projects teach: who takes part in the next one, from their past alone, silent while there is too little."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matching_town import NOW, WEIGHTS, Town, link, node

from graph.records import Link, Node
from matching.experience import Experience, LineVotes, votes_of
from matching.learning.works import Work
from matching.matcher import Matcher
from matching.question import Question
from matching.reasons import Fact, Match
from matching.weights import heard
from service.background import FailedApart
from service.experience import Experiences, Learnt, experience_of
from service.experience.opinions import KeptOpinions, OpinionFile
from service.experience.past import Past, PastWork
from service.experience.saying import said_here
from service.lines.asking import Asking
from service.lines.stages import BEFORE
from service.matching_input import build
from service.running.learning_beside import said_apart

# What they share takes seconds to learn: once, not once a process.
pytestmark = pytest.mark.xdist_group("experience")
THEMES = {"choir": "合唱排练", "mending": "修理自行车"}
SINGERS, MENDERS = [f"s{n}" for n in range(8)], [f"m{n}" for n in range(8)]


def past_project(number: int, theme: str, members: Sequence[str]) -> list[Node | Link]:
    """A finished project of a theme and who took part."""
    begun = NOW.date() - timedelta(days=800 - 15 * number)
    key = ("Project", f"past{number:02d}")
    properties = {"date_from": begun, "date_to": begun + timedelta(days=9)}
    return [
        node(*key, name=f"第{number}次{THEMES[theme]}", stage="closed", **properties),
        link("LOCATED_IN", key, ("Place", "yard")),
        *(link("TAKES_PART", ("Resident", one), key) for one in members),
    ]


def street() -> Town:
    """Sixteen people of whom nobody has declared anything: half of them sing, half mend, again and again."""
    records: list[Node | Link] = [
        node("Place", "yard", name="槐院", level="compound"),
        node("Project", "open", name="春天的合唱排练", text="请大家来唱歌", stage="matching"),
        node("Requirement", "hands", kind="people", text="来排练的邻居", quantity=4.0, unit="人", status="open"),
        link("REQUIRES", ("Project", "open"), ("Requirement", "hands")),
        link("LOCATED_IN", ("Project", "open"), ("Place", "yard")),
    ]
    for one in (*SINGERS, *MENDERS, "silent"):
        records.append(node("Resident", one, name=f"某{one}", age_band="50-59", consent=one != "silent"))
        records.append(link("LIVES_AT", ("Resident", one), ("Place", "yard")))
    for number in range(32):
        theme, people = ("choir", SINGERS) if number % 2 else ("mending", MENDERS)
        records += past_project(number, theme, [*(people[(number // 2 + 3 * n) % 8] for n in range(4)), "silent"])
    nodes = tuple(one for one in records if isinstance(one, Node))
    return Town(nodes, tuple(one for one in records if isinstance(one, Link)))


STREET = street()


def look(town: Town, folder: Path, **options: Any) -> KeptOpinions | None:
    return looked(Experiences(folder), town, **options)


def looked(experiences: Experiences, town: Town, say: Any = said_here, **options: Any) -> KeptOpinions | None:
    snapshot = town.snapshot(NOW)
    return experiences.look(snapshot, build(snapshot).data, NOW, say, **options)


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> KeptOpinions:
    found = look(STREET, tmp_path_factory.mktemp("past"))
    assert found is not None
    return found


def asked(held: KeptOpinions | None) -> tuple[Matcher, Question]:
    """The matcher that has heard what was learned, and the open line."""
    snapshot = STREET.snapshot(NOW)
    data = build(snapshot).data
    experience = experience_of(held, data)
    matcher = Matcher(data, WEIGHTS)
    if experience is not None:
        matcher = Matcher(replace(data, experience=experience), heard(WEIGHTS, experience))
    (line,) = Asking(snapshot, matcher.data).lines("open")
    return matcher, matcher.questions([line.ask], NOW.date())[0]


def matches(held: KeptOpinions | None, language: str = "zh") -> tuple[Match, ...]:
    matcher, question = asked(held)
    return matcher.answer(question, 20, language).matches


def test_past_work_puts_those_who_do_the_like_on_top_though_nobody_has_declared_anything(held: KeptOpinions) -> None:
    first = [match.candidate["id"] for match in matches(held)][:8]
    assert set(first) == set(SINGERS)
    without, louder = ({one.candidate["id"]: one.score for one in matches(some)} for some in (None, held))
    assert louder["s0"] - louder["m0"] > without["s0"] - without["m0"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_score_is_the_sum_of_its_reasons_and_every_fact_stands_in_the_graph(
    held: KeptOpinions, language: str
) -> None:
    links = {(one.kind, one.from_id, one.to_id) for one in STREET.links}
    told = 0
    for match in matches(held, language):
        assert match.score == pytest.approx(match.base + sum(one.contribution for one in match.reasons), abs=1e-9)
        for reason in match.reasons:
            assert reason.contribution == pytest.approx(reason.value * reason.weight, abs=1e-9)
            if reason.feature == "similar_projects":
                told += 1
                assert reason.evidence
                assert all(stands(fact, links) for fact in reason.evidence), reason.evidence
                assert str(held.works) in reason.sentence
    assert told >= 8


def stands(fact: Fact, links: set[tuple[str, str, str]]) -> bool:
    return (fact["link"], fact["from"]["id"], fact["to"]["id"]) in links


def test_without_anything_learned_every_list_is_as_before(tmp_path: Path) -> None:
    assert Experiences(tmp_path).held is None
    data = build(STREET.snapshot(NOW)).data
    assert experience_of(None, data) is None
    nothing = Experience(
        0.0, 0, {"hands": LineVotes(np.arange(3, dtype=np.int32), np.ones(3), np.zeros(3, dtype=np.int8))}
    )
    matcher, question = asked(None)
    silent = Matcher(replace(matcher.data, experience=nothing), heard(WEIGHTS, nothing))
    assert silent.weights == WEIGHTS
    (same,) = silent.questions([question.ask], NOW.date())
    assert [(m.candidate, m.score) for m in silent.answer(same, 20).matches] == [
        (m.candidate, m.score) for m in matcher.answer(question, 20).matches
    ]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.floats(0.0, 1.0), min_size=17, max_size=17), st.integers(0, 16), st.floats(0.0, 1.0))
def test_more_said_by_past_work_never_lowers_anybody(values: list[float], who: int, more: float) -> None:
    matcher, question = asked(None)
    rows = np.arange(len(values), dtype=np.int32)

    def scores(said: list[float]) -> Mapping[int, float]:
        votes = LineVotes(rows, votes_of(np.array(said)), np.zeros(len(said), dtype=np.int8))
        experience = Experience(0.6, 44, {"hands": votes})
        louder = Matcher(replace(matcher.data, experience=experience), heard(WEIGHTS, experience))
        found, given_scores = louder.ranked(louder.questions([question.ask], NOW.date())[0])
        return dict(zip(found.tolist(), given_scores.tolist(), strict=True))

    raised = [max(one, more) if at == who else one for at, one in enumerate(values)]
    before, after = scores(values), scores(raised)
    assert after.get(who, 0.0) >= before.get(who, 0.0) - 1e-9
    assert all(after[row] == pytest.approx(before[row]) for row in before if row != who)


def test_nobody_without_consent_and_no_minor_is_learned_about(held: KeptOpinions) -> None:
    town = STREET.with_(node("Resident", "s0", age_band="10-19"))
    snapshot = town.snapshot(NOW)
    works = PastWork(snapshot, build(snapshot).data).read().works
    members = {member for work in works for member in work.members}
    assert "Resident:s1" in members
    assert not members & {"Resident:s0", "Resident:silent"}
    assert "silent" not in {one.id for told in held.lines.values() for one in told}


def test_a_moment_sees_its_past_only() -> None:
    early = NOW - timedelta(days=400)
    known = [record for number in range(27) for record in past_project(number, "choir", [])]
    until = {one.id for one in known if isinstance(one, Node)}

    def works(town: Town) -> list[Work]:
        snapshot = town.snapshot(early)
        return PastWork(snapshot, build(snapshot).data).read().works

    found = works(STREET)
    assert {work.id for work in found} == until
    later = STREET.with_(*past_project(43, "mending", ["s0"]), node("Project", "past43", name="合唱"))
    assert works(later) == found
    # What is told of how it went, or of people, is not read.
    praised = STREET.with_(node("Project", "past03", result="很好"), node("Resident", "s1", posts=["楼长"], phone="1"))
    assert works(praised) == found


def test_open_and_dropped_work_is_no_past() -> None:
    town = STREET.with_(
        node("Project", "past01", stage="dropped"),
        node("Project", "past02", stage="in_progress"),
        node("Requirement", "more", kind="people", text="再来两个人", status="open"),
        link("REQUIRES", ("Project", "past02"), ("Requirement", "more")),
        *(node("Project", f"past{at:02d}", stage=stage) for at, stage in enumerate(BEFORE, start=3)),
        node("Project", "past07", stage="in_progress"),
        node("Project", "past08", stage=None),
        node("Project", "past09", stage="evaluated"),
    )
    snapshot = town.snapshot(NOW)
    past = PastWork(snapshot, build(snapshot).data).read()
    held = {work.id for work in past.works}
    assert not {f"past{at:02d}" for at in range(1, 7)} & held
    assert {"past07", "past08", "past09"} <= held
    assert {work.id for work in past.asked} == {"hands", "more"}


def test_it_is_kept_whole_and_read_again_and_a_damaged_file_is_not_believed(held: KeptOpinions, tmp_path: Path) -> None:
    kept = OpinionFile(tmp_path)
    assert kept.load() is None
    kept.save(held)
    again = kept.load()
    assert again is not None
    assert again.lines == held.lines
    place = tmp_path / "experience" / "learned.json"
    assert place.stat().st_mode & 0o077 == 0
    place.write_text(place.read_text("utf-8").replace('"share"', '"shore"'), encoding="utf-8")
    assert kept.load() is None


def test_it_learns_once_and_says_anew_what_is_new(held: KeptOpinions, tmp_path: Path) -> None:
    experiences = Experiences(tmp_path)
    experiences.keep(held)

    def unwanted(past: Past, learnt: Learnt | None) -> Any:
        assert learnt is not None, "learned again without reason"
        return said_here(past, learnt)

    told = looked(experiences, STREET, unwanted)
    assert told is not None
    assert told.lines == held.lines
    assert looked(experiences, STREET, unwanted) is None
    another = STREET.with_(
        node("Requirement", "tools", kind="people", text="一起修理自行车的人", status="open"),
        link("REQUIRES", ("Project", "open"), ("Requirement", "tools")),
    )
    more = looked(experiences, another, unwanted)
    assert more is not None
    assert set(more.lines) == {"hands", "tools"}


def test_what_another_version_learned_is_learned_anew(held: KeptOpinions, tmp_path: Path) -> None:
    experiences = Experiences(tmp_path)
    experiences.keep(replace(held, learned={**held.learned, "form": 0}, made_at="2026-03-14T08:00:00+00:00"))
    anew = looked(experiences, STREET)
    assert anew is not None
    assert anew.learned == held.learned
    assert anew.made_at == NOW.isoformat()


def test_of_too_little_nothing_is_learned_and_it_is_not_tried_again(tmp_path: Path) -> None:
    few = Town(STREET.nodes, tuple(one for one in STREET.links if one.to_id < "past20" or one.kind != "TAKES_PART"))

    def unwanted(past: Past, learnt: Learnt | None) -> None:
        raise AssertionError(f"learned from {len(past.works)}")

    assert look(few, tmp_path, say=unwanted) is None
    works = [Work(str(n), float(n), "合唱", members=("a", "b")) for n in range(29)]
    assert said_here(Past(works, []), None) is None


def test_a_failure_is_not_taken_for_an_answer_and_tried_again_after_a_day(held: KeptOpinions, tmp_path: Path) -> None:
    experiences, asked = Experiences(tmp_path), list[int]()

    def failing(past: Past, learnt: Learnt | None) -> Any:
        asked.append(len(past.works))
        if len(asked) == 1:
            raise FailedApart(-9, "")
        return said_here(past, learnt)

    snapshot = STREET.snapshot(NOW)
    data = build(snapshot).data
    with pytest.raises(FailedApart):
        experiences.look(snapshot, data, NOW, failing)
    assert OpinionFile(tmp_path).broken_off() == NOW
    assert experiences.look(snapshot, data, NOW + timedelta(hours=23), failing) is None
    assert len(asked) == 1
    found = experiences.look(snapshot, data, NOW + timedelta(days=1), failing)
    assert found is not None
    assert found.lines == held.lines
    assert experiences.look(snapshot, data, NOW + timedelta(days=3), failing) is None
    assert len(asked) == 2
    experiences.keep(found)
    assert OpinionFile(tmp_path).broken_off() is None


def test_who_is_gone_is_no_longer_spoken_of(held: KeptOpinions) -> None:
    nodes = tuple(one for one in STREET.nodes if one.id != "s0")
    town = Town(nodes, tuple(one for one in STREET.links if "s0" not in (one.from_id, one.to_id)))
    data = build(town.snapshot(NOW)).data
    experience = experience_of(held, data)
    assert experience is not None
    said = {data.nodes.ids[row] for row in experience.lines["hands"].rows.tolist()}
    assert "s1" in said
    assert "s0" not in said


def test_a_process_of_its_own_says_what_this_one_would(held: KeptOpinions) -> None:
    snapshot = STREET.snapshot(NOW)
    past = PastWork(snapshot, build(snapshot).data).read()
    past = Past(
        [replace(work, text=work.text + "，" * 9_000) for work in past.works], past.asked
    )  # more than a pipe holds
    apart = said_apart(past, held.learned, threading.Event())
    assert apart is not None
    assert not apart.anew
    assert {line: [one[:2] for one in told] for line, told in apart.lines.items()} == {
        line: [one[:2] for one in told] for line, told in held.lines.items()
    }


def test_with_nothing_open_nothing_is_said(held: KeptOpinions) -> None:
    snapshot = STREET.snapshot(NOW)
    works = PastWork(snapshot, build(snapshot).data).read().works
    found = said_here(Past(works, []), held.learned)
    assert found is not None
    assert not found.lines
