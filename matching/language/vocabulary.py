"""The skill vocabulary: which concepts a text mentions, and how near one concept is to another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.language.everyday import EVERYDAY
from matching.language.governing import foreign_deeds, meant_otherwise
from matching.language.likely import Likely
from matching.language.text import simplify, simplify_all
from matching.ragged import Ragged

# How far one can stand in for another: asked → had.
SAME, NARROWER, TWICE_NARROWER, BROADER, RELATED = 1.0, 0.9, 0.8, 0.5, 0.45
STEP_CODES = {"same": 0, "narrower": 1, "broader": 2, "related": 3}
# A word may have a gap, 狗…叫: both parts in this order in one clause, at most this many characters apart.
NO_CONCEPT = -1
GAP, WIDEST = "...", 6  # … once simplified
AUDIENCE_THEME = "audience"
AUDIENCE_WEIGHT = 0.4
KEPT_MENTIONS = 8192  # texts
# Whom something is for says little about what it takes.
AUDIENCE_WORDS = (
    *("老年人", "老年", "老人", "长者", "长辈", "老龄", "银龄", "高龄", "爷爷奶奶", "大爷大妈"),
    *("儿童", "孩子", "小朋友", "小孩", "少儿", "幼儿", "青少年", "青年", "学生", "家长"),
    *("妇女", "女性", "残疾人", "残障", "居民", "邻居", "邻里", "街坊", "群众", "住户"),
    *("业主", "租户", "家庭", "人群", "志愿者", "大家"),
)
LIGHTER = dict.fromkeys(AUDIENCE_WORDS, AUDIENCE_WEIGHT)


@dataclass(frozen=True)
class Concept:
    """One concept as plain values; `stored` is False for one that only the shipped vocabulary knows."""

    id: str
    name: str
    label_en: str = ""
    aliases: tuple[str, ...] = ()
    broader: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    theme: str = ""
    stored: bool = True

    @classmethod
    def shipped(cls, values: Mapping[str, Any]) -> Concept:
        """A concept of the shipped vocabulary from its plain values: id, name, label_en, aliases, broader, related."""
        key, name, english, theme = (str(values.get(name) or "") for name in ("id", "name", "label_en", "theme"))
        aliases, broader, related = (tuple(values.get(name) or ()) for name in ("aliases", "broader", "related"))
        return cls(key, name, english, aliases, broader, related, theme, stored=False)


@dataclass(frozen=True)
class Mention:
    """A concept found in a text: its row, the word that named it and where.

    A likely one is not named: its word only resembles `near`, a word of the concept.
    """

    concept: int
    word: str
    start: int
    near: str = ""


class Parted(NamedTuple):
    """A word with a gap, and its place among all words: the first of several that are found counts."""

    place: int
    head: str
    tail: str
    row: int


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """Concepts in row order with their words, and the steps from each concept to its neighbours."""

    concepts: tuple[Concept, ...]
    row_of: Mapping[str, int]
    steps: Ragged  # asked concept → concept that can stand in, weights = how far, codes = STEP_CODES
    audience: frozenset[int]
    _words: Mapping[str, tuple[tuple[str, int], ...]] = field(repr=False)
    _gapped: Mapping[str, Mapping[str, tuple[Parted, ...]]] = field(default_factory=dict, repr=False)
    _themes: dict[str, NDArray[np.bool_]] = field(default_factory=dict, repr=False)
    _called: dict[tuple[str, ...], NDArray[np.bool_]] = field(default_factory=dict, repr=False)
    _mentions: dict[tuple[str, bool], list[Mention]] = field(default_factory=dict, repr=False)

    @classmethod
    def build(cls, concepts: Sequence[Concept]) -> Vocabulary:
        """Index concepts by their words (two characters at least) and by their steps."""
        row_of = {concept.id: row for row, concept in enumerate(concepts)}
        entries = [(row, word) for row, c in enumerate(concepts) for word in (c.name, c.label_en, *c.aliases) if word]
        words: dict[str, dict[str, int]] = {}
        gapped: dict[str, dict[str, dict[str, Parted]]] = {}
        plain_words = simplify_all([word for _, word in entries])
        for place, ((row, _), word) in enumerate(zip(entries, plain_words, strict=True)):
            plain = word.strip()
            head, gap, tail = plain.partition(GAP)
            if gap and head and tail:
                gapped.setdefault(head[0], {}).setdefault(head, {}).setdefault(tail, Parted(place, head, tail, row))
            elif len(plain) >= 2:
                words.setdefault(plain[:2], {}).setdefault(plain, row)
        for word in EVERYDAY:
            words.setdefault(word[:2], {}).setdefault(word, NO_CONCEPT)
        ordered = {head: tuple(sorted(found.items(), key=lambda item: -len(item[0]))) for head, found in words.items()}
        apart = {first: {head: tuple(tails.values()) for head, tails in of.items()} for first, of in gapped.items()}
        audience = frozenset(
            row for row, c in enumerate(concepts) if c.theme == AUDIENCE_THEME or c.name in AUDIENCE_WORDS
        )
        return cls(tuple(concepts), row_of, _steps(concepts, row_of), audience, ordered, apart)

    def find(self, text: str) -> list[Mention]:
        """The concepts a simplified text mentions: leftmost, then longest, none inside another; then gapped ones."""
        found: list[Mention] = []
        at = 0
        while at < len(text) - 1:
            for word, row in self._words.get(text[at : at + 2], ()):
                if text.startswith(word, at) and _stands_alone(text, at, word):
                    if row != NO_CONCEPT and self._means(text, at, word, row):
                        found.append(Mention(row, word, at))
                    at += len(word) - 1
                    break
            at += 1
        return found + self._find_gapped(text, {mention.concept for mention in found})

    def mentions(self, text: str, *, likely: bool = False) -> list[Mention]:
        """As `find`, or as `read`, of a text as written; kept, for words are asked and shown again and again."""
        found = self._mentions.get((text, likely))
        if found is not None:
            return found
        found = self.mentions(text) if likely else self.find(simplify(text))
        if likely and all(mention.concept in self.audience for mention in found):
            found = self.read(simplify(text))
        if len(self._mentions) >= KEPT_MENTIONS:
            self._mentions.clear()
        self._mentions[text, likely] = found
        return found

    def _find_gapped(self, text: str, known: set[int]) -> list[Mention]:
        found: list[Mention] = []
        for at, first in enumerate(text):
            heads = self._gapped.get(first)
            if heads is None:
                continue
            begun = [parted for head, parted in heads.items() if text.startswith(head, at)]
            for _, head, tail, row in sorted(chain.from_iterable(begun)):
                after = at + len(head)
                end = text.find(tail, after, after + WIDEST + len(tail))
                if end >= 0 and row not in known and (end == after or text[after:end].isalnum()):
                    found.append(Mention(row, text[at : end + len(tail)], at))
                    known.add(row)
        return found

    def read(self, text: str) -> list[Mention]:
        """The concepts a line asks for: those it mentions and, when it names no ability, the likely ones."""
        found = self.find(text)
        if any(mention.concept not in self.audience for mention in found):
            return found
        guessed = [
            Mention(concept, word, max(text.find(word), 0), near) for concept, word, near in self._likely.read(text)
        ]
        return found + [guess for guess in guessed if self._means(text, guess.start, guess.word, guess.concept)]

    def _means(self, text: str, at: int, word: str, row: int) -> bool:
        """Whether a word names its concept where it stands: the verb before it may be about something else."""
        return not meant_otherwise(text, at, at + len(word), self._foreign[row])

    @cached_property
    def _foreign(self) -> list[int]:
        return [foreign_deeds((c.name, *c.aliases), c.theme) for c in self.concepts]

    @cached_property
    def _likely(self) -> Likely:
        abilities = [(word, row) for word, row in sorted(self.words()) if row not in self.audience]
        return Likely.build([(word, row) for word, row in abilities if not word.isascii()], LIGHTER)

    def words(self) -> list[tuple[str, int]]:
        """Every word with the row of the concept it names; gaps are closed."""
        whole = [entry for entries in self._words.values() for entry in entries if entry[1] != NO_CONCEPT]
        parted = (sorted(chain.from_iterable(heads.values())) for heads in self._gapped.values())
        gapped = [(head + tail, row) for entries in parted for _, head, tail, row in entries]
        return whole + [(word, row) for word, row in gapped if len(word) > 1]

    def weight(self, concept: int) -> float:
        """How much a concept counts when it is asked for."""
        return AUDIENCE_WEIGHT if concept in self.audience else 1.0

    def of_theme(self, theme: str) -> NDArray[np.bool_]:
        """Which concepts belong to a theme."""
        if theme not in self._themes:
            self._themes[theme] = np.array([concept.theme == theme for concept in self.concepts], dtype=bool)
        return self._themes[theme]

    def called(self, names: tuple[str, ...]) -> NDArray[np.bool_]:
        """Which concepts have one of these names."""
        if names not in self._called:
            self._called[names] = np.array([concept.name in names for concept in self.concepts], dtype=bool)
        return self._called[names]


def merged(stored: Sequence[Concept], shipped: Iterable[Concept]) -> list[Concept]:
    """The graph's own concepts with the words that the shipped vocabulary knows for them, then the other shipped ones.

    A shipped concept is another one when the graph has it neither by id nor by name; a word that the graph gives to
    one concept stays there.
    """
    known = {concept.id: concept for concept in shipped}
    taken = {word for concept in stored for word in (concept.name, *concept.aliases)}
    ids, names = {concept.id for concept in stored}, {concept.name for concept in stored}
    found = []
    for concept in stored:
        more = [word for word in known[concept.id].aliases if word not in taken] if concept.id in known else []
        found.append(replace(concept, aliases=(*concept.aliases, *more)) if more else concept)
    return [*found, *(c for c in known.values() if c.id not in ids and c.name not in names)]


def _stands_alone(text: str, at: int, word: str) -> bool:
    """A Latin word must not be a piece of a longer one."""
    end = at + len(word)
    before = at > 0 and text[at - 1].isascii() and text[at - 1].isalnum() and word[0].isascii()
    after = end < len(text) and text[end].isascii() and text[end].isalnum() and word[-1].isascii()
    return not (before or after)


def _steps(concepts: Sequence[Concept], row_of: Mapping[str, int]) -> Ragged:
    parents = [[row_of[b] for b in c.broader if b in row_of] for c in concepts]
    children: list[list[int]] = [[] for _ in concepts]
    beside: list[set[int]] = [set() for _ in concepts]
    for row, concept in enumerate(concepts):
        for parent in parents[row]:
            children[parent].append(row)
        for other in (row_of[r] for r in concept.related if r in row_of):
            beside[row].add(other)
            beside[other].add(row)
    asked: list[int] = []
    had: list[int] = []
    near: list[float] = []
    code: list[int] = []
    for row in range(len(concepts)):
        best: dict[int, tuple[float, int]] = {row: (SAME, STEP_CODES["same"])}
        reach = [(child, NARROWER, "narrower") for child in children[row]]
        reach += [(low, TWICE_NARROWER, "narrower") for child in children[row] for low in children[child]]
        reach += [(parent, BROADER, "broader") for parent in parents[row]]
        reach += [(other, RELATED, "related") for other in sorted(beside[row])]
        for other, strength, step in reach:
            best.setdefault(other, (strength, STEP_CODES[step]))
        for other, (strength, step_code) in best.items():
            asked.append(row)
            had.append(other)
            near.append(strength)
            code.append(step_code)
    owners, values = np.array(asked, dtype=np.int64), np.array(had, dtype=np.int64)
    return Ragged.build(owners, values, len(concepts), np.array(near), np.array(code, dtype=np.int64))
