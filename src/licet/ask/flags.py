"""Red flags of diversion: what the law's table names and the line's facts show. They are told, and decide nothing."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from licet.base.errors import FactError
from licet.base.quantities import parse_quantity, show
from licet.base.values import frozen
from licet.facts.catalogue import find
from licet.parties.screen import Screener

WATTS = 1000


@frozen
class Flag:
    """One red flag on a line: about whom, what was seen, and where it is named."""

    name: str
    role: str
    what: str
    cite: str
    confidence: str

    def __str__(self) -> str:
        return f"{self.role}: {self.what} ({self.cite}, {self.confidence})"


@cache
def _table() -> dict[str, dict[str, Any]]:
    rows = tomllib.loads(files("licet.law.us_ear").joinpath("red_flags.toml").read_text("utf-8"))["flag"]
    return {row["name"]: row for row in rows}


def flag(name: str, role: str, seen: str, day: date) -> Flag | None:
    """A flag of the table, if it is known on that day."""
    row = _table()[name]
    if day < row["since"]:
        return None
    return Flag(name, role, f"{row['words']} {seen}".strip(), row["cite"], row["confidence"])


def near_days() -> int:
    """How many days lines may lie apart and still be looked at as one."""
    return int(_table()["split_order"]["days"])


def line_flags(texts: Mapping[str, str], day: date, screener: Screener) -> Iterator[Flag]:
    """Flags that a line's own facts raise."""
    found = [_new_customer(texts, day), _site_power(texts, day), _transit(texts, day), *_shared_address(texts, day, screener)]
    return (one for one in found if one is not None)


def _new_customer(texts: Mapping[str, str], day: date) -> Flag | None:
    began = texts.get("consignee_buys_since", "")
    try:
        is_new = began == "none" or bool(began and date.fromisoformat(began) >= _table()["new_customer"]["bound"])
    except ValueError:
        return None
    seen = "This is its first order." if began == "none" else f"It has bought them since {began}."
    return flag("new_customer", "consignee", seen, day) if is_new else None


def _site_power(texts: Mapping[str, str], day: date) -> Flag | None:
    """Units times the power of one circuit against the power of the site."""
    try:
        drawn = find(texts["chip"]).facts.get("tdp_w") if texts.get("chip") else None
        if drawn is None or not texts.get("site_power_kw") or not texts.get("quantity"):
            return None
        watts = parse_quantity(drawn)
        needed = watts * parse_quantity(texts["quantity"]) / WATTS
        there = parse_quantity(texts["site_power_kw"])
    except (FactError, ValueError):
        return None
    if needed <= there:
        return None
    seen = f"{show(needed)} kW for {texts['quantity']} circuits of {show(watts)} W, {show(there)} kW at the site."
    return flag("site_power", "consignee", seen, day)


def _transit(texts: Mapping[str, str], day: date) -> Flag | None:
    place = texts.get("intermediate_country", "").upper()
    if place in _table()["transit"]["members"] and place != texts.get("destination", "").upper():
        return flag("transit", "intermediate", f"An intermediate party is in {place}.", day)
    return None


def _shared_address(texts: Mapping[str, str], day: date, screener: Screener) -> Iterator[Flag | None]:
    address = texts.get("consignee_address", "")
    if not address:
        return
    for entry, words in screener.at_address(address)[:3]:
        yield flag("shared_address", "consignee", f"{entry.name} ({entry.title}, {entry.citation}) shares {', '.join(words)}.", day)
