"""One case at a time: Python source made from the bound trees and compiled once per day and knowledge, for all layers together.

Unknown is `None`. Conjunctions stop at the first no, disjunctions at the first yes, so that most of the law is never
touched; a provision that several others refer to is computed once; and provisions that two layers share, word for word, are
computed once for both.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import CodeType
from typing import Any

from licet.facts.derive import formulas, position
from licet.language.book import Book
from licet.language.chain import Chain
from licet.language.fold import fold
from licet.language.tree import Compare, Const, Fact, In, Node, Ratio, refs_of, renamed, walk

ASKED = (Compare, Ratio, In, Fact)
Value = bool | int | str | None
Row = Sequence[Value]


class PythonSource:
    """Three-valued logic as Python text, stopping at the first part that settles it."""

    def __init__(self, where: Mapping[str, int]) -> None:
        self.where = where
        self.inline: dict[str, str] = {}
        self.used: set[str] = set()
        self._taken: dict[str, int] = {}
        """The temporaries that a text takes, from the first on. Texts beside each other share them: a frame with thousands
        of names costs more to enter than the law in it.
        """

    def _held(self, parts: Sequence[str]) -> list[tuple[str, str]]:
        """For each part, the name of its value, and the text that gives it the name."""
        return [
            (part, part) if part.isidentifier() else (f"x{number}", f"(x{number} := {part})")
            for number, part in enumerate(parts, start=self._taken_by(parts))
        ]

    def _taken_by(self, parts: Sequence[str]) -> int:
        return max(self._taken.get(part, 0) for part in parts)

    def _made(self, text: str, parts: Sequence[str]) -> str:
        self._taken[text] = self._taken_by(parts) + len(parts)
        return text

    def loads(self) -> list[str]:
        """Statements that load the facts in use from the row `v`."""
        return [f" f{self.where[name]} = v[{self.where[name]}]" for name in sorted(self.used)]

    def value(self, name: str) -> str:
        self.used.add(name)
        return f"f{self.where[name]}"

    def fact(self, name: str) -> str:
        return self.value(name)

    def ref(self, name: str) -> str:
        return self.inline[name]

    def const(self, value: bool | int | str) -> str:
        return repr(value)

    def hole(self, reason: str) -> str:
        return "None"

    def all(self, parts: list[str]) -> str:
        return self._join(parts, "False", "True")

    def any(self, parts: list[str]) -> str:
        return self._join(parts, "True", "False")

    def _join(self, parts: list[str], settles: str, otherwise: str) -> str:
        held = self._held([part for part in parts if part != "None"])
        if not held:
            return "None"
        tests = " or ".join(f"{text} is {settles}" for _, text in held)
        unknown = " or ".join(f"{name} is None" for name, _ in held)
        rest = f"None if {unknown} else {otherwise}" if len(held) == len(parts) else "None"
        return self._made(f"({settles} if {tests} else {rest})", parts)

    def negate(self, part: str) -> str:
        ((name, text),) = self._held([part])
        return self._made(f"(None if {text} is None else not {name})", [part])

    def member(self, name: str, members: frozenset[str]) -> str:
        local = self.value(name)
        # A literal set is a constant of the compiled code, so that the code can be kept as bytes.
        literal = "{" + ", ".join(repr(member) for member in sorted(members)) + "}" if members else "()"
        return f"(None if {local} is None else {local} in {literal})"

    def compare(self, op: str, left: str, right: str) -> str:
        blanks = " or ".join(f"{side} is None" for side in (left, right) if side[0] == "f")
        text = f"(None if {blanks} else {left} {op} {right})" if blanks else f"({left} {op} {right})"
        return self._made(text, [left, right])

    def ratio(self, op: str, top: str, bottom: str, numerator: int, denominator: int) -> str:
        a, b = self.value(top), self.value(bottom)
        return f"(None if {a} is None or {b} is None or {b} <= 0 else {a} * {denominator} {op} {b} * {numerator})"

    def _both(self, left: str, right: str, op: str) -> str:
        (a, first), (b, second) = self._held([left, right])
        # Both sides are evaluated before either is tested: the second test must not skip its assignment.
        return self._made(f"(None if ({first} is None) | ({second} is None) else {a} {op} {b})", [left, right])

    def plus(self, left: str, right: str) -> str:
        return self._both(left, right, "+")

    def minus(self, left: str, right: str) -> str:
        return self._both(left, right, "-")

    def times(self, left: str, right: str) -> str:
        return self._both(left, right, "*")

    def when(self, condition: str, then: str, other: str) -> str:
        return self._made(f"({then} if {condition} else {other})", [then, condition, other])

    def given(self, name: str) -> str:
        return f"({self.value(name)} is not None)"

    def nothing(self) -> str:
        return "None"


def _chain_text(chain: Chain, values: Sequence[str]) -> str:
    """One expression for a chain's reason code: what `Chain.code` says, without evaluating what is not reached."""
    text = str(len(chain.steps))
    for alternative, indices in reversed(chain.parts()):
        live = [index for index in indices if values[index] != "False"]
        names = {index: f"c{index}" for index in live}
        if not alternative:
            for index in reversed(live):
                text = f"{index} if ({names[index]} := {values[index]}) else {~index} if {names[index]} is None else {text}"
            continue
        for index in reversed(live):
            text = f"{~index} if {names[index]} is None else {text}"
        for index in reversed(live):
            text = f"{index} if ({names[index]} := {values[index]}) else {text}"
    return text


