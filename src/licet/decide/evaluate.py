"""The interpreting fold: a book evaluated leaf by leaf on one row. It is what proofs are made from, and a second
opinion on the compiled law.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping

from licet.backends.scalar import Row, Value
from licet.base.values import frozen
from licet.language.book import Book
from licet.language.tree import And, Compare, Const, Fact, Hole, In, Node, Not, Or, Ratio, Ref

OPERATORS: dict[str, Callable[[int, int], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "==": operator.eq, "!=": operator.ne,
}  # fmt: skip

Leaf = Compare | Ratio | In | Fact | Hole


@frozen
class Seen:
    """One leaf that mattered: what it asked, and how it came out (None: unknown)."""

    leaf: Leaf
    holds: bool | None
    provision: str


class Evaluation:
    """A book on one row. Provisions are evaluated when asked for, once each."""

    def __init__(self, book: Book, row: Row, where: Mapping[str, int]) -> None:
        self.book = book
        self.row = row
        self.where = where
        self._values: dict[str, bool | None] = {}
        self._truths: dict[int, bool | None] = {}
        """By the identity of a node: a proof asks for the same parts of the book's trees again and again."""

    def value(self, name: str) -> bool | None:
        """Yes, no or unknown for a provision; no where it is not in force."""
        if name not in self._values:
            tree = self.book.trees.get(name)
            self._values[name] = False if tree is None else self.truth(tree)
        return self._values[name]

    def fact(self, column: str) -> Value:
        return self.row[self.where[column]]

    def truth(self, node: Node) -> bool | None:
        """Kleene's value of a node that lasts as long as this evaluation does, such as those of a book."""
        key = id(node)
        if key not in self._truths:
            self._truths[key] = self._worked_out(node)
        return self._truths[key]

    def _worked_out(self, node: Node) -> bool | None:
        match node:
            case And(parts):
                return self._joined(parts, False)
            case Or(parts):
                return self._joined(parts, True)
            case Not(inner):
                inside = self.truth(inner)
                return None if inside is None else not inside
            case Ref(name):
                return self.value(name)
            case Const(bool() as value):
                return value
            case _:
                return self._leaf(node)

    def _joined(self, parts: tuple[Node, ...], settles: bool) -> bool | None:
        result: bool | None = not settles
        for part in parts:
            value = self.truth(part)
            if value is settles:
                return settles
            if value is None:
                result = None
        return result

    def _leaf(self, node: Node) -> bool | None:
        match node:
            case In(Fact(name), members, _):
                text = self.fact(name)
                return None if text is None else text in members
            case Fact(name):
                value = self.fact(name)
                return None if value is None else bool(value)
            case Compare(op, left, right):
                a, b = self._operand(left), self._operand(right)
                return None if a is None or b is None else OPERATORS[op](a, b)
            case Ratio(op, name, limit, _):
                top, bottom = self.fact(f"{name}:top"), self.fact(f"{name}:bottom")
                if not isinstance(top, int) or not isinstance(bottom, int) or bottom <= 0:
                    return None
                return OPERATORS[op](top * limit.denominator, bottom * limit.numerator)
            case _:
                return None

    def _operand(self, node: Node) -> int | None:
        value = self.fact(node.name) if isinstance(node, Fact) else node.value if isinstance(node, Const) else None
        return value if isinstance(value, int) else None

    def decisive(self, node: Node, every: bool = False) -> Iterator[Node]:
        """Leaves and references that make the node come out as it does.

        All parts of a true `and`, all of a false `or`; of a false `and` or true `or` the first part that settles it, or every one.
        """
        value = self.truth(node)
        match node:
            case And(parts) | Or(parts):
                settles = isinstance(node, Or)
                if value is None and isinstance(node, And):
                    parts = self._without_idle_holes(parts)
                if value is False and settles:
                    parts = tuple(sorted(parts, key=self._is_remote))
                for part in parts:
                    if value is (not settles) or self.truth(part) is value:
                        yield from self.decisive(part, every)
                        if value is settles and not every:
                            return
            case Not(inner):
                yield from self.decisive(inner, every)
            case Const():
                return
            case _:
                yield node

    def _without_idle_holes(self, parts: tuple[Node, ...]) -> tuple[Node, ...]:
        """Law that was not read is asked for only when everything beside it is settled: until then the facts are what
        is missing.
        """
        known = tuple(part for part in parts if not isinstance(part, Hole))
        return known if any(self.truth(part) is None for part in known) else parts

    def terms(self, name: str) -> Iterator[Seen]:
        """The conditions of a provision that fail or are unknown, each by its first deciding leaf, under the paragraph
        that asks it.
        """
        tree = self.book.trees.get(name)
        if tree is None:
            return
        value = self.truth(tree)
        parts = tree.parts if isinstance(tree, And) else (tree,)
        if value is None:
            parts = self._without_idle_holes(parts)
        for part in parts:
            if self.truth(part) is not value:
                continue
            if isinstance(part, Ref) and isinstance(self.book.trees[part.name], And) and part.name.endswith("_terms"):
                yield from self.terms(part.name)
                continue
            first = self._first_leaf(part, name)
            if first is not None:
                yield first

    def _first_leaf(self, node: Node, provision: str) -> Seen | None:
        found_nodes = list(self.decisive(node))
        if isinstance(node, Not) or self.truth(node):
            # What is met in full and should not be: its last condition, the place or the party, says more than its first, the item.
            found_nodes.reverse()
        second: Seen | None = None
        for found in found_nodes:
            if isinstance(found, Ref):
                seen = self._first_leaf(self.book.trees[found.name], found.name)
            else:
                seen = Seen(found, self.truth(found), provision)  # type: ignore[arg-type]
            if seen is not None and (seen.holds is not False or found_nodes[0] is found is found_nodes[-1]):
                return seen
            second = second or seen
        return second

    def nearly(self, name: str) -> bool:
        """Whether a provision that is not met is met in part: what it asks of the item, say, but not of the place."""
        return not self._is_remote(self.book.trees[name])

    def _is_remote(self, node: Node) -> bool:
        """Nothing of what the node asks is met. Of several ways that are shut, the nearest one is shown first."""
        if isinstance(node, Ref):
            node = self.book.trees[node.name]
        return not (isinstance(node, And) and any(self.truth(part) is True for part in node.parts))

    def seen(self, name: str, visited: set[str] | None = None) -> Iterator[Seen]:
        """Every leaf that by itself would decide a provision this way, references followed."""
        visited = set() if visited is None else visited
        if name in visited or name not in self.book.trees:
            return
        visited.add(name)
        for node in self.decisive(self.book.trees[name], every=True):
            if isinstance(node, Ref):
                yield from self.seen(node.name, visited)
            elif isinstance(node, Compare | Ratio | In | Fact | Hole):
                yield Seen(node, self.truth(node), name)
