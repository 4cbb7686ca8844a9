"""What stands in the way of taking an import back: later work on the records that it made or changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from graph.errors import quoted
from graph.loading.draft import LinkKey, link_key
from graph.loading.errors import Later, Obstacle, kind_word
from graph.loading.journal import JournalEntry, name_of
from graph.loading.seen import shown_for
from graph.reading.phones import mask_phones
from graph.records import Link, Node
from graph.schema import Value
from graph.transaction import Transaction

CHANGED = {"zh": "后来又被修改", "en": "was changed since"}
GONE = {"zh": "后来被删除或合并", "en": "was removed or merged since"}
BACK = {"zh": "后来又被建立", "en": "was made again since"}
PEOPLE = frozenset(("Resident", "Expert"))
LONGEST_NAME = 20  # characters


def obstacles(
    transaction: Transaction, entries: Sequence[JournalEntry], later: Sequence[tuple[Later, Sequence[JournalEntry]]]
) -> list[Obstacle]:
    """Every record of the import that was changed, removed or linked since, or that a later import relies on."""
    nodes = {name_of(e.record): e for e in entries if isinstance(e.record, Node)}
    links = {name_of(e.record): e for e in entries if isinstance(e.record, Link)}
    stored = _stored(transaction, [e.record for e in nodes.values() if isinstance(e.record, Node)])
    told = _Told(transaction, stored, entries, later)
    found = [*_changed_nodes(nodes, stored, told)]
    known = {link_key(link): link for link in transaction.links_like(_links(links))}
    found += _changed_links(links, known, told)
    found += _linked_since(transaction, nodes, links, told)
    found += _relied_on(nodes, told, later)
    return list({(o.kind, o.id, o.reason["en"]): o for o in found}.values())


def still_spoken(
    transaction: Transaction, entries: Sequence[JournalEntry], later: Sequence[tuple[Later, Sequence[JournalEntry]]]
) -> set[tuple[str, ...]]:
    """The skills that the import was the first to name and others name since: a word is nobody's to take back."""
    made = {name_of(e.record) for e in entries if e.made and isinstance(e.record, Node) and e.record.kind == "Skill"}
    own = {name_of(e.record) for e in entries if isinstance(e.record, Link)}
    linked = [one for one in transaction.links_of_many("Skill", [name[1] for name in made]) if name_of(one) not in own]
    used = {(link.from_kind, link.from_id) for link in linked} | {(link.to_kind, link.to_id) for link in linked}
    return made & (used | {name_of(entry.record) for _, its in later for entry in its})


class _Told:
    """What people call the records, and which later import speaks of them."""

    def __init__(
        self,
        transaction: Transaction,
        stored: Mapping[tuple[str, ...], Node],
        entries: Iterable[JournalEntry],
        later: Sequence[tuple[Later, Sequence[JournalEntry]]],
    ) -> None:
        self._transaction = transaction
        self._names = {name: _title(node.kind, node.properties) for name, node in stored.items()}
        for entry in entries:
            if isinstance(entry.record, Node) and name_of(entry.record) not in self._names:
                self._names[name_of(entry.record)] = _title(entry.record.kind, entry.after or entry.before or {})
        self._later: dict[tuple[str, ...], Later] = {}
        for one, its in later:
            for entry in its:
                self._later.setdefault(name_of(entry.record), one)

    def name(self, kind: str, id_: str) -> str:
        """What a record is called, empty when it has no name."""
        if (kind, id_) not in self._names:
            found = self._transaction.get_many(kind, [id_])
            self._names[kind, id_] = _title(kind, found[0].properties) if found else ""
        return self._names[kind, id_]

    def ends(self, name: tuple[str, ...]) -> str:
        """What the two ends of a link are called."""
        return " → ".join(self.name(*end) or kind_word(end[0], "zh") for end in (name[1:3], name[3:5]))

    def later(self, name: tuple[str, ...]) -> Later | None:
        """The latest import that speaks of a record."""
        return self._later.get(name)


def _links(entries: Mapping[tuple[str, ...], JournalEntry]) -> list[Link]:
    return [e.record for e in entries.values() if isinstance(e.record, Link)]


