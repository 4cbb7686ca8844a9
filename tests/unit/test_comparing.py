"""What a plan is better at than other ways is said plainly, also where it is no better."""

from __future__ import annotations

from dataclasses import replace

from service.allocating.comparing import SAME, compared
from service.allocating.plans import ALONE, FIRST_COME, PLAN, Way

HERE = Way(PLAN, 8, 8.5, 0.8, 0.9, 0.0, 2000.0)
FIRST, ALONE_TOO = replace(HERE, name=FIRST_COME), replace(HERE, name=ALONE)


def test_where_there_is_enough_for_all_it_says_so() -> None:
    assert compared([HERE, FIRST, ALONE_TOO], 0) == SAME
    assert compared([], 0) == ("", "")


def test_where_lines_stay_open_in_every_way_nobody_says_that_there_is_enough() -> None:
    zh, en = compared([HERE, FIRST, ALONE_TOO], 6)
    assert "6 项凑不齐" in zh
    assert "够用" not in zh
    assert "6 lines stay open" in en
    assert "enough" not in en


def test_what_is_better_and_what_is_worse_is_told_with_its_figures() -> None:
    first = replace(FIRST, lines_met=5, floor=0.5)
    alone = replace(ALONE_TOO, lines_met=9, over=0.12)
    zh, en = compared([HERE, first, alone], 2)
    assert "和先到先得比，多办齐 3 项，最缺的项目落实 80%，那样只有 50%" in zh
    assert "和各顾各的比，少办齐 1 项，那样有 12% 排重了、兑不了" in zh
    assert "3 lines more in full" in en
    assert "not 50%" in en
    assert "1 line fewer in full" in en
    assert "12%" in en
