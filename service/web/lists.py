"""What the lists share: how they are narrowed, and rows cut to a readable length."""

from __future__ import annotations

from flask import request

from service.listing import Narrowing
from service.web import frame
from service.web.saying import gettext as _
from service.web.words import LEVEL_WORDS, known_stages, word

LONGEST = 90
LEVELS_OFFERED = ("district", "street", "community", "compound")


def narrowing() -> Narrowing:
    """What this request asks for."""
    asked = request.args
    return Narrowing(
        words=asked.get("q", "").strip()[:100],
        stage=asked.get("stage", ""),
        place=asked.get("place", ""),
        urgency=asked.get("urgency", ""),
    )


def place_choice(value: str) -> dict[str, object]:
    """The choice of a place, from the district down to compounds."""
    places = frame.snapshot().nodes["Place"]
    names, levels = places.texts("name"), places.texts("level")
    options = [
        (LEVELS_OFFERED.index(str(levels[row])), str(names[row]), str(places.ids[row]))
        for row in range(len(places))
        if levels[row] in LEVELS_OFFERED
    ]
    return {
        "name": "place",
        "label": _("地点"),
        "value": value,
        "options": [
            (place, f"{name} · {word(LEVEL_WORDS, LEVELS_OFFERED[level])}") for level, name, place in sorted(options)
        ],
    }


def stage_choice(value: str) -> dict[str, object]:
    """The choice of a stage."""
    return {"name": "stage", "label": _("阶段"), "value": value, "options": known_stages()}


def short(text: str, most: int = LONGEST) -> str:
    """A text cut to what a row has room for."""
    return text if len(text) <= most else text[: most - 1] + "…"
