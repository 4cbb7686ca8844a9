"""The desk on which spreadsheets are checked: the graph, a folder for checks in progress, the skill vocabulary."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from graph.store import Store
from service.intake import Desk


def desk_of(store: Store, data: Path) -> Desk:
    """The desk of one installation; the vocabulary is read when it is first asked for."""
    return Desk(store, data / "checks", _concepts(store))


def _concepts(store: Store) -> Callable[[str], Sequence[str]]:
    @cache
    def words_of_the_graph() -> Callable[[str], Sequence[str]]:
        from matching.text import simplify
        from matching.vocabulary import Concept, Vocabulary

        concepts = [
            Concept(
                id=node.id,
                name=str(node.properties.get("name", "")),
                label_en=str(node.properties.get("label_en") or ""),
                aliases=_texts(node.properties.get("aliases")),
            )
            for node in store.nodes("Skill")
        ]
        vocabulary = Vocabulary.build(concepts)

        def find(words: str) -> Sequence[str]:
            return list(dict.fromkeys(concepts[mention.concept].id for mention in vocabulary.find(simplify(words))))

        return find

    return lambda words: words_of_the_graph()(words)


def _texts(value: object) -> tuple[str, ...]:
    return tuple(str(one) for one in value) if isinstance(value, list) else ()
