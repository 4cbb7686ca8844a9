"""Cells as people type them, each with what a careful person reads: (typed, {field: value}, problem code or "")."""

from __future__ import annotations

from collections.abc import Mapping

Truth = tuple[str, Mapping[str, object], str]


def _said(field: str, *words: str) -> list[Truth]:
    """Texts that are kept as they are."""
    return [(word, {field: word}, "") for word in words]


def _pairs(field: str, text: str) -> list[Truth]:
    """`typed=value` separated by `|`; `typed=!code` is a problem without value, `typed=` a blank."""
    truths: list[Truth] = []
    for part in text.split("|"):
        typed, _, value = part.partition("=")
        if value.startswith("!"):
            truths.append((typed, {}, value[1:]))
        else:
            truths.append((typed, {field: value} if value else {}, ""))
    return truths


def _dates(field: str, *, end: bool) -> list[Truth]:
    day, assumed = ("2026-05-31", "2026-05-31") if end else ("2026-05-01", "2026-05-01")
    return [
        ("2026.4.9", {field: "2026-04-09"}, ""),
        ("2026年4月9日", {field: "2026-04-09"}, ""),
        ("2026-4-9 14:30", {field: "2026-04-09"}, ""),
        ("２０２６／４／９", {field: "2026-04-09"}, ""),
        ("20260409", {field: "2026-04-09"}, ""),
        ("46121", {field: "2026-04-09"}, ""),
        ("4月9日", {field: "2026-04-09"}, "assumed_year"),
        ("26.4.9", {field: "2026-04-09"}, "assumed_year"),
        ("2026年5月", {field: day}, "assumed_day"),
        ("2026.5", {field: assumed}, "assumed_day"),
        ("2026-06-31", {}, "bad_date"),
        ("2026.14.2", {}, "bad_date"),
        ("看情况", {}, "vague_date"),
        ("4月中旬", {}, "vague_date"),
        ("/", {}, ""),
    ]


