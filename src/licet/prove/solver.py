"""The law as formulas of z3: a truth is a pair, whether it is yes and whether it is no; unknown is neither.

Numbers are whole numbers of grains, days are day numbers, a text is the number of its class. The door's formulas belong to the
world, so that what the solver finds is a line that somebody could state.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import z3

from licet.backends.layers import provisions_needed, stored_as
from licet.backends.scalar import Value
from licet.base.dates import BEGINNING, NEVER
from licet.base.quantities import GRAIN
from licet.facts.derive import formulas, layout
from licet.facts.intake import OF_A_PROCESSOR, WITHOUT_PROCESSOR, known_fact
from licet.facts.values import parse_value
from licet.facts.vocabulary import columns, stored_columns, vocabulary
from licet.language.book import Book, Corpus
from licet.language.chain import Chain
from licet.language.fold import fold
from licet.language.tree import Fact, Node
from licet.prove.logic import FALSE, TRUE, Term, chosen, compared, every, negated, some
from licet.prove.texts import Texts

FILLED_AT_INTAKE = ("peak_tops", "addressee")
"""Derived columns that intake fills from the rates and from the exporter's name."""


@dataclass(frozen=True)
class Truth:
    """Kleene's value as two formulas that never hold together."""

    yes: Term
    no: Term

    @property
    def unknown(self) -> Term:
        return every(negated(self.yes), negated(self.no))

    @property
    def is_settled(self) -> bool:
        """Whether no line that can be stated makes it come out otherwise."""
        return self.yes is TRUE or self.no is TRUE or self.yes is self.no is FALSE


@dataclass(frozen=True)
class Cell:
    """A value that may be blank; without a value it always is."""

    known: Term
    value: Term | None


YES, NO, UNKNOWN = Truth(TRUE, FALSE), Truth(FALSE, TRUE), Truth(FALSE, FALSE)
BLANK = Cell(FALSE, None)


class World:
    """Every line that can be stated: its stated cells, and the finished ones behind the door.

    Args:
        trees: every tree that will be asked about; they say which texts can be told apart.
        readings: the choices of each reading.
        moved: stated columns that are others than those of the same name in another world.
        told: what is known of some columns: their value, None where they are known to be blank. The other stated ones are open.
        also: columns that intake fills from a text, open too; else they are blank.
        texts: the classes of texts, where another world over the same trees has found them.
    """

    def __init__(
        self, trees: Iterable[Node], readings: Mapping[str, Sequence[str]], moved: frozenset[str] = frozenset(),
        told: Mapping[str, Value] | None = None, texts: Texts | None = None, also: Iterable[str] = (),
    ) -> None:  # fmt: skip
        self.choices = readings
        self.moved = moved
        self.told = told or {}
        self.texts = texts or Texts([*trees, *(formula.tree for formula in formulas())], readings)
        self.rules: list[Term] = []
        self.products: list[tuple[Term, Term, Term]] = []
        """Each product as (left, right, result): the solver knows of it only what is linear."""
        names = (*(name for name in layout() if is_stated(name)), *(f"reading:{name}" for name in readings))
        beyond = [column for column in (*also, *self.told) if column not in names]
        self.stated = {column: self._free(column) for column in (*names, *beyond)}
        self.stated_numbers = {column for column in self.stated if is_stated(column) and stored_as(column) is int}
        self.rules += _whole(self.stated)
        self.cells = dict.fromkeys(layout(), BLANK) | self.stated
        for formula in formulas():
            self.cells[formula.column] = first_known(self.cells[formula.column], self._filled(formula.tree))

    def _free(self, column: str) -> Cell:
        if column in self.told:
            return self._told(self.told[column])
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

    def _told(self, value: Value) -> Cell:
        match value:
            case None:
                return BLANK
            case bool():
                return Cell(TRUE, TRUE if value else FALSE)
            case str():
                return Cell(TRUE, self.texts.const(value))
            case _:
                return Cell(TRUE, value)

    def _filled(self, tree: Node) -> Cell:
        terms = Terms(self, {})
        return as_cell(terms.value(tree.name) if isinstance(tree, Fact) else fold(tree, terms))

    def product(self, left: Term, right: Term) -> Term:
        """What the solver knows of a product: its bounds, and its value where a factor is a number, nought or one."""
        if isinstance(left, int) or isinstance(right, int):
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
        return Truth(every(cell.known, cell.value), every(cell.known, negated(cell.value)))


