"""How well a vocabulary serves the texts it reads: what it misses, and which of its words do nothing or harm."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from matching.language.everyday import EVERYDAY
from matching.language.likely import content
from matching.language.text import simplify, simplify_all
from matching.language.vocabulary import AUDIENCE_WORDS, GAP, Mention, Vocabulary

SHORTEST, LONGEST = 2, 5  # characters of a term
LEAST = 3  # texts that must hold a term
BORDERING = 0.5  # a word is dangerous when that share of its places is across the borders of other words


@dataclass(frozen=True)
class Uncovered:
    """A term that no concept covers: in how many texts it stands, and one of them."""

    term: str
    texts: int
    example: str


@dataclass(frozen=True)
class Word:
    """A word of a concept, and what is the matter: the word it lies in, or how it is read instead."""

    word: str
    concept: str
    why: str


@dataclass(frozen=True)
class Checked:
    """The state of a vocabulary against the texts it was checked with."""

    texts: int
    read: int  # texts in which some concept was found
    words: int
    seen: int  # words found in some text
    uncovered: tuple[Uncovered, ...]
    short: tuple[Word, ...]  # one character: never read
    shadowed: tuple[Word, ...]  # never read as it stands: another word is always found in its place
    dangerous: tuple[Word, ...]  # read inside other words
    unseen: tuple[Word, ...]  # in none of the texts

    def as_json(self) -> dict[str, Any]:
        """The state as plain values."""
        lists = {name: [vars(one) for one in getattr(self, name)] for name in LISTS}
        return {"texts": self.texts, "read": self.read, "words": self.words, "seen": self.seen, **lists}


WHEN = re.compile(
    "(?:每|周|星期)?[一二三四五六日天]?(?:上午|下午|晚上|早上|中午|夜里)|(?:每周|周|星期)[一二三四五六日天末]|[年月日号点]"
)
# A piece that begins or ends so is cut out of a sentence and no word of its own; and words that only join others.
_EDGES = re.compile(
    r"^[的了着过在和与及或把被让给对从向由也都还就很太最更再又不没是要想能可会去到但并做有为以用请每各该其之只带一院]"
    r"|[的了着过里上下中后前时在和与是有个为之也都来去到给把被不没些]$"
    r"|^(?:左右|针对|一起|之一|一点|一些|一次|一下|起来|上门|平台|没人|不够|较为|推动|进行|通过|由于|因为|所以|以及|并且|而且|但是|如果|或者|他们|我们"
    r"|自家|熟悉|增加|加强|形成|探索|促进|组建|改造|融合|成套"
    r"|[春夏秋冬]季|[暖寒][春冬]|[一二三四五六七八九十两几][层楼号]|小课堂|大课堂)$"
)
# What is said of a record, not of what it is about.
_KEPT = (
    *("久未核实", "未核实", "待核实", "已核实", "核实", "登记在册", "登记", "备注", "未备案", "备案"),
    *("不详", "待定", "待补", "已结束", "已办结", "录入"),
)
NUMBERED = re.compile(r"\d.*$")
LISTS = ("uncovered", "short", "shadowed", "dangerous", "unseen")


def check(vocabulary: Vocabulary, texts: Iterable[str], names: Iterable[str] = ()) -> Checked:
    """Check the words of a vocabulary against texts; frequent terms first, words in the order of their concepts.

    A term that is a piece of one of `names` (places, groups, people) need not be covered, nor what stands around one.
    """
    simple = sorted(set(simplify_all(list(texts))))
    found = [vocabulary.find(text) for text in simple]
    seen = {mention.word for mentions in found for mention in mentions}
    bordering = _bordering(simple, found)
    short, shadowed, dangerous, unseen = [], [], [], []
    for row, concept in enumerate(vocabulary.concepts):
        for written in (concept.name, *concept.aliases):
            word = simplify(written).strip()
            plain = word.replace(GAP, "")
            why = _instead(vocabulary, row, plain)
            inside = _inside(plain) if GAP not in word else ""
            crossed = bordering.get(word, (0, 0))
            if len(plain) < SHORTEST:
                short.append(Word(written, concept.id, "一个字 one character"))
            elif why:
                shadowed.append(Word(written, concept.id, why))
            elif inside:
                dangerous.append(Word(written, concept.id, inside))
            elif crossed[0] and crossed[0] >= BORDERING * crossed[1]:
                dangerous.append(Word(written, concept.id, f"{crossed[0]}/{crossed[1]}"))
            if word not in seen and not (GAP in word and any(_spans(word, one) for one in seen)):
                unseen.append(Word(written, concept.id, ""))
    count = sum(1 + len(concept.aliases) for concept in vocabulary.concepts)
    return Checked(
        texts=len(simple),
        read=sum(any(mention.concept not in vocabulary.audience for mention in mentions) for mentions in found),
        words=count,
        seen=count - len(unseen),
        uncovered=_uncovered(simple, found, simplify_all(list(names))),
        short=tuple(short),
        shadowed=tuple(shadowed),
        dangerous=tuple(dangerous),
        unseen=tuple(unseen),
    )


def _instead(vocabulary: Vocabulary, row: int, word: str) -> str:
    """What is read in place of a word that stands alone; "" when it is read itself."""
    mentions = vocabulary.find(word)
    if any(mention.concept == row for mention in mentions):
        return ""
    return "、".join(f"{one.word} → {vocabulary.concepts[one.concept].name}" for one in mentions) or "—"


def _inside(word: str) -> str:
    """An everyday word in whose middle or end the word lies: read there wherever the rest is not known."""
    return next((other for other in _ENDINGS.get(word[-1:], ()) if other != word and word in other[1:]), "")


def _bordering(texts: Sequence[str], found: Sequence[Sequence[Mention]]) -> dict[str, tuple[int, int]]:
    """For each word read: how often an everyday word begins before it and ends inside it, and how often it is read."""
    times: Counter[str] = Counter()
    crossed: Counter[str] = Counter()
    for text, mentions in zip(texts, found, strict=True):
        for mention in mentions:
            times[mention.word] += 1
            at = mention.start
            left = any(text[at - back : at + 1] in EVERYDAY for back in (1, 2) if at >= back)
            end = at + len(mention.word)
            right = any(text[end - 1 : end + ahead] in EVERYDAY for ahead in (1, 2))
            crossed[mention.word] += left and right
    return {word: (crossed[word], times[word]) for word in times if crossed[word]}


def _uncovered(texts: Sequence[str], found: Sequence[Sequence[Mention]], names: Sequence[str]) -> tuple[Uncovered, ...]:
    """Terms that stand free: before and after each, different signs are met (accessor variety, Feng et al. 2004)."""
    holders: dict[str, set[int]] = {}
    around: dict[str, tuple[set[str], set[str]]] = {}
    named_as = _named_as(names)
    for at, (text, mentions) in enumerate(zip(texts, found, strict=True)):
        for piece, place in _rest(text, mentions, named_as):
            for size in range(SHORTEST, min(LONGEST, len(piece)) + 1):
                for start in range(len(piece) - size + 1):
                    term, first = piece[start : start + size], place + start
                    holders.setdefault(term, set()).add(at)
                    left, right = around.setdefault(term, (set(), set()))
                    left.add(_beside(text, first - 1, at))
                    right.add(_beside(text, first + size, at))
    frequent = {
        term: rows
        for term, rows in holders.items()
        if len(rows) >= LEAST and min(map(len, around[term])) > 1 and not _EDGES.search(term)
    }
    all_names = "\n" + "\n".join(names)
    named = {term for term in frequent if _of_a_name(term, all_names)}
    kept = [t for t, rows in frequent.items() if t not in named and not _part_of_longer(t, rows, frequent)]
    kept.sort(key=lambda term: (-len(frequent[term]) * len(term), term))
    return tuple(Uncovered(term, len(frequent[term]), texts[min(frequent[term])]) for term in kept)


def _of_a_name(term: str, names: str) -> bool:
    """Whether a term is a piece of a name, or the beginning of one with a sign more; `names` one a line."""
    return term in names or (len(term) > SHORTEST and f"\n{term[:-1]}" in names)


def _beside(text: str, place: int, number: int) -> str:
    """The sign at a place; an end of a sentence is a border of its own, whatever text it stands in."""
    return text[place] if 0 <= place < len(text) and text[place].isalnum() else f"|{number}"


def _named_as(names: Sequence[str]) -> dict[str, list[str]]:
    """Names by their first two signs, the longest first, each also without its number and what follows that."""
    short = (NUMBERED.sub("", name) for name in names)
    called: dict[str, list[str]] = {}
    for name in sorted({one for one in (*names, *short) if len(one) >= SHORTEST}, key=lambda one: (-len(one), one)):
        called.setdefault(name[:SHORTEST], []).append(name)
    return called


def _rest(text: str, mentions: Sequence[Mention], names: Mapping[str, Sequence[str]]) -> list[tuple[str, int]]:
    """The stretches of a text that no name, concept, everyday word, audience or asking accounts for, and their places
    in it."""
    signs = list(text)
    for mention in mentions:
        signs[mention.start : mention.start + len(mention.word)] = " " * len(mention.word)
    for start in range(len(text)):
        name = next((one for one in names.get(text[start : start + SHORTEST], ()) if text.startswith(one, start)), "")
        signs[start : start + len(name)] = " " * len(name)
    rest = WHEN.sub(" ", content("".join(signs)))
    for word in _PASSED:
        rest = rest.replace(word, " ")
    pieces = "".join(sign if sign.isalpha() and not sign.isascii() else " " for sign in rest).split()
    found, place = [], 0
    for piece in pieces:
        place = max(text.find(piece, place), 0)
        found.append((piece, place))
        place += len(piece)
    return found


def _part_of_longer(term: str, rows: set[int], frequent: dict[str, set[int]]) -> bool:
    """Whether a longer term stands in (nearly) the same texts, so that the shorter one says nothing of its own."""
    return any(
        len(frequent[longer]) >= 0.8 * len(rows)
        for longer in frequent
        if len(longer) == len(term) + 1 and term in longer
    )


def _spans(word: str, said: str) -> bool:
    head, _, tail = word.partition(GAP)
    return said.startswith(head) and said.endswith(tail) and len(said) >= len(head) + len(tail)


_PASSED = sorted((*EVERYDAY, *AUDIENCE_WORDS, *_KEPT), key=lambda word: (-len(word), word))
_ENDINGS: dict[str, list[str]] = {}
for _word in sorted(EVERYDAY):
    for _sign in dict.fromkeys(_word[1:]):
        _ENDINGS.setdefault(_sign, []).append(_word)
