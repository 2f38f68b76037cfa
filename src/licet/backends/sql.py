"""SQL text made from bound trees, one text for DuckDB, PostgreSQL and Spark.

Every operation stands in brackets, names are plain, days are day numbers. Nothing is left to an engine's own idea of precedence
or of quotes. The columns are kept in a `Sheet`; what does not depend on the row is worked out here.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from licet.backends.sheet import BLANK, Known, Piece, Sheet, Term, Value, term
from licet.base.errors import Bug
from licet.facts.derive import formulas, layout
from licet.language.book import Corpus, View
from licet.language.chain import Chain
from licet.language.fold import fold
from licet.language.tree import Node

SIGNS = {"<": "<", "<=": "<=", ">": ">", ">=": ">=", "==": "=", "!=": "<>"}
OPERATIONS: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "==": operator.eq, "!=": operator.ne,
}  # fmt: skip
FEW = 7
"""Sets of so many texts are compared one by one; longer ones are looked up, all sets of a fact at once."""
BITS = 62


def all_of(parts: Sequence[Piece]) -> Piece:
    """Kleene's and."""
    return _joined(parts, settles=False)


def any_of(parts: Sequence[Piece]) -> Piece:
    """Kleene's or."""
    return _joined(parts, settles=True)


def _joined(parts: Sequence[Piece], settles: bool) -> Piece:
    if Known(settles) in parts:
        return Known(settles)
    kept: list[Piece] = list(dict.fromkeys(part for part in parts if part != Known(not settles)))
    if all(isinstance(part, Known) for part in kept):
        return BLANK if kept else Known(not settles)
    if len(kept) == 1:
        return kept[0]
    blanks = ["CAST(NULL AS BOOLEAN)" if isinstance(part, Known) else "{}" for part in kept]
    form = (" OR " if settles else " AND ").join(blanks)
    return term(f"({form})", *(part for part in kept if isinstance(part, Term)))


def negated(part: Piece) -> Piece:
    """Kleene's not."""
    if isinstance(part, Known):
        return Known(None if part.value is None else not part.value)
    return term("(NOT {})", part)


def given(part: Piece) -> Piece:
    """Whether something is known."""
    return Known(part.value is not None) if isinstance(part, Known) else term("({} IS NOT NULL)", part)


def coalesced(*pieces: Piece) -> Piece:
    """The first that is known."""
    kept: list[Piece] = []
    for piece in dict.fromkeys(pieces):
        if piece == BLANK:
            continue
        kept.append(piece)
        if isinstance(piece, Known):
            break
    if len(kept) < 2:
        return kept[0] if kept else BLANK
    return term(f"COALESCE({', '.join('{}' for _ in kept)})", *kept)


def chosen(condition: Piece, then: Piece, other: Piece = BLANK) -> Piece:
    """`then` where the condition holds, `other` where it does not or is unknown."""
    if isinstance(condition, Known):
        return then if condition.value is True else other
    if then == other:
        return then
    if other == BLANK:
        return term("(CASE WHEN {} THEN {} END)", condition, then)
    return term("(CASE WHEN {} THEN {} ELSE {} END)", condition, then, other)


def within(value: Piece, few: Sequence[Value]) -> Piece:
    """Whether a value is one of a few, which are written out."""
    return term(f"({{}} IN ({', '.join('{}' for _ in few)}))", value, *map(Known, few))


def compared(op: str, left: Piece, right: Piece) -> Piece:
    """A comparison, unknown where a side is."""
    if BLANK in (left, right):
        return BLANK
    if isinstance(left, Known) and isinstance(right, Known):
        return Known(OPERATIONS[op](left.value, right.value))
    return term(f"({{}} {SIGNS[op]} {{}})", left, right)


