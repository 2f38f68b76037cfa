"""Theorems about one book: what its law says of every transaction that can be stated, proved or refuted with one that breaks it.

Most follow from the shape of the law alone; the claims of a corpus, in its `claims.toml`, are what its readers expect of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, cast

import z3

from licet.backends.scalar import Value
from licet.base.dates import day_number
from licet.base.errors import LawError
from licet.decide.engine import Engine
from licet.language.book import Book
from licet.language.table import read_toml
from licet.prove.gaps import Gap, gaps
from licet.prove.logic import FALSE, SECONDS, Term, negated, some
from licet.prove.solver import Law, Terms, Truth, World, asked_of, choices_of, held, read_as, taken
from licet.prove.witness import Search, Witness

PROVED, REFUTED, FOUND, NONE, OPEN = "proved", "refuted", "found", "none", "open"
FREE = ("not_subject", "no_license_required", "license_exception", "authorized")


@dataclass(frozen=True)
class Claim:
    """What a corpus says must hold of every transaction."""

    id: str
    says: str
    cite: str
    given: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    via: tuple[str, ...] = ()
    more: str = ""
    since: int | None = None
    refuted_in: tuple[str, ...] = ()
    refuted_since: int | None = None
    """Where, and since when, the text itself breaks the claim."""
    why: str = ""


@dataclass(frozen=True)
class Theorem:
    """One theorem about one book and how it came out.

    Attributes:
        result: `proved`, or `refuted` with a transaction that breaks it; where something was asked for, `found` with the transaction
            that shows it, or `none`, which is proved; `open`, where the solver gave up or what it found did not stand the test.
        expected: what the corpus says of it, where a refutation is the law's own doing.
    """

    id: str
    says: str
    cite: str
    result: str
    witness: Witness | None
    expected: tuple[str, ...] = (PROVED, FOUND, NONE)
    why: str = ""

    @property
    def is_as_expected(self) -> bool:
        """Whether nobody need look at it."""
        return self.result in self.expected


def claims(folder: Path) -> tuple[Claim, ...]:
    """The claims of a corpus.

    Raises:
        LawError: LIC-T002 for a claim that cannot be read.
    """
    file = folder / "claims.toml"
    if not file.exists():
        return ()
    found = []
    for row in read_toml(file).get("claim", ()):
        try:
            found.append(Claim(**{key: _value(value) for key, value in row.items()}))
        except TypeError as error:
            raise LawError("LIC-T002", f"The claim {row.get('id', '?')} cannot be read: {error}.", where=str(file)) from None
    return tuple(found)


def _value(value: Any) -> Any:
    return day_number(value) if isinstance(value, date) else tuple(value) if isinstance(value, list) else value


class Prover:
    """One book under one choice of readings, and everything that can be asked of it."""

    def __init__(self, engine: Engine, book: Book, day: int, readings: Mapping[str, str], seconds: int = SECONDS) -> None:
        self.engine = engine
        self.seconds = seconds
        self.book = book
        self.day = day
        self.told: dict[str, Value] = {**read_as(engine.corpus, readings), "date": day}
        self.world = World(book.trees.values(), choices_of(engine.corpus), told=self.told)
        self.law = Law(self.world, book)
        self.search = Search(engine, self.world, book, day, [self.law.comes_out("informed", "none"), taken(self.world)], seconds)

    def beside(self, moved: Iterable[str]) -> Law:
        """The same law of a line that may differ in some stated columns."""
        world = World(self.book.trees.values(), self.world.choices, frozenset(moved), self.told, self.world.texts)
        return Law(world, self.book)

    def gaps(self) -> list[Gap]:
        """The datacenter circuits that meet no paragraph of 3A090."""
        free: Mapping[str, Sequence[str]] = {"tpp": (), "applicable_die_area_mm2": ()}
        told = {**held({"item_kind": "ic", "datacenter": "yes"}, free, self.day), **self.told}
        world = World(self.book.trees.values(), self.world.choices, told=told, texts=self.world.texts)
        return gaps(Law(world, self.book, ("paragraph",)), list(asked_of(world, free)))

    def theorems(self, of_the_corpus: Sequence[Claim]) -> Iterator[Theorem]:
        """Every theorem, each when it is done."""
        yield from self._reachable()
        yield from self._not_wider()
        yield from self._overlaps()
        for claim in of_the_corpus:
            if claim.since is None or claim.since <= self.day:
                yield replace(self._claim(claim), expected=(self._expected(claim),), why=claim.why)

    def _expected(self, claim: Claim) -> str:
        is_broken = claim.refuted_since is not None and claim.refuted_since <= self.day
        return REFUTED if is_broken and self.book.view.layer in claim.refuted_in else PROVED

    def shown(
        self, id: str, says: str, cite: str, rules: Sequence[Term], agrees: Callable[..., bool], *, exists: bool = False,
        beside: World | None = None, expected: tuple[str, ...] = (PROVED, FOUND, NONE), why: str = "",
    ) -> Theorem:  # fmt: skip
        """Look for a transaction that meets the rules: one breaks the theorem, or shows it where something `exists`."""
        found = self.search.find(rules, agrees, beside)
        if found is None:
            result = OPEN
            why = f"Unknown after {self.seconds} s." if self.search.gave_up else "The engine answers otherwise what the solver found."
        elif exists:
            result = FOUND if found else NONE
        else:
            result = REFUTED if found else PROVED
        return Theorem(id, says, cite, result, found if isinstance(found, Witness) else None, expected, why)

    def _ways(self) -> Iterator[tuple[int, str, str, str]]:
        """Each way out of the license requirement: code, provision, name, citation."""
        for code, step in enumerate(self.book.chains["outcome"].steps):
            lifts = step.outcome not in ("not_subject", "undetermined") and step.via != "NLR"
            if step.alternative and lifts and self.book.in_force(step.provision):
                yield code, step.provision, step.via, self.book.versions[step.provision].cite

    def _reachable(self) -> Iterator[Theorem]:
        for code, provision, via, cite in self._ways():
            term = self.law.codes["outcome"].get(code, FALSE)
            says = f"Some transaction goes under {via} ({provision})."
            yield self.shown(f"reachable:{provision}", says, cite, [term], lambda found, via=via: found.via == via, exists=True)

    def _not_wider(self) -> Iterator[Theorem]:
        required = self.law.truth("license_required")
        for code, provision, via, cite in self._ways():
            term = z3.And(self.law.codes["outcome"].get(code, FALSE), required.no)
            says = f"{via} ({provision}) lifts only what was required."
            yield self.shown(f"not-wider:{provision}", says, cite, [term], lambda found, via=via: found.via == via)

    def _overlaps(self) -> Iterator[Theorem]:
        """Pairs of paragraphs that meet on one item: there the order of the chain decides."""
        none = self.book.chains["paragraph"].default.outcome
        steps = [s for s in self.book.chains["paragraph"].steps if self.book.in_force(s.provision) and s.outcome != none]
        for place, first in enumerate(steps):
            for second in steps[place + 1 :]:
                both = [self.law.truth(first.provision).yes, self.law.truth(second.provision).yes]
                says = f"{first.outcome} and {second.outcome} meet on one item, where {first.outcome} decides."
                cite = self.book.versions[first.provision].cite
                yield self.shown(f"overlap:{first.provision}:{second.provision}", says, cite, both, lambda _: True, exists=True)

    def _claim(self, claim: Claim) -> Theorem:
        given = [self._holds(name) for name in claim.given]
        if claim.more:
            return self._monotone(claim, given)
        broken = [self.law.comes_out("outcome", *claim.never)] if claim.never else []
        if claim.via:
            broken.append(some(*(self.law.codes["outcome"][code] for code, _, via, _ in self._ways() if via not in claim.via)))
        return self.shown(
            claim.id, claim.says, claim.cite, [*given, *broken],
            lambda found: (not claim.never or found.outcome in claim.never) and (not claim.via or found.via not in (*claim.via, "none")),
        )  # fmt: skip

    def _monotone(self, claim: Claim, given: Sequence[Term]) -> Theorem:
        """Two transactions that differ in one quantity: the one with more of it free, the one with less of it not."""
        freer = self.beside({claim.more})
        moved = freer.world
        less, more = self.world.stated[claim.more], moved.stated[claim.more]
        assert less.value is not None and more.value is not None
        rules = [
            *moved.rules, *growing(self.world, moved), less.known, more.known, more.value > less.value,
            self.law.comes_out("outcome", "license_required", "prohibited"), freer.comes_out("outcome", *FREE),
        ]  # fmt: skip
        return self.shown(
            claim.id, claim.says, claim.cite, [*given, *rules],
            lambda found, other: found.outcome not in FREE and other.outcome in FREE, beside=moved,
        )  # fmt: skip

    def _holds(self, words: str) -> Term:
        """A provision, a truth value of the vocabulary, `fact=value`, or behind `not` the opposite of one; `no fact`: it is not stated.

        Raises:
            LawError: LIC-T001 for a name that is none.
        """
        if words.startswith("no ") and words.removeprefix("no ") in self.world.stated:
            return negated(self.world.stated[words.removeprefix("no ")].known)
        name, _, value = words.removeprefix("not ").partition("=")
        if value and name in self.world.cells:
            truth = cast(Truth, Terms(self.world, {}).member(name, frozenset({value})))
        elif name in self.engine.corpus.provisions:
            truth = self.law.truth(name)
        elif name in self.world.cells:
            truth = self.world.truth(name)
        else:
            raise LawError("LIC-T001", f"There is no provision and no fact named {name!r}.", where="claims.toml")
        return truth.no if words.startswith("not ") else truth.yes


def growing(less: World, more: World) -> Iterator[Term]:
    """A product grows with its factors: the solver knows of products only what is linear."""
    for (left, right, result), (left_more, right_more, result_more) in zip(less.products, more.products, strict=True):
        yield z3.Implies(z3.And(left <= left_more, right <= right_more), result <= result_more)
        yield z3.Implies(z3.And(left == left_more, right == right_more), result == result_more)
