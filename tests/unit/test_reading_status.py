"""A list of needs says in the office's words which are done; done ones must not come in as open."""

from __future__ import annotations

from datetime import date

import pytest

from graph.loading.register import Register
from graph.loading.translate import translate
from graph.reading import check
from graph.reading.gazetteer import Gazetteer
from graph.reading.report import File


def needs(heading: str, *cells: str) -> File:
    lines = [f"需求内容,提出时间,{heading}"]
    lines += [f"楼道里第{at}盏灯不亮想请人修,2026-03-0{at},{cell}" for at, cell in enumerate(cells, 1)]
    return check([("需求.csv", "\n".join(lines).encode())], Gazetteer())[0]


@pytest.mark.parametrize(
    ("heading", "cells", "stages"),
    [
        ("状态", ("已解决", "未解决", "办理中", "民议"), ("closed", None, "in_progress", "deliberated")),
        ("办理情况", ("办结", "已办", "待办", "已撤销"), ("closed", "closed", None, "dropped")),
        ("处置进展", ("已派单", "已转办", "处理中", "已办结"), (None, None, "in_progress", "closed")),
        ("是否解决", ("是", "否", "√"), ("closed", None, "closed")),
        ("现在咋样了", ("已解决", "不办了", "转给物业了", "等答复"), ("closed", "dropped", None, None)),
    ],
)
def test_the_status_of_needs_is_read_as_their_stage(
    heading: str, cells: tuple[str, ...], stages: tuple[str | None, ...]
) -> None:
    file = needs(heading, *cells)
    assert [(row.problems, row.verdict) for row in file.sheets[0].rows] == [((), "ok")] * len(cells)
    draft = translate(file, Register(), lambda words: [], date(2026, 3, 20)).draft
    assert tuple(node.properties.get("stage") for node in draft.as_nodes() if node.kind == "Need") == stages


def test_a_column_of_stages_keeps_to_the_five_words() -> None:
    file = needs("办理阶段", "民提", "民议", "已解决")
    assert [[p.code for p in row.problems] for row in file.sheets[0].rows] == [[], [], ["unknown_value"]]


def test_a_status_that_cannot_be_read_is_said() -> None:
    file = needs("处理情况", "老李去看过两回", "跟物业说了", "等天暖和")
    assert "处理情况" in file.message["zh"]
    assert "处理情况" in file.message["en"]


def test_an_amount_for_each_of_several_is_said() -> None:
    lines = "需求内容,受益人数,提出时间\n请人来量血压,每周30人,2026-03-01\n想学手机,20人,2026-03-02\n"
    (file,) = check([("需求.csv", lines.encode())], Gazetteer())
    assert [row.fields.get("quantity") for row in file.sheets[0].rows] == [30.0, 20.0]
    assert "第 2（每周30人）" in file.message["zh"]
