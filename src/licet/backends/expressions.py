"""Many cases at a time: polars expressions made from the bound trees of one book.

Every provision becomes a truth column, layer by layer of refs; a chain becomes one column of reason codes. Null is
unknown. This is the plain way to decide a table, and so the second opinion on every other way.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Sequence
from functools import reduce
from typing import Any

import polars as pl

from licet.backends.layers import columns_read, door_layers, layers, stored_as
from licet.facts.derive import layout
from licet.language.book import Book
from licet.language.chain import Chain
from licet.language.fold import fold

DTYPES: dict[type, type[pl.DataType]] = {int: pl.Int64, bool: pl.Boolean, str: pl.String}
OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "==": operator.eq, "!=": operator.ne,
}  # fmt: skip


def column_of(provision: str) -> str:
    """The column in which the truth of a provision is kept: apart from every fact."""
    return f"law:{provision}"


class Expressions:
    """What a tree is made of in polars, whose own logic of nulls is Kleene's."""

    def fact(self, name: str) -> pl.Expr:
        return pl.col(name)

    def value(self, name: str) -> pl.Expr:
        return pl.col(name)

    def ref(self, name: str) -> pl.Expr:
        return pl.col(column_of(name))

    def const(self, value: bool | int | str) -> pl.Expr:
        return pl.lit(value, dtype=DTYPES[type(value)])

    def hole(self, reason: str) -> pl.Expr:
        return pl.lit(None, dtype=pl.Boolean)

    def all(self, parts: list[pl.Expr]) -> pl.Expr:
        return reduce(operator.and_, parts)

    def any(self, parts: list[pl.Expr]) -> pl.Expr:
        return reduce(operator.or_, parts)

    def negate(self, part: pl.Expr) -> pl.Expr:
        return ~part

    def member(self, name: str, members: frozenset[str]) -> pl.Expr:
        return pl.col(name).is_in(sorted(members))

    def compare(self, op: str, left: pl.Expr, right: pl.Expr) -> pl.Expr:
        compared: pl.Expr = OPERATORS[op](left, right)
        return compared

    def ratio(self, op: str, top: str, bottom: str, numerator: int, denominator: int) -> pl.Expr:
        test = OPERATORS[op](pl.col(top) * denominator, pl.col(bottom) * numerator)
        return pl.when(pl.col(bottom) > 0).then(test).otherwise(self.hole("nothing to divide by"))

    def plus(self, left: pl.Expr, right: pl.Expr) -> pl.Expr:
        return left + right

    def minus(self, left: pl.Expr, right: pl.Expr) -> pl.Expr:
        return left - right

    def times(self, left: pl.Expr, right: pl.Expr) -> pl.Expr:
        # INVARIANT: bounds of the vocabulary keep products within 64 bits; polars would wrap around without a word.
        return left * right

    def when(self, condition: pl.Expr, then: pl.Expr, other: pl.Expr) -> pl.Expr:
        return pl.when(condition.fill_null(False)).then(then).otherwise(other)

    def given(self, name: str) -> pl.Expr:
        return pl.col(name).is_not_null()

    def nothing(self) -> pl.Expr:
        return pl.lit(None)


def codes_frame(frame: pl.DataFrame, book: Book, chains: Sequence[str]) -> pl.DataFrame:
    """Reason codes of finished rows: one Int16 column per chain, named after it, in the order of the rows.

    Args:
        frame: columns named as in the layout of a row of facts, and `reading:NAME`; an absent column counts as blank.
    """
    to = Expressions()
    staged = with_blanks(frame, columns_read(book, chains)).lazy()
    for layer in layers(book, chains):
        staged = staged.with_columns(fold(book.trees[name], to).alias(column_of(name)) for name in layer)
    codes = [_code(book.chains[name], book).alias(f"chain:{name}") for name in chains]
    # The codes are added before they are picked: a chain of literals alone would otherwise give a single row.
    picked = [pl.col(f"chain:{name}").alias(name) for name in chains]
    return staged.with_columns(codes).select(picked).collect()


def door_frame(frame: pl.DataFrame) -> pl.DataFrame:
    """Finished rows from stored ones: the door's formulas in columns. Columns beside the layout stay as they are."""
    to = Expressions()
    staged = with_blanks(frame, layout()).lazy()
    for layer in door_layers():
        staged = staged.with_columns(
            pl.coalesce(pl.col(formula.column), fold(formula.tree, to)).alias(formula.column) for formula in layer
        )
    return staged.collect()


def with_blanks(frame: pl.DataFrame, columns: Iterable[str]) -> pl.DataFrame:
    """The frame with every absent one of the columns added as blank."""
    absent = [column for column in columns if column not in frame.columns]
    return frame.with_columns(pl.lit(None, dtype=DTYPES[stored_as(column)]).alias(column) for column in absent)


def _code(chain: Chain, book: Book) -> pl.Expr:
    """The code of a chain, built from its last step to its first."""
    code = _literal(len(chain.steps))
    for alternative, indices in reversed(chain.parts()):
        named = [(index, chain.steps[index].provision) for index in indices]
        live = [(index, pl.col(column_of(name))) for index, name in named if name in book.trees]
        if not alternative:
            for index, value in reversed(live):
                code = _where(value.is_null(), ~index, _where(value, index, code))
            continue
        for index, value in reversed(live):
            code = _where(value.is_null(), ~index, code)
        for index, value in reversed(live):
            code = _where(value.fill_null(False), index, code)
    return code


def _literal(code: int) -> pl.Expr:
    return pl.lit(code, dtype=pl.Int16)


def _where(condition: pl.Expr, code: int, otherwise: pl.Expr) -> pl.Expr:
    return pl.when(condition).then(_literal(code)).otherwise(otherwise)
