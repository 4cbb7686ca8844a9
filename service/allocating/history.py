"""采纳记录: what was accepted together, what became of it, and what can still be taken back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from graph.errors import NotFound
from service.clock import local
from service.decisions.batches import ACCEPTED, LATEST, TAKEN_BACK, batch_of, counted, key_of, latest_of
from service.lines.asking import text_of
from service.viewing.overview import as_day, pairs, project_of_requirement

if TYPE_CHECKING:
    from graph.snapshot import Snapshot
    from graph.store import Store

MOST_READ = 200  # acceptances of which it is read when they were made


@dataclass(frozen=True)
class Acceptance:
    """Invitations that were accepted together: when, for which projects (ids), and how many of each fate.

    at: None where only the day is known · taken_back: how many in all, `taken_back_at` the last time.
    """

    batch: str
    day: date | None
    at: datetime | None
    projects: tuple[str, ...]
    waiting: int
    accepted: int
    declined: int
    taken_back: int = 0
    taken_back_at: datetime | None = None

    @property
    def written(self) -> int:
        """How many invitations it wrote."""
        return self.waiting + self.accepted + self.declined + self.taken_back

    def as_json(self) -> dict[str, Any]:
        """The acceptance as the API gives it."""
        return {
            "id": self.batch,
            "day": self.day.isoformat() if self.day else None,
            "at": self.at.isoformat() if self.at else None,
            "projects": list(self.projects),
            "written": self.written,
            **{name: getattr(self, name) for name in ("waiting", "accepted", "declined", "taken_back")},
            "taken_back_at": self.taken_back_at.isoformat() if self.taken_back_at else None,
        }


def invitations_of(snapshot: Snapshot, batch: str) -> list[str]:
    """The ids of the invitations that were accepted together."""
    held = snapshot.nodes["Invitation"].ids
    return [key for key in held if key.rpartition("-")[0] == batch_of(batch)]


def acceptances(snapshot: Snapshot, store: Store | None) -> list[Acceptance]:
    """Everything that was accepted together, the latest first.

    What was taken back entirely is told as long as it is among the latest `batches.MOST_LATEST`: nothing of it stands
    that anybody could act on, and `acceptance` finds it by its key for ever. Of the latest MOST_READ it is read when
    they were made. Without a store, as while the graph is away, only what stands, with its day.
    """
    found = {one.batch: one for one in _standing(snapshot)}
    if store is not None:
        standing = sorted(found, key=lambda key: (found[key].day or date.min, key), reverse=True)
        latest = latest_of(store.get_many("AuditEvent", [LATEST]))
        found |= _remembered(store, list(dict.fromkeys([*latest, *standing]))[:MOST_READ], found)
    return sorted(found.values(), key=_when, reverse=True)


def acceptance(snapshot: Snapshot, store: Store, batch: str) -> Acceptance:
    """One of them; raises NotFound."""
    found = {one.batch: one for one in _standing(snapshot) if one.batch == batch}
    found |= _remembered(store, [batch], found)
    if batch not in found:
        raise NotFound("AuditEvent", f"{ACCEPTED}{batch}")
    return found[batch]


def _remembered(store: Store, batches: Sequence[str], found: Mapping[str, Acceptance]) -> dict[str, Acceptance]:
    """The acceptances with when they were made and what was taken back of them."""
    told: dict[str, Acceptance] = {}
    names = [f"{beginning}{batch}" for batch in batches for beginning in (ACCEPTED, TAKEN_BACK)]
    for event in store.get_many("AuditEvent", names):
        at = event.properties.get("at")
        beginning = ACCEPTED if event.id.startswith(ACCEPTED) else TAKEN_BACK
        if not isinstance(at, datetime):
            continue
        batch = event.id.removeprefix(beginning)
        known = told.get(batch) or found.get(batch) or Acceptance(batch, None, None, (), 0, 0, 0)
        if beginning == ACCEPTED:
            told[batch] = replace(known, at=at, day=local(at).date())
        else:
            told[batch] = replace(known, taken_back=counted(event), taken_back_at=at)
    return told


def _when(one: Acceptance) -> tuple[date, time, str]:
    moment = one.at or one.taken_back_at
    told = local(moment) if moment is not None else None
    return one.day or (told.date() if told else date.min), told.time() if told else time.min, one.batch


def _standing(snapshot: Snapshot) -> list[Acceptance]:
    """The batches of the invitations that are there."""
    table, days = snapshot.nodes["Invitation"], snapshot.nodes["Invitation"].days("asked_on")
    lines = dict(pairs(snapshot, "ASKED_FOR", "Invitation", "Requirement"))
    owners, projects = project_of_requirement(snapshot), snapshot.nodes["Project"].ids
    rows: dict[str, list[int]] = {}
    for row, key in enumerate(table.ids):
        if key_of(key):
            rows.setdefault(key_of(key), []).append(row)
    return [
        Acceptance(
            batch,
            as_day(float(days[held[0]])),
            None,
            tuple(dict.fromkeys(projects[owners[lines[row]]] for row in held if lines.get(row) in owners)),
            *_fates(text_of(table, row, "answer") for row in held),
        )
        for batch, held in rows.items()
    ]


def _fates(answers: Iterable[str]) -> tuple[int, int, int]:
    """How many wait, said yes and said no."""
    counts = Counter(answers)
    return counts[""], counts["accepted"], counts["declined"]
