"""Columns: the values of one property over all rows of a table, held as a few plain arrays.

Every column has exactly one form for given values (dictionaries sorted, narrowest integers), so two tables of
the same content are equal array for array, however they came about.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any, Protocol, Self

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Rows = NDArray[np.int32]
Objects = NDArray[np.object_]


def objects(values: Sequence[Any]) -> Objects:
    """A one-dimensional array of Python objects, whatever their type."""
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array


class Strings:
    """Strings as one run of UTF-8 bytes with offsets, or as Python strings; each form is made when first asked for."""

    def __init__(self, values: Objects | None = None, packed: tuple[Array, Array] | None = None) -> None:
        assert (values is None) != (packed is None)
        if values is not None:
            self.__dict__["values"] = values
        if packed is not None:
            self.__dict__["packed"] = packed

    @classmethod
    def of(cls, strings: Sequence[str]) -> Self:
        """The strings of a plain sequence."""
        return cls(values=objects(strings))

    @cached_property
    def values(self) -> Objects:
        """Python strings, shape (n,)."""
        text, offsets = self.packed
        # Offsets count bytes; continuation bytes (10xxxxxx) begin no character.
        characters = np.concatenate([[0], np.cumsum((text & 0xC0) != 0x80)])
        whole = text.tobytes().decode("utf-8")
        return objects([whole[start:end] for start, end in pairwise(characters[offsets].tolist())])

    @cached_property
    def packed(self) -> tuple[Array, Array]:
        """UTF-8 bytes, uint8, and the n + 1 offsets into them, int64."""
        encoded = [value.encode("utf-8") for value in self.values]
        offsets = np.zeros(len(encoded) + 1, dtype=np.int64)
        np.cumsum(np.fromiter(map(len, encoded), dtype=np.int64, count=len(encoded)), out=offsets[1:])
        return np.frombuffer(b"".join(encoded), dtype=np.uint8), offsets

    def __len__(self) -> int:
        return len(self.__dict__["values"]) if "values" in self.__dict__ else len(self.packed[1]) - 1


NO_WORDS = Strings.of([""])


class Column(Protocol):
    """What a table asks of its columns, whatever they hold."""

    def __len__(self) -> int: ...

    @property
    def blank(self) -> bool:
        """True when no row has a value: a table leaves such a column out."""

    def arrays(self) -> dict[str, Array]:
        """The arrays the column consists of, by name."""

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, Array]) -> Self:
        """The column that consists of these arrays."""

    @classmethod
    def empty(cls, rows: int) -> Self:
        """A column without any value."""

    def picked(self, order: NDArray[np.intp]) -> Self:
        """These rows, in this order."""

    def spliced(self, fresh: Self, order: NDArray[np.intp]) -> Self:
        """Rows of this column followed by those of `fresh`, picked and ordered by `order`."""


@dataclass(frozen=True, eq=False)
class TextColumn:
    """Strings as codes into a sorted dictionary; code 0 is the empty string."""

    codes: Array
    words: Strings

    def __len__(self) -> int:
        return len(self.codes)

    @property
    def blank(self) -> bool:
        return len(self.words) == 1

    def texts(self) -> Objects:
        """A string per row."""
        return self.words.values[self.codes]

    def arrays(self) -> dict[str, Array]:
        text, offsets = self.words.packed
        return {"codes": self.codes, "text": text, "offsets": offsets}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, Array]) -> Self:
        return cls(arrays["codes"], Strings(packed=(arrays["text"], arrays["offsets"])))

    @classmethod
    def empty(cls, rows: int) -> Self:
        return cls(np.zeros(rows, dtype=np.uint8), NO_WORDS)

    def picked(self, order: NDArray[np.intp]) -> Self:
        return type(self)(*narrowed(self.codes[order], self.words))

    def spliced(self, fresh: Self, order: NDArray[np.intp]) -> Self:
        old, new, words = _common_dictionary(self, fresh)
        return type(self)(*narrowed(np.concatenate([old, new])[order], words))


@dataclass(frozen=True, eq=False)
class ListColumn:
    """Lists of strings, row after row, as codes into a sorted dictionary; `indptr` has n + 1 entries."""

    indptr: NDArray[np.int64]
    codes: Array
    words: Strings

    def __len__(self) -> int:
        return len(self.indptr) - 1

    @property
    def blank(self) -> bool:
        return len(self.codes) == 0

    def lists(self) -> tuple[NDArray[np.int64], Objects]:
        """Where each row's list begins and ends, and all entries."""
        return self.indptr, self.words.values[self.codes]

    def arrays(self) -> dict[str, Array]:
        text, offsets = self.words.packed
        return {"indptr": self.indptr, "codes": self.codes, "text": text, "offsets": offsets}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, Array]) -> Self:
        words = Strings(packed=(arrays["text"], arrays["offsets"]))
        return cls(arrays["indptr"], arrays["codes"], words)

    @classmethod
    def empty(cls, rows: int) -> Self:
        return cls(np.zeros(rows + 1, dtype=np.int64), np.zeros(0, dtype=np.uint8), NO_WORDS)

    def picked(self, order: NDArray[np.intp]) -> Self:
        return self.spliced(self.empty(0), order)

    def spliced(self, fresh: Self, order: NDArray[np.intp]) -> Self:
        old, new, words = _common_dictionary(self, fresh)
        starts = np.concatenate([self.indptr[:-1], fresh.indptr[:-1] + len(old)])[order]
        lengths = np.concatenate([np.diff(self.indptr), np.diff(fresh.indptr)])[order]
        indptr = np.zeros(len(order) + 1, dtype=np.int64)
        np.cumsum(lengths, out=indptr[1:])
        entries = np.arange(indptr[-1]) + np.repeat(starts - indptr[:-1], lengths)
        return type(self)(indptr, *narrowed(np.concatenate([old, new])[entries], words))


