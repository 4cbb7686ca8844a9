"""JSON Schema of the records of a kind, made from its declaration, for the API's description."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from graph.kinds import LINKS, NODES
from graph.schema import Privacy, Property, Type

EVERY_CLASS = frozenset(Privacy)

_JSON_TYPES: dict[Type, dict[str, Any]] = {
    Type.STRING: {"type": "string"},
    Type.INTEGER: {"type": "integer"},
    Type.FLOAT: {"type": "number"},
    Type.BOOLEAN: {"type": "boolean"},
    Type.DATE: {"type": "string", "format": "date"},
    Type.MOMENT: {"type": "string", "format": "date-time"},
    Type.STRINGS: {"type": "array", "items": {"type": "string"}},
}


def node_schema(label: str, shown: Collection[Privacy] = EVERY_CLASS) -> dict[str, Any]:
    """The schema of a node of the kind : its id and those of the classes `shown`."""
    kind = NODES[label]
    return _object(kind.label, kind.meaning, kind.properties, shown)


def link_schema(type: str, shown: Collection[Privacy] = EVERY_CLASS) -> dict[str, Any]:  # noqa: A002
    """The schema of the properties of a link of the kind."""
    kind = LINKS[type]
    return _object(kind.type, kind.meaning, kind.properties, shown)


def _object(title: str, meaning: str, properties: tuple[Property, ...], shown: Collection[Privacy]) -> dict[str, Any]:
    visible = [prop for prop in properties if prop.privacy in shown]
    schema: dict[str, Any] = {
        "type": "object",
        "title": title,
        "description": meaning,
        "properties": {prop.name: _property(prop) for prop in visible},
        "additionalProperties": False,
    }
    required = [prop.name for prop in visible if prop.required]
    return {**schema, "required": required} if required else schema


def _property(prop: Property) -> dict[str, Any]:
    schema: dict[str, Any] = {**_JSON_TYPES[prop.type], "title": prop.zh, "description": prop.meaning}
    if prop.unit:
        schema["description"] += f" Unit: {prop.unit}."
    if prop.choices:
        schema["enum"] = list(prop.choices)
    return schema
