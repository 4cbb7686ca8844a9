"""How a table writes what a text must say: a word, parts that stand near one another, parts that must be absent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matching.language.text import simplify_all

REACH = 18  # characters within which the parts of one wording stand
SINGLE = 0.7  # a lone character names a thing only weakly
LONGEST = 5.0  # characters beyond which a wording says no more
NOTE = "@"  # in front of a wording that is looked for in the note on the place


@dataclass(frozen=True)
class Pattern:
    """`雨+屋!楼上`: 雨 and 屋 near one another, and no 楼上 anywhere."""

    parts: tuple[str, ...]
    absent: tuple[str, ...]
    in_note: bool = False

    @property
    def weight(self) -> float:
        """How much the wording names: its characters, up to a few."""
        letters = sum(len(part) for part in self.parts)
        return SINGLE if letters == 1 else min(float(letters), LONGEST)

    @property
    def shown(self) -> str:
        """The wording as a person reads it."""
        return "…".join(self.parts)

    def stands(self, text: str) -> bool:
        """Whether a simplified text says it."""
        if any(word in text for word in self.absent):
            return False
        first, *rest = self.parts
        at = text.find(first)
        while at >= 0:
            window = text[max(at - REACH, 0) : at + len(first) + REACH]
            if all(part in window for part in rest):
                return True
            at = text.find(first, at + 1) if rest else -1
        return False


def patterns(words: Sequence[str]) -> tuple[Pattern, ...]:
    """The wordings of a table's cell, simplified as the texts are."""
    found = []
    for word in simplify_all(list(words)):
        shown, *absent = word.removeprefix(NOTE).split("!")
        found.append(Pattern(tuple(shown.split("+")), tuple(absent), word.startswith(NOTE)))
    return tuple(found)
