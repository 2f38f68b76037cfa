"""polars by hand: what a good engineer writes for exactly these rules. No reasons, no dates, no unknowns."""

from __future__ import annotations

import polars
from fixture import COUNTRIES, STRICT, WATCHED

NAME = "polars by hand"
DISTRIBUTION = "polars"
UNIT = "frame"
EXPLAINS = ""


def setup() -> None:
    """Build the place table and the expressions that do not depend on the frame."""
    global _places, _heavy, _light
    tpp, area, datacenter = polars.col("tpp"), polars.col("area"), polars.col("datacenter")
    _places = polars.Series([2 if code in STRICT else 1 if code in WATCHED else 0 for code in COUNTRIES])
    _places = _places.cast(polars.UInt8)
    item_a = (tpp >= 4800000) | ((tpp >= 1600000) & (tpp * 25 >= area * 148) & datacenter)
    thin, dense = (tpp >= 2400000) & (tpp * 5 >= area * 8), (tpp >= 1600000) & (tpp * 5 >= area * 16)
    _heavy, _light = item_a & datacenter, item_a | ((thin | dense) & datacenter)


def prepare(frame: polars.DataFrame) -> polars.DataFrame:
    """Return the frame in its cheapest types; nothing is decided here."""
    return frame.select(
        polars.col("tpp_thousandths").cast(polars.Int32).alias("tpp"),
        polars.col("area_thousandths").cast(polars.Int32).alias("area"),
        "datacenter",
        polars.col("destination", "hq").to_physical(),
    )


def batch(frame: polars.DataFrame) -> polars.Series:
    """Decide all orders."""
    destination, hq = _places.gather(frame["destination"]), _places.gather(frame["hq"])
    strict, watched = (destination == 2) | (hq == 2), (destination == 1) | (hq == 1)
    zero, one, two, three, four = (polars.lit(code, dtype=polars.Int8) for code in range(5))
    decision = (
        polars.when(_light.not_())
        .then(zero)
        .when(strict)
        .then(polars.when(_heavy).then(four).otherwise(one))
        .when(watched)
        .then(polars.when(_heavy).then(three).otherwise(two))
        .otherwise(zero)
    )
    return frame.select(decision.alias("decision"))["decision"]
