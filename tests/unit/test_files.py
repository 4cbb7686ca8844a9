"""Files of the data folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.files import write_whole


@pytest.mark.parametrize("durable", [True, False])
def test_a_file_is_replaced_for_its_owner_only(tmp_path: Path, durable: bool) -> None:
    place = tmp_path / "a.json"
    place.write_bytes(b"old")
    place.chmod(0o644)
    write_whole(place, b"new", durable=durable)
    assert (place.read_bytes(), place.stat().st_mode & 0o777) == (b"new", 0o600)


def test_what_cannot_be_put_in_place_leaves_nothing_behind(tmp_path: Path) -> None:
    place = tmp_path / "a.json"
    place.mkdir()
    with pytest.raises(OSError, match="directory"):
        write_whole(place, b"new")
    assert list(tmp_path.iterdir()) == [place]
