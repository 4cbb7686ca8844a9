"""The check of a vocabulary: what it misses, and which words do nothing or harm."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from matching_town import NOW, node

import seeds
from graph.snapshot import Snapshot
from matching.language.text import simplify
from matching.language.vocabulary import Concept, Vocabulary
from matching.language.wordcheck import Checked, check
from service.cli.wording import show
from service.texts.wordcheck import check_words

VOCABULARY = Vocabulary.build(
    [
        Concept("bikes", "修自行车", aliases=("补胎", "车", "车…坏", "换链条")),
        Concept("first-aid", "急救技能", aliases=("急救",)),
        Concept("light", "电路维修", aliases=("补胎",)),
    ]
)
TEXTS = ("凫水探矿教学", "教凫水探矿", "谁会凫水探矿", "补胎", "自行车的车胎坏了", "组织凫水探矿比武")


def words(found: Checked, name: str) -> list[tuple[str, str]]:
    """The words of one list with their concepts."""
    return [(one.word, one.concept) for one in getattr(found, name)]


def test_a_frequent_term_without_a_concept_is_told() -> None:
    (found,) = check(VOCABULARY, TEXTS).uncovered
    assert (found.term, found.texts) == ("凫水探矿", 4)
    assert "凫水探矿" in found.example
    assert check(VOCABULARY, TEXTS, names=["凫水探矿协会"]).uncovered == ()


def test_what_is_only_said_of_a_record_is_no_candidate() -> None:
    kept = ("能坐30人，久未核实", "旧书架，久未核实", "空地；待核实", "花苗。已登记", "米面（登记）", "茶水 登记，核实")
    assert check(VOCABULARY, kept).uncovered == ()


def test_a_word_that_also_means_who_pays_is_told() -> None:
    care = Vocabulary.build([Concept("care", "生活照料", aliases=("自理", "生活自理"))])
    assert words(check(care, []), "dangerous") == [("自理", "care")]


def test_words_that_do_nothing_or_harm_are_told() -> None:
    found = check(VOCABULARY, TEXTS)
    assert words(found, "short") == [("车", "bikes")]
    assert words(found, "shadowed") == [("补胎", "light")]
    assert words(found, "dangerous") == [("急救", "first-aid")]  # 紧急救援
    assert ("换链条", "bikes") in words(found, "unseen")
    assert ("车…坏", "bikes") not in words(found, "unseen")
    assert (found.texts, found.read) == (6, 2)


@given(st.permutations(TEXTS))
def test_the_order_of_texts_changes_nothing(texts: Sequence[str]) -> None:
    assert check(VOCABULARY, texts) == check(VOCABULARY, TEXTS)


def test_the_shipped_vocabulary_is_sound() -> None:
    found = check(Vocabulary.build([Concept.shipped(values) for values in seeds.vocabulary()]), [])
    assert words(found, "short") == []
    assert words(found, "shadowed") == []


@pytest.mark.parametrize("kind", ["Need", "Requirement", "Project", "Service"])
def test_what_is_written_in_the_graph_is_checked(kind: str) -> None:
    nodes = [node(kind, f"n{at}", text=f"{'甲乙丙'[at]}处，凫水探矿") for at in range(3)]
    found = check_words(Snapshot.from_records(nodes, [], NOW), list(seeds.vocabulary()))
    assert "凫水探矿" in [one.term for one in found.uncovered]
    assert json.loads(json.dumps(found.as_json()))["uncovered"][0]["texts"] == 3


def test_people_read_the_counts_and_the_first_of_each_list() -> None:
    import click

    command = click.Command("one", callback=lambda: show(check(VOCABULARY, TEXTS), 1))
    shown = CliRunner().invoke(command).output
    assert "凫水探矿  ×4" in shown
    assert "补胎  [light]" in shown


def test_pieces_cut_out_of_sentences_are_no_terms() -> None:
    texts = [
        "大凫水研究所的旧展板",
        "南凫水研究所的旧展板",
        "去凫水研究所学凫水研究",
        "凫水研究所里的凫水课",
        "一起凫水研究吧",
    ]
    terms = {one.term for one in check(VOCABULARY, texts).uncovered}
    assert "凫水研究所" in terms
    assert not {term for term in terms if term[0] in "的去一" or term[-1] in "的里学"}
    assert not {"水研究", "水研究所", "凫水研究"} & terms  # always after 凫, or before 所


def test_what_stands_around_a_name_is_no_term() -> None:
    texts = [f"凫水进{yard}{number}号院" for yard in ("桂庭", "桂苑", "桂园") for number in (5, 12)]
    texts += ["河坊旧舢板", "河坊旧船桨", "找河坊旧缆绳"]
    names = [f"{yard}{number}号院" for yard in ("桂庭", "桂苑", "桂园") for number in (5, 12)] + ["河坊划船社"]
    bare = {one.term for one in check(VOCABULARY, texts).uncovered}
    assert {"凫水进桂", "河坊旧"} <= bare, "what it would be without the names"
    terms = {one.term for one in check(VOCABULARY, texts, names=names).uncovered}
    assert not {term for term in terms if "桂" in term or "河坊" in term}


def test_a_piece_is_known_by_the_signs_that_stand_beside_it_in_the_text() -> None:
    texts = ["甲地蚺蛇补胎", "乙地蚺蛇补胎", "丙地蚺蛇补胎", "这里凫水补胎", "那里凫水", "谁来凫水补胎"]
    terms = {one.term for one in check(VOCABULARY, texts).uncovered}
    assert "蚺蛇" not in terms, "补 always follows: it may be a piece of a longer word"
    assert "凫水" in terms


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("家里水电出毛病了", "skill-plumbing"),
        ("二十本作业本和粉笔", "skill-goods-stationery"),
        ("懂社区营造的老师", "skill-project-mentoring"),
        ("会木工的街坊", "skill-carpentry"),
        ("水电费怎么交", "skill-payment-help"),
    ],
)
def test_everyday_words_have_a_concept(text: str, concept: str) -> None:
    shipped = Vocabulary.build([Concept.shipped(values) for values in seeds.vocabulary()])
    assert concept in {shipped.concepts[one.concept].id for one in shipped.find(simplify(text))}


def test_seasons_floors_and_plain_doings_are_no_terms_of_a_vocabulary() -> None:
    texts = ("春季凫水", "春季踏青", "迎春季花", "二层探矿", "上二层看", "组建凫水队", "再组建鼓班")
    assert [one.term for one in check(VOCABULARY, texts).uncovered if one.term in ("春季", "二层", "组建")] == []


def test_words_that_are_delivered_and_not_used_here_are_not_listed(capsys: pytest.CaptureFixture[str]) -> None:
    found = check(VOCABULARY, TEXTS)
    show(found, 20, {("first-aid", "急救")})
    told = capsys.readouterr().out
    assert "换链条" in told
    assert "急救  [first-aid]" not in told.partition("自己的词表里")[2]
