"""What no paragraph reaches, in plain numbers; and days on which a rule is missing between two of its own versions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from licet.base.dates import day_of
from licet.base.quantities import GRAIN, show
from licet.language.book import Corpus
from licet.language.provision import LAYERS
from licet.language.tree import Compare, Const, Fact, Ratio, walk
from licet.prove.logic import SECONDS, Term, can, negated, solver
from licet.prove.solver import Law, World

PERFORMANCE, DENSITY = "ic_tpp", "ic_performance_density"
SHORT = {PERFORMANCE: "TPP", DENSITY: "performance density"}


@dataclass(frozen=True)
class Span:
    """From a number up to, not including, another; None is no bound."""

    low: Fraction | None
    high: Fraction | None

    def words(self, name: str) -> str:
        """The span as an inequality."""
        low, high = ("" if bound is None else show(bound) for bound in (self.low, self.high))
        if low and high:
            return f"{low} <= {name} < {high}"
        return f"{name} >= {low}" if low else f"{name} < {high}" if high else f"any {name}"


@dataclass(frozen=True)
class Gap:
    """A rectangle of performance and another fact, density most often: circuits that no paragraph reaches, or that go free."""

    tpp: Span
    other: Span
    name: str = DENSITY
    is_whole: bool = True
    """Whether every line inside is so; else some are, and what is not drawn decides."""

    def words(self) -> str:
        return f"{self.tpp.words(SHORT[PERFORMANCE])} and {self.other.words(SHORT.get(self.name, self.name))}"


def gaps(law: Law, rules: Sequence[Term]) -> list[Gap]:
    """The circuits that meet no paragraph, as rectangles between the bounds that the law itself prints."""
    return rectangles(law, rules, law.comes_out("paragraph", "none"), DENSITY)


def rectangles(law: Law, rules: Sequence[Term], wanted: Term, up: str, seconds: int = SECONDS) -> list[Gap]:
    """Where something wanted can be, as rectangles of performance and the fact `up`.

    Raises:
        GaveUp: LIC-T003 where the solver gives up a rectangle: then none is told.

    # INVARIANT: the law tells circuits apart by these bounds alone, so that one question settles a whole rectangle.
    """
    asked = solver(seconds)
    asked.add(*law.world.rules, *rules)
    rows: list[tuple[Span, list[tuple[Span, bool]]]] = []
    for tpp in _spans(bounds_of(law, PERFORMANCE)):
        open_to = []
        for other in _spans(bounds_of(law, up)):
            inside = [*_inside(law.world, PERFORMANCE, tpp), *_inside(law.world, up, other)]
            if can(asked, seconds, *inside, wanted):
                open_to.append((other, not can(asked, seconds, *inside, negated(wanted))))
        rows.append((tpp, _joined(open_to)))
    return list(_rectangles(rows, up))


def bounds_of(law: Law, name: str) -> list[Fraction]:
    """The figures that the law of a book compares a fact with."""
    found = set()
    for tree in law.book.trees.values():
        for node in walk(tree):
            match node:
                case Compare(op, Fact(fact), Const(int() as limit)) if fact == name:
                    found.add(Fraction(limit + (op in (">", "<=")), GRAIN))
                case Ratio(_, fact, limit, _) if fact == name:
                    found.add(limit)
    return sorted(found)


def _spans(bounds: Sequence[Fraction]) -> list[Span]:
    ends = [None, *bounds, None]
    return [Span(low, high) for low, high in pairwise(ends)]


def _inside(world: World, name: str, span: Span) -> Iterator[Term]:
    """A fact, or a ratio by its two parts, within a span."""
    is_ratio = name not in world.cells
    top, bottom = (world.cells[f"{name}:top"].value, world.cells[f"{name}:bottom"].value) if is_ratio else (world.cells[name].value, GRAIN)
    assert top is not None and bottom is not None
    if is_ratio:
        yield bottom > 0
    if span.low is not None:
        yield top * span.low.denominator >= bottom * span.low.numerator
    if span.high is not None:
        yield top * span.high.denominator < bottom * span.high.numerator


def _joined(spans: Sequence[tuple[Span, bool]]) -> list[tuple[Span, bool]]:
    found: list[tuple[Span, bool]] = []
    for span, is_whole in spans:
        if found and found[-1][0].high is not None and found[-1][0].high == span.low and found[-1][1] is is_whole:
            found[-1] = (Span(found[-1][0].low, span.high), is_whole)
        else:
            found.append((span, is_whole))
    return found


def _rectangles(rows: Sequence[tuple[Span, list[tuple[Span, bool]]]], up: str) -> Iterator[Gap]:
    """Rows whose open spans are the same are one rectangle each."""
    at = 0
    while at < len(rows):
        end = at
        while end + 1 < len(rows) and rows[end + 1][1] == rows[at][1]:
            end += 1
        for span, is_whole in rows[at][1]:
            yield Gap(Span(rows[at][0].low, rows[end][0].high), span, up, is_whole)
        at = end + 1


def holes(corpus: Corpus) -> list[str]:
    """Provisions of which a version ends before the next one begins, with the days between."""
    found = []
    for provision in corpus.provisions.values():
        for layer in LAYERS:
            windows = sorted((v.windows[layer] for v in provision.versions if layer in v.windows), key=lambda window: window.since)
            for earlier, later in pairwise(windows):
                if earlier.until < later.since:
                    days = f"{day_of(earlier.until)} to {day_of(later.since - 1)}"
                    found.append(f"{provision.name}, {layer}: {days}")
    return found
