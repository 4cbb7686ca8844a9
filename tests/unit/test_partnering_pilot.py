"""The documented pilot: every reason shown for its lines stands on facts that its records hold."""

from __future__ import annotations

import pytest

from service.partnering import find_partners
from tests.support.communities import NOW, Pilot


@pytest.fixture(scope="module")
def pilot() -> Pilot:
    return Pilot()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_reason_stands_on_facts_of_the_pilot(pilot: Pilot, language: str) -> None:
    links = {(k.kind, k.from_kind, k.from_id, k.to_kind, k.to_id) for k in pilot.links}
    held = {(node.kind, node.id): node.properties for node in pilot.nodes}
    shown = 0
    for project in pilot.snapshot.nodes["Project"].ids:
        found = find_partners(pilot, project, language=language, now=NOW).as_json()
        for match in (match for line in found["requirements"] for match in line["matches"]):
            for reason in match["reasons"]:
                assert reason["evidence"], reason
                assert "{" not in reason["sentence"]
                for fact in reason["evidence"]:
                    start, end = fact["from"], fact["to"]
                    if end["kind"] == "Value":
                        assert end["name"] == "" or fact["link"] in held[start["kind"], start["id"]]
                    else:
                        assert (fact["link"], start["kind"], start["id"], end["kind"], end["id"]) in links
                    shown += 1
    assert shown > 1000


def test_a_coordinator_reads_partners_for_smartphone_teaching(pilot: Pilot) -> None:
    found = find_partners(pilot, "project-yinling", limit=5, now=NOW).as_json()
    assert found["project"]["name"] == "银铃潮起来"
    lines = {line["kind"]: line for line in found["requirements"]}
    assert {"skill", "space", "money", "mentor"} <= set(lines)
    for line in lines.values():
        assert len(line["matches"]) >= 3
        assert line["left_out"]
        assert line["understood"]["terms"]
    money = lines["money"]
    assert money["taken"] + money["left"] == money["quantity"]


def test_examples_from_other_cities_are_offered_to_nobody(pilot: Pilot) -> None:
    elsewhere, left = {"space-story-shop", "space-linnishenghuo"}, set()
    for project in pilot.snapshot.nodes["Project"].ids:
        for line in find_partners(pilot, project, limit=50, now=NOW).as_json()["requirements"]:
            assert not elsewhere & {match["candidate"]["id"] for match in line["matches"]}
            left |= {one["sentence"] for one in line["left_out"] if (one["candidate"] or {}).get("id") in elsewhere}
    assert left <= {"在成都市，不在本区", "在上海市，不在本区"}
