"""Invented messy lists with known truth: headings, orders and cells as people write them."""

from __future__ import annotations

import random
from collections.abc import Mapping

from graph.reading.gazetteer import Entry, Gazetteer
from tests.support.wordings import COMMON, WORDINGS

PLACES = [
    Entry("district", "西岭区", "", ("西岭",)),
    Entry("street", "望河街道", "西岭区", ("望河",)),
    Entry("community", "柳荫社区", "望河街道", ("柳荫", "柳荫居委会")),
    Entry("community", "石桥社区", "望河街道", ("石桥",)),
    Entry("compound", "柳荫路7号院", "柳荫社区", ("7号院", "七号大院")),
    Entry("building", "柳荫路7号院1号楼", "柳荫路7号院", ("7号院1号楼",)),
    Entry("compound", "枣林胡同甲3号院", "柳荫社区", ("甲3号院",)),
    Entry("building", "新风楼", "石桥社区", ("新风公寓",)),
    Entry("space", "柳荫社区活动站", "柳荫社区", ("社区活动站",)),
    Entry("organization", "暖心编织社", "", ("编织社",)),
    Entry("organization", "老街合唱团", "", ()),
    Entry("alliance", "便民商户联盟", "柳荫社区", ("商户联盟",)),
]
GAZETTEER = Gazetteer(PLACES)
CELLS: Mapping[str, str] = {
    "id": "A-01|A-02|A-03|A-04|B-11",
    "community": "柳荫社区|柳荫|石桥社区|石桥",
    "place": "7号院|柳荫路7号院|新风公寓|柳荫路7号院1号楼|枣林胡同甲3号院|甲3号院",
    "area": "柳荫社区|7号院、甲3号院|柳荫社区，石桥社区|新风楼",
    "text": "楼下路灯坏了好几个晚上看不见|想有人教老人用打车软件|雨天一楼进水没人管"
    "|孩子写作业没有安静的地方|门口台阶太高轮椅下不来|想组织一次旧物交换",
    "category": "环境|养老|文体|安全|停车|教育",
    "origin": "居民|议事会|热线|走访|物业公司|街道|问卷",
    "urgency": "高|中|低|急|一般|不急",
    "scope": "个别|普遍|老大难|普遍性",
    "stage": "民提|民议|民决|民办|民评",
    "date_from": "2026.3.2|2026年2月18日|2026-01-09|2026/2/3|20260115",
    "date_to": "2026.6.30|2026年5月18日|2026-07-09|长期|2026/8/3",
    "confirmed_on": "2026.3.2|2026年2月28日|2026-03-09|2026/3/3",
    "last_active": "2026.3.5|2026年2月20日|2026-03-01|2026/3/6",
    "period": "2026.3.1-2026.5.30|2026年4月1日至2026年6月30日|2026-05-01~2026-05-31",
    "quantity": "12人|约30户|8-10人|25|6名|四十人",
    "unit": "套|张|台|把|顶",
    "money": "3000|1500元|2千元|800-1000元|5000",
    "price": "30元/次|15元/件|100-150元/台|20元/小时",
    "charge": "公益|免费|低偿|有偿|市场价|会员价",
    "contact": "王某|李某芳|赵某强|孙某|周某梅",
    "phone": "13700001111|010-66660001|137 0000 2222|13700003333|138-0000-4444",
    "contact_phone": "王某 13700001111|李某芳（13700002222）|赵某强/010-66660001|孙某13700003333",
    "provider": "柳荫物业公司|暖心编织社|石桥居委会|河畔银行望河支行|老街合唱团|周记理发店",
    "alliance": "便民商户联盟|商户联盟|金秋联盟",
    "lead_unit": "河畔银行望河支行|柳荫物业公司|望河医院",
    "member_units": "河畔银行望河支行、柳荫物业公司|望河医院；周记理发店|周记理发店，石桥小学，望河医院",
    "offers": "会议室、讲座|义诊，健康咨询|场地；志愿者|维修、保洁",
    "audience": "老年人|全体居民|困难家庭|亲子家庭|辖区单位职工",
    "hours": "周末|工作日下午|每周三上午|随时|9:00-17:00|周一至周五",
    "purpose": "办小型活动|开会用|节日慰问|院落微改造",
    "booking": "提前一天打电话|微信群登记|找门长|到居委会登记",
    "equipment": "投影、音箱|桌椅；白板|空调|篮球架、长凳",
    "skills": "编织、剪纸|电工；水暖|唱歌，跳舞|心理疏导|理发、按摩",
    "posts": "楼长|门长、居民代表|院长|党小组长",
    "groups": "暖心编织社|老街合唱团|红袖标巡逻队|编织社、老街合唱团",
    "age_band": "60-69|65|50多岁|70-79岁|48",
    "consent": "是|否|同意|不同意|√",
    "aliases": "毛线组|老歌队；夕阳红合唱|巡逻队|小修组",
    "registered": "备案|登记|未备案|已备案|已登记",
    "credit_code": "52110101Y00000411J|52110101Y0000042XA|51110101Y00000438D|91110101Y000006146",
    "filing_no": "WH-2023-01|WH-2022-17|WH-2024-05",
    "star": "三星|4|★★★★★|2星级|未评",
    "team": "柳荫自管会|老街合唱团|青年志愿队|新风楼楼委会",
    "need": "老人出门不方便|没地方停自行车|孙女下课没人接|楼道太黑",
    "fund": "社区公益金|党组织服务群众经费|单位赞助|居民自筹",
    "mentor": "林某|郑某老师|何某|邓某",
    "requirement": "会修电器的人|能坐三十人的屋子|海报设计|桌椅租用|活动奖品|心理咨询师",
    "requirement_kind": "技能|场地|物资|人力|资金|策划|辅导",
    "claimant": "河畔银行望河支行|便民商户联盟|柳荫物业公司|石桥小学",
    "claim": "出两名讲师|提供会议室一间|赞助奖品|派人搬运",
    "claim_status": "意向|确认|履约|已确认|婉拒|有意向",
    "note": "已电话沟通|要提前说|去年办过|材料自备",
    "null": "1|2|3|4",
    "name needs": "",
    "name resources": "会议室|修表师傅|折叠桌|义诊服务|手工教室|音响设备",
    "name projects": "楼道点亮计划|夕阳学堂|共享工具屋|亲子种植角",
    "name residents": "王某兰|李某|赵某军|孙某华|周某英|吴某",
    "name organizations": "暖心编织社|老街合唱团|红袖标巡逻队|新风楼自管会|望河助老服务中心",
    "name units": "河畔银行望河支行|柳荫物业公司|望河医院|石桥小学|周记理发店",
    "name services": "上门理发|管道疏通|家电清洗|代买药品|磨刀",
    "text services": "剪发和修面，老人优先|厨卫下水疏通，当天上门|清洗空调滤网和外壳|凭医保卡代买常用药",
    "kind resources": "技能|场地|物资|人力|资金|服务|志愿者",
    "kind organizations": "文体类|公益服务类|自管会|支持型|互助型",
    "kind units": "银行|物业|医院|学校|商户|机关",
    "quantity organizations": "28人|约30人|15|二十人",
    "date_from organizations": "2019.5|2020年3月1日|2018-06-01|2021/9/10",
    "null 性别": "男|女",
}


