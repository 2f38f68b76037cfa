"""The law as formulas of z3: a truth is a pair, whether it is yes and whether it is no; unknown is neither.

Numbers are whole numbers of grains, days are day numbers, a text is the number of its class. The door's formulas belong to the
world, so that what the solver finds is a line that somebody could state.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import z3

from licet.backends.layers import stored_as
from licet.base.dates import BEGINNING, NEVER
from licet.base.errors import Bug
from licet.base.quantities import GRAIN
from licet.facts.derive import formulas, layout
from licet.facts.intake import known_fact
from licet.facts.values import parse_value
from licet.facts.vocabulary import columns, stored_columns, vocabulary
from licet.language.book import Book, Corpus
from licet.language.chain import Chain
from licet.language.fold import fold
from licet.language.tree import Fact, Node
from licet.prove.texts import Texts

Term = Any
"""A term of z3."""

FILLED_AT_INTAKE = ("peak_tops", "addressee")
"""Derived columns that intake fills from the rates and from the exporter's name."""


@dataclass(frozen=True)
class Truth:
    """Kleene's value as two formulas that never hold together."""

    yes: Term
    no: Term

    @property
    def unknown(self) -> Term:
        return z3.And(z3.Not(self.yes), z3.Not(self.no))


@dataclass(frozen=True)
class Cell:
    """A value that may be blank; without a value it always is."""

    known: Term
    value: Term | None


TRUE, FALSE = z3.BoolVal(True), z3.BoolVal(False)
YES, NO, UNKNOWN = Truth(TRUE, FALSE), Truth(FALSE, TRUE), Truth(FALSE, FALSE)
BLANK = Cell(FALSE, None)


class World:
    """Every line that can be stated: its stated cells, and the finished ones behind the door.

    Args:
        trees: every tree that will be asked about; they say which texts can be told apart.
        readings: the choices of each reading.
        moved: stated columns that are others than those of the same name in another world.
    """

    def __init__(self, trees: Iterable[Node], readings: Mapping[str, Sequence[str]], moved: frozenset[str] = frozenset()) -> None:
        self.choices = readings
        self.moved = moved
        self.texts = Texts([*trees, *(formula.tree for formula in formulas())], readings)
        self.rules: list[Term] = []
        self.products: list[tuple[Term, Term, Term]] = []
        """Each product as (left, right, result): the solver knows of it only what is linear."""
        names = (*(name for name in layout() if is_stated(name)), *(f"reading:{name}" for name in readings))
        self.stated = {column: self._free(column) for column in names}
        self.stated_numbers = {column for column in self.stated if is_stated(column) and stored_as(column) is int}
        self.rules += _whole(self.stated)
        self.cells = dict.fromkeys(layout(), BLANK) | self.stated
        for formula in formulas():
            self.cells[formula.column] = first_known(self.cells[formula.column], self._filled(formula.tree))

    def _free(self, column: str) -> Cell:
        name, kind = f"{column} moved" if column in self.moved else column, stored_as(column)
        known = z3.Bool(f"known {name}")
        if kind is bool:
            return Cell(known, z3.Bool(name))
        if kind is int:
            value = z3.Int(name)
            low, high = bounds(column)
            self.rules.append(z3.And(value >= low, value <= high))
            return Cell(known, value)
        value = z3.BitVec(name, self.texts.bits)
        self.rules.append(self.texts.among(value, self.texts.domain(column)))
        return Cell(known, value)

    def _filled(self, tree: Node) -> Cell:
        terms = Terms(self, {})
        return as_cell(terms.value(tree.name) if isinstance(tree, Fact) else fold(tree, terms))

    def product(self, left: Term, right: Term) -> Term:
        """What the solver knows of a product: its bounds, and its value where a factor is a number, nought or one."""
        if z3.is_int_value(left) or z3.is_int_value(right):
            return left * right
        result = z3.Int(f"{left.sexpr()} * {right.sexpr()}")  # the same factors have the same product in every world
        for one, other in ((left, right), (right, left)):
            self.rules += [z3.Implies(one == 1, result == other), z3.Implies(one == 0, result == 0)]
            self.rules.append(z3.Implies(z3.And(one >= 1, other >= 0), result >= other))
            if one.decl().name() in self.stated_numbers:
                self.rules.append(z3.Implies(other >= 0, result <= bounds(one.decl().name())[1] * other))
        self.products.append((left, right, result))
        return result

    def truth(self, column: str) -> Truth:
        """A column of truth values as a truth."""
        cell = self.cells[column]
        if cell.value is None:
            return UNKNOWN
        return Truth(z3.And(cell.known, cell.value), z3.And(cell.known, z3.Not(cell.value)))


