"""社会组织: each row is a group with its standing, its place and what it can do."""

from __future__ import annotations

from graph.loading.cells import Cells
from graph.loading.register import Ref
from graph.loading.translation import Translation
from graph.loading.windows import windows


def translate(row: Cells, translation: Translation) -> None:
    """The organization, its place, its skills and its leader where known."""
    name = row.text("name")
    if not name:
        return
    place = translation.place(row.text("place"), row.text("community"))
    ref = body_of(translation, "Organization", name, row.text("credit_code"), place)
    kind = row.text("kind") or ""
    translation.add(
        ref,
        {
            "name": name,
            "aliases": row.words("aliases"),
            "kind": kind,
            "role": next((role for role in ("枢纽型", "支持型", "操作型") if role in kind), None),
            "registered": row.text("registered"),
            "credit_code": row.text("credit_code"),
            "filing_no": row.text("filing_no"),
            "star": row.whole("star"),
            "members": row.whole("quantity"),
            "founded_on": row.day("date_from"),
            "last_active": row.day("last_active"),
            "confirmed_on": row.day("confirmed_on"),
            "text": row.text("text") or row.text("purpose"),
            "hours": row.text("hours"),
            "windows": windows(row.text("hours") or ""),
            "contact": row.text("contact"),
            "phone": row.text("phone"),
            "note": row.text("note"),
        },
    )
    translation.situate("LOCATED_IN", ref, place)
    for area in (translation.place(area) for area in row.words("area")):
        if area:
            translation.link("SERVES", ref, ("Place", area))
    translation.can(ref, row.words("skills"))
    _leader(row, translation, ref)


def body_of(translation: Translation, kind: str, name: str, credit_code: str | None, place: str | None) -> Ref:
    """The body of this credit code or this name, otherwise a new one."""
    coded = [ref for ref in translation.register.by_code.get(credit_code or "", ()) if ref[0] == kind]
    known = coded[0] if coded else translation.body(kind, name, place, its_own=True)
    return known or translation.new_body(kind, name, place)


def _leader(row: Cells, translation: Translation, organization: Ref) -> None:
    """A resident known by the contact's name and phone leads the group."""
    name, phone = row.text("contact"), row.text("phone")
    for id_ in translation.register.called("Resident", name or ""):
        if phone and translation.register.known["Resident", id_].get("phone") == phone:
            translation.link("MEMBER_OF", ("Resident", id_), organization, {"role": "负责人"})
