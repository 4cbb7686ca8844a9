"""What candidates have through others: abilities of offers and members, places of who offers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from matching.data import BY_MEMBER, DECLARED, LABELLED, OFFERED, WORDED
from matching.ragged import Ragged

# How sure it is that a candidate has an ability, by how we know.
SURENESS = {DECLARED: 0.9, LABELLED: 0.9, WORDED: 0.55}
OFFER_SHARE, MEMBER_SHARE = 0.9, 0.6


def own(links: Ragged) -> Ragged:
    """The entries without those that came through somebody else."""
    kept = np.flatnonzero(links.via < 0)
    return Ragged.build(links.owners[kept], links.values[kept], len(links), links.weights[kept], links.codes[kept])


def with_abilities_of_others(held: Ragged, providers: Ragged, members: Ragged) -> Ragged:
    """Everybody's own abilities, and those that offers bring who offers them and members their group or alliance."""
    offers = _brought(held, providers.values, providers.owners, OFFERED, OFFER_SHARE)
    # Members' own abilities count for their group or alliance; what they offer stands for itself.
    return _together(held, offers, _brought(held, members.owners, members.values, BY_MEMBER, MEMBER_SHARE))


def with_places_of_providers(home: Ragged, covers: Ragged, providers: Ragged) -> tuple[Ragged, Ragged]:
    """Where everybody is and which places it works for; an offer without a place has its provider's."""
    lost = ~(home.counts + covers.counts > 0)[providers.owners]
    offered, by = providers.owners[lost], providers.values[lost]
    return _inherited(home, offered, by), _inherited(covers, offered, by)


def _brought(held: Ragged, receivers: NDArray[np.int32], givers: NDArray[np.int32], code: int, share: float) -> Ragged:
    """The abilities that each giver brings its receiver."""
    positions, bounds = held.gather(givers)
    times = np.diff(bounds)
    return Ragged.build(
        np.repeat(receivers, times),
        held.values[positions],
        len(held),
        held.weights[positions] * share,
        code,
        np.repeat(givers, times),
    )


def _inherited(placed: Ragged, offered: NDArray[np.int32], providers: NDArray[np.int32]) -> Ragged:
    """The places, and for each offer those of its provider."""
    positions, bounds = placed.gather(providers)
    times = np.diff(bounds)
    values, codes = placed.values[positions], placed.codes[positions]
    brought = Ragged.build(np.repeat(offered, times), values, len(placed), codes=codes, via=np.repeat(providers, times))
    return _together(placed, brought)


def _together(*parts: Ragged) -> Ragged:
    return Ragged.build(
        np.concatenate([part.owners for part in parts]),
        np.concatenate([part.values for part in parts]),
        len(parts[0]),
        np.concatenate([part.weights for part in parts]),
        np.concatenate([part.codes for part in parts]),
        np.concatenate([part.via for part in parts]),
    )
