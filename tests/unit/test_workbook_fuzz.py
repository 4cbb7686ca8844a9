"""Damaged and random files are answered, never crash, and leave nothing half-read."""

from __future__ import annotations

import os

from graph.reading.checking import check_file
from graph.workbook.reader import WorkbookReader
from tests.support.messy_lists import GAZETTEER
from tests.support.mutations import damaged, seeds

HOW_MANY = int(os.environ.get("HELI_TEST_FUZZ", "400"))
REASONS = {None, "not_a_spreadsheet", "empty_file", "missing_column"}


def test_damaged_files_are_read_or_refused_in_both_languages() -> None:
    sound = seeds()
    with WorkbookReader() as reader:
        for seed in range(HOW_MANY):
            name, content = damaged(seed, sound)
            file = check_file(reader, name, content, GAZETTEER)
            assert file.status in ("read", "refused"), seed
            assert file.reason in REASONS, seed
            if file.status == "refused":
                assert file.message["zh"], seed
                assert file.message["en"], seed
                assert not any(sheet.rows for sheet in file.sheets), seed


def test_noise_is_answered() -> None:
    import random

    with WorkbookReader() as reader:
        for seed in range(100):
            dice = random.Random(seed)
            start = dice.choice(
                (b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xef\xbb\xbf", b"\x09\x08\x10\x00")
            )
            file = check_file(reader, "x.xls", start + dice.randbytes(dice.randrange(2000)), GAZETTEER)
            assert file.status in ("read", "refused"), seed
