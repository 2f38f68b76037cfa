"""The best chip under a book: how far each figure of a circuit may go while the line stays free, as suprema with the paragraph
that stops them. The solver proves that nothing above is free; the engine answers the chip itself, and the next one up.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from licet.backends.scalar import Value
from licet.base.errors import Bug, FactError
from licet.base.quantities import show_grains
from licet.decide.case import FREE as FREED
from licet.decide.case import case_of
from licet.decide.determine import headline
from licet.decide.engine import Engine
from licet.facts.intake import admit
from licet.facts.vocabulary import columns
from licet.language.book import Book
from licet.language.provision import CODIFIED, LAYERS
from licet.prove.gaps import DENSITY, Gap, bounds_of, rectangles
from licet.prove.logic import SECONDS, TRUE, Term, can, every, solver
from licet.prove.solver import Law, World, bounds, choices_of, is_stated, read_as

DIALS = ("tpp", "applicable_die_area_mm2", "io_bandwidth_gb_s", "dram_bandwidth_gb_s")
"""What an architect chooses."""
WANTED_LESS = ("applicable_die_area_mm2",)
"""Dials of which less is better; of the others, more."""
LINKS = "io_bandwidth_gb_s"
PER_MILLE = 1000
ORIGIN = "US"
WITHOUT_LICENSE = ("no_license_required", "not_subject")
OF_ONE_PRODUCT = ("chip", "peak_tops")
"""What is known of a named chip and does not hold of one cut from it."""


@dataclass(frozen=True)
class Answered:
    """What the engine answers to a circuit: the head of the answer, the paragraph met, what decided."""

    outcome: str
    via: str
    paragraph: str
    decided_by: tuple[str, ...]


@dataclass(frozen=True)
class Limit:
    """How far a dial goes.

    Attributes:
        least_or_most: the last free value in grains; None: nothing stops it.
        stop: what the engine answers one grain further, all else the same; None where nothing stops it.
    """

    dial: str
    least_or_most: int | None
    stop: Answered | None

    @property
    def words(self) -> str:
        """The bound: by the first value that is not free where that is the rounder one, as a strict bound's is; else by the last free one."""
        if self.least_or_most is None:
            return "no bound"
        less = self.dial in WANTED_LESS
        inside, outside = (show_grains(self.least_or_most + step) for step in (0, -1 if less else 1))
        if len(outside) < len(inside):
            return f"{'above' if less else 'below'} {outside}"
        return f"{'at least' if less else 'at most'} {inside}"


@dataclass(frozen=True)
class Best:
    """The best chip: its figures in grains, what the engine answers to it, and the limit of each dial, the wanted one first."""

    figures: Mapping[str, int]
    answer: Answered
    limits: tuple[Limit, ...]


@dataclass(frozen=True)
class Cut:
    """One figure of a chip moved until it goes free, all others kept. `free` is None where this figure alone does not free it."""

    dial: str
    own: int
    free: int | None
    stop: Answered | None

    @property
    def words(self) -> str:
        """How far the figure has to move."""
        return Limit(self.dial, self.free, self.stop).words

    @property
    def share(self) -> int | None:
        """How much is moved, in thousandths of the chip's own figure."""
        return None if self.free is None else round(Fraction(PER_MILLE * abs(self.own - self.free), self.own or 1))


