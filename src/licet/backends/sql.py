"""SQL text made from the bound trees of one book, for DuckDB, and in words that PostgreSQL and Spark have too.

Every operation stands in brackets, every name in double quotes, days are day numbers. Nothing is left to an engine's
own idea of precedence, or of what a blank means to CASE.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from licet.backends.layers import door_layers, layers, stored_as
from licet.base.dates import FOREVER
from licet.facts.derive import layout
from licet.language.book import Book, Corpus, View
from licet.language.chain import Chain
from licet.language.fold import fold

SIGNS = {"<": "<", "<=": "<=", ">": ">", ">=": ">=", "==": "=", "!=": "<>"}
TYPES = {int: "BIGINT", bool: "BOOLEAN", str: "VARCHAR(1000)"}


def quoted_name(name: str) -> str:
    """A name as SQL takes it whatever is in it.

    >>> quoted_name("consignee_listed:sdn")
    '"consignee_listed:sdn"'
    """
    return '"' + name.replace('"', '""') + '"'


def quoted_text(text: str) -> str:
    """A text literal.

    >>> quoted_text("Côte d'Ivoire")
    "'Côte d''Ivoire'"
    """
    return "'" + text.replace("'", "''") + "'"


class SqlText:
    """What a tree is made of in SQL, whose own logic of nulls is Kleene's."""

    def fact(self, name: str) -> str:
        return quoted_name(name)

    def value(self, name: str) -> str:
        return quoted_name(name)

    def ref(self, name: str) -> str:
        return quoted_name(f"law:{name}")

    def const(self, value: bool | int | str) -> str:
        # `is`, not `==`: 0 equals False, and an area of zero is a number.
        if value is True or value is False:
            return str(value).upper()
        return quoted_text(value) if isinstance(value, str) else str(value)

    def hole(self, reason: str) -> str:
        return "CAST(NULL AS BOOLEAN)"

    def all(self, parts: list[str]) -> str:
        return f"({' AND '.join(parts)})"

    def any(self, parts: list[str]) -> str:
        return f"({' OR '.join(parts)})"

    def negate(self, part: str) -> str:
        return f"(NOT {part})"

    def member(self, name: str, members: frozenset[str]) -> str:
        return f"({quoted_name(name)} IN ({', '.join(map(quoted_text, sorted(members)))}))"

    def compare(self, op: str, left: str, right: str) -> str:
        return f"({left} {SIGNS[op]} {right})"

    def ratio(self, op: str, top: str, bottom: str, numerator: int, denominator: int) -> str:
        above, below = quoted_name(top), quoted_name(bottom)
        test = f"(({above} * {denominator}) {SIGNS[op]} ({below} * {numerator}))"
        return f"(CASE WHEN COALESCE(({below} > 0), FALSE) THEN {test} ELSE CAST(NULL AS BOOLEAN) END)"

    def plus(self, left: str, right: str) -> str:
        return f"({left} + {right})"

    def minus(self, left: str, right: str) -> str:
        return f"({left} - {right})"

    def times(self, left: str, right: str) -> str:
        return f"({left} * {right})"

    def when(self, condition: str, then: str, other: str) -> str:
        return f"(CASE WHEN COALESCE({condition}, FALSE) THEN {then} ELSE {other} END)"

    def given(self, name: str) -> str:
        return f"({quoted_name(name)} IS NOT NULL)"

    def nothing(self) -> str:
        return "NULL"


def decision_sql(book: Book, table: str, chains: Sequence[str], keep: Sequence[str] = ()) -> str:
    """A SELECT of reason codes over finished rows, one SMALLINT column per chain, named after it.

    Args:
        table: a table name, or a SELECT in brackets with a name; it has every column that `layers.columns_read` lists.
        keep: columns to carry over unchanged before the codes, such as a row's own number.
    """
    to = SqlText()
    text = table
    for number, layer in enumerate(layers(book, chains), 1):
        added = [f"{fold(book.trees[name], to)} AS {to.ref(name)}" for name in layer]
        text = _nested(["*", *added], text, number)
    codes = [f"{_case(book.chains[name], book)} AS {quoted_name(name)}" for name in chains]
    return f"SELECT {', '.join([*map(quoted_name, keep), *codes])}\nFROM {text}"


