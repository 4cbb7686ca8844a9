"""辖区单位与联盟: units with what they can give, alliances with their members and areas."""

from __future__ import annotations

from graph.loading.cells import Cells
from graph.loading.offers import offer, offered
from graph.loading.organizations import body_of
from graph.loading.register import Ref
from graph.loading.translation import Translation
from graph.loading.windows import windows
from graph.loading.words import kind_given


def is_alliance(row: Cells) -> bool:
    """Whether the row is an alliance: it has members, or says so in its name."""
    return bool(row.words("member_units")) or (row.text("name") or "").endswith("联盟")


def translate(row: Cells, translation: Translation) -> None:
    """A unit or an alliance."""
    if not row.text("name"):
        return
    if is_alliance(row):
        _alliance(row, translation)
    else:
        _unit(row, translation)


def _unit(row: Cells, translation: Translation) -> None:
    name = str(row.text("name"))
    place = translation.place(row.text("place"), row.text("community"))
    ref = body_of(translation, "Unit", name, row.text("credit_code"), place)
    translation.add(
        ref,
        {
            "name": name,
            "aliases": row.words("aliases"),
            "kind": row.text("kind"),
            "credit_code": row.text("credit_code"),
            "text": row.text("text") or row.text("purpose"),
            "hours": row.text("hours"),
            "windows": windows(row.text("hours") or ""),
            "confirmed_on": row.day("confirmed_on"),
            "last_active": row.day("last_active"),
            "contact": row.text("contact"),
            "phone": row.text("phone"),
            "note": row.text("note"),
        },
    )
    _situate(row, translation, ref, place)
    if alliance := row.text("alliance"):
        translation.link("MEMBER_OF", ref, translation.alliance(alliance, place), {"role": "成员"})
    for words in row.words("offers"):
        _offer(translation, ref, name, words, place)


def _offer(translation: Translation, unit: Ref, unit_name: str, words: str, place: str | None) -> None:
    kind = kind_given(words)
    label = offered(kind)
    # A room or money without an owner's name would be called the same everywhere.
    name = words if label == "Service" else unit_name + words
    ref = offer(translation, unit, kind, name, place, {"text": words} if name != words and label == "Space" else {})
    if place and label == "Space" and ref not in translation.register.places:
        translation.link("LOCATED_IN", ref, ("Place", place))
    translation.about(ref, words)


def _alliance(row: Cells, translation: Translation) -> None:
    name = str(row.text("name"))
    place = translation.place(row.text("place"), row.text("community"))
    ref = body_of(translation, "Alliance", name, None, place)
    translation.add(
        ref,
        {
            "name": name,
            "aliases": row.words("aliases"),
            "text": row.text("text") or row.text("purpose"),
            "founded_on": row.day("date_from"),
            "confirmed_on": row.day("confirmed_on"),
            "last_active": row.day("last_active"),
            "contact": row.text("contact"),
            "phone": row.text("phone"),
            "note": row.text("note"),
        },
    )
    _situate(row, translation, ref, place)
    lead = row.text("lead_unit")
    members = [(lead, "牵头")] if lead else []
    members += [(member, "成员") for member in row.words("member_units")]
    for member, role in members:
        party = translation.party(member)
        if party[0] in ("Unit", "Organization"):
            translation.link("MEMBER_OF", party, ref, {"role": role})
    for words in row.words("offers"):
        _offer(translation, ref, name, words, None)


def _situate(row: Cells, translation: Translation, ref: Ref, place: str | None) -> None:
    translation.situate("LOCATED_IN", ref, place)
    for area in (translation.place(area) for area in row.words("area")):
        if area:
            translation.link("SERVES", ref, ("Place", area))
