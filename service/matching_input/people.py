"""Candidates and places: who there is, with what everybody may know for the hard rules."""

from __future__ import annotations

import re

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
from service.matching_input.frame import Frame, Numbers, Objects, coded

DAYS = ("valid_until", "last_active", "confirmed_on", "joined_on", "star_until")
ADULT = 18
PROFESSIONAL = re.compile("专业|支持|平台|枢纽|基金会|社工")


def candidates(frame: Frame) -> Candidates:
    """Every candidate's columns; consent as far as the candidate's own record says."""
    return Candidates(
        nodes=frame.named(CANDIDATE_KINDS),
        consents=_consents(frame),
        minors=np.concatenate([_minors(label, frame.table(label)) for label in CANDIDATE_KINDS]),
        windows=np.concatenate([window_bits(frame.table(label)) for label in CANDIDATE_KINDS]),
        professional=np.concatenate([_professional(label, frame.table(label)) for label in CANDIDATE_KINDS]),
        registration=coded(_texts(frame, "registered"), REGISTRATION),
        charge=coded(_texts(frame, "charge"), CHARGES),
        gives=_gives(frame),
        units=_texts(frame, "unit"),
        numbers={name: _numbers(frame, name) for name in NUMBERS},
    )


def _consents(frame: Frame) -> NDArray[np.bool_]:
    # A resident must have said yes; an expert, who offers a profession, must not have said no.
    parts = []
    for label in CANDIDATE_KINDS:
        table = frame.table(label)
        given = np.ones(len(table), dtype=bool)
        if label == "Resident":
            given = table.flags("consent") == 1
        elif label == "Expert":
            given = table.flags("consent") != 0
        parts.append(given)
    own = np.concatenate(parts)
    offers = frame.links("OFFERS", ("Resident", "Expert", "Organization", "Unit", "Alliance"), CANDIDATE_KINDS)
    willing = np.bincount(offers.ends, weights=own[offers.starts], minlength=len(own))
    known = np.bincount(offers.ends, minlength=len(own))
    offered: NDArray[np.bool_] = (known == 0) | (willing > 0)
    return own & offered


def _minors(label: str, table: NodeTable) -> NDArray[np.bool_]:
    if label != "Resident" or "age_band" not in table.types:
        return np.zeros(len(table), dtype=bool)
    codes, words = table.text_codes("age_band")
    return np.array([under_age(word) for word in words], dtype=bool)[codes]


def under_age(band: str) -> bool:
    """Whether an age band may be a minor's: its lower end lies below 18, or it says so in words."""
    numbers = [int(number) for number in re.findall(r"\d+", band)]
    if "以下" in band or "未成年" in band or "<" in band:
        return not numbers or numbers[0] <= ADULT
    return bool(numbers) and numbers[0] < ADULT


def window_bits(table: NodeTable) -> NDArray[np.uint32]:
    """The weekly windows of every row as bits; 0 when not known."""
    if "windows" not in table.types:
        return np.zeros(len(table), dtype=np.uint32)
    bounds, entries = table.lists("windows")
    bits = np.fromiter((SLOTS.get(entry, 0) for entry in entries), dtype=np.uint32, count=len(entries))
    result = np.zeros(len(table), dtype=np.uint32)
    np.bitwise_or.at(result, np.repeat(np.arange(len(table)), np.diff(bounds)), bits)
    return result


def _professional(label: str, table: NodeTable) -> NDArray[np.bool_]:
    if label != "Organization":
        return np.full(len(table), label == "Expert")
    kinds, roles = table.texts("kind"), table.texts("role")
    return np.array(
        [bool(PROFESSIONAL.search(f"{kind}{role}")) for kind, role in zip(kinds, roles, strict=True)], dtype=bool
    )


def _gives(frame: Frame) -> NDArray[np.int8]:
    parts = [
        coded(frame.table(label).texts("kind"), GIVES)
        if label == "Service"
        else np.zeros(len(frame.table(label)), dtype=np.int8)
        for label in CANDIDATE_KINDS
    ]
    return np.concatenate(parts)


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
    levels = coded(table.texts("level"), PLACE_LEVELS)
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
