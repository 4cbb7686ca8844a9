"""Taking an edit back: what it changed is again as it was, unless it was changed once more since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from graph.errors import NotFound
from graph.kinds import CANDIDATES, NODES
from graph.loading.difference import apply
from graph.loading.journal import JournalEntry
from graph.records import Link, Node
from graph.schema import Value
from graph.snapshot import Snapshot
from graph.store import Store
from graph.transaction import Transaction
from service import editing, placing
from service.editing import edit_history
from service.editing.content import REFERENCES, Content, check_together
from service.errors import ChangedSince, UnknownReference
from service.viewing.showing import may_rejoin, shown


def seen(store: Store, snapshot: Snapshot, key: str) -> edit_history.Noted:
    """An edit by its key; NotFound for one of somebody who may not be seen, unless it is the one by which they left."""
    edit = store.reading(lambda transaction: edit_history.noted(transaction, key))
    if edit.kind not in CANDIDATES:
        return edit
    left = any(isinstance(one.record, Node) and (one.after or {}).get("consent") is False for one in edit.entries)
    row = snapshot.nodes[edit.kind].row_of.get(edit.record, -1)
    if row < 0 or not (shown(snapshot, edit.kind)[row] or (left and may_rejoin(snapshot, edit.kind)[row])):
        raise NotFound(edit.kind, edit.record)
    return edit


def undo_edit(store: Store, key: str, *, if_match: Sequence[str], now: datetime) -> editing.Edited:
    """Put back what an edit changed, if the record is in one of the states `if_match` names, or `*`.

    That is an edit, too, and can be taken back itself. Raises NotFound, ConditionMissing, Outdated, ChangedSince
    with the fields changed since, UnknownReference where a record that was linked is gone, InvalidRecord where what
    comes back does not go with what was written since, Misplaced for a place. A value that no form would take comes
    back as a list brought it in.
    """
    editing.check_condition(if_match)

    def work(transaction: Transaction) -> editing.Edited:
        edit = edit_history.noted(transaction, key)
        editing.taken(transaction, edit.kind, edit.record, if_match)
        if since := edit_history.changed_since(transaction, edit):
            raise ChangedSince(*zip(*(_called(edit.kind, field) for field in since), strict=True))
        others = edit_history.others_since(transaction, edit)
        back = [JournalEntry(one.record, one.after, one.before) for one in edit.entries]
        _check_ends(transaction, back)
        apply(transaction, back)
        state = editing.as_it_stands(transaction, edit.kind, edit.record)
        if others:
            check_together(edit.kind, state.values, _told(edit))
        if edit.kind == "Place":
            placing.check(transaction, edit.record, state.values, moved=True)
        made = edit_history.note(transaction, Node(edit.kind, edit.record), back, now, undoes=edit.id)
        return replace(state, edit=made)

    return store.in_turn(work)


def _told(edit: edit_history.Noted) -> Content:
    """The fields that come back."""
    fields: dict[str, Value | list[str]] = {one.field: None for one in edit_history.changes_of(edit)}
    for entry in edit.entries:
        if isinstance(entry.record, Node):
            fields |= entry.before or {}
    return fields


def _called(kind: str, field: str) -> tuple[str, str]:
    """What a field is called in Chinese and in English; a reference by what it refers to."""
    if field in (own := NODES[kind].by_name):
        return own[field].zh, field
    return next(NODES[one.kind].zh for one in REFERENCES[kind] if one.field == field), field


def _check_ends(transaction: Transaction, back: Sequence[JournalEntry]) -> None:
    """UnknownReference unless the links that come back have both their ends."""
    for entry in back:
        if not isinstance(link := entry.record, Link) or entry.removed:
            continue
        for kind, identifier in ((link.from_kind, link.from_id), (link.to_kind, link.to_id)):
            if not transaction.get_many(kind, [identifier]):
                raise UnknownReference(
                    f"撤销不了：原来连着的{NODES[kind].zh}（{identifier}）已经不在了。",
                    f"Not taken back: the {kind} {identifier} it was linked to is gone.",
                )