def is_stated(column: str) -> bool:
    """Whether something said of the line can fill the column; the others the door's formulas fill alone."""
    if column not in columns():
        return False
    return not vocabulary()[column.partition(":")[0]].derived or column in FILLED_AT_INTAKE


def _whole(stated: Mapping[str, Cell]) -> Iterator[Term]:
    """A set is stated whole or not at all; a stated ratio has the bottom that the door gives it."""
    for spec in vocabulary().values():
        parts = [stated[column] for column in stored_columns(spec) if column in stated]
        yield from (parts[0].known == part.known for part in parts[1:])
        if spec.kind == "ratio" and parts:
            yield parts[1].value == GRAIN


def bounds(column: str) -> tuple[int, int]:
    """Least and greatest stored value of a numeric column."""
    spec = vocabulary()[column.partition(":")[0]]
    if spec.kind == "date":
        return BEGINNING, NEVER
    if spec.kind == "ratio" and column.endswith(":bottom"):
        return 0, spec.high * spec.grain
    return spec.low * spec.grain, spec.high * spec.grain


def as_cell(found: Truth | Cell) -> Cell:
    return Cell(z3.Or(found.yes, found.no), found.yes) if isinstance(found, Truth) else found


def first_known(first: Cell, then: Cell) -> Cell:
    """The first value, or the second where it is blank."""
    if first.value is None or then.value is None:
        return then if first.value is None else first
    return Cell(z3.Or(first.known, then.known), z3.If(first.known, first.value, then.value))


class Terms:
    """What a tree is made of in the solver: truths are `Truth`, values are `Cell`."""

    def __init__(self, world: World, refs: Mapping[str, Truth]) -> None:
        self.world = world
        self.refs = refs

    def fact(self, name: str) -> Truth | Cell:
        return self.world.truth(name)

    def value(self, name: str) -> Truth | Cell:
        return self.world.cells[name]

    def ref(self, name: str) -> Truth | Cell:
        return self.refs[name]

    def const(self, value: bool | int | str) -> Truth | Cell:
        if isinstance(value, bool):
            return YES if value else NO
        return Cell(TRUE, self.world.texts.const(value) if isinstance(value, str) else z3.IntVal(value))

    def hole(self, reason: str) -> Truth | Cell:
        return UNKNOWN

    def all(self, parts: list[Truth | Cell]) -> Truth | Cell:
        truths = [part for part in parts if isinstance(part, Truth)]
        return Truth(z3.And([part.yes for part in truths]), z3.Or([part.no for part in truths]))

    def any(self, parts: list[Truth | Cell]) -> Truth | Cell:
        truths = [part for part in parts if isinstance(part, Truth)]
        return Truth(z3.Or([part.yes for part in truths]), z3.And([part.no for part in truths]))

    def negate(self, part: Truth | Cell) -> Truth | Cell:
        assert isinstance(part, Truth)
        return Truth(part.no, part.yes)

    def member(self, name: str, members: frozenset[str]) -> Truth | Cell:
        cell = self.world.cells[name]
        if cell.value is None:
            return UNKNOWN
        inside = self.world.texts.among(cell.value, members)
        return Truth(z3.And(cell.known, inside), z3.And(cell.known, z3.Not(inside)))

    def compare(self, op: str, left: Truth | Cell, right: Truth | Cell) -> Truth | Cell:
        assert isinstance(left, Cell) and isinstance(right, Cell)
        return _judged([left, right], lambda a, b: _compared(op, a, b))

    def ratio(self, op: str, top: str, bottom: str, numerator: int, denominator: int) -> Truth | Cell:
        above, below = self.world.cells[top], self.world.cells[bottom]
        if above.value is None or below.value is None:
            return UNKNOWN
        known = z3.And(above.known, below.known, below.value > 0)
        holds = _compared(op, above.value * denominator, below.value * numerator)
        return Truth(z3.And(known, holds), z3.And(known, z3.Not(holds)))

    def plus(self, left: Truth | Cell, right: Truth | Cell) -> Truth | Cell:
        return _computed(left, right, lambda a, b: a + b)

    def minus(self, left: Truth | Cell, right: Truth | Cell) -> Truth | Cell:
        return _computed(left, right, lambda a, b: a - b)

    def times(self, left: Truth | Cell, right: Truth | Cell) -> Truth | Cell:
        return _computed(left, right, self.world.product)

    def when(self, condition: Truth | Cell, then: Truth | Cell, other: Truth | Cell) -> Truth | Cell:
        assert isinstance(condition, Truth)
        one, two = as_cell(then), as_cell(other)
        if one.value is None or two.value is None:
            kept = two if one.value is None else one
            return Cell(z3.And(z3.Not(condition.yes) if one.value is None else condition.yes, kept.known), kept.value)
        return Cell(z3.If(condition.yes, one.known, two.known), z3.If(condition.yes, one.value, two.value))

    def given(self, name: str) -> Truth | Cell:
        known = self.world.cells[name].known
        return Truth(known, z3.Not(known))

    def nothing(self) -> Truth | Cell:
        return BLANK


