"""What the backends in columns share: the provisions that chains need, in layers, and how a column is stored."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from licet.facts.derive import Formula, formulas, layout
from licet.facts.vocabulary import stored_columns, vocabulary
from licet.language.book import Book
from licet.language.tree import Fact, Given, Node, Ratio, refs_of, walk

Stored = type[int] | type[bool] | type[str]

STORED: dict[str, Stored] = {
    "quantity": int, "ratio": int, "date": int, "truth": bool, "set": bool, "text": str, "country": str, "choice": str,
}  # fmt: skip


@cache
def _stored() -> dict[str, Stored]:
    kinds = {column: STORED[spec.kind] for spec in vocabulary().values() for column in stored_columns(spec)}
    return {column: kinds.get(column, bool) for column in layout()}


def stored_as(column: str) -> Stored:
    """Whole number, truth value or text: what the cells of a column are.

    >>> stored_as("tpp"), stored_as("consignee_listed:sdn"), stored_as("reading:cyprus")
    (<class 'int'>, <class 'bool'>, <class 'str'>)
    """
    return str if column.startswith("reading:") else _stored()[column]


def columns_of(tree: Node) -> Iterator[str]:
    """The stored columns that a bound tree reads itself, not through other provisions."""
    for node in walk(tree):
        match node:
            case Fact(name) | Given(name):
                yield name
            case Ratio(_, name, _, _):
                yield f"{name}:top"
                yield f"{name}:bottom"


def provisions_needed(book: Book, chains: Sequence[str]) -> list[str]:
    """Provisions in force that the chains rest on, each after those it refers to."""
    reached: set[str] = set()
    waiting = [step.provision for name in chains for step in book.chains[name].steps]
    while waiting:
        name = waiting.pop()
        if name in book.trees and name not in reached:
            reached.add(name)
            waiting.extend(refs_of(book.trees[name]))
    return [name for name in book.trees if name in reached]


def layers(book: Book, chains: Sequence[str]) -> list[list[str]]:
    """The same provisions in layers: each layer refers only to those before it."""
    depth: dict[str, int] = {}
    found: list[list[str]] = []
    for name in provisions_needed(book, chains):
        depth[name] = max((depth[other] + 1 for other in refs_of(book.trees[name])), default=0)
        if depth[name] == len(found):
            found.append([])
        found[depth[name]].append(name)
    return found


def columns_read(book: Book, chains: Sequence[str]) -> list[str]:
    """The stored columns that the chains rest on, sorted."""
    return sorted({column for name in provisions_needed(book, chains) for column in columns_of(book.trees[name])})


@cache
def door_layers() -> tuple[tuple[Formula, ...], ...]:
    """The door's formulas in layers: within one, none reads or fills what another of it fills."""
    found: list[list[Formula]] = []
    filled: set[str] = set()
    for formula in formulas():
        if not found or filled & {formula.column, *columns_of(formula.tree)}:
            found.append([])
            filled = set()
        found[-1].append(formula)
        filled.add(formula.column)
    return tuple(tuple(layer) for layer in found)
