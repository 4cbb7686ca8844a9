"""The pages speak English completely: no sentence is missing from the catalogue, none is written past it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

SERVICE = Path(__file__).parents[2] / "service"
ENGLISH = SERVICE / "translations" / "en" / "LC_MESSAGES"
TEMPLATES = sorted((SERVICE / "templates").rglob("*.html"))
PYTHON = sorted((SERVICE / "web").glob("*.py"))
HAN = re.compile(r"[\u3400-\u9fff，。：；、（）“”]")
SPOKEN = {"_", "gettext", "ngettext", "lazy_gettext", "pgettext", "lazy_pgettext"}
KEYWORDS: dict[str, object] = dict.fromkeys(("_", "gettext", "lazy_gettext")) | {
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "lazy_pgettext": ((1, "c"), 2),
}
PLACES = re.compile(r"%\((\w+)\)s")
# The name of the other language in itself, and words that forms are read by.
OWN_WORDS = {"中文", "看不懂，请重填", "要填", "日期不对。", "小时", "万元"}


@cache
def catalogue() -> Catalog:
    with (ENGLISH / "messages.po").open("rb") as file:
        return read_po(file)


def written() -> Iterator[tuple[str, str | None]]:
    """Every source sentence with its context."""
    found = extract_from_dir(
        SERVICE,
        method_map=[("web/**.py", "python"), ("templates/**.html", "jinja2")],
        keywords=KEYWORDS,  # type: ignore[arg-type]  # the form that babel itself uses
    )
    for _, _, message, _, context in found:
        yield (message[0] if isinstance(message, tuple) else message), context


def test_every_sentence_has_its_english() -> None:
    missing = []
    for sentence, context in written():
        known = catalogue().get(sentence, context)
        if known is None or not all([known.string] if isinstance(known.string, str) else known.string):
            missing.append((sentence, context))
    assert not missing


def test_english_fills_the_same_places() -> None:
    for known in catalogue():
        source = known.id[0] if isinstance(known.id, tuple) else known.id
        for english in [known.string] if isinstance(known.string, str) else known.string:
            assert set(PLACES.findall(str(source))) == set(PLACES.findall(english)), source


def test_no_english_contains_chinese() -> None:
    quoted = str.maketrans("", "", "“”")
    for known in catalogue():
        assert not known.id or not HAN.search(str(known.string).translate(quoted)), known.id


def test_nothing_is_translated_that_nobody_says() -> None:
    said = set(written())
    assert not [known.id for known in catalogue() if known.id and (_first(known.id), known.context) not in said]


def _first(message: str | tuple[str, ...]) -> str:
    return message[0] if isinstance(message, tuple) else message


def test_the_compiled_catalogue_is_the_readable_one() -> None:
    compiled = BytesIO()
    write_mo(compiled, catalogue())
    assert compiled.getvalue() == (ENGLISH / "messages.mo").read_bytes()


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_templates_say_nothing_past_the_catalogue(path: Path) -> None:
    text = re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    text = re.sub(r"""p?gettext\("(?:menu|button)", (["']).*?\1\)|_\((["']).*?\2""", "", text)
    rest = [line for line in text.splitlines() if HAN.search(line.replace('"中文"', ""))]
    assert not rest


@pytest.mark.parametrize("path", PYTHON, ids=lambda path: path.name)
def test_pages_say_nothing_past_the_catalogue(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    told = {id(part) for node in ast.walk(tree) if _speaks(node) for part in ast.walk(node)}
    told |= {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}  # docstrings
    strange = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told
        if HAN.search(node.value) and not _is_data(node.value)
    ]
    assert not strange


def _speaks(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SPOKEN


def _is_data(text: str) -> bool:
    """Fixed words of the graph, patterns, and what is told in both languages at once."""
    from graph.kinds import NODES

    fixed = {word for kind in NODES.values() for one in kind.properties for word in one.choices}
    return text in fixed | OWN_WORDS | {"日 "} or "\\" in text or len(text) == 1
