"""The engine: compiled books by day, and the reason codes of one row under both layers."""

from __future__ import annotations

import marshal
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import CodeType
from typing import Any, TypeVar

from licet.backends.scalar import Row, Value, compile_books, compile_door, compile_leaves, loaded
from licet.base import cache
from licet.facts.derive import position
from licet.language.book import Book, Corpus, View
from licet.language.provision import LAYERS
from licet.language.tree import Fact, In, walk

T = TypeVar("T")

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
    _readings: dict[tuple[int, int | None], list[str]] = field(default_factory=dict)
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
        return loaded(self._kept("door", lambda: compile_door(self.reading_columns)), "door")

    def book(self, day: int, known_at: int | None, layer: str) -> Book:
        """The book of a day in a layer."""
        return self.corpus.book(View(day, known_at, layer))

    def decider(self, day: int, known_at: int | None = None) -> Callable[[Row], Codes]:
        """The compiled law of a day: a finished row in, reason codes of both layers out."""
        key = (self.corpus.period(day), known_at)
        found = self._compiled.get(key)
        if found is None:
            code = self._kept(
                cache.joined(("decide", *key)),
                lambda: compile_books([self.book(day, known_at, layer) for layer in LAYERS], CHAINS, self.where),
            )
            found = self._compiled[key] = loaded(code, "decide")
        return found

    def _kept(self, name: str, make: Callable[[], CodeType]) -> CodeType:
        """Compiled code of this corpus, from the cache or made now and kept; never for a corpus changed in memory."""
        if not self.corpus.is_as_loaded:
            return make()
        package = Path(__file__).parent.parent
        shape = cache.sources_digest(
            cache.sources(*(str(package / place) for place in ("language", "backends", "facts", "decide")))
        )
        file = cache.joined((self.corpus.name, self.corpus.digest[7:23], shape, "".join(map(str, sys.version_info[:2])), name))
        content = cache.read(file)
        if content is not None:
            try:
                found = marshal.loads(content)
            except (ValueError, EOFError, TypeError):
                found = None
            if isinstance(found, CodeType):
                return found
        code = make()
        cache.write(file, marshal.dumps(code))
        return code

    def codes(self, row: Row, day: int, known_at: int | None = None) -> Codes:
        """Reason codes of one finished row."""
        return self.decider(day, known_at)(row)

    def readings_asked(self, day: int, known_at: int | None) -> list[str]:
        """Names of the readings that the day's books ask for."""
        stretch = (self.corpus.period(day), known_at)
        if stretch not in self._readings:
            self._readings[stretch] = self._asked_on(day, known_at)
        return self._readings[stretch]

    def _asked_on(self, day: int, known_at: int | None) -> list[str]:
        asked = {
            node.left.name.removeprefix("reading:")
            for layer in LAYERS
            for tree in self.book(day, known_at, layer).trees.values()
            for node in walk(tree)
            if isinstance(node, In) and isinstance(node.left, Fact) and node.left.name.startswith("reading:")
        }
        return [name for name in self.corpus.readings if name in asked]

    def remembered(self, row: Row, day: int, known_at: int | None, work_out: Callable[[], T]) -> T:
        """What was worked out for rows whose comparisons come out like this one's; worked out now when there is none."""
        key = self._case_key(row, day, known_at)
        found: T | None = None if key is None else self._cases.get(key)
        if found is None:
            found = work_out()
            if key is not None and len(self._cases) < CASES_MOST:
                self._cases[key] = found
        return found

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
        row, where = self._unstated.copy(), self.where
        for column, value in values.items():
            row[where[column]] = value
        for name, choice in readings.items():
            if name in self.corpus.readings:  # the others are another law's
                row[where[f"reading:{name}"]] = choice
        return self.door(row)

    @cached_property
    def _unstated(self) -> list[Value]:
        """A row of which nothing is stated: the readings stand as they do by default."""
        row: list[Value] = [None] * len(self.where)
        for name, reading in self.corpus.readings.items():
            row[self.where[f"reading:{name}"]] = reading.default or None
        return row

    def varied(self, row: Sequence[Value], changes: Mapping[str, Value]) -> list[Value]:
        """The same finished row with some columns replaced as they stand; formulas are not run again."""
        changed = list(row)
        for column, value in changes.items():
            changed[self.where[column]] = value
        return changed
