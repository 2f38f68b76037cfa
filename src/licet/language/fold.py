"""The fold: the one place that says what a bound tree means.

A backend is a class with one short method per meaning. It says what yes, no and unknown are made of: Python source, polars
expressions, SQL text, solver terms, prose. Kleene's tables hold everywhere: unknown and no is no, unknown or yes is yes.
"""

from __future__ import annotations

from typing import Protocol, TypeVar

from licet.base.errors import Bug
from licet.base.quantities import GRAIN
from licet.language.tree import (
    And,
    Compare,
    Const,
    Fact,
    Given,
    Hole,
    In,
    Minus,
    Node,
    Not,
    Nothing,
    Or,
    Plus,
    Ratio,
    Ref,
    Times,
    When,
)  # fmt: skip

T = TypeVar("T")


class Backend(Protocol[T]):
    """What a tree is made of."""

    def fact(self, name: str) -> T: ...
    def value(self, name: str) -> T: ...
    def ref(self, name: str) -> T: ...
    def const(self, value: bool | int | str) -> T: ...
    def hole(self, reason: str) -> T: ...
    def all(self, parts: list[T]) -> T: ...
    def any(self, parts: list[T]) -> T: ...
    def negate(self, part: T) -> T: ...
    def member(self, name: str, members: frozenset[str]) -> T: ...
    def compare(self, op: str, left: T, right: T) -> T: ...
    def ratio(self, op: str, top: str, bottom: str, numerator: int, denominator: int) -> T: ...


class Arithmetic(Backend[T], Protocol[T]):
    """What the door's formulas need besides."""

    def plus(self, left: T, right: T) -> T: ...
    def minus(self, left: T, right: T) -> T: ...
    def times(self, left: T, right: T) -> T: ...
    def when(self, condition: T, then: T, other: T) -> T: ...
    def given(self, name: str) -> T: ...
    def nothing(self) -> T: ...


def fold(node: Node, to: Backend[T]) -> T:
    """Give a bound tree its meaning in a backend."""
    match node:
        case Fact(name):
            return to.fact(name)
        case Ref(name):
            return to.ref(name)
        case Const(bool() | int() | str() as value):
            return to.const(value)
        case Hole(reason):
            return to.hole(reason)
        case And(parts):
            return to.all([fold(part, to) for part in parts])
        case Or(parts):
            return to.any([fold(part, to) for part in parts])
        case Not(inner):
            return to.negate(fold(inner, to))
        case In(Fact(name), members, _):
            return to.member(name, members)
        case Ratio(op, name, limit, _):
            # top / bottom op limit, without dividing: the grains of top and bottom are alike and cancel.
            return to.ratio(op, f"{name}:top", f"{name}:bottom", *limit.as_integer_ratio())
        case Compare(op, left, right):
            return to.compare(op, _value(left, to), _value(right, to))
        case _:
            return _fold_arithmetic(node, to)


def _value(node: Node, to: Backend[T]) -> T:
    """An operand: a fact stands for its value, not for a truth."""
    return to.value(node.name) if isinstance(node, Fact) else fold(node, to)


def _fold_arithmetic(node: Node, to: Backend[T]) -> T:
    arithmetic: Arithmetic[T] = to  # type: ignore[assignment]
    match node:
        case Plus(left, right):
            return arithmetic.plus(_value(left, to), _value(right, to))
        case Minus(left, right):
            return arithmetic.minus(_value(left, to), _value(right, to))
        case Times(left, right):
            return arithmetic.times(_value(left, to), _value(right, to))
        case When(condition, then, other):
            return arithmetic.when(fold(condition, to), _value(then, to), _value(other, to))
        case Given(name):
            return arithmetic.given(name)
        case Nothing():
            return arithmetic.nothing()
        case _:
            raise Bug("LIC-B001", f"The node {type(node).__name__} reached a backend unbound.")


RATIO_GRAIN = GRAIN
"""Top and bottom of a ratio are both counted in this grain."""
