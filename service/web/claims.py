"""等确认的认领: those who want to take a line and wait for a yes or a no."""

from __future__ import annotations

from collections.abc import Sequence

from flask import url_for

from service.viewing.overview import WaitingClaim
from service.web import frame
from service.web.saying import gettext as _
from service.web.saying import ngettext
from service.web.written import amount, day, money, tells


def waiting_claims(claims: Sequence[WaitingClaim]) -> list[dict[str, object]]:
    """These claims as a page tells them, with where each is answered."""
    return [_claim(one) for one in claims]


def _claim(one: WaitingClaim) -> dict[str, object]:
    who = one.claimant
    unnamed = _("一位专家") if who.kind == "Expert" else _("一位居民")
    given = "" if tells(one.requirement, one.quantity, one.unit) else amount(one.quantity, one.unit)
    if given and not one.unit:
        given = _("数量 %(n)s", n=given)
    gives = list(dict.fromkeys((given, "" if tells(one.requirement, one.money, "元") else money(one.money))))
    when = []
    if one.made_on:
        when.append(_("%(day)s提的", day=day(one.made_on, frame.language())))
    if one.deadline:
        left = (one.deadline - frame.today()).days
        late = _("今天到期") if left == 0 else ngettext("已经过期 %(num)s 天", "已经过期 %(num)s 天", -left)
        when.append(_("%(day)s前要答复", day=day(one.deadline, frame.language())) if left > 0 else late)
    return {
        "confirm": url_for("pages.confirm_claim", id=one.id),
        "decline": url_for("pages.decline_claim", id=one.id),
        "claimant": who.name or unnamed,
        "claimant_address": frame.record_address(who.kind, who.id) if who.id else "",
        "requirement": f"{one.project} {one.requirement}",
        "address": url_for("pages.project", id=one.project_id, need=one.requirement_id),
        "gives": _("，").join(part for part in gives if part),
        "when": _("，").join(when),
    }
