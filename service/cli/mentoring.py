"""`heli mentors`: who accompanies which project, several at once."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from service.cli.door import LANGUAGE, current_settings, example, json_option, print_json, say
from service.figures import figure


@click.command(
    short_help=say("几个项目一起配辅导员", "Mentors for several projects at once"),
    help=say(
        "给这些项目（不写则为所有还没有辅导员的）一起配辅导员：不超过各人本月余下的时数，先找辅导过的。"
        "PROJECTS 是编号或名称。",
        "Propose mentors for these projects, else for all that have none: within the hours each has left this month, "
        "those who know the group first. PROJECTS are ids or names.",
    )
    + "\n\n"
    + example("heli mentors", "heli mentors 银铃潮起来 --json"),
)
@click.argument("projects", nargs=-1)
@json_option
def mentors(projects: tuple[str, ...], as_json: bool) -> None:
    """Print the proposal."""
    from service.running.opening import open_community
    from service.staffing.mentoring import mentors_for
    from service.viewing.searching import project_called

    now = datetime.now(UTC)
    with open_community(current_settings()) as community:
        named = [project_called(community.store, one) for one in projects]
        snapshot, matcher = community.current(now)
        found = mentors_for(snapshot, matcher, named or None, now=now)
    if as_json:
        print_json(found.as_json(LANGUAGE))
        return
    for line in found.lines:
        name = line.mentor.name if line.mentor else say("没有", "nobody")
        click.echo(f"\n▸ {line.project.name}  {figure(line.hours)} h  →  {name}")
        for reason in line.reasons:
            click.echo(f"    +{reason.contribution:.2f} {say(reason.zh, reason.en)}")
        if line.mentor is None:
            click.echo("    " + say(*line.why_none))
    if not found.lines:
        none_lacks = "没有缺辅导员的在办项目。", "No project under way lacks a mentor."
        click.echo(say(*(none_lacks if len(snapshot.nodes["Project"]) else ("还没有项目。", "No projects yet."))))
