"""A provision in words: markdown with its citation, its days in force, its condition as points, and its source."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from textwrap import dedent

from licet.base.dates import day_of
from licet.base.quantities import show
from licet.facts.vocabulary import vocabulary
from licet.language.book import Book, Corpus
from licet.language.provision import LAYERS, Version
from licet.language.table import Instrument
from licet.language.tree import Amount, And, Compare, Const, Fact, Hole, In, Node, Not, Or, Ref

CONFIDENCE = {"P": "primary text read", "S": "secondary source", "U": "unclear"}
NUMBER_WORDS = {"<": "below", "<=": "at most", ">": "above", ">=": "at least", "==": "equal to", "!=": "other than"}
DAY_WORDS = {"<": "before", "<=": "on or before", ">": "after", ">=": "on or after", "==": "on", "!=": "not on"}


def provision_text(version: Version, law: Corpus | Book) -> str:
    """One version of a provision as markdown.

    Args:
        law: the corpus, or a book: then references, figures and groups are those of its day.
    """
    corpus = law.corpus if isinstance(law, Book) else law
    text = [f"# {version.provision}", "", f"{version.cite}", ""]
    if version.text:
        text += [version.text, ""]
    text += [f"* {line}" for line in _standing(version, law, corpus.instruments[version.by])]
    text += ["", "## Condition", "", *_Words(version, law).bullets(version.tree, 0)]
    text += ["", "## Source", "", version.place, "", "```python", _outdented(version.source), "```", ""]
    return "\n".join(text)


def _standing(version: Version, law: Corpus | Book, instrument: Instrument) -> Iterator[str]:
    """Confidence, instrument, days."""
    yield f"Confidence: {version.confidence}, {CONFIDENCE[version.confidence]}"
    yield f"Made by: {instrument.title} ({instrument.cite})"
    if version.published is not None:
        yield f"Published: {day_of(version.published)}"
    for layer in LAYERS:
        window = version.window(layer)
        yield f"{layer.capitalize()}: {window or 'never'}"
    if version.due is not None:
        yield f"Compliance due: {day_of(version.due)}"
    if version.exclusion:
        yield "Frees: where it is not in force, its negation is meant to hold"
    if isinstance(law, Book):
        holds = law.versions.get(version.provision) == version
        yield f"In the {law.view.layer} law of {day_of(law.view.as_of)}: {'in force' if holds else 'not in force'}"


class _Words:
    """The condition of one version, in words."""

    def __init__(self, version: Version, law: Corpus | Book) -> None:
        self.version = version
        self.book = law if isinstance(law, Book) else None
        self.corpus = law.corpus if isinstance(law, Book) else law

    def bullets(self, node: Node, depth: int) -> Iterator[str]:
        """A node as one point, or as a heading with points below it."""
        indent = "  " * depth
        match node:
            case And() | Or():
                yield f"{indent}* {'all of' if isinstance(node, And) else 'any of'}"
                for part in _flat(node):
                    yield from self.bullets(part, depth + 1)
            case Not(And() | Or() as inner):
                yield f"{indent}* not {'all of' if isinstance(inner, And) else 'any of'}"
                for part in _flat(inner):
                    yield from self.bullets(part, depth + 1)
            case Not(inner):
                yield f"{indent}* {self.phrase(inner, holds=False)}"
            case _:
                yield f"{indent}* {self.phrase(node, holds=True)}"

    def phrase(self, node: Node, *, holds: bool) -> str:
        """A leaf or a reference, affirmed or denied."""
        match node:
            case Fact(name):
                fact, colon, member = name.partition(":")
                if colon:
                    return f"{fact} {'lists' if holds else 'does not list'} {member}"
                return f"{fact} is {'yes' if holds else 'no'}"
            case In(Fact(name), members, table):
                if name.startswith("reading:"):
                    words = f"the reading {name.removeprefix('reading:')} is {' or '.join(sorted(members))}"
                    return words if holds else f"not: {words}"
                if table:
                    return f"{name} {'in' if holds else 'not in'} {self.table(table)}"
                return f"{name} {'is' if holds else 'is not'} {' or '.join(sorted(members))}"
            case Const(bool() as value):
                return "always" if value is holds else "never"
            case Hole(reason):
                return f"unknown: {reason}"
            case Ref(name):
                return f"{'' if holds else 'not '}{name}{self.cited(name)}"
            case Compare(op, Fact(name), right):
                kind = vocabulary()[name].kind
                words = f"{name} {(DAY_WORDS if kind == 'date' else NUMBER_WORDS)[op]} {self.operand(right, name)}"
                return words if holds else f"not: {words}"
            case _:
                # A denied denial, and whatever else has no short form.
                return f"{'' if holds else 'not: '}{'; '.join(line.strip(' *') for line in self.bullets(node, 0))}"

    def operand(self, node: Node, fact: str) -> str:
        """The right-hand side of a comparison, with its unit and its name."""
        spec = vocabulary()[fact]
        unit = f" {spec.unit}" if spec.unit else ""
        match node:
            case Const(value, name):
                shown = show(value) + unit if isinstance(value, Fraction) else str(day_of(int(value)))
                return f"{shown} ({name})" if name else shown
            case Amount(name):
                row = self.corpus.row(self.corpus.amounts, name, self.book.view) if self.book else None
                return f"the figure {name}" + (f" ({show(row.value)}{unit})" if row and row.value is not None else "")
            case Fact(name):
                return name
            case _:
                return "nothing"

    def table(self, name: str) -> str:
        """A table, and how many members it has in the book."""
        if self.book is None:
            return name
        source = self.corpus.groups if name in self.corpus.groups else self.corpus.parties
        row = self.corpus.row(source, name, self.book.view)
        return f"{name} ({len(row.members)} named, {row.cite})" if row else f"{name} (empty on this day)"

    def cited(self, name: str) -> str:
        """Citation and purpose of another provision: of its version in the book, or of all that overlap this one."""
        if self.book is not None:
            found = [self.book.versions[name]] if name in self.book.versions else []
        else:
            found = [v for v in self.corpus.provisions[name].versions if _overlap(v, self.version)]
        if not found:
            return " (not in force: no)"
        cites = "; ".join(dict.fromkeys(version.cite for version in found))
        return f" ({cites})" + (f": {found[-1].text}" if found[-1].text else "")


def _flat(node: And | Or) -> Iterator[Node]:
    """The parts, those of the same kind below them included."""
    for part in node.parts:
        if isinstance(part, And | Or) and type(part) is type(node):
            yield from _flat(part)
        else:
            yield part


def _overlap(one: Version, other: Version) -> bool:
    return any(
        one.windows[layer].overlaps(other.windows[layer])
        for layer in LAYERS
        if layer in one.windows and layer in other.windows
    )


def _outdented(source: str) -> str:
    """Lines after the first as deep as they need be, without the depth of the function that they stood in."""
    first, *rest = source.splitlines()
    return "\n".join([first, *dedent("\n".join(rest)).splitlines()])
