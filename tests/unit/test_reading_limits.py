"""What no record can hold is told as the problem of its row, and the rest of the file loads."""

from __future__ import annotations

from datetime import date

import pytest

from graph.loading.register import Register
from graph.loading.translate import translate
from graph.reading import check
from graph.reading.gazetteer import Gazetteer
from graph.records import Node
from graph.validation import check_node

LONG = "长" * 5000


@pytest.mark.parametrize(
    ("lines", "column"),
    [
        (("姓名,特长,同意被推荐", f"{LONG},理发,是", "王某英,理发,是"), "A"),
        (("项目名称,需要什么,数量,单位,预算", f"甲项目,桌子,2,张,{'9' * 40}", "乙项目,桌子,2,张,800"), "E"),
        (("项目名称,需要什么,数量,单位,预算", f"甲项目,桌子,{'9' * 40},张,500", "乙项目,桌子,2,张,800"), "C"),
    ],
)
def test_a_cell_too_large_is_its_rows_problem(lines: tuple[str, ...], column: str) -> None:
    (file,) = check([("某表.csv", "\n".join(lines).encode())], Gazetteer())
    bad, good = file.sheets[0].rows
    assert [(problem.column, problem.code) for problem in bad.problems] == [(column, "too_large")]
    assert (bad.verdict.value, good.problems) == ("error", ())
    found = translate(file, Register.of([], []), lambda words: [], date(2026, 3, 20))
    assert found.draft.nodes
    for (kind, key), told in found.draft.nodes.items():
        check_node(Node(kind, key, told), partial=True)
