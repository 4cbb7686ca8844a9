"""Names as they are compared: one normal form, the core of a name, its sound, and what sort of party it names."""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache

from graph.reading.surnames import SURNAMES
from graph.reading.tidy import squash

_NOISE = re.compile(r"[\s·•.,，。、:：;；'\"“”‘’《》〈〉\-—_]+")
BRACKETS = re.compile(r"[(\[【（][^)\]】）]*[)\]】）]")
_HEAD = re.compile(r"^(北京市|北京|[一-龥]{1,3}市(?=.{4})|[一-龥]{2}区(?=.{4}))(?=.{2})")
_SORT = re.compile(
    r"(物业|银行|支行|分行|超市|商店|便利店|书店|药店|餐厅|饭店|饭馆|菜站|学校|小学|中学|幼儿园|医院|卫生服务|诊所|公寓|楼宇|小区|家园"
    r"|志愿|合唱|舞蹈|文艺|书法|编织|巡逻|维修|互助|联盟|服务|社区|胡同|巷|街|路|号|院|楼|单元|门|店|班)+$"
)
_TAIL = re.compile(
    r"(有限责任公司|股份有限公司|有限公司|集团公司|分公司|公司|管理处|服务中心|服务站|服务部|事务所|居民委员会|居委会|办事处"
    r"|服务队|志愿者?队|志愿服务队|小队|小组|联盟|管理|服务|协会|中心|社区|队|组|社|团|会|院)$"
)
_EVERYDAY = frozenset("居单时支管项全班农安和成计水云平高方常明万师文广能利越")  # 居民, 单位, 安全 … are no names
TITLES = ("老师", "师傅", "阿姨", "大爷", "大妈", "奶奶", "爷爷", "先生", "女士", "医生", "大夫", "教授")
_ORGANIZATION = re.compile(
    r"(队|协会|学会|商会|促进会|联合会|基金会|自管会|花友会|合唱团|艺术团|志愿团|团|社|小组|组|岗|俱乐部|工作室|沙龙|之家"
    r"|社会工作.*中心|社工.*|公益.*中心|参事.*中心|发展中心|事务所|联合体|议事会|管委会|业委会|业主委员会|理事会|驿站|角|汇|荟|坊|营|帮|志愿者|志愿服务|会)$"
)
_UNIT = re.compile(
    r"(公司|集团|银行|支行|分行|分理处|营业部|营业厅|保险|证券|物业|学校|小学|中学|大学|学院|幼儿园|医院|卫生服务中心|卫生服务站"
    r"|卫生院|诊所|药店|药房|派出所|法庭|法院|检察院|司法所|消防站|消防队|居委会|居民委员会|街道|办事处|管理处|管理所|房管所"
    r"|委员会|政府|局|所|站|超市|菜站|菜市场|市场|商场|商店|便利店|书店|书屋|餐厅|饭店|饭馆|酒店|宾馆|旅馆|理发店|铺|店|馆|厂"
    r"|剧院|影院|报社|出版社|杂志社|合作社|旅行社|律师事务所|会计师事务所|服务部|服务中心|服务社|党组织|党支部|党委|工会)$"
)
_NOBODY_YET = re.compile(
    r"(?:待|等待|尚未|还没|暂未|未|正在?)(?:认领|定|确定|落实|争取|招募|对接|联系|协调|找|安排|筹|筹集|申请)(?:中|到|好|人)?"
    r"|(?:招募|征集|寻找|对接|协调|筹措|筹集|申请|洽谈)中|空缺|暂缺|缺|没人|无人(?:认领)?|没有人(?:认领)?|(?:还)?没(?:人|有人)认领?|有待.{1,4}"
)


@lru_cache(maxsize=200_000)
def normal(name: str) -> str:
    """The form in which two spellings of one name are equal: simplified, half width, without spaces and marks."""
    return _NOISE.sub("", squash(name))


@lru_cache(maxsize=50_000)
def core(name: str) -> str:
    """What is left of a name without its town, its legal form and what stands in brackets."""
    text = normal(BRACKETS.sub("", name))
    text = _HEAD.sub("", text)
    shorter = _TAIL.sub("", text)
    while shorter != text and len(shorter) >= 2:
        text, shorter = shorter, _TAIL.sub("", shorter)
    return text


def own_part(name: str) -> str:
    """What tells a name from others of its sort: 某某 of 某某物业管理有限公司."""
    return without_sort(core(name))


def without_sort(words: str) -> str:
    """The words without those at their end that only say of what sort a thing is: 某某 of 某某合唱."""
    return _SORT.sub("", words)


@lru_cache(maxsize=50_000)
def sound(name: str) -> str:
    """How the normal form of a name is read, in pinyin without tones."""
    from pypinyin import lazy_pinyin  # slow to load, and only needed when names are compared

    return " ".join(lazy_pinyin(normal(name)))


def edits(left: str, right: str) -> int:
    """The number of characters to change, add or drop between two words (Levenshtein)."""
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        previous, row[0] = row[0], i
        for j, b in enumerate(right, 1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (a != b))
    return row[-1]


def likeness(left: str, right: str) -> float:
    """Share of character pairs that two texts have in common, 0 to 1 (Dice)."""
    a, b = normal(left), normal(right)
    if a == b:
        return 1.0
    pairs_a = {a[i : i + 2] for i in range(len(a) - 1)}
    pairs_b = {b[i : i + 2] for i in range(len(b) - 1)}
    if not pairs_a or not pairs_b:
        return 0.0
    return 2 * len(pairs_a & pairs_b) / (len(pairs_a) + len(pairs_b))


def is_nobody_yet(name: str) -> bool:
    """Whether the words stand where somebody is still to be found (待认领, 招募中), and name nobody."""
    return bool(_NOBODY_YET.fullmatch(normal(name)))


def is_person(name: str) -> bool:
    """Whether the words look like a person: a surname and one or two characters, or a form of address."""
    text = normal(name)
    if not text or text[0] not in SURNAMES or _UNIT.search(text):
        return False
    for title in TITLES:
        if text.endswith(title) and 1 <= len(text) - len(title) <= 3:
            return True
    if text[0] in _EVERYDAY and len(text) == 2 and "某" not in text:
        return False
    return 2 <= len(text) <= 3 and not _ORGANIZATION.search(text)


def party_kind(name: str, default: str) -> str:
    """The kind of node a party of this name most likely is; `default` where the name tells nothing."""
    text = normal(name)
    if text.endswith("联盟"):
        return "Alliance"
    if _UNIT.search(text) and not re.search(r"(社会工作|社工|公益|志愿).*(中心|站|社)$", text):
        return "Unit"
    if is_person(name):
        return "Resident"
    return "Organization" if _ORGANIZATION.search(text) else default


def record_id(kind: str, *parts: str) -> str:
    """The id of a record by what identifies it; a person's name cannot be read from it."""
    told = "\x1f".join((kind, *(normal(part) for part in parts)))
    return f"{kind.lower()}-{hashlib.sha256(told.encode()).hexdigest()[:20]}"
