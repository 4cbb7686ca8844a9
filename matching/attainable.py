"""What could become true of a candidate: only steps that its kind can take, each with the data as it then is."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from matching.data import (
    CANDIDATE_KINDS,
    DECLARED,
    LABELLED,
    OFFERED,
    OFFERED_KINDS,
    PLACE_TIES,
    SKILLED_KINDS,
    WORDED,
    MatchingData,
)
from matching.exclusions import GROUPS, hours_a_month, outside
from matching.inherited import SURENESS, own, with_abilities_of_others, with_places_of_providers
from matching.language.vocabulary import BROADER
from matching.paths import own_texts
from matching.question import THING_THEMES, Question
from matching.quoting import quoted
from matching.ragged import Ragged
from matching.standing import CONFIRMED_EVEN
from matching.wordings import Bilingual, date_en, date_zh, hours_en, number, windows_en, windows_zh

YEAR = 365.0
PEOPLE, BODIES = ("Resident", "Expert"), ("Organization", "Unit")
# Who can take which step at all. A room does not travel and money has its place, its year and its purpose; an offer is
# what it is; nobody is revived by being asked.
STEPS: Mapping[str, tuple[str, ...]] = {
    "window": (*SKILLED_KINDS, "Service", "Space"),
    "confirmed": CANDIDATE_KINDS,
    "hours": (*SKILLED_KINDS, "Alliance", "Service"),
    "ability": (*SKILLED_KINDS, "Service", "Space"),
    "validity": OFFERED_KINDS,
    "activity": GROUPS,
    "coverage": ("Expert", "Organization", "Unit", "Alliance", "Service", "Space"),
}
# The rules that a step can lift.
LIFTS: Mapping[str, tuple[str, ...]] = {
    "window": ("window",),
    "hours": ("capacity",),
    "validity": ("validity",),
    "activity": ("dormant",),
    "coverage": ("place", "coverage", "district"),
}
AWAY = ("place", "district")  # of a room that is elsewhere
# Offices, owners of a building and committees of a compound belong to their place.
OF_ITS_PLACE = re.compile("机关|部门|街道中心|专班|办事处|协调|两委|居委会|产权|自管会|自我管理|议事委员会|业委会")

Apply = Callable[[MatchingData], MatchingData]


@dataclass(frozen=True)
class Fact:
    """One fact that could become true of a candidate, in words, and the data with it; `size`: how much it asks."""

    name: str
    words: Bilingual
    apply: Apply
    size: int = 1

    @property
    def step(self) -> str:
        """Which of the STEPS it is."""
        return self.name.partition(":")[0]


def possible(question: Question, row: int, excluding: Collection[str] = ()) -> Iterator[Fact]:
    """The facts that could become true of this candidate and bear on this line.

    excluding: names of the rules that exclude it now.
    """
    kind = question.data.nodes.kind_of(row)
    for step, facts in FACTS.items():
        if kind in STEPS[step]:
            yield from facts(question, row, excluding)


def _window(question: Question, row: int, excluding: Collection[str]) -> Iterator[Fact]:
    wanted, theirs = question.ask.windows, int(question.data.candidates.windows[row])
    if not wanted or theirs & wanted:
        return
    zh, en = {
        "Space": ("{}也开放", "{} added to its opening hours"),
        "Service": ("{}也能办", "{} added to its times"),
    }.get(question.data.nodes.kind_of(row), ("确认{}有空", "free time confirmed for {}"))
    # One time in common is enough; all of them count for more.
    for bits in dict.fromkeys((wanted & -wanted, wanted)):
        words = zh.format(windows_zh(bits)), en.format(windows_en(bits))
        yield Fact("window", words, _windows(row, theirs | bits), bits.bit_count())


def _confirmed(question: Question, row: int, excluding: Collection[str]) -> Iterator[Fact]:
    on, now = question.data.value("confirmed_on", row), question.standing.now
    if on is None or now - on > CONFIRMED_EVEN / 3:
        yield Fact("confirmed", ("重新核实一次登记内容", "the entry confirmed anew"), _number("confirmed_on", row, now))


def _hours(question: Question, row: int, excluding: Collection[str]) -> Iterator[Fact]:
    cap, left = question.data.value("hours_cap", row), float(question.hours_left[row])
    wanted = max(hours_a_month(question), 1.0)
    if cap is None or left != left or left >= wanted:
        return
    more = float(np.ceil(wanted - left))
    words = f"每月多给{number(more)}小时", f"{hours_en(more)} more a month"
    yield Fact("hours", words, _number("hours_cap", row, cap + more))


def _abilities(question: Question, row: int, excluding: Collection[str]) -> Iterator[Fact]:
    data, kind = question.data, question.data.nodes.kind_of(row)
    concepts, run = data.vocabulary.concepts, data.abilities.run(row)
    sure = data.abilities.values[run][np.isin(data.abilities.codes[run], (DECLARED, LABELLED, OFFERED))].tolist()
    # One that the graph does not have yet would bring its name into what all words are measured by.
    lacking = [one for one in question.needs if one not in sure and concepts[one].name in data.index.row_of]
    for concept in sorted(lacking, key=lambda one: (-question.needs[one], one)):
        thing = concepts[concept].theme in THING_THEMES
        if not _plausible(question, row, concept, thing):
            continue
        zh, en = quoted(concepts[concept].name), quoted(concepts[concept].label_en or concepts[concept].name)
        name = f"ability:{concepts[concept].id}"
        if kind in SKILLED_KINDS:
            words = f"登记会{zh}（真会的话）", f"{en} declared (if it is so)"
            things = f"登记能提供{zh}（真有的话）", f"{en} declared as something it can give (if it is so)"
            yield Fact(name, things if thing else words, _declared(row, concept))
        elif kind == "Space" and thing and concepts[concept].theme != "space":
            words = f"登记有{zh}（真有的话）", f"{en} recorded as being there (if it is so)"
            yield Fact(name, words, _able(row, concept, LABELLED))
        else:
            words = f"登记内容是{zh}（真是的话）", f"{en} recorded as what it is about (if it is so)"
            yield Fact(name, words, _able(row, concept, LABELLED))


def _plausible(question: Question, row: int, concept: int, thing: bool) -> bool:
    """Whether it may well be so and nobody wrote it down.

    A person may be able to do anything. A body does what is near to what it does itself, or what somebody does through
    it. An offer is what its entry says, so only one that says nothing can be completed; a room may have a thing that is
    not on record.
    """
    data, kind = question.data, question.data.nodes.kind_of(row)
    if kind in PEOPLE:
        return True
    if kind in BODIES:
        run, steps = data.abilities.run(row), data.vocabulary.steps.run(concept)
        values, weights = data.vocabulary.steps.values[steps], data.vocabulary.steps.weights[steps]
        near = dict(zip(values.tolist(), weights.tolist(), strict=True))
        theirs = zip(data.abilities.values[run].tolist(), data.abilities.via[run].tolist(), strict=True)
        return any(one == concept or (via < 0 and near.get(one, 0.0) >= BROADER) for one, via in theirs)
    if kind == "Space" and thing and data.vocabulary.concepts[concept].theme != "space":
        return True
    return not np.isin(data.abilities.codes[data.abilities.run(row)], (LABELLED, WORDED)).any()


def _validity(question: Question, row: int, excluding: Collection[str]) -> Iterator[Fact]:
    data, ask, now = question.data, question.ask, question.standing.now
    until, needed = data.value("valid_until", row), max(now, ask.last_day)  # now, where the line names no last day
    # Money of one year is not prolonged: the next year has its own.
    if until is not None and until < needed and data.value("year", row) is None:
        end = needed if needed > now else now + YEAR
        words = f"把有效期延长到{date_zh(end)}", f"the entry extended to {date_en(end)}"
        yield Fact("validity", words, _number("valid_until", row, end))


def _activity(question: Question, row: int, excluding: Collection[str]) -> Iterator[Fact]:
    last, now = question.data.value("last_active", row), question.standing.now
    if last is not None and now - last > YEAR:
        words = "恢复活动并更新记录", "new activity on record"
        yield Fact("activity", words, _number("last_active", row, now))


def _coverage(question: Question, row: int, excluding: Collection[str]) -> Iterator[Fact]:
    data, ask, kind = question.data, question.ask, question.data.nodes.kind_of(row)
    away = not set(LIFTS["coverage"]).isdisjoint(excluding)
    if ask.place < 0 or not (away or bool(outside(question, np.array([row]))[0])) or _of_its_place(data, row):
        return
    if ask.kind == "space" and (kind != "Space" or not set(AWAY).isdisjoint(excluding)):
        return
    name = str(data.places.nodes.names[ask.place])
    words = {
        "space": (f"对{name}也开放", f"{name} added to those it is open to"),
        "money": (f"愿意支持{name}的项目", f"readiness to give to projects of {name}"),
    }.get(ask.kind, (f"愿意到{name}服务", f"readiness to work at {name}"))
    yield Fact("coverage", words, _covers(row, ask.place))


def _of_its_place(data: MatchingData, row: int) -> bool:
    if data.nodes.kind_of(row) not in BODIES:
        return False
    texts = dict(own_texts(data, row))
    return bool(OF_ITS_PLACE.search(f"{texts.get('name', '')} {texts.get('kind', '')}"))


FACTS: Mapping[str, Callable[[Question, int, Collection[str]], Iterator[Fact]]] = {
    "window": _window,
    "confirmed": _confirmed,
    "hours": _hours,
    "ability": _abilities,
    "validity": _validity,
    "activity": _activity,
    "coverage": _coverage,
}


def _windows(row: int, bits: int) -> Apply:
    def apply(data: MatchingData) -> MatchingData:
        windows = data.candidates.windows.copy()
        windows[row] = bits
        return replace(data, candidates=replace(data.candidates, windows=windows))

    return apply


def _number(name: str, row: int, value: float) -> Apply:
    def apply(data: MatchingData) -> MatchingData:
        column = data.candidates.numbers[name].copy()
        column[row] = value
        numbers = {**data.candidates.numbers, name: column}
        return replace(data, candidates=replace(data.candidates, numbers=numbers))

    return apply


def _declared(row: int, concept: int) -> Apply:
    """A declared ability is also a phrase that the candidate says."""
    able = _able(row, concept, DECLARED)

    def apply(data: MatchingData) -> MatchingData:
        phrase = data.index.row_of[data.vocabulary.concepts[concept].name]
        said = _with(data.said, row, phrase, 1, via=concept)
        return replace(able(data), said=said, sayers=said.turned(len(data.sayers)))

    return apply


def _able(row: int, concept: int, code: int) -> Apply:
    def apply(data: MatchingData) -> MatchingData:
        mine = _with(own(data.abilities), row, concept, code, weight=SURENESS[code])
        abilities = with_abilities_of_others(mine, data.providers, data.members)
        return replace(data, abilities=abilities, holders=abilities.turned(len(data.holders)))

    return apply


def _covers(row: int, place: int) -> Apply:
    def apply(data: MatchingData) -> MatchingData:
        tie = PLACE_TIES.index("COVERS" if data.nodes.kind_of(row) in OFFERED_KINDS else "SERVES")
        home, covers = own(data.home), _with(own(data.covers), row, place, tie)
        home, covers = with_places_of_providers(home, covers, data.providers)
        return replace(data, home=home, covers=covers)

    return apply


def _with(links: Ragged, owner: int, value: int, code: int, *, weight: float = 1.0, via: int = -1) -> Ragged:
    """The links and one more."""
    return Ragged.build(
        np.append(links.owners, owner),
        np.append(links.values, value),
        len(links),
        np.append(links.weights, weight),
        np.append(links.codes, code),
        np.append(links.via, via),
    )
