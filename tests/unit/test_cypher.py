"""The Cypher that is made from the kinds."""

from __future__ import annotations

import re

import pytest

from graph import cypher
from graph.catalogue import Statement, check
from graph.kinds import LINKS, NODES
from graph.schema import LinkKind, NodeKind, Privacy, Property, Type, ends

GARDEN = NodeKind(
    "Garden",
    "花园",
    "A garden.",
    (
        Property("id", "编号", Type.STRING, "Key.", Privacy.PUBLIC, required=True, unique=True),
        Property("name", "名称", Type.STRING, "Name.", Privacy.PUBLIC, required=True, indexed=True),
        Property("plants", "植物", Type.STRINGS, "What grows.", Privacy.PUBLIC),
    ),
)
TENDS = LinkKind(
    "TENDS",
    "照料",
    "Who waters it.",
    ends("Resident", "Garden"),
    (Property("season", "季节", Type.STRING, "When.", Privacy.PUBLIC),),
    key=("season",),
)


def test_a_unique_property_becomes_a_constraint_and_an_indexed_one_an_index() -> None:
    assert cypher.constraints(GARDEN) == [
        "CREATE CONSTRAINT garden_id IF NOT EXISTS FOR (n:Garden) REQUIRE n.id IS UNIQUE"
    ]
    assert cypher.indexes(GARDEN) == ["CREATE INDEX garden_name IF NOT EXISTS FOR (n:Garden) ON (n.name)"]


def test_upsert_matches_on_the_key_and_answers_what_stays_incomplete() -> None:
    assert cypher.upsert(GARDEN) == (
        "UNWIND $rows AS row MERGE (n:Garden {id: row.id}) SET n += row.props "
        "WITH n WHERE n.name IS NULL RETURN n.id AS id"
    )


def test_a_link_is_merged_between_its_ends_by_its_key() -> None:
    assert cypher.upsert_link(TENDS, "Resident", "Garden") == (
        "UNWIND $rows AS row MATCH (a:Resident {id: row.source}) MATCH (b:Garden {id: row.target}) "
        "SET a.id = a.id MERGE (a)-[r:TENDS {season: row.key.season}]->(b) SET r += row.props RETURN count(*) AS joined"
    )


def test_removal_takes_one_of_several_links_or_all() -> None:
    assert "{season: row.key.season}" in cypher.remove_link(TENDS, "Resident", "Garden", keyed=True)
    assert "season" not in cypher.remove_link(TENDS, "Resident", "Garden", keyed=False)


def test_a_list_is_searched_for_the_value_it_holds() -> None:
    assert "WHERE $value IN n.plants " in cypher.find(GARDEN, "plants")
    assert "WHERE n.name = $value " in cypher.find(GARDEN, "name")


def test_constraints_come_before_indexes() -> None:
    kinds = [text.split()[1] for text in cypher.schema()]
    assert kinds == sorted(kinds)
    assert len(kinds) == len(set(cypher.schema()))


@pytest.mark.parametrize(
    "kind", [*NODES.values(), *LINKS.values()], ids=lambda k: str(getattr(k, "label", "") or k.type)
)
def test_declared_names_are_plain_words(kind: NodeKind | LinkKind) -> None:
    """They become Cypher text, so none may need quoting."""
    name = kind.label if isinstance(kind, NodeKind) else kind.type
    for word in (name, *kind.by_name):
        assert re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", word)


def made() -> list[str]:
    """Every text that is made from the kinds, but the schema, which has a grammar of its own."""
    texts = []
    for kind in NODES.values():
        texts += [make(kind) for make in (cypher.upsert, cypher.remove, cypher.get, cypher.every_node)]
        texts += [cypher.count_nodes(kind), cypher.wipe(kind)]
        texts += [cypher.find(kind, prop.name) for prop in kind.properties]
        texts += [cypher.links_from(kind.label)] if cypher.has_links_from(kind.label) else []
        texts += [cypher.links_to(kind.label)] if cypher.has_links_to(kind.label) else []
    for link in LINKS.values():
        texts += [cypher.every_link(link), cypher.count_links(link)]
        for source, target in link.ends:
            texts += [cypher.upsert_link(link, source, target), cypher.ends_missing(source, target)]
            texts.append(cypher.links_between(link, source, target))
            texts += [cypher.remove_link(link, source, target, keyed=keyed) for keyed in (True, False)]
    return texts


def test_what_is_made_keeps_to_the_rules_of_what_is_written() -> None:
    for text in made():
        writes = re.search(r"\b(MERGE|SET|DELETE)\b", text) is not None
        check(Statement("made", "A trial.", writes, frozenset(re.findall(r"\$(\w+)", text)), (), text))
