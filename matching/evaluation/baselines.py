"""Single methods to be beaten, each with the grid over which it is tuned."""

from __future__ import annotations

from matching.evaluation.tuning import Grid, Tuned
from matching.learning.channels.likeness import Wording
from matching.learning.channels.neighbours import Neighbours
from matching.learning.channels.popularity import Chance, Popularity, TagOverlap
from matching.learning.channels.profiles import BM25, Profile
from matching.learning.channels.walk import CoWork, Walk
from matching.learning.lesson import Task

HALF_LIVES = (None, 1.0, 0.5, 0.33, 0.2, 0.12, 0.08, 0.05, 0.03)  # parts of the history's span
WORDINGS = (
    Wording("words"),
    Wording("pairs"),
    Wording("words", title_only=True),
    Wording("pairs", title_only=True),
    Wording("chars", title_only=True),
)
# Names of the likeness of work by each wording; a single method compares by one of them.
TEXTS = ("words", "pairs", "title", "title_pairs", "title_chars")
AGEING: Grid = {"half_life": HALF_LIVES}
BY_TAG: Grid = {"half_life": HALF_LIVES, "rare": (0.0, 0.25, 0.5, 0.75, 1.0), "backing": (0.0, 0.01, 0.1, 0.5)}
PROFILE: Grid = {"wording": WORDINGS, "half_life": HALF_LIVES, "length": (0.0, 0.25, 0.5, 0.75, 1.0)}
OKAPI: Grid = {
    "wording": WORDINGS,
    "half_life": HALF_LIVES,
    "k1": (0.3, 0.6, 1.2, 2.0, 4.0),
    "b": (0.0, 0.25, 0.5, 0.75, 1.0),
}
NEIGHBOURS: Grid = {
    "text": [{other: float(other == text) for other in TEXTS} for text in TEXTS],
    "tags": (0.0, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0),
    "unit": (0.0, 0.05, 0.1, 0.3),
    "links": (0.0, 0.3, 1.0),
    "half_life": HALF_LIVES,
    "k": (5, 10, 20, 50, 100, 200, 300),
    "power": (1.0, 1.5, 2.0, 3.0, 4.0, 6.0),
    "shared": (0.0, 0.5, 1.0),
    "fame": (0.0, 0.2, 0.4),
}
WITH_KNOWN: Grid = {"known": (0.1, 0.3, 0.6, 1.0, 2.0, 4.0)}
WALK: Grid = {
    "words": (0.0, 0.3, 1.0, 3.0),
    "tags": (0.0, 0.3, 1.0, 3.0),
    "unit": (0.0, 0.3, 1.0, 3.0),
    "wording": WORDINGS,
    "alpha": (0.5, 0.75, 1.0, 1.25, 1.5, 2.0),
    "half_life": HALF_LIVES,
    "fame": (0.0, 0.1, 0.2, 0.4, 0.6),
    "shared": (0.0, 0.5, 1.0),
}
KNOWN_STEP: Grid = {"known": (0.0, 1.0, 3.0, 10.0, 30.0), "far": (0.0, 1.0, 3.0, 10.0)}
CO_WORK: Grid = {
    "half_life": HALF_LIVES,
    "shared": (0.0, 0.5, 1.0, 1.5),
    "fame": (0.0, 0.2, 0.4, 0.6),
    "own": (0.0, 0.5, 1.0),
}


def singles(task: Task) -> list[Tuned]:
    """Every single method of a task."""
    found = [
        Tuned("random", [Chance()], {}),
        Tuned("popularity", [Popularity()], {}),
        Tuned("decayed popularity", [Popularity()], AGEING),
        Tuned("popularity of the unit", [Popularity("unit", 0.2)], BY_TAG),
        Tuned("popularity of the tags", [Popularity("tags", 0.2)], BY_TAG),
        Tuned("tag overlap", [TagOverlap("count"), TagOverlap("jaccard"), TagOverlap("cosine")], {}),
        Tuned("TF-IDF profile", [Profile()], PROFILE),
        Tuned("BM25", [BM25()], OKAPI),
        Tuned("project-kNN", [Neighbours()], NEIGHBOURS),
        Tuned("RP3 walk", [Walk(), Walk(words=1.0), Walk(unit=1.0, words=1.0)], WALK),
    ]
    if task == "completion":
        found += [
            Tuned("co-work", [CoWork()], CO_WORK),
            Tuned("kNN with known members", [Neighbours(known=1.0)], {**WITH_KNOWN, **NEIGHBOURS}),
            Tuned(
                "RP3 walk from known members",
                [Walk(words=1.0, known=3.0), Walk(words=1.0, unit=1.0, known=10.0)],
                {**KNOWN_STEP, **WALK},
            ),
        ]
    return found
