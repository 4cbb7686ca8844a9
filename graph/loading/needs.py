"""需求清单: each row is a need at a place."""

from __future__ import annotations

from graph.loading.cells import Cells
from graph.loading.names import likeness, normal
from graph.loading.register import Ref
from graph.loading.translation import Translation
from graph.loading.words import STAGES

SAME_TEXT = 0.5  # two wordings of one numbered need share at least half of their character pairs
TELLING_LENGTH = 6  # a shorter text without a place may stand for many needs


def translate(row: Cells, translation: Translation) -> None:
    """A need with its place, its raiser where known, and what it is about."""
    text = row.text("text")
    if not text:
        return
    place = translation.place(row.text("place"), row.text("community"))
    ref = need_of(translation, text, place, row.text("id"))
    translation.add(
        ref,
        {
            "number": row.text("id"),
            "text": text,
            "category": row.text("category"),
            "origin": row.text("origin"),
            "quantity": row.number("quantity"),
            "quantity_max": row.number("quantity_max"),
            "unit": row.text("unit"),
            "money": row.number("money"),
            "money_max": row.number("money_max"),
            "scope": row.text("scope"),
            "urgency": row.text("urgency"),
            "stage": STAGES.get(row.text("stage") or ""),
            "raised_on": row.day("date_from"),
            "due_on": row.day("date_to"),
            "contact": row.text("contact"),
            "phone": row.text("phone"),
            "note": row.text("note"),
        },
    )
    translation.draft.assume(ref, {"stage": "raised"})
    translation.situate("LOCATED_IN", ref, place)
    _raised(row, translation, ref)
    translation.about(ref, text, row.text("category"))


def need_of(translation: Translation, text: str, place: str | None, number: str | None = None) -> Ref:
    """The need of this number and much the same words, or of these words at this place; otherwise a new one."""
    register = translation.register
    for id_ in register.by_number.get(("Need", number or ""), ()):
        ref = ("Need", id_)
        if translation.near(register.places.get(ref), place) and likeness(text, register.name(ref)) >= SAME_TEXT:
            return ref
    for id_ in register.called("Need", text):
        ref, at = ("Need", id_), register.places.get(("Need", id_))
        other = register.known[ref].get("number")
        sure = at == place or (len(normal(text)) >= TELLING_LENGTH and translation.near(at, place))
        if sure and (not number or not other or number == other):
            return ref
    return translation.ref("Need", number or "", text, place or "")


def _raised(row: Cells, translation: Translation, need: Ref) -> None:
    """A resident known by this name and phone raised it; anybody else asked about it is only the contact."""
    name, phone = row.text("contact"), row.text("phone")
    if not name or not phone or row.text("origin") not in (None, "居民"):
        return
    for id_ in translation.register.called("Resident", name):
        if translation.register.known["Resident", id_].get("phone") == phone:
            translation.link("RAISED", ("Resident", id_), need)