def _computed(left: Truth | Cell, right: Truth | Cell, join: Any) -> Cell:
    assert isinstance(left, Cell) and isinstance(right, Cell)
    if left.value is None or right.value is None:
        return BLANK
    return Cell(z3.And(left.known, right.known), join(left.value, right.value))


def _judged(cells: Sequence[Cell], join: Any) -> Truth:
    if any(cell.value is None for cell in cells):
        return UNKNOWN
    known, holds = z3.And([cell.known for cell in cells]), join(*(cell.value for cell in cells))
    return Truth(z3.And(known, holds), z3.And(known, z3.Not(holds)))


def _compared(op: str, left: Term, right: Term) -> Term:
    match op:
        case "<":
            return left < right
        case "<=":
            return left <= right
        case ">":
            return left > right
        case ">=":
            return left >= right
        case "==":
            return left == right
        case "!=":
            return left != right
        case _:
            raise Bug("LIC-B002", f"The comparison {op} reached the solver.")


class Law:
    """One book in a world: each provision that the chains rest on as a truth, each code of a chain as a formula."""

    def __init__(self, world: World, book: Book) -> None:
        self.world = world
        self.book = book
        self.truths: dict[str, Truth] = {}
        for name in book.trees:
            found = fold(book.trees[name], Terms(world, self.truths))
            assert isinstance(found, Truth)
            self.truths[name] = found
        self.codes = {name: code_formulas(book.chains[name], self.truths) for name in book.chains}

    def truth(self, name: str) -> Truth:
        """A provision; no where it is not in force."""
        return self.truths.get(name, NO)

    def comes_out(self, chain: str, *outcomes: str) -> Term:
        """The formula that a chain comes out as one of these; an unknown stop is `undetermined`."""
        found = self.book.chains[chain]
        codes = self.codes[chain].items()
        return z3.Or([term for code, term in codes if ("undetermined" if code < 0 else found.step(code).outcome) in outcomes])


def code_formulas(chain: Chain, truths: Mapping[str, Truth]) -> dict[int, Term]:
    """When each reason code comes out: the meaning of `Chain.code`, as formulas of which exactly one holds."""
    found: dict[int, Term] = {}
    open_still: Term = TRUE
    for alternative, indices in chain.parts():
        live = [(index, truths.get(chain.steps[index].provision, NO)) for index in indices]
        if not alternative:
            for index, truth in live:
                found[index] = z3.And(open_still, truth.yes)
                found[~index] = z3.And(open_still, truth.unknown)
                open_still = z3.And(open_still, truth.no)
            continue
        none_yes: Term = open_still
        for index, truth in live:
            found[index] = z3.And(none_yes, truth.yes)
            none_yes = z3.And(none_yes, z3.Not(truth.yes))
        for index, truth in live:
            found[~index] = z3.And(none_yes, truth.unknown)
            none_yes = z3.And(none_yes, truth.no)
        open_still = none_yes
    found[len(chain.steps)] = open_still
    return found


def choices_of(corpus: Corpus) -> dict[str, list[str]]:
    """The choices of each reading."""
    return {name: [choice for choice, _ in reading.choices] for name, reading in corpus.readings.items()}


def read_as(world: World, corpus: Corpus, readings: Mapping[str, str]) -> Iterator[Term]:
    """Each reading as chosen, else as its default; open where it has none."""
    for name, reading in corpus.readings.items():
        cell, choice = world.stated[f"reading:{name}"], readings.get(name, reading.default)
        yield z3.And(cell.known, cell.value == world.texts.const(choice)) if choice else z3.Not(cell.known)


def held(world: World, assumed: Mapping[str, str], free: Mapping[str, Sequence[str]], day: int) -> Iterator[Term]:
    """A line of one day of which the free facts are known, the assumed ones are so, and the rest is not stated.

    Args:
        free: each free fact with the kinds of items of which it is asked; of every item where none is named.
    """
    values = {column: value for name, text in assumed.items() for column, value in parse_value(known_fact(name), text).items()}
    asked = {column: kinds for name, kinds in free.items() for column in stored_columns(known_fact(name))}
    kind = world.stated["item_kind"].value
    for column, cell in world.stated.items():
        if column in asked:
            kinds = asked[column]
            yield cell.known == world.texts.among(kind, kinds) if kinds else cell.known
            continue
        if column.startswith("reading:"):
            continue
        value = day if column == "date" else values.get(column)
        if value is None:
            yield z3.Not(cell.known)
            continue
        yield cell.known
        yield cell.value == (world.texts.const(value) if isinstance(value, str) else value)
