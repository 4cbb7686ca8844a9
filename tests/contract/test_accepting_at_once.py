"""Two people accept at once: what the first wrote counts for the second, though neither page knew of the other."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import pytest

import seeds
from graph.records import Link, Node
from graph.snapshot import Snapshot, build
from graph.store import Store
from matching.features import FEATURE_NAMES
from matching.matcher import Matcher
from matching.weights import Weights
from service.allocating import accept, acceptances, proposed
from service.decisions.inviting import Invited, PlanChanged
from service.decisions.replying import reply
from service.lines.taking import Taking
from service.matching_input import build as matching_data

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


class Stale:
    """A community as somebody's page still has it."""

    def __init__(self, store: Store) -> None:
        self.snapshot = build(store, NOW)
        data = matching_data(self.snapshot, seeds.vocabulary()).data
        self.matcher = Matcher(data, Weights.from_values(seeds.weights(), FEATURE_NAMES))

    def current(self, now: datetime) -> tuple[Snapshot, Matcher]:
        return self.snapshot, self.matcher


@pytest.fixture
def lane(store: Store) -> Store:
    store.upsert(
        [
            Node("Place", "lane", {"name": "柳树巷", "level": "community"}),
            Node("Project", "fair", {"name": "年底忙", "stage": "matching"}),
            Node(
                "Requirement",
                "q1",
                {"kind": "people", "text": "需要人", "status": "open", "quantity": 2.0, "unit": "人"},
            ),
            Node("Requirement", "m1", {"kind": "money", "text": "买材料的钱", "status": "open", "quantity": 900.0}),
            Node(
                "Requirement",
                "m2",
                {"kind": "money", "text": "印东西的钱", "status": "open", "quantity": 0.09, "unit": "万元"},
            ),
            Node(
                "Fund", "f1", {"name": "公益金", "purpose": "公益项目", "year": 2026, "balance": 5000.0, "cap": 1000.0}
            ),
            *[Node("Resident", f"r{at}", {"name": f"邻居{at}号", "consent": True}) for at in range(6)],
        ],
        [
            Link("LOCATED_IN", "Project", "fair", "Place", "lane", {}),
            *[Link("REQUIRES", "Project", "fair", "Requirement", line, {}) for line in ("q1", "m1", "m2")],
            Link("COVERS", "Fund", "f1", "Place", "lane", {}),
            *[Link("LIVES_AT", "Resident", f"r{at}", "Place", "lane", {}) for at in range(6)],
        ],
    )
    return store


def take(store: Store, page: Stale, *people: str) -> list[Invited]:
    return accept(page, store, [proposed(page.snapshot, "q1", "Resident", one, 1.0) for one in people], now=NOW)


def test_of_two_who_accept_at_once_one_is_told_that_the_line_is_full(lane: Store) -> None:
    pages = [Stale(lane), Stale(lane)]

    def press(at: int) -> str:
        try:
            return str(len(take(lane, pages[at], f"r{2 * at}", f"r{2 * at + 1}")))
        except PlanChanged as error:
            return error.zh

    with ThreadPoolExecutor(2) as pool:
        told = sorted(pool.map(press, (0, 1)))
    assert told[0] == "2"
    assert "已经有2人，够了" in told[1]
    assert len(list(lane.nodes("Invitation"))) == 2
    (one,) = acceptances(build(lane, NOW), lane)
    assert one.written == 2


def test_who_said_yes_since_the_page_was_read_still_counts(lane: Store) -> None:
    page = Stale(lane)
    take(lane, page, "r0", "r1")
    lane.upsert([Node("Invitation", one.id, {"answer": "accepted"}) for one in lane.nodes("Invitation")])
    with pytest.raises(PlanChanged):
        take(lane, page, "r2")
    declined = next(iter(lane.nodes("Invitation")))
    lane.upsert([Node("Invitation", declined.id, {"answer": "declined", "answered_on": date(2026, 11, 22)})])
    assert take(lane, page, "r2")[0].new


def test_a_fund_is_not_asked_twice_for_what_it_gives_a_project_once(lane: Store) -> None:
    page = Stale(lane)
    accept(page, lane, [proposed(page.snapshot, "m1", "Fund", "f1", 900.0)], now=NOW)
    with pytest.raises(PlanChanged, match="一个项目最多1000元，已经给了或请了900元，这次最多再请100元"):
        accept(page, lane, [proposed(page.snapshot, "m2", "Fund", "f1", 900.0)], now=NOW)
    assert accept(page, lane, [proposed(page.snapshot, "m2", "Fund", "f1", 100.0)], now=NOW)[0].new


