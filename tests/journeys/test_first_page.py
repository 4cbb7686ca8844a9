"""What somebody who has only just begun sees first."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.app import create_app
from service.running.opening import open_community
from service.settings import Settings
from tests.journeys.visits import send, text_of


@pytest.mark.parametrize(
    ("language", "told"), [("zh", "库里还没有资料"), ("en", "There is nothing here yet")], ids=["zh", "en"]
)
def test_an_empty_community_says_how_to_begin(tmp_path: Path, language: str, told: str) -> None:
    settings = Settings.model_construct().model_copy(update={"data": tmp_path, "encoder": "off"})
    with open_community(settings) as community:
        page = create_app(settings, community).test_client().get(f"/?lang={language}")
    assert told in text_of(page)
    assert "heli seed" in text_of(page)
    assert 'href="/import"' in page.text
    assert "每个项目都在往前走" not in text_of(page)


EMPTY = {
    "/projects": "还没有项目",
    "/plan": "还没有项目",
    "/plan/idle": "还没有项目",
    "/plan/parallel": "还没有项目",
    "/projects/mentors": "还没有项目",
    "/needs": "还没有需求",
    "/resources": "还没有登记",
    "/resources/growing": "现在一队也没有",
}
UNTRUE = ("都有人能接", "都在用", "各做各的事", "都有辅导员了", "没有这样的", "不差")


def test_of_no_project_no_page_says_that_it_lacks_nothing(tmp_path: Path) -> None:
    settings = Settings.model_construct().model_copy(update={"data": tmp_path, "encoder": "off"})
    with open_community(settings) as community:
        client = create_app(settings, community).test_client()
        made = send(client, "/plan", "/plan", place="")
        assert made.status_code == 302
        for address, told in EMPTY.items():
            page = text_of(client.get(address))
            assert told in page, address
            assert not [one for one in UNTRUE if one in page], address
