"""From source text to expression trees: a module of law is read, never run.

Allowed in a provision: `and or not`, comparisons (also chained), `in` and `not in`, facts as attributes of the one
parameter, calls of provisions, definitions and tables, number, text and truth literals, and a name for a literal with `:=`.
Everything else is refused with file, line, column and the offending text.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Protocol

from licet.base.dates import day_number, parse_day
from licet.base.errors import LawError, nearest
from licet.base.quantities import parse_quantity
from licet.base.values import frozen
from licet.language.tree import Amount, And, Compare, Const, Fact, Hole, In, Node, Not, Or, Ref

OPERATORS: dict[type[ast.cmpop], str] = {
    ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=",
}  # fmt: skip
TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
TABLES = ("group", "party", "entries")
NUMBERS = ("quantity", "ratio", "date")


class FactLike(Protocol):
    """What the reader needs to know of a fact."""

    @property
    def kind(self) -> str: ...
    @property
    def values(self) -> tuple[str, ...]: ...


@frozen
class Definition:
    """A phrase with parameters, read into the place that uses it."""

    parameters: tuple[str, ...]
    body: ast.expr
    source: Source


@frozen
class Source:
    """A file of law and its text."""

    path: str
    text: str

    def place(self, node: ast.AST) -> str:
        return f"{self.path}:{getattr(node, 'lineno', 0)}:{getattr(node, 'col_offset', 0) + 1}"

    def segment(self, node: ast.AST) -> str:
        return ast.get_source_segment(self.text, node) or ""


@dataclass(slots=True)
class Names:
    """Everything a provision may name: filled while the corpus is read."""

    facts: Mapping[str, FactLike]
    provisions: set[str] = field(default_factory=set)
    definitions: dict[str, Definition] = field(default_factory=dict)
    groups: set[str] = field(default_factory=set)
    parties: set[str] = field(default_factory=set)
    amounts: set[str] = field(default_factory=set)
    readings: dict[str, tuple[str, ...]] = field(default_factory=dict)


OWNER = object()
"""Stands for the transaction itself where a parameter is bound to it."""


@frozen
class Scope:
    """Where an expression stands: its source, what its parameters mean, and the names it may use."""

    source: Source
    names: Names
    bound: Mapping[str, object]

    def refuse(self, node: ast.AST, why: str = "", hint: str = "") -> LawError:
        what = why or f"`{self.source.segment(node)}` is not allowed in a provision."
        return LawError("LIC-L001", what, where=self.source.place(node), hint=hint)

    def is_owner(self, node: ast.expr) -> bool:
        return isinstance(node, ast.Name) and self.bound.get(node.id) is OWNER

    def fact(self, node: ast.Attribute) -> Fact:
        if node.attr not in self.names.facts:
            raise LawError(
                "LIC-L002", f"`{node.attr}` is not a fact of the vocabulary.",
                where=self.source.place(node), hint=nearest(node.attr, self.names.facts),
            )  # fmt: skip
        return Fact(node.attr)


def read_truth(node: ast.expr, scope: Scope) -> Node:
    """Read an expression that is yes, no or unknown.

    Raises:
        LawError: LIC-L001 for anything the language does not have, LIC-L002 for an unknown name, LIC-L003 for a kind
            that does not fit.
    """
    match node:
        case ast.BoolOp(ast.And(), parts):
            return And(tuple(read_truth(part, scope) for part in parts))
        case ast.BoolOp(ast.Or(), parts):
            return Or(tuple(read_truth(part, scope) for part in parts))
        case ast.UnaryOp(ast.Not(), inner):
            return Not(read_truth(inner, scope))
        case ast.Constant(bool() as value):
            return Const(value)
        case ast.Compare():
            return _comparisons(node, scope)
        case ast.Call(ast.Name(), _):
            return _call(node, scope)
        case ast.Attribute(owner, _) if scope.is_owner(owner):
            fact = scope.fact(node)
            if (kind := scope.names.facts[fact.name].kind) != "truth":
                raise _misfit(scope, node, f"`{fact.name}` is a {kind}, not a truth value: compare it.")
            return fact
        case ast.Name(name) if isinstance(scope.bound.get(name), Node):
            return scope.bound[name]  # type: ignore[return-value]
        case _:
            raise scope.refuse(node)


def _misfit(scope: Scope, node: ast.AST, what: str, hint: str = "") -> LawError:
    return LawError("LIC-L003", what, where=scope.source.place(node), hint=hint)


def _comparisons(node: ast.Compare, scope: Scope) -> Node:
    """A comparison; `a < t.x <= b` becomes two joined by and."""
    operands = [node.left, *node.comparators]
    links: list[Node] = [
        _comparison(left, op, right, scope) for left, op, right in zip(operands, node.ops, operands[1:], strict=False)
    ]
    return links[0] if len(links) == 1 else And(tuple(links))


def _comparison(left: ast.expr, op: ast.cmpop, right: ast.expr, scope: Scope) -> Node:
    if isinstance(op, ast.In | ast.NotIn):
        inside = _membership(left, right, scope)
        return inside if isinstance(op, ast.In) else Not(inside)
    if type(op) not in OPERATORS:
        raise scope.refuse(right)
    sign = OPERATORS[type(op)]
    a, b = _operand(left, scope), _operand(right, scope)
    if not isinstance(a, Fact):
        a, b, sign = b, a, TURNED[sign]
    if not isinstance(a, Fact):
        raise scope.refuse(left, "A comparison needs a fact on one side.")
    kind = scope.names.facts[a.name].kind
    if isinstance(b, Const) and isinstance(b.value, str):
        if sign not in ("==", "!="):
            raise _misfit(scope, right, f"`{a.name}` is compared with a text; only == and != make sense.")
        _check_values(a.name, [b.value], right, scope)
        inside = In(a, frozenset([b.value]))
        return inside if sign == "==" else Not(inside)
    if kind not in NUMBERS:
        raise _misfit(scope, left, f"`{a.name}` is a {kind} and has no order.")
    if isinstance(b, Fact) and (kind == "ratio" or scope.names.facts[b.name].kind != kind):
        raise _misfit(scope, right, f"`{a.name}` and `{b.name}` are not of one kind.")
    if isinstance(b, Const) and isinstance(b.value, int) != (kind == "date"):
        raise _misfit(scope, right, f"`{a.name}` is a {kind}; it is compared with {scope.source.segment(right)}.")
    return Compare(sign, a, b)


def _operand(node: ast.expr, scope: Scope) -> Node:
    """A fact, a literal (perhaps named with :=), a day or a dated amount."""
    match node:
        case ast.NamedExpr(ast.Name(name), inner):
            const = _operand(inner, scope)
            if not isinstance(const, Const):
                raise scope.refuse(node, "Only a literal can be given a name with :=.")
            return Const(const.value, name)
        case ast.Attribute(owner, _) if scope.is_owner(owner):
            return scope.fact(node)
        case ast.Name(name) if isinstance(scope.bound.get(name), Node):
            return scope.bound[name]  # type: ignore[return-value]
        case ast.Constant(str() as text):
            return Const(text)
        case ast.Constant(bool()):
            raise scope.refuse(node, hint="Write the truth fact alone, or with `not`.")
        case ast.Constant(int() | float()):
            return Const(_exact(node, scope))
        case ast.Call(ast.Name("amount"), [ast.Constant(str() as name)]):
            _known(name, scope.names.amounts, "amount", node, scope)
            return Amount(name)
        case ast.Call(ast.Name("day"), [ast.Constant(str() as iso)]):
            try:
                return Const(day_number(parse_day(iso)))
            except ValueError as error:
                raise scope.refuse(node, str(error)) from None
        case _:
            raise scope.refuse(node)


def _exact(node: ast.expr, scope: Scope) -> Fraction:
    # INVARIANT: the number is what is printed, 592/100, never the binary float nearest to 5.92.
    try:
        return parse_quantity(scope.source.segment(node).replace("_", ""))
    except ValueError as error:
        raise scope.refuse(node, str(error)) from None


def _membership(left: ast.expr, right: ast.expr, scope: Scope) -> Node:
    """`t.fact in {...}`, `t.fact in group("D:5")`, or `"value" in t.set_fact`."""
    if isinstance(left, ast.Constant) and isinstance(left.value, str) and isinstance(right, ast.Attribute):
        fact = scope.fact(right)
        if scope.names.facts[fact.name].kind != "set":
            raise _misfit(scope, right, f"`{fact.name}` holds one value, not a set.")
        _check_values(fact.name, [left.value], left, scope)
        return Fact(f"{fact.name}:{left.value}")
    fact_node = _operand(left, scope)
    if not isinstance(fact_node, Fact):
        raise scope.refuse(left)
    if scope.names.facts[fact_node.name].kind in (*NUMBERS, "truth", "set"):
        raise _misfit(scope, left, f"`{fact_node.name}` is no text; `in` does not fit it.")
    match right:
        case ast.Set(elements):
            members = [_text(element, scope) for element in elements]
            _check_values(fact_node.name, members, right, scope)
            return In(fact_node, frozenset(members))
        case ast.Call(ast.Name(table), [ast.Constant(str() as name)]) if table in TABLES:
            known = scope.names.groups if table == "group" else scope.names.parties
            _known(name, known, table, right, scope)
            return In(fact_node, frozenset(), name)
        case _:
            raise scope.refuse(right)


def _text(node: ast.expr, scope: Scope) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    raise scope.refuse(node)


def _check_values(fact: str, values: list[str], node: ast.AST, scope: Scope) -> None:
    allowed = scope.names.facts[fact].values
    for value in values:
        if allowed and value not in allowed:
            raise _misfit(scope, node, f"`{value}` is not a value of `{fact}`.", nearest(value, allowed))


def _known(name: str, names: set[str], what: str, node: ast.AST, scope: Scope) -> None:
    if name not in names:
        raise LawError(
            "LIC-L002", f"There is no {what} named `{name}`.",
            where=scope.source.place(node), hint=nearest(name, names),
        )  # fmt: skip


def _call(node: ast.Call, scope: Scope) -> Node:
    """A provision, a definition, a reading, or law that was not read."""
    assert isinstance(node.func, ast.Name)
    name = node.func.id
    if node.keywords:
        raise scope.refuse(node)
    if name in ("unread", "reading"):
        texts = [_text(argument, scope) for argument in node.args]
        if name == "unread" and len(texts) == 1:
            return Hole(texts[0])
        if name == "reading" and len(texts) == 2:
            return _reading(texts[0], texts[1], node, scope)
        raise scope.refuse(node)
    if name in scope.names.definitions:
        return _expanded(name, node, scope)
    if name in scope.names.provisions:
        if len(node.args) == 1 and scope.is_owner(node.args[0]):
            return Ref(name)
        raise scope.refuse(node, f"`{name}` is a provision: call it with the transaction alone.")
    known = scope.names.provisions | set(scope.names.definitions)
    raise LawError(
        "LIC-L002", f"`{name}` is neither a provision nor a definition.",
        where=scope.source.place(node), hint=nearest(name, known),
    )  # fmt: skip


def _reading(name: str, choice: str, node: ast.Call, scope: Scope) -> Node:
    choices = scope.names.readings.get(name)
    if choices is None:
        _known(name, set(scope.names.readings), "reading", node, scope)
    elif choice not in choices:
        raise _misfit(scope, node, f"`{choice}` is not a choice of the reading `{name}`.", nearest(choice, choices))
    return In(Fact(f"reading:{name}"), frozenset([choice]))


def _expanded(name: str, node: ast.Call, scope: Scope) -> Node:
    definition = scope.names.definitions[name]
    if len(node.args) != len(definition.parameters):
        raise scope.refuse(node, f"`{name}` takes {len(definition.parameters)} argument(s).")
    bound: dict[str, object] = {}
    for parameter, argument in zip(definition.parameters, node.args, strict=True):
        bound[parameter] = OWNER if scope.is_owner(argument) else _operand(argument, scope)
    return read_truth(definition.body, Scope(definition.source, scope.names, bound))
