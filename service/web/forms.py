"""Forms for needs, projects and requirements: which fields they ask for, and what was filled in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import uuid4

from flask import abort, request
from werkzeug.datastructures import MultiDict

from graph.errors import BadRecord
from graph.kinds import NODES
from graph.schema import Privacy, Type, Value
from service.content import Content
from service.errors import InvalidRecord, ServiceError, words_of
from service.placing import parted
from service.web import frame
from service.web.lists import parent_groups, place_choice, skill_groups
from service.web.saying import gettext as _
from service.web.words import (
    CHOICE_WORDS,
    LEVEL_WORDS,
    REQUIREMENT_WORDS,
    STATUS_WORDS,
    WINDOW_DAYS,
    WINDOW_PARTS,
    property_word,
    stage_word,
    unit_word,
    window_word,
    word,
)

FIELDS: Mapping[str, tuple[str, ...]] = {
    "Need": (
        "text", "place", "category", "origin", "urgency", "scope", "quantity", "unit", "stage", "raised_on", "due_on",
        "contact", "phone", "note",
    ),
    "Project": (
        "name", "text", "place", "audience", "stage", "date_from", "date_to", "budget", "result", "closed_because",
        "note",
    ),
    "Requirement": (
        "kind", "text", "about", "quantity", "unit", "hard", "windows", "date_from", "date_to", "hours", "level",
        "qualification", "status", "note",
    ),
    "Place": ("name", "level", "parent", "aliases", "text"),
}  # fmt: skip
# Asked for only when a record that exists is changed.
LATER = frozenset({"status", "result", "closed_because"})
REQUIRED = {"Need": ("text",), "Project": ("name",), "Requirement": ("kind", "text"), "Place": ("name", "level")}
LONG = frozenset({"text", "note", "result", "closed_because"})
LABELS = {"level": LEVEL_WORDS, "kind": REQUIREMENT_WORDS, "status": STATUS_WORDS}
WINDOWS = tuple(f"{day}-{part}" for day in WINDOW_DAYS for part in WINDOW_PARTS)


@dataclass(frozen=True)
class Field:
    """One field of a form; `sort` is text, long, number, date, choice, checks or several (of groups)."""

    name: str
    sort: str
    label: str
    value: object
    options: Sequence[tuple[str, str]] = ()
    required: bool = False
    unit: str = ""
    hint: str = ""
    groups: Sequence[tuple[str, Sequence[tuple[str, str]]]] = ()


def fresh_identifier(kind: str) -> str:
    """An id for a new record; the form carries it, so that sending it twice makes one record."""
    return f"{kind.lower()}-{uuid4().hex}"


def fields(kind: str, values: Mapping[str, object], *, making: bool) -> list[Field]:
    """The fields of a form, filled with `values`."""
    return [_field(kind, name, values.get(name)) for name in FIELDS[kind] if not (making and name in LATER)]


def _field(kind: str, name: str, value: object) -> Field:
    if name == "place":
        choice: Any = place_choice(str(value or ""))
        return Field("place", "choice", _("地点"), value or "", choice["options"], groups=choice["groups"])
    if name == "parent":
        return Field("parent", "choice", _("在哪个地点里面"), value or "", groups=parent_groups())
    if name == "aliases":
        hint = _("几个别名用顿号隔开。表格里写成别名的，也认得是这里。")
        return Field("aliases", "text", _("别名"), _listed(value), hint=hint)
    if name == "about":
        chosen = value if isinstance(value, list) else []
        label, hint = _("技能（可以多选）"), _("写的话没读懂时，在这里选。")
        return Field("about", "several", label, chosen, hint=hint, groups=skill_groups())
    declared = NODES[kind].by_name[name]
    label = property_word(kind, name, frame.language())
    required, hint = name in REQUIRED[kind], ""
    if name == "windows":
        chosen = value if isinstance(value, list) else []
        return Field(name, "checks", _("什么时候（不选就是都行）"), chosen, tuple((w, window_word(w)) for w in WINDOWS))
    if declared.type is Type.BOOLEAN:
        told = {True: "yes", False: "no"}.get(value, value or "")  # type: ignore[call-overload]
        return Field(name, "choice", label, told, (("yes", _("必须有")), ("no", _("最好有"))))
    if declared.choices:
        options = tuple((code, _choice_word(name, code)) for code in declared.choices)
        return Field(name, "choice", label, value or "", options, required)
    if declared.privacy is Privacy.PERSONAL:
        hint = _("只有工作人员看得到；空着就不变")
    sort = "long" if name in LONG else {Type.FLOAT: "number", Type.DATE: "date"}.get(declared.type, "text")
    return Field(name, sort, label, _shown(value), (), required, unit_word(declared.unit), hint)


def _listed(value: object) -> str:
    return _("、").join(str(one) for one in value) if isinstance(value, list) else str(value or "")


def _choice_word(name: str, code: str) -> str:
    if name == "stage":
        return stage_word(code)
    return word(LABELS.get(name, CHOICE_WORDS), code)


def _shown(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else value.isoformat() if isinstance(value, date) else str(value)


def filled(kind: str, form: MultiDict[str, str], *, making: bool) -> Content:
    """What was filled in, as values; raises InvalidRecord naming every field that cannot be read."""
    content: dict[str, Value | list[str]] = {}
    problems = []
    for name in FIELDS[kind]:
        if making and name in LATER:
            continue
        if name == "windows":
            content[name] = [one for one in form.getlist(name) if one in WINDOWS] or None
            continue
        if name == "about":
            content[name] = list(dict.fromkeys(filter(None, form.getlist(name)))) or None
            continue
        text = form.get(name, "").strip()
        declared = NODES[kind].by_name.get(name)
        if not text and declared is not None and declared.privacy is Privacy.PERSONAL:
            continue
        try:
            content[name] = _value(declared.type if declared else Type.STRING, text)
        except ValueError:
            problems.append((name, "看不懂，请重填", "cannot be read; please fill it in again"))
    problems += [(name, "要填", "has to be filled in") for name in REQUIRED[kind] if not content.get(name)]
    if problems:
        raise InvalidRecord(problems)
    return {name: value for name, value in content.items() if not (making and value is None)}


def _value(sort: Type, text: str) -> Value:
    if not text:
        return None
    if sort is Type.BOOLEAN:
        return text == "yes"
    if sort is Type.STRINGS:
        return list(parted(text)) or None
    if sort is Type.FLOAT:
        number = float(text.replace(",", ""))
        if not 0 <= number < 1e12:
            raise ValueError(text)
        return number
    if sort is Type.DATE:
        return date.fromisoformat(text)
    return text


def typed(kind: str, form: MultiDict[str, str]) -> dict[str, object]:
    """The form as it was typed, to be shown again."""
    values: dict[str, object] = {name: form.get(name, "") for name in FIELDS[kind]}
    values |= {name: form.getlist(name) for name in ("windows", "about")}
    return values


def complaints(kind: str, error: ServiceError | BadRecord) -> list[str]:
    """What keeps a form from being saved, field by field."""
    if isinstance(error, InvalidRecord):
        english = frame.language() == "en"
        return [f"{_label(kind, name)} {en if english else zh}" for name, zh, en in error.problems]
    return [words_of(error, frame.language())]


def _label(kind: str, name: str) -> str:
    told = {"parent": _("在哪个地点里面"), "place": _("地点")}
    return property_word(kind, name, frame.language()) if name in NODES[kind].by_name else told.get(name, name)


def identifier(kind: str) -> str:
    """The id that the form of a new record carries."""
    given = request.form.get("id", "")
    if not given.startswith(f"{kind.lower()}-") or not given.replace("-", "").isalnum() or len(given) > 60:
        abort(400)
    return given
