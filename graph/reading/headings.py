"""How well a column's heading fits a field: patterns of words by what they cover, then likeness to known headings."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from graph.kinds import LINKS, NODES
from graph.reading.concepts import about
from graph.reading.lists import LISTS
from graph.reading.tidy import tidy
from graph.reading.wording import COMMON, NOBODYS, Wording
from graph.reading.wording_english import IN_CHINESE, OF_TEMPLATE
from graph.reading.wording_lists import wording_of

SURE, GOOD, MAYBE = 0.94, 0.74, 0.5
LIKENESS = 0.72  # what equal letters with a known heading are worth at most

_BRACKETS = re.compile(r"[（(【\[]([^（()）【】\[\]]*)[)）】\]]")
_LATIN = re.compile(r"[a-z]+(?:[ _-][a-z]+)*")
_NOISE = re.compile(r"[\s:：?？!！*＊★☆※#＃.。,，;；\"“”'‘’_]|^[0-9一二三四五六七八九十]+[、.．]")
_FILLERS = re.compile(
    r"请填写?|请注明|填写|如有|大概|大约|目前|现在|一下|具体|相关|基本|信息|情况|您的?|你的?|的|了|吗|呢"
)


# Lower words that say nothing without the group above them: 缺口/说明 tells of the gap.
_LEANS_ON_UPPER = re.compile(r"(?:具体)?(?:说明|内容|描述|详情|明细|名称|事项|情况|概述|简述|条目)")
_ENDS_OF_CONTACT = re.compile(r"(.{2,6}?)(?:及|和|与|、|\+|＋|＆|&|，|,|以及|加|兼)(?:其|本人)?(.{2,5})")
_A_NUMBER_TO_CALL = re.compile(r"(?:联系|联络)?(?:电话|手机|手机号码?|电话号码?|方式|座机|号码|联系方式|tel|phone)")


_Compiled = tuple[tuple[re.Pattern[str], float], ...]


@dataclass(frozen=True)
class Heading:
    """A heading as it is judged: letters only, its parts when written upper/lower, and what stood in brackets."""

    words: str
    upper: str
    lower: str
    hints: tuple[str, ...]


@lru_cache(maxsize=5000)
def heading_of(text: str) -> Heading:
    """A heading's words; for one written upper/lower both together and the lower part."""
    text = OF_TEMPLATE.get(tidy(text).casefold(), text)
    hints = tuple(tidy(found[1]) for found in _BRACKETS.finditer(text))
    plain = _BRACKETS.sub("", text)
    upper, cut, lower = plain.partition("/")
    upper, lower = (_words(upper), _words(lower)) if cut else ("", "")
    return Heading(_words(upper + lower) if cut else _words(plain), upper, lower, hints)


def _words(text: str) -> str:
    plain = unicodedata.normalize("NFKC", tidy(text)).casefold()
    return _NOISE.sub("", _LATIN.sub(_in_chinese, plain))


def _in_chinese(found: re.Match[str]) -> str:
    return IN_CHINESE.get(found[0], found[0])


@lru_cache(maxsize=100_000)
def fit(list_name: str, field: str, text: str) -> float:
    """From 0 to 1, how well a heading names a field of a list."""
    heading = heading_of(text)
    if not heading.words:
        return 0.0
    patterns = _patterns(list_name, field)
    known = _known_headings(list_name).get(field, frozenset())
    score = max(_covered(patterns, heading.words), _likeness(heading.words, known))
    if heading.lower:
        # 联系方式/电话: the lower word alone says nearly as much as both.
        score = max(score, _by_parts(patterns, heading, field), 0.9 * _likeness(heading.lower, known))
    if field == "contact_phone":
        score = max(score, _person_and_number(list_name, text))
    score = max(score, about(list_name, field, heading.words))
    return max(0.0, min(1.0, score + _from_hints(field, heading.hints, score)))


def _by_parts(patterns: _Compiled, heading: Heading, field: str) -> float:
    if not _LEANS_ON_UPPER.fullmatch(heading.lower):
        return 0.96 * _covered(patterns, heading.lower)
    if field == "note":
        return 0.0
    return max(0.9 * _covered(patterns, heading.upper), 0.6 * _covered(patterns, heading.lower))


def _person_and_number(list_name: str, text: str) -> float:
    """How well one heading names both a person and a number, as 店长和手机 does."""
    plain = _BRACKETS.sub("", text)
    upper, cut, lower = plain.partition("/")
    found = None if cut else _ENDS_OF_CONTACT.fullmatch(_words(plain))
    person, number = (_words(upper), _words(lower)) if cut else (found[1], found[2]) if found else ("", "")
    if not person or not _A_NUMBER_TO_CALL.fullmatch(number):
        return 0.0
    # Whoever stands before a number to call is the person to ask, as long as it is not the way of asking.
    if re.search(r"方式|电话|手机|联络$|联系$|号码", person):
        return 0.0
    return 0.86 * max(0.9, _covered(_patterns(list_name, "contact"), person))


