"""What past work says about the open lines: learned, or with what was learned before; takes seconds to minutes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from matching.errors import BadWeights
from matching.experience import WHYS
from matching.learning.opinion import Learned, Opinion, learn, opinions, queries_of
from matching.learning.saved import plain, restored
from matching.learning.works import history_of
from service.experience.opinions import FreshOpinions, LineOpinion
from service.experience.past import Past


def said_here(past: Past, learnt: Mapping[str, Any] | None) -> FreshOpinions | None:
    """What past work says by what was `learnt`, or else is learned now; None where it teaches nothing."""
    history, queries = queries_of(history_of(past.works, past.asked), len(past.works))
    learned: Learned | None = None
    if learnt is not None:
        try:
            learned = restored(learnt, history)
        except BadWeights:
            learnt = None
    if learned is None:
        # A history that ends with its own work: nothing of the open lines may be learned from.
        learned = learn(history_of(past.works))
        if learned is None:
            return None
        learned = restored(plain(learned), history)
    spoken = zip(queries.ids, opinions(learned, queries), strict=True)
    lines = {line: tuple(_line_opinion(one) for one in said) for line, said in spoken if said}
    return FreshOpinions(plain(learned), learnt is None, learned.share, learned.measured.works, lines)


def _line_opinion(opinion: Opinion) -> LineOpinion:
    kind, key = opinion.person.split(":", 1)
    return LineOpinion(kind, key, round(opinion.value, 6), opinion.family if opinion.family in WHYS else WHYS[0])
