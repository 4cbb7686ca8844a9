"""How an upload stands: its files read again after every decision, from memory where nothing has changed."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from hashlib import sha256

from graph.loading.translation import SkillWords
from graph.reading import report
from graph.reading.redaction import without_private_columns
from service.intake import check as checking
from service.intake import uploads as kept
from service.intake.check import Check, Desk
from service.intake.reading import Known, Parsed, known, mend, understand, unpacked
from service.intake.uploads import Decisions, Upload

READ_WEIGHT = 3  # how much more a file takes up read than raw


def standing(desk: Desk, upload: Upload) -> Check:
    """The check of an upload as it stands."""
    about = known(desk.store, desk.memory)
    key = ("check", upload.id, upload.decisions, about.version)
    found = desk.memory.find(key)
    if isinstance(found, Check):
        return found
    files = []
    for number in range(len(upload.files)):
        read = understood(desk, upload, number, about)
        files.append(checking.checked_file(upload, number, read, _loaded_as(desk, read.digest)))
    mended = [mend(parsed_file(desk, upload, n), n, upload.decisions) for n in range(len(upload.files))]
    check = Check(
        upload.id,
        upload.at,
        tuple(files),
        checking.total(file.tally for file in files),
        checking.to_mend(files, mended),
        checking.proposals(files, about, words_of(desk, about), upload.at),
    )
    weight = sum(parsed.weight for parsed in mended) * READ_WEIGHT
    return desk.memory.keep(key, check, weight)


def understood(desk: Desk, upload: Upload, number: int, about: Known) -> report.File:
    """What is read of a file; its digest covers what was decided about it, as that is what is loaded."""
    decided = _about_file(upload.decisions, number)
    key = ("read", upload.id, number, decided, about.version)
    found = desk.memory.find(key)
    if isinstance(found, report.File):
        return found
    parsed = parsed_file(desk, upload, number)
    read = understand(upload.files[number][0], parsed, number, upload.decisions, about)
    return _remember(desk, upload, number, about, read, parsed)


def _remember(desk: Desk, upload: Upload, number: int, about: Known, read: report.File, parsed: Parsed) -> report.File:
    decided = _about_file(upload.decisions, number)
    key = ("read", upload.id, number, decided, about.version)
    digest = _digest(upload.files[number][1], decided)
    return desk.memory.keep(key, replace(read, digest=digest), parsed.weight * READ_WEIGHT)


def _digest(digest: str, decisions: Decisions) -> str:
    own = {key: sorted(map(str, entries)) for key, entries in asdict(decisions).items()}
    decided = json.dumps(own, ensure_ascii=False, sort_keys=True)
    return sha256(f"{digest}\n{decided}".encode()).hexdigest() if any(own.values()) else digest


def _about_file(decisions: Decisions, number: int) -> Decisions:
    entries = vars(decisions).items()
    parts = {name: tuple(entry[1:] for entry in made if entry[0] == number) for name, made in entries}
    return Decisions(**parts)


def parsed_file(desk: Desk, upload: Upload, number: int) -> Parsed:
    """The raw cells of one file of an upload."""
    key = ("parsed", upload.id, number)
    found = desk.memory.find(key)
    if isinstance(found, Parsed):
        return found
    parsed = unpacked(kept.cells(desk.folder, upload, number))
    return desk.memory.keep(key, parsed, parsed.weight)


def take_in(desk: Desk, upload: Upload, number: int, parsed: Parsed) -> Parsed:
    """The cells of a file as they are kept: also without mistyped numbers in columns for identity numbers."""
    about = known(desk.store, desk.memory)
    read = understand(upload.files[number][0], parsed, number, upload.decisions, about)
    closed = Parsed(without_private_columns(parsed.sheets, read.sheets), parsed.cause)
    desk.memory.keep(("parsed", upload.id, number), closed, closed.weight)
    if closed == parsed:
        _remember(desk, upload, number, about, read, closed)
    return closed


def words_of(desk: Desk, about: Known) -> SkillWords:
    """The published skill words as they were at this state of the graph."""
    found = desk.memory.find("concepts")
    if isinstance(found, tuple) and found[0] == about.version:
        words: SkillWords = found[1]
        return words
    words = desk.vocabulary(desk.store)
    desk.memory.keep("concepts", (about.version, words))
    return words


def _loaded_as(desk: Desk, digest: str) -> str | None:
    found = desk.store.find("Import", "digest", digest)
    return next((node.id for node in found if node.properties.get("status") == "loaded"), None)