def _stored(transaction: Transaction, nodes: Sequence[Node]) -> dict[tuple[str, ...], Node]:
    by_kind: dict[str, list[str]] = {}
    for node in nodes:
        by_kind.setdefault(node.kind, []).append(node.id)
    return {(k, node.id): node for k, ids in by_kind.items() for node in transaction.get_many(k, ids)}


def _changed_nodes(
    entries: Mapping[tuple[str, ...], JournalEntry], stored: Mapping[tuple[str, ...], Node], told: _Told
) -> Iterator[Obstacle]:
    for name, entry in entries.items():
        node = stored.get(name)
        reason = _difference(entry, None if node is None else node.properties)
        if reason:
            yield Obstacle(name[0], name[1], told.name(*name), reason, told.later(name))


def _changed_links(
    entries: Mapping[tuple[str, ...], JournalEntry], known: Mapping[LinkKey, Link], told: _Told
) -> Iterator[Obstacle]:
    for name, entry in entries.items():
        assert isinstance(entry.record, Link)
        link = known.get(link_key(entry.record))
        reason = _difference(entry, None if link is None else link.properties)
        if reason:
            yield Obstacle(name[0], f"{name[2]} → {name[4]}", told.ends(name), reason, told.later(name))


def _difference(entry: JournalEntry, stored: Mapping[str, Value] | None) -> Mapping[str, str] | None:
    """Why a record is not as the import left it; None when it is."""
    if entry.after is None:
        return BACK if stored is not None else None
    if not entry.made and not entry.changed:
        return None
    if stored is None:
        return GONE
    if entry.made:
        told = {name: value for name, value in stored.items() if value is not None and name != "revision"}
        return None if told == dict(entry.after) else CHANGED
    return None if all(stored.get(name) == value for name, value in entry.after.items()) else CHANGED


def _linked_since(
    transaction: Transaction,
    nodes: Mapping[tuple[str, ...], JournalEntry],
    links: Mapping[tuple[str, ...], JournalEntry],
    told: _Told,
) -> Iterator[Obstacle]:
    by_kind: dict[str, list[str]] = {}
    for name, entry in nodes.items():
        if entry.made:
            by_kind.setdefault(name[0], []).append(name[1])
    for kind, ids in by_kind.items():
        mine = set(ids)
        decided = shown_for(transaction, ids) if kind == "Requirement" else {}
        for link in transaction.links_of_many(kind, ids):
            if name_of(link) in links or (link.kind == "SHOWN_FOR" and not decided[link.from_id]):
                continue
            ends = [(link.from_kind, link.from_id), (link.to_kind, link.to_id)]
            ours, other = ends if ends[0][0] == kind and ends[0][1] in mine else ends[::-1]
            if other[0] == "Shown":
                other = ("Decision", decided[other[1]])
            called = told.name(*other)
            shown = quoted(called) if called else ""
            reason = {
                "zh": f"后来连到了{kind_word(other[0], 'zh')}{shown}",
                "en": f"was linked to {' '.join(filter(None, (other[0], called)))} since",
            }
            since = told.later(name_of(link)) or told.later(other)
            yield Obstacle(*ours, told.name(*ours), reason, since)


def _relied_on(
    nodes: Mapping[tuple[str, ...], JournalEntry],
    told: _Told,
    later: Sequence[tuple[Later, Sequence[JournalEntry]]],
) -> Iterator[Obstacle]:
    made = {name for name, entry in nodes.items() if entry.made}
    for one, entries in later:
        reason = {"zh": f"后来的{quoted(one.file)}也写到了它", "en": f"is also told by the later {one.file}"}
        for name in sorted({name_of(e.record) for e in entries} & made):
            yield Obstacle(name[0], name[1], told.name(*name), reason, one)


def _title(kind: str, properties: Mapping[str, Value]) -> str:
    """What people call a record; of a person only the surname, as the words may end up in a log."""
    called = str(properties.get("name") or properties.get("text") or properties.get("title") or "")
    if kind in PEOPLE:
        return f"{called[:1]}某" if called else ""
    shown = mask_phones(called)[0]
    return shown if len(shown) <= LONGEST_NAME else shown[: LONGEST_NAME - 1] + "…"
