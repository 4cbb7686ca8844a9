"""What of a check's report may leave: derived from the kinds, so that a field nobody thought of stays inside."""

from __future__ import annotations

from typing import Any

import pytest

from graph.kinds import NODES
from graph.reading.lists import LISTS
from service.intake.report import NAMES, ROWS_OF, is_open, without_personal

CLOSED = (
    "contact",
    "phone",
    "contact_phone",
    "age_band",
    "mentor",
    "provider",
    "claimant",
    "claim",
    "team",
    "id_number",
)


@pytest.mark.parametrize("field", CLOSED)
def test_fields_that_may_name_a_person_are_closed_in_every_list(field: str) -> None:
    assert not [name for name, kind in LISTS.items() if field in kind.fields and is_open(name, field)]


def test_every_list_says_what_its_rows_become() -> None:
    assert set(ROWS_OF) == set(LISTS)
    assert set(NAMES) <= {field for kind in LISTS.values() for field in kind.fields}


def test_no_field_is_open_that_its_kinds_call_personal() -> None:
    for name, kinds in ROWS_OF.items():
        for kind in kinds:
            for declared in NODES[kind].properties:
                assert declared.privacy.open or not is_open(name, declared.name), (name, declared.name)


@pytest.mark.parametrize(
    ("name", "field", "is_told"),
    [
        ("residents", "name", False),
        ("residents", "place", False),
        ("residents", "skills", True),
        ("organizations", "name", True),
        ("needs", "text", True),
        ("needs", "place", True),
        ("needs", "field_of_tomorrow", False),
        ("projects", "requirement_kind", True),
        ("", "text", True),
        ("", "name", False),
    ],
)
def test_what_is_told(name: str, field: str, is_told: bool) -> None:
    assert is_open(name, field) is is_told


def report(list_name: str, fields: dict[str, Any], column: str = "provider") -> dict[str, Any]:
    problem = {
        "column": "B",
        "header": "谁",
        "code": "bad_phone",
        "message": {"zh": "“王某英138”不是完整的电话号码。"},
        "suggestion": {"zh": "请补全。"},
        "proposal": "王某英",
    }
    row = {"line": 4, "verdict": "error", "fields": fields, "problems": [problem]}
    columns = [{"column": "B", "header": "谁", "field": column, "confidence": 1.0}]
    return {"files": [{"file": "a.csv", "sheets": [{"list": list_name, "columns": columns, "rows": [row]}]}]}


def row_of(told: dict[str, Any]) -> dict[str, Any]:
    row: dict[str, Any] = told["files"][0]["sheets"][0]["rows"][0]
    return row


def test_a_provider_is_told_only_when_it_is_a_known_body() -> None:
    known = {"青川社"}.__contains__
    fields = {"name": "修小家电", "provider": "王某英", "claimant": ["王某英", "青川社"], "text": "找 13800001234"}
    told = without_personal(report("services", fields), known)
    assert row_of(told)["fields"] == {"name": "修小家电", "claimant": ["青川社"], "text": "找 138****1234"}
    assert "王某英" not in repr(told)
    assert row_of(without_personal(report("services", {"provider": "青川社"}), known))["fields"] == {
        "provider": "青川社"
    }


def test_problems_of_open_columns_keep_their_words() -> None:
    told = without_personal(report("needs", {"text": "灯坏了"}, "text"), lambda name: False)
    assert "王某英138" in row_of(told)["problems"][0]["message"]["zh"]
    assert "proposal" not in row_of(told)["problems"][0]
