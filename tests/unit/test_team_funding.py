"""The fewest funds: against every set there is, within caps, every yuan counted once."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import seeds
from graph.records import Link, Node
from matching.team.funding import mix
from service.seeding import parted
from service.staffing.funding import fund_mix
from tests.support.communities import NOW, Pilot, Still

NAN = float("nan")


@pytest.fixture(scope="module")
def pilot() -> Pilot:
    return Pilot()


@settings(deadline=None)  # the first example waits for the optimizer to be read
@given(
    st.lists(st.integers(1, 50), min_size=1, max_size=3),
    st.lists(st.integers(0, 40), min_size=1, max_size=6),
    st.integers(0, 2**31),
)
def test_no_smaller_set_of_funds_would_do(wanted: list[int], most: list[int], seed: int) -> None:
    lines, funds = np.array(wanted, dtype=float), np.array(most, dtype=float)
    draw = np.random.default_rng(seed)
    scores = np.where(draw.random((len(lines), len(funds))) < 0.7, draw.random((len(lines), len(funds))) * 50, NAN)
    found = mix(lines, funds, scores)
    given_by = np.zeros(len(funds))
    to = np.zeros(len(lines))
    for gift in found.gifts:
        assert not np.isnan(scores[gift.line, gift.fund])
        given_by[gift.fund] += gift.amount
        to[gift.line] += gift.amount
    assert (given_by <= funds + 1e-9).all()
    assert np.allclose(to + found.missing, lines)
    enough = [
        len(chosen)
        for size in range(1, len(funds) + 1)
        for chosen in combinations(range(len(funds)), size)
        if _suffice(lines, funds, scores, chosen)
    ]
    assert bool(enough) == (found.missing.sum() == 0)
    if enough:
        assert len(found.funds) == min(enough)


def _suffice(lines: np.ndarray, funds: np.ndarray, scores: np.ndarray, chosen: tuple[int, ...]) -> bool:
    """Hall's condition: whoever may give to some of these lines holds at least what they want."""
    for size in range(1, len(lines) + 1):
        for some in combinations(range(len(lines)), size):
            able = [fund for fund in chosen if not np.isnan(scores[list(some), fund]).all()]
            if funds[able].sum() < lines[list(some)].sum() - 1e-9:
                return False
    return True


def test_one_fund_that_suffices_gives_all_and_the_better_one_is_taken() -> None:
    found = mix(np.array([900.0]), np.array([1000.0, 5000.0, 800.0]), np.array([[60.0, 80.0, 99.0]]))
    assert [(gift.fund, gift.amount) for gift in found.gifts] == [(1, 900.0)]
    assert (found.concentration, found.fewest) == (1.0, True)
    split = mix(np.array([900.0]), np.array([400.0, 500.0]), np.array([[60.0, 80.0]]))
    assert split.missing.sum() == 0
    assert split.concentration == pytest.approx((4 / 9) ** 2 + (5 / 9) ** 2)


def test_projects_of_the_pilot_get_their_money_within_every_rule(pilot: Pilot) -> None:
    found = [fund_mix(pilot, key, now=NOW) for key in pilot.snapshot.nodes["Project"].ids]
    mixes = [one for one in found if one is not None]
    assert mixes
    for one in mixes:
        assert sum(source.amount for source in one.sources) + one.missing == pytest.approx(one.wanted)
        for source in one.sources:
            assert source.cap is None or source.amount <= source.cap
            assert source.balance is None or source.amount <= source.balance
            assert "2025" not in source.name


class Ruled(Still):
    """The pilot with one rich fund for the garden whose applicants are as given, and no other money."""

    def __init__(self, applicants: str, **team: str) -> None:
        nodes, links = parted(seeds.pilot())
        nodes = [node for node in nodes if node.kind != "Fund"]
        kept = {(node.kind, node.id) for node in nodes}
        links = [one for one in links if {(one.from_kind, one.from_id), (one.to_kind, one.to_id)} <= kept]
        links = [one for one in links if (one.kind, one.to_id) != ("TAKES_PART", "project-garden")]
        ways = {"name": "绿化资金", "kind": "社区公益金", "purpose": "院内环境、花园", "balance": 9000.0, "year": 2026}
        nodes.append(Node("Fund", "fund-ruled", {**ways, "cap": 9000.0, "applicants": applicants}))
        links.append(Link("COVERS", "Fund", "fund-ruled", "Place", "place-sikuaiyu", {}))
        if team:
            nodes.append(Node("Organization", "team", {"name": "小花队", "kind": "社区社会组织", **team}))
            links.append(Link("TAKES_PART", "Organization", "team", "Project", "project-garden", {}))
        super().__init__(nodes, links, "ruled")


@pytest.mark.parametrize(
    ("applicants", "team", "applies", "said"),
    [
        ("备案的社区社会组织", {"registered": "备案"}, True, "小花队"),
        ("备案的社区社会组织", {"registered": "登记"}, True, "小花队"),
        ("登记的社会组织", {"registered": "备案"}, False, "不是"),
        ("备案的社区社会组织", {"registered": "未备案"}, False, "不是"),
        ("备案的社区社会组织", {}, None, "还没有登记"),
        ("居民团队", {"registered": "未备案"}, True, "小花队"),
        ("社区两委、居民团队", {}, True, "两委"),
        ("四块玉的项目", {}, True, "项目就能申请"),
        ("贵宾", {}, None, "请核对"),
        ("", {}, True, "没写"),
    ],
)
def test_who_may_apply_is_held_against_the_people_of_the_project(
    applicants: str, team: dict[str, str], applies: bool | None, said: str
) -> None:
    found = fund_mix(Ruled(applicants, **team), "project-garden", now=NOW)
    assert found is not None
    if applies is False:
        assert not found.sources
        assert found.missing == found.wanted
        (refused,) = found.refused
        assert said in refused.why
        return
    (source,) = found.sources
    assert source.applies is applies
    assert said in source.applying
    assert not found.refused


class Dearer(Still):
    """The pilot with a garden that costs more than any one fund may give."""

    def __init__(self) -> None:
        nodes, links = parted(seeds.pilot())
        dear = [
            Node(node.kind, node.id, {**node.properties, "quantity": 18_000.0})
            if node.kind == "Requirement" and "garden" in node.id and node.properties["kind"] == "money"
            else node
            for node in nodes
        ]
        super().__init__(dear, links, "dear")


def test_a_sum_that_no_fund_can_give_alone_is_put_together() -> None:
    found = fund_mix(Dearer(), "project-garden", now=NOW)
    assert found is not None
    assert (found.wanted, found.missing) == (18_000.0, 0.0)
    assert len(found.sources) >= 2
    assert 0 < found.concentration < 1
    assert found.concentration == pytest.approx(sum(source.share**2 for source in found.sources))
    assert found.as_json()["fewest"]
