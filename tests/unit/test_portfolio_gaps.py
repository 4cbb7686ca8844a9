"""What the plan cannot meet, and what would close it: the group one step away, and the gain it really brings."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

import seeds
from graph.records import Link, Node
from graph.snapshot import Snapshot
from matching.portfolio.gaps import Gap, gaps, idle
from matching.portfolio.plan import Demand, Plan, plan
from matching.team.cover import coverage
from service.clock import day_of
from service.lines.asking import Asking, Line
from tests.support.communities import NOW, pilot_without_gaps, shipped_matcher

TODAY = float((NOW.date() - date(1970, 1, 1)).days)
PROJECT = "project-yinling"
NODES, LINKS = pilot_without_gaps()


class World:
    """The pilot with further records, its open lines, and the plan for them."""

    def __init__(self, nodes: list[Node], links: list[Link]) -> None:
        snapshot = Snapshot.from_records([*NODES, *nodes], [*LINKS, *links], NOW, "pilot")
        self.matcher = shipped_matcher(snapshot)
        asking, project = Asking(snapshot, self.matcher.data), []
        self.lines: list[Line] = []
        for at, key in enumerate(snapshot.nodes["Project"].ids):
            found = [one for one in asking.lines(key) if one.status == "open" and (one.left is None or one.left > 0)]
            self.lines += found
            project += [at] * len(found)
        questions = self.matcher.questions([one.ask for one in self.lines], day_of(NOW))
        numbers = {old: new for new, old in enumerate(sorted(set(project)))}
        cover = coverage(self.matcher, questions, [True] * len(questions))
        self.demand = Demand(cover, np.array([numbers[one] for one in project]))
        self.plan: Plan = plan(self.demand)

    def gaps(self) -> list[Gap]:
        return gaps(self.demand, self.plan)

    def name(self, row: int) -> str:
        return self.matcher.data.nodes.node(row)["name"]

    def concept(self, row: int) -> str:
        return self.matcher.data.vocabulary.concepts[row].name


def asking_for(text: str, quantity: float = 2.0) -> tuple[list[Node], list[Link]]:
    line = Node(
        "Requirement", "line-new", {"kind": "skill", "text": text, "status": "open", "quantity": quantity, "unit": "人"}
    )
    return [line], [Link("REQUIRES", "Project", PROJECT, "Requirement", "line-new", {})]


def test_a_dance_group_is_one_step_from_exercise_for_the_old() -> None:
    world = World(*asking_for("会带老人做康养操的人"))
    (gap,) = world.gaps()
    assert (gap.kind, world.concept(gap.concept), gap.missing) == ("skill", "老人康养操", (2.0,))
    way = next(one for one in gap.remedies if one.way == "group")
    assert world.name(way.rows[0]) == "柿树舞蹈队"
    assert [world.concept(one) for one in way.step] == ["舞蹈", "老人康养操"]


def test_the_gain_foretold_is_the_gain_once_the_group_has_learned_it() -> None:
    nodes, links = asking_for("会带老人做康养操的人")
    before = World(nodes, links)
    (gap,) = before.gaps()
    way = next(one for one in gap.remedies if one.way == "group")
    group = before.matcher.data.nodes.node(way.rows[0])["id"]
    concept = before.matcher.data.vocabulary.concepts[gap.concept]
    skill = Node("Skill", concept.id, {"name": concept.name})
    learned = Link("HAS_SKILL", "Organization", group, "Skill", concept.id, {})
    known = any(node.kind == "Skill" and node.id == concept.id for node in NODES)
    after = World([*nodes, *([] if known else [skill])], [*links, learned])
    assert way.gain == pytest.approx(after.plan.filled.sum() - before.plan.filled.sum())
    assert way.gain > 0


def has_skill(name: str, kind: str, key: str) -> tuple[list[Node], list[Link]]:
    """The records by which somebody has an ability."""
    concept = next(str(one["id"]) for one in seeds.vocabulary() if one["name"] == name)
    known = any(node.kind == "Skill" and node.id == concept for node in NODES)
    skill = [] if known else [Node("Skill", concept, {"name": name})]
    return skill, [Link("HAS_SKILL", kind, key, "Skill", concept, {})]


def gained(before: World, after: World) -> float:
    return float(after.plan.filled.sum() - before.plan.filled.sum())


def test_the_gain_foretold_of_residents_is_the_gain_once_they_have_declared_it() -> None:
    nodes, links = asking_for("会带老人做康养操的人")
    before = World(nodes, links)
    (gap,) = before.gaps()
    way = next(one for one in gap.remedies if one.way == "latent")
    told = [has_skill("老人康养操", "Resident", before.matcher.data.nodes.node(row)["id"]) for row in way.rows]
    after = World([*nodes, *told[0][0]], [*links, *(link for _, declared in told for link in declared)])
    assert way.gain == pytest.approx(gained(before, after))
    assert way.gain > 0


def test_the_gain_foretold_of_an_organization_from_outside_is_the_gain_once_it_serves_here() -> None:
    nodes, links = asking_for("会做康复理疗的人", 1.0)
    skill, able = has_skill("康复训练", "Organization", "away")
    nodes += [Node("Organization", "away", {"name": "远山康复社", "members": 6, "last_active": NOW.date()}), *skill]
    links += [*able, Link("SERVES", "Organization", "away", "Place", "place-sikuaiyu", {})]
    before = World(nodes, links)
    (gap,) = before.gaps()
    way = next(one for one in gap.remedies if one.way == "outside")
    assert [before.name(row) for row in way.rows] == ["远山康复社"]
    after = World(nodes, [*links, Link("SERVES", "Organization", "away", "Place", "place-zhaojialou", {})])
    assert way.gain == pytest.approx(gained(before, after))
    assert way.gain == 1.0


def test_the_gain_foretold_of_training_is_the_gain_once_one_resident_has_learned_it() -> None:
    nodes, links = asking_for("会做康复理疗的人", 1.0)
    skill, able = has_skill("康复训练", "Organization", "teacher")
    nodes = [Node("Requirement", "line-new", {**nodes[0].properties, "windows": ["sat-am"]}), *skill]
    nodes.append(Node("Organization", "teacher", {"name": "远山康复学校", "windows": ["mon-am"]}))
    links += able
    before = World(nodes, links)
    (gap,) = before.gaps()
    way = next(one for one in gap.remedies if one.way == "training")
    pupil = Node("Resident", "pupil", {"name": "学员甲", "consent": True})
    _, learned = has_skill("康复训练", "Resident", "pupil")
    after = World([*nodes, pupil], [*links, *learned])
    assert way.gain == pytest.approx(gained(before, after))
    assert way.gain == 1.0


def test_nobody_is_said_to_teach_what_only_others_or_several_at_once_can_do() -> None:
    nodes, links = asking_for("会做康复理疗的人", 1.0)
    nodes = [Node("Requirement", "line-new", {**nodes[0].properties, "windows": ["sat-am"]})]
    skill, _ = has_skill("康复训练", "Organization", "away")
    named = {"away": "远山康复学校", "many": "九个示范性社区社会组织", "wider": "助残服务队"}
    nodes += skill
    nodes += [
        Node("Organization", key, {"name": name, "windows": ["sat-am" if key == "away" else "mon-am"]})
        for key, name in named.items()
    ]
    for key, ability in (("away", "康复训练"), ("many", "康复训练"), ("wider", "助残服务")):
        more, had = has_skill(ability, "Organization", key)
        nodes += [node for node in more if node.id not in {one.id for one in nodes}]
        links += had
    links.append(Link("SERVES", "Organization", "away", "Place", "place-sikuaiyu", {}))
    world = World(nodes, links)
    (gap,) = world.gaps()
    said = {world.name(row) for one in gap.remedies if one.way in ("training", "outside") for row in one.rows}
    assert said == {"远山康复学校"}
    assert "training" not in {one.way for one in gap.remedies}


def test_ways_out_stand_in_the_order_of_what_is_nearest_at_hand() -> None:
    order = ("group", "latent", "outside", "training")
    for text in ("会带老人做康养操的人", "会做康复理疗的人"):
        for gap in World(*asking_for(text)).gaps():
            places = [order.index(one.way) for one in gap.remedies]
            assert places == sorted(places)


def test_a_line_that_many_can_serve_is_no_gap() -> None:
    assert World(*asking_for("会教老人用智能手机的人", 1.0)).gaps() == []


def test_an_ability_that_nobody_was_heard_to_have_still_tells_what_is_missing() -> None:
    world = World(*asking_for("会做康复理疗的人"))
    (gap,) = world.gaps()
    assert (world.concept(gap.concept), gap.able) == ("康复训练", 0)


def test_gaps_of_one_ability_at_one_place_are_told_together() -> None:
    nodes, links = asking_for("会手语的人")
    second = Node("Requirement", "line-too", {**nodes[0].properties, "text": "会手语的志愿者"})
    world = World([*nodes, second], [*links, Link("REQUIRES", "Project", PROJECT, "Requirement", "line-too", {})])
    (gap,) = world.gaps()
    assert {world.lines[line].id for line in gap.lines} == {"line-new", "line-too"}


def test_offers_that_lie_idle_fit_open_lines_and_nobody_touched_them_lately() -> None:
    world = World([], [])
    cover, data = world.demand.cover, world.matcher.data
    found = idle(cover, TODAY, 6)
    assert found
    for one in found:
        assert one.lines
        assert all(cover.amounts[line, np.searchsorted(cover.rows, one.row)] > 0 for line, _ in one.lines)
        assert not (data.works.days[data.works.worked.of(one.row)] >= TODAY - 183).any()
        assert not (data.invitations.asked_on[data.invitations.by_candidate.of(one.row)] >= TODAY - 183).any()
    assert {one.row for one in idle(cover, TODAY, 60)} <= {one.row for one in found}


def test_what_was_used_on_a_day_nobody_wrote_down_was_used_all_the_same() -> None:
    world = World([], [])
    told = {world.matcher.data.nodes.node(one.row)["id"]: one for one in idle(world.demand.cover, TODAY, 6)}
    never = next(one for one in told.values() if not one.used)
    node = world.matcher.data.nodes.node(never.row)
    tie = {"Fund": "FUNDED_BY"}.get(node["kind"], "USES")
    old = Node("Project", "undated", {"name": "早先的项目", "stage": "done"})
    after = World([old], [Link(tie, "Project", "undated", node["kind"], node["id"], {})])
    now = {after.matcher.data.nodes.node(one.row)["id"]: one for one in idle(after.demand.cover, TODAY, 6)}
    assert (now[node["id"]].used, now[node["id"]].last_day) == (True, float("-inf"))


def test_what_was_asked_for_lately_does_not_lie_idle() -> None:
    world = World([], [])
    row = idle(world.demand.cover, TODAY, 6)[0].row
    node = world.matcher.data.nodes.node(row)
    asked = Node("Invitation", "asked-now", {"asked_on": NOW.date()})
    after = World([asked], [Link("ASKED", "Invitation", "asked-now", node["kind"], node["id"], {})])
    names = {after.name(one.row) for one in idle(after.demand.cover, TODAY, 6)}
    assert node["name"] not in names
