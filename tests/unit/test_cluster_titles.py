"""What a group of like needs is called is said by its residents: never a word that none of them used."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.issues.clusters import Cluster, clusters
from matching.issues.titles import in_their_words
from service.matching_input.issues import knowledge_of

SAID = (
    *(
        "儿女不在身边，一个人过年冷清",
        "儿女都在外地，身边没人，想有人来坐坐",
        "独居老人没人探望",
        "独居的老人要有人常去看看",
    ),
    *("轮椅没处停，只能放楼道", "婴儿车没处放，天天往上扛", "自行车没地方放", "自行车乱停堵了门", "童车放门口老丢"),
    *("楼道里灯不亮", "楼梯灯坏了看不清", "上下楼黑，摸着走", "院里的路灯夜里不亮", "大院路灯坏了好几盏"),
    *("想学学手机怎么挂号", "手机挂号不会弄", "电动车没处充电", "电动车充电要排队", "电瓶拎上楼充太危险"),
    *(
        "孩子放学没人接",
        "放学早，大人下班晚，孩子没人管",
        "想找地方下棋",
        "下棋没有桌子",
        "狗叫得睡不着",
        "夜里狗叫扰民",
    ),
    *("下水堵了返水", "厕所返味，下水不畅", "腿脚不好没法去医院", "看病没人陪", "想要个扶手，上楼费劲", "爬楼没处歇脚"),
)
KNOWN = knowledge_of(None)


def groups(texts: list[str], threshold: float) -> list[Cluster]:
    model = replace(KNOWN.pairs, threshold=threshold)
    return clusters(KNOWN.reader.read(texts), model, [1.0] * len(texts), [""] * len(texts))


@given(st.lists(st.sampled_from(SAID), min_size=2, max_size=10, unique=True), st.sampled_from([0.05, 0.2, 0.4]))
def test_a_group_is_called_by_words_of_its_own(texts: list[str], threshold: float) -> None:
    simple = KNOWN.reader.read(texts).simple
    for group in groups(texts, threshold):
        own = [simple[row] for row in group.members]
        named = group.why.title
        assert any(text.startswith(named.rstrip("…")) for text in own) or in_their_words(named, own)


@pytest.mark.parametrize(
    ("texts", "called"),
    [
        (("电动车没处充电", "电动车充电要排队"), "电动车充电"),
        (("院里的路灯夜里不亮", "大院路灯坏了好几盏"), "院内路灯"),
        (("儿女都在外地，没人来看", "儿女不在身边，冷清"), "儿女都在外地"),
        (("轮椅没处停", "婴儿车没处停"), "轮椅没处停"),
    ],
)
def test_the_name_is_the_problem_where_they_say_it_else_what_one_of_them_said(
    texts: tuple[str, str], called: str
) -> None:
    (group,) = groups(list(texts), 0.0)
    assert group.why.title == called


@pytest.mark.parametrize(
    ("name", "texts", "theirs"),
    [
        ("自行车车棚", ["自行车没处放", "单车乱停"], False),
        ("楼道照明", ["楼道照明坏了", "楼道要照明"], True),
        ("楼道照明", ["楼道照明坏了", "上楼看不见", "夜里摸黑"], False),
        ("独居老人", ["独居没人管", "老人冷清"], False),
    ],
)
def test_words_of_others_and_words_of_one_name_no_group(name: str, texts: list[str], theirs: bool) -> None:
    assert in_their_words(name, texts) is theirs
