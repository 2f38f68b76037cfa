"""The cases replayed quickly on a changed corpus: leaf by leaf, only what a case states, only the cases that a change
can concern.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache, cached_property

from cases import LegalCase, cases, is_meant
from mutants import HONG_KONG, Mutant

from licet.backends.scalar import Row
from licet.decide.case import FREE
from licet.decide.determine import Question
from licet.decide.engine import Engine
from licet.decide.evaluate import Evaluation
from licet.decide.papers import charges_held, due_day, duties_held, rate_of
from licet.decide.settings import engine, place_in_time, read_settings
from licet.facts.intake import admit
from licet.language.book import Book, Corpus, View, _bound, active_version
from licet.language.chain import Chain
from licet.language.papers import Duty
from licet.language.provision import CODIFIED, LAYERS
from licet.language.tree import And, Const, Hole
from licet.law import HOME

Observed = tuple[object, ...]


def code_of(evaluation: Evaluation, chain: Chain) -> int:
    """What `Chain.code` says, asking no more provisions than it takes."""
    for alternative, indices in chain.parts():
        unknown = None
        for index in indices:
            value = evaluation.value(chain.steps[index].provision)
            if value is True:
                return index
            if value is None and not alternative:
                return ~index
            if value is None and unknown is None:
                unknown = ~index
        if unknown is not None:
            return unknown
    return len(chain.steps)


@dataclass(frozen=True)
class Patch:
    """Books of a changed corpus, made from those of the law: where the words of a few provisions changed and no day did, only these
    are bound anew.
    """

    law: Corpus
    changed: Corpus
    names: frozenset[str]
    _books: dict[View, Book] = field(default_factory=dict, repr=False)

    def book(self, view: View) -> Book:
        if view not in self._books:
            self._books[view] = self._patched(view)
        return self._books[view]

    def _patched(self, view: View) -> Book:
        base = self.law.book(view)
        trees = dict(base.trees)
        for name in base.trees:
            if name in self.names:
                version = active_version(self.changed.provisions[name], view, self.changed)
                assert version is not None
                doubt = self.changed.doubt(version.by, view)
                tree = _bound(And((Hole(doubt), version.tree)) if doubt else version.tree, self.changed, view, trees)
                if isinstance(tree, Const) or isinstance(trees[name], Const):
                    return self.changed.book(view)  # others have taken its value into themselves
                trees[name] = tree
        return Book(self.changed, view, base.versions, trees)


class Both:
    """The two layers of one row, asked lazily."""

    def __init__(self, corpus: Corpus, row: Row, question: Question, where: dict[str, int], patch: Patch | None = None) -> None:
        self.corpus = corpus
        self.row = row
        self.day = question.as_of
        views = {layer: View(corpus.period(question.as_of), question.known_at, layer) for layer in LAYERS}
        books = {layer: patch.book(view) if patch else corpus.book(view) for layer, view in views.items()}
        self.layers = {layer: Evaluation(book, row, where) for layer, book in books.items()}
        self._codes: dict[tuple[str, str], int] = {}

    def code(self, layer: str, chain: str) -> int:
        key = (layer, chain)
        if key not in self._codes:
            self._codes[key] = code_of(self.layers[layer], self.corpus.chains[chain])
        return self._codes[key]

    def step(self, layer: str, chain: str) -> tuple[str, str]:
        """Outcome and via; an unknown stop is undetermined."""
        code = self.code(layer, chain)
        found = self.corpus.chains[chain].step(code)
        return (found.outcome, found.via) if code >= 0 else ("undetermined", "none")

    def counts(self, layer: str) -> tuple[str, ...]:
        outcome, review = (self.corpus.chains[name].step(self.code(layer, name)) for name in ("outcome", "review"))
        if outcome.counts:
            return outcome.counts
        is_licensed = outcome.outcome == "license_required" or outcome.via == "LICENSE"
        return review.counts if is_licensed and self.code(layer, "review") >= 0 else ()

    def duties(self, layer: str) -> tuple[tuple[Duty, bool], ...]:
        outcome, via = self.step(layer, "outcome")
        letter = self.step(layer, "informed")[0]
        if layer != CODIFIED and outcome in FREE and letter != "none":
            outcome, via = letter, "none"
        return tuple(duties_held(self.layers[layer], outcome, via, self.day))

    def charges(self) -> tuple[tuple[str, bool | None, object], ...]:
        held = charges_held(self.layers[CODIFIED], self.day)
        return tuple((charge.what, applies, rate_of(self.corpus, charge, self.day)) for charge, applies in held)


@dataclass(frozen=True)
class Replayed:
    """A case with its finished row and what it rests on."""

    case: LegalCase
    row: Row
    question: Question
    base: Observed = field(repr=False)
    touched: frozenset[str] = field(repr=False)

    @cached_property
    def values(self) -> frozenset[object]:
        """The texts of the row, and the countries that one of them is read as."""
        texts = {value for value in self.row if isinstance(value, str)}
        return frozenset(texts | {place for place, alias in HONG_KONG.items() if alias in texts})


def _papers(case: LegalCase) -> set[str]:
    """The citations of the duties that a case speaks of."""
    return {cite for part in ("duties", "no_duties", "due_days") for cite in case.expect.get(part, ())}


def observe(case: LegalCase, both: Both) -> Iterator[object]:
    """The parts of an answer that the case states."""
    for layer, expected in case.layers().items():
        if {"outcome", "via"} & set(expected):
            yield both.step(layer, "outcome")
        if "review" in expected:
            yield both.step(layer, "review")[0]
        if "license_required" in expected:
            yield both.layers[layer].value("license_required")
        if "counts_against" in expected:
            yield both.counts(layer)
    for part in case.expect.get("classification", {}):
        if part in ("eccn", "paragraph"):
            yield both.step(CODIFIED, part)[0]
    head = case.layer
    if "head" in case.expect and head != CODIFIED and both.step(head, "outcome")[0] in FREE:
        yield both.step(head, "informed")
    for letter in both.corpus.letters:
        if letter.id in case.expect.get("informed", {}):
            yield both.layers[LAYERS[1]].value(letter.provision)
    chains = [both.corpus.chains[name] for name in ("outcome", "application") if name in both.corpus.chains]
    for step in (step for chain in chains for step in chain.steps):
        if step.via in case.expect.get("exceptions", {}):
            yield both.layers[CODIFIED].value(step.provision)
    if stated := _papers(case):
        held = [pair for layer in LAYERS for pair in both.duties(layer)]
        for wanted in sorted(stated):
            yield any(is_meant(wanted, duty.cite, duty.what) for duty, _ in held)
        for meant in case.expect.get("due_days", ()):
            rules = [duty.due for duty, _ in held if is_meant(meant, duty.cite, duty.what)]
            yield due_day(rules[0], both.row, engine(case.regime)) if rules and rules[0] else None
    if "charges" in case.expect:
        yield both.charges()


@cache
def replay(regime: str = HOME) -> tuple[Replayed, ...]:
    """Every case with its row, asked once on the law as it is."""
    found = []
    law = engine(regime)
    for case in cases(regime):
        settings = read_settings(**case.settings(), regimes=(regime,))
        admitted, question = place_in_time(admit(case.facts, settings.assume), settings)
        row = law.row(admitted.values, question.readings)
        both = Both(law.corpus, row, question, law.where)
        base = tuple(observe(case, both))
        touched = frozenset(name for evaluation in both.layers.values() for name in evaluation._values)
        found.append(Replayed(case, row, question, base, touched))
    return tuple(found)


def concerned(mutant: Mutant, known: Sequence[Replayed], law: Engine) -> list[Replayed]:
    """The cases that a mutant can reach, the likeliest first."""
    found = [
        one
        for one in known
        if (mutant.kind != "duty" or _papers(one.case))
        and (mutant.day is None or one.question.as_of == mutant.day)
        and (mutant.window is None or mutant.window.holds(one.question.as_of))
        and (not mutant.provisions or mutant.provisions & one.touched)
        and (not mutant.value or mutant.value in one.values)
    ]
    if mutant.near is not None:
        found.sort(key=lambda one: distance(one.row, mutant.near, law))
    return found


def distance(row: Row, near: tuple[str, Fraction] | None, law: Engine) -> Fraction:
    """How far a row's fact is from a limit; a blank is far away."""
    assert near is not None
    name, limit = near
    if f"{name}:top" in law.where:
        top, bottom = row[law.where[f"{name}:top"]], row[law.where[f"{name}:bottom"]]
        known = isinstance(top, int) and isinstance(bottom, int) and bottom > 0
        return abs(Fraction(top, bottom) - limit) if known else Fraction(10**12)  # type: ignore[arg-type]
    value = row[law.where[name]]
    if not isinstance(value, int):
        return Fraction(10**12)
    grain = 1 if law.corpus.grains[name].kind == "date" else law.corpus.grains[name].grain
    return abs(Fraction(value, grain) - limit)


def killer(mutant: Mutant, known: Sequence[Replayed], law: Engine) -> str:
    """The id of a case that a mutant changes, or nothing: then it survives."""
    reached = concerned(mutant, known, law)
    if not reached:
        return ""
    corpus = mutant.make()
    patch = Patch(law.corpus, corpus, mutant.provisions) if mutant.provisions or mutant.kind == "duty" else None
    for one in reached:
        both = Both(corpus, one.row, one.question, law.where, patch)
        if tuple(observe(one.case, both)) != one.base:
            return one.case.id
    return ""
