"""Who belongs to whom and to which place: offers, memberships, conflicts, homes, places served."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.data import CANDIDATE_KINDS, OFFERED_KINDS, PLACE_TIES
from matching.inherited import with_places_of_providers
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
    return with_places_of_providers(
        _placed(frame, ("LIVES_AT", "LOCATED_IN")), _placed(frame, ("SERVES", "COVERS")), ties.providers
    )


def _placed(frame: Frame, kinds: tuple[str, ...]) -> Ragged:
    owners, values, codes = [], [], []
    for kind in kinds:
        links = frame.links(kind, CANDIDATE_KINDS, ("Place",))
        owners.append(links.starts)
        values.append(links.ends)
        codes.append(np.full(len(links.starts), PLACE_TIES.index(kind)))
    return Ragged.build(np.concatenate(owners), np.concatenate(values), frame.size(), codes=np.concatenate(codes))
