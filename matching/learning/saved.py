"""A learned ranking as plain values and back: voices by the names of their channels, curves as numbers; no code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields, is_dataclass
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import numpy as np

import matching.learning.channels as channels
from matching.errors import BadWeights
from matching.learning.history import History
from matching.learning.opinion import Belief, Learned, Measured
from matching.learning.panel import Voice
from matching.learning.ranker import Ranker
from matching.learning.shapes import Shapes

FORM = 1  # of the values; those of another form are not read


def plain(learned: Learned) -> dict[str, Any]:
    """What was learned as values that JSON holds; of people and past work nothing but counts."""
    ranker = learned.ranker
    return {
        "form": FORM,
        "belief": asdict(learned.belief),
        "measured": asdict(learned.measured),
        "rehearsed": ranker.rehearsed,
        "choice": ranker.choice,
        "voices": [_plain(voice) for voice in ranker.voices],
        "shapes": {name: getattr(ranker.shapes, name).tolist() for name in SHAPED},
    }


SHAPED = tuple(field.name for field in fields(Shapes))


def restored(values: Mapping[str, Any], history: History) -> Learned:
    """What was learned, over a history as it is now; raises BadWeights for values of another version."""
    try:
        if values["form"] != FORM:
            raise ValueError("form")
        voices = tuple(_made(voice) for voice in values["voices"])
        shapes = Shapes(**{name: np.asarray(values["shapes"][name], dtype=np.float64) for name in SHAPED})
        sizes = {len(getattr(shapes, name)) for name in SHAPED}
        numbers = (*(getattr(shapes, name) for name in ("line", "log", "steps")), list(values["belief"].values()))
        fits = sizes == {len(voices)} and all(isinstance(voice, Voice) for voice in voices)
        if not fits or not all(np.isfinite(part).all() for part in numbers):
            raise ValueError("shapes")
        ranker = Ranker(history, "cold", voices, shapes, float(values["rehearsed"]), str(values["choice"]))
        return Learned(ranker, Belief(**values["belief"]), Measured(**values["measured"]))
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise BadWeights(
            f"从往事学到的内容读不了（{error}），将重新学。 What was learned from past work cannot be read ({error}); "
            "it will be learned anew."
        ) from error


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        told = {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
        return {"a": type(value).__name__, **told}
    return [_plain(one) for one in value] if isinstance(value, tuple) else value


def _made(value: Any) -> Any:
    if isinstance(value, Mapping):
        given = {name: _made(one) for name, one in value.items() if name != "a"}
        return _known()[str(value["a"])](**given)
    return tuple(_made(one) for one in value) if isinstance(value, list) else value


def _known() -> dict[str, type]:
    """The channels there are, and what they are made with: nothing else can be named."""
    found: dict[str, type] = {"Voice": Voice}
    for module in iter_modules(channels.__path__):
        loaded = import_module(f"{channels.__name__}.{module.name}")
        found |= {name: one for name, one in vars(loaded).items() if isinstance(one, type) and is_dataclass(one)}
    return found
