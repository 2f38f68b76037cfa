"""Millions of rows at once: decide each distinct case once.

The law sees a number only through its comparisons, a country only through the groups it is tested for, a day only through
the stretch without change that it falls in. So a row is reduced to small classes. What belongs together, the item and the
parties, is reduced once more: the classes of all item facts to what the law concludes from them alone (it meets 3A090.a, it
is excepted by a note, ...), and a row to its item, its parties, its place and the rest. Each distinct case is decided once
by the scalar engine and remembered for the rows and chunks to come. The cost of a row does not grow with the law, and one
decider serves one line and a billion.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import prod

import numpy as np
import numpy.typing as npt

from licet.backends.classes import (
    SPAN_LIMIT,
    Classes,
    Question,
    RolesQuestion,
    TextQuestion,
    asked_by,
    combined,
    narrowest,
    questions_of,
    roles_together,
)
from licet.backends.columns import BLANK, Cells, Constant, Value, Vector
from licet.backends.scalar import Row, compile_nodes, needed_provisions
from licet.facts.derive import formulas, role_columns
from licet.facts.intake import READ_OFF
from licet.facts.vocabulary import DERIVED, ITEM, MEMORY, RATES, ROLES, stored_columns, vocabulary
from licet.language.book import Book
from licet.language.tree import And, Node, Not, Or, Ref, facts_of

TABLES_MOST = 4
BLOCK = 1 << 16
"""Rows worked on at a time."""


def families() -> tuple[frozenset[str], ...]:
    """Columns that are judged together: those of the item, those of the parties."""
    item = {c for spec in (*ITEM, *RATES, *MEMORY) for c in stored_columns(spec)} | {
        "exporter_role",
        "designer_status",
        "designer_name",
        "designer_hq",
        *READ_OFF,
    }
    party = {column for role in ROLES if role not in ("exporter", "designer", "producer") for column in role_columns(role)}
    for formula in formulas():
        if formula.column in {c for spec in DERIVED for c in stored_columns(spec)}:
            for family in (item, party):
                if facts_of(formula.tree) <= family:
                    family.add(formula.column)
    return frozenset(item), frozenset(party)


class Reads:
    """Which columns the books read. What they have in common is looked at once."""

    def __init__(self) -> None:
        self._own: dict[int, frozenset[str]] = {}
        self._books: dict[int, dict[str, frozenset[str]]] = {}

    def own(self, node: Node) -> frozenset[str]:
        """Stored columns that a bound tree reads directly, readings left out: they are the same in every row."""
        if id(node) not in self._own:
            found: set[str] = set()
            for name in facts_of(node):
                spec = vocabulary().get(name)
                found.update(stored_columns(spec) if spec is not None and spec.kind == "ratio" else (name,))
            self._own[id(node)] = frozenset(name for name in found if not name.startswith("reading:"))
        return self._own[id(node)]

    def of_book(self, book: Book) -> dict[str, frozenset[str]]:
        """Columns that each provision reads, references followed."""
        if id(book) not in self._books:
            found = self._books[id(book)] = {}
            for name, tree in book.trees.items():
                found[name] = frozenset().union(self.own(tree), *(found[other] for other in book.refs[name]))
        return self._books[id(book)]

    def below(self, node: Node, provisions: Mapping[str, frozenset[str]]) -> frozenset[str]:
        """Columns that a node reads, references followed."""
        match node:
            case Ref(name):
                return provisions[name]
            case And(parts) | Or(parts):
                return frozenset().union(*(self.below(part, provisions) for part in parts))
            case Not(inner):
                return self.below(inner, provisions)
            case _:
                return self.own(node)


class Conclusions:
    """What one book concludes from the facts of a family alone: the largest parts of its trees that read nothing else."""

    def __init__(self, books: Sequence[Book], chains: Sequence[str], family: frozenset[str], columns: Reads) -> None:
        self.nodes: list[tuple[Book, Node]] = []
        self._columns = columns
        for book in books:
            reads = columns.of_book(book)
            found: dict[Node, None] = {}
            for name in needed_provisions(book, chains):
                self._collect(book.trees[name], reads, family, found)
            for chain in chains:
                for step in book.chains[chain].steps:
                    if step.provision in book.trees and reads[step.provision] <= family:
                        found[Ref(step.provision)] = None
            self.nodes += [(book, node) for node in found]

    def _collect(self, node: Node, reads: Mapping[str, frozenset[str]], family: frozenset[str], found: dict[Node, None]) -> None:
        mine = self._columns.below(node, reads)
        if not mine & family:
            return
        if mine <= family:
            found[node] = None
            return
        match node:
            case And(parts) | Or(parts):
                for part in parts:
                    self._collect(part, reads, family, found)
            case Not(inner):
                self._collect(inner, reads, family, found)
            case _:
                pass  # a reference to a provision that reads more is collected there; a mixed leaf is asked about in full


class Ledger:
    """Numbers given to combinations of classes, for good: the same combination has the same number in every chunk."""

    def __init__(self) -> None:
        self.known: dict[bytes, int] = {}
        self._tables: dict[tuple[object, ...], npt.NDArray[np.int32]] = {}
        self._sparse_known: dict[bytes, int] = {}
        self._sparse_shape: tuple[int | None, ...] = ()
        self.is_dense = False
        """Whether the combinations met last fitted a table: only then is it worth going block by block."""

    def numbers(self, parts: Sequence[tuple[Classes, int]], number_of: Callable[[int], int]) -> Classes:
        """The number of each row's combination. `number_of` gives one to a combination met for the first time, from one
        of its rows.
        """
        moving = [(classes, count) for classes, count in parts if len(classes) > 1]
        if not moving:
            self.is_dense = True
            return np.array([self._number(parts, 0, number_of)], dtype=np.int32)
        span = prod(count for _, count in moving)
        if span > SPAN_LIMIT:
            parts = [(classes[:1], count) if classes.min() == classes.max() else (classes, count) for classes, count in parts]
            moving = [(classes, count) for classes, count in parts if len(classes) > 1]
            span = prod(count for _, count in moving)
        self.is_dense = span <= SPAN_LIMIT
        if not self.is_dense:
            return self._sparse(parts, moving, number_of)
        # Few combinations are possible: a table over all of them, which lasts from chunk to chunk while its shape does.
        shape = tuple(int(classes[0]) if len(classes) == 1 else (count,) for classes, count in parts)
        if shape not in self._tables:
            if len(self._tables) >= TABLES_MOST:
                self._tables.clear()
            self._tables[shape] = np.full(span, -1, dtype=np.int32)
        table = self._tables[shape]
        key: Classes
        key, span = moving[0]
        for classes, count in moving[1:]:
            span *= count
            key = np.add(key.astype(narrowest(span), copy=False) * count, classes)
        found = table.take(key)
        while found.min() < 0:
            unknown = np.flatnonzero(found < 0)
            keys, first = np.unique(key[unknown], return_index=True)
            for one, index in zip(keys.tolist(), unknown[first].tolist(), strict=True):
                table[one] = self._number(parts, index, number_of)
            found = table.take(key)
        return found

    def _number(self, parts: Sequence[tuple[Classes, int]], index: int, number_of: Callable[[int], int]) -> int:
        name = np.array([classes[index if len(classes) > 1 else 0] for classes, _ in parts], dtype=np.int32).tobytes()
        if name not in self.known:
            self.known[name] = number_of(index)
        return self.known[name]

    def _sparse(
        self, parts: Sequence[tuple[Classes, int]], moving: Sequence[tuple[Classes, int]], number_of: Callable[[int], int]
    ) -> Classes:
        key, first = combined(moving)
        shape = tuple(int(classes[0]) if len(classes) == 1 else None for classes, _ in parts)
        if shape != self._sparse_shape:
            self._sparse_shape, self._sparse_known = shape, {}
        names = np.column_stack([classes[first].astype(np.int32) for classes, _ in moving])
        numbers = np.empty(len(first), dtype=np.int32)
        for place, (name, index) in enumerate(zip(map(bytes, names), first.tolist(), strict=True)):
            number = self._sparse_known.get(name)
            if number is None:
                number = self._sparse_known[name] = self._number(parts, index, number_of)
            numbers[place] = number
        return numbers[key]


@dataclass
class Family:
    """One family of columns: its questions, and for each combination of their answers the number of what follows from it."""

    questions: list[Question]
    concluded: list[Callable[[Row], tuple[bool | None, ...]]]
    """Per stretch, the compiled conclusions."""
    ledger: Ledger
    numbers: list[dict[tuple[bool | None, ...], int]]
    """Per stretch, the number of each set of conclusions."""


class Sorter:
    """Sorts rows into cases, for one set of stretches of law."""

    def __init__(
        self, stretches: Sequence[Sequence[Book]], chains: Sequence[str], where: Mapping[str, int], together: bool = True
    ) -> None:
        """
        Args:
            stretches: for each stretch without change, the books of all layers.
            chains: the chains that will be asked.
            where: index of each column in a row.
            together: whether families of columns are reduced to conclusions first; a few rules do not need it.
        """
        self.where = where
        self.stretches = len(stretches)
        trees = (book.trees[name] for books in stretches for book in books for name in needed_provisions(book, chains))
        # Most books have most trees in common, the very same objects.
        questions = roles_together(questions_of(asked_by({id(tree): tree for tree in trees}.values())))
        self.families: list[Family] = []
        reads = Reads()
        for columns in families() if together else ():
            mine = [q for q in questions if set(q.columns) <= columns]
            concluded = [compile_nodes(Conclusions(books, chains, columns, reads).nodes, where) for books in stretches]
            self.families.append(Family(mine, concluded, Ledger(), [{} for _ in stretches]))
        taken = {id(q) for family in self.families for q in family.questions}
        self.rest = [q for q in questions if id(q) not in taken and not q.columns[0].startswith("reading:")]
        self.ledger = Ledger()
        self.rows: list[list[Value]] = []
        self.stretch_of: list[int] = []
        self._chunk: tuple[Mapping[str, Cells], list[Value], list[tuple[int, Vector]]] | None = None

    def sort(self, columns: Mapping[str, Cells], stretch: Cells, size: int) -> tuple[Classes, list[int]]:
        """The case number of every row, and the case numbers that are new (their rows stand in `rows`)."""
        before = len(self.rows)
        if size <= BLOCK or not all(ledger.is_dense for ledger in (self.ledger, *(family.ledger for family in self.families))):
            found = self._sort(columns, stretch, size)
        else:
            # Block by block, so that what is being worked on stays in the processor's own memory.
            found = np.empty(size, dtype=np.int32)
            for start in range(0, size, BLOCK):
                block = _block(columns, start, start + BLOCK)
                length = min(BLOCK, size - start)
                found[start : start + length] = self._sort(block, stretch.block(start, start + BLOCK), length)
        return found, list(range(before, len(self.rows)))

    def _sort(self, columns: Mapping[str, Cells], stretch: Cells, size: int) -> Classes:
        parts: list[tuple[Classes, int]] = [_as_classes(stretch, self.stretches)]
        for family in self.families:
            parts.append(self._family(family, columns, stretch))
        for question in self.rest:
            parts.append(_answers(question, columns, size))
        stretches = parts[0][0]

        def new_case(index: int) -> int:
            self.rows.append(self._row(columns, index))
            self.stretch_of.append(int(stretches[index if len(stretches) > 1 else 0]))
            return len(self.rows) - 1

        return self.ledger.numbers(parts, new_case)

    def _row(self, columns: Mapping[str, Cells], index: int) -> list[Value]:
        fixed, moving = self._split(columns)
        row = fixed.copy()
        for place, cells in moving:
            row[place] = cells.value_at(index)
        return row

    def _split(self, columns: Mapping[str, Cells]) -> tuple[list[Value], list[tuple[int, Vector]]]:
        """What is the same in all rows of a chunk, and what is not. Kept for the chunk at hand."""
        if self._chunk is None or self._chunk[0] is not columns:
            fixed: list[Value] = [None] * len(self.where)
            moving: list[tuple[int, Vector]] = []
            for name, place in self.where.items():
                cells = columns.get(name, BLANK)
                if isinstance(cells, Constant):
                    fixed[place] = cells.value
                else:
                    moving.append((place, cells))
            self._chunk = (columns, fixed, moving)
        return self._chunk[1], self._chunk[2]

    def _family(self, family: Family, columns: Mapping[str, Cells], stretch: Cells) -> tuple[Classes, int]:
        parts = [_as_classes(stretch, self.stretches), *(_answers(question, columns, 0) for question in family.questions)]
        stretches = parts[0][0]

        def conclude(index: int) -> int:
            number = int(stretches[index if len(stretches) > 1 else 0])
            known = family.numbers[number]
            return known.setdefault(family.concluded[number](self._row(columns, index)), len(known))

        return family.ledger.numbers(parts, conclude), _room(max(map(len, family.numbers)))


def _block(columns: Mapping[str, Cells], start: int, stop: int) -> dict[str, Cells]:
    """Some of the rows; columns that are one stay one."""
    made: dict[int, Cells] = {}
    for cells in columns.values():
        if id(cells) not in made:
            made[id(cells)] = cells.block(start, stop)
    return {name: made[id(cells)] for name, cells in columns.items()}


def _room(count: int) -> int:
    """A count rounded up, so that tables keep their shape while numbers are still being given."""
    return 1 << max(count, 1).bit_length()


def _as_classes(stretch: Cells, count: int) -> tuple[Classes, int]:
    if isinstance(stretch, Constant):
        return np.array([int(stretch.value or 0)], dtype=np.int64), 1
    return stretch.data, count


def _answers(question: Question, columns: Mapping[str, Cells], size: int) -> tuple[Classes, int]:
    classes = question.classes([columns.get(name, BLANK) for name in question.columns], size)
    return classes, _room(question.count) if isinstance(question, TextQuestion | RolesQuestion) else question.count
