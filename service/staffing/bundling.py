"""凑一个场景: a room, who leads, who helps and what it costs, found together for one hour of the week and one place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import numpy as np

from graph.errors import NotFound
from graph.loading.windows import windows_within
from graph.snapshot import Snapshot
from matching.asking import Ask
from matching.data import PLACE_LEVELS, slots
from matching.features import FEATURES
from matching.matcher import Matcher
from matching.ranking import measure
from matching.team.bundle import TIMED, Bundle, bundles
from matching.team.cover import common_levels
from matching.wordings import LEVELS_EN, LEVELS_ZH, slot_names, windows_en, windows_zh
from service.clock import day_of
from service.errors import ServiceError
from service.lines.asking import Asking, Line, text_of
from service.lines.trouble import asks, nobody_able, nobody_fits, nothing_to_give, trouble_of
from service.partnering import Live
from service.staffing.funding import condition
from service.visible import visible

SEATS, HELPERS, WEEKS = 20, 2, 4  # where nothing is said
SESSION = 1.5  # hours
ROOM, HELPING, MONEY = "能坐{}人的房间", "帮忙的志愿者", "{}的经费"  # what a scene needs, as it is written into lines
# What classes for the old are about, where only such a class is named: who can lead one of these can lead it.
CLASS, SUBJECTS = "老年课堂", ("教智能手机", "健康讲座", "书画", "老人康养操")
REASONS = 2  # beside hour and place
NO_PLACE_ZH = "没写在哪个社区，选了地点就按那里凑。"
NO_PLACE_EN = " No place was named: choose one to bundle there."
APART = ("near", "windows")  # features that the bundle tells in its own words
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
    """A recurring activity in a few words; windows are hours of the week (wed-pm), "" and () what is not said."""

    text: str
    place: str = ""
    windows: tuple[str, ...] = ()
    seats: int = SEATS
    helpers: int = HELPERS
    money: float = 0.0
    weeks: int = WEEKS


@dataclass(frozen=True)
class Wanted:
    """One thing that the scene needs; `line` is the id of the project's own line, "" where the scene implies it."""

    ask: Ask
    line: str
    text: str
    unit: str
    hard: bool = True


