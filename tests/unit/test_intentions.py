"""意向: who said they would like to take a line goes before others of much the same worth, and the line stays open."""

from __future__ import annotations

import numpy as np
import pytest

import seeds
from graph.records import Link, Node
from matching.policy import INTENT, Exposure, arranged
from service.allocating.making import plan_all
from service.allocating.telling import told
from service.partnering import find_partners
from service.seeding import parted
from service.staffing.funding import fund_mix
from service.staffing.teaming import find_teams
from tests.support.communities import NOW, Pilot, Still

LINE, FUND = "requirement-couplets-2-money", "fund-zjl-finance"  # of the alliance that means to give 2000


def with_intention(status: str = "proposed") -> Still:
    """The pilot where a unit speaks of bringing the grain that another would bring a little better."""
    nodes, links = parted(seeds.pilot())
    nodes = [one for one in nodes if one.id != "claim-laba-food"]
    links = [link for link in links if "claim-laba-food" not in (link.from_id, link.to_id)]
    nodes.append(Node("Claim", "claim-new", {"status": status, "quantity": 50.0, "unit": "斤"}))
    links.append(Link("MADE", "Unit", "unit-haoweilai", "Claim", "claim-new", {}))
    links.append(Link("TAKES", "Claim", "claim-new", "Requirement", "requirement-laba-3-food", {}))
    return Still(nodes, links, "intended")


@pytest.fixture(scope="module")
def intended() -> Still:
    return with_intention()


def test_the_line_stays_open_and_who_intends_to_take_it_leads_the_list(intended: Still) -> None:
    found = find_partners(intended, "project-festival", requirement="requirement-laba-3-food", now=NOW).as_json()
    (line,) = found["requirements"]
    assert (line["state"], line["taken"], line["proposed"], line["left"]) == ("proposed", 0.0, 50.0, 50.0)
    first, second = line["matches"][:2]
    assert first["candidate"]["id"] == "service-food-haoweilai"
    assert first["score"] < second["score"] < first["score"] + INTENT
    assert "有意向，待确认。" in first["notes"]
    assert any("排前面" in note for note in first["notes"])


def test_team_and_plan_ask_them_first_and_say_that_it_is_to_be_confirmed(intended: Still) -> None:
    best = find_teams(intended, "project-festival", now=NOW).as_json()["teams"][0]
    (part,) = [part for part in best["parts"] if part["requirement"] == "requirement-laba-3-food"]
    assert part["candidate"]["id"] == "service-food-haoweilai"
    assert "有意向，待确认。" in part["notes"]
    lines = {line.id: line for line in plan_all(intended, now=NOW).lines}
    assert [one.id for one in lines["requirement-laba-3-food"].given] == ["service-food-haoweilai"]


def test_what_is_confirmed_is_asked_of_nobody() -> None:
    settled = with_intention("confirmed")
    assert "requirement-laba-3-food" not in {line.id for line in plan_all(settled, now=NOW).lines}
    found = find_partners(settled, "project-festival", requirement="requirement-laba-3-food", now=NOW).as_json()
    assert found["requirements"][0]["state"] == "met"


def test_money_that_is_only_intended_is_asked_of_the_fund_of_who_intends_it() -> None:
    pilot = Pilot()
    mix = fund_mix(pilot, "project-festival", now=NOW)
    assert mix is not None
    assert [(line, fund, amount) for line, fund, amount in mix.gifts if line == LINE] == [(LINE, FUND, 2000.0)]


def test_an_intention_outweighs_a_little_and_not_much() -> None:
    plain = Exposure(
        np.zeros(3), np.full(3, np.nan), np.zeros(3), np.zeros(3, dtype=bool), np.array([False, True, True])
    )
    scores = np.array([90.0, 90.0 - INTENT + 1, 90.0 - INTENT - 5])
    placed = arranged(scores, plain, np.random.default_rng(1))
    assert [one.at for one in placed] == [1, 0, 2]
    assert placed[0].note is not None
    assert placed[0].note[0] == "有意向，排前面（分数低9分）。", "the note tells how much worse they are"


def test_who_would_like_to_but_has_too_many_asks_open_stays_last() -> None:
    told = np.full(2, np.nan), np.array([0.0, 3.0]), np.zeros(2, dtype=bool), np.array([False, True])
    placed = arranged(np.array([80.0, 85.0]), Exposure(np.zeros(2), *told), np.random.default_rng(1))
    assert [one.at for one in placed] == [0, 1]
    assert placed[1].note is not None
    assert "3次邀请没答复" in placed[1].note[0]


@pytest.mark.parametrize(("quantity", "counted"), [(None, 20.0), (20.0, 20.0), (5.0, 5.0)])
def test_an_intention_that_names_no_number_caps_nobody(quantity: float | None, counted: float) -> None:
    nodes, links = parted(seeds.pilot())
    asked = {"kind": "people", "text": "要20个人帮忙布置会场", "quantity": 20.0, "unit": "人", "status": "open"}
    about = {"name": "大志愿队", "members": 25, "text": "志愿服务队，帮忙布置会场", "form": "团队"}
    nodes += [
        Node("Requirement", "req-big", asked | {"hard": True}),
        Node("Organization", "org-big", about),
        Node("Claim", "claim-big", {"status": "proposed", "quantity": quantity, "unit": "人"}),
    ]
    links += [
        Link("REQUIRES", "Project", "project-festival", "Requirement", "req-big"),
        Link("LOCATED_IN", "Organization", "org-big", "Place", "place-zhaojialou"),
        Link("MADE", "Organization", "org-big", "Claim", "claim-big"),
        Link("TAKES", "Claim", "claim-big", "Requirement", "req-big"),
    ]
    community = Still(nodes, links, "big")
    plan = plan_all(community, now=NOW)
    (line,) = [one for one in plan.lines if one.id == "req-big"]
    assert ("org-big", counted) in [(one.id, one.amount) for one in line.given]
    shown = told(community, plan, now=NOW).as_json()
    (found,) = [one for project in shown["projects"] for one in project["lines"] if one["id"] == "req-big"]
    assert [one["amount"] for one in found["intended"]] == [quantity]


def test_the_plan_says_of_everybody_who_intends_whether_it_counts_on_them_and_why_not(intended: Still) -> None:
    def said(community: Still, line: str) -> list[tuple[str, bool, str]]:
        plan = told(community, plan_all(community, now=NOW), now=NOW).as_json()
        (found,) = [one for project in plan["projects"] for one in project["lines"] if one["id"] == line]
        return [(one["candidate"]["id"], one["planned"], one["sentence"]) for one in found["intended"]]

    assert said(intended, "requirement-laba-3-food") == [("unit-haoweilai", True, "好味来饭馆有意向，待确认")]
    # A room of another community does not serve here, whatever its owner would like.
    nodes, links = list(intended.nodes), list(intended.links)
    nodes.append(Node("Claim", "claim-far", {"status": "proposed", "quantity": 1.0}))
    links.append(Link("MADE", "Unit", "unit-dh-school", "Claim", "claim-far", {}))
    links.append(Link("TAKES", "Claim", "claim-far", "Requirement", "requirement-linlike-2-room", {}))
    ((who, planned, sentence),) = said(Still(nodes, links, "far"), "requirement-linlike-2-room")
    assert (who, planned) == ("unit-dh-school", False)
    assert sentence.startswith("东环中学有意向，没有排：")
    assert "本社区" in sentence
