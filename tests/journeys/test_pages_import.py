"""导入 by the pages: choose, check, mend, load, take back."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from html import unescape
from threading import Event

import pytest
import xlsxwriter
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook
from werkzeug.test import TestResponse

from service.community import Community
from service.intake import importing
from service.web import imports
from tests.journeys.visits import text_of

IDENTITY = "99999919000101001X"  # region 999999: belongs to nobody


def sheet_of(name: str, rows: Sequence[Sequence[object]]) -> bytes:
    """A workbook of one sheet."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet(name)
        for at, row in enumerate(rows):
            for column, cell in enumerate(row):
                sheet.write(at, column, cell)
    return content.getvalue()


def upload(client: FlaskClient, *files: tuple[str, bytes]) -> str:
    """Upload files as the form does; the address of the check."""
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/import").text)
    assert token is not None
    given = [(io.BytesIO(content), name) for name, content in files]
    answer = client.post("/import", data={"csrf_token": token[1], "files": given}, content_type="multipart/form-data")
    while answer.status_code == 302 and "/jobs/" in answer.headers["Location"]:
        answer = client.get(answer.headers["Location"])
    assert answer.status_code == 302, text_of(answer)
    return str(answer.headers["Location"])


def press(client: FlaskClient, address: str, action: str, **fields: object) -> TestResponse:
    """Send the first form of a page that goes to `action`, its fields changed as given, and follow."""
    page = client.get(address).text
    form = re.search(rf'<form method="post" action="[^"]*/{action}"[^>]*>(.*?)</form>', page, re.DOTALL)
    assert form is not None, f"no form for {action}"
    given = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form[1]))
    given = {name: unescape(value) for name, value in given.items()}
    target = re.search(rf'action="([^"]*/{action})"', page)
    assert target is not None
    return client.post(target[1], data=given | fields, follow_redirects=True)


def load(client: FlaskClient, address: str) -> TestResponse:
    """Load what was checked and wait until it is done."""
    answer = press(client, address, "load")
    while "data-again" in answer.text:
        answer = client.get(answer.request.path)
    return answer


@pytest.fixture
def graph_as_before(community: Community) -> Iterator[None]:
    """Fails a test that does not leave the graph as it found it."""
    before = community.store.canonical_hash()
    yield
    assert community.store.canonical_hash() == before


NEEDS = (
    ("填报日期：2026-11-20",),
    ("序号", "楼院", "具体诉求", "轻重缓急", "希望啥时候解决"),
    (1, "赵家楼社区", "单元门口缺一排自行车架", "急", "2026-12-31"),
    (2, "赵家楼社区", "楼顶漏雨，要人来看", "急", "2026-02-30"),
    (3, "赵家楼社区", "想要一个晒被子的地方", "不急", "2026-02-30"),
)


def test_one_kind_of_mistake_is_mended_everywhere_at_once(client: FlaskClient, graph_as_before: None) -> None:
    address = upload(client, ("需求.xlsx", sheet_of("需求", NEEDS)))
    said = text_of(client.get(address))
    assert "能写入 1 行" in said
    assert "还有 1 行一样，一起改" in said
    assert "有问题的 2 行不写" in said
    after = press(client, address, "mend", use="own", value="2026-12-20", alike="1")
    assert "又能多写 2 行" in text_of(after)
    assert "能写入 3 行" in text_of(after)
    assert "行不写" not in text_of(after)
    done = load(client, address)
    assert "共 3 行：新建 3 行。" in text_of(done)
    assert "楼顶漏雨" in text_of(client.get("/needs?q=漏雨"))
    undone = press(client, "/imports", "undo")
    assert "撤销了" in text_of(undone)
    assert "没有这样的需求" in text_of(client.get("/needs?q=漏雨"))


