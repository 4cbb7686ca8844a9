"""The plan of the pilot: kept as ids, stable, told with what stands in the way; work that may be stopped."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

import seeds
from graph.errors import NotFound
from graph.records import Link, Node
from graph.schema import Value
from service.allocating import PlanFolder, Plans, plan_all, told
from service.allocating.acceptance import plainly
from service.allocating.loads import HOURS, MONEY
from service.decisions.inviting import Proposal
from service.lines.amounts import amount_of
from service.seeding import parted
from tests.support.communities import NOW, Still

SPOILED = "项目页面演练"


class Street(Still):
    """The pilot with one more project: a line nobody can meet, one that contradicts itself, one that is met."""

    def __init__(self) -> None:
        nodes, links = parted(seeds.pilot())
        lines: dict[str, dict[str, Value]] = {
            "q-never": {"kind": "mentor", "text": "带过潜水项目的注册潜水教练", "qualification": "潜水教练证"},
            "q-days": {
                "kind": "people",
                "text": "搬桌子的人",
                "quantity": 2.0,
                "unit": "人",
                "windows": ["sat-am"],
                "date_from": date(2026, 11, 23),
                "date_to": date(2026, 11, 24),
            },
            "q-zero": {"kind": "people", "text": "不知道要几个人", "quantity": 0.0, "unit": "人"},
            "q-done": {"kind": "people", "text": "已经找好的人", "status": "met"},
        }
        nodes += [
            Node("Project", "p-spoiled", {"name": SPOILED, "stage": "matching"}),
            Node("Project", "p-over", {"name": "办完的", "stage": "closed"}),
            Node("Requirement", "q-over", {"kind": "people", "text": "早就不用了", "status": "open"}),
            *(Node("Requirement", key, {"status": "open", **held}) for key, held in lines.items()),
        ]
        links += [
            *(Link("REQUIRES", "Project", "p-spoiled", "Requirement", key, {}) for key in lines),
            Link("REQUIRES", "Project", "p-over", "Requirement", "q-over", {}),
            Link("LOCATED_IN", "Project", "p-spoiled", "Place", "place-zhaojialou", {}),
        ]
        super().__init__(nodes, links, "spoiled")


@pytest.fixture(scope="module")
def street() -> Street:
    return Street()


@pytest.fixture(scope="module")
def plans(street: Street) -> Plans:
    return plan_all(street, now=NOW)


def test_nearly_everything_open_is_planned_and_nothing_that_is_over(plans: Plans) -> None:
    ids = {line.id for line in plans.lines}
    assert not ids & {"q-done", "q-over"}
    assert {"q-never", "q-days", "q-zero"} <= ids
    # Three lines contradict themselves, and two ask for what nobody in the pilot can do.
    assert sum(line.met for line in plans.lines) == len(plans.lines) - 5
    ways = {way.name: way for way in plans.ways}
    assert ways["plan"].over == 0.0
    assert ways["plan"].floor >= ways["first_come"].floor - 1e-9
    assert 0.9 < plans.reached <= 1.0


def test_everybody_planned_may_be_proposed_for_that_line(street: Street, plans: Plans) -> None:
    from service.allocating import check

    pairs = [Proposal(*one) for one in sorted(plans.pairs)]
    assert not check(street, pairs, now=NOW)
    fund = street.snapshot.nodes["Fund"].ids[0]
    wrong = [Proposal("q-days", "Fund", fund), Proposal("q-done", "Fund", fund), Proposal("gone", "Fund", fund)]
    refused = check(street, [*wrong, replace(pairs[0], id="nobody")], now=NOW)
    assert [one.proposal.requirement for one in refused] == ["q-days", "q-done", "gone", pairs[0].requirement]
    assert all(one.zh and one.en and one.zh != one.en for one in refused)


@pytest.mark.parametrize("amount", [1e12, 123456789012.0, 1500.5, 0.1 + 0.2, 1e-6])
def test_an_amount_is_written_so_that_it_is_read_back(amount: float) -> None:
    assert amount_of(f"{plainly(amount)}元", "元") == pytest.approx(amount, rel=1e-11)


def test_the_same_community_is_planned_the_same(street: Street, plans: Plans) -> None:
    again = plan_all(street, now=NOW, before=plans)
    assert again.pairs == plans.pairs
    assert (again.kept, again.fresh, again.gone) == (len(plans.pairs), 0, 0)
    steady, first = again.ways[0], plans.ways[0]
    assert steady.total == pytest.approx(first.total)


def test_what_is_kept_of_a_plan_names_nobody(street: Street, plans: Plans, tmp_path: Path) -> None:
    kept = PlanFolder(tmp_path)
    assert kept.last() is None
    kept.keep(plans)
    assert kept.last() == plans
    written = next((tmp_path / "plans").iterdir()).read_text(encoding="utf-8")
    for kind in ("Resident", "Organization", "Project"):
        names = [str(name) for name in street.snapshot.nodes[kind].texts("name") if len(str(name)) > 1]
        assert names
        assert not [name for name in names if name in written]
    next((tmp_path / "plans").iterdir()).write_text("{")
    assert kept.last() is None


def test_a_place_is_planned_with_all_in_it_and_an_unknown_one_is_named(street: Street, plans: Plans) -> None:
    here = plan_all(street, now=NOW, place="place-zhaojialou")
    assert 0 < len(here.lines) < len(plans.lines)
    assert "q-never" in {line.id for line in here.lines}
    with pytest.raises(NotFound):
        plan_all(street, now=NOW, place="nowhere")


def test_every_gap_says_what_to_do(street: Street, plans: Plans) -> None:
    answer = told(street, plans, now=NOW).as_json()
    gaps = {gap["requirement"]: gap for gap in answer["gaps"]}
    assert "时段和日期对不上" in gaps["q-days"]["why"]
    assert "数量写的是 0" in gaps["q-zero"]["why"]
    assert gaps["q-never"]["weighed"] == 0
    assert "看不出谁能辅导这方面" in gaps["q-never"]["why"]
    english = told(street, plans, now=NOW, language="en").as_json()["gaps"]
    assert all(gap["why"].isascii() for gap in english)


def test_the_answer_adds_up(street: Street, plans: Plans) -> None:
    answer = told(street, plans, now=NOW).as_json()
    assert answer["lines"] == len(plans.lines) == sum(len(one["lines"]) for one in answer["projects"])
    for project in answer["projects"]:
        for line in project["lines"]:
            given = sum(one["amount"] for one in line["given"])
            assert given == pytest.approx(line["wanted"] - line["missing"], abs=1e-6)
    capped = [(one["taken"] + one["planned"]) / one["cap"] for one in answer["loads"] if one["cap"]]
    assert capped == sorted(capped, reverse=True)  # the fullest first
    assert len(set(capped)) > 1
    for load in answer["loads"]:
        if load["measure"] == HOURS:
            assert len(load["month"]) == 7
        if load["measure"] == MONEY and load["cap"] is not None:
            assert load["planned"] <= load["cap"] + 1e-6
    assert json.loads(json.dumps(answer)) == answer


def test_planning_can_be_stopped_at_any_step(street: Street) -> None:
    steps: list[int] = []

    class Enough(Exception):
        pass

    def progress(done: int, total: int) -> None:
        steps.append(done)
        assert 0 <= done < total
        if len(steps) == 5:
            raise Enough

    with pytest.raises(Enough):
        plan_all(street, now=NOW, progress=progress)
    assert steps == sorted(steps)


def test_lines_opened_and_met_since_are_counted(street: Street, plans: Plans) -> None:
    older = replace(plans, lines=(*plans.lines[1:], replace(plans.lines[0], id="met-since")))
    answer = told(street, older, now=NOW).as_json()
    assert answer["changed"] == {"opened": 1, "over": 1}
    assert not answer["stale"]
    assert told(street, replace(older, state="of another day"), now=NOW).stale
