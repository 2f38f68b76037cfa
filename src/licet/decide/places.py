"""A country as the law sees it: its groups, what it is treated as, what follows from both, and how all that changed.

Everything is read from the corpus: which tables there are, who is in them and when. Nothing here knows a country.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from itertools import pairwise
from typing import Any

from licet.backends.scalar import Row as Values
from licet.backends.scalar import Value
from licet.base.dates import BEGINNING, FOREVER, day_of
from licet.base.errors import FactError, LawError
from licet.base.values import frozen
from licet.decide.evaluate import Evaluation
from licet.facts.countries import COUNTRIES
from licet.facts.derive import position
from licet.facts.values import parse_value
from licet.facts.vocabulary import vocabulary
from licet.language.book import Corpus, View
from licet.language.provision import CODIFIED
from licet.language.table import Row
from licet.language.tree import And, Fact, In, Node, Not, Or, walk

TESTS = ("to_advanced_computing_destination", "to_macau_or_d5")
"""Provisions that ask about a destination alone, whose answer is the standing of a country."""
PLACE = "destination"
GROUP = re.compile(r"[A-E](:\d)?")
"""How a Country Group is called; other tables are lists, or places that the law calls by name."""
INFORMAL = "An informal word of the press: no provision uses it, and nothing follows from it."
TRUTH = {True: "yes", False: "no", None: "unknown"}


@frozen
class Membership:
    """A table that holds the country on the day: since when with it, where it is printed, how well that is known."""

    table: str
    since: str
    is_older: bool
    """The corpus begins with it, so it may have begun before."""
    cite: str
    confidence: str
    note: str
    by_name: bool
    """The table is the place itself: the law names it."""
    asked_by: tuple[str, ...] = ()
    """Where the law of the day asks for the place by name."""


@frozen
class Turn:
    """What a reading of the text makes of a standing."""

    reading: str
    choice: str
    words: str
    holds: str
    is_default: bool


@frozen
class Standing:
    """Whether a provision that asks about the place alone is met, and why."""

    name: str
    holds: str
    why: str
    says: str
    cite: str
    confidence: str
    turns: tuple[Turn, ...]
    """Readings on which it turns; empty when none does."""


@frozen
class Tier:
    """What the press calls the set that the country is in."""

    name: str
    words: str
    notice: str


@frozen
class Change:
    """One day on which something about the country changed."""

    day: str
    what: str
    cite: str
    confidence: str
    note: str = ""


@frozen
class CountryAnswer:
    """A country on a day, in the codified layer."""

    code: str
    name: str
    as_of: str
    groups: tuple[Membership, ...]
    lists: tuple[Membership, ...]
    treated_as: tuple[Change, ...]
    """On whose behalf the tables are read: empty for a country that stands for itself."""
    standings: tuple[Standing, ...]
    tier: Tier | None
    changes: tuple[Change, ...]
    law: str

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self)


def country_answer(corpus: Corpus, code: str, as_of: int | None = None) -> CountryAnswer:
    """A country's groups, standing and press tier on a day, and their history.

    Args:
        corpus: the law.
        code: ISO 3166-1 alpha-2, in any case.
        as_of: day number; None: the newest stretch of the country tables.

    Raises:
        FactError: LIC-F006 when there is no such code.
    """
    known = _known_code(code)
    day = max(_table_days(corpus)) if as_of is None else as_of
    member = [membership for name in corpus.groups if (membership := _membership(corpus, name, known, day))]
    return CountryAnswer(
        known, COUNTRIES[known], day_of(day).isoformat(),
        tuple(m for m in member if GROUP.fullmatch(m.table)), tuple(m for m in member if not GROUP.fullmatch(m.table)),
        tuple(_as_another(corpus, known, day)), tuple(_standings(corpus, known, day)), _tier(corpus, known, day),
        tuple(sorted(_history(corpus, known), key=lambda change: change.day)),
        f"{corpus.name} {corpus.version} ({corpus.digest[:19]})",
    )  # fmt: skip


def _known_code(code: str) -> str:
    if code.strip() == "none":
        raise FactError("LIC-F006", "`none` is no country.", hint="Write the ISO 3166 alpha-2 code, for example MX.")
    return str(parse_value(vocabulary()[PLACE], code.strip())[PLACE])


def _table_days(corpus: Corpus) -> set[int]:
    """Days on which some table of countries begins or ends."""
    rows = [row for rows in corpus.groups.values() for row in rows] + list(corpus.treated_as)
    return {day for row in rows for day in (row.window.since, row.window.until)} - {BEGINNING, FOREVER}


def _begins(corpus: Corpus) -> int:
    """The first day of the oldest table of countries."""
    days = (row.window.since for rows in corpus.groups.values() for row in rows)
    return min((day for day in days if day > BEGINNING), default=BEGINNING)


def _read_as(corpus: Corpus, code: str, day: int) -> frozenset[str]:
    """The codes under which the tables are read for a place: its own, and that of the place it is treated as."""
    others = (row.members for row in corpus.treated_as if row.name == code and row.window.holds(day))
    return frozenset({code}).union(*others)


def _row_on(corpus: Corpus, table: str, day: int) -> Row | None:
    return corpus.row(corpus.groups, table, View(day))


def _holds(corpus: Corpus, table: str, code: str, day: int) -> bool:
    row = _row_on(corpus, table, day)
    return row is not None and bool(row.members & _read_as(corpus, code, day))


def _membership(corpus: Corpus, table: str, code: str, day: int) -> Membership | None:
    row = _row_on(corpus, table, day)
    if row is None or not _holds(corpus, table, code, day):
        return None
    since = row.window.since
    for earlier, later in reversed(list(pairwise(corpus.groups[table]))):
        joined = later.window.since == since and earlier.window.until == since
        if joined and _holds(corpus, table, code, since - 1):
            since = earlier.window.since
    by_name = _is_a_place(corpus, table)
    asked_by = tuple(_asked_by(corpus, table, day)) if by_name else ()
    is_older = since == _begins(corpus)
    return Membership(table, day_of(since).isoformat(), is_older, row.cite, row.confidence, row.note, by_name, asked_by)


def _asked_by(corpus: Corpus, table: str, day: int) -> list[str]:
    """Citations of the provisions in force that ask about a table."""
    found: dict[str, None] = {}
    for provision in corpus.provisions.values():
        for version in provision.versions:
            window = version.window(CODIFIED)
            if window and window.holds(day) and any(isinstance(node, In) and node.table == table for node in walk(version.tree)):
                found[version.cite] = None
    return list(found)


def _is_a_place(corpus: Corpus, table: str) -> bool:
    return not GROUP.fullmatch(table) and all(len(row.members) == 1 for row in corpus.groups[table])


def _as_another(corpus: Corpus, code: str, day: int) -> Iterator[Change]:
    for row in corpus.treated_as:
        if row.name == code and row.window.holds(day):
            names = ", ".join(f"{COUNTRIES.get(other, other)} ({other})" for other in sorted(row.members))
            yield Change(day_of(row.window.since).isoformat(), f"treated as {names}", row.cite, row.confidence, row.note)


# What follows from the groups


def _standings(corpus: Corpus, code: str, day: int) -> Iterator[Standing]:
    for name in TESTS:
        try:
            book = corpus.book(View(day, None, CODIFIED))
        except LawError as error:
            yield Standing(_label(name), TRUTH[None], error.complaint.what, "", "", "U", ())
            continue
        if name not in book.trees:
            continue
        version = book.versions[name]
        holds = _test(corpus, code, day, name, {})
        turns = tuple(_turns(corpus, code, day, name))
        why = _why(corpus, book.trees[name], code, holds)
        inside = [node for node in walk(book.trees[name]) if isinstance(node, In) and node.table and code in node.members]
        asked = inside or [node for node, _ in _tables(book.trees[name], True)]
        rows = [_row_on(corpus, node.table, day) for node in asked]
        weakest = max((version.confidence, *(row.confidence for row in rows if row)), key="PSU".index)
        yield Standing(_label(name), TRUTH[holds], why, version.text, version.cite, weakest, turns)


def _label(name: str) -> str:
    """The name of a test as words, groups written as the law writes them."""
    return re.sub(r"\b([a-e])(\d)\b", lambda found: f"{found[1].upper()}:{found[2]}", name.removeprefix("to_").replace("_", " "))


def _test(corpus: Corpus, code: str, day: int, name: str, readings: Mapping[str, str]) -> bool | None:
    """A provision asked with nothing but a destination, open texts read as they are by default or as given."""
    columns = tuple(f"reading:{reading}" for reading in corpus.readings)
    where = position(columns)
    values: list[Value] = [None] * len(where)
    values[where[PLACE]] = code
    for reading in corpus.readings.values():
        values[where[f"reading:{reading.name}"]] = readings.get(reading.name, reading.default or None)
    row: Values = values
    return Evaluation(corpus.book(View(day, None, CODIFIED)), row, where).value(name)


def _turns(corpus: Corpus, code: str, day: int, name: str) -> Iterator[Turn]:
    """The readings whose choice changes a standing."""
    tree = corpus.book(View(day, None, CODIFIED)).trees[name]
    for reading in _readings_in(tree, code):
        known = corpus.readings[reading]
        answers = {choice: _test(corpus, code, day, name, {reading: choice}) for choice, _ in known.choices}
        if len(set(answers.values())) > 1:
            for choice, words in known.choices:
                yield Turn(reading, choice, words, TRUTH[answers[choice]], choice == known.default)


def _readings_in(node: Node, code: str) -> list[str]:
    """Readings that stand beside a table with the place in it."""
    match node:
        case And(parts):
            readings = [p.left.name.removeprefix("reading:") for p in parts if _is_reading(p)]  # type: ignore[union-attr]
            if any(isinstance(p, In) and not _is_reading(p) and code not in p.members for p in parts):
                return []
            return readings + [name for part in parts for name in _readings_in(part, code)]
        case Or(parts):
            return [name for part in parts for name in _readings_in(part, code)]
        case Not(inner):
            return _readings_in(inner, code)
        case _:
            return []


def _is_reading(node: Node) -> bool:
    return isinstance(node, In) and isinstance(node.left, Fact) and node.left.name.startswith("reading:")


def _why(corpus: Corpus, tree: Node, code: str, holds: bool | None) -> str:
    """The tables that bring the place in, and those that take it out again."""
    asked = list(_tables(tree, True))
    inside = [_named(corpus, node.table) for node, brings in asked if brings and code in node.members]
    taken = [_named(corpus, node.table) for node, brings in asked if not brings and code in node.members]
    outs = [_named(corpus, node.table) for node, brings in asked if not brings]
    if not inside and (holds is not False or taken) and (readings := _readings_in(tree, code)):
        inside = [f"what the reading {name}={corpus.readings[name].default or '(open)'} adds" for name in readings]
    if not inside:
        return f"In none of {_listed([_named(corpus, node.table) for node, brings in asked if brings])}."
    if holds is False and taken:
        return f"In {_listed(inside)}, but also in {_listed(taken)}, which takes it out."
    end = f", and in none of {_listed(outs)}" if outs and not taken else ""
    return f"In {_listed(inside)}{end}."


def _tables(node: Node, brings: bool) -> Iterator[tuple[In, bool]]:
    """Tables that a tree asks about, with whether being in one helps to meet it. What hangs on a reading is left out."""
    match node:
        case And(parts) if any(_is_reading(part) for part in parts):
            return
        case And(parts) | Or(parts):
            for part in parts:
                yield from _tables(part, brings)
        case Not(inner):
            yield from _tables(inner, not brings)
        case In(Fact(_), _, table) if table:
            yield node, brings
        case _:
            return


def _named(corpus: Corpus, table: str) -> str:
    return f"{table} (by name)" if _is_a_place(corpus, table) else table


def _listed(words: list[str]) -> str:
    words = list(dict.fromkeys(words))
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _tier(corpus: Corpus, code: str, day: int) -> Tier | None:
    """The press's word for the set that the place is in: `x or y`, `not x and not y` over tables."""
    for tier in corpus.tiers:
        legal_set = str(getattr(tier, "legal_set", ""))
        if legal_set and tier.window.holds(day) and _in_set(corpus, legal_set, code, day):
            return Tier(tier.name, tier.words, INFORMAL)
    return None


