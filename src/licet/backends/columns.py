"""Millions of rows at once: decide each distinct case once.

The law sees a number only through its comparisons, a country only through the groups it is tested for, a day only through the stretch
without change it falls in. So every column is reduced to small classes, the classes of a row to one key, and each distinct key is
decided once by the scalar engine; the reason codes are handed back to its rows. The cost does not grow with the law, only with the number
of distinct cases, and one decider serves one line and a billion.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from licet.facts.derive import formulas
from licet.language.book import Book
from licet.language.fold import fold
from licet.language.tree import Compare, Const, Fact, In, Ratio, walk

Codes = npt.NDArray[np.int64]
NULL = np.iinfo(np.int64).min
"""A blank in an array of numbers: below every bound, so it is a class of its own."""

DENSE_LIMIT = 1 << 24
FEW_CUTS = 24
Value = bool | int | str | None


@dataclass(frozen=True, eq=False)
class Vector:
    """A column: numbers (NULL for blank), or positions in `labels` (-1 for blank). Truth values are numbers 0 and 1."""

    data: Codes
    labels: tuple[str, ...] | None = None
    is_truth: bool = False

    def value(self, index: int) -> Value:
        """One cell as the scalar engine takes it."""
        number = int(self.data[index])
        if self.labels is not None:
            return None if number < 0 else self.labels[number]
        if number == NULL:
            return None
        return bool(number) if self.is_truth else number


@dataclass(frozen=True, eq=False)
class Constant:
    """The same value in every row."""

    value: Value


Cells = Vector | Constant
BLANK = Constant(None)


def cell(cells: Cells, index: int) -> Value:
    """The value in one row."""
    return cells.value if isinstance(cells, Constant) else cells.value(index)


class DoorColumns:
    """The door's formulas on whole columns; what is constant stays constant."""

    def __init__(self, columns: dict[str, Cells], size: int) -> None:
        self.columns = columns
        self.size = size

    def run(self) -> dict[str, Cells]:
        """Fill blanks and make the derived columns, in the order of the formulas."""
        for formula in formulas():
            present = self.columns.get(formula.column, BLANK)
            if isinstance(present, Constant) and present.value is not None:
                continue
            self.columns[formula.column] = _coalesced(present, fold(formula.tree, self))
        return self.columns

    def fact(self, name: str) -> Cells:
        return self.columns.get(name, BLANK)

    value = fact

    def const(self, value: bool | int | str) -> Cells:
        return Constant(value)

    def nothing(self) -> Cells:
        return BLANK

    def given(self, name: str) -> Cells:
        cells = self.fact(name)
        if isinstance(cells, Constant):
            return Constant(cells.value is not None)
        return Vector(_known(cells).astype(np.int64), is_truth=True)

    def member(self, name: str, members: frozenset[str]) -> Cells:
        cells = self.fact(name)
        if isinstance(cells, Constant):
            return Constant(None if cells.value is None else cells.value in members)
        table = np.array([*(int(label in members) for label in cells.labels or ()), NULL], dtype=np.int64)
        return Vector(table[cells.data], is_truth=True)

    def all(self, parts: list[Cells]) -> Cells:
        return _joined(parts, settles=False)

    def any(self, parts: list[Cells]) -> Cells:
        return _joined(parts, settles=True)

    def negate(self, part: Cells) -> Cells:
        if isinstance(part, Constant):
            return Constant(None if part.value is None else not part.value)
        return Vector(np.where(part.data == NULL, NULL, 1 - part.data), is_truth=True)

    def compare(self, op: str, left: Cells, right: Cells) -> Cells:
        return _binary(left, right, _COMPARE[op], is_truth=True)

    def plus(self, left: Cells, right: Cells) -> Cells:
        return _binary(left, right, np.add)

    def minus(self, left: Cells, right: Cells) -> Cells:
        return _binary(left, right, np.subtract)

    def times(self, left: Cells, right: Cells) -> Cells:
        return _binary(left, right, np.multiply)

    def when(self, condition: Cells, then: Cells, other: Cells) -> Cells:
        if isinstance(condition, Constant):
            return then if condition.value is True else other
        return _chosen(condition.data == 1, then, other)

    def ref(self, name: str) -> Cells:
        raise TypeError(f"the door's formulas refer to no provision ({name})")

    def hole(self, reason: str) -> Cells:
        return BLANK

    def ratio(self, op: str, top: str, bottom: str, numerator: int, denominator: int) -> Cells:
        raise TypeError("the door's formulas compare no ratios")


_COMPARE: dict[str, Callable[..., npt.NDArray[np.bool_]]] = {
    "<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal, "==": np.equal, "!=": np.not_equal,
}  # fmt: skip


def _known(cells: Vector) -> npt.NDArray[np.bool_]:
    return cells.data >= 0 if cells.labels is not None else cells.data != NULL


