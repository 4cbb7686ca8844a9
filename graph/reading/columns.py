"""Which list a table is and which field each column holds: headings and cells weighed together."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graph.reading.assignment import best_pairs
from graph.reading.cell_fit import cell_fit
from graph.reading.consent import asks_for_leave
from graph.reading.elimination import take_the_rest
from graph.reading.evidence import Profile
from graph.reading.headings import fit, heading_of, nobodys
from graph.reading.lists import LISTS, Holds, ListKind
from graph.reading.main_column import NOT_AT_ODDS, rescue_leftmost, rescue_main, rescue_provider, rescue_requirement
from graph.reading.repeated import join_repeated, join_weekdays
from graph.reading.status import find_status
from graph.reading.weekdays import weekday_of, without_weekday
from graph.reading.words import WORDS

ENOUGH = 0.43  # a worth below this leaves a column unread
SPEAKS = 0.8  # cells above this speak for themselves
SAYS_ITS_WORD = 0.5  # so do cells of a closed list of words, though some hold another word
BY_CELLS = frozenset(
    ("phone", "id_number", "credit_code", "contact_phone", "stage", "scope", "origin", "claim_status", "place")
).union(("requirement_kind", "registered", "price", "urgency", "charge", "kind"))
BOTH_IN_ONE = 0.6  # of a column's cells: a person and a number stand in one cell, whatever the heading names
UNMISTAKABLE = frozenset((Holds.WORD, Holds.PHONE))  # their cells look like nothing else
SURELY = 0.9
OF_ITS_OWN = frozenset(("claim_status", "stage"))  # fields whose words no other column holds
PLAINLY_SAID = 0.7
SAID = frozenset(("booking", "purpose", "equipment", "hours", "text"))  # what names of people are not
IN_WORDS = frozenset((Holds.TEXT, Holds.BODY, Holds.LIST, Holds.BODIES))
MAY_BE_NUMBERS = frozenset(("id", "filing_no", "note", "booking", "contact", "hours"))
NEVER_WORDS = ("phone", "date", "credit_code", "identity")
MOSTLY = 0.5
MOST_STRANGE = 6  # headings of nobody's that count against a list: the marks of every day of a year may follow it
# What the main column of a list looks like, where headings leave it open which list it is.
SAID_OF = {"needs": ("text", "wish"), "units": ("name", "firm"), "organizations": ("name", "group")}
SO_SAID = 0.4
REQUIRED_FIRST = 0.2
NOT_WITHOUT = 0.4  # so much the other columns may lose, for the list to have what it cannot do without
CELLS_COUNT = 0.45  # of the cells against the heading
COMMON_FIELDS = frozenset(
    ("community", "place", "contact", "phone", "contact_phone", "note", "id_number", "quantity", "unit", "id")
).union(("date_from", "date_to", "period", "hours", "confirmed_on", "audience"))
TELLING: Mapping[str, str] = {
    "needs": r"需求|诉求|民意|心愿|征集|问题清单|烦心事|居民反映|提案|议题|建议|报事|点单|热线|工单|投诉",
    "resources": r"资源|物资|场地|空间|设备|能人|资金",
    "projects": r"项目|认领|微实事",
    "residents": r"骨干|志愿者|花名册|名册|能人|达人|楼门长|队员|人员(?:名单|信息|情况)|居民(?:名单|信息)",
    "organizations": r"社会组织|社团|自组织|团队|队伍|文体队|志愿组织",
    "units": r"单位|联盟|企业|商户|共建",
    "services": r"便民|服务清单|服务项目|服务目录|物业服务|惠民",
    "places": r"地名|地点|区划|院落表|reference",
}
# A main column so headed says by itself which list it is of.
NAMES_ITS_LIST: Mapping[str, str] = {
    "needs": r"(?:居民)?(?:需求|诉求|问题)(?:内容|描述|事项)",
    "resources": r"(?:资源|场地|空间|场所|物资|物品|设备)名称",
    "projects": r"(?:项目|活动)名称|项目名",
    "organizations": r"(?:社区|社会|社区社会)?(?:组织|社团|队伍|团队)名称",
    "units": r"(?:辖区)?(?:单位|企业|联盟)名称",
    "services": r"(?:便民)?服务(?:项目)?(?:名称)?",
}
SURELY_ITS_LIST = 0.5
# Fields that hardly any other list has: one of them well recognised says more than three dates.
DISTINCTIVE: Mapping[str, frozenset[str]] = {
    "needs": frozenset(("text", "urgency", "scope", "origin", "category")),
    "resources": frozenset(("kind", "booking", "equipment", "purpose", "skills", "provider")),
    "projects": frozenset(
        ("requirement", "requirement_kind", "claimant", "claim", "claim_status", "mentor", "fund", "team", "need")
    ),
    "residents": frozenset(("age_band", "consent", "posts", "groups", "skills", "name")),
    "organizations": frozenset(("registered", "filing_no", "star", "aliases", "credit_code", "skills")),
    "units": frozenset(("offers", "lead_unit", "member_units", "credit_code", "alliance", "kind")),
    "services": frozenset(("price", "charge", "area", "provider", "alliance")),
    "places": frozenset(("level", "parent", "aliases", "synthetic", "code")),
}


# 服务社区情况 tells what is done there, 服务社区 where.
_TELLS_OF = re.compile("(?:内容|情况|简介|描述|说明|事项|项目|成效)$")
_STAFF = re.compile("^(?:(?:从业|工作|在职|专职|兼职|在岗)(?:人员?|总数)|职工|员工|店员)")
_CAME = re.compile("(?:参会|到会|与会|出席|列席|参加)(?:会议)?(?:的)?(?:人员?|人数|代表)(?:数|名单|情况)?")
ALL_COUNT = 0.9


@dataclass(frozen=True)
class ColumnMapping:
    """A table read as one list: the field of each column (None unread), how sure, and the worth of the whole."""

    kind: ListKind
    fields: tuple[str | None, ...]
    confidence: tuple[float, ...]
    worth: float

    @property
    def missing(self) -> tuple[str, ...]:
        """Required fields that no column holds."""
        return tuple(field for field in self.kind.required if field not in self.fields)


def assign(headings: Sequence[str], profiles: Sequence[Profile], titles: str) -> ColumnMapping:
    """The list and the fields that fit headings and cells best; `titles` is the text above and the sheet's name."""
    return max((_as_list(kind, headings, profiles, titles) for kind in LISTS.values()), key=lambda found: found.worth)


