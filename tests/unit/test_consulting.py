"""What a coordinator is told before anybody is called, over the documented pilot."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

import seeds
from graph.errors import NotFound
from graph.loading.sameness import decision
from graph.records import Link, Node
from graph.snapshot import Snapshot
from matching.errors import BadAsk
from matching.issues import clusters
from matching.issues.clusters import likenesses
from matching.issues.issue import Issue, situations
from matching.issues.knowledge import Knowledge
from matching.issues.level import POOLS
from matching.issues.similar import parts
from matching.language.encoder import Vectors
from service.consulting import Lore, agenda_of, level_of, need_clusters, similar_cases, stakeholders_of
from service.consulting.asked import HOUSEHOLD_UNITS, shipped_knowledge
from service.seeding import parted
from service.texts.wordlore import Sentences, Wordlore
from service.viewing.showing import shown

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def snapshot() -> Snapshot:
    return Snapshot.from_records(*parted(seeds.pilot()), NOW, "pilot")


def open_needs(snapshot: Snapshot) -> list[str]:
    return [str(key) for key in snapshot.nodes["Need"].ids]


def test_nobody_is_named_who_did_not_agree(snapshot: Snapshot) -> None:
    agreed = {
        (kind, snapshot.nodes[kind].ids[row])
        for kind in ("Resident", "Expert")
        for row in np.flatnonzero(shown(snapshot, kind))
    }
    named = []
    for need in open_needs(snapshot):
        found = stakeholders_of(snapshot, "Need", need)
        named += [one for invited in (*found.must, *found.welcome) for one in invited.records]
        named += [one for case in similar_cases(snapshot, "Need", need).cases for one in case.partners]
    people = [one for one in named if one.kind in ("Resident", "Expert")]
    assert people
    assert all((one.kind, one.id) in agreed for one in people)


def test_the_owner_of_the_place_is_the_one_called(snapshot: Snapshot) -> None:
    owners = snapshot.links["OWNS", "Unit", "Place"]
    owned = {snapshot.nodes["Place"].ids[row] for row in owners.to_rows.tolist()}
    for need in open_needs(snapshot):
        found = stakeholders_of(snapshot, "Need", need)
        for invited in found.must:
            if invited.stakeholder.party.name == "产权单位" and invited.records:
                assert any(one in found.level.asked.owners for one in invited.records)
    assert owned


def test_what_people_wrote_down_stands(snapshot: Snapshot) -> None:
    scopes = snapshot.nodes["Need"].texts("scope")
    row = next(row for row, scope in enumerate(scopes) if scope == "老大难")
    found = stakeholders_of(snapshot, "Need", snapshot.nodes["Need"].ids[row])
    assert {"街道办事处", "区级部门"} <= {one.stakeholder.party.name for one in found.must}


def test_the_level_written_down_is_the_one_shown_and_the_other_a_remark(snapshot: Snapshot) -> None:
    scopes = snapshot.nodes["Need"].texts("scope")
    differing = 0
    for need, scope in zip(open_needs(snapshot), scopes, strict=True):
        found = stakeholders_of(snapshot, "Need", need)
        told = found.level.as_json()
        assert told["level"] == found.as_json()["level"] == found.level.pool.level == (scope or told["by_rules"])
        assert tuple(told["suppliers"]) == POOLS[told["level"]].suppliers
        differing += told["agrees"] is False
    assert differing


def test_a_need_that_is_not_there(snapshot: Snapshot) -> None:
    with pytest.raises(NotFound):
        level_of(snapshot, "Need", "no-such")
    with pytest.raises(NotFound):
        need_clusters(snapshot, (), place="no-such")


def test_more_needs_than_can_be_compared_are_refused_unread(
    snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unread(texts: Sequence[str]) -> Knowledge:
        raise AssertionError("nobody reads what is refused")

    monkeypatch.setattr(clusters, "MOST", 2)
    with pytest.raises(BadAsk, match="2 needs"):
        need_clusters(snapshot, (), knowing=unread)


def test_every_open_need_stands_in_at_most_one_group(snapshot: Snapshot) -> None:
    found = need_clusters(snapshot, ())
    ids = [line.need.id for group in found.groups for line in group.lines]
    assert len(ids) == len(set(ids))
    assert [group.households for group in found.groups] == sorted((g.households for g in found.groups), reverse=True)
    assert all(group.households == sum(line.households or 0 for line in group.lines) for group in found.groups)


def test_a_need_that_tells_no_households_counts_for_none(snapshot: Snapshot) -> None:
    units = dict(zip(open_needs(snapshot), snapshot.nodes["Need"].texts("unit"), strict=True))
    groups = need_clusters(snapshot, ()).groups
    untold = [line for group in groups for line in group.lines if units[line.need.id] not in HOUSEHOLD_UNITS]
    assert untold
    assert all(line.households is None for line in untold)
    assert sum(group.uncounted for group in groups) >= len(untold)


def test_judgements_of_people_stand_above_the_model(snapshot: Snapshot) -> None:
    one, other = (line.need.id for line in need_clusters(snapshot, ()).groups[0].lines[:2])
    apart = need_clusters(snapshot, [judged(one, other, same=False)])
    assert not any({one, other} <= {line.need.id for line in group.lines} for group in apart.groups)
    assert [{line.need.id for line in pair} for pair in apart.apart] == [{one, other}]
    together = need_clusters(snapshot, [judged(one, other, same=True)])
    assert any({one, other} <= {line.need.id for line in group.lines} for group in together.groups)


def judged(one: str, other: str, *, same: bool) -> Node:
    return decision("Need", one, other, same, NOW)


class Numbers:
    """An encoder that says something of every text, always the same."""

    name = "numbers"

    def encode(self, texts: Sequence[str]) -> Vectors:
        rows = np.array([[1.0, len(text), sum(map(ord, text)) % 97] for text in texts], dtype=np.float32)
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


def test_sentence_vectors_are_worked_out_beside_the_answers(snapshot: Snapshot, tmp_path: Path) -> None:
    wordlore = Wordlore(sentences=Sentences(Numbers(), tmp_path / "own"))
    lore = Lore(wordlore, tmp_path)
    assert not need_clusters(snapshot, (), knowing=lore).by_sense
    lore.warm()
    assert lore.wait(60)
    assert need_clusters(snapshot, (), knowing=lore).by_sense
    again = Lore(wordlore, tmp_path)  # the next start reads what was kept
    assert similar_cases(snapshot, "Need", open_needs(snapshot)[0], knowing=again).by_sense


def test_where_there_is_nothing_to_compare_sentence_vectors_find_nothing(tmp_path: Path) -> None:
    lore = Lore(Wordlore(sentences=Sentences(Numbers(), tmp_path / "own")), tmp_path)
    lore.warm()
    assert lore.wait(60)
    bare = Snapshot.from_records([Node("Place", "c", {"name": "某社区"})], [], NOW, "bare with an encoder")
    assert agenda_of(bare, (), lore, most=9, now=NOW).topics == need_clusters(bare, (), knowing=lore).groups == ()
    asked = Node("Need", "bench", {"text": "院里的长椅坏了"})
    alone = Snapshot.from_records([asked], [], NOW, "alone with an encoder")
    cases = similar_cases(alone, "Need", "bench", knowing=lore)
    assert cases.by_sense
    assert not cases.cases
    none, one = lore.sensed.reader.read([]), lore.sensed.reader.read(["院里的长椅坏了"])
    assert none.vectors.shape == (0, 3)
    assert {matrix.shape for matrix in likenesses(none).values()} == {(0, 0)}
    assert {matrix.shape for matrix in parts(one, none).values()} == {(1, 0)}
    assert {matrix.shape for matrix in parts(none, one).values()} == {(0, 1)}


def test_without_an_encoder_there_is_nothing_to_wait_for(snapshot: Snapshot, tmp_path: Path) -> None:
    lore = Lore(Wordlore(), tmp_path)
    lore.warm()
    assert lore.wait(0)
    assert not need_clusters(snapshot, (), knowing=lore).by_sense


def test_what_is_told_of_a_community_is_not_said_of_the_house(snapshot: Snapshot) -> None:
    table = snapshot.nodes["Place"]
    place = next(key for key, level in zip(table.ids, table.texts("level"), strict=True) if level == "community")
    told = [Node("Place", place, {"name": "某社区", "level": "community", "text": "辖区单位多，社区有三个楼"})]
    told.append(Node("Need", "drip", {"text": "楼上空调外机滴水，半夜睡不着", "quantity": 2.0, "unit": "户"}))
    here = Snapshot.from_records(told, [Link("LOCATED_IN", "Need", "drip", "Place", place)], NOW, "drip")
    found = stakeholders_of(here, "Need", "drip")
    assert found.level.asked.issue.place_note == ""
    assert found.level.level == "个别"
    said = [fact.sentence_zh for fact in found.level.answer.facts]
    said += [reason.zh for one in (*found.must, *found.welcome) for reason in one.stakeholder.reasons]
    assert not [one for one in said if "单位的房子" in one or "说明里" in one or "提到“社区”" in one]


@pytest.mark.parametrize(
    ("text", "problem", "party"),
    [
        ("垃圾桶站就在我家窗根儿底下，想挪个地方", "垃圾桶站位置", "受影响住户"),
        ("那排闲置的平房能不能收拾出来给大伙用", "闲置房屋利用", "居民代表"),
        ("我家对门总把鞋柜和泡菜坛子摆在过道，说了几次不听", "楼道堆物", "楼门长"),
        ("公共收益从来没公示，业主要求看账", "公共收益公示", "物业公司"),
        ("初二的孩子不肯上学，妈妈急哭了", "孩子厌学情绪", "社工"),
        ("胡同电线像蜘蛛网，要入地说了十年", "架空线入地", "供电公司"),
    ],
)
def test_everyday_matters_are_known_with_who_has_to_come(text: str, problem: str, party: str) -> None:
    known = shipped_knowledge()
    (situation,) = situations(known.reader, [Issue(text)])
    assert problem in {known.reader.problems.problems[one].name for one in situation.said}
    called = known.table.answer(situation, known.level.answer(situation).chances)[:6]
    assert party in {one.party.name for one in called}
