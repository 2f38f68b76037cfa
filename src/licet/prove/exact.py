"""Which of the missing facts can still change the answer, and how few of them settle it.

What licet lists as missing is what the law stopped at: Kleene's logic asks for a fact also where every value of it leads to the same
end. Here two lines are compared that differ in one fact alone, whatever else is said of the other blanks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import z3

from licet.decide.determination import Need
from licet.decide.determine import Question
from licet.decide.engine import CHAINS, INFORMED, OUTCOME, REVIEW, Engine
from licet.facts.intake import READ_OFF, Admitted, admit
from licet.facts.vocabulary import columns, optional_role, stored_columns, vocabulary
from licet.prove.line import UNKNOWN, Answer, Told, heads
from licet.prove.logic import FALSE, TRUE, Term, every, negated, solver, some
from licet.prove.solver import Law, is_stated
from licet.prove.witness import facts_of

ASKED = (CHAINS[OUTCOME], CHAINS[REVIEW], CHAINS[INFORMED])
CHIP = "chip"
LEFT_BLANK = ("line_id", CHIP, "date", "intermediate_role", "end_user_same")
"""Names, and what a role turns on."""
FILLED_FROM = {"exporter_name": ("addressee",)} | {
    text: tuple(column for column, source in READ_OFF.items() if source == text) for text in set(READ_OFF.values())
}
"""What intake reads off a stated text."""
FEW = 12
"""Beyond so many facts it is not asked whether fewer would do."""


@dataclass(frozen=True)
class Way:
    """An answer, and facts that settle it as that, with values for which they do.

    Attributes:
        is_fewest: that it is proved that no fewer facts do.
    """

    outcome: str
    via: str
    facts: Mapping[str, str]
    is_fewest: bool


@dataclass(frozen=True)
class ExactNeeds:
    """What is missing, exactly.

    Attributes:
        needs: what can still change the answer at the head: a part of what was asked before.
        idle: facts that were asked for and, it is proved, cannot.
        open: facts of which the solver gave up, so they stay among `needs`.
        possible: the answers that can still come out; one alone is settled, whatever is said.
        is_whole: that it is proved that no other answer can.
        ways: for each answer, facts that settle it.
    """

    needs: tuple[Need, ...]
    idle: tuple[str, ...]
    open: tuple[str, ...]
    possible: tuple[Answer, ...]
    is_whole: bool
    ways: tuple[Way, ...]


class Exact:
    """The blanks of one line, all open at once.

    Args:
        seconds: after so many the solver gives up a question.
    """

    def __init__(self, engine: Engine, admitted: Admitted, question: Question, needs: Sequence[Need], seconds: int) -> None:
        self.told, self.seconds, self.asked = Told(engine, admitted, question), seconds, needs
        named = {need.name for need in needs if need.kind == "fact"}
        self.blank = [name for name in _blank(self.told) if name in named or _may_be_stated(self.told, name)]
        self.law = self.told.law([column for name in self.blank for column in columns_of(name)], asked=ASKED)
        self.heads, self.reviews = heads(self.law), _reviews(self.law)
        world = self.law.world
        self.known = {name: every(*(world.stated[column].known for column in columns_of(name))) for name in self.blank}
        self.solver = solver(seconds)
        self.solver.add(*world.rules)

    def found(self) -> ExactNeeds:
        """Everything, worked out."""
        judged = {need.name: self._matters(need.name) for need in self.asked if need.kind == "fact" and need.name in self.known}
        needs = tuple(need for need in self.asked if need.kind != "fact" or judged.get(need.name) is not False)
        idle, still = ([name for name, found in judged.items() if found is value] for value in (False, None))
        possible, is_whole = self._possible()
        ways = tuple(way for answer in possible if answer != UNKNOWN and (way := self._way(answer)))
        return ExactNeeds(needs, tuple(idle), tuple(still), possible, is_whole, ways)

    def _matters(self, name: str) -> bool | None:
        """Whether two lines that differ in one fact alone are answered differently; None where the solver gives up."""
        moved = _Moved(self.law, columns_of(name))
        parted = [self._parted(labels, moved, name) for labels in (self.heads, self.reviews)]
        if all(term is FALSE for term in parted):
            return False
        self.solver.push()
        self.solver.add(*moved.rules, self.known[name], moved.of(self.known[name]), some(*parted))
        result = self.solver.check()
        self.solver.pop()
        return None if result == z3.unknown else bool(result == z3.sat)

    def _parted(self, labels: Mapping[Answer, Term], moved: _Moved, name: str) -> Term:
        """Two labels, both known; or, where everything else is said, one of them may be unknown: then it is law that was not read."""
        beside = {label: moved.of(term) for label, term in labels.items()}
        unknown = some(labels.get(UNKNOWN, FALSE), beside.get(UNKNOWN, FALSE))
        all_said = every(*(known for other, known in self.known.items() if other != name))
        differ = some(*(every(term, negated(beside[label])) for label, term in labels.items() if beside[label] is not term))
        return every(differ, some(negated(unknown), all_said))

    def _possible(self) -> tuple[tuple[Answer, ...], bool]:
        """The answers that can come out; an unknown one only where everything is said."""
        found, is_whole = [], True
        for answer, term in self.heads.items():
            result = self.solver.check(term, every(*self.known.values()) if answer == UNKNOWN else TRUE)
            if result == z3.sat:
                found.append(answer)
            is_whole = is_whole and result != z3.unknown
        return tuple(found), is_whole

    def _way(self, answer: Answer) -> Way | None:
        """Few facts for which the answer is so, all else blank, as the engine confirms."""
        blank = {name: negated(known) for name, known in self.known.items()}
        rest, names = dict(blank), {term.sexpr(): name for name, term in blank.items()}
        self.solver.push()
        try:
            self.solver.add(self.heads[answer], *(_whole_or_blank(self.law, name) for name in self.blank), *self._nameless())
            while (result := self.solver.check(*rest.values())) == z3.unsat and (core := self.solver.unsat_core()):
                for term in core:
                    rest.pop(names[term.sexpr()])
            if result != z3.sat:
                return None
            way, is_fewest = self._confirmed(answer), False
            while way is not None and not is_fewest and len(way.facts) <= FEW:
                self.solver.add(z3.AtMost(*self.known.values(), len(way.facts) - 1))
                result = self.solver.check()
                is_fewest = result == z3.unsat
                fewer = self._confirmed(answer) if result == z3.sat else None
                if fewer is None:
                    break
                way = fewer
            return None if way is None else Way(*answer, way.facts, is_fewest)
        finally:
            self.solver.pop()

    def _nameless(self) -> list[Term]:
        """No chip is named: the name would bring figures of which the solver does not know."""
        return [negated(self.known[CHIP])] if CHIP in self.known else []

    def _confirmed(self, answer: Answer) -> Way | None:
        """The facts of the solver's model, where the engine answers a line with them so."""
        told = facts_of(self.law.world, self.solver.model())
        facts = {name: text for name, text in told.items() if name in self.known}
        admitted = admit(facts, {})
        if admitted.complaints:
            return None
        row = self.told.row(admitted.values)
        return Way(*answer, facts, False) if self.told.answer(row, self.told.question.as_of) == answer else None


