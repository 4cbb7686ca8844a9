"""Nothing of an answer is out of reach: every candidate, every reason, everybody left out, every link of a record."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html import unescape
from urllib.parse import quote

import numpy as np
import pytest
from flask.testing import FlaskClient

from matching.points import START
from service.community import Community
from service.partnering import find_partners
from tests.journeys.visits import project_with_lines, text_of


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def project(community: Community) -> str:
    return project_with_lines(community.snapshot(now()))


def test_whoever_fits_or_does_not_can_be_seen_to_the_last(client: FlaskClient, community: Community) -> None:
    whole = find_partners(community, "project-yinling", limit=300, left_out=300, now=now())
    line = next(one for one in whole.requirements if len(one.answer.matches) > 10)
    page = f"/projects/project-yinling?need={quote(line.line.id)}"
    assert len(re.findall(r'<li id="c\d+"', client.get(page).text)) == 10
    more = re.search(r'href="([^"]*more=30[^"]*)"', client.get(page).text)
    assert more is not None
    shown = client.get(unescape(more[1])).text
    assert len(re.findall(r'<li id="c\d+"', shown)) == min(30, line.answer.eligible_total)
    left = client.get(f"{page}&left=300").text
    assert all(one.sentence in unescape(left) for one in line.answer.left_out)


def test_every_reason_stands_with_its_points_and_they_add_up(
    client: FlaskClient, community: Community, project: str
) -> None:
    match = find_partners(community, project, now=now()).requirements[0].answer.matches[0]
    shown = client.get(f"/projects/{quote(project)}").text
    fold = shown[shown.index('<details class="fold rsn">') :].split("</details>")[0]
    figures = [int(one.replace("－", "-").replace("＋", "")) for one in re.findall(r'class="wf-n">([^<]+)<', fold)]
    assert len(figures) == len(match.reasons)
    assert START + sum(figures) == match.points.total
    assert all(reason.sentence in unescape(fold) for reason in match.reasons)


def test_who_fits_the_rules_but_not_the_matter_is_told_so(client: FlaskClient) -> None:
    why = text_of(client.get("/projects/project-yinling?why=" + quote("物业联盟")))
    assert "None" not in why
    assert "条件都合，可是看不出和这一项有关" in why


def test_a_long_group_opens_whole(client: FlaskClient, community: Community) -> None:
    snapshot = community.snapshot(now())
    table = snapshot.links["LOCATED_IN", "Unit", "Place"]
    row = int(np.bincount(table.to_rows).argmax())
    page = f"/places/{quote(snapshot.nodes['Place'].ids[row])}"
    link = re.search(r'href="([^"]*all=([^"#]+)[^"]*)"', client.get(page).text)
    assert link is not None
    whole = client.get(unescape(link[1])).text
    assert f"all={link[2]}" not in whole.split("</header>", 1)[1]


def test_the_list_of_imports_is_paged(client: FlaskClient) -> None:
    answer = client.get("/api/v1/imports?limit=1")
    assert answer.status_code == 200
    told = answer.get_json()
    assert len(told["items"]) == min(1, told["total"])
    assert ("next" in told) == (told["total"] > 1)
    assert client.get("/api/v1/imports?limit=0").status_code == 422


def test_what_is_free_on_saturday_comes_before_what_is_closed(client: FlaskClient) -> None:
    hits = client.get("/api/v1/search?kind=Space&limit=100&q=" + quote("周六能借的房间")).get_json()["hits"]
    turns = [{True: 0, None: 1, False: 2}[hit.get("free")] for hit in hits]
    assert turns == sorted(turns)
    assert {0, 2} <= set(turns)
    assert "这个时段不开" in text_of(client.get("/search?q=" + quote("周六能借的房间")))
