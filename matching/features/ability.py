"""Features about what a candidate can do: declared, offered, written, proved in similar projects."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from matching.data import BY_MEMBER, DECLARED, LABELLED, OFFERED, OFFERED_KINDS, WORDED, MatchingData
from matching.experience import voted
from matching.features.feature import Feature, RowSet, once_a_line
from matching.features.learned import LEARNED, told_learned
from matching.language.text import shared_words, simplify
from matching.paths import ability_path, concept_node, own_texts, step_path, work_path
from matching.question import Question
from matching.quoting import quoted
from matching.ragged import Column, blend, kept_runs
from matching.reasons import Fact, Telling, linked, property_fact

FURTHER = 0.1  # share of what is missing that all further abilities together can add
SIMILAR_FROM = 0.1  # likeness of wording below this is chance
SHOWN = 24  # characters of a text that are quoted
ROOMS = "space"  # the theme of concepts that are rooms
_CLAUSES = re.compile(r"[，。；;\n]|,(?!\d)")
SOURCES = {DECLARED: "declared", LABELLED: "labelled", WORDED: "worded", OFFERED: "offered", BY_MEMBER: "member"}


def ability(question: Question, rows: RowSet) -> Column:
    """登记的本领、提供的服务和要的对得上，或者只差一步。

    What they can do or offer is what is asked for, or one step away from it.
    """
    held = question.data.abilities
    if not question.needs:
        return np.zeros(len(rows))
    positions, bounds = held.gather(rows)
    owners, bounds, positions = kept_runs(question.alike[held.values[positions]] > 0.0, rows, bounds, positions)
    concepts, strength = held.values[positions], held.weights[positions]
    strength = strength * question.counted(held, positions, owners)
    result = np.zeros(len(rows))
    for at, weight in enumerate(question.needs.values()):
        result += weight * blend(strength * question.reach[at, concepts], bounds, FURTHER)
    return result


def _tell_ability(question: Question, rows: Sequence[int]) -> list[Telling]:
    held = question.data.abilities
    positions, bounds = held.gather(np.asarray(rows))
    concepts = held.values[positions]
    owners = np.repeat(np.asarray(rows), np.diff(bounds))
    strength = held.weights[positions] * question.counted(held, positions, owners)
    worths = [w * strength * question.reach[at, concepts] for at, w in enumerate(question.needs.values())]
    asked = list(question.needs)
    tellings = []
    for row, first, last in zip(rows, bounds[:-1].tolist(), bounds[1:].tolist(), strict=True):
        worth = [worth[first:last].tolist() for worth in worths]
        best = max(max(mine) for mine in worth)
        at = next(at for at, mine in enumerate(worth) if best in mine)
        tellings.append(_told_ability(question, row, asked[at], int(positions[first + worth[at].index(best)])))
    return tellings


def _told_ability(question: Question, row: int, asked: int, position: int) -> Telling:
    """That a candidate has one of its abilities (a position in `abilities`), which answers a concept asked for."""
    data = question.data
    had, code = int(data.abilities.values[position]), int(data.abilities.codes[position])
    path = ability_path(data, row, position)
    facts = (*path, *step_path(data, asked, had), *_asked_path(question, asked))
    had_concept, asked_concept = data.vocabulary.concepts[had], data.vocabulary.concepts[asked]
    words = {"had": had_concept.name, "asked": asked_concept.name, "likely": ""}
    english = {"had": had_concept.label_en or had_concept.name, "asked": asked_concept.label_en or asked_concept.name}
    if asked in question.likely:
        words["likely"] = f"（要的说法接近“{asked_concept.name}”）"
        english["likely"] = f" (what is asked for sounds like {english['asked']})"
    if code in (OFFERED, BY_MEMBER):
        words["via"] = data.nodes.node(int(data.abilities.via[position]))["name"]
    source = SOURCES[code]
    if code == WORDED:
        words["words"] = _clause(data, path[0]["to"]["name"], had) if path else had_concept.name
        english["words"] = words["words"]
        # A room's words tell what it can serve as, not what it talks of.
        source = "serves" if had_concept.theme == ROOMS and data.nodes.kind_of(row) == "Space" else source
    return Telling(source + ("" if asked == had else "_near"), words, english, facts)


def _clause(data: MatchingData, text: str, concept: int) -> str:
    """The part of a text that names a concept: 能坐25人 of 能坐25人，周末不开."""
    for clause in _CLAUSES.split(text):
        if any(mention.concept == concept for mention in data.mentions(clause)):
            return clause.strip()
    return text


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
    scores = question.phrase_scores[said.values[positions]]
    _, bounds, scores = kept_runs(scores > SIMILAR_FROM, rows, bounds, scores)
    return blend((scores - SIMILAR_FROM) / (1.0 - SIMILAR_FROM), bounds, FURTHER)


def _tell_wording(question: Question, rows: Sequence[int]) -> list[Telling]:
    data, asked = question.data, question.words.text
    positions, bounds = data.said.gather(np.asarray(rows))
    scores = question.phrase_scores[data.said.values[positions]].tolist()
    shared = question.shared
    tellings = []
    for row, first, last in zip(rows, bounds[:-1].tolist(), bounds[1:].tolist(), strict=True):
        entry = int(positions[first + scores[first:last].index(max(scores[first:last]))])
        phrase = int(data.said.values[entry])
        if phrase not in shared:
            simple = data.index.simple[phrase]
            shared[phrase] = (shared_words(asked, simple) or _single(asked, simple, data.meaning is None))[:3]
        # In other words altogether: then what was read there is shown.
        told = shared[phrase] or [data.index.texts[phrase].split("\n")[0][:SHOWN]]
        words = {"words": "、".join([quoted(word) for word in told])}
        fact = _said_in(question, row, entry)
        case = "said" if shared[phrase] else "meant"
        tellings.append(Telling(case, words, {"words": ", ".join(told)}, (fact,)))
    return tellings


def _single(asked: str, phrase: str, only: bool) -> list[str]:
    # One character in common is a reason only where nothing but characters is compared.
    return shared_words(asked, phrase, 1) if only else []


def _said_in(question: Question, row: int, entry: int) -> Fact:
    """Where a candidate says a phrase (a position in `said`)."""
    data, node = question.data, question.data.nodes.node(row)
    if data.said.codes[entry] == 1:
        return linked(node, "HAS_SKILL", concept_node(data, int(data.said.via[entry])))
    texts = own_texts(data, row)
    if len(texts) == 1:
        return property_fact(node, *texts[0])
    overlap = [sum(map(len, shared_words(question.words.text, simplify(words)))) for _, words in texts]
    return property_fact(node, *texts[overlap.index(max(overlap))])


def similar_projects(question: Question, rows: RowSet) -> Column:
    """办过类似的项目。

    Helped to carry projects like this one.
    """
    return voted(question.votes(question.ballots[0], len(question.data.nodes))[rows])


def _tell_similar(question: Question, rows: Sequence[int]) -> list[Telling]:
    worked, (similar, weights) = question.data.works.worked, question.similar_works
    positions, bounds = worked.gather(np.asarray(rows))
    mine = np.where(question.telling(worked, positions), worked.values[positions], -1)
    at = np.minimum(np.searchsorted(similar, mine), len(similar) - 1)
    found = np.flatnonzero(similar[at] == mine) if len(similar) else np.zeros(0, dtype=np.int64)
    # By candidate, then by the weight of the vote.
    found = found[np.lexsort((-weights[at[found]], np.searchsorted(bounds, found, side="right")))]
    ends = np.searchsorted(np.sort(found), bounds).tolist()
    entries = positions[found].tolist()
    return [
        told_learned(question, row, entries[first:last]) or _told_similar(question, row, entries[first:last])
        for row, first, last in zip(rows, ends[:-1], ends[1:], strict=True)
    ]


def _told_similar(question: Question, row: int, entries: Sequence[int]) -> Telling:
    """That a candidate carried works (positions in `worked`, the most similar first)."""
    works = question.data.works
    names = list(dict.fromkeys([works.nodes.node(int(works.worked.values[entry]))["name"] for entry in entries]))
    facts = [fact for entry in entries[:2] for fact in work_path(question.data, row, entry)]
    zh = {"names": "、".join([quoted(name) for name in names[:2]]), "count": len(names)}
    en = {"names": ", ".join(names[:2])}
    used = "used_" if question.data.nodes.kind_of(row) in OFFERED_KINDS else ""
    return Telling(used + ("many" if len(names) > 2 else "few"), zh, en, tuple(facts))


ABILITY = Feature(
    ability,
    once_a_line("ability", _tell_ability),
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
        "serves": ("介绍里写着“{words}”，可以当{had}用{likely}", "“{words}”: can serve as {had}{likely}"),
        "serves_near": (
            "介绍里写着“{words}”，可以当{had}用，和要的{asked}接近{likely}",
            "“{words}”: can serve as {had}, close to {asked}{likely}",
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
    once_a_line("wording", _tell_wording),
    ("说法相近", "similar words"),
    {
        "said": ("自己的介绍里也说到{words}", "its own words mention the same: {words}"),
        "meant": ("自己写着{words}，和要的意思相近", "its own words mean much the same: {words}"),
    },
)
SIMILAR_PROJECTS = Feature(
    similar_projects,
    once_a_line("similar_projects", _tell_similar),
    ("办过类似的", "did the like before"),
    {
        "few": ("参加过类似的{names}", "took part in similar work: {names}"),
        "used_few": ("类似的{names}用过", "was used in similar work: {names}"),
        "used_many": ("{names}等{count}个类似项目用过", "was used in {count} similar projects, among them {names}"),
        "many": ("参加过{names}等{count}个类似项目", "took part in {count} similar projects, among them {names}"),
        **LEARNED,
    },
)
