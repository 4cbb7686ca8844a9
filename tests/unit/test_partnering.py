"""Partners of a project over a small town, as API, command line and pages get them."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime

import pytest
from matching_town import NOW, Town, day, link, node, teacher, town

from graph.errors import NotFound
from graph.snapshot import Snapshot
from matching.errors import BadWeights
from matching.experience import Experience
from matching.features import FEATURE_NAMES
from matching.matcher import Matcher
from matching.weights import Weights
from seeds import weights
from service.lines.asking import Asking
from service.matching_input import MatchingInput, build
from service.partnering import find_partners, why_missing


@dataclass(frozen=True)
class Held:
    """A town held as a community holds it."""

    town: Town

    def current(self, now: datetime) -> tuple[Snapshot, Matcher]:
        return self.town.snapshot(NOW), self.town.matcher(NOW)


FULL = town(
    *teacher("first", "house", windows=["sat-pm"], confirmed_on=day("2026-03-10")),
    *teacher("second", "next"),
    *teacher("third", windows=["mon-am"]),
    node("Space", "hall", name="议事厅", capacity=30, windows=["sat-pm"]),
    node("Fund", "public", name="社区公益金", balance=4200.0, cap=2000.0),
    node("Expert", "guide1", name="某老师", title="社工师"),
    node("Unit", "bank", name="某银行"),
    node("Claim", "k", status="confirmed", money=600.0),
    link("MADE", ("Unit", "bank"), ("Claim", "k")),
    link("TAKES", ("Claim", "k"), ("Requirement", "fund")),
)


@dataclass(frozen=True)
class Taught(Held):
    """The same town once past projects were learned from."""

    def current(self, now: datetime) -> tuple[Snapshot, Matcher]:
        snapshot, matcher = super().current(now)
        learned = Experience(0.5, 44, {}, "2026-03-14T09:00:00+00:00")
        return snapshot, Matcher(replace(matcher.data, experience=learned), matcher.weights)


def test_an_answer_tells_what_was_learned_when_so_that_two_of_one_snapshot_can_be_told_apart() -> None:
    assert find_partners(Held(FULL), "open", now=NOW).as_json()["learned_at"] is None
    assert find_partners(Taught(FULL), "open", now=NOW).as_json()["learned_at"] == "2026-03-14T09:00:00+00:00"


def test_the_object_of_the_api() -> None:
    found = find_partners(Held(FULL), "open", now=NOW).as_json()
    assert json.loads(json.dumps(found, ensure_ascii=False)) == found
    assert found["project"] | {"id": "open", "name": "手机互助"} == found["project"]
    assert set(found["snapshot"]) == {"version", "at"}
    lines = {line["id"]: line for line in found["requirements"]}
    assert list(lines) == ["fund", "guide", "hands", "room", "teach"]
    assert [m["candidate"]["id"] for m in lines["teach"]["matches"]] == ["first", "second"]
    assert [m["rank"] for m in lines["teach"]["matches"]] == [1, 2]
    for line in lines.values():
        assert line["matches"], line["id"]
        for match in line["matches"]:
            assert match["score"] == pytest.approx(match["base"] + sum(r["contribution"] for r in match["reasons"]))
            assert match["points"] == 40 + sum(reason["points"] for reason in match["reasons"])
    assert lines["teach"]["left_out"][0]["candidate"]["id"] == "third"
    assert lines["teach"]["left_out_total"] == 1
    assert lines["teach"]["understood"]["terms"] == ["教智能手机"]
    assert (lines["fund"]["quantity"], lines["fund"]["taken"], lines["fund"]["left"]) == (1500.0, 600.0, 900.0)
    assert lines["room"]["understood"]["people"] == 20.0


def test_one_line_fewer_matches_and_english() -> None:
    found = find_partners(Held(FULL), "open", requirement="teach", limit=1, language="en", now=NOW).as_json()
    (line,) = found["requirements"]
    assert len(line["matches"]) == 1
    assert line["eligible_total"] == 2
    sentences = [reason["sentence"] for reason in line["matches"][0]["reasons"]]
    assert "has declared: teaching smartphones" in sentences
    assert "free on Saturday afternoon" in sentences


def test_lines_of_activities_belong_to_the_project() -> None:
    activity = [
        node("Activity", "day1", name="第一课"),
        link("PART_OF", ("Activity", "day1"), ("Project", "open")),
        node("Requirement", "tea", kind="goods", text="茶水", status="open"),
        link("REQUIRES", ("Activity", "day1"), ("Requirement", "tea")),
    ]
    found = find_partners(Held(town(*activity)), "open", requirement="tea", now=NOW).as_json()
    assert found["requirements"][0]["activity"] == "day1"


def test_a_project_without_a_place_is_where_the_need_is_that_it_answers() -> None:
    placeless = FULL.without(("LOCATED_IN", "open", "yard")).with_(
        node("Need", "wish", text="想学用手机"),
        link("ADDRESSES", ("Project", "open"), ("Need", "wish")),
        link("LOCATED_IN", ("Need", "wish"), ("Place", "yard")),
    )
    lines = Asking(placeless.snapshot(NOW), placeless.matcher(NOW).data).lines("open")
    assert {line.ask.place_of for line in lines} == {("Need", "wish", "想学用手机")}
    found = find_partners(Held(placeless), "open", requirement="teach", now=NOW).as_json()
    assert [m["candidate"]["id"] for m in found["requirements"][0]["matches"]] == ["first", "second"]


def test_unknown_project_or_line() -> None:
    with pytest.raises(NotFound, match="nowhere"):
        find_partners(Held(FULL), "nowhere", now=NOW)
    with pytest.raises(NotFound, match="nothing"):
        find_partners(Held(FULL), "open", requirement="nothing", now=NOW)


def test_why_somebody_is_missing() -> None:
    why = why_missing(Held(FULL), "open", "teach", ("Resident", "third"), now=NOW).as_json()
    assert why["eligible"] is False
    assert why["left_out"]["rule"] == "window"
    there = why_missing(Held(FULL), "open", "teach", ("Resident", "second"), now=NOW).as_json()
    assert (there["eligible"], there["rank"]) == (True, 2)
    other = why_missing(Held(FULL), "open", "fund", ("Resident", "second"), now=NOW).as_json()
    assert other["left_out"]["rule"] == "kind"


def test_a_project_alone_in_an_empty_town() -> None:
    found = find_partners(Held(town()), "open", now=NOW).as_json()
    assert all(not line["matches"] for line in found["requirements"] if line["kind"] != "people")


def _arrays(made: MatchingInput) -> dict[str, list[object]]:
    data = made.data
    ragged = {"abilities": data.abilities, "said": data.said, "home": data.home, "delivered": data.works.delivered}
    found = {name: [*r.starts.tolist(), *r.values.tolist(), *r.weights.tolist()] for name, r in ragged.items()}
    return found | {"texts": list(data.index.texts), "idf": data.index.idf.tolist()}


def test_an_updated_input_equals_one_built_anew() -> None:
    before = build(FULL.snapshot(NOW))
    changed = FULL.with_(
        node("Resident", "first", windows=["sun-am"]),
        node("Service", "lesson", name="智能手机课", kind="service"),
        link("HAS_SKILL", ("Resident", "second"), ("Skill", "mend")),
    ).without(("HAS_SKILL", "third", "phone"))
    snapshot = changed.snapshot(NOW)
    assert _arrays(build(snapshot, (), before)) == _arrays(build(snapshot))
    assert build(FULL.snapshot(NOW), (), before).data.index is before.data.index


def test_weights_must_fit_the_features() -> None:
    assert Weights.from_values(weights(), FEATURE_NAMES).by_feature.keys() == set(FEATURE_NAMES)
    with pytest.raises(BadWeights, match="popularity"):
        Weights.from_values({**weights(), "weights": {**weights()["weights"], "popularity": 1}}, FEATURE_NAMES)


def test_those_shown_often_give_way_and_a_new_face_has_the_tenth_place() -> None:
    many = [record for at in range(12) for record in teacher(f"t{at:02}", windows=["sat-pm"])]
    place = town(*many, *teacher("new", "far", windows=["sat-pm"], joined_on=day("2026-03-10")))
    plain = find_partners(Held(place), "open", requirement="teach", now=NOW).requirements[0].answer
    assert [match.candidate["id"] for match in plain.matches] == [f"t{at:02}" for at in range(9)] + ["new"]
    assert plain.matches[9].notes
    assert "新面孔" in plain.matches[9].notes[-1]
    told = {"shown_at": NOW, "kinds": ["Resident"] * 2, "candidates": ["t00", "t03"]}
    tired = place.with_(*(node("Shown", f"s{at}", **told) for at in range(5)))
    after = find_partners(Held(tired), "open", requirement="teach", now=NOW).requirements[0].answer
    assert [match.candidate["id"] for match in after.matches[:2]] == ["t01", "t02"]
    assert {match.score for match in after.matches[:9]} == {plain.matches[0].score}
    again = find_partners(Held(tired), "open", requirement="teach", limit=20, now=NOW).requirements[0].answer
    assert again.matches[:10] == after.matches[:10]
