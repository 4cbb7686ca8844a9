"""`heli team` and `heli plan`: a team for one project, and one plan for all that is open."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from matching.quoting import quoted
from service.cli.door import LANGUAGE, current_settings, example, json_option, print_json, say
from service.figures import figure

if TYPE_CHECKING:
    from rich.console import Console

    from service.allocating import StandingPlan
    from service.community import Community
    from service.staffing.teaming import Teams

GAPS = 20  # that are told; --json tells all


@click.command(
    short_help=say("给一个项目配队，三种配法", "Teams for one project"),
    help=say(
        "给一个项目配几支不一样的队：谁管哪一项，还差什么，怎么补。PROJECT 是编号或名称；"
        "--with、--without 可以写几次，写名称或 种类:编号。",
        "Find teams that differ for one project: who covers what, what stays open and what would help. PROJECT is an "
        "id or a name; --with and --without may be given several times, each with a name or Kind:id.",
    )
    + "\n\n"
    + example("heli team 银铃潮起来", "heli team 银铃潮起来 --without 郑老师", "heli team 银铃潮起来 --json"),
)
@click.argument("project")
@click.option("--with", "including", multiple=True, help=say("一定要谁", "Who must take part"))
@click.option("--without", multiple=True, help=say("不要谁", "Who must not take part"))
@json_option
def team(project: str, including: tuple[str, ...], without: tuple[str, ...], as_json: bool) -> None:
    """Print the teams of one project."""
    from service.running.opening import open_community
    from service.staffing.teaming import find_teams
    from service.viewing.searching import project_called

    with open_community(current_settings()) as community:
        now, project_id = datetime.now(UTC), project_called(community.store, project)
        found = find_teams(
            community,
            project_id,
            including=[_party(community, one, now) for one in including],
            without=[_party(community, one, now) for one in without],
            language=LANGUAGE,
            now=now,
        )
    if as_json:
        print_json(found.as_json())
    else:
        _show_teams(found)


@click.command(
    short_help=say("全部在办项目一起统筹", "One plan for all running projects"),
    help=say(
        "把全部在办项目还缺的一起排：谁去哪一项，谁多忙，缺口在哪里，和先到先得、各顾各的比一比。"
        "结果留着，页面“统筹”上看得到，也在那里采纳。",
        "Plan everything that is open at once: who for what, who is how busy, what stays open, beside first come, "
        "first served and each on its own. The plan is kept; the page “Plan” shows it, and there it is accepted.",
    )
    + "\n\n"
    + example("heli plan", "heli plan --place place-zhaojialou", "heli plan --json"),
)
@click.option(
    "--place",
    default="",
    help=say("只排这个地点和它里面的（名称或编号）", "Only this place and all in it (name or id)"),
)
@json_option
def plan(place: str, as_json: bool) -> None:
    """Plan anew, keep the plan and print it."""
    from service.allocating import PlanFolder, plan_all, told
    from service.running.compiling import compiled_when_wanted
    from service.running.opening import open_community
    from service.viewing.placenames import place_called

    settings = current_settings()
    with open_community(settings) as community:
        kept, now, place = PlanFolder(settings.data), datetime.now(UTC), place_called(community.store, place)
        with compiled_when_wanted(settings.data / "kernels"):
            made = plan_all(community, now=now, place=place, before=kept.last(place))
        kept.keep(made)
        found = told(community, made, now=now, language=LANGUAGE, gaps=len(made.lines) if as_json else GAPS)
    if as_json:
        print_json(found.as_json())
    else:
        _show_plan(found)


def _party(community: Community, words: str, now: datetime) -> tuple[str, str]:
    """A party by `Kind:id` or by its name; raises UnknownProject's kin with what to do."""
    from service.errors import BadRequest
    from service.viewing.showing import askable

    data = community.current(now).matcher.data
    nodes = data.nodes
    kind, _colon, key = words.partition(":")
    if askable(data, kind, key):
        return kind, key
    named = [row for row, name in enumerate(nodes.names.tolist()) if name == words]
    found = [row for row in named if askable(data, nodes.node(row)["kind"], nodes.node(row)["id"])]
    if len(found) == 1:
        node = nodes.node(found[0])
        return node["kind"], node["id"]
    if found:
        which = "、".join(f"{node['kind']}:{node['id']}" for node in map(nodes.node, found[:5]))
        raise BadRequest(
            f"叫{quoted(words)}的不止一个，请写其中一个：{which}",
            f"Several are called {words}; name one of them: {which}",
        )
    raise BadRequest(
        f"没有找到{quoted(words)}。请写全名，或写成 种类:编号，例如 Organization:编号；可以先在页面上搜索。",
        f"Nobody is called {words}. Give the full name or Kind:id, for example Organization:id; the pages can search.",
    )


def _console() -> Console:
    from rich.console import Console

    return Console(highlight=False, soft_wrap=True, markup=False)


def _table(heads: list[str], rows: list[list[str]]) -> Any:
    from rich.box import SIMPLE
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE, pad_edge=False, header_style="dim")
    for head in heads:
        table.add_column(head, overflow="fold")
    for row in rows:
        table.add_row(*map(Text, row))
    return table


