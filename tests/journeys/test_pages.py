"""The pages as a coordinator meets them, over the real pilot in the embedded graph."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime
from html import unescape
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook

from graph.kinds import NODES
from graph.records import Link, Node
from service import intake
from service.community import Community
from service.intake.desk import desk_of
from service.partnering import find_partners
from service.settings import Settings
from tests.journeys.visits import HAN, SCENE, addresses, held_words, project_with_lines, send, text_of, words_of


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def project(community: Community) -> str:
    return project_with_lines(community.snapshot(now()))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_answers_without_inline_code(client: FlaskClient, community: Community, language: str) -> None:
    client.set_cookie("heli_language", language)
    for name, address in addresses(community.snapshot(now())):
        answer = client.get(address)
        assert answer.status_code == (404 if name == "missing" else 200), f"{name}: {answer.status}"
        assert not words_of(answer).forbidden, name
        assert "'unsafe" not in answer.headers["Content-Security-Policy"]
        assert "{{" not in answer.text
        assert ('<html lang="en">' in answer.text) == (language == "en"), name


def test_english_pages_say_nothing_in_chinese_but_data(
    client: FlaskClient, community: Community, settings: Settings
) -> None:
    snapshot = community.snapshot(now())
    # The meanings in the data dictionary give examples in the community's own words; files have Chinese names.
    held = held_words(snapshot) + "".join(one.meaning for kind in NODES.values() for one in kind.properties)
    held += "".join(str(load.properties["file"]) for load in community.store.nodes("Import"))
    held += "".join(str(edit.properties["lines"]) for edit in community.store.nodes("Edit"))
    waiting = intake.checks_in_progress(desk_of(community.store, settings.data), now=now())
    held += "".join(name for _, _, files in waiting for name in files) + SCENE  # said by whoever asks
    client.set_cookie("heli_language", "en")
    for name, address in addresses(snapshot):
        words = words_of(client.get(address))
        said = [run for text in words.said for run in HAN.findall(text)]
        strange = [run for run in said if run not in held and run not in ("中文", "周六能借的房间", "联盟", "新")]
        assert not strange, f"{name}: {strange[:5]}"


def test_the_language_is_kept_when_it_was_asked_for(client: FlaskClient) -> None:
    assert "Today" in text_of(client.get("/?lang=en"))
    assert "Projects" in text_of(client.get("/projects"))
    assert "项目" in text_of(client.get("/projects?lang=zh"))
    assert "项目" in text_of(client.get("/projects"))


def test_home_tells_what_stands_still_and_the_best_next_step(client: FlaskClient, community: Community) -> None:
    from service.viewing import overview

    found = overview.today(community.snapshot(now()), now())
    said = text_of(client.get("/"))
    assert min(len(found.stuck), len(found.lacks), len(found.stale)) > 0
    assert found.stuck[0].name in said
    assert str(found.stuck[0].days) in said
    lack = found.lacks[0]
    best = find_partners(community, lack.project_id, requirement=lack.id, limit=1, now=now()).requirements[0].answer
    assert lack.text in said
    assert best.matches[0].candidate["name"] in said


def test_partners_are_drawn_as_sums_that_add_up(client: FlaskClient, community: Community, project: str) -> None:
    page = client.get(f"/projects/{quote(project)}").text
    sums = re.findall(r"合计 <span class=\"m\">([^<]+)</span>", page)
    assert sums
    for written in sums:
        left, total = written.split("＝")
        assert sum(int(part) for part in re.findall(r"[+-]?\d+", left.replace("＋", "+").replace("－", "-"))) == int(
            total
        )
    answer = find_partners(community, project, now=now()).requirements
    shown = re.search(r'aria-current="true"', page)
    assert shown
    totals = {match.points.total for line in answer for match in line.answer.matches}
    assert {int(written.split("＝")[1]) for written in sums} <= totals


def test_each_requirement_has_its_own_address(client: FlaskClient, community: Community, project: str) -> None:
    lines = find_partners(community, project, now=now()).requirements
    assert len(lines) > 2
    for line in lines:
        page = client.get(f"/projects/{quote(project)}?need={quote(line.line.id)}").text
        current = re.search(r'<li><a href="([^"]+)" aria-current="true">', page)
        assert current is not None
        assert current[1].endswith(f"need={quote(line.line.id)}")
        for match in line.answer.matches[:3]:
            assert match.candidate["name"] in page


def test_filters_keep_only_what_they_say(client: FlaskClient, community: Community, project: str) -> None:
    line = next(
        one
        for one in find_partners(community, project, limit=100, now=now()).requirements
        if one.line.kind in ("people", "skill") and {m.candidate["kind"] for m in one.answer.matches} > {"Resident"}
    )
    address = f"/projects/{quote(project)}?need={quote(line.line.id)}"
    kept = set(re.findall(r'<h3><a href="/records/(\w+)/', client.get(address + "&only=1").text))
    assert kept == {"Resident"}
    assert "✕" in client.get(address + "&only=1").text


def test_left_out_are_told_with_their_rule_and_people_stay_unnamed(
    client: FlaskClient, community: Community, project: str
) -> None:
    snapshot = community.snapshot(now())
    residents = snapshot.nodes["Resident"]
    refused = [
        str(name)
        for name, consent in zip(residents.texts("name"), residents.flags("consent"), strict=True)
        if consent != 1
    ]
    assert refused
    for line in find_partners(community, project, now=now()).requirements:
        page = client.get(f"/projects/{quote(project)}?need={quote(line.line.id)}")
        for one in line.answer.left_out:
            assert one.sentence in text_of(page)
        assert not [name for name in refused if f">{name}<" in page.text]


def test_a_conflict_between_people_is_nowhere_named(client: FlaskClient, community: Community) -> None:
    quarrel = next(link for link in community.store.links("CONFLICTS_WITH"))
    party = community.store.get("Resident", quarrel.from_id)
    line = "/projects/project-yinling?need=requirement-yinling-1-people"
    names = [f"<b>{party.properties['name']}</b>", str(quarrel.properties["reason"]), "不宜", quarrel.from_id]
    for address in (line, "/", "/api/v1/projects/project-yinling/partners?limit=100"):
        said = client.get(address).text
        assert not [name for name in names if name in said], address
    why = text_of(client.get(f"{line}&why={quote(str(party.properties['name']))}"))
    assert "没有列入，原因不公开。" in why
    assert "不宜" not in why


def test_why_somebody_is_missing_is_answered(client: FlaskClient, community: Community, project: str) -> None:
    lines = find_partners(community, project, now=now()).requirements
    line, missing = next((line, one) for line in lines for one in line.answer.left_out if one.candidate["id"])
    address = f"/projects/{quote(project)}?need={quote(line.line.id)}&why="
    assert missing.sentence in text_of(client.get(address + quote(missing.candidate["name"])))
    assert "没有叫“查无此人”的" in text_of(client.get(address + quote("查无此人")))


def test_the_ledger_is_a_list_of_the_office_without_phones(client: FlaskClient, project: str) -> None:
    answer = client.get(f"/projects/{quote(project)}/partners.xlsx")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0).to_python()
    assert "伙伴推荐名单" in str(rows[0][0])
    assert str(rows[1][0]).startswith("填报单位：")
    assert any(str(cell).startswith("填报日期：") for cell in rows[1])
    assert rows[2][0] == "序号"
    assert [row[0] for row in rows[3:-1]] == list(range(1, len(rows) - 3))
    assert not re.search(r"1\d{10}", str(rows))


def test_the_ledger_says_where_who_provides_it_and_whose_page_has_the_contact(
    client: FlaskClient, community: Community, project: str
) -> None:
    rows = (
        CalamineWorkbook.from_filelike(io.BytesIO(client.get(f"/projects/{quote(project)}/partners.xlsx").data))
        .get_sheet_by_index(0)
        .to_python()
    )
    head = [str(cell) for cell in rows[2]]
    told = [dict(zip(head, map(str, row), strict=True)) for row in rows[3:-1]]
    bodies = [row for row in told if row["类别"] not in ("居民", "专家/辅导员", "")]
    assert any(row["地点"] for row in bodies)
    assert any(row["由谁提供"] for row in bodies)
    assert all(row["联系人"].startswith("见“") or row["联系人"] == "没有登记" for row in bodies)
    assert not any(row["地点"] or row["联系人"] for row in told if row["类别"] == "居民")
    contacts = {
        str(node.properties["contact"])
        for kind in ("Organization", "Unit", "Service", "Space")
        for node in community.store.nodes(kind)
        if len(str(node.properties.get("contact") or "")) > 1
    }
    assert not [name for name in contacts if name in str(rows)]


def test_a_masked_phone_says_where_the_whole_one_is_where_a_list_holds_it(
    client: FlaskClient, community: Community
) -> None:
    told = {"unit-of-a-list": "单位 街道单位.xlsx 2026-11-20", "unit-made-up": "虚构示例"}
    made = [Node("Unit", key, {"name": key, "phone": "13800000001", "source": source}) for key, source in told.items()]
    community.store.upsert(made, [])
    said = {key: text_of(client.get(f"/records/Unit/{key}")) for key in told}
    community.store.remove([("Unit", key) for key in told])
    assert all("138****0001" in page for page in said.values())
    assert {key: "完整的号码" in page for key, page in said.items()} == {"unit-of-a-list": True, "unit-made-up": False}


def test_the_facts_behind_a_match_are_told_in_words(client: FlaskClient) -> None:
    said = text_of(client.get("/projects/project-yinling"))
    assert "ABOUT" not in said
    assert "review-past" not in said


def test_resources_say_what_can_be_had_and_stand_in_a_told_order(client: FlaskClient, community: Community) -> None:
    page = client.get("/resources?kind=Service&sort=goods").text
    said = text_of(client.get("/resources?kind=Service&sort=goods"))
    assert "最近核实的在前" in said
    assert "恒院旧课本" not in page, "what is over stands on the last page"
    page = client.get("/resources?kind=Service&sort=goods&q=" + quote("旧课本")).text
    row = page[page.index("恒院旧课本") :].split("</tr>")[0]
    assert '<span class="m blk">已送完</span>' in row, "the remark stands below what can be had"
    assert "已过有效期" in row
    places = re.findall(r"<td>([^<]*)</td>\s*<td data-l", client.get("/resources?kind=Unit").text)
    assert places
    assert not [one for one in places if len(set(one.split("、"))) < len(one.split("、"))]


def test_goods_and_people_are_no_services(client: FlaskClient) -> None:
    services = client.get("/resources").text
    assert "测血压血糖" in services
    assert "恒院旧课本" not in services
    assert "物业出人搭台" not in services
    assert "物业出人搭台" in client.get("/resources?kind=Service&sort=hands").text


def test_skills_are_called_by_their_english_names(client: FlaskClient, community: Community) -> None:
    snapshot = community.snapshot(now())
    skills = snapshot.nodes["Skill"]
    row = skills.row_of[next(str(one) for one in skills.ids)]
    name, english = str(skills.texts("name")[row]), str(skills.texts("label_en")[row])
    assert english
    page = client.get(f"/search?q={quote(name)}&lang=en").text
    assert re.search(rf">{re.escape(english)}</a>", page)


def test_a_need_is_written_down_changed_and_never_overwritten(client: FlaskClient) -> None:
    made = send(client, "/needs/new", text="楼道灯晚上不亮", urgency="高", quantity="12", unit="户")
    assert made.status_code == 302
    address = made.headers["Location"]
    assert "楼道灯晚上不亮" in text_of(client.get(address))
    first = client.get(f"{address}/edit").text
    etag = re.search(r'name="etag" value="([^"]+)"', first)
    assert etag is not None
    assert send(client, f"{address}/edit", text="楼道灯不亮，要声控的", stage="raised").status_code == 302
    late = send(client, f"{address}/edit", text="迟到的改动", etag=etag[1])
    assert late.status_code == 422
    assert "别人改过这条记录" in text_of(late)
    assert "迟到的改动" in late.text
    assert "楼道灯不亮，要声控的" in text_of(client.get(address))


def test_sending_the_same_form_twice_makes_one_record(client: FlaskClient, community: Community) -> None:
    shown = client.get("/needs/new").text
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', shown))
    first = client.post("/needs/new", data=fields | {"text": "院里要一张乒乓球桌"})
    again = client.post("/needs/new", data=fields | {"text": "院里要一张乒乓球桌"})
    assert first.headers["Location"] == again.headers["Location"]
    assert len(community.store.find("Need", "id", fields["id"])) == 1


def test_a_new_project_asks_and_is_answered_at_once(client: FlaskClient) -> None:
    made = send(client, "/projects/new", name="手机互助角", place="place-zhaojialou", stage="matching")
    assert made.status_code == 302, text_of(made)
    address = made.headers["Location"]
    assert "还没有写这个项目缺什么" in text_of(client.get(address))
    line = send(client, f"{address}/requirements/new", kind="skill", text="会教老人用智能手机的人，要2人", hard="yes")
    assert line.status_code == 302, text_of(line)
    page = client.get(line.headers["Location"])
    assert "符合条件" in text_of(page)
    assert 'class="card cand' in page.text


def test_a_form_that_cannot_be_saved_says_what_to_mend(client: FlaskClient) -> None:
    answer = send(client, "/projects/new", name="", date_from="2026-12-05", date_to="昨天")
    assert answer.status_code == 422
    said = text_of(answer)
    assert "名称 要填" in said
    assert "结束 看不懂" in said
    assert 'value="2026-12-05"' in answer.text


def test_a_service_is_confirmed_with_one_click_and_taken_back(client: FlaskClient, community: Community) -> None:
    community.store.upsert([Node("Service", "service-lamp-test", {"name": "换灯泡试一试"})])
    address = "/records/Service/service-lamp-test"
    done = send(client, address, "/services/service-lamp-test/confirm")
    assert done.status_code == 302
    page = client.get("/").text
    undo = re.search(r'<form method="post" action="([^"]+unconfirm[^"]*)"', page)
    assert undo is not None
    assert community.store.get("Service", "service-lamp-test").properties["confirmed_on"]
    send(client, address, undo[1])
    assert "confirmed_on" not in community.store.get("Service", "service-lamp-test").properties
    community.store.remove([("Service", "service-lamp-test")])


def test_a_form_without_its_token_is_not_accepted(client: FlaskClient, community: Community) -> None:
    before = community.store.counts()["Need"]
    answer = client.post("/needs/new", data={"text": "来自别处的需求"})
    assert answer.status_code == 400
    assert "没有提交" in text_of(answer)
    assert community.store.counts()["Need"] == before


def test_who_refused_cannot_be_opened(client: FlaskClient, community: Community) -> None:
    residents = community.snapshot(now()).nodes["Resident"]
    refused = residents.ids[int((residents.flags("consent") != 1).argmax())]
    answer = client.get(f"/records/Resident/{quote(refused)}")
    absent = client.get("/records/Resident/nobody-at-all")
    assert answer.status_code == absent.status_code == 404
    assert text_of(answer).replace(refused, "") == text_of(absent).replace("nobody-at-all", "")


def test_a_claim_of_somebody_unseen_is_told_without_name_or_link(client: FlaskClient, community: Community) -> None:
    nodes = [
        Node("Resident", "resident-unseen-test", {"name": "隐某名", "consent": False}),
        Node("Claim", "claim-unseen-test", {"status": "proposed", "quantity": 1.0}),
    ]
    taken = Link("TAKES", "Claim", "claim-unseen-test", "Requirement", "requirement-yinling-1-people")
    community.store.upsert(nodes, [Link("MADE", "Resident", nodes[0].id, "Claim", nodes[1].id), taken])
    page = client.get("/")
    assert "一位居民 想认领" in text_of(page)
    assert "A resident" in text_of(client.get("/?lang=en"))
    client.get("/?lang=zh")
    assert not [word for word in ("隐某名", "resident-unseen-test") if word in page.text]
    for address in set(re.findall(r'href="(/records/[^"]+)"', page.text)):
        assert client.get(unescape(address)).status_code == 200
    community.store.remove([(node.kind, node.id) for node in nodes])


def test_no_page_shows_a_whole_phone(client: FlaskClient, community: Community) -> None:
    phones = {
        str(node.properties["phone"])
        for kind in ("Resident", "Unit", "Organization", "Service", "Need", "Expert")
        for node in community.store.nodes(kind)
        if node.properties.get("phone")
    }
    pages = [client.get(address).text for _, address in addresses(community.snapshot(now()))]
    assert not [phone for phone in phones if any(phone in page for page in pages)]


def test_search_finds_a_room_for_saturday(client: FlaskClient) -> None:
    said = text_of(client.get("/search?q=" + quote("周六能借的房间")))
    assert "读懂的时间：周六上午" in said
    assert "空间" in said


def test_a_search_says_what_it_understood_and_puts_away_what_is_closed_then(client: FlaskClient) -> None:
    page = client.get("/search?q=" + quote("周六能借的房间")).text
    told = re.search(r"这个时段不开的 (\d+) 条收起来了", page)
    assert told is not None
    folded = page[page.index("<details") :]
    assert "22楼值班室" in folded
    assert "22楼值班室" not in page[: page.index("<details")]
    assert "没有完全对得上的" not in page
    assert "没有找到" in client.get("/search?q=" + quote("阿巴阿巴")).text


@pytest.mark.parametrize("name", ["needs", "resources", "projects", "residents", "organizations", "units", "services"])
def test_empty_workbooks_can_be_fetched(client: FlaskClient, name: str) -> None:
    answer = client.get(f"/template/{name}.xlsx")
    assert answer.status_code == 200
    assert CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).sheet_names


@pytest.mark.parametrize(("address", "entry"), [("/bundle", "统筹"), ("/imports", "导入"), ("/needs/new", "需求")])
def test_the_menu_marks_where_a_page_belongs(client: FlaskClient, address: str, entry: str) -> None:
    marked = re.findall(
        r'<a href="[^"]*" aria-current="page">(?:<svg.*?</svg><span>)?([^<]+)<', client.get(address).text
    )
    assert marked == [entry, entry]
