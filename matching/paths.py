"""The paths behind a reason, as facts that stand in the graph."""

from __future__ import annotations

from matching.data import (
    BY_MEMBER,
    DECLARED,
    LABELLED,
    OFFERED,
    OWN_PROPERTIES,
    PLACE_TIES,
    WORDED,
    WORK_TIES,
    MatchingData,
)
from matching.language.vocabulary import STEP_CODES
from matching.ragged import Ragged
from matching.reasons import Fact, Node, linked, property_fact


def concept_node(data: MatchingData, concept: int) -> Node:
    """A concept as the API names it."""
    found = data.vocabulary.concepts[concept]
    return {"kind": "Skill", "id": found.id, "name": found.name}


def own_texts(data: MatchingData, row: int) -> list[tuple[str, str]]:
    """The properties that make up a candidate's own text, with their words."""
    names = OWN_PROPERTIES[data.nodes.kind_of(row)]
    run = data.said.run(row)
    for phrase, code in zip(data.said.values[run], data.said.codes[run], strict=True):
        if code == 0:
            return [(n, w) for n, w in zip(names, data.index.texts[phrase].split("\n"), strict=True) if w]
    return []


def ability_path(data: MatchingData, row: int, entry: int) -> list[Fact]:
    """How a candidate came by one ability (a position in `abilities`)."""
    held = data.abilities
    concept, code, via = int(held.values[entry]), int(held.codes[entry]), int(held.via[entry])
    node = data.nodes.node(row)
    if code == DECLARED:
        return [linked(node, "HAS_SKILL", concept_node(data, concept))]
    if code == LABELLED:
        return [linked(node, "ABOUT", concept_node(data, concept))]
    if code in (OFFERED, BY_MEMBER):
        other = data.nodes.node(via)
        first = linked(node, "OFFERS", other) if code == OFFERED else linked(other, "MEMBER_OF", node)
        own = (DECLARED, LABELLED, WORDED)
        theirs = [at for at in _entries(data, via, concept) if data.abilities.codes[at] in own]
        best = max(theirs, key=lambda at: float(data.abilities.weights[at]))
        return [first, *ability_path(data, via, best)]
    found = worded_in(data, row, concept)
    return [property_fact(node, *found)] if found else []


def _entries(data: MatchingData, row: int, concept: int) -> list[int]:
    run = data.abilities.run(row)
    return [at for at in range(run.start, run.stop) if data.abilities.values[at] == concept]


def worded_in(data: MatchingData, row: int, concept: int) -> tuple[str, str] | None:
    """The property, and its words, in which a candidate's own text names a concept."""
    for name, words in own_texts(data, row):
        if any(mention.concept == concept for mention in data.mentions(words)):
            return name, words
    return None


def step_path(data: MatchingData, asked: int, had: int) -> list[Fact]:
    """The stored links of the vocabulary between the concept asked for and the one that stands in."""
    concepts, steps = data.vocabulary.concepts, data.vocabulary.steps
    a, h = concepts[asked], concepts[had]
    if asked == had or not (a.stored and h.stored):
        return []
    run = steps.run(asked)
    code = next(c for v, c in zip(steps.values[run], steps.codes[run], strict=True) if v == had)
    if code == STEP_CODES["broader"]:
        return [linked(concept_node(data, asked), "BROADER", concept_node(data, had))]
    if code == STEP_CODES["related"]:
        one, other = (asked, had) if h.id in a.related else (had, asked)
        return [linked(concept_node(data, one), "RELATED", concept_node(data, other))]
    if a.id in h.broader:
        return [linked(concept_node(data, had), "BROADER", concept_node(data, asked))]
    rows = data.vocabulary.row_of
    middle = next(rows[b] for b in h.broader if b in rows and a.id in concepts[rows[b]].broader)
    return [
        linked(concept_node(data, had), "BROADER", concept_node(data, middle)),
        linked(concept_node(data, middle), "BROADER", concept_node(data, asked)),
    ]


def work_path(data: MatchingData, row: int, entry: int) -> list[Fact]:
    """How a candidate is tied to a work (a position in `works.worked`)."""
    works = data.works
    node, work = data.nodes.node(row), works.nodes.node(int(works.worked.values[entry]))
    tie = WORK_TIES[works.worked.codes[entry]]
    if tie in ("FUNDED_BY", "USES"):
        return [linked(work, tie, node)]
    if tie != "CLAIMED":
        return [linked(node, tie, work)]
    claimed = int(works.worked.via[entry])
    claim, requirement = claim_nodes(data, claimed)
    return [
        linked(node, "MADE", claim),
        linked(claim, "TAKES", requirement),
        linked(work, "REQUIRES", requirement),
    ]


def claim_nodes(data: MatchingData, claim: int) -> tuple[Node, Node]:
    """A claim and the requirement it takes, as the API names them."""
    text = str(data.claims.requirement_texts[claim])
    requirement_id = str(data.claims.requirement_ids[claim])
    return (
        {"kind": "Claim", "id": str(data.claims.ids[claim]), "name": text},
        {"kind": "Requirement", "id": requirement_id, "name": text or requirement_id},
    )


def place_ties(data: MatchingData, row: int, links: Ragged, entry: int) -> list[Fact]:
    """From a candidate to one of its places."""
    node, place = data.nodes.node(row), int(links.values[entry])
    path: list[Fact] = []
    via = int(links.via[entry])
    if via >= 0:
        provider = data.nodes.node(via)
        path.append(linked(provider, "OFFERS", node))
        node = provider
    path.append(linked(node, PLACE_TIES[links.codes[entry]], data.places.nodes.node(place)))
    return path


def climb(data: MatchingData, place: int, top: int) -> list[Fact]:
    """The steps from a place up to one of its ancestors; nothing when it is not below it."""
    steps: list[Fact] = []
    parents, node = data.places.parents, data.places.nodes.node
    at = place
    while at != top and (parent := int(parents[at])) >= 0:
        steps.append(linked(node(at), "PART_OF", node(parent)))
        at = parent
    return steps if at == top else []
