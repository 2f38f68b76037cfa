"""The columns of a table, by name and type: as a user says them, or as a Parquet file has them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from licet.base.errors import UsageError
from licet.batch.read import open_book
from licet.facts.vocabulary import vocabulary

TEXT = "VARCHAR"


def all_as_text() -> dict[str, str]:
    """A table with a column of texts for every fact."""
    return {name: TEXT for name, spec in vocabulary().items() if not spec.derived}


def said_columns(columns: Mapping[str, str] | Sequence[str] | None) -> dict[str, str]:
    """Columns by name: types where they are said, texts where they are not.

    >>> said_columns(["destination", "quantity=BIGINT"])
    {'destination': 'VARCHAR', 'quantity': 'BIGINT'}
    """
    if columns is None:
        return all_as_text()
    if isinstance(columns, str):
        raise UsageError("LIC-U052", "Columns are a list or a mapping.", hint='For example {"quantity": "BIGINT"}.')
    if isinstance(columns, Mapping):
        return dict(columns)
    pairs = (word.partition("=") for word in columns)
    return {name.strip(): words.strip() or TEXT for name, _, words in pairs}


def parquet_columns(path: str) -> dict[str, str]:
    """The columns of a Parquet file.

    Raises:
        FileError: as when it is opened as an order book.
    """
    open_book(path, "parquet")
    return {name: _sql_words(kind) for name, kind in pl.read_parquet_schema(path).items()}


WORDS = {pl.Float32: "FLOAT", pl.Float64: "DOUBLE", pl.Boolean: "BOOLEAN", pl.Date: "DATE", pl.Int128: "HUGEINT", pl.UInt64: "HUGEINT"}


def _sql_words(kind: pl.DataType) -> str:
    if isinstance(kind, pl.Decimal):
        return f"DECIMAL({kind.precision or 38},{kind.scale})"
    if isinstance(kind, pl.Enum | pl.Categorical | pl.String):
        return TEXT
    plain = next((words for one, words in WORDS.items() if kind == one), "")
    return plain or ("BIGINT" if kind.is_integer() else str(kind).upper())
