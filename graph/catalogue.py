"""Every hand-written Cypher statement by name, with its declared mode, parameters and what it touches."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from graph.errors import BadStatement
from graph.kinds import LINKS, NODES

FOLDER = Path(__file__).parent / "statements"

_HEADER = re.compile(r"^// (statement|purpose|mode|parameters|touches):\s*(.*)$")
_PARAMETER = re.compile(r"\$([A-Za-z_]\w*)")
_WRITES = re.compile(r"\b(CREATE|MERGE|SET|DELETE|REMOVE|DETACH|FOREACH)\b", re.IGNORECASE)
_LITERAL = re.compile(r"'[^']*'|\"[^\"]*\"")
_COMMENT = re.compile(r"//.*")
# What one of the engines lacks, does differently or must not be asked for.
_BANNED: Mapping[str, str] = MappingProxyType(
    {
        r"\bCALL\b": "CALL: procedures and subqueries differ between the engines",
        r"\bLOAD\s+CSV\b": "LOAD CSV reads files of the server",
        r"\b(apoc|gds|db)\.": "procedures of one engine",
        r"\belementId\s*\(|(?<!\w)id\s*\(": "internal ids mean nothing outside one engine",
        r"\.epoch(Seconds|Millis)\b": "parts of a moment differ between the engines",
        r"\b(datetime|date|localdatetime|time)\s*\(": "the clock and conversions belong to the caller",
        r"\*(?!\s*\)|\d+\.\.\d+)(?=[^\n]*\])": "a path of variable length needs both bounds",
        r"\bFOREACH\b": "FOREACH differs between the engines: use UNWIND",
        r"\bEXISTS\s*\{|\bCOUNT\s*\{|\bCOLLECT\s*\{": "subquery expressions differ between the engines",
        r"`": "quoted names: every label and type is declared",
    }
)
_LABEL = re.compile(r"\(\s*\w*\s*:\s*([\w|:&]+)")
_TYPE = re.compile(r"\[\s*\w*\s*:\s*([\w|:&]+)")
# A pair of brackets that is no call: a node, bound before or with its label.
_NODE = re.compile(r"(?:(?<![\w.])|(?<=MATCH)|(?<=MERGE))\(\s*(\w*)\s*(:[\w|:&]+)?\s*(?:\{[^}]*\})?\s*\)")


@dataclass(frozen=True)
class Statement:
    """A named statement; `touches` are templates such as `Claim:$claim` filled with its parameters."""

    name: str
    purpose: str
    writes: bool
    parameters: frozenset[str]
    touches: tuple[str, ...]
    text: str


@cache
def catalogue() -> Mapping[str, Statement]:
    """All statements of the folder, checked; BadStatement names the first that is not portable."""
    found: dict[str, Statement] = {}
    for path in sorted(FOLDER.glob("*.cypher")):
        for statement in parse(path.read_text(encoding="utf-8"), path.name):
            if statement.name in found:
                raise BadStatement(statement.name, "declared twice")
            found[statement.name] = statement
    return MappingProxyType(found)


def named(name: str, parameters: Mapping[str, object], *, writes: bool) -> Statement:
    """The statement of that name, if its mode and exactly these parameters are declared; else BadStatement."""
    statement = catalogue().get(name)
    if statement is None:
        raise BadStatement(name, "there is no statement of this name")
    if statement.writes and not writes:
        raise BadStatement(name, "it writes: call write, not read")
    if statement.parameters != parameters.keys():
        declared = ", ".join(sorted(statement.parameters)) or "none"
        raise BadStatement(
            name, f"declares the parameters {declared}; given: {', '.join(sorted(parameters)) or 'none'}"
        )
    return statement


def parse(text: str, file: str) -> Iterator[Statement]:
    """The statements of one file's text, each checked."""
    headers: dict[str, str] = {}
    body: list[str] = []
    for line in [*text.splitlines(), "// statement:"]:
        header = _HEADER.match(line)
        if header and header[1] == "statement":
            if headers:
                yield _declared(headers, "\n".join(body).strip(), file)
            headers, body = {}, []
        if header:
            headers[header[1]] = header[2].strip()
        elif headers:
            body.append(line)
        elif line.strip() and not line.startswith("//"):
            raise BadStatement(file, f"text before the first `// statement:` line: {line.strip()}")


def _declared(headers: Mapping[str, str], text: str, file: str) -> Statement:
    name = headers["statement"]
    missing = {"purpose", "mode", "parameters"} - headers.keys()
    if missing or not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        raise BadStatement(name or file, f"needs a name in small letters and the lines {', '.join(sorted(missing))}")
    writes = headers["mode"] == "write"
    if headers["mode"] not in ("read", "write") or writes != ("touches" in headers):
        raise BadStatement(name, "mode is read or write, and exactly a writing one says what it touches")
    touched = () if headers.get("touches", "nothing") == "nothing" else tuple(headers["touches"].split())
    parameters = frozenset(re.findall(r"\w+", headers["parameters"]))
    statement = Statement(name, headers["purpose"], writes, parameters, touched, text)
    check(statement)
    return statement


def check(statement: Statement) -> None:
    """Refuse a statement whose text does not match its declaration or leaves the portable subset."""
    bare = _COMMENT.sub("", _LITERAL.sub("''", statement.text))
    used = frozenset(_PARAMETER.findall(bare))
    if not bare.strip() or used != statement.parameters:
        raise BadStatement(
            statement.name, f"uses the parameters {sorted(used)}, declares {sorted(statement.parameters)}"
        )
    if not statement.writes and _WRITES.search(bare):
        raise BadStatement(statement.name, "is declared as read and writes")
    for pattern, reason in _BANNED.items():
        if re.search(pattern, bare, re.IGNORECASE):
            raise BadStatement(statement.name, reason)
    _check_names(statement, bare)
    for template in statement.touches:
        _check_template(statement, template)


def _check_names(statement: Statement, bare: str) -> None:
    bound: set[str] = set()
    for variable, label in _NODE.findall(bare):
        if not label and variable not in bound:
            raise BadStatement(statement.name, f"the node ({variable}) names no label")
        bound.add(variable)
    for pattern, declared in ((_LABEL, NODES), (_TYPE, LINKS)):
        for names in pattern.findall(bare):
            for name in re.split(r"[|:&]+", names):
                if name and name not in declared:
                    raise BadStatement(statement.name, f"{name} is not declared in kinds")


def _check_template(statement: Statement, template: str) -> None:
    shaped = re.fullmatch(r"(\w+):\$(\w+)", template)
    if not shaped or shaped[1] not in NODES or shaped[2] not in statement.parameters:
        raise BadStatement(statement.name, f"touches {template}: write Label:$parameter")
