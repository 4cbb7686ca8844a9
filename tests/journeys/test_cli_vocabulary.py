"""`heli vocabulary check`, and an operator's own words and model, at the command."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

Heli = Callable[..., subprocess.CompletedProcess[str]]


def test_the_vocabulary_is_checked_with_the_texts_of_the_graph(heli: Heli, tmp_path: Path) -> None:
    own = tmp_path / "own.csv"
    own.write_text("id,name,aliases\nown-reform,机构改革讲解,大部制改革\n", "utf-8")
    before = json.loads(heli("vocabulary", "check", "--json").stdout)
    after = json.loads(heli("vocabulary", "check", "--json", environment={"HELI_VOCABULARY": str(own)}).stdout)
    assert before["texts"] == after["texts"] > 100
    assert after["words"] == before["words"] + 2
    assert after["seen"] == before["seen"] + 1
    assert before["short"] == before["shadowed"] == []
    assert "没有概念的词" in heli("vocabulary", "check", "--top", "1").stdout


def test_own_words_and_models_that_cannot_be_used_are_told(heli: Heli, tmp_path: Path) -> None:
    own = tmp_path / "own.csv"
    own.write_text("id,aliases\nskill-plumbing,水\n", "utf-8")
    answer = heli("recommend", "银铃潮起来", environment={"HELI_VOCABULARY": str(own)})
    assert answer.returncode != 0
    assert f"{own}:2" in answer.stderr
    assert "Traceback" not in answer.stderr
    told = json.loads(heli("doctor", "--json", environment={"HELI_VOCABULARY": str(own)}).stdout)
    assert [one["name"] for one in told if not one["well"]] == ["vocabulary"]
    answer = heli("recommend", "银铃潮起来", environment={"HELI_ENCODER": str(tmp_path)})
    assert answer.returncode != 0
    assert "model.json" in answer.stderr
    assert "Traceback" not in answer.stderr
