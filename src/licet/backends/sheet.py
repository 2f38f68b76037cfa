"""Columns that are worked out from other columns, written as one SELECT inside the other.

What is known when the text is written stands in no text: a table that says nothing of a fact makes that fact a constant, and what
follows from constants is worked out here. Names are plain (`[a-z0-9_]`), so that no engine's idea of quotes matters.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from licet.base.values import frozen

Value = bool | int | str | None

BARRIER = "OFFSET 0"
"""Keeps PostgreSQL from writing every inner column into each of its uses, which would double the text with every level."""


@frozen
class Known:
    """A value that is the same in every row."""

    value: Value


@frozen
class Term:
    """SQL for a value of a row, and the columns of the sheet that it names."""

    text: str
    uses: frozenset[str] = frozenset()


Piece = Known | Term

BLANK = Known(None)


def literal(value: Value) -> str:
    """A constant in SQL.

    >>> literal("Cote d'Ivoire"), literal(True), literal(None)
    ("'Cote d''Ivoire'", 'TRUE', 'NULL')
    """
    # `is`, not `==`: 0 equals False, and an area of zero is a number.
    if value is True or value is False or value is None:
        return "NULL" if value is None else str(value).upper()
    return "'" + value.replace("'", "''") + "'" if isinstance(value, str) else str(value)


def text_of(piece: Piece) -> str:
    """A piece in SQL."""
    return literal(piece.value) if isinstance(piece, Known) else piece.text


def term(form: str, *pieces: Piece) -> Term:
    """A term from a form with a `{}` for each piece."""
    used = (piece.uses for piece in pieces if isinstance(piece, Term))
    return Term(form.format(*map(text_of, pieces)), frozenset().union(*used))


def plain(name: str) -> str:
    """A stored column's name as every engine takes it.

    >>> plain("consignee_listed:sdn")
    'consignee_listed__sdn'
    """
    return name.replace(":", "__").lower()


@frozen
class _Column:
    text: str
    uses: frozenset[str]
    level: int
    table: str = ""
    """The constant table that it comes from, where it does."""


@dataclass
class _Table:
    """A small constant table, joined by a key."""

    key: str
    columns: dict[str, str]
    """Its columns, and what they are called in the sheet."""
    rows: list[tuple[Value, ...]] = field(default_factory=list)


class Sheet:
    """Named columns, each in the first SELECT that has all it needs."""

    def __init__(self) -> None:
        self._columns: dict[str, _Column] = {}
        self._tables: dict[str, _Table] = {}
        self._by_text: dict[str, Term] = {}

    def named(self, name: str, piece: Piece) -> Piece:
        """The piece under a name of its own. What is constant, is a column already, or was named before stays as it is."""
        if isinstance(piece, Known) or piece.text in self._columns:
            return piece
        found = self._by_text.get(piece.text)
        if found is None:
            found = self._by_text[piece.text] = self._add(name, piece.text, piece.uses)
        return found

    def _add(self, name: str, text: str, uses: frozenset[str], table: str = "") -> Term:
        unique, number = plain(name), 2
        while unique in self._columns:
            unique, number = f"{plain(name)}_{number}", number + 1
        level = 1 + max((self._columns[used].level for used in uses), default=0)
        self._columns[unique] = _Column(text, uses, level, table)
        return Term(unique, frozenset((unique,)))

    def joined(self, name: str, key: Term, columns: Sequence[str]) -> dict[str, Term]:
        """Columns of a constant table that is looked up by `key`, a column; null where no row has it. See `rows_of`."""
        made = {column: self._add(f"{name}_{column}", f"{name}.{column}", key.uses, name) for column in columns}
        self._tables[name] = _Table(key.text, {column: found.text for column, found in made.items()})
        return made

    def rows_of(self, name: str, rows: Iterable[tuple[Value, ...]]) -> None:
        """The rows of a joined table: the key, then a value for each of its columns."""
        self._tables[name].rows = list(rows)

    def select(self, outputs: Mapping[str, Piece], source: str) -> str:
        """The SELECT of these outputs over a table named or written in `source`; its own columns are `t.NAME`."""
        last_use = self._last_uses(outputs.values())
        text = f"{source} AS t"
        for level in range(1, 1 + max((self._columns[name].level for name in last_use), default=0)):
            here = [name for name in last_use if self._columns[name].level == level]
            carried = [name for name, until in last_use.items() if self._columns[name].level < level < until]
            columns = [*carried, *(f"{self._columns[name].text} AS {name}" for name in here)]
            tables = dict.fromkeys(self._columns[name].table for name in here)
            joins = [f"\nLEFT JOIN {self._values(table, set(last_use))}" for table in tables if table]
            text = f"(SELECT {', '.join(columns)}\nFROM {text}{''.join(joins)}\n{BARRIER}) AS r"
        return f"SELECT {', '.join(f'{text_of(piece)} AS {name}' for name, piece in outputs.items())}\nFROM {text}"

    def _last_uses(self, outputs: Iterable[Piece]) -> dict[str, int]:
        """The columns that the outputs rest on, in order, and the level of the last SELECT that names each."""
        outputs = list(outputs)
        needed, end = self._needed(outputs), 1 + len(self._columns)
        last = dict.fromkeys((name for name in self._columns if name in needed), 0)
        for name in last:
            for used in self._columns[name].uses:
                last[used] = max(last[used], self._columns[name].level)
        for piece in outputs:
            for used in piece.uses if isinstance(piece, Term) else ():
                last[used] = end
        return last

    def _needed(self, pieces: Iterable[Piece]) -> set[str]:
        needed: set[str] = set()
        waiting = [used for piece in pieces if isinstance(piece, Term) for used in piece.uses]
        while waiting:
            name = waiting.pop()
            if name not in needed:
                needed.add(name)
                waiting.extend(self._columns[name].uses)
        return needed

    def _values(self, name: str, needed: set[str]) -> str:
        table = self._tables[name]
        places = [0, *(place for place, made in enumerate(table.columns.values(), 1) if made in needed)]
        rows = ", ".join(f"({', '.join(literal(row[place]) for place in places)})" for row in table.rows)
        columns = ", ".join([f"{name}_key", *(column for column, made in table.columns.items() if made in needed)])
        return f"(VALUES {rows}) AS {name}({columns}) ON {name}.{name}_key = r.{table.key}"
