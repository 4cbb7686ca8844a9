"""The plan beside the other ways of dividing, in one plain sentence: what it is better at, or that it is not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from matching.wordings import Bilingual
from service.allocating.plans import ALONE, FIRST_COME, PLAN, Way

WAYS: Mapping[str, Bilingual] = {
    PLAN: ("一起统筹", "planned together"),
    FIRST_COME: ("先到先得", "first come, first served"),
    ALONE: ("各顾各的", "each on its own"),
}
SEEN = 0.005  # of a share: what tables show as one per cent
SAME: Bilingual = (
    "眼下人手和资源够用，几种排法办到的一样多；项目一多、抢同一批人的时候，统筹的好处才看得出来。",
    "There is enough for everybody at present: all ways cover the same. Planning together shows its worth once "
    "projects want the same people.",
)


def same(unmet: int) -> Bilingual:
    """That no way of dividing does more than another, and whether that is for want of means."""
    if not unmet:
        return SAME
    return (
        f"几种排法办到的一样多，都还有 {unmet} 项凑不齐：缺的是人手和资源，换个排法也补不上，看下面缺什么。",
        f"All ways cover the same, and {unmet} {'line stays' if unmet == 1 else 'lines stay'} open in each: people or "
        "means are lacking, which no way of dividing mends. See below what is missing.",
    )


def compared(ways: Sequence[Way], unmet: int) -> Bilingual:
    """What planning together brings against each other way, worse things included; ("", "") where nothing is open.

    `unmet` is the number of lines that the plan does not meet in full.
    """
    found = {way.name: way for way in ways}
    if PLAN not in found:
        return "", ""
    told = [_beside(found[PLAN], way) for way in ways if way.name != PLAN]
    said = [one for one in told if one is not None]
    if not said:
        return same(unmet)
    return "；".join(zh for zh, _ in said) + "。", "; ".join(en for _, en in said) + "."


def _beside(plan: Way, other: Way) -> Bilingual | None:
    """Where the plan differs from one other way; None where both come to the same."""
    zh, en = list[str](), list[str]()
    lines = plan.lines_met - other.lines_met
    if lines:
        zh.append(f"{'多' if lines > 0 else '少'}办齐 {abs(lines)} 项")
        count = f"{abs(lines)} {'line' if abs(lines) == 1 else 'lines'}"
        en.append(f"{count} {'more' if lines > 0 else 'fewer'} in full")
    for title, mine, theirs in (
        (("最缺的项目", "the project with least"), plan.floor, other.floor),
        (("最缺的社区", "the community with least"), plan.place_floor, other.place_floor),
    ):
        if abs(mine - theirs) >= SEEN:
            only = "只有" if mine > theirs else "有"
            zh.append(f"{title[0]}落实 {mine:.0%}，那样{only} {theirs:.0%}")
            en.append(f"{title[1]} has {mine:.0%} covered, not {theirs:.0%}")
    if other.over - plan.over >= SEEN:
        zh.append(f"那样有 {other.over:.0%} 排重了、兑不了")
        en.append(f"{other.over:.0%} of what is planned that way cannot be kept")
    if not zh:
        return None
    return f"和{WAYS[other.name][0]}比，{'，'.join(zh)}", f"against {WAYS[other.name][1]}: {', '.join(en)}"
