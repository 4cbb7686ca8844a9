"""Who may be asked by now: consent and age as the transaction reads them that is about to write somebody down.

A snapshot may be a moment old; who has left meanwhile, through whichever server, is asked for nothing any more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from graph.snapshot import Snapshot
from matching.answer_words import one_unnamed
from matching.data import CANDIDATE_KINDS
from service.matching_input.frame import Frame
from service.matching_input.people import consents, minors

if TYPE_CHECKING:
    from graph.records import Link
    from graph.transaction import Transaction
    from matching.wordings import Bilingual

Party = tuple[str, str]  # kind and id
PEOPLE = ("Resident", "Expert")


def unwilling(transaction: Transaction, parties: Iterable[Party], now: datetime) -> dict[Party, Bilingual]:
    """Those of these parties who may not be named or asked now, each with the sentence that tells why.

    A service, room or fund that only such people offer is one of them; who is not there at all is none.
    """
    asked = {one for one in parties if one[0] in CANDIDATE_KINDS}
    offers = _links(transaction, asked - _people(asked), "OFFERS", inward=True)
    everybody = asked | {(link.from_kind, link.from_id) for link in offers}
    if not _people(everybody):
        return {}
    given = _links(transaction, _people(everybody), "GAVE", inward=False)
    records = everybody | {(link.to_kind, link.to_id) for link in given}
    nodes = [node for kind, ids in _by_kind(records).items() for node in transaction.get_many(kind, ids)]
    frame = Frame.of(Snapshot.from_records(nodes, [*offers, *given], now))
    keys = [(kind, str(key)) for kind in CANDIDATE_KINDS for key in frame.table(kind).ids]
    found = zip(keys, consents(frame).tolist(), minors(frame).tolist(), strict=True)
    return {
        key: one_unnamed("minor" if consenting else "consent")
        for key, consenting, minor in found
        if key in asked and (minor or not consenting)
    }


def _people(parties: Iterable[Party]) -> set[Party]:
    return {one for one in parties if one[0] in PEOPLE}


def _links(transaction: Transaction, ends: Iterable[Party], kind: str, *, inward: bool) -> list[Link]:
    """The links of a type that end (inward) or begin at these parties."""
    return [
        link
        for label, ids in _by_kind(ends).items()
        for link in transaction.links_of_many(label, ids)
        if link.kind == kind and (link.to_kind if inward else link.from_kind) == label
    ]


def _by_kind(parties: Iterable[Party]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for kind, key in sorted(parties):
        found[kind].append(key)
    return found
