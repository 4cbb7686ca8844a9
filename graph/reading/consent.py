"""Yes and no of people: whether they may be recommended, in the office's words and in their own."""

from __future__ import annotations

import re

from graph.reading.tidy import squash, tidy
from graph.reading.words import fixed_word

LONGEST_NO = 10  # characters: a longer answer says more than no, and somebody has to read it
_NO = re.compile(
    r"(?:我|他|她|本人|自己|人家|家[里人属]|老人|还是|暂时?|先|现在|目前|最近|近期|已经?|说|就|都|也|实在|真的|以后|再)*"
    r"(?:不(?:太|大|是很|怎么|再)?(?:愿意?|同意|想|肯|乐意|情愿|参[加与]|方便|行|用|可以?|能|干|做|去|来|接受|推荐|公开|要|考虑|登记"
    r"|授权|许可|允许|准|给|让|了|必|$)"
    r"|没(?:有)?(?:兴趣|同意|答应|意愿|授权)|未(?:同意|授权|答应)|算了|再说|退[出了]|取消|撤[回销]|拒绝|回绝|谢绝|婉拒|别|勿|免了)"
)
# Headings that ask the same thing in other words: whether somebody may be shown to others.
_ASKED = re.compile(r"^(?:请问|本人|信息)?(?:[能可是愿肯](?:否|不[能可是愿肯])|可以|允许|授权|同意|愿意)")
_SHOWN = re.compile(r"公开|公示|展示|推荐|共享")
# 愿不愿意 and 同意与否 ask and deny nothing.
_EITHER = re.compile(
    r"([愿同可能是肯想让])(?:不|[/／]不?)(\1(?:意|以)?)|(同意|愿意|可以|公开|推荐|参[加与])(?:或者?|还是|[/／、])?不(?:\3)?(?=$|[?？吗])"
)
# Whatever denies makes of a question about leave its opposite.
_DENIES = re.compile(
    r"不|别|勿|莫|拒绝|谢绝|婉拒|回避|保密|匿名|免打?扰|退出|隐[藏名私]|屏蔽|撤[回销]|取消|暂缓|停止"
    r"|\b(?:not?|don.?t|never|opt(?:s|ed)?[- ]?out|declined?|refuse[ds]?|withdr[ae]wn?|private|hidden?|anonymous)\b"
)
# Of any other column (性别, 行动不便) only what plainly asks to be left out does.
_HIDDEN = re.compile(
    r"(?:不|别|勿|莫|拒绝|谢绝|婉拒|取消|撤[回销])(?:再|想|要|能|可以?|宜|便|必|愿意?|同意|接受)?(?:参[加与]|被|对外|进行|在)?"
    r"(?:推荐|匹配|公[开示]|联系|打扰|外传|展示|共享|露面|列入|参[加与])|(?:是否|需要?|要求|申请|请求?|要)(?:予以|给予|为其)?(?:保密|匿名|隐名)"
    r"|^(?:保密|匿名|退出|免打扰)$|免打?扰|是否(?:自愿|已|要|申请)*退出$"
    r"|\bopt(?:s|ed)?[- ]?out\b|\b(?:not|never|don.?t) (?:be |to be )?(?:recommend|list|show|contact|match)|anonymous$"
)
_TICK, _BOX, _ANSWER = "[☑✔✓√■●☒]", "[□☐○〇]", r"[^□☐○〇☑✔✓√■●☒/、，,]+"
_PARTED = "[/、，,]?"
_TICKED = re.compile(
    rf"(?:{_TICK}(?P<first>{_ANSWER}){_PARTED}{_BOX}{_ANSWER}|{_BOX}{_ANSWER}{_PARTED}{_TICK}(?P<second>{_ANSWER}))"
)
_TICKED_AFTER = re.compile(
    rf"(?:(?P<first>{_ANSWER}){_TICK}{_PARTED}{_ANSWER}{_BOX}|{_ANSWER}{_BOX}{_PARTED}(?P<second>{_ANSWER}){_TICK})"
)
_FOR_MATCHING = re.compile(r"推荐|匹配|对接|牵线|派[单活]|接[单活]|recommend|match|refer")
# What else a heading that asks for it may say; more names what is agreed to, which is something else.
_ASKING = re.compile(
    r"请问|本人|个人|自己|[您你他她]|征[求得询]|是否|能否|可否|愿否|有没有|是不是|已经?|自愿|知情|同意|愿意?|意愿|意向|授权|许可"
    r"|允许|可以?|接受|肯|能|让|被|吗|书|情况|意见|状态|态度|选择|回复|答复|确认|与否|否|表态|社区|街道|居委会|平台|系统|资源|智能"
    r"|其|将|把|对外|向|给|和|与|及|的|在|为|里|中|参[加与]|加入|纳入|进入?|登记|入库|人才库|志愿者?库|资源库|名[单册]|使用|进行"
    r"|展示|公开|公示|共享|提供|推送|列入|联系|找|帮忙|出力|搭把手|做|当|志愿(?:服务|者|活动)?|义工|公益(?:服务)?|服务|信息"
    r"|(?:小微)?项目|继续|长期|随时|[（(][^）)]*[）)]|[?？:：/／、，,。“”\"*＊√✓.]|\s"
    r"|\b(?:agree[sd]?|consent(?:s|ed)?|opt(?:s|ed)?[- ]?in|permission|allow(?:s|ed)?|willing|to|be|is|may|can|ok|yes"
    r"|given|the|us|listed|shown|shared|contacted|volunteer|join|by|for|as|with|and|or)\b"
)


def asks_to_be_hidden(heading: str) -> bool:
    """Whether a heading asks the opposite of leave: whether somebody is to be left out or kept secret (是否保密)."""
    return bool(_HIDDEN.search(_plain(heading)))


def asks_for_leave(heading: str) -> bool:
    """Whether a heading asks if somebody may be recommended: nothing else (同意拍照), and not the opposite."""
    plain = _plain(heading)
    return bool(plain) and not _DENIES.search(plain) and bool(_FOR_MATCHING.search(plain) or not _ASKING.sub("", plain))


def _plain(heading: str) -> str:
    return _EITHER.sub(r"\2\3", tidy(heading).casefold())


def read_consent(text: str) -> bool | None:
    """Whether the whole text says yes or no, None when it cannot be told; a no counts in everyday words too."""
    word = fixed_word("consent", text)
    if word is not None:
        return word == "true"
    plain = squash(text).rstrip("。.!！~")
    if (ticked := _ticked(plain)) is not None:
        return read_consent(ticked)
    return False if len(plain) <= LONGEST_NO and _NO.match(plain) else None


def _ticked(plain: str) -> str | None:
    """The one answer that is ticked of the two printed with their boxes: ☑是□否, 是√否□."""
    before, after = _TICKED.fullmatch(plain), _TICKED_AFTER.fullmatch(plain)
    found = [one for told in (before, after) if told for one in (told["first"], told["second"]) if one]
    return found[0] if len(found) == 1 else None


def asks_to_be_shown(heading: str) -> bool:
    """Whether a heading asks if somebody may be shown or recommended to others (能否公开)."""
    plain = squash(heading)
    return bool(_ASKED.match(plain) and _SHOWN.search(plain)) and not asks_to_be_hidden(heading)
