"""What is kept between runs stays under its limit; what goes is what was written longest ago."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from licet.base import cache


def test_the_folder_stays_under_its_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LICET_CACHE", str(tmp_path))
    monkeypatch.setattr(cache, "BYTES_MOST", 25)
    place = tmp_path / "licet"
    place.mkdir()
    for age, name in enumerate(("new", "old", "older")):
        (place / name).write_bytes(b"0123456789")
        os.utime(place / name, ns=(0, 10**18 - age))
    cache.tidy.cache_clear()
    cache.write("newest", b"0123456789")
    assert sorted(path.name for path in place.iterdir()) == ["new", "newest"]
    assert cache.read("newest") == b"0123456789" and cache.read("older") is None


def test_a_cache_that_cannot_be_written_is_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "licet").write_text("a file where the folder would be")
    monkeypatch.setenv("LICET_CACHE", str(tmp_path))
    cache.write("name", b"bytes")
    assert cache.read("name") is None
