"""What all commands share: two languages, settings, and errors told in one line instead of a traceback."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from service.cli import usage
from service.errors import is_expected, told, words_of

if TYPE_CHECKING:
    from service.settings import Settings

ENGLISH = os.environ.get("HELI_LANG", "").lower() == "en"
LANGUAGE = "en" if ENGLISH else "zh"


def say(zh: str, en: str) -> str:
    """The words in the language of the installation."""
    return en if ENGLISH else zh


def example(*lines: str) -> str:
    """A worked example for a command's help, kept in the lines it is written in."""
    return "\b\n" + say("例如：", "For example:") + "\n" + "\n".join("  " + line for line in lines)


json_option = click.option(
    "--json", "as_json", is_flag=True, help=say("输出与接口相同的 JSON", "Print the same object as the API")
)


def print_json(answer: object) -> None:
    """Print an answer for a script to read."""
    click.echo(json.dumps(answer, ensure_ascii=False, indent=2))


class PlainFile(click.Path):
    """A file that is there and has an end: reading a pipe or a device would wait, or go on, for ever."""

    def __init__(self) -> None:
        super().__init__(exists=True, dir_okay=False, readable=True, path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path, or the reason why it cannot be read."""
        path = Path(os.fsdecode(super().convert(value, param, ctx)))
        if not path.is_file():
            self.fail(say(f"{path} 不是普通文件。", f"{path} is no ordinary file."), param, ctx)
        return path


def current_settings() -> Settings:
    """The settings of this process; a bad one ends the command with a line that names it, an unknown one is told.

    From here on what is logged goes to standard error: standard output belongs to the answer. A person at a terminal
    sees of it only what went wrong, unless HELI_LOG_LEVEL asks for more or the pages are served.
    """
    from service import clock, logs
    from service.settings import read_settings, unknown_variables

    settings = read_settings()
    for variable, meant in unknown_variables().items():
        zh, en = (f"，是不是 {meant}？", f"; do you mean {meant}?") if meant else ("，是否写错？", "; a slip?")
        click.echo(say(f"{variable}：没有这个设置{zh}", f"{variable}: no such setting{en}"), err=True)
    asked = "log_level" in settings.model_fields_set or not sys.stderr.isatty()
    logs.configure(settings.log_level if asked else "warning")
    clock.keep_to(settings.timezone)
    return settings


class Door(click.Group):
    """The group of all commands: an error that a person can mend becomes one line and exit code 1."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order in which a person meets them."""
        return list(self.commands)

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run a command; 0 done, 1 could not, 2 called wrongly, 130 interrupted."""
        kwargs["standalone_mode"] = False
        os.umask(0o077)  # whatever is written here may hold names and phones
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, TextIOWrapper):
                stream.reconfigure(errors="replace")  # a sign that a terminal lacks is no reason to stop
        try:
            code = super().main(*args, **kwargs)
        except click.exceptions.Abort:
            click.echo(say("已中断。", "Interrupted."), err=True)
            sys.exit(130)
        except click.ClickException as error:
            click.echo(usage.told(error, english=ENGLISH), err=True)
            sys.exit(error.exit_code)
        except BrokenPipeError:
            sys.stderr.close()  # nobody reads the output any more; the interpreter would complain again on closing
            sys.exit(1)
        except Exception as error:
            told = told_plainly(error)
            if told is None:
                raise
            click.echo(told, err=True)
            sys.exit(1)
        sys.exit(code if isinstance(code, int) else 0)


def told_plainly(error: Exception) -> str | None:
    """One line for an error that a person can mend, None for a fault of the program."""
    error = told(error)
    if is_expected(error):
        return " ".join(words_of(error, LANGUAGE).split())
    if isinstance(error, FileNotFoundError):
        folder = os.path.dirname(str(error.filename or ""))
        if folder and not os.path.isdir(folder):
            return say(
                f"没有文件夹 {folder}。请先建好它，或换一个地方。",
                f"There is no folder {folder}; make it first, or choose another place.",
            )
        return say(f"没有这个文件：{error.filename}", f"No such file: {error.filename}")
    if isinstance(error, OSError):
        name = error.filename or ""
        return say(f"读写失败：{name} {error.strerror}", f"Reading or writing failed: {name} {error.strerror}")
    return None


def progress_bar(label: str) -> tuple[Any, Callable[[int, int], None]]:
    """A progress line on standard error and the function that moves it; silent where nobody watches."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed:,.0f}/{task.total:,.0f}"),
        TimeElapsedColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
    task = bar.add_task(label, total=0)

    def move(done: int, total: int) -> None:
        bar.update(task, completed=done, total=total)

    return bar, move
