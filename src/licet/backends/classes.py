"""What the law can tell apart: the classes of a number between the bounds it is compared with, of a text by the sets it
is tested for.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from licet.backends.columns import NULL, Cells, Constant, Integers, Vector
from licet.language.tree import Compare, Const, Fact, In, Node, Ratio, walk

Classes = npt.NDArray[np.int8 | np.int16 | np.int32 | np.int64]
"""Class numbers, as narrow as they come: a row is a few bytes."""
FEW_CUTS = 16


@dataclass
class Asked:
    """Everything that a set of trees asks of the facts."""

    numbers: dict[str, set[int]] = field(default_factory=dict)
    texts: dict[str, set[frozenset[str]]] = field(default_factory=dict)
    truths: set[str] = field(default_factory=set)
    ratios: dict[str, set[tuple[bool, int, int]]] = field(default_factory=dict)
    pairs: set[tuple[str, str]] = field(default_factory=set)


def asked_by(trees: Iterable[Node]) -> Asked:
    """Collect what the trees ask."""
    asked = Asked()
    operands: set[str] = set()
    facts: set[str] = set()
    for node in (node for tree in trees for node in walk(tree)):
        match node:
            case Compare(op, Fact(name), Const(int() as limit)):
                # `< c` and `>= c` part below c; `<= c` and `> c` part above it; == and != on both sides.
                wanted = {limit} if op in ("<", ">=") else {limit + 1} if op in ("<=", ">") else {limit, limit + 1}
                asked.numbers.setdefault(name, set()).update(wanted)
                operands.add(name)
            case Compare(_, Fact(name), Fact(other)):
                asked.pairs.add((name, other))
                operands.update((name, other))
            case Ratio(op, name, limit, _):
                asked.ratios.setdefault(name, set()).add((op in ("<=", ">"), limit.numerator, limit.denominator))
            case In(Fact(name), members, _):
                asked.texts.setdefault(name, set()).add(members)
                operands.add(name)
            case Fact(name):
                facts.add(name)
            case _:
                pass
    asked.truths = facts - operands
    return asked


class Question(ABC):
    """One thing that is asked of a row, as a column of small class numbers that mean the same in every chunk."""

    columns: tuple[str, ...]
    count: int

    @abstractmethod
    def classes(self, columns: Sequence[Cells], size: int) -> Classes:
        """The class number of each row."""


class NumberQuestion(Question):
    """Class 0 for blank, then one per stretch between cuts. Truth values are the numbers 0 and 1."""

    def __init__(self, name: str, cuts: Iterable[int]) -> None:
        self.columns = (name,)
        self.bounds = [NULL + 1, *sorted(cuts)]
        self.count = len(self.bounds) + 1

    def classes(self, columns: Sequence[Cells], size: int) -> Classes:
        data = numbers_of(columns[0])
        if len(self.bounds) <= FEW_CUTS:
            found = (data >= self.bounds[0]).view(np.int8)
            for bound in self.bounds[1:]:
                found += (data >= bound).view(np.int8)
            return found
        return np.searchsorted(np.array(self.bounds, dtype=np.int64), data, side="right").astype(np.int16)


class TextQuestion(Question):
    """One class per pattern of memberships met so far; blank is class 0."""

    def __init__(self, name: str, sets: Iterable[frozenset[str]]) -> None:
        self.columns = (name,)
        self.sets = sorted(sets, key=sorted)
        self.patterns: dict[tuple[bool, ...], int] = {}
        self._class_of: dict[str, int] = {}

    @property
    def count(self) -> int:  # type: ignore[override]
        return len(self.patterns) + 1

    def classes(self, columns: Sequence[Cells], size: int) -> Classes:
        cells = columns[0]
        if isinstance(cells, Constant):
            return np.array([0 if cells.value is None else self._class(str(cells.value))], dtype=np.int16)
        table = np.array([*(self._class(label) for label in cells.labels or ()), 0], dtype=np.int16)
        return table[cells.data]

    def _class(self, text: str) -> int:
        if text not in self._class_of:
            pattern = tuple(text in one for one in self.sets)
            self._class_of[text] = self.patterns.setdefault(pattern, len(self.patterns) + 1)
        return self._class_of[text]


class RatioQuestion(Question):
    """Class 0 where top or bottom is blank or the bottom is not positive; then by the limits that are passed."""

    def __init__(self, name: str, limits: Iterable[tuple[bool, int, int]]) -> None:
        self.columns = (f"{name}:top", f"{name}:bottom")
        self.limits = sorted(limits)
        self.count = len(self.limits) + 2

    def classes(self, columns: Sequence[Cells], size: int) -> Classes:
        top, bottom = numbers_of(columns[0]), numbers_of(columns[1])
        known: npt.NDArray[np.bool_] = (top != NULL) & (bottom > 0)
        found: npt.NDArray[np.int8] = known.view(np.int8).copy()
        with np.errstate(over="ignore"):  # only in rows that are not known
            for strictly, numerator, denominator in self.limits:
                a, b = top * denominator, bottom * numerator
                found += (known & ((a > b) if strictly else (a >= b))).view(np.int8)
        return found


class PairQuestion(Question):
    """Two facts against each other: blank, less, equal, more."""

    def __init__(self, left: str, right: str) -> None:
        self.columns = (left, right)
        self.count = 4

    def classes(self, columns: Sequence[Cells], size: int) -> Classes:
        a, b = numbers_of(columns[0]), numbers_of(columns[1])
        with np.errstate(over="ignore"):  # a blank's difference is thrown away
            found: Classes = np.where((a == NULL) | (b == NULL), 0, 2 + np.sign(a - b)).astype(np.int8)
        return found


def numbers_of(cells: Cells) -> Integers:
    """A column of numbers; a constant as a column of one row, which spreads by itself."""
    if isinstance(cells, Vector):
        return cells.data
    value = cells.value
    return np.array([NULL if not isinstance(value, int) else int(value)], dtype=np.int64)


def questions_of(asked: Asked) -> list[Question]:
    """The questions, in a fixed order."""
    found: list[Question] = []
    for name in sorted({*asked.numbers, *asked.texts, *asked.truths}):
        if name in asked.texts:
            found.append(TextQuestion(name, asked.texts[name]))
        else:
            found.append(NumberQuestion(name, asked.numbers.get(name, {1})))
    found += [RatioQuestion(name, limits) for name, limits in sorted(asked.ratios.items())]
    found += [PairQuestion(left, right) for left, right in sorted(asked.pairs)]
    return found
