"""How far a need has come, in an office's words (已解决, 办理中, 未办), where they are none of the five stages."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from graph.reading.evidence import Profile
from graph.reading.headings import heading_of
from graph.reading.lists import ListKind
from graph.reading.tidy import squash
from graph.reading.words import fixed_word

OPEN = ""  # it waits, at whatever stage it is known to be
_DONE = "解决|办结|办完|办好|办理|办|完成|处理|处置|落实|销号|结案"
SAID: Mapping[str, str] = {
    "办结": rf"已(?:全部|顺利)?(?:{_DONE}|闭环|了结|修好|整改)(?:完毕|完成|完|好|了)?"
    r"|(?:解决|办结|办完|办好|完成|销号|结案|闭环|了结|修好)了?|(?:办理|处理|处置|整改|解决)完(?:毕|成)?",
    "民办": r"(?:正在|正)?(?:办理|处理|解决|推进|进行|跟进|协调|整改|落实|施工|对接|实施)(?:之)?中"
    r"|在办|正在.{1,4}|部分(?:解决|办结|完成|落实)",
    OPEN: rf"(?:未|没有?|尚未|还没有?|暂未|待|等待)(?:{_DONE}|受理|开始|启动|派单|动)(?:好|完)?"
    r"|新(?:增|提|报)?|已?(?:受理|登记|收集|上报|派单|交办|转办|转派|转交)"
    r"|等(?:待|着)?(?:答复|回复|回话|回音|消息|处理)|转(?:给|交|到)[^，。]{1,6}了?",
    "不办": "已?(?:撤销|撤回|取消|作废|终止|关闭)|不(?:予(?:受理|办理)|办了?|用办了?)|无需办理",
}
STATUS = (
    r"状态|状况|(?:办理|处理|处置|解决|落实|完成|办结|整改|推进)(?:的)?(?:情况|结果|与否|否)|进展|进度|结果|办结|销号"
    r"|(?:现在|目前|如今)?(?:咋样|怎么样|啥样|啥情况|什么情况|办到哪|到哪一?步)了?"
)
ASKED = (
    rf"(?:是否|有没有|有无)(?:已经?)?(?:{_DONE}).{{0,2}}|(?:{_DONE})(?:了)?(?:吗|没有?|否|与否)"
    r"|办结|已(?:解决|办结|完成)"
)
STAGES = "阶段|环节|步骤|五民"  # so headed, a column holds stages and nothing else
MOSTLY = 0.6


def is_asked(heading: str) -> bool:
    """Whether a heading asks for how far a need has come, in whatever words: 状态, 办理情况, 是否解决."""
    words = heading_of(heading).words
    return not re.search(STAGES, words) and bool(re.search(STATUS, words) or re.fullmatch(ASKED, words))


def status(heading: str, text: str) -> str | None:
    """办结, 民办 or 不办, `OPEN` for what waits, None for words of another sort."""
    if not is_asked(heading):
        return None
    said = squash(text)
    if re.fullmatch(ASKED, heading_of(heading).words) and (word := fixed_word("consent", text)):
        return "办结" if word == "true" else OPEN
    return next((word for word, pattern in SAID.items() if re.fullmatch(pattern, said)), None)


def find_status(
    kind: ListKind, headings: Sequence[str], profiles: Sequence[Profile], fields: list[str | None], sure: list[float]
) -> None:
    """Give needs without a stage the column that says, mostly in an office's words, how far they have come."""
    if kind.name != "needs" or "stage" in fields:
        return
    for at, (heading, profile) in enumerate(zip(headings, profiles, strict=True)):
        known = [status(heading, text) is not None for text in profile.texts]
        if fields[at] is None and known and sum(known) >= MOSTLY * len(known):
            fields[at], sure[at] = "stage", MOSTLY
            return


def unread_status(kind: ListKind, headings: Sequence[str], fields: Sequence[str | None]) -> list[str]:
    """The headings that ask how far a need has come, where no column could be read so."""
    if kind.name != "needs" or "stage" in fields:
        return []
    return [heading for heading, field in zip(headings, fields, strict=True) if field is None and is_asked(heading)]
