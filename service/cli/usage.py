"""A command called wrongly, told in the language of the installation: the library that reads commands has English."""

from __future__ import annotations

import re

import click

# What click says, and the same in Chinese; what is not listed stays as it was said.
SAID = (
    (r"No such command '(.*?)'\.(?: Did you mean (.*?)\?)?", r"没有“\1”这个命令。"),
    (r"No such option:? '?(\S+?)'?\.?(?: .*)?", r"没有 \1 这个选项。"),
    (r"Missing (?:argument|parameter) '(.*?)'\.?", r"缺少 \1。"),
    (r"Missing option '(.*?)'\.?", r"缺少选项 \1。"),
    (r"Missing command\.?", "没有写要做什么。"),
    (r"Got unexpected extra arguments? \((.*)\)\.?", r"多写了：\1。"),
    (r"Option '(.*?)' requires (?:an argument|\d+ arguments)\.?", r"选项 \1 后面要写值。"),
    (r"Option '(.*?)' does not take a value\.?", r"选项 \1 后面不写值。"),
    (r"Invalid value for '?(.*?)'?: '?(.*?)'? is not a valid (?:integer|float|int)(?: range)?\.?", r"\1：“\2”不是数。"),
    (r"Invalid value for '?(.*?)'?: (.*?) is not in the range (.*?)\.?", r"\1：\2 不在范围内（\3）。"),
    (r"Invalid value for '?(.*?)'?: '?(.*?)'? is not one of (.*?)\.?", r"\1：“\2”不是可选的值（\3）。"),
    (
        r"Invalid value for '?(.*?)'?: (?:File|Path|Directory) '(.*?)' does not exist\.?",
        r"\1：没有这个文件或文件夹：\2",
    ),
    (r"Invalid value for '?(.*?)'?: (?:File|Path) '(.*?)' is a directory\.?", r"\1：\2 是文件夹，要的是文件。"),
    (r"Invalid value for '?(.*?)'?: (.*)", r"\1：\2"),
)


def told(error: click.ClickException, *, english: bool) -> str:
    """How the command is called, where to read more and what was wrong."""
    said = error.format_message()
    context = error.ctx if isinstance(error, click.UsageError) else None
    lines = []
    if context is not None:
        usage = context.get_usage()
        lines = [usage, f"Try '{context.command_path} --help' for help."]
        if not english:
            lines = [usage.replace("Usage: ", "用法：", 1), f"说明：{context.command_path} --help"]
    return "\n".join([*lines, f"Error: {said}" if english else f"错误：{in_chinese(said)}"])


def in_chinese(said: str) -> str:
    """What click says, in Chinese where it is known."""
    for pattern, words in SAID:
        found = re.fullmatch(pattern, said, re.DOTALL)
        if found:
            return found.expand(words)
    return said
