"""Check the vocabulary against what this community says: its needs, lines, projects and offers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from graph.snapshot import Snapshot
from matching.data import OWN_PROPERTIES
from matching.language.vocabulary import Concept, Vocabulary, merged
from matching.language.wordcheck import Checked, check
from service.matching_input.concepts import stored_concepts

NAMED = ("Place", "Organization", "Unit", "Alliance", "Resident", "Expert", "Programme", "Forum")
WRITTEN: Mapping[str, tuple[str, ...]] = {
    **OWN_PROPERTIES,
    "Need": ("text",),
    "Requirement": ("text",),
    "Project": ("name", "text"),
    "Activity": ("name", "text"),
}
LISTED = ("posts", "equipment")  # properties that hold several texts


def check_words(snapshot: Snapshot, concepts: Sequence[Mapping[str, Any]]) -> Checked:
    """What the vocabulary in use (the graph's, then `concepts`) covers of all that is written, and what it does not."""
    known = merged(stored_concepts(snapshot), [Concept.shipped(values) for values in concepts])
    names = (name for label in NAMED if label in snapshot.nodes for name in _texts(snapshot, label, "name"))
    return check(Vocabulary.build(known), _written(snapshot), names)


def _written(snapshot: Snapshot) -> Iterator[str]:
    for label, properties in WRITTEN.items():
        for name in properties:
            if label in snapshot.nodes:
                yield from _texts(snapshot, label, name)


def _texts(snapshot: Snapshot, label: str, name: str) -> Iterator[str]:
    table = snapshot.nodes[label]
    values = table.lists(name)[1] if name in LISTED else table.texts(name)
    return (str(value).replace("\n", " ") for value in values if value)
