"""谁能申请: whether somebody of a project may apply for a fund, by what the fund itself says."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from matching.data import REGISTRATION, MatchingData
from matching.quoting import quoted

ANY = re.compile("项目|花园|活动")  # the project itself, whoever carries it
COMMITTEE = re.compile("两委|居委会|党组织|党委|党支部|社区工作者")
ORGANIZED = re.compile("组织|社团|协会|自管会|备案|登记|机构")
RESIDENTS = re.compile("居民|团队|骨干|志愿者|楼门长|门长|院长")
UNITS = re.compile("单位|企业|公司|商户")
FILED, REGISTERED = "备案", "登记"


@dataclass(frozen=True)
class Applying:
    """Whether the project may apply (None: not known, somebody has to look), which groups of it, and why in words.

    Residents are not named: whether they may be shown is for others to say.
    """

    allowed: bool | None
    names: tuple[str, ...]
    zh: str
    en: str


def applying(data: MatchingData, applicants: str, team: Sequence[int]) -> Applying:
    """Hold what a fund says of its applicants against the people and groups (rows) of a project."""
    if not applicants:
        return Applying(True, (), "没写谁能申请", "it does not say who may apply")
    # 项目团队 names a team, 社区自组织的项目 whoever organizes it.
    said = applicants.replace("项目团队", "团队")
    who = [row for row in team if _fits(data, said, row)]
    names = tuple(data.nodes.node(row)["name"] for row in who if data.nodes.kind_of(row) != "Resident")
    if who and not names:
        return Applying(True, (), "项目里的居民就能申请", "the residents of the project may apply")
    if names:
        return Applying(True, names, f"可以由{'、'.join(names)}申请", f"{', '.join(names)} may apply")
    if COMMITTEE.search(said):
        return Applying(True, (), "由社区两委申请", "the committees of the community may apply")
    if ANY.search(said) and not re.search("优胜|中选|入围", said):
        return Applying(True, (), "项目就能申请", "the project may apply")
    if not any(rule.search(said) for rule in (ORGANIZED, RESIDENTS, UNITS)):
        told = quoted(applicants)
        return Applying(None, (), f"写的是{told}，请核对", f"it says {told}; look whether that fits")
    groups = [row for row in team if data.nodes.kind_of(row) == "Organization"]
    if ORGANIZED.search(said) and groups and not RESIDENTS.search(said):
        told = "、".join(data.nodes.node(row)["name"] for row in groups)
        return Applying(
            False,
            (),
            f"要{applicants}才能申请，项目里的{told}不是",
            f"only {applicants} may apply, and {told} of this project is none",
        )
    return Applying(
        None,
        (),
        f"要由{applicants}出面申请，项目里还没有登记",
        f"somebody who is {applicants} has to apply; the project names none yet",
    )


def _fits(data: MatchingData, said: str, row: int) -> bool:
    kind = data.nodes.kind_of(row)
    if kind == "Organization" and ORGANIZED.search(said):
        held = REGISTRATION[int(data.candidates.registration[row])]
        # Who is registered has done more than who is filed.
        enough = {REGISTERED, FILED} if FILED in said else {REGISTERED} if REGISTERED in said else set[str]()
        return not enough or held in enough
    if kind in ("Resident", "Organization") and RESIDENTS.search(said):
        return True
    return kind == "Unit" and bool(UNITS.search(said))
