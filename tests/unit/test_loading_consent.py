"""An answer about being recommended that nobody can read takes back what somebody agreed to before."""

from __future__ import annotations

from datetime import date

import pytest

from graph.loading.register import Register
from graph.loading.translate import translate
from graph.reading import check
from graph.reading.gazetteer import Gazetteer
from graph.records import Node

PHONE = "13900000001"


@pytest.mark.parametrize(
    ("typed", "known", "agreed"),
    [
        ("再问问", True, False),
        ("不愿意了", True, False),
        ("", True, None),
        ("再问问", False, None),
        ("是", False, True),
    ],
)
def test_an_unreadable_answer_withdraws_only_what_was_known(typed: str, known: bool, agreed: bool | None) -> None:
    (file,) = check([("骨干.csv", f"姓名,手机,特长,是否同意推荐\n王强,{PHONE},理发,{typed}".encode())], Gazetteer())
    stored = [Node("Resident", "wang", {"name": "王强", "phone": PHONE, "consent": True})]
    found = translate(file, Register.of(stored if known else [], []), lambda words: [], date(2026, 3, 20))
    ((ref, told),) = [(ref, told) for ref, told in found.draft.nodes.items() if ref[0] == "Resident"]
    assert (ref[1] == "wang") is known
    assert told.get("consent") is agreed
