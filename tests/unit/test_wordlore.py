"""How texts are read: the operator's own words, models dropped in, and vectors that are kept and worked out aside."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from matching.errors import BadModel
from matching.language import encoder
from matching.language.encoder import Remembered, Vectors, from_folder
from matching.language.vocabulary import Concept, Vocabulary
from service.errors import BadSettings
from service.settings import Settings
from service.texts.wordlore import AT_ONCE, Sentences, Wordlore, encoder_of

HEADER = "id,name,aliases,broader,related\n"


class Counting:
    """An encoder that counts the texts it is given."""

    name = "counting"

    def __init__(self) -> None:
        self.seen: list[str] = []

    def encode(self, texts: Sequence[str]) -> Vectors:
        """The length of the text beside 1, to length 1."""
        self.seen += texts
        rows = np.array([[len(text), 1.0] for text in texts], dtype=np.float32)
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@pytest.fixture
def no_package(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As if the extra were not installed."""
    monkeypatch.setitem(sys.modules, encoder.MODULE, None)
    encoder.installed.cache_clear()
    yield
    encoder.installed.cache_clear()


def own(folder: Path, text: str) -> Path:
    """An operator's file."""
    path = folder / "own.csv"
    path.write_text(HEADER + text, "utf-8")
    return path


def test_own_words_join_a_known_concept_and_new_ones_are_added(tmp_path: Path) -> None:
    lore = Wordlore(own(tmp_path, "skill-plumbing,,凫水探矿|水妖作怪,,\nown-bees,养蜂,养蜂|采蜜,skill-gardening,\n"))
    words = Vocabulary.build([Concept.shipped(values) for values in lore.concepts])
    named = {words.concepts[mention.concept].id for mention in words.find("厨房水妖作怪，院里采蜜")}
    assert {"skill-plumbing", "own-bees"} <= named
    assert words.steps.weights[words.steps.run(words.row_of["own-bees"])].max() == 1.0
    assert len(Wordlore().concepts) + 1 == len(lore.concepts)


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("skill-plumbing,,水,,\n", 2, "两个字"),
        ("skill-plumbing,,凫水探矿,,\nown-x,探矿,凫水探矿,,\n", 3, "skill-plumbing"),
        ("own-x,探矿,凫水探矿,skill-nowhere,\n", 2, "skill-nowhere"),
        ("own-x,,凫水探矿,,\n", 2, "name"),
        (",探矿,凫水探矿,,\n", 2, "id"),
        ("own-x,探矿,凫水探矿\n", 2, "列数"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, text: str, line: int, said: str) -> None:
    path = own(tmp_path, text)
    with pytest.raises(BadSettings, match=said) as caught:
        _ = Wordlore(path).concepts
    assert f"{path}:{line}" in caught.value.zh
    assert f"{path}:{line}" in caught.value.en


def test_a_file_that_is_none_is_said(tmp_path: Path) -> None:
    (tmp_path / "own.csv").write_text("word\n凫水\n", "utf-8")
    for path in (tmp_path / "own.csv", tmp_path / "away.csv"):
        with pytest.raises(BadSettings, match=path.name):
            _ = Wordlore(path).concepts


def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "own.csv")
    for path in (tmp_path / "own.csv", tmp_path):
        with pytest.raises(BadSettings, match="no regular file"):
            _ = Wordlore(path).concepts


def test_the_absent_package_is_one_channel_less(no_package: None, tmp_path: Path) -> None:
    assert encoder.installed() is None
    assert encoder_of(Settings(data=tmp_path, encoder="auto")) is None
    assert encoder_of(Settings(data=tmp_path, encoder="off")) is None


def test_the_package_compares_what_is_said_in_other_words() -> None:
    model = encoder.installed()
    assert model is not None, "the development tools hold the extra `encoder`"
    one, alike, other, traditional = model.encode(["修理自行车", "单车维修", "合唱团招新", "修理自行車"])
    assert float(one @ alike) > float(one @ other) + 0.2
    assert np.allclose(one, traditional, atol=1e-5)
    assert np.allclose(np.linalg.norm(one), 1.0, atol=1e-4)


