"""采纳记录: what was accepted together, what became of it, and what can still be taken back."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from graph.errors import NotFound
from graph.records import Node
from service.asking import text_of
from service.clock import local
from service.overview import as_day, pairs, project_of_requirement

if TYPE_CHECKING:
    from graph.snapshot import Snapshot
    from graph.store import Store

BATCH = "invitation-"
OF_BATCH = "[0-9a-f]{16}"  # how the ids of invitations of a batch end
ACCEPTED, TAKEN_BACK = "acceptance-", "taken-back-"  # beginnings of the ids under which both are remembered


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


def batch_of(key: str) -> str:
    """The beginning of the ids of all invitations that were accepted together under `key`."""
    return f"{BATCH}{key}"


def invitations_of(snapshot: Snapshot, batch: str) -> list[str]:
    """The ids of the invitations that were accepted together."""
    held = snapshot.nodes["Invitation"].ids
    # The ending of their ids has no dash: a batch whose own key has one is another batch.
    return [key for key in held if key.rpartition("-")[0] == batch_of(batch)]


def remember(store: Store, batch: str, now: datetime, *, taken_back: int = 0) -> None:
    """Keep when a batch was accepted, or when so many of its invitations were taken back."""
    if not taken_back:
        store.upsert([Node("AuditEvent", f"{ACCEPTED}{batch}", {"at": now, "action": "accept"})])
        return
    key = f"{TAKEN_BACK}{batch}"
    before = sum(_counted(node) for node in store.get_many("AuditEvent", [key]))
    store.upsert([Node("AuditEvent", key, {"at": now, "action": f"take back {before + taken_back}"})])


def acceptances(snapshot: Snapshot, store: Store | None) -> list[Acceptance]:
    """Everything that was accepted together, the latest first; what was taken back entirely is told as well.

    Without a store, as while the graph is away, only what stands, with its day.
    """
    found = {one.batch: one for one in _standing(snapshot)}
    for event in store.nodes("AuditEvent") if store is not None else ():
        at = event.properties.get("at")
        for beginning in (ACCEPTED, TAKEN_BACK):
            if not event.id.startswith(beginning) or not isinstance(at, datetime):
                continue
            batch = event.id.removeprefix(beginning)
            known = found.get(batch, Acceptance(batch, None, None, (), 0, 0, 0))
            if beginning == ACCEPTED:
                found[batch] = replace(known, at=at, day=local(at).date())
            else:
                found[batch] = replace(known, taken_back=_counted(event), taken_back_at=at)
    return sorted(found.values(), key=_when, reverse=True)


def acceptance(snapshot: Snapshot, store: Store, batch: str) -> Acceptance:
    """One of them; raises NotFound."""
    for one in acceptances(snapshot, store):
        if one.batch == batch:
            return one
    raise NotFound("AuditEvent", f"{ACCEPTED}{batch}")


def _when(one: Acceptance) -> tuple[date, time, str]:
    moment = one.at or one.taken_back_at
    told = local(moment) if moment is not None else None
    return one.day or (told.date() if told else date.min), told.time() if told else time.min, one.batch


def _counted(event: Node) -> int:
    count = str(event.properties.get("action") or "").rpartition(" ")[2]
    return int(count) if count.isdigit() else 0


def _standing(snapshot: Snapshot) -> list[Acceptance]:
    """The batches of the invitations that are there."""
    table, days = snapshot.nodes["Invitation"], snapshot.nodes["Invitation"].days("asked_on")
    lines = dict(pairs(snapshot, "ASKED_FOR", "Invitation", "Requirement"))
    owners, projects = project_of_requirement(snapshot), snapshot.nodes["Project"].ids
    rows: dict[str, list[int]] = {}
    for row, key in enumerate(table.ids):
        beginning, _, ending = key.rpartition("-")
        # What was entered or imported one by one is no acceptance, whatever its id looks like.
        if beginning.startswith(BATCH) and re.fullmatch(OF_BATCH, ending):
            rows.setdefault(beginning.removeprefix(BATCH), []).append(row)
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
