"""One case at a time: Python source made from the bound trees, compiled once per book.

Two programs are made. `plain` uses Python's own `and`, `or`, `not` and stops with an exception the moment it touches a fact that is
unknown; when it finishes, Kleene's answer is the same, because nothing unknown was needed. `kleene` carries unknown through. A case
runs through the first and, only if that stops, through the second.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from licet.facts.derive import formulas, layout, position
from licet.language.book import Book
from licet.language.chain import Chain
from licet.language.fold import fold
from licet.language.tree import Const, refs_of

Value = bool | int | str | None
Row = Sequence[Value]


class _Unknown(Exception):
    """The plain program touched something unknown."""


class _KnownOnly(dict[Any, bool]):
    """Membership that refuses to answer for a blank: `None` raises, everything else is a plain yes or no."""

    def __init__(self, members: Iterable[str]) -> None:
        super().__init__({member: True for member in members})

    def __missing__(self, key: Any) -> bool:
        if key is None:
            raise _Unknown
        return False


_TRUTH = {True: True, False: False}


class _Source:
    """Shared by both programs: names of locals, sets and refs."""

    def __init__(self, inline: Mapping[str, str], index: Mapping[str, int]) -> None:
        self.inline = inline
        self.index = index
        self.used: set[str] = set()
        self.sets: dict[frozenset[str], str] = {}
        self.fresh = 0

    def value(self, name: str) -> str:
        return self.local(name)

    def local(self, name: str) -> str:
        self.used.add(name)
        return f"f{self.index[name]}"

    def set_name(self, members: frozenset[str]) -> str:
        return self.sets.setdefault(members, f"S{len(self.sets)}")

    def ref(self, name: str) -> str:
        return self.inline[name]

    def temporary(self) -> str:
        self.fresh += 1
        return f"x{self.fresh}"


class PlainSource(_Source):
    """Python's own two-valued logic; unknown raises."""

    def fact(self, name: str) -> str:
        return f"T[{self.local(name)}]"

    def const(self, value: bool | int | str) -> str:
        return repr(value)

    def hole(self, reason: str) -> str:
        return "T[None]"

    def all(self, parts: list[str]) -> str:
        return f"({' and '.join(parts)})"

    def any(self, parts: list[str]) -> str:
        return f"({' or '.join(parts)})"

    def negate(self, part: str) -> str:
        return f"(not {part})"

    def member(self, name: str, members: frozenset[str]) -> str:
        return f"{self.set_name(members)}[{self.local(name)}]"

    def compare(self, op: str, left: str, right: str) -> str:
        if op in ("==", "!="):
            return f"({left} - {right} {op} 0)"  # a blank must raise; `None == 3` would answer
        return f"({left} {op} {right})"

    def ratio(self, op: str, top: str, bottom: str, numerator: int, denominator: int) -> str:
        a, b = self.local(top), self.local(bottom)
        return f"(T[None] if {b} <= 0 else {_times(a, denominator)} {op} {_times(b, numerator)})"


class KleeneSource(_Source):
    """Three-valued logic with None for unknown, stopping at the first part that settles it."""

    def fact(self, name: str) -> str:
        return self.local(name)

    def const(self, value: bool | int | str) -> str:
        return repr(value)

    def hole(self, reason: str) -> str:
        return "None"

    def all(self, parts: list[str]) -> str:
        return self._join(parts, "False", "True")

    def any(self, parts: list[str]) -> str:
        return self._join(parts, "True", "False")

    def _join(self, parts: list[str], settles: str, otherwise: str) -> str:
        names = [self.temporary() for _ in parts]
        tests = " or ".join(f"({name} := {part}) is {settles}" for name, part in zip(names, parts, strict=True))
        unknown = " or ".join(f"{name} is None" for name in names)
        return f"({settles} if {tests} else None if {unknown} else {otherwise})"

    def negate(self, part: str) -> str:
        name = self.temporary()
        return f"(None if ({name} := {part}) is None else not {name})"

    def member(self, name: str, members: frozenset[str]) -> str:
        local = self.local(name)
        return f"(None if {local} is None else {local} in {self.set_name(members)})"

    def compare(self, op: str, left: str, right: str) -> str:
        blanks = " or ".join(f"{side} is None" for side in (left, right) if not _is_literal(side))
        return f"(None if {blanks} else {left} {op} {right})" if blanks else f"({left} {op} {right})"

    def ratio(self, op: str, top: str, bottom: str, numerator: int, denominator: int) -> str:
        a, b = self.local(top), self.local(bottom)
        test = f"{_times(a, denominator)} {op} {_times(b, numerator)}"
        return f"(None if {a} is None or {b} is None or {b} <= 0 else {test})"

    def _both(self, left: str, right: str, op: str) -> str:
        a, b = self.temporary(), self.temporary()
        # Both sides are evaluated before either is tested: the second test must not skip its assignment.
        return f"(None if (({a} := {left}) is None) | (({b} := {right}) is None) else {a} {op} {b})"

    def plus(self, left: str, right: str) -> str:
        return self._both(left, right, "+")

    def minus(self, left: str, right: str) -> str:
        return self._both(left, right, "-")

    def times(self, left: str, right: str) -> str:
        return self._both(left, right, "*")

    def when(self, condition: str, then: str, other: str) -> str:
        return f"({then} if {condition} else {other})"

    def given(self, name: str) -> str:
        return f"({self.local(name)} is not None)"

    def nothing(self) -> str:
        return "None"


