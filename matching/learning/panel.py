"""The voices that a ranking listens to: channels with settings, each with a sentence that a citizen can read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from matching.learning.channels import Channel
from matching.learning.channels.likeness import Wording
from matching.learning.channels.meaning import MeaningNeighbours, MeaningProfile, MeaningRidge, meant
from matching.learning.channels.neighbours import Neighbours
from matching.learning.channels.popularity import Popularity
from matching.learning.channels.profiles import BM25, Profile
from matching.learning.channels.ridge import Ridge
from matching.learning.channels.ties import (
    Circle,
    Complement,
    KnownShare,
    Lately,
    RoleVotes,
    SecondStep,
    Together,
)
from matching.learning.channels.topics import TopicNeighbours, TopicProfile
from matching.learning.channels.votes import Around, Votes
from matching.learning.channels.walk import CoWork, Walk
from matching.learning.history import History
from matching.learning.lesson import Task

ROLES = 4  # roles with voices of their own, the most frequent first
WORDS, PAIRS = Wording("words"), Wording("pairs")


@dataclass(frozen=True)
class Voice:
    """A channel by name. `zh` and `en` say what it hears; `core` voices speak however little evidence there is.

    The first hundred of a voice with `pool` are looked at closely.
    """

    name: str
    channel: Channel
    zh: str
    en: str
    core: bool = False
    pool: bool = False


MEANING: Mapping[str, tuple[str, str]] = {
    "alike": ("办过相似的事：用词、标签相近的往事由谁参与。", "Took part in work with similar words and tags."),
    "topic": ("办过同一类题目的事，即使用词不同。", "Took part in work on the same topics, even in other words."),
    "meaning": (
        "办过意思相近的事，即使没有一个相同的词。",
        "Took part in work that means much the same, even without a common word.",
    ),
    "unit": ("常参与同一牵头单位的事。", "Often takes part in work of the same lead unit."),
    "tag": ("常参与同样标签的事。", "Often takes part in work under the same tags."),
    "profile": ("一贯所做的事与这件事用词相近。", "The words of all past work come close to this work."),
    "expected": (
        "综合所有往事推算，最可能参与。",
        "Is expected here when all past work is weighed against each other.",
    ),
    "walk": (
        "从这件事的词语、标签走到往事、再走到人，容易到达。",
        "Is reached from its words and tags over past work.",
    ),
    "links": ("参与过这件事引用的往事。", "Took part in earlier work that this work refers to."),
    "circle": ("近来与最合适的几位共事。", "Has lately worked with those who fit best."),
    "role": ("在相似的往事里担任过同样的角色。", "Had one and the same role in similar past work."),
    "active": ("近来活跃。", "Has been active of late."),
    "known": ("与已定的成员共过事。", "Has worked with the members already found."),
    "known_alike": ("与已定的成员办过相似的事。", "Did similar work with the members already found."),
    "second": ("与已定成员的伙伴共过事。", "Has worked with companions of the members already found."),
}


def panel(history: History, task: Task, powers: Sequence[float]) -> list[Voice]:
    """All voices that can speak on this history: none about tags where there are none, one for each frequent role."""
    found = [*_votes(tuple(powers)), *_words(), *_ties()]
    if meant(history):
        found += _meaning()
    if history.tags.nnz:
        found += [*_tags(), *_roles(history)]
    if history.references.nnz or history.mentions.nnz:
        found += _links()
    if task == "completion":
        found += _known(tuple(powers))
    return found


def _voice(family: str, detail: str, channel: Channel, *, core: bool = False, pool: bool = False) -> Voice:
    zh, en = MEANING[family]
    return Voice(f"{family}: {detail}" if detail else family, channel, zh, en, core, pool)


def _votes(powers: tuple[float, ...]) -> list[Voice]:
    return [
        _voice("alike", "learned", Votes(powers), core=True, pool=True),
        _voice("alike", "learned, long memory", Votes(powers, slower=3.0), core=True, pool=True),
        _voice("alike", "learned, closest only", Votes(powers, sharper=1.7), core=True),
    ]


def _words() -> list[Voice]:
    near = [
        ("words, 20", Neighbours(k=20, half_life=0.5)),
        ("words, 100 recent", Neighbours(k=100, half_life=0.15)),
        ("words, close", Neighbours(k=300, power=3.0, half_life=0.33)),
        ("phrases, close recent", Neighbours(words=0.0, pairs=1.0, k=100, power=4.0, half_life=0.12)),
        ("phrases, 30", Neighbours(words=0.0, pairs=1.0, k=30, power=1.5, half_life=0.5, fame=0.2)),
        ("title, 30", Neighbours(words=0.0, title=1.0, k=30, half_life=0.33)),
        ("parts of words, 200 recent", Neighbours(words=0.0, title_chars=1.0, k=200, power=2.0, half_life=0.15)),
    ]
    core = {"words, 20", "phrases, close recent"}
    found = [_voice("alike", name, channel, core=name in core, pool=True) for name, channel in near]
    found += [
        _voice("topic", "30", TopicNeighbours(30, 1.0, 0.5)),
        _voice("topic", "100 recent", TopicNeighbours(100, 2.0, 0.15), core=True, pool=True),
        _voice("topic", "close", TopicNeighbours(300, 4.0, 0.33, shared=0.5)),
        _voice("topic", "profile", TopicProfile()),
        _voice("profile", "words", Profile(WORDS, 0.33, 0.75), core=True, pool=True),
        _voice("profile", "phrases recent", Profile(PAIRS, 0.08, 1.0)),
        _voice("profile", "words counted", BM25(WORDS, 0.12, 2.0, 0.75), pool=True),
        _voice("profile", "phrases counted", BM25(PAIRS, 0.33, 4.0, 0.25)),
        _voice("expected", "words recent", Ridge(0.0, 0.12), core=True),
        _voice("walk", "words", Walk(tags=0.0, words=1.0, wording=PAIRS, alpha=1.25, half_life=0.08, fame=0.2)),
        _voice("walk", "words, long", Walk(tags=0.0, words=1.0, wording=WORDS, alpha=1.0, half_life=0.5, fame=0.3)),
    ]
    return found


def _meaning() -> list[Voice]:
    return [
        _voice("meaning", "20", MeaningNeighbours(20, 4.0, 0.5)),
        _voice("meaning", "100 recent", MeaningNeighbours(100, 6.0, 0.15), pool=True),
        _voice("meaning", "close", MeaningNeighbours(300, 10.0, 0.33)),
        _voice("meaning", "and words", MeaningNeighbours(100, 4.0, 0.2, words=0.5), pool=True),
        _voice("meaning", "and words, close recent", MeaningNeighbours(300, 6.0, 0.15, words=0.5)),
        _voice("meaning", "profile", MeaningProfile(0.2, 0.75), pool=True),
        _voice("meaning", "profile, long", MeaningProfile(None)),
        _voice("meaning", "expected", MeaningRidge(), pool=True),
    ]


def _tags() -> list[Voice]:
    mixed = {"words": 1.0, "tags": 0.3, "unit": 0.3}
    return [
        _voice("unit", "lately", Popularity("unit", 0.03, 1.0, 0.0)),
        _voice("unit", "recent", Popularity("unit", 0.12, 1.0, 0.0), core=True, pool=True),
        _voice("unit", "long", Popularity("unit", 0.4, 1.0, 0.0), pool=True),
        _voice("tag", "lately", Popularity("tags", 0.05, 1.0, 0.0)),
        _voice("tag", "recent", Popularity("tags", 0.15, 1.0, 0.0), core=True, pool=True),
        _voice("tag", "long", Popularity("tags", 0.5, 0.5, 0.0)),
        _voice("alike", "words and unit, recent", Neighbours(**mixed, k=200, power=6.0, half_life=0.06), core=True),
        _voice("alike", "words and unit", Neighbours(**mixed, k=100, power=3.0, half_life=0.2, shared=0.5), pool=True),
        _voice("alike", "words and unit, 20", Neighbours(**mixed, k=20, power=2.0, half_life=0.5)),
        _voice("expected", "words and tags", Ridge(0.4, 0.33)),
        _voice("expected", "words and tags, recent", Ridge(0.4, 0.1), core=True),
        _voice(
            "walk",
            "tags and words",
            Walk(tags=1.0, unit=1.0, words=3.0, wording=PAIRS, alpha=0.75, half_life=0.12, shared=0.0, fame=0.2),
            core=True,
            pool=True,
        ),
        _voice(
            "walk",
            "tags and words, long",
            Walk(tags=1.0, unit=1.0, words=1.0, wording=PAIRS, alpha=1.5, half_life=0.3, shared=0.0, fame=0.2),
        ),
        _voice("walk", "tags", Walk(tags=1.0, unit=0.5, half_life=0.07, shared=1.0, fame=0.1)),
    ]


def _roles(history: History) -> list[Voice]:
    names = sorted(history.roles, key=lambda role: -history.roles[role].nnz)[:ROLES]
    found = []
    for name in ["", *names]:
        found.append(_voice("role", f"{name or 'first'}", RoleVotes(name)))
        found.append(_voice("role", f"{name or 'first'}, unit", RoleVotes(name, 0.08, 0.0)))
    return found


def _ties() -> list[Voice]:
    return [
        _voice("circle", "", Circle(), pool=True),
        _voice("active", "lately", Lately(0.04)),
        _voice("active", "recent", Lately(0.15)),
    ]


def _links() -> list[Voice]:
    named = Walk(tags=0.0, links=1.0, half_life=1.0, shared=0.0)
    return [
        _voice("links", "named", named, core=True, pool=True),
        _voice("links", "near", Neighbours(words=0.3, links=1.0, k=50, power=2.0, half_life=0.5)),
    ]


def _known(powers: tuple[float, ...]) -> list[Voice]:
    near = {"words": 1.0, "tags": 0.1, "unit": 0.1}
    return [
        _voice("known", "lately", CoWork(0.05, 0.5, 0.0, 0.5)),
        _voice("known", "recent", CoWork(0.2, 0.5, 0.0, 0.5), core=True, pool=True),
        _voice("known", "long", CoWork(None, 0.5, 0.2, 0.5), pool=True),
        _voice("known", "share of own work", CoWork(0.33, 1.0, 0.6, 0.5)),
        _voice("known", "how many", KnownShare()),
        _voice("known", "completes", Complement(), core=True, pool=True),
        _voice("second", "", SecondStep(), pool=True),
        _voice("second", "recent", SecondStep(0.06)),
        _voice("known_alike", "together", Together(), core=True),
        _voice("known_alike", "20", Neighbours(**near, known=0.3, k=20, power=3.0, half_life=0.2, fame=0.1), core=True),
        _voice("known_alike", "50", Neighbours(**near, known=1.0, k=50, power=3.0, half_life=0.12, fame=0.3)),
        _voice("known_alike", "100", Neighbours(**near, known=2.0, k=100, power=1.5, half_life=0.33), pool=True),
        _voice(
            "walk",
            "known",
            Walk(tags=0.0, unit=0.3, words=1.0, known=1.0, wording=PAIRS, half_life=0.1, fame=0.3),
            core=True,
            pool=True,
        ),
        _voice(
            "second",
            "walk",
            Walk(tags=0.0, words=0.1, known=3.0, far=1.0, wording=WORDS, half_life=0.1, shared=0.5, fame=0.1),
            core=True,
            pool=True,
        ),
        _voice("second", "walk, long", Walk(tags=0.0, known=1.0, far=1.0, half_life=0.4, shared=1.0, fame=0.2)),
        _voice("circle", "of the votes", Around(powers)),
        _voice("circle", "of the votes, recent", Around(powers, 0.06), pool=True),
        _voice("circle", "of the votes, far", Around(powers, 0.2, 100, 3, 0.2), pool=True),
        _voice("walk", "known, long", Walk(tags=0.0, words=0.3, known=1.0, wording=PAIRS, half_life=0.4, fame=0.2)),
    ]
