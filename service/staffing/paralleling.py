"""并行的项目: running projects that do much the same near each other, which could share partners or be one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np

from graph.errors import NotFound
from graph.snapshot import Snapshot
from matching.data import PLACE_LEVELS
from matching.language.text import shared_words, simplify
from matching.matcher import Matcher
from matching.portfolio.parallel import ParallelLikeness, Running, parallel
from matching.quoting import quoted
from matching.team.cover import coverage
from matching.wordings import LEVELS_EN, LEVELS_ZH
from service.clock import day_of
from service.lines.asking import Asking, Line, text_of
from service.lines.stages import OVER
from service.lines.trouble import trouble_of
from service.partnering import Live
from service.viewing.listing import places_within

NAMED = 3  # partners who could serve both, words that both say
METHODS = ("deliberation", "project", "organising")  # themes that tell how something is done
DEPTH = 30  # candidates of each line


@dataclass(frozen=True)
class Side:
    """Two projects (ids) of a group: why they run side by side, and who could serve both."""

    one: str
    other: str
    may_merge: bool
    words: float
    sentence: str
    partners: tuple[dict[str, str], ...]


@dataclass(frozen=True)
class Group:
    """Projects (id, name, place) that run side by side, and each pair of them."""

    projects: tuple[tuple[str, str, str], ...]
    sides: tuple[Side, ...]

    @property
    def may_merge(self) -> bool:
        """Whether all of them could be one."""
        return all(side.may_merge for side in self.sides)


@dataclass(frozen=True)
class Parallels:
    """All groups among `looked_through` running projects."""

    groups: tuple[Group, ...]
    looked_through: int

    def as_json(self) -> dict[str, Any]:
        """The object that API, command line and pages share."""
        return {
            "looked_through": self.looked_through,
            "groups": [
                {
                    "advice": "merge" if group.may_merge else "share",
                    "projects": [
                        {"kind": "Project", "id": key, "name": name, "place": place}
                        for key, name, place in group.projects
                    ],
                    "pairs": [
                        {
                            "projects": [side.one, side.other],
                            "advice": "merge" if side.may_merge else "share",
                            "likeness": round(side.words, 4),
                            "sentence": side.sentence,
                            "partners": list(side.partners),
                        }
                        for side in group.sides
                    ],
                }
                for group in self.groups
            ],
        }


def parallels(community: Live, *, place: str = "", language: str = "zh", now: datetime) -> Parallels:
    """Groups of running projects that do much the same (at `place`, where one is named); raises NotFound."""
    snapshot, matcher = community.current(now)
    table = snapshot.nodes["Project"]
    if place and place not in snapshot.nodes["Place"].row_of:
        raise NotFound("Place", place)
    within, stages = places_within(snapshot, place) if place else set[int](), table.texts("stage")
    asking, found = Asking(snapshot, matcher.data), list[tuple[str, Running, list[Line]]]()
    for row, key in enumerate(table.ids):
        if str(stages[row]) in OVER:
            continue
        where, lines = asking.place_of(key), asking.lines(key)
        # What was entered without a stage is known from papers only, unless it still looks for something.
        alive = bool(stages[row]) or any(line.wanted for line in lines)
        if alive and (not place or where in within):
            found.append((key, _running(snapshot, matcher, row, where), lines))
    groups = parallel(matcher.data, [running for _, running, _ in found])
    told = [
        Group(
            tuple(_named(snapshot, matcher, found[at][0], found[at][1]) for at in members),
            tuple(_side(matcher, found, alike, language, now) for alike in sides),
        )
        for members, sides in groups
    ]
    return Parallels(tuple(told), len(found))


def _running(snapshot: Snapshot, matcher: Matcher, row: int, place: int) -> Running:
    table, data = snapshot.nodes["Project"], matcher.data
    text = " ".join(filter(None, (text_of(table, row, name) for name in ("name", "text", "audience"))))
    about = snapshot.links.get(("ABOUT", "Project", "Skill"))
    labelled = set(about.joined(row).tolist()) if about is not None else set[int]()
    named = ({mention.concept for mention in data.mentions(text)} | labelled) - set(data.vocabulary.audience)
    # How something is done is no subject where it also says what is done.
    subject = {one for one in named if data.vocabulary.concepts[one].theme not in METHODS} or named
    first, last = (float(table.days(name)[row]) for name in ("date_from", "date_to"))
    return Running(row, text, frozenset(subject), place, first, last)


def _named(snapshot: Snapshot, matcher: Matcher, key: str, running: Running) -> tuple[str, str, str]:
    table = snapshot.nodes["Project"]
    place = matcher.data.places.nodes.node(running.place)["name"] if running.place >= 0 else ""
    return key, text_of(table, table.row_of[key], "name"), place


def _side(
    matcher: Matcher,
    found: Sequence[tuple[str, Running, list[Line]]],
    alike: ParallelLikeness,
    language: str,
    now: datetime,
) -> Side:
    (one, left, mine), (other, right, theirs) = found[alike.one], found[alike.other]
    return Side(
        one,
        other,
        alike.may_merge,
        alike.words,
        _sentence(matcher, alike, (left, right), english=language == "en"),
        _partners(matcher, mine, theirs, now),
    )


def _sentence(matcher: Matcher, alike: ParallelLikeness, both: tuple[Running, Running], *, english: bool) -> str:
    """Why they run side by side: place, subject, words, time."""
    concepts = matcher.data.vocabulary.concepts
    level = PLACE_LEVELS[alike.level]
    said = shared_words(simplify(both[0].text), simplify(both[1].text))[:NAMED]
    if english:
        names = [concepts[one].label_en or concepts[one].name for one in alike.concepts[:NAMED]]
        told = [f"both in {LEVELS_EN[level]}"]
        told += [f"both about {', '.join(names)}"] if names else []
        told += ["both say " + ", ".join(quoted(word) for word in said)] if said else []
        told.append(_when_en(alike.days))
        return "; ".join(filter(None, told)) + "."
    told = [f"都在{LEVELS_ZH[level]}"]
    told += [f"都是{'、'.join(concepts[one].name for one in alike.concepts[:NAMED])}"] if alike.concepts else []
    told += ["都说到" + "、".join(quoted(word) for word in said)] if said else []
    told.append(_when_zh(alike.days))
    return "；".join(filter(None, told)) + "。"


def _when_zh(days: float) -> str:
    return "" if days != days else "时间有重叠" if days == 0 else f"前后相隔 {days:.0f} 天"


def _when_en(days: float) -> str:
    return "" if days != days else "at the same time" if days == 0 else f"{days:.0f} days apart"


def _partners(
    matcher: Matcher, mine: Sequence[Line], theirs: Sequence[Line], now: datetime
) -> tuple[dict[str, str], ...]:
    """Who could serve a line of both, those who suit the worse of the two best first."""
    open_lines = [[line for line in lines if line.wanted and trouble_of(line) is None] for lines in (mine, theirs)]
    if not all(open_lines):
        return ()
    asks = [line.ask for lines in open_lines for line in lines]
    cover = coverage(matcher, matcher.questions(asks, day_of(now)), [True] * len(asks), depth=DEPTH)
    worth = np.where(cover.amounts > 0, np.nan_to_num(cover.scores), -np.inf)
    both = np.minimum(worth[: len(open_lines[0])].max(axis=0), worth[len(open_lines[0]) :].max(axis=0))
    best = [at for at in np.argsort(-both, kind="stable")[:NAMED].tolist() if np.isfinite(both[at])]
    return tuple(matcher.data.nodes.node(int(cover.rows[at])) for at in best)
