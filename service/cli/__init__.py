"""The command `heli`: the same verbs as the pages and the JSON door."""

from __future__ import annotations

from service.cli.agenda import agenda
from service.cli.calling import growing, rally
from service.cli.consulting import alike, consult
from service.cli.door import Door, say
from service.cli.evaluating import evaluate
from service.cli.importing import import_files, template, undo
from service.cli.inspecting import doctor, settings
from service.cli.mentoring import mentors
from service.cli.planning import plan, team
from service.cli.recommending import recommend
from service.cli.running import run, serve
from service.cli.scenes import bundle, idle, parallel
from service.cli.storing import dump, invent, restore, seed
from service.cli.training import train
from service.cli.wording import vocabulary

main = Door(
    name="heli",
    help=say(
        "合力：为社区小微项目找合作方和资源，并说清理由。",
        "Heli: partners and resources for the micro-projects of a neighbourhood, each with its reasons.",
    ),
    no_args_is_help=True,
)
for command in (
    run,
    recommend,
    team,
    plan,
    bundle,
    parallel,
    idle,
    rally,
    growing,
    consult,
    alike,
    agenda,
    mentors,
    evaluate,
    train,
    import_files,
    template,
    undo,
    seed,
    invent,
    dump,
    restore,
    serve,
    settings,
    vocabulary,
    doctor,
):
    main.add_command(command)
