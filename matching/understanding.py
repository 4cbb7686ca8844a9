"""What was understood of a question, so that people can correct it."""

from __future__ import annotations

from typing import Any

from matching.language.likely import content
from matching.question import PERSONAL, Question
from matching.wordings import slot_names, windows_en, windows_zh

UNREAD = (
    "没读懂这一项要什么本领；换个说法或选一个技能",
    "It was not understood which ability this line asks for; say it in other words or choose a skill",
)

BELOW = (
    "下面是离得近、有空或者办过类似项目的，要先问一问；",
    "Listed below are those nearby, free or with similar projects: ask them first. ",
)
GROW = ("也可以到“缺口”里看能从谁培育。", "The gaps tell who could be supported to learn it.")


def understood(question: Question, language: str) -> dict[str, Any]:
    """The terms read, the concepts they name with their weights, and the hard conditions in force."""
    data, ask = question.data, question.ask
    words: dict[int, list[str]] = {}
    for mention in question.mentions:
        words.setdefault(mention.concept, []).append(mention.word)
    concepts = []
    for concept, weight in sorted(question.needs.items(), key=lambda item: -item[1]):
        known = data.vocabulary.concepts[concept]
        concepts.append(
            {
                "id": known.id,
                "name": (known.label_en or known.name) if language == "en" else known.name,
                "weight": round(weight, 4),
                "words": sorted(set(words.get(concept, ()))),
                "likely": concept in question.likely,
            }
        )
    place = data.places.nodes.node(ask.place) if ask.place >= 0 else None
    windows = windows_en(ask.windows) if language == "en" else windows_zh(ask.windows)
    return {
        "terms": [mention.word for mention in question.mentions],
        "project_terms": [mention.word for mention in question.project_mentions],
        "concepts": concepts,
        "message": UNREAD[language == "en"] if question.unread and _says(question) else None,
        "place": place,
        "level": ask.level or None,
        "windows": list(slot_names(ask.windows)),
        "windows_text": windows,
        "people": _known(ask.people),
        "quantity": _known(ask.quantity),
        "hours": _known(ask.hours),
        "qualification": ask.qualification or None,
    }


def lack_told(question: Question, counts: tuple[int, int, int], language: str) -> str | None:
    """The sentence for a list on which nobody, or not everybody, has the ability asked for; None when all have it.

    The counts: how many have the ability, how many that or one near to it, how many are on the list.
    """
    suited, near, shown = counts
    if not question.core or suited >= max(shown, 1):
        return None
    asked = [question.data.vocabulary.concepts[concept] for concept in question.core_concepts[:2]]
    if language == "en":
        what = " or ".join([concept.label_en or concept.name for concept in asked])
        return _lack_en(what, suited, near, shown)
    what, personal = "或".join([concept.name for concept in asked]), question.ask.kind in PERSONAL
    if suited:
        have = f"登记了会{what}的" if personal else f"登记里有{what}的"
        return f"{have}只有{suited}个，排在后面的没有登记，要先问一问。"
    nobody = f"没有人登记会{what}。" if personal else f"没有一个登记里写着{what}。"
    if near:
        return f"{nobody}排在前面的和它相近，要先问一问。"
    return f"{nobody}{BELOW[0] if shown else ''}{GROW[0]}"


def _lack_en(what: str, suited: int, near: int, shown: int) -> str:
    if suited:
        return f"On record for {what}: {suited}. Those listed after them have no record of it; ask them first."
    if near:
        return f"Nobody has a record of {what} itself; the first have something close to it. Ask them first."
    return f"Nobody has a record of {what}. {BELOW[1] if shown else ''}{GROW[1]}"


def _says(question: Question) -> bool:
    """Whether there is anything to read: hands without further words are asked of everybody."""
    return question.ask.kind != "people" or bool(content(question.plain_text))


def _known(number: float) -> float | None:
    return number if number == number else None
