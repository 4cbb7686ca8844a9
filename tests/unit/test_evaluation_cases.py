"""Judging a set of community cases: figures, cross-validation, and sets that cannot be read."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from matching.errors import BadSet
from matching.evaluation.cases import evaluate
from matching.evaluation.cases_set import COLUMNS, read_cases
from tests.unit.issues_world import knowledge

LEVELLED = {
    "个别": ("我家灯泡坏了，想请人来换", "隔壁吵架请门长劝劝", "老人想请人代买菜", "楼上渗水滴进我家厨房"),
    "普遍": ("全院路灯都不亮", "各楼垃圾桶天天满", "好几栋楼的电动车都找不到充电的地方", "许多孩子下学以后没人带"),
    "老大难": ("产权不清，大修没人出钱", "违建拆不掉，区里没批", "老单位破产，改造停工", "开发商占着车位打官司"),
}
NEEDS = [
    ("路灯不亮", "K1"),
    ("院里晚上没灯走路", "K1"),
    ("楼道灯坏了", "K2"),
    ("学用智能手机", "K3"),
    ("教老人用微信", "K3"),
    ("磨菜刀", "K4"),
    ("想磨剪子", "K4"),
    ("修鞋", "K5"),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    rows: dict[str, list[tuple[object, ...]]] = {name: [] for name in COLUMNS}
    for level, texts in LEVELLED.items():
        for text in texts:
            key = f"V{len(rows['issues.tsv'])}"
            rows["issues.tsv"].append((key, text, "门" if level == "个别" else "院", "", "", level))
            rows["invite.tsv"].append((key, "楼门长" if level == "个别" else "社区居委会", 1))
            rows["invite.tsv"].append((key, "志愿者", 0))
    rows["clusters.tsv"] = [(f"N{at}", text, "1号楼", cluster) for at, (text, cluster) in enumerate(NEEDS)]
    rows["cases.tsv"] = [("C1", "装上路灯", "物业装了院灯"), ("C2", "手机课", "学生教老人用手机")]
    rows["similar.tsv"] = [("Q1", "院里路灯灭了", "C1", 2), ("Q2", "不会用手机挂号", "C2", 1)]
    for name, columns in COLUMNS.items():
        lines = ["\t".join(columns), *("\t".join(map(str, row)) for row in rows[name])]
        (tmp_path / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return tmp_path


def test_gives_the_four_tasks_with_their_simple_ways(folder: Path) -> None:
    result = evaluate(folder, knowledge())
    told = result.as_json()
    assert list(told["tasks"]) == ["level", "invite", "clusters", "similar"]
    assert told["tasks"]["level"]["score"] == pytest.approx(1.0, abs=0.2)
    assert told["tasks"]["similar"]["score"] == 1.0
    assert told["tasks"]["clusters"]["score"] == told["tasks"]["clusters"]["without_encoder"] == 1.0
    assert told["tasks"]["clusters"]["with_encoder"] is None
    assert all(task["how"] in ("as shipped", "nothing learned") for task in told["tasks"].values())
    rows = result.table()
    assert {len(row) for row in rows} == {len(rows[0])}


def test_the_set_that_was_learned_from_is_judged_by_cross_validation(folder: Path) -> None:
    known = knowledge()
    own = replace(known, weights=replace(known.weights, learned_from=read_cases(folder).digest))
    told = evaluate(folder, own).as_json()
    assert told["tasks"]["level"]["how"] == told["tasks"]["clusters"]["how"] == "cross-validated"
    assert told == evaluate(folder, own).as_json()


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("issues.tsv", "普遍", "不普遍", r"issues\.tsv:6.*level.*个别"),
        ("issues.tsv", "V3\t", "V2\t", r"issues\.tsv:5.*V2.*重复"),
        ("issues.tsv", "text\t", "", r"issues\.tsv:1.*text"),
        ("invite.tsv", "V0\t楼门长", "V99\t楼门长", r"invite\.tsv:2.*V99"),
        ("clusters.tsv", "\tK1\n", "\n", r"clusters\.tsv:2.*3 cells"),
        ("similar.tsv", "C1\t2", "C1\t9", r"similar\.tsv:2.*grade"),
        ("similar.tsv", "C1", "C7", r"similar\.tsv:2.*C7"),
    ],
)
def test_a_broken_table_is_named_with_its_line(folder: Path, name: str, old: str, new: str, said: str) -> None:
    path = folder / name
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BadSet, match=f"(?s){said}"):
        evaluate(folder, knowledge())


def test_a_set_may_lack_what_is_known_of_the_place(folder: Path) -> None:
    path = folder / "issues.tsv"
    rows = [line.split("\t") for line in path.read_text("utf-8").splitlines()]
    path.write_text("".join(f"{row[0]}\t{row[1]}\t{row[5]}\n" for row in rows), encoding="utf-8")
    read = read_cases(folder)
    assert len(read.issues) == len(rows) - 1
    assert {(one.place_level, one.place_note, one.category) for one in read.issues} == {("", "", "")}
