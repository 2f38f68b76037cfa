"""What no paragraph reaches, in plain numbers; and days on which a rule is missing between two of its own versions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

import z3

from licet.base.dates import day_of
from licet.base.quantities import GRAIN, show
from licet.language.book import Corpus
from licet.language.provision import LAYERS
from licet.language.tree import Compare, Const, Fact, Ratio, walk
from licet.prove.solver import Law, Term, World

PERFORMANCE, DENSITY = "ic_tpp", "ic_performance_density"


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
    """A rectangle of performance and density that no paragraph reaches."""

    tpp: Span
    density: Span

    def words(self) -> str:
        return f"{self.tpp.words('TPP')} and {self.density.words('performance density')}"


def gaps(law: Law, rules: Sequence[Term]) -> list[Gap]:
    """The circuits that meet no paragraph, as rectangles between the bounds that the law itself prints.

    # INVARIANT: the law tells circuits apart by these bounds alone, so that one question settles a whole rectangle.
    """
    solver = z3.SimpleSolver()
    none = law.comes_out("paragraph", "none")
    solver.add(*law.world.rules, *rules, none)
    rows: list[tuple[Span, list[Span]]] = []
    for tpp in _spans(_bounds(law, PERFORMANCE)):
        open_to = [
            density for density in _spans(_bounds(law, DENSITY)) if solver.check(*_inside(law.world, tpp, density)) == z3.sat
        ]
        rows.append((tpp, _joined(open_to)))
    return list(_rectangles(rows))


def _bounds(law: Law, name: str) -> list[Fraction]:
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


def _inside(world: World, tpp: Span, density: Span) -> Iterator[Term]:
    top, above, below = (world.cells[name].value for name in (PERFORMANCE, f"{DENSITY}:top", f"{DENSITY}:bottom"))
    assert top is not None and above is not None and below is not None
    yield below > 0
    if tpp.low is not None:
        yield top >= int(tpp.low * GRAIN)
    if tpp.high is not None:
        yield top < int(tpp.high * GRAIN)
    if density.low is not None:
        yield above * density.low.denominator >= below * density.low.numerator
    if density.high is not None:
        yield above * density.high.denominator < below * density.high.numerator


def _joined(spans: Sequence[Span]) -> list[Span]:
    found: list[Span] = []
    for span in spans:
        if found and found[-1].high is not None and found[-1].high == span.low:
            found[-1] = Span(found[-1].low, span.high)
        else:
            found.append(span)
    return found


def _rectangles(rows: Sequence[tuple[Span, list[Span]]]) -> Iterator[Gap]:
    """Rows whose open densities are the same are one rectangle each."""
    at = 0
    while at < len(rows):
        end = at
        while end + 1 < len(rows) and rows[end + 1][1] == rows[at][1]:
            end += 1
        for density in rows[at][1]:
            yield Gap(Span(rows[at][0].low, rows[end][0].high), density)
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
