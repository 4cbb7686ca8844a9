"""The desk on which spreadsheets are checked: the graph, a folder for checks in progress, the skill vocabulary."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from weakref import WeakKeyDictionary

from graph.loading.translation import SkillWords
from graph.store import Store
from service.intake.check import Desk
from service.intake.reading import Memory

# What was parsed and read serves the next click. Not the desk is kept but its memory: a desk would keep its store.
_memories: WeakKeyDictionary[Store, dict[Path, Memory]] = WeakKeyDictionary()
_lock = threading.Lock()


def desk_of(store: Store, data: Path) -> Desk:
    """The desk of one installation."""
    with _lock:
        memory = _memories.setdefault(store, {}).setdefault(data / "imports", Memory())
    return Desk(store, data / "imports", published_words, memory)


def published_words(store: Store) -> SkillWords:
    """Finds the concepts of the published vocabulary that words mention; names that people made up are left out."""
    from matching.language.text import simplify
    from matching.language.vocabulary import Concept, Mention, Vocabulary

    concepts = [
        Concept(
            id=node.id,
            name=str(node.properties.get("name", "")),
            label_en=str(node.properties.get("label_en") or ""),
            aliases=_texts(node.properties.get("aliases")),
        )
        for node in sorted(store.nodes("Skill"), key=lambda node: node.id)
        if node.properties.get("version")
    ]
    vocabulary = Vocabulary.build(concepts)

    def ids(mentions: Sequence[Mention]) -> Sequence[str]:
        return list(dict.fromkeys(concepts[mention.concept].id for mention in mentions))

    return SkillWords(
        named=lambda words: ids(vocabulary.find(simplify(words))),
        likely=lambda words: ids(vocabulary.read(simplify(words))),
    )


def _texts(value: object) -> tuple[str, ...]:
    return tuple(str(one) for one in value) if isinstance(value, list) else ()