def _binary(left: Cells, right: Cells, operate: Callable[..., npt.NDArray[np.generic]], is_truth: bool = False) -> Cells:
    if isinstance(left, Constant) and left.value is None or isinstance(right, Constant) and right.value is None:
        return BLANK
    if isinstance(left, Constant) and isinstance(right, Constant):
        value = operate(np.int64(int(left.value or 0)), np.int64(int(right.value or 0)))
        return Constant(bool(value) if is_truth else int(value))
    a = left.data if isinstance(left, Vector) else np.int64(int(left.value or 0))
    b = right.data if isinstance(right, Vector) else np.int64(int(right.value or 0))
    blank: npt.NDArray[np.bool_] | np.bool_ = (a == NULL) | (b == NULL)
    with np.errstate(over="ignore"):  # only where a side is blank, and that is replaced below
        result = operate(a, b).astype(np.int64)
    return Vector(np.where(blank, NULL, result), is_truth=is_truth)


def _joined(parts: Sequence[Cells], settles: bool) -> Cells:
    """Kleene's and (settles False) or or (settles True)."""
    constants = [part.value for part in parts if isinstance(part, Constant)]
    if settles in constants:
        return Constant(settles)
    vectors = [part.data for part in parts if isinstance(part, Vector)]
    start = NULL if None in constants else int(not settles)
    if not vectors:
        return Constant(None if start == NULL else bool(start))
    result = np.full(len(vectors[0]), start, dtype=np.int64)
    for data in vectors:
        result[(data == NULL) & (result != int(settles))] = NULL
        result[data == int(settles)] = int(settles)
    return Vector(result, is_truth=True)


def _coalesced(present: Cells, filling: Cells) -> Cells:
    if isinstance(present, Constant):
        return filling if present.value is None else present
    if isinstance(filling, Constant) and filling.value is None:
        return present
    known = _known(present)
    return present if known.all() else _chosen(known, present, filling)


def _chosen(condition: npt.NDArray[np.bool_], then: Cells, other: Cells) -> Cells:
    """Cell by cell from one of two columns of a kind."""
    if then is other:
        return then
    size = len(condition)
    is_text = any(
        (isinstance(c, Vector) and c.labels is not None) or (isinstance(c, Constant) and isinstance(c.value, str))
        for c in (then, other)
    )
    if not is_text:
        is_truth = any(c.is_truth if isinstance(c, Vector) else isinstance(c.value, bool) for c in (then, other))
        return Vector(np.where(condition, _numbers(then), _numbers(other)), is_truth=is_truth)
    labels: dict[str, int] = {}
    a, b = _positions(then, labels, size), _positions(other, labels, size)
    return Vector(np.where(condition, a, b), tuple(labels))


def _numbers(cells: Cells) -> Codes | np.int64:
    if isinstance(cells, Vector):
        return cells.data
    return np.int64(NULL if cells.value is None else int(cells.value))


def _positions(cells: Cells, labels: dict[str, int], size: int) -> Codes | np.int64:
    """Positions of a text column in a shared list of labels, which grows."""
    if isinstance(cells, Constant):
        return np.int64(-1 if cells.value is None else labels.setdefault(str(cells.value), len(labels)))
    table = np.array([*(labels.setdefault(label, len(labels)) for label in cells.labels or ()), -1], dtype=np.int64)
    return table[cells.data]


@dataclass(frozen=True)
class Cuts:
    """What a set of books ever asks of the facts: the bounds of each number, the sets each text is tested for, ratios, pairs."""

    numbers: Mapping[str, tuple[int, ...]]
    texts: Mapping[str, tuple[frozenset[str], ...]]
    truths: frozenset[str]
    ratios: Mapping[str, tuple[tuple[str, int, int], ...]]
    pairs: frozenset[tuple[str, str]]


def cuts_of(books: Iterable[Book]) -> Cuts:
    """Collect what the books ask."""
    numbers: dict[str, set[int]] = {}
    texts: dict[str, set[frozenset[str]]] = {}
    ratios: dict[str, set[tuple[str, int, int]]] = {}
    truths: set[str] = set()
    pairs: set[tuple[str, str]] = set()
    operands: set[str] = set()
    for node in (node for book in books for tree in book.trees.values() for node in walk(tree)):
        match node:
            case Compare(op, Fact(name), Const(int() as limit)):
                # `< c` and `>= c` part below c; `<= c` and `> c` part above it; == and != on both sides.
                wanted = {limit} if op in ("<", ">=") else {limit + 1} if op in ("<=", ">") else {limit, limit + 1}
                numbers.setdefault(name, set()).update(wanted)
                operands.add(name)
            case Compare(_, Fact(name), Fact(other)):
                pairs.add((name, other))
                operands.update((name, other))
            case Ratio(op, name, limit, _):
                above = "above" if op in ("<=", ">") else "from"
                ratios.setdefault(name, set()).add((above, limit.numerator, limit.denominator))
            case In(Fact(name), members, _):
                texts.setdefault(name, set()).add(members)
                operands.add(name)
            case Fact(name):
                truths.add(name)
            case _:
                pass
    return Cuts(
        {name: tuple(sorted(found)) for name, found in numbers.items()},
        {name: tuple(sorted(found, key=sorted)) for name, found in texts.items()},
        frozenset(truths - operands), {name: tuple(sorted(found)) for name, found in ratios.items()}, frozenset(pairs),
    )  # fmt: skip


