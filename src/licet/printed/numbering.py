"""How paragraphs are numbered: which paragraph a line that begins with `(iii)` is, after the lines before it.

The order of designations is (a), (1), (i), (A), (1), (i); the last two are printed in italics, which many copies lose. A
supplement may number its paragraphs 1., a., i. instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from licet.base.values import frozen

LETTER, ARABIC, ROMAN, UPPER = "letter", "arabic", "roman", "upper"
LEVELS = (LETTER, ARABIC, ROMAN, UPPER, ARABIC, ROMAN)
DOTTED = (ARABIC, LETTER, ROMAN)
ITALIC_FROM = 4
"""Depth from which designations are printed in italics."""

ROMANS = tuple(
    ("", "x", "xx", "xxx")[number // 10] + ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")[number % 10]
    for number in range(40)
)  # fmt: skip
MARK = re.compile(r"\(\s*(\*?)([A-Za-z]{1,5}|\d{1,3})\1\s*\)\s*")
DOT = re.compile(r"([0-9]{1,2}|[a-z]{1,4})\.\s+")
RUN_IN = re.compile(r"—\s*(?=\(\s*\*?(?:1|i|A)\*?\s*\))")
HEADED = re.compile(r"^((?:\([^)]{1,5}\)\s*)+[A-Z][^.()]{0,90}\.)\s*(?=\(\s*\*?(?:1|i|A)\*?\s*\))")
NOTE = re.compile(r"((?:technical )?note)s?(?:\s+(\d+)\b|(?=\s+to\b))", re.IGNORECASE)
SKIPPED = re.compile(r"^[*\s]*$")


@frozen
class Numbered:
    """A paragraph of one unit: its designations and its own words, those of the paragraphs under it left out."""

    path: tuple[str, ...]
    text: str


def rank(kind: str, mark: str) -> int | None:
    """The number that a designation stands for in a kind of numbering; None where it is none of that kind.

    >>> rank(LETTER, "i"), rank(ROMAN, "iv"), rank(ARABIC, "iv"), rank(LETTER, "dd")
    (9, 4, None, 30)
    """
    if kind == ARABIC:
        return int(mark) if mark.isdecimal() and 0 < int(mark) < 1000 else None  # not law: a paragraph number has three digits
    if kind == ROMAN:
        return ROMANS.index(mark) if mark in ROMANS and mark else None
    if not mark.isalpha() or len(set(mark)) != 1 or len(mark) > 2 or mark.islower() != (kind == LETTER):
        return None
    return ord(mark[0].lower()) - ord("a") + 1 + 26 * (len(mark) - 1)


def mark_at(path: Sequence[str]) -> set[str]:
    """The kinds of numbering that the last designation of a path can be of."""
    depth = len(path) - 1
    kinds = {LEVELS[depth]} if depth < len(LEVELS) and rank(LEVELS[depth], path[-1]) is not None else set()
    return kinds or {kind for kind in LEVELS if rank(kind, path[-1]) is not None}


def marks_between(first: str, last: str) -> list[str]:
    """The designations after the first up to the last, in the kind of numbering that both are of."""
    for kind in (ROMAN, ARABIC, LETTER, UPPER):
        low, high = rank(kind, first), rank(kind, last)
        if low is not None and high is not None and low < high:
            numbers = range(low + 1, high + 1)
            if kind == ROMAN:
                return [ROMANS[number] for number in numbers]
            if kind == ARABIC:
                return [str(number) for number in numbers]
            letters = [chr(ord("a") + (number - 1) % 26) * (1 + (number - 1) // 26) for number in numbers]
            return letters if kind == LETTER else [letter.upper() for letter in letters]
    return [last]


class Numbering:
    """The designations open at a point of the text: a stack of (depth, mark)."""

    def __init__(self, levels: Sequence[str], knows_italics: bool) -> None:
        self.levels = levels
        self.knows_italics = knows_italics
        self.stack: list[tuple[int, str]] = []

    def path(self) -> tuple[str, ...]:
        return tuple(mark for _, mark in self.stack)

    def enter(self, path: Sequence[str]) -> None:
        """Go to a known place."""
        self.stack = [(depth, mark) for depth, mark in enumerate(path)]

    def take(self, mark: str, italic: bool, upcoming: Sequence[str]) -> bool:
        """Take the next designation; False where it is none.

        First choice is what follows an open one by exactly one, the innermost first; then the first of a deeper level; then
        what leaves out the fewest. `(i)` after `(h)` can be both: what comes next tells.
        """
        later: list[tuple[int, int]] = []
        exact: list[tuple[int, int]] = []
        for place, (depth, old) in enumerate(self.stack):
            number, before = rank(self.levels[depth], mark), rank(self.levels[depth], old)
            if number is not None and before is not None and number > before and self._fits(depth, italic):
                (exact if number == before + 1 else later).append((place, depth))
        top = self.stack[-1][0] if self.stack else -1
        deeper = [depth for depth in range(top + 1, len(self.levels)) if self._fits(depth, italic)]
        child = next((depth for depth in deeper if rank(self.levels[depth], mark) == 1), None)
        if exact and child is not None:
            place, depth = exact[-1]
            if self._begins(child, mark, depth, upcoming):
                exact = []
        if exact:
            place, depth = exact[-1]
            self.stack[place:] = [(depth, mark)]
            return True
        if child is None:
            end = len(self.stack)
            gaps = [(self._gap(place, mark), end - place, depth) for place, depth in later]
            gaps += [(number - 1, end, depth) for depth in deeper if (number := rank(self.levels[depth], mark)) is not None]
            if not gaps:
                return False
            _, closed, child = min(gaps)
            if (closed, child) in [(end - place, depth) for place, depth in later]:
                self.stack[end - closed :] = [(child, mark)]
                return True
        self.stack.append((child, mark))
        return True

    def _gap(self, place: int, mark: str) -> int:
        """How many designations would be left out between an open one and this."""
        depth, old = self.stack[place]
        return (rank(self.levels[depth], mark) or 0) - (rank(self.levels[depth], old) or 0) - 1

    def _fits(self, depth: int, italic: bool) -> bool:
        return not self.knows_italics or self.levels is DOTTED or italic == (depth >= ITALIC_FROM)

    def _begins(self, child: int, mark: str, depth: int, upcoming: Sequence[str]) -> bool:
        """Whether a designation begins a deeper level rather than going on in an outer one."""
        second = marks_of(self.levels[child], 2)
        beyond = marks_of(self.levels[depth], (rank(self.levels[depth], mark) or 0) + 1)
        return next((after == second for after in upcoming if after in (second, beyond)), False)


def marks_of(kind: str, number: int) -> str:
    """The designation of a number."""
    if kind == ARABIC:
        return str(number)
    if kind == ROMAN:
        return ROMANS[number] if number < len(ROMANS) else ""
    letter = chr(ord("a") + (number - 1) % 26) * (1 + (number - 1) // 26)
    return letter if kind == LETTER else letter.upper()


def numbered(
    lines: Iterable[str], *, knows_italics: bool = False, defines: bool = False, expected: Sequence[tuple[str, ...]] = ()
) -> list[Numbered]:
    """The paragraphs of a section or supplement from its printed lines.

    Args:
        lines: text as printed, a designation in italics written `(*1*)`.
        knows_italics: whether the copy keeps italics at all.
        defines: a list of definitions: each line without a number begins a paragraph of its own.
        expected: where only parts of a section are given, the designations of those parts, in order.
    """
    split = [part for line in lines for whole in RUN_IN.split(line) for part in HEADED.sub(r"\1\n", whole).split("\n") if part.strip()]
    levels = LEVELS if any(_marks(line, LEVELS) for line in split) or not any(DOT.match(line) for line in split) else DOTTED
    heads = [_marks(line, levels) for line in split]
    numbering = Numbering(levels, knows_italics)
    waiting = list(expected)
    found: dict[tuple[str, ...], list[str]] = {}
    base: tuple[str, ...] = ()
    here: tuple[str, ...] = ()
    for index, (line, marks) in enumerate(zip(split, heads, strict=True)):
        text = line[sum(length for _, _, length in marks) :].strip() if marks else line.strip()
        given = 0
        printed = tuple(mark for mark, _, _ in marks)
        if any(len(path) > 1 and printed[: len(path)] == path for path in expected):
            numbering.enter(printed)
            given = len(printed)
        elif waiting and marks and marks[0][0] in waiting[0]:
            at = len(waiting[0]) - waiting[0][::-1].index(marks[0][0])
            if at == len(waiting[0]) or numbering.path()[:at] != waiting[0][:at]:
                numbering.enter(waiting[0][:at])
                waiting = waiting[1:] if at == len(waiting[0]) else waiting
                given = 1
        upcoming = [mark for later in heads[index + 1 :] for mark, _, _ in later]
        note = NOTE.match(line) if not marks else None
        if note:
            here = _fresh((*base, *numbering.path(), " ".join(filter(None, (note[1].lower(), note[2])))), found)
        elif marks:
            rest = [mark for mark, _, _ in marks[1:]] + upcoming
            for number, (mark, italic, _) in enumerate(marks):
                if number >= given and not numbering.take(mark, italic, rest[number:]):
                    numbering.stack.append((len(levels) - 1, mark))
            here = (*base, *numbering.path())
            if SKIPPED.match(text):
                continue
            here = _fresh(here, found)
        elif SKIPPED.match(text):
            continue
        elif defines or not found or (not numbering.stack and not base and _unnumbered(found)):
            here = () if not found else (f"¶{1 + sum(len(path) == 1 and path[0].startswith('¶') for path in found)}",)
            base = here if defines else ()
            numbering.stack = [] if defines else numbering.stack
        found.setdefault(here, []).append(text)
    return [Numbered(path, " ".join(texts)) for path, texts in found.items()]


def _unnumbered(found: dict[tuple[str, ...], list[str]]) -> bool:
    return all(path == () or path[0].startswith("¶") for path in found)


def _fresh(path: tuple[str, ...], found: dict[tuple[str, ...], list[str]]) -> tuple[str, ...]:
    """The path, told apart from one that stands already."""
    count = 2
    fresh = path
    while fresh in found:
        fresh = (*path[:-1], f"{path[-1]} #{count}")
        count += 1
    return fresh


def _marks(line: str, levels: Sequence[str]) -> list[tuple[str, bool, int]]:
    """Designations at the head of a line: (mark, whether in italics, characters)."""
    if levels is DOTTED:
        dot = DOT.match(line)
        return [(dot[1], False, dot.end())] if dot and any(rank(kind, dot[1]) is not None for kind in DOTTED) else []
    found, at = [], 0
    while (match := MARK.match(line, at)) and any(rank(kind, match[2]) is not None for kind in LEVELS):
        found.append((match[2], bool(match[1]), match.end() - at))
        at = match.end()
    return found


def own_words(text: str) -> str:
    """Text in the form in which it is compared: spaces, quotation marks, dashes and marks of italics made alike.

    >>> own_words("“performance  density” – a")
    '"performance density" - a'
    """
    text = re.sub(r"\(\s*\*?([A-Za-z0-9]{1,5})\*?\s*\)", r"(\1)", text)
    text = text.translate(ALIKE)
    return re.sub(r"\s+", " ", text).strip()


ALIKE = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "`": "'", "—": "-", "–": "-", "−": "-", "\u00a0": " ", "\u2009": " "})


def walk_paths(paths: Iterable[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """Every path and those above it, once each."""
    seen: set[tuple[str, ...]] = set()
    for path in paths:
        for length in range(len(path) + 1):
            if path[:length] not in seen:
                seen.add(path[:length])
                yield path[:length]
