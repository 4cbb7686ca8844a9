"""`heli consult` and `heli alike`: what to know before anybody is called, and which needs are one."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from service.cli.door import ENGLISH, LANGUAGE, current_settings, example, json_option, print_json, say
from service.figures import figure

if TYPE_CHECKING:
    from graph.snapshot import Snapshot
    from graph.store import Store
    from service.consulting import NeedGroup


@click.command(
    short_help=say("一条需求归谁、请谁、谁解决过", "Whose matter a need is, whom to call, who solved it"),
    help=say(
        "一条需求或一个项目：归哪一级解决、必须请谁到场、哪里解决过类似的事，每条都写明依据。"
        "WHAT 是需求或项目的编号，或项目的名称。",
        "A need or a project: whose matter it is, who must be at the table and who solved the like, each with the "
        "rule behind it. WHAT is the id of a need or project, or a project's name.",
    )
    + "\n\n"
    + example("heli consult 银铃潮起来", "heli consult need-zjl-phone --json"),
)
@click.argument("what")
@json_option
def consult(what: str, as_json: bool) -> None:
    """Print level, parties and solved cases of one need or project, and who could do something about a need."""
    from service import consulting
    from service.consulting.mates import mates_of
    from service.running.opening import open_community

    with open_community(current_settings()) as community:
        now = datetime.now(UTC)
        snapshot, matcher = community.current(now)
        kind, identifier = _asked_about(community.store, snapshot, what)
        lore = consulting.lore_of(community)
        told = {
            "level": consulting.level_of(snapshot, kind, identifier, lore.plain).as_json(LANGUAGE),
            "stakeholders": consulting.stakeholders_of(snapshot, kind, identifier, lore.plain).as_json(LANGUAGE),
            "similar": consulting.similar_cases(snapshot, kind, identifier, knowing=lore).as_json(LANGUAGE),
        }
        if kind == "Need":
            mates = mates_of((snapshot, matcher), identifier, knowing=lore, language=LANGUAGE, now=now)
            told["mates"] = mates.as_json()
    if as_json:
        print_json(told)
    else:
        _show(told)


def _asked_about(store: Store, snapshot: Snapshot, words: str) -> tuple[str, str]:
    """The need or else the project meant; raises UnknownProject with those of both that come near."""
    from matching.quoting import quoted
    from service.errors import UnknownProject
    from service.viewing.meant import nearest_need
    from service.viewing.naming import need_called
    from service.viewing.searching import project_called

    need = need_called(snapshot, words)
    if need is not None:
        return "Need", need
    try:
        return "Project", project_called(store, words)
    except UnknownProject as unknown:
        near = nearest_need(snapshot, words)
        zh, en = (near.zh, near.en) if near else (f"没有叫{quoted(words)}的需求。", f"There is no need called {words}.")
        raise UnknownProject(f"{zh}{unknown.zh}", f"{en} {unknown.en}") from None


@click.command(
    short_help=say("哪些需求可以一并解决", "Which needs one answer would meet"),
    help=say(
        "把各处提的、可以一并解决的需求归成组，户数多的在前；要不要并在一起由人判断。",
        "Group the open needs that one answer would meet, most households first; people decide whether they are one.",
    )
    + "\n\n"
    + example("heli alike", "heli alike --place place-zhaojialou --json"),
)
@click.option("--place", default="", help=say("只看这个地点（名称或编号）", "Only this place (name or id)"))
@json_option
def alike(place: str, as_json: bool) -> None:
    """Print the groups of needs."""
    from service.consulting import lore_of, need_clusters
    from service.running.opening import open_community
    from service.viewing.placenames import place_called

    with open_community(current_settings()) as community:
        snapshot, around = community.snapshot(datetime.now(UTC)), place_called(community.store, place)
        found = need_clusters(snapshot, community.store.nodes("Sameness"), place=around, knowing=lore_of(community))
    if as_json:
        print_json(found.as_json(LANGUAGE))
        return
    if not found.groups:
        click.echo(say("没有可以一并解决的需求。", "No needs that one answer would meet."))
    for group in found.groups:
        _show_group(group)


def _show_group(group: NeedGroup) -> None:
    problem = (group.problem_en if ENGLISH else group.problem) or say("相似的需求", "alike")
    places = "1 place" if group.places == 1 else f"{group.places} places"
    count = say(f"{group.places}处", places)
    if group.households:
        count = say(f"{figure(group.households)}户，", f"{figure(group.households)} households, ") + count
    if group.uncounted:
        count += say(f"，另有{group.uncounted}件没写户数", f", households not told by {group.uncounted}")
    click.echo(f"\n▸ {problem}  {count}" + (say("  已确认", "  confirmed") if group.joined else ""))
    for line in group.lines:
        where = f"  ({line.place.name})" if line.place else ""
        click.echo(f"    {line.text}{where}  {line.need.id}")


def _show(told: dict[str, Any]) -> None:
    level, table, cases = told["level"], told["stakeholders"], told["similar"]
    click.echo(f"\n{level['understood']['text']}")
    sure = say("  登记的", "  as registered") if level["written"] else f"  {level['chance']:.0%}"
    click.echo(f"\n▸ {level['level']}{sure}  {level['rule']}")
    if level["agrees"] is False:
        seems = f"{level['by_rules']}  {level['chance']:.0%}"
        click.echo("    " + say(f"按内容看像{seems}：", f"by what is said it looks like {seems}:"))
    for fact in level["facts"]:
        if fact["contribution"] > 0:
            words = f"（{'、'.join(fact['words'])}）" if fact["words"] and not ENGLISH else ""
            click.echo(f"    +{fact['contribution']:.2f} {fact['sentence']}{words}")
    for heading, parties in (
        (say("必须请到场", "Must be at the table"), table["must"]),
        (say("请来有帮助", "Welcome"), table["welcome"]),
    ):
        click.echo(f"\n▸ {heading}")
        for party in parties:
            names = say("、", ", ").join(one["name"] for one in party["records"] if "name" in one)
            click.echo(f"    {party['party']}" + (say("：", ": ") + names if names else ""))
            for reason in party["reasons"]:
                if reason["contribution"] > 0:
                    click.echo(f"        {reason['sentence']}")
    click.echo("\n▸ " + say("解决过的相似案例", "Solved cases like it"))
    for case in cases["cases"]:
        shared = say("、", ", ").join([*case["shared"]["problems"], *case["shared"]["words"]])
        click.echo(f"    {case['project'].get('name', case['project']['id'])}  {case['score']:.2f}  {shared}")
    if not cases["cases"]:
        click.echo("    " + say("还没有。", "None yet."))
    if "mates" in told:
        _show_mates(told["mates"])


def _show_mates(told: dict[str, Any]) -> None:
    click.echo("\n▸ " + say("可以一起做的人", "Who could do it together"))
    for one in told["mates"]:
        click.echo(f"    {one['candidate']['name']}  {say('；', '; ').join(one['reasons'])}")
    if told["lack"]:
        click.echo(f"    ✕ {told['lack']}")
