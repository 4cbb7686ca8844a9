"""A score drawn as its reasons: whatever the numbers, the lines add up as written."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.points import START
from service.web.drawing import MOST_SHOWN, SHOWN_REASONS, Effect, waterfall

EFFECTS = st.lists(
    st.builds(Effect, st.sampled_from(["补缺口", "离得近", "有交情", ""]), st.just("一句话"), st.integers(-60, 60)),
    max_size=9,
)


@given(EFFECTS)
def test_the_lines_add_up_to_the_sum_as_written(effects: list[Effect]) -> None:
    drawn = waterfall(effects, "其余", "、")
    reasons = [line for line in drawn.lines if line.sort == "reason"]
    assert drawn.total == START + sum(effect.points for effect in effects)
    assert drawn.total == START + sum(line.points for line in reasons)
    left, total = drawn.lines[-1].sentence.split("＝")
    figures = re.findall(r"[+-]?\d+", left.replace("＋", "+").replace("－", "-"))
    assert sum(map(int, figures)) == int(total) == drawn.total


@given(EFFECTS)
def test_bars_stay_inside_the_drawing(effects: list[Effect]) -> None:
    for line in waterfall(effects, "其余", "、").lines:
        assert line.x >= 0
        assert line.width >= 0
        assert line.sort == "reason" or line.x + line.width <= 100.01


@given(EFFECTS)
def test_no_reason_is_lost_and_small_ones_become_one_line(effects: list[Effect]) -> None:
    reasons = [line for line in waterfall(effects, "其余", "、").lines if line.sort == "reason"]
    if len(effects) <= SHOWN_REASONS or reasons[-1].heading != "其余":
        assert len(reasons) == len(effects) <= MOST_SHOWN
        return
    assert SHOWN_REASONS < len(reasons) <= MOST_SHOWN + 1
    weakest = min(abs(line.points) for line in reasons[:-1])
    rest = sorted((abs(effect.points) for effect in effects), reverse=True)[len(reasons) - 1 :]
    assert all(points <= weakest for points in rest)
    assert abs(reasons[-1].points) <= weakest or len(reasons) == MOST_SHOWN + 1


@pytest.mark.parametrize(
    ("points", "figures"),
    [
        ([20, 9, 6, 5, 2, 2], ["＋20", "＋9", "＋6", "＋5", "＋4"]),  # the rest is no more than the smallest line
        ([20, 9, 6, 5, 4, 3], ["＋20", "＋9", "＋6", "＋5", "＋4", "＋3"]),
        ([20, 9, 6, 5, 4, 2, 1], ["＋20", "＋9", "＋6", "＋5", "＋4", "＋3"]),
        ([9, 9, 8, 8, 8, 8, 8, 8], ["＋9", "＋9", "＋8", "＋8", "＋8", "＋8", "＋16"]),  # six are enough
        ([20, 9, 6, 5, -5], ["＋20", "＋9", "＋6", "＋5", "－5"]),
    ],
)
def test_the_rest_is_seldom_the_largest_line(points: list[int], figures: list[str]) -> None:
    drawn = waterfall([Effect(f"理由{place}", "", one) for place, one in enumerate(points)], "其余", "、")
    assert [line.figure for line in drawn.lines if line.sort == "reason"] == figures


def test_what_takes_away_is_drawn_hollow_from_where_it_began() -> None:
    lines = waterfall([Effect("补缺口", "", 24), Effect("问得多", "", -3)], "其余", "、").lines
    assert [(line.figure, line.x, line.width, line.fill) for line in lines] == [
        ("40", 0, 40, "b"),
        ("＋24", 40, 24, "p"),
        ("－3", 61, 3, "q"),
        ("61", 0, 61, "s"),
    ]
