"""Surnames, by which a person's name is told from other words."""

from __future__ import annotations

SURNAMES = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方"
    "俞任袁柳唐罗薛雷贺倪汤滕殷毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋"
    "茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯管卢莫房丁邓郁单杭洪"
    "包诸左石崔吉龚程邢裴陆翁荀甄曲封储靳段富巫乌焦巴弓牧车侯全班仰秋仲伊宫宁仇栾甘厉祖武符刘景詹束龙叶幸司黎薄印白"
    "蒲邰赖卓屠蒙池乔胥苍闻党翟谭劳姬申冉宰桑桂牛寿边燕冀尚农温庄晏柴瞿阎慕连茹习艾向古易廖终居衡步耿满匡文寇广欧沃利"
    "越隆师巩聂晁勾敖融冷辛那简饶曾关肖岳帅仝佟由闫商佘"
)
RARER = frozenset(
    "史兰芦丛涂谷牟费游阳查鲍覃隋解鄢莘酆廉岑咸滑荣羊麴芮汲邴糜松井隗山宓蓬郗暴钭戎韶郜蓟宿怀鄂索籍蔺阴鬱双贡逄扶堵郦雍璩濮扈浦充宦容慎戈庾暨弘禄阙殴蔚夔厍訾阚沙乜鞠"
    "须丰巢蒯荆红竺权逯盖益桓仉督缑亢况郈琴佴伯赏墨哈谯笪"
)
OTHER_WORDS = frozenset("水能和成平明师广利越农班居支全计文")  # begin more skills and things than names
OF_A_LIST = (SURNAMES | RARER) - OTHER_WORDS  # what the names in one column of a list may begin with
