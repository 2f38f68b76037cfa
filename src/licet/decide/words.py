"""Leaves and values as people write them."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from licet.backends.scalar import Row, Value
from licet.base.dates import NEVER
from licet.base.quantities import show, show_grains
from licet.decide.evaluate import Leaf
from licet.facts.values import show_value
from licet.facts.vocabulary import FactSpec, stored_columns, vocabulary
from licet.language.tree import Compare, Const, Fact, In, Ratio


def spec_of(column: str) -> FactSpec | None:
    """The fact behind a stored column."""
    return vocabulary().get(column.partition(":")[0])


def show_column(column: str, value: Value) -> str:
    """A stored value as a person writes it."""
    if value is None:
        return "unknown"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int) and value < -NEVER // 2 and column.endswith("_days_since_notice"):
        return "no notice"
    spec = spec_of(column)
    return str(value) if spec is None else show_value(spec, value)


def leaf_fact(leaf: Leaf) -> str:
    """The fact that a leaf asks about; empty for law that was not read."""
    match leaf:
        case Compare(_, Fact(name), _) | In(Fact(name), _, _) | Ratio(_, name, _, _) | Fact(name):
            return name
        case _:
            return ""


def leaf_columns(leaf: Leaf) -> tuple[str, ...]:
    """The facts whose values a reader needs beside a leaf."""
    match leaf:
        case Compare(_, Fact(name), Fact(other)):
            return (name, other)
        case _:
            return (name,) if (name := leaf_fact(leaf)) else ()


def show_fact(name: str, row: Row, where: Mapping[str, int]) -> str:
    """The value that a fact has in a row; a ratio as a shortened decimal, a set as its members."""
    if name in where:
        return show_column(name, row[where[name]])
    spec = spec_of(name)
    if spec is not None and spec.kind == "set":
        held = {column.partition(":")[2]: row[where[column]] for column in stored_columns(spec)}
        members = [member for member, is_in in held.items() if is_in]
        return " | ".join(members) or ("unknown" if None in held.values() else "none")
    top, bottom = row[where[f"{name}:top"]], row[where[f"{name}:bottom"]]
    if not isinstance(top, int) or not isinstance(bottom, int) or bottom <= 0:
        return "unknown"
    return show(Fraction(top, bottom), 3)


def leaf_bound(leaf: Leaf) -> tuple[str, str]:
    """Operator and bound of a leaf, in words that fit behind the fact's name."""
    match leaf:
        case Compare(op, Fact(name), Const(int() as limit)):
            spec = spec_of(name)
            return op, show_value(spec, limit) if spec and spec.kind == "date" else show_grains(limit, spec.grain if spec else 1)
        case Compare(op, _, Fact(other)):
            return op, other
        case Ratio(op, _, limit, _):
            return op, show(limit)
        case In(_, members, table):
            return "in", table or " | ".join(sorted(members))
        case _:
            return "is", "yes"
