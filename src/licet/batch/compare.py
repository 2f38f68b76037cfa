"""One book under two laws: which lines change their answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from licet.batch import OrderBook
from licet.batch.header import fact_columns
from licet.batch.run import Runner
from licet.decide.engine import Engine
from licet.decide.settings import Settings
from licet.language.provision import ENFORCED

PARTS = {
    layer: tuple(f"{prefix}{part}" for part in ("outcome", "via", "review"))
    for layer, prefix in (("enforced", ""), ("codified", "codified_"))
}
EMPTY = {"line": pl.String, "layer": pl.String, "before": pl.String, "after": pl.String}


def changed_lines(book: OrderBook, engine: Engine, settings: Sequence[Settings]) -> pl.DataFrame:
    """The lines whose answer differs between two settings.

    Returns:
        One row per line and layer that changes: `line` (its id, else its row), `layer`, `before` and `after` in words.
    """
    facts = fact_columns(book.columns, book.name)
    runners = [Runner(engine, replace(one, layer=ENFORCED)) for one in settings]
    found = [pl.DataFrame(schema=EMPTY)]
    for chunk in book.chunks():
        frame = chunk.frame.select(list(facts)).rename(facts)
        answers = [runner.texts(runner.answer(frame)) for runner in runners]
        named = (
            frame["line_id"].cast(pl.String) if "line_id" in frame.columns else pl.Series([None] * frame.height, dtype=pl.String)
        )
        line = named.fill_null(chunk.rows.cast(pl.String))
        for layer, parts in PARTS.items():
            before, after = (one.select(pl.format("{} {} {}", *parts)).to_series() for one in answers)
            both = pl.DataFrame({"line": line, "layer": [layer] * frame.height, "before": before, "after": after}, schema=EMPTY)
            found.append(both.filter(pl.col("before") != pl.col("after")))
    return pl.concat(found)
