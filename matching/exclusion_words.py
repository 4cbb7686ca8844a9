"""The words with which an exclusion is told: the facts that a rule found, in Chinese and in English."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil

import numpy as np

from matching.data import GIVES, PLACE_LEVELS
from matching.exclusions import SERVING, beyond, hours_a_month
from matching.question import Question
from matching.reasons import day
from matching.wordings import (
    KINDS_EN,
    KINDS_ZH,
    REQUIREMENTS_EN,
    REQUIREMENTS_ZH,
    Bilingual,
    date_en,
    date_zh,
    hours_en,
    number,
    windows_en,
    windows_zh,
)

Words = Mapping[str, object]
GIVEN: Mapping[str, Bilingual] = {
    "service": ("给的是服务", "gives a service"),
    "things": ("给的是服务", "gives a service"),
    "skill": ("给的是技能", "gives a skill"),
    "people": ("给的是人手", "gives hands"),
    "goods": ("给的是物资", "gives goods"),
    "planning": ("给的是策划", "gives planning"),
    "mentor": ("给的是辅导", "gives mentoring"),
}
LEVELS_ZH = {"compound": "本院", "community": "本社区", "street": "本街道", "district": "本区"}
# What may be so of an entry, where nothing that is asked can be changed to let it in.
WRONG_PLACE = "登记的地点不对就改正，改了就能排进来", "comes in when its place was wrong and is corrected"
WILLING = "对方愿意到这里服务就能排进来", "comes in when it agrees to work here"
# Whoever goes there and back may simply come; a room and money stay where they are.
TRAVELLING = ("Expert", "Organization", "Unit", "Alliance", "Service")
MONTHS = 12  # that are looked ahead for hours


def kind_words(question: Question, row: int) -> Words:
    """What the candidate is, or gives where it is an entry of a list, and what the line asks for of whom."""
    data, asked = question.data, question.ask.kind
    kind, serving = data.nodes.kind_of(row), SERVING[asked]
    words = {"asked": REQUIREMENTS_ZH[asked], "asked_en": REQUIREMENTS_EN[asked], "whom": "", "whom_en": ""}
    if kind == "Service" and kind in serving:
        zh, en = GIVEN.get(GIVES[data.candidates.gives[row]], ("没有写明给的是什么", "does not say what it gives"))
        return {**words, "is": zh, "is_en": en}
    words["is"], one = f"是{KINDS_ZH[kind]}", KINDS_EN[kind][:-1]
    words["is_en"] = f"is {'an' if one[0] in 'aeo' else 'a'} {one}"
    others = [other for other in serving if other != "Service"]
    known, known_en = [KINDS_ZH[other] for other in others], [KINDS_EN[other] for other in others]
    if "Service" in serving:
        known.append("写明给这个的服务")
        known_en.append("services that say so")
    of = f", of {', '.join(known_en[:-1])} or {known_en[-1]}"
    return {**words, "whom": f"，可以找{'、'.join(known)}", "whom_en": of}


def place_words(question: Question, row: int) -> Words:
    """Where the candidate is or works, and where the project is."""
    data = question.data
    found = list(dict.fromkeys([*data.home.of(row).tolist(), *data.covers.of(row).tolist()]))
    names = [str(data.places.nodes.names[place]) for place in found[:3]]
    here = str(data.places.nodes.names[question.ask.place]) if question.ask.place >= 0 else ""
    level = question.ask.level
    return {
        "places": "、".join(names),
        "places_en": ", ".join(names),
        "here": here,
        "level": LEVELS_ZH.get(level, level),
        "level_en": level,
    }


def range_words(question: Question, row: int) -> Words:
    """Where the candidate is, and the nearest wider range of the line in which it is; without one what may be so."""
    data, wider = question.data, PLACE_LEVELS[: PLACE_LEVELS.index(question.ask.level)]
    rows, mend = np.array([row]), WILLING if data.nodes.kind_of(row) in TRAVELLING else WRONG_PLACE
    for level in reversed([one for one in wider if one in LEVELS_ZH]):
        if not beyond(question, rows, level)[0]:
            mend = f"把范围放宽到{LEVELS_ZH[level]}就能排进来", f"comes in when the line asks for the same {level}"
            break
    return {**place_words(question, row), "mend": mend[0], "mend_en": mend[1]}


def home_words(question: Question, row: int) -> Words:
    """Where the candidate is."""
    data = question.data
    names = "、".join(str(data.places.nodes.names[place]) for place in data.home.of(row).tolist()[:3])
    return {"places": names, "places_en": names.replace("、", ", ")}


def window_words(question: Question, row: int) -> Words:
    """When the candidate is free and when it is asked for."""
    theirs = int(question.data.candidates.windows[row])
    return {
        "theirs": windows_zh(theirs),
        "wanted": windows_zh(question.ask.windows),
        "theirs_en": windows_en(theirs),
        "wanted_en": windows_en(question.ask.windows),
    }


def hour_words(question: Question, row: int) -> Words:
    """The hours a month, those taken, those asked for, and when to ask again."""
    first = question.ask.first_day
    start, end = question.standing.month(first)
    cap, taken = question.data.value("hours_cap", row) or 0.0, float(question.standing.hours_taken(first)[row])
    asked = hours_a_month(question)
    words = {
        "cap": number(cap),
        "cap_en": hours_en(cap),
        "taken": number(round(taken, 1)),
        "left": number(round(max(cap - taken, 0.0), 1)),
        "month": f"{day(start).month}月",
        "month_en": f"{day(start):%B}",
        "wanted": f"，这一项一个月要{number(round(asked, 1))}小时" if asked else "",
        "wanted_en": f", asked for: {number(round(asked, 1))} a month" if asked else "",
    }
    mend = _when_hours(question, row, end + 1, asked)
    return {**words, "mend": mend[0], "mend_en": mend[1]}


def _when_hours(question: Question, row: int, day_after: float, asked: float) -> Bilingual:
    """How few hours do, or from which month on those asked for are free."""
    left = float(question.hours_left[row])
    most = float(np.floor(max(left, 0.0) * 10 + 1e-9) / 10)
    if (question.data.value("hours_cap", row) or 0.0) < asked and most > 0:
        return f"减到每月{number(most)}小时以内就能请", f"ask for at most {hours_en(most)} a month"
    for _ in range(MONTHS):
        free = float(question.standing.hours_left(day_after)[row])
        if free > 0 and free >= asked:
            return f"{date_zh(day_after)}起又能请", f"can be asked again from {date_en(day_after)}"
        day_after = question.standing.month(day_after)[1] + 1
    return "本人愿意多出时间时再请", "ask when they have time to give"


def validity_words(question: Question, row: int) -> Words:
    """The last day on which the entry holds, or the year of which its money is: a later day changes nothing then."""
    until, year = question.data.value("valid_until", row), question.data.value("year", row)
    this = question.standing.today.year
    if until is None or (year is not None and year < this):
        over = until is not None and until < max(question.standing.now, np.nan_to_num(question.ask.first_day))
        zh, en = ("年度和有效期都", "its year and its last day were") if over else ("年度", "its year was")
        return {
            "is": f"是{int(year or 0)}年度的，年度已经过了",
            "is_en": f"is of {int(year or 0)}, a year that is over",
            "mend": f"用{this}年度的；{zh}登记错了的，改正就能排进来",
            "mend_en": f"use what is of {this}; comes in when {en} entered wrongly and is corrected",
        }
    return {
        "is": f"有效期到{date_zh(until)}，已经过了或赶不上",
        "is_en": f"was valid until {date_en(until)}, which is past or too early",
        "mend": "重新核实、延长有效期就能排进来",
        "mend_en": "confirm it again and extend its validity",
    }


def size_words(question: Question, row: int) -> Words:
    """How many people the room holds, how many are expected, and in how many sessions it holds them."""
    capacity, people = question.data.value("capacity", row) or 0.0, question.ask.people
    mend = "登记的座位数不对就改正", "correct how many it seats if that is wrong"
    if capacity >= 1:
        mend = (
            f"分{ceil(people / capacity)}场，或减到{number(capacity)}人",
            f"split into {ceil(people / capacity)} sessions or expect at most {number(capacity)}",
        )
    return {"capacity": number(capacity), "people": number(people), "mend": mend[0], "mend_en": mend[1]}


def fund_words(question: Question, row: int) -> Words:
    """The most that the fund can give and what is asked of it."""
    balance, cap = question.data.value("balance", row), question.data.value("cap", row)
    before = dict(question.ask.given).get(row, 0.0)
    rest = None if cap is None else max(cap - before, 0.0)
    limit = min((v for v in (balance, rest) if v is not None), default=0.0)
    by_cap = rest is not None and limit == rest
    wanted = question.ask.quantity
    # Of whoever may give any part of a sum, however small, nothing is told as asked.
    asked = number(wanted) if question.ask.kind == "money" and wanted >= 1 else ""
    part = bool(asked) and 0 < limit < wanted  # a fund may give a part beside others
    mend = _of_fund(limit, rest, wanted)
    most = f"余额还有{number(limit)}元", f"has {number(limit)} yuan left"
    if by_cap:
        most = f"一个项目最多出{number(cap or 0.0)}元", f"gives a project {number(cap or 0.0)} yuan at most"
        if before:
            most = (
                f"{most[0]}，已经给了这个项目{number(before)}元",
                f"{most[1]}, of which this one has {number(before)}",
            )
    return {
        "most": most[0],
        "most_en": most[1],
        "asked": f"{asked}元" if asked else "这笔钱",
        "asked_en": asked or "the sum asked for",
        "beside": "，可以和别的资金合起来出" if part else "",
        "beside_en": "; it can give a part beside other funds" if part else "",
        "mend": mend[0],
        "mend_en": mend[1],
    }


def _of_fund(limit: float, rest: float | None, wanted: float) -> Bilingual:
    """What lets in a fund that can give `limit`, of which `rest` is what its cap for one project leaves."""
    if limit > 0:
        return f"拆成不超过{number(limit)}元的一笔就能用", f"split off a part of at most {number(limit)} yuan"
    if rest is not None and rest <= 0:
        return "另找一笔资金", "find another fund"
    if rest is not None and rest < wanted:
        return (
            f"余额补上，再拆成不超过{number(rest)}元的一笔才能用",
            f"can be used once it is refilled, for a part of at most {number(rest)} yuan",
        )
    return "余额补上以后就能用", "can be used once it is refilled"


def dormant_words(question: Question, row: int) -> Words:
    """When the group was last seen active."""
    last = question.data.value("last_active", row) or 0.0
    return {"last": date_zh(last), "last_en": date_en(last)}


def qualification_words(question: Question, row: int) -> Words:
    """What the line asks a partner to be, and what lets it in: only organizations are registered and rated."""
    wanted, standing = question.ask.qualification, question.standing
    behind = int(standing.rated[row]) if standing.rated[row] >= 0 else row
    able = question.data.nodes.kind_of(behind) == "Organization"
    return {
        "mend": "取得资格后，或取消这条要求，就能排进来" if able else "取消这条要求就能排进来",
        "mend_en": f"comes in {'with the qualification, or ' if able else ''}when the line drops it",
        "wanted": {"登记": "登记的组织", "星级": "有有效星级的组织"}.get(wanted, wanted),
        "wanted_en": ("a registered organization" if wanted == "登记" else "an organization with a valid star rating"),
    }


def no_words(question: Question, row: int) -> Words:
    """For rules whose sentence needs no words."""
    return {}
