"""The data dictionary: every kind and property in words, made from their declarations."""

from __future__ import annotations

from collections.abc import Iterable

from graph.kinds import LINKS, NODES
from graph.schema import LinkKind, NodeKind, Property

BEGIN, END = "<!-- dictionary -->", "<!-- /dictionary -->"


def dictionary() -> str:
    """The dictionary as Markdown: one table a kind of node, then one of all kinds of links."""
    parts = [_node_section(kind) for kind in NODES.values()]
    parts.append("### 关系 · Links\n\n" + _table(("type", "中文", "from → to", "properties", "meaning"), _link_rows()))
    return "\n\n".join(parts) + "\n"


def placed_in(document: str) -> str:
    """The document with its block between the dictionary marks made anew; ValueError without the marks."""
    before, _, rest = document.partition(BEGIN)
    _, _, after = rest.partition(END)
    if not rest or END not in rest:
        raise ValueError(f"The document lacks the lines {BEGIN} and {END}.")
    return f"{before}{BEGIN}\n\n{dictionary()}\n{END}{after}"


def _node_section(kind: NodeKind) -> str:
    note = " Bookkeeping: no part of the canonical hash." if kind.bookkeeping else ""
    rows = [
        (f"`{p.name}`{'*' if p.required else ''}", p.zh, _type(p), p.privacy.value, p.meaning) for p in kind.properties
    ]
    table = _table(("property", "中文", "type", "privacy", "meaning"), rows)
    return f"### {kind.zh} · `{kind.label}`\n\n{kind.meaning}{note}\n\n{table}"


def _link_rows() -> list[tuple[str, ...]]:
    return [
        (
            f"`{kind.type}`",
            kind.zh,
            _ends(kind),
            ", ".join(f"`{p.name}`" for p in kind.properties) or "–",
            kind.meaning + (f" Several are told apart by {', '.join(kind.key)}." if kind.key else ""),
        )
        for kind in LINKS.values()
    ]


def _type(prop: Property) -> str:
    text = prop.type.value
    if prop.unit:
        text += f" ({prop.unit})"
    if prop.choices:
        text += ": " + " · ".join(prop.choices)
    return text


def _ends(kind: LinkKind) -> str:
    targets: dict[str, list[str]] = {}
    for source, target in kind.ends:
        targets.setdefault(source, []).append(target)
    sources: dict[tuple[str, ...], list[str]] = {}
    for source, reached in targets.items():
        sources.setdefault(tuple(reached), []).append(source)
    return "; ".join(f"{', '.join(some)} → {', '.join(reached)}" for reached, some in sources.items())


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)
