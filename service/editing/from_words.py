"""What the words of a new line tell of the fields that were left empty: a value given always wins."""

from __future__ import annotations

from datetime import date

from graph.loading.said import said_in
from graph.schema import Value
from service.editing.content import Content

DAYS = ("date_from", "date_to")
AMOUNT = ("quantity", "quantity_max", "unit")
READ = frozenset({"kind", "windows", *DAYS, *AMOUNT})


def from_words(content: Content, today: date) -> dict[str, Value]:
    """The fields of a line that its text tells and `content` does not name, dates without a year after `today`.

    Days go together, and so do a number and its unit: who gave one of them gave all.
    """
    text, kind = content.get("text"), content.get("kind")
    if not isinstance(text, str):
        return {}
    told = dict(said_in(text, today, kind if isinstance(kind, str) else ""))
    for together in (DAYS, AMOUNT):
        if any(name in content for name in together):
            told = {name: value for name, value in told.items() if name not in together}
    return {name: value for name, value in told.items() if name not in content}
