"""The lists in use on a day: vintages joined to one set of entries, with what they can and cannot clear."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path

from licet.base.values import frozen
from licet.parties.entry import DECISIVE, TITLES, Entry
from licet.parties.load.own import read_lines
from licet.parties.normal import forms_of
from licet.parties.vintage import Vintage, all_vintages, current, entries_of

CURATED = "curated"


@frozen
class Lists:
    """The lists of one day: where they come from, and what they bear. Entries are read when they are asked for.

    Attributes:
        root: the folder they are kept in; None for the parties that ship with licet.
        gaps: why nobody can be cleared by these lists on that day; empty when somebody can.
        identity: what tells this set from every other, for the kept index.
    """

    root: Path | None
    vintages: tuple[Vintage, ...]
    gaps: tuple[str, ...]
    notes: tuple[str, ...]
    identity: str
    of_the_day: bool

    def entries(self) -> tuple[Entry, ...]:
        """All entries, joined.

        Raises:
            IntegrityError: LIC-S030 when what is kept cannot be read.
        """
        if self.root is None:
            return curated()
        root = self.root
        return tuple(joined([(vintage.source, entries_of(root, vintage)) for vintage in self.vintages]))

    def named(self) -> str:
        """The vintages in a few words."""
        if not self.vintages:
            return "the list of AI chip parties that ships with licet"
        return ", ".join(f"{vintage.source} of {vintage.listed_on} ({vintage.digest[7:15]})" for vintage in self.vintages)


def lists_folder(given: str | None = None) -> Path:
    """Where lists are kept: the folder given, else LICET_LISTS, else the user's data folder."""
    if given or os.environ.get("LICET_LISTS"):
        return Path(given or os.environ["LICET_LISTS"])
    base = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(base) / "licet" / "lists"


@cache
def curated() -> tuple[Entry, ...]:
    """Parties that matter for AI chips, with their Federal Register citations. It is not complete, and clears nobody."""
    text = files("licet.parties").joinpath("curated.jsonl").read_text("utf-8")
    return tuple(read_lines(text, "curated.jsonl").entries)


def lists_on(root: Path, day: date) -> Lists:
    """The lists of a day: of each source the last vintage taken by then, else the oldest one there is.

    Raises:
        IntegrityError: LIC-S030 when what is kept cannot be read.
    """
    chosen: list[Vintage] = []
    gaps: list[str] = []
    notes: list[str] = []
    for source in sorted(current(root)):
        vintages = all_vintages(root, source)
        before = [vintage for vintage in vintages if vintage.listed_on <= day.isoformat()]
        vintage = before[-1] if before else vintages[0]
        chosen.append(vintage)
        is_last = vintage is vintages[-1]
        if not before:
            gaps.append(f"no {source} list of {day} is kept; the oldest is of {vintage.listed_on}")
        elif is_last and vintage.freshness(day) == "stale":
            gaps.append(f"the {source} list is {vintage.age(day)} days old")
        elif is_last and vintage.freshness(day) != "fresh":
            notes.append(f"the {source} list is {vintage.age(day)} days old")
    if not chosen:
        gaps.append("no official list was taken: only the parties that ship with licet are searched (licet lists update)")
        return Lists(None, (), tuple(gaps), (), CURATED, False)
    covered = {name for vintage in chosen for name in vintage.lists}
    missing = [TITLES[name] for name in DECISIVE if name not in covered]
    if missing:
        gaps.append(f"missing: {', '.join(missing)}")
    identity = "-".join(vintage.digest[7:23] for vintage in chosen)
    return Lists(root, tuple(chosen), tuple(gaps), tuple(notes), identity, all(v.listed_on <= day.isoformat() for v in chosen))


def joined(parts: list[tuple[str, list[Entry]]]) -> list[Entry]:
    """Entries of several files as one set: what one file alone tells is carried over, and no party is lost.

    The Consolidated Screening List gives structured addresses and drops footnotes; the eCFR gives footnotes; OFAC gives original scripts.
    """
    order = {"csl": 0, "ecfr": 1, "ofac": 2}
    found: list[Entry] = []
    place: dict[tuple[str, object], int] = {}
    for _, entries in sorted(parts, key=lambda part: order.get(part[0], 3)):
        mine: dict[tuple[str, object], int] = {}
        for entry in entries:
            identity = _identity(entry)
            at = place.get((entry.list, identity))
            if at is None:
                mine.setdefault((entry.list, identity), len(found))
                found.append(entry)
            else:
                found[at] = _together(found[at], entry)
        place |= mine
    return found


def _identity(entry: Entry) -> object:
    """Agency numbers tell SDN entries apart, name and country the others."""
    if entry.list == "sdn" and entry.key.partition(":")[2].isdigit():
        return entry.key
    forms = forms_of(entry.name)
    return (forms[0].tokens if forms else entry.name, entry.countries)


def _together(first: Entry, second: Entry) -> Entry:
    """One entry told by two files."""
    texts = {name.text.casefold() for name in first.names}
    return replace(
        first,
        names=(*first.names, *(name for name in second.names if name.text.casefold() not in texts)),
        addresses=first.addresses or second.addresses,
        countries=tuple(sorted({*first.countries, *second.countries})),
        kind=first.kind or second.kind,
        footnotes=second.footnotes if first.footnotes is None else first.footnotes,
        requirement=first.requirement or second.requirement,
        policy=first.policy or second.policy,
        citation=first.citation or second.citation,
        since=first.since or second.since,
        linked=(*first.linked, *second.linked),
    )  # fmt: skip
