"""The index of paragraphs: which paragraph stood in which edition, and a digest of its words. The words themselves are not kept."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property
from pathlib import Path

from licet.base.errors import IntegrityError
from licet.base.values import frozen
from licet.printed.citation import Place
from licet.printed.numbering import ARABIC, LETTER, LEVELS, ROMAN, UPPER, own_words, rank

COLUMNS = ("day", "unit", "path", "sha256")
FILE = "index.csv"


@frozen
class Entry:
    """One paragraph in one edition."""

    day: date
    place: Place
    digest: str


class Index:
    """All entries, and questions put to them."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries = tuple(entries)

    @cached_property
    def places(self) -> Mapping[Place, tuple[Entry, ...]]:
        """Each paragraph with its entries, oldest first, in the order of the regulation."""
        found: dict[Place, list[Entry]] = {}
        for entry in sorted(self.entries, key=lambda one: one.day):
            found.setdefault(entry.place, []).append(entry)
        return {place: tuple(found[place]) for place in sorted(found, key=order)}

    @cached_property
    def around(self) -> frozenset[Place]:
        """Every place that is a paragraph or holds one."""
        return frozenset(above for place in self.places for above in place.up())

    @cached_property
    def units(self) -> frozenset[str]:
        return frozenset(place.unit for place in self.places)

    @cached_property
    def parts(self) -> frozenset[str]:
        return frozenset(part_of(unit) for unit in self.units)


def digest(text: str) -> str:
    """SHA-256 over the words of a paragraph in the form in which they are compared (`own_words`), in UTF-8."""
    return hashlib.sha256(own_words(text).encode()).hexdigest()


def part_of(unit: str) -> str:
    """The part that a unit stands in; entries of the control list stand in its part."""
    if unit.startswith("ECCN"):
        return "774"
    return unit[-3:] if " " in unit else unit.partition(".")[0]


def order(place: Place) -> tuple[object, ...]:
    """Sort key: by part, section, supplement, entry, then as paragraphs are numbered."""
    section = place.unit.partition(".")[2]
    number = int(section) if section.isdecimal() else 10_000
    path = []
    for depth, mark in enumerate(place.path):
        kinds = (*LEVELS[depth : depth + 1], ROMAN, ARABIC, LETTER, UPPER)
        path.append((next((r for kind in kinds if (r := rank(kind, mark)) is not None), 10_000), mark))
    return (part_of(place.unit), number, [(len(word), word) for word in place.unit.split()], path)


def read_index(folder: Path) -> Index:
    """The index of a corpus; empty where it has none.

    Raises:
        IntegrityError: LIC-C020 a line that is no entry.
    """
    path = folder / "printed" / FILE
    if not path.exists():
        return Index(())
    entries = []
    with path.open(encoding="utf-8", newline="") as stream:
        rows = csv.reader(stream)
        next(rows, None)
        for number, row in enumerate(rows, 2):
            try:
                day, unit, marks, words = row
                entries.append(Entry(date.fromisoformat(day), Place(unit, tuple(marks.split("/")) if marks else ()), words))
            except ValueError:
                raise IntegrityError("LIC-C020", "The line is no entry of the index.", where=f"{path}:{number}") from None
    return Index(entries)


def index_text(entries: Iterable[Entry]) -> str:
    """The file of an index."""
    lines = [",".join(COLUMNS)]
    for entry in sorted(entries, key=lambda one: (one.day, order(one.place))):
        lines.append(f"{entry.day},{entry.place.unit},{'/'.join(entry.place.path)},{entry.digest}")
    return "\n".join(lines) + "\n"
