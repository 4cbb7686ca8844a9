"""Features about supply and standing: how much is left, how reliable and how fresh it is, how often it was asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from matching.data import ANSWERS, CHARGES, DECLINE_REASONS
from matching.features.feature import Feature, RowSet, once, once_a_day, once_a_line, one_by_one
from matching.features.fit import lacking
from matching.funds import cap_left, most_of
from matching.paths import claim_nodes
from matching.question import Question
from matching.ragged import Column, kept_runs, total
from matching.reasons import Fact, Telling, day, linked, property_fact
from matching.standing import ASKED_WINDOW
from matching.wordings import REASONS_EN, REASONS_ZH, UNITS_EN, date_en, date_zh, number

DECLINE_HALF_LIFE = 180.0
# How much a refusal weighs: most are about time, which says little about the next time.
SEVERITY = dict(zip(DECLINE_REASONS, (0.4, 0.3, 0.9, 0.5, 0.7, 0.8, 0.4), strict=True))
SEVERITIES = np.array(list(SEVERITY.values()))
# Of a refusal of something else only what was said of being asked at all, or of these people, holds here too.
ELSEWHERE = np.array([{"asked_too_often": 0.5, "relation": 0.3}.get(reason, 0.0) for reason in DECLINE_REASONS])


def free_hours(question: Question, rows: RowSet) -> Column:
    """这个月的时间还剩多少：每人每月的上限减去已经答应的，一人在几个队里也只算一次。

    How much of their monthly hours is left, every person counted once.
    """
    return question.standing.free_share(question.ask.first_day)[rows]


def _tell_hours(question: Question, rows: Sequence[int]) -> list[Telling]:
    data, held, first_day = question.data, question.data.commitments, question.ask.first_day
    taken = held.by_candidate.gather(np.asarray(rows))
    commitments, bounds = held.by_candidate.values[taken[0]], taken[1].tolist()
    counts = (question.standing.commitment_hours(first_day)[commitments] > 0) & (held.claims[commitments] >= 0)
    claims = np.where(counts, held.claims[commitments], -1).tolist()
    left, cap = (column[list(rows)].tolist() for column in (question.hours_left, data.candidates.number("hours_cap")))
    month = day(question.standing.month(first_day)[0])
    zh, en = {"month": f"{month.month}月"}, {"month": f"{month:%B}"}
    tellings = []
    for at, row in enumerate(rows):
        node = data.nodes.node(row)
        facts: list[Fact] = [property_fact(node, "hours_cap", cap[at])]
        for claim in [claim for claim in claims[bounds[at] : bounds[at + 1]] if claim >= 0][:3]:
            claimed, requirement = claim_nodes(data, claim)
            facts += [linked(node, "MADE", claimed), linked(claimed, "TAKES", requirement)]
        words = {"left": number(round(left[at], 1)), "cap": number(cap[at]), **zh}
        tellings.append(Telling("left", words, en, tuple(facts)))
    return tellings


def _month(question: Question) -> tuple[object, ...]:
    return "free_hours", question.standing.month(question.ask.first_day)[0]


def enough(question: Question, rows: RowSet) -> Column:
    """容纳人数、余额、数量或人手够用。

    The room, balance, quantity or number of members suffices.
    """
    data, ask = question.data.candidates, question.ask
    if ask.kind == "space":
        return (data.number("capacity")[rows] >= ask.people).astype(np.float64)
    if ask.kind == "money":
        have = most_of(question.data, rows, question.ask.given)
    elif ask.kind == "people":
        have = data.number("members")[rows] / 2.0
    else:
        have = data.number("quantity")[rows]
        some = np.isfinite(have).nonzero()[0]
        have[some[data.units[rows[some]] != ask.unit]] = np.nan
    if ask.quantity != ask.quantity:
        return np.zeros(len(rows))
    share: Column = np.maximum(np.minimum(have / max(ask.quantity, 1e-9), 1.0), 0.0)
    share[np.isnan(share)] = 0.0
    if ask.kind == "people":  # many members are no help where none of them can do it
        some = share.nonzero()[0]
        share[some] *= 1.0 - lacking(question, rows[some])
    return share


def _tell_enough(question: Question, row: int) -> Telling:
    data, kind = question.data, question.ask.kind
    if kind == "money":
        return _tell_money(question, row)
    name = {"space": "capacity", "people": "members"}.get(kind, "quantity")
    value = data.value(name, row) or 0.0
    wanted = question.ask.people if kind == "space" else question.ask.quantity
    unit = question.ask.unit
    words = {"have": number(value), "wanted": number(wanted), "unit": unit}
    return Telling(name, words, {"unit": UNITS_EN.get(unit, unit)}, (property_fact(data.nodes.node(row), name, value),))


def _tell_money(question: Question, row: int) -> Telling:
    """What limits the sum: what is left, what one project may have, or what the cap leaves of it to this one."""
    data, given = question.data, question.ask.given
    limits = {name: value for name in ("balance", "cap") if (value := data.value(name, row)) is not None}
    left = limits | ({"cap": float(cap_left(data, np.array([row]), given)[0])} if "cap" in limits else {})
    have, name = min((value, name) for name, value in left.items())
    words = {"have": number(have), "wanted": number(question.ask.quantity)}
    fact = property_fact(data.nodes.node(row), name, limits[name])
    told = "rest" if name == "cap" and row in dict(given) else name
    return Telling(told, words, {}, (fact,))


def stars(question: Question, rows: RowSet) -> Column:
    """星级；还没评星的组织按底线给分，不让老组织占满。

    Star rating; organizations without one get a floor, so that the rated do not lock others out.
    """
    return question.standing.stars[rows]


def _tell_stars(question: Question, row: int) -> Telling:
    data, standing = question.data, question.standing
    behind = int(standing.rated[row])
    node = data.nodes.node(behind)
    facts: list[Fact] = [] if behind == row else [linked(node, "OFFERS", data.nodes.node(row))]
    words = {"who": node["name"], "star": number(data.value("star", behind) or 0.0)}
    if not standing.star_holds[behind]:
        return Telling("unrated", words, {}, (*facts, property_fact(node, "star", "")))
    return Telling("rated", words, {}, (*facts, property_fact(node, "star", data.value("star", behind))))


def fulfilment(question: Question, rows: RowSet) -> Column:
    """说到做到：以前的民评里，答应的事办成了多少。

    Kept promises, as residents and partners judged earlier work.
    """
    return question.standing.fulfilment[rows]


def _tell_fulfilment(question: Question, row: int) -> Telling:
    data = question.data
    mine = data.reviews.by_candidate.of(row)
    node = data.nodes.node(row)
    facts = [
        linked({"kind": "Review", "id": str(data.reviews.ids[i]), "name": str(data.reviews.ids[i])}, "REVIEWS", node)
        for i in mine[:3]
    ]
    share = f"{float(np.mean(data.reviews.kept[mine])):.0%}"
    good = question.standing.fulfilment[row] > 0
    return Telling("good" if good else "poor", {"count": len(mine), "share": share}, {}, tuple(facts))


def active(question: Question, rows: RowSet) -> Column:
    """最近还在活动。

    Seen doing something recently.
    """
    return question.standing.active[rows]


def _tell_active(question: Question, rows: Sequence[int]) -> list[Telling]:
    return _tell_day(question, rows, "last_active", dict.fromkeys(rows, "active"))


def confirmed(question: Question, rows: RowSet) -> Column:
    """登记的内容最近有人核实过；很久没核实要减分。

    The entry was confirmed recently; one that has not been for long loses points.
    """
    return question.standing.confirmed[rows]


def _tell_confirmed(question: Question, rows: Sequence[int]) -> list[Telling]:
    fresh = (question.standing.confirmed[list(rows)] > 0).tolist()
    sentences = {row: "fresh" if new else "stale" for row, new in zip(rows, fresh, strict=True)}
    return _tell_day(question, rows, "confirmed_on", sentences)


def new_face(question: Question, rows: RowSet) -> Column:
    """新面孔：刚登记，还没有参加过项目。

    A new face: joined lately and has not been in a project yet.
    """
    return question.standing.new_face[rows]


def _tell_new(question: Question, rows: Sequence[int]) -> list[Telling]:
    return _tell_day(question, rows, "joined_on", dict.fromkeys(rows, "new"))


def _tell_day(question: Question, rows: Sequence[int], name: str, sentences: Mapping[int, str]) -> list[Telling]:
    values = question.data.candidates.number(name)[list(rows)].tolist()
    tellings = []
    for row, value in zip(rows, values, strict=True):
        date, days = date_en(value), number(question.standing.now - value)
        fact = property_fact(question.data.nodes.node(row), name, date)
        tellings.append(Telling(sentences[row], {"date": date_zh(value), "days": days}, {"date": date}, (fact,)))
    return tellings


def charge(question: Question, rows: RowSet) -> Column:
    """收不收钱：公益的加分，按市场价收费的减分。

    Free for the public good counts for it, market price against it.
    """
    return question.standing.charge[rows]


def _tell_charge(question: Question, row: int) -> Telling:
    code = int(question.data.candidates.charge[row])
    fact = property_fact(question.data.nodes.node(row), "charge", CHARGES[code])
    return Telling(("unknown", "free", "reduced", "market")[code], {}, {}, (fact,))


def asked_recently(question: Question, rows: RowSet) -> Column:
    """最近两个月已经请过几次；请得越多越往后排，免得总麻烦同一个人。

    How often they were asked in the last two months; the more, the later in the list.
    """
    return question.standing.asked_recently[rows]


def _tell_asked(question: Question, row: int) -> Telling:
    held, now = question.data.invitations, question.standing.now
    mine = [int(i) for i in held.by_candidate.of(row) if now - ASKED_WINDOW < held.asked_on[i] <= now]
    facts = tuple(_invitation_fact(question, row, i) for i in mine[:3])
    return Telling("asked", {"count": len(mine)}, {}, facts)


def declined(question: Question, rows: RowSet) -> Column:
    """最近谢绝过；没时间算得轻，本领对不上、关系不合适算得重；谢绝的是别的事，只看是不是请得太多、关系不合适。

    Said no lately: lack of time weighs little, other reasons more; a refusal of something else counts only when it
    was about being asked too often or about the people.
    """
    links, result = question.data.invitations.by_candidate, np.zeros(len(rows))
    some = question.data.refusers[rows].nonzero()[0]
    if len(some):
        positions, bounds = links.gather(rows[some])
        invitations = links.values[positions].astype(np.int64)
        refused = question.data.invitations.answers[invitations] == ANSWERS.index("declined")
        _, bounds, invitations = kept_runs(refused, rows[some], bounds, invitations)
        weights = _refusals(question, invitations)
        result[some] = -np.expm1(-total(weights, bounds))
    return result


def _refusals(question: Question, invitations: RowSet) -> Column:
    held = question.data.invitations
    answered = np.where(np.isnan(held.answered_on), held.asked_on, held.answered_on)[invitations]
    age = question.standing.now - answered
    refused = (held.answers[invitations] == ANSWERS.index("declined")) & (age >= 0)
    severity = SEVERITIES[held.reasons[invitations]]
    positions, bounds = held.concepts.gather(invitations)
    # The concept itself and its neighbours are the same sort of task.
    shared = total(question.alike[held.concepts.values[positions]], bounds) > 0
    unknown = bounds[1:] == bounds[:-1]
    same = shared | (unknown & (held.requirement_kinds[invitations] == question.ask.kind))
    faded = 0.5 ** (np.maximum(age, 0.0) / DECLINE_HALF_LIFE)
    return np.where(refused, severity * faded * np.where(same, 1.0, ELSEWHERE[held.reasons[invitations]]), 0.0)


def _tell_declined(question: Question, row: int) -> Telling:
    held = question.data.invitations
    mine = held.by_candidate.of(row).astype(np.int64)
    worst = int(mine[int(np.argmax(_refusals(question, mine)))])
    when = held.answered_on[worst] if held.answered_on[worst] == held.answered_on[worst] else held.asked_on[worst]
    reason = DECLINE_REASONS[held.reasons[worst]]
    zh = {"date": date_zh(when), "reason": REASONS_ZH.get(reason, "")}
    en = {"date": date_en(when), "reason": REASONS_EN.get(reason, "")}
    facts = (_invitation_fact(question, row, worst),)
    return Telling("why" if reason else "plain", zh, en, facts)


def _invitation_fact(question: Question, row: int, invitation: int) -> Fact:
    key = str(question.data.invitations.ids[invitation])
    name = date_en(question.data.invitations.asked_on[invitation])
    return linked({"kind": "Invitation", "id": key, "name": name}, "ASKED", question.data.nodes.node(row))


SUPPLY = (
    Feature(
        free_hours,
        once(lambda question: question.standing.told, _month, _tell_hours),
        ("还有空", "hours left"),
        {"left": ("{month}的{cap}小时里还剩{left}小时", "{left} of {cap} hours are still free in {month}")},
    ),
    Feature(
        enough,
        once_a_line("enough", one_by_one(_tell_enough)),
        ("够用", "enough"),
        {
            "capacity": ("能坐{have}人，要坐{wanted}人", "has room for {have}; {wanted} are asked for"),
            "balance": ("余额{have}元，要{wanted}元", "has {have} yuan left, {wanted} are asked for"),
            "cap": ("一个项目最多{have}元，要{wanted}元", "gives up to {have} yuan, {wanted} are asked for"),
            "rest": (
                "这个项目还能用它{have}元，要{wanted}元",
                "can give this project {have} yuan more of {wanted} asked for",
            ),
            "members": ("有{have}名成员，要{wanted}人", "has {have} members, {wanted} are asked for"),
            "quantity": ("能提供{have}{unit}，要{wanted}{unit}", "can give {have} {unit}; {wanted} asked for"),
        },
    ),
    Feature(
        stars,
        once_a_day("stars", one_by_one(_tell_stars)),
        ("星级", "star rating"),
        {
            "rated": ("{who}是{star}星组织", "{who} has {star} stars"),
            "unrated": ("{who}还没有有效的星级，按新组织的底线给分", "{who} has no valid rating: the newcomers' floor"),
        },
    ),
    Feature(
        fulfilment,
        once_a_day("fulfilment", one_by_one(_tell_fulfilment)),
        ("说到做到", "kept promises"),
        {
            "good": ("{count}次民评，答应的事办成{share}", "{share} of what was promised was done (reviews: {count})"),
            "poor": ("{count}次民评，答应的事只办成{share}", "only {share} of promises kept (reviews: {count})"),
        },
    ),
    Feature(
        active,
        once_a_day("active", _tell_active),
        ("最近活跃", "active"),
        {"active": ("最近一次活动是{date}", "last active on {date}")},
    ),
    Feature(
        confirmed,
        once_a_day("confirmed", _tell_confirmed),
        ("消息新", "confirmed"),
        {
            "fresh": ("{date}刚核实过", "confirmed on {date}"),
            "stale": ("{days}天没人核实", "not confirmed for {days} days"),
        },
    ),
    Feature(
        charge,
        once_a_day("charge", one_by_one(_tell_charge)),
        ("收费", "charge"),
        {
            "free": ("公益，不收钱", "free of charge"),
            "reduced": ("优惠收费", "at a reduced price"),
            "market": ("按市场价收费", "at market price"),
            "unknown": ("没写收不收钱", "charge not said"),
        },
    ),
    Feature(
        new_face,
        once_a_day("new_face", _tell_new),
        ("新面孔", "new face"),
        {"new": ("{date}新登记，还没参加过项目", "joined on {date}, not in any project yet")},
    ),
    Feature(
        asked_recently,
        once_a_day("asked_recently", one_by_one(_tell_asked)),
        ("问得多", "asked often"),
        {"asked": ("最近两个月已经请过{count}次", "asked in the last two months, number of times: {count}")},
    ),
    Feature(
        declined,
        once_a_line("declined", one_by_one(_tell_declined)),
        ("谢绝过", "said no before"),
        {
            "why": ("{date}谢绝过类似的邀请：{reason}", "said no on {date}: {reason}"),
            "plain": ("{date}谢绝过邀请", "said no on {date}"),
        },
    ),
)
