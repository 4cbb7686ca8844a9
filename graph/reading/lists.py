"""The lists that people keep, the fields that each may hold, and what a field's cells look like."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto


class Holds(Enum):
    """What sort of value a field's cells hold; it decides how a cell is read."""

    TEXT = auto()
    BODY = auto()  # the name of a group, alliance or unit, known ones by their canonical name
    LIST = auto()
    BODIES = auto()  # a list in which known groups get their canonical name
    PLACE = auto()
    PLACES = auto()
    WORD = auto()  # a closed list of words
    CHARGE = auto()
    STAR = auto()
    AGE = auto()
    CONSENT = auto()
    FLAG = auto()
    START = auto()  # a date of which a missing day is the first
    END = auto()  # a date of which a missing day is the last
    PERIOD = auto()
    QUANTITY = auto()
    UNIT = auto()
    MONEY = auto()
    HOURS_A_MONTH = auto()
    PRICE = auto()
    PHONE = auto()
    CONTACT_PHONE = auto()
    CREDIT_CODE = auto()
    IDENTITY = auto()  # never kept


FIELDS: Mapping[str, Holds] = {
    "id": Holds.TEXT,
    "name": Holds.TEXT,
    "text": Holds.TEXT,
    "category": Holds.TEXT,
    "kind": Holds.TEXT,
    "community": Holds.PLACE,
    "place": Holds.PLACE,
    "area": Holds.PLACES,
    "origin": Holds.WORD,
    "urgency": Holds.WORD,
    "scope": Holds.WORD,
    "stage": Holds.WORD,
    "date_from": Holds.START,
    "date_to": Holds.END,
    "confirmed_on": Holds.START,
    "last_active": Holds.START,
    "period": Holds.PERIOD,
    "quantity": Holds.QUANTITY,
    "unit": Holds.UNIT,
    "money": Holds.MONEY,
    "price": Holds.PRICE,
    "charge": Holds.CHARGE,
    "contact": Holds.TEXT,
    "phone": Holds.PHONE,
    "contact_phone": Holds.CONTACT_PHONE,
    "provider": Holds.BODY,
    "alliance": Holds.BODY,
    "lead_unit": Holds.BODY,
    "member_units": Holds.LIST,
    "offers": Holds.LIST,
    "audience": Holds.TEXT,
    "hours": Holds.TEXT,
    "purpose": Holds.TEXT,
    "booking": Holds.TEXT,
    "equipment": Holds.LIST,
    "skills": Holds.LIST,
    "posts": Holds.LIST,
    "groups": Holds.BODIES,
    "age_band": Holds.AGE,
    "consent": Holds.CONSENT,
    "hours_cap": Holds.HOURS_A_MONTH,
    "aliases": Holds.LIST,
    "registered": Holds.WORD,
    "credit_code": Holds.CREDIT_CODE,
    "filing_no": Holds.TEXT,
    "star": Holds.STAR,
    "team": Holds.BODY,
    "need": Holds.TEXT,
    "fund": Holds.TEXT,
    "mentor": Holds.TEXT,
    "requirement": Holds.TEXT,
    "requirement_kind": Holds.WORD,
    "claimant": Holds.BODY,
    "claim": Holds.TEXT,
    "claim_status": Holds.WORD,
    "note": Holds.TEXT,
    "id_number": Holds.IDENTITY,
}
DATES = "date_from date_to"
PERSON = "contact phone contact_phone"


@dataclass(frozen=True)
class ListKind:
    """One list: its fields, the ones a row cannot do without, and where its sort of value differs from the usual."""

    name: str
    zh: str
    en: str
    fields: tuple[str, ...]
    required: tuple[str, ...]
    differs: Mapping[str, Holds]

    def holds(self, field: str) -> Holds:
        """What the cells of a field hold in this list."""
        return self.differs.get(field) or FIELDS[field]


def _list(
    name: str, zh: str, en: str, fields: str, required: str, differs: Mapping[str, Holds] | None = None
) -> ListKind:
    return ListKind(name, zh, en, (*fields.split(), "note", "id_number"), tuple(required.split()), differs or {})


LISTS: Mapping[str, ListKind] = {
    kind.name: kind
    for kind in (
        _list(
            "needs",
            "需求清单",
            "needs",
            f"id community place category text origin urgency scope stage {DATES} period quantity unit money"
            f" audience {PERSON}",
            "text",
        ),
        _list(
            "resources",
            "资源清单",
            "resources",
            f"id name provider kind skills quantity unit money price charge hours audience purpose booking equipment"
            f" alliance community place area {DATES} period confirmed_on {PERSON}",
            "name",
            {"kind": Holds.WORD},
        ),
        _list(
            "projects",
            "项目清单",
            "projects",
            f"id name team need audience community place requirement requirement_kind quantity unit money fund claimant"
            f" claim claim_status mentor stage {DATES} period {PERSON}",
            "name",
        ),
        _list(
            "residents",
            "骨干/志愿者",
            "residents",
            "id name age_band community place posts skills groups hours hours_cap phone consent date_from"
            " confirmed_on last_active",
            "name",
        ),
        _list(
            "organizations",
            "社会组织",
            "organizations",
            f"id name aliases kind registered credit_code filing_no star quantity unit skills {DATES} last_active"
            f" confirmed_on hours community place area audience {PERSON}",
            "name",
            {"name": Holds.BODY},
        ),
        _list(
            "units",
            "辖区单位与联盟",
            "units",
            f"id name aliases kind credit_code alliance offers lead_unit member_units area {DATES} confirmed_on"
            f" quantity unit hours community place {PERSON}",
            "name",
            {"name": Holds.BODY},
        ),
        _list(
            "services",
            "便民服务清单",
            "services",
            f"id name provider alliance text audience charge price money unit hours area community place {DATES} period"
            f" confirmed_on booking quantity {PERSON}",
            "name provider",
        ),
        ListKind(
            "places",
            "地点与名称",
            "places",
            ("level", "name", "parent", "code", "aliases", "synthetic"),
            ("level", "name"),
            {"level": Holds.WORD, "parent": Holds.TEXT, "code": Holds.TEXT, "synthetic": Holds.FLAG},
        ),
    )
}
# Where a list's own word for a field is not the name under which the report gives it.
REPORTED_AS = {"level": "kind"}
