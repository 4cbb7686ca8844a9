"""How texts are read here: the shipped vocabulary with the operator's own words, and sentence vectors if any."""

from __future__ import annotations

import csv
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import seeds
from matching.errors import BadModel
from matching.language import encoder as encoders
from matching.language.encoder import Encoder, Remembered, Vectors
from matching.language.text import simplify
from matching.quoting import quoted
from service.errors import BadSettings
from service.settings import Settings
from service.structured import structlog
from service.texts.encoding import Apart

AUTO, OFF = "auto", "off"
WARM_AFTER = 15.0  # seconds
AT_ONCE = 64  # so few new texts are encoded while the answer waits, more of them beside it
COLUMNS = ("id", "name", "label_en", "aliases", "broader", "related", "theme")
LISTS = ("aliases", "broader", "related")
log = structlog.get_logger("heli.wordlore")
_told = threading.Event()


class Sentences:
    """Sentence vectors of the community's phrases: kept in a file, worked out beside the answers when many are new."""

    def __init__(self, encoder: Encoder, folder: Path) -> None:
        self.encoder = encoder
        self.questions = Remembered(encoder, folder / "lines", exact=True)
        self._remembered = Remembered(encoder, folder)
        self._working: threading.Thread | None = None
        self._reading: threading.Thread | None = None
        self._warming: threading.Timer | None = None

    def of(self, texts: Sequence[str], lines: Sequence[str] = ()) -> Vectors | None:
        """The vectors of these texts, one a row; None while they are being worked out.

        `lines` are what is likely to be asked next: `questions` will know them without reading the model.
        """
        if self.working:
            return None
        if len(self._remembered.missing(texts)) <= AT_ONCE:
            self._prepare(lines)
            return self._remembered.encode(texts)
        self._working = threading.Thread(target=self._work, args=(list(texts), list(lines)), daemon=True)
        self._working.start()
        return None

    def _prepare(self, lines: Sequence[str]) -> None:
        """Work out the lines' vectors beside the answers; where all are known, read the model once the start is over.

        The model takes as long to read as half of all that is read at the start.
        """
        if self.questions.missing(lines):
            if self._reading is None or not self._reading.is_alive():
                self._reading = threading.Thread(target=self._read, args=(list(lines),), daemon=True)
                self._reading.start()
        elif self._warming is None:
            self._warming = threading.Timer(WARM_AFTER, self.encoder.encode, args=(["水"],))
            self._warming.daemon = True
            self._warming.start()

    def _read(self, lines: list[str]) -> None:
        self.questions.encode(lines)
        _saved(self.questions, lines)

    @property
    def working(self) -> bool:
        """Whether vectors are being worked out now."""
        return self._working is not None and self._working.is_alive()

    def wait(self, seconds: float) -> bool:
        """Wait for vectors under way; whether there are none left."""
        if self._working is not None:
            self._working.join(seconds)
        if self._reading is not None:  # begun at the end of the other, at the latest
            self._reading.join(seconds)
        return not self.working and (self._reading is None or not self._reading.is_alive())

    def _work(self, texts: list[str], lines: list[str]) -> None:
        self._remembered.encode(texts)
        _saved(self._remembered, texts)
        self._prepare(lines)
        log.info("sentence vectors ready", count=len(texts))


def _saved(vectors: Remembered, texts: Sequence[str]) -> None:
    try:
        vectors.save(texts)
    except OSError as error:
        log.warning("vectors not saved", error=error.strerror or type(error).__name__)


@dataclass(frozen=True, eq=False)
class Wordlore:
    """The concepts texts are read with, as plain values, and their sentence vectors where an encoder is used."""

    own: Path | None = None  # the operator's vocabulary
    sentences: Sentences | None = None

    @cached_property
    def concepts(self) -> Sequence[Mapping[str, Any]]:
        """The shipped concepts, with the operator's; raises BadSettings naming file and line."""
        shipped = list(seeds.vocabulary())
        return with_own(shipped, self.own) if self.own is not None else shipped


def wordlore_of(settings: Settings) -> Wordlore:
    """What the settings ask for; raises BadSettings for a vocabulary or a model that cannot be used."""
    found = Wordlore(settings.vocabulary, sentences_of(settings))
    assert found.concepts  # what is wrong with the operator's file is said at the start
    return found


def sentences_of(settings: Settings) -> Sentences | None:
    """The sentence vectors that the settings allow; says once in the log when the optional encoder is not there."""
    encoder = encoder_of(settings)
    if encoder is None and settings.encoder == AUTO and not _told.is_set():
        _told.set()
        log.info("no sentence encoder: texts are compared by characters and concepts")
    if encoder is not None and settings.encoder == AUTO:
        encoder = Apart(encoder)
    return Sentences(encoder, settings.data / "vectors") if encoder is not None else None


