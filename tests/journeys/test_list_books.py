"""Every list that people leaf through is to be had as a workbook: all of it, narrowed as on the page."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook

from graph import reading
from graph.reading import Gazetteer
from graph.records import Node
from service import intake
from service.community import Community
from service.intake.desk import desk_of
from service.settings import Settings
from service.viewing import listing, overview
from service.viewing.listing import Narrowing
from tests.journeys.test_pages_whole import now

LISTS = (
    "projects",
    "needs",
    "resources?kind=Service&sort=goods",
    "resources?kind=Resident",
    "resources?kind=Expert",
    "search?q=" + quote("合唱"),
    "places",
    "imports",
    "learning",
)
ALIKE = ("organization-magpie-1", "organization-magpie-2")


def rows_of(client: FlaskClient, address: str) -> list[list[object]]:
    answer = client.get(address)
    assert answer.status_code == 200
    saved_as = answer.headers["Content-Disposition"]
    assert "attachment" in saved_as
    assert "%2F" not in saved_as
    return CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0).to_python()


@pytest.fixture(autouse=True, scope="module")
def loaded(community: Community, settings: Settings) -> Iterator[None]:
    """A list was loaded, with a group whose name is nearly that of another."""
    community.store.upsert(
        [
            Node("Organization", key, {"name": name})
            for key, name in zip(ALIKE, ("鹊桥针织社", "鹊桥针织舍"), strict=True)
        ]
    )
    desk = desk_of(community.store, settings.data)
    check = intake.check_files(desk, [("账.csv", "需求内容,提出人\n想要一张长椅,居民\n".encode())], now=now())
    one = intake.load_check(desk, check.id, now=now())[0]
    yield
    intake.undo_import(desk, one.import_id, now=now())
    community.store.remove([("Organization", key) for key in ALIKE])


def test_pairs_that_wait_for_a_decision_are_a_workbook_too(client: FlaskClient) -> None:
    rows = rows_of(client, "/imports/doubles.xlsx")  # looks through everything before it answers
    assert "/imports/doubles.xlsx" in client.get("/imports").text
    assert any({"鹊桥针织社", "鹊桥针织舍"} <= set(row) for row in rows[3:])


def test_parties_and_cases_of_a_need_are_one_click_from_it(client: FlaskClient, community: Community) -> None:
    need = community.snapshot(now()).nodes["Need"].ids[0]
    assert f"/needs/{need}/table.xlsx" in client.get(f"/needs/{need}").text
    assert len(rows_of(client, f"/needs/{need}/table.xlsx")) > 3


@pytest.mark.parametrize("page", LISTS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_list_says_where_its_workbook_is_and_it_has_the_form_of_the_office(
    client: FlaskClient, page: str, language: str
) -> None:
    path, _, asked = page.partition("?")
    shown = client.get(f"/{page}{'&' if asked else '?'}lang={language}").text
    address = f"/{path}.xlsx" + (f"?{asked}" if asked else "")
    assert address.replace("&", "&amp;") in shown
    rows = rows_of(client, address)
    assert rows[1][0].startswith("填报单位：" if language == "zh" else "Reported by:")  # type: ignore[attr-defined]
    assert rows[2][0] == ("序号" if language == "zh" else "No.")
    assert [row[0] for row in rows[3:]] == [float(number) for number in range(1, len(rows) - 2)]
    assert len(rows) > 3


def test_the_workbook_holds_every_page_of_the_list_and_whole_texts(client: FlaskClient, community: Community) -> None:
    snapshot = community.snapshot(now())
    everybody = listing.narrowed(snapshot, "Need", Narrowing())
    rows = rows_of(client, "/needs.xlsx?page=2")
    assert len(rows) - 3 == len(everybody)
    texts = {str(text) for text in snapshot.nodes["Need"].texts("text")[everybody]}
    assert {str(row[1]) for row in rows[3:]} == texts


def test_the_workbook_is_narrowed_as_the_page_is(client: FlaskClient, community: Community) -> None:
    rows = rows_of(client, "/needs.xlsx?q=" + quote("楼道"))
    found = listing.narrowed(community.snapshot(now()), "Need", Narrowing(words="楼道"))
    assert 0 < len(rows) - 3 == len(found)


# Pages without a list: where something is to be asked first, what is told of the program itself, what is empty here.
WITHOUT = {"/dictionary", "/import", "/interface", "/plan/review", "/rally", "/bundle", "/plan/parallel"}


def test_every_page_with_a_list_has_it_as_a_workbook(app: Flask, client: FlaskClient) -> None:
    walked = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("pages.")
        and "GET" in (rule.methods or ())
        and not rule.arguments
        and not rule.rule.endswith((".xlsx", "/new"))
    ]
    shown = {rule: client.get(rule + ("?q=" + quote("合唱") if rule == "/search" else "")) for rule in walked}
    assert {"/", "/learning", "/needs"} <= shown.keys()
    missing = {rule for rule, answer in shown.items() if answer.mimetype == "text/html" and ".xlsx" not in answer.text}
    assert missing - WITHOUT == set()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_first_page_is_a_workbook_with_all_of_its_lists(
    client: FlaskClient, community: Community, language: str
) -> None:
    assert "/today.xlsx" in client.get(f"/?lang={language}").text
    answer = client.get("/today.xlsx")
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.data))
    found = overview.today(community.snapshot(now()), datetime.now(UTC))
    counts = [len(found.stuck), len(found.lacks), len(found.claims), None, len(found.stale)]
    assert len(book.sheet_names) == len(counts)
    for at, count in enumerate(counts):
        rows = book.get_sheet_by_index(at).to_python()
        assert rows[2][0] == ("序号" if language == "zh" else "No.")
        assert count is None or len(rows) - 3 == count
    assert len(found.lacks) > 5, "more than the page lists"


@pytest.mark.parametrize("page", [*LISTS, "projects/project-yinling/partners"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_workbook_of_ours_is_read_back(client: FlaskClient, page: str, language: str) -> None:
    path, _, asked = page.partition("?")
    client.get(f"/?lang={language}")
    answer = client.get(f"/{path}.xlsx" + (f"?{asked}" if asked else ""))
    (file,) = reading.check([("清单.xlsx", answer.data)], Gazetteer())
    assert {sheet.reason for sheet in file.sheets} == {"exported"}
