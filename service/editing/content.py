"""What may be written of a record by hand: its fields and references, and what is wrong with what was written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from graph.kinds import CANDIDATES, NODES
from graph.loading.windows import windows_within
from graph.reading.codes import credit_code, holds_identity_number, is_credit_code
from graph.reading.dates import FIRST_YEAR, LAST_YEAR
from graph.reading.phones import mask_phones, read_phone
from graph.schema import Privacy, Type, Value
from matching.data import PARTS_OF_DAY, WEEKDAYS
from service import placing
from service.errors import InvalidRecord
from service.lines.taking import YUAN
from service.visible import says_something, visible

Content = Mapping[str, Value | list[str]]


@dataclass(frozen=True)
class Reference:
    """A field that holds the id, or ids, of other records: by which link, to which kind, in which direction."""

    field: str
    link: str
    kind: str
    many: bool = False
    inward: bool = False
    fixed: bool = False  # set when the record is made, not changed later


PLACE = Reference("place", "LOCATED_IN", "Place")
ABOUT = Reference("about", "ABOUT", "Skill", many=True)
SKILLS = Reference("skills", "HAS_SKILL", "Skill", many=True)
SERVES = Reference("serves", "SERVES", "Place", many=True)
COVERS = Reference("covers", "COVERS", "Place", many=True)
REFERENCES: Mapping[str, tuple[Reference, ...]] = MappingProxyType(
    {
        "Need": (PLACE, ABOUT, Reference("forum", "RAISED", "Forum", inward=True)),
        "Project": (
            PLACE,
            ABOUT,
            Reference("needs", "ADDRESSES", "Need", many=True),
            Reference("programme", "PART_OF", "Programme"),
        ),
        "Requirement": (
            Reference("project", "REQUIRES", "Project", inward=True, fixed=True),
            Reference("activity", "REQUIRES", "Activity", inward=True, fixed=True),
            ABOUT,
        ),
        "Place": (Reference("parent", "PART_OF", "Place"),),
        "Resident": (
            Reference("place", "LIVES_AT", "Place"),
            SKILLS,
            Reference("groups", "MEMBER_OF", "Organization", many=True),
        ),
        "Expert": (SKILLS, SERVES),
        "Organization": (PLACE, SKILLS, SERVES),
        "Unit": (PLACE, SKILLS, SERVES),
        "Alliance": (PLACE, SERVES),
        "Service": (PLACE, COVERS, ABOUT),
        "Space": (PLACE, COVERS, ABOUT),
        "Fund": (COVERS, ABOUT),
    }
)
# Without these a record says nothing.
TOLD: Mapping[str, tuple[str, ...]] = {
    "Need": ("text",),
    "Project": ("name",),
    "Requirement": (),
    "Place": ("name",),
    **dict.fromkeys(CANDIDATES, ("name",)),
}
WORDED = ("text",)  # of a kind that may also be told by other fields: the words, where there are any
# Kept by the service itself: how often it was edited, since when it is in its stage, who vouches for it.
OURS = frozenset({"id", "revision", "stage_since", "position", "source", "synthetic"})
WINDOWS = frozenset(f"{day}-{part}" for day in WEEKDAYS for part in PARTS_OF_DAY)
LEAST_QUANTITY = 1e-6  # less is what is left of a sum, and nothing that anybody asks for
# The most that a number can mean: the hours of a year, of a month.
MOST: Mapping[str, int] = {
    "hours": 24 * 366,
    "hours_cap": 24 * 31,
    "capacity": 10**6,
    "members": 10**7,
    "year": LAST_YEAR,
}
LEAST: Mapping[str, int] = {"year": FIRST_YEAR}
FIRST_DAY, LAST_DAY = date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)  # as lists are read
MOST_YUAN = 10**12  # that a line for money may ask for, in whatever unit
SUMS = ("quantity", "quantity_max")
WISHES = frozenset({"kind", "text", "about", "quantity"})  # what tells what a requirement wishes for


def writable(kind: str) -> frozenset[str]:
    """Every field of a record of this kind that a person may set: none that needs a stated purpose even to be read."""
    own = {one.name for one in NODES[kind].properties if one.privacy is not Privacy.SENSITIVE}
    return frozenset(own) - OURS | {reference.field for reference in REFERENCES[kind]}


def ids_in(content: Content, reference: Reference) -> list[str]:
    """The ids that a content names by this reference."""
    given = content.get(reference.field)
    return list(given) if isinstance(given, list) else [given] if isinstance(given, str) else []


def check_fields(kind: str, content: Content, *, making: bool = True) -> None:
    """InvalidRecord for fields that nobody may write, or not any more."""
    known = writable(kind)
    problems = [(name, "不能填写", "cannot be set") for name in content if name not in known]
    fixed = {reference.field for reference in REFERENCES[kind] if reference.fixed}
    if not making:
        problems += [(name, "定下后不能改", "cannot be changed later") for name in content if name in fixed]
    if problems:
        raise InvalidRecord(problems)


def guarded(kind: str, content: Content) -> dict[str, Value | list[str]]:
    """The content with mobile numbers in texts masked; raises InvalidRecord where an identity number stands."""
    declared = NODES[kind].by_name
    guarded: dict[str, Value | list[str]] = {}
    problems = []
    for name, given in content.items():
        # An id names a record whatever it looks like.
        value = _visible(given) if name in declared else given
        if given and not value and isinstance(given, str):
            if name in TOLD[kind]:
                problems.append((name, "没有看得见的字", "holds nothing that can be seen"))
            value = None
        elif value and isinstance(value, str) and name in (TOLD[kind] or WORDED) and not says_something(value):
            problems.append((name, "只有标点，请写清楚是什么", "holds only punctuation; say what it is"))
        texts = value if isinstance(value, list) else [value] if isinstance(value, str) else []
        if any(holds_identity_number(text) for text in texts):
            problems.append((name, "含有身份证号，请删去后再存", "holds an identity number; take it out"))
        elif isinstance(value, str) and name == "phone":
            value = read_phone(value).phone or value
        elif isinstance(value, str) and name == "credit_code":
            value = credit_code(value)
        elif isinstance(value, str) and name in declared and declared[name].privacy.open:
            value = mask_phones(value)[0]
        guarded[name] = value
    if problems:
        raise InvalidRecord(problems)
    if kind == "Place" and isinstance(aliases := guarded.get("aliases"), list):
        guarded["aliases"] = placing.tidy(aliases, str(guarded.get("name") or "")) or None
    return guarded


def _visible(value: Value | list[str]) -> Value | list[str]:
    """What can be seen of the texts of a value; "" of a text in which nothing can."""
    if isinstance(value, list):
        return [visible(one) for one in value]
    return visible(value) if isinstance(value, str) else value


def told_hours(kind: str, before: Content, changes: Content) -> Content:
    """The windows that go with hours told anew in words, where they went with the old words and were not changed."""
    declared = NODES[kind].by_name.get("hours")
    if declared is None or declared.type is not Type.STRING or "hours" not in changes:
        return {}
    old = before.get("windows")
    now = changes.get("windows", old)
    old, now = (one if isinstance(one, list) else [] for one in (old, now))
    if set(now) != set(old) or set(old) != set(windows_within(str(before.get("hours") or ""))):
        return {}
    return {"windows": windows_within(str(changes["hours"] or "")) or None}


def _amounts(properties: Content) -> list[tuple[str, str, str]]:
    """What is wrong with how much and when a requirement asks for."""
    problems = []
    least = properties.get("quantity")
    if isinstance(least, int | float) and not least > LEAST_QUANTITY:
        problems.append(("quantity", "应大于 0", "has to be more than 0"))
    return problems


def _check_wish(kind: str, state: Content, told: Content) -> None:
    """InvalidRecord for a requirement that does not say, once `told`, what is wished for: money is said by its sum."""
    if kind != "Requirement" or not WISHES & told.keys():  # what lists brought in may say less, and stays as it is
        return
    money = state.get("kind") == "money" and state.get("quantity")
    if not (state.get("text") or state.get("about") or money):
        raise InvalidRecord(
            [("text", "没有说要什么：请写一句话，或选技能", "does not say what is wished for: a sentence, or a skill")]
        )


def _ranges(properties: Content) -> list[tuple[str, str, str]]:
    """What is wrong with ranges and weekly windows."""
    problems = []
    for name, zh, en in (
        ("quantity", "小于最少的数量", "is less than the least quantity"),
        ("money", "小于最低的金额", "is less than the least sum"),
    ):
        least, most = properties.get(name), properties.get(f"{name}_max")
        if isinstance(most, int | float) and not most >= (least if isinstance(least, int | float) else LEAST_QUANTITY):
            problems.append((f"{name}_max", zh, en))
    windows = properties.get("windows")
    if isinstance(windows, list) and not set(windows) <= WINDOWS:
        problems.append(("windows", "有不认识的时段", "names a window there is not"))
    if isinstance(windows, list) and len(set(windows)) < len(windows):
        problems.append(("windows", "同一时段写了两次", "names a window twice"))
    return problems


def _check_bounds(written: Content) -> None:
    """InvalidRecord for numbers and days written anew that nobody can mean."""
    told = [(name, written.get(name), most) for name, most in MOST.items()]
    problems = [
        (name, f"太大，最多 {most}", f"is too large: at most {most}")
        for name, value, most in told
        if isinstance(value, int | float) and value > most
    ]
    problems += [
        (name, f"太小，至少 {least}", f"is too small: at least {least}")
        for name, least in LEAST.items()
        if isinstance(value := written.get(name), int | float) and value < least
    ]
    problems += [
        (name, f"应在 {FIRST_DAY} 到 {LAST_DAY} 之间", f"has to be a day from {FIRST_DAY} to {LAST_DAY}")
        for name, value in written.items()
        if isinstance(value, date) and not FIRST_DAY <= value <= LAST_DAY
    ]
    if problems:
        raise InvalidRecord(problems)


def _check_sums(kind: str, state: Content, told: Content) -> None:
    """InvalidRecord for a line for money that asks, by a sum or a unit written anew, for more than there can be."""
    if kind != "Requirement" or state.get("kind") != "money" or not {"kind", "unit", *SUMS} & told.keys():
        return
    yuan = YUAN.get(str(state.get("unit")), 1.0)
    sums = [(name, state.get(name)) for name in SUMS]
    problems = [
        (name, f"太大，最多 {MOST_YUAN} 元", f"is too large: at most {MOST_YUAN} yuan")
        for name, value in sums
        if isinstance(value, int | float) and value * yuan > MOST_YUAN
    ]
    if problems:
        raise InvalidRecord(problems)


def _check_codes(kind: str, written: Content) -> None:
    """InvalidRecord for codes, phones and stars of a candidate written anew that cannot be so."""
    if kind not in CANDIDATES:
        return
    problems = []
    code, phone, star = (written.get(name) for name in ("credit_code", "phone", "star"))
    if isinstance(code, str) and not is_credit_code(code):
        problems.append(("credit_code", "校验不对，请核对证书", "does not pass its check; look at the document again"))
    if isinstance(phone, str) and not read_phone(phone).phone:
        problems.append(("phone", "不是一个完整的电话号码", "is no whole phone number"))
    if isinstance(star, int | float) and not 1 <= star <= 5:
        problems.append(("star", "应是 1 到 5", "has to be 1 to 5"))
    if problems:
        raise InvalidRecord(problems)


def check_state(kind: str, state: Content, told: Content) -> None:
    """InvalidRecord where a record cannot stand so: `state` is all that is open of it, `told` what is written anew."""
    _check_bounds(told)
    _check_codes(kind, told)
    check_together(kind, state, told)


def check_together(kind: str, state: Content, told: Content) -> None:
    """InvalidRecord where values that may each stand do not go together; `state` and `told` as in `check_state`."""
    _check_sums(kind, state, told)
    _check_sense(kind, state)
    _check_wish(kind, state, told)


def _check_sense(kind: str, state: Content) -> None:
    """What no single field can tell."""
    problems = _ranges(state) + (_amounts(state) if kind == "Requirement" else [])
    start, end = state.get("date_from"), state.get("date_to")
    if isinstance(start, date) and isinstance(end, date) and end < start:
        problems.append(("date_to", "早于开始日期", "is before the first day"))
    if kind == "Requirement" and bool(state.get("project")) == bool(state.get("activity")):
        problems.append(("project", "应属于一个项目或一个活动", "has to name one project or one activity"))
    if kind == "Need" and not state.get("text"):
        problems.append(("text", "缺少", "is missing"))
    if problems:
        raise InvalidRecord(problems)
