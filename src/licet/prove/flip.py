"""The nearest change of each fact of a line that turns its answer, proved nearest; or that nothing of a fact turns it.

Moved are figures, days and what can be said of the item and the papers. Never moved is who takes part, where, under which parent and
for what: another party is another transaction, no distance. A change of one fact says nothing of whether it can be made.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from licet.backends.scalar import Row, Value
from licet.base.dates import BEGINNING, NEVER, day_of
from licet.base.errors import Bug, GaveUp
from licet.decide.determine import Question
from licet.decide.engine import Engine
from licet.decide.flip import ALWAYS_MOVED, DATE, LEAST, STAY, Line, filled_from_chip
from licet.facts.intake import Admitted
from licet.facts.values import show_value
from licet.facts.vocabulary import FactSpec, stored_columns, vocabulary
from licet.prove.line import Told, heads
from licet.prove.logic import FALSE, TRUE, Term, can, negated, solver
from licet.prove.solver import Law, bounds
from licet.prove.witness import value_in

KINDS_MOVED = ("quantity", "ratio", "date", "truth", "choice")
NEVER_MOVED = (*STAY, "end use")
"""Groups of facts that say who takes part and for what."""
SAYS_WHO_OR_WHAT_FOR = frozenset((
    "action", "destination_region", "end_use", "item_kind", "base_eccn", "acm_purpose", "temporary_purpose", "gov_for_us_government",
    "intermediate_role", "exporter_role", "packaged_by", "hbm_bought_by_designer", "tw_shtc_listed", "tariff_end_use", "veu_use",
    "facility_advanced_node", "transistors_attested_by", "contains_us_plant_ic",
))  # fmt: skip
"""Facts of other groups that say as much: another act, purpose, maker or description is another transaction too."""
TAKEN_AS_DONE = "taken as done where nothing is said"


@dataclass(frozen=True)
class Turn:
    """A value that turns the answer: what the answer becomes, and the paragraphs that come out otherwise there."""

    to: str
    outcome: str
    via: str
    parted_by: tuple[str, ...]


@dataclass(frozen=True)
class FactTurns:
    """What of one fact turns the answer.

    Attributes:
        by: who chose the value, where nobody stated it.
        turns: of a figure or a day the nearest below and above; of the rest every value that turns it.
        is_proved: that no nearer value, no other value turns it; else the solver gave up before that.
    """

    fact: str
    now: str
    by: str
    turns: tuple[Turn, ...]
    is_proved: bool


class Flips:
    """One line's answer, and what turns it.

    Args:
        seconds: after so many the solver gives up a question.
    """

    def __init__(self, engine: Engine, admitted: Admitted, question: Question, seconds: int) -> None:
        self.told, self.seconds = Told(engine, admitted, question), seconds
        self.admitted, self.question, self.day = admitted, question, question.as_of
        self.now = self.told.answer(self.told.row({}), self.day)

    def facts(self) -> Iterator[FactTurns]:
        """Each fact that may be moved, each when it is done; the day last."""
        for spec, now, by in movable(self.admitted):
            if spec.name != DATE or self.admitted.values[DATE] != self.day:
                yield self._fact(spec, now, by)
        yield self._days()

    def _fact(self, spec: FactSpec, now: Value, by: str) -> FactTurns:
        """The turns of one fact."""
        columns = [column for column in stored_columns(spec) if not column.endswith(":bottom")]
        law = self.told.law(columns)
        other = self._other(law)
        turns: list[Turn] = []
        is_proved = True
        if other is not FALSE:
            cell = law.world.stated[columns[0]]
            question = _Asked(law, [cell.known, other], self.seconds)
            find = self._nearest if isinstance(now, int) and not isinstance(now, bool) else self._each
            try:
                for value, beside in find(question, columns[0], spec, now):
                    turns.append(self._turn(spec, columns[0], value, beside))
            except GaveUp:
                is_proved = False
        return FactTurns(spec.name, show_value(spec, now), by, tuple(turns), is_proved)

    def _other(self, law: Law) -> Term:
        """The formula that the answer is another."""
        return negated(heads(law).get(self.now, FALSE))

    def _nearest(self, asked: _Asked, column: str, spec: FactSpec, now: Value) -> Iterator[tuple[Value, Value]]:
        """The nearest value on each side, and the one before it."""
        assert isinstance(now, int)
        low, high = bounds(column)
        ends = [max(low, LEAST.get(spec.name, low))] if now >= NEVER and spec.kind == "date" else [max(low, LEAST.get(spec.name, low)), high]
        for end in ends:
            found = asked.nearest(column, now, end)
            if found is not None:
                yield found, now if now >= NEVER and spec.kind == "date" else found + (1 if found < now else -1)

    def _each(self, asked: _Asked, column: str, spec: FactSpec, now: Value) -> Iterator[tuple[Value, Value]]:
        """Every value that turns the answer."""
        while (value := asked.another(column)) is not None:
            yield value, now

    def _turn(self, spec: FactSpec, column: str, value: Value, beside: Value) -> Turn:
        """A value that the solver found, answered by the engine.

        Raises:
            Bug: LIC-B003 where the two differ.
        """
        row = self.told.row({column: value})
        outcome, via = self.told.answer(row, self.day)
        if (outcome, via) == self.now:
            raise Bug("LIC-B003", f"The solver takes {spec.name} {value!r} for a turn, and the engine answers as before.")
        return Turn(show_value(spec, value), outcome, via, self.told.parted_by((self.told.row({column: beside}), self.day), (row, self.day)))

    # Days

    def _days(self) -> FactTurns:
        """The nearest day before and after with another answer; the line's own date goes along where the question follows it."""
        follows = self.admitted.values.get(DATE) == self.day
        turns, is_proved = [], True
        for after in (False, True):
            try:
                found = self._day(after, follows)
            except GaveUp:
                is_proved = False
                continue
            if found is not None:
                turns.append(found)
        by = next((entry.by for entry in self.admitted.assumed if entry.fact == DATE), "")
        return FactTurns(DATE if follows else "as_of", day_of(self.day).isoformat(), by, tuple(turns), is_proved)

    def _day(self, after: bool, follows: bool) -> Turn | None:
        line = Line(self.told.engine, self.admitted.values, self.question)
        for first, last in _stretches(self.told.engine, self.day, after):
            edge = first if after else last
            law = self.told.law((DATE,) if follows else (), edge)
            if line.answer(self._on(edge, follows), edge) is None:
                return None  # law that was not read, the whole day
            other = self._other(law)
            if other is FALSE:
                continue
            day = edge if other is TRUE else None
            if day is None:
                cell = law.world.stated[DATE]
                found = _Asked(law, [cell.known, other], self.seconds).nearest(DATE, edge + (-1 if after else 1), last if after else first)
                day = found
            if day is not None:
                row, before = self._on(day, follows), day + (-1 if after else 1)
                answer = line.answer(row, day)
                if answer is None or answer == self.now:
                    raise Bug("LIC-B003", f"The solver takes {day_of(day)} for a turn, and the engine answers as before.")
                return Turn(day_of(day).isoformat(), *answer, self.told.parted_by((self._on(before, follows), before), (row, day)))
        return None

    def _on(self, day: int, follows: bool) -> Row:
        return self.told.row({DATE: day} if follows else {})


