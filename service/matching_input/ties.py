"""Who belongs to whom and to which place: offers, memberships, conflicts, homes, places served."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.data import CANDIDATE_KINDS, OFFERED_KINDS, PLACE_TIES
from matching.ragged import Ragged
from service.matching_input.frame import Frame

PARTIES = ("Resident", "Expert", "Organization", "Unit", "Alliance")


@dataclass(frozen=True, eq=False)
class Ties:
    """Ties between candidates; residents without consent are in none of them."""

    providers: Ragged
    members: Ragged
    conflicts: Ragged


def ties_of(frame: Frame, consents: NDArray[np.bool_]) -> Ties:
    """Read offers, memberships and conflicts."""
    size = frame.size()
    offers = frame.links("OFFERS", PARTIES, OFFERED_KINDS)
    open_offers = consents[offers.starts]
    belongs = frame.links("MEMBER_OF", ("Resident", "Unit", "Organization"), ("Organization", "Alliance"))
    open_members = consents[belongs.starts]
    apart = frame.links("CONFLICTS_WITH", PARTIES, PARTIES)
    one, other = np.concatenate([apart.starts, apart.ends]), np.concatenate([apart.ends, apart.starts])
    return Ties(
        Ragged.build(offers.ends[open_offers], offers.starts[open_offers], size),
        Ragged.build(belongs.ends[open_members], belongs.starts[open_members], size),
        _with_offers(Ragged.build(one, other, size), offers.ends, offers.starts, size),
    )


def _with_offers(conflicts: Ragged, offered: NDArray[np.int64], providers: NDArray[np.int64], size: int) -> Ragged:
    """Conflicts of a provider hold for what it offers too."""
    positions, bounds = conflicts.gather(providers)
    return Ragged.build(
        np.concatenate([conflicts.owners, np.repeat(offered, np.diff(bounds))]),
        np.concatenate([conflicts.values, conflicts.values[positions]]),
        size,
    )


def homes(frame: Frame, ties: Ties) -> tuple[Ragged, Ragged]:
    """Where candidates are and which places they work for; an offer without a place has its provider's."""
    size = frame.size()
    home = _placed(frame, ("LIVES_AT", "LOCATED_IN"))
    covers = _placed(frame, ("SERVES", "COVERS"))
    placed = np.diff(home.starts) + np.diff(covers.starts) > 0
    lost = ~placed[ties.providers.owners]
    offered, providers = ties.providers.owners[lost], ties.providers.values[lost]
    return _inherited(home, offered, providers, size), _inherited(covers, offered, providers, size)


def _placed(frame: Frame, kinds: tuple[str, ...]) -> Ragged:
    owners, values, codes = [], [], []
    for kind in kinds:
        links = frame.links(kind, CANDIDATE_KINDS, ("Place",))
        owners.append(links.starts)
        values.append(links.ends)
        codes.append(np.full(len(links.starts), PLACE_TIES.index(kind)))
    return Ragged.build(np.concatenate(owners), np.concatenate(values), frame.size(), codes=np.concatenate(codes))


def _inherited(placed: Ragged, offered: NDArray[np.int32], providers: NDArray[np.int32], size: int) -> Ragged:
    positions, bounds = placed.gather(providers)
    times = np.diff(bounds)
    return Ragged.build(
        np.concatenate([placed.owners, np.repeat(offered, times)]),
        np.concatenate([placed.values, placed.values[positions]]),
        size,
        codes=np.concatenate([placed.codes, placed.codes[positions]]),
        via=np.concatenate([placed.via, np.repeat(providers, times)]),
    )
