"""Whom to ask: the contact of a record, its phone masked."""

from __future__ import annotations

import re

from graph.errors import GraphError
from graph.kinds import NODES
from graph.kinds.common import BY_HAND
from service.web import frame
from service.web.saying import gettext as _

REACHABLE = ("Organization", "Unit", "Alliance", "Service", "Space", "Fund", "Need", "Resident", "Expert")
_A_FILE = re.compile(r"\.[A-Za-z]{2,5}(?= |$)")  # a source names the list, its file and the day


def masked(phone: str) -> str:
    """A phone with its middle hidden: 138****5678."""
    digits = phone.replace("-", "")
    return digits[:3] + "****" + digits[-4:] if len(digits) >= 8 else "****"


def of(kind: str, id: str) -> list[tuple[str, str]]:  # noqa: A002  # a record's id is its id
    """Contact and masked phone as labelled facts; none when the graph is away, for a snapshot holds neither."""
    if kind not in REACHABLE or frame.is_away():
        return []
    try:
        held = frame.store().get(kind, id).properties
    except GraphError:
        return []
    facts = []
    if held.get("contact") and "contact" in NODES[kind].by_name:
        facts.append((_("联系人"), str(held["contact"])))
    if held.get("phone"):
        told, where = masked(str(held["phone"])), _whole_phone(str(held.get("source") or ""))
        facts.append((_("电话"), _("%(phone)s（%(where)s）", phone=told, where=where) if where else told))
    return facts


def _whole_phone(source: str) -> str:
    """Where the whole phone can be had, empty where the source is neither a list nor somebody's hand."""
    if source == BY_HAND:
        return _("完整的号码请问登记的人")
    return _("完整的号码在“来源”写的原表里") if _A_FILE.search(source) else ""
