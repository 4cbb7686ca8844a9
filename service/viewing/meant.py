"""Whom people mean by a name when they ask why somebody is not on a list, and which need by some words."""

from __future__ import annotations

import difflib

from graph.kinds import CANDIDATES, NODES
from graph.snapshot import Snapshot
from matching.language.text import simplify
from matching.quoting import quoted
from service.errors import UnknownName
from service.viewing.looking import Mention
from service.viewing.naming import ID_ALIKE, MOST, unknown
from service.viewing.searching import CALLED, KINDS, search
from service.viewing.wordindex import index_of

SAME, LISTED = 3, 10  # of one name who are answered for, and of several names who are listed


class NobodyCalled(UnknownName):
    """Nobody who may be seen is called so."""

    def __init__(self, words: str) -> None:
        super().__init__(f"没有叫{quoted(words)}的人、单位或资源。", f"Nobody and nothing is called {words}.")


class SeveralCalled(UnknownName):
    """The words are a part of several names: `several` of them, in words in both languages."""

    def __init__(self, words: str, several: tuple[Mention, ...]) -> None:
        self.several = several
        zh = "、".join(f"{who.name}（{NODES[who.kind].zh}）" for who in several)
        en = ", ".join(f"{who.name} ({who.kind.lower()})" for who in several)
        super().__init__(
            f"{quoted(words)}说的可能是好几个，请写全名：{zh}{'……' if len(several) == LISTED else '。'}",
            f"{words} may mean several; write the whole name: {en}{' …' if len(several) == LISTED else '.'}",
        )


def candidates_called(snapshot: Snapshot, words: str) -> tuple[Mention, ...]:
    """Those called exactly so, else the only one whose name holds the words; raises NobodyCalled, SeveralCalled."""
    kinds = tuple(kind for kind in KINDS if kind in CANDIDATES)
    named = [hit.who for hit in search(snapshot, words, kinds=kinds, limit=1000).hits if hit.by in CALLED]
    plain = simplify(words).strip().casefold()
    exact = tuple([who for who in named if simplify(who.name).strip().casefold() == plain])[:SAME]
    if not named:
        raise NobodyCalled(words)
    if not exact and len(named) > 1:
        raise SeveralCalled(words, tuple(named[:LISTED]))
    return exact or tuple(named)


def nearest_need(snapshot: Snapshot, words: str) -> UnknownName | None:
    """What to say when words name no record but come near to needs; None when they come near to none."""
    table = snapshot.nodes["Need"]
    ids = difflib.get_close_matches(words, table.ids, n=MOST, cutoff=ID_ALIKE)
    found = [hit.who.id for hit in search(snapshot, words, kinds=("Need",), limit=MOST).hits]
    alike = sorted(index_of(table).alike(simplify(words).casefold()), key=lambda one: (-one[1], one[0]))
    near_ids = list(dict.fromkeys([*ids, *found, *(table.ids[row] for row, _ in alike)]))[:MOST]
    called = dict(zip(table.ids, table.texts("text").tolist(), strict=True))
    return unknown(words, ("需求", "need"), near_ids, called) if near_ids else None