def test_a_column_is_read_as_the_user_says_and_remembered(client: FlaskClient, graph_as_before: None) -> None:
    rows = (("编号", "谁家的事", "打算"), ("A1", "要一个修自行车的摊位", "快点"), ("A2", "要一块公告栏", "慢点"))
    address = upload(client, ("别扭的表.xlsx", sheet_of("Sheet1", rows)))
    read = press(client, address, "sheets", **{"sheet-0-0": "needs"})
    mapped = press(client, address, "columns", **{"column-A": "id", "column-B": "text", "column-C": ""})
    assert read.status_code == mapped.status_code == 200
    assert "能写入 2 行" in text_of(mapped)
    load(client, address)
    assert "要一块公告栏" in text_of(client.get("/needs?q=公告栏"))
    other = (("编号", "谁家的事", "打算"), ("A3", "要一把大梯子", "快点"))
    again = upload(client, ("又一张.xlsx", sheet_of("Sheet1", other)))
    assert "能写入 1 行" in text_of(client.get(again))
    press(client, again, "discard")
    press(client, "/imports", "undo")


def test_a_column_of_identity_numbers_is_left_unread_with_one_click(client: FlaskClient, community: Community) -> None:
    rows = (("姓名", "身份证号", "特长", "是否同意"), ("试某甲", IDENTITY, "书法", "同意"))
    address = upload(client, ("花名册.xlsx", sheet_of("花名册", rows)))
    page = client.get(address)
    assert "B 列像是身份证号" in text_of(page)
    assert "能写入 0 行" in text_of(page)
    assert IDENTITY not in page.text
    after = press(client, address, "unread")
    assert "没有读入，也没有留底" in text_of(after)
    assert "能写入 1 行" in text_of(after)
    assert IDENTITY not in after.text
    press(client, address, "discard")


def test_a_name_that_is_nearly_known_is_decided_by_people(client: FlaskClient, community: Community) -> None:
    # The longest name: none other is like it, so that one answer settles the question.
    name = max((str(node.properties["name"]) for node in community.store.nodes("Organization")), key=len)
    rows = (("社会组织名称", "登记备案", "人数"), (f"{name}（本院）", "备案", "12人"))
    address = upload(client, ("社会组织.xlsx", sheet_of("社会组织", rows)))
    page = client.get(address)
    assert "可能是同一个" in text_of(page)
    assert name in text_of(page)
    after = press(client, address, "same", same="0")
    assert "记住了" in text_of(after)
    assert "可能是同一个" not in text_of(after)
    press(client, address, "discard")


def test_a_row_is_skipped_and_taken_back(client: FlaskClient, graph_as_before: None) -> None:
    address = upload(client, ("需求二.xlsx", sheet_of("需求", NEEDS)))
    page = client.get(address).text
    form = re.search(r'<form method="post" action="[^"]*/mend">(.*?)</form>', page, re.DOTALL)
    assert form is not None
    given = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form[1]))
    skipped = client.post(f"{address}/skip", data=given, follow_redirects=True)
    assert "你跳过的 1 行" in text_of(skipped)
    back = press(client, address, "skip", back="1")
    assert "你跳过的" not in text_of(back)
    press(client, address, "discard")


def test_the_marked_workbook_is_the_same_sheet_to_mend(client: FlaskClient, graph_as_before: None) -> None:
    address = upload(client, ("需求三.xlsx", sheet_of("需求", NEEDS)))
    link = re.search(r'href="([^"]+/marked/0)"', client.get(address).text)
    assert link is not None
    answer = client.get(link[1])
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0).to_python()
    assert any("楼顶漏雨，要人来看" in str(row) for row in rows)
    press(client, address, "discard")


def test_cells_only_to_look_at_are_marked_in_a_copy_too(client: FlaskClient, graph_as_before: None) -> None:
    address = upload(client, ("需求.csv", "需求内容,提出时间,完成时限\n楼道灯坏了想请人修,2026-03-01,尽快\n".encode()))
    link = re.search(r'href="([^"]+/marked/0)"', client.get(address).text)
    assert link is not None
    assert client.get(link[1]).status_code == 200
    press(client, address, "discard")


def test_the_same_file_twice_changes_nothing(client: FlaskClient, graph_as_before: None) -> None:
    content = sheet_of("需求", NEEDS[:3])
    assert "共 1 行：" in text_of(load(client, upload(client, ("甲.xlsx", content))))
    second = upload(client, ("甲.xlsx", content))
    assert "一模一样的文件已经导过" in text_of(client.get(second))
    press(client, second, "discard")
    press(client, "/imports", "undo")


