"""Cypher made from the kinds: pure functions without a connection; only declared names become text."""

from __future__ import annotations

from graph.kinds import LINKS, NODES
from graph.schema import LinkKind, NodeKind, Type


def constraints(kind: NodeKind) -> list[str]:
    """The statements that make each unique property of the kind unique."""
    return [
        f"CREATE CONSTRAINT {kind.label.lower()}_{p.name} IF NOT EXISTS "
        f"FOR (n:{kind.label}) REQUIRE n.{p.name} IS UNIQUE"
        for p in kind.properties
        if p.unique
    ]


def indexes(kind: NodeKind) -> list[str]:
    """The statements that index each property by which records of the kind are looked up."""
    return [
        f"CREATE INDEX {kind.label.lower()}_{p.name} IF NOT EXISTS FOR (n:{kind.label}) ON (n.{p.name})"
        for p in kind.properties
        if p.indexed and not p.unique
    ]


def upsert(kind: NodeKind) -> str:
    """Create or update nodes from `$rows` of {id, props}; answers the ids that still lack a required property."""
    text = f"UNWIND $rows AS row MERGE (n:{kind.label} {{id: row.id}}) SET n += row.props"
    required = [p.name for p in kind.properties if p.required and p.name != "id"]
    if required:
        lacking = " OR ".join(f"n.{name} IS NULL" for name in required)
        text += f" WITH n WHERE {lacking} RETURN n.id AS id"
    return text


def upsert_link(kind: LinkKind, source: str, target: str) -> str:
    """Create or update links from `$rows` of {source, target, key, props}; answers how many had both ends."""
    # The source is written first, so that rivals who make the same link meet there and only one is made.
    return (
        f"UNWIND $rows AS row MATCH (a:{source} {{id: row.source}}) MATCH (b:{target} {{id: row.target}}) "
        f"SET a.id = a.id MERGE (a)-[r:{kind.type}{_key(kind)}]->(b) SET r += row.props RETURN count(*) AS joined"
    )


def ends_missing(source: str, target: str) -> str:
    """Which of `$rows` of links name a node that does not exist."""
    return (
        f"UNWIND $rows AS row OPTIONAL MATCH (a:{source} {{id: row.source}}) "
        f"OPTIONAL MATCH (b:{target} {{id: row.target}}) WITH row, a, b WHERE a IS NULL OR b IS NULL "
        "RETURN row.source AS source, row.target AS target, a IS NULL AS no_source"
    )


def remove(kind: NodeKind) -> str:
    """Remove the nodes of `$ids` and every link they have."""
    return f"UNWIND $ids AS id MATCH (n:{kind.label} {{id: id}}) DETACH DELETE n"


def remove_link(kind: LinkKind, source: str, target: str, *, keyed: bool) -> str:
    """Remove links of `$rows` of {source, target, key}; without a key, every link of the kind between the two."""
    return (
        f"UNWIND $rows AS row MATCH (a:{source} {{id: row.source}})"
        f"-[r:{kind.type}{_key(kind) if keyed else ''}]->(b:{target} {{id: row.target}}) DELETE r"
    )


def get(kind: NodeKind) -> str:
    """The nodes of `$ids`."""
    return f"UNWIND $ids AS id MATCH (n:{kind.label} {{id: id}}) RETURN n.id AS id, properties(n) AS props"


def find(kind: NodeKind, name: str) -> str:
    """The nodes whose property is, or as a list holds, `$value`, ordered by id."""
    condition = f"$value IN n.{name}" if kind.by_name[name].type is Type.STRINGS else f"n.{name} = $value"
    return f"MATCH (n:{kind.label}) WHERE {condition} RETURN n.id AS id, properties(n) AS props ORDER BY id"


def every_node(kind: NodeKind) -> str:
    """All nodes of the kind."""
    return f"MATCH (n:{kind.label}) RETURN n.id AS id, properties(n) AS props"


def every_link(kind: LinkKind) -> str:
    """All links of the kind, with the labels of their ends."""
    sources, targets = _ends(kind)
    return (
        f"MATCH (a:{sources})-[r:{kind.type}]->(b:{targets}) RETURN labels(a) AS source_labels, a.id AS source, "
        "labels(b) AS target_labels, b.id AS target, properties(r) AS props"
    )


def links_between(kind: LinkKind, source: str, target: str) -> str:
    """The links of the kind that join the pairs of `$rows` of {source, target}."""
    return (
        f"UNWIND $rows AS row MATCH (a:{source} {{id: row.source}})-[r:{kind.type}]->(b:{target} {{id: row.target}}) "
        "RETURN labels(a) AS source_labels, a.id AS source, labels(b) AS target_labels, b.id AS target, "
        "properties(r) AS props"
    )


def links_from(label: str) -> str:
    """The links that start at the nodes of `$ids` of the label."""
    kinds = [kind for kind in LINKS.values() if any(source == label for source, _ in kind.ends)]
    types = "|".join(kind.type for kind in kinds)
    others = "|".join(sorted({target for kind in kinds for source, target in kind.ends if source == label}))
    return (
        f"UNWIND $ids AS id MATCH (n:{label} {{id: id}})-[r:{types}]->(m:{others}) "
        "RETURN type(r) AS type, labels(n) AS source_labels, n.id AS source, "
        "labels(m) AS target_labels, m.id AS target, properties(r) AS props"
    )


def links_to(label: str) -> str:
    """The links that end at the nodes of `$ids` of the label."""
    kinds = [kind for kind in LINKS.values() if any(target == label for _, target in kind.ends)]
    types = "|".join(kind.type for kind in kinds)
    others = "|".join(sorted({source for kind in kinds for source, target in kind.ends if target == label}))
    return (
        f"UNWIND $ids AS id MATCH (n:{label} {{id: id}})<-[r:{types}]-(m:{others}) "
        "RETURN type(r) AS type, labels(m) AS source_labels, m.id AS source, "
        "labels(n) AS target_labels, n.id AS target, properties(r) AS props"
    )


def has_links_from(label: str) -> bool:
    """Whether any kind of link may start at the label."""
    return any(source == label for kind in LINKS.values() for source, _ in kind.ends)


def has_links_to(label: str) -> bool:
    """Whether any kind of link may end at the label."""
    return any(target == label for kind in LINKS.values() for _, target in kind.ends)


def count_nodes(kind: NodeKind) -> str:
    """How many nodes of the kind there are."""
    return f"MATCH (n:{kind.label}) RETURN count(n) AS count"


def count_links(kind: LinkKind) -> str:
    """How many links of the kind there are."""
    sources, targets = _ends(kind)
    return f"MATCH (a:{sources})-[r:{kind.type}]->(b:{targets}) RETURN count(r) AS count"


def wipe(kind: NodeKind) -> str:
    """Remove up to `$limit` nodes of the kind with their links; answers how many went."""
    return f"MATCH (n:{kind.label}) WITH n LIMIT $limit DETACH DELETE n RETURN count(*) AS count"


def schema() -> list[str]:
    """Every constraint, then every index: constraints have to exist before data."""
    kinds = NODES.values()
    return [text for kind in kinds for text in constraints(kind)] + [text for kind in kinds for text in indexes(kind)]


def _ends(kind: LinkKind) -> tuple[str, str]:
    """The labels that links of the kind may start and end at."""
    return "|".join(sorted({source for source, _ in kind.ends})), "|".join(sorted({target for _, target in kind.ends}))


def _key(kind: LinkKind) -> str:
    return f" {{{', '.join(f'{name}: row.key.{name}' for name in kind.key)}}}" if kind.key else ""