def _times(name: str, factor: int) -> str:
    return name if factor == 1 else f"{name} * {factor}"


def _is_literal(text: str) -> bool:
    return text[0].isdigit() or text[0] in "-'\""


def _chain_plain(chain: Chain, values: Sequence[str]) -> str:
    """One expression: the code of the chain's first yes."""
    text = str(len(chain.steps))
    for index in reversed(range(len(chain.steps))):
        if values[index] != "False":
            text = f"{index} if {values[index]} else {text}"
    return text


def _chain_kleene(chain: Chain, values: Sequence[str], source: _Source) -> str:
    text = str(len(chain.steps))
    for alternative, indices in reversed(chain.parts()):
        live = [index for index in indices if values[index] != "False"]
        if not alternative:
            for index in reversed(live):
                name = source.temporary()
                text = f"{index} if ({name} := {values[index]}) else {~index} if {name} is None else {text}"
            continue
        names = {index: source.temporary() for index in live}
        for index in reversed(live):
            text = f"{~index} if {names[index]} is None else {text}"
        for index in reversed(live):
            text = f"{index} if ({names[index]} := {values[index]}) else {text}"
    return text


def _has_alternatives(chain: Chain) -> bool:
    return any(step.alternative for step in chain.steps)


class Scalar:
    """A book compiled for single cases.

    `decide(row)` takes a row of facts in the order of `layout()` and gives one reason code per chain, in the order of `chains`.
    """

    def __init__(self, book: Book, chains: Sequence[str] | None = None) -> None:
        self.book = book
        self.chains = tuple(chains or book.chains)
        self._plain = self._compiled(PlainSource)
        self._kleene = self._compiled(KleeneSource)

    def decide(self, row: Row) -> tuple[int, ...]:
        """Reason codes, one per chain."""
        try:
            return self._plain(row)
        except (_Unknown, KeyError, TypeError):
            return self._kleene(row)

    def decide_kleene(self, row: Row) -> tuple[int, ...]:
        """The same by three-valued logic alone."""
        return self._kleene(row)

    def _needed(self) -> list[str]:
        wanted = {step.provision for name in self.chains for step in self.book.chains[name].steps}
        reached: set[str] = set()
        stack = [name for name in wanted if name in self.book.trees]
        while stack:
            name = stack.pop()
            if name not in reached:
                reached.add(name)
                stack.extend(refs_of(self.book.trees[name]))
        return [name for name in self.book.trees if name in reached]

    def _compiled(self, kind: type[PlainSource] | type[KleeneSource]) -> Callable[[Row], tuple[int, ...]]:
        inline: dict[str, str] = {}
        source = kind(inline, position())
        needed = self._needed()
        uses = dict.fromkeys(needed, 0)
        for name in needed:
            for other in refs_of(self.book.trees[name]):
                uses[other] += 1
        lines = []
        for name in needed:
            text = fold(self.book.trees[name], source)
            if isinstance(self.book.trees[name], Const) or (kind is PlainSource and uses[name] <= 1):
                inline[name] = text
            elif uses[name] <= 1 and len(text) < 4000:
                inline[name] = text
            else:
                lines.append(f" {(local := f'p{len(lines)}')} = {text}")
                inline[name] = local
        results = []
        for name in self.chains:
            chain = self.book.chains[name]
            values = [inline.get(step.provision, "False") for step in chain.steps]
            results.append(_chain_plain(chain, values) if kind is PlainSource else _chain_kleene(chain, values, source))
        loads = [f" f{position()[name]} = v[{position()[name]}]" for name in sorted(source.used)]
        body = "\n".join(["def decide(v):", *loads, *lines, f" return ({', '.join(results)},)"])
        sets: dict[str, Any] = {
            text: _KnownOnly(members) if kind is PlainSource else members for members, text in source.sets.items()
        }
        scope: dict[str, Any] = {"T": _TRUTH, **sets}
        exec(compile(body, f"<{self.book.view}>", "exec"), scope)  # our own text, made from trees two lines above
        decide: Callable[[Row], tuple[int, ...]] = scope["decide"]
        return decide


def compile_door() -> Callable[[list[Value]], list[Value]]:
    """The door's formulas as one function that fills a row of facts in place."""
    source = KleeneSource({}, position())
    lines = []
    for formula in formulas():
        text = fold(formula.tree, source)
        local = source.local(formula.column)
        lines.append(f" if {local} is None: v[{position()[formula.column]}] = {local} = {text}")
    loads = [f" f{position()[name]} = v[{position()[name]}]" for name in sorted(source.used)]
    body = "\n".join(["def door(v):", *loads, *lines, " return v"])
    scope: dict[str, Any] = {text: members for members, text in source.sets.items()}
    exec(compile(body, "<door>", "exec"), scope)  # our own text
    door: Callable[[list[Value]], list[Value]] = scope["door"]
    return door


def blank_row() -> list[Value]:
    """A row of facts in which nothing is known."""
    return [None] * len(layout())
