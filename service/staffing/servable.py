"""Open needs that a team could serve: what a need asks for is something that they can, as near as may be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from graph.snapshot import Snapshot
from matching.data import PLACE_LEVELS, MatchingData
from matching.features.fit import CLOSE
from matching.language.text import simplify
from matching.matcher import Matcher
from matching.wordings import Bilingual
from service.consulting.uniting import open_needs
from service.viewing.listing import placed
from service.viewing.looking import View

MOST = 2
REACH = PLACE_LEVELS.index("community")  # volunteers serve their own community; beyond it there are others


@dataclass(frozen=True)
class ServableNeed:
    """A need, where it is, and which ability answers it."""

    node: dict[str, str]
    place: dict[str, str] | None
    why: Bilingual


@dataclass(frozen=True, eq=False)
class _Needs:
    """Open needs (rows of the snapshot), the place of each, and the concepts that each asks for."""

    rows: NDArray[np.int64]
    places: NDArray[np.int64]
    concepts: tuple[frozenset[int], ...]


_needs: WeakKeyDictionary[MatchingData, _Needs] = WeakKeyDictionary()


def servable(snapshot: Snapshot, matcher: Matcher, abilities: Sequence[int], place: int) -> tuple[ServableNeed, ...]:
    """At most MOST open needs of the community around `place` (-1: none) that the abilities answer, nearest first."""
    data = matcher.data
    if place < 0:
        return ()
    needs, here = _needs_of(snapshot, data), data.places.ancestors[place]
    around = here[REACH] if here[REACH] >= 0 else here[REACH - 1]
    found: list[tuple[int, float, int, int]] = []
    for at in np.flatnonzero((data.places.ancestors[needs.places] == around).any(axis=1)).tolist():
        worth, ability = _best(data, needs.concepts[at], abilities)
        if worth >= CLOSE:
            there = data.places.ancestors[needs.places[at]]
            near = int(((there == here) & (here >= 0)).sum())
            found.append((-near, -worth, at, ability))
    view = View(snapshot)
    return tuple(_servable_need(view, data, needs, at, ability) for _, _, at, ability in sorted(found)[:MOST])


def _best(data: MatchingData, asked: frozenset[int], abilities: Sequence[int]) -> tuple[float, int]:
    """How well the best of the abilities answers one of the concepts asked for, and which it is."""
    steps, best = data.vocabulary.steps, (0.0, -1)
    for concept in sorted(asked):
        run = steps.run(concept)
        reach = dict(zip(steps.values[run].tolist(), steps.weights[run].tolist(), strict=True))
        best = max([best, *((reach.get(one, 0.0), one) for one in abilities)], key=lambda one: one[0])
    return best


def _servable_need(view: View, data: MatchingData, needs: _Needs, at: int, ability: int) -> ServableNeed:
    mention, concept = view.mention("Need", int(needs.rows[at])), data.vocabulary.concepts[ability]
    return ServableNeed(
        {"kind": "Need", "id": mention.id, "name": mention.name},
        dict(data.places.nodes.node(int(needs.places[at]))),
        (f"对得上：{concept.name}", f"what it takes: {concept.label_en or concept.name}"),
    )


def _needs_of(snapshot: Snapshot, data: MatchingData) -> _Needs:
    found = _needs.get(data)
    if found is None:
        found = _needs[data] = _needs_asking(snapshot, data)
    return found


def _needs_asking(snapshot: Snapshot, data: MatchingData) -> _Needs:
    places, texts = placed(snapshot, "Need"), snapshot.nodes["Need"].texts("text")
    rows = [row for row in open_needs(View(snapshot), "") if places.get(row)]
    goods = {row for theme in ("goods", "space", "money") for row in np.flatnonzero(data.vocabulary.of_theme(theme))}
    other = data.vocabulary.audience | goods
    named = [frozenset(one.concept for one in data.vocabulary.find(simplify(str(texts[row])))) - other for row in rows]
    return _Needs(
        np.array(rows, dtype=np.int64), np.array([places[row][0] for row in rows], dtype=np.int64), tuple(named)
    )
