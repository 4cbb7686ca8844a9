"""One cell of a known field → its values and problems."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from graph.reading.codes import credit_code, is_credit_code
from graph.reading.consent import read_consent
from graph.reading.dates import read_date, read_period
from graph.reading.exported import is_own_id
from graph.reading.gazetteer import PLACE_KINDS, Gazetteer
from graph.reading.headings import heading_of
from graph.reading.lists import REPORTED_AS, Holds, ListKind
from graph.reading.money import MoneyReading, heading_factor, read_money
from graph.reading.phones import is_mobile, mask_phones, read_contact_phone, read_phone
from graph.reading.quantities import heading_unit, read_hours_a_month, read_quantity
from graph.reading.report import FieldValue
from graph.reading.status import status
from graph.reading.tidy import FORMULA_STARTS, person_name, split_list, tidy
from graph.reading.weekdays import on_the_day
from graph.reading.words import SPOKEN_PLAINLY, fixed_word, read_age_band, read_charge, read_star, spoken_word
from graph.workbook.reader import Cell, CellKind

PEOPLE = frozenset(("contact", "mentor"))  # fields that name a person, in every list
NUMBERS = frozenset(("id", "code", "filing_no"))  # fields that hold what the office numbers by
_NO_CAP = re.compile(
    r"(?:时间|时长|小时数?)?(?:不限|没有?限制|无限制|不设限|没有?上限|无上限|都行|都可以?|随便|随时)(?:时间|时长)?"
)
LONGEST_VALUE = 400  # characters that can hold a number, a day or a word: nothing behind them is read


@dataclass
class CellReading:
    """The values one cell fills (by field) and the codes of its problems."""

    values: dict[str, FieldValue] = field(default_factory=dict)
    codes: list[str] = field(default_factory=list)
    price_unit: str = ""  # a price's measure: it fills `unit` only where no quantity does
    meant: dict[str, FieldValue] = field(default_factory=dict)  # what words that no rule admits plainly say


@dataclass(frozen=True)
class CellContext:
    """What a cell's reading depends on besides the cell."""

    kind: ListKind
    gazetteer: Gazetteer
    year: int | None
    within: str = ""  # the row's community, which tells places of one name apart
    sums: float = 1.0  # how many yuan a plain 1 is by what stands above the table


def read_cell(field_name: str, heading: str, cell: Cell, setting: CellContext) -> CellReading:
    """Read a filled cell (not blank, no formula without value, no identity number) as a field."""
    holds = setting.kind.holds(field_name)
    target = REPORTED_AS.get(field_name, field_name)
    if field_name == "hours":
        cell = Cell(cell.kind, on_the_day(heading, cell.text))
        if not cell.text:
            return CellReading()
    if holds in (Holds.TEXT, Holds.BODY, Holds.UNIT):
        return _text(target, cell, setting, holds)
    if holds in (Holds.LIST, Holds.BODIES, Holds.PLACES):
        return _entries(target, cell, setting, holds)
    if len(cell.text) > LONGEST_VALUE:
        cell = Cell(cell.kind, cell.text[:LONGEST_VALUE])
    if holds is Holds.PLACE:
        return _place(target, cell, setting)
    if holds in (Holds.START, Holds.END):
        return _date(target, cell, setting, holds is Holds.END)
    if holds is Holds.PERIOD:
        return _period(cell, setting)
    if holds in (Holds.QUANTITY, Holds.MONEY, Holds.PRICE):
        return _number(holds, heading, cell, setting)
    if holds in (Holds.PHONE, Holds.CONTACT_PHONE):
        return _phone(cell, holds)
    if holds is Holds.CREDIT_CODE:
        return _credit_code(target, cell)
    return _status(heading, cell, setting) if field_name == "stage" else _word(target, field_name, cell, holds)


def _status(heading: str, cell: Cell, setting: CellContext) -> CellReading:
    """A stage, or how far a need has come in an office's words."""
    said = status(heading, cell.text) if setting.kind.name == "needs" else None
    if said is None or fixed_word("stage", cell.text):
        return _word("stage", "stage", cell, Holds.WORD)
    return CellReading({"stage": said} if said else {})


