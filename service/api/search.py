"""Search across all kinds, as the pages search; people are found where they agreed to be seen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field

from service.api.adapter import Api, Operation
from service.api.models import Named
from service.api.resources import named, snapshot
from service.api.schema import SAID, Answered, AskedInQuery
from service.viewing import searching


class SearchWanted(AskedInQuery):
    """What to look for."""

    q: str = Field(
        min_length=1, max_length=searching.LONGEST, pattern=SAID, description="要找的词或一句话。Words, or a sentence."
    )
    kind: Literal[searching.KINDS] | None = Field(None, description="只找这一类。Only this kind.")  # type: ignore[valid-type]  # a constant of ours
    limit: int = Field(20, ge=1, le=100, description="最多几条。Most hits.")
    start: int = Field(0, ge=0, le=2000, description="跳过前面几条，接着看用上一页的 next。Hits to pass over.")


class HitAnswered(Answered):
    """Something found: how well it answers, from 0 to 1, and by what."""

    who: Named
    score: float
    by: str
    words: str | None = None
    free: bool | None = Field(None, description="所问时段是否有空。Free in the windows asked for; absent: not known.")


class FoundAnswered(Answered):
    """What was found, best first, and the weekly windows the words were understood to ask for."""

    understood: list[str]
    hits: list[HitAnswered]
    total: int
    next: int | None = Field(None, description="The `start` of the next page; absent on the last.")


def declare(api: Api) -> None:
    """Declare the search."""
    api.operation(
        Operation(
            "GET",
            "/search",
            "按名称、别名、内容、拼音首字母、技能查找。Search names, aliases, texts, pinyin initials and skills.",
            FoundAnswered,
            query=SearchWanted,
            name="search",
        ),
        _search,
    )


def _search(query: SearchWanted) -> Mapping[str, Any]:
    kinds = (query.kind,) if query.kind else searching.KINDS
    found = searching.search(snapshot(), query.q, kinds=kinds, limit=query.start + query.limit)
    told: dict[str, Any] = {
        "understood": list(found.windows),
        "hits": [_hit(hit) for hit in found.hits[query.start :]],
        "total": found.total,
    }
    following = query.start + query.limit
    return told | {"next": following} if following < found.total else told


def _hit(hit: searching.Hit) -> dict[str, Any]:
    told: dict[str, Any] = {"who": named(hit.who), "score": round(hit.score, 4), "by": hit.by}
    if hit.free is not None:
        told["free"] = hit.free
    return told | {"words": hit.words} if hit.words else told
