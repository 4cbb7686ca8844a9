"""Projects and activities and who carried them, promised hours, invitations and reviews."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from matching.data import (
    ANSWERS,
    CANDIDATE_KINDS,
    DECLINE_REASONS,
    WORK_TIES,
    Claims,
    Commitments,
    Invitations,
    Reviews,
    Works,
)
from matching.language.text import TextIndex
from matching.ragged import Ragged
from service.lines.days import days_wanted
from service.lines.taking import AGREED, DELIVERED, taking_of
from service.matching_input.abilities import Mentions
from service.matching_input.frame import WORK_KINDS, Frame, Links, Numbers, Objects, coded, first_of
from service.matching_input.ties import PARTIES

CLAIMANTS = (*PARTIES, "Fund")
DAYS = ("date_from", "date_to")


def works(frame: Frame, consents: NDArray[np.bool_], mentions: Mentions, previous: TextIndex | None) -> Works:
    """Every project and activity: what it was about, when, and who carried it."""
    size = frame.size(WORK_KINDS)
    texts = work_texts(frame)
    index = TextIndex.build(texts.tolist(), previous)
    text_rows = np.fromiter((index.row_of[text] for text in texts.tolist()), dtype=np.int32, count=size)
    stages = np.concatenate([frame.table(label).texts("stage") for label in WORK_KINDS])
    delivered = _delivered(frame, consents, size)
    days = frame.column(WORK_KINDS, lambda _, table: np.fmax(table.days("date_to"), table.days("date_from")))
    since = frame.column(
        WORK_KINDS, lambda _, table: table.days("stage_since") if "stage_since" in table.types else None
    )
    return Works(
        nodes=frame.named(WORK_KINDS),
        whole=_whole(frame).astype(np.int32),
        days=np.where(np.isnan(days), since, days),
        dropped=np.array(stages == "dropped", dtype=bool),
        index=index,
        text_rows=text_rows,
        about=_about(frame, index, text_rows, mentions),
        delivered=delivered,
        worked=delivered.turned(frame.size()),
    )


def work_texts(frame: Frame) -> Objects:
    """Name and text of every project and activity, and the words of what it lacked."""
    parts = []
    for label in WORK_KINDS:
        table = frame.table(label)
        lines = zip(table.texts("name"), table.texts("text"), strict=True)
        parts.append(np.array([f"{name} {text}".strip() for name, text in lines], dtype=object))
    return np.concatenate(parts)


def _about(frame: Frame, index: TextIndex, text_rows: NDArray[np.int32], mentions: Mentions) -> Ragged:
    linked = frame.links("ABOUT", WORK_KINDS, ("Skill",))
    named = mentions.of_all(index.simple)
    positions, bounds = named.gather(text_rows)
    writers = np.repeat(np.arange(len(text_rows)), np.diff(bounds))
    concepts, owners = _pairs((linked.ends, named.values[positions]), (linked.starts, writers))
    return Ragged.build(concepts, owners, len(mentions.vocabulary.concepts))


def _pairs(
    firsts: tuple[NDArray[np.integer], ...], seconds: tuple[NDArray[np.integer], ...]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Each pair once."""
    first, second = np.concatenate(firsts).astype(np.int64), np.concatenate(seconds).astype(np.int64)
    width = int(second.max(initial=0)) + 1
    cells = np.unique(first * width + second)
    return cells // width, cells % width


def _delivered(frame: Frame, consents: NDArray[np.bool_], size: int) -> Ragged:
    owners: list[NDArray[np.int64]] = []
    values: list[NDArray[np.int64]] = []
    codes: list[NDArray[np.int64]] = []
    via: list[NDArray[np.int64]] = []
    for kind, starts in (("TAKES_PART", PARTIES), ("MENTORS", ("Expert", "Organization"))):
        links = frame.links(kind, starts, WORK_KINDS, history=True)
        owners.append(links.ends)
        values.append(links.starts)
        codes.append(np.full(len(links.starts), WORK_TIES.index(kind)))
        via.append(np.full(len(links.starts), -1))
    for kind, ends in (("FUNDED_BY", ("Fund", "Unit", "Alliance")), ("USES", ("Service", "Space"))):
        links = frame.links(kind, WORK_KINDS, ends, history=True)
        owners.append(links.starts)
        values.append(links.ends)
        codes.append(np.full(len(links.starts), WORK_TIES.index(kind)))
        via.append(np.full(len(links.starts), -1))
    made, _, work = _claimed(frame)
    status = frame.table("Claim").texts("status").astype(str)
    kept = np.isin(status[made.ends], DELIVERED) & (work >= 0)
    owners.append(work[kept])
    values.append(made.starts[kept])
    codes.append(np.full(int(kept.sum()), WORK_TIES.index("CLAIMED")))
    via.append(made.ends[kept])
    candidates = np.concatenate(values)
    shown = consents[candidates]
    return Ragged.build(
        np.concatenate(owners)[shown],
        candidates[shown],
        size,
        codes=np.concatenate(codes)[shown],
        via=np.concatenate(via)[shown],
    )


