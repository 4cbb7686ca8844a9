"""The empty workbooks in English: what their Chinese headings, titles and advice are called.

Headings are kept where the import reads them back: `graph/reading/wording_english.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

TITLES: Mapping[str, str] = MappingProxyType(
    {
        "需求清单": "Needs",
        "资源清单": "Resources",
        "项目清单": "Projects",
        "骨干志愿者": "Residents",
        "社会组织": "Organizations",
        "辖区单位": "Units",
        "联盟": "Alliances",
        "便民服务清单": "Services",
        "地点与名称": "Places",
    }
)
ADVICE: Mapping[str, str] = MappingProxyType(
    {
        "年-月-日，如 2026-03-05": "Year-month-day, such as 2026-03-05",
        "几项之间用顿号隔开": "Several are parted by 、 or a comma",
        "一个号码；不外传": "One number; never passed on",
        "写到院、楼或单元就够，不写房号": "The compound, building or entrance is enough; no room number",
        "不要填身份证号": "No identity number",
        "自己的编号，可以不填": "Your own number; may stay empty",
        "一行写一件事": "One matter in a line",
        "带上单位：20户、15人": "With its measure: 20户, 15人",
        "单位、组织或个人": "A unit, an organization or a person",
        "带上单位：1人、30套": "With its measure: 1人, 30套",
        "资金才填": "For funds only",
        "如：工作日、周六上午、9:00-17:00": "Such as 工作日, 周六上午, 9:00-17:00",
        "场地才填，几项之间用顿号隔开": "For rooms only; several are parted by 、 or a comma",
        "同一个项目的几行写同一个编号": "The same number in all lines of one project",
        "缺几样就写几行": "As many lines as things are lacking",
        "带上单位：2人、1间": "With its measure: 2人, 1间",
        "十岁一段，如 60-69；不要填身份证号": "In tens, such as 60-69; no identity number",
        "如：工作日晚上、周末、随时": "Such as 工作日晚上, 周末, 随时",
        "一个月最多能出几个小时；不限就空着": "The most hours a month; empty for no limit",
        "本人同意才会被推荐": "Only who agreed is proposed",
        "没有就空着；备案的队伍没有": "Empty where there is none; groups on file have none",
        "1 到 5；没评空着": "1 to 5; empty where not rated",
        "没有就空着": "Empty where there is none",
        "如 50元/次；免费的不填": "Such as 50元/次; empty where free",
        "它在哪个地点里": "The place it lies in",
        "几个别名用分号隔开": "Several are parted by a semicolon",
    }
)
