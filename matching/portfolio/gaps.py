"""What the best plan cannot meet, by ability and place, and what would close it: first what is nearest at hand.

In this order: a group one step away from the ability, residents who have something of it, an organization from
outside, somebody who can teach it. What each would bring is worked out by planning again with it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from matching.data import DECLARED, LABELLED, OFFERED, PLACE_LEVELS, MatchingData
from matching.eligibility import judge
from matching.features.ties import near
from matching.houses import houses
from matching.portfolio.plan import Demand, Plan, plan
from matching.question import Question
from matching.rules import RULES
from matching.suiting import ABLE, fittest_ability, suited
from matching.team.closers import barred_only_by
from matching.team.cover import Coverage, amounts_given

Rows = NDArray[np.int64]
MONTH = 30.5  # days
NAMED = 3  # candidates that are named for each way
TRIED = 5  # residents whose help is added up for the prediction
OWN = (DECLARED, LABELLED, OFFERED)  # how somebody has an ability that was not guessed from words
COMMUNITY = PLACE_LEVELS.index("community")
OUT_OF_REACH = ("place", "coverage")
OCCUPIED = ("window", "capacity", "size", "qualification", "already", "declined")  # rules that bar from the line only
SEVERAL = "[二两三四五六七八九十百几多0-9]+[个支家]"
COLLECTIVE = re.compile(
    f"{SEVERAL}[^一]*(组织|队|队伍|团队|企业|单位|社团)$"
    r"|^(two|three|four|five|six|seven|eight|nine|ten|several|\d+) .*(organi[sz]ations|groups|teams|companies)$",
    re.IGNORECASE,
)
LEARNT = ("people", "skill", "service", "planning", "mentor")  # kinds of lines that somebody can learn to serve
TEACHING = ("Service", "Expert", "Organization")
IDLE_KINDS = ("Service", "Space", "Fund")
FAR_BEHIND = 15.0  # points
LATENT = 0.05  # of an ability, below which nobody has anything of it


@dataclass(frozen=True)
class Remedy:
    """One way to close a gap: who, how many, by which step (concept had, concept lacking), lines met by it."""

    way: str  # group, latent, outside or training
    rows: tuple[int, ...]
    count: int
    step: tuple[int, int]
    gain: float
    whom: tuple[int, ...] = ()  # who is to be taught


@dataclass(frozen=True)
class Gap:
    """Lines of one kind that lack the same ability (-1: none was read) around one place (-1: none is known)."""

    kind: str
    concept: int
    place: int
    lines: tuple[int, ...]
    missing: tuple[float, ...]  # per line, in its unit
    able: int  # who has it at all, within reach or not
    busy: int  # of those within reach, who the plan needs for another line
    remedies: tuple[Remedy, ...]


def gaps(demand: Demand, found: Plan, step: Callable[[], None] = lambda: None) -> list[Gap]:
    """The gaps of a plan, those that keep most lines waiting first.

    `step` is called before every further plan; what it raises ends the work.
    """
    cover = demand.cover
    grouped: dict[tuple[str, int, int], list[int]] = {}
    for line in np.flatnonzero(found.filled < 1.0 - 1e-9).tolist():
        question = cover.questions[line]
        grouped.setdefault((question.ask.kind, main_concept(question), _community(question)), []).append(line)
    made = [_gap(demand, found, key, lines, step) for key, lines in grouped.items()]
    return sorted(made, key=lambda gap: (-len(gap.lines), gap.kind, gap.concept, gap.place))


def main_concept(question: Question) -> int:
    """The ability that a line asks for most; -1 when none was read."""
    return max(question.needs, key=lambda one: (question.needs[one], -one), default=-1)


def _community(question: Question) -> int:
    place = question.ask.place
    return int(question.data.places.ancestors[place, COMMUNITY]) if place >= 0 else -1


def _gap(demand: Demand, found: Plan, key: tuple[str, int, int], lines: Sequence[int], step: Callable[[], None]) -> Gap:
    cover = demand.cover
    missing = tuple(float(cover.wanted[line] * (1.0 - found.filled[line])) for line in lines)
    question, concept = cover.questions[lines[0]], key[1]
    holders = _having(question, concept, OWN)
    taken = {share.row for share in found.shares}
    within = cover.rows[(cover.amounts[list(lines)] > 0).any(axis=0)]
    return Gap(
        *key,
        tuple(lines),
        missing,
        len(holders),
        sum(int(row) in taken for row in within),
        tuple(_remedies(demand, found, lines, step)) if concept >= 0 and key[0] in LEARNT else (),
    )


def _remedies(demand: Demand, found: Plan, lines: Sequence[int], step: Callable[[], None]) -> list[Remedy]:
    question = demand.cover.questions[lines[0]]
    concept = main_concept(question)
    known = set(demand.cover.rows[(demand.cover.amounts[list(lines)] > 0).any(axis=0)].tolist())
    ways: Mapping[str, Callable[[], tuple[Rows, tuple[int, int]]]] = {
        "group": partial(_one_step_away, question, concept),
        "latent": partial(_latent, question, concept),
        "outside": partial(_outside, question, concept),
        "training": partial(_teachers, question, concept),
    }
    remedies = []
    for way, look in ways.items():
        rows, path = look()
        rows = rows[~np.isin(rows, list(known))]
        pupils = _pupils(question, concept, known) if way == "training" and len(rows) else rows
        # Of those named each closes the gap; residents are counted and added up.
        for tried in [pupils[:TRIED]] if way == "latent" else [pupils[at : at + 1] for at in range(NAMED)]:
            if not len(tried):
                break
            step()
            gain = gain_with(demand, found, lines, tried)
            if gain > 0:
                who = rows[:NAMED] if way in ("latent", "training") else tried
                whom = tuple(tried.tolist()) if way == "training" else ()
                path = (_step_to(question, int(tried[0]), concept), concept) if way == "group" else path
                count = len(rows) if way == "latent" else len(who)
                remedies.append(Remedy(way, tuple(who.tolist()), count, path, gain, whom))
                break
    return remedies


def _pupils(question: Question, concept: int, known: set[int]) -> Rows:
    """Who could be taught: a group one step away, else residents who have something of it or live near."""
    groups, _ = _one_step_away(question, concept)
    some, _ = _latent(question, concept)
    rows = np.concatenate([groups, some]) if len(groups) or len(some) else _free(question, _asked_of(question))
    return rows[~np.isin(rows, list(known))]


def gain_with(demand: Demand, found: Plan, lines: Sequence[int], rows: Rows) -> float:
    """How many lines more are met, counting shares, when these candidates could serve these lines as well."""
    widened = with_supply(demand.cover, lines, rows)
    # Raising the least met costs no line, so the plain plan tells how many are met.
    kept = {(share.line, share.row) for share in found.shares}
    again = plan(Demand(widened, demand.project), kept, fair=False)
    return round(float(again.filled.sum() - found.filled.sum()), 9)


def with_supply(cover: Coverage, lines: Sequence[int], rows: Rows) -> Coverage:
    """The same coverage with further candidates for some lines, who score as the least of those who serve them."""
    everybody = np.union1d(cover.rows, rows)
    at = np.searchsorted(everybody, cover.rows)
    shape = (cover.lines, len(everybody))
    scores, amounts, recorded = np.full(shape, np.nan), np.zeros(shape), np.zeros(shape, dtype=bool)
    scores[:, at], amounts[:, at], recorded[:, at] = cover.scores, cover.amounts, cover.recorded
    nearness, new_faces = np.zeros(len(everybody)), np.zeros(len(everybody), dtype=bool)
    nearness[at], new_faces[at] = cover.nearness, cover.new_faces
    added = np.searchsorted(everybody, np.unique(rows))
    for line in lines:
        given, told = amounts_given(cover.questions[line], everybody[added], float(cover.wanted[line]))
        fresh = amounts[line, added] == 0
        least = np.nanmin(scores[line], initial=40.0) if np.isfinite(scores[line]).any() else 40.0
        amounts[line, added[fresh]], recorded[line, added[fresh]] = given[fresh], told[fresh]
        scores[line, added[fresh]] = least
    return replace(
        cover,
        rows=everybody,
        scores=scores,
        amounts=amounts,
        recorded=recorded,
        nearness=nearness,
        new_faces=new_faces,
    )


def _having(question: Question, concept: int, codes: Sequence[int]) -> Rows:
    """Who has an ability, in one of these ways."""
    if concept < 0:
        return np.zeros(0, dtype=np.int64)
    holders = question.data.holders
    run = holders.run(concept)
    return np.unique(holders.values[run][np.isin(holders.codes[run], codes)]).astype(np.int64)


def _one_step_away(question: Question, concept: int) -> tuple[Rows, tuple[int, int]]:
    """Groups that are awake and have an ability next to the one that is lacking, the best first, and that step."""
    own = question.data.nodes.range_of("Organization")
    best: dict[int, float] = {}
    for other, weight in _next_to(question, concept):
        for row in _having(question, other, OWN).tolist():
            if row in own:
                best[row] = max(weight, best.get(row, 0.0))
    rows = _free(question, _single(question, np.array(sorted(best), dtype=np.int64)))
    if not len(rows):
        return rows, (-1, concept)
    worth = np.array([best[int(row)] for row in rows]) + 0.3 * near(question, rows)
    worth += 0.2 * question.standing.active[rows]
    order = np.lexsort((rows, -worth))
    return rows[order], (_step_to(question, int(rows[order[0]]), concept), concept)


def _next_to(question: Question, concept: int) -> list[tuple[int, float]]:
    """The abilities one step from this one, either way, the nearest first."""
    steps = question.data.vocabulary.steps
    backwards = np.flatnonzero(steps.values == concept)
    found = [(int(c), float(w)) for c, w in zip(steps.of(concept), steps.weights[steps.run(concept)], strict=True)]
    found += [(int(steps.owners[at]), float(steps.weights[at])) for at in backwards]
    return sorted(((one, weight) for one, weight in found if one != concept), key=lambda one: -one[1])


def _step_to(question: Question, row: int, concept: int) -> int:
    """The nearest ability to this one that a group has; -1 for none."""
    return next((one for one, _ in _next_to(question, concept) if row in _having(question, one, OWN)), -1)


def _latent(question: Question, concept: int) -> tuple[Rows, tuple[int, int]]:
    """Residents nearby who may be asked and have something of the ability, but not enough to be counted on."""
    data, rows = question.data, _asked_of(question)
    some = fittest_ability(question, rows)
    did = np.zeros(len(data.nodes), dtype=bool)
    works = data.works
    for work in works.about.of(concept).tolist():
        did[works.delivered.of(work)] = True
    latent = ((some >= LATENT) & (some < ABLE)) | (did[rows] & (some < ABLE))
    order = np.lexsort((rows[latent], -some[latent]))
    return _free(question, rows[latent][order]), (-1, concept)


def _asked_of(question: Question) -> Rows:
    """Residents nearby who may be asked."""
    data = question.data
    people = data.nodes.range_of("Resident")
    rows = np.arange(people.start, people.stop, dtype=np.int64)
    return rows[data.candidates.consents[rows] & ~data.candidates.minors[rows] & question.setting.neighbours[rows]]


def _outside(question: Question, concept: int) -> tuple[Rows, tuple[int, int]]:
    """Organizations that have the ability and only work for other places so far."""
    data = question.data
    rows = _single(question, _having(question, concept, OWN))
    kinds = np.array(data.nodes.kinds)[data.nodes.kind_rows[rows]]
    rows = rows[np.isin(kinds, ("Organization", "Unit", "Service", "Expert"))]
    if len(rows):
        rows = rows[barred_only_by(question, rows, OUT_OF_REACH)]
    return rows[suited(question, rows)] if len(rows) else rows, (-1, concept)


def _free(question: Question, rows: Rows) -> Rows:
    """Those whom no rule keeps from the line: only the ability is what they lack."""
    return rows[judge(question, rows) < 0] if len(rows) else rows


def _teachers(question: Question, concept: int) -> tuple[Rows, tuple[int, int]]:
    """Experts, services and organizations that have this very ability and work here: lack of hours keeps nobody from
    teaching it once."""
    data = question.data
    rows = _single(question, _having(question, concept, OWN))
    kinds = np.array(data.nodes.kinds)[data.nodes.kind_rows[rows]]
    rows = rows[np.isin(kinds, TEACHING)]
    busy = [at for at, rule in enumerate(RULES) if rule.name in OCCUPIED]
    rows = rows[np.isin(judge(question, rows), [-1, *busy])] if len(rows) else rows
    order = np.lexsort((rows, -near(question, rows))) if len(rows) else rows
    return rows[order], (-1, concept)


def _single(question: Question, rows: Rows) -> Rows:
    """Without records that stand for several bodies at once: what one of them can do is not on record."""
    names = question.data.nodes.names
    return np.array([row for row in rows.tolist() if not COLLECTIVE.search(str(names[row]))], dtype=np.int64)


@dataclass(frozen=True)
class Unused:
    """A candidate row that lies idle, the day it was last used or asked for (-inf: none is known), whether it ever was,
    and the lines it fits with its scores, the best first."""

    row: int
    last_day: float
    used: bool
    lines: tuple[tuple[int, float], ...]


def since_day(today: float, months: float) -> float:
    """The first day of the last `months`, up to `today`; days count from 1970-01-01."""
    return float(np.ceil(today - months * MONTH))


def idle(cover: Coverage, today: float, months: float) -> list[Unused]:
    """Services, rooms and funds that nobody has used, claimed or asked for in so many months although open lines could
    use them: those that fit most lines first. Days count from 1970-01-01.
    """
    found, fitting = [], _fitting(cover)
    for at, row in enumerate(cover.rows.tolist()):
        lines = np.flatnonzero(fitting[:, at])
        if cover.kinds[at] not in IDLE_KINDS or not len(lines):
            continue
        data = cover.questions[0].data
        last = _last_touched(data, row)
        if last < since_day(today, months):
            told = sorted(((int(line), float(cover.scores[line, at])) for line in lines), key=lambda one: -one[1])
            found.append(Unused(row, last, _touched(data, row), tuple(told)))
    return sorted(found, key=lambda one: (-len(one.lines), one.row))


def _fitting(cover: Coverage) -> NDArray[np.bool_]:
    """Lines × candidates: who could give something, stands on the line's list, and not far behind the best of the kind.

    What only has the same label as a better offer is not worth naming.
    """
    fitting: NDArray[np.bool_] = cover.amounts > 0
    kinds = np.array(cover.kinds)
    for line, question in enumerate(cover.questions):
        scores = np.where(np.isnan(cover.scores[line]), -np.inf, cover.scores[line])
        order = np.argsort(-scores, kind="stable")[: int(np.isfinite(scores).sum())]
        fitting[line, order[~houses(question.data, cover.rows[order]).listed]] = False
        for kind in IDLE_KINDS:
            mine = fitting[line] & (kinds == kind)
            fitting[line, mine] = scores[mine] >= scores[mine].max(initial=-np.inf) - FAR_BEHIND
    return fitting


def _last_touched(data: MatchingData, row: int) -> float:
    """The last day on which somebody used it, claimed with it or was asked for it; -inf where no day is known."""
    used = data.works.days[data.works.worked.of(row)]
    asked = data.invitations.asked_on[data.invitations.by_candidate.of(row)]
    days = np.concatenate([used, asked])
    # Work of which no day is known was some time ago.
    return float(np.nanmax(days, initial=-np.inf)) if not np.isnan(days).all() else -np.inf


def _touched(data: MatchingData, row: int) -> bool:
    """Whether anybody ever used it, claimed with it or asked for it, on whatever day."""
    return len(data.works.worked.of(row)) + len(data.invitations.by_candidate.of(row)) > 0
