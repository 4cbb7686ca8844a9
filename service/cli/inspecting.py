"""`heli settings` and `heli doctor`: how this installation is set up, and whether it is well."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from service.cli.door import ENGLISH, current_settings, example, print_json, say

ORIGINS = {
    "default": ("默认", "default"),
    "environment": ("环境变量", "environment"),
    "file": ("文件", "file"),
}


@click.command(
    short_help=say("列出全部设置和来源", "List every setting and where it comes from"),
    help=say(
        "列出全部设置、当前值和来源；口令不显示。设置用环境变量改。里面写的文件用不了时，逐个说明，退出码为 1。",
        "List every setting, its value and its origin; secrets are masked. Settings are environment variables. Files "
        "they name that cannot be used are told, and the exit code is 1.",
    )
    + "\n\n"
    + example("HELI_PORT=8080 heli settings"),
)
def settings() -> int:
    """Print every setting with its origin, then what they name that cannot be used; 1 where there is any."""
    from service.running.doctor import unusable
    from service.settings import listed

    found = current_settings()
    for one in listed(found):
        origin = ORIGINS[one.origin][1 if ENGLISH else 0]
        click.echo(f"{one.variable} = {one.value or '-'}  [{origin}]")
        click.echo("    " + (one.en if ENGLISH else one.zh))
    faults = unusable(found)
    for fault in faults:
        click.echo("✗ " + (fault.en if ENGLISH else fault.zh), err=True)
    return 1 if faults else 0


@click.command(
    short_help=say("体检：引擎、结构、磁盘、快照", "Check engine, schema, disk and snapshot"),
    help=say(
        "检查图引擎、结构、磁盘空间和快照是否正常；有问题时退出码为 1，并说明怎么办。",
        "Check graph engine, schema, disk and snapshot; exit code 1, and what to do, when one is not well.",
    )
    + "\n\n"
    + example("heli doctor", "heli doctor --json"),
)
@click.option("--json", "as_json", is_flag=True, help=say("输出 JSON", "Print JSON"))
def doctor(as_json: bool) -> int:
    """Print one line per check and return the exit code."""
    from service.running.doctor import examine

    findings = examine(current_settings(), datetime.now(UTC))
    if as_json:
        print_json([one.as_json() for one in findings])
    else:
        for one in findings:
            click.echo(("✓ " if one.well else "✗ ") + (one.en if ENGLISH else one.zh))
    return 0 if all(one.well for one in findings) else 1
