"""Pairs of nearly equal transactions with opposite answers: one figure moved by one grain, or one truth turned, and what was free is not.

Every threshold of the law is such a pair. Those are odd in which the line with *more* is the free one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import z3

from licet.backends.layers import stored_as
from licet.decide.case import case_of
from licet.decide.engine import Engine
from licet.facts.intake import admit
from licet.language.book import Book
from licet.language.provision import LAYERS
from licet.prove.logic import SECONDS, Term
from licet.prove.logic import solver as limited
from licet.prove.solver import Law, World, asked_of, choices_of, held, read_as
from licet.prove.theorems import FREE
from licet.prove.witness import TRIES, Witness, asked, facts_of

MOVED = ("tpp", "applicable_die_area_mm2", "io_bandwidth_gb_s", "dram_bandwidth_gb_s", "datacenter")
LESS_IS_MORE = ("applicable_die_area_mm2",)
"""Of these a smaller figure makes the stronger circuit."""
NOT_FREE = ("license_required", "prohibited")
OPEN_FACTS: Mapping[str, tuple[str, ...]] = {
    "destination": (), "consignee_hq": (), "tpp": (), "applicable_die_area_mm2": (), "io_bandwidth_gb_s": (),
    "dram_bandwidth_gb_s": (), "datacenter": (), "purchase_order": (),
}  # fmt: skip


@dataclass(frozen=True)
class Pair:
    """Two transactions that differ in one fact: one free, one not.

    Attributes:
        is_odd: the free one is the stronger: more throughput, more bandwidth, more density.
        size: the moved figure in grains: of a large one a grain is a small step.
        parted_by: what the answer of the one rests on and that of the other does not.
    """

    fact: str
    free: Witness
    shut: Witness
    is_odd: bool
    size: int
    parted_by: tuple[str, ...]

    @property
    def told(self) -> tuple[str, ...]:
        """The facts that were open; the others are the ordinary case."""
        return tuple(OPEN_FACTS)


class Loopholes:
    """One book, searched fact by fact."""

    def __init__(
        self, engine: Engine, book: Book, day: int, assumed: Mapping[str, str], readings: Mapping[str, str],
        seconds: int = SECONDS,
    ) -> None:  # fmt: skip
        self.engine, self.book, self.day = engine, book, day
        self.assumed = {"item_kind": "ic", "quantity": "1", **{name: text for name, text in assumed.items() if name not in OPEN_FACTS}}
        self.readings, self.seconds = readings, seconds
        self.unfinished: list[str] = []
        """Facts of which the solver gave up, or found only what the engine answers otherwise: there may be more."""

    def pairs(self, moved: Sequence[str] = MOVED) -> list[Pair]:
        """One pair of each kind, confirmed by the engine: the odd ones first, then by how little the moved figure moves."""
        found = [pair for fact in moved for pair in self._of(fact)]
        return sorted(found, key=lambda pair: (not pair.is_odd, -pair.size))

    def _of(self, fact: str) -> Iterator[Pair]:
        choices = choices_of(self.engine.corpus)
        told = {**held(self.assumed, OPEN_FACTS, self.day), **read_as(self.engine.corpus, self.readings)}
        worlds = [World(self.book.trees.values(), choices, frozenset(moved), told) for moved in ((), (fact,))]
        laws = [Law(world, self.book) for world in worlds]
        solver = limited(self.seconds)
        for world in worlds:
            solver.add(*world.rules, *asked_of(world, OPEN_FACTS))
        terms: list[Term] = [world.stated[fact].value for world in worlds]
        one, other = terms
        solver.add(laws[0].comes_out("outcome", *FREE), laws[1].comes_out("outcome", *NOT_FREE))
        solver.add(*(law.comes_out("informed", "none") for law in laws))
        if stored_as(fact) is int:
            solver.add(z3.Or(other == one + 1, other == one - 1))
        else:
            solver.add(other != one)
        misses = 0
        found = z3.unknown
        while misses < TRIES and (found := solver.check()) == z3.sat:
            model = solver.model()
            pair = self._pair(fact, worlds, model)
            if pair is not None:
                yield pair
            else:
                misses += 1
            grows = other > one if stored_as(fact) is int else other
            solver.add(z3.Not(z3.And(*self._kind(laws, model), grows == model.eval(grows, model_completion=True))))

        if found != z3.unsat or misses:
            self.unfinished.append(fact)

    def _kind(self, laws: list[Law], model: z3.ModelRef) -> Iterator[Term]:
        """Which paragraphs and ways the two answers take: one pair of each kind is enough."""
        for law in laws:
            for chain in ("paragraph", "outcome"):
                yield next(term for term in law.codes[chain].values() if z3.is_true(model.eval(term, model_completion=True)))

    def _pair(self, fact: str, worlds: list[World], model: z3.ModelRef) -> Pair | None:
        free, shut = (asked(self.engine, self.book, self.day, facts_of(world, model)) for world in worlds)
        if free is None or shut is None or free.outcome not in FREE or shut.outcome not in NOT_FREE:
            return None
        values = [model.eval(world.stated[fact].value, model_completion=True) for world in worlds]
        if stored_as(fact) is int:
            more, size = values[0].as_long() > values[1].as_long(), values[0].as_long()
        else:
            more, size = z3.is_true(values[0]), 0
        cites = [self._cites(witness) for witness in (free, shut)]
        parted = tuple(cite for cite in (*cites[1], *cites[0]) if (cite in cites[0]) != (cite in cites[1]))
        return Pair(fact, free, shut, more is not (fact in LESS_IS_MORE), size, parted)

    def _cites(self, witness: Witness) -> tuple[str, ...]:
        row = self.engine.row(admit(witness.facts, {}).values, self.readings)
        case = case_of(self.engine, row, self.day, self.book.view.known_at)
        layer = case.layers[LAYERS.index(self.book.view.layer)]
        return tuple(dict.fromkeys((*((case.paragraph,) if case.paragraph != "none" else ()), *layer.decided_by)))