def encoder_of(settings: Settings) -> Encoder | None:
    """The encoder of HELI_ENCODER: the optional package, none, or a folder with a model."""
    if settings.encoder == OFF:
        return None
    if settings.encoder == AUTO:
        return encoders.installed()
    try:
        return encoders.from_folder(Path(settings.encoder))
    except BadModel as error:
        raise BadSettings(f"HELI_ENCODER：{error.zh}", f"HELI_ENCODER: {error.en}") from error


def with_own(shipped: Sequence[Mapping[str, Any]], path: Path) -> list[Mapping[str, Any]]:
    """The shipped concepts with those of a CSV file: a known id gets further words, a new one becomes a concept."""
    concepts = {str(values["id"]): dict(values) for values in shipped}
    owners = {simplify(word): key for key, values in concepts.items() for word in (values["name"], *values["aliases"])}
    rows = _rows(path)
    ids = concepts.keys() | {row["id"] for _, row in rows}
    for place, row in rows:
        values = {name: row.get(name) or "" for name in COLUMNS}
        lists = {name: tuple(filter(None, (part.strip() for part in values[name].split("|")))) for name in LISTS}
        _take_words(place, row["id"], filter(None, (values["name"], *lists["aliases"])), owners)
        unknown = [key for name in ("broader", "related") for key in lists[name] if key not in ids]
        if unknown:
            raise _bad(place, f"没有概念 {unknown[0]}", f"there is no concept {unknown[0]}")
        known = concepts.get(row["id"])
        if known is not None:
            for name in LISTS:
                known[name] = list(dict.fromkeys([*known[name], *lists[name]]))
        elif values["name"]:
            concepts[row["id"]] = {**values, **lists, "source": path.name, "version": "own"}
        else:
            raise _bad(place, "新概念缺少 name", "a new concept lacks its `name`")
    return list(concepts.values())


def _take_words(place: str, concept: str, words: Iterable[str], owners: dict[str, str]) -> None:
    """Note in `owners` that these words belong to the concept; BadSettings where one is too short or another's."""
    for word in words:
        if len(word.replace("…", "")) < 2:
            raise _bad(
                place, f"{quoted(word)}只有一个字；请至少写两个字", f"{word!r} has one character; write two at least"
            )
        owner = owners.setdefault(simplify(word), concept)
        if owner != concept:
            zh, en = f"{quoted(word)}已属于 {owner}；请删去或换一个说法", f"{word!r} belongs to {owner}; remove it"
            raise _bad(place, zh, en)


def _rows(path: Path) -> list[tuple[str, dict[str, str]]]:
    file = path.expanduser()
    if file.exists() and not file.is_file():  # a pipe or a device would be waited for without end
        raise _bad(
            str(path), "不是普通文件；请写一个 CSV 文件的路径", "is no regular file; give the path of a CSV file"
        )
    try:
        text = file.read_text("utf-8-sig")
    except FileNotFoundError:
        raise _bad(str(path), "没有这个文件，请检查路径", "there is no such file; check the path") from None
    except UnicodeDecodeError:
        raise _bad(str(path), "不是 UTF-8 文本，请另存为 UTF-8 的 CSV", "is no UTF-8 text; save it as such") from None
    except OSError as error:
        raise _bad(str(path), f"读不了：{error.strerror}", f"cannot be read: {error.strerror}") from None
    reader = csv.DictReader(text.splitlines(), strict=True)
    missing = {"id", "aliases"} - set(reader.fieldnames or ())
    if missing:
        names = ", ".join(sorted(missing))
        raise _bad(f"{path}:1", f"缺少列 {names}；至少要有 id 和 aliases", f"column {names} is missing")
    rows = []
    try:
        for row in reader:
            place = f"{path}:{reader.line_num}"
            if None in row or None in row.values():
                raise _bad(place, "列数和表头不一样", "the number of columns differs from the header's")
            if not row["id"].strip():
                raise _bad(place, "缺少 id", "`id` is missing")
            rows.append((place, {name: value.strip() for name, value in row.items()}))
    except csv.Error as error:
        raise _bad(f"{path}:{reader.line_num}", f"不是 CSV：{error}", f"not CSV: {error}") from None
    return rows


def _bad(place: str, zh: str, en: str) -> BadSettings:
    return BadSettings(f"HELI_VOCABULARY：{place}：{zh}。", f"HELI_VOCABULARY: {place}: {en}.")
