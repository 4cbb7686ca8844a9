"""Who must be at the table (主体确定): by what an issue is about, where it happens, who owns the place, its level."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from matching.issues.issue import BUILDING, COMMUNITY, ENTRANCE, STREET, Situation
from matching.issues.patterns import Pattern
from matching.issues.problems import Problems
from matching.quoting import quoted

MUST = 0.5  # the chance from which a party is called, not only welcome
SIGNALS = ("called", "useful", "named", "hosting", "called_hard", "useful_hard")
QUARREL = re.compile("劝|评理|说和|调解|说说去|不听|不理|两家|不讲理|吵翻|闹翻")
OLD = re.compile("老人|老太|大爷|大妈|老头|老两口|独居|老伴|奶奶|爷爷|腿脚|轮椅")
OWNED = re.compile("单位|央产|公房|后勤|开发商|房管|产权")
OWNED_TEXT = re.compile("单位|央产|公房|后勤|开发商|房管所|产权|公司")
UNMANAGED = re.compile("无物业|没有物业|平房")
PROPERTY = "物业公司"
FABRIC = ("building", "renewal", "water", "heat", "lift", "power", "manage")


@dataclass(frozen=True)
class Party:
    """One who may be called: names under which texts speak of it and why it is called at all."""

    name: str
    label_en: str
    words: tuple[Pattern, ...]
    reason_zh: str
    reason_en: str


@dataclass(frozen=True)
class Reason:
    """One fact that speaks for a party, in both languages, and what it added to the score."""

    signal: str
    zh: str
    en: str
    contribution: float


@dataclass(frozen=True)
class Stakeholder:
    """A party with the chance that it must be at the table; its reasons and `bias` add up to `score`."""

    party: Party
    chance: float
    must: bool
    reasons: tuple[Reason, ...]
    bias: float
    score: float


@dataclass(frozen=True, eq=False)
class LikelySituation:
    """A situation with the chances of its levels: what the rules of hosting look at."""

    situation: Situation
    chances: Mapping[str, float]
    called: Mapping[str, float]  # party → share of problems that call it
    useful: Mapping[str, float]

    @property
    def place(self) -> str:
        """The level of the place."""
        return self.situation.issue.place_level

    @property
    def quarrel(self) -> float:
        """How much it is a quarrel of two sides, 0 to 1."""
        said = 0.6 if QUARREL.search(self.situation.text) else 0.0
        return min(self.called.get("反对住户", 0.0) + said, 1.0)

    @property
    def owned(self) -> float:
        """1 where the note or the text names an owner unit or a company that holds the place."""
        return float(bool(OWNED.search(self.situation.note) or OWNED_TEXT.search(self.situation.text)))

    @property
    def unmanaged(self) -> bool:
        """Whether the note says that no property company manages the place."""
        return bool(UNMANAGED.search(self.situation.note))

    @property
    def managed(self) -> float:
        """1 where a property company is spoken of."""
        return float("物业" in self.situation.note or "物业" in self.situation.text)


def community_hosts(scene: LikelySituation) -> float:
    """在楼以上的事，由社区居委会召集；门里的事涉及老人，也由居委会安排。

    From the building upwards the community committee calls the meeting; within an entrance it arranges help for an
    old person.
    """
    if scene.place != ENTRANCE:
        return 1.0
    return 0.6 * float(bool(OLD.search(scene.situation.text)))


def entrance_hosts(scene: LikelySituation) -> float:
    """门里的事由楼门长先出面；楼里的个别事也请他。

    Within an entrance its head comes first; also for a small matter of a building.
    """
    return float(scene.place == ENTRANCE) + 0.6 * float(scene.place == BUILDING) * scene.chances["个别"]


def many_speak(scene: LikelySituation) -> float:
    """牵涉的人多又不是两家的纠纷，请居民代表。

    Many are concerned and it is no quarrel of two: residents' representatives speak.
    """
    if scene.place == ENTRANCE:
        return 0.0
    wide = 0.5 if scene.place == BUILDING else 1.0
    return (scene.chances["普遍"] + scene.chances["老大难"]) * (1 - scene.quarrel) * wide


def sufferers_speak(scene: LikelySituation) -> float:
    """有纠纷，或就在一个门、一栋楼里，受影响的住户要到场。

    In a quarrel, or within one entrance or building, those who suffer are heard.
    """
    return max(scene.quarrel, 0.5 * float(scene.place in (ENTRANCE, BUILDING)))


def other_side_speaks(scene: LikelySituation) -> float:
    """有纠纷就有另一方，他不来谈不成。

    A quarrel has another side.
    """
    return scene.quarrel


def owner_speaks(scene: LikelySituation) -> float:
    """房子或地是单位、公司的，动它要产权单位点头。

    The place belongs to a unit or company, whose consent it takes.
    """
    hard = scene.chances["老大难"]
    fabric = sum(scene.situation.theme.get(theme, 0.0) for theme in FABRIC)
    near = 1.0 if fabric > 0.2 or hard > 0.5 else 0.5
    return max(hard, 0.4 * scene.chances["普遍"]) * scene.owned * near


def street_hosts(scene: LikelySituation) -> float:
    """老大难由街道牵头；跨院、跨社区的普遍问题也要街道协调。

    What is old and hard is led by the street; so is what is common across compounds.
    """
    return scene.chances["老大难"] + 0.4 * scene.chances["普遍"] * float(scene.place in (COMMUNITY, STREET))


def district_hosts(scene: LikelySituation) -> float:
    """街道定不了的老大难，请区级部门。

    District departments, where the street cannot decide.
    """
    return scene.chances["老大难"]


def party_branch_hosts(scene: LikelySituation) -> float:
    """几家单位要坐到一起，由党组织搭台。

    Where several units must meet the party branch opens the table.
    """
    return 0.6 * scene.chances["老大难"] + 0.3 * scene.chances["普遍"]


def property_speaks(scene: LikelySituation) -> float:
    """有物业的地方，公共部位和秩序的事请物业。

    Where there is a property company it is asked about shared parts and order.
    """
    return scene.managed * (0.6 * scene.chances["普遍"] + 0.2 * scene.chances["个别"]) * float(scene.place != ENTRANCE)


HOSTS: Mapping[str, Callable[[LikelySituation], float]] = {
    "社区居委会": community_hosts,
    "楼门长": entrance_hosts,
    "居民代表": many_speak,
    "受影响住户": sufferers_speak,
    "反对住户": other_side_speaks,
    "产权单位": owner_speaks,
    "街道办事处": street_hosts,
    "区级部门": district_hosts,
    "社区党组织": party_branch_hosts,
    PROPERTY: property_speaks,
}


@dataclass(frozen=True)
class PartyTable:
    """The parties with the weights of the signals; `bias` says how often a party is called at all."""

    parties: tuple[Party, ...]
    problems: Problems
    weights: Mapping[str, float]  # of SIGNALS
    bias: Mapping[str, float]  # of parties

    def answer(self, situation: Situation, chances: Mapping[str, float]) -> list[Stakeholder]:
        """All parties, the one that must most surely be there first."""
        scene = scene_of(self.problems, situation, chances)
        found = [self._weighed(party, scene) for party in self.parties]
        return sorted(found, key=lambda one: (-one.score, one.party.name))

    def _weighed(self, party: Party, scene: LikelySituation) -> Stakeholder:
        bias = self.bias.get(party.name, 0.0)
        added = {name: value * self.weights[name] for name, value in signals(party, scene).items() if value}
        reasons = [Reason(name, *self._sentence(name, party, scene), worth) for name, worth in _told(added).items()]
        score = bias + sum(reason.contribution for reason in reasons)
        chance = 1.0 / (1.0 + math.exp(-score))
        reasons.sort(key=lambda reason: (-reason.contribution, reason.signal))
        return Stakeholder(party, chance, chance >= MUST, tuple(reasons), bias, score)

    def _sentence(self, name: str, party: Party, scene: LikelySituation) -> tuple[str, str]:
        if name == "hosting":
            zh, en = (HOSTS[party.name].__doc__ or "").split("\n\n")
            return zh.strip(), " ".join(en.split())
        if name == "named":
            in_text = [word.shown for word in party.words if word.stands(scene.situation.text)]
            said = "、".join(in_text or [word.shown for word in _words_said(party, scene)])
            if in_text:
                return f"文中提到{quoted(said)}", f"the text says {quoted(said)}"
            return f"地点说明里提到{quoted(said)}", f"the note on the place says {quoted(said)}"
        about = scene.situation.about
        plain = sorted(scene.situation.said & set(about), key=lambda row: (-about[row], row))
        listed = [self.problems.problems[row] for row in plain]
        own = [one for one in listed if party.name in (one.useful if "useful" in name else one.call)][:2]
        zh, en = "、".join(one.name for one in own), ", ".join(one.label_en for one in own)
        zh, en = (f"“{zh}”这类事", en) if own else ("这类事", "such a matter")
        hard = ("，成了老大难更要请", ", the more so as it is old and hard") if name.endswith("_hard") else ("", "")
        if "useful" in name:
            return f"{zh}也常请它{hard[0]}", f"often asked along where it is about {en}{hard[1]}"
        return f"{zh}多半要请它{hard[0]}：{party.reason_zh}", f"mostly asked about {en}{hard[1]}: {party.reason_en}"


def scene_of(problems: Problems, situation: Situation, chances: Mapping[str, float]) -> LikelySituation:
    """The situation as the rules of hosting see it."""
    called: dict[str, float] = {}
    useful: dict[str, float] = {}
    for row, share in situation.about.items():
        for into, names in ((called, problems.problems[row].call), (useful, problems.problems[row].useful)):
            for name in names:
                into[name] = into.get(name, 0.0) + share
    return LikelySituation(situation, chances, called, useful)


def signals(party: Party, scene: LikelySituation) -> dict[str, float]:
    """What speaks for one party, in the order of SIGNALS; nothing for a property company where there is none."""
    if party.name == PROPERTY and scene.unmanaged:
        return dict.fromkeys(SIGNALS, 0.0)
    called, useful = scene.called.get(party.name, 0.0), scene.useful.get(party.name, 0.0)
    hard = scene.chances["老大难"]
    host = HOSTS.get(party.name)
    values = (
        called,
        useful,
        float(bool(_words_said(party, scene))),
        host(scene) if host else 0.0,
        called * hard,
        useful * hard,
    )
    return dict(zip(SIGNALS, values, strict=True))


def _told(added: Mapping[str, float]) -> dict[str, float]:
    """What each signal added; what is said of a matter and again of it as an old and hard one is told once."""
    told = dict(added)
    for plain in ("called", "useful"):
        hard = f"{plain}_hard"
        if plain in told and hard in told:
            both = plain, hard
            kept = hard if told[hard] > 0 else plain
            told[kept] = sum(told.pop(name) for name in both)
    return told


def _words_said(party: Party, scene: LikelySituation) -> Sequence[Pattern]:
    told = scene.situation
    return [word for word in party.words if word.stands(told.text) or word.stands(told.note)]
