"""What a heading in unforeseen words is about: the notions that stand in it, whatever their order.

A field is described by recipes of notions. A heading that names all notions of a recipe, and none that the recipe
forbids, may be that field; the more of its letters the notions explain, the likelier. Known wordings always win.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

LEAST, MOST = 0.42, 0.72  # what a heading is worth whose letters the notions explain least and wholly
LONGEST_WORDS = 30

NOTIONS: Mapping[str, str] = {
    "want": r"想要?|盼望?|愿望?|求|希望|期待|期望|需要?|诉求|心愿|要",
    "trouble": r"问题|难题|难处|困难|困扰|烦恼|烦心|愁|诉求|心愿|需求|毛病|矛盾|短板|痛点|堵点|难点|呼声|意见|建议|难",
    "affair": r"事(?:情|项|儿)?|情况|内容|描述|什么|啥|哪些|哪件",
    "order": r"点单|微?心愿|愿望",
    "solve": r"解决|处理|改善|改进|办好?|帮忙?|整治|治理",
    "lack": r"待(?=认领|认捐|援|解决|对接|办|定)|还?缺少?|还?差|短缺?|欠缺?|急需|求援|求助|求帮|所需|需要?|不足|缺口",
    "means": r"资源|东西|条件|支持|帮助|支援|物|人手|什么|啥|哪些|事项|内容|清单",
    "partner": r"伙伴|搭档|结对|对子|认领|认捐|认养|爱心|赞助|帮扶|合作|协作|响应|援助|共建|牵手|助力|接单|匹配|盟友",
    "body": r"单位|组织|机构|团队|队伍?|企业|公司|主体|部门|方|者|人|商家?|商户|店铺?|伙伴|搭档|盟友|社团|哪家|谁",
    "promise": r"承诺|答应|许诺|认捐|认领|允诺|应下|揽下|出力|贡献",
    "status": r"咋样|怎样|成了没|哪一步|定了|状态|进度|进展|程度|结果|了吗|没有|与否|与?否|到哪",
    "step": r"阶段|环节|哪?一?步骤?|节点|推进|进展|进程|走到|流程|进行|五民|到哪",
    "end": r"最晚|最迟|办完|做完|弄好|弄完|到头|收尾|截止?|终止?|停|为止|止|至|(?<![听收接看遇见碰])到期?|完成?|结束|"
    r"期满|办结|最迟|最晚|届满|失效|过期|收|底",
    "begin": r"打(?=哪|几|啥|什么)|拉起来|搭起来|有的|自|起始?|始|从|启|开始?|成立|创|建|立|揭牌|挂牌",
    "time": r"多久|几号|几月|啥时候?|多会儿?|哪月|几时|哪阵|时间|日期|时候|日子|时限|期限|哪天|何时|哪年|"
    r"年月|年份|何日|日|期|时|年",
    "place": r"几个院|几片|哪几|片儿?|院|楼|小区|地址?|处|位于|位置|坐落|场所|据点|片区?|哪儿|哪里|何处|住在|"
    r"住处|住所|居住",
    "inside": r"住|位于|坐落|家在|在哪|居(?![民委])",
    "many": r"哪几|[好这]?几[个片处条]|哪些|各[个处片]?|多少[个片处]|沿线|一带",
    "common": r"大家都?|人人|家家|都有|普遍|共性|个别|个案|一家一户|多数|少数",
    "reach": r"管(?=[哪几])|罩|惠及|够(?=[哪几])|送到|走到|跑到|"
    r"能去|去得了|跑(?=[哪几])|顾得上|上门|覆盖|服务|配送|可到|能到|辐射|够得着|受益",
    "post": r"差事|担的?|职务?|岗位?|身份|角色|头衔|担任|当|任",
    "doing": r"办|搞|干|做|负责|承担|忙",
    "community": r"社区|院里|楼里|居委会|街坊",
    "alliance": r"联?盟",
    "join": r"进了?|结的?|挂靠|加入|入|参加?|归属?|属于?|在|所属|所在",
    "call": r"称呼|贵姓|尊姓|大名|姓名?|名字",
    "you": r"您|你|本人",
    "number": r"电话|手机|号码|座机|热线|联系方式",
    "count": r"多少|几|人数|户数|数量?|规模|量",
    "kind": r"类别?|类型|种类?|分类|性质|属性|门类",
    "money": r"块钱|花销|掏钱|花多少|花几个|支出|开支|钱|费用?|资金|款|经费|预算|价格?|金额?|成本|开销",
    "origin": r"听来|打哪|哪儿听|谁说|来源|出处|哪来|渠道|由谁|谁出|列支|从哪",
    "find": r"找|联系|够得?着|喊",
    "where": r"打?哪儿?|上哪|往哪|去哪",
    "folk": r"居民们?|街坊们?|大伙儿?|大家伙?儿?|邻居们?|邻里|群众|老百姓|百姓|住户们?",
    "say": r"说|提|讲|反映|念叨|盼着?|想|要|求|闹|吐槽|嘀咕",
    "meet": r"遇到|遇上|碰到|碰上|撞上|摊上|闹心|头疼|犯愁|发愁",
    "which": r"哪一?(?:块|方面|类|样|门|路|种|头|摊)儿?|(?:什么|啥)(?:方面|类|性质|路数|路子|样)|是人是物|归哪一?类",
    "trading": r"(?:干|做|是|吃|属)(?:的)?(?:是)?(?:哪一?|什么|啥)(?:行|碗饭|买卖|营生)|哪一?行|靠什么吃饭",
    "busy": r"(?:平时|平常|日常|常|老|都|主要|一般)*(?:干|做|搞|弄|玩|忙活?)(?:点|些)?(?:什么|啥|哪些)",
    "calls": r"(?:管(?:它|这个|他们)|都|也|还|俗|习惯)?(?:叫|称)(?:它|他们|作|做)?|外号|绰号|俗名|小名|诨名|雅号",
    "heads": r"多少|几",
    "unit": r"[个口]?人|户|家|口|位|间|张|件|把|套|台",
    "free": r"有?空|闲|工夫|功夫|方便|开门|开放|营业|能来|抽得出|腾得出|空着",
    "clock": r"点|钟点|时辰|时候|时间|哪天|啥时|几时|多会儿|周几|礼拜几",
    "yesno": r"(?P<v>[^\s不没])[不没](?P=v)|是否|还是|要不要|怎么算|咋算|白(?=[用拿给])|免",
    "each": r"一?回|一次|每次|一趟|一个钟头|一小时|每",
    "thing": r"东西|本事|家底|物件|好物|物什|家伙",
    "indoors": r"屋里|里头|里面|里边|房里|场地里|室内",
    "have": r"有(?=[什啥哪])|有$|配(?=[什啥哪了])|带(?=[什啥哪])|摆(?=[什啥哪着])",
    "hand": r"手里|手头|家里|单位里|身上|拿出来|拿得出|用上|用得上",
    "registry": r"登记|备案|注册|在册|民政|入册|名册|的册",
    "boss": r"头儿|头头|老大|掌柜|老板|当家|管事|主事|领头|带头|挑头|牵头|负责|话事|对口|接头|出面",
    "remark": r"备(?:查|考|注|忘|案事?)?|附注?|批注|补充|另|其他|其它|留言|寄语|嘱咐|交代|特别|特殊|提示|提醒",
    "mentor": r"老师|辅导|指导|督导|导师|顾问|带教|陪伴|陪跑|支持社工|把关",
    "skill": r"拿得出手|好戏|绝招|一技|看家|拿得起|特长|专长|技能|擅长|手艺|本领|本事|绝活|拿手|才艺|能力|强项",
    "can": r"能|会|可以?|善于",
    "team": r"哪支|哪拨|哪帮|哪个队|队伍?|团队?|社团|小组|组织|社",
    "give": r"帮|出(?=[啥什点些哪力人钱])|搭|提供|出借|出资|拿出|贡献|捐|共享|分享|奉献",
    "agree": r"乐意|肯不肯|肯|情愿|答应|乐不乐意|行不行|同意|愿意?|愿不愿意?|接受|授权|许可|肯",
    "people": r"啥人|什么样的人|哪路人|街坊|老人|人群|对象|群体|谁|哪些人|居民|人",
    "benefit": r"照顾|能用|帮(?=[谁哪])|给(?=[谁哪])|轮得上|惠及|受益|服务|面向|适合|适用|享受|用",
    "lead": r"盯着?|跟进|管事|管着|当家|主管|说了算|拍板|出面|对口|接头|操心|照管|头儿|头头|领头|带队|掌事|"
    r"挑头|打头|操办|张罗|主事|牵头|发起|召集|带头|轮值|主席|盟主|秘书|理事长|组长",
    "member": r"成员|会员|组成|加盟|盟员|入盟|参加|名单",
    "heart": r"核对|核实|核验|确认|复核|摸排|更新|查验|盘点|核过|查过|问过|对过|盘库|清点|点验|点检|巡查|走访|核",
    "closing": r"收工|完活|交活|收尾|收官|竣工|完工|停用|停办|结项|结题|撤场|到期",
    "opening": r"动工|开工|开张|开干|开办|启用|启动|起步|进场|上线",
    "caller": r"来电|来访|报事|报修|投诉|反映|求助|诉求|提议|上报|留言",
    "matter": r"咋啦|咋了|咋回事|怎么了|怎么回事|何事|啥事|什么事|出了?(?:什么|啥)|哪件事|事由|情由",
    "owner": r"主人|东家|物主|谁家|哪家|归谁|主家|户主",
    "helper": r"应下|接(?=[得没到])|接了|接下|认下|认了|包了|包下|揽了?|搭把?手|帮衬|帮把?手|伸把?手|出手|接手|接茬|"
    r"援手|搭伙|撑腰|做后盾",
    "who": r"谁|哪家|哪位|哪个单位",
    "trade": r"行当|行业|哪?一?行|营生|买卖|业态|业种",
    "sake": r"为了?|缘起|初衷|由头|起因|起意|冲着",
    "active": r"动(?:的|过)?|碰头|露脸|出来|聚会|活动|集合|露面|活跃|出勤|聚",
    "last": r"最近一回|最近一次|上一回|上一次|头回|最近|上次|上回|末次|最后|近一次|近来|近日|近期|最新",
    "answer": r"回应|对应|针对|解决|源自|来自|响应|因|为",
    "hold": r"(?<!内)容(?=[量纳得下])|[装坐站放]得?下|[能可][装坐站]",
    "suit": r"宜|适合|适宜|合适",
    "spend": r"花在|花于|用在|用到|投在|投到",
    "use": r"用途|用处|用于|派用?|拿来|用来|用在|干什么|做什么|干啥|做啥",
    "borrow": r"想用|要用|约|借用?|预约|预订|借用?|申请|租用?|订|约",
    "way": r"咋|怎么说|跟谁说|打招呼|方式|流程|办法|手续|怎么|如何|步骤|规则|须知|要求",
    "tools": r"家伙事儿?|家什|摆设|装置|设备|设施|器材|硬件|家具|配套|配备|装备",
}
# Alternatives are separated by ";", notions by spaces, "-" forbids. "*" are fields that mean the same in every list.
RECIPES: Mapping[str, Mapping[str, str]] = {
    "*": {
        "note": "remark -time -number -kind -count -money -place",
        "place": "inside -kind -number -count -time -alliance;inside place -kind -number",
        "period": "begin end -heart",
        "date_to": "closing -begin;end time -begin -heart -last -active;can end -place -step;give end -place -step",
        "date_from": "opening -end;begin time -end -heart -last -active",
        "confirmed_on": "heart time;heart last",
        "last_active": "last active",
        "quantity": "heads unit -money -time -each -clock;hold -money -time -alliance",
        "hours": "free clock -last -heart -number;free time -last -heart -number",
    },
    "needs": {
        "text": "folk say -time -kind -origin -number -count -place -which;"
        "order affair -time -kind -origin -number -count -place -which;"
        "say affair -time -kind -which -number -place -origin -community;"
        "meet trouble -time -kind -count -which;meet affair -time -kind -count -which;"
        "matter -time -kind -origin;want solve affair -end -count -people;want trouble -time"
        " -kind -count;trouble affair -time -kind"
        " -count -origin -place;want affair -time -kind -count -end",
        "contact": "boss -number -time -money -call;who lead -number -time -money -partner;"
        "caller body -time -number;call you;call -number -community -place",
        "date_to": "time solve -begin;time want -begin;time end -begin;want end time;want time solve;end time -begin",
        "date_from": "trouble begin time",
        "category": "which -time -place -number;which affair -time",
        "quantity": "heads unit meet -money -time",
        "scope": "common affair -count -time;common yesno",
        "money": "money heads -body -origin;money count -origin",
    },
    "resources": {
        "provider": "who thing -number;owner -number -time -kind;give body -number -time -count -kind",
        "skills": "skill -kind -count;can doing affair;can affair -time -place -give -use",
        "purpose": "use -kind -time -money;spend -time -money;suit doing",
        "booking": "borrow way",
        "equipment": "indoors have -count;have tools -count;tools -count -money",
        "contact": "boss -number -time -money -call;who lead -number -time -money -partner;call",
        "name": "thing -kind -count -owner -place -give;hand have -kind -count -time;"
        "hand thing -kind -count;can give -kind -count -time -place;can hand -kind -count -time",
        "kind": "which -time -number -owner -place",
        "charge": "yesno money -each -count",
        "price": "each count -unit;each heads money",
    },
    "projects": {
        "requirement": "lack means -kind -count -time -money -status;lack affair -kind -count -time -money -status",
        "requirement_kind": "lack kind",
        "quantity": "lack count -money",
        "claimant": "helper who -status -number;partner body -promise -number -time -status -kind -count -mentor;"
        "partner -promise -status -give -means -affair -kind -time -number -count -money -mentor",
        "claim": "helper affair -who -status;give means -body -time -lack;promise affair -status -body"
        " -lack;partner promise"
        " -status;promise -status -body -time -number -kind -lack;"
        "partner give -status -body",
        "claim_status": "helper status -number;helper step;partner status;promise status",
        "stage": "step -partner -promise -time -mentor",
        "mentor": "mentor -time -number",
        "fund": "money origin;money body -number -count",
        "need": "sake solve;sake trouble;answer trouble;trouble origin",
        "audience": "people benefit -number -count",
        "team": "who lead -number;doing body -number;begin body -number",
        "money": "money heads -body -origin",
    },
    "residents": {
        "name": "call -number -place",
        "posts": "post -time -kind;community doing affair -can;community post",
        "skills": "skill -kind;can doing affair -time;can affair -time",
        "groups": "team join;team -count -time -number -post",
        "consent": "agree partner;agree",
    },
    "organizations": {
        "skills": "busy -last;skill -kind -count;active affair -time -last",
        "contact": "boss -number -time -money -call;who lead -number -time -money -partner;lead body -number",
        "name": "team call -lead",
        "kind": "trading -number -time;which team",
        "aliases": "folk calls -number",
        "registered": "registry yesno -number -time;yesno registry",
    },
    "units": {
        "kind": "trading -number -time;busy -give;trade -number -time",
        "alliance": "alliance join -lead -member -time -number;alliance join -lead -member -time -body -call",
        "offers": "can give -number -time -lead;agree give -number -time;can give;give means -time -body;agree give",
        "lead_unit": "lead body -number -call",
        "member_units": "member body -count -number -lead",
        "contact": "boss -number -time -money -call;who lead -number -time -money -partner",
        "aliases": "folk calls -number",
        "area": "reach many -time -number;reach place -inside -number;many place -inside -time -number",
    },
    "services": {
        "audience": "people benefit -number",
        "area": "reach place -number;reach many -time -number",
        "provider": "give body -number -time;doing body -number",
        "alliance": "alliance join",
        "booking": "borrow way",
        "contact": "boss -number -time -money -call;who lead -number -time -money -partner",
        "name": "have affair -people -time;have thing",
        "charge": "yesno money -each -count",
        "price": "heads each -unit;count each;each count money",
        "phone": "way find -time;where find -time;number -time -kind",
        "text": "busy -people -time;way doing",
    },
}
_FILLERS = re.compile(r"[的了着吗呢么是请大约眼下目前最这那一个件本为有和或及与/、]")


@dataclass(frozen=True)
class _Recipe:
    wanted: tuple[str, ...]
    forbidden: tuple[str, ...]


@cache
def _recipes(list_name: str, field: str) -> tuple[_Recipe, ...]:
    written = (RECIPES.get(list_name, {}).get(field, ""), RECIPES["*"].get(field, "") if list_name != "places" else "")
    return tuple(_parsed(written))


def _parsed(written: tuple[str, ...]) -> Iterator[_Recipe]:
    for recipe in ";".join(filter(None, written)).split(";"):
        notions = recipe.split()
        if notions:
            yield _Recipe(
                tuple(notion for notion in notions if notion[0] != "-"),
                tuple(notion[1:] for notion in notions if notion[0] == "-"),
            )


@cache
def _pattern(notion: str) -> re.Pattern[str]:
    return re.compile(NOTIONS[notion])


@lru_cache(maxsize=20_000)
def _where(notion: str, words: str) -> frozenset[int]:
    """The places of the letters that name a notion."""
    return frozenset(at for found in _pattern(notion).finditer(words) for at in range(*found.span()))


@lru_cache(maxsize=100_000)
def about(list_name: str, field: str, words: str) -> float:
    """From 0 to MOST, how far the notions in a heading describe a field."""
    if not 2 <= len(words) <= LONGEST_WORDS:
        return 0.0
    best = 0.0
    for recipe in _recipes(list_name, field):
        named = [_where(notion, words) for notion in recipe.wanted]
        if not all(named) or not _apart(named) or any(_where(notion, words) for notion in recipe.forbidden):
            continue
        explained = frozenset().union(*named, (at for at, ch in enumerate(words) if _FILLERS.match(ch)))
        best = max(best, LEAST + (MOST - LEAST) * (len(explained) / len(words)) ** 2)
    return best


def _apart(named: list[frozenset[int]]) -> bool:
    """True when no notion is named only by letters that already name another one."""
    return len(named) < 2 or all(
        own - frozenset().union(*(other for at, other in enumerate(named) if at != mine))
        for mine, own in enumerate(named)
    )
