"""骨干/志愿者: each row is a person, with where they live, what they can do and whether they agreed."""

from __future__ import annotations

from datetime import date

from graph.loading.cells import BORN, Cells
from graph.loading.names import record_id
from graph.loading.register import Ref
from graph.loading.translation import Translation
from graph.loading.windows import windows
from graph.loading.words import POST_LEVELS
from graph.reading.ages import NOT_KNOWN, band_of_birth, may_be_minor

PURPOSE = "为小微项目推荐伙伴"


def translate(row: Cells, translation: Translation) -> None:
    """The resident with home, posts, skills, groups and consent."""
    name = row.text("name")
    if not name:
        return
    place = translation.place(row.text("place"), row.text("community"))
    ref = _resident(row, translation, name, place)
    translation.add(
        ref,
        {
            "name": name,
            "phone": row.text("phone"),
            "age_band": _band(row, translation.today),
            "consent": _agrees(row, ref in translation.stored),
            "posts": row.words("posts"),
            "hours": row.text("hours"),
            "windows": windows(row.text("hours") or ""),
            "hours_cap": row.number("hours_cap"),
            "last_active": row.day("last_active"),
            "confirmed_on": row.day("confirmed_on"),
            "note": row.text("note"),
        },
    )
    if place:
        translation.situate("LIVES_AT", ref, place)
        for post in row.words("posts"):
            at = translation.register.at_level(place, POST_LEVELS.get(post, "")) or place
            translation.link("HOLDS_POST", ref, ("Place", at), {"post": post})
    translation.can(ref, row.words("skills"))
    for group in row.words("groups"):
        translation.link("MEMBER_OF", ref, translation.group(group, place), {"role": "成员"})
    _consent(row, translation, ref)


def _resident(row: Cells, translation: Translation, name: str, place: str | None) -> Ref:
    """Name and phone identify; without a phone, name with home and age do, and only within the staff's own lists."""
    phone = row.text("phone")
    known = [("Resident", id_) for id_ in translation.register.called("Resident", name)]
    if phone:
        same = [ref for ref in known if translation.register.known[ref].get("phone") == phone]
        return same[0] if same else translation.ref("Resident", name, phone)
    band = row.text("age_band") or ""
    alike = [
        ref
        for ref in known
        if place
        and not translation.register.known[ref].get("phone")
        and translation.register.places.get(ref) == place
        and translation.register.known[ref].get("age_band") in (None, NOT_KNOWN, band)
    ]
    return alike[0] if len(alike) == 1 else translation.ref("Resident", name, place or "", band)


def _agrees(row: Cells, known: bool) -> bool | None:
    """Whether they may be recommended; an answer that nobody can read withdraws what was agreed before."""
    said = row.flag("consent")
    return False if said is None and known and row.unread("consent") else said


def _band(row: Cells, today: date) -> str | None:
    """The age band by age or birth, a minor's where one is or may be; the birth is not kept."""
    by_age, by_birth = row.text("age_band"), band_of_birth(row.typed.get(BORN, ""), today)
    if by_age and by_birth and by_birth != NOT_KNOWN:
        return by_birth if may_be_minor(by_birth) else by_age
    return by_age or (NOT_KNOWN if may_be_minor(row.unread("age_band")) else by_birth)


def _consent(row: Cells, translation: Translation, resident: Ref) -> None:
    """A yes is kept with its purpose and day; a no is told by the resident's own property."""
    if row.flag("consent"):
        consent = ("Consent", record_id("Consent", resident[1], PURPOSE))
        told = {"scope": "技能、时间、地点", "purpose": PURPOSE, "given_on": translation.reported_on}
        translation.add(consent, told)
        translation.link("GAVE", resident, consent)
