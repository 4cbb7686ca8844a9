"""立项: a scene that was bundled becomes a project with its lines, all in one piece."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from graph.store import Store
from graph.transaction import Transaction
from service import editing
from service.clock import day_of
from service.editing.content import Content
from service.staffing.bundling import HELPING, MONEY, ROOM, SESSION, Numbers, Scene, check_scene
from service.visible import visible

NAME = 40  # characters of a project's name
FIRST = re.compile("[，,。；;：:！!？?]")  # what ends the first part of what was written


def found(
    store: Store, scene: Scene, window: str, *, identifier: str, leader: str = "", now: datetime
) -> editing.Edited:
    """Make the project of a scene for one hour of the week (wed-pm), with what the scene needs as its lines.

    `leader`: what is asked of who leads it, where the scene's own words do not say it.

    Done again under the same id it stays as it was first made. Raises BadScene, UnknownReference for an unknown
    place, InvalidRecord for text that may not be kept.
    """
    text, today = visible(scene.text).strip(), day_of(now)
    numbers = check_scene(scene, today)
    project: dict[str, str | list[str]] = {"name": (FIRST.split(text)[0].strip() or text)[:NAME], "text": text}
    if scene.place:
        project["place"] = scene.place
    last = today + timedelta(days=7 * scene.weeks - 1)
    timed: Content = {"windows": [window], "date_from": today, "date_to": last}
    drafts = [editing.drafted("Project", project, identifier=identifier, now=now)]
    for number, line in enumerate(_lines((scene, numbers), (text, leader or text), timed), 1):
        content = {**line, "project": identifier}
        drafts.append(editing.drafted("Requirement", content, identifier=f"{identifier}-{number}", now=now))

    def make(transaction: Transaction) -> editing.Edited:
        if not transaction.get_many("Project", [identifier]):
            for draft in drafts:
                editing.make(transaction, draft)
        return editing.make(transaction, drafts[0])

    return store.in_turn(make)


def _lines(asked: tuple[Scene, Numbers], said: tuple[str, str], timed: Content) -> list[Content]:
    """What the scene needs, as people would write it into a project; hours are those of all its weeks."""
    (scene, numbers), (text, leader) = asked, said
    hours, leaders = SESSION * scene.weeks, float(numbers.leaders)
    found: list[Content] = [
        {"kind": "space", "text": ROOM.format(numbers.seats), "quantity": 1.0, "unit": "间", "hard": True, **timed},
        {"kind": "skill", "text": leader, "quantity": leaders, "unit": "人", "hours": hours, "hard": True, **timed},
    ]
    if numbers.helpers:
        helpers: Content = {"kind": "people", "text": HELPING, "quantity": float(numbers.helpers), "unit": "人"}
        found.append({**helpers, "hours": hours, "hard": False, **timed})
    if numbers.money:
        found.append(
            {"kind": "money", "text": MONEY.format(text), "quantity": numbers.money, "unit": "元", "hard": True}
        )
    return found
