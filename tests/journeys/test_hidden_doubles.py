"""Who may not be shown has no name beside a possible double either; the pair is decided all the same."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook

from graph.records import Link, Node
from service.community import Community
from tests.journeys.test_pages_import import press, upload
from tests.journeys.visits import text_of

NEIGHBOURS = {"neighbour-1": ("邬某棠", True), "neighbour-2": ("小邬", False)}
PHONES = {"neighbour-1": "13800000057", "neighbour-2": "13900000068"}
HIDDEN = {"zh": "一位不在推荐名单里的居民", "en": "a resident who is not on any list of candidates"}


@pytest.fixture(autouse=True)
def neighbours(community: Community) -> Iterator[None]:
    """Two of one surname in one building, of whom one did not agree to be shown."""
    community.store.upsert(
        [
            Node("Place", "house-of-two", {"name": "喜鹊院7号楼", "level": "building"}),
            *(
                Node("Resident", key, {"name": name, "consent": yes, "phone": PHONES[key]})
                for key, (name, yes) in NEIGHBOURS.items()
            ),
        ],
        [Link("LIVES_AT", "Resident", key, "Place", "house-of-two", {}) for key in NEIGHBOURS],
    )
    yield
    gone = [("Resident", key) for key in NEIGHBOURS]
    decided = [
        ("Sameness", one.id) for one in community.store.nodes("Sameness") if one.properties["right"] in NEIGHBOURS
    ]
    community.store.remove([*gone, *decided, ("Place", "house-of-two")])


def book(client: FlaskClient, language: str) -> str:
    answer = client.get(f"/imports/doubles.xlsx?lang={language}")
    assert answer.status_code == 200
    return str(CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0).to_python())


@pytest.mark.parametrize("language", ["zh", "en"])
def test_who_agreed_to_nothing_is_named_in_neither_page_nor_workbook(client: FlaskClient, language: str) -> None:
    sheet = book(client, language)  # looks through everything before it answers
    page = text_of(client.get(f"/imports?pairs=300&lang={language}"))
    for text in (sheet, page):
        assert "邬某棠" in text
        assert HIDDEN[language] in text
        assert "小邬" not in text


def test_a_pair_shows_what_tells_the_two_apart_though_one_has_no_name(client: FlaskClient) -> None:
    book(client, "zh")
    page = client.get("/imports?pairs=300&lang=zh").text
    (pair,) = (part for part in page.split('class="dup"') if HIDDEN["zh"] in part and "邬某棠" in part)
    assert f"{HIDDEN['zh']}（姓邬，写的是称呼）" in pair
    assert all(words in pair for words in ("电话尾号", "**57", "**68", "喜鹊院7号楼"))
    assert not any(phone in pair for phone in PHONES.values())


def test_the_pair_can_be_decided(client: FlaskClient) -> None:
    book(client, "zh")
    page = client.get("/imports?pairs=300&lang=zh").text
    (pair,) = (part for part in page.split('class="dup"') if HIDDEN["zh"] in part and "邬某棠" in part)
    form = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', pair))
    assert client.post("/imports/same", data={**form, "same": "0"}).status_code == 302
    assert form["proposal"] not in client.get("/imports?pairs=300&lang=zh").text


def test_a_check_names_the_row_of_the_file_and_not_who_is_on_record(client: FlaskClient) -> None:
    address = upload(client, ("花名册.csv", "姓名,住址,是否同意\n邬某檀,喜鹊院7号楼,同意\n".encode()))
    page = text_of(client.get(f"{address}?pairs=9"))
    press(client, address, "discard")
    assert f"{HIDDEN['zh']}（姓邬，写的是称呼） 和 邬某檀" in page
    assert "小邬" not in page
