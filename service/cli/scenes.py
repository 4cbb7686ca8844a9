"""`heli bundle`, `heli parallel` and `heli idle`: a scene in one piece, projects side by side, what lies idle."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import click

from service.cli.door import LANGUAGE, current_settings, example, json_option, print_json, say
from service.figures import figure

SHOWN = 30  # that are printed; --json prints all


def hours(context: click.Context, option: click.Parameter, given: tuple[str, ...]) -> tuple[str, ...]:
    """The hours of the week given, each one that there is."""
    from matching.data import SLOTS  # not sooner: the engine starts before we read what matching takes

    known = click.Choice(list(SLOTS))
    return tuple([known.convert(hour, option, context) for hour in given])


@click.command(
    short_help=say("给一个场景凑一套：场地、人、钱", "A room, people and money for a scene"),
    help=say(
        "给一个项目或一个场景凑一套：同一时段、同一处的场地、带头的人、帮手和经费，附理由，给几套不同的。"
        "WHAT 是项目的编号或名称；加 --scene 就当作一句话的场景。",
        "Find bundles for a project or a scene: a room, who leads, who helps and the money at one hour around one "
        "place, with reasons and alternatives. WHAT is the id or name of a project; with --scene it is a few words.",
    )
    + "\n\n"
    + example("heli bundle 银铃潮起来", "heli bundle --scene 周三银龄课堂，教老人用手机 --place place-zhaojialou"),
)
@click.argument("what")
@click.option(
    "--scene", is_flag=True, help=say("WHAT 是一句话的场景，不是项目", "WHAT is a scene in words, no project")
)
@click.option(
    "--window",
    "windows",
    multiple=True,
    callback=hours,
    metavar="wed-pm",
    help=say("时段，可以写几次", "An hour of the week; may be given several times"),
)
@click.option(
    "--place", help=say("在哪里（地点的编号或名称），只用于场景", "Where (id or name of a place); for scenes")
)
@click.option(
    "--seats",
    type=int,
    help=say("多少人来，不给就看那句话", "How many people come; else as written"),
)
@click.option(
    "--helpers",
    type=int,
    help=say("要几个帮手，不给就看那句话", "How many helpers; else as written"),
)
@click.option(
    "--money",
    type=float,
    help=say("经费（元），不给就看那句话", "Money in yuan; else as written"),
)
@json_option
def bundle(what: str, scene: bool, windows: tuple[str, ...], as_json: bool, **asked: Any) -> None:
    """Print bundles for a project or a scene."""
    from service.running.opening import open_community
    from service.staffing.bundling import Scene, bundle_for_project, bundle_for_scene
    from service.viewing.placenames import place_called
    from service.viewing.searching import project_called

    given = {name: value for name, value in asked.items() if value is not None}
    if given and not scene:
        options = " ".join(f"--{name}" for name in given)
        raise click.UsageError(
            say(
                f"{options} 只用于场景：加上 --scene，或去掉。",
                f"{options}: for scenes only; add --scene or leave out.",
            )
        )
    now = datetime.now(UTC)
    with open_community(current_settings()) as community:
        if scene:
            given["place"] = place_called(community.store, given.get("place", ""))
            wanted = Scene(what, windows=windows, **given)
            found = bundle_for_scene(community, wanted, language=LANGUAGE, now=now)
        else:
            project = project_called(community.store, what)
            found = bundle_for_project(community, project, windows=windows, language=LANGUAGE, now=now)
    answer = found.as_json()
    if as_json:
        print_json(answer)
        return
    _show_bundles(answer)


def _show_bundles(answer: dict[str, Any]) -> None:
    click.echo(f"\n{answer['scene']}")
    for note in answer["notes"]:
        click.echo(f"  {note}")
    for number, one in enumerate(answer["bundles"], start=1):
        state = _state(one)
        click.echo(f"\n▸ {say('第', 'Bundle ')}{number}{say('套', '')}  {one['when']}  {state}\n    {one['shared']}")
        for part in one["parts"]:
            wanted = answer["wanted"][part["wanted"]]
            amount = f" {figure(part['amount'])}{wanted['unit']}" if wanted["unit"] else ""
            told = say("；", "; ").join(part["reasons"])
            click.echo(f"    {wanted['text']} → {part['candidate']['name']}{amount}  {told}")
        for lack in one["open"]:
            click.echo(f"    ✕ {answer['wanted'][lack['wanted']]['text']}  {lack['why']}")
    for one in answer["troubled"]:
        click.echo(f"\n✕ {one['requirement']}  {one['why']}")
    if not answer["bundles"]:
        click.echo(
            say("凑不成：换个时段、地点，或者先登记场地和人。", "None: try another hour or place, or enter more.")
        )


def _state(bundle: dict[str, Any]) -> str:
    """Whether there is somebody for everything, and on what condition."""
    if bundle["open"]:
        return say("还缺", "not complete")
    found = say("样样有人选，", "somebody for everything, ")
    if not bundle["conditions"]:
        return found + say("还要问", "still to be asked")
    return found + say("但有条件：", "on condition: ") + say("；", "; ").join(bundle["conditions"])


@click.command(
    short_help=say("哪些在办项目做着差不多的事", "Running projects that do much the same"),
    help=say(
        "找出离得近、时间近、做着差不多的事的在办项目：哪些可以合成一个，哪些可以合用伙伴，附理由。",
        "Find running projects that do much the same near each other: which could be one, which could share partners.",
    )
    + "\n\n"
    + example("heli parallel", "heli parallel --json"),
)
@click.option(
    "--place",
    default="",
    help=say("只看这个地点和它里面的（编号或名称）", "Only this place and all in it (id or name)"),
)
@json_option
def parallel(place: str, as_json: bool) -> None:
    """Print the groups."""
    from service.running.opening import open_community
    from service.staffing.paralleling import parallels
    from service.viewing.placenames import place_called

    with open_community(current_settings()) as community:
        where = place_called(community.store, place)
        answer = parallels(community, place=where, language=LANGUAGE, now=datetime.now(UTC)).as_json()
    if as_json:
        print_json(answer)
        return
    for group in answer["groups"]:
        names = say("、", ", ").join(one["name"] for one in group["projects"])
        advice = (
            say("可以合成一个", "could be one") if group["advice"] == "merge" else say("可以合用伙伴", "could share")
        )
        click.echo(f"\n▸ {names}  {advice}")
        for pair in group["pairs"]:
            who = say("、", ", ").join(one["name"] for one in pair["partners"])
            click.echo(f"    {pair['sentence']}" + (say(f"两边都能请：{who}", f" For both: {who}") if who else ""))
    if not answer["groups"]:
        count = answer["looked_through"]
        click.echo(say(f"看了 {count} 个在办项目，没有做着差不多的事的。", f"None among {count} running projects."))


@click.command(
    short_help=say("有项目要、却很久没人用的资源", "What lies idle although an open line could use it"),
    help=say(
        "列出几个月里没人用过、认领过、请过，而现在有项目用得上的服务、空间和资金。",
        "List services, rooms and funds nobody used, claimed or asked for in so many months while a line could use it.",
    )
    + "\n\n"
    + example("heli idle", "heli idle --months 12 --json"),
)
@click.option(
    "--months", type=float, help=say("多少个月（不写就是半年）", "How many months (half a year if not given)")
)
@click.option(
    "--place",
    default="",
    help=say("只看这个地点和它里面的项目（编号或名称）", "Only projects at this place (id or name)"),
)
@json_option
def idle(months: float | None, place: str, as_json: bool) -> None:
    """Print what lies idle."""
    from service.running.opening import open_community
    from service.staffing.idling import MONTHS, idling
    from service.viewing.placenames import place_called

    with open_community(current_settings()) as community:
        where, wanted = place_called(community.store, place), MONTHS if months is None else months
        answer = idling(community, months=wanted, place=where, now=datetime.now(UTC)).as_json()
    if as_json:
        print_json(answer)
        return
    since, count = figure(answer["months"]), len(answer["items"])
    head = (
        f"{since} 个月里（{answer['since']} 以来）没人用过、认领过、请过，而现在有项目用得上的：{count} 个",
        f"Not used, claimed or asked for in {since} months (since {answer['since']}) although a line could use it: "
        f"{count}",
    )
    click.echo(say(*head))
    for one in answer["items"][:SHOWN]:
        never = say("用过，没记时间", "used, no day on record") if one["used"] else say("没人用过", "never used")
        last = one["last_day"] or never
        click.echo(f"\n▸ {one['candidate']['name']}  {last}")
        for line in one["lines"]:
            click.echo(f"    {line['project']['name']}{say('：', ': ')}{line['text']}")
    if len(answer["items"]) > SHOWN:
        more = len(answer["items"]) - SHOWN
        click.echo(say(f"\n还有 {more} 个，用 --json 看全部。", f"\n{more} more; --json prints all."))
