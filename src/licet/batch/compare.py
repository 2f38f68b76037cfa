"""One book under two laws: which lines change their answer."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from licet.batch import OrderBook
from licet.batch.header import fact_columns
from licet.batch.run import Runner
from licet.decide.engine import Engine
from licet.decide.settings import Settings


def changed_lines(book: OrderBook, engine: Engine, settings: Sequence[Settings]) -> pl.DataFrame:
    """The lines whose answer differs between two settings.

    Returns:
        `line` (its id, else its row), `before` and `after`: outcome, way and review of both layers in words.
    """
    facts = fact_columns(book.columns, book.name)
    runners = [Runner(engine, one) for one in settings]
    found = []
    for chunk in book.chunks():
        frame = chunk.frame.select(list(facts)).rename(facts)
        answers = [_words(runner, frame) for runner in runners]
        line = frame["line_id"].cast(pl.String) if "line_id" in frame.columns else pl.Series([None] * frame.height, dtype=pl.String)
        both = pl.DataFrame({"line": line.fill_null(chunk.rows.cast(pl.String)), "before": answers[0], "after": answers[1]})
        found.append(both.filter(pl.col("before") != pl.col("after")))
    return (
        pl.concat(found)
        if found
        else pl.DataFrame({"line": [], "before": [], "after": []}, schema=dict.fromkeys(("line", "before", "after"), pl.String))
    )


def _words(runner: Runner, frame: pl.DataFrame) -> pl.Series:
    answers = runner.texts(runner.answer(frame))
    return answers.select(
        pl.format(
            "enforced {} {} {}; codified {} {} {}",
            *("outcome", "via", "review", "codified_outcome", "codified_via", "codified_review"),
        )
    ).to_series()
