"""The concepts of the vocabulary, as the graph keeps them."""

from __future__ import annotations

from graph.snapshot import Snapshot
from matching.language.vocabulary import Concept


def stored_concepts(snapshot: Snapshot) -> list[Concept]:
    """The concepts of the graph in row order, with their steps."""
    table = snapshot.nodes["Skill"]
    bounds, aliases = table.lists("aliases")
    names, english, themes = table.texts("name"), table.texts("label_en"), table.texts("theme")
    wider: list[list[str]] = [[] for _ in table.ids]
    beside: list[list[str]] = [[] for _ in table.ids]
    for kind, lists in (("BROADER", wider), ("RELATED", beside)):
        links = snapshot.links[kind, "Skill", "Skill"]
        for start, end in zip(links.from_rows.tolist(), links.to_rows.tolist(), strict=True):
            lists[start].append(table.ids[end])
    return [
        Concept(
            key,
            names[row],
            english[row],
            tuple(aliases[bounds[row] : bounds[row + 1]].tolist()),
            tuple(wider[row]),
            tuple(beside[row]),
            themes[row],
        )
        for row, key in enumerate(table.ids)
    ]
