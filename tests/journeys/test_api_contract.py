"""The specification against the door: generated requests, good and bad, and every answer as it is declared."""

from __future__ import annotations

from itertools import count
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as effort
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig

from service.api import declared
from service.api.adapter import Operation
from service.staffing.bundling import LONGEST

API = "/api/v1"
# Which refusals count as such, where the HTTP standards leave a choice.
EXPECTED = {
    "negative_data_rejection": [400, 404, 409, 412, 413, 415, 422, 428],
    "positive_data_acceptance": ["2xx", 404, 409, 412],
    "missing_required_header": [400, 422, 428],
}
TO_DO = "教老人用手机"
EFFORT = effort(
    max_examples=15,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def door(app: Flask) -> schemathesis.BaseSchema:
    config = SchemathesisConfig.from_dict(
        {"checks": {name: {"expected-statuses": statuses} for name, statuses in EXPECTED.items()}}
    )
    return schemathesis.openapi.from_wsgi(f"{API}/openapi.json", app, config=config)


def in_order(case: schemathesis.Case) -> bool:
    """What no schema can say: days in their order, a line that wishes for something, why one is unsuited, a cursor."""
    body = case.body if isinstance(case.body, dict) else {}
    if case.query.get("cursor") or (
        case.operation.definition.raw["operationId"] == "create_requirements" and not wishes(body)
    ):
        return False
    if body.get("verdict") == "unsuited" and not body.get("reason"):
        return False
    pairs = (
        ("date_from", "date_to", str),
        ("quantity", "quantity_max", int | float),
        ("money", "money_max", int | float),
    )
    for least, most, sort in pairs:
        low, high = body.get(least), body.get(most)
        if isinstance(low, sort) and isinstance(high, sort) and high < low:
            return False
    return True


def wishes(body: dict[str, Any]) -> bool:
    """Whether a line says what is wished for."""
    money = body.get("kind") == "money" and body.get("quantity")
    return bool(str(body.get("text") or "").strip() or body.get("about") or money)


OPERATIONS = declared().operations
GOOD = [(operation, GenerationMode.POSITIVE) for operation in OPERATIONS]
# Where nothing but an id in the address is asked for, nothing can be asked wrongly.
BAD = [(one, GenerationMode.NEGATIVE) for one in OPERATIONS if one.query or one.body or one.asks or one.upload]


# Threads of the service draw lots of their own while a case is drawn, which looks to Hypothesis as if the case did.
@pytest.mark.filterwarnings("ignore:Do not use the `random` module:hypothesis.errors.HypothesisDeprecationWarning")
@pytest.mark.parametrize(("operation", "mode"), GOOD + BAD, ids=lambda part: getattr(part, "name", part).lower())
def test_every_operation_keeps_to_the_specification(
    door: schemathesis.BaseSchema, operation: Operation, mode: GenerationMode
) -> None:
    described = door[API + operation.rule.replace("<", "{").replace(">", "}")][operation.method]

    keys = count()

    @given(case=described.as_strategy(generation_mode=mode).filter(in_order))
    @EFFORT
    def check(case: schemathesis.Case) -> None:
        if mode is GenerationMode.POSITIVE and "Idempotency-Key" in case.headers:
            case.headers["Idempotency-Key"] = f"{operation.name}-{next(keys)}"  # one key, one request
        if mode is GenerationMode.POSITIVE and operation.name == "find_scene_bundles":
            case.query["scene"] = f"{TO_DO}，{case.query['scene']}"[:LONGEST]  # a scene names something to do
        case.call_and_validate()

    check()
