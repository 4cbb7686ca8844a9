"""What the cells of a column look like: which share of them are days, numbers, names, places …"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

from graph.reading.codes import credit_code, holds_identity_number
from graph.reading.dates import OPEN_ENDED, read_date, read_period
from graph.reading.gazetteer import Gazetteer
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
    r"(?:队|会|社|中心|公司|银行|支行|店|站|学校|小学|中学|幼儿园|医院|联盟|团|组|居委会|物业|协会|基金会|部|处|所|局|馆|铺|超市|药房|集团|厂|院|办|党委|支部|岗|汇|屋|坊|工作室|委员会|书城|商城|合作社|服务社|分理处|街道)$"
)
_POST_END = re.compile(r"(?:长|员|代表|书记|主任|委员|骨干|干部|志愿者|召集人|负责人|带头人)$")
_WISH = re.compile(
    r"想|希望|盼|能不能|能否|求(?![职知])|坏|漏水|漏雨|堵|太(?!极)|没人|没有|不[了到好便够平灵亮严住通敢会见清动]|怕|乱|异响|异味|增设|需要?|建议|缺"
)
_FIRM_END = re.compile(
    r"(?:公司|银行|支行|店|学校|小学|中学|幼儿园|医院|诊所|所|局|馆|超市|药房|集团|厂|物业|营业部|驿站|联盟)$"
)
_GROUP_END = re.compile(r"(?:队|团|社|会|组|岗|坊|班|沙龙|工作室|服务中心)$")
_PERSON = re.compile(r"[\u4e00-\u9fff\U00020000-\U0003ffff]{1,3}某{0,2}[\u4e00-\u9fff]?")
# 王姐, 老李, 小周: how neighbours call one another.
_CALLED = re.compile(
    "[老小大阿][\u4e00-\u9fff]|[\u4e00-\u9fff](?:姐|哥|叔|姨|婶|嫂|伯|总|奶奶|爷爷|大爷|大妈|大姐|阿姨|师傅|老师|女士|先生)"
)
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
        number = reading.phone or re.search(r"(?:[\d*][ -]?){5}", half_width(text))
        return bool(reading.contact) and len(reading.contact) <= 6 and bool(number)

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
        unit = reading.unit
        measure = unit[:1] in MEASURES and (len(unit) <= 2 or unit in ("平方米", "平米"))
        return not reading.codes and measure and not re.search(r"元|[点:月日号]", unit)

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

    def _is_known_places(self, cell: Cell, text: str) -> bool:
        parts = split_list(text)
        return 2 * sum(self._gazetteer.place(part) is not None for part in parts) >= len(parts) > 0

    def _is_community(self, cell: Cell, text: str) -> bool:
        place = self._gazetteer.place(text)
        if place:
            return place.kind == "community"
        return len(split_list(text)) == 1 and bool(re.search(r"(?:社区|居委会|村)$", text))

    def _is_body(self, cell: Cell, text: str) -> bool:
        return bool(_BODY_END.search(re.sub(r"[（(].*?[)）]$", "", text))) or self._gazetteer.body(text) is not None

    def _is_firm(self, cell: Cell, text: str) -> bool:
        return bool(_FIRM_END.search(text))

    def _is_group(self, cell: Cell, text: str) -> bool:
        return bool(_GROUP_END.search(text))

    def _is_bodies(self, cell: Cell, text: str) -> bool:
        return any(_BODY_END.search(part) or self._gazetteer.body(part) for part in split_list(text))

    def _is_person(self, cell: Cell, text: str) -> bool:
        bare = text.replace(" ", "").replace("·", "")
        if _CALLED.fullmatch(bare):
            return bool({bare[0], bare[1]} & OF_A_LIST)
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

    def _is_post(self, cell: Cell, text: str) -> bool:
        return all(_POST_END.search(part) for part in split_list(text))

    def _is_wish(self, cell: Cell, text: str) -> bool:
        return len(text) >= 5 and bool(_WISH.search(text))

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
