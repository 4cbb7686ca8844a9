"""眼下能叫到谁: who can be called to a place at once, or at an hour of the week, for what a sentence tells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import numpy as np

import seeds.issues
from graph.errors import NotFound
from graph.loading.windows import windows_within
from matching.asking import Ask
from matching.data import PARTS_OF_DAY, PLACE_LEVELS, SLOTS, WEEKDAYS, slots
from matching.issues.emergencies import Emergencies, Emergency, acting
from matching.language.text import simplify
from matching.matcher import Matcher
from matching.nearby import Called, Count, called, told
from matching.question import Question
from matching.reasons import Match
from matching.team.people import bodies
from matching.wordings import DAYS_EN, DAYS_ZH, LEVELS_EN, LEVELS_ZH, slot_names, windows_en, windows_zh
from service.clock import day_of, local
from service.errors import ServiceError
from service.lines.lacking import nobody_fits
from service.partnering import Live, left_out_json
from service.visible import visible

TOP, MOST = 10, 100
LONGEST = 200  # characters of a sentence
REASONS = 2  # beside place and time
APART = ("near", "windows")  # features that are told in words of their own
# Told wherever no emergency was read: one may have happened all the same.
DANGER = (
    "着火、有人受伤或突发急病、有人行凶或走失、闻到煤气味：先打 119、120、110 或燃气抢修电话，再叫邻居。",
    "Fire, somebody hurt or suddenly ill, violence or somebody missing, a smell of gas: call 119, 120, 110 or the gas "
    "company first, then neighbours.",
)
NO_PLACE = ("没登记在哪里", "no place on record")
MORNING, NOON, EVENING = 6, 12, 18  # hours at which the parts of a day begin
# As people say it until that hour, in Chinese and English.
HOURS = (
    (6, "凌晨", "the small hours of {day}"),
    (9, "早上", "early {day} morning"),
    (12, "上午", "{day} morning"),
    (13, "中午", "{day} around noon"),
    (18, "下午", "{day} afternoon"),
    (22, "晚上", "{day} evening"),
    (24, "夜里", "{day} night"),
)


class BadCall(ServiceError):
    """Nothing is said that anybody could be called for."""


@dataclass(frozen=True, eq=False)
class Rally:
    """Who can be called, those first who have on record what is needed; `helpers` (None where nothing was read that
    has to be known) are those who can lend a hand, of whom so many are listed as fill the list.

    now: the moment told by the clock, where nobody named another hour.
    """

    text: str
    windows: int
    now: datetime | None
    able: Called
    helpers: Called | None
    top: int
    matcher: Matcher
    language: str
    happened: tuple[Emergency, ...] = ()

    @property
    def when(self) -> str:
        """The hour in words."""
        return self._registered if self.now is None else hour_in_words(self.now, self.language)

    @property
    def _registered(self) -> str:
        """The hour as people register it."""
        return windows_en(self.windows) if self.language == "en" else windows_zh(self.windows)

    def as_json(self) -> dict[str, Any]:
        """The object that API, command line and pages share."""
        place = self.able.question.ask.place
        found = [(one, self.able) for one in self.able.matches]
        known = {match.row for match, _ in found}
        helping = self.helpers.matches if self.helpers else ()
        found += [(one, self.helpers) for one in helping if self.helpers and one.row not in known]
        listed = [self._party(among, match) for match, among in found[: self.top]]
        return {
            "text": self.text,
            "place": dict(self.matcher.data.places.nodes.node(place)),
            "windows": list(slot_names(self.windows)),
            "when": self.when,
            "now": self.now is not None,
            "registered": self._registered,
            "happened": [one.told(self.language) for one in self.happened],
            "danger": None if self.happened else DANGER[self.language == "en"],
            "read": self._read(),
            "within": [self._within(one) for one in self.able.counts],
            "hands": [self._within(one) for one in self.helpers.counts] if self.helpers else [],
            "parties": [one for one in listed if one["level"]],
            "unplaced": [one for one in listed if not one["level"]],
            "otherwise": [left_out_json(one) for one in self.able.otherwise],
            "lack": self._lack(),
        }

    def _read(self) -> list[str]:
        question = self.able.question
        concepts = [self.matcher.data.vocabulary.concepts[one] for one in question.ask.concepts or question.needs]
        return [(one.label_en or one.name) if self.language == "en" else one.name for one in concepts]

    def _within(self, count: Count) -> dict[str, Any]:
        places, question = self.matcher.data.places, self.able.question
        node = places.nodes.node(int(places.ancestors[question.ask.place][count.level - 1]))
        return {
            "level": PLACE_LEVELS[count.level - 1],
            "place": dict(node),
            "parties": count.parties,
            "told": count.told,
            "people": count.people,
            "groups": count.groups,
            "members": count.members,
        }

    def _party(self, among: Called, match: Match) -> dict[str, Any]:
        level, able = among.levels[match.row], among is self.able
        words = LEVELS_EN if self.language == "en" else LEVELS_ZH
        telling = [one for one in match.reasons if one.feature not in APART and (one.contribution > 0 or able)]
        group = match.candidate["kind"] == "Organization"
        return {
            "candidate": dict(match.candidate),
            "able": able,
            "level": PLACE_LEVELS[level - 1] if level else None,
            "where": words[PLACE_LEVELS[level - 1]] if level else NO_PLACE[self.language == "en"],
            "told_when": bool(told(among.question, self.windows, np.array([match.row]))[0]),
            "members": int(bodies(self.matcher.data, match.row)[1]) if group else None,
            "score": match.score,
            "reasons": [one.sentence for one in telling[:REASONS]],
        }

    def _lack(self) -> str | None:
        if not self.able.question.needs:
            if self.language == "en":
                return (
                    "No ability was read in these words: neighbours who can lend a hand. Name the work, as “plumbing”."
                )
            return "没读出要什么本领，列的是能搭把手的邻居；写明要做什么（例如“修水管”），就找会的人。"
        if self.able.matches:
            return self.able.lack
        if self.helpers and self.able.otherwise:
            what = (", " if self.language == "en" else "、").join(self._read())
            if self.language == "en":
                return f"Those on record for {what} have not registered this time; in an emergency call them first."
            return f"登记会{what}的都没登记这个时间有空；事急就先打电话问他们。"
        return self.able.lack or nobody_fits()[self.language == "en"]


def rally(
    community: Live,
    text: str,
    place: str,
    *,
    windows: Sequence[str] = (),
    top: int = TOP,
    language: str = "zh",
    now: datetime,
) -> Rally:
    """Who can be called to `place` for what is told, at the hours given, else those told, else now.

    Those who have on record what is needed come first; where they are fewer than `top`, neighbours who can lend a
    hand follow. Raises BadCall, NotFound for an unknown place.
    """
    said, (_, matcher) = visible(text).strip(), community.current(now)
    if not said or len(said) > LONGEST:
        raise BadCall(
            f"请用 1 到 {LONGEST} 个字写清出了什么事、要人做什么，例如“半夜水管爆了”。",
            f"Say in 1 to {LONGEST} characters what happened or what has to be done, for example “plumbing”.",
        )
    if not 0 < top <= MOST:
        raise BadCall(f"最多列几个要在 1 到 {MOST} 之间。", f"The number to list is 1 to {MOST}.")
    if not place:
        raise BadCall("选一个地点，才知道谁离得近。", "Choose a place: then it is known who is near.")
    if not matcher.data.places.nodes.has("Place", place):
        raise NotFound("Place", place)
    given = slots(windows) or slots(windows_within(said))
    at = given or SLOTS[slot_of(now)]
    happened = _emergencies().read(simplify(said))
    able, hands = _questions(matcher, (said, place, at), acting(happened), now)
    found = called(matcher, able if able.needs else hands, at, top, language, acting=bool(happened))
    helpers = called(matcher, hands, at, top, language) if able.needs else None
    return Rally(said, at, None if given else now, found, helpers, top, matcher, language, happened)


def slot_of(now: datetime) -> str:
    """The part of the week that it is; the small hours belong to the evening before, for nobody registers them."""
    moment = local(now)
    if moment.hour < MORNING:
        return f"{WEEKDAYS[(moment - timedelta(days=1)).weekday()]}-{PARTS_OF_DAY[2]}"
    part = (moment.hour >= NOON) + (moment.hour >= EVENING)
    return f"{WEEKDAYS[moment.weekday()]}-{PARTS_OF_DAY[part]}"


def hour_in_words(now: datetime, language: str) -> str:
    """The weekday and the part of the day as people say them, which are finer than those they register: 周一凌晨."""
    moment = local(now)
    weekday = WEEKDAYS[moment.weekday()]
    zh, en = next(words for until, *words in HOURS if moment.hour < until)
    return en.format(day=DAYS_EN[weekday]) if language == "en" else DAYS_ZH[weekday] + zh


@cache
def _emergencies() -> Emergencies:
    return Emergencies.build(seeds.issues.issue_tables()["emergencies"])


def _questions(
    matcher: Matcher, asked: tuple[str, str, int], acting: Sequence[str], now: datetime
) -> tuple[Question, Question]:
    """What the sentence asks for, and hands alone.

    Where it tells of an emergency, those are asked for who act then (`acting`), whatever the words resemble, and
    also who registered other hours: they are called all the same.
    """
    text, key, windows = asked
    place, vocabulary = matcher.data.places.nodes.row_of("Place", key), matcher.data.vocabulary
    wanted = tuple([vocabulary.row_of[one] for one in acting if one in vocabulary.row_of])
    said = "、".join([vocabulary.concepts[one].name for one in wanted]) or text
    around = Ask("", "skill", said, concepts=wanted, place=place, place_of=("Place", key, text))
    around = around if wanted else replace(around, windows=windows)
    hands = Ask("", "people", "", place=place, place_of=("Place", key, text), windows=windows)
    able, helping = matcher.questions([around, hands], day_of(now))
    return able, helping
