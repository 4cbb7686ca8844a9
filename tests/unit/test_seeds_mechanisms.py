"""Row by row, the records that hold what the sources' mechanisms need as data.

`a` is a record, `a.name=value` a property of it (`a.name` any value), `a TYPE b` a relationship. A record in front
of which no `~` stands is documented, not invented.
"""

from __future__ import annotations

from typing import Any

import pytest

import seeds

HELD = {
    "F1": "programme-wuliyinhang; ~project-yinling PART_OF programme-wuliyinhang",
    "F8": "programme-model; programme-wuliyinhang",
    "F13": "programme-finer; ~place-zjl-shishu-3-1.level=entrance; ~resident-chen LIVES_AT ~place-zjl-shishu-3-1",
    "F14": "programme-relief",
    "N13": "programme-menlouyuanshe; ~place-xg-cj-1-1 PART_OF ~place-xg-cj-1; ~place-xg-cj-1 PART_OF place-chengjian; "
    "place-chengjian PART_OF place-huixinyuan; place-huixinyuan PART_OF place-xiaoguan; "
    "~resident-liao HOLDS_POST ~place-xg-cj-1-1; ~resident-meng HOLDS_POST ~place-zjl-shishu-1; "
    "~resident-mao HOLDS_POST place-sikuaiyu-64",
    "N15": "programme-22-n; space-xiaoguan-neighbour; space-xiaoguan-party; space-xiaoguan-flower; "
    "space-xiaoguan-corridor; space-xiaoguan-chat; space-xiaoguan-chat LOCATED_IN place-xiaoguan; "
    "~space-zjl-hall2.capacity=30; ~space-zjl-hall2.windows",
    "N19": "programme-opinion; need-33-opinion; project-doc-opinion ABOUT skill-opinion-collecting",
    "N20": "programme-ledger; ~need-zjl-lights.number=ZJL-2026-03; ~need-zjl-lights.raised_on; "
    "~need-zjl-lights.category; ~need-zjl-lights.stage; ~need-zjl-lights LOCATED_IN ~place-zjl-shishu; "
    "~need-zjl-tap LOCATED_IN ~place-zjl-wutong-5-1; need-parking-22 LOCATED_IN place-chongdong-22",
    "O2": "organization-xiaoguan-151; organization-shumi.kind=社区社会组织; ~organization-zjl-youth.registered=备案; "
    "~organization-zjl-youth.members; ~organization-zjl-youth.last_active; ~organization-zjl-youth.filing_no",
    "O3": "programme-star; ~organization-zjl-patrol.star=4; ~organization-zjl-patrol.star_on; "
    "~organization-zjl-patrol.star_until",
    "O4": "programme-brand-groups; organization-huayouhui.brand=True; "
    "organization-huayouhui PART_OF programme-brand-groups",
    "O7": "programme-self-governance; organization-tingche-ziguanhui.kind=自管会; "
    "organization-chaonei-ziguanhui LOCATED_IN place-chaonei-216",
    "O8": "organization-weixiudui; organization-weixiudui HAS_SKILL skill-emergency-repair; "
    "organization-weixiudui OFFERS service-emergency-repair; forum-weekly-chengjian",
    "O12": "organization-huayouhui.note; ~resident-dongs1 MEMBER_OF organization-shouwanggang; "
    "~resident-dongs1 MEMBER_OF organization-huayouhui; ~resident-dongs1.hours_cap",
    "O15": "organization-jianguomen-hub; organization-chaoyangmen-federation; organization-dongzhimen-federation; "
    "organization-chongwai-hub SERVES place-chongwai; organization-chaoyangmen-centre",
    "O18": "programme-three-roles; organization-chongwai-hub.role=枢纽型; organization-enpai.role=支持型; "
    "~organization-zjl-youth.role=操作型",
    "O22": "programme-talent-tiers; ~expert-gong.title=项目辅导员（公益人才）; "
    "~expert-yan.title=项目辅导员（平台运营人才）; ~expert-cen.title=项目辅导员（专业社工）",
    "O25": "programme-dongcheng-shegong; ~expert-wei.title=社会工作师（东城社工）",
    "O26": "programme-professionals; organization-tonghe.kind=专业社会组织; organization-canyu HAS_SKILL "
    "skill-open-space; ~organization-pro-nitu SERVES place-dongcheng",
    "R1": "programme-unit-mobilising; ~unit-qingchuan.kind=银行; ~unit-qingchuan HAS_SKILL skill-teach-mobile-pay; "
    "~unit-qingchuan MADE ~claim-yinling-money",
    "R2": "programme-dangjianhuijia; alliance-finance PART_OF programme-dangjianhuijia",
    "R3": "alliance-finance; alliance-finance SERVES place-zhaojialou; ~unit-qingchuan MEMBER_OF alliance-finance; "
    "~unit-andu MEMBER_OF alliance-finance; ~alliance-finance MADE ~claim-couplets-money",
    "R5": "alliance-property; service-property-list; alliance-property OFFERS service-property-list; "
    "~service-bulb-shunhe.charge=公益; ~service-bulb-shunhe.hours; ~service-bulb-shunhe.confirmed_on; "
    "~service-bulb-shunhe COVERS place-zhaojialou; ~unit-shunhe OFFERS ~service-bulb-shunhe; "
    "~service-lights-promo.valid_until; ~unit-shunhe MEMBER_OF alliance-property",
    "R6": "programme-alliance-body; programme-alliance-body ABOUT skill-alliance-building",
    "R7": "alliance-xiaoguan-property; ~unit-xg-property MEMBER_OF alliance-xiaoguan-property",
    "R9": "unit-central-owner OWNS place-huixinxijie-33; ~unit-sky-owner OWNS ~place-sky-64-2; "
    "~unit-jingong.kind=产权单位",
    "R11": "programme-nearby; ~place-zjl-shishu-1-1.level=entrance; ~place-zjl-shishu-1.level=building; "
    "~place-zjl-shishu.level=compound; ~place-zjl-grid1.level=grid",
    "R12": "programme-firms; unit-design-firm HAS_SKILL skill-space-design; "
    "unit-design-firm TAKES_PART project-doc-gongxiangjia",
    "R13": "programme-experts; ~expert-wenren.title=学者; ~expert-wenren.hours_cap; "
    "~expert-wenren HAS_SKILL skill-research",
    "P1": "programme-micro-works; project-doc-gate; ~project-garden.budget; ~project-garden.stage=decided; "
    "~project-garden ADDRESSES ~need-sky-corner; ~resident-hua TAKES_PART ~project-garden; "
    "~project-past-swap.result; ~project-past-swap FUNDED_BY ~fund-sky-welfare",
    "P11": "programme-purchase; service-purchased; project-doc-training FUNDED_BY fund-xiaoguan-purchase",
    "M1": "fund-xiaoguan-welfare.kind=社区公益金; ~fund-zjl-welfare.balance; ~fund-zjl-welfare.cap; "
    "~fund-zjl-welfare.purpose; ~fund-zjl-welfare.applicants; ~fund-zjl-welfare.year=2026",
    "M2": "fund-xiaoguan-party.kind=党组织服务群众经费; ~fund-zjl-party.balance; ~fund-zjl-party.applicants",
    "M3": "fund-xiaoguan-purchase.kind=购买服务; ~fund-xg-purchase.cap",
    "M4": "fund-alliance-festival.kind=单位出资; project-doc-festival FUNDED_BY alliance-finance; "
    "~claim-couplets-money.money=2000.0",
    "M5": "fund-contest; fund-micro-venture; fund-chaoyangmen-foundation; organization-chaoyangmen-foundation OFFERS "
    "fund-chaoyangmen-foundation; programme-contest; programme-micro-venture",
    "M7": "programme-street-support; fund-street-support; programme-street-support ABOUT skill-money; "
    "programme-street-support ABOUT skill-space; programme-street-support ABOUT skill-general-volunteer",
    "M9": "space-gongxiangjia LOCATED_IN place-sikuaiyu-64; project-doc-gongxiangjia USES space-gongxiangjia; "
    "~space-gongxiangjia-hall.windows",
    "M13": "programme-basement; space-xiaoguan-basement ABOUT skill-basement; need-basement",
    "M14": "programme-open-space-building; forum-gaoyuanjie; forum-huixindongjie; space-gaoyuanjie-hall; "
    "~space-zjl-hall2.hours",
    "G2": "programme-three-levels; unit-shegongwei TAKES_PART programme-three-levels; "
    "unit-jianguomen-office TAKES_PART programme-three-levels; "
    "unit-zhaojialou-committee TAKES_PART programme-three-levels",
    "G3": "unit-zhaojialou-committee.kind=社区两委; unit-sikuaiyu-committee.kind=社区两委",
    "G4": "programme-co-governance; unit-chongwai-office TAKES_PART programme-co-governance",
    "G5": "programme-big-departments.date_from; unit-dept-general; unit-dept-party; unit-dept-community; "
    "unit-dept-livelihood; unit-dept-peace; unit-dept-city; unit-dept-enforcement; unit-centre-party; "
    "unit-centre-community; unit-centre-affairs; unit-centre-grid",
    "G6": "unit-xiaoguan-sections HAS_SKILL skill-ev-charging; unit-xiaoguan-sections HAS_SKILL skill-parking",
    "G8": "programme-actors; unit-shegongwei.kind=机关; organization-tonghe; unit-sikuaiyu-committee; ~unit-qingchuan; "
    "~resident-zhang; ~expert-wenren",
}
# Lacking: a need of the category 能力缺口; present: what the survey of self-grown groups found.
LACKING = ("skill-health", "skill-education", "skill-counselling", "skill-facilitation")
PRESENT = ("skill-knitting", "skill-instruments", "skill-singing", "skill-dance", "skill-calligraphy-painting")


