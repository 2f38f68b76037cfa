"""Ask one engine about values just under each threshold, and exactly on it, written as decimals.

python probes.py ENGINE     prints one JSON object; an engine without ``probe`` leaves the rounding to its user
"""

from __future__ import annotations

import importlib
import json
import sys
from decimal import Decimal
from fractions import Fraction
from typing import Any

from fixture import COUNTRIES, DECISIONS, GRAIN, decide, order_book

UNDER = {  # tpp, area: finer than the grain of the order book, and than float32 can tell
    "tpp 4799.9999": ("4799.9999", "1000"),
    "tpp 2399.99999": ("2399.99999", "1000"),
    "density 5.9199999": ("2959.99995", "500"),
}
EXACT_ROWS = 2000


def reference(tpp: str, area: str, datacenter: bool, destination: str, hq: str) -> int:
    """Decide with rationals."""
    thousandths = Fraction(tpp) * GRAIN, Fraction(area) * GRAIN
    return decide(*thousandths, datacenter, destination, hq)  # type: ignore[arg-type]


def _verdict(found: int | str, right: int) -> str:
    if isinstance(found, str):
        return found
    return "right" if found == right else f"wrong: {DECISIONS[found]}"


def probe(name: str) -> dict[str, Any]:
    """Return each answer just under a threshold, and the errors among rows exactly on one."""
    engine = importlib.import_module(f"engines.{name}")
    engine.setup()
    if not hasattr(engine, "probe"):
        return {"under": dict.fromkeys(UNDER, "left to the user"), "exact_wrong": None, "exact_rows": 0}
    under: dict[str, str] = {}
    for title, (tpp, area) in UNDER.items():
        case = (tpp, area, True, "CN", "US")
        found, right = engine.probe(*case), reference(*case)
        under[title] = _verdict(found, right)
    book, errors, asked = order_book(EXACT_ROWS * 8), 0, 0
    for index in range(0, len(book), 8):  # every eighth row lies exactly on a threshold
        numbers = (str(Decimal(column[index]) / GRAIN) for column in (book.tpp_thousandths, book.area_thousandths))
        places = (COUNTRIES[column[index]] for column in (book.destination, book.hq))
        errors += engine.probe(*numbers, bool(book.datacenter[index]), *places) != book.expected[index]
        asked += 1
    return {"under": under, "exact_wrong": errors, "exact_rows": asked}


if __name__ == "__main__":
    print(json.dumps(probe(sys.argv[1])))
