"""One line under one question in the solver: all of it is told but the facts that are open, so a question about it is small."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from licet.backends.layers import provisions_needed
from licet.backends.scalar import Row, Value
from licet.decide.case import FREE
from licet.decide.determine import Question, headline
from licet.decide.engine import Engine
from licet.decide.parted import PARTING, parted_by
from licet.facts.intake import Admitted
from licet.facts.vocabulary import columns
from licet.language.book import Book
from licet.language.provision import CODIFIED
from licet.language.tree import Node
from licet.prove.logic import Term, every, some
from licet.prove.solver import Law, World, choices_of, is_stated, read_as
from licet.prove.texts import Texts

UNKNOWN = ("undetermined", "none")

Answer = tuple[str, str]
"""Outcome and authorization."""


class Told:
    """A line whose stated cells are told, seen from a question."""

    def __init__(self, engine: Engine, admitted: Admitted, question: Question) -> None:
        self.engine, self.question, self.values = engine, question, admitted.values
        stated = [column for column in columns() if is_stated(column)]
        told = dict.fromkeys(stated) | admitted.values
        self.told: dict[str, Value] = {**told, **read_as(engine.corpus, question.readings)}
        self._texts: dict[tuple[int, Sequence[str]], Texts] = {}

    def book(self, day: int) -> Book:
        """The book of a day in the layer that heads the answer."""
        return self.engine.book(day, self.question.known_at, self.question.layer)

    def law(self, opened: Iterable[str], day: int | None = None, asked: Sequence[str] = PARTING) -> Law:
        """The law of a line of which some columns are open.

        Args:
            day: of the law; that of the question when not said.
            asked: the chains that are asked.
        """
        book = self.book(self.question.as_of if day is None else day)
        trees: list[Node] = [book.trees[name] for name in provisions_needed(book, asked)]
        key = (self.engine.corpus.period(book.view.as_of), asked)
        opened = frozenset(opened)
        told = {column: value for column, value in self.told.items() if column not in opened}
        also = [column for column in opened if not is_stated(column)]
        world = World(trees, choices_of(self.engine.corpus), told=told, texts=self._texts.get(key), also=also)
        self._texts[key] = world.texts
        return Law(world, book, asked)

    def row(self, changed: Mapping[str, Value]) -> Row:
        """The finished row with some stated values replaced."""
        return self.engine.row({**self.values, **changed}, self.question.readings)

    def answer(self, row: Row, day: int) -> Answer:
        """What the engine answers at the head."""
        return headline(self.engine, self.engine.codes(row, day, self.question.known_at), self.question.layer)[:2]

    def parted_by(self, before: tuple[Row, int], after: tuple[Row, int]) -> tuple[str, ...]:
        """The paragraphs that part two rows, each on its day."""
        return parted_by(self.engine, self.question, before, after)


def heads(law: Law) -> dict[Answer, Term]:
    """When each answer stands at the head: in the enforced layer a letter turns a free way into a license, or leaves it open."""
    terms: dict[Answer, list[Term]] = {}
    is_lettered = law.book.view.layer != CODIFIED
    bound, free_of = (law.comes_out("informed", outcome) for outcome in ("license_required", "none"))
    for answer, term in _outcomes(law):
        if not is_lettered or answer[0] not in FREE:
            terms.setdefault(answer, []).append(term)
            continue
        terms.setdefault(answer, []).append(every(term, free_of))
        terms.setdefault(("license_required", "none"), []).append(every(term, bound))
        terms.setdefault(UNKNOWN, []).append(every(term, law.comes_out("informed", "undetermined")))
    return {answer: some(*found) for answer, found in terms.items()}


def _outcomes(law: Law) -> Iterator[tuple[Answer, Term]]:
    chain = law.book.chains["outcome"]
    for code, term in law.codes["outcome"].items():
        step = chain.step(code)
        yield (UNKNOWN if code < 0 else (step.outcome, step.via or "none")), term
