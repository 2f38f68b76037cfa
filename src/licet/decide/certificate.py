"""Certificates: the proof of one answer as records that somebody else's program can check. docs/certificate.md is the format.

A structure is the proof without numbers; a line is the facts under which it holds. Of each provision the whole bound tree stands there; a part
that the answer does not rest on has no outcome, and what it refers to need not be shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from licet.backends.scalar import Row
from licet.base.canonical import canonical_bytes, digest
from licet.base.dates import BEGINNING, FOREVER, day_of
from licet.base.errors import Bug
from licet.decide.determine import Question, headline
from licet.decide.engine import CHAINS, OUTCOME, Engine
from licet.decide.evaluate import Evaluation
from licet.facts.intake import Admitted
from licet.language.book import Book
from licet.language.chain import Chain, Step
from licet.language.tree import And, Compare, Const, Fact, Hole, In, Node, Not, Or, Ratio, Ref

FORMAT = "licet-certificate/1"
CERTIFIED = CHAINS[OUTCOME:]
"""The chains that an answer rests on: outcome, review, letters."""
Record = dict[str, Any]


@dataclass(frozen=True)
class Certificate:
    """One answer: its structure, and the line's facts."""

    structure: Record
    line: str
    as_of: str
    facts: Mapping[str, Any]


class _Shown:
    """What of a book one row's answer rests on."""

    def __init__(self, evaluation: Evaluation) -> None:
        self.evaluation = evaluation
        self.trees: dict[str, list[Any]] = {}
        self.columns: dict[str, None] = {}

    def provision(self, name: str) -> None:
        if name not in self.trees:
            self.trees[name] = []
            self.trees[name] = self.tree(self.evaluation.book.trees[name])

    def tree(self, node: Node) -> list[Any]:
        """A node with the outcomes of its leaves, and the provisions below entered."""
        match node:
            case And(parts) | Or(parts):
                kept = self._kept(node, parts)
                return [_kind(node), *(self.tree(part) if keeps else bare_tree(part) for part, keeps in kept)]
            case Not(inner):
                return ["not", self.tree(inner)]
            case Ref(name):
                self.provision(name)
            case Fact() | In() | Compare() | Ratio():
                leaf = leaf_of(node)
                self.columns.update(dict.fromkeys(columns_of(leaf)))
                return ["leaf", leaf, self.evaluation.truth(node)]
        return bare_tree(node)

    def _kept(self, node: And | Or, parts: tuple[Node, ...]) -> Iterator[tuple[Node, bool]]:
        """All parts where all make the outcome; where one is enough the first that does, one that needs no other provision if there is."""
        settles = isinstance(node, Or)
        if self.evaluation.truth(node) is not settles:
            yield from ((part, True) for part in parts)
            return
        settling = [part for part in parts if self.evaluation.truth(part) is settles]
        chosen = min(settling, key=lambda part: isinstance(part, Ref) and part.name not in self.trees)
        yield from ((part, part is chosen) for part in parts)


def bare_tree(node: Node) -> list[Any]:
    """A node without outcomes."""
    match node:
        case And(parts) | Or(parts):
            return [_kind(node), *(bare_tree(part) for part in parts)]
        case Not(inner):
            return ["not", bare_tree(inner)]
        case Ref(name):
            return ["ref", name]
        case Const(bool() as value):
            return ["const", value]
        case Hole(reason):
            return ["unread", reason]
        case _:
            return ["leaf", leaf_of(node)]


def _kind(node: And | Or) -> str:
    return "and" if isinstance(node, And) else "or"


def leaf_of(node: Node) -> list[Any]:
    """A leaf as plain values."""
    match node:
        case Fact(name):
            return ["is", name]
        case In(Fact(name), members, _):
            return ["in", name, sorted(members)]
        case Compare(op, Fact(name), Const(int() as limit)):
            return [op, name, limit]
        case Compare(op, Fact(name), Fact(other)):
            return [op, name, other]
        case Ratio(op, name, limit, _):
            return ["ratio", f"{name}:top", f"{name}:bottom", op, *limit.as_integer_ratio()]
        case _:
            raise Bug("LIC-B005", f"The leaf {node!r} has no form in a certificate.")


def columns_of(leaf: list[Any]) -> list[str]:
    """The columns that a leaf reads."""
    kind, name, *rest = leaf
    return [name, rest[0]] if kind == "ratio" or (kind not in ("in", "is") and isinstance(rest[0], str)) else [name]


