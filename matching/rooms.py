"""What a line for a room says must fit into it: that tells its size, not what stands in it."""

from __future__ import annotations

import re

# 能摆十把椅子, 放得下三张桌子, 够支两张床; but 能放投影 shows a film.
_FITS = re.compile(
    r"(?:(?:能够?|可以|可|足够|够)(?:再|同时|一起|够)?(?:摆|搁|支|安|坐|站|停|塞|放)"
    r"|(?:摆|放|搁|支|坐|站|装|塞)(?:得|的)?(?:下|开|进)"
    r"|容(?:得下|下|纳))"
    r"(?!映|投影|电影|片子|录像|视频|音乐|幻灯|课件|ppt)"
)
# Where the clause ends, or goes on to what is in the room.
_ENDS = re.compile(r"[，,。;；!！?？\n]|并?(?:有|带|配)")


def fitting(text: str) -> list[range]:
    """The places in a simplified line that speak of what must fit into a room."""
    spans = []
    for found in _FITS.finditer(text):
        end = _ENDS.search(text, found.end())
        spans.append(range(found.start(), end.start() if end else len(text)))
    return spans
