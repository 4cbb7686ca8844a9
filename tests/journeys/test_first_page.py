"""What somebody who has only just begun sees first."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.app import create_app
from service.opening import open_community
from service.settings import Settings
from tests.journeys.visits import text_of


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
