"""The rules issues are judged with in one community: its own words read too, sentence vectors once they are ready."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Protocol
from weakref import WeakKeyDictionary

from matching.issues.knowledge import Knowledge
from matching.language.encoder import Encoder, Remembered
from matching.language.text import simplify_all
from matching.language.vocabulary import Concept
from service.matching_input.issues import knowledge_of
from service.structured import structlog
from service.texts.wordlore import Wordlore

Knowing = Callable[[Sequence[str]], Knowledge]
AT_ONCE = 64  # new texts that are encoded while the answer waits; more of them beside it
log = structlog.get_logger("heli.consulting")


class CommunityWords(Protocol):
    """A community, as far as its words go."""

    @property
    def wordlore(self) -> Wordlore: ...

    @property
    def folder(self) -> Path: ...


class Lore:
    """Knowledge for given texts: with sentence vectors when all that are needed are there, else without."""

    def __init__(self, wordlore: Wordlore, folder: Path) -> None:
        self._wordlore = wordlore
        encoder = wordlore.sentences.encoder if wordlore.sentences is not None else None
        self._vectors = Remembered(encoder, folder) if encoder is not None else None
        self._working: threading.Thread | None = None
        self._ready = False

    def __call__(self, texts: Sequence[str]) -> Knowledge:
        """What these texts are judged with now."""
        if self._vectors is None or not self._wordings_known():
            return self.plain
        missing = self._vectors.missing(simplify_all(list(texts)))
        if len(missing) > AT_ONCE:
            self._begin(missing)
            return self.plain
        return self.sensed

    @cached_property
    def plain(self) -> Knowledge:
        """The rules without an encoder."""
        return self._knowledge(None)

    @cached_property
    def sensed(self) -> Knowledge:
        """The rules with the encoder, which keeps what it worked out."""
        return self._knowledge(self._vectors)

    def warm(self) -> None:
        """Work out the vectors of the problems' wordings beside everything else, and keep them for the next start."""
        if self._vectors is not None and not self._wordings_known():
            self._begin(self._wordings, keep=True)

    def wait(self, seconds: float) -> bool:
        """Wait for vectors under way; whether none are left."""
        if self._working is not None:
            self._working.join(seconds)
        return self._working is None or not self._working.is_alive()

    @cached_property
    def _wordings(self) -> list[str]:
        return self.plain.reader.wordings[0]

    def _wordings_known(self) -> bool:
        if not self._ready and self._vectors is not None:
            self._ready = not self._vectors.missing(self._wordings)
        return self._ready

    def _begin(self, texts: Sequence[str], *, keep: bool = False) -> None:
        if self._working is None or not self._working.is_alive():
            self._working = threading.Thread(target=self._work, args=(list(texts), keep), daemon=True)
            self._working.start()

    def _work(self, texts: list[str], keep: bool) -> None:
        assert self._vectors is not None
        self._vectors.encode(texts)
        if keep:
            try:
                self._vectors.save(texts)
            except OSError as error:
                log.warning("vectors not saved", error=error.strerror or type(error).__name__)

    def _knowledge(self, encoder: Encoder | None) -> Knowledge:
        return knowledge_of(encoder, [Concept.shipped(values) for values in self._wordlore.concepts])


_lores: WeakKeyDictionary[CommunityWords, Lore] = WeakKeyDictionary()
_lock = threading.Lock()


def lore_of(community: CommunityWords) -> Lore:
    """What one community's issues are judged with."""
    with _lock:
        found = _lores.get(community)
        if found is None:
            found = _lores[community] = Lore(community.wordlore, community.folder.parent.parent / "vectors" / "issues")
        return found
