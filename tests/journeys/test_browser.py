"""The same journeys in a real browser: import a workbook, open the project, see partners, export; and every page drawn.

Pictures of every page at 1366 and 390 px are left in the folder that HELI_TEST_PICTURES names, else in a temporary one.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote
from uuid import uuid4

import pytest
import xlsxwriter
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Page, sync_playwright
from python_calamine import CalamineWorkbook
from werkzeug.serving import WSGIRequestHandler, make_server

from graph.records import Node
from service.clock import day_of
from service.community import Community
from service.decisions.inviting import withdraw
from tests.journeys.visits import addresses

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
TAP = 44  # CSS pixels that every control is high
TALLEST = 16_000  # pixels of a page that a picture can hold: of more, Chromium draws one on a good day only

pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("browser"),
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine: install it to draw the pages"),
]


class Quiet(WSGIRequestHandler):
    """Serves without a line on the screen for every request."""

    def log(self, *told: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def address(app: Flask) -> Iterator[str]:
    """Where the pages are served while these tests run."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A headless Chromium."""
    with sync_playwright() as started:
        chromium = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A fresh window at the size of an office screen; whatever the browser complains about fails the test."""
    context = browser.new_context(base_url=address, viewport={"width": 1366, "height": 900}, locale="zh-CN")
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    yield opened
    context.close()
    assert not complaints


def workbook(project: str) -> bytes:
    """A project list as an office keeps it, one cell of it wrong."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet("小微项目")
        sheet.write(0, 0, "赵家楼社区小微项目清单")
        sheet.write(1, 0, "填报日期：2026-11-20")
        heading = ("序号", "项目编号", "项目名称", "所在社区", "缺什么", "缺的种类", "数量", "预算金额", "开始时间")
        lines = (
            (1, "T-01", project, "赵家楼社区", "会教老人用智能手机的人", "技能", "2人", "", "2026-12-05"),
            (2, "T-01", project, "赵家楼社区", "能坐20人的房间", "场地", "1间", "", "2026-12-05"),
            (3, "T-02", project + "二期", "赵家楼社区", "搭展架的人", "人力", "3人", "3O0元", "2026-12-12"),
        )
        for row, line in enumerate((heading, *lines), start=3):
            for column, cell in enumerate(line):
                sheet.write(row, column, cell)
    return content.getvalue()


def test_a_workbook_becomes_a_project_with_partners_and_a_list(page: Page, community: Community) -> None:
    name = "手机陪练角"
    page.goto("/import")
    choose(page, name)
    page.wait_for_selector("text=先检查，再写入")
    assert page.locator(".prob").count() >= 1
    assert "3O0元" in page.locator(".prob").first.inner_text()

    page.locator(".prob input[name=value]").first.fill("300元")
    page.get_by_role("button", name="改成这个").first.click()
    page.wait_for_selector(".toast")
    page.get_by_role("button", name=re.compile("全部导入|导入能写的")).click()
    page.wait_for_selector("text=写好了")

    page.goto("/projects?q=" + quote(name))
    page.get_by_role("link", name=name, exact=True).click()
    page.wait_for_selector(".cand")
    assert "合计" in page.locator(".wf").first.inner_text()
    page.locator(".reqs a").nth(1).click()
    page.wait_for_selector(".reqs a[aria-current] >> nth=0")

    with page.expect_download() as fetched:
        page.get_by_role("link", name="导出 Excel").click()
    rows = CalamineWorkbook.from_path(str(fetched.value.path())).get_sheet_by_index(0).to_python()
    assert name in str(rows[0][0])
    assert day_of(datetime.now(UTC)).isoformat() in str(rows[1])

    page.goto("/imports")
    page.locator("tr", has_text="小微项目清单.xlsx").get_by_role("button", name="撤销").click()
    page.wait_for_selector("text=撤销了")
    page.goto("/projects?q=" + quote(name))
    page.wait_for_selector("text=没有这样的项目")


