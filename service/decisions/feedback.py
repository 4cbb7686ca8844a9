"""What was shown and what was decided about it: the only honest ground for learning."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from io import FileIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from graph.kinds.common import BY_HAND
from graph.records import Link, Node
from graph.schema import Value
from matching.data import CANDIDATE_KINDS
from matching.features import FEATURE_NAMES
from matching.learning.decisions import seen_at
from matching.ranking import measure
from service.clock import day_of
from service.errors import InvalidRecord
from service.lines.asking import Asking, text_of
from service.partnering.exposure import ASKED_DOOR
from service.structured import structlog
from service.viewing.overview import pairs, project_of_requirement

if TYPE_CHECKING:
    from graph.snapshot import Snapshot
    from graph.store import Store
    from graph.transaction import Transaction
    from matching.matcher import Matcher
    from matching.reasons import Match
    from service.decisions.inviting import Invited
    from service.partnering import LinePartners, Partners

MOST = 20  # places of a list that are kept; further down hardly anybody looks
BATCH = 500
VERDICTS = ("chosen", "reserve", "unsuited")
REASONS = ("no_time", "wrong_skill", "too_far", "asked_too_often", "relation", "other")
Entry = dict[str, Any]
What = tuple[str, str, str, datetime]  # the line, the version of the weights, the door, when
log = structlog.get_logger("heli.feedback")


class ShownLog:
    """Lists on their way into the graph: a line each in a file of the data folder, since pages must not wait.

    A list shown again on the same day at the same door is the same list. Safe to share between threads.
    """

    def __init__(self, data: Path) -> None:
        self.folder = data / "shown"
        self._known: set[str] = set()
        self._lock = threading.Lock()

    def knows(self, key: str) -> bool:
        """Whether the list of this id is kept already."""
        with self._lock:
            return key in self._known

    def add(self, entries: Sequence[Entry]) -> int:
        """Keep these lists unless they are kept already; returns how many were new."""
        with self._lock:
            fresh = [entry for entry in entries if entry["id"] not in self._known]
            if not fresh:
                return 0
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            lines = "".join(json.dumps(entry, ensure_ascii=False) + "\n" for entry in fresh)
            file = os.open(self.folder / "waiting.jsonl", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            with os.fdopen(file, "ab", buffering=0) as waiting:
                _append_whole(waiting, lines.encode())
            self._known.update(entry["id"] for entry in fresh)
            return len(fresh)

    def taken(self) -> tuple[list[Path], list[Entry]]:
        """Files with what waits, set aside so that nothing is added to them any more, and their lists."""
        with self._lock:
            waiting = self.folder / "waiting.jsonl"
            if waiting.exists():
                waiting.rename(self.folder / f"taken-{os.getpid()}-{waiting.stat().st_mtime_ns}.jsonl")
            files = sorted(self.folder.glob("taken-*.jsonl")) if self.folder.is_dir() else []
            self._known.clear()  # the graph may be restored to what it was before
        entries = {entry["id"]: entry for file in files for entry in _entries(file)}
        return files, list(entries.values())


def _append_whole(file: FileIO, content: bytes) -> None:
    """Add all of it, or nothing where the disk has no room: half a line would spoil the next one as well."""
    before = os.fstat(file.fileno()).st_size
    try:
        while content:
            content = content[file.write(content) :]
    except OSError:
        file.truncate(before)
        raise


def _entries(file: Path) -> Iterator[Entry]:
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:  # another process was faster
        return
    for line in text.splitlines():
        try:
            yield json.loads(line)
        except ValueError:  # cut off where the machine stopped
            log.warning("line of a shown list cannot be read", file=file.name)


def record_shown(shown: ShownLog, found: Partners, door: str, now: datetime) -> int:
    """Remember every list of an answer once a line, day and door; returns how many were new.

    Whoever looks at a list gets it even when it cannot be written down.
    """
    lists = [line for line in found.requirements if line.answer.matches]
    whats = [(line.line.id, found.weights_version, door, now) for line in lists]
    return _kept_waiting(
        shown,
        [_entry(line, what) for line, what in zip(lists, whats, strict=True) if not shown.knows(_key(what, _of(line)))],
    )


def _kept_waiting(shown: ShownLog, entries: Sequence[Entry]) -> int:
    try:
        return shown.add(entries)
    except OSError as error:
        log.warning("shown list not kept", error=error.strerror or type(error).__name__)
        return 0


def record_asked(shown: ShownLog, state: tuple[Snapshot, Matcher], invited: Sequence[Invited], now: datetime) -> int:
    """Write down what those who were just invited were like for their line; returns how many lines that were.

    `state` is that of the moment before the invitations were written, so no answer can reach what is learned from.
    """
    of_line: dict[str, list[tuple[str, str]]] = {}
    for one in invited:
        if one.new:
            of_line.setdefault(one.requirement, []).append((one.kind, one.candidate))
    snapshot, matcher = state
    known = snapshot.nodes["Requirement"].row_of
    owners, projects = project_of_requirement(snapshot), snapshot.nodes["Project"].ids
    wanted = sorted({projects[owners[known[key]]] for key in of_line if known.get(key, -1) in owners})
    asking = Asking(snapshot, matcher.data)
    lines = [line for project in wanted for line in asking.lines(project) if line.id in of_line]
    entries = []
    for line, question in zip(lines, matcher.questions([line.ask for line in lines], day_of(now)), strict=True):
        of = [one for one in of_line[line.id] if matcher.data.nodes.has(*one)][:MOST]
        rows = np.array([matcher.data.nodes.row_of(*one) for one in of], dtype=np.int64)
        values = [",".join(f"{value:.6g}" for value in row) for row in measure(question, rows, {}).tolist()]
        # Nobody chose where they stand: whoever is asked is seen.
        plain = {"reasons": [""] * len(of), "propensities": ["1.0000"] * len(of)}
        entries.append(_written((line.id, matcher.weights.version, ASKED_DOOR, now), of, values, plain))
    return _kept_waiting(shown, entries)


def _of(line: LinePartners) -> list[tuple[str, str]]:
    return [(match.candidate["kind"], match.candidate["id"]) for match in line.answer.matches[:MOST]]


def _entry(line: LinePartners, what: What) -> Entry:
    matches = line.answer.matches[:MOST]
    return _written(
        what,
        _of(line),
        [_values(match) for match in matches],
        {
            "reasons": [match.reasons[0].feature if match.reasons else "" for match in matches],
            "propensities": [f"{seen_at(rank) * one.propensity:.4f}" for rank, one in enumerate(matches, start=1)],
        },
    )


def _key(what: What, of: Sequence[tuple[str, str]]) -> str:
    """The id of a list: the same on the same day at the same door for the same line."""
    line, weights, door, now = what
    same = json.dumps([line, day_of(now).isoformat(), door, weights, of], ensure_ascii=False)
    return f"shown-{sha256(same.encode()).hexdigest()[:20]}"


def _written(
    what: What,
    of: Sequence[tuple[str, str]],
    values: Sequence[str],
    told: Mapping[str, list[str]],
) -> Entry:
    line, weights, door, now = what
    return {
        "id": _key(what, of),
        "requirement": line,
        "shown_at": now.isoformat(),
        "door": door,
        "weights_version": weights,
        "kinds": [kind for kind, _ in of],
        "candidates": [key for _, key in of],
        "features": list(FEATURE_NAMES),
        "values": list(values),
        **told,
    }


def _values(match: Match) -> str:
    known = {reason.feature: reason.value for reason in match.reasons}
    return ",".join(f"{known.get(name, 0.0):.6g}" for name in FEATURE_NAMES)


def keep(store: Store, shown: ShownLog) -> int:
    """Write the lists that wait into the graph, once each however often it is tried; returns how many waited.

    A list about a requirement that is gone is dropped. Raises GraphError while the database is away; nothing is lost.
    """
    files, entries = shown.taken()
    for start in range(0, len(entries), BATCH):
        portion = entries[start : start + BATCH]

        def write(transaction: Transaction, portion: Sequence[Entry] = portion) -> None:
            lines = {entry["requirement"] for entry in portion}
            standing = {node.id for node in transaction.get_many("Requirement", sorted(lines))}
            kept = [entry for entry in portion if entry["requirement"] in standing]
            transaction.upsert([_node(entry) for entry in kept], [_link(entry) for entry in kept])

        store.transaction(write)
    for file in files:
        file.unlink(missing_ok=True)
    return len(entries)


def _node(entry: Entry) -> Node:
    told = {name: value for name, value in entry.items() if name not in ("id", "requirement")}
    return Node("Shown", entry["id"], {**told, "shown_at": datetime.fromisoformat(entry["shown_at"])})


def _link(entry: Entry) -> Link:
    return Link("SHOWN_FOR", "Shown", entry["id"], "Requirement", entry["requirement"], {})


@dataclass(frozen=True)
class Decided:
    """What somebody decided about a candidate of a list."""

    id: str
    shown: str
    requirement: str
    kind: str
    candidate: str
    verdict: str
    reason: str


def decide(
    store: Store, shown: ShownLog, requirement: str, candidate: tuple[str, str], answer: tuple[str, str], now: datetime
) -> Decided:
    """Keep a verdict (chosen, reserve, unsuited; the last with a reason) about a candidate of the latest list.

    Deciding anew replaces what was decided about the same list. Raises InvalidRecord for an unknown verdict or
    reason, or when the candidate has been on no list of this requirement; NotFound for an unknown requirement.
    """
    verdict, reason = answer
    _check(verdict, reason)
    keep(store, shown)

    def write(transaction: Transaction) -> Decided:
        transaction.get("Requirement", requirement)
        latest = _latest(transaction, requirement, candidate)
        same = json.dumps([latest, *candidate])
        done = Decided(
            f"decision-{sha256(same.encode()).hexdigest()[:20]}", latest, requirement, *candidate, verdict, reason
        )
        told: dict[str, Value] = {"decided_at": now, "verdict": verdict, "reason": reason or None, "source": BY_HAND}
        links = [("Shown", latest), candidate]
        transaction.upsert(
            [Node("Decision", done.id, told)],
            [Link("DECIDED_ON", "Decision", done.id, *end, {"source": BY_HAND}) for end in links],
        )
        return done

    return store.transaction(write)


def take_back(store: Store, identifier: str) -> None:
    """Take a decision back; nothing happens when there is none."""
    store.transaction(lambda transaction: transaction.remove([("Decision", identifier)]))


def _check(verdict: str, reason: str) -> None:
    if verdict not in VERDICTS:
        raise InvalidRecord([("verdict", f"只能是 {'、'.join(VERDICTS)}", f"one of {', '.join(VERDICTS)}")])
    if (verdict == "unsuited" or reason) and reason not in REASONS:
        raise InvalidRecord([("reason", f"只能是 {'、'.join(REASONS)}", f"one of {', '.join(REASONS)}")])


def _latest(transaction: Transaction, requirement: str, candidate: tuple[str, str]) -> str:
    """The latest list of a requirement that held the candidate."""
    about = [
        link.from_id
        for link in transaction.links_of("Requirement", requirement)
        if link.kind == "SHOWN_FOR" and link.from_kind == "Shown"
    ]
    found: list[tuple[datetime, str]] = []
    for node in transaction.get_many("Shown", about):
        held = node.properties
        kinds, ids = held.get("kinds"), held.get("candidates")
        when = held.get("shown_at")
        if not (isinstance(kinds, list) and isinstance(ids, list) and isinstance(when, datetime)):
            continue
        if candidate in zip(kinds, ids, strict=False):
            found.append((when, node.id))
    if not found:
        raise InvalidRecord(
            [
                (
                    "candidate",
                    "没有在这一项的名单里出现过，请先看名单再定",
                    "was on no list of this line; look at it first",
                )
            ]
        )
    return max(found)[1]


def verdicts(snapshot: Snapshot, requirement: str) -> dict[tuple[str, str], str]:
    """By candidate (kind, id) what was decided about the latest list of a requirement that it was decided on."""
    lines, table, shown = (snapshot.nodes[name] for name in ("Requirement", "Decision", "Shown"))
    if requirement not in lines.row_of:
        return {}
    days = shown.days("shown_at")
    here = lines.row_of[requirement]
    lists = {row: days[row] for row, line in pairs(snapshot, "SHOWN_FOR", "Shown", "Requirement") if line == here}
    about = {one: lists[row] for one, row in pairs(snapshot, "DECIDED_ON", "Decision", "Shown") if row in lists}
    found: dict[tuple[str, str], tuple[float, str]] = {}
    for kind in CANDIDATE_KINDS:
        for one, who in pairs(snapshot, "DECIDED_ON", "Decision", kind):
            if one in about:
                key, told = (kind, snapshot.nodes[kind].ids[who]), (about[one], text_of(table, one, "verdict"))
                found[key] = max(found.get(key, told), told)
    return {key: verdict for key, (_, verdict) in found.items()}
