"""Near-duplicate needs (最大公约数): which needs the same answer would meet, ranked by households and places."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.errors import BadAsk
from matching.issues.reading import Matrix, Reading, cosine
from matching.issues.titles import title
from matching.language.text import shared_words

Labels = NDArray[np.int64]
Pairs = NDArray[np.bool_]  # needs × needs
MOST = 2500  # needs compared at once: all pairs are held in memory
FAR = 0.5  # how sure it must be of two needs in different communities: the same words there may mean another work
Likeness = Callable[[Reading], Matrix]
Pair = tuple[int, int]  # two needs by their place in the list
Area = tuple[str, str]  # the street and the community of a need, "" where it is not known


def same_characters(reading: Reading) -> Matrix:
    """两条需求的字词有多像。

    How alike the words of two needs are.
    """
    return reading.characters(reading)


def same_problem(reading: Reading) -> Matrix:
    """两条需求说的是不是同一类问题。

    Whether two needs name the same problem.
    """
    return cosine(reading.problems, reading.problems)


def same_concept(reading: Reading) -> Matrix:
    """两条需求要的是不是同一种能力或服务。

    Whether two needs name the same ability or service.
    """
    return cosine(reading.concepts, reading.concepts)


def same_sense(reading: Reading) -> Matrix:
    """两句话换了说法，意思有多近。

    How near two sentences are in meaning, whatever the words.
    """
    return np.asarray(reading.vectors @ reading.vectors.T)


def same_meant(reading: Reading) -> Matrix:
    """两条需求从意思看像不像同一类问题。

    Whether two needs mean the same problem by their sense.
    """
    return cosine(reading.meant, reading.meant)


PLAIN: Mapping[str, Likeness] = {
    "same_characters": same_characters,
    "same_problem": same_problem,
    "same_concept": same_concept,
}
WITH_ENCODER: Mapping[str, Likeness] = {**PLAIN, "same_sense": same_sense, "same_meant": same_meant}


@dataclass(frozen=True)
class PairModel:
    """How sure it is that two needs are one: a logistic sum of likenesses, joined above the threshold."""

    weights: Mapping[str, float]
    bias: float
    threshold: float


@dataclass(frozen=True)
class Why:
    """What a cluster is called by, in its own words, and the words its first two share."""

    title: str
    title_en: str
    words: tuple[str, ...]
    chance: float


@dataclass(frozen=True)
class Cluster:
    """Needs that one answer would meet, by their place in the list; `households` as known, of each place once."""

    members: tuple[int, ...]
    households: float
    places: int
    why: Why


def check_count(needs: int) -> None:
    """BadAsk for more needs than can be compared at once."""
    if needs > MOST:
        raise BadAsk(
            f"一次最多比较 {MOST} 条需求，现有 {needs} 条；请按地点缩小范围。 "
            f"At most {MOST} needs can be compared at once, not {needs}; narrow them down by place."
        )


def likenesses(reading: Reading) -> dict[str, Matrix]:
    """Every likeness (needs × needs) that can be measured here, with or without an encoder."""
    check_count(len(reading.simple))
    kinds = WITH_ENCODER if reading.reader.encoder is not None else PLAIN
    return {name: measure(reading) for name, measure in kinds.items()}


def chances(measured: Mapping[str, Matrix], model: PairModel) -> Matrix:
    """How sure it is of each pair that one answer would meet both."""
    score = model.bias + sum(weight * measured[name] for name, weight in model.weights.items())
    return np.asarray(1.0 / (1.0 + np.exp(-score)))


def join(sure: Matrix, threshold: float) -> Labels:
    """Agglomerate by the mean chance between groups while it stays above the threshold; labels from 0."""
    size = len(sure)
    if size < 2:
        return np.zeros(size, dtype=np.int64)
    from scipy.cluster.hierarchy import fcluster, linkage  # here: most processes never ask for clusters
    from scipy.spatial.distance import squareform

    distance = 1.0 - (sure + sure.T) / 2.0
    np.fill_diagonal(distance, 0.0)
    tree = linkage(squareform(np.maximum(distance, 0.0), checks=False), "average")
    _, labels = np.unique(fcluster(tree, 1.0 - threshold, "distance"), return_inverse=True)
    return np.asarray(labels, dtype=np.int64)


def clusters(
    reading: Reading,
    model: PairModel,
    households: Sequence[float],
    places: Sequence[str],
    *,
    apart: Sequence[Pair] = (),
    together: Sequence[Pair] = (),
    areas: Sequence[Area] = (),
) -> list[Cluster]:
    """Groups of two and more, the one with most households and places first.

    `households` is nan where it is not known, which counts for nothing. Needs of one place speak of the same
    households: the largest number told there counts.

    With `areas` (of each need) one group reaches no farther than a street: nobody answers for two of them.

    People's judgements stand above the model: a pair in `apart` is never in one group, a pair in `together` always
    is, unless others judged so make that impossible.
    """
    sure = chances(likenesses(reading), model)
    barred = _distant(sure, areas)
    for one, other in apart:
        barred[one, other] = barred[other, one] = True
    labels = _joined_by_people(_parted(sure, model.threshold, barred), together, apart)
    found = []
    for label in range(int(labels.max()) + 1 if len(labels) else 0):
        members = tuple(int(row) for row in np.flatnonzero(labels == label))
        if len(members) > 1:
            distinct = len({places[row] for row in members if places[row]})
            total = _households(members, households, places)
            found.append(Cluster(members, total, distinct, _why(reading, sure, members)))
    return sorted(found, key=lambda one: (-one.households, -one.places, -len(one.members), one.members))


def _households(members: Sequence[int], households: Sequence[float], places: Sequence[str]) -> float:
    told: dict[str | int, float] = {}
    for row in members:
        where = places[row] or row  # whoever names no place may live anywhere
        told[where] = float(np.fmax(told.get(where, 0.0), households[row]))
    return sum(told.values())


def _distant(sure: Matrix, areas: Sequence[Area]) -> Pairs:
    """Which pairs lie too far from one another for what is known of their likeness."""
    if not areas:
        return np.zeros(sure.shape, dtype=bool)
    streets, communities = (_differ([area[at] for area in areas]) for at in (0, 1))
    return np.asarray(streets | (communities & (np.minimum(sure, sure.T) < FAR)))


def _differ(names: Sequence[str]) -> Pairs:
    known = np.array(names, dtype=object)
    return np.asarray((known[:, None] != known[None, :]) & (known != "")[:, None] & (known != "")[None, :])


def _parted(sure: Matrix, threshold: float, barred: Pairs) -> Labels:
    """Join by the chances; a barred pair keeps any two groups that hold it from being joined."""
    return join(np.where(barred, -float(len(sure) ** 2), sure), threshold)


def _joined_by_people(labels: Labels, together: Sequence[Pair], apart: Sequence[Pair]) -> Labels:
    for one, other in together:
        merged = np.where(labels == labels[other], labels[one], labels)
        if not any(merged[left] == merged[right] for left, right in apart):
            labels = merged
    return labels


def _why(reading: Reading, sure: Matrix, members: tuple[int, ...]) -> Why:
    rows = list(members)
    one, other = reading.simple[rows[0]], reading.simple[rows[1]]
    pairs = sure[np.ix_(rows, rows)][np.triu_indices(len(rows), 1)]
    return Why(*title(reading, sure, members), tuple(shared_words(one, other)[:3]), float(pairs.mean()))
