"""What a project for needs begins with: a name, words, a place and a day, and the projects that answer them already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from graph.schema import Value
from graph.snapshot import Snapshot
from service.consulting.asked import places_around
from service.figures import figure
from service.lines.stages import OVER
from service.viewing.listing import joined
from service.viewing.looking import Mention, View

LONGEST_NAME, SHORTEST_NAME = 24, 6
LONGEST_TEXT = 2000
MARKS = "，。；！？、,;!? "


@dataclass(frozen=True)
class Beginning:
    """The needs, what their project is to say of itself at first, and the projects under way for any of them."""

    needs: tuple[Mention, ...]
    values: Mapping[str, object]
    running: tuple[Mention, ...]


def beginning(snapshot: Snapshot, needs: Sequence[str], *, today: date) -> Beginning:
    """What is known of a project for these needs before anybody filled it in; raises NotFound."""
    view = View(snapshot)
    rows = [view.row("Need", need) for need in needs]
    held = [view.properties("Need", row) for row in rows]
    texts = list(dict.fromkeys(filter(None, map(_told, held))))
    days = [due for one in held if isinstance(due := one.get("due_on"), date) and due >= today]
    values = {
        "name": shortened(str(held[0].get("text") or "")) if held else "",
        "text": "\n".join(texts)[:LONGEST_TEXT],
        "place": _common_place(view, rows),
        "date_to": min(days, default=None),
    }
    projects, stages = joined(snapshot, "Need", "ADDRESSES", "Project", inward=True), snapshot.nodes["Project"]
    found = {one for row in rows for one in projects.get(row, ()) if view.seen("Project", one)}
    running = tuple(view.mention("Project", one) for one in sorted(found) if stages.texts("stage")[one] not in OVER)
    return Beginning(tuple(view.mention("Need", row) for row in rows), values, running)


def shortened(text: str) -> str:
    """A text as a name: up to the last mark that leaves it short enough."""
    line = " ".join(text.split())
    if len(line) <= LONGEST_NAME:
        return line.rstrip(MARKS)
    cut = line[: LONGEST_NAME + 1]
    at = max(cut.rfind(mark) for mark in MARKS)
    return cut[:at] if at >= SHORTEST_NAME else cut[:LONGEST_NAME]


def _told(held: Mapping[str, Value]) -> str:
    """A need's words with how much it is about, unless they tell it."""
    text, quantity = str(held.get("text") or ""), held.get("quantity")
    if not isinstance(quantity, float):
        return text
    plain = figure(quantity).replace(",", "")  # words that are read again, where a comma would part the number
    return text if plain in text else f"{text}（{plain}{held.get('unit') or ''}）"


def _common_place(view: View, needs: Sequence[int]) -> str:
    """The nearest place around all needs that name one."""
    around = [
        places_around(view, places[0]) for row in needs if (places := view.linked("Need", row, "LOCATED_IN", "Place"))
    ]
    shared = [row for row in around[0] if all(row in one for one in around)] if around else []
    return view.mention("Place", shared[0]).id if shared else ""
