"""Who did several pieces of work together: residents who are a team already, though no group holds them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.data import WORK_TIES, MatchingData
from matching.ragged import Ragged
from matching.sparse import sparse

TOGETHER = 2  # pieces of work: once may be chance, a second time they found each other again
PEOPLE = 3  # two are a pair; from three on there is somebody to lead and somebody to stand in
LARGEST = 30  # who came to the same large event need not know each other
SAME = 0.5  # when so many of them are in one group already, or in a better team, they are that
TIES = ("TAKES_PART", "CLAIMED")  # by which somebody did something in a piece of work
Mask = NDArray[np.bool_]
Rows = NDArray[np.int64]


@dataclass(frozen=True)
class Band:
    """Residents (candidate rows) of whom every one took part in every one of these works."""

    people: tuple[int, ...]
    works: tuple[int, ...]


def took_part(data: MatchingData, counted: Mask, kind: str) -> tuple[Rows, Rows]:
    """Each pair of a counted whole work and who of a kind did something in it, once."""
    links, who = data.works.delivered, data.nodes.range_of(kind)
    whole = data.works.whole[links.owners].astype(np.int64)
    ours = np.isin(links.codes, [WORK_TIES.index(tie) for tie in TIES]) & counted[whole]
    ours &= (links.values >= who.start) & (links.values < who.stop)
    cells = np.unique(whole[ours] * len(data.nodes) + links.values[ours])
    return cells // len(data.nodes), cells % len(data.nodes)


def bands(data: MatchingData, counted: Mask) -> list[Band]:
    """Teams of at least PEOPLE residents with TOGETHER or more of the counted works in common, the strongest first.

    Activities count as their project, so that one project makes no team. Of teams with half their people in common the
    stronger is told; people who should not work together, or who are in one group already, are none.
    """
    works, people = took_part(data, counted, "Resident")
    few = np.bincount(works, minlength=len(counted))[works] <= LARGEST
    works, people = works[few], people[few]
    came = sparse.csr_array((np.ones(len(works), np.int32), (works, people)), shape=(len(counted), len(data.nodes)))
    both = sparse.coo_array(sparse.triu(came @ came.T, k=1))
    at_work = Ragged.build(works, people, len(counted))
    at_person = Ragged.build(people, works, len(data.nodes))
    found: dict[tuple[int, ...], Band] = {}
    for one, other in zip(both.row[both.data >= PEOPLE].tolist(), both.col[both.data >= PEOPLE].tolist(), strict=True):
        team = tuple(np.intersect1d(at_work.of(one), at_work.of(other), assume_unique=True).tolist())
        if team not in found:
            found[team] = Band(team, _in_common(at_person, team))
    groups = data.members.turned(len(data.nodes))
    able = [one for one in found.values() if len(one.works) >= TOGETHER and _free(data, groups, one.people)]
    return _apart(sorted(able, key=lambda one: (-len(one.people) * len(one.works), one.people)))


def _in_common(at_person: Ragged, team: tuple[int, ...]) -> tuple[int, ...]:
    works, times = np.unique(np.concatenate([at_person.of(row) for row in team]), return_counts=True)
    return tuple(works[times == len(team)].tolist())


def _free(data: MatchingData, groups: Ragged, team: tuple[int, ...]) -> bool:
    """Whether few of them are in a group together, and nobody is to be kept apart from another."""
    rows = np.array(team)
    if len(data.conflicts.values) and bool(np.isin(data.conflicts.values[data.conflicts.gather(rows)[0]], rows).any()):
        return False
    memberships = groups.values[groups.gather(rows)[0]]
    return not len(memberships) or int(np.bincount(memberships).max()) < SAME * len(team)


def _apart(ordered: list[Band]) -> list[Band]:
    """The bands, best first, without those that share half their people with one before."""
    kept: list[Band] = []
    of_person: dict[int, list[int]] = {}
    for band in ordered:
        shared: dict[int, int] = {}
        for row in band.people:
            for at in of_person.get(row, ()):
                shared[at] = shared.get(at, 0) + 1
        if max(shared.values(), default=0) >= SAME * len(band.people):
            continue
        for row in band.people:
            of_person.setdefault(row, []).append(len(kept))
        kept.append(band)
    return kept