def assign_as(kind: ListKind, headings: Sequence[str], profiles: Sequence[Profile]) -> ColumnMapping:
    """The fields that fit best when the list is known."""
    return _as_list(kind, headings, profiles, "")


def _as_list(kind: ListKind, headings: Sequence[str], profiles: Sequence[Profile], titles: str) -> ColumnMapping:
    worths = [
        [_worth(kind, field, head, cells) for field in kind.fields]
        for head, cells in zip(headings, profiles, strict=True)
    ]
    # As many further choices as columns: every column may stay unread.
    main = [
        [NOT_WITHOUT * _surely_main(kind, field, head, cells) for field in kind.fields]
        for head, cells in zip(headings, profiles, strict=True)
    ]
    padded = [
        [value + more if value >= ENOUGH else -1.0 for value, more in zip(row, mores, strict=True)]
        + [0.0] * len(headings)
        for row, mores in zip(worths, main, strict=True)
    ]
    given = best_pairs(padded) if padded else []
    fields = [
        kind.fields[at] if 0 <= at < len(kind.fields) and worths[row][at] >= ENOUGH else None
        for row, at in enumerate(given)
    ]
    sure = [worths[row][at] if fields[row] else 0.0 for row, at in enumerate(given)]
    _settle(fields, sure)
    # What the one finds makes enough known for the other.
    for settle in (rescue_provider, *(rescue_main, take_the_rest) * 2, rescue_leftmost, rescue_requirement):
        settle(kind, headings, profiles, fields, sure)
    whole = _whole(kind, fields, sure, headings, profiles, titles)
    join_weekdays(kind, headings, worths, fields, sure)
    join_repeated(kind, headings, profiles, worths, fields, sure)
    find_status(kind, headings, profiles, fields, sure)
    return ColumnMapping(kind, tuple(fields), tuple(min(1.0, value) for value in sure), whole)