def needed_provisions(book: Book, chains: Sequence[str]) -> list[str]:
    """The provisions that the chains reach, each after those it refers to."""
    reached: set[str] = set()
    stack = [s.provision for name in chains for s in book.chains[name].steps if s.provision in book.trees]
    while stack:
        name = stack.pop()
        if name not in reached:
            reached.add(name)
            stack.extend(book.refs[name])
    return [name for name in book.trees if name in reached]


class _Shared:
    """Provisions of several books under one set of names: equal trees over equal trees get one."""

    def __init__(self) -> None:
        self.names: dict[Node, str] = {}
        self.trees: dict[str, Node] = {}

    def enter(self, book: Book, chains: Sequence[str]) -> dict[str, str]:
        """Provision name to shared name, for those the chains reach."""
        known: dict[str, str] = {}
        for name in needed_provisions(book, chains):
            tree = renamed(book.trees[name], known)
            shared = self.names.setdefault(tree, f"{name}.{len(self.names)}")
            self.trees[shared] = tree
            known[name] = shared
        return known


def compile_books(books: Sequence[Book], chains: Sequence[str], where: Mapping[str, int]) -> CodeType:
    """Code of one function, `decide`, from a row of facts to reason codes: a tuple per book, in it a code per chain.

    Args:
        books: views of one corpus on one day, usually its layers.
        chains: names of the chains to answer.
        where: index of each column in a row.
    """
    shared = _Shared()
    known = [shared.enter(book, chains) for book in books]
    source = PythonSource(where)
    uses = dict.fromkeys(shared.trees, 0)
    for tree in shared.trees.values():
        for name in refs_of(tree):
            uses[name] += 1
    for book, names in zip(books, known, strict=True):
        for chain in chains:
            for step in book.chains[chain].steps:
                if step.provision in names:
                    uses[names[step.provision]] += 1
    lines: list[str] = []
    for name, tree in shared.trees.items():
        text = fold(tree, source)
        if uses[name] > 1 and not isinstance(tree, Const):
            lines.append(f" p{len(lines)} = {text}")
            text = f"p{len(lines) - 1}"
        source.inline[name] = text
    answers = []
    for book, names in zip(books, known, strict=True):
        codes = [
            _chain_text(c, [source.inline[names[s.provision]] if s.provision in names else "False" for s in c.steps])
            for c in (book.chains[name] for name in chains)
        ]
        answers.append(f"({', '.join(codes)},)")
    body = "\n".join(["def decide(v):", *source.loads(), *lines, f" return ({', '.join(answers)},)"])
    return compile(body, f"<{books[0].view}>", "exec")


def loaded(code: CodeType, name: str) -> Callable[..., Any]:
    """The function of that name in compiled code of ours."""
    scope: dict[str, Any] = {}
    exec(code, scope)  # text made from the trees of the law, never from a user's input
    function: Callable[..., Any] = scope[name]
    return function


def compile_leaves(books: Sequence[Book], where: Mapping[str, int]) -> Callable[[Row], tuple[bool | None, ...]]:
    """How every comparison in the books comes out on a row: rows that agree in it are one case."""
    source = PythonSource(where)
    leaves = {leaf for book in books for tree in book.trees.values() for leaf in walk(tree) if isinstance(leaf, ASKED)}
    operands = {n for leaf in leaves if isinstance(leaf, Compare | In) for n in (leaf.left, getattr(leaf, "right", None))}
    texts = sorted({fold(leaf, source) for leaf in leaves if not (isinstance(leaf, Fact) and leaf in operands)})
    body = "\n".join(["def leaves(v):", *source.loads(), f" return ({' '.join(f'{text},' for text in texts)})"])
    return loaded(compile(body, "<leaves>", "exec"), "leaves")


def compile_nodes(nodes: Sequence[tuple[Book, Node]], where: Mapping[str, int]) -> Callable[[Row], tuple[bool | None, ...]]:
    """The truth of some nodes of some books, as one function of a row."""
    source = PythonSource(where)
    lines: list[str] = []
    done: dict[tuple[int, str], str] = {}

    def enter(book: Book, name: str) -> str:
        if (id(book), name) not in done:
            source.inline = {other: enter(book, other) for other in book.refs[name]}
            lines.append(f" p{len(lines)} = {fold(book.trees[name], source)}")
            done[id(book), name] = f"p{len(lines) - 1}"
        return done[id(book), name]

    texts: dict[str, None] = {}
    for book, node in nodes:
        source.inline = {name: enter(book, name) for name in refs_of(node)}
        texts[fold(node, source)] = None
    body = "\n".join(["def nodes(v):", *source.loads(), *lines, f" return ({' '.join(f'{text},' for text in texts)})"])
    return loaded(compile(body, "<nodes>", "exec"), "nodes")


def compile_door(extra: tuple[str, ...] = ()) -> CodeType:
    """Code of one function, `door`, that runs the door's formulas on a row of facts in place."""
    where = position(extra)
    source = PythonSource(where)
    lines = []
    for formula in formulas():
        text = fold(formula.tree, source)
        local = source.value(formula.column)
        lines.append(f" if {local} is None: v[{where[formula.column]}] = {local} = {text}")
    body = "\n".join(["def door(v):", *source.loads(), *lines, " return v"])
    return compile(body, "<door>", "exec")
