"""Whole columns at the door: what many lines state, and the door's formulas run on all of them at once. What is
constant stays constant.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from licet.facts.derive import formulas
from licet.language.fold import fold

Integers = npt.NDArray[np.int64]
NULL = np.iinfo(np.int64).min
"""A blank in an array of numbers: below every bound, so it is a class of its own."""

Value = bool | int | str | None


@dataclass(frozen=True, eq=False)
class Vector:
    """A column: numbers (NULL for blank), or positions in `labels` (-1 for blank). Truth values are numbers 0 and 1."""

    data: Integers
    labels: tuple[str, ...] | None = None
    is_truth: bool = False

    @cached_property
    def has_blanks(self) -> bool:
        """Whether some row is blank: most columns have none, and then nobody need look again."""
        return bool(self.data.min(initial=0) < 0 if self.labels is not None else self.data.min(initial=0) == NULL)

    def value_at(self, index: int) -> Value:
        """One cell as the scalar engine takes it."""
        number = int(self.data[index])
        if self.labels is not None:
            return None if number < 0 else self.labels[number]
        if number == NULL:
            return None
        return bool(number) if self.is_truth else number

    def block(self, start: int, stop: int) -> Vector:
        """Some of the rows, without copying them."""
        part = Vector(self.data[start:stop], self.labels, self.is_truth)
        if not self.has_blanks:
            vars(part)["has_blanks"] = False  # known of the whole, so not looked for in its parts
        return part


@dataclass(frozen=True, eq=False)
class Constant:
    """The same value in every row."""

    value: Value

    def block(self, start: int, stop: int) -> Constant:
        """Some of the rows are like all of them."""
        return self


Cells = Vector | Constant
BLANK = Constant(None)


def cell(cells: Cells, index: int) -> Value:
    """The value in one row."""
    return cells.value if isinstance(cells, Constant) else cells.value_at(index)


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
            self.columns[formula.column] = coalesced(present, fold(formula.tree, self))
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
        return Vector(known_cells(cells).astype(np.int64), is_truth=True) if cells.has_blanks else Constant(True)

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
        return Vector(np.where(part.data == NULL, NULL, 1 - part.data) if part.has_blanks else 1 - part.data, is_truth=True)

    def compare(self, op: str, left: Cells, right: Cells) -> Cells:
        if op == "==" and (_is_text(left) or _is_text(right)):
            return _same_text(left, right)
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
        return chosen(condition.data == 1, then, other)

    def ref(self, name: str) -> Cells:
        raise TypeError(f"the door's formulas refer to no provision ({name})")

    def hole(self, reason: str) -> Cells:
        return BLANK

    def ratio(self, op: str, top: str, bottom: str, numerator: int, denominator: int) -> Cells:
        raise TypeError("the door's formulas compare no ratios")


_COMPARE: dict[str, Callable[..., npt.NDArray[np.bool_]]] = {
    "<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal, "==": np.equal, "!=": np.not_equal,
}  # fmt: skip


def known_cells(cells: Vector) -> npt.NDArray[np.bool_]:
    """The rows in which a column is not blank."""
    return cells.data >= 0 if cells.labels is not None else cells.data != NULL


def _binary(left: Cells, right: Cells, operate: Callable[..., npt.NDArray[np.generic]], is_truth: bool = False) -> Cells:
    if (isinstance(left, Constant) and left.value is None) or (isinstance(right, Constant) and right.value is None):
        return BLANK
    if isinstance(left, Constant) and isinstance(right, Constant):
        value = operate(np.int64(int(left.value or 0)), np.int64(int(right.value or 0)))
        return Constant(bool(value) if is_truth else int(value))
    a = left.data if isinstance(left, Vector) else np.int64(int(left.value or 0))
    b = right.data if isinstance(right, Vector) else np.int64(int(right.value or 0))
    with np.errstate(over="ignore"):  # only where a side is blank, and that is replaced below
        result = operate(a, b).astype(np.int64, copy=False)
    for side in (left, right):
        if isinstance(side, Vector) and side.has_blanks:
            result[side.data == NULL] = NULL
    return Vector(result, is_truth=is_truth)


def _is_text(cells: Cells) -> bool:
    return cells.labels is not None if isinstance(cells, Vector) else isinstance(cells.value, str)


def _same_text(left: Cells, right: Cells) -> Cells:
    """Whether two texts are one, cell by cell; blank where either is."""
    if isinstance(left, Constant) and isinstance(right, Constant):
        return Constant(None if left.value is None or right.value is None else left.value == right.value)
    if (isinstance(left, Constant) and left.value is None) or (isinstance(right, Constant) and right.value is None):
        return BLANK
    size = len((left if isinstance(left, Vector) else right).data)  # type: ignore[union-attr]
    labels: dict[str, int] = {}
    a, b = _positions(left, labels, size), _positions(right, labels, size)
    return Vector(np.where((a < 0) | (b < 0), NULL, (a == b).astype(np.int64)), is_truth=True)


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


def coalesced(present: Cells, filling: Cells) -> Cells:
    """A column with its blanks filled from another."""
    if isinstance(present, Constant):
        return filling if present.value is None else present
    if isinstance(filling, Constant) and filling.value is None:
        return present
    return chosen(known_cells(present), present, filling) if present.has_blanks else present


def chosen(condition: npt.NDArray[np.bool_], then: Cells, other: Cells) -> Cells:
    """Cell by cell from one of two columns of a kind."""
    if then is other:
        return then
    size = len(condition)
    if not (_is_text(then) or _is_text(other)):
        is_truth = any(c.is_truth if isinstance(c, Vector) else isinstance(c.value, bool) for c in (then, other))
        return Vector(np.where(condition, _numbers(then), _numbers(other)), is_truth=is_truth)
    labels: dict[str, int] = {}
    a, b = _positions(then, labels, size), _positions(other, labels, size)
    return Vector(np.where(condition, a, b), tuple(labels))


def _numbers(cells: Cells) -> Integers | np.int64:
    if isinstance(cells, Vector):
        return cells.data
    return np.int64(NULL if cells.value is None else int(cells.value))


def _positions(cells: Cells, labels: dict[str, int], size: int) -> Integers | np.int64:
    """Positions of a text column in a shared list of labels, which grows."""
    if isinstance(cells, Constant):
        return np.int64(-1 if cells.value is None else labels.setdefault(str(cells.value), len(labels)))
    table = np.array([*(labels.setdefault(label, len(labels)) for label in cells.labels or ()), -1], dtype=np.int64)
    return table[cells.data]
