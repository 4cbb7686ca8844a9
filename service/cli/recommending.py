"""`heli recommend`: who could provide what a project lacks, and why."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from matching.points import START
from matching.quoting import quoted
from service.cli.door import LANGUAGE, current_settings, example, json_option, print_json, say
from service.figures import figure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from service.partnering import Partners
    from service.viewing.looking import Mention


SHOWN_REASONS = 4


@click.command(
    short_help=say("给一个项目找合作方，附理由", "Explained partners for one project"),
    help=say(
        "列出一个项目每项需求的合作方人选和理由。PROJECT 是编号或名称。",
        "List who could provide each thing a project lacks, and why. PROJECT is an id or a name.",
    )
    + "\n\n"
    + example(
        "heli recommend 银铃潮起来",
        "heli recommend 银铃潮起来 --requirement 2",
        "heli recommend 银铃潮起来 --top 3 --json",
        "heli recommend 银铃潮起来 --requirement 2 --why 某某合唱队",
    ),
)
@click.argument("project")
@click.option("--requirement", help=say("只看这一项需求（序号、编号或几个字）", "Only this one (number, id or words)"))
@click.option(
    "--top", type=click.IntRange(1, 100), default=5, show_default=True, help=say("每项列几个", "How many for each")
)
@click.option(
    "--why", metavar="NAME", help=say("为什么没有某某（要同时给 --requirement）", "Why not NAME (with --requirement)")
)
@json_option
def recommend(project: str, requirement: str | None, top: int, why: str | None, as_json: bool) -> None:
    """Print the partners of one project, or why somebody is not among them."""
    if why is not None:
        explain_missing(project, requirement, why, as_json)
        return
    from service.clock import day_of
    from service.decisions.feedback import record_shown
    from service.partnering import find_partners
    from service.running.opening import open_community
    from service.viewing.searching import line_called, project_called

    with open_community(current_settings()) as community:
        now, project_id = datetime.now(UTC), project_called(community.store, project)
        found = find_partners(
            community,
            project_id,
            requirement=requirement and line_called(community.snapshot(now), project_id, requirement, day_of(now)),
            limit=top,
            language=LANGUAGE,
            now=now,
        )
        record_shown(community.shown, found, "command", now)
    if as_json:
        print_json(found.as_json())
    else:
        show(found)


def explain_missing(project: str, requirement: str | None, name: str, as_json: bool) -> None:
    """Print where whoever the name means stands, and what little would bring them among the first."""
    from service.clock import day_of
    from service.partnering import why_missing
    from service.running.opening import open_community
    from service.viewing.meant import SeveralCalled, candidates_called
    from service.viewing.searching import line_called, project_called

    if not requirement:
        raise click.UsageError(say("--why 要和 --requirement 一起用。", "--why needs --requirement."))
    told = []
    with open_community(current_settings()) as community:
        now, project_id = datetime.now(UTC), project_called(community.store, project)
        snapshot = community.snapshot(now)
        line = line_called(snapshot, project_id, requirement, day_of(now))
        try:
            meant = candidates_called(snapshot, name)
        except SeveralCalled as error:
            raise click.ClickException(_several(name, error.several)) from None
        for who in meant:
            why = why_missing(community, project_id, line, (who.kind, who.id), language=LANGUAGE, now=now)
            told.append({"name": who.name, **why.as_json()})
    if as_json:
        print_json(told)
        return
    for one in told:
        click.echo(f"\n▸ {one['name']}")
        for sentence in _why(one):
            click.echo(f"    {sentence}")


def _several(name: str, several: Sequence[Mention]) -> str:
    """The names that the words may mean, a line each."""
    from graph.kinds import NODES

    head = say(f"{quoted(name)}说的可能是好几个，请写全名：", f"{name} may mean several; write the whole name:")
    kinds = (say(f"（{NODES[who.kind].zh}）", f" ({who.kind.lower()})") for who in several)
    return "\n".join([head, *(f"    {who.name}{kind}" for who, kind in zip(several, kinds, strict=True))])


def _why(one: dict[str, Any]) -> list[str]:
    """Why somebody is not on top, and what would change that, sentence by sentence."""
    change = one["reachable"] or one["ahead"]
    reached = change["sentence"] if change else ""
    if one["left_out"] and not one["left_out"]["candidate"]["id"]:
        return [say("没有列入，原因不公开。", "Not listed; the reason is not public.")]
    if one["left_out"]:
        return [part for part in (one["left_out"]["sentence"], one["left_out"]["remedy"], reached) if part]
    if one["rank"] is None:
        unknown = say("看不出和这一项有关。", "Not known to have anything to do with the line.")
        return [part for part in (unknown, reached) if part]
    points = one["match"]["points"]
    place = say(f"符合条件，排第 {one['rank']}，{points} 分。", f"Fits: number {one['rank']}, {points} points.")
    if one["rank"] != one["rank_by_score"]:
        by_score = say(f"只看分数是第 {one['rank_by_score']}。", f"By score alone number {one['rank_by_score']}.")
        return [part for part in (place, by_score, one["note"], reached) if part]
    return [part for part in (place, reached) if part]


def show(found: Partners) -> None:
    """Print partners as a person would read them: a line per need, a line per candidate, its reasons below."""
    from rich.console import Console

    console = Console(highlight=False, soft_wrap=True)
    answer: dict[str, Any] = found.as_json()
    console.print(f"\n[bold]{_safe(answer['project']['name'])}[/bold]")
    if not answer["requirements"]:
        console.print(say("这个项目没有未满足的需求项。", "This project has no open requirement."))
    several = len(answer["requirements"]) > 1
    for number, line in enumerate(answer["requirements"], start=1):
        console.print(_requirement(line, f"{number}. " if several else ""))
        if read := _reading(line):
            console.print("    " + _safe(read), style="dim")
        if line["trouble"]:
            console.print("    " + _safe(line["trouble"]), style="yellow")
        if line["understood"]["lack"]:
            console.print("    " + _safe(line["understood"]["lack"]), style="yellow")
        for match in line["matches"]:
            console.print(_match(match))
            for told in _sum(match):
                console.print(f"       {_safe(told)}")
        if not line["matches"]:
            console.print(say("    现在没有人能提供。", "    Nobody can provide it at present."))
        if line["left_out_total"]:
            console.print("    " + _left_out(line), style="dim")
    console.print()


def _requirement(line: dict[str, Any], number: str) -> str:
    amount = f"  {figure(line['quantity'])}{line['unit'] or ''}" if line.get("quantity") is not None else ""
    told = f"\n[bold cyan]▸ {number}{_safe(line['text'] or line['kind'])}[/bold cyan]"
    return told + _safe(amount + _state(line)) + f"  [dim]{_safe(line['id'])}[/dim]"


def _reading(line: dict[str, Any]) -> str:
    """What a person must know of how the line was read: that it was not, or only by likeness."""
    read = line["understood"]
    likely = say("、", ", ").join(one["name"] for one in read["concepts"] if one["likely"])
    if likely:
        return say(f"没写明是哪个技能，说法接近：{likely}", f"No skill is named; the words are close to: {likely}")
    return str(read["message"] or "")


def _state(line: dict[str, Any]) -> str:
    """How much of the line is taken, where some of it is: the reasons speak of what is left."""
    if not (line["taken"] or line["proposed"]) or line["left"] is None:
        return ""
    taken, waits, left = (figure(one) for one in (line["taken"], line["proposed"], line["left"]))
    if line["proposed"]:
        return say(
            f"（已落实 {taken}，等确认 {waits}，还差 {left}）",
            f" ({taken} taken, {waits} waiting for an answer, {left} still wanted)",
        )
    return say(f"（已落实 {taken}，还差 {left}）", f" ({taken} taken, {left} still wanted)")


def _match(match: dict[str, Any]) -> str:
    points = say(f"{match['points']} 分", f"{match['points']} points")
    return f"    [bold]{match['rank']}. {_safe(match['candidate']['name'])}[/bold]  {points}"


def _sum(match: dict[str, Any]) -> list[str]:
    """The sum as lines that add up: the start, the strongest reasons, all others in one line with their points."""
    ordered = sorted((one for one in match["reasons"] if one["points"]), key=lambda one: -abs(one["points"]))
    strongest, rest = ordered[:SHOWN_REASONS], ordered[SHOWN_REASONS:]
    told = [f" {START} " + say("起评分", "to start with")]
    told += [f"{reason['points']:+3d} {reason['sentence']}" for reason in strongest]
    if rest:
        words = say("、", ", ").join(f"{reason['label']}{reason['points']:+d}" for reason in rest)
        told.append(f"{sum(reason['points'] for reason in rest):+3d} " + say("其余：", "the rest: ") + words)
    return told


def _left_out(line: dict[str, Any]) -> str:
    told = say(f"未列入 {line['left_out_total']} 个", f"{line['left_out_total']} left out")
    first = next((one for one in line["left_out"] if one["candidate"]["id"]), None)
    if first is not None:
        told += say("，例如：", ", for example: ") + first["candidate"]["name"] + " " + first["sentence"]
    return _safe(told)


def _safe(text: str) -> str:
    from rich.markup import escape

    return escape(text)
