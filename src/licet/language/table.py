"""Dated tables of the law: groups of countries, parties, figures, readings, instruments."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from licet.base.dates import BEGINNING, FOREVER, Window, day_number
from licet.base.errors import LawError
from licet.base.quantities import parse_quantity
from licet.base.values import frozen

CONFIDENCE = ("P", "S", "U")


@frozen
class Row:
    """One dated row: members of a group or a party table, or one figure."""

    name: str
    window: Window
    cite: str
    confidence: str
    by: str
    note: str
    place: str
    members: frozenset[str] = frozenset()
    value: Fraction | None = None
    unit: str = ""


@frozen
class Event:
    """One day in the life of an instrument."""

    kind: str
    day: int
    confidence: str
    what: str = ""
    cite: str = ""
    by: str = ""
    """The instrument that brought it about, where another did: the event counts from when that one was published."""
    decides: bool = False
    """Whether it decides if what the instrument made counts; else the days of the rules themselves tell what it did."""


@frozen
class Instrument:
    """A rule, letter, notice or guidance with the events of its life."""

    id: str
    title: str
    kind: str
    cite: str
    confidence: str
    events: tuple[Event, ...]
    note: str = ""
    details: tuple[tuple[str, str], ...] = ()

    def first(self, kind: str) -> int | None:
        return min((event.day for event in self.events if event.kind == kind), default=None)

    def known_from(self) -> int | None:
        """The day it was published, or announced where nothing was printed; None where the sources have no such day."""
        published = self.first("published")
        return published if published is not None else min(
            (event.day for event in self.events if event.kind in {"announced", "guidance"}), default=None
        )


@frozen
class Reading:
    """A place where the text allows two honest readings. Without a default it stays open: unknown until somebody chooses."""

    name: str
    question: str
    default: str
    cite: str
    choices: tuple[tuple[str, str], ...]


@frozen
class Letter:
    """An is-informed letter: it binds its addressee alone."""

    id: str
    addressee: str
    title: str
    provision: str
    window: Window
    cite: str
    confidence: str
    note: str = ""


@frozen
class PressTier:
    """A set of countries as the press calls it; no words of the regulation."""

    name: str
    words: str
    window: Window
    legal_set: str = ""
    """Names of tables joined by `or`, `and not`: what the tier is in law."""


def window_of(row: Mapping[str, Any], place: str) -> Window:
    """The half-open window of a row; TOML dates only."""
    days = []
    for key, missing in (("since", BEGINNING), ("until", FOREVER)):
        value = row.get(key)
        if value is None:
            days.append(missing)
        elif isinstance(value, date):
            days.append(day_number(value))
        else:
            raise LawError("LIC-L012", f"`{key}` is not a date: {value!r}.", where=place)
    if days[0] >= days[1]:
        raise LawError("LIC-L012", "A row ends before it begins.", where=place)
    return Window(*days)


def read_toml(path: Path) -> dict[str, Any]:
    """Parse a TOML file of law.

    Raises:
        LawError: LIC-L011 with file and position when it is not TOML.
    """
    import tomllib  # a start from the cache reads no table

    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise LawError("LIC-L011", f"Not readable as TOML: {error}.", where=str(path)) from None


def rows_of(path: Path, key: str, build: Callable[[Mapping[str, Any], str], Any]) -> list[Any]:
    """The rows under `[[key]]`, built one by one; a missing field is reported with its place."""
    if not path.exists():
        return []
    built = []
    for number, row in enumerate(read_toml(path).get(key, []), 1):
        place = f"{path.name}, [[{key}]] no. {number} ({row.get('name') or row.get('id') or '?'})"
        try:
            built.append(build(row, place))
        except KeyError as error:
            raise LawError("LIC-L013", f"The row has no {error.args[0]!r}.", where=place) from None
    return built


def cited(row: Mapping[str, Any], place: str) -> tuple[str, str]:
    """Citation and confidence of a row.

    Raises:
        LawError: LIC-L010 when either is missing: what cannot be cited does not load.
    """
    cite, confidence = row.get("cite", ""), row.get("confidence", "")
    if not cite or confidence not in CONFIDENCE:
        raise LawError("LIC-L010", "A row needs a citation and a confidence mark P, S or U.", where=place)
    return cite, confidence


def dated_row(row: Mapping[str, Any], place: str) -> Row:
    """A group, party table or figure."""
    cite, confidence = cited(row, place)
    value = parse_quantity(str(row["value"])) if "value" in row else None
    return Row(
        row["name"], window_of(row, place), cite, confidence, row.get("by", ""), row.get("note", ""), place,
        frozenset(row.get("members", ())), value, row.get("unit", ""),
    )  # fmt: skip


def instrument_row(row: Mapping[str, Any], place: str) -> Instrument:
    """An instrument and its events, oldest first."""
    cite, confidence = cited(row, place)
    events = tuple(
        Event(e["kind"], day_number(e["date"]), e["confidence"], e.get("what", ""), e.get("cite", ""), e.get("by", ""), e.get("decides", False))
        for e in sorted(row.get("event", ()), key=lambda e: str(e["date"]))
    )
    details = tuple((key, str(row[key])) for key in ("document", "rin", "docket", "source") if key in row)
    return Instrument(row["id"], row["title"], row["kind"], cite, confidence, events, row.get("note", ""), details)


def reading_row(row: Mapping[str, Any], place: str) -> Reading:
    """A reading and its choices."""
    choices = tuple((choice["name"], choice["words"]) for choice in row["choice"])
    default = row["default"]
    if default and default not in dict(choices):
        raise LawError("LIC-L013", f"The default {default!r} is not among the choices.", where=place)
    return Reading(row["name"], row["question"], default, row["cite"], choices)


def letter_row(row: Mapping[str, Any], place: str) -> Letter:
    """An is-informed letter."""
    cite, confidence = cited(row, place)
    return Letter(
        row["id"], row["addressee"], row["title"], row["provision"], window_of(row, place), cite, confidence,
        row.get("note", ""),
    )  # fmt: skip


def tier_row(row: Mapping[str, Any], place: str) -> PressTier:
    """A press tier."""
    return PressTier(row["name"], row["words"], window_of(row, place), row.get("legal_set", ""))


def by_name(rows: Iterable[Row]) -> dict[str, tuple[Row, ...]]:
    """Rows by name, oldest first.

    Raises:
        LawError: LIC-L014 when two rows of one name overlap, naming both places.
    """
    tables: dict[str, list[Row]] = {}
    for row in rows:
        tables.setdefault(row.name, []).append(row)
    for name, versions in tables.items():
        versions.sort(key=lambda row: row.window.since)
        for earlier, later in itertools.pairwise(versions):
            if earlier.window.overlaps(later.window):
                raise LawError(
                    "LIC-L014", f"Two rows set `{name}` for the same days.",
                    where=f"{earlier.place} and {later.place}", hint="End the first on the day the second begins.",
                )  # fmt: skip
    return {name: tuple(versions) for name, versions in tables.items()}