def _claimed(frame: Frame) -> tuple[Links, NDArray[np.int64], NDArray[np.int64]]:
    """Who made which claim, the requirement each takes and the work that lacks it."""
    made = frame.links("MADE", CLAIMANTS, ("Claim",), history=True)
    requirement = taken(frame)[made.ends]
    work = lacked_by(frame)
    return made, requirement, np.where(requirement >= 0, work[requirement] if len(work) else -1, -1)


def taken(frame: Frame) -> NDArray[np.int64]:
    """The requirement of every claim; -1 for none."""
    links = frame.links("TAKES", ("Claim",), ("Requirement",), history=True)
    size = len(frame.table("Claim"))
    return first_of(Ragged.build(links.starts, links.ends, size), size)


def lacked_by(frame: Frame) -> NDArray[np.int64]:
    """The project or activity of every requirement; -1 for none."""
    links = frame.links("REQUIRES", WORK_KINDS, ("Requirement",), history=True)
    size = len(frame.table("Requirement"))
    return first_of(Ragged.build(links.ends, links.starts, size), size)


def claims(frame: Frame) -> Claims:
    """Every claim with the requirement it takes."""
    table, lines = frame.table("Claim"), frame.table("Requirement")
    rows = taken(frame)
    ids = np.array([*lines.ids, ""], dtype=object)
    texts = np.append(lines.texts("text"), "")
    kinds = np.append(lines.texts("kind"), "")
    return Claims(np.array(table.ids, dtype=object), ids[rows], texts[rows], kinds[rows])


def commitments(frame: Frame) -> Commitments:
    """Hours promised by taking part, by agreed claims, and by a yes to an invitation where no claim tells it."""
    part = frame.links("TAKES_PART", PARTIES, WORK_KINDS, history=True)
    hours = part.numbers("hours")
    begun = frame.column(WORK_KINDS, lambda _, table: table.days("date_from"))
    ended = frame.column(WORK_KINDS, lambda _, table: table.days("date_to"))
    since, until = part.days("since"), part.days("until")
    first = np.where(np.isnan(since), begun[part.ends], since)
    last = np.where(np.isnan(until), ended[part.ends], until)
    promised = np.flatnonzero((hours > 0) & ~np.isnan(first))
    made, requirement, work = _claimed(frame)
    lines, claim = frame.table("Requirement"), frame.table("Claim")
    status = claim.texts("status").astype(str)[made.ends]
    asked = np.append(lines.numbers("hours"), np.nan)[requirement]
    kept = np.flatnonzero(np.isin(status, AGREED) & (asked > 0) & (work >= 0))
    whole = _whole(frame)
    said, wanted, answered_on = _said_yes(frame)
    lacking = np.append(lacked_by(frame), -1)[wanted]
    worth = np.flatnonzero((np.append(lines.numbers("hours"), np.nan)[wanted] > 0) & (lacking >= 0))
    of_lines = np.concatenate([requirement[kept], wanted[worth]])
    of_work = np.concatenate([work[kept], lacking[worth]])
    opening, closing = _promised_days(frame, of_lines, of_work, whole)
    # Without dates a promise is for the month in which it was made.
    made_on = np.concatenate([claim.days("made_on")[made.ends[kept]], answered_on[worth]])
    opening = np.where(np.isnan(opening), made_on, opening)
    closing = np.where(np.isnan(closing), opening, closing)
    starts = np.concatenate([first[promised], opening])
    ends = np.concatenate([last[promised], closing])
    who = np.concatenate([part.starts[promised], made.starts[kept], said[worth]]).astype(np.int32)
    return Commitments(
        candidates=who,
        by_candidate=Ragged.build(who, np.arange(len(who)), frame.size()),
        works=np.concatenate([whole[part.ends[promised]], whole[of_work]]).astype(np.int32),
        first_days=np.nan_to_num(starts, nan=frame.today),
        last_days=np.where(np.isnan(ends), np.nan_to_num(starts, nan=frame.today), ends),
        hours=np.concatenate([hours[promised], lines.numbers("hours")[of_lines]]),
        claims=np.concatenate(
            [np.full(len(promised), -1), made.ends[kept], np.full(len(worth), -1)],
        ).astype(np.int32),
    )