class _Asked:
    """Questions about one open fact."""

    def __init__(self, law: Law, rules: list[Term], seconds: int) -> None:
        self.world, self.seconds = law.world, seconds
        self.solver = solver(seconds)
        self.solver.add(*law.world.rules, *rules)

    def can(self, *more: Term) -> bool:
        return can(self.solver, self.seconds, *more)

    def nearest(self, column: str, start: int, end: int) -> int | None:
        """The value nearest to `start` on the way to `end`, by halving, each half proved; None where it is proved that there is none."""
        term: Term = self.world.stated[column].value
        down = end < start
        if start == end or not self.can(term < start if down else term > start, term >= end if down else term <= end):
            return None
        shut, found = start, self._value(column)
        while abs(found - shut) > 1:
            middle = (shut + found) // 2
            if self.can(term < shut if down else term > shut, term >= middle if down else term <= middle):
                found = self._value(column)
            else:
                shut = middle
        return found

    def another(self, column: str) -> Value:
        """A value that was not given out before; None where it is proved that there is none."""
        if not self.can():
            return None
        model, term = self.solver.model(), self.world.stated[column].value
        value = value_in(self.world, model, column)
        self.solver.add(term != model.eval(term, model_completion=True))
        return value

    def _value(self, column: str) -> int:
        value = value_in(self.world, self.solver.model(), column)
        assert isinstance(value, int)
        return value


def movable(admitted: Admitted) -> Iterator[tuple[FactSpec, Value, str]]:
    """Facts that may be moved, with their stored value and who chose it; a named chip's own figures stay."""
    chosen = {entry.fact: entry.by for entry in admitted.assumed}
    of_the_chip = filled_from_chip(admitted)
    for spec in vocabulary().values():
        if spec.kind not in KINDS_MOVED or spec.derived or spec.group in NEVER_MOVED or spec.name in SAYS_WHO_OR_WHAT_FOR:
            continue
        value = admitted.values.get(stored_columns(spec)[0])
        if value is None and spec.duty:
            yield spec, True, TAKEN_AS_DONE
        elif value is not None and (spec.name not in of_the_chip or spec.name in ALWAYS_MOVED):
            yield spec, value, chosen.get(spec.name, "")


def _stretches(engine: Engine, day: int, after: bool) -> Iterator[tuple[int, int]]:
    """The stretches of days on which no law changes, from the one around a day on: the first day and the last of each."""
    edges = [BEGINNING, *engine.corpus.boundaries, NEVER]
    spans = [(first, following - 1) for first, following in pairwise(edges) if first < following]
    if after:
        yield from ((max(first, day), last) for first, last in spans if last >= day)
    else:
        yield from ((first, min(last, day)) for first, last in reversed(spans) if first <= day)
