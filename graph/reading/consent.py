"""Yes and no of people: whether they may be recommended, in the office's words and in their own."""

from __future__ import annotations

import re

from graph.reading.tidy import squash
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


def read_consent(text: str) -> bool | None:
    """Whether the whole text says yes or no, None when it cannot be told; a no counts in everyday words too."""
    word = fixed_word("consent", text)
    if word is not None:
        return word == "true"
    plain = squash(text).rstrip("。.!！~")
    return False if len(plain) <= LONGEST_NO and _NO.match(plain) else None


def asks_to_be_shown(heading: str) -> bool:
    """Whether a heading asks if somebody may be shown or recommended to others (能否公开)."""
    plain = squash(heading)
    return bool(_ASKED.match(plain) and _SHOWN.search(plain))
