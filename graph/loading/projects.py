"""小微项目清单: rows of one project with what it lacks, who takes it, its team, money and mentor."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from graph.loading.cells import Cells
from graph.loading.claims import claim
from graph.loading.names import is_nobody_yet, is_person, likeness, normal, party_kind
from graph.loading.needs import need_of
from graph.loading.register import Ref, Register
from graph.loading.translation import Translation
from graph.loading.windows import windows_within
from graph.loading.words import KINDS, STAGES, kind_needed
from graph.schema import Value

SAME_NAME = 0.5  # a numbered project keeps at least half of the character pairs of its name
TELLING_WORDS = 4  # fewer characters are found in too many needs
_OF_PROJECT = re.compile(r"项目|总|\b(?:project|total|overall)", re.IGNORECASE)
_LACKING = re.compile(r"差|缺|\b(?:short|lack|missing)", re.IGNORECASE)
_GIVEN_BY = re.compile(r"(出资|赞助|资助|支持|捐赠|提供)$")


def translate(rows: Sequence[tuple[tuple[str, int], Cells]], translation: Translation, money_heading: str = "") -> None:
    """All rows of a list's projects, so that a project's money and stage see every one of its lines.

    `money_heading` is what stands above their money: it may say that this is the project's and no line's.
    """
    of_project = bool(_OF_PROJECT.search(money_heading)) and not _LACKING.search(money_heading)
    lines: dict[Ref, list[tuple[tuple[str, int], Cells]]] = {}
    for at, row in rows:
        if row.text("name"):
            translation.row = at
            lines.setdefault(_project(row, translation), []).append((at, row))
    for project, its in lines.items():
        rows_of = [row for _, row in its]
        for at, row in its:
            translation.row = at
            _line(row if of_project else _with_sum(row, rows_of), translation, project)
        _whole(rows_of, translation, project)


def _project(row: Cells, translation: Translation) -> Ref:
    """The project of this number and much the same name, or of this name in this neighbourhood; otherwise a new one."""
    register, name, number = translation.register, str(row.text("name")), row.text("id")
    place = translation.place(row.text("place"), row.text("community"))
    around = register.at_level(place, "community") or place
    known: Ref | None = None
    for id_ in register.by_number.get(("Project", number or ""), ()):
        ref = ("Project", id_)
        if translation.near(register.places.get(ref), around) and likeness(name, register.name(ref)) >= SAME_NAME:
            known = known or ref
    for id_ in register.called("Project", name):
        ref = ("Project", id_)
        other = register.known[ref].get("number")
        if translation.near(register.places.get(ref), around) and (not number or not other or other == number):
            known = known or ref
    ref = known or translation.ref("Project", number or "", name, around or "")
    translation.add(
        ref,
        {
            "number": number,
            "name": name,
            "text": row.text("text") or row.text("purpose"),
            "audience": row.text("audience"),
            "date_from": row.day("date_from"),
            "date_to": row.day("date_to"),
            "note": row.text("note"),
        },
    )
    space = translation.space(row.text("place"), register.at_level(place, "community"))
    if space:
        translation.link("LOCATED_IN", ref, space)
    translation.situate("LOCATED_IN", ref, place)
    return ref


def _whole(rows: Sequence[Cells], translation: Translation, project: Ref) -> None:
    """What all lines of a project say together: its budget, its stage and what it is about."""
    amounts = [m for row in rows if (m := row.number("money_max") or row.number("money")) is not None]
    told: dict[str, Value] = {}
    if amounts:
        # One amount on every line is the project's; different ones are what each line costs.
        told["budget"] = amounts[0] if len(set(amounts)) == 1 else sum(amounts)
    stage = next((s for row in rows if (s := row.text("stage"))), None)
    told["stage"] = _stage(stage, translation, project)
    translation.draft.add(project, told)
    translation.about(project, *(row.text(field) for row in rows[:1] for field in ("name", "text", "need", "purpose")))


def _stage(word: str | None, translation: Translation, project: Ref) -> str | None:
    """民办 is matching while a line is open, and work in progress once all are met."""
    if word != "民办":
        return STAGES.get(word or "")
    its = (translation.draft.nodes.get(("Requirement", i), {}) for i in translation.register.lines.get(project[1], ()))
    is_open = any(requirement.get("status") == "open" for requirement in its)
    return "matching" if is_open else "in_progress"


def _with_sum(row: Cells, rows: Sequence[Cells]) -> Cells:
    """The row; of a money line without a quantity of its own with its amount of money, in 元, for one.

    An amount that other rows of the project repeat is the project's budget and no line's.
    """
    own, told = (row.number(name) for name in ("quantity", "money"))
    repeated = sum(other.number("money") == told for other in rows) > 1
    if own is not None or not told or repeated or _kind(row) != "money":
        return row
    asked = {"quantity": told, "quantity_max": row.number("money_max"), "unit": "元"}
    return replace(row, fields={**row.fields, **asked})


def _kind(row: Cells) -> str:
    """The kind of what a row lacks, as it was filled in or as its words tell."""
    word = KINDS.get(row.text("requirement_kind") or "")
    return word or kind_needed(row.text("requirement") or "", row.text("unit"))


def _line(row: Cells, translation: Translation, project: Ref) -> None:
    """One line: what is lacking and who takes it, with the team, money, mentor and need it names."""
    place = translation.register.places.get(project)
    for team in _named(row, "team"):
        party = translation.party(team, place=place, default="Organization")
        translation.link("TAKES_PART", party, project, {"role": "牵头"})
    for mentor in _named(row, "mentor"):
        translation.link("MENTORS", _mentor(mentor, translation, place), project)
    for fund in _named(row, "fund"):
        alone = len(_named(row, "fund")) == 1
        told = {name: row.number(name) for name in ("money", "money_max")} if alone else {}
        translation.link("FUNDED_BY", project, _fund(fund, translation, place), told)
    if need := row.text("need"):
        translation.link("ADDRESSES", project, _need(need, translation, place))
    requirement = _requirement(row, translation, project)
    claimants = [translation.party(name, place=place) for name in _named(row, "claimant")]
    if requirement:
        claim(row, translation, requirement, claimants)
        if row.number("quantity") == 0:  # nothing is lacking any more
            translation.draft.nodes[requirement]["status"] = "met"
        return
    for party in claimants:
        translation.link("TAKES_PART", party, project, {"role": "认领"})


def _named(row: Cells, field: str) -> list[str]:
    """Who a field names, without words for nobody yet."""
    return [name for name in row.words(field) if not is_nobody_yet(name)]


def _requirement(row: Cells, translation: Translation, project: Ref) -> Ref | None:
    text, word = row.text("requirement"), row.text("requirement_kind")
    if not text and not word:
        return None
    register = translation.register
    kind = _kind(row)
    same = [r for r in register.lines.get(project[1], ()) if text and r in register.called("Requirement", text)]
    ref = ("Requirement", same[0]) if same else translation.ref("Requirement", project[1], kind, text or "")
    translation.add(
        ref,
        {
            "kind": kind,
            "text": text or word,
            "position": register.known.get(ref, {}).get("position") or _last_place(register, project),
            "quantity": row.number("quantity") or None,
            "quantity_max": row.number("quantity_max"),
            "unit": row.text("unit"),
            "windows": windows_within(text or ""),
            "date_from": row.day("date_from"),
            "date_to": row.day("date_to"),
        },
    )
    translation.link("REQUIRES", project, ref)
    translation.about(ref, text)
    return ref


def _last_place(register: Register, project: Ref) -> int:
    """A line comes behind those of its project that are known, stored ones and those above it in the file."""
    lines = [register.known.get(("Requirement", line), {}) for line in register.lines.get(project[1], ())]
    taken = [place for line in lines if isinstance(place := line.get("position"), int)]
    return max([len(lines), *taken]) + 1


def _mentor(name: str, translation: Translation, place: str | None) -> Ref:
    """An organization that mentors, or an expert; one of the same name is taken for the same person in a street."""
    if not is_person(name) and party_kind(name, "Expert") in ("Organization", "Unit"):
        return translation.party(name, place=place, default="Organization")
    street = translation.register.at_level(place, "street")
    known = [("Expert", id_) for id_ in translation.register.called("Expert", name)]
    if len(known) == 1:
        return translation.mention(known[0])
    return translation.add(translation.ref("Expert", name, street or ""), {"name": name})


def _fund(name: str, translation: Translation, place: str | None) -> Ref:
    """A known fund, the unit or alliance that pays, or a fund of this name."""
    register = translation.register
    named = [("Fund", id_) for id_ in register.called("Fund", name)]
    near = [ref for ref in named if translation.near(_fund_place(ref, translation), place)]
    if near:
        return translation.mention(near[0])
    giver = _GIVEN_BY.sub("", name)
    for kind in ("Alliance", "Unit"):
        if found := register.called(kind, giver):
            return translation.mention((kind, found[0]))
    if len(giver) > 2 and party_kind(giver, "") in ("Alliance", "Unit"):
        ref = translation.party(giver, place=place)
        if ref[0] in ("Alliance", "Unit"):
            return ref
    return translation.add(translation.ref("Fund", "", name), {"name": name})


def _fund_place(fund: Ref, translation: Translation) -> str | None:
    """Where the giver of a fund is, so that two communities' funds of one name are told apart."""
    places = (translation.register.places.get(giver) for giver in translation.register.givers.get(fund, ()))
    return next((place for place in places if place), None)


def _need(words: str, translation: Translation, place: str | None) -> Ref:
    """The need of this number or these words; a new one, raised, when nobody wrote it down yet."""
    numbered = translation.register.by_number.get(("Need", words), ())
    if len(numbered) == 1:
        return translation.mention(("Need", numbered[0]))
    ref = _need_told_at_length(words, translation, place) or need_of(translation, words, place)
    if ref in translation.register.known:
        return translation.mention(ref)
    translation.add(ref, {"text": words})
    translation.draft.assume(ref, {"stage": "raised"})
    translation.situate("LOCATED_IN", ref, place)
    translation.about(ref, words)
    return ref


def _need_told_at_length(words: str, translation: Translation, place: str | None) -> Ref | None:
    """The only known need around here whose text contains these words."""
    said = normal(words)
    if len(said) < TELLING_WORDS:
        return None
    found = [
        ("Need", ids[0])
        for text, ids in translation.register.by_name["Need"].items()
        if said in text and len(ids) == 1 and translation.near(translation.register.places.get(("Need", ids[0])), place)
    ]
    return found[0] if len(found) == 1 else None
