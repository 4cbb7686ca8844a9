"""`heli seed`, `invent`, `dump`, `restore`: what a graph starts from, and how it is kept safe."""

from __future__ import annotations

from pathlib import Path

import click

from service.cli.door import PlainFile, current_settings, example, progress_bar, say

FILE = click.Path(dir_okay=False, path_type=Path)
EXISTING = PlainFile()


@click.command(
    short_help=say("装入有据可查的试点资料", "Load the documented pilot"),
    help=say(
        "把试点社区的资料装入图中；重复执行不会改变什么。",
        "Load the documented pilot community into the graph; a second time changes nothing.",
    )
    + "\n\n"
    + example("heli seed"),
)
def seed() -> None:
    """Load the pilot."""
    from service.running.opening import open_store
    from service.seeding import load_pilot

    bar, move = progress_bar(say("装入试点", "Loading the pilot"))
    with open_store(current_settings()) as store, bar:
        loaded = load_pilot(store, move)
    if loaded.added:
        click.echo(
            say(
                f"已装入试点资料：新增 {loaded.added} 条记录；试点共 {loaded.nodes} 条记录，{loaded.links} 条关系。",
                f"Loaded the pilot: {loaded.added} new records, of {loaded.nodes} in all, and {loaded.links} links.",
            )
        )
        return
    click.echo(
        say(
            f"试点资料之前已经装入，没有新增：共 {loaded.nodes} 条记录，{loaded.links} 条关系。",
            f"The pilot was loaded before, nothing was added: {loaded.nodes} records, {loaded.links} links.",
        )
    )


@click.command(
    short_help=say("虚构一条街道用于试验", "Make an invented street to try things on"),
    help=say(
        "按种子虚构一条街道或一座城，写成一个备份文件；同样的数目和种子，结果逐字节相同。全部记录都标为虚构。",
        "Invent a street or a city from a seed and write it as one dump; the same numbers give the same bytes. "
        "Every record is marked as synthetic.",
    )
    + "\n\n"
    + example("heli invent --residents 5000 --seed 7 -o street.jsonl.gz", "heli restore street.jsonl.gz"),
)
@click.option(
    "--residents", type=click.IntRange(1, 5_000_000), required=True, help=say("居民数", "Number of residents")
)
@click.option("--seed", "seed_number", type=int, default=1, show_default=True, help=say("随机种子", "Random seed"))
@click.option("-o", "--output", type=FILE, required=True, help=say("写到哪个文件", "File to write"))
def invent(residents: int, seed_number: int, output: Path) -> None:
    """Write an invented street as a dump."""
    from service.seeding import write_invented

    bar, move = progress_bar(say("虚构", "Inventing"))
    with bar:
        written = write_invented(residents, seed_number, output, move)
    click.echo(
        say(
            f"已写入 {output}：{written.nodes} 条记录，{written.links} 条关系。装入：heli restore {output}",
            f"Wrote {output}: {written.nodes} records, {written.links} links. Load it with: heli restore {output}",
        )
    )


@click.command(
    short_help=say("备份整个图", "Write the whole graph to a file"),
    help=say(
        "把整个图写成一个带校验的文件，可以恢复到任何一种引擎。文件里有个人信息，请妥善保管。",
        "Write the whole graph as one checksummed file for any engine. It holds personal data: keep it safe.",
    )
    + "\n\n"
    + example("heli dump backup.jsonl.gz"),
)
@click.argument("file", type=FILE)
def dump(file: Path) -> None:
    """Write a dump."""
    from graph.dump import dump as write_dump
    from graph.restore import check_whole
    from service.running.opening import open_store

    with open_store(current_settings()) as store:
        check_whole(store)
        write_dump(store, file)
    click.echo(
        say(f"已备份到 {file}。恢复：heli restore {file}", f"Wrote {file}. Restore it with: heli restore {file}")
    )


@click.command(
    short_help=say("从备份恢复", "Load a dump"),
    help=say(
        "恢复一个备份。图里已有资料时要加 --replace：先把现有资料另存一份，再换成备份的内容。",
        "Load a dump. Where the graph is not empty, --replace is needed: what is there is kept in a dump first.",
    )
    + "\n\n"
    + example("heli restore backup.jsonl.gz --replace"),
)
@click.argument("file", type=EXISTING)
@click.option(
    "--replace", is_flag=True, help=say("换掉现有资料（先另存一份）", "Replace what is there (kept in a dump)")
)
def restore(file: Path, replace: bool) -> None:
    """Load a dump."""
    from graph.restore import restore as load_dump
    from service.running.opening import open_store

    bar, move = progress_bar(say("恢复", "Restoring"))
    with open_store(current_settings()) as store, bar:
        restored = load_dump(store, file, replace=replace, progress=move, waits=_say_that_it_waits)
    if restored.kept:
        click.echo(say(f"原有资料另存在 {restored.kept}。", f"What was there is kept in {restored.kept}."))
    click.echo(
        say(
            f"已恢复 {file}：{restored.nodes} 条记录，{restored.links} 条关系。",
            f"Restored {file}: {restored.nodes} records, {restored.links} links.",
        )
    )


def _say_that_it_waits() -> None:
    click.echo(
        say(
            "另一个进程正在恢复或升级，或者刚被中断：先等它做完或放开，最多 70 秒。",
            "Another process restores or upgrades, or was just cut off: waiting up to 70 seconds for it.",
        ),
        err=True,
    )
