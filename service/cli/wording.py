"""`heli vocabulary check`: what the vocabulary does not cover, and which of its words do nothing or harm."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

import seeds
from service.cli.door import current_settings, example, print_json, say

if TYPE_CHECKING:
    from matching.language.wordcheck import Checked, Word

HEADINGS = {
    "short": ("一个字的说法（从不使用）", "words of one character (never read)"),
    "shadowed": ("总被别的说法盖住", "always read as something else"),
    "dangerous": ("夹在别的词里也会读出来", "read inside other words, too"),
    "unseen": ("自己的词表里，这里的文字从没用过", "of your own words, in no text here"),
}
NOTHING = ("（没有）", "(none)")


@click.group(
    short_help=say("词表：查漏和查错", "The vocabulary: gaps and faults"),
    help=say("读懂需求和资源用的词表。", "The vocabulary with which needs and offers are read.")
    + "\n\n"
    + example("heli vocabulary check"),
)
def vocabulary() -> None:
    """Hold the commands about the vocabulary."""


@vocabulary.command(
    short_help=say("检查词表", "Check the vocabulary"),
    help=say(
        "用图中全部需求、项目和资源的文字检查词表：哪些常见的词没有概念，哪些说法从没用到、被盖住、或夹在别的词里。"
        "自己的词表用 HELI_VOCABULARY 指定，有错的行会写明。",
        "Check the vocabulary with every text of the graph: frequent terms that no concept covers, and words that are "
        "never used, hidden by others or read inside other words. HELI_VOCABULARY names your own file; a wrong line "
        "of it is told.",
    )
    + "\n\n"
    + example("heli vocabulary check", "HELI_VOCABULARY=own.csv heli vocabulary check --json"),
)
@click.option(
    "--top", type=click.IntRange(1), default=20, show_default=True, help=say("每类列几个", "How many of each sort")
)
@click.option("--json", "as_json", is_flag=True, help=say("输出全部，JSON", "Print everything as JSON"))
def check(top: int, as_json: bool) -> None:
    """Print what was found."""
    from service.running.opening import open_community
    from service.texts.wordcheck import check_words
    from service.texts.wordlore import Wordlore

    settings = current_settings()
    concepts = Wordlore(settings.vocabulary).concepts
    with open_community(settings) as community:
        found = check_words(community.snapshot(datetime.now(UTC)), concepts)
    if as_json:
        print_json(found.as_json())
    else:
        show(found, top, shipped_words())


def shipped_words() -> frozenset[tuple[str, str]]:
    """The concepts that are delivered, each with a word of it: that a town has no accordion is no fault of theirs."""
    rows = seeds.vocabulary()
    return frozenset([(row["id"], word) for row in rows for word in (row["name"], *row["aliases"])])


def show(found: Checked, top: int, delivered: Collection[tuple[str, str]] = ()) -> None:
    """Print the counts and the first of each list; that texts never use a word is told of those not delivered."""
    click.echo(
        say(
            f"{found.texts} 段文字，{found.read} 段读出了概念；{found.words} 个说法，{found.seen} 个在这里用到。",
            f"{found.texts} texts, {found.read} with a concept; {found.words} words, {found.seen} of them used here.",
        )
    )
    click.echo("\n" + say("常见而没有概念的词：", "Frequent terms that no concept covers:"))
    for one in found.uncovered[:top]:
        click.echo(f"  {one.term}  ×{one.texts}  {one.example[:40]}")
    if not found.uncovered:
        click.echo("  " + say(*NOTHING))
    for name, heading in HEADINGS.items():
        told = getattr(found, name)
        if name == "unseen":
            told = tuple(one for one in told if (one.concept, one.word) not in delivered)
        _show_words(say(*heading), told, top)


def _show_words(heading: str, words: tuple[Word, ...], top: int) -> None:
    click.echo(f"\n{heading} ({len(words)}):")
    for one in words[:top]:
        click.echo(f"  {one.word}  [{one.concept}]" + (f"  {one.why}" if one.why else ""))
    if not words:
        click.echo("  " + say(*NOTHING))
