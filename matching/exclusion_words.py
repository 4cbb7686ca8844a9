"""The words with which an exclusion is told: the facts that a rule found, in Chinese and in English."""

from __future__ import annotations

from collections.abc import Mapping

from matching.data import GIVES
from matching.exclusions import SERVING, hours_a_month
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
    if cap < max(asked, 0.1):
        mend = f"减到每月{number(cap)}小时以内就能请" if cap else "本人愿意多出时间时再请"
        mend_en = f"ask for at most {hours_en(cap)} a month" if cap else "ask when they have time to give"
    else:
        mend, mend_en = f"{date_zh(end + 1)}起又能请", f"can be asked again from {date_en(end + 1)}"
    return {**words, "mend": mend, "mend_en": mend_en}


def validity_words(question: Question, row: int) -> Words:
    """The last day on which the entry holds."""
    until, year = question.data.value("valid_until", row), question.data.value("year", row)
    if until is None or (year is not None and year < question.standing.today.year <= 1970 + until / 365.25):
        return {"until": f"{int(year or 0)}年底", "until_en": f"the end of {int(year or 0)}"}
    return {"until": date_zh(until), "until_en": date_en(until)}


def size_words(question: Question, row: int) -> Words:
    """How many people the room holds and how many are expected."""
    capacity = question.data.value("capacity", row) or 0.0
    return {"capacity": number(capacity), "people": number(question.ask.people)}


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
    mend = f"拆成不超过{number(limit)}元的一笔就能用", f"split off a part of at most {number(limit)} yuan"
    if limit <= 0:
        mend = (
            ("另找一笔资金", "find another fund")
            if by_cap
            else ("余额补上以后就能用", "can be used once it is refilled")
        )
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


def dormant_words(question: Question, row: int) -> Words:
    """When the group was last seen active."""
    last = question.data.value("last_active", row) or 0.0
    return {"last": date_zh(last), "last_en": date_en(last)}


def qualification_words(question: Question, row: int) -> Words:
    """What the line asks a partner to be."""
    wanted = question.ask.qualification
    return {
        "wanted": {"登记": "登记的组织", "星级": "有有效星级的组织"}.get(wanted, wanted),
        "wanted_en": ("a registered organization" if wanted == "登记" else "an organization with a valid star rating"),
    }


def no_words(question: Question, row: int) -> Words:
    """For rules whose sentence needs no words."""
    return {}
