"""`heli evaluate`: how good the matching is on a set, next to every simpler method."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from service.cli.door import ENGLISH, example, print_json, say

if TYPE_CHECKING:
    from matching.evaluation.table import Result

TASKS = {"projects": ("cold", "completion"), "relevance": ("relevance",), "cases": ()}
WIDTH = 160  # of a table that is written to a file
COUNTS = {
    "set": ("数据集", "set"),
    "task": ("任务", "task"),
    "queries": ("问题", "queries"),
    "candidates": ("候选", "candidates"),
    "pool_recall": ("候选池召回", "pool recall"),
}
CHINESE = {
    "method": "方法",
    "recall@10": "召回@10",
    "coverage@10": "覆盖@10",
    "seconds": "秒",
    "ratio": "对最佳单法",
    "difference 95 %": "差的 95 % 区间",
    "95 %": "95 % 区间",
    "task": "任务",
    "score": "得分",
    "baseline": "简单做法",
    "measure": "指标",
    "how": "学法",
}


@click.command(
    short_help=say("在一个数据集上评测匹配", "Measure the matching on a set"),
    help=say(
        "在一个文件夹里的数据集上评测匹配，与各种单一方法同场比较。FOLDER 的格式由其中的文件认出："
        "projects.jsonl.gz 和 split.json；queries.tsv、offers.tsv 和 qrels.tsv；或五张社区案例表。",
        "Measure the matching on the set in a folder, next to every simpler method in the same run. The files of "
        "FOLDER tell its format: projects.jsonl.gz and split.json; queries.tsv, offers.tsv and qrels.tsv; or the "
        "five tables of community cases.",
    )
    + "\n\n"
    + example("heli evaluate sets/kep", "heli evaluate sets/kep --task cold --json"),
)
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--task",
    type=click.Choice(["cold", "completion", "relevance"]),
    help=say("只做这一项；不写则全做", "Only this task; all of them when not told"),
)
@click.option(
    "--json", "as_json", is_flag=True, help=say("标准输出只有 JSON", "Standard output holds nothing but JSON")
)
@click.option("--peers", is_flag=True, help=say("同时与已安装的同类库比较", "Compare with installed peers too"))
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help=say("随机种子", "Seed of all lots"))
def evaluate(folder: Path, task: str | None, as_json: bool, peers: bool, seed: int) -> None:
    """Print one table per task, or their JSON: an object for one task, a list of objects for several."""
    from matching.evaluation.sets import kind_of

    kind = kind_of(folder)
    if task is not None and task not in TASKS[kind]:
        raise click.UsageError(wrong_task(folder, task, kind))
    with progress() as report:
        results = list(_results(_tasks(kind, task), lambda one: _run(folder, kind, one, seed, peers, report)))
    if as_json:
        told = [result.as_json() for result in results]
        print_json(told if len(_tasks(kind, task)) > 1 else told[0])
    else:
        for result in results:
            show(result)


def wrong_task(folder: Path, task: str, kind: str) -> str:
    """Why this task cannot be done on this set, and which can."""
    fit = say("、", ", ").join(TASKS[kind]) or say("不写 --task", "no --task")
    return say(
        f"{folder} 不是任务 {task} 的数据集；可用：{fit}。", f"{folder} is no set for the task {task}; it takes: {fit}."
    )


def _tasks(kind: str, task: str | None) -> tuple[str, ...]:
    return (task,) if task else TASKS[kind] or (kind,)


def _results(tasks: Sequence[str], run: Callable[[str], Result]) -> Iterator[Result]:
    """The result of each task; one that finds nothing to ask is told and left out, unless it is the first."""
    from matching.errors import NothingToAsk

    for number, task in enumerate(tasks):
        try:
            yield run(task)
        except NothingToAsk as error:
            if not number:
                raise
            click.echo(say(error.zh, error.en), err=True)


def _run(folder: Path, kind: str, task: str, seed: int, peers: bool, report: Callable[[str], None]) -> Result:
    if kind == "projects":
        from matching.evaluation.projects import evaluate_projects

        return evaluate_projects(folder, "completion" if task == "completion" else "cold", seed, report, peers=peers)
    if kind == "cases":
        from matching.evaluation.cases import evaluate
        from matching.language.encoder import installed
        from service.matching_input.issues import knowledge_of

        return evaluate(folder, knowledge_of(installed()), report, seed)
    if kind == "relevance":
        from matching.evaluation import relevance
        from seeds.skills import vocabulary

        return relevance.evaluate(folder, vocabulary(), report, seed=seed)
    raise ValueError(kind)


@contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """Takes lines of progress to standard error: one that changes on a terminal, else a line each with its time."""
    from rich.console import Console

    console, start = Console(stderr=True, highlight=False), time.monotonic()
    if console.is_terminal:
        with console.status("") as status:
            yield lambda line: status.update(f"{line}  [dim]{time.monotonic() - start:.0f} s[/dim]")
    else:
        yield lambda line: click.echo(f"{time.monotonic() - start:7.1f} s  {line}", err=True)


def show(result: Result) -> None:
    """Print a result as a table, its counts above it."""
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    told, rows = result.as_json(), result.table()
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = WIDTH
    known = [(COUNTS[name], told[name]) for name in COUNTS if told.get(name) is not None]
    console.print("\n" + "  ".join(f"{say(*names)} {value}" for names, value in known), markup=False)
    table = Table(box=None, pad_edge=False)
    for place, heading in enumerate(rows[0]):
        table.add_column(heading if ENGLISH else CHINESE.get(heading, heading), justify="right" if place else "left")
    for row in rows[1:]:
        table.add_row(*map(escape, row))
    console.print(table)