def is_stated(column: str) -> bool:
    """Whether something said of the line can fill the column; the others the door's formulas fill alone."""
    if column not in columns():
        return False
    return not vocabulary()[column.partition(":")[0]].derived or column in FILLED_AT_INTAKE


def _whole(stated: Mapping[str, Cell]) -> Iterator[Term]:
    """A set is stated whole or not at all; a stated ratio has the bottom that the door gives it."""
    for spec in vocabulary().values():
        parts = [stated[column] for column in stored_columns(spec) if column in stated]
        if not parts or parts[0].value is None:
            continue
        yield from (parts[0].known == part.known for part in parts[1:] if part.known is not parts[0].known)
        if spec.kind == "ratio" and not isinstance(parts[1].value, int):
            yield parts[1].value == GRAIN


def taken(world: World) -> Term:
    """No processor's figures are stated of an item that has none: intake takes such an item's kind for unknown, which is another line."""
    kind = world.stated["item_kind"]
    without = every(kind.known, world.texts.among(kind.value, WITHOUT_PROCESSOR))
    return every(*(negated(every(without, world.stated[column].known)) for column in OF_A_PROCESSOR))


def bounds(column: str) -> tuple[int, int]:
    """Least and greatest stored value of a numeric column."""
    spec = vocabulary()[column.partition(":")[0]]
    if spec.kind == "date":
        return BEGINNING, NEVER
    if spec.kind == "ratio" and column.endswith(":bottom"):
        return 0, spec.high * spec.grain
    return spec.low * spec.grain, spec.high * spec.grain


def as_cell(found: Truth | Cell) -> Cell:
    return Cell(some(found.yes, found.no), found.yes) if isinstance(found, Truth) else found


def first_known(first: Cell, then: Cell) -> Cell:
    """The first value, or the second where it is blank."""
    if first.value is None or then.value is None:
        return then if first.value is None else first
    return Cell(some(first.known, then.known), chosen(first.known, first.value, then.value))


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
        return Cell(TRUE, self.world.texts.const(value) if isinstance(value, str) else value)

    def hole(self, reason: str) -> Truth | Cell:
        return UNKNOWN

    def all(self, parts: list[Truth | Cell]) -> Truth | Cell:
        truths = [part for part in parts if isinstance(part, Truth)]
        return Truth(every(*(part.yes for part in truths)), some(*(part.no for part in truths)))

    def any(self, parts: list[Truth | Cell]) -> Truth | Cell:
        truths = [part for part in parts if isinstance(part, Truth)]
        return Truth(some(*(part.yes for part in truths)), every(*(part.no for part in truths)))

    def negate(self, part: Truth | Cell) -> Truth | Cell:
        assert isinstance(part, Truth)
        return Truth(part.no, part.yes)

    def member(self, name: str, members: frozenset[str]) -> Truth | Cell:
        cell = self.world.cells[name]
        if cell.value is None:
            return UNKNOWN
        inside = self.world.texts.among(cell.value, members)
        return Truth(every(cell.known, inside), every(cell.known, negated(inside)))

    def compare(self, op: str, left: Truth | Cell, right: Truth | Cell) -> Truth | Cell:
        assert isinstance(left, Cell) and isinstance(right, Cell)
        return _judged([left, right], lambda a, b: compared(op, a, b))

    def ratio(self, op: str, top: str, bottom: str, numerator: int, denominator: int) -> Truth | Cell:
        above, below = self.world.cells[top], self.world.cells[bottom]
        if above.value is None or below.value is None:
            return UNKNOWN
        known = every(above.known, below.known, compared(">", below.value, 0))
        holds = compared(op, above.value * denominator, below.value * numerator)
        return Truth(every(known, holds), every(known, negated(holds)))

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
            return Cell(every(negated(condition.yes) if one.value is None else condition.yes, kept.known), kept.value)
        return Cell(chosen(condition.yes, one.known, two.known), chosen(condition.yes, one.value, two.value))

    def given(self, name: str) -> Truth | Cell:
        known = self.world.cells[name].known
        return Truth(known, negated(known))

    def nothing(self) -> Truth | Cell:
        return BLANK


