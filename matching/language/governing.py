"""The verb before a thing decides what is meant: mending a drone is not filming because one films with it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

# What may stand between a verb and its thing: 修好几台旧…, 借我家的….
_BETWEEN = (
    r"(?:[好过了下点些个台把架辆只套张件部]|一下|[一几两][个台把架辆只套张件部]|[旧老坏破]|[我他她]?家里?的?|自家的?)*"
)
# The thing is the whole object: behind it nothing, a mark, or a word that begins something else.
_WHOLE = re.compile(
    r"$|[\s,，.。;；、!！?？的了吗吧呢)）/]|[用给来去回和或跟]|以及|多少|[一两几\d]+[个台把架辆只套张件部]"
)
_ACTIVITIES = frozenset(
    ("culture", "food", "festival", "education", "media", "environment", "digital", "health", "sport", "children")
).union(("project", "organising", "deliberation", "psych", "safety", "care", "law", "finance"))


@dataclass(frozen=True)
class Deed:
    """A family of verbs; the themes and the letters that make a concept one of that deed, and the themes never so."""

    verbs: str
    letters: str
    themes: frozenset[str]
    never: str = "repair"
    whole: bool = True  # governs only a thing that is its whole object: 借钢琴, not 借钢琴教室


DEEDS = (
    Deed(r"修|修理|维修|检修|修补|修复|抢修", "修", frozenset(("repair",)), never="", whole=False),
    Deed(
        r"借|租|借用|租借|租用|捐|捐赠|赠送|买|购买|采购|添置|领|领取|卖|送|收|回收",
        "借租捐赠购领卖送",
        frozenset(("goods", "space", "money", "waste", "festival", "food", "project", "environment")),
    ),
    Deed(r"搬|搬运|运|抬|挪", "搬运抬挪清", frozenset(("goods", "space"))),
    Deed(r"开|驾驶|骑", "", _ACTIVITIES | frozenset(("goods", "space", "parking", "property", "waste"))),
    Deed(r"洗|清洗|擦|擦洗|擦拭", "洗擦清刷洁", frozenset(("goods",))),
    Deed(r"做|制作|自制|编|缝|缝制", "做制编缝织扎捏", _ACTIVITIES | frozenset(("goods",))),
    Deed(r"教|教会|讲|讲解|培训", "教讲课学训班修", _ACTIVITIES | frozenset(("waste", "repair")), never=""),
    Deed(
        r"看护|照看|看管|照顾|照料|喂|喂养",
        "看护照顾养喂陪",
        frozenset(("care", "children", "health", "environment", "psych", "safety")),
    ),
)
_VERBS = tuple(re.compile(rf"(?:{deed.verbs}){_BETWEEN}$") for deed in DEEDS)
_REACH = 10  # letters before a thing in which its verb stands


def foreign_deeds(words: Sequence[str], theme: str) -> int:
    """The deeds (one bit each) that a concept is not about; none where nothing tells its theme."""
    if not theme or theme == "audience":
        return 0
    written = frozenset("".join(words))
    return sum(
        1 << at
        for at, deed in enumerate(DEEDS)
        if theme == deed.never or (theme not in deed.themes and not written.intersection(deed.letters))
    )


def meant_otherwise(text: str, start: int, end: int, foreign: int) -> bool:
    """Whether the verb before the thing at `start` to `end` is one of the deeds that its concept is not about."""
    if not foreign or not start:
        return False
    before = text[max(0, start - _REACH) : start]
    for at, deed in enumerate(DEEDS):
        if foreign >> at & 1 and _VERBS[at].search(before) and (not deed.whole or _WHOLE.match(text, end)):
            return True
    return False
