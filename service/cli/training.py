"""`heli train`: what the decisions make of the weights, every version kept, and the way back."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from service.cli.door import ENGLISH, current_settings, example, print_json, say

if TYPE_CHECKING:
    from service.community import Community
    from service.experience.opinions import KeptOpinions
    from service.learning.retraining import Trained, Version


@click.command(
    short_help=say("让推荐从判断里学", "Learn from decisions"),
    help=say(
        "按到现在为止的判断、邀请的答复、认领和民评调整权重，列出每个特征调整前后和依据多少条，存成一个版本并启用。"
        "没有判断就什么都不变。随时可以用 --use 换回任何一个版本。"
        "同时从办过的项目里学谁会参与什么样的事；平时服务运行时也会自己学。",
        "Move the weights towards every verdict, answer to an invitation, claim and review so far; print each feature "
        "before and after with its evidence, keep the result as a version and use it. Without decisions nothing "
        "changes. --use goes back to any version. Past projects teach, too, who takes part in what; a service that "
        "runs learns that by itself.",
    )
    + "\n\n"
    + example("heli train", "heli train --list", "heli train --use prior-2026.1"),
)
@click.option("--list", "listing", is_flag=True, help=say("列出所有版本", "List every version"))
@click.option("--use", "version", metavar="VERSION", help=say("换用这个版本", "Use this version"))
@click.option("--dry-run", is_flag=True, help=say("存成版本，先不启用", "Keep the version without using it"))
@click.option("--json", "as_json", is_flag=True, help=say("输出 JSON", "Print JSON"))
def train(listing: bool, version: str | None, dry_run: bool, as_json: bool) -> None:
    """Train, list the versions or choose one."""
    from service.learning.retraining import Versions

    settings = current_settings()
    versions = Versions(settings.data)
    if version is not None:
        chosen = versions.use(version).version
        click.echo(say(f"现在用的是 {chosen}。", f"{chosen} is used now."))
        return
    if listing:
        show_versions(versions.all(), as_json)
        for damaged in versions.damaged():
            click.echo(say(damaged.zh, damaged.en), err=True)
        return
    from service.learning import retraining
    from service.running.opening import open_community

    now = datetime.now(UTC)
    with open_community(settings) as community:
        done = retraining.learn(community, now, use=not dry_run)
        held, works = learn_from_past(community, now, keep=not dry_run)
    if as_json:
        past = held.as_json() if held is not None else None
        print_json(done.as_json() | {"past": past})
    else:
        show(done, used=not dry_run)
        show_past(held, works, used=not dry_run)


def learn_from_past(community: Community, now: datetime, *, keep: bool) -> tuple[KeptOpinions | None, int]:
    """Learn anew who took part in past projects, and how many there are."""
    from service.experience.saying import said_here

    snapshot, matcher = community.current(now)
    click.echo(say("从往事里学，要一两分钟……", "Learning from past work takes a minute or two …"), err=True)
    held = community.experiences.look(snapshot, matcher.data, now, said_here, anew=True)
    if held is not None and keep:
        community.experiences.keep(held)
    return held, community.experiences.works


def show_past(held: KeptOpinions | None, works: int, *, used: bool) -> None:
    """Print what past work taught, and how well, beside the best of the simple ways."""
    from service.experience import SINGLE_WORDS

    if held is None:
        words = (
            f"往事 {works} 件，还不够学，或者看不出规律；名单照旧。",
            f"{works} pieces of past work: too few to learn from, or they tell nothing; lists stay as they are.",
        )
        click.echo(say(*words))
        return
    past = held.as_json()
    single = SINGLE_WORDS.get(past["single"], (past["single"], past["single"]))
    words = (
        f"从 {past['works']} 件往事里学：{past['people']} 个参与方，{past['members']} 次参与，{past['voices']} 种看法。"
        f"拿最新的 {past['questions']} 件试，NDCG@10 {past['ndcg']:.3f}；最好的单一办法（{single[0]}）"
        f"{past['best_single']:.3f}。{'已启用。' if used else '没有启用。'}",
        f"Learned from {past['works']} pieces of past work: {past['people']} partners, {past['members']} times taking "
        f"part, {past['voices']} voices. On the newest {past['questions']}: NDCG@10 {past['ndcg']:.3f}; the best "
        f"simple way ({single[1]}) {past['best_single']:.3f}. {'Used.' if used else 'Not used.'}",
    )
    click.echo(say(*words))


def show(done: Trained, *, used: bool) -> None:
    """Print what was learned from, what was not and why, and before and after, feature by feature."""
    from service.learning.examples import SOURCE_WORDS, UNUSED_WORDS

    sources = say("、", ", ").join(f"{say(*SOURCE_WORDS[name])} {count}" for name, count in done.counts.items())
    counted = (
        f"看过 {done.shown} 份名单，其中 {done.lists} 份有了判断或答复，得出 {done.examples} 条例子"
        f"（{done.taken} 条成了）。{sources}",
        f"{done.shown} lists were looked at, {done.lists} have verdicts or answers: {done.examples} examples "
        f"({done.taken} taken). {sources}",
    )
    click.echo(say(*counted).rstrip())
    for reason, count in done.unused.items():
        click.echo(say(f"没用来学的 {count} 条：", f"Not learned from, {count}: ") + say(*UNUSED_WORDS[reason]))
    if done.waiting:
        told = f"还有 {done.waiting} 份邀请没有答复。", f"{done.waiting} invitations have no answer yet."
        click.echo(say(*told))
    if not done.version:
        told = (
            f"还没有可学的判断，权重不变（{done.shipped}）。在项目页判断“合不合适”，或者记下对方的答复，再来学。",
            f"Nothing to learn from yet: {done.shipped} stays. Judge candidates on a project's page, or note what the "
            "invited answered, and train again.",
        )
        few = (
            f"例子还太少，比不出轻重，权重不变（{done.shipped}）。多判断几个、多记几个答复，再来学。",
            f"Too few examples to tell reasons apart: {done.shipped} stays. Judge more, note answers, and train again.",
        )
        click.echo(say(*(few if done.examples else told)))
        return
    width = max(len(one.feature) for one in done.changes)
    click.echo(say("特征：以前 → 现在（用到的例子，其中成了的）", "Feature: before → after (examples, of them taken)"))
    for one in sorted(done.changes, key=lambda change: -abs(change.after - change.before)):
        label = one.label[ENGLISH]
        click.echo(
            f"  {one.feature:<{width}} {one.before:7.2f} → {one.after:7.2f}  ({one.examples}, {one.taken})  {label}"
        )
    before, after = done.surprise
    click.echo(say(f"出乎意料的程度：{before:.3f} → {after:.3f}", f"Surprise: {before:.3f} → {after:.3f}"))
    show_ending(done, used=used)


def show_ending(done: Trained, *, used: bool) -> None:
    """Print how the last decisions are foretold by the ones before, and what became of the version."""
    later = done.held_out
    if later is not None:
        click.echo(
            say(
                f"只用前八成名单学，拿后两成（{later.examples} 条）试：{later.before:.3f} → {later.after:.3f}",
                f"Learned from the first 80 % of lists and tried on the rest ({later.examples}): "
                f"{later.before:.3f} → {later.after:.3f}",
            )
        )
    if done.used:
        told = f"存为 {done.version}，已启用。", f"Kept as {done.version}, and used."
    elif used:
        told = (
            f"存为 {done.version}；后两成试下来不如出厂的，没有启用。要用：heli train --use {done.version}",
            f"Kept as {done.version}, not used: it foretells the last decisions worse than the shipped weights. "
            f"To use it all the same: heli train --use {done.version}",
        )
    else:
        told = f"存为 {done.version}，没有启用。", f"Kept as {done.version}, not used."
    click.echo(say(*told))


def show_versions(found: list[Version], as_json: bool) -> None:
    """Print every version, the one in use marked."""
    if as_json:
        rows = [
            {"version": one.version, "made_on": one.made_on or None, "examples": one.examples, "chosen": one.chosen}
            for one in found
        ]
        print_json(rows)
        return
    for one in found:
        origin = say(f"{one.made_on}，{one.examples} 条例子", f"{one.made_on}, {one.examples} examples")
        mark = "*" if one.chosen else " "
        click.echo(f"{mark} {one.version}  {origin if one.made_on else say('出厂', 'as shipped')}")
