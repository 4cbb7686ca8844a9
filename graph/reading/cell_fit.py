"""How well the cells of a column fit a field, whatever its heading."""

from __future__ import annotations

from collections.abc import Mapping

from graph.reading.evidence import SOME_RANGES, Profile
from graph.reading.lists import Holds, ListKind

# What a typed column's cells must look like; the best of the named shares counts.
LOOKS: Mapping[Holds, str] = {
    Holds.START: "date",
    Holds.END: "date",
    Holds.PERIOD: "period",
    Holds.PHONE: "phone",
    Holds.CONTACT_PHONE: "contact_phone",
    Holds.CREDIT_CODE: "credit_code",
    Holds.IDENTITY: "identity",
    Holds.QUANTITY: "quantity",
    Holds.UNIT: "measure",
    Holds.CHARGE: "charge",
    Holds.STAR: "star",
    Holds.AGE: "age",
    Holds.HOURS_A_MONTH: "hours_a_month",
    Holds.CONSENT: "consent",
    Holds.PLACE: "place",
    Holds.PLACES: "places",
}
AGAINST_TEXT = (
    "date",
    "phone",
    "contact_phone",
    "credit_code",
    "identity",
    "signed_money",
    "number",
    "measured",
    "age",
)


def cell_fit(kind: ListKind, field: str, profile: Profile) -> float:
    """From -1 (the cells cannot be this) over 0 (they say nothing) to 1."""
    if not profile.cells:
        return 0.0
    worth = _typed(kind, field, profile)
    if worth is None:
        worth = _free(field, profile)
    return worth * (1.0 if len(profile.cells) >= 3 else 0.75)


def _typed(kind: ListKind, field: str, profile: Profile) -> float | None:
    holds = kind.holds(field)
    if holds is Holds.WORD:
        # One word out of several lists may fit by chance; what fits most of the column does not.
        return _scaled(profile.share("word:" + field), 0.3)
    if field == "community":
        return _scaled(profile.share("community"), 0.4)
    if holds in (Holds.MONEY, Holds.PRICE):
        return _money(holds, profile)
    if holds is Holds.QUANTITY:
        return min(
            _scaled(profile.share("quantity"), 0.3),
            1 - 2 * max(profile.share("date"), profile.share("phone"), profile.share("signed_money")),
        ) - (0.8 if profile.counts_up else 0)
    if holds is Holds.PHONE:
        return _scaled(profile.share("phone"), 0.3) - 0.9 * profile.share("contact_phone")
    if holds in (Holds.START, Holds.END):
        return _scaled(profile.share("date"), 0.25) - (2.0 if profile.share("period") > SOME_RANGES else 0.8) * (
            profile.share("period")
        )
    if holds is Holds.PERIOD and profile.share("period") > SOME_RANGES:
        # One day or month alone is a period too, but a range is no date.
        return _scaled(min(1.0, profile.share("period") + profile.share("date")), 0.3)
    if holds is Holds.PLACE:
        looks = max(0.75 * _scaled(profile.share("place"), 0.25), profile.share("known_place"))
        return looks - 0.4 * profile.share("list")
    if holds is Holds.PLACES:
        return _scaled(profile.share("places"), 0.25) + 0.3 * profile.share("list")
    if holds is Holds.IDENTITY:
        return _scaled(profile.share("identity"), 0.3) if profile.share("identity") else -0.2
    look = LOOKS.get(holds)
    return None if look is None else _scaled(profile.share(look), 0.3)


def _money(holds: Holds, profile: Profile) -> float:
    price = profile.share("price")
    worth = _scaled(max(profile.share("money"), 0.6 * profile.share("signed_money")), 0.25)
    worth -= max(profile.share("date"), profile.share("phone"), profile.share("age"))
    return worth + (price if holds is Holds.PRICE else -price) * 0.6


def _scaled(share: float, enough: float) -> float:
    return (share - enough) / (1 - enough) if share >= enough else (share - enough) / enough


