"""The words of a paragraph on a day, from eCFR files that the user has. Without such files nothing here is asked."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from licet.base.values import frozen
from licet.printed.citation import Place, parse
from licet.printed.ecfr import Edition, read_edition
from licet.printed.index import order

VARIABLE = "LICET_ECFR"
PARAGRAPHS_SHOWN_MOST = 12


@frozen
class Printed:
    """What the files say of one cited place.

    Attributes:
        day: the day of the edition; None where no file serves. paragraphs: the cited paragraph and those under it, (place, words).
        more: paragraphs left out. note: why there are no words, or a warning about them.
    """

    place: Place
    day: date | None
    source: str
    paragraphs: tuple[tuple[Place, str], ...]
    more: int = 0
    note: str = ""

    def to_dict(self) -> dict[str, object]:
        """Plain values."""
        return {
            "cite": str(self.place), "edition": self.day and self.day.isoformat(), "source": self.source, "note": self.note,
            "paragraphs": [{"cite": str(place), "words": words} for place, words in self.paragraphs], "more": self.more,
        }  # fmt: skip


def files_named(options: Sequence[str], environment: Mapping[str, str] = os.environ) -> tuple[str, ...]:
    """The files to read: those of the command, else those of the environment variable LICET_ECFR, separated as paths are."""
    named = options or [name for name in environment.get(VARIABLE, "").split(os.pathsep) if name]
    return tuple(dict.fromkeys(named))


def words_of_the_day(options: Sequence[str], cites: Iterable[str], day: date) -> tuple[Printed, ...]:
    """The printed words of citations on a day, from the files named on the command or in the environment; none without files."""
    files = files_named(options)
    return tuple(Library(files).words(cites, day)) if files else ()


class Library:
    """Editions of the printed law, each read once."""

    def __init__(self, files: Iterable[str]) -> None:
        self.editions: tuple[Edition, ...] = tuple(sorted((read_edition(name) for name in files), key=lambda one: one.day))

    def words(self, cites: Iterable[str], day: date) -> Iterator[Printed]:
        """The words of every place that the citations name, as the newest edition up to the day prints them."""
        places = dict.fromkeys(place for cite in cites for place in parse(cite).places if not place.unit.startswith("part "))
        for place in places:
            yield self.printed(place, day)

    def printed(self, place: Place, day: date) -> Printed:
        """The words of one place; with a note, and none of them, where no edition given prints it by that day."""
        holding = [edition for edition in self.editions if any(place.holds(other) for other in edition.paragraphs)]
        by_then = [edition for edition in holding if edition.day <= day]
        if not by_then:
            later = f"the first edition given that prints it is of {holding[0].day}, after this day" if holding else "no file given prints it"
            return Printed(place, None, "", (), note=later)
        edition = by_then[-1]
        found = sorted(((other, words) for other, words in edition.paragraphs.items() if place.holds(other)), key=lambda one: order(one[0]))
        shown = tuple(found[:PARAGRAPHS_SHOWN_MOST])
        return Printed(place, edition.day, edition.source, shown, len(found) - len(shown))
