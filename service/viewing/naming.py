"""What people call a record: its id, its name or words of it; when it is none, what they may have meant."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence

from graph.snapshot import Snapshot
from matching.language.text import simplify
from matching.quoting import quoted
from service.errors import UnknownName

MOST = 3  # names that are suggested
ALIKE = 0.3  # of a name in other words; ids are written letter by letter and must be nearer
ID_ALIKE = 0.75


def near(words: str, called: Mapping[str, str]) -> list[str]:
    """The ids of the records (id → name) that the words come near to: a part of the name, a slip, a slip in the id."""
    plain = simplify(words).strip()
    names: dict[str, str] = {}
    for key, name in called.items():
        names.setdefault(simplify(name), key)
    within = [key for name, key in names.items() if plain and name and (plain in name or name in plain)]
    slips = [names[name] for name in difflib.get_close_matches(plain, list(names), n=MOST, cutoff=ALIKE)]
    ids = difflib.get_close_matches(words, list(called), n=MOST, cutoff=ID_ALIKE)
    return list(dict.fromkeys([*ids, *within, *slips]))[:MOST]


def suggested(near_ids: Sequence[str], called: Mapping[str, str]) -> str:
    """Names with their ids, as a question shows them."""
    return "、".join(f"{called[key]}（{key}）" for key in near_ids)


def need_called(snapshot: Snapshot, words: str) -> str | None:
    """The id of the need with this id, number or text; None when it is none of a need."""
    table = snapshot.nodes["Need"]
    if words in table.row_of:
        return words
    for name in ("number", "text"):
        said = [table.ids[row] for row, value in enumerate(table.texts(name).tolist()) if value == words]
        if len(said) == 1:
            return said[0]
    return None


def unknown(words: str, kind: tuple[str, str], near_ids: Sequence[str], called: Mapping[str, str]) -> UnknownName:
    """What to say where the words name none of a kind (in Chinese, in English), with those that come near."""
    names, (zh, en) = suggested(near_ids, called), kind
    return UnknownName(
        f"没有叫{quoted(words)}的{zh}。"
        + (f"是不是：{names}？" if names else f"在网页的“{zh}”里可以看到全部名称和编号。"),
        f"There is no {en} called {words}. " + (f"Did you mean {names}?" if names else "The pages list them all."),
    )
