"""Who takes a line of a project, how much of it, and what that leaves open."""

from __future__ import annotations

import re
from collections.abc import Sequence

from graph.loading.cells import Cells
from graph.loading.names import record_id
from graph.loading.register import Ref
from graph.loading.translation import Translation
from graph.loading.words import CLAIM_STATUSES
from graph.reading.numerals import chinese_number
from graph.schema import Value

_AMOUNT = re.compile(
    r"(?P<number>\d+(?:\.\d+)?|[一二三四五六七八九两]?十[一二三四五六七八九]?|[一二三四五六七八九两])(?P<scale>[万千百])?"
    r"(?P<unit>多?(?:元|块钱|个人|人|名|位|个|台|套|间|张|把|件|本|箱|次|场|小时|份|组|辆|顶|只|盏|块|桶|袋|盒|处|副|双|棵|株|盆|册|瓶|幅))"
)
_SCALES = {"万": 10_000, "千": 1_000, "百": 100, None: 1}
_MEASURES = (frozenset(["人", "名", "位", "个人"]), frozenset(["元", "块钱"]), frozenset(["个", "只", "把"]))
_SETTLED = frozenset({"confirmed", "fulfilled", "reviewed"})


def claim(row: Cells, translation: Translation, requirement: Ref, claimants: Sequence[Ref]) -> None:
    """Draft one claim per claimant and whether the requirement is still open."""
    status = CLAIM_STATUSES.get(row.text("claim_status") or "", "proposed")
    needed = row.number("quantity_max") or row.number("quantity")
    said, words = amount(row.text("claim") or "", row.text("unit")), row.text("claim")
    left = needed
    for claimant in claimants:
        quantity = _share(said, left, whole=words is None and len(claimants) == 1)
        left = None if left is None else left - (quantity or 0)
        ref = ("Claim", record_id("Claim", requirement[1], *claimant))
        told: dict[str, Value] = {
            "status": status,
            "text": row.text("claim"),
            "quantity": quantity,
            "unit": row.text("unit") if quantity is not None else None,
            "money": quantity if row.text("unit") == "元" else None,
        }
        translation.add(ref, told)
        translation.link("MADE", claimant, ref)
        translation.link("TAKES", ref, requirement)
        if ref not in translation.claims[requirement]:
            translation.claims[requirement].append(ref)
    translation.draft.nodes[requirement]["status"] = _status(translation, requirement, needed)


def amount(words: str, unit: str | None) -> float | None:
    """The one quantity that a claim's words name in the measure of what is needed; None otherwise."""
    found = list(_AMOUNT.finditer(words))
    if len(found) != 1:
        return None
    if unit and not _same_measure(found[0]["unit"], unit):
        return None
    number = found[0]["number"]
    value = float(number) if number[0].isdigit() else float(chinese_number(number) or 0)
    return value * _SCALES[found[0]["scale"]]


def _same_measure(said: str, unit: str) -> bool:
    return said == unit or any(said in group and unit in group for group in _MEASURES)


def _share(said: float | None, needed: float | None, *, whole: bool) -> float | None:
    """What one claimant takes: what is said, never more than is needed; all of it when alone and silent."""
    if said is None:
        return needed if whole else None
    return said if needed is None else min(said, needed)


def _status(translation: Translation, requirement: Ref, needed: float | None) -> str:
    """Met once firm claims cover what is needed."""
    taken = [translation.draft.nodes[ref] for ref in translation.claims[requirement]]
    firm = [c for c in taken if c.get("status") in _SETTLED]
    if not firm:
        return "open"
    if any(c.get("quantity") is None and (c.get("text") is None or c["status"] != "confirmed") for c in firm):
        return "met"
    if needed is None:
        return "open"
    amounts = [c.get("quantity") for c in firm]
    lower = translation.draft.nodes[requirement].get("quantity")
    target = float(lower) if isinstance(lower, int | float) else needed
    return "met" if sum(float(a) for a in amounts if isinstance(a, int | float)) >= target else "open"
