"""What changed in the law between two days: rules, tables, figures, letters, duties, and the events that made it so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from licet.base.dates import FOREVER, Window, day_of
from licet.base.errors import UsageError
from licet.base.quantities import show
from licet.base.values import frozen
from licet.language.book import Corpus, View, active_version
from licet.language.papers import Duty
from licet.language.provision import CODIFIED, LAYERS, Provision, Version
from licet.language.table import Letter, Row
from licet.language.tree import Const

TABLES = ("country table", "named table", "treated as")


@frozen
class Wording:
    """A version of a provision: where it stands, what it says in plain words and in the words of the rule language, who made it."""

    cite: str
    text: str
    source: str
    by: str
    instrument: str
    confidence: str
    since: str
    due: str
    """First day on which compliance was due; empty where it was due from the start."""


@frozen
class ProvisionChange:
    """One provision in one layer: `added`, `ended` or `reworded`."""

    provision: str
    layer: str
    kind: str
    before: Wording | None
    after: Wording | None


@frozen
class TableChange:
    """Members that a table of countries or parties gained and lost."""

    table: str
    kind: str
    added: tuple[str, ...]
    removed: tuple[str, ...]
    cite: str
    instrument: str
    confidence: str
    note: str


@frozen
class FigureChange:
    """A figure that a rule prints, before and after; empty where there is none."""

    figure: str
    before: str
    after: str
    unit: str
    cite: str
    instrument: str
    confidence: str


@frozen
class LetterChange:
    """A letter that began or ended to bind its addressee."""

    letter: str
    addressee: str
    kind: str
    day: str
    title: str
    cite: str
    confidence: str


@frozen
class DutyChange:
    """A duty that began or ended."""

    what: str
    via: tuple[str, ...]
    kind: str
    day: str
    cite: str
    confidence: str


@frozen
class InstrumentEvent:
    """One day in the life of a rule, letter, notice or guidance."""

    day: str
    kind: str
    instrument: str
    title: str
    what: str
    cite: str
    confidence: str


@frozen
class LawChanges:
    """Everything that differs between two days; what came and went in between shows in letters, duties and events only."""

    first: str
    second: str
    layers: tuple[str, ...]
    provisions: tuple[ProvisionChange, ...]
    tables: tuple[TableChange, ...]
    figures: tuple[FigureChange, ...]
    letters: tuple[LetterChange, ...]
    duties: tuple[DutyChange, ...]
    events: tuple[InstrumentEvent, ...]
    law: str

    def __bool__(self) -> bool:
        """Whether the law itself differs; an event alone does not make it differ."""
        return any((self.provisions, self.tables, self.figures, self.letters, self.duties))

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self)


def law_changes(corpus: Corpus, day1: int, day2: int, layer: str | None = None) -> LawChanges:
    """What changed in the law from one day to another.

    Args:
        corpus: the law.
        day1: the earlier day.
        day2: the later day; the order of the two does not matter.
        layer: `codified` or `enforced`; None: both, told apart.

    Raises:
        UsageError: LIC-U003 for a layer that does not exist.
    """
    if layer is not None and layer not in LAYERS:
        raise UsageError("LIC-U003", f"There is no layer {layer!r}.", hint=f"One of {', '.join(LAYERS)}.")
    first, second = sorted((day1, day2))
    layers = LAYERS if layer is None else (layer,)
    return LawChanges(
        day_of(first).isoformat(), day_of(second).isoformat(), layers,
        tuple(_provisions(corpus, first, second, layers)), tuple(_tables(corpus, first, second)),
        tuple(_figures(corpus, first, second)), tuple(_letters(corpus.letters, first, second)),
        tuple(_duties(corpus.duties, first, second)), tuple(_events(corpus, first, second)),
        f"{corpus.name} {corpus.version} ({corpus.digest[:19]})",
    )  # fmt: skip


def version_on(corpus: Corpus, provision: Provision, layer: str, day: int) -> Version | None:
    """The wording in force on a day in a layer; none where the text of the day says no more than that the rule is gone, and
    where it is not known whether it stands.
    """
    view = View(day, None, layer)
    version = active_version(provision, view, corpus)
    return None if version is None or version.tree == Const(False) or corpus.doubt(version.by, view) else version


def _provisions(corpus: Corpus, first: int, second: int, layers: tuple[str, ...]) -> Iterator[ProvisionChange]:
    for provision in corpus.provisions.values():
        for layer in layers:
            before, after = (version_on(corpus, provision, layer, day) for day in (first, second))
            if before is after:
                continue
            kind = "added" if before is None else "ended" if after is None else "reworded"
            yield ProvisionChange(provision.name, layer, kind, _wording(corpus, before, layer), _wording(corpus, after, layer))


def _wording(corpus: Corpus, version: Version | None, layer: str) -> Wording | None:
    if version is None:
        return None
    since = version.windows[layer].since
    due = day_of(version.due).isoformat() if version.due is not None and version.due > since and layer == CODIFIED else ""
    return Wording(
        version.cite, version.text, version.source, version.by, _instrument(corpus, version.by), version.confidence,
        day_of(since).isoformat(), due,
    )  # fmt: skip


def _instrument(corpus: Corpus, by: str) -> str:
    """Citation of the instrument behind an id; empty where none is named."""
    found = corpus.instruments.get(by)
    return f"{found.title}, {found.cite}" if found else ""


def _tables(corpus: Corpus, first: int, second: int) -> Iterator[TableChange]:
    for kind, table in zip(TABLES, (corpus.groups, corpus.parties), strict=False):
        for name in table:
            before, after = _row_on(corpus, table, name, first), _row_on(corpus, table, name, second)
            old, new = (row.members if row else frozenset() for row in (before, after))
            shown = after or before
            if old != new and shown is not None:
                yield _table_change(corpus, name, kind, new - old, old - new, shown)
    for row in corpus.treated_as:
        was, now = row.window.holds(first), row.window.holds(second)
        if was != now:
            none: frozenset[str] = frozenset()
            yield _table_change(corpus, row.name, TABLES[2], row.members if now else none, row.members if was else none, row)


def _table_change(
    corpus: Corpus, name: str, kind: str, added: frozenset[str], removed: frozenset[str], row: Row
) -> TableChange:
    return TableChange(
        name, kind, tuple(sorted(added)), tuple(sorted(removed)), row.cite, _instrument(corpus, row.by), row.confidence, row.note
    )


def _row_on(corpus: Corpus, table: Mapping[str, tuple[Row, ...]], name: str, day: int) -> Row | None:
    return corpus.row(table, name, View(day))


def _figures(corpus: Corpus, first: int, second: int) -> Iterator[FigureChange]:
    for name in corpus.amounts:
        before, after = (_row_on(corpus, corpus.amounts, name, day) for day in (first, second))
        old, new = (show(row.value) if row and row.value is not None else "" for row in (before, after))
        shown = after or before
        if old != new and shown is not None:
            yield FigureChange(name, old, new, shown.unit, shown.cite, _instrument(corpus, shown.by), shown.confidence)


def _turns(window: Window, first: int, second: int) -> Iterator[tuple[str, int]]:
    """Whether a window began or ended after the first day and by the second."""
    if first < window.since <= second:
        yield "began", window.since
    if first < window.until <= second and window.until != FOREVER:
        yield "ended", window.until


def _letters(letters: tuple[Letter, ...], first: int, second: int) -> Iterator[LetterChange]:
    for letter in letters:
        for kind, day in _turns(letter.window, first, second):
            yield LetterChange(
                letter.id, letter.addressee, kind, day_of(day).isoformat(), letter.title, letter.cite, letter.confidence
            )


def _duties(duties: tuple[Duty, ...], first: int, second: int) -> Iterator[DutyChange]:
    for duty in duties:
        for kind, day in _turns(duty.window, first, second):
            yield DutyChange(duty.what, duty.via or duty.on, kind, day_of(day).isoformat(), duty.cite, duty.confidence)


def _events(corpus: Corpus, first: int, second: int) -> Iterator[InstrumentEvent]:
    found = [
        (event.day, instrument, event)
        for instrument in corpus.instruments.values()
        for event in instrument.events
        if first < event.day <= second
    ]
    for day, instrument, event in sorted(found, key=lambda entry: (entry[0], entry[1].id)):
        yield InstrumentEvent(
            day_of(day).isoformat(), event.kind, instrument.id, instrument.title, event.what, event.cite or instrument.cite,
            event.confidence,
        )  # fmt: skip
