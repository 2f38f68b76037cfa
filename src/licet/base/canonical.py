"""One way to write a value as bytes, and its digest."""

from __future__ import annotations

import hashlib
import json


def canonical_bytes(value: object) -> bytes:
    """JSON with sorted keys and no spaces, UTF-8. Floats are refused: no decision holds one.

    Raises:
        TypeError: the value holds something that is not text, integer, truth, null, list or mapping.
    """
    _refuse_floats(value)
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _refuse_floats(value: object) -> None:
    if isinstance(value, float):
        raise TypeError("a float has no canonical form here")
    if isinstance(value, dict):
        for key, inner in value.items():
            if not isinstance(key, str):
                raise TypeError(f"the key {key!r} is not text")
            _refuse_floats(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            _refuse_floats(inner)


def digest(data: bytes) -> str:
    """`sha256:` and the hexadecimal digest of the bytes."""
    return "sha256:" + hashlib.sha256(data).hexdigest()