class SqlTerms:
    """What a tree is made of in SQL, whose own logic of nulls is Kleene's."""

    def __init__(self, sheet: Sheet, facts: dict[str, Piece]) -> None:
        self.sheet = sheet
        self.facts = facts
        self.refs: Callable[[str], Piece] = self._no_refs
        self._masks: dict[tuple[str, int], tuple[Term, dict[frozenset[str], int], str]] = {}

    def _no_refs(self, name: str) -> Piece:
        raise Bug("LIC-B001", f"The door refers to the provision {name}.")

    def fact(self, name: str) -> Piece:
        return self.facts.get(name, BLANK)

    def value(self, name: str) -> Piece:
        return self.fact(name)

    def ref(self, name: str) -> Piece:
        return self.refs(name)

    def const(self, value: bool | int | str) -> Piece:
        return Known(value)

    def hole(self, reason: str) -> Piece:
        return BLANK

    def all(self, parts: list[Piece]) -> Piece:
        return all_of(parts)

    def any(self, parts: list[Piece]) -> Piece:
        return any_of(parts)

    def negate(self, part: Piece) -> Piece:
        return negated(part)

    def member(self, name: str, members: frozenset[str]) -> Piece:
        fact = self.fact(name)
        if isinstance(fact, Known):
            return Known(None if fact.value is None else fact.value in members)
        if len(members) <= FEW:
            return within(fact, sorted(members))
        mask, bit = self._mask(name, self.sheet.named(f"f_{name}", fact), members)
        return term(f"(({{}} & {bit}) <> 0)", mask)

    def _mask(self, name: str, fact: Piece, members: frozenset[str]) -> tuple[Term, int]:
        """The column that says in which sets a text stands, and the bit of one set."""
        assert isinstance(fact, Term)
        number = 0
        while True:
            key = (fact.text, number)
            if key not in self._masks:
                table = f"in_{fact.text}{number or ''}"
                bits = self.sheet.joined(table, fact, ("bits",))["bits"]
                mask = self.sheet.named(f"m_{table}", term("(CASE WHEN {} IS NOT NULL THEN COALESCE({}, 0) END)", fact, bits))
                assert isinstance(mask, Term)
                self._masks[key] = (mask, {}, table)
            mask, sets, table = self._masks[key]
            if members in sets or len(sets) < BITS:
                sets.setdefault(members, 1 << len(sets))
                texts = sorted({text for one in sets for text in one})
                self.sheet.rows_of(table, ((text, sum(bit for one, bit in sets.items() if text in one)) for text in texts))
                return mask, sets[members]
            number += 1

    def compare(self, op: str, left: Piece, right: Piece) -> Piece:
        return compared(op, left, right)

    def ratio(self, op: str, top: str, bottom: str, numerator: int, denominator: int) -> Piece:
        above, below = self.fact(top), self.fact(bottom)
        test = compared(op, self.times(above, Known(denominator)), self.times(below, Known(numerator)))
        return chosen(compared(">", below, Known(0)), test)

    def plus(self, left: Piece, right: Piece) -> Piece:
        return _computed("+", operator.add, left, right)

    def minus(self, left: Piece, right: Piece) -> Piece:
        return _computed("-", operator.sub, left, right)

    def times(self, left: Piece, right: Piece) -> Piece:
        return left if right == Known(1) and right.value is not True else _computed("*", operator.mul, left, right)

    def when(self, condition: Piece, then: Piece, other: Piece) -> Piece:
        return chosen(condition, then, other)

    def given(self, name: str) -> Piece:
        return given(self.fact(name))

    def nothing(self) -> Piece:
        return BLANK


def _computed(sign: str, operate: Callable[[Any, Any], int], left: Piece, right: Piece) -> Piece:
    if BLANK in (left, right):
        return BLANK
    if isinstance(left, Known) and isinstance(right, Known):
        return Known(operate(left.value, right.value))
    return term(f"({{}} {sign} {{}})", left, right)


def through_the_door(to: SqlTerms) -> None:
    """Fill and derive facts by the door's formulas, in their order."""
    for formula in formulas():
        filled = coalesced(to.fact(formula.column), fold(formula.tree, to))
        to.facts[formula.column] = to.sheet.named(f"f_{formula.column}", filled)


def finished_facts(to: SqlTerms) -> dict[str, Piece]:
    """Every column of the layout, as it stands."""
    return {column: to.fact(column) for column in layout()}


