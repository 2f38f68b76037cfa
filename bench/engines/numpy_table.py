"""A numpy look-up table over cache-sized blocks: a limit to measure against, not an engine."""

from __future__ import annotations

from typing import Any

import numpy
from fixture import COUNTRIES, STRICT, WATCHED

NAME = "numpy look-up table (a limit)"
DISTRIBUTION = "numpy"
UNIT = "columns"
EXPLAINS = ""
BLOCK = 16384

Columns = dict[str, Any]


def setup() -> None:
    """Build both tables: country to place, and (item bits, place) to decision."""
    global _places, _decisions
    places = [2 if code in STRICT else 1 if code in WATCHED else 0 for code in COUNTRIES]
    _places = numpy.array(places, dtype=numpy.uint8)
    _decisions = numpy.zeros(16, dtype=numpy.int8)  # index: heavy 8, light 4, place
    _decisions[4:7] = 0, 2, 1
    _decisions[12:15] = 0, 3, 4


def prepare(book: Columns) -> Columns:
    """Return the cheapest types."""
    columns = {name: book[f"{name}_thousandths"].astype(numpy.int32) for name in ("tpp", "area")}
    columns |= {name: book[name].astype(numpy.uint8) for name in ("destination", "hq")}
    return columns | {"datacenter": book["datacenter"].astype(bool)}


def batch(columns: Columns) -> Any:
    """Decide all orders, a block at a time."""
    count = len(columns["tpp"])
    answers = numpy.empty(count, dtype=numpy.int8)
    for start in range(0, count, BLOCK):
        block = slice(start, start + BLOCK)
        tpp, area, datacenter = columns["tpp"][block], columns["area"][block], columns["datacenter"][block]
        tpp_5, area_8 = tpp * 5, area * 8
        place = numpy.maximum(_places[columns["destination"][block]], _places[columns["hq"][block]])
        low, high = tpp >= 1600000, tpp >= 4800000
        heavy = (high | (low & (tpp * 25 >= area * 148))) & datacenter
        light = high | (datacenter & ((low & (tpp_5 >= area_8 * 2)) | ((tpp >= 2400000) & (tpp_5 >= area_8))))
        light |= heavy
        place |= (light.view(numpy.uint8) << 2) | (heavy.view(numpy.uint8) << 3)
        numpy.take(_decisions, place, out=answers[block])
    return answers