@lru_cache(maxsize=10_000)
def nobodys(text: str) -> float:
    """From 0 to 1, how well a heading names a column that is none of ours (序号, 性别, 经办人 …)."""
    heading = heading_of(text)
    patterns = _compiled(NOBODYS)
    return max(_covered(patterns, heading.words), 0.96 * _covered(patterns, heading.lower)) if heading.words else 0.0


def _from_hints(field: str, hints: tuple[str, ...], score: float) -> float:
    """What the measure in brackets adds: （元/次） makes a price of 标准, （人） a number of people of 规模."""
    joined = "".join(hints)
    if "元" in joined:
        if field in ("money", "price"):
            per = bool(re.search(r"元\s*[/每]", joined))
            fits = per == (field == "price")
            return (0.3 if score else 0.5) if fits else 0.0 if per else 0.3 * bool(score)
        return -0.6 if field in ("quantity", "unit") else 0.0
    if field == "quantity" and re.search(r"^(?:单位[:：]?)?[人户名个件套间处台次份位家桌册]$", joined):
        return 0.2 if score else 0.45
    return 0.0


@cache
def _compiled(wording: Wording) -> _Compiled:
    tiers = ((wording.sure, SURE), (wording.good, GOOD), (wording.maybe, MAYBE))
    return tuple((re.compile(pattern, re.IGNORECASE), worth) for pattern, worth in tiers if pattern)


def _patterns(list_name: str, field: str) -> _Compiled:
    return _compiled(wording_of(list_name, field, COMMON))


def _covered(patterns: _Compiled, words: str) -> float:
    if not words:
        return 0.0
    bare = _FILLERS.sub("", words)
    best = 0.0
    for text in {words, bare} if bare else {words}:
        for pattern, worth in patterns:
            if pattern.fullmatch(text):
                best = max(best, worth)
                continue
            longest = max((found.end() - found.start() for found in pattern.finditer(text)), default=0)
            if longest:
                best = max(best, worth * (0.35 + 0.5 * longest / len(text)))
    return best


def _likeness(words: str, known: frozenset[str]) -> float:
    if not words or not known:
        return 0.0
    if words in known:
        return SURE
    grams = _grams(words)
    return LIKENESS * max(2 * len(grams & _grams(name)) / (len(grams) + len(_grams(name))) for name in known)


@lru_cache(maxsize=20_000)
def _grams(words: str) -> frozenset[str]:
    return frozenset((*words, *(words[at : at + 2] for at in range(len(words) - 1))))


KINDS_OF_LISTS: Mapping[str, str] = {
    "needs": "Need",
    "resources": "Service Space Fund",
    "projects": "Project Requirement Claim",
    "residents": "Resident",
    "organizations": "Organization",
    "units": "Unit Alliance",
    "services": "Service",
    "places": "Place",
}
PROPERTIES_OF_FIELDS: Mapping[str, str] = {
    "id": "number",
    "date_from": "raised_on founded_on joined_on date_from",
    "date_to": "due_on valid_until date_to",
    "quantity": "quantity members capacity",
    "money": "money budget",
    "requirement_kind": "kind",
    "claim_status": "status",
}


@cache
def _known_headings(list_name: str) -> Mapping[str, frozenset[str]]:
    """Field → the headings that the declared kinds name for its properties."""
    known: dict[str, frozenset[str]] = {}
    kinds = [NODES[label] for label in KINDS_OF_LISTS[list_name].split()]
    for field in LISTS[list_name].fields:
        names = PROPERTIES_OF_FIELDS.get(field, field).split()
        words: set[str] = set()
        for kind in kinds:
            if field == "kind" and kind.label in ("Space", "Fund"):
                continue
            for name in names:
                found = kind.by_name.get(name)
                if found is not None:
                    words |= {_words(word) for word in (found.zh, *found.headings)}
        known[field] = frozenset(words - {""})
    if list_name == "projects":  # a requirement's kind and a claim's status are declared with other fields' words
        known["requirement_kind"] = frozenset(_words(w) for w in _words_of("Requirement", "kind"))
        known["claim_status"] = frozenset()
    return known


def _words_of(label: str, name: str) -> tuple[str, ...]:
    found = (NODES.get(label) or LINKS[label]).by_name[name]
    return (found.zh, *found.headings)