def law_codes(
    to: SqlTerms, corpus: Corpus, layer: str, chains: Sequence[str], day: Piece, known_at: int | None
) -> dict[str, Piece]:
    """The reason code of each chain over finished facts.

    Args:
        day: the day of law, one for all rows or each row's own; where a row has none its codes mean nothing.
    """
    asked = _Asked(to, corpus, layer, day, known_at)
    to.refs = asked.provision
    codes = {}
    for name in chains:
        code = _code(corpus.chains[name], asked.provision)
        codes[name] = to.sheet.named(f"code_{layer}_{name}", code)
    return codes


class _Asked:
    """The provisions of one layer as columns, each worked out when it is first asked for."""

    def __init__(self, to: SqlTerms, corpus: Corpus, layer: str, day: Piece, known_at: int | None) -> None:
        self._to, self._day = to, day
        if isinstance(day, Known):
            assert isinstance(day.value, int)
            wanted = [day.value]
        else:
            wanted = [corpus.boundaries[0] - 1, *corpus.boundaries]
        starts = sorted({corpus.period(one) for one in wanted})
        self._books = [(since, corpus.book(View(since, known_at, layer)).trees) for since in starts]
        self._found: dict[str, Piece] = {}

    def provision(self, name: str) -> Piece:
        """Whether a provision holds, on the row's day."""
        if name not in self._found:
            runs: list[tuple[int, Node | None]] = []
            for since, trees in self._books:
                if not runs or runs[-1][1] != trees.get(name):
                    runs.append((since, trees.get(name)))
            self._found[name] = self._to.sheet.named(f"law_{name}", self._by_day(runs))
        return self._found[name]

    def _by_day(self, runs: Sequence[tuple[int, Node | None]]) -> Piece:
        answers: list[tuple[int, Piece]] = []
        for since, tree in runs:
            answer: Piece = Known(False) if tree is None else fold(tree, self._to)
            if not answers or answers[-1][1] != answer:
                answers.append((since, answer))
        if len(answers) == 1:
            return answers[0][1]
        cases = [f"WHEN ({{}} < {until}) THEN {{}}" for until, _ in answers[1:]]
        pieces = [piece for _, answer in answers[:-1] for piece in (self._day, answer)]
        return term(f"(CASE {' '.join(cases)} ELSE {{}} END)", *pieces, answers[-1][1])


def _code(chain: Chain, provision: Callable[[str], Piece]) -> Piece:
    """A chain as CASE. An unknown step is told from one that is no before anything else is asked."""
    branches: list[tuple[Piece, Piece]] = []
    for alternative, indices in chain.parts():
        held = [(index, provision(chain.steps[index].provision)) for index in indices]
        live = [(index, value) for index, value in held if value != Known(False)]
        if not alternative:
            branches += [(coalesced(value, Known(True)), chosen(value, Known(index), Known(~index))) for index, value in live]
            continue
        branches += [(coalesced(value, Known(False)), Known(index)) for index, value in live]
        branches += [(negated(given(value)), Known(~index)) for index, value in live]
    return first_that_holds(branches, Known(len(chain.steps)))


def first_that_holds(branches: Iterable[tuple[Piece, Piece]], otherwise: Piece) -> Piece:
    """The value of the first branch whose condition holds; no condition may be unknown."""
    kept: list[Piece] = []
    for condition, value in branches:
        if condition == Known(False):
            continue
        if condition == Known(True):
            otherwise = value
            break
        kept += [condition, value]
    if not kept:
        return otherwise
    return term(f"(CASE {'WHEN {} THEN {} ' * (len(kept) // 2)}ELSE {{}} END)", *kept, otherwise)


def choice_of(value: Piece, words: Mapping[Value, Value], otherwise: Value) -> Piece:
    """What stands for a value in a small list of words; those that give the same word stand together."""
    if isinstance(value, Known):
        return Known(words.get(value.value, otherwise))
    by_word: dict[Value, list[Value]] = {}
    for known, word in words.items():
        if word != otherwise:
            by_word.setdefault(word, []).append(known)
    cases = ((within(value, known), Known(word)) for word, known in by_word.items())
    return first_that_holds(cases, Known(otherwise))

