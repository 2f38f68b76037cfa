"""The expression tree: what a provision's one `return` becomes.

Nodes are frozen values without overloaded operators: `t.destination in {...}` is read from source, never traced, so that a
comparison can never be answered by Python itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from licet.base.values import frozen


@frozen
class Fact:
    """A fact by its name in the vocabulary. Alone, it is a truth value."""

    name: str


@frozen
class Const:
    """A literal of the law: an exact number, a day number, a text, a truth value. `name` makes it addressable."""

    value: Fraction | int | str | bool
    name: str = ""


@frozen
class Amount:
    """A dated figure from a table; a book turns it into a Const."""

    name: str


@frozen
class Hole:
    """Law that exists and is not known or not modelled here: always unknown, with its reason."""

    reason: str


@frozen
class Compare:
    """`left op right`, a constant on the right-hand side; op is one of < <= > >= == !=."""

    op: str
    left: Node
    right: Node


@frozen
class Ratio:
    """A ratio fact against a limit, never divided: `top / bottom op limit`. The fact is stored as `name:top` and `name:bottom`."""

    op: str
    name: str
    limit: Fraction
    limit_name: str = ""


@frozen
class In:
    """Membership of a text fact in a set: literal members, or those of a dated table, or both after resolving."""

    left: Node
    members: frozenset[str]
    table: str = ""


@frozen
class And:
    """All parts."""

    parts: tuple[Node, ...]


@frozen
class Or:
    """Any part."""

    parts: tuple[Node, ...]


@frozen
class Not:
    """The opposite; unknown stays unknown."""

    inner: Node


@frozen
class Ref:
    """Another provision, by name. Never inlined: the refs are the structure of the proof."""

    name: str


# Arithmetic of the door only (facts/derive.py); the law's own source cannot write these.


@frozen
class Plus:
    """Sum of two numbers."""

    left: Node
    right: Node


@frozen
class Minus:
    """Difference of two numbers."""

    left: Node
    right: Node


@frozen
class Times:
    """Product of two numbers."""

    left: Node
    right: Node


@frozen
class When:
    """`then` where the condition is yes, else `other`; an unknown condition takes `other`."""

    condition: Node
    then: Node
    other: Node


@frozen
class Given:
    """Yes where the fact has a value, no where it is blank; never unknown."""

    name: str


@frozen
class Nothing:
    """No value."""


Node = Fact | Const | Amount | Hole | Compare | Ratio | In | And | Or | Not | Ref | Plus | Minus | Times | When | Given | Nothing

LEAVES = (Compare, Ratio, In, Fact, Hole)


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly below."""
    match node:
        case And(parts) | Or(parts):
            return parts
        case Not(inner):
            return (inner,)
        case Compare(_, left, right) | Plus(left, right) | Minus(left, right) | Times(left, right):
            return (left, right)
        case In(left, _, _):
            return (left,)
        case When(condition, then, other):
            return (condition, then, other)
        case _:
            return ()


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it, from the top."""
    yield node
    for child in children(node):
        yield from walk(child)


def renamed(node: Node, names: Mapping[str, str]) -> Node:
    """A copy whose references go by other names."""
    match node:
        case Ref(name):
            return Ref(names[name])
        case And(parts):
            return And(tuple(renamed(part, names) for part in parts))
        case Or(parts):
            return Or(tuple(renamed(part, names) for part in parts))
        case Not(inner):
            return Not(renamed(inner, names))
        case _:
            return node


def facts_of(node: Node) -> frozenset[str]:
    """Names of the facts that the tree reads directly (not through refs)."""
    return frozenset(n.name for n in walk(node) if isinstance(n, Fact | Given | Ratio))


def refs_of(node: Node) -> tuple[str, ...]:
    """Names of the provisions referred to, in order of appearance."""
    return tuple(dict.fromkeys(n.name for n in walk(node) if isinstance(n, Ref)))
