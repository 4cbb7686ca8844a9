"""The stages that verbs tell apart are stages that the graph knows."""

from __future__ import annotations

from typing import get_args

import pytest

from graph.kinds.common import STAGES
from service.lines.stages import BEFORE, ENDED, OVER, RUNNING, SOLVED, Stage
from service.viewing.overview import PATIENCE
from service.web.words import STAGE_WORDS, STEPS


@pytest.mark.parametrize("group", [BEFORE, RUNNING, SOLVED, OVER, ENDED, tuple(PATIENCE)])
def test_a_group_holds_known_stages_in_their_order_and_each_once(group: tuple[str, ...]) -> None:
    assert list(group) == [stage for stage in STAGES if stage in group]


def test_api_and_pages_know_every_stage() -> None:
    assert get_args(Stage) == STAGES
    assert tuple(STAGE_WORDS) == STAGES
    assert {stage for _, stages in STEPS for stage in stages} <= set(STAGES)


def test_what_is_over_does_not_run() -> None:
    assert set(RUNNING) | set(OVER) | {"raised", "deliberated"} == set(STAGES)
    assert not set(RUNNING) & set(OVER)
