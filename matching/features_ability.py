"""Features about what a candidate can do: declared, offered, written, proved in similar projects."""

from __future__ import annotations

import numpy as np

from matching.data import BY_MEMBER, DECLARED, LABELLED, OFFERED, OFFERED_KINDS, WORDED
from matching.measuring import Feature, RowSet
from matching.paths import ability_path, concept_node, own_texts, step_path, worded_in, work_path
from matching.question import Question
from matching.ragged import Column, blend
from matching.reasons import Fact, Telling, linked, property_fact
from matching.text import shared_words, simplify

FURTHER = 0.1  # share of what is missing that all further abilities together can add
SIMILAR_FROM = 0.1  # likeness of wording below this is chance
VOTES = 3.0


def ability(question: Question, rows: RowSet) -> Column:
    """登记的本领、提供的服务和要的对得上，或者只差一步。

    What they can do or offer is what is asked for, or one step away from it.
    """
    held = question.data.abilities
    positions, bounds = held.gather(rows)
    concepts, strength = held.values[positions], held.weights[positions]
    strength = strength * question.counted(held, positions, np.repeat(rows, np.diff(bounds)))
    result = np.zeros(len(rows))
    for at, weight in enumerate(question.needs.values()):
        result += weight * blend(strength * question.reach[at, concepts], bounds, FURTHER)
    return result


def _tell_ability(question: Question, row: int) -> Telling:
    data = question.data
    run = data.abilities.run(row)
    concepts = data.abilities.values[run]
    entries = np.arange(run.start, run.stop)
    strength = data.abilities.weights[run] * question.counted(data.abilities, entries, np.full(len(entries), row))
    worth = np.array([w * strength * question.reach[at, concepts] for at, w in enumerate(question.needs.values())])
    at, entry = np.unravel_index(int(np.argmax(worth)), worth.shape)
    asked, had = list(question.needs)[int(at)], int(concepts[entry])
    position = run.start + int(entry)
    code, via = int(data.abilities.codes[position]), int(data.abilities.via[position])
    facts = [*ability_path(data, row, position), *step_path(data, asked, had), *_asked_path(question, asked)]
    source = {DECLARED: "declared", LABELLED: "labelled", WORDED: "worded", OFFERED: "offered", BY_MEMBER: "member"}
    had_concept, asked_concept = data.vocabulary.concepts[had], data.vocabulary.concepts[asked]
    words = {"had": had_concept.name, "asked": asked_concept.name, "likely": ""}
    english = {"had": had_concept.label_en or had_concept.name, "asked": asked_concept.label_en or asked_concept.name}
    if asked in question.likely:
        words["likely"] = f"（要的说法接近“{asked_concept.name}”）"
        english["likely"] = f" (what is asked for sounds like {english['asked']})"
    if code in (OFFERED, BY_MEMBER):
        words["via"] = data.nodes.node(via)["name"]
    if code == WORDED:
        found = worded_in(data, row, had)
        words["words"] = found[1] if found else had_concept.name
    return Telling(source[code] + ("" if asked == had else "_near"), words, english, tuple(facts))


def _asked_path(question: Question, concept: int) -> list[Fact]:
    # Named by words as well, the label alone carries nothing.
    named = {mention.concept for mention in question.mentions}
    if concept not in question.ask.concepts or concept in named or not question.ask.id:
        return []
    line = {"kind": "Requirement", "id": question.ask.id, "name": question.ask.text or question.ask.id}
    return [linked(line, "ABOUT", concept_node(question.data, concept))]


def wording(question: Question, rows: RowSet) -> Column:
    """自己的介绍或登记的原话，说法和要的相近。

    Their own words are like those in which the need is written.
    """
    said = question.data.said
    positions, bounds = said.gather(rows)
    likeness = np.maximum(question.phrase_scores[said.values[positions]] - SIMILAR_FROM, 0.0) / (1.0 - SIMILAR_FROM)
    return blend(likeness, bounds, FURTHER)