class _Moved:
    """The same formulas of a line that differs in some columns: their names are others, and those of products with them."""

    def __init__(self, law: Law, opened: Iterable[str]) -> None:
        cells = [law.world.stated[column] for column in opened]
        self.pairs = [pair for cell in cells for pair in _renamed(cell.known, cell.value)]
        for left, right, result in law.world.products:
            if any(self.of(side) is not side for side in (left, right) if not isinstance(side, int)):
                self.pairs += _renamed(result)
        self.rules = [self.of(rule) for rule in law.world.rules]

    def of(self, term: Term) -> Term:
        """A formula of the other line; the same one where it does not speak of what differs."""
        if term is TRUE or term is FALSE:
            return term
        other = z3.substitute(term, *self.pairs)
        return term if other.eq(term) else other


def _renamed(*terms: Term) -> list[tuple[Term, Term]]:
    return [(term, z3.Const(f"{term.decl().name()} moved", term.sort())) for term in terms if z3.is_const(term) and not z3.is_true(term)]


def _whole_or_blank(law: Law, name: str) -> Term:
    """Everything that intake fills from one text is there, or nothing of it."""
    first, *others = (law.world.stated[column].known for column in columns_of(name))
    return every(*(first == other for other in others)) if others else TRUE


def _reviews(law: Law) -> dict[Answer, Term]:
    """When each review comes out."""
    chain, terms = law.book.chains["review"], dict[Answer, list[Term]]()
    for code, term in law.codes["review"].items():
        outcome = "undetermined" if code < 0 else chain.step(code).outcome
        terms.setdefault((outcome, "none"), []).append(term)
    return {label: some(*found) for label, found in terms.items()}


def columns_of(name: str) -> tuple[str, ...]:
    """The columns of a fact, with those that intake fills from it."""
    return (*stored_columns(vocabulary()[name]), *FILLED_FROM.get(name, ()))


def _blank(told: Told) -> Iterator[str]:
    """Facts that are neither stated nor filled by the door."""
    row = told.row({})
    for name, spec in vocabulary().items():
        if not spec.derived and all(row[told.engine.where[column]] is None for column in stored_columns(spec)):
            yield name


def _may_be_stated(told: Told, name: str) -> bool:
    """Whether a blank is one that somebody may yet fill: a role of which nothing is said is the consignee, a duty is taken as done."""
    spec, role = vocabulary()[name], optional_role(name)
    if spec.group == "rates" or name in LEFT_BLANK:
        return False
    return not role or any(told.told.get(column) is not None for column in columns() if is_stated(column) and optional_role(column) == role)