def test_the_main_job_needs_no_script(browser: Browser, address: str, community: Community) -> None:
    context = browser.new_context(base_url=address, java_script_enabled=False, viewport={"width": 390, "height": 800})
    page = context.new_page()
    page.goto("/")
    page.locator(".stuck h3 a").nth(1).click()
    page.wait_for_selector(".reqs")
    page.locator(".reqs a").last.click()
    page.wait_for_selector(".wf, .empty")
    page.locator(".lo > summary, .row-c > summary").first.click()
    assert page.locator(".wf-t, .lo .rows li").first.is_visible()
    context.close()


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the pictures go."""
    named = os.environ.get("HELI_TEST_PICTURES")
    folder = Path(named) if named else tmp_path_factory.mktemp("pictures")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


# axe is slow: it looks at one width of each language.
@pytest.mark.parametrize(("language", "width", "axe"), [("zh", 1366, True), ("zh", 390, False), ("en", 390, True)])
def test_every_page_fits_its_screen_and_axe_finds_nothing_serious(
    browser: Browser, address: str, community: Community, pictures: Path, language: str, width: int, axe: bool
) -> None:
    found = []
    places = [*addresses(community.snapshot(datetime.now(UTC))), ("check", begin_check(browser, address))]
    context = browser.new_context(base_url=address, viewport={"width": width, "height": 900}, bypass_csp=True)
    page = context.new_page()
    page.goto(f"/?lang={language}")
    for name, place in places:
        page.goto(place)
        wide, high = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]")
        seen = {"x": 0.0, "y": 0.0, "width": float(width), "height": float(min(high, TALLEST))}
        picture = pictures / f"{name}-{language}-{width}.jpg"
        page.screenshot(path=picture, type="jpeg", quality=70, full_page=True, clip=seen)
        found += [f"{name} is {wide} wide"] if wide > width else []
        found += [f"{name}: lower than {TAP} px: {one}" for one in page.evaluate(SMALL_CONTROLS, TAP)]
        found += [f"{name}: {one}" for one in serious(page)] if axe else []
    context.close()
    assert not found, "\n".join(found[:20])


def begin_check(browser: Browser, address: str) -> str:
    """Upload a workbook; the address of its check."""
    context = browser.new_context(base_url=address)
    page = context.new_page()
    page.goto("/import")
    choose(page, "画一张检查")
    page.wait_for_selector(".tally")
    found = page.url.removeprefix(address)
    context.close()
    return found


def choose(page: Page, project: str) -> None:
    """Choose the workbook of a project on the import page and send it."""
    file = {"name": "小微项目清单.xlsx", "mimeType": "application/octet-stream", "buffer": workbook(project)}
    page.set_input_files("input[type=file]", [file])
    page.locator("form.drop button").click()


def serious(page: Page) -> list[str]:
    """What axe finds serious or critical on a page."""
    violations = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {[node['html'][:120] for node in one['nodes'][:2]]}"
        for one in violations
        if one["impact"] in ("serious", "critical")
    ]


# Buttons, fields and menu entries; links inside a sentence are exempt.
SMALL_CONTROLS = """least => [...document.querySelectorAll(
    ".btn, select, input:not([type=hidden]):not([type=checkbox]):not([type=radio]), .chip, .reqs a, .tabs a, summary"
)].filter(one => one.offsetParent !== null && one.getBoundingClientRect().height < least - 0.5)
 .map(one => one.outerHTML.slice(0, 100))"""


def test_a_form_that_two_people_saved_fits_a_phone_and_axe_finds_nothing_serious(
    browser: Browser, address: str, community: Community
) -> None:
    need = f"need-{uuid4().hex}"
    community.store.upsert([Node("Need", need, {"text": "楼道灯不亮", "stage": "raised"})])
    context = browser.new_context(base_url=address, viewport={"width": 390, "height": 800}, bypass_csp=True)
    hers, theirs = context.new_page(), context.new_page()
    for page, words, note in ((hers, "楼道灯晚上不亮", ""), (theirs, "楼道灯白天亮着", "问过物业")):
        page.goto(f"/needs/{need}/edit")
        page.get_by_label("内容").fill(words)
        page.get_by_label("备注").fill(note)
    theirs.get_by_role("button", name="保存").click()
    theirs.wait_for_selector("text=改好了")
    hers.get_by_role("button", name="保存").click()
    hers.wait_for_selector("text=别人改过这条记录")
    assert hers.evaluate("document.documentElement.scrollWidth") <= 390
    assert hers.evaluate(SMALL_CONTROLS, TAP) == []
    assert serious(hers) == []
    hers.get_by_label("不用我写的，用别人写的").check()
    hers.get_by_role("button", name="保存").click()
    hers.wait_for_selector("text=改好了")
    kept = community.store.get("Need", need).properties
    assert (kept["text"], kept["note"]) == ("楼道灯白天亮着", "问过物业")
    context.close()
    community.store.remove([("Need", need)])


def test_three_projects_are_staffed_by_accepting_the_plan(page: Page, community: Community) -> None:
    stood = {node.id for node in community.store.nodes("Invitation")}
    page.goto("/plan")
    page.get_by_role("button", name="重新算一遍").click()
    page.wait_for_selector("text=先保最缺的项目")
    rows = page.locator(".port tbody tr").filter(has=page.get_by_role("link", name="采纳"))
    names = [rows.nth(at).locator("th").inner_text() for at in range(3)]
    for name in names:
        page.goto("/plan")
        page.locator(".port tbody tr", has=page.get_by_role("link", name=name, exact=True)).get_by_role(
            "link", name="采纳"
        ).click()
        page.wait_for_selector("h1:has-text('采纳前再看一遍')")
        ticked = page.locator("input[name=pick]:checked").count()
        assert ticked >= 2
        page.get_by_role("button", name="写出邀请").click()
        page.wait_for_selector(f".toast:has-text('写好了 {ticked} 份邀请')")
        assert page.locator("#invited li").count() >= ticked
    page.goto("/plan")
    staffed = page.locator(".port tbody tr", has=page.locator("text=都邀请了"))
    assert set(names) <= {staffed.nth(at).locator("th").inner_text() for at in range(staffed.count())}
    fresh = {node.id for node in community.store.nodes("Invitation")} - stood
    assert len(fresh) >= 6
    withdraw(community.store, sorted(fresh), datetime.now(UTC))
