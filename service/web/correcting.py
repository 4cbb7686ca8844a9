"""A form that changes a record: opened on one state of it, and laid together with what others changed meanwhile."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

from flask import request
from werkzeug.datastructures import MultiDict

from graph.errors import BadRecord
from service import editing
from service.editing.edit_history import history
from service.errors import InvalidRecord, Outdated, PlaceKnown, UnknownReference
from service.web import forms, frame
from service.web.edit_undo import past, way_back
from service.web.forms import Sent
from service.web.saying import gettext as _

REFUSED = (InvalidRecord, UnknownReference, BadRecord, PlaceKnown)


@dataclass(frozen=True)
class Clash:
    """A field that somebody else changed while the form was open, each state as it is read."""

    name: str
    label: str
    before: str
    theirs: str
    mine: str
    asks: bool  # whether it was changed on both sides, one way and another


@dataclass(frozen=True)
class Opened:
    """A form to be shown: what stands in its fields, of which record, and what keeps it from being saved."""

    kind: str
    values: Mapping[str, object]
    known: editing.Edited | None = None
    problems: Sequence[str] = ()
    clashes: Sequence[Clash] | None = None  # None where nobody else changed the record

    @property
    def status(self) -> int:
        """The HTTP status of the page that shows it."""
        return 422 if self.problems or self.clashes is not None else 200

    def view(self) -> dict[str, object]:
        """What the template tells of it."""
        known = self.known
        edits = history(frame.store(), known.kind, known.id) if known else []
        return {
            "fields": forms.fields(self.kind, self.values, making=known is None),
            "problems": self.problems,
            "clashes": self.clashes,
            "dropped": [name for name in forms.FIELDS[self.kind] if request.form.get(f"drop-{name}")],
            "etag": known.tag if known else "",
            "was": json.dumps(forms.as_sent(self.kind, known.values), ensure_ascii=False) if known else "",
            "seen": edits[0].id if edits else "",
            "past": past(self.kind, edits),
            "identifier": "" if known else forms.fresh_identifier(self.kind),
        }


def changed(kind: str, identifier: str) -> editing.Edited | Opened:
    """The record as this request leaves it, or its form: just opened, or with what keeps it from being saved."""
    known = editing.current(frame.store(), kind, identifier)
    if request.method == "GET":
        return Opened(kind, known.values, known)
    taken = set(request.form.getlist("theirs"))
    try:
        changes = forms.filled(kind, request.form, making=False)
        changes = {name: value for name, value in changes.items() if name not in taken}
        done = editing.edit(frame.store(), kind, identifier, changes, if_match=forms.etag(), now=frame.now())
    except Outdated:
        return laid_together(editing.current(frame.store(), kind, identifier), request.form)
    except REFUSED as error:
        return laid_together(known, request.form, forms.complaints(kind, error))
    if done.values.get("consent") is not False:
        frame.tell(_("改好了。"), way_back(done))
    return done


def refused(kind: str, error: InvalidRecord | UnknownReference | BadRecord | PlaceKnown) -> Opened:
    """The form of a new record as it was filled in, with what keeps it from being made."""
    return Opened(kind, forms.typed(kind, request.form), problems=forms.complaints(kind, error))


def laid_together(known: editing.Edited, form: MultiDict[str, str], problems: Sequence[str] = ()) -> Opened:
    """What was typed laid over the record as it stands: fields that were not touched take what stands there now."""
    kind, typed = known.kind, forms.typed(known.kind, form)
    mine, theirs, before = forms.as_sent(kind, typed), forms.as_sent(kind, known.values), _opened_on(form)
    if form.get("etag") == known.tag:
        return Opened(kind, typed, known, problems)
    taken = set(form.getlist("theirs"))
    unseen = _changed_unseen(known, form.get("seen", ""))
    values, clashes = dict(typed), []
    for name in mine:
        touched = mine[name] != before.get(name) and name not in taken
        if not touched:
            values[name] = known.values.get(name)
        if name in unseen and touched:  # of what is personal nothing comes back, not even to be compared
            sides = [_("（内容不显示）"), _("（内容不显示）"), _told(kind, name, mine[name])]
            clashes.append(Clash(name, forms.label(kind, name), sides[0], sides[1], sides[2], asks=True))
        elif theirs[name] != before.get(name) and theirs[name] != mine[name]:
            sides = [_told(kind, name, sent) for sent in (before.get(name), theirs[name], mine[name])]
            clashes.append(Clash(name, forms.label(kind, name), sides[0], sides[1], sides[2], asks=touched))
    return Opened(kind, values, known, problems, clashes)


def _changed_unseen(known: editing.Edited, seen: str) -> set[str]:
    """The personal fields of a record that were changed by edits behind the one that a form had seen."""
    later = takewhile(lambda one: one.id != seen, history(frame.store(), known.kind, known.id))
    return {change.field for edit in later for change in edit.changes if not change.open}


def _told(kind: str, name: str, sent: Sent | None) -> str:
    return forms.said(kind, name, sent or None) or _("没写")


def _opened_on(form: MultiDict[str, str]) -> Mapping[str, Sent]:
    """The fields as they were when the form was opened; nothing where the form does not say, so that all is shown."""
    try:
        told = json.loads(form.get("was", ""))
    except ValueError:
        return {}
    if not isinstance(told, dict):
        return {}
    return {
        name: sorted(str(one) for one in value) if isinstance(value, list) else str(value)
        for name, value in told.items()
    }
