"""What a project still lacks, where a list tells it beside all that is needed (需要数, 已落实, 还差)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from graph.reading.headings import heading_of
from graph.reading.lists import ListKind
from graph.reading.quantities import QuantityReading, read_quantity
from graph.reading.tidy import is_blank

_LACKING = re.compile(
    r"(?:目前|现在?)?(?:还|尚|仍|实)?(?:差|缺|欠|短缺|缺少)(?:的)?(?:数量?|多少|几个?|口|额|人数|名额)?|缺口(?:数量?)?"
    r"|(?:剩余|待落实|未落实|待认领|未到位|待补|尚需|还需要?|还要)(?:的)?(?:数量?|缺口|人数|名额)?"
)
_HAD = re.compile(
    r"(?:目前|现)?(?:已|现)(?:落实|到位|有|认领|筹集?|募集?|招募|对接|解决|备)(?:的)?(?:数量?|人数|名额)?"
)


def counted_apart(
    kind: ListKind, headings: Sequence[str], fields: Sequence[str | None]
) -> tuple[int | None, int | None]:
    """Of a list of projects with a quantity, which unread columns tell what is still lacking and what is there."""
    if kind.name != "projects" or "quantity" not in fields:
        return None, None
    if _LACKING.fullmatch(heading_of(headings[list(fields).index("quantity")]).words):
        return None, None
    unread = [at for at, field in enumerate(fields) if field is None]
    lacking, had = (
        next((at for at in unread if form.fullmatch(heading_of(headings[at]).words)), None) for form in (_LACKING, _HAD)
    )
    return lacking, had


def still_lacking(needed: float | None, lacking: str, had: str) -> QuantityReading | None:
    """The amount still lacking, as said or as what is needed without what is there; None where nobody can tell."""
    if not is_blank(lacking):
        said = read_quantity(lacking)
        return None if said.codes else said
    there = read_quantity(had) if not is_blank(had) else None
    if there is None or there.codes or there.low is None or there.high is not None or needed is None:
        return None
    return QuantityReading(max(0.0, needed - there.low))