def _tell_wording(question: Question, row: int) -> Telling:
    data = question.data
    run = data.said.run(row)
    entry = run.start + int(np.argmax(question.phrase_scores[data.said.values[run]]))
    node, phrase = data.nodes.node(row), data.index.simple[data.said.values[entry]]
    if data.said.codes[entry] == 1:
        fact = linked(node, "HAS_SKILL", concept_node(data, int(data.said.via[entry])))
    else:
        texts = own_texts(data, row)
        overlap = [sum(map(len, shared_words(question.words.text, simplify(words)))) for _, words in texts]
        fact = property_fact(node, *texts[int(np.argmax(overlap))])
    shared = shared_words(question.words.text, phrase) or shared_words(question.words.text, phrase, 1)
    return Telling(
        "said", {"words": "、".join(f"“{w}”" for w in shared[:3])}, {"words": ", ".join(shared[:3])}, (fact,)
    )


def similar_projects(question: Question, rows: RowSet) -> Column:
    """办过类似的项目。

    Helped to carry projects like this one.
    """
    return -np.expm1(-VOTES * question.votes[rows])


def _tell_similar(question: Question, row: int) -> Telling:
    works = question.data.works
    similar, weights = question.similar_works
    run = works.worked.run(row)
    telling = question.telling(works.worked, np.arange(run.start, run.stop))
    mine = np.where(telling, works.worked.values[run], -1)
    at = np.searchsorted(similar, mine)
    found = np.flatnonzero((at < len(similar)) & (similar[np.minimum(at, len(similar) - 1)] == mine))
    order = found[np.argsort(-weights[at[found]], kind="stable")]
    names = list(dict.fromkeys(works.nodes.node(int(mine[i]))["name"] for i in order))
    facts = [fact for i in order[:2] for fact in work_path(question.data, row, run.start + int(i))]
    zh = {"names": "、".join(f"“{name}”" for name in names[:2]), "count": len(names)}
    en = {"names": ", ".join(names[:2])}
    used = "used_" if question.data.nodes.kind_of(row) in OFFERED_KINDS else ""
    return Telling(used + ("many" if len(names) > 2 else "few"), zh, en, tuple(facts))


ABILITY = Feature(
    ability,
    _tell_ability,
    ("补缺口", "does what is needed"),
    {
        "declared": ("登记了会{had}{likely}", "has declared: {had}{likely}"),
        "declared_near": (
            "登记了会{had}，和要的{asked}是一类本领{likely}",
            "has declared {had}, which is close to {asked}{likely}",
        ),
        "labelled": ("内容就是{had}{likely}", "is about {had}{likely}"),
        "labelled_near": ("内容是{had}，和要的{asked}接近{likely}", "is about {had}, close to {asked}{likely}"),
        "worded": ("介绍里写着“{words}”，说的是{had}{likely}", "its own words speak of {had}{likely}"),
        "worded_near": (
            "介绍里写着“{words}”，说的是{had}，和要的{asked}接近{likely}",
            "its own words speak of {had}, close to {asked}{likely}",
        ),
        "offered": ("提供“{via}”，正是{had}{likely}", "offers {via}, which is {had}{likely}"),
        "offered_near": (
            "提供“{via}”，是{had}，和要的{asked}接近{likely}",
            "offers {via}: {had}, close to {asked}{likely}",
        ),
        "member": ("成员{via}会{had}{likely}", "its member {via} can do {had}{likely}"),
        "member_near": (
            "成员{via}会{had}，和要的{asked}接近{likely}",
            "its member {via} can do {had}, close to {asked}{likely}",
        ),
    },
)
WORDING = Feature(
    wording,
    _tell_wording,
    ("说法相近", "similar words"),
    {"said": ("自己的介绍里也说到{words}", "its own words mention the same: {words}")},
)
SIMILAR_PROJECTS = Feature(
    similar_projects,
    _tell_similar,
    ("办过类似的", "did the like before"),
    {
        "few": ("参加过类似的{names}", "took part in similar work: {names}"),
        "used_few": ("类似的{names}用过", "was used in similar work: {names}"),
        "used_many": ("{names}等{count}个类似项目用过", "was used in {count} similar projects, among them {names}"),
        "many": ("参加过{names}等{count}个类似项目", "took part in {count} similar projects, among them {names}"),
    },
)
