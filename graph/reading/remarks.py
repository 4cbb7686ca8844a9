"""What a remark beside somebody's name says of them as a whole: that they are no longer there to be asked."""

from __future__ import annotations

import re

from graph.reading.tidy import half_width

PHRASES = re.compile(r"[,，、;；.。!！\s()（）]+")
_HEADING = re.compile(r"备注|附注|说明|简介|介绍|情况|其他")
_WHEN = r"(?:已经?|刚刚?|于|在|去年|今年|前年|上个?月|年[初底前]|20\d\d年?|\d{1,2}[月日]|现在?|目前|早就?)*+"
_WHO = r"(?:本人|此人|该人|其人|人|老人|全家|举家|家属|家里人?|家人|子女)?"
_SAYS = r"(?:多次|明确|来电|电话|口头|书面|提出|要求|表示|希望|申请|说|请|强烈)*+"
# Whole phrases only: 老伴去世, 帮人搬家 and 周末不要联系 say something else.
_GONE = re.compile(
    rf"{_WHO}{_WHEN}(?:(?:因病|不幸)?(?:去世|过世|病故|病逝|离世|逝世|身故|不在了|不在人世)|搬走|搬离|搬家(?=了)|搬出|迁[出走]|"
    rf"(?:搬离|搬出|迁出|离开)(?:本|我们)?(?:社区|小区|街道)|不住(?:这里|这儿|这|本社区|本小区)|出国定居)了?"
    rf"|{_WHO}{_SAYS}{_WHEN}(?:(?:不[要想愿]?意?再?|别再?|勿再?|停止|谢绝)(?:被|对外)?(?:联系|打扰|推荐|参加|参与|合作|找)|退出|不干|不做)"
    rf"(?:本人|[我他她]|志愿服务|志愿者?队伍?|活动)?了?"
)


def is_remark(heading: str, field: str | None) -> bool:
    """Whether a column holds remarks, read as the list's note or left unread."""
    return field == "note" or (field is None and bool(_HEADING.search(heading)))


def tells_that_it_is_over(remark: str) -> bool:
    """Whether a remark says that its person died, moved away, left, or asked to be called no more."""
    return any(_GONE.fullmatch(phrase) for phrase in PHRASES.split(half_width(remark)) if phrase)
