"""The words of the pages in the reader's language; the source strings are Chinese."""

from __future__ import annotations

import flask_babel  # type: ignore[import-untyped]  # it has no types of its own

from matching.quoting import nested


def gettext(text: str, **values: object) -> str:
    """`text` in the reader's language, with `values` put in."""
    said = str(flask_babel.gettext(text))
    return said % nested(said, values) if values else said


def ngettext(one: str, several: str, num: int) -> str:
    """The form of a text that suits a number, with the number put in as `num`."""
    return str(flask_babel.ngettext(one, several, num))


def pgettext(context: str, text: str) -> str:
    """`text` in the reader's language where it means something else elsewhere."""
    return str(flask_babel.pgettext(context, text))


def lazy_gettext(text: str) -> object:
    """`text`, to be put into the reader's language when it is shown."""
    return flask_babel.lazy_gettext(text)


def lazy_pgettext(context: str, text: str) -> object:
    """The same for a text that means something else elsewhere."""
    return flask_babel.lazy_pgettext(context, text)