def test_what_is_no_spreadsheet_is_refused_in_words(client: FlaskClient, graph_as_before: None) -> None:
    address = upload(client, ("假的.xlsx", b"%PDF-1.7 not a workbook"))
    page = client.get(address)
    assert "假的.xlsx" in text_of(page)
    assert "换一个文件" in text_of(page)
    assert "表认对了吗" not in text_of(page)  # there is no sheet to be asked about, and nothing to load
    assert "全部导入" not in text_of(page)
    assert "导入能写的" not in text_of(page)
    press(client, address, "discard")


def test_a_text_in_which_no_list_is_recognised_says_what_to_do(client: FlaskClient) -> None:
    page = text_of(client.get(upload(client, ("便条.txt", "明天上午开会，带上本子\n".encode()))))
    assert "没认出清单。" in page
    assert "换一个文件" in page
    assert "没有要改的。" not in page


def test_a_sheet_left_out_is_told_with_the_way_to_have_it_read(client: FlaskClient, graph_as_before: None) -> None:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        for name, rows in (
            ("要办的", [("楼院", "需求内容"), ("", "想有个晾衣的地方")]),
            ("签到表", [("姓名", "电话", "签到时间", "签名"), ("试某甲", "13800000001", "9:00", "")]),
            ("去年的", [("楼院", "需求内容"), ("", "想修车棚")]),
        ):
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, row)
        sheet.hide()
    address = upload(client, ("几张表.xlsx", content.getvalue()))
    page = client.get(address).text
    assert 'href="#hs"' in page
    assert 'id="hs"' in page
    assert "隐藏的，没读" in page
    assert "“去年的”是隐藏的" in unescape(page)
    assert '<select name="sheet-0-2" disabled>' in page
    told = press(client, address, "sheets", **{"sheet-0-1": "residents"}).text
    assert 'href="#hs"' not in told
    assert "写入 2 行。" in told
    press(client, address, "discard")


def test_an_unknown_check_or_job_is_told_plainly(client: FlaskClient) -> None:
    assert client.get("/import/check/check-nothing").status_code in (404, 400)
    assert client.get("/import/jobs/job-nothing").status_code in (404, 400)


def test_two_records_of_one_thing_are_merged_by_a_click_and_two_again(
    client: FlaskClient, community: Community, graph_as_before: None
) -> None:
    rows = (("社会组织名称", "登记备案"), ("试验豆腐合唱队", "备案"), ("试验豆付合唱队", "备案"))
    load(client, upload(client, ("两个名字.xlsx", sheet_of("社会组织", rows))))
    every = "/imports?pairs=500"
    heading = r'<h3>试验豆[^<]*</h3>.*?name="proposal" value="([^"]+)"'
    found = re.search(heading, client.get(every).text, re.DOTALL)
    assert found is not None
    assert "记住了" in text_of(press(client, every, "same", same="1", proposal=found[1]))
    names = [str(node.properties["name"]) for node in community.store.nodes("Organization")]
    assert sum(name.startswith("试验豆") for name in names) == 1
    page = client.get(every).text
    assert found[1] not in page
    press(client, "/imports", "undo")
    press(client, "/imports", "undo")


@pytest.mark.parametrize("held_up", ["parse", "standing"])
def test_a_check_can_be_stopped_and_nothing_of_it_is_kept(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, held_up: str
) -> None:
    """The only thing held up is one step of the check, so that there is time to say stop."""
    begun, go_on, real = Event(), Event(), getattr(importing, held_up)

    def slow(*given: object) -> object:
        begun.set()
        assert go_on.wait(30)
        return real(*given)

    monkeypatch.setattr(importing, held_up, slow)
    content = "需求内容,地点\n楼道灯不亮,赵家楼社区\n".encode()
    asked = "/api/v1/imports?name=stopped.csv"
    job = client.post(asked, data=content, content_type="application/octet-stream").get_json()["id"]
    assert begun.wait(30)
    running = f"/import/jobs/{job}"
    monkeypatch.setattr(imports, "QUICK", 0.0)
    press(client, running, "cancel") if held_up == "parse" else client.post(f"/api/v1/jobs/{job}/cancel")
    go_on.set()
    client.application.extensions["heli_jobs"].wait(job, 60)
    assert "已经取消" in text_of(client.get(running))
    assert "stopped.csv" not in text_of(client.get("/import"))
