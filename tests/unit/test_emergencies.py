"""What happened, in the words people have for it: who acts then, and what is done before anybody is called."""

from __future__ import annotations

import pytest

import seeds
from matching.issues.emergencies import ACTING, Emergencies, acting
from matching.language.text import simplify
from seeds.issues import issue_tables
from service.staffing.rallying import rally
from tests.unit.matching_town import NOW, Town, link, node, town

ROWS = issue_tables()["emergencies"]
# What happened → who acts then, and a number of the safety line ("" where none need be in it).
HAPPENED = {
    "my grandma fell and can't get up": ("skill-first-aid", "120"),
    "Smell of gas in the hallway": ("skill-gas-safety", "119"),
    "child missing since noon": ("skill-patrol", "110"),
    "There is a fire in the stairwell": ("skill-fire-safety", "119"),
    "我爸胸口闷出冷汗": ("skill-first-aid", "120"),
    "小孩吃了一把药片": ("skill-first-aid", "120"),
    "手指头让菜刀切了口子很深": ("skill-first-aid", "120"),
    "小孩把热汤打翻在身上": ("skill-first-aid", "120"),
    "儿子上学去了没到校": ("skill-patrol", "110"),
    "隔壁着了": ("skill-fire-safety", "119"),
    "坡道上都是雪没法推轮椅": ("skill-snow-clearing", "120"),
    "出门倒垃圾，门给风带上了": ("skill-lock-opening", "119"),
    "封楼了，孩子奶粉没了": ("skill-errands", "120"),
    "我婆婆洗澡滑倒爬不起来了": ("skill-first-aid", "120"),
    "门口倒着一个老头，没反应": ("skill-aed", "120"),
    "小孩吃花生卡住了，喘不了气": ("skill-first-aid", "120"),
    "热水瓶炸了烫着腿": ("skill-first-aid", "120"),
    "孩子放学没回家，找不着了": ("skill-patrol", "110"),
    "我爸有点糊涂，早上出去买菜，到中午了人还没影": ("skill-liaison", "110"),
    "三单元有股臭鸡蛋似的燃气味": ("skill-gas-safety", "119"),
    "楼下电动车烧着了，烟往上蹿": ("skill-fire-safety", "119"),
    "elevator stuck": ("skill-lift-maintenance", "119"),
    "lift stuck with a child inside": ("skill-lift-maintenance", "119"),
    "people trapped, the elevator will not move": ("skill-lift-maintenance", "119"),
    "the lift is out of order": ("skill-lift-maintenance", "120"),
    "电梯不走了，有人在里面喊": ("skill-lift-maintenance", "119"),
    "电梯停了，坐轮椅的下不来楼": ("skill-moving-help", "120"),
    "忽然停电，黑灯瞎火的": ("skill-electrical", "95598"),
    "停水停电": ("skill-plumbing", ""),
    "马桶一冲水全漫出来了": ("skill-plumbing", ""),
    "半地下室让雨水泡了": ("skill-flood-sandbag", "119"),
    "楼顶的瓦片噼里啪啦往下落": ("skill-guard-duty", "120"),
    "一棵老槐树横在胡同口过不去车": ("skill-tree-trimming", "119"),
    "台阶上冻了一层冰": ("skill-snow-clearing", "120"),
    "钥匙锁屋里了，灶上还坐着锅": ("skill-lock-opening", "119"),
    "三天没看见李大爷取报纸了": ("skill-elder-visit", "110"),
    "男的把媳妇头都打破了": ("skill-family-safety", "110"),
    "有人坐窗台上要往下跳": ("skill-crisis-support", "110"),
    "刚才有人撬我家门": ("skill-patrol", "110"),
    "电线耷拉到头顶上了": ("skill-electrical", "95598"),
    "隔断墙垮了": ("skill-emergency-response", "119"),
    "树上有个大马蜂窝": ("skill-pest-control", "119"),
    "车横在单元门口，急救的进不来": ("skill-parking-guide", "110"),
    "有人冒充民警让老太太汇款": ("skill-fraud-awareness", "96110"),
    # It has happened, whatever is being arranged, taught or claimed beside it.
    "隔壁在培训，楼道里煤气味呛人": ("skill-gas-safety", "119"),
    "演练时有人真摔断了腿": ("skill-first-aid", "120"),
    "讲座现场一位大爷昏倒": ("skill-aed", "120"),
    "定期吃药的奶奶突然叫不醒": ("skill-aed", "120"),
    "学习班教室冒烟了": ("skill-fire-safety", "119"),
    "打完预防针的宝宝嘴唇发紫": ("skill-first-aid", "120"),
    "防盗门夹住了孩子的手指": ("skill-first-aid", "120"),
    "邻里纠纷打起来了见血了": ("skill-patrol", "110"),
    "检查一下，我家好像漏煤气了": ("skill-gas-safety", "119"),
    "小孙子掉到水里了快来人": ("skill-emergency-response", "110"),
    "老伴高血压犯了，晕得站不稳": ("skill-first-aid", "120"),
    # Said short, of other kin, outdoors, or only cried out.
    "孙子不见了": ("skill-patrol", "110"),
    "孙女没回来": ("skill-patrol", "110"),
    "女儿放学没到家电话也打不通": ("skill-patrol", "110"),
    "酒后躺在雪地里": ("skill-first-aid", "120"),
    "雪天老人躺在外面": ("skill-first-aid", "120"),
    "醉汉倒在路边": ("skill-first-aid", "120"),
    "屋顶漏雨滴到电表上": ("skill-electrical", "95598"),
    "墙体裂缝越来越大": ("skill-emergency-response", "119"),
    # What is seen, heard or smelt, with nothing said of what it is.
    "厨房里全是烟，门打不开": ("skill-fire-safety", "119"),
    "屋里有烧塑料的味儿，还有噼啪声": ("skill-fire-safety", "119"),
    "灶台火蹿到油烟机上了": ("skill-fire-safety", "119"),
    "燃气管被施工挖断了": ("skill-gas-safety", "119"),
    "楼道电表箱噼里啪啦响还有火星": ("skill-electrical", "95598"),
    "吸了煤炉子，头疼恶心": ("skill-first-aid", "120"),
    "老太太一头磕在台阶上，叫她不答应": ("skill-aed", "120"),
    "我外婆坐着坐着头一歪没声了": ("skill-aed", "120"),
    "爷爷拄拐下台阶踩空了，腿肿得老高": ("skill-first-aid", "120"),
    "妈妈切菜把指尖切掉了": ("skill-first-aid", "120"),
    "小孩把弹珠塞鼻子里抠不出来了": ("skill-first-aid", "119"),
    "外卖小哥连人带车翻沟里了": ("skill-first-aid", "120"),
    "姥爷糊涂了，半夜自己跑出去了": ("skill-patrol", "110"),
    "孩子和家里吵架跑了，一晚上没信儿": ("skill-patrol", "110"),
    "有人在广场上挥刀": ("skill-patrol", "110"),
    "女同事被人堵在楼梯间": ("skill-patrol", "110"),
    "邻居家一直哭喊，像是在挨打": ("skill-family-safety", "110"),
    "老人在屋里喊叫，门从里面插着": ("skill-lock-opening", "119"),
    "我妈接电话要把存款全转走": ("skill-fraud-awareness", "96110"),
    "救命": ("skill-first-aid", "110"),
    "快来人": ("skill-patrol", "110"),
}
# Somebody arranges, asks or looks for a pair of hands: nothing has happened.
CALM = (
    "a poster got stuck to the lift door",
    *(
        "想办一次消防演练",
        "请人来讲急救知识",
        "老人防跌倒讲座",
        "办防诈骗讲座要讲师",
        "要人帮忙搬桌椅",
        "缺一个会写毛笔字的",
    ),
    *("楼上漏水不赔钱，想问律师", "电脑中毒", "微信被盗号了怎么办", "热水器打不着火", "手机没电了", "想找人教太极"),
    *("请老师讲讲老人摔倒了怎么办", "老人晕倒急救培训", "修订停电应急预案", "脑梗后怎么康复训练", "老楼地震棚改造"),
    # Only the words of an emergency, inside other words, in titles, figures of speech and talk.
    *(
        "打架子鼓的老师",
        "Fire drill for residents",
        "a class on heart attack prevention",
        "跳楼价",
        "听人讲火灾",
        "台风天停课",
        "触电影人",
        "失火车票",
        "人气爆炸的烘焙课",
        "救命恩人想送锦旗",
    ),
    *(
        "电影《着火的城市》放映",
        "抢救老照片的修复师",
        "心梗科普海报设计",
        "会写字的人不见得会教",
        "儿女没回来过年，想一起吃饭",
        "救火英雄故事会",
    ),
    # Hands, works and goods that are sought by their name, and things that are lost.
    *(
        "雪天扫雪志愿者",
        "雪天扫雪志愿者五名",
        "冬季除雪铲采购二十把",
        "老人跌倒报警器安装",
        "消防通道被杂物占了，想清理",
        "老照片丢了想找人翻拍",
    ),
    # What may come or is to be told beforehand, what almost happened, what has a flat battery.
    *(
        "停不停水都贴个条",
        "停电能不能提前说",
        "李奶奶的医保卡丢了",
        "老伴老走丢，想要个定位手环",
        "拐弯处好几回差点撞着人",
        "助听器没电了",
        "车门被蹭了，对方不赔",
    ),
)


