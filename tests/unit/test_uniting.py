"""Groups of needs that one answer would meet: open ones, near one another, of one sort."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from graph.records import Link, Node
from graph.snapshot import Snapshot
from matching.issues.clusters import PairModel, clusters
from matching.language.text import simplify
from service.consulting import need_clusters
from tests.unit.issues_world import knowledge

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
PLACES = (("s1", "street", ""), ("s2", "street", ""), ("c1", "community", "s1"), ("c2", "community", "s1"))
LAMPS = ("院里的路灯不亮，晚上出门害怕", "大院晚上没有灯，走路摸着走")


def groups_of(places: tuple[str, str], *more: Node | Link, stage: str = "raised") -> list[set[str]]:
    """The groups of two needs for lamps at two places, with a project or two beside them."""
    records: list[Node | Link] = [Node("Place", key, {"name": key, "level": level}) for key, level, _ in PLACES]
    records += [Link("PART_OF", "Place", key, "Place", up, {}) for key, _, up in PLACES if up]
    for number, (text, place) in enumerate(zip(LAMPS, places, strict=True)):
        records.append(Node("Need", f"n{number}", {"text": text, **({"stage": stage} if stage else {})}))
        records.append(Link("LOCATED_IN", "Need", f"n{number}", "Place", place, {}))
    records += more
    nodes, links = ([one for one in records if isinstance(one, kind)] for kind in (Node, Link))
    found = need_clusters(Snapshot.from_records(nodes, links, NOW, "".join(places) + stage + str(more)), ())  # type: ignore[arg-type]
    return [{line.need.id for line in group.lines} for group in found.groups]


def project(stage: str, *needs: str) -> list[Node | Link]:
    told = {"name": "装灯", **({"stage": stage} if stage else {})}
    return [Node("Project", "p", told), *(Link("ADDRESSES", "Project", "p", "Need", need, {}) for need in needs)]


def test_a_group_reaches_no_farther_than_a_street() -> None:
    assert groups_of(("c1", "c2")) == [{"n0", "n1"}]
    assert groups_of(("s1", "c2")) == [{"n0", "n1"}]
    assert groups_of(("c1", "s2")) == []


@pytest.mark.parametrize("stage", ["", "in_progress", "closed"])
def test_what_a_project_answered_is_no_open_need(stage: str) -> None:
    assert groups_of(("c1", "c1"), *project(stage, "n0"), stage="") == []


@pytest.mark.parametrize("stage", ["dropped", "matching"])
def test_a_need_waits_while_its_project_looks_for_partners_or_was_dropped(stage: str) -> None:
    assert groups_of(("c1", "c1"), *project(stage, "n0"), stage="") == [{"n0", "n1"}]


def test_what_people_wrote_of_a_need_goes_before_its_projects() -> None:
    assert groups_of(("c1", "c1"), *project("closed", "n0")) == [{"n0", "n1"}]


def test_needs_of_one_project_are_in_one_hand_already() -> None:
    assert groups_of(("c1", "c1"), *project("matching", "n0", "n1")) == []


@pytest.mark.parametrize(
    ("areas", "joined"),
    [
        ([("一街", "甲社区"), ("一街", "甲社区")], True),
        ([("一街", ""), ("", "乙社区")], True),
        ([("一街", "甲社区"), ("一街", "乙社区")], False),
        ([("一街", ""), ("二街", "")], False),
    ],
)
def test_needs_in_two_communities_must_be_surer_than_in_one(areas: list[tuple[str, str]], joined: bool) -> None:
    hardly = PairModel({"same_characters": 0.0}, bias=-0.2, threshold=0.35)  # .45 for every pair
    found = clusters(knowledge().reader.read(LAMPS), hardly, [1.0, 1.0], ["", ""], areas=areas)
    assert bool(found) is joined


def test_people_may_join_what_lies_far_apart() -> None:
    known = knowledge()
    areas = [("一街", ""), ("二街", "")]
    found = clusters(known.reader.read(LAMPS), known.pairs, [1.0, 1.0], ["", ""], together=[(0, 1)], areas=areas)
    assert [one.members for one in found] == [(0, 1)]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("这个社会没人情味了", "公约议事"),
        ("不会弄软件也没人管", "公约议事"),
        ("给北门改造一下", "老楼改造"),
        ("老旧小区里的路灯", "老楼改造"),
        ("厨余桶没人管", "无物业失管"),
        ("给楼梯安装防滑条", "加装电梯"),
        ("儿女不在跟前，手机挂号没人教", "独居老人探访"),
    ],
)
def test_a_word_within_another_matter_names_no_problem(text: str, problem: str) -> None:
    problems = knowledge().reader.problems
    assert problem not in {problems.problems[one.problem].name for one in problems.read(simplify(text))}


@pytest.mark.parametrize(
    ("text", "problem"),
    [("开楼院会没人来", "公约议事"), ("整楼改造拖了三年", "老楼改造"), ("轮椅没处停", "自行车、轮椅、童车停放")],
)
def test_the_matter_itself_is_still_read(text: str, problem: str) -> None:
    problems = knowledge().reader.problems
    assert problem in {problems.problems[one.problem].name for one in problems.read(simplify(text))}
