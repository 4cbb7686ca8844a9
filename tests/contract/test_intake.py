"""A coordinator's way with a spreadsheet: check, mend, load, look again, take back."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from graph.reading.report import Verdict
from graph.records import Node
from graph.store import Store
from graph.workbook.reader import WorkbookReader
from service import intake
from service.intake import Check, Desk, Spot
from service.intake.desk import published_words

NOW = datetime(2026, 3, 20, 9, tzinfo=UTC)
ID_NUMBER = "999999190001011237"


def sheet(*rows: Sequence[str]) -> bytes:
    kept = io.StringIO()
    csv.writer(kept).writerows(rows)
    return kept.getvalue().encode()


NEEDS = sheet(
    ["填报日期：2026年3月1日"],
    ["楼院", "需求内容", "提出渠道", "提出时间", "涉及数量", "联系人", "联系电话"],
    ["柳巷1号院", "院门口花箱没人打理", "居民", "2026-01-12", "20户", "王某英", "13800000001"],
    ["柳巷九号院", "想学用手机", "居民", "2026-02-30", "12人", "李某", "13800000002"],
    ["后院", "灯坏了", "邻居", "1月", "8户", "", ""],
    ["后院", "井盖响", "邻居", "2月3日", "若干", "", ""],
    ["柳巷1号院", "院门口花箱没人打理", "居民", "2026-01-12", "20户", "王某英", "13800000001"],
)
RESIDENTS = sheet(
    ["姓名", "身份证号", "住址", "特长", "所在队伍", "手机", "是否同意参与匹配"],
    ["王某英", ID_NUMBER, "柳巷1号院3单元", "养花、剪纸", "花草社", "13800000001", "同意"],
    ["李某", ID_NUMBER, "柳巷1号院", "修灯", "花草社", "13800000002", "不同意"],
)
PLACE_ROWS = sheet(
    ["kind", "name", "parent", "code", "aliases"],
    ["community", "南桥社区", "", "1", ""],
    ["compound", "柳巷1号院", "南桥社区", "", "1号院"],
    ["compound", "柳巷9号院", "南桥社区", "", ""],
    ["organization", "花草社", "", "", ""],
)


@pytest.fixture
def desk(store: Store, tmp_path: Path) -> Desk:
    return Desk(store, tmp_path / "imports", published_words)


def with_places(desk: Desk) -> None:
    check = intake.check_files(desk, [("地点.csv", PLACE_ROWS)], now=NOW)
    intake.load_check(desk, check.id, now=NOW)


def checked(desk: Desk, name: str = "需求.csv", content: bytes = NEEDS) -> Check:
    return intake.check_files(desk, [(name, content)], now=NOW)


def restarted(desk: Desk) -> Desk:
    return Desk(desk.store, desk.folder, desk.vocabulary)


def test_a_check_writes_nothing_and_survives_a_restart(desk: Desk) -> None:
    with_places(desk)
    before = desk.store.canonical_hash()
    check = checked(desk)
    assert (check.tally.rows, check.tally.loadable, check.tally.to_mend, check.tally.repeated) == (5, 3, 1, 1)
    again = restarted(desk)
    assert intake.open_check(again, check.id) == check
    assert [entry[0] for entry in intake.checks_in_progress(again, now=NOW)] == [check.id]
    assert desk.store.canonical_hash() == before
    assert json.dumps(intake.report_of(again, check.id), ensure_ascii=False)
    intake.discard_check(again, check.id)
    with pytest.raises(intake.NoSuchCheck):
        intake.open_check(again, check.id)


def test_problems_are_told_once_with_the_cells_around_them(desk: Desk) -> None:
    with_places(desk)
    check = checked(desk)
    told = {(one.problem.code, one.spot.line, one.spot.column): one for one in check.to_mend}
    bad = told["bad_date", 4, "D"]
    assert (bad.verdict, bad.typed, bad.list, bad.alike) == (Verdict.ERROR, "2026-02-30", "needs", 0)
    assert check.to_mend[0] == bad
    assert [line for line, _ in bad.around] == [3, 4, 5]
    assert "13800000001" not in str(bad.around)
    unknown = told["unknown_place", 5, "A"]
    assert (unknown.verdict, unknown.alike) == (Verdict.WARNING, 1)
    assert "duplicate_row" not in {code for code, *_ in told}


def test_one_fix_mends_every_cell_that_says_the_same(desk: Desk) -> None:
    with_places(desk)
    check = checked(desk)
    one = intake.mend_cell(desk, check.id, Spot(0, "", 5, "A"), "柳巷9号院")
    assert [m.spot.line for m in one.to_mend if m.problem.code == "unknown_place"] == [6]
    check = intake.mend_cell(desk, check.id, Spot(0, "", 6, "A"), "后院")
    both = intake.mend_cell(desk, check.id, Spot(0, "", 5, "C"), "居民", alike=True)
    assert "unknown_value" not in {m.problem.code for m in both.to_mend}
    whole = intake.mend_cell(desk, check.id, Spot(0, "", 4, "D"), "2026-02-28")
    assert whole.tally.to_mend == 0
    (loaded,) = intake.load_check(restarted(desk), check.id, now=NOW)
    assert (loaded.rows, loaded.left_out) == (4, 0)
    raised = {str(n.properties["text"]): str(n.properties.get("raised_on")) for n in desk.store.nodes("Need")}
    assert raised["想学用手机"] == "2026-02-28"
    with pytest.raises(intake.UnknownSpot):
        intake.mend_cell(desk, checked(desk).id, Spot(0, "没有这张表", 5, "A"), "x")


def test_a_place_taken_as_proposed_is_known_by_that_name_from_then_on(desk: Desk) -> None:
    with_places(desk)
    content = sheet(["楼院", "需求内容"], ["柳巷1号院子", "灯坏了没人修"])
    check = checked(desk, "需求.csv", content)
    (one,) = check.to_mend
    assert (one.problem.code, one.problem.proposal) == ("unknown_place", "柳巷1号院")
    assert intake.mend_cell(desk, check.id, one.spot, "柳巷1号院").to_mend == ()
    intake.load_check(desk, check.id, now=NOW)
    (place,) = desk.store.find("Place", "name", "柳巷1号院")
    assert place.properties["aliases"] == ["1号院", "柳巷1号院子"]
    assert checked(desk, "下次.csv", content + b"\n").to_mend == ()
    assert desk.store.links_of("Place", place.id)


def test_a_row_left_out_stays_out_until_it_is_taken_back_in(desk: Desk) -> None:
    with_places(desk)
    check = checked(desk)
    left = intake.skip_row(desk, check.id, Spot(0, "", 3))
    assert (left.tally.loadable, left.tally.skipped) == (check.tally.loadable - 1, 1)
    assert left.files[0].skipped == (Spot(0, "", 3),)
    assert intake.skip_row(desk, check.id, Spot(0, "", 3), skip=False).tally == check.tally
    intake.skip_row(desk, check.id, Spot(0, "", 5))
    intake.load_check(desk, check.id, now=NOW)
    assert "灯坏了" not in {node.properties["text"] for node in desk.store.nodes("Need")}


def test_identity_numbers_are_refused_until_their_column_is_left_unread(desk: Desk) -> None:
    with_places(desk)
    check = checked(desk, "名册.csv", RESIDENTS)
    assert (check.tally.loadable, check.tally.to_mend) == (0, 2)
    assert check.files[0].id_columns == (Spot(0, "", column="B"),)
    assert not [one for one in check.to_mend if one.problem.code == "id_number_present"]
    assert intake.load_check(desk, check.id, now=NOW) == []

    check = checked(desk, "名册.csv", RESIDENTS)
    marked = intake.error_workbook(desk, check.id, 0)[1]
    check = intake.leave_unread(desk, check.id, Spot(0, "", column="B"))
    assert (check.tally.loadable, check.files[0].id_columns) == (2, ())
    assert check.files[0].unread == (Spot(0, "", column="B"),)
    report = json.dumps(intake.report_of(desk, check.id))
    intake.load_check(desk, check.id, now=NOW)
    assert {node.properties["consent"] for node in desk.store.nodes("Resident")} == {True, False}
    with zipfile.ZipFile(io.BytesIO(marked)) as parts:
        report += "".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist())
    kinds = ("Resident", "Import", "ImportPage", "Layout", "Consent")
    assert ID_NUMBER not in report + str([list(desk.store.nodes(kind)) for kind in kinds])
    assert not list(desk.folder.glob("check-*"))


UNCLEAR = sheet(
    ["姓名", "所长", "甲栏", "手机"],
    ["王某英", "养花", "花草社", "13800000001"],
    ["李某", "修灯", "柳巷乐队", "13800000002"],
)


def test_a_corrected_column_is_remembered_for_the_next_file_of_that_layout(desk: Desk) -> None:
    check = checked(desk, "名册.csv", UNCLEAR)
    fields = {column.header: column.field for column in check.files[0].report.sheets[0].columns}
    assert fields["甲栏"] is None
    check = intake.read_column_as(desk, check.id, Spot(0, "", column="C"), "groups")
    check = intake.read_column_as(desk, check.id, Spot(0, "", column="B"), None)
    fields = {column.header: column.field for column in check.files[0].report.sheets[0].columns}
    assert fields == {"姓名": "name", "所长": None, "甲栏": "groups", "手机": "phone"}
    intake.load_check(desk, check.id, now=NOW)
    assert {node.properties["name"] for node in desk.store.nodes("Organization")} == {"花草社", "柳巷乐队"}
    assert not list(desk.store.links("HAS_SKILL"))
    following = checked(desk, "下一份.csv", UNCLEAR.replace("修灯".encode(), "合唱".encode()))
    assert {c.header: c.field for c in following.files[0].report.sheets[0].columns} == fields
    with pytest.raises(intake.UnknownSpot):
        intake.read_column_as(desk, following.id, Spot(0, "", column="Z"), "groups")


def test_a_sheet_is_read_as_another_list_or_not_at_all(desk: Desk) -> None:
    content = sheet(
        ["名称", "联系人", "电话"], ["某某书店", "王某", "13800000001"], ["某某合唱队", "李某", "13800000002"]
    )
    check = checked(desk, "名单.csv", content)
    for list_name, kind in (("units", "Unit"), ("organizations", "Organization")):
        check = intake.read_sheet_as(desk, check.id, Spot(0, ""), list_name)
        assert (check.files[0].report.sheets[0].list, check.tally.loadable) == (list_name, 2), kind
    check = intake.read_sheet_as(desk, check.id, Spot(0, ""), None)
    assert (check.files[0].report.sheets[0].status, check.tally.rows) == ("ignored", 0)
    intake.read_sheet_as(desk, check.id, Spot(0, ""), "units")
    intake.load_check(desk, check.id, now=NOW)
    assert {node.properties["name"] for node in desk.store.nodes("Unit")} == {"某某书店", "某某合唱队"}
    assert checked(desk, "又一份.csv", content + b"\n").files[0].report.sheets[0].list == "units"


def test_two_tables_of_one_sheet_are_mended_and_loaded_as_two(desk: Desk) -> None:
    with_places(desk)
    needs = [["需求内容", "楼院", "提出时间"], ["院门口花箱没人打理", "柳巷1号院", "2026-01-12"]]
    offers = [["资源名称", "提供单位", "资源类型", "联系电话"], ["会议室", "某某书店", "场地", "1380000"]]
    check = checked(desk, "汇总.csv", sheet(*needs, [""], *offers))
    assert [part.list for part in check.files[0].report.sheets] == ["needs", "resources"]
    (bad,) = check.to_mend
    assert (bad.spot, bad.typed) == (Spot(0, "第2张表", 5, "D"), "1380000")
    check = intake.mend_cell(desk, check.id, bad.spot, "13800000001")
    assert (check.tally.loadable, check.to_mend) == (2, ())
    intake.load_check(desk, check.id, now=NOW)
    assert len(list(desk.store.nodes("Need"))) == len(list(desk.store.nodes("Space"))) == 1


CONCEPT = Node("Skill", "skill-green", {"name": "绿化养护", "aliases": ["修剪花草", "浇花"], "version": "1"})
HELPERS = sheet(["姓名", "住址", "特长", "手机"], ["王某英", "柳巷1号院", "修剪花木、帮人浇花、弹棉花", "13800000001"])


@pytest.mark.parametrize("same", [True, False, None])
def test_a_persons_own_word_for_a_skill_is_proposed_as_a_known_one(desk: Desk, same: bool | None) -> None:
    with_places(desk)
    desk.store.upsert([CONCEPT])
    check = checked(desk, "能人.csv", HELPERS)
    (pair,) = check.proposals
    assert (pair.kind, pair.left_name, pair.right_name) == ("Skill", "绿化养护", "修剪花木")
    if same is not None:
        assert intake.decide_sameness(desk, check.id, pair.id, same, now=NOW).proposals == ()
    intake.load_check(desk, check.id, now=NOW)
    skills = {node.id: str(node.properties["name"]) for node in desk.store.nodes("Skill")}
    held = {(skills[link.to_id], link.properties["text"]) for link in desk.store.links("HAS_SKILL")}
    beside = {(skills[link.from_id], skills[link.to_id]) for link in desk.store.links("RELATED")}
    assert ("弹棉花", "弹棉花") in held
    if same:
        assert held - {("弹棉花", "弹棉花")} == {("绿化养护", "修剪花木")}
        assert "修剪花木" in desk.store.get("Skill", "skill-green").properties["aliases"]
        return
    assert held - {("弹棉花", "弹棉花")} == {("绿化养护", "帮人浇花"), ("修剪花木", "修剪花木")}
    assert beside == {("修剪花木", "绿化养护")}
    if same is None:
        (later,) = intake.possible_doubles(desk)
        intake.decide_double(desk, later.id, True, now=NOW)
        assert {node.id for node in desk.store.nodes("Skill")} > {"skill-green"}
        assert "修剪花木" not in {node.properties["name"] for node in desk.store.nodes("Skill")}


GROUPS = sheet(["组织名称", "负责人", "成员数"], ["花草舍", "王某英", "25人"])


@pytest.mark.parametrize("same", [True, False])
def test_a_decision_on_two_names_is_kept(desk: Desk, same: bool) -> None:
    with_places(desk)
    check = checked(desk, "队伍.csv", GROUPS)
    (pair,) = check.proposals
    assert (pair.kind, pair.left_name, pair.right_name, pair.lines) == ("Organization", "花草社", "花草舍", (("", 2),))
    assert {facet.zh: (facet.left, facet.right) for facet in pair.facets}["名称"] == ("花草社", "花草舍")
    assert intake.decide_sameness(desk, check.id, pair.id, same, now=NOW).proposals == ()
    with pytest.raises(intake.UnknownProposal):
        intake.decide_sameness(desk, check.id, pair.id, same, now=NOW)
    intake.load_check(desk, check.id, now=NOW)
    known = {str(n.properties["name"]): n.properties.get("aliases", []) for n in desk.store.nodes("Organization")}
    assert known == ({"花草社": ["花草舍"]} if same else {"花草社": [], "花草舍": []})
    later = checked(desk, "队伍2.csv", GROUPS.replace(b"25", b"26"))
    assert later.proposals == ()
    (loaded,) = intake.load_check(desk, later.id, now=NOW + timedelta(days=1))
    assert (loaded.created, loaded.changed) == (0, 1)


def test_undecided_names_stay_two_and_can_be_merged_later(desk: Desk) -> None:
    with_places(desk)
    intake.load_check(desk, checked(desk, "队伍.csv", GROUPS).id, now=NOW)
    assert len(list(desk.store.nodes("Organization"))) == 2
    (pair,) = intake.possible_doubles(desk)
    before = desk.store.canonical_hash()
    taken = intake.merge_records(desk, "Organization", pair.left, pair.right, now=NOW)
    assert len(list(desk.store.nodes("Organization"))) == 1
    assert intake.possible_doubles(desk) == ()
    assert intake.list_imports(desk)[0].verb == "merge"
    intake.undo_import(desk, taken, now=NOW)
    assert desk.store.canonical_hash() == before


def test_the_marked_workbook_mended_and_handed_in_again_loads_what_was_left_out(desk: Desk) -> None:
    with_places(desk)
    check = checked(desk)
    name, content = intake.error_workbook(desk, check.id, 0)
    assert name == "需求（标红）.xlsx"
    intake.load_check(desk, check.id, now=NOW)
    again = intake.check_files(desk, [(name, content)], now=NOW)
    assert (again.tally.rows, again.tally.to_mend) == (5, 1)
    again = intake.mend_cell(desk, again.id, Spot(0, "Sheet1", 4, "D"), "2026-02-28")
    (loaded,) = intake.load_check(desk, again.id, now=NOW + timedelta(hours=1))
    assert (loaded.already, loaded.created, loaded.left_out) == (False, 1, 0)
    with WorkbookReader() as reader:
        assert reader.read(name, content)[0].rows[4][3].text == "2026-02-30"


def test_an_import_before_breakfast_is_of_the_day_it_is_in_the_community(desk: Desk) -> None:
    check = intake.check_files(desk, [("地点.csv", PLACE_ROWS)], now=NOW)
    (loaded,) = intake.load_check(desk, check.id, now=NOW.replace(hour=16))
    assert loaded.import_id.startswith("import-20260321-")


def test_the_same_file_again_is_told_and_changes_nothing(desk: Desk) -> None:
    with_places(desk)
    (first,) = intake.load_check(desk, checked(desk).id, now=NOW)
    before = desk.store.canonical_hash()
    check = checked(desk, "换了名字.csv")
    assert check.files[0].loaded_as == first.import_id
    (again,) = intake.load_check(desk, check.id, now=NOW + timedelta(days=1))
    assert (again.already, again.import_id) == (True, first.import_id)
    assert desk.store.canonical_hash() == before


def test_files_handed_in_together_load_in_the_order_their_names_need(desk: Desk) -> None:
    steps: list[tuple[str, int, int]] = []
    before = desk.store.canonical_hash()
    check = intake.check_files(desk, [("需求.csv", NEEDS), ("地点.csv", PLACE_ROWS)], now=NOW)
    loaded = intake.load_check(desk, check.id, now=NOW, progress=lambda *step: steps.append(step))
    assert [one.file for one in loaded] == ["地点.csv", "需求.csv"]
    assert steps == [("loading", done, 6) for done in (0, 1, 2, 3, 3, 4, 5, 6)]
    places = {link.to_id for link in desk.store.links("LOCATED_IN")}
    assert len(places) == 1
    entries = intake.list_imports(desk)
    assert [(entry.file, entry.status, entry.rows, entry.left_out) for entry in entries] == [
        ("需求.csv", "loaded", 3, 1),
        ("地点.csv", "loaded", 4, 0),
    ]
    assert entries[0].lists == {"needs": 3}
    with pytest.raises(intake.LaterWorkDepends):
        intake.undo_import(desk, entries[1].id, now=NOW)
    for entry in entries:
        undone = intake.undo_import(desk, entry.id, now=NOW)
        assert (undone.file, undone.removed > 0) == (entry.file, True)
    assert desk.store.canonical_hash() == before
    assert {entry.status for entry in intake.list_imports(desk)} == {"undone"}


def test_files_that_are_no_lists_are_refused_and_load_nothing(desk: Desk) -> None:
    files = [
        ("a.xlsx", b"%PDF-1.7 nothing"),
        ("b.csv", b""),
        ("c.csv", sheet(["楼院", "提出时间"], ["x", "2026-01-01"])),
    ]
    check = intake.check_files(desk, files, now=NOW)
    assert {file.report.status for file in check.files} <= {"refused", "read"}
    assert check.tally.loadable == 0
    assert intake.load_check(desk, check.id, now=NOW) == []
    assert intake.list_imports(desk) == []


def test_names_that_become_readable_late_are_noticed(desk: Desk) -> None:
    check = checked(desk)
    assert "unknown_place" in {one.problem.code for one in check.to_mend}
    with_places(desk)
    again = intake.open_check(desk, check.id)
    assert "柳巷1号院" not in {one.typed for one in again.to_mend if one.problem.code == "unknown_place"}
