"""`heli rally` and `heli growing`: who can be called at once, and which teams could become groups."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import click

from service.cli.door import LANGUAGE, current_settings, example, json_option, print_json, say
from service.cli.scenes import hours

MARKS = {True: "✓", False: "✕", None: "?"}


@click.command(
    short_help=say("出了急事，眼下能叫到谁", "Who can be called at once"),
    help=say(
        "出了急事，眼下（或某个时段）能叫到谁：登记会的人、队伍、单位和服务，近的在前；会的不够，再列能搭把手的邻居。"
        "TEXT 是一句话。",
        "Who can be called to a place now or at an hour of the week: people, groups, units and services with the "
        "ability that the words name, the nearest first, then neighbours who can lend a hand. TEXT is a few words.",
    )
    + "\n\n"
    + example(
        "heli rally 半夜水管爆了 --place 赵家楼社区", "heli rally 要人搬沙袋 --place place-zhaojialou --window sat-am"
    ),
)
@click.argument("text")
@click.option("--place", required=True, help=say("在哪里（地点的编号或名称）", "Where (id or name of a place)"))
@click.option(
    "--window",
    "windows",
    multiple=True,
    callback=hours,
    metavar="wed-pm",
    help=say("时段，可以写几次；不写就是现在", "An hour of the week; may be given several times; else it is now"),
)
@click.option("--top", type=int, default=10, show_default=True, help=say("最多列几个", "How many to list"))
@json_option
def rally(text: str, place: str, windows: tuple[str, ...], top: int, as_json: bool) -> None:
    """Print whom to call."""
    from service.running.opening import open_community
    from service.staffing import rallying
    from service.viewing.placenames import place_called

    with open_community(current_settings()) as community:
        where = place_called(community.store, place)
        now = datetime.now(UTC)
        found = rallying.rally(community, text, where, windows=windows, top=top, language=LANGUAGE, now=now)
        answer = found.as_json()
    if as_json:
        print_json(answer)
        return
    _show_rally(answer)


def _show_rally(answer: dict[str, Any]) -> None:
    for one in answer["happened"]:
        click.echo(f"\n! {one['name']}{say('：', ': ')}{one['safety']}")
    if answer["danger"]:
        click.echo(f"\n! {answer['danger']}")
    hour = answer["registered"]
    when = say(f"（现在；谁有空按{hour}的登记）", f" (now; who is free as registered for {hour})")
    now = when if answer["now"] else ""
    read = say("、", ", ").join(answer["read"]) or say("搭把手", "a hand")
    click.echo(f"\n{answer['place']['name']}  {answer['when']}{now}  {say('要：', 'needed: ')}{read}")
    for key, what in (("within", read), ("hands", say("能搭把手", "a hand"))):
        counts = [f"{one['place']['name']} {one['parties']}" for one in answer[key]]
        if counts:
            click.echo(f"  {what}{say('：', ': ')}{say('，', ', ').join(counts)}")
    if busy_first := answer["otherwise"] and not any(one["able"] for one in [*answer["parties"], *answer["unplaced"]]):
        _show_busy(answer)
    for number, one in enumerate(answer["parties"], start=1):
        _show_party(number, one)
    if answer["unplaced"]:
        click.echo(say("\n没登记在哪里的，先问离得多远：", "\nNo place on record; ask how far they are first:"))
    for number, one in enumerate(answer["unplaced"], start=len(answer["parties"]) + 1):
        _show_party(number, one)
    if not busy_first:
        _show_busy(answer)


def _show_party(number: int, one: dict[str, Any]) -> None:
    where = f"{one['where']}  " if one["level"] else ""
    free = say("登记了有空", "free then") if one["told_when"] else say("要问一声", "ask first")
    size = f" {one['members']}{say('人', ' people')}" if one["members"] else ""
    hands = "" if one["able"] else say("能搭把手；", "can lend a hand; ")
    told = say("；", "; ").join(one["reasons"])
    click.echo(f"{number:>3}. {one['candidate']['name']}{size}  {where}{free}  {hands}{told}")


def _show_busy(answer: dict[str, Any]) -> None:
    if answer["lack"]:
        click.echo(f"\n✕ {answer['lack']}")
    for one in answer["otherwise"]:
        click.echo(f"    {one['candidate']['name']}  {one['sentence']}")


@click.command(
    short_help=say("哪些人可以成队，哪些组织该升一步", "Teams that could become groups"),
    help=say(
        "一起办过两件事以上、还不在一个组织里的居民：谁、办过什么、一起会什么、谁能牵头、备案还差什么、能接哪条需求；"
        "再列记录上看该升一步的组织。",
        "Residents who did two or more works together and are in no group together: who, which works, what they share, "
        "who could lead, what they lack to be filed, which need they could serve; and bodies due for their next stage.",
    )
    + "\n\n"
    + example("heli growing", "heli growing --json"),
)
@json_option
def growing(as_json: bool) -> None:
    """Print the teams and bodies."""
    from service.running.opening import open_community
    from service.staffing import growing as verb

    with open_community(current_settings()) as community:
        answer = verb.growing(community, language=LANGUAGE, now=datetime.now(UTC)).as_json()
    if as_json:
        print_json(answer)
        return
    _show_growing(answer)


def _show_growing(answer: dict[str, Any]) -> None:
    from service.staffing.growing import STAGES_EN

    comma = say("、", ", ")
    for one in answer["teams"]:
        click.echo(f"\n▸ {comma.join(who['name'] for who in one['people'])}")
        click.echo(f"    {say('一起办过：', 'together: ')}{comma.join(work['name'] for work in one['works'])}")
        if one["can"]:
            click.echo(f"    {say('一起会：', 'they share: ')}{comma.join(can['name'] for can in one['can'])}")
        _show_steps(one["steps"])
        for need in one["needs"]:
            click.echo(f"    → {need['need']['name']}  {need['why']}")
    for one in answer["bodies"]:
        stage, following = (say(one[name], STAGES_EN[one[name]]) for name in ("stage", "next"))
        click.echo(f"\n▸ {one['candidate']['name']}  {stage} → {following}")
        _show_steps(one["steps"])
    if not answer["teams"]:
        since = answer["since"]
        click.echo(say(f"\n{since}以来没有一起办过两件事、还没成队的居民。", f"\nNo such team since {since}."))


def _show_steps(steps: list[dict[str, Any]]) -> None:
    for step in steps:
        click.echo(f"    {MARKS[step['done']]} {step['sentence']}")
