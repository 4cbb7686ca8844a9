"""The declarations of the kinds: every property says who may see it, and one rule tells what that means."""

from __future__ import annotations

import dataclasses

import pytest

from graph.kinds import LINKS, NODES
from graph.schema import Privacy, Property
from graph.tables import LINK_COLUMNS, NODE_COLUMNS, PERSONAL_BUT_HELD
from service.editing.content import writable


def test_no_property_is_open_by_silence() -> None:
    (privacy,) = (field for field in dataclasses.fields(Property) if field.name == "privacy")
    assert privacy.default is dataclasses.MISSING
    with pytest.raises(TypeError, match="privacy"):
        Property("plants", "植物", "strings", "What grows.")  # type: ignore[call-arg, arg-type]


def test_what_staff_may_see_is_open_and_what_concerns_a_person_is_not() -> None:
    assert [privacy for privacy in Privacy if privacy.open] == [Privacy.PUBLIC, Privacy.INTERNAL]


def test_snapshots_hold_only_what_is_open_and_what_somebody_is_shown_by() -> None:
    for label, columns in NODE_COLUMNS.items():
        closed = {p.name for p in NODES[label].properties if not p.privacy.open}
        assert closed & columns.keys() <= PERSONAL_BUT_HELD, label
    for (kind, _, _), columns in LINK_COLUMNS.items():
        assert not columns.keys() & {p.name for p in LINKS[kind].properties if not p.privacy.open}


@pytest.mark.parametrize("kind", ["Resident", "Expert"])
def test_a_remark_on_a_person_is_nobodys_to_read_without_a_purpose(kind: str) -> None:
    assert NODES[kind].by_name["note"].privacy is Privacy.SENSITIVE
    assert "note" not in writable(kind)
