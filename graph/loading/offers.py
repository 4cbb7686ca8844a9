"""Services, spaces and funds that somebody gives: what the resource and service lists have in common."""

from __future__ import annotations

from collections.abc import Mapping

from graph.loading.cells import Cells
from graph.loading.register import Ref
from graph.loading.translation import Translation
from graph.reading.money import read_money
from graph.reading.words import read_charge
from graph.schema import Value

SEATS = ("人", "座", "个座位", "名", "位")
LABELS = {"space": "Space", "money": "Fund"}
OFFERED = ("Service", "Space", "Fund")


def offered(kind: str) -> str:
    """The label of a thing of this kind that can be had."""
    return LABELS.get(kind, "Service")


def offer(
    translation: Translation, provider: Ref | None, kind: str, name: str, place: str | None, told: Mapping[str, Value]
) -> Ref:
    """Draft something that can be had and who gives it; identity is the provider and the name."""
    label = offered(kind)
    ref = _known(translation, provider, label, name, place)
    if ref is None:
        giver = "|".join(provider) if provider else place or ""
        ref = translation.ref(label, giver, name)
    translation.add(ref, {"name": name, **told, **({"kind": kind} if label == "Service" else {})})
    if provider:
        translation.link("OFFERS", provider, ref)
    return ref


def priced_by(row: Cells) -> str | None:
    """What a price is counted by (小时, 次), None where no price or none with a measure was typed."""
    for name in ("price", "money", "charge"):
        typed = row.typed.get(name, "")
        price = read_charge(typed)[1] or read_money(typed)
        if price.unit:
            return price.unit
    counted = row.text("unit")
    return counted if "price" in row.typed and counted not in SEATS else None


def _known(translation: Translation, provider: Ref | None, label: str, name: str, place: str | None) -> Ref | None:
    """The offer of this name by this provider, or one that nobody is known to give yet."""
    register = translation.register
    named: list[Ref] = [(label, id_) for id_ in register.called(label, name)]
    given = [ref for ref in named if provider in register.givers.get(ref, ())]
    free = [ref for ref in named if provider is None or not register.givers.get(ref)]
    near = [ref for ref in free if translation.near(register.places.get(ref), place)]
    return next(iter(given), near[0] if len(near) == 1 else None)