@dataclass(frozen=True, eq=False)
class Bundles:
    """Bundles for a scene or a project as of one snapshot; `troubled` are lines that nobody could meet as written."""

    name: str
    project: str
    wanted: tuple[Wanted, ...]
    found: tuple[Bundle, ...]
    troubled: tuple[tuple[str, tuple[str, str]], ...]
    snapshot: Snapshot
    matcher: Matcher
    language: str

    def when(self, bundle: Bundle) -> str:
        """The hour in words."""
        return windows_en(bundle.window) if self.language == "en" else windows_zh(bundle.window)

    def as_json(self) -> dict[str, Any]:
        """The object that API, command line and pages share."""
        english = self.language == "en"
        return {
            "scene": self.name,
            "project": self.project or None,
            "wanted": [
                {
                    "requirement": one.line or None,
                    "kind": one.ask.kind,
                    "text": one.text,
                    "quantity": None if one.ask.quantity != one.ask.quantity else one.ask.quantity,
                    "unit": one.unit,
                }
                for one in self.wanted
            ],
            "bundles": [self._bundle(one) for one in self.found],
            "troubled": [{"requirement": key, "why": told[english]} for key, told in self.troubled],
        }

    def _bundle(self, bundle: Bundle) -> dict[str, Any]:
        places, team = self.matcher.data.places.nodes, bundle.team
        return {
            "window": slot_names(bundle.window)[0],
            "when": self.when(bundle),
            "place": places.node(bundle.place) if bundle.place >= 0 else None,
            "complete": team.complete,
            "conditions": self._conditions(bundle),
            "shared": self._shared(bundle),
            "parts": [self._part(bundle, at) for at in range(len(team.parts))],
            "open": [
                {"wanted": line, "missing": float(missing), "why": self._why(bundle, line)}
                for line, missing in enumerate(team.missing.tolist())
                if missing > 1e-6
            ],
            "cost": team.cost,
        }

    def _conditions(self, bundle: Bundle) -> list[str]:
        """What has to be so first, where a fund can only be applied for by somebody who is not there yet."""
        named, colon = self.matcher.data.nodes, ": " if self.language == "en" else "："
        told = [(part.row, self._condition(bundle, part.line, part.row)) for part in bundle.team.parts]
        return [f"{named.node(row)['name']}{colon}{said}" for row, said in told if said]

    def _condition(self, bundle: Bundle, line: int, row: int) -> str:
        if self.wanted[line].ask.kind != "money":
            return ""
        return condition(self.matcher, row, bundle.cover.questions[line].ask.team, self.language)

    def _shared(self, bundle: Bundle) -> str:
        """Why these belong together: the hour and the place that they share."""
        there = {part.row for part in bundle.team.parts if self.wanted[part.line].ask.kind in TIMED}
        said, when = len(there) - len(bundle.untold), self.when(bundle)
        where = self.matcher.data.places.nodes.node(bundle.place)["name"] if bundle.place >= 0 else ""
        asked = any(one.ask.place >= 0 for one in self.wanted)
        if self.language == "en":
            told = f"{said} of {len(there)} have said that they are free on {when}"
            told += f"; {len(bundle.untold)} must be asked" if bundle.untold else ""
            unasked = "" if asked else " The project names no place: write it in." if self.project else NO_PLACE_EN
            return f"{told}; all around {where}.{unasked}" if where else f"{told}."
        told = f"{said} 个{'' if bundle.untold else '都'}登记了{when}可以"
        told += f"，{len(bundle.untold)} 个没登记时间，要问一声" if bundle.untold else ""
        unasked = "" if asked else "项目没写在哪个社区，写上就按那里凑。" if self.project else NO_PLACE_ZH
        return f"{told}；都以{where}为准算远近。{unasked}" if where else f"{told}。"

    def _part(self, bundle: Bundle, at: int) -> dict[str, Any]:
        part = bundle.team.parts[at]
        return {
            "wanted": part.line,
            "candidate": self.matcher.data.nodes.node(part.row),
            "amount": part.amount,
            "recorded": part.recorded,
            "score": part.score,
            "told_when": part.row not in bundle.untold,
            "reasons": self._reasons(bundle, part.line, part.row),
        }

    def _reasons(self, bundle: Bundle, line: int, row: int) -> list[str]:
        english, question = self.language == "en", bundle.cover.questions[line]
        first = self._condition(bundle, line, row)
        found = [first] if first else []
        if self.wanted[line].ask.kind in TIMED:
            zh, en = f"登记了{self.when(bundle)}可以", f"said {self.when(bundle)} suits"
            if row in bundle.untold:
                zh, en = "没登记什么时候有空，要问一声", "never said when; ask"
            found.append(en if english else zh)
            found += self._near(bundle, line, row)
        values = measure(question, np.array([row]), {})[0]
        worth = values * np.array([self.matcher.weights.by_feature[feature.name] for feature in FEATURES])
        order = [at for at in np.argsort(-worth, kind="stable").tolist() if worth[at] > 0]
        telling = [FEATURES[at] for at in order if FEATURES[at].name not in APART][:REASONS]
        return found + [feature.say(feature.tell(question, [row])[0], self.language) for feature in telling]

    def _near(self, bundle: Bundle, line: int, row: int) -> list[str]:
        """How near somebody is to the room; of the room itself nothing has to be said."""
        if self.wanted[line].ask.kind == "space":
            return []
        level = int(common_levels(bundle.cover, np.array([row]))[0])
        if level <= 0:
            return []
        name = PLACE_LEVELS[level - 1]
        return [f"in {LEVELS_EN[name]} as the room" if self.language == "en" else f"和场地在{LEVELS_ZH[name]}"]

    def _why(self, bundle: Bundle, line: int) -> str:
        cover = bundle.cover
        able, ready = int((~np.isnan(cover.scores[line])).sum()), int((cover.amounts[line] > 0).sum())
        if ready:
            zh, en = (
                f"有 {ready} 个做得了，但合起来还是凑不够。",
                f"{ready} could do it, but together they do not suffice.",
            )
            return en if self.language == "en" else zh
        eligible = len(self.matcher.ranked(cover.questions[line])[0])
        told = (
            nothing_to_give(able, cover.questions[line].ask.kind)
            if able
            else nobody_able(eligible)
            if eligible
            else nobody_fits()
        )
        return told[self.language == "en"] + self._hint(line)

    def _hint(self, line: int) -> str:
        """Where a scene's own words do not find who leads it, what else may be written."""
        wanted = self.wanted[line]
        if self.project or wanted.ask.kind != "skill":
            return ""
        if self.language == "en":
            return " Write what is to be taught or led there, for example “Wednesday class: phones for the old”."
        return "把要教什么、带什么写进那句话里，例如“周三银龄课堂，教老人用手机”。"


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
            f"“{name}”没有还缺的需求项，凑不成一套。先在项目页加一项需求。",
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
    check_scene(scene)
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
    wanted = _of_scene(scene, around, (day_of(now), led(matcher, text)), language)
    return _made((text, ""), wanted, given & said or given or said, (snapshot, matcher), now, language, ())