@pytest.fixture(scope="module")
def emergencies() -> Emergencies:
    return Emergencies.build(ROWS)


@pytest.mark.parametrize("said", HAPPENED)
def test_what_happened_calls_who_acts_then_and_tells_the_number_that_fits(emergencies: Emergencies, said: str) -> None:
    who, number = HAPPENED[said]
    found = emergencies.read(simplify(said))
    assert who in acting(found), [one.id for one in found]
    assert number in "".join(one.safety_zh for one in found)


@pytest.mark.parametrize("said", CALM)
def test_what_is_only_arranged_or_asked_is_no_emergency(emergencies: Emergencies, said: str) -> None:
    assert emergencies.read(simplify(said)) == ()


def test_what_has_happened_counts_beside_the_name_of_hands(emergencies: Emergencies) -> None:
    for said in ("扫雪晕倒的志愿者", "扫雪志愿者摔了一跤", "楼道全是冰，缺扫雪志愿者"):
        assert emergencies.read(said), said


def test_a_cry_for_help_is_told_only_where_nothing_says_what_happened(emergencies: Emergencies) -> None:
    assert [one.id for one in emergencies.read("救命")] == ["help"]
    assert "help" not in [one.id for one in emergencies.read("救命，厨房着火了")]


def test_the_table_is_whole(emergencies: Emergencies) -> None:
    known = {concept["id"] for concept in seeds.vocabulary()}
    for row in ROWS:
        assert row["safety_zh"]
        assert (row["safety_en"] + row["label_en"]).isascii(), row["id"]
        assert row["concepts"]
        assert set(row["concepts"]) <= known, row["id"]
        assert all(part for word in row["words"] for piece in word.split("!") for part in piece.split("+")), row["id"]
        assert len(set(row["words"])) == len(row["words"]), row["id"]
        assert all(len(word) > 1 for word in row["words"]), row["id"]
    assert len({row["id"] for row in ROWS}) == len(ROWS)
    assert all(len(acting([one])) <= ACTING for one in emergencies.kinds)