def test_who_is_asked_for_no_amount_counts_as_one_of_what_a_line_lacks(lane: Store) -> None:
    page = Stale(lane)
    plain = [proposed(page.snapshot, "q1", "Resident", f"r{at}", None) for at in range(6)]
    # Two are lacking, two more may be asked beside, and the refusal says so.
    with pytest.raises(PlanChanged, match=r"有 2 处变了.*只差2人.*最多比还差的多请2份"):
        accept(page, lane, plain, now=NOW)
    assert not list(lane.nodes("Invitation"))
    accept(page, lane, plain[:4], now=NOW)
    for seen in (page, Stale(lane)):  # a page read before and one read after
        for late in (plain[4], proposed(page.snapshot, "q1", "Resident", "r5", 1.0)):
            with pytest.raises(PlanChanged, match="已经有4人，够了"):
                accept(seen, lane, [late], now=NOW)
    silent = next(iter(lane.nodes("Invitation")))
    lane.upsert([Node("Invitation", silent.id, {"note": "9天没有答复"})])
    assert accept(Stale(lane), lane, [plain[4]], now=NOW)[0].new


@pytest.mark.parametrize(
    ("line", "kind", "who", "amount"), [("q1", "Resident", "r0", 3.0), ("m2", "Fund", "f1", 901.0)]
)
def test_more_than_a_line_lacks_is_refused_with_what_may_be_asked(
    lane: Store, line: str, kind: str, who: str, amount: float
) -> None:
    page = Stale(lane)
    with pytest.raises(PlanChanged, match=r"多了；最多写(2人|900元)"):
        accept(page, lane, [proposed(page.snapshot, line, kind, who, amount)], now=NOW)
    assert not list(lane.nodes("Invitation"))


def test_money_asked_for_without_a_sum_means_what_is_lacking_and_is_not_asked_for_twice(lane: Store) -> None:
    fund = next(node for node in lane.nodes("Fund") if node.id == "f1")
    lane.upsert(
        [Node("Fund", "f2", dict(fund.properties) | {"name": "福利金"})],
        [Link("COVERS", "Fund", "f2", "Place", "lane")],
    )
    page = Stale(lane)
    accept(page, lane, [proposed(page.snapshot, "m1", "Fund", "f1", None)], now=NOW)
    for seen in (page, Stale(lane)):  # a page read before and one read after
        with pytest.raises(PlanChanged, match="已经有900元，够了"):
            accept(seen, lane, [proposed(page.snapshot, "m1", "Fund", "f2", None)], now=NOW)
    seen = Stale(lane)
    accept(seen, lane, [proposed(seen.snapshot, "m2", "Fund", "f1", None)], now=NOW)  # what its cap leaves: 100
    accept(seen, lane, [proposed(seen.snapshot, "m2", "Fund", "f2", 500.0)], now=NOW)
    notes = sorted(str(one.properties["note"]) for one in lane.nodes("Invitation"))
    assert notes == ["100元", "500元", "900元"]
    whole = next(one.id for one in lane.nodes("Invitation") if one.properties["note"] == "900元")
    claim = reply(lane, whole, "accepted", "", NOW).claim
    assert lane.get("Claim", claim).properties["money"] == 900.0


def test_a_number_asked_for_on_a_line_without_a_unit_is_the_number_agreed_on(lane: Store) -> None:
    lane.upsert(
        [
            Node("Requirement", "g1", {"kind": "people", "text": "需要人", "status": "open", "quantity": 50.0}),
        ],
        [Link("REQUIRES", "Project", "fair", "Requirement", "g1")],
    )
    page = Stale(lane)
    (done,) = accept(page, lane, [proposed(page.snapshot, "g1", "Resident", "r0", 40.0)], now=NOW)
    assert lane.get("Invitation", done.id).properties["note"] == "40"
    with pytest.raises(PlanChanged, match="最多写10"):
        accept(page, lane, [proposed(page.snapshot, "g1", "Resident", "r1", 11.0)], now=NOW)
    reply(lane, done.id, "accepted", "", NOW)
    snapshot = build(lane, NOW)
    assert Taking(snapshot).taken(snapshot.nodes["Requirement"].row_of["g1"]) == 40.0


def test_what_a_fund_gave_a_project_counts_against_its_cap_for_it(lane: Store) -> None:
    page = Stale(lane)
    (asked,) = accept(page, lane, [proposed(page.snapshot, "m1", "Fund", "f1", 900.0)], now=NOW)
    claim = Node("Claim", "paid", {"status": "confirmed", "quantity": 900.0, "unit": "元", "made_on": NOW.date()})
    ties = [Link("MADE", "Fund", "f1", "Claim", "paid", {}), Link("TAKES", "Claim", "paid", "Requirement", "m1", {})]
    lane.remove([("Invitation", asked.id)])
    lane.upsert([claim], ties)
    later = Stale(lane)
    with pytest.raises(PlanChanged, match="已经给了这个项目900元"):
        accept(later, lane, [proposed(later.snapshot, "m2", "Fund", "f1", 900.0)], now=NOW)
    assert accept(later, lane, [proposed(later.snapshot, "m2", "Fund", "f1", 100.0)], now=NOW)[0].new
