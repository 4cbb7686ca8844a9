"""Features about ties: how near a candidate is, whom it has worked with, when it is free."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np

from matching.data import OFFERED_KINDS, PLACE_LEVELS
from matching.features.feature import Feature, RowSet, once, once_a_line, one_by_one
from matching.paths import climb, place_ties, work_path
from matching.question import Question
from matching.ragged import Column
from matching.reasons import Telling, linked, property_fact
from matching.setting import Way
from matching.wordings import LEVELS_EN, LEVELS_ZH, name_of, slot_names, windows_en, windows_zh

TOGETHER = 0.8


def near(question: Question, rows: RowSet) -> Column:
    """离得近：同门、同楼、同院、同社区、同街道，一级比一级远。

    How near they are: the same entrance, building, compound, community, street.
    """
    return question.setting.nearness(rows)


def _tell_near(question: Question, rows: Sequence[int]) -> list[Telling]:
    data, setting = question.data, question.setting
    nearest: list[tuple[float, int, int]] = [(-1.0, 0, 0)] * len(rows)
    for serving, links, worth in ((0, data.home, setting.home_values), (1, data.covers, setting.cover_values)):
        positions, bounds = links.gather(np.asarray(rows))
        worths, entries = worth[links.values[positions]].tolist(), positions.tolist()
        for at, (first, last) in enumerate(pairwise(bounds.tolist())):
            for i in range(first, last):
                if worths[i] > nearest[at][0]:
                    nearest[at] = worths[i], serving, entries[i]
    tellings = []
    for row, (_, serving, entry) in zip(rows, nearest, strict=True):
        links = data.covers if serving else data.home
        level, name, further = _way(question, int(links.values[entry]))
        facts = (*place_ties(data, row, links, entry), *further)
        words = {"place": name, "level": LEVELS_ZH[level]}
        tellings.append(Telling("serves" if serving else "lives", words, {"level": LEVELS_EN[level]}, facts, level))
    return tellings


def _way(question: Question, place: int) -> Way:
    """The level that a place has in common with the project, the name there, and the steps between the two."""
    data, ask, known = question.data, question.ask, question.setting.ways
    if (place, ask.place_of) in known:
        return known[place, ask.place_of]
    deepest = int(question.setting.common_levels[place]) - 1
    common = int(data.places.ancestors[place, deepest])
    facts = climb(data, place, common) + climb(data, ask.place, common)
    kind, key, title = ask.place_of
    if key:
        facts.append(linked({"kind": kind, "id": key, "name": title}, "LOCATED_IN", data.places.nodes.node(ask.place)))
    way = PLACE_LEVELS[deepest], data.places.nodes.node(common)["name"], tuple(facts)
    known[place, ask.place_of] = way
    return way


def worked_together(question: Question, rows: RowSet) -> Column:
    """和这个项目的人一起办过事。

    Has worked with the people of this project before.
    """
    return -np.expm1(-TOGETHER * question.setting.together[rows])


def _tell_together(question: Question, rows: Sequence[int]) -> list[Telling]:
    shared, closeness = question.setting.shared_works
    at = dict(zip(shared.tolist(), closeness.tolist(), strict=True))
    return [_told_together(question, row, at) for row in rows]


def _told_together(question: Question, row: int, at: Mapping[int, float]) -> Telling:
    data, setting, works = question.data, question.setting, question.data.works
    run = works.worked.run(row)
    entry = max(
        (i for i in range(run.start, run.stop) if int(works.worked.values[i]) in at),
        key=lambda i: at[int(works.worked.values[i])],
    )
    work = int(works.worked.values[entry])
    partners = [member for member in setting.team if work in works.worked.of(member)]
    # A person says more to a coordinator than an alliance.
    partner = min(partners, key=lambda member: data.nodes.kind_of(member) not in ("Resident", "Expert"))
    theirs = works.worked.run(partner)
    partner_entry = next(i for i in range(theirs.start, theirs.stop) if works.worked.values[i] == work)
    facts = [*work_path(data, row, entry), *work_path(data, partner, partner_entry)]
    words = {"partner": name_of(data, partner), "work": works.nodes.node(work)["name"]}
    used = data.nodes.kind_of(row) in OFFERED_KINDS
    return Telling("used" if used else "together", words, {}, tuple(facts))


def windows(question: Question, rows: RowSet) -> Column:
    """登记的空闲时间和要的时间对得上（双方都写明才算）。

    Free at the times asked for, where both sides have said so.
    """
    wanted = np.uint32(question.ask.windows)
    common = np.bitwise_count(question.data.candidates.windows[rows] & wanted)
    share: Column = common.astype(np.float64) / max(int(np.bitwise_count(wanted)), 1)
    return share


def _tell_windows(question: Question, row: int) -> Telling:
    theirs = int(question.data.candidates.windows[row])
    common = theirs & question.ask.windows
    fact = property_fact(question.data.nodes.node(row), "windows", " ".join(slot_names(theirs)))
    full = common == question.ask.windows
    return Telling("all" if full else "some", {"windows": windows_zh(common)}, {"windows": windows_en(common)}, (fact,))


NEAR = Feature(
    near,
    once(lambda question: question.setting.told, lambda question: question.ask.place_of, _tell_near),
    ("离得近", "near"),
    {
        "lives": ("在{level}（{place}）", "in {level} ({place})"),
        "serves": ("服务范围包括{place}，和项目在{level}", "works for {place}, {level} as the project"),
    },
)
WORKED_TOGETHER = Feature(
    worked_together,
    once_a_line("worked_together", _tell_together),
    ("有交情", "worked together"),
    {
        "used": ("项目里的{partner}办“{work}”时用过", "was used by {partner} of this project for {work}"),
        "together": ("和项目里的{partner}一起办过“{work}”", "worked with {partner} of this project on {work}"),
    },
)
WINDOWS = Feature(
    windows,
    once_a_line("windows", one_by_one(_tell_windows)),
    ("时间合适", "free then"),
    {
        "all": ("{windows}都有空", "free on {windows}"),
        "some": ("{windows}有空", "free on {windows}, not all that is asked"),
    },
)