@pytest.fixture(scope="module")
def street() -> Town:
    aid = (("Skill", "skill-first-aid"), "急救技能")
    nodes = [node("Skill", aid[0][1], name=aid[1], theme="health")]
    for key, windows in (("night", ["sat-pm"]), ("day", ["mon-am"]), ("untold", [])):
        nodes.append(node("Resident", key, name=f"某{key}", consent=True, windows=windows))
        nodes.append(link("LIVES_AT", ("Resident", key), ("Place", "house")))  # type: ignore[arg-type]
        nodes.append(link("HAS_SKILL", ("Resident", key), aid[0]))  # type: ignore[arg-type]
    nodes.append(node("Service", "course", name="急救培训课", charge="free"))
    nodes.append(link("LOCATED_IN", ("Service", "course"), ("Place", "door")))  # type: ignore[arg-type]
    nodes.append(link("ABOUT", ("Service", "course"), aid[0]))  # type: ignore[arg-type]
    return town(*nodes)


def test_in_an_emergency_who_registered_other_hours_is_called_too_and_courses_come_last(street: Town) -> None:
    answer = rally(street, "大爷在院里摔倒了起不来", "house", windows=["sat-pm"], now=NOW).as_json()
    assert answer["read"][0] == "急救技能"
    assert [one["id"] for one in answer["happened"]] == ["fall"]
    able = [one["candidate"]["id"] for one in answer["parties"] if one["able"]]
    assert able == ["night", "untold", "day", "course"]
    assert [one["told_when"] for one in answer["parties"] if one["able"]][:3] == [True, False, False]


def test_the_safety_line_stands_in_english_where_english_is_read(street: Town) -> None:
    answer = rally(street, "三楼着火了", "house", now=NOW, language="en").as_json()
    assert answer["happened"][0]["name"] == "fire or smoke"
    assert "119" in answer["happened"][0]["safety"]


@pytest.mark.parametrize("said", ["停电了提前也没通知", "停水了不提前说一声", "我妈走丢了", "奶奶突然看不见了"])
def test_what_has_happened_is_told_though_nobody_was_warned(emergencies: Emergencies, said: str) -> None:
    assert emergencies.read(simplify(said))
