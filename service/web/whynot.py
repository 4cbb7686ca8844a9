"""为什么没有某某: where somebody stands for one line, with the reasons, or what keeps them out."""

from __future__ import annotations

from service import partnering
from service.errors import words_of
from service.running import served
from service.viewing.meant import NobodyCalled, SeveralCalled, candidates_called
from service.web import frame, partners
from service.web.saying import gettext as _
from service.web.words import kind_word


def answers(project: str, requirement: str, words: str) -> list[dict[str, object]]:
    """Why whoever the words mean is not among the matches; that they mean nobody, or whom they may mean."""
    try:
        named = candidates_called(frame.snapshot(), words)
    except (NobodyCalled, SeveralCalled) as error:
        return [{"name": "", "address": "", "sentence": words_of(error, frame.language())}]
    told: list[dict[str, object]] = []
    for who in named:
        missing = partnering.why_missing(
            served.community(), project, requirement, (who.kind, who.id), language=frame.language(), now=frame.now()
        )
        why, told_of = missing.explanation, missing.reachable or missing.ahead
        told.append(
            {
                "name": _("%(name)s（%(kind)s）", name=who.name, kind=kind_word(who.kind)),
                "address": frame.record_address(who.kind, who.id),
                "sentence": " ".join([_sentence(missing), told_of.sentence if told_of is not None else ""]).strip(),
                "match": partners.shown(why.match, missing.rank or 0) if why.match is not None else None,
            }
        )
    return told


def _sentence(missing: partnering.WhyMissing) -> str:
    left_out, match = missing.explanation.left_out, missing.explanation.match
    if left_out is not None and not left_out.candidate["id"]:
        return _("没有列入，原因不公开。")
    if left_out is not None:
        return f"{left_out.sentence} {left_out.remedy}".strip()
    if match is None:
        return _("和这一项对不上。")
    total = match.points.total
    if missing.rank is None:
        told = _("条件都合，可是看不出和这一项有关：登记的本领、写的内容、做过的事都对不上，所以没排进来。")
        return told + _("别的理由加起来是 %(points)s 分。", points=total)
    told = _("符合条件，排第 %(rank)s，%(points)s 分。", rank=missing.rank, points=total)
    if missing.rank == missing.explanation.rank:
        return told
    by_score = _("只看分数是第 %(rank)s。", rank=missing.explanation.rank)
    return " ".join(part for part in (told, by_score, missing.note) if part)
