"""One line of words, answered across all kinds: names, other names, texts, pinyin initials, skills, offers.

A question such as 周六能借的房间 is read for its days (what is free then comes first, what is closed last), for the
sort of thing it asks for and for skills of the vocabulary (in English by their labels); else its characters are
compared with what people offer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

import numpy as np

from graph.errors import NotFound
from graph.loading.windows import windows_within
from graph.reading.numerals import with_digits
from graph.snapshot import Snapshot
from graph.store import Store
from graph.tables import NODE_COLUMNS, NodeTable
from matching.language.text import simplify
from matching.quoting import quoted
from service.clock import day_of
from service.errors import UnknownProject, UnknownRequirement
from service.viewing.english import people_asked
from service.viewing.looking import Mention, View
from service.viewing.naming import near, suggested
from service.viewing.overview import EPOCH, all_lines, pairs
from service.viewing.wordindex import KindIndex, index_of
from service.visible import visible

KINDS = (
    *("Project", "Need", "Organization", "Service", "Space", "Unit", "Alliance", "Fund", "Expert", "Resident"),
    *("Place", "Skill", "Programme", "Forum", "Activity", "Agreement", "Requirement"),
)
OFFERS = ("Service", "Space", "Fund", "Organization", "Unit", "Alliance", "Expert")
SORTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "Space": ("房间", "场地", "屋子", "活动室", "会议室", "教室", "空间", "院子", "地方", "礼堂", "room"),
        "Fund": ("经费", "资金", "资助", "赞助", "出钱", "公益金", "fund"),
        "Service": ("服务", "上门", "便民", "service"),
    }
)
KNOWN: Mapping[int, bool | None] = MappingProxyType({1: True, 0: False, -1: None})
LEVELS = ("社区", "街道", "地区", "小区", "胡同", "街道办事处")  # the end of a place's name, left out in talk
WHOLE_NAME = 1.0  # the score of what is called exactly so
SIMILAR_FROM, SIMILAR_SPAN = 0.25, 0.35  # a likeness of 0 to 1 as a score between the sort and a text
NEAR_BEST = 0.6  # of the likeness of the most alike: what is much less alike is no answer beside it
SAYS_TIME = re.compile("(?:周|星期|礼拜)[一二三四五六日天末]|工作日|上午|下午|晚上|早上|中午")
CALLED = ("name", "alias", "initials")
TOO_SMALL = 0.3  # a room that holds fewer than asked for scores so much less
MOST_OF_A_KIND = 60
LONGEST = 200


@dataclass(frozen=True)
class Hit:
    """Something found: how well it answers (0 to 1), and `by` name, alias, initials, skill, sort, text or similar."""

    who: Mention
    score: float
    by: str
    words: str
    over: bool = False  # held until a day that is past
    free: bool | None = None  # in the windows asked for; None where nobody asked or it is not known


@dataclass(frozen=True)
class SearchResult:
    """What a search found, best first, and the weekly windows it was understood to ask for."""

    words: str
    windows: tuple[str, ...]
    hits: tuple[Hit, ...]
    total: int


def search(snapshot: Snapshot, words: str, *, kinds: Sequence[str] = KINDS, limit: int = 30) -> SearchResult:
    """What answers `words` among the kinds; people are found where they agreed to be seen."""
    asked = _Asked.of(words)
    if not asked.plain:
        return SearchResult(asked.words, (), (), 0)
    view = View(snapshot)
    hits: list[Hit] = []
    for kind in kinds:
        found = _of_kind(snapshot, view, kind, asked)
        hits += [hit for _, hit in sorted(found.items(), key=lambda pair: (-pair[1].score, pair[0]))]
    order = {kind: place for place, kind in enumerate(kinds)}
    best = max((hit.score for hit in hits if hit.by == "similar"), default=0.0)
    hits = [hit for hit in hits if hit.by != "similar" or _likeness(hit.score) >= NEAR_BEST * _likeness(best)]
    hits.sort(key=lambda hit: (_turn(hit), -round(hit.score, 6), order[hit.who.kind], hit.who.id))
    return SearchResult(asked.words, asked.windows, tuple(hits[:limit]), len(hits))


def _turn(hit: Hit) -> int:
    """Its turn: what is free when asked for, and what is called so, first; what is closed late, what is over last."""
    if hit.over and hit.score < WHOLE_NAME:
        return 3
    if hit.free is False:
        return 2
    return 0 if hit.free or hit.by in CALLED else 1


def project_called(store: Store, words: str) -> str:
    """The id of the project with this id or name; raises UnknownProject with the names that come near."""
    try:
        return store.get("Project", words).id
    except NotFound:
        pass
    named = store.find("Project", "name", words)
    if len(named) == 1:
        return named[0].id
    if named:
        ids = "、".join(node.id for node in named)
        raise UnknownProject(
            f"有几个项目都叫{quoted(words)}，请写编号：{ids}。", f"Several are called {words}; say the id: {ids}."
        )
    return _nearest_project(store, words)


def _nearest_project(store: Store, words: str) -> str:
    """The one project whose name holds the words; else UnknownProject."""
    called = {node.id: str(node.properties.get("name", "")) for node in store.nodes("Project")}
    if not called:
        raise _no_project_yet(store)
    plain = simplify(words)
    holding = [key for key, name in called.items() if plain and plain in simplify(name)]
    if len(holding) == 1:
        return holding[0]
    found = near(words, called)
    names = suggested(found, called)
    raise UnknownProject(
        f"没有叫{quoted(words)}的项目。" + (f"是不是：{names}？" if found else "在网页的“项目”里可以看到全部名称。"),
        f"There is no project called {words}. " + (f"Did you mean {names}?" if found else "The pages list them all."),
    )


def line_called(snapshot: Snapshot, project_id: str, words: str, day: date) -> str:
    """The id of the line of a project with this id, this number in its list or these words in its text.

    Raises UnknownRequirement with all the lines there are.
    """
    ids = snapshot.nodes["Requirement"].ids
    own = {ids[line] for _, line in pairs(snapshot, "REQUIRES", "Project", "Requirement")}
    lines = all_lines(snapshot, day, project_id)
    lines.sort(key=lambda line: line.id not in own)  # those of activities come last, as in its list of partners
    plain = simplify(words).casefold()
    if any(line.id == words for line in lines):
        return words
    if words.isdecimal() and 0 < int(words) <= len(lines):
        return lines[int(words) - 1].id
    said = [line.id for line in lines if plain and plain in simplify(line.text).casefold()]
    if len(said) == 1:
        return said[0]
    shown = [f"{number}. {line.text or line.kind}" for number, line in enumerate(lines, start=1)]
    zh, en = "；".join(shown) or "（这个项目还没有需求项）", "; ".join(shown) or "(none)"
    raise UnknownRequirement(
        f"{quoted(words)}说的不是其中一项。请写序号、编号或几个只有它有的字：{zh}。",
        f"{words} names none or several of the lines; give a number, an id or words of one only: {en}.",
    )


def _no_project_yet(store: Store) -> UnknownProject:
    if store.is_empty():
        return UnknownProject(
            "图里还没有数据。先用 heli seed 装入示例社区，或用 heli import 项目清单.xlsx 导入自己的表格。",
            "The graph is empty. Load the pilot with heli seed, or your own lists with heli import projects.xlsx.",
        )
    return UnknownProject(
        "图里还没有项目。用 heli import 项目清单.xlsx 导入，或在网页的“项目”里新建。",
        "There is no project yet. Load some with heli import projects.xlsx, or make one on the pages.",
    )


@dataclass(frozen=True)
class _Asked:
    words: str
    plain: str
    parts: tuple[str, ...]
    windows: tuple[str, ...]

    @classmethod
    def of(cls, words: str) -> _Asked:
        storable = words[:LONGEST].replace("\0", " ").encode("utf-8", "ignore").decode("utf-8")
        words = " ".join(visible(storable).split())
        plain = simplify(words).casefold()
        return cls(words, plain, tuple(plain.split()), tuple(windows_within(words)))

    @property
    def counted(self) -> str:
        """The words with Chinese numerals as digits, where they hold a number."""
        told = with_digits(self.plain)
        return told if any(map(str.isdecimal, told)) else ""

    @property
    def initials(self) -> str:
        """The words as pinyin initials, where they can be such."""
        letters = self.plain.replace(" ", "")
        return letters if len(letters) >= 2 and letters.isascii() and letters.isalpha() else ""


def _of_kind(snapshot: Snapshot, view: View, kind: str, asked: _Asked) -> dict[int, Hit]:
    table = snapshot.nodes[kind]
    best: dict[int, tuple[float, str]] = {}
    index = index_of(table)
    for row, score, by in (
        *_by_name(index, asked),
        *_by_text(index, asked),
        *_by_skill(snapshot, kind, asked),
        *(_by_offer(index, kind, asked) if kind in OFFERS else ()),
    ):
        if score > best.get(row, (0.0, ""))[0]:
            best[row] = (score, by)
    over = _over(table, snapshot)
    best = {row: told for row, told in best.items() if not over[row] or told[1] in CALLED}
    for row in _too_small(table, asked).intersection(best):
        score, by = best[row]
        best[row] = (score if by in CALLED else score - TOO_SMALL, by)
    free = _free(table, kind, asked)
    found = sorted(best.items(), key=lambda pair: (-pair[1][0], pair[0]))
    found.sort(key=lambda pair: (1, -1, 0).index(free[pair[0]]))
    hits: dict[int, Hit] = {}
    for row, (score, by) in found:
        if len(hits) == MOST_OF_A_KIND:
            break
        if view.seen(kind, row):
            better = min(1.0, score + 0.1) if free[row] == 1 and by != "similar" else score
            told = _words(index, row, asked)
            hits[row] = Hit(view.mention(kind, row), better, by, told, bool(over[row]), KNOWN[int(free[row])])
    return hits


def _by_name(index: KindIndex, asked: _Asked) -> Iterator[tuple[int, float, str]]:
    for row, name in enumerate(index.names):
        if asked.plain in name:
            short = name.removeprefix(asked.plain) in LEVELS  # 柳巷 is what 柳巷社区 is called for short
            begins = 0.95 if short else 0.9 if name.startswith(asked.plain) else 0.8
            yield row, 1.0 if name == asked.plain else begins, "name"
    for row, aliases in enumerate(index.aliases):
        if any(asked.plain in alias for alias in aliases):
            yield row, 0.95 if asked.plain in aliases else 0.75, "alias"
    if asked.counted:
        yield from _by_number(index, asked.counted)
    if asked.initials:
        for row, initials in enumerate(index.initials):
            if initials.startswith(asked.initials):
                yield row, 0.7 if initials == asked.initials else 0.65, "initials"


def _by_number(index: KindIndex, counted: str) -> Iterator[tuple[int, float, str]]:
    """What is called so with its number in digits or in Chinese numerals; 4号院 is no part of 六十四号院."""
    within = re.compile(rf"(?<!\d){re.escape(counted)}(?!\d)")
    for row, called in enumerate(index.called):
        for place, one in enumerate(called):
            if counted in one and within.search(one):
                whole, begins, holds, by = (0.95, 0.75, 0.75, "alias") if place else (1.0, 0.9, 0.8, "name")
                yield row, whole if one == counted else begins if one.startswith(counted) else holds, by


def _by_text(index: KindIndex, asked: _Asked) -> Iterator[tuple[int, float, str]]:
    for row, text in enumerate(index.texts):
        if text and all(part in text for part in asked.parts):
            yield row, 0.62, "text"


def _by_skill(snapshot: Snapshot, kind: str, asked: _Asked) -> Iterator[tuple[int, float, str]]:
    """Whoever has, or whatever is about, a skill that the words name."""
    index = index_of(snapshot.nodes["Skill"])
    english = index.english.named(asked.plain)
    skills = english + [
        row
        for row, (name, aliases) in enumerate(zip(index.names, index.aliases, strict=True))
        if any(len(word) >= 2 and word in asked.plain for word in (name, *aliases))
    ]
    if kind == "Skill":
        labels = index.english.labels
        yield from ((row, 0.95, "alias") if labels[row] == asked.plain else (row, 0.58, "skill") for row in english)
    for link, score in (("HAS_SKILL", 0.64), ("ABOUT", 0.6)):
        table = snapshot.links.get((link, kind, "Skill"))
        if skills and table is not None:
            rows = np.unique(table.from_rows[np.isin(table.to_rows, skills)])
            yield from ((int(row), score, "skill") for row in rows)


def _by_offer(index: KindIndex, kind: str, asked: _Asked) -> Iterator[tuple[int, float, str]]:
    """What is offered and sounds like it, or is of the sort that the words name."""
    if any(word in asked.plain for word in SORTS.get(kind, ())):
        yield from ((row, 0.4, "sort") for row in range(len(index.table)))
    plain = SAYS_TIME.sub(" ", asked.plain)  # when is answered by the windows: 周六喝茶 is no room for a Saturday
    yield from ((row, SIMILAR_FROM + SIMILAR_SPAN * alike, "similar") for row, alike in index.alike(plain))


def _likeness(score: float) -> float:
    return (score - SIMILAR_FROM) / SIMILAR_SPAN


def _over(table: NodeTable, snapshot: Snapshot) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """What held until a day that is past: found when it is called by name, not when somebody looks for help."""
    if "valid_until" not in NODE_COLUMNS[table.label]:
        return np.zeros(len(table), dtype=bool)
    return np.asarray(table.days("valid_until") < day_of(snapshot.at).toordinal() - EPOCH)


def _free(table: NodeTable, kind: str, asked: _Asked) -> np.ndarray[tuple[int], np.dtype[np.int8]]:
    """1 for what is free in the windows asked for, 0 for what is not, -1 where nobody asked or it is not known."""
    free = np.full(len(table), -1, dtype=np.int8)
    if not asked.windows or "windows" not in NODE_COLUMNS[kind]:
        return free
    bounds, entries = table.lists("windows")
    wanted = np.isin(entries, asked.windows) if len(entries) else np.zeros(0, dtype=bool)
    for row in np.flatnonzero(np.diff(bounds)).tolist():
        free[row] = 1 if wanted[bounds[row] : bounds[row + 1]].any() else 0
    return free


def _too_small(table: NodeTable, asked: _Asked) -> set[int]:
    """The rooms that hold fewer people than an English question asks for."""
    people = people_asked(asked.plain) if table.label == "Space" else None
    if people is None:
        return set()
    return set(np.flatnonzero(table.numbers("capacity") < people).tolist())


def _words(index: KindIndex, row: int, asked: _Asked) -> str:
    """The piece of its text around the words, or the beginning of the text."""
    if "text" not in NODE_COLUMNS[index.table.label]:
        return ""
    text = str(index.table.texts("text")[row])
    at = max(text.find(asked.words), 0)
    start = max(at - 12, 0)
    return ("…" if start else "") + text[start : start + 60] + ("…" if len(text) > start + 60 else "")
