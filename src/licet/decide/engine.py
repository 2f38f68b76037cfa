"""The engine: compiled books by day, and the reason codes of one row under both layers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from licet.backends.scalar import Row, Value, compile_books, compile_door, compile_leaves
from licet.facts.derive import position
from licet.language.book import Book, Corpus, View
from licet.language.provision import LAYERS
from licet.language.tree import Fact, In, walk

CHAINS = ("paragraph", "eccn", "outcome", "review", "informed")
PARAGRAPH, ECCN, OUTCOME, REVIEW, INFORMED = range(len(CHAINS))

CASES_MOST = 100_000
"""Cases kept at most; further ones are worked out afresh."""

Codes = tuple[tuple[int, ...], ...]
"""Reason codes: a tuple per layer in the order of LAYERS, in it a code per chain in the order of CHAINS."""


@dataclass
class Engine:
    """A corpus with its compiled books. It keeps no state about lines."""

    corpus: Corpus
    _compiled: dict[tuple[int, int | None], Callable[[Row], Codes]] = field(default_factory=dict)
    _leaves: dict[tuple[int, int | None], Callable[[Row], tuple[bool | None, ...]] | None] = field(default_factory=dict)
    _cases: dict[tuple[object, ...], Any] = field(default_factory=dict)

    @cached_property
    def reading_columns(self) -> tuple[str, ...]:
        """The columns in which the choice of each reading travels with a row."""
        return tuple(f"reading:{name}" for name in self.corpus.readings)

    @cached_property
    def where(self) -> dict[str, int]:
        """Index of each column in a row."""
        return position(self.reading_columns)

    @cached_property
    def door(self) -> Callable[[list[Value]], list[Value]]:
        """The door's formulas, compiled."""
        return compile_door(self.reading_columns)

    def book(self, day: int, known_at: int | None, layer: str) -> Book:
        """The book of a day in a layer."""
        return self.corpus.book(View(day, known_at, layer))

    def decider(self, day: int, known_at: int | None = None) -> Callable[[Row], Codes]:
        """The compiled law of a day: a finished row in, reason codes of both layers out."""
        key = (self.corpus.period(day), known_at)
        found = self._compiled.get(key)
        if found is None:
            books = [self.book(day, known_at, layer) for layer in LAYERS]
            found = self._compiled[key] = compile_books(books, CHAINS, self.where)
        return found

    def codes(self, row: Row, day: int, known_at: int | None = None) -> Codes:
        """Reason codes of one finished row."""
        return self.decider(day, known_at)(row)

    def readings_asked(self, day: int, known_at: int | None) -> list[str]:
        """Names of the readings that the day's books ask for."""
        asked = {
            node.left.name.removeprefix("reading:")
            for layer in LAYERS
            for tree in self.book(day, known_at, layer).trees.values()
            for node in walk(tree)
            if isinstance(node, In) and isinstance(node.left, Fact) and node.left.name.startswith("reading:")
        }
        return [name for name in self.corpus.readings if name in asked]

    def remembered(self, row: Row, day: int, known_at: int | None) -> Any:
        """The case kept for rows whose comparisons come out like this one's, or None."""
        key = self._case_key(row, day, known_at)
        return None if key is None else self._cases.get(key)

    def remember(self, row: Row, day: int, known_at: int | None, case: object) -> None:
        """Keep a case, as long as there is room."""
        key = self._case_key(row, day, known_at)
        if key is not None and len(self._cases) < CASES_MOST:
            self._cases[key] = case

    def _case_key(self, row: Row, day: int, known_at: int | None) -> tuple[object, ...] | None:
        stretch = (self.corpus.period(day), known_at)
        if stretch not in self._leaves:
            # A single question is answered without this: it pays from the second line of a stretch on.
            self._leaves[stretch] = None
            return None
        leaves = self._leaves[stretch]
        if leaves is None:
            leaves = compile_leaves([self.book(day, known_at, layer) for layer in LAYERS], self.where)
            self._leaves[stretch] = leaves
        return (stretch, leaves(row))

    def row(self, values: Mapping[str, Value], readings: Mapping[str, str]) -> list[Value]:
        """A finished row: stored values, chosen readings, and what the door's formulas make of them."""
        row: list[Value] = [None] * len(self.where)
        for column, value in values.items():
            row[self.where[column]] = value
        for name, reading in self.corpus.readings.items():
            row[self.where[f"reading:{name}"]] = readings.get(name, reading.default or None)
        return self.door(row)

    def varied(self, row: Sequence[Value], changes: Mapping[str, Value]) -> list[Value]:
        """The same finished row with some columns replaced as they stand; formulas are not run again."""
        changed = list(row)
        for column, value in changes.items():
            changed[self.where[column]] = value
        return changed
