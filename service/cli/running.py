"""`heli run` and `heli serve`: the service on this machine."""

from __future__ import annotations

import gc
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from service.cli.door import LANGUAGE, current_settings, example, progress_bar, say
from service.cli.recommending import show

if TYPE_CHECKING:
    from service.community import Community
    from service.settings import Settings

FIRST_PROJECT = "银铃潮起来"


@click.command(
    short_help=say("启动：装好试点，看一个项目，打开网页", "Start: pilot, one project's partners, the pages"),
    help=say(
        "启动图数据库；图是空的就装入试点资料；打印一个项目的合作方；然后在本机提供网页，按 Ctrl-C 结束。",
        "Start the graph, load the pilot if it is empty, print the partners of one project, then serve the pages on "
        "this machine until Ctrl-C.",
    )
    + "\n\n"
    + example("heli run", "HELI_PORT=8080 heli run"),
)
def run() -> None:
    """Start everything and stay until interrupted."""
    _serve(current_settings(), introduce=True)


@click.command(
    short_help=say("只提供网页和接口", "Serve the pages and the API"),
    help=say(
        "在本机提供网页和接口，不装入试点资料，按 Ctrl-C 结束。",
        "Serve the pages and the API on this machine until Ctrl-C, without loading the pilot.",
    )
    + "\n\n"
    + example("heli serve"),
)
def serve() -> None:
    """Serve until interrupted."""
    _serve(current_settings(), introduce=False)


def _serve(settings: Settings, *, introduce: bool) -> None:
    from service.running.opening import open_community
    from service.running.serving import listen, prepare
    from service.running.serving import serve as answer_requests

    started = time.perf_counter()
    prepare()
    taken = listen(settings)  # first: nothing else is worth starting when the port is taken
    try:
        with open_community(settings, read_modules) as community:
            if introduce:
                _introduce(community)
            from service.app import create_app
            from service.consulting import lore_of
            from service.running.compiling import compiled_when_wanted
            from service.running.housekeeping import kept_tidy
            from service.running.learning_beside import learning
            from service.running.warming import warmed

            app = create_app(settings, community)
            _tell_where(settings, time.perf_counter() - started)
            lore_of(community).warm()
            with (
                kept_tidy(community.store, settings.data, lambda: datetime.now(UTC)),
                compiled_when_wanted(settings.data / "kernels"),
                learning(community, lambda: datetime.now(UTC)),
                warmed(app, community),
            ):
                answer_requests(app, taken, settings.threads)
    except (KeyboardInterrupt, SystemExit):
        click.echo(say("已停止。", "Stopped."))
    finally:
        gc.enable()
        taken.close()


def _tell_where(settings: Settings, seconds: float) -> None:
    """Say where the pages are, and after how many seconds."""
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    address = f"http://{host}:{settings.port}"
    click.echo(
        say(
            f"网页：{address}（{seconds:.1f} 秒就绪，Ctrl-C 结束）",
            f"Pages: {address} (ready in {seconds:.1f} s, Ctrl-C ends)",
        )
    )


def read_modules() -> None:
    """Import what answering takes: all of it together takes as long as the graph's engine to start."""
    import service.app
    import service.community
    import service.partnering
    import service.running.opening
    import service.running.serving
    import service.settings  # noqa: F401 - only read


def _introduce(community: Community) -> None:
    from service.partnering import find_partners
    from service.seeding import load_pilot

    if community.store.is_empty():
        bar, move = progress_bar(say("第一次启动，装入试点", "First start, loading the pilot"))
        with bar:
            load_pilot(community.store, move)
    project = _first_project(community)
    if project:  # none of ours where the community has put its own data in our place
        show(find_partners(community, project, limit=3, language=LANGUAGE, now=datetime.now(UTC)))


def _first_project(community: Community) -> str:
    """The pilot's own example that still lacks something, else any project that does; empty for none."""
    from service.viewing.looking import View

    snapshot = community.snapshot(datetime.now(UTC))
    view, table = View(snapshot), snapshot.nodes["Project"]
    status = snapshot.nodes["Requirement"].texts("status")
    lacking = [
        row
        for row in range(len(table))
        if any(status[one] == "open" for one in view.linked("Project", row, "REQUIRES", "Requirement"))
    ]
    lacking.sort(key=lambda row: FIRST_PROJECT not in view.mention("Project", row).name)
    return table.ids[lacking[0]] if lacking else ""