@dataclass(frozen=True, eq=False)
class NumberColumn:
    """Numbers, or days since 1970-01-01; nan where there is none."""

    numbers: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.numbers)

    @property
    def blank(self) -> bool:
        return bool(np.isnan(self.numbers).all())

    def arrays(self) -> dict[str, Array]:
        return {"numbers": self.numbers}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, Array]) -> Self:
        return cls(arrays["numbers"])

    @classmethod
    def empty(cls, rows: int) -> Self:
        return cls(np.full(rows, np.nan))

    def picked(self, order: NDArray[np.intp]) -> Self:
        return type(self)(self.numbers[order])

    def spliced(self, fresh: Self, order: NDArray[np.intp]) -> Self:
        return type(self)(np.concatenate([self.numbers, fresh.numbers])[order])


@dataclass(frozen=True, eq=False)
class FlagColumn:
    """1 for true, 0 for false, -1 where it is not known."""

    flags: NDArray[np.int8]

    def __len__(self) -> int:
        return len(self.flags)

    @property
    def blank(self) -> bool:
        return bool((self.flags < 0).all())

    def arrays(self) -> dict[str, Array]:
        return {"flags": self.flags}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, Array]) -> Self:
        return cls(arrays["flags"])

    @classmethod
    def empty(cls, rows: int) -> Self:
        return cls(np.full(rows, -1, dtype=np.int8))

    def picked(self, order: NDArray[np.intp]) -> Self:
        return type(self)(self.flags[order])

    def spliced(self, fresh: Self, order: NDArray[np.intp]) -> Self:
        return type(self)(np.concatenate([self.flags, fresh.flags])[order])


def narrowed(codes: Array, words: Strings) -> tuple[Array, Strings]:
    """The codes and dictionary without words nobody uses, the codes in their narrowest unsigned type."""
    used = np.zeros(len(words), dtype=bool)
    used[codes] = True
    used[0] = True
    if not used.all():
        codes = (np.cumsum(used) - 1)[codes]
        words = Strings(values=words.values[used])
    width = np.uint8 if len(words) <= 2**8 else np.uint16 if len(words) <= 2**16 else np.uint32
    return codes.astype(width, copy=False), words


def _common_dictionary(old: TextColumn | ListColumn, fresh: TextColumn | ListColumn) -> tuple[Array, Array, Strings]:
    """Both columns' codes in one dictionary, not yet rid of unused words."""
    known, added = old.words.values, fresh.words.values
    places = np.searchsorted(known, added)
    found = known[np.minimum(places, len(known) - 1)] == added
    if found.all():
        return old.codes, places[fresh.codes], old.words
    lacking = places[~found]
    words = Strings(values=np.insert(known, lacking, added[~found]))
    old_codes = (np.arange(len(known)) + np.searchsorted(lacking, np.arange(len(known)), side="right"))[old.codes]
    fresh_codes = (places + np.cumsum(~found) - ~found)[fresh.codes]
    return old_codes, fresh_codes, words
