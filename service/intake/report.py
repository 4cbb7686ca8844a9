"""What of a check's report may leave the desk: fields whose kinds say that anybody may see them, and nothing else."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from graph.kinds import NODES
from graph.loading.fates import ROWS_OF
from graph.reading.lists import LISTS, Holds
from graph.reading.phones import mask_phones
from graph.schema import Privacy

PARTIES = ("Resident", "Expert", "Organization", "Unit", "Alliance")
# The kinds of record that a field names; where one of them is a person, so may be what stands in the cell.
NAMES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "community": ("Place",),
        "place": ("Place",),
        "area": ("Place",),
        "parent": ("Place",),
        "skills": ("Skill",),
        "offers": ("Service",),
        "alliance": ("Alliance",),
        "lead_unit": ("Unit",),
        "member_units": ("Unit",),
        "groups": ("Organization",),
        "fund": ("Fund",),
        "need": ("Need",),
        "requirement": ("Requirement",),
        "mentor": PARTIES,
        "provider": PARTIES,
        "team": PARTIES,
        "claimant": PARTIES,
    }
)
# Sorts of cells that can hold nothing but an amount, a day or a word of a closed list.
HARMLESS = frozenset(
    {
        *(Holds.WORD, Holds.CHARGE, Holds.STAR, Holds.FLAG, Holds.START, Holds.END, Holds.PERIOD),
        *(Holds.QUANTITY, Holds.UNIT, Holds.MONEY, Holds.PRICE),
    }
)
HOMES = frozenset({("residents", "place")})
_QUOTED = re.compile("“.*”", re.DOTALL)

IsBody = Callable[[str], bool]


@cache
def is_open(list_name: str, field: str) -> bool:
    """Whether what stands in this field of this list can be no personal data."""
    if (list_name, field) in HOMES:
        return False
    if field in NAMES:
        called = [NODES[kind].by_name.get("name") or NODES[kind].by_name["text"] for kind in NAMES[field]]
        return all(said.privacy.open for said in called)
    mine = _declared(ROWS_OF.get(list_name, ()), field)
    declared = mine or _declared(NODES, field)
    if declared:
        return all(privacy.open for privacy in declared)
    kind = LISTS.get(list_name)
    return kind is not None and field in kind.fields and kind.holds(field) in HARMLESS


def _declared(kinds: Iterable[str], field: str) -> list[Privacy]:
    return [NODES[kind].by_name[field].privacy for kind in kinds if field in NODES[kind].by_name]


def without_personal(report: Mapping[str, Any], is_body: IsBody) -> dict[str, Any]:
    """The report without anything that may name a person; `is_body` knows groups, units and alliances by name."""
    told: dict[str, Any] = json.loads(json.dumps(report, default=str))
    for file in told["files"]:
        for sheet in file["sheets"]:
            list_name = str(sheet["list"] or "")
            fields = {column["column"]: str(column["field"] or "") for column in sheet["columns"]}
            for row in sheet["rows"]:
                row["fields"] = _told(list_name, row["fields"], is_body)
                for problem in row["problems"]:
                    del problem["proposal"]
                    if not is_open(list_name, fields.get(problem["column"], "")):
                        for part in ("message", "suggestion"):
                            problem[part] = {key: _QUOTED.sub("“…”", text) for key, text in problem[part].items()}
    return told


def _told(list_name: str, fields: Mapping[str, Any], is_body: IsBody) -> dict[str, Any]:
    shown = {}
    for name, value in fields.items():
        if is_open(list_name, name):
            shown[name] = _masked(value)
        elif name in NAMES and (list_name, name) not in HOMES:
            bodies = [one for one in (value if isinstance(value, list) else [value]) if is_body(str(one))]
            if bodies:
                shown[name] = bodies if isinstance(value, list) else value
    return shown


def _masked(value: Any) -> Any:
    if isinstance(value, list):
        return [_masked(one) for one in value]
    return mask_phones(value)[0] if isinstance(value, str) else value