def _in_set(corpus: Corpus, legal_set: str, code: str, day: int) -> bool:
    return any(
        all(_holds(corpus, term.removeprefix("not "), code, day) != term.startswith("not ") for term in part.split(" and "))
        for part in legal_set.split(" or ")
    )


# How it changed


def _history(corpus: Corpus, code: str) -> Iterator[Change]:
    """Every day on which a table gained or lost the place, or its standing turned."""
    begins = _begins(corpus)
    days = set()
    for row in corpus.treated_as:
        if row.name == code:
            yield from _as_another(corpus, code, row.window.since)
    for table in corpus.groups:
        for change, day in _table_history(corpus, table, code, begins):
            days.add(day)
            yield change
    for name in TESTS:
        if name in corpus.provisions:
            yield from _standing_history(corpus, name, code, sorted(days | {begins}))


def _table_history(corpus: Corpus, table: str, code: str, begins: int) -> Iterator[tuple[Change, int]]:
    what = table if GROUP.fullmatch(table) else f"the table {table}"
    rows = corpus.groups[table]
    was_in = False
    for index, row in enumerate(rows):
        since, is_in = row.window.since, bool(row.members & _read_as(corpus, code, row.window.since))
        if is_in != was_in and not (since == begins and _is_a_place(corpus, table)):
            word = f"in {what} when this corpus begins" if since == begins else f"{'into' if is_in else 'out of'} {what}"
            yield Change(day_of(since).isoformat(), word, row.cite, row.confidence, row.note), since
        was_in = is_in
        follows = index + 1 < len(rows) and rows[index + 1].window.since == row.window.until
        if is_in and not follows and row.window.until != FOREVER:
            until = row.window.until
            yield Change(day_of(until).isoformat(), f"{what} ends", row.cite, row.confidence, row.note), until
            was_in = False


def _standing_history(corpus: Corpus, name: str, code: str, days: list[int]) -> Iterator[Change]:
    before: bool | None = None
    for index, day in enumerate(days):
        try:
            book = corpus.book(View(day, None, CODIFIED))
        except LawError:
            return
        holds = _test(corpus, code, day, name, {})
        if index and holds is not before and name in book.versions:
            version = book.versions[name]
            turns = " (a reading decides)" if any(_turns(corpus, code, day, name)) else ""
            what = f"{version.text.rstrip('.')}: {TRUTH[before]} before, {TRUTH[holds]} from this day{turns}"
            yield Change(day_of(day).isoformat(), what, version.cite, version.confidence)
        before = holds
