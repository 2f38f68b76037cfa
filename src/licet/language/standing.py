"""Whether an instrument stands on a day: suspended, rescinded, back in force, or not known; and what a user says of it.

What an instrument made counts only while it stands. While it does not, what it had replaced counts again, as if it had never been.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from licet.base.canonical import canonical_bytes, digest
from licet.base.dates import day_of
from licet.base.values import frozen
from licet.language.provision import ENFORCED
from licet.language.table import Event, Instrument

if TYPE_CHECKING:
    from licet.language.book import Corpus

IN_FORCE, SUSPENDED, RESCINDED, NOT_ENFORCED = "in_force", "suspended", "rescinded", "not_enforced"
STATUSES = (IN_FORCE, SUSPENDED, RESCINDED, NOT_ENFORCED)
"""What a user may say of an instrument. `not_enforced` takes it out of the enforced layer alone."""

REIMPOSED = "reimposed_by_text"
STATED = "stated"
"""Confidence of an event that a user states."""


@frozen
class Override:
    """What a user says of an instrument from a day on: its status, and where that is known from."""

    instrument: str
    status: str
    day: int
    source: str = ""

    def words(self) -> str:
        """`in_force from 2026-11-10`."""
        return f"{self.status} from {day_of(self.day)}"


def is_standing(event: Event) -> bool:
    """Whether an event bears on the standing of its instrument: those that the law marks so, and what a user states."""
    return event.decides or event.confidence == STATED


def standing_days(instrument: Instrument) -> list[int]:
    """Days on which the standing changes."""
    return [event.day for event in instrument.events if is_standing(event)]


def last_standing(instrument: Instrument, day: int, is_known: Callable[[str], bool]) -> Event | None:
    """The event that settles the standing on a day; None where nothing ever touched it."""
    past = [event for event in instrument.events if is_standing(event) and event.day <= day and is_known(event.by)]
    return past[-1] if past else None


def stands(event: Event | None, layer: str) -> bool | None:
    """Whether the instrument counts in a layer after an event; None: not known."""
    if event is None or event.kind == IN_FORCE:
        return True
    if event.kind == REIMPOSED:
        return None if event.confidence == "U" else True
    return event.kind == NOT_ENFORCED and layer != ENFORCED


def reason_of(instrument: Instrument, event: Event) -> str:
    """Why the standing is not known, and how to settle it."""
    return (
        f"Whether it applies from {day_of(event.day)} on is not known ({instrument.title}; {event.what})."
        f" State it: --instrument {instrument.id}={IN_FORCE}@{day_of(event.day)}, or {SUSPENDED}."
    )


def with_overrides(corpus: Corpus, overrides: Sequence[Override]) -> Corpus:
    """The corpus as a user says it stands. From its day on a statement counts alone; the digest names all of them."""
    if not overrides:
        return corpus
    instruments = dict(corpus.instruments)
    for one in sorted(overrides, key=lambda override: override.day):
        known = instruments[one.instrument]
        kept = [event for event in known.events if not (is_standing(event) and event.day >= one.day)]
        said = Event(one.status, one.day, STATED, f"stated by the user: {one.source}" if one.source else "stated by the user")
        events = tuple(sorted((*kept, said), key=lambda event: event.day))
        instruments[one.instrument] = replace(known, events=events)
    content = canonical_bytes([corpus.digest, *sorted([o.instrument, o.status, o.day, o.source] for o in overrides)])
    changed = replace(corpus, digest=digest(content), instruments=instruments, overrides=tuple(overrides), _books={})
    # INVARIANT: the digest names the change, so what is kept under it is what it says.
    object.__setattr__(changed, "is_as_loaded", corpus.is_as_loaded)
    return changed


def makers(corpus: Corpus) -> frozenset[str]:
    """Instruments that made something that counts: only their standing changes an answer."""
    tables = (corpus.groups, corpus.parties, corpus.amounts)
    of_rows = {row.by for table in tables for found in table.values() for row in found}
    of_versions = {version.by for provision in corpus.provisions.values() for version in provision.versions}
    return frozenset(of_rows | of_versions) & frozenset(corpus.instruments)
