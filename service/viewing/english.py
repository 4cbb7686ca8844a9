"""Which concepts an English question names: its words are compared with the English labels, whatever their endings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import log

WORD = re.compile("[a-z]{2,}")
CHINESE = re.compile("[\u3400-\u9fff]")
PEOPLE = re.compile(r"\b(?:for|seats?|seating|holds?) +(\d{1,4})\b|\b(\d{1,4}) +(?:people|persons|seats|guests)\b")
EMPTY = (
    "an and any anybody anyone at by can could do find for from help how in is it looking me my need of on or our"
    " people persons please seat seats some somebody someone that the their them there they to us use want we where"
    " which who with you your"
)
# The word of a label, and what people say for it.
SAID = {
    "alone": "lonely",
    "appliance": "fridge refrigerator",
    "bicycle": "bike",
    "bookkeeping": "accountant",
    "carpentry": "carpenter",
    "child": "children kid",
    "choral": "choir chorus",
    "computer": "laptop",
    "counselling": "counseling counselor counsellor",
    "electrical": "electrician electricity wiring",
    "film": "movie",
    "fund": "money sponsorship sponsor",
    "haircut": "barber hairdresser",
    "legal": "law lawyer",
    "lift": "elevator",
    "light": "bulb lamp",
    "network": "internet wifi",
    "old": "elder elderly senior",
    "phone": "cellphone mobile smartphone",
    "photograph": "photo photography",
    "plumbing": "faucet leak pipe tap",
    "psychological": "psychologist psychology",
    "repair": "fix mend",
    "room": "venue",
    "sing": "song",
    "teach": "class course learn lesson",
    "teen": "adolescent teenager youth",
    "translation": "translate translator",
    "waste": "garbage rubbish trash",
}
LEAST_KNOWN = 0.5  # of the words of a question that stand in some label: fewer is chance
LEAST_NAMED = 0.5  # of a question's known words, by their rarity, that a label must bear
NEAR_BEST = 0.9


def people_asked(plain: str) -> int | None:
    """For how many people an English question wants room; None where it does not say."""
    found = None if CHINESE.search(plain) else PEOPLE.search(plain)
    return int(found[1] or found[2]) if found else None


@dataclass(frozen=True)
class EnglishLabels:
    """The labels of concepts in row order, ready to be asked."""

    labels: Sequence[str]

    def named(self, plain: str) -> list[int]:
        """The rows of the concepts that a question in small letters names best; none for one with Chinese in it."""
        asked = [] if CHINESE.search(plain) else _stems(plain)
        known = {stem for stem in asked if stem in self._worth}
        if not known or len(known) < LEAST_KNOWN * len(asked):
            return []
        whole = sum(self._worth[stem] for stem in known)
        bearing = {row for stem in known for row in self._rows[stem]}
        shares = {row: sum(self._worth[stem] for stem in known & self._stems_of[row]) / whole for row in bearing}
        least = max(LEAST_NAMED, NEAR_BEST * max(shares.values()))
        return sorted(row for row, share in shares.items() if share >= least)

    @cached_property
    def _stems_of(self) -> list[frozenset[str]]:
        return [frozenset(_stems(label.casefold())) for label in self.labels]

    @cached_property
    def _rows(self) -> Mapping[str, list[int]]:
        rows: dict[str, list[int]] = {}
        for row, stems in enumerate(self._stems_of):
            for stem in stems:
                rows.setdefault(stem, []).append(row)
        return rows

    @cached_property
    def _worth(self) -> Mapping[str, float]:
        counted = Counter(stem for stems in self._stems_of for stem in stems)
        return {stem: log(1 + len(self.labels) / count) for stem, count in counted.items()}


def _stems(plain: str) -> list[str]:
    """The words that say something, each once, without their endings."""
    stems = (stem_of(word) for word in WORD.findall(plain) if word not in _EMPTY)
    return list(dict.fromkeys(_SAME.get(stem, stem) for stem in stems))


def stem_of(word: str) -> str:
    """A word without plural, -ing, -ed, -er, a last e and a doubled last letter: classes and class are clas."""
    if word.endswith("ies") and len(word) > 4:
        word = word[:-3] + "y"
    elif word.endswith(("sses", "shes", "ches", "xes")):
        word = word[:-2]
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3:
        word = word[:-1]
    for ending in ("ing", "ed", "er"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word.removesuffix(ending)
            break
    word = word.removesuffix("e") if len(word) > 3 else word
    return word[:-1] if len(word) > 3 and word[-1] == word[-2] else word


_EMPTY = frozenset(EMPTY.split())
_SAME = {stem_of(said): stem_of(label) for label, words in SAID.items() for said in words.split()}