TRUTHS: Mapping[str, list[Truth]] = {
    "id": _said("id", "甲-01", "LY-2026-002", "甲-03", "甲-17"),
    "community": _pairs(
        "community", "柳荫社区=柳荫社区|柳 荫=柳荫社区|石橋社區=石桥社区|柳荫居委会=柳荫社区|东海社区=!unknown_place"
    ),
    "place": _pairs(
        "place",
        "7号院=柳荫路7号院|柳荫路７号院=柳荫路7号院|柳荫社区柳荫路七号院=柳荫路7号院|新风公寓=新风楼|新风楼302室=新风楼"
        "|七号院一号楼=柳荫路7号院1号楼|枣林胡同甲三号院=枣林胡同甲3号院"
        "|柳荫路9号院=!unknown_place|新风楼对面=!unknown_place|无=",
    ),
    "area": [
        ("柳荫社区、石桥", {"area": ["柳荫社区", "石桥社区"]}, ""),
        ("7号院；甲3号院", {"area": ["柳荫路7号院", "枣林胡同甲3号院"]}, ""),
        ("新风楼，北海楼", {"area": ["新风楼"]}, "unknown_place"),
    ],
    "text": [
        *_said(
            "text",
            "楼下路灯坏了好几个，晚上看不见",
            "想有人教老人用打车软件",
            "雨天一楼进水没人管",
            "门口台阶太高轮椅下不来",
        ),
        ("孩子放學沒地方寫作業", {"text": "孩子放学没地方写作业"}, ""),
        ("垃圾桶味道大，联系13712345678老王", {"text": "垃圾桶味道大，联系137****5678老王"}, "phone_in_text"),
        ("＝", {"text": "＝"}, ""),
        ("-门禁坏了", {"text": "-门禁坏了"}, "looks_like_formula"),
        ("证件999999190001030075丢了", {}, "id_number_present"),
        ("暂无", {}, "missing_value"),
    ],
    "category": _said("category", "环境", "养老", "文体", "停车"),
    "origin": _pairs(
        "origin",
        "居民=居民|居民反映=居民|网格议事会=议事会|12345=诉求"
        "|接诉即办=诉求|问卷=调研|物业公司=单位|街道交办=上级|路过听说=!unknown_value",
    ),
    "urgency": _pairs("urgency", "高=高|紧急=高|一般=中|不急=低|火烧眉毛=!unknown_value"),
    "scope": _pairs("scope", "个别性=个别|普遍=普遍|老大难=老大难|一半一半=!unknown_value"),
    "stage": _pairs("stage", "民提=民提|民議=民议|民办=民办|办了=!unknown_value"),
    "date_from": _dates("date_from", end=False),
    "date_to": [*_dates("date_to", end=True), ("长期", {}, ""), ("常年", {}, "")],
    "confirmed_on": _dates("confirmed_on", end=False),
    "last_active": _dates("last_active", end=False),
    "period": [
        ("2026.3.1-2026.5.30", {"date_from": "2026-03-01", "date_to": "2026-05-30"}, ""),
        ("2026年3月1日至5月30日", {"date_from": "2026-03-01", "date_to": "2026-05-30"}, ""),
        ("2026-03-01~2026-05-30", {"date_from": "2026-03-01", "date_to": "2026-05-30"}, ""),
        ("2026年3月—2026年5月", {"date_from": "2026-03-01", "date_to": "2026-05-31"}, "assumed_day"),
        ("3月1日-5月30日", {"date_from": "2026-03-01", "date_to": "2026-05-30"}, "assumed_year"),
        ("2026.5.30-2026.3.1", {}, "bad_period"),
        ("2026.2.31-2026.5.30", {"date_to": "2026-05-30"}, "bad_date"),
    ],
    "quantity": [
        ("12人", {"quantity": 12.0, "unit": "人"}, ""),
        ("约３０户", {"quantity": 30.0, "unit": "户"}, ""),
        ("四十余户", {"quantity": 40.0, "unit": "户"}, ""),
        ("8—10人", {"quantity": 8.0, "quantity_max": 10.0, "unit": "人"}, ""),
        ("三至五名", {"quantity": 3.0, "quantity_max": 5.0, "unit": "名"}, ""),
        ("不少于6名", {"quantity": 6.0, "unit": "名"}, ""),
        ("好几个", {}, "vague_quantity"),
        ("不超过9人", {}, "vague_quantity"),
        ("1O人", {}, "bad_quantity"),
    ],
    "money": [
        ("3000", {"money": 3000.0}, ""),
        ("￥1,500.00", {"money": 1500.0}, ""),
        ("1.2万元", {"money": 12000.0}, ""),
        ("八百元", {"money": 800.0}, ""),
        ("1-2万", {"money": 10000.0, "money_max": 20000.0}, ""),
        ("再议", {}, "vague_money"),
        ("3O00", {}, "bad_money"),
    ],
    "price": [
        ("30元/次", {"money": 30.0, "unit": "次"}, ""),
        ("每小时45元", {"money": 45.0, "unit": "小时"}, ""),
        ("100-150元/台", {"money": 100.0, "money_max": 150.0, "unit": "台"}, ""),
        ("面谈", {}, "vague_money"),
    ],
    "charge": _pairs("charge", "公益=公益|免费=公益|低偿=优惠|市场价=市场|有償=市场|看人=!unknown_value"),
    "contact": _said("contact", "钱某", "李某芳", "冯某强"),
    "phone": [
        *_pairs(
            "phone",
            "13712345678=13712345678|137 1234 5678=13712345678|＋86-13712345678=13712345678|010-6123 4567=010-61234567",
        ),
        *_pairs(
            "phone",
            "办公室01061234567=010-61234567|1371234567=!bad_phone|1.37E+10=!bad_phone|137****5678=!masked_phone|没有=",
        ),
        ("13712345678/13887654321", {"phone": "13712345678"}, "several_values"),
    ],
    "contact_phone": [
        ("钱某 13712345678", {"contact": "钱某", "phone": "13712345678"}, ""),
        ("李某芳（13712345678）", {"contact": "李某芳", "phone": "13712345678"}, ""),
        ("冯某强：010-61234567", {"contact": "冯某强", "phone": "010-61234567"}, ""),
        ("韩某1371234567", {"contact": "韩某"}, "bad_phone"),
    ],
    "provider": [
        *_said("provider", "柳荫物业公司", "石桥小学", "河畔银行望河支行"),
        ("编织社", {"provider": "暖心编织社"}, ""),
        ("商戶聯盟", {"provider": "便民商户联盟"}, ""),
    ],
    "alliance": [("商户联盟", {"alliance": "便民商户联盟"}, ""), *_said("alliance", "金秋联盟", "便民商户联盟")],
    "lead_unit": _said("lead_unit", "河畔银行望河支行", "柳荫物业公司", "望河医院"),
    "member_units": [
        ("河畔银行、望河医院", {"member_units": ["河畔银行", "望河医院"]}, ""),
        ("柳荫物业公司；周记理发店，石桥小学", {"member_units": ["柳荫物业公司", "周记理发店", "石桥小学"]}, ""),
    ],
    "offers": [
        ("会议室、讲座", {"offers": ["会议室", "讲座"]}, ""),
        ("义诊/健康咨询（每季度、老人优先）", {"offers": ["义诊", "健康咨询（每季度、老人优先）"]}, ""),
    ],
    "audience": _said("audience", "老年人", "全体居民", "困难家庭"),
    "hours": [*_said("hours", "周末", "工作日下午", "每周三上午", "9:00-17:00"), ("--", {}, "")],
    "purpose": _said("purpose", "办小型活动", "开会用", "节日慰问"),
    "booking": _said("booking", "提前一天打电话", "微信群登记", "找门长"),
    "equipment": [
        ("投影、音箱、投影", {"equipment": ["投影", "音箱"]}, ""),
        ("桌椅；白板", {"equipment": ["桌椅", "白板"]}, ""),
    ],
    "skills": [
        ("编织、剪纸", {"skills": ["编织", "剪纸"]}, ""),
        ("電工;水暖", {"skills": ["电工", "水暖"]}, ""),
        ("理发 按摩", {"skills": ["理发", "按摩"]}, ""),
    ],
    "posts": [
        ("门长、居民代表", {"posts": ["门长", "居民代表"]}, ""),
        ("楼长", {"posts": ["楼长"]}, ""),
        ("无", {}, ""),
    ],
    "groups": [
        ("编织社", {"groups": ["暖心编织社"]}, ""),
        ("老街合唱团、红袖巡逻队", {"groups": ["老街合唱团", "红袖巡逻队"]}, ""),
    ],
    "age_band": _pairs("age_band", "60-69=60-69|６５=60-69|50多岁=50-59|72岁=70-79|保密=!unknown_value"),
    "consent": [
        ("是", {"consent": True}, ""),
        ("同意", {"consent": True}, ""),
        ("否", {"consent": False}, ""),
        ("不願意", {"consent": False}, ""),
        ("再想想", {}, "unknown_value"),
    ],
    "aliases": [("毛线组", {"aliases": ["毛线组"]}, ""), ("老歌队；夕阳红", {"aliases": ["老歌队", "夕阳红"]}, "")],
    "registered": _pairs("registered", "备案=备案|已登记=登记|没备案=未备案|登记中=!unknown_value"),
    "credit_code": [("", {}, ""), ("91110101Y0000061", {}, "bad_credit_code"), ("待补", {}, "")],
    "filing_no": _said("filing_no", "WH-2023-01", "WH-2022-17"),
    "star": [
        ("三星", {"star": 3.0}, ""),
        ("★★★★", {"star": 4.0}, ""),
        ("5星级", {"star": 5.0}, ""),
        ("未评", {}, ""),
        ("满分", {}, "unknown_value"),
    ],
    "team": [*_said("team", "柳荫自管会", "青年志愿队", "新风楼楼委会"), ("编织社", {"team": "暖心编织社"}, "")],
    "need": _said("need", "老人出门不方便", "没地方停自行车", "孙女下课没人接"),
    "fund": _said("fund", "社区公益金", "党组织服务群众经费", "居民自筹"),
    "mentor": _said("mentor", "林某", "何某"),
    "requirement": _said("requirement", "会修电器的人", "能坐三十人的屋子", "海报设计", "桌椅租用", "活动奖品"),
    "requirement_kind": _pairs(
        "requirement_kind",
        "技能=技能|志愿者=人力|活动空间=场地|经费=资金|设备=物资|方案策划=策划|督导=辅导|不好说=!unknown_value",
    ),
    "claimant": [*_said("claimant", "河畔银行望河支行", "石桥小学"), ("商户联盟", {"claimant": "便民商户联盟"}, "")],
    "claim": _said("claim", "出两名讲师", "提供会议室一间", "赞助奖品"),
    "claim_status": _pairs("claim_status", "有意向=意向|已确认=确认|已完成=履约|谢绝=婉拒|犹豫=!unknown_value"),
    "note": [*_said("note", "已电话沟通", "要提前说", "材料自备"), ("", {}, "")],
    "id_number": [("", {}, ""), ("", {}, ""), ("无", {}, ""), ("999999190001010", {}, "id_number_present")],
    "unit": _said("unit", "套", "张", "台"),
    "kind resources": _pairs(
        "kind", "技能=技能|房间=场地|物品=物资|义工=人力|出资=资金|专业服务=服务|杂项=!unknown_value"
    ),
    "kind organizations": _said("kind", "文体类", "公益服务类", "自管会"),
    "kind units": _said("kind", "银行", "物业", "医院"),
    "text services": _said("text", "剪发和修面，老人优先", "厨卫下水疏通，当天上门", "清洗空调滤网和外壳"),
}
NAMES: Mapping[str, str] = {
    "resources": "会议室|修表师傅|折叠桌|义诊服务|手工教室|音响设备|书画老师|搬家帮手|图书角",
    "projects": "楼道点亮计划|夕阳学堂|共享工具屋|亲子种植角|邻里厨房|旧衣改造|口述历史|安心停车|小院议事",
    "residents": "钱某兰|李某|冯某军|孙某华|韩某英|吴某|郑某林|何某明|吕某",
    "organizations": "红袖巡逻队|新风楼自管会|望河助老中心|柳荫摄影社"
    "|小修小补队|晨练太极队|石桥读书会|绿植养护队|爱心车队",
    "units": "河畔银行望河支行|柳荫物业公司|望河医院|石桥小学|周记理发店|南里菜站|同济药房|望河派出所|春芽幼儿园",
    "services": "上门理发|管道疏通|家电清洗|代买药品|磨刀|换纱窗|修鞋|开锁|送餐",
}
