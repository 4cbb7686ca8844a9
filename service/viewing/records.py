"""One record's page: what it is, what it offers, where it helped and with whom; and the tree of places."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from graph.schema import Value
from graph.snapshot import Snapshot
from service.lines.taking import DELIVERED
from service.placing import depth_of
from service.viewing.looking import Mention, Relationship, View

PARTIES = ("Resident", "Expert", "Organization", "Unit", "Alliance")
OFFERED = ("Service", "Space", "Fund")
FEW = 5  # fewer people than this are never counted out


@dataclass(frozen=True)
class Help:
    """One time the record helped: in which work, by which link, in which role, and how it was judged."""

    work: Mention
    link: str
    role: str = ""
    hours: float | None = None
    rating: float | None = None
    fulfilled: float | None = None


@dataclass(frozen=True)
class Companion:
    """Somebody who took part in the same work, so many times."""

    who: Mention
    times: int


@dataclass(frozen=True)
class Record:
    """What a record's page shows; every list holds only what may be seen."""

    who: Mention
    properties: Mapping[str, Value]
    skills: tuple[Mention, ...]
    places: tuple[Mention, ...]
    offers: tuple[Mention, ...]
    offered_by: tuple[Mention, ...]
    helped: tuple[Help, ...]
    companions: tuple[Companion, ...]
    connections: tuple[Relationship, ...]


@dataclass(frozen=True)
class Branch:
    """A place with the places below it; `counts` by kind of record, everything below included.

    Residents are counted only where they are at least FEW.
    """

    id: str
    name: str
    level: str
    counts: Mapping[str, int]
    below: tuple[Branch, ...]


def record(snapshot: Snapshot, kind: str, identifier: str) -> Record:
    """Everything about one record; raises NotFound, also for somebody who did not agree to be seen."""
    view = View(snapshot)
    row = view.row(kind, identifier)
    connections = tuple(view.connections(kind, row))
    me = view.mention(kind, row)
    work = tuple(_helped(view, kind, row, connections))
    return Record(
        who=me,
        properties=view.properties(kind, row),
        skills=_ends(connections, me, "HAS_SKILL", "ABOUT"),
        places=_ends(connections, me, "LIVES_AT", "LOCATED_IN", "SERVES", "COVERS"),
        offers=_ends(connections, me, "OFFERS"),
        offered_by=tuple(c.start for c in connections if c.link == "OFFERS" and c.end == me),
        helped=work,
        companions=_companions(view, me, work),
        connections=connections,
    )


def _ends(connections: tuple[Relationship, ...], me: Mention, *links: str) -> tuple[Mention, ...]:
    return tuple(c.end for c in connections if c.link in links and c.start == me)


def _helped(view: View, kind: str, row: int, connections: tuple[Relationship, ...]) -> Iterator[Help]:
    me = view.mention(kind, row)
    for c in connections:
        if c.link in {"TAKES_PART", "MENTORS"} and c.start == me:
            hours = c.properties.get("hours")
            role = str(c.properties.get("role") or "")
            rating, fulfilled = _judged(view, c.end, me)
            yield Help(c.end, c.link, role, hours if isinstance(hours, float) else None, rating, fulfilled)
        elif c.link in {"USES", "FUNDED_BY"} and c.end == me:
            rating, fulfilled = _judged(view, c.start, me)
            yield Help(c.start, c.link, rating=rating, fulfilled=fulfilled)
        elif c.link == "MADE" and c.start == me:
            yield from _delivered(view, c.end)


def _delivered(view: View, claim: Mention) -> Iterator[Help]:
    """The work that a kept claim helped."""
    row = view.row("Claim", claim.id)
    if view.properties("Claim", row).get("status") not in DELIVERED:
        return
    for requirement in view.linked("Claim", row, "TAKES", "Requirement"):
        for kind in ("Project", "Activity"):
            for work in view.linked("Requirement", requirement, "REQUIRES", kind, inward=True):
                yield Help(view.mention(kind, work), "MADE")


