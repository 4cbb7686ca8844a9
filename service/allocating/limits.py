"""What a proposal may ask for: no more than a line lacks, and of a fund no more than its rules leave."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from math import inf, isnan
from typing import TYPE_CHECKING

from matching.wordings import Bilingual
from service.decisions.inviting import Proposal, Waiting
from service.lines.amounts import amount_of
from service.lines.asking import Line

if TYPE_CHECKING:
    from matching.matcher import Matcher

Rule = tuple[float | None, float, str, str]
SLACK = 1e-6
SPARE = 2.0  # who may be asked beside what a line lacks, where no amount is told: not everybody says yes


@dataclass
class Asked:
    """How much is asked for so far: of each line, of each fund, and of each fund for each project."""

    of_line: dict[str, float]
    of_fund: dict[str, float]
    of_project: dict[tuple[str, str], float]
    standing: set[tuple[str, str, str]]
    before: dict[str, float]  # of each line, by invitations that wait

    @staticmethod
    def of(waiting: Sequence[Waiting], projects: Mapping[str, str], lines: Mapping[str, Line]) -> Asked:
        """What these invitations ask for; `projects` has the project of each line of the whole community, `lines`
        those that are asked about. A note in other words than an amount asks for nothing more."""
        asked = Asked(defaultdict(float), defaultdict(float), defaultdict(float), set(), {})
        for held in waiting:
            line = lines.get(held.requirement)
            amount = held.amount if held.note or line is None else share("", line)
            asked.standing.add((held.requirement, held.kind, held.candidate))
            asked._add(held.requirement, (held.kind, held.candidate), projects, amount or 0.0)
        asked.before = dict(asked.of_line)
        return asked

    def _add(self, line: str, who: tuple[str, str], projects: Mapping[str, str], amount: float) -> None:
        self.of_line[line] += amount
        if who[0] == "Fund":
            self.of_fund[who[1]] += amount
            self.of_project[who[1], projects.get(line, "")] += amount

    def take(self, one: Proposal, line: Line, projects: Mapping[str, str]) -> None:
        """Count a proposal that may be made; one that stands already is counted as what it asked for."""
        if (one.requirement, one.kind, one.id) in self.standing:
            return
        self._add(one.requirement, (one.kind, one.id), projects, share(one.note, line) or 0.0)


def plainly(amount: float) -> str:
    """An amount in digits without an exponent, so that it is read back as what it is."""
    return f"{Decimal(f'{amount:.12g}'):f}"


def share(note: str, line: Line) -> float | None:
    """How much of a line a note asks for: where it names no amount one, as the claim of a yes will count; of money
    None."""
    amount = amount_of(note, line.measure)
    return 1.0 if amount is None and line.kind != "money" else amount


def lacking(line: Line) -> float | None:
    """What a line still wants, in the unit that candidates are asked for; None where it does not say."""
    if line.left is None:
        return None
    # Of money always 元, whatever unit the line is written in.
    return line.ask.quantity if line.kind == "money" and not isnan(line.ask.quantity) else line.left


def too_much(matcher: Matcher, line: Line, one: Proposal, asked: Asked, project: str) -> Bilingual | None:
    """Why a proposal asks for too much; None where it does not, where it names no sum of money, or stands already."""
    amount = share(one.note, line)
    if amount is None or (one.requirement, one.kind, one.id) in asked.standing:
        return None
    spare = SPARE if line.kind != "money" and amount_of(one.note, line.measure) is None else 0.0
    beyond = _beyond_line(line, amount - spare, asked)
    if beyond is not None and spare:
        more = plainly(spare)
        beyond = (
            f"{beyond[0]}（没写要几份的邀请，最多比还差的多请{more}份。）",
            f"{beyond[1]} (Where no amount is told, {more} more than lacking may be asked.)",
        )
    return beyond or _beyond_fund(amount, _rules(matcher, line, one, asked, project))


def _beyond_line(line: Line, amount: float, asked: Asked) -> Bilingual | None:
    left, measure = lacking(line), line.measure
    english = " yuan" if line.kind == "money" else measure
    if left is None:
        return None
    already = asked.of_line[line.id]
    if amount + already <= left + SLACK:
        return None
    waits, rest = asked.before.get(line.id, 0.0), left - already
    if waits and rest <= SLACK:
        return (
            f"这一项等答复的邀请已经有{plainly(waits)}{measure}，够了；等有人谢绝了再请，或者先撤回别的。",
            f"invitations for {plainly(waits)} of it wait already, which is enough; take one back first.",
        )
    only, only_en = f"这一项只差{plainly(left)}{measure}", f"it lacks {plainly(left)}{english} only"
    if rest <= SLACK:
        return f"{only}，这次前面几份已经够了；去掉这一份。", f"{only_en}, which others cover; take this one away."
    if already:
        only, only_en = (
            f"{only}，已经请了{plainly(already)}{measure}",
            f"{only_en}, of which {plainly(already)} are asked",
        )
    return (
        f"{only}，这一份要{plainly(amount)}{measure}，多了；最多写{plainly(rest)}{measure}。",
        f"{only_en}; {plainly(amount)}{english} is too much: ask for {plainly(rest)}{english} at most.",
    )


def wanted(matcher: Matcher, line: Line, one: Proposal, asked: Asked, project: str) -> Proposal:
    """The proposal; of money that names no sum, with what the line still lacks and its fund may still give, in 元."""
    left, stands = lacking(line), (one.requirement, one.kind, one.id) in asked.standing
    if line.kind != "money" or left is None or stands or amount_of(one.note, line.measure) is not None:
        return one
    rests = [most - already for most, already, _, _ in _rules(matcher, line, one, asked, project) if most is not None]
    rest = min(left - asked.of_line[line.id], *rests, left)
    # Where nothing is left, what the line lacks is asked for, and refused with the reason.
    return replace(one, note=f"{plainly(rest if rest > SLACK else left)}{line.measure}")


def _rules(matcher: Matcher, line: Line, one: Proposal, asked: Asked, project: str) -> list[Rule]:
    """What a fund may give at most, what it has given or is asked for of that, and the rule in both languages."""
    if one.kind != "Fund":
        return []
    data = matcher.data
    row = data.nodes.row_of(one.kind, one.id)
    cap, balance, given = data.value("cap", row), data.value("balance", row), dict(line.ask.given).get(row, 0.0)
    return [
        (cap, given + asked.of_project[one.id, project], "一个项目最多{n}元", "it gives one project {n} yuan at most"),
        (balance, asked.of_fund[one.id], "余额{n}元", "it has {n} yuan left"),
    ]


def _beyond_fund(amount: float, rules: list[Rule]) -> Bilingual | None:
    """A fund gives no project more than its cap over all its lines, and all of them no more than its balance."""
    for most, already, zh, en in rules:
        rest = max((inf if most is None else most) - already, 0.0)
        if amount > rest + SLACK:
            said_most = plainly(most or 0.0)
            said = f"{zh.format(n=said_most)}，已经给了或请了{plainly(already)}元，这次最多再请{plainly(rest)}元。"
            taken = f"of which {plainly(already)} are given or asked"
            told = f"{en.format(n=said_most)}, {taken}; ask for {plainly(rest)} at most."
            return said, told
    return None