def _free(field: str, profile: Profile) -> float:
    against = max(profile.share(look) for look in AGAINST_TEXT)
    if field == "id":
        # 编号 over 1, 2, 3 is still the number of the list; a vaguer heading over them is a running number.
        return -1.0 if profile.counts_up else 0.8 * profile.share("code") - 0.6 * profile.share("long")
    if field == "filing_no":
        return 0.8 * profile.share("code") - 0.8 * profile.share("person")
    if field in FREE_LOOKS:
        liked, disliked = FREE_LOOKS[field]
        worth = sum(weight * profile.share(look) for look, weight in liked) - sum(
            weight * profile.share(look) for look, weight in disliked
        )
        return max(-1.0, min(1.0, worth - against - (0.6 if profile.counts_up else 0)))
    return -against


_WORDLIKE = (("word:charge", 0.8), ("word:consent", 0.8))
FREE_LOOKS: Mapping[str, tuple[tuple[tuple[str, float], ...], tuple[tuple[str, float], ...]]] = {
    "text": ((("long", 0.6),), (("person", 0.8), ("known_place", 0.6), *_WORDLIKE)),
    "name": ((), (("word:kind", 0.5), ("hours", 0.3), ("body_list", 0.8), *_WORDLIKE)),
    "contact": (
        (("person", 0.7),),
        (("audience", 0.8), ("body", 0.4), ("word:origin", 1.0), ("long", 0.6), ("list", 0.5)),
    ),
    "mentor": ((("person", 0.3),), (("long", 0.4),)),
    "provider": ((("body", 0.35), ("person", 0.15)), (("measure", 1.0), ("word:kind", 0.8), ("long", 0.1))),
    "team": ((("body", 0.4),), (("long", 0.1), ("list", 0.2), ("measure", 1.0))),
    "claimant": ((("body", 0.35),), (("long", 0.1), ("measure", 1.0), ("word:claim_status", 1.0))),
    "lead_unit": ((("body", 0.3),), (("list", 0.6), ("person", 0.3))),
    "member_units": ((("bodies", 0.3), ("list", 0.5)), ()),
    "alliance": ((("body", 0.2),), (("long", 0.3),)),
    "groups": ((("bodies", 0.4),), (("person", 0.4),)),
    "skills": ((("list", 0.5),), (("hours", 0.5), ("person", 0.3), ("bodies", 0.2))),
    "offers": ((("list", 0.5),), (("hours", 0.5), ("body", 0.2), ("known_places", 1.5))),
    "equipment": ((("list", 0.4),), (("hours", 0.4),)),
    "hours": ((("hours", 0.8),), (("list", 0.2), ("person", 0.5), ("known_place", 0.7))),
    "claim": ((("long", 0.1),), (("word:claim_status", 1.0), ("body", 0.3))),
    "requirement": ((("long", 0.1),), (("word:requirement_kind", 1.0),)),
    "need": ((("long", 0.3),), (("word:requirement_kind", 1.0), ("word:origin", 0.5))),
    "category": ((("short", 0.2),), (("long", 0.8), ("word:scope", 1.0), ("word:urgency", 1.0), ("word:origin", 0.7))),
    "kind": ((("short", 0.2),), (("long", 0.5), ("word:registered", 1.0), ("star", 1.0), ("person", 0.2))),
    "posts": ((("post", 0.4),), (("long", 0.6), ("hours", 0.8), ("word:consent", 1.0), ("word:charge", 1.0))),
    "audience": ((("audience", 0.5),), (("hours", 0.4), ("person", 0.8), ("word:charge", 1.0), ("known_place", 0.4))),
    "booking": ((), (("word:charge", 1.0), ("known_place", 0.4))),
    "purpose": ((), (("word:charge", 1.0),)),
    "fund": ((), (("word:claim_status", 1.0), ("person", 0.3))),
    "aliases": ((), (("long", 0.2),)),
}
