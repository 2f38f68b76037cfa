"""Typed reading of a TOML file, key by key: every complaint names the line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from licet.base.dates import day_number
from licet.base.errors import Complaint, nearest
from licet.base.values import frozen
from licet.facts.countries import COUNTRIES

HEADER = re.compile(r"^\s*(\[\[?)\s*([\w.\-]+)\s*\]\]?\s*(#.*)?$")
KEY = re.compile(r"""^\s*(?:"([^"]+)"|'([^']+)'|([\w\-]+(?:\.[\w\-]+)*))\s*=""")
WORDS = {bool: "true or false", str: "a text in quotes", dict: "a table", list: "a list"}

Path = tuple[str | int, ...]


@frozen
class Table:
    """A table of the file and where in the file it is."""

    content: dict[str, Any]
    path: Path


class Reader:
    """Reads values of known kinds and keeps every complaint. A key that is absent gives None, which means unknown."""

    def __init__(self, text: str, name: str, as_of: date) -> None:
        self.name = name
        self.as_of = as_of
        self.complaints: list[Complaint] = []
        self._lines = lines_of(text)

    def where(self, table: Table, key: str = "") -> str:
        """The place as a person finds it: file, line, path."""
        path = (*table.path, key) if key else table.path
        line = next((self._lines[path[:n]] for n in range(len(path), 0, -1) if path[:n] in self._lines), 0)
        spelled = "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in path).lstrip(".")
        return f"{self.name}:{line}, {spelled}" if line else f"{self.name}, {spelled}"

    def complain(self, code: str, what: str, table: Table, key: str = "", hint: str = "") -> None:
        self.complaints.append(Complaint(code, what, self.where(table, key), hint))

    def only(self, table: Table, *keys: str) -> None:
        """Complain of keys that no such table has: a misspelled one would be unknown without a word."""
        for key in table.content:
            if key not in keys:
                self.complain("LIC-V002", f"There is no key {key!r} here.", table, key, nearest(key, keys) or f"One of {', '.join(keys)}.")

    def unique(self, names: Iterable[tuple[str, str]], what: str) -> None:
        """Complain of names that stand twice; each with its place."""
        seen: dict[str, str] = {}
        for name, place in names:
            if name in seen:
                first = seen[name].partition(",")[0]
                self.complaints.append(Complaint("LIC-V006", f"Two of them are called {name!r}.", place, f"The other {what} is at {first}."))
            seen.setdefault(name, place)

    def table(self, parent: Table, key: str) -> Table:
        found = self._of(parent, key, dict)
        return Table(found if found is not None else {}, (*parent.path, key))

    def tables(self, parent: Table, key: str) -> list[Table] | None:
        """The tables of a list; None where nothing is said of them, which is not the same as an empty list."""
        found = self._of(parent, key, list)
        if found is None:
            return None
        if not all(isinstance(one, dict) for one in found):
            self._wrong(parent, key, "a list of tables")
            return None
        return [Table(one, (*parent.path, key, index)) for index, one in enumerate(found)]

    def text(self, table: Table, key: str, *, needed: bool = False) -> str | None:
        value: str | None = self._of(table, key, str, needed)
        if value is not None and not value.strip():
            self._wrong(table, key, "a text that is not empty")
            return None
        return value

    def choice(self, table: Table, key: str, choices: Sequence[str], *, needed: bool = False) -> str | None:
        value = self.text(table, key, needed=needed)
        if value is not None and value not in choices:
            self.complain("LIC-V003", f"{key} cannot be {value!r}.", table, key, f"One of {', '.join(choices)}.")
            return None
        return value

    def country(self, table: Table, key: str, *, none: bool = False, needed: bool = False) -> str | None:
        value = self.text(table, key, needed=needed)
        if value is None or value in COUNTRIES or (none and value == "none"):
            return value
        hint = "Write the ISO 3166 alpha-2 code, for example MY" + (", or none." if none else ".")
        self.complain("LIC-V005", f"{key} is not a country code: {value!r}.", table, key, hint)
        return None

    def truth(self, table: Table, key: str) -> bool | None:
        value: bool | None = self._of(table, key, bool)
        return value

    def number(self, table: Table, key: str) -> Fraction | None:
        """A number of zero or more, exactly as written."""
        value = table.content.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | Decimal) or (isinstance(value, Decimal) and not value.is_finite()):
            self._wrong(table, key, "a number")
            return None
        if value < 0:
            self.complain("LIC-V007", f"{key} is {value}.", table, key, "It cannot be negative.")
            return None
        return Fraction(value)

    def percent(self, table: Table, key: str) -> Fraction | None:
        value = self.number(table, key)
        if value is not None and value > 100:
            self.complain("LIC-V008", f"{key} is {table.content[key]}.", table, key, "A share is 100 at most.")
            return None
        return value

    def count(self, table: Table, key: str, *, needed: bool = False) -> int | None:
        """A whole number of zero or more."""
        if needed and key not in table.content:
            self._missing(table, key)
        value = self.number(table, key)
        if value is not None and value.denominator != 1:
            self._wrong(table, key, "a whole number")
            return None
        return None if value is None else value.numerator

    def day(self, table: Table, key: str, *, needed: bool = False) -> int | None:
        if needed and key not in table.content:
            self._missing(table, key)
        value = table.content.get(key)
        if value is None:
            return None
        if not isinstance(value, date) or isinstance(value, datetime):
            self._wrong(table, key, "a day YYYY-MM-DD, without quotes and without a time")
            return None
        return day_number(value)

    def past(self, table: Table, key: str, *, needed: bool = False) -> int | None:
        """A day on which something happened: not after the day that is asked about."""
        day = self.day(table, key, needed=needed)
        if day is not None and day > day_number(self.as_of):
            self.complain(
                "LIC-V004", f"{key} is {table.content[key]}, after {self.as_of}, the day that is asked about.", table, key,
                "Ask about a later day with --as-of, or leave out what has not happened yet.",
            )  # fmt: skip
            return None
        return day

    def names(self, table: Table, key: str) -> tuple[str, ...] | None:
        value = self._of(table, key, list)
        if value is not None and not all(isinstance(one, str) for one in value):
            self._wrong(table, key, "a list of texts in quotes")
            return None
        return None if value is None else tuple(value)

    def _of(self, table: Table, key: str, kind: type, needed: bool = False) -> Any:
        value = table.content.get(key)
        if value is None:
            if needed:
                self._missing(table, key)
            return None
        if not isinstance(value, kind):
            self._wrong(table, key, WORDS[kind])
            return None
        return value

    def _wrong(self, table: Table, key: str, wanted: str) -> None:
        value = table.content[key]
        shown = repr(value) if isinstance(value, str | list | dict) else str(value).lower() if isinstance(value, bool) else str(value)
        self.complain("LIC-V003", f"{key} is {shown}, which is not {wanted}.", table, key, f"Write {wanted}.")

    def _missing(self, table: Table, key: str) -> None:
        self.complain("LIC-V012", f"{key} is missing.", table, key, "Without it there is nothing to check.")


def lines_of(text: str) -> dict[Path, int]:
    """The line of each table and key, as far as a plain reading of lines tells: keys inside braces have that of their brace."""
    lines: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    current: Path = ()
    for number, line in enumerate(text.splitlines(), 1):
        if header := HEADER.match(line):
            current = ()
            *parents, last = header[2].split(".")
            for name in parents:
                current = (*current, name)
                if current in counts:
                    current = (*current, counts[current])
            current = (*current, last)
            if header[1] == "[[":
                counts[current] = counts.get(current, -1) + 1
                current = (*current, counts[current])
            lines.setdefault(current, number)
        elif key := KEY.match(line):
            names = (key[1] or key[2],) if key[1] or key[2] else tuple(key[3].split("."))
            lines.setdefault((*current, *names), number)
    return lines
