"""Loops over runs of entries: compiled and plain give the same bits, and both what a plain reading gives."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.data import BY_MEMBER, OFFERED
from matching.kernels import runs
from matching.ragged import Ragged

SEEDS = st.integers(0, 10**6)
OWNERS, VALUES, KINDS = 9, 14, 3


def drawn(random: np.random.Generator, owners: int = OWNERS, values: int = VALUES) -> Ragged:
    count = int(random.integers(0, 60))
    return Ragged.build(
        random.integers(0, owners, count),
        random.integers(0, values, count),
        owners,
        random.random(count),
        random.integers(0, 5, count),
        random.integers(0, values, count),
    )


def drawn_sorts(random: np.random.Generator, candidates: int, concepts: int) -> runs.Sorts:
    return (
        random.integers(0, KINDS, candidates).astype(np.int8),
        random.integers(0, 4, candidates).astype(np.uint32),
        random.random(KINDS),
        random.random(KINDS) < 0.5,
        random.random(concepts) < 0.5,
        random.random(KINDS) < 0.5,
    )


@settings(max_examples=60, deadline=None)
@given(seed=SEEDS)
def test_entries_of_some_owners_are_those_of_each_in_turn(seed: int, compiled: bool) -> None:
    random = np.random.default_rng(seed)
    links, owners = drawn(random), random.integers(0, OWNERS, int(random.integers(0, 7)))
    positions, bounds = links.gather(owners)
    expected = [place for owner in owners.tolist() for place in range(*links.starts[owner : owner + 2].tolist())]
    assert positions.tolist() == expected
    assert bounds.tolist() == [0, *np.cumsum([len(links.of(owner)) for owner in owners.tolist()]).tolist()]
    for mine, theirs in zip(runs.gathered(links.starts, owners), runs.gathered.twin(links.starts, owners), strict=True):
        assert np.array_equal(mine, theirs)


@settings(max_examples=60, deadline=None)
@given(seed=SEEDS, weighted=st.booleans())
def test_shares_are_added_up_value_by_value(seed: int, weighted: bool, compiled: bool) -> None:
    random = np.random.default_rng(seed)
    links, owners = drawn(random), random.integers(0, OWNERS, 5)
    shares, expected = random.random(5), np.zeros(VALUES)
    for owner, share in zip(owners.tolist(), shares.tolist(), strict=True):
        for place in range(*links.starts[owner : owner + 2].tolist()):
            expected[links.values[place]] += share * (links.weights[place] if weighted else 1.0)
    assert np.allclose(links.scatter(owners, shares, VALUES, weighted=weighted), expected, rtol=0, atol=1e-12)
    arguments = (links.parts, owners, shares, VALUES, weighted)
    assert np.array_equal(runs.scattered(*arguments), runs.scattered.twin(*arguments))


@settings(max_examples=60, deadline=None)
@given(seed=SEEDS, wanted=st.integers(0, 3))
def test_an_ability_counts_where_its_sort_is_asked_for(seed: int, wanted: int, compiled: bool) -> None:
    random = np.random.default_rng(seed)
    links = drawn(random, OWNERS, VALUES)
    sorts = drawn_sorts(random, max(OWNERS, VALUES), VALUES)
    kinds, windows, directness, giving, themed, standing = sorts
    positions, bounds = links.gather(np.arange(OWNERS))
    rows = np.repeat(np.arange(OWNERS), np.diff(bounds))
    expected = []
    for place, row in zip(positions.tolist(), rows.tolist(), strict=True):
        kind, code, via = kinds[row], links.codes[place], links.via[place]
        busy = code == BY_MEMBER and windows[via] and wanted and not windows[via] & wanted
        itself = code == OFFERED and standing[kinds[via]]
        fits = (giving[kind] or themed[links.values[place]]) and not busy and not itself
        expected.append(directness[kind] if fits else 0.0)
    arguments = (links.parts, sorts, positions, rows, links.values, wanted)
    assert runs.counted(*arguments).tolist() == expected
    assert np.array_equal(runs.counted(*arguments), runs.counted.twin(*arguments))


@settings(max_examples=60, deadline=None)
@given(seed=SEEDS, wanted=st.integers(0, 3))
def test_holders_of_near_concepts_are_found_with_what_they_are_worth(seed: int, wanted: int, compiled: bool) -> None:
    random = np.random.default_rng(seed)
    links, sorts = drawn(random), drawn_sorts(random, VALUES, OWNERS)
    concepts, near = random.permutation(OWNERS)[:4].astype(np.int32), random.random(4)
    arguments = (links.parts, sorts, concepts, near, links.owners, wanted)
    who, worth, closeness = runs.standing_in(*arguments)
    assert who.tolist() == [one for concept in concepts.tolist() for one in links.of(concept).tolist()]
    positions, _ = links.gather(concepts)
    share = runs.counted(links.parts, sorts, positions, who.astype(np.int64), links.owners, wanted)
    assert np.allclose(worth, links.weights[positions] * closeness * share, rtol=0, atol=1e-15)
    for mine, theirs in zip((who, worth, closeness), runs.standing_in.twin(*arguments), strict=True):
        assert np.array_equal(mine, theirs)


@settings(max_examples=40, deadline=None)
@given(seed=SEEDS)
def test_the_highest_worth_at_each_place_stays(seed: int, compiled: bool) -> None:
    random = np.random.default_rng(seed)
    places, who = random.integers(0, 5, VALUES).astype(np.int32), random.integers(0, VALUES, 20).astype(np.int32)
    worth, expected = random.random(20), [0.0] * 5
    for one, mine in zip(who.tolist(), worth.tolist(), strict=True):
        expected[places[one]] = max(expected[places[one]], mine)
    assert runs.raised(places, who, worth, 5).tolist() == expected
    assert runs.raised.twin(places, who, worth, 5).tolist() == expected
