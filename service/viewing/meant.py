"""Whom people mean by a name when they ask why somebody is not on a list."""

from __future__ import annotations

from graph.kinds import CANDIDATES, NODES
from graph.snapshot import Snapshot
from matching.language.text import simplify
from matching.quoting import quoted
from service.errors import UnknownName
from service.viewing.looking import Mention
from service.viewing.searching import CALLED, KINDS, search

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
