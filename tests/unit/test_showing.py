"""Consent has one meaning however it is told, and a tie holds only from its first day to its last."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from matching_town import NOW, link, node

from graph.records import Link, Node
from graph.snapshot import Snapshot
from service.matching_input import build
from service.viewing.looking import View
from service.viewing.showing import consenting

TODAY = NOW.date()
BEFORE, LATER = TODAY - timedelta(days=30), TODAY + timedelta(days=1)
PURPOSE = "为小微项目推荐伙伴"


def taken(kind: str, flag: bool | None, *consents: dict[str, Any], **also: Any) -> Snapshot:
    """Somebody with these consents, leading nothing and living nowhere."""
    said = {} if flag is None else {"consent": flag}
    records: list[Node | Link] = [node(kind, "one", name="某一", **said), node("Organization", "group", name="花友会")]
    records.append(link("MEMBER_OF", ("Resident", "one"), ("Organization", "group"), **also))
    for number, told in enumerate(consents):
        records.append(node("Consent", f"c{number}", **told))
        records.append(link("GAVE", (kind, "one"), ("Consent", f"c{number}")))
    nodes, links = ([one for one in records if isinstance(one, sort)] for sort in (Node, Link))
    return Snapshot.from_records(nodes, links, NOW)  # type: ignore[arg-type]


GIVEN = {"purpose": PURPOSE, "given_on": BEFORE}
CASES = {
    "given": ([GIVEN], True),
    "withdrawn": ([GIVEN | {"withdrawn_on": TODAY}], False),
    "withdrawn long ago": ([GIVEN | {"withdrawn_on": BEFORE + timedelta(days=1)}], False),
    "to be withdrawn": ([GIVEN | {"withdrawn_on": LATER}], True),
    "withdrawn of unknown day": ([{"purpose": PURPOSE, "withdrawn_on": TODAY}], False),
    "withdrawn of unknown purpose": ([{"given_on": BEFORE, "withdrawn_on": TODAY}], False),
    "withdrawn and given again": ([{"purpose": PURPOSE, "given_on": TODAY, "withdrawn_on": BEFORE}], True),
    "withdrawn on the day it was given": ([{"purpose": PURPOSE, "given_on": TODAY, "withdrawn_on": TODAY}], False),
    "another withdrawn later": ([GIVEN, {"purpose": "参与匹配", "withdrawn_on": TODAY}], False),
    "another given later": ([GIVEN | {"withdrawn_on": BEFORE}, {"purpose": "参与匹配", "given_on": TODAY}], True),
    "of something else": ([GIVEN, {"purpose": "活动照片公开", "given_on": BEFORE, "withdrawn_on": TODAY}], True),
}


@pytest.mark.parametrize("kind", ["Resident", "Expert"])
@pytest.mark.parametrize("case", sorted(CASES))
def test_a_withdrawal_counts_as_a_refusal_does(kind: str, case: str) -> None:
    consents, willing = CASES[case]
    snapshot = taken(kind, True, *consents)
    assert consenting(snapshot, kind).tolist() == [willing]
    assert View(snapshot).seen(kind, 0) is willing
    data = build(snapshot).data
    assert bool(data.candidates.consents[data.candidates.nodes.ids.tolist().index("one")]) is willing
    assert consenting(taken(kind, False, *consents), kind).tolist() == [False]


@pytest.mark.parametrize(("since", "until", "holds"), [
    (None, None, True), (TODAY, None, True), (LATER, None, False), (BEFORE, TODAY, True), (BEFORE, BEFORE, False),
    (None, LATER, True), (LATER, LATER, False),
])  # fmt: skip
def test_a_tie_holds_from_its_first_day_to_its_last(since: date | None, until: date | None, holds: bool) -> None:
    days = {name: day for name, day in (("since", since), ("until", until)) if day is not None}
    data = build(taken("Resident", True, GIVEN, **days)).data
    assert bool(len(data.members.values)) is holds
