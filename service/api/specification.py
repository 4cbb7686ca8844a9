"""OpenAPI 3.1 written from the declared operations, so that it cannot say anything else than they do."""

from __future__ import annotations

import re
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from service.api.adapter import JSON, KEY, Api, Header, Operation
from service.api.problems import TITLES, TYPE
from service.api.schema import LONGEST_ID, Problem

REF = "#/components/schemas/{model}"


def specification(api: Api, version: str) -> dict[str, Any]:
    """The whole specification of `api`."""
    models = _models(api)
    keys, definitions = models_json_schema(models, ref_template=REF)
    schemas = _without_null_defaults(definitions.get("$defs", {}))
    paths: dict[str, dict[str, Any]] = {}
    for operation in api.operations:
        address = re.sub(r"<(\w+)>", r"{\1}", api.address + operation.rule)
        paths.setdefault(address, {})[operation.method.lower()] = _operation(operation, keys)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "合力 Heli",
            "version": version,
            "description": "社区需求、项目与合作方的匹配。Needs, micro-projects and explained partners of a community.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {"schemas": schemas},
    }


def _without_null_defaults(schema: Any) -> Any:
    """A field that may be left out has no default worth telling, least of all one of another type."""
    if isinstance(schema, dict):
        return {
            name: _without_null_defaults(part)
            for name, part in schema.items()
            if not (name == "default" and part is None)
        }
    return [_without_null_defaults(part) for part in schema] if isinstance(schema, list) else schema


def _models(api: Api) -> list[tuple[type[BaseModel], Any]]:
    found: dict[tuple[type[BaseModel], str], None] = {(Problem, "serialization"): None}
    for operation in api.operations:
        found[operation.answer, "serialization"] = None
        if operation.body:
            found[operation.body, "validation"] = None
    return list(found)


def _operation(operation: Operation, keys: Any) -> dict[str, Any]:
    parameters = [
        {
            "name": name,
            "in": "path",
            "required": True,
            "schema": {"type": "string", "minLength": 1, "maxLength": LONGEST_ID},
        }
        for name in re.findall(r"<(\w+)>", operation.rule)
    ]
    if operation.query:
        parameters += _query_parameters(operation.query)
    parameters += [_header(one) | {"name": one.name, "in": "header"} for one in _asked(operation)]
    told: dict[str, Any] = {
        "operationId": operation.name,
        "summary": operation.summary,
        "tags": [operation.rule.split("/")[1] or "reference"],
        "parameters": parameters,
        "responses": _responses(operation, keys),
    }
    if operation.body:
        told["requestBody"] = _content(JSON, keys[operation.body, "validation"]) | {"required": True}
    elif operation.upload:
        told["requestBody"] = _content(operation.upload, {"type": "string", "format": "binary"}) | {"required": True}
    return told


def _asked(operation: Operation) -> tuple[Header, ...]:
    return (*operation.asks, KEY) if operation.method == "POST" else operation.asks


def _header(header: Header) -> dict[str, Any]:
    schema = {"type": "string"} | ({"pattern": header.pattern} if header.pattern else {})
    return {"description": header.meaning, "required": header.required, "schema": schema}


def _query_parameters(model: type[BaseModel]) -> list[dict[str, Any]]:
    schema = model.model_json_schema(ref_template=REF)
    required = set(schema.get("required", ()))
    return [
        {
            "name": name,
            "in": "query",
            "required": name in required,
            "description": declared.pop("description", ""),
            "schema": _without_null(declared),
        }
        for name, declared in schema["properties"].items()
    ]


def _without_null(declared: dict[str, Any]) -> dict[str, Any]:
    """An optional parameter is left out, never sent as null."""
    choices = [one for one in declared.get("anyOf", ()) if one != {"type": "null"}]
    kept = {name: value for name, value in declared.items() if name not in {"title", "anyOf", "default"} or value}
    if len(choices) == 1:
        kept.pop("anyOf", None)
        kept |= choices[0]
    if kept.get("default", ...) is None:
        kept.pop("default")
    kept.pop("title", None)
    return kept


def _responses(operation: Operation, keys: Any) -> dict[str, Any]:
    statuses = {400, 500, 503, *operation.fails}
    statuses |= {404} if "<" in operation.rule else set()
    statuses |= {422}
    statuses |= {413, 415} if operation.body or operation.upload else set()
    statuses |= {403, 409} if operation.method == "POST" else set()
    statuses |= {403} if operation.method in {"PATCH", "PUT", "DELETE"} else set()
    done = _content(JSON, keys[operation.answer, "serialization"]) | {"description": operation.summary}
    if operation.tells:
        done["headers"] = {
            one.name: {"description": one.meaning, "schema": {"type": "string"}} for one in operation.tells
        }
    failed = keys[Problem, "serialization"]
    return {str(operation.status): done} | {
        str(status): _content(TYPE, failed) | {"description": TITLES[status][1]} for status in sorted(statuses)
    }


def _content(media: str, schema: Any) -> dict[str, Any]:
    return {"content": {media: {"schema": schema}}}
