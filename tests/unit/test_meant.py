"""Whom a name means where it is asked why somebody is missing: one clear name, or the list of those it may mean."""

from __future__ import annotations

import pytest

from service.cli.recommending import _several, _why
from service.viewing.meant import NobodyCalled, SeveralCalled, candidates_called
from tests.unit.matching_town import NOW, Town, node, town


@pytest.fixture(scope="module")
def street() -> Town:
    singers = [node("Organization", f"choir{at}", name=f"{name}合唱队") for at, name in enumerate(("柳巷", "柳巷老年"))]
    twins = [node("Resident", f"twin{at}", name="双某", consent=True) for at in range(2)]
    return town(*singers, *twins)


def called(street: Town, words: str) -> list[str]:
    return [who.id for who in candidates_called(street.snapshot(NOW), words)]


def test_a_whole_name_means_who_bears_it_and_nobody_whose_name_only_holds_it(street: Town) -> None:
    assert called(street, "柳巷老年合唱队") == ["choir1"]
    assert called(street, "柳巷合唱队") == ["choir0"]
    assert called(street, "老年合") == ["choir1"], "the only one that holds it"
    assert called(street, "双某") == ["twin0", "twin1"], "both are called so"


@pytest.mark.parametrize("words", ["柳", "合唱队"])
def test_words_of_several_names_pick_nobody_and_list_them(street: Town, words: str) -> None:
    with pytest.raises(SeveralCalled) as told:
        called(street, words)
    assert {who.id for who in told.value.several} == {"choir0", "choir1"}
    assert "请写全名" in told.value.zh
    assert "柳巷老年合唱队 (organization)" in told.value.en
    assert len(_several(words, told.value.several).splitlines()) == 3, "a line each"


def test_nobody_of_that_name_is_said_so(street: Town) -> None:
    with pytest.raises(NobodyCalled, match="没有叫“查无此人”的"):
        called(street, "查无此人")


def test_each_sentence_of_the_answer_stands_by_itself() -> None:
    left_out = {"candidate": {"id": "x"}, "sentence": "在别处", "remedy": "放宽范围"}
    reached = {"sentence": "再登记就排第 3。"}
    assert _why({"reachable": reached, "left_out": left_out}) == ["在别处", "放宽范围", "再登记就排第 3。"]