def test_what_was_encoded_is_kept(tmp_path: Path) -> None:
    model = Counting()
    first = Remembered(model, tmp_path)
    vectors = first.encode(["甲", "乙乙", "甲"])
    first.save(["甲", "乙乙"])
    again = Remembered(model, tmp_path)
    assert np.array_equal(again.encode(["甲", "乙乙", "甲"]), vectors)
    assert model.seen == ["甲", "乙乙"]
    assert again.missing(["甲", "丙"]) == ["丙"]
    (kept,) = tmp_path.iterdir()
    kept.write_bytes(b"damaged")
    assert Remembered(model, tmp_path).missing(["甲"]) == ["甲"]


def test_many_new_texts_are_worked_out_beside_the_answer(tmp_path: Path) -> None:
    texts = [f"第{number}条" for number in range(AT_ONCE + 1)]
    sentences = Sentences(Counting(), tmp_path)
    assert sentences.of(texts) is None
    assert sentences.wait(30.0)
    vectors = sentences.of(texts)
    assert vectors is not None
    assert len(vectors) == len(texts)
    few = sentences.of([*texts, "又一条"])
    assert few is not None
    assert np.array_equal(few[:-1], vectors)


def test_what_the_open_lines_ask_is_known_at_the_next_start(tmp_path: Path) -> None:
    first = Sentences(Counting(), tmp_path)
    assert first.of(["甲"], ["乙", "丙"]) is not None
    assert first.wait(30.0)
    model = Counting()
    again = Sentences(model, tmp_path)
    assert np.array_equal(again.questions.encode(["乙"]), first.questions.encode(["乙"]))
    assert model.seen == []
    assert again.questions.name == model.name


def model_folder(folder: Path, **changed: object) -> Path:
    """A folder with a table of word vectors, its sums in model.json."""
    (folder / "words.txt").write_text("修车\n车\n唱歌\n", "utf-8")
    np.save(folder / "vectors.npy", np.array([[1.0, 0.0], [0.8, 0.6], [0.0, 1.0]], dtype=np.float32))
    sums = {n: hashlib.sha256((folder / n).read_bytes()).hexdigest() for n in ("words.txt", "vectors.npy")}
    (folder / "model.json").write_text(json.dumps({"form": "words", "files": sums, **changed}), "utf-8")
    return folder


def test_a_model_dropped_in_is_used(tmp_path: Path) -> None:
    model = encoder_of(Settings(data=tmp_path, encoder=str(model_folder(tmp_path))))
    assert model is not None
    assert model.name.startswith(tmp_path.name)
    vectors = model.encode(["修车", "唱歌", "没有", "修車唱歌"])
    assert vectors[0] @ vectors[1] == 0.0
    assert not vectors[2].any()
    assert np.allclose(vectors[3], [2**-0.5, 2**-0.5])


@pytest.mark.parametrize("broken", ["sum", "form", "away", "rows", "pickle", "text", "encoding"])
def test_a_model_that_cannot_be_trusted_is_refused(tmp_path: Path, broken: str) -> None:
    folder = model_folder(tmp_path, **({"form": "magic"} if broken == "form" else {}))
    if broken == "sum":
        (folder / "words.txt").write_text("别的\n", "utf-8")
    elif broken == "away":
        (folder / "vectors.npy").unlink()
    elif broken in ("rows", "pickle"):
        table = np.zeros((2, 2)) if broken == "rows" else np.array([{"a": 1}] * 3, dtype=object)
        np.save(folder / "vectors.npy", table)
        told = json.loads((folder / "model.json").read_text("utf-8"))
        told["files"]["vectors.npy"] = hashlib.sha256((folder / "vectors.npy").read_bytes()).hexdigest()
        (folder / "model.json").write_text(json.dumps(told), "utf-8")
    elif broken == "encoding":
        (folder / "words.txt").write_bytes("修车\n车\n唱歌\n".encode("gb18030"))
        told = json.loads((folder / "model.json").read_text("utf-8"))
        told["files"]["words.txt"] = hashlib.sha256((folder / "words.txt").read_bytes()).hexdigest()
        (folder / "model.json").write_text(json.dumps(told), "utf-8")
    elif broken == "text":
        (folder / "model.json").write_text("[]", "utf-8")
    with pytest.raises(BadModel, match=str(folder)):
        from_folder(folder)
    with pytest.raises(BadSettings, match="HELI_ENCODER"):
        encoder_of(Settings(data=tmp_path, encoder=str(folder)))
