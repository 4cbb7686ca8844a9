"""How an upload stands: its files read again after every decision, from memory where nothing has changed."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from hashlib import sha256

from graph.loading.translation import Concepts
from graph.reading import report
from graph.workbook import WorkbookReader
from service import intake_check as checking
from service import intake_uploads as kept
from service.intake_check import Check, Desk
from service.intake_reading import Known, Parsed, known, mend, parse, understand
from service.intake_uploads import Decisions, Upload


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
        checking.proposals(files, about, concepts_of(desk, about), upload.at),
    )
    return desk.memory.keep(key, check)


def understood(desk: Desk, upload: Upload, number: int, about: Known) -> report.File:
    """What is read of a file; its digest covers what was decided about it, as that is what is loaded."""
    decided = _about_file(upload.decisions, number)
    key = ("read", upload.id, number, decided, about.version)
    found = desk.memory.find(key)
    if isinstance(found, report.File):
        return found
    name, digest = upload.files[number]
    read = understand(name, parsed_file(desk, upload, number), number, upload.decisions, about)
    return desk.memory.keep(key, replace(read, digest=_digest(digest, decided)))


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
    with WorkbookReader() as reader:
        parsed = parse(reader, upload.files[number][0], kept.content(desk.folder, upload, number))
    return desk.memory.keep(key, parsed)


def concepts_of(desk: Desk, about: Known) -> Concepts:
    """The published skill words as they were at this state of the graph."""
    found = desk.memory.find("concepts")
    if isinstance(found, tuple) and found[0] == about.version:
        concepts: Concepts = found[1]
        return concepts
    concepts = desk.vocabulary(desk.store)
    desk.memory.keep("concepts", (about.version, concepts))
    return concepts


def _loaded_as(desk: Desk, digest: str) -> str | None:
    found = desk.store.find("Import", "digest", digest)
    return next((node.id for node in found if node.properties.get("status") == "loaded"), None)
