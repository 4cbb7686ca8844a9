"""资源清单: each row is a service, a space or a fund that somebody gives."""

from __future__ import annotations

from graph.loading.cells import Cells
from graph.loading.offers import SEATS, offer, offered, priced_by
from graph.loading.register import Ref
from graph.loading.translation import Translation
from graph.loading.windows import windows
from graph.loading.words import KINDS, kind_given
from graph.schema import Value


def translate(row: Cells, translation: Translation) -> None:
    """What is given, by whom, where, and what it is about."""
    name = row.text("name")
    if not name:
        return
    kind = KINDS.get(row.text("kind") or "") or kind_given(name)
    place = translation.place(row.text("place"), row.text("community"))
    provider = _provider(row, translation, place)
    told = {**_shared(row), **_SPECIFIC[offered(kind)](row)}
    ref = offer(translation, provider, kind, name, place, told)
    if ref[0] != "Fund" and priced_by(row) and row.number("money"):
        translation.draft.assume(ref, {"charge": "市场"})
    if place and ref[0] in ("Service", "Space") and ref not in translation.register.places:
        translation.link("LOCATED_IN", ref, ("Place", place))
    for area in (translation.place(name) for name in row.words("area")):
        if area:
            translation.link("COVERS", ref, ("Place", area))
    skills = row.words("skills")
    translation.about(ref, name, row.text("text"), row.text("purpose"), words=skills)
    if provider and provider[0] == "Resident" and kind in ("skill", "people", "mentor"):
        translation.can(provider, skills or [name])


def _provider(row: Cells, translation: Translation, place: str | None) -> Ref | None:
    name = row.text("provider")
    if not name:
        return None
    phone = row.text("phone") if row.text("contact") in (None, name) else None
    return translation.party(name, phone=phone, place=place)


def _shared(row: Cells) -> dict[str, Value]:
    return {
        "purpose": row.text("purpose"),
        "valid_until": row.day("date_to"),
        "confirmed_on": row.day("confirmed_on"),
        "contact": row.text("contact"),
        "phone": row.text("phone"),
        "note": row.text("note"),
    }


def _time(row: Cells) -> dict[str, Value]:
    return {"hours": row.text("hours"), "windows": windows(row.text("hours") or "")}


def _price(row: Cells) -> dict[str, Value]:
    return {"charge": row.text("charge"), "money": row.number("money"), "audience": row.text("audience")}


def _service(row: Cells) -> dict[str, Value]:
    return {
        **_time(row),
        **_price(row),
        "text": row.text("text"),
        "money_max": row.number("money_max"),
        "quantity": row.number("quantity"),
        "quantity_max": row.number("quantity_max"),
        "unit": row.text("unit"),
        "booking": row.text("booking"),
    }


def _space(row: Cells) -> dict[str, Value]:
    seats, per = row.whole("quantity_max") or row.whole("quantity"), priced_by(row)
    counted = row.text("unit")
    return {
        **_time(row),
        **_price(row),
        "text": row.text("text"),
        "capacity": seats if counted in (None, per, *SEATS) else None,
        "unit": per or (None if counted in SEATS else counted) if row.number("money") else None,
        "equipment": row.words("equipment"),
        "booking": row.text("booking"),
    }


def _fund(row: Cells) -> dict[str, Value]:
    money = row.number("money_max") or row.number("money")
    if money is None and row.text("unit") in ("元", "万元"):
        money = (row.number("quantity") or 0) * (10_000 if row.text("unit") == "万元" else 1) or None
    return {"balance": money, "applicants": row.text("audience")}


_SPECIFIC = {"Service": _service, "Space": _space, "Fund": _fund}
