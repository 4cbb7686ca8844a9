"""What the order of a list goes by: counted for everybody at once, as it would be counted one by one."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from matching_town import NOW, link, node, teacher, town

from matching.data import ANSWERS
from service.clock import day_of
from service.partnering.exposure import LATELY, past_of, shown_lately


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_everybody_is_counted_as_one_by_one(seed: int) -> None:
    chance = np.random.default_rng(seed)
    names = [f"w{at}" for at in range(6)]
    records = [record for name in names for record in teacher(name, "yard")]
    lists: list[tuple[float, list[str]]] = []
    for at in range(int(chance.integers(0, 12))):
        told = {"asked_on": (NOW - timedelta(days=int(chance.integers(-2, 60)))).date()}
        answer = str(chance.choice(ANSWERS))
        records.append(node("Invitation", f"i{at}", **told, **({"answer": answer} if answer else {})))
        records.append(link("ASKED", ("Invitation", f"i{at}"), ("Resident", str(chance.choice(names)))))
    for at in range(int(chance.integers(0, 8))):
        who = [str(name) for name in chance.permutation([*names, "gone"])[: int(chance.integers(1, 6))]]
        when = NOW - timedelta(days=int(chance.integers(0, 40)))
        lists.append(((NOW - when).days, who))
        records.append(node("Shown", f"s{at}", shown_at=when, kinds=["Resident"] * len(who), candidates=who))
    snapshot, matcher = town().with_(*records).current(NOW)
    data, today = matcher.data, matcher.standing(day_of(NOW)).now
    past, shown, held = past_of(snapshot, data, today), shown_lately(snapshot, today), data.invitations
    for row in range(len(data.nodes)):
        known = data.nodes.node(row)
        mine = held.by_candidate.of(row)
        days = [day for day in held.asked_on[mine].tolist() if day <= today]
        waiting = [at for at in mine.tolist() if held.answers[at] == 0 and today - LATELY < held.asked_on[at] <= today]
        often = sum(known["id"] in who for ago, who in lists if ago <= LATELY)
        assert past.shown[row] == shown[known["kind"], known["id"]] == often
        assert past.open_asks[row] == len(waiting)
        assert past.asked_on[row] == max(days) if days else np.isnan(past.asked_on[row])