def led(matcher: Matcher, text: str) -> str:
    """What is asked of who leads a scene in these words: of a class for the old, any of what these are about."""
    data = matcher.data
    named = {one.concept for one in data.mentions(text)} - data.vocabulary.audience
    if {data.vocabulary.concepts[one].name for one in named} != {CLASS}:
        return text
    return f"{text}，{'、'.join(SUBJECTS)}都行"


def check_scene(scene: Scene) -> None:
    """BadScene unless it says what is to be done, for numbers of people, money and weeks that can be."""
    text = visible(scene.text).strip()
    if not text or len(text) > LONGEST:
        raise BadScene(
            f"请用 1 到 {LONGEST} 个字写清是什么活动，例如“周三银龄课堂，教老人用手机”。",
            f"Say in 1 to {LONGEST} characters what it is, for example “Wednesday class: phones for the old”.",
        )
    most = {"seats": MOST_SEATS, "helpers": MOST_HELPERS, "money": MOST_MONEY, "weeks": MOST_WEEKS}
    if not all(int(name in ("seats", "weeks")) <= getattr(scene, name) <= much for name, much in most.items()):
        raise BadScene(
            f"人数是 1 到 {MOST_SEATS}，帮手最多 {MOST_HELPERS} 个，经费最多 {MOST_MONEY:.0f} 元，"
            f"周数是 1 到 {MOST_WEEKS}。",
            f"People are 1 to {MOST_SEATS}, helpers at most {MOST_HELPERS}, money at most {MOST_MONEY:.0f} yuan, "
            f"weeks 1 to {MOST_WEEKS}.",
        )


def _of_scene(scene: Scene, around: Ask, asked: tuple[date, str], language: str) -> list[Wanted]:
    today, leading = asked
    first = float((today - date(1970, 1, 1)).days)
    timed = replace(around, hours=SESSION * scene.weeks, first_day=first, last_day=first + 7 * scene.weeks - 1)
    found = [_room(replace(timed, hours=float("nan")), scene.seats, language), _leader(timed, leading, language)]
    if scene.helpers:
        found.append(_helpers(timed, scene.helpers, language))
    if scene.money:
        text = MONEY.format(scene.text)
        ask = replace(around, id="scene-money", kind="money", text=text, quantity=scene.money, unit="元")
        found.append(Wanted(ask, "", "经费" if language == "zh" else "money", "元"))
    return found


def _room(around: Ask, seats: int, language: str) -> Wanted:
    text = ROOM.format(seats)
    ask = replace(around, id="scene-room", kind="space", text=text, quantity=1.0, unit="间", people=float(seats))
    return Wanted(ask, "", text if language == "zh" else f"a room for {seats} people", "间")


def _leader(around: Ask, text: str, language: str) -> Wanted:
    ask = replace(around, id="scene-leader", kind="skill", text=text, quantity=1.0, unit="人")
    named = f"带“{text[:LED]}”的人" if language == "zh" else f"somebody to lead “{text[:LED]}”"
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
                f"“{line.text}”要{windows_zh(line.ask.windows)}，和其他几项（{windows_zh(common)}）没有共同的时段。"
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
