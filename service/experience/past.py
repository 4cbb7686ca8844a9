"""Past projects as pieces of work to learn from, and the open lines as the questions put to them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, NamedTuple

import numpy as np

from graph.snapshot import Snapshot
from matching.data import WORK_TIES, MatchingData
from matching.learning.works import Work
from service.lines.asking import Asking, Line, text_of
from service.lines.stages import SOLVED
from service.matching_input.frame import Frame

MOST_WORKS = 3000  # the newest: enough to learn from, few enough for a city
MOST_PROJECTS = 100  # open ones whose lines are asked about, the newest
BEGUN = ("in_progress", "")  # what was entered without a stage is known from papers
LEVELS = (2, 4, 3)  # places whose ancestors of these levels are told: community, compound, grid


class Past(NamedTuple):
    """Past work, and as further work the open lines that are asked about (their ids)."""

    works: list[Work]
    asked: list[Work]


class PastWork:
    """Reads work out of a snapshot, as far as its matching data show it: nobody without consent, and no minors."""

    def __init__(self, snapshot: Snapshot, data: MatchingData) -> None:
        self._snapshot, self._data, self._frame = snapshot, data, Frame.of(snapshot)
        self._projects = snapshot.nodes["Project"]
        self._parts = _by_whole(data)
        self._about = data.works.about.turned(len(data.works.nodes))
        self._needs = self._ends("ADDRESSES", "Project", "Need")
        self._places = self._ends("LOCATED_IN", "Project", "Place")
        self._lines = self._ends("REQUIRES", "Project", "Requirement")
        for activity, lines in self._ends("REQUIRES", "Activity", "Requirement").items():
            self._lines[int(data.works.whole[activity])] += lines
        self._answered: dict[int, list[int]] = defaultdict(list)
        for project, needs in self._needs.items():
            for need in needs:
                self._answered[need].append(project)

    def read(self) -> Past:
        """What is solved is past, and what has begun and lacks nothing; what still lacks something is asked about."""
        status = self._snapshot.nodes["Requirement"].texts("status")
        lacking = {row for row, lines in self._lines.items() if any(status[line] == "open" for line in lines)}
        begun, dropped = self._begun(), self._data.works.dropped
        stages = self._projects.texts("stage").astype(str)
        over, under_way = np.isin(stages, SOLVED), np.isin(stages, BEGUN)
        newest = [row for row in np.argsort(-begun, kind="stable").tolist() if not dropped[row]]
        done = [over[row] or (under_way[row] and row not in lacking) for row in range(len(over))]
        past = [row for row in newest if begun[row] <= self._frame.today and done[row]]
        found = (self._past_work(row, float(begun[row])) for row in past)
        works = list(islice((work for work in found if work.members), MOST_WORKS))
        asked = [row for row in newest if row in lacking and not over[row]][:MOST_PROJECTS]
        return Past(works, [work for row in asked for work in self._asked(row)])

    def _begun(self) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        """The day on which each project began, as far as is known; what is not dated is as old as the oldest."""
        begun = self._projects.days("date_from")
        begun = np.where(np.isnan(begun), self._data.works.days[: len(begun)], begun)
        return np.nan_to_num(begun, nan=float(np.nanmin(begun, initial=self._frame.today)))

    def _past_work(self, row: int, day: float) -> Work:
        ties = self._ties(row)
        words = [text_of(self._snapshot.nodes["Requirement"], line, "text") for line in self._lines.get(row, ())]
        members = tuple(dict.fromkeys(who for held in ties.values() for who in held))
        extra = {**ties, "after": [self._projects.ids[one] for one in self._same_need(row)]}
        tags = (*self._place_tags(*self._places.get(row, ())[:1]), *self._concepts(row))
        title, text = text_of(self._projects, row, "name"), self._text(row, words)
        return Work(self._projects.ids[row], day, title, text, tags, members, extra)

    def _asked(self, row: int) -> Iterator[Work]:
        """The lines of a project that still want something."""
        title, tags = text_of(self._projects, row, "name"), self._concepts(row)
        after = {"after": [self._projects.ids[one] for one in self._same_need(row)]}
        for line in Asking(self._snapshot, self._data).lines(self._projects.ids[row]):
            if line.wanted:
                every = dict.fromkeys((*self._place_tags(line.ask.place), *tags, *self._called(line)))
                yield Work(line.id, self._frame.today, title, self._text(row, [line.text]), tuple(every), (), after)

    def _ties(self, row: int) -> dict[str, list[str]]:
        """Who took part, by tie; those of the project's activities too."""
        works, nodes = self._data.works, self._data.nodes
        found: dict[str, dict[str, None]] = defaultdict(dict)
        for part in (row, *self._parts.get(row, ())):
            run = works.delivered.run(part)
            for who, code in zip(works.delivered.values[run], works.delivered.codes[run], strict=True):
                found[WORK_TIES[code]][f"{nodes.kind_of(int(who))}:{nodes.ids[who]}"] = None
        return {tie: list(found[tie]) for tie in WORK_TIES if tie in found}

    def _text(self, row: int, words: list[str]) -> str:
        needs = (text_of(self._snapshot.nodes["Need"], need, "text") for need in self._needs.get(row, ()))
        return "\n".join(dict.fromkeys(filter(None, (text_of(self._projects, row, "text"), *needs, *words))))

    def _same_need(self, row: int) -> list[int]:
        return sorted({one for need in self._needs.get(row, ()) for one in self._answered[need]} - {row})

    def _concepts(self, row: int) -> tuple[str, ...]:
        return tuple(self._data.vocabulary.concepts[concept].id for concept in self._about.of(row).tolist())

    def _called(self, line: Line) -> list[str]:
        wanted = (*line.ask.concepts, *line.ask.project_concepts)
        return [self._data.vocabulary.concepts[concept].id for concept in wanted]

    def _place_tags(self, place: int = -1) -> list[str]:
        """The community, compound and grid of a place, the community first: it stands for the unit that leads."""
        if place < 0:
            return []
        above = self._data.places.ancestors[place]
        return [f"place:{self._data.places.nodes.ids[above[level]]}" for level in LEVELS if above[level] >= 0]

    def _ends(self, kind: str, start: str, end: str) -> dict[int, list[int]]:
        table = self._snapshot.links.get((kind, start, end))
        found: dict[int, list[int]] = defaultdict(list)
        if table is not None:
            for one, other in zip(table.from_rows.tolist(), table.to_rows.tolist(), strict=True):
                found[one].append(other)
        return found


def _by_whole(data: MatchingData) -> dict[int, list[int]]:
    """The activities of each project."""
    found: dict[int, list[int]] = defaultdict(list)
    for row in np.flatnonzero(data.works.whole != np.arange(len(data.works.whole))).tolist():
        found[int(data.works.whole[row])].append(row)
    return found


def work_from(values: Mapping[str, Any]) -> Work:
    """A piece of work from plain values."""
    return Work(**{**values, "tags": tuple(values["tags"]), "members": tuple(values["members"])})