def _text(target: str, cell: Cell, setting: CellContext, holds: Holds) -> CellReading:
    reading = CellReading()
    if target in NUMBERS and is_own_id(cell.text):
        return reading  # ours, not a number that the office gave
    text, phones = mask_phones(tidy(cell.text))
    if phones:
        reading.codes.append("phone_in_text")
    if text.startswith(FORMULA_STARTS) and cell.kind is CellKind.TEXT:
        reading.codes.append("looks_like_formula")
    known = setting.gazetteer.body(text) if holds is Holds.BODY else None
    if target in PEOPLE or (target == "name" and setting.kind.name == "residents"):
        text = person_name(text)
    # A unit keeps its name as written; groups and alliances are known by one name.
    reading.values[target] = known.name if known is not None and known.kind != "unit" else text
    return reading


def _entries(target: str, cell: Cell, setting: CellContext, holds: Holds) -> CellReading:
    reading = CellReading()
    text, phones = mask_phones(cell.text)
    if phones:
        reading.codes.append("phone_in_text")
    entries: list[str] = []
    meant: list[str] = []
    for entry in split_list(text):
        if holds is Holds.PLACES:
            place, short = setting.gazetteer.place(entry, setting.within), None
            if place is None:
                reading.codes.append("unknown_place")
                short = setting.gazetteer.in_short(entry, setting.within)
            else:
                entries.append(place.name)
            meant += [found.name for found in (place, short) if found]
        else:
            known = setting.gazetteer.body(entry) if holds is Holds.BODIES else None
            entries.append(known.name if known is not None and known.kind != "unit" else entry)
    reading.codes = list(dict.fromkeys(reading.codes))
    reading.values[target] = list(dict.fromkeys(entries)) or None
    if len(meant) == len(split_list(text)) > len(entries):
        reading.meant[target] = list(dict.fromkeys(meant))
    return reading


def _place(target: str, cell: Cell, setting: CellContext) -> CellReading:
    within = "" if target == "community" else setting.within
    place = setting.gazetteer.place(cell.text, within)
    if place is None or place.kind not in PLACE_KINDS:
        short = setting.gazetteer.in_short(cell.text, within)
        return CellReading(codes=["unknown_place"], meant={target: short.name} if short else {})
    return CellReading({target: place.name})


def _date(target: str, cell: Cell, setting: CellContext, end: bool) -> CellReading:
    if cell.kind is CellKind.BOOL:
        return CellReading(codes=["bad_date"])
    reading = read_date(cell.text, end, setting.year)
    return CellReading({target: reading.day.isoformat()} if reading.day else {}, list(reading.codes))


def _period(cell: Cell, setting: CellContext) -> CellReading:
    reading = read_period(cell.text, setting.year)
    values: dict[str, FieldValue] = {}
    if reading.start:
        values["date_from"] = reading.start.isoformat()
    if reading.end:
        values["date_to"] = reading.end.isoformat()
    return CellReading(values, list(reading.codes))


def _number(holds: Holds, heading: str, cell: Cell, setting: CellContext) -> CellReading:
    hints = heading_of(heading).hints
    if is_mobile(cell.text):
        return CellReading(codes=["phone_as_number"])
    if holds is not Holds.QUANTITY:
        factor = heading_factor(heading, hints, setting.sums)
        return _money(read_money(cell.text, factor), holds, hints, cell, "charge" in setting.kind.fields)
    if cell.kind in (CellKind.DATE, CellKind.BOOL):  # Excel makes a date of 6-8
        return CellReading(codes=["bad_quantity"])
    found = read_quantity(cell.text)
    if found.codes:
        return CellReading(codes=list(found.codes))
    values: dict[str, FieldValue] = {"quantity": found.low, "quantity_max": found.high}
    unit = found.unit or heading_unit(hints)
    if unit:
        values["unit"] = unit
    return CellReading(values)


