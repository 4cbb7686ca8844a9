"""Features about ties: how near a candidate is, whom it has worked with, when it is free."""

from __future__ import annotations

import numpy as np

from matching.data import OFFERED_KINDS, PLACE_LEVELS
from matching.measuring import Feature, RowSet
from matching.paths import climb, place_path, work_path
from matching.question import Question
from matching.ragged import Column, highest
from matching.reasons import Telling, linked, property_fact
from matching.wordings import LEVELS_EN, LEVELS_ZH, name_of, slot_names, windows_en, windows_zh

TOGETHER = 0.8


def near(question: Question, rows: RowSet) -> Column:
    """离得近：同门、同楼、同院、同社区、同街道，一级比一级远。

    How near they are: the same entrance, building, compound, community, street.
    """
    data, setting = question.data, question.setting
    homes, home_bounds = data.home.gather(rows)
    covers, cover_bounds = data.covers.gather(rows)
    return np.maximum(
        highest(setting.home_values[data.home.values[homes]], home_bounds),
        highest(setting.cover_values[data.covers.values[covers]], cover_bounds),
    )


def _tell_near(question: Question, row: int) -> Telling:
    data, setting, ask = question.data, question.setting, question.ask
    options = [
        (float(worth[links.values[at]]), links, at)
        for links, worth in ((data.home, setting.home_values), (data.covers, setting.cover_values))
        for at in range(links.starts[row], links.starts[row + 1])
    ]
    _, links, entry = max(options, key=lambda option: option[0])
    place = int(links.values[entry])
    level = PLACE_LEVELS[int(setting.common_levels[place]) - 1]
    common = int(data.places.ancestors[place, PLACE_LEVELS.index(level)])
    facts = place_path(data, row, links, entry, common)
    facts += climb(data, ask.place, common)
    kind, key, title = ask.place_of
    if key:
        facts.append(linked({"kind": kind, "id": key, "name": title}, "LOCATED_IN", data.places.nodes.node(ask.place)))
    name = data.places.nodes.node(common)["name"]
    zh = {"place": name, "level": LEVELS_ZH[level]}
    serving = links is data.covers
    return Telling("serves" if serving else "lives", zh, {"level": LEVELS_EN[level]}, tuple(facts))


def worked_together(question: Question, rows: RowSet) -> Column:
    """和这个项目的人一起办过事。

    Has worked with the people of this project before.
    """
    return -np.expm1(-TOGETHER * question.setting.together[rows])


def _tell_together(question: Question, row: int) -> Telling:
    data, setting = question.data, question.setting
    works, (shared, closeness) = data.works, setting.shared_works
    run = works.worked.run(row)
    at = {int(work): weight for work, weight in zip(shared, closeness, strict=True)}
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
    _tell_near,
    ("离得近", "near"),
    {
        "lives": ("在{level}（{place}）", "in {level} ({place})"),
        "serves": ("服务范围包括{place}，和项目在{level}", "works for {place}, {level} as the project"),
    },
)
WORKED_TOGETHER = Feature(
    worked_together,
    _tell_together,
    ("有交情", "worked together"),
    {
        "used": ("项目里的{partner}办“{work}”时用过", "was used by {partner} of this project for {work}"),
        "together": ("和项目里的{partner}一起办过“{work}”", "worked with {partner} of this project on {work}"),
    },
)
WINDOWS = Feature(
    windows,
    _tell_windows,
    ("时间合适", "free then"),
    {
        "all": ("{windows}都有空", "free on {windows}"),
        "some": ("{windows}有空", "free on {windows}, not all that is asked"),
    },
)
