"""A command called wrongly is told so in the language of the installation."""

from __future__ import annotations

import click
import pytest

from service.cli import main
from service.cli.usage import told


@pytest.mark.parametrize(
    ("words", "zh"),
    [
        (["nothing"], "没有“nothing”这个命令"),
        (["recommend"], "缺少"),
        (["recommend", "p", "--nothing"], "没有 --nothing 这个选项"),
        (["recommend", "p", "q", "r"], "多写了：q r"),
        (["recommend", "p", "--top", "many"], "“many”不是数"),
        (["import", "not-there.xlsx"], "没有这个文件或文件夹：not-there.xlsx"),
    ],
)
def test_a_wrong_call_is_told_in_both_languages(words: list[str], zh: str) -> None:
    with pytest.raises(click.UsageError) as caught:
        click.Group.main(main, args=words, standalone_mode=False, prog_name="heli")
    chinese, english = told(caught.value, english=False), told(caught.value, english=True)
    assert zh in chinese
    assert "用法：heli" in chinese
    assert not {"Usage", "Error", "Try", "Invalid", "Missing", "such"} & set(chinese.replace(":", " ").split())
    assert english.startswith("Usage: heli")