def _surely_main(kind: ListKind, field: str, heading: str, profile: Profile) -> bool:
    required = field in kind.required and fit(kind.name, field, heading) > 0.7
    return required and cell_fit(kind, field, profile) > NOT_AT_ODDS


def _worth(kind: ListKind, field: str, heading: str, profile: Profile) -> float:
    named = _named(kind, field, heading)
    if field == "contact_phone" and profile.share("contact_phone") > BOTH_IN_ONE:
        named = max(named, fit(kind.name, "contact", heading), fit(kind.name, "phone", heading))
    if field == "id_number" and named > SURELY:
        return 2.0  # whatever its cells look like, such a column must not be kept
    counted = field == "quantity" and _STAFF.search(heading_of(heading).words)
    none = 0.0 if counted or _cannot_be_else(field, profile) else nobodys(heading)
    if (none > named or (field == "consent" and not asks_for_leave(heading))) and field != "id_number":
        return 0.0
    if named < 0.2 and field not in BY_CELLS:
        return 0.0
    if _tells_another_thing(kind, field, profile, named) or _a_number_to_call(kind, field, heading):
        return 0.0
    if _names_no_body(kind, field, heading, profile):
        return 0.0
    told_of = named < SURELY or bool(_TELLS_OF.search(heading_of(heading).words))
    if field == "area" and told_of and profile.texts and not profile.share("places"):
        return 0.0
    if _only_counts_people(kind, field, heading, profile):
        return 0.0
    if field == "member_units" and re.search("[名全]称", heading) and not profile.share("list"):
        return 0.0  # 成员单位名称, one in each line
    cells = cell_fit(kind, field, profile)
    speaks, weight = (SAYS_ITS_WORD, 0.75) if kind.holds(field) in UNMISTAKABLE else (SPEAKS, 0.55)
    if named < 0.35 and cells > speaks and field in BY_CELLS and none < 0.5:
        return max(weight * cells, named + CELLS_COUNT * cells)  # the cells say what the heading does not
    if named < 0.2:
        return 0.0
    # A list cannot do without its required fields: between two readings of a column they come first.
    return named + CELLS_COUNT * cells + (REQUIRED_FIRST if field in kind.required and named > 0.4 else 0.0)


def _only_counts_people(kind: ListKind, field: str, heading: str, profile: Profile) -> bool:
    """Whether a heading counts who works there or came, which is no such field: 从业人员, 参加人数."""
    words = heading_of(heading).words
    if field == "quantity" and kind.name in ("needs", "projects") and _CAME.fullmatch(words):
        return True
    if field != "quantity" or not _STAFF.search(words):
        return False
    # Of a service the number is what can be had; and one cell that cannot be read keeps a row out.
    return kind.name == "services" or profile.share("quantity") < ALL_COUNT


def _cannot_be_else(field: str, profile: Profile) -> bool:
    """Whether the cells are several words that only this field knows, whatever the office calls the answer."""
    return field in OF_ITS_OWN and profile.share("word:" + field) >= SURELY and len(set(profile.texts)) > 1


def _named(kind: ListKind, field: str, heading: str) -> float:
    if field == "hours" and weekday_of(heading):
        rest = without_weekday(heading)
        return SURELY if not rest or fit(kind.name, field, rest) > PLAINLY_SAID else fit(kind.name, field, heading)
    return fit(kind.name, field, heading)


def _a_number_to_call(kind: ListKind, field: str, heading: str) -> bool:
    """Whether a sum stands under a plain name of a phone: a landline without its area code reads as one."""
    if field not in ("price", "money"):
        return False
    called = max(fit(kind.name, field, heading) for field in ("phone", "contact_phone"))
    return called > PLAINLY_SAID and called > fit(kind.name, "price", heading)


def _names_no_body(kind: ListKind, field: str, heading: str, profile: Profile) -> bool:
    """Whether a column is not of the group or giver it looks like: where people work, whom to ask, how a thing came."""
    if field == "groups":
        return heading_of(heading).words == "单位"
    given = field == "provider"
    return given and (_of_a_person(kind, heading, profile) or _is_how_it_came(heading, profile))