def _show_teams(found: Teams) -> None:
    console, answer, colon = _console(), found.as_json(), say("：", ": ")
    console.print(f"\n{answer['project']['name']}", style="bold")
    if not answer["requirements"] and not answer["open"]:
        console.print(
            say(
                "这个项目没有还缺的需求项。在项目页“加一项需求”，或者导入一张表，再来配队。",
                "This project lacks nothing at present. Add a line on its page, or import a sheet, and ask again.",
            )
        )
    for number, one in enumerate(answer["teams"], start=1):
        short = any(one["covered"][line["id"]] < line["wanted"] - 1e-6 for line in answer["requirements"])
        asking = say("够了，但要先问清", "complete if what is not on record is so")
        state = say("都够了", "complete") if one["complete"] else say("还有缺的", "not complete") if short else asking
        console.print(f"\n▸ {say('方案', 'Team ')}{number}  {one['title']}  {state}", style="bold cyan")
        rows = [_team_row(line, one) for line in answer["requirements"]]
        console.print(_table([say("需求项", "Lacking"), say("要", "Wanted"), say("谁", "Who"), ""], rows))
        best = say("再好的没有了", "no team does better") if one["cost"] <= one["bound"] + 1e-6 else ""
        limit = say(
            f"代价 {one['cost']:.1f}，下限 {one['bound']:.1f}", f"cost {one['cost']:.1f}, at least {one['bound']:.1f}"
        )
        console.print(f"  {limit}  {best}".rstrip(), style="dim")
        for part in one["parts"]:
            for note in part["notes"]:
                console.print(f"  {say('要注意', 'Mind')}{colon}{part['candidate']['name']}{colon}{note}")
    texts = {one.line.id: one.line.text for one in found.open}
    for one in answer["open"]:
        line = texts[one["requirement"]] or one["requirement"]
        console.print(f"\n✕ {line}  {one['why']}")
        for closer in one["closers"]:
            console.print(f"    {closer['candidate']['name']}  {closer['sentence']} {closer['remedy']}")
    console.print()


def _team_row(line: dict[str, Any], one: dict[str, Any]) -> list[str]:
    parts = [part for part in one["parts"] if part["requirement"] == line["id"]]
    who = say("、", ", ").join(f"{part['candidate']['name']} {figure(part['amount'])}{line['unit']}" for part in parts)
    covered = one["covered"][line["id"]]
    sign = "✓" if covered >= line["wanted"] - 1e-6 else f"✕ {figure(covered)} / {figure(line['wanted'])}"
    return [line["text"], f"{figure(line['wanted'])}{line['unit']}", who or say("没有人选", "nobody"), sign]


def _show_plan(found: StandingPlan) -> None:
    console, answer = _console(), found.as_json()
    count = len(answer["projects"])
    if not answer["lines"]:
        console.print(
            say(
                "没有还缺东西的在办项目。先导入项目和需求项，或者换一个地点。",
                "No running project lacks anything. Import projects with what they lack, or name another place.",
            )
        )
        return
    console.print(
        say(
            f"\n{count} 个在办项目一起看，{answer['lines']} 项需求安排了 {answer['met']} 项",
            f"\n{count} running projects at once: {answer['met']} of {answer['lines']} lines are covered",
        ),
        style="bold",
    )
    rows = [
        [
            one["project"]["name"],
            f"{sum(line['missing'] == 0 for line in one['lines'])} / {len(one['lines'])}",
            say("、", ", ").join(
                dict.fromkeys(part["candidate"]["name"] for line in one["lines"] for part in line["given"])
            ),
            say("、", ", ").join(line["text"] for line in one["lines"] if line["missing"] != 0),
        ]
        for one in answer["projects"]
    ]
    heads = [say("项目", "Project"), say("落实", "Covered"), say("安排给", "Planned for"), say("还差", "Missing")]
    console.print(_table(heads, rows))
    _show_ways(console, answer)
    for gap in answer["gaps"]:
        console.print(f"✕ {gap['text']}  {gap['why']}")
        for way in gap["ways_out"]:
            console.print(f"    → {way['title']}{say('：', ': ')}{way['sentence']}")
        for closer in gap["closers"]:
            console.print(f"    {closer['candidate']['name']}  {closer['sentence']} {closer['remedy']}")
    console.print()


def _show_ways(console: Console, answer: dict[str, Any]) -> None:
    rows = [
        [
            way["title"],
            f"{way['lines_met']} / {answer['lines']}",
            f"{way['floor']:.0%}",
            f"{way['place_floor']:.0%}",
            f"{way['over']:.0%}",
            f"{way['total']:.0f}",
        ]
        for way in answer["ways"]
    ]
    heads = [
        say("排法", "Way"),
        say("办齐几项", "Lines covered"),
        say("最缺的项目", "Least project"),
        say("最缺的社区", "Least community"),
        say("兑不了的", "Not kept"),
        say("总分", "Points"),
    ]
    console.print(_table(heads, rows))
    since = answer["since"]
    console.print(answer["compared"])
    console.print(
        say(
            f"总分到了上限的 {answer['reached']:.2%}；和上一次比：{since['kept']} 处没动，新排 {since['new']} 处，"
            f"撤下 {since['gone']} 处",
            f"{answer['reached']:.2%} of what no plan can exceed; against the last: {since['kept']} unchanged, "
            f"{since['new']} new, {since['gone']} dropped",
        ),
        style="dim",
    )
