"""Loops over runs of entries (see `Ragged`): who lies where, what is added up, what an ability is worth for a line."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from matching.kernels.compiled import kernel

Whole = NDArray[np.int64]
Narrow = NDArray[np.int32]
Real = NDArray[np.float64]
Flags = NDArray[np.bool_]
Links = tuple[Whole, Narrow, Real, NDArray[np.int8], Narrow]  # starts, values, weights, codes, via
# What entries are judged by: the kind of each candidate and its windows, for each kind how directly it serves and
# whether by what it gives, the concepts that count for the others, and the kinds that are judged themselves.
Sorts = tuple[NDArray[np.int8], NDArray[np.uint32], Real, Flags, Flags, Flags]
BY_MEMBER, OFFERED = 4, 3  # codes of abilities


def _of(kind: str) -> str:
    return f"Array({kind}, 1, 'C', readonly=True)"


WHOLE, NARROW, REAL, FLAGS = _of("int64"), _of("int32"), _of("float64"), _of("boolean")
LINKS = f"Tuple(({WHOLE}, {NARROW}, {REAL}, {_of('int8')}, {NARROW}))"
SORTS = f"Tuple(({_of('int8')}, {_of('uint32')}, {REAL}, {FLAGS}, {FLAGS}, {FLAGS}))"


def _gathered(starts: Whole, owners: Whole) -> tuple[Whole, Whole]:
    """Positions of all entries of these owners, and the bounds of each owner's run among them."""
    firsts = starts[owners]
    counts = starts[owners + 1] - firsts
    bounds = np.empty(len(owners) + 1, dtype=np.int64)
    bounds[0] = 0
    counts.cumsum(out=bounds[1:])
    firsts -= bounds[:-1]
    positions = firsts.repeat(counts)
    positions += np.arange(len(positions))
    return positions, bounds


@kernel(twin=_gathered, signature=f"({WHOLE}, {WHOLE})")
def gathered(starts, owners):  # type: ignore[no-untyped-def]
    """What its twin does, as a loop to compile."""
    bounds = np.empty(len(owners) + 1, dtype=np.int64)
    bounds[0] = 0
    for at in range(len(owners)):
        bounds[at + 1] = bounds[at] + starts[owners[at] + 1] - starts[owners[at]]
    positions = np.empty(bounds[-1], dtype=np.int64)
    for at in range(len(owners)):
        shift = starts[owners[at]] - bounds[at]
        for place in range(bounds[at], bounds[at + 1]):
            positions[place] = place + shift
    return positions, bounds


def _scattered(links: Links, owners: Whole, shares: Real, size: int, weighted: bool) -> Real:
    """For each of `size` values the sum of the shares of its owners, each times the weight of the entry or just so."""
    starts, values, weights = links[:3]
    positions, bounds = _gathered(starts, owners)
    spread = shares.repeat(bounds[1:] - bounds[:-1])
    if weighted:
        spread *= weights[positions]
    return np.bincount(values[positions], weights=spread, minlength=size).astype(np.float64)


@kernel(twin=_scattered, signature=f"({LINKS}, {WHOLE}, {REAL}, int64, boolean)")
def scattered(links, owners, shares, size, weighted):  # type: ignore[no-untyped-def]
    """What its twin does, as a loop to compile."""
    starts, values, weights, _, _ = links
    sums = np.zeros(size, dtype=np.float64)
    for at in range(len(owners)):
        share = shares[at]
        for place in range(starts[owners[at]], starts[owners[at] + 1]):
            sums[values[place]] += weights[place] * share if weighted else share
    return sums


def _raised(places: Narrow, who: Narrow, worth: Real, count: int) -> Real:
    """The highest worth at each of `count` places; `places` says where each candidate in `who` stands."""
    best = np.zeros(count)
    np.maximum.at(best, places[who], worth)
    return best


@kernel(twin=_raised, signature=f"({NARROW}, {NARROW}, {REAL}, int64)")
def raised(places, who, worth, count):  # type: ignore[no-untyped-def]
    """What its twin does, as a loop to compile."""
    best = np.zeros(count, dtype=np.float64)
    for at in range(len(who)):
        place = places[who[at]]
        if worth[at] > best[place]:
            best[place] = worth[at]
    return best


