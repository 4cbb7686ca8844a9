"""Forms for records: which fields they ask for, and what was filled in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import uuid4

from flask import abort, request
from werkzeug.datastructures import MultiDict

from graph.errors import BadRecord
from graph.kinds import CANDIDATES, NODES
from graph.schema import Privacy, Type, Value
from service.editing.content import REFERENCES, Content, writable
from service.errors import InvalidRecord, ServiceError, UnknownName, words_of
from service.placing import parted
from service.viewing.placenames import places_of
from service.web import frame
from service.web.lists import Groups, named_group, parent_groups, place_choice, place_groups, record_name, skill_groups
from service.web.saying import gettext as _
from service.web.saying import lazy_gettext
from service.web.words import (
    CHOICE_WORDS,
    LEVEL_WORDS,
    REQUIREMENT_WORDS,
    STAGE_WORDS,
    STATUS_WORDS,
    WINDOW_DAYS,
    WINDOW_PARTS,
    property_word,
    stage_word,
    unit_word,
    window_word,
    word,
)

# An age decides by itself who is shown at all; when somebody was last active tells what they did, not what they say.
NOT_ASKED = frozenset({"age_band", "last_active", "joined_on"})
OFTEN = ("name", "hours", "windows", "hours_cap", "consent", "contact", "phone")


def _of_candidate(kind: str) -> tuple[str, ...]:
    """What may be corrected of a candidate: what changes most often, whom and where it is with, all else declared."""
    own = [one.name for one in NODES[kind].properties if one.name in writable(kind) - NOT_ASKED]
    first = [name for name in OFTEN if name in own]
    return (*first, *(one.field for one in REFERENCES[kind]), *(name for name in own if name not in first))


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
    **{kind: _of_candidate(kind) for kind in CANDIDATES},
}  # fmt: skip
# Asked for only when a record that exists is changed.
LATER = frozenset({"status", "result", "closed_because"})
REQUIRED: Mapping[str, tuple[str, ...]] = {
    "Need": ("text",),
    "Project": ("name",),
    "Requirement": ("kind",),
    "Place": ("name", "level"),
    **dict.fromkeys(CANDIDATES, ("name",)),
    "Resident": ("consent",),
    "Expert": (),
}
TOLD = ("Requirement", "kind")  # asked for, and told by the words of a new one where nobody chose
BY_NAME = "place-named"  # a place in words, of whatever level: before the choice, which ends at compounds
LONG = frozenset({"text", "note", "result", "closed_because"})
# Fields that hold ids of several records: how they are called, and whence they are chosen.
SEVERAL: Mapping[str, tuple[object, Callable[[], Groups]]] = {
    "about": (lazy_gettext("技能（可以多选）"), skill_groups),
    "skills": (lazy_gettext("会什么（可以多选）"), skill_groups),
    "groups": (lazy_gettext("参加的队伍"), lambda: named_group("Organization")),
    "serves": (lazy_gettext("服务哪里"), place_groups),
    "covers": (lazy_gettext("覆盖哪里"), place_groups),
}
YES_NO: Mapping[str, tuple[object, object]] = {
    "hard": (lazy_gettext("必须有"), lazy_gettext("最好有")),
    "consent": (lazy_gettext("同意参加推荐"), lazy_gettext("不再参加")),
}
SORTS = {Type.FLOAT: "number", Type.INTEGER: "number", Type.DATE: "date"}
LABELS = {"level": LEVEL_WORDS, "kind": REQUIREMENT_WORDS, "status": STATUS_WORDS}
Sent = str | list[str]  # a field as a browser sends it
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
    groups: Groups = ()
    empty: str = ""  # what the empty choice is called, where it is more than nothing said
    named: tuple[str, str] | None = None  # the field that takes its name in words instead, and what was written there
    drop: str = ""  # a box to tick where what is kept but not shown is to go


def fresh_identifier(kind: str) -> str:
    """An id for a new record; the form carries it, so that sending it twice makes one record."""
    return f"{kind.lower()}-{uuid4().hex}"


def fields(kind: str, values: Mapping[str, object], *, making: bool) -> list[Field]:
    """The fields of a form, filled with `values`."""
    found = [_field(kind, name, values.get(name)) for name in FIELDS[kind] if not (making and name in LATER)]
    if making:
        found = [
            replace(one, required=False, empty=_("按写的话认")) if (kind, one.name) == TOLD else one for one in found
        ]
    return found


def _field(kind: str, name: str, value: object) -> Field:
    if name == "place":
        choice: Any = place_choice(str(value or ""))
        label = _("住在") if kind == "Resident" else _("地点")
        words = "" if _place_named(request.form) else request.form.get(BY_NAME, "")
        named = (BY_NAME, words)
        return Field("place", "choice", label, value or "", choice["options"], named=named)
    if name == "parent":
        return Field("parent", "choice", _("在哪个地点里面"), value or "", groups=parent_groups())
    if name == "aliases":
        hint = _("几个别名用顿号隔开。表格里写成别名的，也认得。")
        return Field("aliases", "text", _("别名"), _listed(value), hint=hint)
    if name in SEVERAL:
        return _several(kind, name, value if isinstance(value, list) else [])
    declared = NODES[kind].by_name[name]
    label = property_word(kind, name, frame.language())
    required, hint = name in REQUIRED[kind], ""
    if name == "windows":
        chosen = value if isinstance(value, list) else []
        label = _("有空的时段（不选就是没说）") if kind in CANDIDATES else _("什么时候（不选就是都行）")
        return Field(name, "checks", label, chosen, tuple((w, window_word(w)) for w in WINDOWS))
    if declared.type is Type.BOOLEAN:
        told = {True: "yes", False: "no"}.get(value, value or "")  # type: ignore[call-overload]
        yes, no = YES_NO.get(name, (_("是"), _("否")))
        return Field(name, "choice", label, told, (("yes", str(yes)), ("no", str(no))), required)
    if declared.choices:
        options = tuple((code, _choice_word(name, code)) for code in declared.choices)
        return Field(name, "choice", label, value or "", options, required)
    if declared.privacy is Privacy.PERSONAL:
        hint = _("只有工作人员看得到；空着就不变")
    if (kind, name) == ("Requirement", "text"):
        hint = _("写一句话，或者在下面选技能；要钱的，写数量就行。")
    if declared.type is Type.STRINGS:
        return Field(name, "text", label, _listed(value), hint=_("几个用顿号隔开"))
    sort = "long" if name in LONG else SORTS.get(declared.type, "text")
    return Field(name, sort, label, _shown(value), (), required, unit_word(declared.unit), hint)


def _several(kind: str, name: str, chosen: list[str]) -> Field:
    """A field of several records: those chosen stand first, each to be taken away; the others are to be added."""
    label, groups = SEVERAL[name]
    of = next(one.kind for one in REFERENCES[kind] if one.field == name)
    left = [(group, [one for one in options if one[0] not in chosen]) for group, options in groups()]
    hint = _("写的话没读懂时，在这里选。") if name == "about" and kind == "Requirement" else ""
    have = tuple((one, record_name(of, one)) for one in chosen)
    return Field(name, "several", str(label), chosen, have, hint=hint, groups=[one for one in left if one[1]])


def _listed(value: object) -> str:
    return _("、").join(str(one) for one in value) if isinstance(value, list) else str(value or "")


def _choice_word(name: str, code: str) -> str:
    if name == "stage" and code in STAGE_WORDS:
        return stage_word(code)
    return word(LABELS.get(name, CHOICE_WORDS), code)


def said(kind: str, name: str, value: Value | list[str]) -> str:
    """A value of a record, or as it was typed, as its form tells it, "" for none."""
    field = _field(kind, name, value)
    options = dict(field.options)
    if field.sort in ("checks", "several"):
        return _("、").join(options[one] for one in value if one in options) if isinstance(value, list) else ""
    told = str(field.value or "")
    return options.get(told) or next((dict(group)[told] for _name, group in field.groups if told in dict(group)), told)


def as_sent(kind: str, values: Mapping[str, object]) -> dict[str, Sent]:
    """What a browser sends of each field of a form filled with `values`, whatever was typed around it."""
    return {
        name: sorted({str(one) for one in value})
        if isinstance(value := _field(kind, name, values.get(name)).value, list)
        else "\n".join(str(value).split("\r\n")).strip()
        for name in FIELDS[kind]
    }


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
        if name in SEVERAL:
            content[name] = list(dict.fromkeys(filter(None, form.getlist(name)))) or None
            continue
        text = form.get(name, "").strip()
        if name == "place" and (words := form.get(BY_NAME, "").strip()):
            try:
                text = places_of(frame.snapshot()).one(words)
            except UnknownName as error:
                problems.append((name, error.zh, error.en))
                continue
        declared = NODES[kind].by_name.get(name)
        if not text and declared is not None and declared.privacy is Privacy.PERSONAL:
            if form.get(f"drop-{name}") and not declared.required:
                content[name] = None
            continue
        try:
            content[name] = _value(declared.type if declared else Type.STRING, text)
        except ValueError:
            problems.append((name, "看不懂，请重填", "cannot be read; please fill it in again"))
    told = making and bool(content.get("text"))
    needed = [name for name in REQUIRED[kind] if not (told and (kind, name) == TOLD)]
    problems += [(name, "要填", "has to be filled in") for name in needed if content.get(name) is None]
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
    if sort in (Type.FLOAT, Type.INTEGER):
        number = float(text.replace(",", ""))
        if not 0 <= number < 1e12 or (sort is Type.INTEGER and not number.is_integer()):
            raise ValueError(text)
        return int(number) if sort is Type.INTEGER else number
    if sort is Type.DATE:
        return date.fromisoformat(text)
    return text


def typed(kind: str, form: MultiDict[str, str]) -> dict[str, object]:
    """The form as it was typed, to be shown again."""
    values: dict[str, object] = {name: form.get(name, "") for name in FIELDS[kind]}
    values |= {name: form.getlist(name) for name in FIELDS[kind] if name == "windows" or name in SEVERAL}
    return values | ({"place": place} if "place" in values and (place := _place_named(form)) else {})


def _place_named(form: MultiDict[str, str]) -> str:
    """The id of the one place that was named in words, "" where none or several are meant."""
    words = form.get(BY_NAME, "").strip()
    found = places_of(frame.snapshot()).meant(words) if words else []
    return found[0] if len(found) == 1 else ""


def complaints(kind: str, error: ServiceError | BadRecord) -> list[str]:
    """What keeps a form from being saved, field by field."""
    if isinstance(error, InvalidRecord):
        english = frame.language() == "en"
        return [f"{label(kind, name)} {en if english else zh}" for name, zh, en in error.problems]
    return [words_of(error, frame.language())]


def label(kind: str, name: str) -> str:
    """What a field is called on forms."""
    told = {"parent": _("在哪个地点里面"), "place": _("地点")} | {name: str(SEVERAL[name][0]) for name in SEVERAL}
    return property_word(kind, name, frame.language()) if name in NODES[kind].by_name else told.get(name, name)


def etag() -> list[str]:
    """The state of the record that the form was opened on."""
    return [request.form.get("etag", "")]


def identifier(kind: str) -> str:
    """The id that the form of a new record carries."""
    given = request.form.get("id", "")
    if not given.startswith(f"{kind.lower()}-") or not given.replace("-", "").isalnum() or len(given) > 60:
        abort(400)
    return given
