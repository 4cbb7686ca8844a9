"""The words of one table as a search compares them: simplified, in small letters, made ready as they are asked for."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from weakref import WeakKeyDictionary, ref

from graph.reading.numerals import with_digits
from graph.tables import NODE_COLUMNS, NodeTable
from matching.language.text import TextIndex, simplify_all, wording
from service.viewing.english import EnglishLabels

TEXTS = ("text", "purpose", "audience", "kind", "category", "title", "label_en", "number")
# Words that say nothing about what is looked for.
EMPTY = (
    "能",
    "可以",
    "借",
    "用",
    "的",
    "有",
    "谁",
    "会",
    "哪里",
    "哪些",
    "什么",
    "想",
    "找",
    "要",
    "我们",
    "请问",
    "吗",
)
LEAST_SIMILAR = 0.18


class KindIndex:
    """The words of one table, made ready as they are first asked for."""

    def __init__(self, table: NodeTable) -> None:
        self._table = ref(table)  # weakly: it is kept for as long as its table, so it must not keep the table

    @property
    def table(self) -> NodeTable:
        """The table whose words these are."""
        table = self._table()
        assert table is not None, "whoever asks holds the table"
        return table

    @cached_property
    def names(self) -> list[str]:
        """The names, simplified, in small letters."""
        return [name.casefold() for name in simplify_all(self._texts("name"))]

    @cached_property
    def aliases(self) -> list[list[str]]:
        """The other names, row by row."""
        if "aliases" not in NODE_COLUMNS[self.table.label]:
            return [[] for _ in range(len(self.table))]
        bounds, entries = self.table.lists("aliases")
        plain = [entry.casefold() for entry in simplify_all([str(entry) for entry in entries])]
        return [plain[bounds[row] : bounds[row + 1]] for row in range(len(self.table))]

    @cached_property
    def called(self) -> list[list[str]]:
        """Names and other names row by row, Chinese numerals in them as digits: 六十四号院 is 64号院."""
        return [
            [with_digits(one) for one in (name, *aliases)]
            for name, aliases in zip(self.names, self.aliases, strict=True)
        ]

    @cached_property
    def texts(self) -> list[str]:
        """What else is said of each row, in one line."""
        columns = [self._texts(name) for name in TEXTS if name in NODE_COLUMNS[self.table.label]]
        joined = [" ".join(part for part in parts if part) for parts in zip(*columns, strict=True)]
        return [text.casefold() for text in simplify_all(joined)] if columns else [""] * len(self.table)

    @cached_property
    def english(self) -> EnglishLabels:
        """The English labels, ready to be asked."""
        return EnglishLabels([label.casefold() for label in self._texts("label_en")])

    @cached_property
    def initials(self) -> list[str]:
        """The names as pinyin initials."""
        from pypinyin import Style, lazy_pinyin

        return ["".join(lazy_pinyin(name, style=Style.FIRST_LETTER)).casefold() for name in self.names]

    @cached_property
    def likeness(self) -> TextIndex:
        """What is said, made ready to be compared."""
        return TextIndex.build(self.said)

    @cached_property
    def said(self) -> list[str]:
        """Name and text of each row."""
        return [f"{name} {text}" for name, text in zip(self.names, self.texts, strict=True)]

    def alike(self, plain: str) -> Iterator[tuple[int, float]]:
        """The rows whose name and text sound like simplified words, with how much (0 to 1)."""
        similar = self.likeness.similar(wording([(plain, 1.0)], dict.fromkeys(EMPTY, 0.1)))
        pairs_asked, row_of = _pairs(plain), self.likeness.row_of
        for row, said in enumerate(self.said):
            alike = float(similar[row_of[said]])
            # One character in common is chance: 阿巴 is no 阿良.
            if alike >= LEAST_SIMILAR and not pairs_asked.isdisjoint(_pairs(said)):
                yield row, alike

    def _texts(self, name: str) -> list[str]:
        if name not in NODE_COLUMNS[self.table.label]:
            return [""] * len(self.table)
        return [str(text) for text in self.table.texts(name)]


def _pairs(text: str) -> set[str]:
    """The pairs of neighbouring characters, none across a blank or with a word that says nothing."""
    for empty in EMPTY:
        text = text.replace(empty, " ")
    return {text[at : at + 2] for at in range(len(text) - 1) if not text[at : at + 2].count(" ")}


_indexes: WeakKeyDictionary[NodeTable, KindIndex] = WeakKeyDictionary()


def index_of(table: NodeTable) -> KindIndex:
    """The words of a table, kept for as long as the table."""
    # Tables that a change did not touch stay the same objects, so only what changed is read again.
    index = _indexes.get(table)
    if index is None:
        index = _indexes[table] = KindIndex(table)
    return index
