"""`heli agenda`: in which order the open needs of a place are taken up."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from service.cli.door import ENGLISH, LANGUAGE, current_settings, example, json_option, print_json, say


@click.command(
    short_help=say("议题清单：先议哪件", "The agenda of a place: what to take up first"),
    help=say(
        "还没办的需求按涉及多少户、多少处、急不急、等了多久排出先后，写明理由；下面各处各自的先后也列出来。",
        "Order the open needs by households, places, urgency and waiting, each with its reasons; and those of every "
        "place below.",
    )
    + "\n\n"
    + example("heli agenda", "heli agenda --place 赵家楼社区"),
)
@click.option("--place", default="", help=say("哪个地点（名称或编号）", "Of which place (name or id)"))
@click.option("--top", default=10, type=click.IntRange(1, 200), help=say("最多几个议题", "Most topics"))
@json_option
def agenda(place: str, top: int, as_json: bool) -> None:
    """Print the topics with their reasons."""
    from matching.issues.agenda import RULE
    from service.consulting import agenda_of, lore_of
    from service.running.opening import open_community
    from service.viewing.placenames import place_called

    now = datetime.now(UTC)
    with open_community(current_settings()) as community:
        around, decided = place_called(community.store, place), community.store.nodes("Sameness")
        found = agenda_of(community.snapshot(now), decided, lore_of(community), place=around, most=top, now=now)
    if as_json:
        print_json(found.as_json(LANGUAGE))
        return
    if not found.topics:
        click.echo(say("这里没有还没办的需求。", "No open needs here."))
    else:
        click.echo(RULE[ENGLISH])
    for number, topic in enumerate(found.topics, start=1):
        first = topic.lines[0]
        more = say(f"  等{len(topic.lines)}条", f"  and {len(topic.lines) - 1} more") if len(topic.lines) > 1 else ""
        level = say(topic.level.level, topic.level.pool.level_en)
        click.echo(f"\n{number}. {first.text or first.need.name}{more}  {topic.score:.0f}  {level}")
        if topic.projects:
            names = say("、", ", ").join(one.name for one in topic.projects)
            click.echo(say(f"   已有项目在办：{names}", f"   Projects under way: {names}"))
        for point in topic.points:
            click.echo(f"   {point.points:+.0f} {point.en if ENGLISH else point.zh}")
        if not topic.points:
            click.echo(f"   {topic.reasons(LANGUAGE)[0]}")
    for one in found.below:
        click.echo(f"\n▸ {one.place.name}  {one.topics}")
        for text in one.first:
            click.echo(f"    {text}")