@pytest.fixture(scope="module")
def nodes() -> dict[str, dict[str, Any]]:
    return {record["id"]: record["p"] for record in seeds.pilot() if "n" in record}


@pytest.fixture(scope="module")
def links() -> set[tuple[str, str, str]]:
    return {(record["f"][1], record["l"], record["t"][1]) for record in seeds.pilot() if "l" in record}


@pytest.mark.parametrize("row", HELD)
def test_the_row_is_held(row: str, nodes: dict[str, dict[str, Any]], links: set[tuple[str, str, str]]) -> None:
    for fact in HELD[row].split("; "):
        words = fact.split(" ")
        ends = (words[0], words[2]) if len(words) == 3 else (words[0].split(".")[0],)
        for end in ends:
            id_ = end.removeprefix("~")
            assert id_ in nodes, f"{row}: nothing is called {id_}"
            assert end.startswith("~") or not nodes[id_].get("synthetic"), f"{row}: {id_} is invented"
        if len(words) == 3:
            assert (words[0].removeprefix("~"), words[1], words[2].removeprefix("~")) in links, f"{row}: {fact}"
        elif "." in fact:
            id_, _, claim = fact.removeprefix("~").partition(".")
            name, _, value = claim.partition("=")
            held = nodes[id_].get(name)
            assert held not in (None, "", []), f"{row}: {fact}"
            assert not value or str(held) == value, f"{row}: {fact}, not {held}"


def test_all_rows_that_must_be_held_are_listed() -> None:
    wanted = (
        "F1 F8 F13 F14 N13 N15 N19 N20 O2 O3 O4 O7 O8 O12 O15 O18 O22 O25 O26 R1 R2 R3 R5 R6 R7 R9 R11 R12 R13 "
        "P1 P11 M1 M2 M3 M4 M5 M7 M9 M13 M14 G2 G3 G4 G5 G6 G8"
    )
    assert set(HELD) == set(wanted.split())


def test_skills_present_and_lacking_are_told_apart(
    nodes: dict[str, dict[str, Any]], links: set[tuple[str, str, str]]
) -> None:
    gaps = {id_ for id_, own in nodes.items() if own.get("category") == "能力缺口"}
    assert not any(nodes[id_].get("synthetic") for id_ in gaps)
    assert {nodes[id_].get("origin") for id_ in gaps if nodes[id_]["source"] == "S1"} == {"调研"}
    lacking = {skill for need, kind, skill in links if kind == "ABOUT" and need in gaps}
    assert set(LACKING) <= lacking
    present = {skill for one, kind, skill in links if one == "programme-skills-present" and kind == "ABOUT"}
    assert present == set(PRESENT)
    assert not present & lacking
