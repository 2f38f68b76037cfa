"""What the law can tell apart: the classes of a number between the bounds it is compared with, of a text by the sets it
is tested for.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from licet.backends.columns import NULL, Cells, Constant, Integers, Vector
from licet.facts.vocabulary import COPIED_ROLES
from licet.language.tree import Compare, Const, Fact, In, Node, Ratio, walk

Classes = npt.NDArray[np.int8 | np.int16 | np.int32 | np.int64]
"""Class numbers, as narrow as they come: a row is a few bytes."""
FEW_CUTS = 16
DENSE_FACTOR = 16
"""A table over all possible keys is used while it is at most this many times as long as the rows; beyond, they are sorted."""
SPAN_LIMIT = 1 << 22


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
            found = known_numbers(columns[0]).view(np.int8)
            for bound in self.bounds[1:]:
                found += (data >= bound).view(np.int8)
            return found
        return np.searchsorted(np.array(self.bounds, dtype=np.int64), data, side="right").astype(np.int16)


def narrow(numbers: list[int]) -> npt.NDArray[np.int8 | np.int16 | np.int32]:
    """Class numbers in as few bytes as hold them."""
    found: npt.NDArray[np.int32] = np.array(numbers, dtype=np.int32)
    return found.astype(narrowest(int(found.max(initial=0)) + 1))


def narrowest(span: int) -> type[np.int8 | np.int16 | np.int32 | np.int64]:
    """The narrowest integers that hold the numbers from 0 up to, not including, `span`."""
    return next(kind for kind in (np.int8, np.int16, np.int32, np.int64) if span - 1 <= np.iinfo(kind).max)


class LabelTable:
    """The classes of a column's labels, kept while the labels stay the same ones: from block to block of a chunk."""

    def __init__(self) -> None:
        self._labels: tuple[str, ...] | None = None
        self._classes: Classes = np.empty(0, dtype=np.int8)

    def of(self, labels: tuple[str, ...] | None, classes_of: Callable[[tuple[str, ...]], list[int]]) -> Classes:
        if self._labels is not labels or labels is None:
            self._labels, self._classes = labels, narrow(classes_of(labels or ()))
        return self._classes


class TextQuestion(Question):
    """One class per pattern of memberships met so far; blank is class 0."""

    def __init__(self, name: str, sets: Iterable[frozenset[str]]) -> None:
        self.columns = (name,)
        self.sets = sorted(sets, key=sorted)
        self.patterns: dict[tuple[bool, ...], int] = {}
        self._class_of: dict[str, int] = {}
        self._table = LabelTable()

    @property
    def count(self) -> int:  # type: ignore[override]
        return len(self.patterns) + 1

    def classes(self, columns: Sequence[Cells], size: int) -> Classes:
        cells = columns[0]
        if isinstance(cells, Constant):
            return np.array([0 if cells.value is None else self._class(str(cells.value))], dtype=np.int16)
        return self._table.of(cells.labels, self.of_labels).take(cells.data)

    def of_labels(self, labels: tuple[str, ...]) -> list[int]:
        """The class of each label, that of a blank last."""
        return [*(self._class(label) for label in labels), 0]

    def _class(self, text: str) -> int:
        if text not in self._class_of:
            pattern = tuple(text in one for one in self.sets)
            self._class_of[text] = self.patterns.setdefault(pattern, len(self.patterns) + 1)
        return self._class_of[text]


class RolesQuestion(Question):
    """One text of several roles together. Mostly they are one party in one column: then each label is looked up once for all."""

    def __init__(self, questions: Sequence[TextQuestion]) -> None:
        self.questions = questions
        self.columns = tuple(question.columns[0] for question in questions)
        self.patterns: dict[tuple[int, ...], int] = {}
        self._table = LabelTable()

    @property
    def count(self) -> int:  # type: ignore[override]
        return len(self.patterns)

    def classes(self, columns: Sequence[Cells], size: int) -> Classes:
        first = columns[0]
        if isinstance(first, Vector) and all(cells is first for cells in columns):
            return self._table.of(first.labels, self._of_labels).take(first.data)
        answers = [question.classes([cells], size) for question, cells in zip(self.questions, columns, strict=True)]
        key, rows = combined((answer, question.count) for answer, question in zip(answers, self.questions, strict=True))
        patterns = (tuple(int(answer[row if len(answer) > 1 else 0]) for answer in answers) for row in rows.tolist())
        return np.array([self._class(pattern) for pattern in patterns], dtype=np.int16).take(key)

    def _of_labels(self, labels: tuple[str, ...]) -> list[int]:
        return [self._class(pattern) for pattern in zip(*(question.of_labels(labels) for question in self.questions), strict=True)]

    def _class(self, pattern: tuple[int, ...]) -> int:
        return self.patterns.setdefault(pattern, len(self.patterns))


