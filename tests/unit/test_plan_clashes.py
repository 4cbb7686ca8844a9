"""A plan of those who are in one place at a time and have so many hours, against the exact optimum."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

import seeds
from graph.records import Link, Node
from graph.schema import Value
from graph.snapshot import Snapshot
from matching.exclusions import hours_a_month
from matching.portfolio.plan import Demand, Plan, plan
from matching.portfolio.supply import supply
from matching.team.cover import coverage
from service.clock import day_of
from service.lines.asking import Asking
from service.seeding import parted
from tests.support.communities import NOW, shipped_matcher

Entry = dict[str, Value]


def demand_of(lines: Sequence[Entry], people: Sequence[Entry] = (), rooms: Sequence[Entry] = ()) -> Demand:
    """One project for each line, in one lane with these neighbours and rooms."""
    nodes = [one for one in parted(seeds.pilot())[0] if one.kind == "Skill"]
    nodes.append(Node("Place", "lane", {"name": "柳树巷", "level": "community"}))
    links = []
    for at, line in enumerate(lines):
        nodes.append(Node("Project", f"p-{at}", {"name": f"年底忙{at}", "stage": "matching"}))
        nodes.append(Node("Requirement", f"line-{at}", {"status": "open", "hard": True, "quantity": 1.0, **line}))
        links.append(Link("LOCATED_IN", "Project", f"p-{at}", "Place", "lane", {}))
        links.append(Link("REQUIRES", "Project", f"p-{at}", "Requirement", f"line-{at}", {}))
    for at, one in enumerate(people):
        nodes.append(Node("Resident", f"r-{at}", {"name": f"邻居{at}号", "consent": True, **one}))
        links.append(Link("LIVES_AT", "Resident", f"r-{at}", "Place", "lane", {}))
    for at, one in enumerate(rooms):
        nodes.append(Node("Space", f"s-{at}", {"name": f"{at}号活动室", **one}))
        links.append(Link("LOCATED_IN", "Space", f"s-{at}", "Place", "lane", {}))
        links.append(Link("COVERS", "Space", f"s-{at}", "Place", "lane", {}))
    snapshot = Snapshot.from_records(nodes, links, NOW, "lane")
    matcher = shipped_matcher(snapshot)
    asking = Asking(snapshot, matcher.data)
    asks = [asking.lines(key)[0].ask for key in snapshot.nodes["Project"].ids]
    cover = coverage(matcher, matcher.questions(asks, day_of(NOW)), [True] * len(asks))
    return Demand(cover, np.arange(len(asks)))


def hands(hours: float, when: str) -> Entry:
    return {"kind": "people", "text": "需要人帮忙", "unit": "人", "hours": hours, "windows": [when]}


def optimum(demand: Demand) -> float:
    """The highest total when every candidate serves lines that do not overlap, within their hours."""
    cover, posed = demand.cover, supply(demand.cover)
    problem, rows, most = posed.problem, [], []
    for line in range(problem.lines):
        rows.append((problem.line == line).astype(float))
        most.append(float(problem.wanted[line]))
    hours = np.array([hours_a_month(question) for question in cover.questions])
    for at in range(len(cover.rows)):
        mine = posed.column == at
        for one, other in product(range(cover.lines), repeat=2):
            if one < other and cover.overlapping[one, other]:
                rows.append((mine & np.isin(problem.line, [one, other])).astype(float))
                most.append(1.0)
        left = float(cover.questions[0].hours_left[cover.rows[at]])
        rows += [mine * hours[problem.line], mine.astype(float)]
        most += [left if left == left else np.inf, 2.0]
    limits = LinearConstraint(np.array(rows), -np.inf, np.array(most))
    whole = np.ones(len(problem.benefit), dtype=np.int64)
    solved = milp(-problem.benefit, constraints=limits, integrality=whole, bounds=Bounds(0, 1))
    return -float(solved.fun or 0.0)


def spent(demand: Demand, made: Plan) -> dict[int, float]:
    found: dict[int, float] = {}
    for share in made.shares:
        found[share.row] = found.get(share.row, 0.0) + hours_a_month(demand.cover.questions[share.line])
    return found


@pytest.mark.parametrize("hours", [(2.0, 9.0), (9.0, 2.0), (4.0, 6.0, 9.0), (9.0, 6.0, 4.0)])
def test_hours_are_spent_once_in_whatever_order_lines_come(hours: Sequence[float]) -> None:
    lines = [hands(each, when) for each, when in zip(hours, ("sat-am", "sun-am", "mon-am"), strict=False)]
    demand = demand_of(lines, [{"hours_cap": 10.0}])
    made = plan(demand)
    assert max(spent(demand, made).values()) <= 10.0
    assert made.filled.sum() == (1.0 if len(hours) == 2 else 2.0)
    assert made.bound >= made.benefit >= 0.6 * made.bound


@pytest.mark.parametrize("seed", range(6))
def test_no_plan_without_clashes_is_better_by_much_and_none_exceeds_the_bound(seed: int) -> None:
    random = np.random.default_rng(seed)
    windows = ["sat-am", "sat-pm", "sun-am"]
    lines = [hands(float(random.integers(1, 9)), str(random.choice(windows))) for _ in range(6)]
    demand = demand_of(lines, [{"hours_cap": float(random.integers(6, 14))} for _ in range(3)])
    made, best = plan(demand, fair=False), optimum(demand)
    assert made.benefit <= best + 1e-6 <= made.bound + 1e-3
    assert made.benefit >= 0.75 * best  # at most one line of four more
    assert max(spent(demand, made).values()) <= 14.0


@pytest.mark.parametrize("seed", range(4))
def test_two_rooms_serve_the_two_lines_of_four_at_one_time_that_they_suit_best(seed: int) -> None:
    random = np.random.default_rng(seed)
    texts = ["活动室，能跳舞", "活动室，能唱歌", "排练厅", "教室，能上课"]
    lines: list[Entry] = [{"kind": "space", "text": text, "unit": "间", "windows": ["sat-am"]} for text in texts]
    rooms: list[Entry] = [{"capacity": int(random.integers(10, 60)), "equipment": "桌椅"} for _ in range(2)]
    demand = demand_of(lines, rooms=rooms)
    made = plan(demand, fair=False)
    assert made.benefit == pytest.approx(optimum(demand), abs=0.1)
    assert made.bound == pytest.approx(made.benefit, abs=0.1)


def test_who_is_wanted_by_two_lines_at_once_goes_to_the_one_that_has_nobody_else() -> None:
    lines: list[Entry] = [
        {"kind": "space", "text": "能坐20人的活动室", "unit": "间", "windows": ["sun-am"]},
        {"kind": "space", "text": "能坐30人的房间", "unit": "间", "windows": ["sun-am"]},
        {"kind": "space", "text": "能坐20人的活动室", "unit": "间", "windows": ["sat-pm"]},
    ]
    hall = {"text": "活动室", "capacity": 30, "windows": ["sun-am", "sat-pm"]}
    demand = demand_of(lines, rooms=[hall, {"text": "房间", "capacity": 20, "windows": ["sun-am", "sat-pm"]}])
    made = plan(demand, fair=False)
    assert made.filled.sum() == 3.0
    assert made.benefit == pytest.approx(optimum(demand), abs=0.1)
