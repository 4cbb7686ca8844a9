"""The sheet's own column of measures wins over 个 beside the number, and over no plainer word."""

from __future__ import annotations

from datetime import date

import pytest

from graph.loading.register import Register
from graph.loading.translate import translate
from graph.reading import check
from graph.reading.gazetteer import Gazetteer


@pytest.mark.parametrize("headings", ["数量,单位", "单位,数量"])
@pytest.mark.parametrize(
    ("amount", "measure", "unit", "kind"),
    [
        ("2个", "名", "名", "skill"),
        ("两三个人", "人", "人", "skill"),
        ("2", "人", "人", "skill"),
        ("2小时", "人", "小时", "service"),
    ],
)
def test_a_plain_measure_gives_way_to_the_column(
    headings: str, amount: str, measure: str, unit: str, kind: str
) -> None:
    said = f"{amount},{measure}" if headings.startswith("数量") else f"{measure},{amount}"
    text = f"项目名称,需要什么,{headings}\n甲项目,会教手机的人,{said}\n乙项目,志愿者,3,人\n".replace(
        ",3,人", f",{said}"
    )
    (file,) = check([("项目.csv", text.encode())], Gazetteer())
    assert file.sheets[0].rows[0].fields["unit"] == unit
    found = translate(file, Register.of([], []), lambda words: [], date(2026, 3, 20))
    told = [told for (kind_of, _), told in found.draft.nodes.items() if kind_of == "Requirement"]
    assert (told[0]["kind"], told[0]["unit"]) == (kind, unit)
