"""A town small enough to know everybody in it: records in, a matcher out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from graph.records import Link, Node
from graph.snapshot import Snapshot
from matching.features import FEATURE_NAMES
from matching.matcher import Matcher
from matching.question import Question
from matching.weights import Weights
from seeds import weights
from service.lines.asking import Asking
from service.matching_input import build

NOW = datetime(2026, 3, 14, 9, tzinfo=UTC)
WEIGHTS = Weights.from_values(weights(), FEATURE_NAMES)


def node(kind: str, key: str, /, **properties: Any) -> Node:
    """A node from keywords."""
    return Node(kind, key, properties)


def link(kind: str, start: tuple[str, str], end: tuple[str, str], /, **properties: Any) -> Link:
    """A link between (kind, id) pairs."""
    return Link(kind, *start, *end, properties)


@dataclass(frozen=True)
class Town:
    """Records and the current community that they make."""

    nodes: tuple[Node, ...]
    links: tuple[Link, ...]

    def with_(self, *records: Node | Link) -> Town:
        """The town with records added or, for nodes with a known id, their properties changed (None removes)."""
        nodes = {(n.kind, n.id): n for n in self.nodes}
        links = list(self.links)
        for record in records:
            if isinstance(record, Link):
                links.append(record)
                continue
            known = nodes.get((record.kind, record.id))
            merged: Mapping[str, Any] = {**(known.properties if known else {}), **record.properties}
            kept = {name: value for name, value in merged.items() if value is not None}
            nodes[record.kind, record.id] = replace(record, properties=kept)
        return Town(tuple(nodes.values()), tuple(links))

    def without(self, *links: tuple[str, str, str]) -> Town:
        """The town without links of (type, from id, to id)."""
        kept = [found for found in self.links if (found.kind, found.from_id, found.to_id) not in links]
        return Town(self.nodes, tuple(kept))

    def snapshot(self, now: datetime) -> Snapshot:
        """The town as columns."""
        return Snapshot.from_records(self.nodes, self.links, now)

    def current(self, now: datetime) -> tuple[Snapshot, Matcher]:
        """Both together."""
        return self.snapshot(now), self.matcher(now)

    def matcher(self, now: datetime) -> Matcher:
        """A matcher over the town."""
        return Matcher(build(self.snapshot(now)).data, WEIGHTS)

    def ask(self, line: str) -> tuple[Matcher, Question]:
        """The matcher and one line of the open project as a question."""
        matcher = self.matcher(NOW)
        lines = Asking(self.snapshot(NOW), matcher.data).lines("open")
        found = next(found for found in lines if found.id == line)
        return matcher, matcher.questions([found.ask], NOW.date())[0]

    def scores(self, line: str) -> dict[str, float]:
        """Everybody's score for a line, by id."""
        matcher, question = self.ask(line)
        return {m.candidate["id"]: m.score for m in matcher.answer(question, limit=1000).matches}

    def rules(self, line: str) -> dict[str, str]:
        """The rule that leaves each named candidate out of a line, by id."""
        matcher, question = self.ask(line)
        found = matcher.answer(question, limit=1000, left_out=1000).left_out
        return {left_out.candidate["id"]: left_out.rule for left_out in found}


PLACES = (
    ("d", "district", ""),
    ("s", "street", "d"),
    ("c", "community", "s"),
    ("yard", "compound", "c"),
    ("house", "building", "yard"),
    ("door", "entrance", "house"),
    ("next", "compound", "c"),
    ("c2", "community", "s"),
    ("far", "compound", "c2"),
    ("s2", "street", "d"),
    ("c3", "community", "s2"),
)
SKILLS = (
    ("digital", "数字生活帮助", "digital help", "digital"),
    ("phone", "教智能手机", "teaching smartphones", "digital"),
    ("mend", "修小家电", "mending appliances", "repair"),
    ("dance", "广场舞教学", "teaching dance", "culture"),
    ("old", "老人", "older people", "audience"),
    ("cash", "出资赞助", "sponsoring", "money"),
)


def skeleton() -> list[Node | Link]:
    """Places, skills and an open project of five lines in the yard."""
    records: list[Node | Link] = []
    for key, level, parent in PLACES:
        records.append(node("Place", key, name=f"地点{key}", level=level))
        if parent:
            records.append(link("PART_OF", ("Place", key), ("Place", parent)))
    records += [node("Skill", key, name=name, label_en=en, theme=theme) for key, name, en, theme in SKILLS]
    records.append(link("BROADER", ("Skill", "phone"), ("Skill", "digital")))
    records.append(link("RELATED", ("Skill", "phone"), ("Skill", "mend")))
    records.append(node("Project", "open", name="手机互助", text="邻居教手机", stage="matching"))
    records.append(link("LOCATED_IN", ("Project", "open"), ("Place", "yard")))
    records.append(link("ABOUT", ("Project", "open"), ("Skill", "phone")))
    records.append(link("TAKES_PART", ("Resident", "lead"), ("Project", "open")))
    records.append(node("Resident", "lead", name="某领", consent=True))
    lines = (
        ("teach", {"kind": "skill", "text": "会教智能手机的人", "quantity": 2.0, "unit": "人", "windows": ["sat-pm"]}),
        ("room", {"kind": "space", "text": "能坐20人的房间", "quantity": 1.0, "unit": "间"}),
        ("fund", {"kind": "money", "text": "活动经费", "quantity": 1500.0, "unit": "元"}),
        ("hands", {"kind": "people", "text": "搬桌椅的人手", "quantity": 2.0, "unit": "人"}),
        ("guide", {"kind": "mentor", "text": "陪着走完全程的辅导员", "quantity": 1.0, "unit": "名"}),
    )
    for key, properties in lines:
        records.append(node("Requirement", key, status="open", **properties))
        records.append(link("REQUIRES", ("Project", "open"), ("Requirement", key)))
    return records


def town(*records: Node | Link) -> Town:
    """The skeleton with these records."""
    everything: Sequence[Node | Link] = [*skeleton(), *records]
    nodes = tuple(record for record in everything if isinstance(record, Node))
    return Town(nodes, tuple(record for record in everything if isinstance(record, Link)))


def teacher(key: str, home: str = "yard", **properties: Any) -> list[Node | Link]:
    """A willing resident who can teach smartphones."""
    return [
        node("Resident", key, **{"name": f"某{key}", "consent": True, **properties}),
        link("LIVES_AT", ("Resident", key), ("Place", home)),
        link("HAS_SKILL", ("Resident", key), ("Skill", "phone")),
    ]


def facts_of(reasons: Iterable[Any]) -> list[Mapping[str, Any]]:
    """Every fact of these reasons."""
    return [fact for reason in reasons for fact in reason.evidence]


def day(text: str) -> date:
    """A date from its ISO form."""
    return date.fromisoformat(text)
