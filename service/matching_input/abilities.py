"""What candidates say of themselves, and the abilities that follow from links, words, offers and members."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.snapshot import Snapshot
from graph.tables import NodeTable
from matching.data import (
    CANDIDATE_KINDS,
    DECLARED,
    LABELLED,
    OFFERED_KINDS,
    OWN_PROPERTIES,
    SKILLED_KINDS,
    WORDED,
)
from matching.inherited import SURENESS, with_abilities_of_others
from matching.language.text import TextIndex
from matching.language.vocabulary import Vocabulary
from matching.ragged import Ragged
from service.matching_input.frame import Frame, Worded
from service.matching_input.ties import Ties


@dataclass(frozen=True, eq=False)
class Phrases:
    """Phrases of candidates: the index of distinct ones, who said which, and each one's mentions of concepts."""

    index: TextIndex
    phrases: Ragged


class Mentions:
    """Which concepts texts name; a text that was read for the matching data before is not read again."""

    def __init__(self, vocabulary: Vocabulary, before: Mentions | None = None) -> None:
        self.vocabulary = vocabulary
        self._known = before._found if before is not None and before.vocabulary is vocabulary else {}
        self._found: dict[str, tuple[int, ...]] = {}

    def of(self, text: str) -> tuple[int, ...]:
        """The concepts a simplified text names, each once, in order."""
        found = self._found.get(text)
        if found is None:
            found = self._known.get(text)
            if found is None:
                found = tuple(sorted({mention.concept for mention in self.vocabulary.find(text)}))
            self._found[text] = found
        return found

    def of_all(self, texts: Sequence[str]) -> Ragged:
        """The concepts (values) that each text (row) mentions."""
        found = [self.of(text) for text in texts]
        owners = np.repeat(np.arange(len(found)), [len(concepts) for concepts in found])
        values = np.array([concept for concepts in found for concept in concepts], dtype=np.int64)
        return Ragged.build(owners, values, len(found))


def open_lines(snapshot: Snapshot) -> list[str]:
    """What the open lines ask for, each text once."""
    table = snapshot.nodes["Requirement"]
    return list(dict.fromkeys(table.texts("text")[table.texts("status") == "open"].tolist()))


def said_by(frame: Frame, previous: TextIndex | None) -> Phrases:
    """Every candidate's own text and the words of its skills, as distinct phrases."""
    own = Worded.joined([own_text(label, frame.table(label)) for label in CANDIDATE_KINDS])
    skills = frame.links("HAS_SKILL", SKILLED_KINDS, ("Skill",))
    names, words = Worded(skills.ends, frame.table("Skill").texts("name").tolist()), skills.worded("text")
    speakers, quoted = own.filled(), words.filled()
    own, words = own[speakers], words[quoted]
    # Every skill's name counts as a text, held or not: what one person learns must not change others' wording.
    index = TextIndex.build([*names.words, *own.distinct(), *words.distinct()], previous)
    phrases = Ragged.build(
        np.concatenate([speakers, skills.starts, skills.starts[quoted]]),
        np.concatenate([said.placed(index.row_of) for said in (own, names, words)]),
        frame.size(),
        codes=np.repeat([0, 1, 1], [len(speakers), len(skills.ends), len(quoted)]),
        via=np.concatenate([np.full(len(speakers), -1), skills.ends, skills.ends[quoted]]),
    )
    return Phrases(index, phrases)


def own_text(label: str, table: NodeTable) -> Worded:
    """The properties that make up each row's own text, one line each; "" when all are empty."""
    columns = [_property_texts(table, name) for name in OWN_PROPERTIES[label]]
    if len(columns) == 1:
        return Worded(columns[0].codes, [word if word.strip() else "" for word in columns[0].words])
    key = np.zeros(len(table), dtype=np.int64)
    for column in columns:
        _, key = np.unique(key * len(column.words) + column.codes, return_inverse=True)
    _, examples = np.unique(key, return_index=True)
    lines = ["\n".join([column.words[column.codes[row]] for column in columns]) for row in examples.tolist()]
    return Worded(key, [line if line.strip() else "" for line in lines])


def _property_texts(table: NodeTable, name: str) -> Worded:
    if name not in ("posts", "equipment"):
        codes, words = table.text_codes(name)
        return Worded(codes.astype(np.int64), [word.replace("\n", " ") for word in words])
    bounds, entries = table.lists(name)
    places: dict[str, int] = {"": 0}
    found = np.zeros(len(table), dtype=np.int64)
    for row in np.flatnonzero(np.diff(bounds)).tolist():
        text = "、".join(entries[bounds[row] : bounds[row + 1]]).replace("\n", " ")
        found[row] = places.setdefault(text, len(places))
    return Worded(found, list(places))


def abilities(frame: Frame, ties: Ties, said: Phrases, mentions: Mentions) -> Ragged:
    """What every candidate can do or give: linked, written, offered, brought by members."""
    size = frame.size()
    declared = frame.links("HAS_SKILL", SKILLED_KINDS, ("Skill",))
    labelled = frame.links("ABOUT", OFFERED_KINDS, ("Skill",))
    writers, written = _worded(said, mentions)
    entries = [
        (declared.starts, declared.ends, DECLARED),
        (labelled.starts, labelled.ends, LABELLED),
        (writers, written, WORDED),
    ]
    own = Ragged.build(
        np.concatenate([owners for owners, _, _ in entries]),
        np.concatenate([concepts for _, concepts, _ in entries]),
        size,
        np.concatenate([np.full(len(owners), SURENESS[code]) for owners, _, code in entries]),
        np.concatenate([np.full(len(owners), code) for owners, _, code in entries]),
    )
    return with_abilities_of_others(own, ties.providers, ties.members)


def _worded(said: Phrases, mentions: Mentions) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Who names which concept in its own text, each pair once."""
    phrases = said.phrases
    own = phrases.codes == 0
    speakers, spoken = phrases.owners[own].astype(np.int64), phrases.values[own]
    distinct = np.unique(spoken)
    named = mentions.of_all([said.index.simple[row] for row in distinct.tolist()])
    positions, bounds = named.gather(np.searchsorted(distinct, spoken))
    return np.repeat(speakers, np.diff(bounds)), named.values[positions].astype(np.int64)
