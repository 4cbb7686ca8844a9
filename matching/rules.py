"""The hard rules in the order in which they are tried, each with its sentence and what would change it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from matching import exclusion_words as words
from matching import exclusions, funds
from matching.data import MatchingData
from matching.exclusion_words import Words
from matching.exclusions import Mask, RowSet
from matching.question import Question


@dataclass(frozen=True)
class Rule:
    """One hard rule; people it excludes are only counted when it is `private`.

    `about` tells which candidates it can exclude at all, whatever is asked, and `asked` whether the line asks for
    what it looks at: both only save work.
    """

    name: str
    excludes: Callable[[Question, RowSet], Mask]
    words: Callable[[Question, int], Words]
    sentence: tuple[str, str]
    remedy: tuple[str, str]
    about: Callable[[MatchingData], Mask] = exclusions.everybody
    asked: Callable[[Question], bool] = exclusions.always
    private: bool = False
    who: tuple[str, str, str] = ("位居民", "people", "person")  # whom a private rule counts; in English one of them too


RULES: tuple[Rule, ...] = (
    Rule(
        "kind",
        exclusions.other_kind,
        words.kind_words,
        ("{is}，这一项要的是{asked}{whom}", "{is_en}; this line asks for {asked_en}{whom_en}"),
        ("换一项需求再看", "look at another line of the project"),
    ),
    Rule(
        "consent",
        exclusions.without_consent,
        words.no_words,
        ("没有同意参加推荐，不显示名字", "did not agree to be recommended; not named"),
        ("本人同意以后就能参加匹配", "they take part once they agree"),
        private=True,
    ),
    Rule(
        "minor",
        exclusions.minor,
        words.no_words,
        ("未成年，不列入推荐名单", "under age, never listed"),
        ("成年以后再请", "ask when they are of age"),
        private=True,
    ),
    Rule(
        "already",
        exclusions.already_there,
        words.no_words,
        ("已经在这个项目里了", "is already part of this project"),
        ("不用再请", "no need to ask again"),
    ),
    Rule(
        "declined",
        exclusions.said_no,
        words.no_words,
        ("这一项已经谢绝过", "has already said no to this very line"),
        ("换了时间或内容，另写一项就可以再问", "ask again with a line of its own, for another time or task"),
        asked=lambda question: bool(question.ask.declined_by),
    ),
    # A conflict between people: neither they nor the reason may be guessed from what is said, the name of the rule
    # included.
    Rule(
        "withheld",
        exclusions.in_conflict,
        words.no_words,
        ("因为不公开的原因没有列入", "cannot be listed, for a reason that is not told"),
        ("请换其他人选", "ask others"),
        private=True,
        who=("个人选", "candidates", "candidate"),
    ),
    Rule(
        "place",
        exclusions.elsewhere,
        words.range_words,
        ("在{places}，这一项只要{level}的", "is at {places_en}; this line asks for the same {level_en} only"),
        ("{mend}", "{mend_en}"),
        asked=lambda question: bool(question.ask.level),
    ),
    Rule(
        "coverage",
        exclusions.not_covered,
        words.place_words,
        ("只服务{places}，不到{here}", "works only for {places_en}, not for {here}"),
        words.WILLING,
        about=exclusions.works_elsewhere,
    ),
    Rule(
        "district",
        exclusions.in_another_district,
        words.home_words,
        ("在{places}，不在本区", "is in {places_en}, not in this district"),
        words.WRONG_PLACE,
        about=exclusions.stays_put,
    ),
    Rule(
        "validity",
        exclusions.expired,
        words.validity_words,
        ("{is}", "{is_en}"),
        ("{mend}", "{mend_en}"),
        about=exclusions.runs_out,
    ),
    Rule(
        "dormant",
        exclusions.dormant,
        words.dormant_words,
        ("最近一次活动是{last}，一年没有动静", "was last active on {last_en}, more than a year ago"),
        ("恢复活动、更新记录就能排进来", "comes in once it is active again"),
        about=exclusions.shows_life,
    ),
    Rule(
        "window",
        exclusions.no_common_window,
        words.window_words,
        (
            "时间对不上：登记的空闲是{theirs}，需要的是{wanted}",
            "free on {theirs_en}, asked for {wanted_en}: no time in common",
        ),
        ("改到{theirs}就能排进来", "move it to a time when they are free"),
        about=exclusions.says_when,
        asked=lambda question: question.ask.windows != 0,
    ),
    Rule(
        "capacity",
        exclusions.no_hours_left,
        words.hour_words,
        (
            "每月最多{cap}小时，{month}已经排了{taken}小时，剩{left}小时{wanted}",
            "gives {cap_en} a month; taken in {month_en}: {taken}, left: {left}{wanted_en}",
        ),
        ("{mend}", "{mend_en}"),
        about=exclusions.says_hours,
    ),
    Rule(
        "size",
        exclusions.too_small,
        words.size_words,
        ("只能坐{capacity}人，要{people}人", "has room for {capacity}, and it takes room for {people}"),
        ("{mend}", "{mend_en}"),
        about=exclusions.seats,
        asked=lambda question: question.ask.people == question.ask.people,
    ),
    Rule(
        "fund",
        funds.too_small,
        words.fund_words,
        ("{most}，不够{asked}{beside}", "{most_en}, less than {asked_en}{beside_en}"),
        ("{mend}", "{mend_en}"),
        about=funds.holds_money,
    ),
    Rule(
        "purpose",
        funds.other_purpose,
        words.no_words,
        ("资金的用途不包括这类项目", "the fund is not meant for this sort of project"),
        ("按资金的用途调整项目内容再申请", "apply with a part that fits the fund's purpose"),
        about=funds.is_fund,
    ),
    Rule(
        "applicants",
        funds.nobody_may_apply,
        funds.applicant_words,
        ("{why}", "{why_en}"),
        ("请符合条件的组织加入项目，由它来申请", "let a group that may apply join the project"),
        about=funds.is_fund,
        asked=exclusions.for_money,
    ),
    Rule(
        "offered_money",
        funds.no_fund_left,
        funds.offered_words,
        (
            "名下的资金都不够：最多的“{fund}”一次出{most}元",
            "its funds do not suffice: {fund} gives {most} yuan at most",
        ),
        ("{mend}", "{mend_en}"),
        about=funds.offers_money,
        asked=exclusions.for_money,
    ),
    Rule(
        "qualification",
        exclusions.unqualified,
        words.qualification_words,
        ("这一项要求{wanted}", "this line asks for {wanted_en}"),
        ("{mend}", "{mend_en}"),
        asked=lambda question: bool(question.ask.qualification),
    ),
)
# These first rules look at nothing but the candidate's entry and the kind of line.
SETTLED = 3
# From here on facts are told, of which several may be in the way; before it the first says all that may be said.
OF_FACTS = next(at for at, rule in enumerate(RULES) if rule.name == "place")
