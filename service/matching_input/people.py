"""Candidates and places: who there is, with what everybody may know for the hard rules."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from graph.tables import NodeTable
from matching.data import (
    CANDIDATE_KINDS,
    CHARGES,
    GIVES,
    NUMBERS,
    PLACE_LEVELS,
    REGISTRATION,
    SLOTS,
    Candidates,
    Places,
)
from matching.language.text import simplify_all
from service.lines.taking import promised_money
from service.matching_input.abilities import Mentions
from service.matching_input.frame import Frame, Numbers, Objects, coded
from service.viewing.showing import consenting, shown, under_age

DAYS = ("valid_until", "last_active", "confirmed_on", "joined_on", "star_until")
PROFESSIONAL = re.compile("专业|支持|平台|枢纽|基金会|社工")


# Services by which one has things, and those that only take them in.
LENDING = re.compile("借(?!书证|调)|租(?!房|客|户)|赠|捐(?!款|资)|领用|免费(?:用|使用|领|发)|发放|共用")
COLLECTING = re.compile("回收|收(?:旧|集|购)|征集|募集")


def candidates(frame: Frame, mentions: Mentions) -> Candidates:
    """Every candidate's columns; consent as far as the candidate's own record says."""
    return Candidates(
        nodes=frame.named(CANDIDATE_KINDS),
        consents=consents(frame),
        minors=minors(frame),
        windows=np.concatenate([window_bits(frame.table(label)) for label in CANDIDATE_KINDS]),
        professional=np.concatenate([_professional(label, frame.table(label)) for label in CANDIDATE_KINDS]),
        registration=_coded(frame, "registered", REGISTRATION),
        charge=_coded(frame, "charge", CHARGES),
        gives=_gives(frame, mentions),
        units=_texts(frame, "unit"),
        numbers={name: _numbers(frame, name) for name in NUMBERS} | {"balance": _left(frame)},
    )


def _left(frame: Frame) -> Numbers:
    """What is left of every balance when what its fund has promised is given."""
    promised = [np.zeros(len(frame.table(label))) for label in CANDIDATE_KINDS]
    promised[CANDIDATE_KINDS.index("Fund")] = promised_money(frame.snapshot, "Fund")
    left: Numbers = np.maximum(_numbers(frame, "balance") - np.concatenate(promised), 0.0)
    return left


def minors(frame: Frame) -> NDArray[np.bool_]:
    """Which candidates are or may be under age."""
    return np.concatenate([under_age(frame.table(label)) for label in CANDIDATE_KINDS])


def consents(frame: Frame) -> NDArray[np.bool_]:
    """Which candidates may be recommended as far as consent goes, their own or that of those who offer them."""
    own = np.concatenate([consenting(frame.snapshot, label) for label in CANDIDATE_KINDS])
    offers = frame.links("OFFERS", ("Resident", "Expert", "Organization", "Unit", "Alliance"), CANDIDATE_KINDS)
    # What only people offer who may not be shown would name them.
    named = np.concatenate([shown(frame.snapshot, label) for label in CANDIDATE_KINDS])
    willing = np.bincount(offers.ends, weights=named[offers.starts], minlength=len(own))
    known = np.bincount(offers.ends, minlength=len(own))
    offered: NDArray[np.bool_] = (known == 0) | (willing > 0)
    return own & offered


def window_bits(table: NodeTable) -> NDArray[np.uint32]:
    """The weekly windows of every row as bits; 0 when not known."""
    if "windows" not in table.types:
        return np.zeros(len(table), dtype=np.uint32)
    bounds, codes, words = table.list_codes("windows")
    bits = np.array([SLOTS.get(word, 0) for word in words], dtype=np.uint32)[codes]
    result = np.zeros(len(table), dtype=np.uint32)
    filled = np.flatnonzero(np.diff(bounds))
    if len(filled):
        result[filled] = np.bitwise_or.reduceat(bits, bounds[filled])
    return result


def _professional(label: str, table: NodeTable) -> NDArray[np.bool_]:
    if label != "Organization":
        return np.full(len(table), label == "Expert")
    kinds, roles = table.texts("kind"), table.texts("role")
    return np.array(
        [bool(PROFESSIONAL.search(f"{kind}{role}")) for kind, role in zip(kinds, roles, strict=True)], dtype=bool
    )


def _gives(frame: Frame, mentions: Mentions) -> NDArray[np.int8]:
    parts = [np.zeros(len(frame.table(label)), dtype=np.int8) for label in CANDIDATE_KINDS]
    at, table = CANDIDATE_KINDS.index("Service"), frame.table("Service")
    given = coded(table, "kind", GIVES)
    open_kind = np.isin(given, (GIVES.index(""), GIVES.index("service")))
    given[open_kind & _things(table, mentions)] = GIVES.index("things")
    parts[at] = given
    return np.concatenate(parts)


def _things(table: NodeTable, mentions: Mentions) -> NDArray[np.bool_]:
    """Which services give or lend things: they say so, or are called after nothing but things."""
    goods = mentions.vocabulary.of_theme("goods")
    names, texts = table.texts("name").tolist(), table.texts("text").tolist()
    found = np.zeros(len(table), dtype=bool)
    for row, (name, text) in enumerate(zip(simplify_all(names), simplify_all(texts), strict=True)):
        said = f"{name}，{text}"
        called = mentions.of(name)
        thing = len(called) > 0 and bool(goods[list(called)].all())
        found[row] = (thing or LENDING.search(said) is not None) and not COLLECTING.search(said)
    return found


def _coded(frame: Frame, name: str, words: Sequence[str]) -> NDArray[np.int8]:
    return np.concatenate([coded(frame.table(label), name, words) for label in CANDIDATE_KINDS])


def _texts(frame: Frame, name: str) -> Objects:
    tables = [frame.table(label) for label in CANDIDATE_KINDS]
    parts = [table.texts(name) if name in table.types else np.full(len(table), "", dtype=object) for table in tables]
    return np.concatenate(parts)


def _numbers(frame: Frame, name: str) -> Numbers:
    def read(label: str, table: NodeTable) -> Numbers | None:
        if name not in table.types:
            return None
        return table.days(name) if name in DAYS else table.numbers(name)

    return frame.column(CANDIDATE_KINDS, read)


def places(frame: Frame) -> Places:
    """The place hierarchy with every place's ancestor at each level."""
    table = frame.table("Place")
    levels = coded(table, "level", PLACE_LEVELS)
    part = frame.links("PART_OF", ("Place",), ("Place",))
    parents = np.full(len(table), -1, dtype=np.int32)
    parents[part.starts[::-1]] = part.ends[::-1]
    ancestors = np.full((len(table), len(PLACE_LEVELS)), -1, dtype=np.int32)
    everyone = np.arange(len(table), dtype=np.int32)
    at, rows = everyone, everyone
    # One step more than there are levels: a circle in the records must not hold us.
    for _ in range(len(PLACE_LEVELS) + 1):
        empty = ancestors[rows, levels[at]] < 0
        ancestors[rows[empty], levels[at][empty]] = at[empty]
        up = parents[at]
        rows, at = rows[up >= 0], up[up >= 0]
    return Places(frame.named(("Place",)), parents, ancestors, levels)
