"""The one place that turns a snapshot of the graph into what matching works on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, Protocol

from graph.snapshot import Snapshot
from matching.data import MatchingData
from matching.language.affinity import Affinity
from matching.language.encoder import Encoder, Vectors
from matching.language.likely import plain_content
from matching.language.meaning import Meaning
from matching.language.text import simplify
from matching.language.vocabulary import Concept, Vocabulary, merged
from service.clock import day_of
from service.matching_input.abilities import Mentions, abilities, open_lines, said_by
from service.matching_input.concepts import stored_concepts
from service.matching_input.frame import Frame
from service.matching_input.people import candidates, places
from service.matching_input.ties import homes, ties_of
from service.matching_input.work import claims, commitments, invitations, reviews, works


@dataclass(frozen=True, eq=False)
class MatchingInput:
    """Matching data, the day it holds for, the concepts known and those that texts were found to name."""

    data: MatchingData
    day: date
    concepts: tuple[Concept, ...]
    mentions: Mentions
    vectors_wanted: bool = False  # sentence vectors were not ready yet
    lines: Sequence[str] = ()  # what the open lines ask for

    def holds_for(self, snapshot: Snapshot) -> bool:
        """Whether it is right for this snapshot: what holds depends on the day, too."""
        return self.data.version == snapshot.version and self.day == day_of(snapshot.at)


class Sentences(Protocol):
    """Where the sentence vectors of phrases come from."""

    @property
    def questions(self) -> Encoder:
        """The encoder that reads questions, which come one by one."""

    def of(self, texts: Sequence[str], lines: Sequence[str] = ()) -> Vectors | None:
        """One vector a text; None while they are being worked out. `lines` will be asked next."""


def build(
    snapshot: Snapshot,
    concepts: Sequence[Mapping[str, Any]] = (),
    previous: MatchingInput | None = None,
    sentences: Sentences | None = None,
) -> MatchingInput:
    """Matching data of a snapshot; with `previous` texts and concepts that did not change are not read again.

    `concepts` is the shipped vocabulary: plain values with id, name, label_en, aliases, broader, related, theme.
    """
    before = previous.data if previous is not None else None
    known = tuple(merged(stored_concepts(snapshot), [Concept.shipped(values) for values in concepts]))
    keep = before is not None and previous is not None and known == previous.concepts
    vocabulary = before.vocabulary if keep and before is not None else Vocabulary.build(known)
    frame = Frame.of(snapshot)
    mentions = Mentions(vocabulary, previous.mentions if previous is not None else None)
    lines = open_lines(snapshot)
    read = partial(_meaning, lines, vocabulary, before.meaning if before is not None else None, sentences)
    data = _data(snapshot, frame, mentions, before, read)
    waiting = sentences is not None and (data.meaning is None or data.meaning.vectors is None)
    return MatchingInput(data, day_of(snapshot.at), known, mentions, waiting, lines)


def _data(
    snapshot: Snapshot,
    frame: Frame,
    mentions: Mentions,
    before: MatchingData | None,
    read: Callable[[Sequence[str]], Meaning],
) -> MatchingData:
    vocabulary = mentions.vocabulary
    people = candidates(frame, mentions)
    shown = people.consents & ~people.minors
    ties = ties_of(frame, shown)
    said = said_by(frame, before.index if before is not None else None)
    able = abilities(frame, ties, said, mentions)
    home, covers = homes(frame, ties)
    return MatchingData(
        version=snapshot.version,
        candidates=people,
        places=places(frame),
        home=home,
        covers=covers,
        vocabulary=vocabulary,
        abilities=able,
        holders=able.turned(len(vocabulary.concepts)),
        index=said.index,
        said=said.phrases,
        sayers=said.phrases.turned(len(said.index.texts)),
        works=works(frame, shown, mentions, before.works.index if before is not None else None),
        claims=claims(frame),
        providers=ties.providers,
        members=ties.members,
        conflicts=ties.conflicts,
        commitments=commitments(frame),
        invitations=invitations(frame, mentions),
        reviews=reviews(frame),
        meaning=read(said.index.simple),
    )


def _meaning(
    lines: Sequence[str],
    vocabulary: Vocabulary,
    before: Meaning | None,
    sentences: Sentences | None,
    phrases: Sequence[str],
) -> Meaning:
    affinity = _affinity(vocabulary, before)
    if sentences is None:
        return Meaning.build(phrases, affinity, None, None, before)
    vectors = sentences.of(phrases, [simplify(plain_content(text)) for text in lines])
    return Meaning.build(phrases, affinity, sentences.questions, vectors, before)


def _affinity(vocabulary: Vocabulary, before: Meaning | None) -> Affinity:
    kept = before is not None and before.affinity.vocabulary is vocabulary
    return before.affinity if kept and before is not None else Affinity.build(vocabulary)
