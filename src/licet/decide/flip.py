"""The nearest change that flips the answer: one stated number or day, moved until outcome or authorization is another.

Only amounts and days are moved. Who receives, where, under which parent and for what is never touched: a changed party is another
transaction, not a distance.

The law sees a number only through comparisons, and each comparison turns once while the number moves one way. So the answer can
change only where some comparison turns: those points are found by bisection, tried from the nearest on, and the first that changes
the answer is the flip. One grain less of it does not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from licet.backends.scalar import Row, Value
from licet.base.dates import BEGINNING, NEVER, day_of
from licet.base.errors import LawError
from licet.base.quantities import show_grains, to_grains
from licet.decide.determination import Flip
from licet.decide.determine import Question, headline
from licet.decide.engine import CHAINS, INFORMED, OUTCOME, Engine
from licet.decide.evaluate import Evaluation
from licet.facts.catalogue import chip_facts, find
from licet.facts.derive import formulas
from licet.facts.intake import Admitted
from licet.facts.values import parse_value, show_value
from licet.facts.vocabulary import FactSpec, vocabulary
from licet.language.book import Book, Corpus
from licet.language.provision import LAYERS
from licet.language.tree import Amount, Compare, Const, Fact, Hole, Node, Ratio, facts_of, walk

DATE = "date"
ALWAYS_MOVED = ("quantity",)
"""Moved even when somebody chose it for the line; any other assumed fact stays."""
LEAST = {"quantity": 1}
"""Where less than this is no transaction at all."""
STAY = ("parties", "rates", "derived")
"""Groups of facts that are never moved: whose the item is, and the figures behind the TPP."""

Answer = tuple[str, str]
"""Outcome and authorization."""


@dataclass(frozen=True)
class Line:
    """One line under one question, to be asked again with a value moved."""

    engine: Engine
    values: dict[str, Value]
    question: Question

    def row(self, **moved: Value) -> Row:
        return self.engine.row({**self.values, **moved}, self.question.readings)

    def answer(self, row: Row, day: int) -> Answer | None:
        """Outcome and authorization of the layer that heads the answer; None on a day for which there is no law to ask."""
        engine, question = self.engine, self.question
        if engine.corpus.period(day) == engine.corpus.period(question.as_of):
            return headline(engine, engine.codes(row, day, question.known_at), question.layer)[:2]
        # A stretch that is looked at once is not worth compiling.
        try:
            book = engine.book(day, question.known_at, question.layer)
        except LawError:
            return None
        evaluation = Evaluation(book, row, engine.where)
        codes = [0] * len(CHAINS)
        for index in (OUTCOME, INFORMED):
            chain = book.chains[CHAINS[index]]
            codes[index] = chain.code([evaluation.value(step.provision) for step in chain.steps])
        if isinstance(book.trees.get(book.chains[CHAINS[OUTCOME]].step(codes[OUTCOME]).provision), Hole):
            return None  # the whole day is unread, not the line
        return headline(engine, (tuple(codes),) * len(LAYERS), question.layer)[:2]


def flips_of(engine: Engine, admitted: Admitted, question: Question) -> tuple[Flip, ...]:
    """The nearest change of each stated number or day, up and down, that changes outcome or authorization.

    Args:
        engine: the law.
        admitted: the line, with its date settled.
        question: from where the law is seen; its layer is the one whose answer must change.

    Returns:
        At most two flips per fact: numbers first, the smallest relative change first; then days.
    """
    line = Line(engine, admitted.values, question)
    now = line.answer(line.row(), question.as_of)
    numbers: list[tuple[Fraction, Flip]] = []
    days: list[tuple[Fraction, Flip]] = []
    book = engine.book(question.as_of, question.known_at, question.layer)
    asked = tuple(_numeric(book.trees.values()))
    for spec, column in movable(admitted):
        value = admitted.values[column]
        if not isinstance(value, int) or (column == DATE and value == question.as_of):
            continue
        for to, answer in _moved(line, book, asked, spec, column, value, now):
            flip = Flip(spec.name, _shown(spec, to), *answer)
            (days if spec.kind == "date" else numbers).append((Fraction(abs(to - value), max(abs(value), 1)), flip))
    for day, answer in _other_days(line, now):
        distance = Fraction(abs(day - question.as_of), abs(question.as_of) or 1)
        name = DATE if line.values.get(DATE) == question.as_of else "as_of"
        days.append((distance, Flip(name, day_of(day).isoformat(), *answer)))
    return tuple(flip for found in (numbers, days) for _, flip in sorted(found, key=lambda pair: pair[0]))


def movable(admitted: Admitted) -> Iterator[tuple[FactSpec, str]]:
    """Facts that may be moved, each with the stored column that moves: numbers and days that were stated for this line."""
    given = {entry.fact for entry in admitted.assumed} | filled_from_chip(admitted)
    for spec in vocabulary().values():
        if spec.kind not in ("quantity", "ratio", "date") or spec.derived or spec.group in STAY:
            continue
        column = f"{spec.name}:top" if spec.kind == "ratio" else spec.name
        value = admitted.values.get(column)
        if not isinstance(value, int) or (spec.kind == "date" and value >= NEVER):
            continue
        if spec.name not in given or spec.name in ALWAYS_MOVED:
            yield spec, column


def filled_from_chip(admitted: Admitted) -> set[str]:
    """Facts that stand in the line because the chip has them; a stated figure that differs from the catalogue is none of them."""
    chip = admitted.values.get("chip")
    if not chip:
        return set()
    filled = set()
    for name, text in chip_facts(find(str(chip))).items():
        for target in (name, f"ic_{name}"):
            if target in vocabulary() and parse_value(vocabulary()[target], text).get(target) == admitted.values.get(target):
                filled.add(target)
    return filled


def _moved(
    line: Line, book: Book, asked: tuple[Compare | Ratio, ...], spec: FactSpec, column: str, value: int, now: Answer | None
) -> Iterator[tuple[int, Answer]]:
    """Nearest value below and above that changes the answer."""
    reached = reached_from(column)
    leaves = [leaf for leaf in asked if _reads(leaf, reached)] + list(_formula_leaves(column))
    if not leaves:
        return
    low, high = (BEGINNING, NEVER - 1) if spec.kind == "date" else (spec.low * spec.grain, spec.high * spec.grain)
    seen: dict[int, Evaluation] = {}

    def at(x: int) -> Evaluation:
        if x not in seen:
            seen[x] = Evaluation(book, line.row(**{column: x}), line.engine.where)
        return seen[x]

    for end in (max(low, LEAST.get(spec.name, low)), high):
        for point in _turns(leaves, at, value, end):
            answer = line.answer(at(point).row, line.question.as_of)
            if answer is not None and answer != now:
                yield point, answer
                break


def _other_days(line: Line, now: Answer | None) -> Iterator[tuple[int, Answer]]:
    """Nearest day before and after with another answer. The line's own date goes along where the question follows it."""
    corpus, start = line.engine.corpus, line.question.as_of
    follows = line.values.get(DATE) == start
    leaves = _day_leaves(corpus) if follows else ()
    book = line.engine.book(start, line.question.known_at, line.question.layer)

    def at(day: int) -> Evaluation:
        return Evaluation(book, line.row(**{DATE: day}) if follows else line.row(), line.engine.where)

    before = {day - 1 for day in corpus.boundaries if day <= start} | set(_turns(leaves, at, start, BEGINNING))
    after = {day for day in corpus.boundaries if day > start} | set(_turns(leaves, at, start, NEVER - 1))
    for days in (sorted(before, reverse=True), sorted(after)):
        for day in days:
            answer = line.answer(at(day).row, day)
            if answer is None:
                break
            if answer != now:
                yield day, answer
                break


