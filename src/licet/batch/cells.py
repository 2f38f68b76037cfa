"""The fact columns of a chunk, ready to be judged: cells that no text could hold are complaints."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import polars as pl

from licet.base.errors import Complaint
from licet.batch import Chunk

DAYS = (date.min, date.max)
"""The days that a date can be: the years 1 to 9999."""


def fact_frame(chunk: Chunk, facts: Mapping[str, str]) -> tuple[pl.DataFrame, list[tuple[int, Complaint]]]:
    """The columns that are facts, by fact name, and what is wrong with rows, by their place in the chunk.

    Args:
        facts: column to fact.
    """
    complaints = _unreadable(chunk)
    columns = []
    for column, fact in facts.items():
        series = chunk.frame[column].rename(fact)
        plain = _readable(series)
        for index in (series.is_not_null() & plain.is_null()).arg_true():
            kind = "bytes that are no text" if series.dtype == pl.Binary else "a day outside of the years 1 to 9999"
            complaints.append((int(index), Complaint("LIC-R023", f"{fact} holds {kind}.", f"column {column}", "Write it as text.")))
        columns.append(plain)
    return pl.DataFrame(columns), complaints


def _unreadable(chunk: Chunk) -> list[tuple[int, Complaint]]:
    """Rows that could not be read, by their place in the chunk."""
    if not chunk.complaints:
        return []
    place = {int(row): index for index, row in enumerate(chunk.rows.to_list())}
    return [(place[row], complaint) for row, complaint in chunk.complaints if row in place]


def _readable(series: pl.Series) -> pl.Series:
    """The column with null where a cell is no text, number, day or truth value; floats of 32 bits as they are written."""
    if series.dtype == pl.Binary:
        return _replaced(series, _decoded)
    if series.dtype == pl.Float32:
        return _replaced(series, lambda cell: format(Decimal(str(np.float32(cell))), "f"))
    if series.dtype == pl.Date or isinstance(series.dtype, pl.Datetime):
        first, last = (pl.Series([day]).cast(series.dtype) for day in DAYS)
        inside = (series >= first) & (series <= last)
        return series.zip_with(inside.fill_null(False), pl.Series([None], dtype=series.dtype))
    return series


def _replaced(series: pl.Series, as_text: Callable[[Any], str | None]) -> pl.Series:
    cells = series.unique().drop_nulls()
    texts = pl.Series([as_text(cell) for cell in cells], dtype=pl.String)
    return series.replace_strict(cells, texts, default=None, return_dtype=pl.String)


def _decoded(cell: bytes) -> str | None:
    try:
        return cell.decode()
    except UnicodeDecodeError:
        return None