def certificate_of(engine: Engine, admitted: Admitted, question: Question) -> Certificate:
    """The certificate of one line's answer, in the layer that heads it."""
    row = engine.row(admitted.values, question.readings)
    book = engine.book(question.as_of, question.known_at, question.layer)
    evaluation = Evaluation(book, row, engine.where)
    shown = _Shown(evaluation)
    chains = [_chain(evaluation, shown, book.chains[name]) for name in CERTIFIED]
    codes = engine.codes(row, question.as_of, question.known_at)
    answer = dict(zip(("outcome", "via", "review"), headline(engine, codes, question.layer), strict=True))
    corpus = engine.corpus
    known_at = None if question.known_at is None else day_of(question.known_at).isoformat()
    structure = {
        "law": {
            "corpus": f"{corpus.name} {corpus.version}", "digest": corpus.digest, "layer": question.layer, "known_at": known_at,
        },
        "stretch": stretch_of(engine, question.as_of),
        "provisions": [provision_record(book, name, shown.trees[name], evaluation.value(name)) for name in book.trees if name in shown.trees],
        "chains": chains,
        "answer": answer,
    }  # fmt: skip
    return Certificate(structure, str(admitted.values.get("line_id") or ""), day_of(question.as_of).isoformat(), _facts(engine, row, shown))


def _facts(engine: Engine, row: Row, shown: _Shown) -> dict[str, Any]:
    return {column: row[engine.where[column]] for column in shown.columns}


def stretch_of(engine: Engine, day: int) -> list[str | None]:
    """The days around one on which no law changes: the first, and the first after (None: open)."""
    first = engine.corpus.period(day)
    after = next((boundary for boundary in engine.corpus.boundaries if boundary > day), None)
    return [day_of(first).isoformat(), None if after is None else day_of(after).isoformat()]


def provision_record(book: Book, name: str, tree: list[Any], value: bool | None) -> Record:
    """One provision: where it is printed, its days, its tree, how it comes out."""
    version = book.versions[name]
    window = version.windows[book.view.layer]
    is_over = window.until == FOREVER or window.until <= book.view.as_of  # its end was not known yet
    until = None if is_over else day_of(window.until).isoformat()
    in_force = [day_of(max(window.since, BEGINNING)).isoformat(), until]
    return {"name": name, "cite": version.cite, "confidence": version.confidence, "in_force": in_force, "tree": tree, "value": value}


def live_steps(book: Book, chain: Chain) -> list[Step]:
    """The steps whose provision is in force."""
    return [step for step in chain.steps if book.in_force(step.provision)]


def chain_record(book: Book, chain: Chain) -> Record:
    """A chain's steps in force: provision, outcome, authorization, group of alternatives; and what holds when none is yes."""
    steps = [[step.provision, step.outcome, step.via or "none", step.alternative] for step in live_steps(book, chain)]
    return {"name": chain.name, "steps": steps, "default": [chain.default.outcome, chain.default.via or "none"]}


def _chain(evaluation: Evaluation, shown: _Shown, chain: Chain) -> Record:
    steps = live_steps(evaluation.book, chain)
    live = Chain(chain.name, chain.question, tuple(steps), chain.default)
    values = [evaluation.value(step.provision) for step in steps]
    code = live.code(values)
    last = code if code >= 0 else ~code
    group = steps[last].alternative if code < 0 else 0
    for place, step in enumerate(steps):
        if place <= last or (group and step.alternative == group):
            shown.provision(step.provision)
    return {**chain_record(evaluation.book, chain), "code": code}


def records(certificates: Iterable[Certificate]) -> Iterator[bytes]:
    """The file of certificates: each structure once, the lines behind theirs, the seal over all bytes before it."""
    known: set[str] = set()
    written: list[bytes] = []
    for one in certificates:
        name = digest(canonical_bytes(one.structure))
        if name not in known:
            known.add(name)
            written.append(canonical_bytes({"digest": name, "structure": one.structure}) + b"\n")
        line = {"as_of": one.as_of, "facts": dict(one.facts), "line": one.line, "of": name}
        written.append(canonical_bytes(line) + b"\n")
    yield from written
    seal = {"format": FORMAT, "records": len(written), "seal": digest(b"".join(written))}
    yield canonical_bytes(seal) + b"\n"


def unlike_the_law(engine: Engine, structure: Mapping[str, Any], day: int, known_at: int | None) -> str:
    """What in a structure is not as the law has it; nothing where all is."""
    book = engine.book(day, known_at, structure["law"]["layer"])
    if structure["stretch"] != stretch_of(engine, day):
        return "stretch"
    for found in structure["provisions"]:
        name = found["name"]
        if name not in book.trees:
            return f"provision {name}: it is not in force"
        own = provision_record(book, name, bare_tree(book.trees[name]), found["value"])
        if {**found, "tree": without_outcomes(found["tree"])} != own:
            return f"provision {name}"
    named = {chain["name"]: chain for chain in structure["chains"]}
    if list(named) != list(CERTIFIED):
        return "chains"
    for name, found in named.items():
        if {key: value for key, value in found.items() if key != "code"} != chain_record(book, book.chains[name]):
            return f"chain {name}"
    return ""


def without_outcomes(tree: list[Any]) -> list[Any]:
    """The same tree as `bare_tree` gives."""
    kind, *rest = tree
    if kind == "leaf":
        return ["leaf", rest[0]]
    return [kind, *(without_outcomes(part) for part in rest)] if kind in ("and", "or", "not") else tree