def cells_of(list_name: str, field: str, heading: str) -> list[str]:
    """The cells that a field's column may hold."""
    words = CELLS.get(f"{field} {list_name}") or CELLS.get(f"{field} {heading}") or CELLS[field]
    return words.split("|")


def wordings_of(list_name: str, field: str) -> list[str]:
    """The headings that a field's column may have."""
    return (WORDINGS[list_name].get(field) or COMMON[field]).split("|")


OPTIONAL_COMMON = ("community", "contact", "phone", "contact_phone", "note", "id_number", "id")
WITHOUT = {
    "residents": ("contact", "contact_phone"),
    "projects": ("contact_phone",),
    "units": (),
}
REQUIRED = {"needs": ["text"], "services": ["name", "provider"]}
SPLIT = (("period", "date_from"), ("period", "date_to"), ("contact_phone", "contact"), ("contact_phone", "phone"))


def layout(list_name: str, dice: random.Random) -> list[tuple[str, str]]:
    """A list's columns as (field, heading): some of its fields in some order, the required ones always."""
    required = REQUIRED.get(list_name, ["name"])
    others = [field for field in WORDINGS[list_name] if field not in required]
    others += [field for field in OPTIONAL_COMMON if field not in others and field not in WITHOUT.get(list_name, ())]
    chosen = dice.sample(others, dice.randint(min(5, len(others)), min(12, len(others))))
    for one, other in SPLIT:
        if one in chosen and other in chosen:
            chosen.remove(other)
    columns = [(field, dice.choice(wordings_of(list_name, field))) for field in [*required, *chosen]]
    dice.shuffle(columns)
    if dice.random() < 0.5:
        columns.insert(0, ("null", "序号"))
    if dice.random() < 0.3:
        columns.insert(dice.randrange(len(columns) + 1), ("null", dice.choice(COMMON["null"].split("|")[1:])))
    headings = [heading for _, heading in columns]
    return columns if len(set(headings)) == len(headings) else layout(list_name, dice)
