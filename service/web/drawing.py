"""What a partner's score looks like: a base, one bar per reason, and a sum that adds up as written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matching.points import START

SHOWN_REASONS = 4
MOST_SHOWN = 6  # where the rest of fewer would weigh more than a line that is shown


@dataclass(frozen=True)
class Effect:
    """One reason: its heading, its sentence, and what it adds, in whole points."""

    heading: str
    sentence: str
    points: int


@dataclass(frozen=True)
class DrawnLine:
    """One line of the drawing; `x` and `width` are percent of the drawing's width."""

    sort: str  # base, reason or sum
    points: int
    figure: str
    heading: str
    sentence: str
    x: float
    width: float
    fill: str


@dataclass(frozen=True)
class Waterfall:
    """The lines from base to sum, and the sum in whole points."""

    lines: tuple[DrawnLine, ...]
    total: int


def signed(points: int) -> str:
    """A change as people write it: a full-width sign and the figure."""
    return f"－{-points}" if points < 0 else f"＋{points}"


def gathered(effects: Sequence[Effect], rest: str, between: str) -> list[Effect]:
    """The strongest effects in order of weight, gains first; the small ones become one line, `rest`."""
    ranked = sorted(effects, key=lambda effect: -abs(effect.points))
    count = next(
        (many for many in range(SHOWN_REASONS, MOST_SHOWN) if _rest_is_small(ranked[:many], ranked[many:])), MOST_SHOWN
    )
    shown, small = ranked[:count], ranked[count:]
    ordered = sorted(shown, key=lambda effect: -effect.points)
    if small:
        words = [effect.heading for effect in small if effect.heading]
        sentence = between.join(dict.fromkeys(words))
        ordered.append(Effect(rest, sentence, sum(effect.points for effect in small)))
    return ordered


def _rest_is_small(shown: Sequence[Effect], small: Sequence[Effect]) -> bool:
    return not small or abs(sum(effect.points for effect in small)) <= abs(shown[-1].points)


def waterfall(effects: Sequence[Effect], rest: str, between: str) -> Waterfall:
    """The drawing of a score: from the base over every effect to the sum."""
    kept = gathered(effects, rest, between)
    points = [effect.points for effect in kept]
    total = START + sum(points)
    reached = [START]
    for change in points:
        reached.append(reached[-1] + change)
    scale = 100 / max(100, *reached)
    lines = [DrawnLine("base", START, str(START), "", "", 0, round(START * scale, 2), "b")]
    for effect, change, before in zip(kept, points, reached, strict=False):
        left = max(0, min(before, before + change))
        lines.append(
            DrawnLine(
                "reason",
                change,
                signed(change),
                effect.heading,
                effect.sentence,
                round(left * scale, 2),
                round(abs(change) * scale, 2),
                "q" if change < 0 else "p",
            )
        )
    written = str(START) + "".join(signed(change) for change in points) + f"＝{total}"
    lines.append(DrawnLine("sum", total, str(total), "", written, 0, round(max(0, total) * scale, 2), "s"))
    return Waterfall(tuple(lines), total)
