"""Matching data brought up to date equals matching data made anew, whatever was written in between."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from datetime import date
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from matching_town import NOW, link, node, teacher, town
from scipy import sparse

from graph.records import Link, Node
from graph.snapshot import Snapshot
from matching.ragged import Ragged
from seeds import vocabulary
from seeds.invent import invent
from service.matching_input import MatchingInput, build

SHIPPED = list(vocabulary())


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {name: date.fromisoformat(v["d"]) if isinstance(v, dict) and "d" in v else v for name, v in values.items()}


INVENTED = list(invent(100, 3))
NODES = {(n["n"], n["id"]): Node(n["n"], n["id"], _plain(n["p"])) for n in INVENTED if "n" in n}
LINKS = {(r["l"], *r["f"], *r["t"]): Link(r["l"], *r["f"], *r["t"], _plain(r["p"])) for r in INVENTED if "l" in r}
TEXTS = {
    "Resident": ("name", "age_band"),
    "Organization": ("name", "text", "kind", "registered"),
    "Service": ("name", "text", "audience", "charge", "unit"),
    "Skill": ("name", "theme"),
    "Requirement": ("text",),
    "Project": ("name", "text", "stage"),
    "Invitation": ("answer", "reason"),
}
WORDS = ("", " ", "教智能手机", "广场舞", "declined", "no_time", "登记", "公益", "17岁以下", "第一行\n第二行")
_change = st.tuples(st.sampled_from(sorted(TEXTS)), st.integers(0, 500), st.integers(0, 4), st.sampled_from(WORDS))
_steps = st.lists(
    st.one_of(
        _change,
        st.tuples(st.just("drop node"), st.integers(0, 5000)),
        st.tuples(st.just("drop link"), st.integers(0, 5000)),
        st.tuples(st.just("add"), st.sampled_from(["0", "zz"]), st.sampled_from(WORDS)),
    ),
    min_size=1,
    max_size=5,
)


@settings(deadline=None, max_examples=12)
@given(st.lists(_steps, min_size=1, max_size=3))
def test_brought_up_to_date_equals_made_anew(rounds: list[list[tuple[Any, ...]]]) -> None:
    nodes, links = dict(NODES), dict(LINKS)
    current = build(Snapshot.from_records(nodes.values(), links.values(), NOW, "0"), SHIPPED)
    for number, steps in enumerate(rounds, start=1):
        for step in steps:
            _take(nodes, links, step)
        snapshot = Snapshot.from_records(nodes.values(), links.values(), NOW, str(number))
        current = build(snapshot, SHIPPED, current)
        _same(current.data, build(snapshot, SHIPPED).data, "data")


def _take(nodes: dict[Any, Node], links: dict[Any, Link], step: tuple[Any, ...]) -> None:
    match step:
        case ("drop node", int(at)):
            del nodes[list(nodes)[at % len(nodes)]]
        case ("drop link", int(at)):
            del links[list(links)[at % len(links)]]
        case ("add", str(key), str(words)):
            skill = next(key for kind, key in NODES if kind == "Skill")
            nodes["Resident", key] = node("Resident", key, name=words, consent=True, windows=["sat-pm", "sun-am"])
            links["HAS_SKILL", key] = link("HAS_SKILL", ("Resident", key), ("Skill", skill), text=words)
        case (str(kind), int(at), int(which), str(words)):
            known = [key for key in nodes if key[0] == kind]
            found, name = nodes[known[at % len(known)]], TEXTS[kind][which % len(TEXTS[kind])]
            nodes[known[at % len(known)]] = replace(found, properties={**found.properties, name: words})


def _same(one: Any, other: Any, where: str) -> None:
    """Equal value for value, in every field however deep; private ones are caches."""
    if is_dataclass(one):
        for declared in fields(one):
            if not declared.name.startswith("_"):
                _same(getattr(one, declared.name), getattr(other, declared.name), f"{where}.{declared.name}")
    elif sparse.issparse(one):
        _same(one.toarray(), other.toarray(), where)
    elif isinstance(one, np.ndarray):
        assert one.dtype == other.dtype, where
        assert np.array_equal(one, other, equal_nan=one.dtype.kind == "f"), where
    elif isinstance(one, dict) and any(isinstance(value, np.ndarray) for value in one.values()):
        assert one.keys() == other.keys(), where
        for name in one:
            _same(one[name], other[name], f"{where}.{name}")
    else:
        assert one == other, where


def test_what_did_not_change_is_not_read_again() -> None:
    before: MatchingInput = build(town(*teacher("first")).snapshot(NOW))
    again = build(town(*teacher("first"), node("Resident", "second", name="某二")).snapshot(NOW), (), before)
    assert again.data.index is before.data.index
    assert again.data.vocabulary is before.data.vocabulary


@given(st.lists(st.tuples(*(st.integers(0, n) for n in (5, 6, 2, 3))), max_size=30))
def test_turned_is_built_from_the_other_end(entries: list[tuple[int, int, int, int]]) -> None:
    owners, values, codes, via = np.array(entries, dtype=np.int64).reshape(-1, 4).T
    links = Ragged.build(owners, values, 6, np.arange(len(owners)) / 7, codes, via)
    _same(links.turned(7), Ragged.build(links.values, links.owners, 7, links.weights, links.codes, links.via), "turned")