def dated_sql(
    corpus: Corpus, layer: str, table: str, chains: Sequence[str], days: Iterable[int], keep: Sequence[str] = ()
) -> str:
    """The same, each row under the book of its own `date`: one branch per stretch of days without change.

    Args:
        days: days whose stretches are wanted. Rows of other days, and rows without a day, come out with blank codes.
    """
    branches = []
    covered = []
    for since, until, book in _stretches(corpus, layer, chains, days):
        inside = f'(("date" >= {since}) AND ("date" < {until}))'
        covered.append(inside)
        branches.append(decision_sql(book, f'(SELECT * FROM {table} WHERE {inside}) AS "rows"', chains, keep))
    blanks = [*map(quoted_name, keep), *(f"CAST(NULL AS SMALLINT) AS {quoted_name(name)}" for name in chains)]
    outside = f"(NOT COALESCE({' OR '.join(covered) or 'FALSE'}, FALSE))"
    branches.append(f"SELECT {', '.join(blanks)}\nFROM {table} WHERE {outside}")
    return "\nUNION ALL\n".join(branches)


def door_sql(table: str, stored: Sequence[str] | None = None, keep: Sequence[str] = ()) -> str:
    """A SELECT of finished rows: the door's formulas over stored ones, in the order of the layout.

    Args:
        stored: the columns of the layout that the table has, all when not said; the others count as blank.
        keep: other columns to carry over, such as the choices of readings.
    """
    to = SqlText()
    has = set(layout()) if stored is None else set(stored)
    carried = list(map(quoted_name, keep))
    first = [
        quoted_name(column) if column in has else f"CAST(NULL AS {TYPES[stored_as(column)]}) AS {quoted_name(column)}"
        for column in layout()
    ]
    text = _nested([*carried, *first], table, 0)
    for number, layer in enumerate(door_layers(), 1):
        filled = {formula.column: fold(formula.tree, to) for formula in layer}
        picked = [
            f"COALESCE({name}, {filled[column]}) AS {name}" if column in filled else name
            for column in layout()
            if (name := quoted_name(column))
        ]
        text = _nested([*carried, *picked], text, number)
    return f"SELECT {', '.join([*carried, *map(quoted_name, layout())])}\nFROM {text}"


def _nested(columns: Sequence[str], inside: str, number: int) -> str:
    return f"(SELECT {', '.join(columns)}\nFROM {inside}) AS {quoted_name(f'layer {number}')}"


def _stretches(corpus: Corpus, layer: str, chains: Sequence[str], days: Iterable[int]) -> list[tuple[int, int, Book]]:
    """First day, first day no longer, and book of each stretch; neighbours that decide alike are joined."""
    ends = dict(zip(corpus.boundaries, [*corpus.boundaries[1:], FOREVER], strict=True))
    found: list[tuple[int, int, Book]] = []
    for since in sorted({corpus.period(day) for day in days}):
        book = corpus.book(View(since, None, layer))
        until = ends.get(since, corpus.boundaries[0])
        if found and found[-1][1] == since and _trees(found[-1][2], chains) == _trees(book, chains):
            found[-1] = (found[-1][0], until, book)
        else:
            found.append((since, until, book))
    return found


def _trees(book: Book, chains: Sequence[str]) -> list[object]:
    return [(name, book.trees[name]) for layer in layers(book, chains) for name in layer]


def _case(chain: Chain, book: Book) -> str:
    """A chain as CASE. Whether a step is unknown is asked first: one engine answers null to a null condition."""
    branches = []
    for alternative, indices in chain.parts():
        named = [(index, chain.steps[index].provision) for index in indices]
        live = [(index, SqlText().ref(name)) for index, name in named if name in book.trees]
        if not alternative:
            for index, value in live:
                branches += [f"WHEN ({value} IS NULL) THEN {~index}", f"WHEN {value} THEN {index}"]
            continue
        branches += [f"WHEN COALESCE({value}, FALSE) THEN {index}" for index, value in live]
        branches += [f"WHEN ({value} IS NULL) THEN {~index}" for index, value in live]
    code = f"CASE {' '.join(branches)} ELSE {len(chain.steps)} END" if branches else str(len(chain.steps))
    return f"CAST({code} AS SMALLINT)"

