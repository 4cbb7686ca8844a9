"""When a line is wanted that names no day itself."""

from __future__ import annotations

import pytest
from matching_town import NOW, day, link, node, teacher, town


def test_a_line_without_days_is_wanted_on_those_of_its_activity_or_project() -> None:
    march = {"date_from": day("2027-03-05"), "date_to": day("2027-03-31")}
    over = node("Fund", "public", name="社区公益金", balance=4200.0, valid_until=day("2026-12-25"))
    later = town(over, *teacher("x", hours_cap=10.0)).with_(node("Project", "open", **march))
    assert "public" in town(over).scores("fund")
    assert later.rules("fund")["public"] == "validity"
    assert later.with_(node("Requirement", "fund", date_from=day("2026-04-01"))).scores("fund")["public"] > 0
    one = later.with_(
        node("Activity", "day1", name="第一课", date_from=day("2026-04-03"), date_to=day("2026-04-04")),
        link("PART_OF", ("Activity", "day1"), ("Project", "open")),
        node("Requirement", "tea", kind="people", text="倒茶水的人", status="open", hours=4.0),
        link("REQUIRES", ("Activity", "day1"), ("Requirement", "tea")),
        node("Requirement", "hands", hours=2.0),
        node("Claim", "k", status="confirmed", made_on=day("2026-03-02")),
        link("MADE", ("Resident", "x"), ("Claim", "k")),
        link("TAKES", ("Claim", "k"), ("Requirement", "hands")),
    )
    matcher, question = one.ask("tea")
    first = matcher.standing(day("2026-04-03")).now
    assert (question.ask.first_day, question.ask.last_day) == (first, first + 1)
    row, standing = matcher.data.nodes.row_of("Resident", "x"), matcher.standing(NOW.date())
    promised = [standing.hours_taken(standing.now + days)[row] for days in (0, 372)]
    assert promised == [0.0, pytest.approx(2.0)]
