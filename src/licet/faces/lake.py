"""`licet law sql`: the law as one SELECT for DuckDB, PostgreSQL and Spark."""

from __future__ import annotations

from collections.abc import Sequence

from licet.base.files import write_whole
from licet.decide.settings import Settings
from licet.lake.tables import parquet_columns, said_columns
from licet.lake.text import CODES, WORDS, law_text


def print_sql(
    table: str, settings: Settings, *, like: str | None, columns: Sequence[str], keep: Sequence[str], chips: Sequence[str],
    as_codes: bool, out: str | None,
) -> int:  # fmt: skip
    """Print the SELECT, or write it."""
    known = parquet_columns(like) if like is not None else {}
    said = {**known, **said_columns(columns)} if columns or like is not None else said_columns(None)
    text = law_text(
        table, said, settings.engine, settings, keep=keep, chips=chips or None, show=CODES if as_codes else WORDS
    )
    if out is None or out == "-":
        print(text)
    else:
        write_whole(out, text.encode() + b"\n")
    return 0