class Designer:
    """One circuit of which the dials are open, in one line, under one book.

    Args:
        facts: the line without the dials, as a person would state it.
        with_exceptions: whether a license exception counts as free; else only what needs no license.
        seconds: after so many the solver gives up a question.
    """

    def __init__(
        self, engine: Engine, book: Book, day: int, facts: Mapping[str, str], assumed: Mapping[str, tuple[str, str]],
        readings: Mapping[str, str], with_exceptions: bool = False, seconds: int = SECONDS,
    ) -> None:  # fmt: skip
        self.engine, self.book, self.day, self.readings, self.seconds = engine, book, day, readings, seconds
        self.free = FREED if with_exceptions else WITHOUT_LICENSE
        admitted = admit({"item_kind": "ic", "quantity": "1", **facts}, {n: a for n, a in assumed.items() if n not in facts})
        for complaint in admitted.complaints:
            raise FactError(complaint.code, complaint.what, where=complaint.where, hint=complaint.hint)
        of_the_chip = {column for column in admitted.values if column in OF_ONE_PRODUCT or column.startswith("rate_")}
        self.own = {dial: value for dial in DIALS if isinstance(value := admitted.values.get(dial), int)}
        self.values: dict[str, Value] = {
            column: value for column, value in admitted.values.items() if column not in (*of_the_chip, *DIALS)
        } | {"date": day}
        told: dict[str, Value] = {column: self.values.get(column) for column in columns() if is_stated(column) and column not in DIALS}
        world = World(book.trees.values(), choices_of(engine.corpus), told={**told, **read_as(engine.corpus, readings)})
        self.law = Law(world, book)
        self.dials: dict[str, Term] = {dial: world.stated[dial].value for dial in DIALS}
        # A circuit has an area, and some throughput.
        self.rules: list[Term] = [term for dial in DIALS for term in (world.stated[dial].known, self.dials[dial] > 0)]
        letters = book.view.layer == CODIFIED
        self.is_free: Term = every(self.law.comes_out("outcome", *self.free), TRUE if letters else self.law.comes_out("informed", "none"))
        self.solver = solver(seconds)
        self.solver.add(*world.rules, *self.rules)

    def best(self, wanted: str = "tpp", fixed: Mapping[str, int] | None = None) -> Best | None:
        """The most of one figure, then the best of the others beside it; None where it is proved that no circuit is free.

        Args:
            fixed: figures that stay as they are, in grains.
        """
        figures = dict(fixed or {})
        self.solver.push()
        self.solver.add(self.is_free, *(self.dials[dial] == value for dial, value in figures.items()))
        if not self._can():
            self.solver.pop()
            return None
        found: list[tuple[str, int | None]] = []
        for dial in (wanted, *(dial for dial in DIALS if dial != wanted)):
            if dial in figures:
                continue
            figures[dial], is_bounded = self._furthest(dial)
            found.append((dial, figures[dial] if is_bounded else None))
            self.solver.add(self.dials[dial] == figures[dial])
        self.solver.pop()
        answer = self.answered(figures)
        if answer.outcome not in self.free:
            raise Bug("LIC-B003", f"The solver takes for free what the engine answers {answer.outcome}.")
        limits = tuple(Limit(dial, most, None if most is None else self._beyond(figures, dial)) for dial, most in found)
        return Best(figures, answer, limits)

    def _furthest(self, dial: str) -> tuple[int, bool]:
        """The last value at which something is free, and whether it lies short of what can be stated; by halving, each half proved."""
        term, less = self.dials[dial], dial in WANTED_LESS
        low, high = bounds(dial)
        if not self._can():
            raise Bug("LIC-B004", "A search was begun where nothing is free.")
        inside, outside = self._value(dial), max(low, 1) - 1 if less else high + 1
        while abs(outside - inside) > 1:
            middle = (inside + outside) // 2
            if self._can(term <= middle if less else term >= middle):
                inside = self._value(dial)
            else:
                outside = middle
        return inside, inside != (max(low, 1) if less else high)

    def _can(self, *more: Term) -> bool:
        """Whether some line is so.

        Raises:
            GaveUp: LIC-T003 where the solver gives up: then nothing is proved.
        """
        return can(self.solver, self.seconds, *more)

    def _value(self, dial: str) -> int:
        value: int = self.solver.model().eval(self.dials[dial], model_completion=True).as_long()
        return value

    def _beyond(self, figures: Mapping[str, int], dial: str) -> Answered:
        return self.answered({**figures, dial: figures[dial] + (-1 if dial in WANTED_LESS else 1)})

    def answered(self, figures: Mapping[str, int]) -> Answered:
        """What the engine answers to the line with these figures."""
        row = self.engine.row({**self.values, **figures}, self.readings)
        known_at, layer = self.book.view.known_at, self.book.view.layer
        outcome, via, _ = headline(self.engine, self.engine.codes(row, self.day, known_at), layer)
        case = case_of(self.engine, row, self.day, known_at)
        cites = case.layers[LAYERS.index(layer)].decided_by
        letters = tuple(name for name, binds in case.letters if binds is not False) if layer != CODIFIED else ()
        bound = tuple(letter.cite for letter in self.engine.corpus.letters if letter.id in letters)
        return Answered(outcome, via, case.paragraph, (*bound, *cites))

    def frontier(self) -> list[Gap]:
        """Where circuits are free: rectangles of throughput, and of density, or of the links where the law of the day asks for them."""
        up = DENSITY if bounds_of(self.law, DENSITY) else LINKS
        return rectangles(self.law, self.rules, self.is_free, up, self.seconds)

    def cuts(self) -> list[Cut]:
        """What frees a named chip, one figure at a time, the least cut first."""
        found = []
        for dial, own in self.own.items():
            others = {other: value for other, value in self.own.items() if other != dial}
            self.solver.push()
            less = dial in WANTED_LESS
            # More area lowers the density: the way to freedom is up where less is wanted.
            self.solver.add(self.is_free, *(self.dials[other] == value for other, value in others.items()))
            self.solver.add(self.dials[dial] >= own if less else self.dials[dial] <= own)
            free = self._furthest(dial)[0] if self._can() else None
            self.solver.pop()
            stop = None if free is None or free == own else self._beyond({**self.own, dial: free}, dial)
            found.append(Cut(dial, own, free, stop))
        return sorted(found, key=lambda cut: (cut.free is None, cut.share or 0))


def line_facts(destination: str, headquarters: str, datacenter: str | None, chip: str | None) -> dict[str, str]:
    """The line that a design is asked about: one circuit from the United States to an ordinary party."""
    facts = {
        "origin": ORIGIN, "destination": destination, "consignee_country": destination, "consignee_hq": headquarters,
        "datacenter": datacenter, "chip": chip,
    }  # fmt: skip
    return {name: text for name, text in facts.items() if text}
