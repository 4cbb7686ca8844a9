"""Why a line stays open although it is well written, in the words of its kind, and the step that helps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from matching.eligibility import judge
from matching.question import Question
from matching.ragged import Column
from matching.rules import RULES
from matching.wordings import Bilingual
from service.figures import figure

SIZE = next(at for at, rule in enumerate(RULES) if rule.name == "size")
PRIVATE = tuple(at for at, rule in enumerate(RULES) if rule.private)
# What fits but is not known to be up to the line, by kind: what it is called, what is not known, what helps.
UNKNOWN: Mapping[str, tuple[Bilingual, Bilingual, Bilingual]] = {
    "space": (
        ("场地有 {n} 处", "room(s)"),
        ("看不出合不合这一项的用处", "what they can be used for"),
        ("请在登记里写明有什么、能做什么，或者登记别的场地", "Enter what is in them, or another room"),
    ),
    "money": (
        ("资金和单位有 {n} 个", "source(s) of money"),
        ("看不出愿不愿为这样的事出钱", "whether they give for this"),
        ("先问一声，把用途和额度写进登记，或者登记别的资金", "Ask, enter purpose and sum, or enter another fund"),
    ),
    "goods": (
        ("有 {n} 个", "of them"),
        ("看不出谁有这样东西", "who has such things"),
        ("请在登记里写明有什么、有多少，或者登记有的人", "Enter what they have and how much, or somebody who has it"),
    ),
    "service": (
        ("有 {n} 个", "of them"),
        ("看不出谁做这样的服务", "who does this"),
        ("请在登记里写明做哪些服务，或者登记做的单位、队伍", "Enter what they do, or a unit or group that does it"),
    ),
    "planning": (
        ("有 {n} 个", "of them"),
        ("看不出谁会策划这样的项目", "who can plan this"),
        ("请在登记里写明擅长什么、做过什么，或者登记会的人", "Enter what they planned, or somebody who can"),
    ),
    "mentor": (
        ("有 {n} 个", "of them"),
        ("看不出谁能辅导这方面", "who can advise on this"),
        ("请在登记里写明专长，或者登记懂这方面的辅导员", "Enter what they know, or another mentor"),
    ),
}
ANYBODY = (
    ("有 {n} 个", "of them"),
    ("看不出谁做得了这一项", "who could do it"),
    ("请在登记里写明技能或做过的事，或者登记会的人", "Enter their skills or past work, or somebody who can"),
)
# Where a rule keeps everything out, by kind.
NOTHING_FITS: Mapping[str, Bilingual] = {
    "space": (
        "没有场地合条件：可以换个时间、放宽地点，或者登记别的场地。",
        "No room fits: choose another time, widen the place, or enter other rooms.",
    ),
    "money": (
        "没有资金合条件：看看用途、年度和谁能申报，可以找单位出资，或者登记别的资金。",
        "No fund fits: look at purpose, year and who may apply; ask a unit for money, or enter other funds.",
    ),
    "goods": (
        "没有谁能给这样东西：可以放宽时间、地点，或者登记有的单位、店铺。",
        "Nobody can give this: widen the time or the place, or enter a unit or shop that has it.",
    ),
    "service": (
        "没有谁做这样的服务：可以放宽时间、地点或资格，或者登记做的单位、队伍。",
        "Nobody does this: widen the time, the place or the qualification, or enter a unit or group that does.",
    ),
    "mentor": (
        "没有辅导员合条件：可以换个时间、减些学时，或者登记别的辅导员。",
        "No mentor fits: choose another time, ask for fewer hours, or enter other mentors.",
    ),
}
# Where what is on record comes to nothing, by kind.
ALL_ZERO: Mapping[str, Bilingual] = {
    "money": (
        "有 {n} 个也许能出钱，但额度没有登记，不能算数：先问清能出多少，再登记。",
        "{n} might give money, but how much is not on record and cannot be counted on: ask first.",
    ),
    "goods": (
        "有 {n} 个合条件的，但登记的数量是 0。请核对他们的登记，或者另找有的。",
        "{n} fit the rules, but the quantity on record is 0. Check their entries, or find others who have it.",
    ),
    "space": (
        "合条件的场地有 {n} 处，但都排在了别的项上。请分几次、换个时间，或者登记别的场地。",
        "{n} room(s) fit the rules, but serve another line. Ask in parts, at another time, or enter other rooms.",
    ),
}
ZERO = (
    "有 {n} 个合条件的，但登记的人数、余额或时间都是 0。请核对他们的登记，或者分几次、换个时间。",
    "{n} fit the rules, but what they have on record (people, balance, hours) is 0. "
    "Check their entries, or ask for it in parts or at another time.",
)


@dataclass(frozen=True)
class Supply:
    """How many no rule keeps from a line, are known to be up to it and have something to give; and how much of what is
    wanted they reach, in the unit of the line."""

    eligible: int
    able: int
    ready: int
    reached: float


def why_open(question: Question, supply: Supply, elsewhere: Bilingual = ("", "")) -> Bilingual:
    """What keeps a line open and the step that helps; `elsewhere` tells what else those who could do it may be at."""
    kind = question.ask.kind
    if not supply.able and kind == "space" and question.ask.people == question.ask.people:
        return _no_such_room(question, supply.eligible)
    if not supply.eligible:
        return nobody_fits(kind)
    if not supply.able:
        return _nobody_known(kind, supply.eligible)
    if not supply.ready:
        zh, en = ALL_ZERO.get(kind, ZERO)
        return zh.format(n=supply.able), en.format(n=supply.able)
    sum_zh, sum_en = _reached(question, supply.reached)
    if kind == "money":
        return _funds_fall_short(supply, sum_zh, sum_en)
    could, could_en = ("处可以用", "be used") if kind == "space" else ("个做得了", "do it")
    return (
        f"有 {supply.ready} {could}，但{elsewhere[0]}合起来还是凑不够{sum_zh}。",
        f"{supply.ready} could {could_en}, but {elsewhere[1]}together they do not suffice{sum_en}.",
    )


def nobody_fits(kind: str = "") -> Bilingual:
    """What to do where every candidate is kept out by a rule."""
    return NOTHING_FITS.get(
        kind,
        (
            "没有人合条件：可以放宽时间、地点或资格，或者登记新的人和资源。",
            "Nobody fits: widen the time, the place or the qualification, or enter new people and resources.",
        ),
    )


def _nobody_known(kind: str, eligible: int) -> Bilingual:
    what, unknown, helps = UNKNOWN.get(kind, ANYBODY)
    return (
        f"条件都合的{what[0].format(n=eligible)}，但{unknown[0]}。{helps[0]}。",
        f"No rule keeps {eligible} {what[1]} out, but nothing tells {unknown[1]}. {helps[1]}.",
    )


def _reached(question: Question, reached: float) -> Bilingual:
    """How much they come to and what is missing, where the line says how much it wants."""
    wanted, unit = question.ask.quantity, question.ask.unit
    if wanted != wanted:
        return "", ""
    got, missing = figure(round(reached, 2)), figure(round(max(wanted - reached, 0.0), 2))
    measure, yuan = unit or "", " yuan" if unit == "元" else ""
    return (
        f"：要{figure(wanted)}{measure}，凑到{got}{measure}，还差{missing}{measure}",
        f" ({figure(wanted)}{yuan} wanted, {got} reached, {missing} missing)",
    )


def _funds_fall_short(supply: Supply, sum_zh: str, sum_en: str) -> Bilingual:
    """Where some funds give, and all together, each within its own rules, not enough."""
    count, unsaid = supply.ready, supply.able - supply.ready
    others = f"另有 {unsaid} 个也许能出，额度没有登记，先问清能出多少；" if unsaid else ""
    others_en = f"ask {unsaid} more of whom how much is not on record, " if unsaid else ""
    return (
        f"有 {count} 处资金能出一部分，按各自的单项上限和余额合起来还是不够{sum_zh}。{others}"
        "也可以减预算、找单位出资，或者登记别的资金。",
        f"{count} {'fund' if count == 1 else 'funds'} can give a part; within the limit and balance of each that is "
        f"not enough{sum_en}: {others_en}lower the sum, ask a unit for money, or enter other funds.",
    )


def _no_such_room(question: Question, eligible: int) -> Bilingual:
    """Where no room can be counted on for so many people: none is so large, or those that are cannot be had."""
    data, people = question.data, question.ask.people
    spaces = data.nodes.range_of("Space")
    rows = np.arange(spaces.start, spaces.stop)
    verdicts = judge(question, rows)
    named = ~np.isin(verdicts, PRIVATE)
    seats, verdicts = data.candidates.number("capacity")[rows[named]], verdicts[named]
    free, large = verdicts < 0, seats >= people
    if (large & free).any():
        return _nobody_known("space", eligible)
    unsaid, fewer = int((np.isnan(seats) & free).sum()), float(seats[verdicts == SIZE].max(initial=0.0))
    told, told_en = _large(int(large.sum()), figure(people)) if large.any() else _too_small(seats, figure(people))
    ask = f"有 {unsaid} 处没登记能坐多少人，先问一声再登记；" if unsaid else ""
    ask_en = f"of {unsaid} it is not on record how many they seat: ask and enter it; " if unsaid else ""
    less = f"可以减到{figure(fewer)}人或分几场办，也" if fewer else ""
    less_en = f"expect at most {figure(fewer)}, split it into sessions, or " if fewer else ""
    return f"{told}{ask}{less}可以登记别的场地。", f"{told_en}{ask_en}{less_en}enter other rooms."


def _large(count: int, people: str) -> Bilingual:
    return (
        f"能坐{people}人的场地有 {count} 处，但时间、地点或别的条件对不上：可以换个时间、放宽地点；",
        f"{count} {'room seats' if count == 1 else 'rooms seat'} {people}, but time, place or another rule is in the "
        "way: choose another time or widen the place; ",
    )


def _too_small(seats: Column, people: str) -> Bilingual:
    if np.isnan(seats).all():
        return f"没有登记过能坐{people}人的场地：", f"No room on record is known to seat {people}: "
    most = figure(float(np.nanmax(seats)))
    return (
        f"登记的场地里没有能坐{people}人的，最大的能坐{most}人：",
        f"No room on record seats {people}; the largest known seats {most}: ",
    )
