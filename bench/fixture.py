"""Reference rules, a seeded order book and exact expected answers for the benchmark.

THIS IS NOT THE LAW. The thresholds and the shape (two alternatives, two ratios, one exclusion, five outcomes) resemble
the second version of entry 3A090 and a license decision, so that every engine does work of the right kind. The country
groups are shortened and carry no legal meaning. Never take an answer from this file for a real shipment.

Item, for ``density = tpp / area``:
  A  tpp >= 4800, or tpp >= 1600 and density >= 5.92
  B  not A, and (2400 <= tpp < 4800 and 1.6 <= density < 5.92, or tpp >= 1600 and 3.2 <= density < 5.92)
  -  otherwise; also whenever the part is not meant for datacenters and tpp < 4800
Place: strict if destination or headquarters is in STRICT, else watched if either is in WATCHED, else free.
Decision: no item or free place: 0; strict and (B or not for datacenters): 1; watched and (B or not for datacenters): 2;
watched: 3; strict: 4.
"""

from __future__ import annotations

import random
from array import array
from dataclasses import dataclass
from fractions import Fraction

GRAIN = 1000  # quantities are integer thousandths
DECISIONS = ("none_needed", "notified", "excepted", "license_review", "license_denial")
STRICT = ("BY", "CN", "CU", "IR", "KP", "MM", "MO", "RU", "SY", "VE")
WATCHED = ("AE", "AM", "AZ", "EG", "GE", "IQ", "JO", "KZ", "LB", "OM", "QA", "SA", "TM", "UZ", "VN")
FREE = ("AU", "BE", "BR", "CA", "CH", "DE", "DK", "ES", "FI", "FR", "GB", "IE", "IT", "JP", "KR", "NL", "SE", "US")
COUNTRIES = STRICT + WATCHED + FREE  # a country's code is its index here
TPP_LIMITS = (1600, 2400, 4800)
DENSITY_LIMITS = (Fraction(8, 5), Fraction(16, 5), Fraction(148, 25))  # 1.6, 3.2, 5.92


@dataclass(frozen=True, slots=True)
class OrderBook:
    """Ready-made columns, as plain arrays so that no engine's environment needs numpy."""

    tpp_thousandths: array[int]
    area_thousandths: array[int]
    datacenter: array[int]  # 0 or 1
    destination: array[int]  # index into COUNTRIES
    hq: array[int]
    expected: array[int]  # index into DECISIONS

    def __len__(self) -> int:
        return len(self.expected)


def reaches(tpp: int, area: int, limit: Fraction) -> bool:
    """Tell whether tpp / area >= limit, in integers."""
    return tpp * limit.denominator >= area * limit.numerator


def item(tpp: int, area: int, datacenter: bool) -> str:
    """Return "A", "B" or "" for integer thousandths."""
    low, middle, high = (limit * GRAIN for limit in TPP_LIMITS)
    thin, dense, densest = (reaches(tpp, area, limit) for limit in DENSITY_LIMITS)
    if not datacenter and tpp < high:
        return ""
    if tpp >= high or (tpp >= low and densest):
        return "A"
    if (middle <= tpp < high and thin and not densest) or (tpp >= low and dense and not densest):
        return "B"
    return ""


def decide(tpp: int, area: int, datacenter: bool, destination: str, hq: str) -> int:
    """Return the expected decision: the reference every engine is checked against."""
    found = item(tpp, area, datacenter)
    strict = destination in STRICT or hq in STRICT
    watched = destination in WATCHED or hq in WATCHED
    if not found or not (strict or watched):
        return 0
    light = found == "B" or not datacenter
    if strict:
        return 1 if light else 4
    return 2 if light else 3


def _numbers(random_: random.Random, on_threshold: bool) -> tuple[int, int]:
    """Return (tpp, area) in thousandths; areas are whole tenths of a square millimetre."""
    if not on_threshold:
        return random_.randrange(200 * GRAIN, 12_000 * GRAIN), random_.randrange(500, 30_000) * (GRAIN // 10)
    pick = random_.randrange(6)
    if pick < 3:
        return TPP_LIMITS[pick] * GRAIN, random_.randrange(500, 30_000) * (GRAIN // 10)
    limit = DENSITY_LIMITS[pick - 3]
    lowest_tpp = (2400, 1600, 1600)[pick - 3]
    lowest, highest = (int(tpp * 10 / limit) + 1 for tpp in (lowest_tpp, 4800))
    area = random_.randrange(lowest, highest) * (GRAIN // 10)
    return int(area * limit), area


def order_book(rows: int, seed: int = 20231117) -> OrderBook:
    """Build a reproducible book; one row in eight lies exactly on a threshold."""
    random_ = random.Random(seed)
    book = OrderBook(array("q"), array("q"), array("b"), array("b"), array("b"), array("b"))
    for index in range(rows):
        tpp, area = _numbers(random_, on_threshold=index % 8 == 0)
        datacenter = random_.random() < 0.8
        destination, hq = random_.randrange(len(COUNTRIES)), random_.randrange(len(COUNTRIES))
        book.tpp_thousandths.append(tpp)
        book.area_thousandths.append(area)
        book.datacenter.append(datacenter)
        book.destination.append(destination)
        book.hq.append(hq)
        book.expected.append(decide(tpp, area, datacenter, COUNTRIES[destination], COUNTRIES[hq]))
    return book


def rows_of(book: OrderBook, limit: int | None = None) -> list[dict[str, object]]:
    """Return ready-made dicts, the input of row engines."""
    columns = zip(book.tpp_thousandths, book.area_thousandths, book.datacenter, book.destination, book.hq, strict=True)
    rows: list[dict[str, object]] = []
    for tpp, area, datacenter, destination, hq in columns:
        if limit is not None and len(rows) == limit:
            break
        rows.append(
            {
                "tpp": tpp / GRAIN,
                "area": area / GRAIN,
                "tpp_thousandths": tpp,
                "area_thousandths": area,
                "datacenter": bool(datacenter),
                "destination": COUNTRIES[destination],
                "hq": COUNTRIES[hq],
            }
        )
    return rows
