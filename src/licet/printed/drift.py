"""What changed between two editions of the printed law, and what of the corpus rests on it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from licet.base.values import frozen
from licet.language.book import Corpus
from licet.printed.citation import Place, parse
from licet.printed.coverage import Claim, claims_of, is_unnumbered
from licet.printed.ecfr import Edition
from licet.printed.index import order, part_of
from licet.printed.numbering import own_words

CHANGED, APPEARED, VANISHED = "changed", "appeared", "vanished"


@frozen
class Change:
    """One paragraph that is not what it was, with what of the corpus cites it, a part of it, or what it stands in."""

    place: Place
    kind: str
    provisions: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()

    @property
    def is_cited(self) -> bool:
        return bool(self.provisions or self.others or self.cases)


@frozen
class Drift:
    """All changes between two editions.

    Attributes:
        changes: in the order of the regulation. same: paragraphs that are alike. only_old, only_new: sections and supplements that
            one file alone holds, whose paragraphs are not counted as changes.
    """

    old: Edition
    new: Edition
    changes: tuple[Change, ...]
    same: int
    only_old: tuple[str, ...]
    only_new: tuple[str, ...]

    @property
    def cited(self) -> tuple[Change, ...]:
        return tuple(change for change in self.changes if change.is_cited)


def drift_of(old: Edition, new: Edition, corpus: Corpus, cases: Iterable[tuple[str, str]]) -> Drift:
    """Compare two editions paragraph by paragraph.

    Args:
        cases: id and citation of each legal case.
    """
    before, after = units_of(old), units_of(new)
    claims = list(dict.fromkeys(claims_of(corpus)))
    of_cases = [Claim(place, "case", name) for name, cite in cases for place in parse(cite).places]
    changes, same = [], 0
    for unit in sorted(before.keys() & after.keys(), key=lambda unit: order(Place(unit))):
        is_partial = unit in old.partial or unit in new.partial
        found = [one for one in _compared(before[unit], after[unit]) if not is_partial or one[1] == CHANGED]
        same += len(after[unit].keys() & before[unit].keys()) - sum(kind == CHANGED for _, kind in found)
        changes += [_looked_up(place, kind, claims, of_cases) for place, kind in found]
    return Drift(old, new, tuple(changes), same, tuple(sorted(before.keys() - after.keys())), tuple(sorted(after.keys() - before.keys())))


def units_of(edition: Edition) -> dict[str, dict[Place, str]]:
    """The paragraphs of an edition by section, supplement or entry."""
    found: dict[str, dict[Place, str]] = {}
    for place, text in edition.paragraphs.items():
        found.setdefault(place.unit, {})[place] = text
    return found


def _compared(before: dict[Place, str], after: dict[Place, str]) -> Iterator[tuple[Place, str]]:
    """Numbered paragraphs by their number; lines without one by their words, since a line put in moves those behind it."""
    lines_before, lines_after = _lines(before), _lines(after)
    for place in sorted(before.keys() | after.keys(), key=order):
        if _is_line(place):
            if place in before and own_words(before[place]) not in lines_after:
                yield place, VANISHED
            if place in after and own_words(after[place]) not in lines_before:
                yield place, APPEARED
        elif place not in after:
            yield place, VANISHED
        elif place not in before:
            yield place, APPEARED
        elif own_words(before[place]) != own_words(after[place]):
            yield place, CHANGED


def _lines(paragraphs: dict[Place, str]) -> frozenset[str]:
    return frozenset(own_words(text) for place, text in paragraphs.items() if _is_line(place))


def _is_line(place: Place) -> bool:
    return any(is_unnumbered(mark) for mark in place.path)


def _looked_up(place: Place, kind: str, claims: list[Claim], of_cases: list[Claim]) -> Change:
    part = Place(f"part {part_of(place.unit)}")
    hits = [one for one in (*claims, *of_cases) if one.place.holds(place) or place.holds(one.place) or one.place == part]
    names = {what: tuple(dict.fromkeys(one.name for one in hits if one.kind == what)) for what in ("provision", "case")}
    others = tuple(dict.fromkeys(f"{one.kind} {one.name}" for one in hits if one.kind not in names))
    return Change(place, kind, names["provision"], others, names["case"])


CASE = re.compile(r"^- id:\s*(?P<id>\S+)|^\s+cite:\s*(?P<quote>[\"']?)(?P<cite>.*?)(?P=quote)\s*$", re.MULTILINE)


def cases_of(folder: Path) -> Iterator[tuple[str, str]]:
    """Id and citation of each legal case of a corpus."""
    for path in sorted((folder / "cases").glob("*/*.yaml")):
        name = ""
        for found in CASE.finditer(path.read_text(encoding="utf-8")):
            if found["id"]:
                name = found["id"]
            else:
                yield name, found["cite"]
