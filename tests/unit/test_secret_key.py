"""The key of an installation: made once, kept, and made anew only where it was cut short."""

from __future__ import annotations

from pathlib import Path

from service.running.opening import KEY_BYTES, secret_key


def test_the_key_is_made_once_and_kept_for_its_owner(tmp_path: Path) -> None:
    key = secret_key(tmp_path)
    assert len(key) == 2 * KEY_BYTES
    assert secret_key(tmp_path) == key
    assert (tmp_path / "secret-key").stat().st_mode & 0o077 == 0


def test_a_key_that_was_cut_short_is_made_anew(tmp_path: Path) -> None:
    for left in ("", "abc"):
        (tmp_path / "secret-key").write_text(left)
        key = secret_key(tmp_path)
        assert len(key) == 2 * KEY_BYTES
        assert secret_key(tmp_path) == key