def _counted(links: Links, sorts: Sorts, positions: Whole, rows: Whole, concepts: Narrow, wanted: int) -> Real:
    """How far entries held by `rows` are of the sort that a line asks for, 0 to 1; `concepts` of all entries.

    A member counts where it may be free in the `wanted` windows, an offer where it is not judged itself.
    """
    codes, via = links[3], links[4]
    kinds, windows, directness, giving, themed, standing = sorts
    share: Real = directness[kinds[rows]]
    share *= giving[kinds[rows]] | themed[concepts[positions]]
    members = (codes[positions] == BY_MEMBER).nonzero()[0]
    if len(members):
        free = windows[via[positions[members]]]
        share[members[(free != 0) & (wanted != 0) & ((free & np.uint32(wanted)) == 0)]] = 0.0
    offers = (codes[positions] == OFFERED).nonzero()[0]
    if len(offers):
        share[offers[standing[kinds[via[positions[offers]]]]]] = 0.0
    return share


def _count(links: Links, sorts: Sorts, positions: Whole, rows: Whole, concepts: Narrow, wanted: int) -> Real:
    """What `_counted` does, as a loop to compile."""
    _, _, _, codes, via = links
    kinds, windows, directness, giving, themed, standing = sorts
    found = np.zeros(len(positions), dtype=np.float64)
    for at in range(len(positions)):
        place, kind = positions[at], kinds[rows[at]]
        if not (giving[kind] or themed[concepts[place]]):
            continue
        if codes[place] == BY_MEMBER:
            free = windows[via[place]]
            if free != 0 and wanted != 0 and (free & np.uint32(wanted)) == 0:
                continue
        if codes[place] == OFFERED and standing[kinds[via[place]]]:
            continue
        found[at] = directness[kind]
    return found


@kernel(twin=_counted, signature=f"({LINKS}, {SORTS}, {WHOLE}, {WHOLE}, {NARROW}, int64)", helpers=(_count,))
def counted(links, sorts, positions, rows, concepts, wanted):  # type: ignore[no-untyped-def]
    """What its twin does, as a loop to compile."""
    return _count(links, sorts, positions, rows, concepts, wanted)


def _standing_in(
    links: Links, sorts: Sorts, concepts: Narrow, near: Real, owners: Narrow, wanted: int
) -> tuple[Narrow, Real, Real]:
    """Who holds concepts that can stand in for one that is asked for: who, what it is worth, how near it is.

    `links` lead from concepts to candidates, `owners` are the concepts of all their entries.
    """
    positions, bounds = _gathered(links[0], concepts.astype(np.int64))
    closeness = near.repeat(bounds[1:] - bounds[:-1])
    who = links[1][positions]
    worth = links[2][positions] * closeness
    return who, worth * _counted(links, sorts, positions, who.astype(np.int64), owners, wanted), closeness


@kernel(twin=_standing_in, signature=f"({LINKS}, {SORTS}, {NARROW}, {REAL}, {NARROW}, int64)", helpers=(_count,))
def standing_in(links, sorts, concepts, near, owners, wanted):  # type: ignore[no-untyped-def]
    """What its twin does, as a loop to compile."""
    starts, values, weights, _, _ = links
    count = 0
    for at in range(len(concepts)):
        count += starts[concepts[at] + 1] - starts[concepts[at]]
    positions, closeness = np.empty(count, dtype=np.int64), np.empty(count)
    who, rows = np.empty(count, dtype=np.int32), np.empty(count, dtype=np.int64)
    filled = 0
    for at in range(len(concepts)):
        for place in range(starts[concepts[at]], starts[concepts[at] + 1]):
            positions[filled], closeness[filled] = place, near[at]
            who[filled] = rows[filled] = values[place]
            filled += 1
    worth = _count(links, sorts, positions, rows, owners, wanted)
    for at in range(count):
        worth[at] *= weights[positions[at]] * closeness[at]
    return who, worth, closeness
