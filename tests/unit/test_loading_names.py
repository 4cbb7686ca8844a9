"""Names as they are compared, and what sort of party a name stands for."""

from __future__ import annotations

import pytest

from graph.loading.names import core, edits, is_person, likeness, normal, party_kind, record_id, sound


def test_spellings_of_one_name_are_equal() -> None:
    assert normal("槐蔭里 ３號院") == normal("槐荫里3号院")
    assert normal("A·B（一）店") == normal("a·b(一)店")


def test_the_core_of_a_name_has_no_town_and_no_legal_form() -> None:
    assert core("北京某善物业管理有限公司") == core("某善物业")
    assert core("某某合唱队") != core("某某舞蹈队")


def test_sound_and_distance() -> None:
    assert sound("花友汇") == sound("花友会")
    assert edits("花友汇", "花友会") == 1
    assert edits("", "三个字") == 3
    assert likeness("楼道灯不亮", "楼道灯坏了不亮") > 0.5 > likeness("楼道灯不亮", "想学书法")


@pytest.mark.parametrize("name", ["王某", "李某兰", "赵阿姨", "欧阳老师", "孙师傅"])
def test_people(name: str) -> None:
    assert is_person(name)


@pytest.mark.parametrize("name", ["王府井书店", "花友汇", "时代公司", "居民", "高新技术协会", ""])
def test_what_is_no_person(name: str) -> None:
    assert not is_person(name)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("某某联盟", "Alliance"),
        ("花友汇", "Organization"),
        ("夕阳红合唱团", "Organization"),
        ("某某社会工作服务中心", "Organization"),
        ("某某楼自管会", "Organization"),
        ("恒光银行某某支行", "Unit"),
        ("青砖巷小学", "Unit"),
        ("某某社区居委会", "Unit"),
        ("和顺菜站", "Unit"),
        ("王某英", "Resident"),
        ("时光", "Fallback"),
        ("某某之光", "Fallback"),
    ],
)
def test_what_a_party_is(name: str, kind: str) -> None:
    assert party_kind(name, "Fallback") == kind


def test_ids_hide_the_name_and_do_not_depend_on_its_spelling() -> None:
    assert record_id("Resident", "王某", "13800000001") == record_id("Resident", " 王某 ", "13800000001")
    assert "王" not in record_id("Resident", "王某", "13800000001")
    assert record_id("Resident", "王某", "13800000001") != record_id("Resident", "王某", "13800000002")
    assert record_id("Unit", "a", "bc") != record_id("Unit", "ab", "c")
