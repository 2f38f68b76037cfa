"""Plain Python: the noise gauge and the unit of all ratios. One function, integers, no reasons."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from fixture import STRICT, WATCHED

NAME = "plain Python"
DISTRIBUTION = ""
UNIT = "rows"
EXPLAINS = ""
_STRICT, _WATCHED = frozenset(STRICT), frozenset(WATCHED)

Row = tuple[int, int, bool, str, str]


def setup() -> None:
    """Nothing to load."""


def decide(tpp: int, area: int, datacenter: bool, destination: str, hq: str) -> int:
    """Decide one order; the cheapest tests stand first."""
    if destination in _STRICT or hq in _STRICT:
        strict = True
    elif destination in _WATCHED or hq in _WATCHED:
        strict = False
    else:
        return 0
    if tpp >= 4800000:
        if datacenter:
            return 4 if strict else 3
    elif not datacenter or tpp < 1600000:
        return 0
    elif tpp * 25 >= area * 148:
        return 4 if strict else 3
    elif not (tpp * 5 >= area * 16 or (tpp >= 2400000 and tpp * 5 >= area * 8)):
        return 0
    return 1 if strict else 2


def shape(row: dict[str, Any]) -> Row:
    """Return the arguments of one decision."""
    return row["tpp_thousandths"], row["area_thousandths"], row["datacenter"], row["destination"], row["hq"]


def single(row: Row) -> int:
    """Decide one order."""
    return decide(*row)


def prepare(rows: list[dict[str, Any]]) -> list[Row]:
    """Return ready-made argument tuples."""
    return [shape(row) for row in rows]


def batch(rows: list[Row]) -> list[int]:
    """Decide all orders."""
    return [decide(*row) for row in rows]


def probe(tpp: str, area: str, datacenter: bool, destination: str, hq: str) -> int:
    """Decide on decimals of any length: Python's own rationals."""
    thousandths = Fraction(tpp) * 1000, Fraction(area) * 1000
    return decide(*thousandths, datacenter, destination, hq)  # type: ignore[arg-type]
