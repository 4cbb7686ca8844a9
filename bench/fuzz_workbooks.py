"""How many damaged spreadsheets are answered: `python bench/fuzz_workbooks.py 10000 [--json FILE]`."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from graph.reading.checking import check_file
from graph.workbook.reader import WorkbookReader
from tests.support.messy_lists import GAZETTEER
from tests.support.mutations import damaged, seeds


def main() -> int:
    """Damage as many files as asked for, check each, print what became of them; 1 when any check failed."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("files", type=int, nargs="?", default=10_000)
    asked.add_argument("--json", type=Path)
    wanted = asked.parse_args()
    sound, told, crashes = seeds(), Counter[str](), 0
    began = time.perf_counter()
    with WorkbookReader() as reader:
        for seed in range(wanted.files):
            name, content = damaged(seed, sound)
            try:
                file = check_file(reader, name, content, GAZETTEER)
            except Exception as problem:  # noqa: BLE001 - counting them is what this is for
                crashes += 1
                print(f"seed {seed}: {type(problem).__name__}: {problem}")
                continue
            told[file.status if file.reason is None else f"{file.status}: {file.message['en']}"] += 1
    seconds = time.perf_counter() - began
    for words, count in told.most_common():
        print(f"{count:8d}  {words}")
    print(f"{crashes:8d}  crashes\n{wanted.files / seconds:8.0f}  files a second")
    if wanted.json:
        figures = {"files": wanted.files, "crashes": crashes, "seconds": seconds, "outcomes": dict(told)}
        wanted.json.write_text(json.dumps(figures, ensure_ascii=False, indent=1), encoding="utf-8")
    return 1 if crashes else 0


if __name__ == "__main__":
    sys.exit(main())