def _number_classes(data: Codes, cuts: Sequence[int]) -> tuple[Codes, int]:
    """Class 0 for blank, then one per stretch between cuts."""
    bounds = [NULL + 1, *cuts]
    if len(bounds) <= FEW_CUTS:
        classes = np.zeros(len(data), dtype=np.int64)
        for bound in bounds:
            classes += data >= bound
        return classes, len(bounds) + 1
    return np.searchsorted(np.array(bounds, dtype=np.int64), data, side="right").astype(np.int64), len(bounds) + 1


def _text_classes(cells: Vector, sets: Sequence[frozenset[str]]) -> tuple[Codes, int]:
    """One class per pattern of memberships; blank is class 0."""
    patterns: dict[tuple[bool, ...], int] = {}
    table = [1 + patterns.setdefault(tuple(label in s for s in sets), len(patterns)) for label in cells.labels or ()]
    return np.array([*table, 0], dtype=np.int64)[cells.data], len(patterns) + 1


def _ratio_classes(top: Codes, bottom: Codes, limits: Sequence[tuple[str, int, int]]) -> tuple[Codes, int]:
    """Class 0 where top or bottom is blank or the bottom is not positive; then by the limits that are passed."""
    known = (top != NULL) & (bottom != NULL) & (bottom > 0)
    classes = known.astype(np.int64)
    with np.errstate(over="ignore"):  # only in rows that are not known
        for where, numerator, denominator in limits:
            a, b = top * denominator, bottom * numerator
            classes += known & ((a > b) if where == "above" else (a >= b))
    return classes, len(limits) + 2


def signature(columns: Mapping[str, Cells], cuts: Cuts, size: int) -> tuple[Codes, int]:
    """The key of each row, numbered densely from 0, and how many there are."""
    key, span = np.zeros(size, dtype=np.int64), 1
    done: dict[tuple[object, ...], None] = {}

    def add(classes: Codes, count: int) -> None:
        nonlocal key, span
        if span * count > DENSE_LIMIT:
            key, span = _dense(key, span)
        key = key * count + classes
        span *= count
        if span > DENSE_LIMIT:
            key, span = _dense(key, span)

    for name in sorted({*cuts.numbers, *cuts.texts, *cuts.truths}):
        cells = columns.get(name, BLANK)
        if not isinstance(cells, Vector):
            continue
        asked = (id(cells.data), cuts.numbers.get(name), cuts.texts.get(name))
        if asked in done:
            continue  # a column copied from another one, asked the same: it adds nothing
        done[asked] = None
        if name in cuts.texts:
            add(*_text_classes(cells, cuts.texts[name]))
        else:
            add(*_number_classes(cells.data, cuts.numbers.get(name, (1,))))
    for name, limits in cuts.ratios.items():
        top, bottom = columns.get(f"{name}:top", BLANK), columns.get(f"{name}:bottom", BLANK)
        if isinstance(top, Vector) or isinstance(bottom, Vector):
            add(*_ratio_classes(_spread(top, size), _spread(bottom, size), limits))
    for left, right in sorted(cuts.pairs):
        a, b = columns.get(left, BLANK), columns.get(right, BLANK)
        if isinstance(a, Vector) or isinstance(b, Vector):
            x, y = _spread(a, size), _spread(b, size)
            add(np.where((x == NULL) | (y == NULL), 0, 2 + np.sign(x - y)), 4)
    return _dense(key, span)


def _spread(cells: Cells, size: int) -> Codes:
    return cells.data if isinstance(cells, Vector) else np.full(size, _numbers(cells), dtype=np.int64)


def _dense(key: Codes, span: int) -> tuple[Codes, int]:
    """Renumber keys from 0 without gaps."""
    if span <= DENSE_LIMIT:
        present = np.zeros(span, dtype=np.bool_)
        present[key] = True
        numbers = np.cumsum(present) - 1
        return numbers[key], int(numbers[-1]) + 1
    found, inverse = np.unique(key, return_inverse=True)
    return inverse.astype(np.int64), len(found)


def representatives(key: Codes, count: int) -> Codes:
    """One row index per key."""
    first = np.empty(count, dtype=np.int64)
    first[key[::-1]] = np.arange(len(key) - 1, -1, -1, dtype=np.int64)
    return first
