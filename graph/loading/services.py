"""便民服务清单: each row is a service of a unit for an area."""

from __future__ import annotations

from graph.loading.cells import Cells
from graph.loading.offers import offer, priced_by
from graph.loading.translation import Translation
from graph.loading.windows import windows


def translate(row: Cells, translation: Translation) -> None:
    """The service, who offers it, through which alliance and where it may be had."""
    name, provider_name = row.text("name"), row.text("provider")
    if not name or not provider_name:
        return
    place = translation.place(row.text("place"), row.text("community"))
    provider = translation.party(provider_name, place=place)
    told = {
        "text": row.text("text"),
        "audience": row.text("audience"),
        "charge": row.text("charge"),
        "money": row.number("money"),
        "money_max": row.number("money_max"),
        "quantity": row.number("quantity"),
        "quantity_max": row.number("quantity_max"),
        "unit": row.text("unit"),
        "hours": row.text("hours"),
        "windows": windows(row.text("hours") or ""),
        "booking": row.text("booking"),
        "purpose": row.text("purpose"),
        "valid_until": row.day("date_to"),
        "confirmed_on": row.day("confirmed_on"),
        "contact": row.text("contact"),
        "phone": row.text("phone"),
        "note": row.text("note"),
    }
    ref = offer(translation, provider, "service", name, place, told)
    if priced_by(row) and row.number("money"):
        translation.draft.assume(ref, {"charge": "市场"})
    translation.situate("LOCATED_IN", ref, place)
    for area in (translation.place(area) for area in row.words("area")):
        if area:
            translation.link("COVERS", ref, ("Place", area))
    if (alliance := row.text("alliance")) and provider[0] in ("Unit", "Organization"):
        translation.link("MEMBER_OF", provider, translation.alliance(alliance, place), {"role": "成员"})
    translation.about(ref, name, row.text("text"))
