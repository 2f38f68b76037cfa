"""Citations of the Code of Federal Regulations as places: `15 CFR 742.6(b)(10)(ii), (iii)(A)` is two of them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from licet.base.values import frozen
from licet.printed.numbering import LEVELS, mark_at, marks_between, rank


@frozen
class Place:
    """A place in the regulation.

    Attributes:
        unit: `742.6`, `supplement no. 6 to part 740`, `ECCN 3A090` or `part 746`.
        path: designations from the outermost in: `("b", "10", "iii")`; a note stands last, as `note 2`.
    """

    unit: str
    path: tuple[str, ...] = ()

    def __str__(self) -> str:
        notes = [part for part in self.path if part.startswith(UNNUMBERED)]
        marks = [part for part in self.path if not part.startswith(UNNUMBERED)]
        if self.unit.startswith("ECCN"):
            said = "".join(f".{mark}" for mark in marks)
        else:
            said = "".join(f"({mark})" for mark in marks)
            said = f" {said}" if said and " " in self.unit else said
        return " ".join([self.unit + said, *notes])

    def holds(self, other: Place) -> bool:
        """Whether the other place is this one or lies within it."""
        return self.unit == other.unit and other.path[: len(self.path)] == self.path

    def up(self) -> Iterator[Place]:
        """This place and those around it, from the inside out."""
        for length in range(len(self.path), -1, -1):
            yield Place(self.unit, self.path[:length])


@frozen
class Citation:
    """What a citation says: the places it names, and the words in it that name none."""

    places: tuple[Place, ...]
    rest: tuple[str, ...]


UNNUMBERED = ("note", "technical note", "¶", "part of")
"""How designations begin that are words, not numbers."""

MARKS = r"(?:\(\s*[0-9A-Za-z]{1,5}\s*\))"
DOTTED = r"(?:\d{1,2}(?:\.[a-z]{1,4})*\b)"
TOKENS = re.compile(
    r"(?P<other>\b\d+\s+(?:CFR|FR|U\.S\.C\.)\s+[\d.]+)"
    rf"|(?P<section>\b\d{{3}}\.\d+[a-z]?(?!\d)\s?{MARKS}*)"
    rf"|(?P<supplement>\b[Ss]upp(?:lement|\.)?\s+(?:[Nn]os?\.\s*)?\d+\s+to\s+[Pp]art\s+\d{{3}}\b(?:,?\s+(?:paragraphs?\s+)?{MARKS}+|,?\s+paragraphs?\s+{DOTTED})?)"
    r"|(?P<chart>\bCommerce Country Chart\b)"
    r"|(?P<part>\b[Pp]arts?\s+\d{3}\b)"
    r"|(?P<eccn>(?:\bECCN\s+)?\b[0-9][A-E][0-9]{3}\b(?:\.[a-z]{1,2}\b(?:\.[0-9a-z]{1,3}\b)*)?)"
    r"|(?P<note>\b(?:[Tt]echnical )?[Nn]otes?\s+\d+\b(?:\s+to\b)?)"
    r"|(?P<year>\((?:19|20)\d\d\))"
    rf"|(?P<dotted>(?:(?<=, )|(?<=and )|(?<=or )|(?<=to )){DOTTED})"
    rf"|(?P<marks>{MARKS}+)"
    r"|(?P<to>\bto\b|–)"
)
OWN_TITLE = re.compile(r"\b15\s+C\.?F\.?R\.?\s*(?=\d|part|supp)", re.IGNORECASE)
CHART = "supplement no. 1 to part 738"


def parse(cite: str) -> Citation:
    """The places that a citation names.

    A piece between semicolons that names none is kept as words. Ranges are spelled out: `(i) to (iv)` is four places. What follows
    `as of` says a day, and `dossier ...` a source: neither is a place.

    >>> [str(place) for place in parse("15 CFR 742.6(b)(10)(ii), (iii)(A); supplement no. 6 to part 740").places]
    ['742.6(b)(10)(ii)', '742.6(b)(10)(iii)(A)', 'supplement no. 6 to part 740']
    """
    places: list[Place] = []
    rest = []
    for piece in cite.split(";"):
        words = OWN_TITLE.sub("", piece).strip()
        before = places[-1] if places and words.startswith("(") else None
        found = [] if words.startswith("dossier") else _places(words.partition(" as of ")[0], before)
        places += found
        if words and not found:
            rest.append(words)
    return Citation(tuple(dict.fromkeys(places)), tuple(rest))


def _places(words: str, before: Place | None) -> list[Place]:
    found: list[Place] = []
    ranging, is_open = False, before is not None
    for token in TOKENS.finditer(words):
        kind, text = str(token.lastgroup), token.group()
        if kind == "to":
            ranging = is_open
        elif kind == "other":
            is_open = False
        elif kind != "year":
            last = (found[-1] if found else before) if is_open else None
            place = _next(kind, text, last)
            if place is None:
                continue
            if found and last is not None and (kind == "note" or _is_note(last)):
                found[-1] = place
            else:
                found += _between(last, place) if ranging and last is not None else [place]
            ranging, is_open = False, True
    return found


def _is_note(place: Place) -> bool:
    return bool(place.path) and place.path[-1].startswith(UNNUMBERED)


def _next(kind: str, text: str, last: Place | None) -> Place | None:
    """The place that a token leads to from the place before it."""
    marks = tuple(mark.strip("() ") for mark in re.findall(MARKS, text))
    match kind:
        case "section":
            return _marked(Place(text.partition("(")[0].strip()), marks) if marks else Place(text.strip())
        case "supplement":
            number, part, *dotted = re.findall(r"\d+(?:\.[a-z]+)*", text.partition("(")[0])
            return Place(f"supplement no. {number} to part {part}", tuple(dotted[0].split(".")) if dotted else marks)
        case "chart":
            return Place(CHART)
        case "part":
            return Place(f"part {text[-3:]}")
        case "eccn":
            head, *path = text.removeprefix("ECCN").strip().split(".")
            return Place(f"ECCN {head}", tuple(path))
        case "dotted" if last is not None and last.path and last.path[0].isdecimal():
            return Place(last.unit, tuple(text.split(".")))
        case "note" if last is not None:
            name = re.sub(r"\s+", " ", text.lower().removesuffix("to").strip()).replace("notes", "note")
            return Place(last.unit, (*last.path, name))
        case "marks" if last is not None:
            return _marked(last, marks)
    return None


def _marked(last: Place, marks: tuple[str, ...]) -> Place | None:
    """Designations after a place: those of a fresh unit, or a sibling of the last, as `(iii)(A)` is after `(b)(10)(ii)`."""
    if any(all(rank(kind, mark) is None for kind in LEVELS) for mark in marks):
        return None
    notes = tuple(part for part in last.path if part.startswith(UNNUMBERED))
    numbered = last.path[: len(last.path) - len(notes)]
    if notes:  # `note 2 to (b)` names the paragraph after its note
        return Place(last.unit, (*marks, *notes))
    for depth in range(len(numbered) - 1, -1, -1):
        if mark_at(numbered[: depth + 1]) & {kind for kind in LEVELS if rank(kind, marks[0]) is not None}:
            return Place(last.unit, (*numbered[:depth], *marks))
    return Place(last.unit, (*numbered, *marks))


def _between(first: Place, last: Place) -> Iterator[Place]:
    """What a range adds to its first place."""
    if not last.path and not first.path and re.fullmatch(r"\d{3}\.\d+", first.unit) and re.fullmatch(r"\d{3}\.\d+", last.unit):
        part, begin = first.unit.split(".")
        end = last.unit.split(".")
        if part == end[0]:
            yield from (Place(f"{part}.{number}") for number in range(int(begin) + 1, int(end[1]) + 1))
            return
    if first.unit == last.unit and first.path and first.path[:-1] == last.path[:-1]:
        yield from (Place(last.unit, (*last.path[:-1], mark)) for mark in marks_between(first.path[-1], last.path[-1]))
        return
    yield last