def _turns(leaves: Iterable[Node], at: Callable[[int], Evaluation], start: int, end: int) -> list[int]:
    """Where comparisons turn on the way from `start` to `end`, nearest first: the first value at which each comes out otherwise."""
    points = set()
    for leaf in leaves:
        before = at(start).truth(leaf)
        if start == end or at(end).truth(leaf) is before:
            continue
        same, other = start, end
        while abs(other - same) > 1:
            middle = (same + other) // 2
            if at(middle).truth(leaf) is before:
                same = middle
            else:
                other = middle
        points.add(other)
    return sorted(points, key=lambda point: abs(point - start))


@cache
def reached_from(column: str) -> frozenset[str]:
    """The column and all that the door computes from it."""
    reached = {column}
    for formula in formulas():
        if facts_of(formula.tree) & reached:
            reached.add(formula.column)
    return frozenset(reached)


@cache
def _formula_leaves(column: str) -> tuple[Compare | Ratio, ...]:
    """Comparisons that the door itself makes on the way from a column."""
    reached = reached_from(column)
    return tuple(leaf for leaf in _numeric(formula.tree for formula in formulas()) if _reads(leaf, reached))


def _numeric(trees: Iterable[Node]) -> Iterator[Compare | Ratio]:
    """Comparisons of numbers. An equality turns twice, so it stands as its two bounds."""
    found = {node: None for tree in trees for node in walk(tree) if isinstance(node, Compare | Ratio)}
    for node in found:
        if node.op not in ("==", "!="):
            yield node
            continue
        for op in (">=", ">"):
            yield Ratio(op, node.name, node.limit) if isinstance(node, Ratio) else Compare(op, node.left, node.right)


def _reads(leaf: Compare | Ratio, reached: frozenset[str]) -> bool:
    if isinstance(leaf, Ratio):
        return bool({f"{leaf.name}:top", f"{leaf.name}:bottom"} & reached)
    return any(isinstance(side, Fact) and side.name in reached for side in (leaf.left, leaf.right))


def _day_leaves(corpus: Corpus) -> tuple[Compare | Ratio, ...]:
    """Comparisons that any version of the law makes with the line's date, or with what is counted from it."""
    reached = reached_from(DATE)
    trees = [version.tree for provision in corpus.provisions.values() for version in provision.versions]
    found = dict.fromkeys(_formula_leaves(DATE))
    for leaf in _numeric(trees):
        if _reads(leaf, reached) and isinstance(leaf, Compare) and isinstance(leaf.left, Fact):
            found |= dict.fromkeys(Compare(leaf.op, leaf.left, right) for right in _bounds(corpus, leaf.left.name, leaf.right))
    return tuple(found)


def _bounds(corpus: Corpus, fact: str, right: Node) -> list[Node]:
    """The right side of an unbound comparison as a book would hold it: one for each value that a dated figure ever has."""
    match right:
        case Amount(name):
            values = [row.value for row in corpus.amounts[name] if row.value is not None]
        case Const(Fraction() as value):
            values = [value]
        case _:
            return [right]
    return [Const(to_grains(value, corpus.grains[fact].grain)) for value in values]


def _shown(spec: FactSpec, value: int) -> str:
    return show_value(spec, value) if spec.kind == "date" else show_grains(value, spec.grain)