def _said_yes(frame: Frame) -> tuple[NDArray[np.int64], NDArray[np.int64], Numbers]:
    """Who said yes to an invitation without a claim on record, to which requirement, and on which day."""
    table, start = frame.table("Invitation"), {kind: frame.offset(kind) for kind in PARTIES}
    found = [
        (start[one.kind] + one.row, line, one.invitation)
        for line, one in sorted(taking_of(frame.snapshot).accepted(), key=lambda one: one[0])
        if one.kind in start
    ]
    who, lines, invitations = np.array(found, dtype=np.int64).reshape(-1, 3).T
    return who, lines, table.days("answered_on")[invitations]


def _whole(frame: Frame) -> NDArray[np.int64]:
    """The project of every project and activity."""
    whole = np.arange(frame.size(WORK_KINDS))
    activity = frame.links("PART_OF", ("Activity",), ("Project",))
    whole[activity.starts] = activity.ends
    return whole


def _promised_days(
    frame: Frame, requirement: NDArray[np.int64], work: NDArray[np.int64], whole: NDArray[np.int64]
) -> tuple[Numbers, Numbers]:
    """First and last day of each requirement taken, of its own or of its activity or project; nan for none."""
    days = [np.concatenate([frame.table(label).days(name) for label in WORK_KINDS]) for name in DAYS]
    lines = [frame.table("Requirement").days(name) for name in DAYS]
    spans = ((lines, requirement), (days, work), (days, np.append(whole, -1)[work]))
    own, *owners = ([np.append(each, np.nan)[rows] for each in columns] for columns, rows in spans)
    return days_wanted((own[0], own[1]), *((begins, ends) for begins, ends in owners))


def invitations(frame: Frame, mentions: Mentions) -> Invitations:
    """Who was asked for what, and the answers."""
    table, lines = frame.table("Invitation"), frame.table("Requirement")
    size = len(table)
    asked = frame.links("ASKED", ("Invitation",), CANDIDATE_KINDS, history=True)
    about = frame.links("ASKED_FOR", ("Invitation",), ("Requirement",), history=True)
    rows = first_of(Ragged.build(about.starts, about.ends, size), size)
    ids = np.array([*lines.ids, ""], dtype=object)
    return Invitations(
        ids=np.array(table.ids, dtype=object),
        by_candidate=Ragged.build(asked.ends, asked.starts, frame.size()),
        asked_on=table.days("asked_on"),
        answered_on=table.days("answered_on"),
        answers=coded(table, "answer", ANSWERS),
        reasons=coded(table, "reason", DECLINE_REASONS),
        requirement_ids=ids[rows],
        requirement_kinds=np.append(lines.texts("kind"), "")[rows],
        concepts=_asked_for(frame, rows, mentions),
    )


def _asked_for(frame: Frame, requirements: NDArray[np.int64], mentions: Mentions) -> Ragged:
    """Invitation → concept that its requirement names or is labelled with."""
    lines, labels = frame.table("Requirement"), frame.links("ABOUT", ("Requirement",), ("Skill",))
    asked, about = np.flatnonzero(requirements >= 0), np.unique(requirements[requirements >= 0])
    named = mentions.of_all(lines.texts("text")[about].tolist())
    owners, concepts = _pairs((about[named.owners], labels.starts), (named.values, labels.ends))
    wanted = Ragged.build(owners, concepts, len(lines))
    positions, bounds = wanted.gather(requirements[asked])
    return Ragged.build(np.repeat(asked, np.diff(bounds)), wanted.values[positions], len(requirements))


def reviews(frame: Frame) -> Reviews:
    """Judgements of partners as the share of promises kept; a rating of 1 to 5 stands in where no share was given."""
    table = frame.table("Review")
    links = frame.links("REVIEWS", ("Review",), CANDIDATE_KINDS, history=True)
    kept: Numbers = table.numbers("fulfilled")
    kept = np.where(np.isnan(kept), (table.numbers("rating") - 1.0) / 4.0, kept)
    known = ~np.isnan(kept[links.starts])
    by_candidate = Ragged.build(links.ends[known], links.starts[known], frame.size())
    return Reviews(np.array(table.ids, dtype=object), by_candidate, np.clip(np.nan_to_num(kept), 0.0, 1.0))
