"""Features about what is not on record: the ability asked for is lacking; money that is meant for something."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from matching.data import OFFERED_KINDS
from matching.features.feature import Feature, RowSet, one_by_one
from matching.funds import Funds
from matching.language.vocabulary import TWICE_NARROWER
from matching.paths import ability_path, concept_node
from matching.question import OPEN_MONEY, Question
from matching.ragged import Column, Positions, blend, highest
from matching.reasons import Fact, Telling, linked, property_fact

FURTHER = 0.1  # share of what is missing that all further purposes together can add
CLOSE = 0.6  # abilities near to what is asked for are the less a lack the nearer they come to this
UNSURE = 0.5  # of the worth of money for any project, where the fund names a purpose of its own
TOLD = 2  # abilities that are named


def lacking(question: Question, rows: RowSet) -> Column:
    """要的本领没有登记：排在登记了的后面。没有登记不等于不会，可以问问本人、补上登记。

    The ability asked for is not on record: listed after those who have it. It may be there all the same: ask.
    """
    data, held = question.data, question.data.abilities
    if question.ask.kind == "money":
        funds = data.nodes.range_of("Fund")
        positions, bounds = held.gather(rows)
        gives = highest(data.vocabulary.of_theme("money")[held.values[positions]].astype(np.float64), bounds)
        return np.where((rows >= funds.start) & (rows < funds.stop), 0.0, lack_of(gives))
    if not question.core:
        return np.zeros(len(rows))
    worth, near, bounds = abilities_near(question, rows, question.core)
    return lack_of(highest(held_as(worth, near), bounds))


def abilities_near(question: Question, rows: RowSet, asked: Sequence[int]) -> tuple[Column, Column, Positions]:
    """Every ability of the candidates: what it is worth for the nearest of some needs, how near it is to that one.

    asked: positions in the needs. Returns worth and nearness by ability, and the bounds of each candidate's run.
    """
    held = question.data.abilities
    positions, bounds = held.gather(rows)
    near: Column = question.reach[list(asked)].max(axis=0)[held.values[positions]]
    counted = question.counted(held, positions, np.repeat(rows, np.diff(bounds)))
    return held.weights[positions] * near * counted, near, bounds


def held_as(worth: Column, near: Column) -> Column:
    """What abilities of this `worth` count against a lack: the very one (`near` enough) counts fully, if at all."""
    counted: Column = np.where((near >= TWICE_NARROWER) & (worth > 0.0), 1.0, worth)
    return counted


def lack_of(nearest: Column) -> Column:
    """How much is lacking, 0 to 1, where the nearest ability answers what is asked for that far."""
    lack: Column = np.maximum(0.0, 1.0 - nearest / CLOSE)
    return lack


def _tell_lacking(question: Question, rows: Sequence[int]) -> list[Telling]:
    nodes, kind, asked_for = question.data.nodes, question.ask.kind, _asked_for(question)
    asked = [question.data.vocabulary.concepts[concept] for concept in question.core_concepts[:TOLD]]
    zh = {"asked": "、".join([concept.name for concept in asked])}
    en = {"asked": ", ".join([concept.label_en or concept.name for concept in asked])}
    tellings = []
    for row, lack in zip(rows, lacking(question, np.asarray(rows)).tolist(), strict=True):
        node = nodes.node(row)
        thing = node["kind"] in OFFERED_KINDS or kind in ("space", "goods")
        case = "money" if kind == "money" else "partly" if lack < 1.0 else "entry" if thing else "person"
        tellings.append(Telling(case, zh, en, (asked_for or property_fact(node, "ABOUT", ""),)))
    return tellings


def _asked_for(question: Question) -> Fact | None:
    """The fact that makes the line ask for it, where one alone does."""
    ask, core = question.ask, set(question.core_concepts)
    if not ask.id or ask.kind == "money":
        return None
    line = {"kind": "Requirement", "id": ask.id, "name": ask.text or ask.id}
    labelled, named = core & set(ask.concepts), {mention.concept for mention in question.mentions}
    if not labelled:
        return property_fact(line, "text", ask.text)
    if len(core) == 1 and not core & named:
        return linked(line, "ABOUT", concept_node(question.data, min(core)))
    return None


def purpose(question: Question, rows: RowSet) -> Column:
    """这笔钱就是给这类事用的，或者哪类项目都可以申请。

    The money is meant for this sort of thing, or any project may apply for it.
    """
    held = question.data.abilities
    if question.ask.kind != "money":
        return np.zeros(len(rows))
    positions, bounds = held.gather(rows)
    return blend(_meant(question, rows, positions, bounds), bounds, FURTHER)


def _meant(question: Question, rows: RowSet, positions: RowSet, bounds: RowSet) -> Column:
    held, funds = question.data.abilities, question.data.nodes.range_of("Fund")
    of_fund = np.repeat((rows >= funds.start) & (rows < funds.stop), np.diff(bounds))
    meant: Column = held.weights[positions] * question.meant_for[held.values[positions]] * of_fund
    # What a fund says of its purpose goes before what money of its kind is given for.
    told, anything = Funds.of(question.data), question.data.vocabulary.called(OPEN_MONEY)[held.values[positions]]
    own = np.array([not told.open(row) for row in rows.tolist()], dtype=bool)
    meant[np.repeat(own, np.diff(bounds)) & anything] *= UNSURE
    return meant


def _tell_purpose(question: Question, row: int) -> Telling:
    data, held = question.data, question.data.abilities
    rows = np.array([row])
    positions, bounds = held.gather(rows)
    best = int(positions[int(np.argmax(_meant(question, rows, positions, bounds)))])
    concept = data.vocabulary.concepts[int(held.values[best])]
    words = {"what": concept.name}, {"what": concept.label_en or concept.name}
    facts = tuple(ability_path(data, row, best)) or (property_fact(data.nodes.node(row), "purpose", ""),)
    funds = Funds.of(data)
    said = {"purpose": funds.purposes.get(row, "")}
    if concept.theme != "money":
        # One step from what the project is about: what the money is for is told, never as what the project is.
        return Telling("said" if said["purpose"] else "near", words[0] | said, words[1] | said, facts)
    if concept.name not in OPEN_MONEY:
        return Telling("this", *words, facts)
    return Telling("any" if funds.open(row) else "own", words[0] | said, words[1] | said, facts)


LACKING = Feature(
    lacking,
    _tell_lacking,
    ("没有登记", "not on record"),
    {
        "person": ("没有登记会{asked}", "has no record of: {asked}"),
        "entry": ("登记里没有写{asked}", "its entry does not say: {asked}"),
        "partly": ("登记的和{asked}只沾一点边", "what is on record only touches on {asked}"),
        "money": ("没有登记能出钱", "has no record of giving money"),
    },
)
PURPOSE = Feature(
    purpose,
    one_by_one(_tell_purpose),
    ("用途", "purpose"),
    {
        "this": ("是{what}，用途包括这类项目", "{what}: meant for this sort of project"),
        "said": (
            "用途里写着“{purpose}”，和这类项目相近",
            "its purpose says “{purpose}”, close to this sort of project",
        ),
        "near": ("登记的用途是{what}，和这类项目相近", "meant for {what}, close to this sort of project"),
        "any": ("是{what}，小项目都可以申请", "{what}: any small project may apply"),
        "own": (
            "是{what}，用途写的是“{purpose}”，合不合适先问",
            "{what}, for “{purpose}”: ask whether this fits",
        ),
    },
)
