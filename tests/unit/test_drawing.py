"""A score drawn as its reasons: whatever the numbers, the lines add up as written."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from matching.points import START
from service.web.drawing import SHOWN_REASONS, Effect, waterfall

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
    assert len(reasons) == (len(effects) if len(effects) <= SHOWN_REASONS else SHOWN_REASONS + 1)
    if len(effects) > SHOWN_REASONS:
        weakest = min(abs(line.points) for line in reasons[:-1])
        rest = sorted((abs(effect.points) for effect in effects), reverse=True)[SHOWN_REASONS:]
        assert all(points <= weakest for points in rest)


def test_what_takes_away_is_drawn_hollow_from_where_it_began() -> None:
    lines = waterfall([Effect("补缺口", "", 24), Effect("问得多", "", -3)], "其余", "、").lines
    assert [(line.figure, line.x, line.width, line.fill) for line in lines] == [
        ("40", 0, 40, "b"),
        ("＋24", 40, 24, "p"),
        ("－3", 61, 3, "q"),
        ("61", 0, 61, "s"),
    ]
