"""What the lists share: how they are narrowed, and rows cut to a readable length."""

from __future__ import annotations

from collections.abc import Sequence

from flask import request

from graph.kinds.community import PLACE_LEVELS
from service.viewing.listing import Narrowing
from service.viewing.looking import View
from service.web import frame
from service.web.saying import gettext as _
from service.web.words import LEVEL_WORDS, kind_word, known_stages, skill_word, word

Groups = Sequence[tuple[str, Sequence[tuple[str, str]]]]  # label, (code, label) of each option

LONGEST = 90
LEVELS_OFFERED = ("district", "street", "community", "compound")
MOST_STEPS = 8  # from a skill to the widest above it
WIDE = ("district", "street")
STEP = "\u3000"  # a wide blank sets an option in


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
    """The choice of a place: each below the one it is in, set in by its depth.

    The place chosen is there whatever its level, or saving would take it away.
    """
    places = frame.snapshot().nodes["Place"]
    names, levels = places.texts("name"), places.texts("level")
    options = [
        (str(places.ids[row]), f"{STEP * depth}{names[row]} · {word(LEVEL_WORDS, str(levels[row]))}")
        for row, depth in _place_tree(places.row_of.get(value, -1))
    ]
    return {"name": "place", "label": _("地点"), "value": value, "options": options}


def _place_tree(chosen: int) -> list[tuple[int, int]]:
    """The places (rows) offered, and the one chosen, each followed by those in it, with how deep it lies."""
    places, parts = frame.snapshot().nodes["Place"], frame.snapshot().links["PART_OF", "Place", "Place"]
    names, levels = places.texts("name"), places.texts("level")
    above = dict(zip(parts.from_rows.tolist(), parts.to_rows.tolist(), strict=True))
    offered = {row for row in range(len(places)) if levels[row] in LEVELS_OFFERED or row == chosen}
    under: dict[int, list[int]] = {}
    for row in sorted(offered, key=lambda row: (PLACE_LEVELS.index(str(levels[row])), str(names[row]))):
        around = above.get(row, -1)
        # A grid between a compound and its community is no step that people choose by.
        while around >= 0 and around not in offered:
            around = above.get(around, -1)
        under.setdefault(around, []).append(row)
    found, waiting = [], [(row, 0) for row in reversed(under.get(-1, []))]
    while waiting:
        row, depth = waiting.pop()
        found.append((row, depth))
        waiting += [(inner, depth + 1) for inner in reversed(under.get(row, []))]
    return found


def place_groups() -> Groups:
    """The places that can be chosen, several at once: districts and streets, then what is in each of the others."""
    places, groups = frame.snapshot().nodes["Place"], list[tuple[str, list[tuple[str, str]]]]([(_("区和街道"), [])])
    names, levels, path = places.texts("name"), places.texts("level"), list[int]()
    of_place: dict[int, list[tuple[str, str]]] = {}
    for row, depth in _place_tree(-1):
        path[depth:] = [row]
        option = str(places.ids[row]), f"{names[row]} · {word(LEVEL_WORDS, str(levels[row]))}"
        if levels[row] in WIDE or not depth:
            groups[0][1].append(option)
        else:
            of_place.setdefault(path[depth - 1], []).append(option)
    return [*groups, *((str(names[row]), several) for row, several in of_place.items())]


def named_group(kind: str) -> Groups:
    """Every record of a kind that may be seen, by name."""
    view = View(frame.snapshot())
    mentions = [view.mention(kind, int(row)) for row in view.seen_rows(kind)]
    return [(kind_word(kind), sorted(((one.id, one.name) for one in mentions), key=lambda one: one[1]))]


def record_name(kind: str, identifier: str) -> str:
    """What a record that a form names is called; its id where it is not there any more."""
    snapshot = frame.snapshot()
    row = snapshot.nodes[kind].row_of.get(identifier)
    if row is None:
        return identifier
    if kind == "Skill":
        return skill_word(snapshot, row, frame.language())
    return View(snapshot).mention(kind, row).name


def parent_groups() -> Groups:
    """Every place that can hold another one, level by level, each with what it is itself part of."""
    places, parts = frame.snapshot().nodes["Place"], frame.snapshot().links["PART_OF", "Place", "Place"]
    names, levels = places.texts("name"), places.texts("level")
    above = dict(zip(parts.from_rows.tolist(), parts.to_rows.tolist(), strict=True))
    groups: dict[str, list[tuple[str, str]]] = {level: [] for level in PLACE_LEVELS[:-1]}
    for row in range(len(places)):
        told = f"{names[row]} · {names[above[row]]}" if row in above else str(names[row])
        if (level := str(levels[row])) in groups:
            groups[level].append((str(places.ids[row]), told))
    return [(word(LEVEL_WORDS, level), sorted(found, key=lambda one: one[1])) for level, found in groups.items()]


def skill_groups() -> Groups:
    """The published skills to choose from, under the widest skill that each belongs to, both by name."""
    skills, broader = frame.snapshot().nodes["Skill"], frame.snapshot().links["BROADER", "Skill", "Skill"]
    english = frame.language() == "en"
    names, versions, other = skills.texts("name"), skills.texts("version"), skills.texts("label_en")
    above: dict[int, int] = {}
    for narrow, wide in zip(broader.from_rows.tolist(), broader.to_rows.tolist(), strict=True):
        above.setdefault(narrow, wide)

    def said(row: int) -> str:
        return str((english and other[row]) or names[row])

    groups: dict[int, list[int]] = {}
    for row in range(len(skills)):
        if versions[row]:
            top = row
            for _step in range(MOST_STEPS):  # a circle among them must not hold up the form
                top = above.get(top, top)
            groups.setdefault(top, []).append(row)
    told = [(said(top), sorted((str(skills.ids[row]), said(row)) for row in rows)) for top, rows in groups.items()]
    return [(name, sorted(options, key=lambda option: option[1])) for name, options in sorted(told)]


def stage_choice(value: str) -> dict[str, object]:
    """The choice of a stage."""
    return {"name": "stage", "label": _("阶段"), "value": value, "options": known_stages()}


@frame.pages.app_template_filter("short")
def short(text: str, most: int = LONGEST) -> str:
    """A text cut to what a row has room for."""
    return text if len(text) <= most else text[: most - 1] + "…"