def _judged(view: View, work: Mention, me: Mention) -> tuple[float | None, float | None]:
    """How reviews of that work judged this partner in it."""
    if work.kind != "Project":
        return None, None
    of_work = set(view.linked("Project", view.row("Project", work.id), "REVIEWS", "Review", inward=True))
    of_me = set(view.linked(me.kind, view.row(me.kind, me.id), "REVIEWS", "Review", inward=True))
    for review in sorted(of_work & of_me):
        said = view.properties("Review", review)
        rating, fulfilled = said.get("rating"), said.get("fulfilled")
        return (
            rating if isinstance(rating, float) else None,
            fulfilled if isinstance(fulfilled, float) else None,
        )
    return None, None


def _companions(view: View, me: Mention, work: tuple[Help, ...]) -> tuple[Companion, ...]:
    met: Counter[Mention] = Counter()
    for one in {one.work for one in work if one.work.kind in {"Project", "Activity"}}:
        met.update(_helpers(view, one))
    met.pop(me, None)
    ordered = sorted(met.items(), key=lambda pair: (-pair[1], pair[0].kind, pair[0].id))
    return tuple(Companion(who, times) for who, times in ordered)


def _helpers(view: View, work: Mention) -> set[Mention]:
    """Whoever took part in a work, mentored it, paid for it or kept a claim: who is told of others there is told to
    them, too."""
    row = view.row(work.kind, work.id)
    ties = [
        ("TAKES_PART", work.kind, row, True),
        ("MENTORS", work.kind, row, True),
        ("FUNDED_BY", work.kind, row, False),
    ]
    ties += [("MADE", "Claim", claim, True) for claim in _kept_claims(view, work.kind, row)]
    return {
        view.mention(kind, other)
        for kind in PARTIES
        for link, end, at, inward in ties
        for other in view.linked(end, at, link, kind, inward=inward)
    }


def _kept_claims(view: View, kind: str, work: int) -> list[int]:
    return [
        claim
        for requirement in view.linked(kind, work, "REQUIRES", "Requirement")
        for claim in view.linked("Requirement", requirement, "TAKES", "Claim", inward=True)
        if view.properties("Claim", claim).get("status") in DELIVERED
    ]


def place_tree(snapshot: Snapshot) -> tuple[Branch, ...]:
    """The places from the district down, each with what is there."""
    table = snapshot.nodes["Place"]
    parts = snapshot.links["PART_OF", "Place", "Place"]
    children: dict[int, list[int]] = defaultdict(list)
    for child, parent in zip(parts.from_rows.tolist(), parts.to_rows.tolist(), strict=True):
        if child != parent:
            children[parent].append(child)
    below = {child for several in children.values() for child in several}
    here = _counts_here(snapshot)
    levels, names = table.texts("level"), table.texts("name")

    def branch(row: int, above: frozenset[int]) -> tuple[Branch, Counter[str]]:
        total = Counter(here.get(row, {}))
        made = []
        for child in sorted(children.get(row, ()), key=lambda one: str(names[one])):
            if child not in above:  # a circle in the data ends here instead of never
                part, counts = branch(child, above | {child})
                made.append(part)
                total += counts
        shown = {kind: number for kind, number in total.items() if kind != "Resident" or number >= FEW}
        return Branch(table.ids[row], str(names[row]), str(levels[row]), shown, tuple(made)), total

    roots = [row for row in range(len(table)) if row not in below]
    roots.sort(key=lambda row: (depth_of(str(levels[row])), names[row]))
    return tuple(branch(row, frozenset({row}))[0] for row in roots)


def _counts_here(snapshot: Snapshot) -> dict[int, Counter[str]]:
    here: dict[int, Counter[str]] = defaultdict(Counter)
    for (link, kind, end), table in snapshot.links.items():
        if end == "Place" and link in {"LOCATED_IN", "LIVES_AT"}:
            for place in table.to_rows.tolist():
                here[place][kind] += 1
    return here