def _of_a_person(kind: ListKind, heading: str, profile: Profile) -> bool:
    """Whether names of people stand under a heading that names whom to ask as well as who gives: 负责人."""
    asked = fit(kind.name, "contact", heading)
    return profile.share("person") > MOSTLY and asked >= fit(kind.name, "provider", heading)


def _is_how_it_came(heading: str, profile: Profile) -> bool:
    """Whether 来源 is said to be a way (自购, 企业捐赠) and not who gives."""
    return heading_of(heading).words.endswith("来源") and profile.share("body") <= MOSTLY


def _tells_another_thing(kind: ListKind, field: str, profile: Profile, named: float) -> bool:
    """Whether the cells plainly are no such thing, whatever the heading: names for a word, hours for a place."""
    worded = [other for other in kind.fields if other in WORDS and kind.holds(other) is Holds.WORD]
    words = max((profile.share("word:" + other) for other in worded), default=0.0)
    if kind.holds(field) is Holds.WORD:
        return not profile.share("word:" + field) and max(profile.share("person"), words) > MOSTLY
    in_words = kind.holds(field) in IN_WORDS and field not in MAY_BE_NUMBERS
    if in_words and max(profile.share(look) for look in NEVER_WORDS) > MOSTLY:
        return True
    if field == "kind" and kind.name in ("units", "organizations") and profile.share("word:kind") > MOSTLY:
        return True  # 场地, 服务, 物资 are kinds of what is given
    # What a heading plainly names may begin with a surname: 路灯坏了, 井盖响.
    may_be_names = field in SAID and not (field == "text" and named > PLAINLY_SAID)
    if may_be_names and profile.share("person") > MOSTLY and not profile.share("hours"):
        return True
    another = max(words, profile.share("hours"), profile.share("person"), profile.share("body"))
    return field == "place" and not profile.share("place") and another > MOSTLY


def _settle(fields: list[str | None], sure: list[float]) -> None:
    """Drop what a stronger column already fills: a period and its two dates, a person and number in one."""
    for wide, narrow in (
        ("period", ("date_from", "date_to")),
        ("contact_phone", ("contact", "phone")),
        ("price", ("money",)),
    ):
        if wide not in fields:
            continue
        at = fields.index(wide)
        others = [fields.index(name) for name in narrow if name in fields]
        if wide == "contact_phone" and len(others) == 1 and sure[at] < 1.0:
            others_win = sure[others[0]] > sure[at]
        else:
            others_win = bool(others) and sum(sure[other] for other in others) / len(others) > sure[at]
        if wide == "period" and len(others) == 1 and not others_win and sure[others[0]] > 0.9:
            continue  # 起止时间 beside 提出时间: both stay
        for loser in [at] if others_win else others:
            fields[loser], sure[loser] = None, 0.0


def _whole(
    kind: ListKind,
    fields: Sequence[str | None],
    sure: Sequence[float],
    headings: Sequence[str],
    profiles: Sequence[Profile],
    titles: str,
) -> float:
    total = 0.0
    for field, value in zip(fields, sure, strict=True):
        if field is not None:
            weight = 0.5 if field in COMMON_FIELDS else 1.0
            total += (value - 0.25) * (weight + (0.35 if field in DISTINCTIVE[kind.name] else 0.0))
    total -= 0.9 * sum(name not in fields for name in kind.required)
    strange = sum(
        field is None and nobodys(heading) < 0.5 and bool(heading_of(heading).words) and not weekday_of(heading)
        for field, heading in zip(fields, headings, strict=True)
    )
    total -= 0.15 * min(strange, MOST_STRANGE)
    main, look = SAID_OF.get(kind.name, ("", ""))
    if main in fields:
        total += SO_SAID * profiles[fields.index(main)].share(look)
    if kind.required[0] in fields:
        heading = heading_of(headings[fields.index(kind.required[0])]).words
        total += SURELY_ITS_LIST * bool(re.fullmatch(NAMES_ITS_LIST.get(kind.name, "(?!)"), heading))
    if re.search(TELLING[kind.name], titles):
        total += 0.7
    cue = sum(bool(re.search(TELLING[kind.name], heading)) for heading in headings)
    return total + 0.25 * min(cue, 2)
