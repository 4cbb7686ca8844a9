"""What was understood of a question, so that people can correct it."""

from __future__ import annotations

from typing import Any

from matching.likely import content
from matching.question import Question
from matching.wordings import slot_names, windows_en, windows_zh

UNREAD = (
    "没读懂这一项要什么本领；换个说法或选一个技能",
    "It was not understood which ability this line asks for; say it in other words or choose a skill",
)


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


def _says(question: Question) -> bool:
    """Whether there is anything to read: hands without further words are asked of everybody."""
    return question.ask.kind != "people" or bool(content(question.plain_text))


def _known(number: float) -> float | None:
    return number if number == number else None
