"""凑一个场景: a room, who leads, who helps and what it costs, found together for one hour of the week and one place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from graph.errors import NotFound
from graph.loading.windows import windows_within
from graph.snapshot import Snapshot
from matching.asking import Ask
from matching.data import slots
from matching.matcher import Matcher
from matching.quoting import quoted
from matching.team.bundle import TIMED, bundles
from matching.wordings import windows_en, windows_zh
from service.clock import day_of
from service.errors import ServiceError
from service.lines.asking import Asking, Line, text_of
from service.lines.trouble import asks, trouble_of
from service.lines.turnout import turnout_in
from service.partnering import Live
from service.staffing.bundles import Bundles, Wanted
from service.visible import visible

SEATS, HELPERS, WEEKS = 20, 2, 4  # where nothing is said
SESSION = 1.5  # hours
ROOM, HELPING, MONEY = "能坐{}人的房间", "帮忙的志愿者", "{}的经费"  # what a scene needs, as it is written into lines
# What classes for the old are about, where only such a class is named: who can lead one of these can lead it.
CLASS, SUBJECTS = "老年课堂", ("教智能手机", "健康讲座", "书画", "老人康养操")
# Words for when, which say nothing about what.
TIMES = re.compile(
    r"每?(?:周|星期|礼拜)[一二三四五六日天末]?|每天|[上中下]午|早上|早晨|傍晚|晚上|[\s，,。、；;！!？?的]"
)
LONGEST, LED = 200, 50  # characters of a scene, and of them with who leads it
MOST_SEATS, MOST_HELPERS, MOST_MONEY, MOST_WEEKS = 5000, 200, 1e9, 52


class BadScene(ServiceError):
    """What was asked for is no scene: nothing to do in it, or no hour that suits all of it."""


class NoScene(BadScene):
    """Nothing was asked for yet."""

    def __init__(self) -> None:
        super().__init__(
            "还没有写是什么场景。先在“凑一套”页写一句话，或者选一个项目。",
            "No scene is named yet. Write it on the page “Bundle”, or choose a project.",
        )


@dataclass(frozen=True)
class Scene:
    """A recurring activity in a few words; windows are hours of the week (wed-pm), "", () and None what is not said."""

    text: str
    place: str = ""
    windows: tuple[str, ...] = ()
    seats: int | None = None
    helpers: int | None = None
    money: float | None = None
    weeks: int = WEEKS


@dataclass(frozen=True)
class Numbers:
    """How many seats, leaders, helpers and yuan a scene takes, and which of them was assumed or is said twice."""

    seats: int
    leaders: int
    helpers: int
    money: float
    notes: tuple[tuple[str, str], ...]


def numbers_of(scene: Scene, today: date) -> Numbers:
    """What was given, else what the words say, else what is usual."""
    said, notes = turnout_in(visible(scene.text), today), list[tuple[str, str]]()
    both = (
        ("人数", "people", scene.seats, said.people, "人"),
        ("帮手", "helpers", scene.helpers, said.helpers, "个"),
        ("经费", "money", scene.money, said.money, "元"),
    )
    for zh, en, given, written, unit in both:
        if given is not None and written is not None and given != written:
            notes.append(
                (
                    f"{zh}写的是{written:g}{unit}，填的是{given:g}{unit}，按填的算。",
                    f"{en.capitalize()}: {written:g} in the words, {given:g} in the field; the field counts.",
                )
            )
    if scene.seats is None and said.people is None:
        notes.append((f"没说多少人来，按{SEATS}人算。", f"How many come is not said: taken as {SEATS}."))
    if scene.helpers is None and said.helpers is None:
        notes.append((f"没说要几个帮手，按{HELPERS}个算。", f"How many helpers is not said: taken as {HELPERS}."))
    seats, helpers, money = ((given if given is not None else written) for _zh, _en, given, written, _unit in both)
    return Numbers(
        SEATS if seats is None else int(seats),
        said.leaders or 1,
        HELPERS if helpers is None else int(helpers),
        round(money or 0.0, 2),  # to the fen: less than one is nothing to apply for
        tuple(notes),
    )


def bundle_for_project(
    community: Live, project: str, *, windows: Sequence[str] = (), language: str = "zh", now: datetime
) -> Bundles:
    """Bundles for what a project still lacks, completed by a room and helpers where it names none; raises NotFound,
    BadScene when its lines have no hour in common."""
    snapshot, matcher = community.current(now)
    asked = Asking(snapshot, matcher.data).lines(project)
    table = snapshot.nodes["Project"]
    name = text_of(table, table.row_of[project], "name")
    troubled = tuple((line.id, told) for line in asked if asks(line) and (told := trouble_of(line)) is not None)
    lines = [line for line in asked if line.wanted and trouble_of(line) is None]
    if not lines and not troubled:
        raise BadScene(
            f"{quoted(name)}没有还缺的需求项，凑不成一套。先在项目页加一项需求。",
            f"{name} lacks nothing at present, so there is nothing to bundle. Add a line on its page first.",
        )
    lines, elsewhere = _at_hours(lines, slots(windows))
    troubled += tuple((line.id, _other_hour(line)) for line in elsewhere)
    wanted = [Wanted(line.ask, line.id, line.text, line.measure, line.hard is not False) for line in lines]
    common = _common(
        lines, slots(windows), slots(windows_within(f"{name} {text_of(table, table.row_of[project], 'text')}"))
    )
    wanted += _implied(asked, lines, language)
    return _made((name, project), wanted, common, (snapshot, matcher), now, language, troubled)


def bundle_for_scene(community: Live, scene: Scene, *, language: str = "zh", now: datetime) -> Bundles:
    """Bundles for a scene in a few words ("周三银龄课堂"); raises NotFound for an unknown place, BadScene."""
    snapshot, matcher = community.current(now)
    numbers = check_scene(scene, day_of(now))
    text = visible(scene.text).strip()
    places = matcher.data.places.nodes
    if scene.place and not places.has("Place", scene.place):
        raise NotFound("Place", scene.place)
    place = places.row_of("Place", scene.place) if scene.place else -1
    around = Ask("scene", "people", text, text, place=place, place_of=("Place", scene.place, text))
    given, said = slots(scene.windows), slots(windows_within(text))
    if given and said and not given & said:
        raise BadScene(
            f"选的是{windows_zh(given)}，写的是{windows_zh(said)}，对不上。改其中一个。",
            f"{windows_en(given)} was chosen and {windows_en(said)} written; change one of them.",
        )
    wanted = _of_scene((scene, numbers), around, (day_of(now), led(matcher, text)), language)
    (leading,) = matcher.questions([one.ask for one in wanted if one.ask.kind == "skill"], day_of(now))
    if leading.unread and not TIMES.sub("", text).strip():
        raise _unread(text)
    made = _made((text, ""), wanted, given & said or given or said, (snapshot, matcher), now, language, ())
    if leading.unread and not any(
        wanted[part.line].ask.kind == "skill" for one in made.found for part in one.team.parts
    ):
        raise _unread(text)
    return replace(made, notes=numbers.notes)


def _unread(text: str) -> BadScene:
    return BadScene(
        f"没看出{quoted(text[:LED])}是办什么：把要教什么、带什么写进那句话里，例如“周三银龄课堂，教老人用手机”。",
        f"{quoted(text[:LED])} does not tell what is to be done: write what is to be taught or led there, for example "
        "“Wednesday class: phones for the old”.",
    )


def led(matcher: Matcher, text: str) -> str:
    """What is asked of who leads a scene in these words: of a class for the old, any of what these are about."""
    data = matcher.data
    named = {one.concept for one in data.mentions(text)} - data.vocabulary.audience
    if {data.vocabulary.concepts[one].name for one in named} != {CLASS}:
        return text
    return f"{text}，{'、'.join(SUBJECTS)}都行"


def check_scene(scene: Scene, today: date) -> Numbers:
    """Its numbers; BadScene unless it says what is to be done, for people, money and weeks that can be."""
    text = visible(scene.text).strip()
    if not text or len(text) > LONGEST:
        raise BadScene(
            f"请用 1 到 {LONGEST} 个字写清是什么活动，例如“周三银龄课堂，教老人用手机”。",
            f"Say in 1 to {LONGEST} characters what it is, for example “Wednesday class: phones for the old”.",
        )
    # What is given is looked at before it is rounded or told: it may be no number that can be written.
    given = (scene.seats, MOST_SEATS), (scene.helpers, MOST_HELPERS), (scene.money, MOST_MONEY)
    sound = all(much is None or 0 <= much <= most for much, most in given)
    numbers = numbers_of(scene, today) if sound else Numbers(0, 1, 0, 0.0, ())
    limits = (
        (1, numbers.seats, MOST_SEATS),
        (1, numbers.leaders, MOST_HELPERS),
        (0, numbers.helpers, MOST_HELPERS),
        (0, numbers.money, MOST_MONEY),
        (1, scene.weeks, MOST_WEEKS),
    )
    if not all(least <= much <= most for least, much, most in limits):
        raise BadScene(
            f"人数是 1 到 {MOST_SEATS}，帮手最多 {MOST_HELPERS} 个，经费最多 {MOST_MONEY:.0f} 元，"
            f"周数是 1 到 {MOST_WEEKS}。",
            f"People are 1 to {MOST_SEATS}, helpers at most {MOST_HELPERS}, money at most {MOST_MONEY:.0f} yuan, "
            f"weeks 1 to {MOST_WEEKS}.",
        )
    return numbers


def _of_scene(told: tuple[Scene, Numbers], around: Ask, asked: tuple[date, str], language: str) -> list[Wanted]:
    (scene, numbers), (today, leading) = told, asked
    first = float((today - date(1970, 1, 1)).days)
    timed = replace(around, hours=SESSION * scene.weeks, first_day=first, last_day=first + 7 * scene.weeks - 1)
    found = [
        _room(replace(timed, hours=float("nan")), numbers.seats, language),
        _leader(timed, leading, numbers.leaders, language),
    ]
    if numbers.helpers:
        found.append(_helpers(timed, numbers.helpers, language))
    if numbers.money:
        text = MONEY.format(scene.text)
        ask = replace(around, id="scene-money", kind="money", text=text, quantity=numbers.money, unit="元")
        found.append(Wanted(ask, "", "经费" if language == "zh" else "money", "元"))
    return found


def _room(around: Ask, seats: int, language: str) -> Wanted:
    text = ROOM.format(seats)
    ask = replace(around, id="scene-room", kind="space", text=text, quantity=1.0, unit="间", people=float(seats))
    return Wanted(ask, "", text if language == "zh" else f"a room for {seats} people", "间")


def _leader(around: Ask, text: str, count: int, language: str) -> Wanted:
    ask = replace(around, id="scene-leader", kind="skill", text=text, quantity=float(count), unit="人")
    named = f"带{quoted(text[:LED])}的人" if language == "zh" else f"somebody to lead {quoted(text[:LED])}"
    return Wanted(ask, "", named, "人")


def _helpers(around: Ask, count: int, language: str) -> Wanted:
    ask = replace(around, id="scene-helpers", kind="people", text=HELPING, quantity=float(count), unit="人")
    return Wanted(ask, "", HELPING if language == "zh" else "volunteers to help", "人", hard=False)


def _implied(asked: Sequence[Line], lines: Sequence[Line], language: str) -> list[Wanted]:
    """A room, where the project never asked for one: whatever comes back every week needs a place."""
    if not lines or any(line.kind == "space" for line in asked) or not any(line.kind in TIMED for line in lines):
        return []
    people = max([line.ask.people for line in lines if line.ask.people == line.ask.people], default=SEATS)
    plain = replace(lines[0].ask, concepts=(), hours=float("nan"), windows=0, qualification="")
    return [_room(replace(plain, taken_by=(), declined_by=(), level=""), int(max(people, 1)), language)]


def _at_hours(lines: Sequence[Line], given: int) -> tuple[list[Line], list[Line]]:
    """The lines that may take place at the hours given, and those that are for another time."""
    elsewhere = [
        line for line in lines if given and line.kind in TIMED and line.ask.windows and not given & line.ask.windows
    ]
    return [line for line in lines if line not in elsewhere], elsewhere


def _other_hour(line: Line) -> tuple[str, str]:
    said = line.ask.windows
    return (
        f"这一项要{windows_zh(said)}，不在这一套里，另凑一套。",
        f"It is for {windows_en(said)} and no part of this bundle; make another for it.",
    )


def _common(lines: Sequence[Line], given: int, told: int) -> int:
    """The hours that suit every line, within those given; told by the project's words where no line says any."""
    common = given
    for line in lines:
        if line.kind not in TIMED or not line.ask.windows:
            continue
        both = common & line.ask.windows if common else line.ask.windows
        if not both:
            raise BadScene(
                f"{quoted(line.text)}要{windows_zh(line.ask.windows)}，和其他几项（{windows_zh(common)}）没有共同的时段。"
                "改其中一项的时段，或者选一个时段、分成两套来凑。",
                f"{line.text} is for {windows_en(line.ask.windows)}, which the others ({windows_en(common)}) do not "
                "share. Change the hours of one of them, or choose an hour and make two bundles of it.",
            )
        common = both
    return common or told


def _made(
    named: tuple[str, str],
    wanted: Sequence[Wanted],
    windows: int,
    current: tuple[Snapshot, Matcher],
    now: datetime,
    language: str,
    troubled: tuple[tuple[str, tuple[str, str]], ...],
) -> Bundles:
    snapshot, matcher = current
    asks, hard = [one.ask for one in wanted], [one.hard for one in wanted]
    found = bundles(matcher, asks, hard, windows, day_of(now)) if asks else []
    return Bundles(*named, tuple(wanted), tuple(found), troubled, snapshot, matcher, language)
