"""A model of the solver as a transaction: the fewest facts that still make it, as a person would state them, and confirmed by
the engine that answers `licet check`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import z3

from licet.backends.scalar import Value
from licet.base.errors import FactError
from licet.decide.determine import headline
from licet.decide.engine import Engine
from licet.facts.intake import admit
from licet.facts.values import show_value
from licet.facts.vocabulary import vocabulary
from licet.language.book import Book
from licet.prove.logic import SECONDS, Term, negated, solver
from licet.prove.solver import World, is_stated

CATALOGUED = "chip"
"""A named chip brings figures of the catalogue, which the solver does not know: it stays unnamed wherever it can."""

TRIES = 5
"""Models that are looked at before a counterexample counts as unconfirmed."""


@dataclass(frozen=True)
class Witness:
    """A transaction in the words of `licet check`, and what the engine answers to it."""

    facts: Mapping[str, str]
    outcome: str
    via: str
    review: str
    beside: Witness | None = None
    """The other transaction, where two are compared."""


class Search:
    """Looks for transactions in a world. What one search learns serves the next."""

    def __init__(self, engine: Engine, world: World, book: Book, day: int, rules: Sequence[Term], seconds: int = SECONDS) -> None:
        self.engine = engine
        self.world = world
        self.book = book
        self.solver = solver(seconds)
        self.gave_up = False
        """Whether the last search ended because its time was over."""
        self.day = day
        self.solver.add(*world.rules, *rules)
        self.blank = {column: negated(cell.known) for column, cell in world.stated.items() if column not in world.told}
        self.products = list(world.products)

    def find(
        self, rules: Sequence[Term], agrees: Callable[..., bool], beside: World | None = None
    ) -> Witness | Literal[False] | None:
        """A transaction that meets the rules and that the engine answers as expected.

        Args:
            rules: what must hold.
            agrees: whether the engine's answer is the one the rules say; takes the answer, and the one beside it.
            beside: a world that shares most cells with this one, of which a second transaction is read.

        Returns:
            The witness; False when the solver proves that there is none; None when it gave up, or found only what the engine
            answers otherwise.
        """
        self.solver.push()
        self.gave_up = False
        self.products = [*self.world.products, *(beside.products if beside else ())]
        try:
            self.solver.add(*rules)
            for tried in range(TRIES):
                found = self.solver.check()
                self.gave_up = found == z3.unknown
                if found != z3.sat:
                    # INVARIANT: what was passed over because the engine answered otherwise is no proof that there is none.
                    return False if found == z3.unsat and not tried else None
                model = self._sparse()
                if model is None:
                    return None
                worlds = (self.world,) if beside is None else (self.world, beside)
                shown = [asked(self.engine, self.book, self.day, facts_of(world, model)) for world in worlds]
                if all(shown) and agrees(*shown):
                    return replace(shown[0], beside=shown[1] if beside else None)  # type: ignore[type-var]
                self.solver.add(self._another(model))
            return None
        finally:
            self.solver.pop()

    def _sparse(self) -> z3.ModelRef | None:
        """A model in which as little is known as can be, and in which products are products.

        Everything is held blank; what the solver says cannot be blank together is let go, until a model is there. Then each fact
        that was let go is tried blank again.
        """
        chip = self.blank.get(CATALOGUED)
        kept = [chip] if chip is not None and self.solver.check(chip) == z3.sat else []
        rest = {column: term for column, term in self.blank.items() if not (kept and column == CATALOGUED)}
        columns = {term.sexpr(): column for column, term in rest.items()}
        let_go: list[str] = []
        while self.solver.check(*kept, *rest.values()) == z3.unsat:
            core = [columns[term.sexpr()] for term in self.solver.unsat_core() if term.sexpr() in columns]
            if not core:
                return None
            for column in core:
                del rest[column]
            let_go += core
        for column in let_go:
            if self.solver.check(*kept, *rest.values(), self.blank[column]) == z3.sat:
                rest[column] = self.blank[column]
        return self._exact([*kept, *rest.values()])

    def _exact(self, rest: list[Term]) -> z3.ModelRef | None:
        """A model in which products are products: one factor of each is held, at one, else where the solver puts it."""
        if self.solver.check(*rest) != z3.sat:
            return None
        model, one = self.solver.model(), z3.IntVal(1)
        for side, value in ((1, one), (0, one), (1, None), (0, None)):
            exact: list[Term] = []
            for product in self.products:
                factor, other = product[side], product[1 - side]
                held = model.eval(factor, model_completion=True) if value is None else value
                exact += [factor == held, product[2] == held * other]
            if self.solver.check(*rest, *exact) == z3.sat:
                return self.solver.model()
        return model

    def _another(self, model: z3.ModelRef) -> Term:
        """Some known fact is another."""
        cells = [cell for column, cell in self.world.stated.items() if column not in self.world.told]
        known = [cell for cell in cells if z3.is_true(model.eval(cell.known))]
        return z3.Or([z3.Or(z3.Not(cell.known), cell.value != model.eval(cell.value, model_completion=True)) for cell in known])


def value_in(world: World, model: z3.ModelRef, column: str) -> Value:
    """What a model puts into a stated column; None where it is blank."""
    if column in world.told:
        return world.told[column]
    cell = world.stated[column]
    if not z3.is_true(model.eval(cell.known, model_completion=True)):
        return None
    value = model.eval(cell.value, model_completion=True)
    if z3.is_bool(value):
        return bool(z3.is_true(value))
    return world.texts.example(column, value.as_long()) if z3.is_bv(value) else int(value.as_long())


def facts_of(world: World, model: z3.ModelRef) -> dict[str, str]:
    """The stated facts of a model, as a person would write them."""
    facts: dict[str, str] = {}
    sets: dict[str, list[str]] = {}
    for column in world.stated:
        if column.startswith("reading:") or not is_stated(column):
            continue
        value = value_in(world, model, column)
        if value is None:
            continue
        name, _, member = column.partition(":")
        spec = vocabulary()[name]
        if spec.kind == "set":
            sets.setdefault(name, []).extend([member] if value else [])
        elif spec.kind == "ratio":
            if member == "top":
                facts[name] = show_value(spec, value)
        elif isinstance(value, bool):
            facts[name] = "yes" if value else "no"
        else:
            # The addressee of a letter is read off the exporter's name.
            facts["exporter_name" if name == "addressee" else name] = value if isinstance(value, str) else show_value(spec, value)
    return facts | {name: "|".join(members) or "none" for name, members in sets.items()}


def asked(engine: Engine, book: Book, day: int, facts: Mapping[str, str]) -> Witness | None:
    """What the engine answers to a transaction in the layer of a book; None where the door refuses it."""
    try:
        admitted = admit(facts, {})
    except FactError:
        return None
    if admitted.complaints:
        return None
    view = book.view
    codes = engine.codes(engine.row(admitted.values, {}), day, view.known_at)
    return Witness(facts, *headline(engine, codes, view.layer))
