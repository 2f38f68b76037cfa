"""Where two books answer differently: conditions that together are exactly the transactions whose answer changes, with the proof
that no other changes.

A changed transaction is found; what of it makes the change is cut down until nothing can be left out; the region that remains is
put aside, and the search goes on until the solver proves that nothing is left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import z3

from licet.backends.layers import provisions_needed
from licet.facts.profiles import PROFILES
from licet.facts.vocabulary import optional_role
from licet.language.book import Book, Corpus
from licet.language.chain import Chain
from licet.language.fold import fold
from licet.language.tree import LEAVES, And, Hole, Node, Not, Or, Ref, children, refs_of
from licet.prove.logic import FALSE, SECONDS, Term, every, negated, solver, some
from licet.prove.solver import Law, Terms, Truth, World, asked_of, choices_of, held, read_as

ASKED = ("outcome", "review")
KINDS = ("ic", "computer", "memory")
FREE: Mapping[str, Sequence[str]] = {
    "destination": (), "consignee_hq": (), "quantity": (), "item_kind": (),
    "tpp": ("ic",), "applicable_die_area_mm2": ("ic",), "dram_bandwidth_gb_s": ("ic",), "us_available_since": ("ic",),
    "ic_tpp": ("computer",), "ic_applicable_die_area_mm2": ("computer",), "ic_count": ("computer",),
    "datacenter": ("ic", "computer"), "memory_bandwidth_density": ("memory",),
}  # fmt: skip
"""Facts that a region speaks of, with the kinds of items of which they are asked; what else is asked of a line is assumed, or not
stated."""

Answer = tuple[str, str, str]
"""Outcome, via, review."""


@dataclass(frozen=True)
class Condition:
    """A leaf of the law, and how it must come out."""

    leaf: Node
    holds: bool | None


@dataclass(frozen=True)
class Region:
    """Conditions under which one answer becomes another."""

    conditions: tuple[Condition, ...]
    before: Answer
    after: Answer


@dataclass(frozen=True)
class Changes:
    """All regions found. Only where `complete` is it proved that nothing else changes."""

    regions: tuple[Region, ...]
    complete: bool


class Comparison:
    """Two books over the same transactions, each seen on its own day."""

    def __init__(
        self, corpus: Corpus, books: tuple[Book, Book], days: tuple[int, int], assumed: Mapping[str, str], readings: Mapping[str, str]
    ) -> None:
        one, other = books
        free = {name: kinds for name, kinds in FREE.items() if name not in assumed}
        choices = choices_of(corpus)
        trees = [*one.trees.values(), *other.trees.values()]
        read = read_as(corpus, readings)
        first = World(trees, choices, told={**held(assumed, free, days[0]), **read})
        worlds = [first, World(trees, choices, told={**held(assumed, free, days[1]), **read}, texts=first.texts)]
        self.laws = [Law(world, book, ASKED) for world, book in zip(worlds, books, strict=True)]
        self.rules: list[Term] = [*worlds[0].rules, *worlds[1].rules, *asked_of(first, free)]
        self.rules.append(worlds[0].texts.among(worlds[0].stated["item_kind"].value, KINDS))
        steady = _steady(one, other)
        truths = {name: self.laws[0].truths[name] for name in steady}
        self.leaves: dict[tuple[Node, str], Truth] = {(Ref(name), ""): truth for name, truth in truths.items() if not truth.is_settled}
        for law in self.laws:
            for leaf in _leaves(law.book):
                truth = fold(leaf, Terms(law.world, {}))
                assert isinstance(truth, Truth)
                if not truth.is_settled:
                    self.leaves.setdefault((leaf, truth.yes.sexpr()), truth)

    def changes(self, goes_on: Callable[[], bool] = lambda: True, seconds: int = SECONDS) -> Changes:
        """The regions in which the answer is another under the second book.

        Args:
            goes_on: asked before each region; where it says no, the search ends without a proof.
            seconds: after so many the solver gives up a question.
        """
        search, judge = solver(seconds), solver(seconds)
        judge.set("core.minimize", True)
        search.add(*self.rules, self._differs())
        judge.add(*self.rules)
        regions: list[Region] = []
        found = z3.unknown
        while goes_on() and (found := search.check()) == z3.sat:
            region, cube = self._region(search.model(), judge)
            regions.append(region)
            search.add(z3.Not(cube))
        return Changes(tuple(regions), found == z3.unsat)

    def _differs(self) -> Term:
        """Some label of the first answer is not that of the second."""
        terms = []
        for name in ASKED:
            one, other = (_labelled(law, name) for law in self.laws)
            terms += [every(term, negated(other.get(label, FALSE))) for label, term in one.items()]
        return some(*terms)

    def _region(self, model: z3.ModelRef, judge: z3.Solver) -> tuple[Region, Term]:
        """What of a transaction makes its answers what they are."""
        answers: list[Answer] = []
        same: list[Term] = []
        for law in self.laws:
            labels = {name: _labelled(law, name) for name in ASKED}
            chosen = {name: next(label for label, term in labels[name].items() if z3.is_true(model.eval(term, True))) for name in ASKED}
            answers.append((chosen["outcome"][0], chosen["outcome"][1], chosen["review"][0]))
            same += [labels[name][chosen[name]] for name in ASKED]
        literals: dict[str, tuple[Condition, Term]] = {}
        for (leaf, _), truth in self.leaves.items():
            holds = True if z3.is_true(model.eval(truth.yes, True)) else False if z3.is_true(model.eval(truth.no, True)) else None
            term = truth.yes if holds else truth.no if holds is False else truth.unknown
            mark = z3.Bool(f"mark {len(literals)}")
            literals[mark.sexpr()] = (Condition(leaf, holds), term)
        judge.push()
        judge.add(z3.Not(z3.And(same)))
        judge.add(*(z3.Implies(z3.Bool(f"mark {place}"), term) for place, (_, term) in enumerate(literals.values())))
        judge.check(*(z3.Bool(f"mark {place}") for place in range(len(literals))))
        core = list(judge.unsat_core())
        for mark in list(core):
            rest = [other for other in core if other is not mark]
            if judge.check(*rest) == z3.unsat:
                core = rest
        judge.pop()
        kept = [literals[mark.sexpr()] for mark in core]
        region = Region(tuple(condition for condition, _ in kept), answers[0], answers[1])
        return region, z3.And([term for _, term in kept])


def _leaves(book: Book) -> Iterator[Node]:
    """The leaves that the answers rest on, in the order of the law."""
    for name in provisions_needed(book, ASKED):
        yield from _leaves_of(book.trees[name])


def _leaves_of(node: Node) -> Iterator[Node]:
    if isinstance(node, And | Or | Not):
        for child in children(node):
            yield from _leaves_of(child)
    elif isinstance(node, LEAVES) and not isinstance(node, Hole):
        yield node


def _steady(one: Book, other: Book) -> list[str]:
    """Provisions that mean the same in both books: words in which a change can be told."""
    steady: dict[str, bool] = {}
    for name, tree in one.trees.items():
        steady[name] = other.trees.get(name) == tree and all(steady[ref] for ref in refs_of(tree))
    answers = {step.provision for chain in ASKED for step in one.chains[chain].steps}
    needed = set(provisions_needed(one, ASKED))
    return [name for name, same in steady.items() if same and name in needed and name not in answers]


def _labelled(law: Law, name: str) -> dict[tuple[str, ...], Term]:
    """When a chain gives each label: outcome and via, or a review alone."""
    chain: Chain = law.book.chains[name]
    terms: dict[tuple[str, ...], list[Term]] = {}
    for code, term in law.codes[name].items():
        step = chain.step(code)
        label = ("undetermined", "none") if code < 0 else (step.outcome, step.via or "none")
        terms.setdefault(label if name == "outcome" else label[:1], []).append(term)
    return {label: some(*found) for label, found in terms.items()}


def assumed_for(chosen: Mapping[str, tuple[str, str]]) -> dict[str, str]:
    """What a comparison takes as given: the ordinary case, of which the user may choose otherwise; other roles are the consignee."""
    ordinary = {name: text for name, text in PROFILES["ordinary"].items() if not optional_role(name) and name not in FREE}
    return ordinary | {name: text for name, (text, _) in chosen.items()}
