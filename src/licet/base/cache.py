"""Bytes that an earlier run worked out, kept for the next start. Losing them costs time, never an answer."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from functools import cache

BYTES_MOST = 128 * 1024 * 1024
"""Some eight versions of a law, all its days. Beyond it what was written longest ago goes."""


def folder() -> str | None:
    """Where cached bytes are kept; None when LICET_CACHE is `off`."""
    base = os.environ.get("LICET_CACHE") or os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return None if base == "off" else os.path.join(base, "licet")


@cache
def sources_digest(paths: tuple[str, ...]) -> str:
    """A short digest over source files: cached bytes are good only for the code that made them."""
    total = hashlib.sha256()
    for path in paths:
        with open(path, "rb") as stream:
            total.update(stream.read())
    return total.hexdigest()[:16]


def read(name: str) -> bytes | None:
    """Cached bytes, or None. Only a file that this very user alone can write is trusted."""
    place = folder()
    if place is None:
        return None
    try:
        with open(os.path.join(place, name), "rb") as stream:
            status = os.fstat(stream.fileno())
            if hasattr(os, "getuid") and (status.st_uid != os.getuid() or status.st_mode & 0o022):
                return None
            return stream.read()
    except OSError:
        return None


def write(name: str, content: bytes) -> None:
    """Keep bytes; a cache that cannot be written is no error."""
    import tempfile

    place = folder()
    if place is None:
        return
    try:
        os.makedirs(place, mode=0o700, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(dir=place)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
        os.replace(temporary, os.path.join(place, name))
        tidy(place)
    except OSError:
        return


@cache
def tidy(place: str) -> None:
    """Bring the folder under its limit; once in a process is often enough."""
    files = sorted(((entry.stat(), entry.path) for entry in os.scandir(place)), key=lambda file: -file[0].st_mtime_ns)
    kept = 0
    for status, path in files:
        kept += status.st_size
        if kept > BYTES_MOST:
            os.unlink(path)


def sources(*folders: str) -> tuple[str, ...]:
    """The Python files of some folders, in order."""
    return tuple(sorted(os.path.join(place, name) for place in folders for name in os.listdir(place) if name.endswith(".py")))


def joined(parts: Iterable[object]) -> str:
    """A file name from its parts."""
    return "-".join(str(part) for part in parts)
