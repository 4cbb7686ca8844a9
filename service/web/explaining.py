"""What the service holds and how other programs reach it."""

from __future__ import annotations

import re
from typing import Any

from flask import Response, current_app, json, request

from graph.kinds import NODES
from graph.schema import NodeKind, Privacy, Type
from matching.quoting import inner
from service.web import frame
from service.web.frame import pages
from service.web.saying import gettext as _
from service.web.words import kind_word, property_word, unit_word

SAMPLES = {"q": "room", "name": "list.xlsx"}
BODY_SAMPLES = {"kind": "space", "project": "PROJECT", "needs": ["NEED"]}
BILINGUAL = re.compile(r"(.*[\u4e00-\u9fff。，：；）”])\s*([A-Z\"`].*)", re.DOTALL)


@pages.get("/dictionary")
def dictionary() -> str:
    """Every kind of record with its properties and who may see each."""
    kinds = [_kind(kind) for kind in NODES.values() if not kind.bookkeeping]
    return frame.page("dictionary.html", kinds=kinds)


def _kind(kind: NodeKind) -> dict[str, Any]:
    types = {
        Type.STRING: _("文字"),
        Type.INTEGER: _("整数"),
        Type.FLOAT: _("数"),
        Type.BOOLEAN: _("是否"),
        Type.DATE: _("日期"),
        Type.MOMENT: _("时刻"),
        Type.STRINGS: _("几个文字"),
    }
    classes = {
        Privacy.PUBLIC: _("都能看"),
        Privacy.INTERNAL: _("工作人员"),
        Privacy.PERSONAL: _("需要联系本人的工作人员"),
        Privacy.SENSITIVE: _("写明用途才能看"),
    }
    return {
        "label": kind.label,
        "name": kind_word(kind.label) if frame.language() == "en" else kind.zh,
        "meaning": kind.meaning,
        "properties": [
            {
                "name": property_word(kind.label, one.name, frame.language()),
                "code": one.name,
                "type": types[one.type],
                "privacy": classes[one.privacy],
                "unit": unit_word(one.unit),
                "meaning": one.meaning,
            }
            for one in kind.properties
        ],
    }


@pages.app_template_filter("inner")
def within_marks(text: object) -> str:
    """Words as they stand within the quotation marks of a sentence."""
    return inner(str(text))


@pages.app_template_filter("spoken")
def spoken(text: str) -> str:
    """Of a sentence that stands in Chinese and then in English, the reader's half."""
    halves = BILINGUAL.fullmatch(text)
    if halves is None:
        return text
    return halves[2] if frame.language() == "en" else halves[1]


@pages.get("/interface")
def interface() -> str:
    """The addresses of the JSON door, as its own specification tells them."""
    answer: Response = current_app.view_functions["api.specification"]()  # type: ignore[assignment]  # our own view
    told = json.loads(answer.get_data())
    schemas = told["components"]["schemas"]
    paths = [
        {
            "address": address,
            "methods": [
                {**one, "method": method.upper(), "example": _example(address, method, one, schemas)}
                for method, one in methods.items()
            ],
        }
        for address, methods in told["paths"].items()
    ]
    return frame.page("interface.html", paths=paths)


def _example(address: str, method: str, one: dict[str, Any], schemas: dict[str, Any]) -> str:
    """A call that can be tried in a terminal: the needed questions, headers and fields filled in."""
    parameters = one.get("parameters", ())
    needed = [each["name"] for each in parameters if each["in"] == "query" and each.get("required")]
    asked = "&".join(f"{name}={SAMPLES.get(name, '1')}" for name in needed)
    call = [f"curl '{request.url_root.rstrip('/')}{address}{'?' + asked if asked else ''}'"]
    if method != "get":
        call.append(f"-X {method.upper()}")
    call += [
        f"""-H '{each["name"]}: "TAG"'""" for each in parameters if each["in"] == "header" and each.get("required")
    ]
    for sort, body in one.get("requestBody", {}).get("content", {}).items():
        call.append(f"-H 'Content-Type: {sort}'")
        if not sort.endswith("json"):
            call.append("--data-binary @list.xlsx")
            break
        schema = schemas.get(str(body["schema"].get("$ref", "")).rpartition("/")[2], body["schema"])
        known = schema.get("properties", {})
        names = schema.get("required") or [name for name in ("text", "name", *known) if name in known][:1]
        names = [*names, *(name for name in ("needs",) if name in known)]
        call.append(
            "-d '" + json.dumps({name: BODY_SAMPLES.get(name, "…") for name in names}, ensure_ascii=False) + "'"
        )
        break
    return " \\\n  ".join(call)