def _money(money: MoneyReading, holds: Holds, hints: tuple[str, ...], cell: Cell, charged: bool) -> CellReading:
    """A sum or a price; in a list of what is `charged` for, 费用 may say how in words: 免费, 按市场价，50元/小时."""
    if cell.kind in (CellKind.DATE, CellKind.BOOL):
        return CellReading(codes=["bad_money"])
    word, price = read_charge(cell.text) if charged and money.codes else (None, None)
    if word:
        if price is None:  # it still names no sum
            return CellReading({"charge": word}, list(money.codes))
        return CellReading({**_amount(price), "charge": word}, [], price.unit)
    unit = money.unit or (_price_hint(hints) if holds is Holds.PRICE else "")
    priced = holds is Holds.PRICE or charged
    return CellReading(_amount(money), list(money.codes), unit if priced and not money.codes else "")


def _amount(money: MoneyReading) -> dict[str, FieldValue]:
    return {} if money.low is None else {"money": money.low, "money_max": money.high}


def _price_hint(hints: tuple[str, ...]) -> str:
    for hint in hints:
        per = re.fullmatch(r"(?:单位[:：]?)?[万千]?元[/／每](.{1,4})", hint)
        if per:
            return per[1]
    return ""


def _phone(cell: Cell, holds: Holds) -> CellReading:
    if cell.kind in (CellKind.DATE, CellKind.BOOL):
        return CellReading(codes=["bad_phone"])
    reading = read_contact_phone(cell.text) if holds is Holds.CONTACT_PHONE else read_phone(cell.text)
    values: dict[str, FieldValue] = {"phone": reading.phone} if reading.phone else {}
    if reading.contact:
        values["contact"] = reading.contact
    return CellReading(values, list(reading.codes))


def _credit_code(target: str, cell: Cell) -> CellReading:
    code = credit_code(cell.text)
    if cell.kind is CellKind.TEXT and is_credit_code(code):
        return CellReading({target: code})
    return CellReading(codes=["bad_credit_code"])


def _word(target: str, field_name: str, cell: Cell, holds: Holds) -> CellReading:
    value: FieldValue = None
    unit, values = "", CellReading().values
    if holds is Holds.CHARGE:
        value, price = read_charge(cell.text)
        if price is not None:
            values, unit = _amount(price), price.unit
    elif holds is Holds.STAR:
        star = read_star(cell.text) if cell.kind in (CellKind.TEXT, CellKind.NUMBER) else None
        if star == 0:
            return CellReading()
        value = None if star is None else float(star)
    elif holds is Holds.HOURS_A_MONTH:
        if _NO_CAP.fullmatch(tidy(cell.text)):
            return CellReading()  # no limit is what an empty cell says
        value = read_hours_a_month(cell.text) if cell.kind in (CellKind.TEXT, CellKind.NUMBER) else None
    elif holds is Holds.AGE:
        value = read_age_band(cell.text) if cell.kind in (CellKind.TEXT, CellKind.NUMBER) else None
    elif holds is Holds.CONSENT:
        value = cell.text == "true" if cell.kind is CellKind.BOOL else read_consent(cell.text)
    elif holds is Holds.FLAG:
        word = fixed_word("consent", cell.text)
        value = tidy(cell.text).casefold() in ("true", "1") or word == "true"
    else:
        value = fixed_word(field_name, cell.text)
    if value is None:
        return CellReading(codes=["unknown_value"], meant=_meant(target, field_name, cell))
    return CellReading({**values, target: value}, [], unit)


def _meant(target: str, field_name: str, cell: Cell) -> dict[str, FieldValue]:
    """What a cell plainly says though it holds none of the fixed words: another word for one, or a price."""
    if said := spoken_word(field_name, cell.text) if field_name in SPOKEN_PLAINLY else None:
        return {target: said}
    price = read_money(cell.text) if field_name == "charge" else None
    if price is None or price.low is None or price.codes:
        return {}
    return {**_amount(price), **({"unit": price.unit} if price.unit else {})}


Values = Mapping[str, FieldValue]
