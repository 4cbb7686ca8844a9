"""Past pieces of work as arrays in the order of time, and new ones asked about."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, is_dataclass, replace
from typing import Any, ClassVar, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array

from matching.learning.reader import Reader

Sparse: TypeAlias = "csr_array[Any, tuple[int, int]]"
Days: TypeAlias = NDArray[np.float64]
Rows: TypeAlias = NDArray[np.int64]
Dense: TypeAlias = NDArray[np.float32]
Places: TypeAlias = Sequence[int] | Rows
Made = TypeVar("Made")


class Memoising:
    """Remembers what was derived from a frozen value, so that twenty methods do not derive it twenty times.

    What was not asked for longest is forgotten when the arrays exceed `_most` bytes.
    """

    _most: ClassVar[int]
    _kept: dict[Any, Any]

    def kept(self, key: Any, make: Callable[[], Made]) -> Made:
        """What `make` gave the first time it was asked for under `key`."""
        made: Made = self._kept.pop(key) if key in self._kept else make()
        self._kept[key] = made
        while len(self._kept) > 1 and sum(map(_bytes, self._kept.values())) > self._most:
            del self._kept[next(iter(self._kept))]
        return made

    def forget(self) -> None:
        """Give back the memory of what was derived; it is derived anew where it is asked for again."""
        self._kept.clear()


def _bytes(value: Any) -> int:
    if hasattr(value, "indptr"):
        return int(value.data.nbytes + value.indices.nbytes)
    if is_dataclass(value):
        return sum(map(_bytes, vars(value).values()))
    return int(getattr(value, "nbytes", 0))


@dataclass(frozen=True, eq=False)
class History(Memoising):
    """Pieces of work sorted by (time, id); people, tags and earlier work are numbered by first appearance.

    Because of that order, the knowledge of an earlier moment is a prefix of every array (`before`).
    Matrices are work × tag, work × person and work × earlier work, float32. `places` holds a member's place in the
    list of members from 1; a role is a further matrix work × person; `references` are declared, `mentions` are ids of
    earlier work found in the words. A work's unit is its first tag, −1 where it has none.
    """

    ids: tuple[str, ...]
    days: Days
    titles: tuple[str, ...]
    texts: tuple[str, ...]
    tags: Sparse
    units: Rows
    tag_names: tuple[str, ...]
    members: Sparse
    places: Sparse
    people: tuple[str, ...]
    roles: Mapping[str, Sparse]
    references: Sparse
    mentions: Sparse
    reader: Reader
    # What all voices derive from 40,000 works; with less, each block of queries would derive it all anew.
    _most: ClassVar[int] = 1_800_000_000
    _kept: dict[Any, Any] = field(default_factory=dict, repr=False)

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def people_count(self) -> int:
        """How many people have been seen: the candidates."""
        return len(self.people)

    @property
    def seeds(self) -> Rows:
        """The first member of each piece of work, −1 where it has none."""
        return self.kept("seeds", lambda: _first_members(self.places))

    @property
    def span(self) -> float:
        """Days between an early piece of work (the twentieth part) and the last, at least one."""
        if not len(self):
            return 1.0
        return float(max(self.days[-1] - self.days[len(self) // 20], 1.0))

    def weights(self, half_life: float | None) -> Dense:
        """For each piece of work the weight of its age against the last one; half-life in days, None: all alike."""
        if half_life is None or not len(self):
            return np.ones(len(self), dtype=np.float32)
        ages = np.maximum(self.days.max() - self.days, 0.0)
        weights: Dense = np.exp2(-ages / half_life).astype(np.float32)
        return weights

    def before(self, row: int) -> History:
        """What was known when the piece of work at `row` began: the rows before it and who and what they name."""
        people, tags = _prefix(self.members, row), _prefix(self.tags, row)
        return replace(
            self,
            ids=self.ids[:row],
            days=self.days[:row],
            titles=self.titles[:row],
            texts=self.texts[:row],
            tags=cut(self.tags, row, tags),
            units=self.units[:row],
            tag_names=self.tag_names[:tags],
            members=cut(self.members, row, people),
            places=cut(self.places, row, people),
            people=self.people[:people],
            roles={name: cut(role, row, people) for name, role in self.roles.items()},
            references=cut(self.references, row, row),
            mentions=cut(self.mentions, row, row),
            _kept={},
        )


@dataclass(frozen=True, eq=False)
class Queries(Memoising):
    """New pieces of work asked about: their words, tags and links into one history, and the members already known.

    Columns are those of that history: `tags` query × tag, `references` and `mentions` query × work, `known`
    query × person (empty when nobody is known). Roles and the other members are the answer and never in here.
    """

    ids: tuple[str, ...]
    days: Days
    titles: tuple[str, ...]
    texts: tuple[str, ...]
    tags: Sparse
    units: Rows
    references: Sparse
    mentions: Sparse
    known: Sparse
    reader: Reader
    _most: ClassVar[int] = 600_000_000
    _kept: dict[Any, Any] = field(default_factory=dict, repr=False)

    def __len__(self) -> int:
        return len(self.ids)

    def at(self, rows: Rows) -> Queries:
        """Some of the queries, in the order of `rows`."""
        return Queries(
            tuple(self.ids[row] for row in rows),
            self.days[rows],
            tuple(self.titles[row] for row in rows),
            tuple(self.texts[row] for row in rows),
            self.tags[rows],
            self.units[rows],
            self.references[rows],
            self.mentions[rows],
            self.known[rows],
            self.reader,
        )


def cut(matrix: Sparse, rows: int, columns: int) -> Sparse:
    """The upper left part of a sparse matrix."""
    return matrix[:rows, :columns]


def sparse(rows: Places, columns: Places, shape: tuple[int, int], values: Any = None) -> Sparse:
    """A float32 matrix from places and values (ones unless told); a place named twice is added up."""
    filled = np.ones(len(rows), dtype=np.float32) if values is None else np.asarray(values, dtype=np.float32)
    where = (np.asarray(rows, dtype=np.int32), np.asarray(columns, dtype=np.int32))
    made: Any = coo_array((filled, where), shape=shape)
    result: Sparse = made.tocsr()
    return result


def _prefix(matrix: Sparse, row: int) -> int:
    """How many columns the first rows have named: columns are numbered by first appearance."""
    end = int(matrix.indptr[row])
    return int(matrix.indices[:end].max()) + 1 if end else 0


def _first_members(places: Sparse) -> Rows:
    firsts = np.full(places.shape[0], -1, dtype=np.int64)
    owner = np.repeat(np.arange(places.shape[0]), np.diff(places.indptr))
    first = places.data == 1
    firsts[owner[first]] = places.indices[first]
    return firsts
