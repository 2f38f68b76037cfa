"""licet: the export-control regime for AI compute as dated, cited, executable law.

>>> import licet
>>> licet.check(chip="H100 SXM", quantity="1700", destination="MX", consignee_hq="MX", consignee_parent="none",
...             date="2025-06-02", assume=["ordinary"]).layers["codified"].outcome
'license_required'
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

_VERBS = (
    "check", "classify", "explain", "flip", "frame", "books", "diff", "country", "chip", "model", "package", "quota", "regimes", "sql", "veu",
)  # fmt: skip

if TYPE_CHECKING:
    from licet.faces.verbs import (
        books,
        check,
        chip,
        classify,
        country,
        diff,
        explain,
        flip,
        frame,
        model,
        package,
        quota,
        regimes,
        sql,
        veu,
    )  # fmt: skip

__all__ = [
    "__version__", "books", "check", "chip", "classify", "country", "diff", "explain", "flip", "frame", "model", "package", "quota", "regimes",
    "sql", "veu",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    """Load a public verb when it is first used: importing licet alone stays cheap."""
    if name in _VERBS:
        from licet.faces import verbs

        return getattr(verbs, name)
    raise AttributeError(f"module 'licet' has no attribute {name!r}")