def _computed(left: Truth | Cell, right: Truth | Cell, join: Any) -> Cell:
    assert isinstance(left, Cell) and isinstance(right, Cell)
    if left.value is None or right.value is None:
        return BLANK
    return Cell(every(left.known, right.known), join(left.value, right.value))


def _judged(cells: Sequence[Cell], join: Any) -> Truth:
    if any(cell.value is None for cell in cells):
        return UNKNOWN
    known, holds = every(*(cell.known for cell in cells)), join(*(cell.value for cell in cells))
    return Truth(every(known, holds), every(known, negated(holds)))


class Law:
    """One book in a world: each provision that the chains rest on as a truth, each code of a chain as a formula."""

    def __init__(self, world: World, book: Book, chains: Sequence[str] = ()) -> None:
        """
        Args:
            chains: only these are asked; all of them when none is named.
        """
        self.world = world
        self.book = book
        self.truths: dict[str, Truth] = {}
        for name in provisions_needed(book, chains) if chains else book.trees:
            found = fold(book.trees[name], Terms(world, self.truths))
            assert isinstance(found, Truth)
            self.truths[name] = found
        self.codes = {name: code_formulas(book.chains[name], self.truths) for name in chains or book.chains}

    def truth(self, name: str) -> Truth:
        """A provision; no where it is not in force."""
        return self.truths.get(name, NO)

    def comes_out(self, chain: str, *outcomes: str) -> Term:
        """The formula that a chain comes out as one of these; an unknown stop is `undetermined`."""
        found = self.book.chains[chain]
        codes = self.codes[chain].items()
        return some(*(term for code, term in codes if ("undetermined" if code < 0 else found.step(code).outcome) in outcomes))


def code_formulas(chain: Chain, truths: Mapping[str, Truth]) -> dict[int, Term]:
    """When each reason code comes out: the meaning of `Chain.code`, as formulas of which exactly one holds."""
    found: dict[int, Term] = {}
    open_still: Term = TRUE
    for alternative, indices in chain.parts():
        live = [(index, truths.get(chain.steps[index].provision, NO)) for index in indices]
        if not alternative:
            for index, truth in live:
                found[index] = every(open_still, truth.yes)
                found[~index] = every(open_still, truth.unknown)
                open_still = every(open_still, truth.no)
            continue
        none_yes: Term = open_still
        for index, truth in live:
            found[index] = every(none_yes, truth.yes)
            none_yes = every(none_yes, negated(truth.yes))
        for index, truth in live:
            found[~index] = every(none_yes, truth.unknown)
            none_yes = every(none_yes, truth.no)
        open_still = none_yes
    found[len(chain.steps)] = open_still
    return found


def choices_of(corpus: Corpus) -> dict[str, list[str]]:
    """The choices of each reading."""
    return {name: [choice for choice, _ in reading.choices] for name, reading in corpus.readings.items()}


def read_as(corpus: Corpus, readings: Mapping[str, str]) -> dict[str, Value]:
    """What is told of the readings: each as chosen, else as its default; open where it has none."""
    return {f"reading:{name}": readings.get(name, reading.default) or None for name, reading in corpus.readings.items()}


def held(assumed: Mapping[str, str], free: Iterable[str], day: int) -> dict[str, Value]:
    """What is told of a line of one day of which the free facts are open, the assumed ones are so, and the rest is not stated."""
    values = {column: value for name, text in assumed.items() for column, value in parse_value(known_fact(name), text).items()}
    open_still = {column for name in free for column in stored_columns(known_fact(name))}
    told: dict[str, Value] = {column: values.get(column) for column in columns() if is_stated(column) and column not in open_still}
    return told | {"date": day}


def asked_of(world: World, free: Mapping[str, Sequence[str]]) -> Iterator[Term]:
    """The free facts are known.

    Args:
        free: each free fact with the kinds of items of which it is asked; of every item where none is named.
    """
    for name, kinds in free.items():
        for column in stored_columns(known_fact(name)):
            cell = world.stated[column]
            yield cell.known == world.texts.among(world.stated["item_kind"].value, kinds) if kinds else cell.known
