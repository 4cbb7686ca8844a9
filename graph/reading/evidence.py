"""What the cells of a column look like, and how well that fits a field."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

from graph.reading.codes import credit_code, holds_identity_number
from graph.reading.dates import OPEN_ENDED, read_date, read_period
from graph.reading.gazetteer import Gazetteer
from graph.reading.lists import Holds, ListKind
from graph.reading.money import read_money
from graph.reading.phones import read_contact_phone, read_phone
from graph.reading.quantities import read_hours_a_month, read_quantity
from graph.reading.surnames import OF_A_LIST
from graph.reading.tidy import DITTO, half_width, is_blank, split_list, tidy
from graph.reading.words import WORDS, fixed_word, read_age_band, read_charge, read_star, spoken_word
from graph.workbook.reader import Cell, CellKind

SOME_RANGES = 0.3  # of a column's cells: more than slips of a column of single days
WORDS_AROUND_A_NUMBER = 8  # Chinese characters in a cell that is a number to call
MOST_CELLS = 120  # looked at per column
LONGEST_LOOK = 400  # characters of a cell: what it is shows at its beginning
MEASURES = frozenset(
    "人户名个件套间处台次份位家桌册张把支条只顶项场组辆桶箱本盏盆瓶块米天小时课时平方米平米袋包双副节期年月元批棵株"
)
_AUDIENCE = re.compile(
    r"居民|老人|老年|儿童|孩子|家庭|青年|青少年|业主|住户|群众|残疾|职工|学生|家长|妇女|人群|人员|市民|商户|病人|患者|户$|人$|者$"
)
_HOURS = re.compile(
    r"周[一二三四五六日天末]|星期|礼拜|[上下中]午|早上|晚上?|白天|随时|全天|工作日|每[天周月日]|节假日|[0-9]+[点:：时]|营业|预约|提前|平时|假期|寒暑假|季"
)
_PLACE_END = re.compile(
    r"(?:院|楼|号|里|巷|胡同|小区|社区|街|路|单元|门|室|街道|中心|活动站|广场|公园|花园|大厅|教室|厅|站)$"
)
_BODY_END = re.compile(
    r"(?:队|会|社|中心|公司|银行|支行|店|站|学校|小学|中学|幼儿园|医院|联盟|团|组|居委会|物业|协会|基金会|部|处|所|局|馆|铺|超市|药房|集团|厂|院|办|党委|支部|岗|汇|屋|坊|工作室|委员会|合作社|服务社|分理处|街道)$"
)
_PERSON = re.compile(r"[\u4e00-\u9fff\U00020000-\U0003ffff]{1,3}某{0,2}[\u4e00-\u9fff]?")
_CODE = re.compile(
    r"[A-Za-z]{1,6}[-_ ]?\d{1,}[-_\dA-Za-z]*|[A-Za-z\d]+(?:-[A-Za-z\d]+)+|[\u4e00-\u9fff]{1,4}[-〔\[(]?\d{2,}.*"
)
_RANGE_OF_DAYS = re.compile(r"\d\s*[日号月]?\s*(?:-|~|～|—|–|至|到)+\s*\d")
_FURNITURE = re.compile(r"镜子?|把杆|桌|椅|投影|音响|话筒|白板|屏|电视|空调|灶|冰箱|沙发|钢琴|柜|打印|电脑|微波炉|饮水")
_FULL_SERIALS = (36_000, 60_000)


class Profile:
    """The filled cells of one column and, computed once each, which share of them looks like what."""

    def __init__(self, cells: Sequence[Cell], gazetteer: Gazetteer, year: int | None) -> None:
        self.cells = [
            cell
            for cell in map(_beginning, cells)
            if cell.kind not in (CellKind.ERROR, CellKind.FORMULA)
            and not is_blank(cell.text)
            and tidy(cell.text) not in DITTO
        ]
        self.cells = self.cells[:MOST_CELLS]
        self.texts = [tidy(cell.text) for cell in self.cells]
        self._gazetteer, self._year = gazetteer, year
        self._shares: dict[str, float] = {}

    def share(self, name: str) -> float:
        """The share of filled cells that look like `name` (a method of this class, or word:<list of words>)."""
        if name not in self._shares:
            self._shares[name] = self._count(name) / len(self.cells) if self.cells else 0.0
        return self._shares[name]

    def _count(self, name: str) -> int:
        if name.startswith("word:"):
            return sum(spoken_word(name[5:], text) is not None for text in self.texts)
        test: Callable[[Cell, str], bool] = getattr(self, "_is_" + name)
        return sum(test(cell, text) for cell, text in zip(self.cells, self.texts, strict=True))

    def _is_date(self, cell: Cell, text: str) -> bool:
        if cell.kind is CellKind.DATE or text in OPEN_ENDED:
            return True
        if cell.kind is CellKind.NUMBER or text.isdecimal():
            low, high = _FULL_SERIALS
            whole = text.partition(".")[0]
            return (
                low <= int(whole or 0) <= high or bool(re.fullmatch(r"(?:19|20)\d{6}", whole))
                if whole.isdecimal()
                else False
            )
        reading = read_date(text, False, self._year or 2024)
        return reading.day is not None or (reading.codes == ("bad_date",) and len(text) >= 6)

    def _is_period(self, cell: Cell, text: str) -> bool:
        if cell.kind is not CellKind.TEXT or not _RANGE_OF_DAYS.search(half_width(text)):
            return False
        reading = read_period(text, self._year or 2024)
        two = reading.start != reading.end
        return bool(reading.start and reading.end and two) or "bad_period" in reading.codes

    def _is_phone(self, cell: Cell, text: str) -> bool:
        if cell.kind is CellKind.DATE or self._is_identity(cell, text):
            return False
        reading = read_phone(text)
        if len(re.findall("[\u4e00-\u9fff]", text)) > WORDS_AROUND_A_NUMBER:
            return False  # a remark that names a number
        return (
            bool(reading.phone)
            or "masked_phone" in reading.codes
            or bool(re.fullmatch(r"1[3-9][\d ]{8,10}|1\.\d+E\+10", text))
        )

    def _is_contact_phone(self, cell: Cell, text: str) -> bool:
        reading = read_contact_phone(text)
        if not reading.phone and not re.search(r"[^\W\d_]", reading.contact):
            return False  # a bare number that is no phone names nobody
        return bool(reading.contact) and len(reading.contact) <= 6 and bool(reading.phone or reading.codes)

    def _is_identity(self, cell: Cell, text: str) -> bool:
        plain = re.sub(r"[\s-]", "", half_width(text))
        return holds_identity_number(text) or (bool(re.fullmatch(r"[1-9][\d*xX]{14,17}", plain)) and "*" in plain)

    def _is_credit_code(self, cell: Cell, text: str) -> bool:
        return bool(re.fullmatch(r"(?=.*\d{6})[0-9A-Z]{15,20}", credit_code(text)))

    def _is_money(self, cell: Cell, text: str) -> bool:
        return not read_money(text).codes

    def _is_signed_money(self, cell: Cell, text: str) -> bool:
        return bool(re.search(r"元|￥|¥|\d\s*[万千]|块钱?$", text)) and not read_money(text).codes

    def _is_price(self, cell: Cell, text: str) -> bool:
        reading = read_money(text)
        return bool(reading.unit) and not reading.codes

    def _is_quantity(self, cell: Cell, text: str) -> bool:
        return cell.kind is not CellKind.DATE and not read_quantity(text).codes

    def _is_measured(self, cell: Cell, text: str) -> bool:
        reading = read_quantity(text)
        return not reading.codes and 0 < len(reading.unit) <= 4 and not re.search(r"元|[点:月日号]", reading.unit)

    def _is_number(self, cell: Cell, text: str) -> bool:
        return bool(re.fullmatch(r"-?\d+(?:\.\d+)?", half_width(text)))

    def _is_charge(self, cell: Cell, text: str) -> bool:
        return read_charge(text)[0] is not None or spoken_word("charge", text) is not None

    def _is_star(self, cell: Cell, text: str) -> bool:
        return read_star(text) is not None

    def _is_age(self, cell: Cell, text: str) -> bool:
        return read_age_band(text) is not None and bool(re.search(r"岁|多|-|~|十|^[2-9]\d$", half_width(text)))

    def _is_consent(self, cell: Cell, text: str) -> bool:
        return spoken_word("consent", text) is not None or cell.kind is CellKind.BOOL

    def _is_hours_a_month(self, cell: Cell, text: str) -> bool:
        return cell.kind in (CellKind.TEXT, CellKind.NUMBER) and read_hours_a_month(text) is not None

    def _is_place(self, cell: Cell, text: str) -> bool:
        return cell.kind is CellKind.TEXT and (
            self._gazetteer.place(text) is not None or (bool(_PLACE_END.search(text)) and len(text) <= 25)
        )

    def _is_known_place(self, cell: Cell, text: str) -> bool:
        return self._gazetteer.place(text) is not None

    def _is_places(self, cell: Cell, text: str) -> bool:
        return any(self._gazetteer.place(part) or _PLACE_END.search(part) for part in split_list(text))

    def _is_community(self, cell: Cell, text: str) -> bool:
        place = self._gazetteer.place(text)
        if place:
            return place.kind == "community"
        return len(split_list(text)) == 1 and bool(re.search(r"(?:社区|居委会|村)$", text))

    def _is_body(self, cell: Cell, text: str) -> bool:
        return bool(_BODY_END.search(re.sub(r"[（(].*?[)）]$", "", text))) or self._gazetteer.body(text) is not None

    def _is_bodies(self, cell: Cell, text: str) -> bool:
        return any(_BODY_END.search(part) or self._gazetteer.body(part) for part in split_list(text))

    def _is_person(self, cell: Cell, text: str) -> bool:
        bare = text.replace(" ", "").replace("·", "")
        return (
            2 <= len(bare) <= 4
            and (bare[0] in OF_A_LIST or bare.endswith("某"))
            and bool(_PERSON.fullmatch(bare))
            and not _BODY_END.search(bare)
            and not self._word(bare)
        )

    def _word(self, text: str) -> bool:
        return any(fixed_word(name, text) for name in WORDS)

    def _is_list(self, cell: Cell, text: str) -> bool:
        parts = split_list(text)
        return len(parts) > 1 and max(map(len, parts)) <= 16

    def _is_measure(self, cell: Cell, text: str) -> bool:
        return len(text) <= 4 and all(ch in MEASURES for ch in text)

    def _is_hours(self, cell: Cell, text: str) -> bool:
        return cell.kind is CellKind.TEXT and bool(_HOURS.search(text))

    def _is_body_list(self, cell: Cell, text: str) -> bool:
        parts = split_list(text)
        return len(parts) > 1 and all(_BODY_END.search(part) or self._gazetteer.body(part) for part in parts)

    def _is_short_list(self, cell: Cell, text: str) -> bool:
        return self._is_list(cell, text) and not self._is_places(cell, text) and not self._is_body_list(cell, text)

    def _is_alliance(self, cell: Cell, text: str) -> bool:
        return text.endswith("联盟")

    def _is_equipment(self, cell: Cell, text: str) -> bool:
        return bool(_FURNITURE.search(text)) and not re.search("[修做教会借]", text)

    def _is_years_old(self, cell: Cell, text: str) -> bool:
        return self._is_age(cell, text) and not self._is_number(cell, text)

    def _is_stars(self, cell: Cell, text: str) -> bool:
        return self._is_star(cell, text) and not self._is_number(cell, text)

    def _is_audience(self, cell: Cell, text: str) -> bool:
        return bool(_AUDIENCE.search(text)) and len(text) <= 20

    def _is_code(self, cell: Cell, text: str) -> bool:
        return bool(_CODE.fullmatch(text))

    def _is_long(self, cell: Cell, text: str) -> bool:
        return len(text) > 9

    def _is_short(self, cell: Cell, text: str) -> bool:
        return len(text) <= 6

    @property
    def counts_up(self) -> bool:
        """True for 1, 2, 3 …: a running number."""
        numbers = [int(text) for text in self.texts if text.isdecimal() and len(text) < 7]
        return (
            len(numbers) >= 2
            and len(numbers) >= 0.8 * len(self.texts)
            and all(0 < after - before <= 3 for before, after in pairwise(numbers))
        )

    @property
    def repeats(self) -> float:
        """How often values come again: 0 when all differ."""
        return 1 - len(set(self.texts)) / len(self.texts) if self.texts else 0.0


def _beginning(cell: Cell) -> Cell:
    return cell if len(cell.text) <= LONGEST_LOOK else Cell(cell.kind, cell.text[:LONGEST_LOOK])


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
    "name": ((), (("word:kind", 0.5), ("hours", 0.3), *_WORDLIKE)),
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
    "offers": ((("list", 0.5),), (("hours", 0.5), ("body", 0.2))),
    "equipment": ((("list", 0.4),), (("hours", 0.4),)),
    "hours": ((("hours", 0.8),), (("list", 0.2), ("person", 0.5), ("known_place", 0.7))),
    "claim": ((("long", 0.1),), (("word:claim_status", 1.0), ("body", 0.3))),
    "requirement": ((("long", 0.1),), (("word:requirement_kind", 1.0),)),
    "need": ((("long", 0.3),), (("word:requirement_kind", 1.0), ("word:origin", 0.5))),
    "category": ((("short", 0.2),), (("long", 0.8), ("word:scope", 1.0), ("word:urgency", 1.0), ("word:origin", 0.7))),
    "kind": ((("short", 0.2),), (("long", 0.5), ("word:registered", 1.0), ("star", 1.0), ("person", 0.2))),
    "posts": ((), (("long", 0.6), ("word:consent", 1.0), ("word:charge", 1.0))),
    "audience": ((("audience", 0.5),), (("hours", 0.4), ("person", 0.8), ("word:charge", 1.0), ("known_place", 0.4))),
    "booking": ((), (("word:charge", 1.0), ("known_place", 0.4))),
    "purpose": ((), (("word:charge", 1.0),)),
    "fund": ((), (("word:claim_status", 1.0), ("person", 0.3))),
    "aliases": ((), (("long", 0.2),)),
}
