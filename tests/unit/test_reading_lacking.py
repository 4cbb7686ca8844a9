"""A project asks for what it still lacks, not for what others already gave."""

from __future__ import annotations

from datetime import date

from graph.loading.register import Register
from graph.loading.translate import translate
from graph.reading import check
from graph.reading.gazetteer import Gazetteer

LINES = """项目名称,实施主体,需要什么,类别,需要数,已落实,还差,认领单位
花香满园,巧手坊,会种花的人,人力,5人,3人,2人,
花香满园,巧手坊,花盆,物资,50个,50,0,
花香满园,巧手坊,花土,物资,20袋,,20袋,
花香满园,巧手坊,水壶,物资,6把,2把,,
花香满园,巧手坊,铲子,物资,10把,,,
花香满园,巧手坊,手套,物资,9副,4副,5副,柳叶商店
"""


def test_what_is_still_lacking_is_asked_for_and_said() -> None:
    (file,) = check([("项目.csv", LINES.encode())], Gazetteer())
    rows = file.sheets[0].rows
    assert [(row.fields["quantity"], row.fields.get("unit")) for row in rows] == [
        (2.0, "人"),
        (0.0, "个"),
        (20.0, "袋"),
        (4.0, "把"),
        (10.0, "把"),
        (9.0, "副"),
    ]
    assert "“还差”、“已落实”" in file.message["zh"]
    draft = translate(file, Register(), lambda words: [], date(2026, 3, 20)).draft
    told = {n.properties["text"]: n.properties for n in draft.as_nodes() if n.kind == "Requirement"}
    assert {name: one["status"] for name, one in told.items()} == dict.fromkeys(told, "open") | {"花盆": "met"}
    assert told["花盆"].get("quantity") is None