def roles_together(questions: Sequence[Question]) -> list[Question]:
    """The questions, with those that ask the same text of the consignee and of roles that are mostly the consignee made one."""
    found: dict[tuple[str, ...], list[Question]] = {}
    for question in questions:
        key = question.columns
        if isinstance(question, TextQuestion):
            role = next((role for role in ("consignee", *COPIED_ROLES) if key[0].startswith(f"{role}_")), "")
            key = (f"consignee{key[0][len(role) :]}",) if role else key
        found.setdefault(key, []).append(question)
    made: list[Question] = []
    for alike in found.values():
        texts = [question for question in alike if isinstance(question, TextQuestion)]
        made += [RolesQuestion(texts)] if len(texts) == len(alike) > 1 else alike
    return made


class RatioQuestion(Question):
    """Class 0 where top or bottom is blank or the bottom is not positive; then by the limits that are passed."""

    def __init__(self, name: str, limits: Iterable[tuple[bool, int, int]]) -> None:
        self.columns = (f"{name}:top", f"{name}:bottom")
        self.limits = sorted(limits)
        self.count = len(self.limits) + 2

    def classes(self, columns: Sequence[Cells], size: int) -> Classes:
        top, bottom = numbers_of(columns[0]), numbers_of(columns[1])
        known: npt.NDArray[np.bool_] = known_numbers(columns[0]) & (bottom > 0)
        found: npt.NDArray[np.int8] = known.view(np.int8).copy()
        with np.errstate(over="ignore"):  # only in rows that are not known
            tops = {denominator: top * denominator for _, _, denominator in self.limits}
            product = np.empty_like(bottom)
            for strictly, numerator, denominator in self.limits:
                np.multiply(bottom, numerator, out=product)
                passed = tops[denominator] > product if strictly else tops[denominator] >= product
                found += (known & passed).view(np.int8)
        return found


class PairQuestion(Question):
    """Two facts against each other: blank, less, equal, more."""

    def __init__(self, left: str, right: str) -> None:
        self.columns = (left, right)
        self.count = 4

    def classes(self, columns: Sequence[Cells], size: int) -> Classes:
        if any(isinstance(cells, Constant) and cells.value is None for cells in columns):
            return np.zeros(1, dtype=np.int8)
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


def known_numbers(cells: Cells) -> npt.NDArray[np.bool_]:
    """The rows in which a column of numbers is not blank."""
    if isinstance(cells, Vector) and not cells.has_blanks:
        return np.ones(len(cells.data), dtype=np.bool_)
    found: npt.NDArray[np.bool_] = numbers_of(cells) != NULL
    return found


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


def combined(parts: Iterable[tuple[Classes, int]]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """One dense key from several columns of classes, and the first row of each key."""
    key: npt.NDArray[np.int64] = np.zeros(1, dtype=np.int64)
    span = 1
    for classes, count in parts:
        if span * count > SPAN_LIMIT:
            key, span = _dense(key, span)
        key = key * count
        key = key + classes if len(classes) > len(key) else np.add(key, classes, out=key)
        span *= count
    key, span = _dense(key, span)
    first = np.empty(span, dtype=np.int64)
    first[key[::-1]] = np.arange(len(key) - 1, -1, -1, dtype=np.int64)
    return key, first


def _dense(key: npt.NDArray[np.int64], span: int) -> tuple[npt.NDArray[np.int64], int]:
    """Renumber keys from 0 without gaps."""
    if span <= max(DENSE_FACTOR * len(key), 1024):
        present = np.zeros(span, dtype=np.bool_)
        present[key] = True
        found = np.flatnonzero(present)
        numbers = np.empty(span, dtype=np.int64)
        numbers[found] = np.arange(len(found))
        return numbers[key], len(found)
    found, inverse = np.unique(key, return_inverse=True)
    return inverse.astype(np.int64), len(found)
