"""The corpus, and the book: the law seen from a day, a state of knowledge and a layer.

A corpus is everything that was read. A book is what of it holds: one version of each provision, tables resolved to members,
figures to numbers. Readings are not part of the view here: they stay facts of the question, so that one book answers under
all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from licet.base.dates import BEGINNING, FOREVER
from licet.base.errors import LawError
from licet.base.quantities import to_grains
from licet.base.values import frozen
from licet.language.chain import Chain
from licet.language.papers import Charge, Duty, FormField
from licet.language.provision import CODIFIED, LAYERS, Provision, Version
from licet.language.standing import Override, last_standing, reason_of, standing_days, stands
from licet.language.table import Event, Instrument, Letter, PressTier, Reading, Row
from licet.language.tree import Amount, And, Compare, Const, Fact, Hole, In, Node, Not, Or, Ratio, Ref, refs_of


@frozen
class Grains:
    """How a fact is stored: its kind, and how many grains make one unit."""

    kind: str
    grain: int


@frozen
class View:
    """From where the law is seen: a day, what was published by a day (None: everything), a layer."""

    as_of: int
    known_at: int | None = None
    layer: str = CODIFIED


@dataclass(frozen=True)
class Corpus:
    """All the law that was read, in all its versions."""

    name: str
    version: str
    digest: str
    provisions: Mapping[str, Provision]
    chains: Mapping[str, Chain]
    groups: Mapping[str, tuple[Row, ...]]
    parties: Mapping[str, tuple[Row, ...]]
    amounts: Mapping[str, tuple[Row, ...]]
    treated_as: tuple[Row, ...]
    instruments: Mapping[str, Instrument]
    readings: Mapping[str, Reading]
    duties: tuple[Duty, ...]
    letters: tuple[Letter, ...]
    tiers: tuple[PressTier, ...]
    grains: Mapping[str, Grains]
    charges: tuple[Charge, ...] = ()
    form: tuple[FormField, ...] = ()
    evidence_until: int = FOREVER
    overrides: tuple[Override, ...] = ()
    """What a user says of the standing of instruments; the digest names them too."""
    _books: dict[View, Book] = field(default_factory=dict, repr=False, compare=False)
    _bound: dict[tuple[int, object], tuple[Node, Node]] = field(default_factory=dict, repr=False, compare=False)
    _refs: dict[int, tuple[Node, tuple[str, ...]]] = field(default_factory=dict, repr=False, compare=False)
    is_as_loaded: bool = field(default=False, init=False, repr=False, compare=False)
    """Set by the loader alone: a corpus changed in memory keeps its digest, but is no longer what the digest names."""

    @cached_property
    def boundaries(self) -> tuple[int, ...]:
        """Every day on which some law begins or ends, in order: between two of them no book changes."""
        windows = [w for p in self.provisions.values() for v in p.versions for w in v.windows.values()]
        for table in (self.groups, self.parties, self.amounts):
            windows.extend(row.window for rows in table.values() for row in rows)
        windows.extend(row.window for row in self.treated_as)
        windows.extend(letter.window for letter in self.letters)
        days = {day for window in windows for day in (window.since, window.until)}
        days.update(day for instrument in self.instruments.values() for day in standing_days(instrument))
        return tuple(sorted(days - {BEGINNING, FOREVER}))

    def period(self, day: int) -> int:
        """The first day of the stretch without change that `day` lies in."""
        from bisect import bisect_right

        index = bisect_right(self.boundaries, day)
        return self.boundaries[index - 1] if index else BEGINNING

    def book(self, view: View) -> Book:
        """The book of a view; equal stretches share one."""
        key = View(self.period(view.as_of), view.known_at, view.layer)
        if key not in self._books:
            self._books[key] = _bind(self, key)
        return self._books[key]

    def one(self, node: Node, parts: object, make: Callable[[], Node]) -> Node:
        """A node bound to these parts, the same object in every book: what many books share is then looked at once.

        The node is kept beside it, so that its identity is never another's.
        """
        key = (id(node), parts)
        if key not in self._bound:
            self._bound[key] = (node, make())
        return self._bound[key][1]

    def refs_of(self, tree: Node) -> tuple[str, ...]:
        """The provisions that a bound tree refers to."""
        if id(tree) not in self._refs:
            self._refs[id(tree)] = (tree, refs_of(tree))
        return self._refs[id(tree)][1]

    def row(self, table: Mapping[str, tuple[Row, ...]], name: str, view: View) -> Row | None:
        """The row of a dated table that holds, as far as it was known."""
        known = [row for row in table[name] if self._counts(row.by, view)]
        started = [row for row in known if row.window.since <= view.as_of]
        if not started:
            return None
        last = started[-1]
        if last.window.until <= view.as_of and not (hidden_successor(table[name], last, known)):
            return None
        return last

    def _counts(self, by: str, view: View) -> bool:
        """Whether what an instrument made was published by then and stands; what does not count leaves its predecessor in place."""
        return self._is_known(by, view) and self._standing(by, view) is not False

    def _is_known(self, by: str, view: View) -> bool:
        if view.known_at is None or by not in self.instruments:
            return True
        published = self.instruments[by].known_from()
        return published is None or published <= view.known_at

    def _last_standing(self, by: str, view: View) -> Event | None:
        if by not in self.instruments:
            return None
        return last_standing(self.instruments[by], view.as_of, lambda other: self._is_known(other, view))

    def _standing(self, by: str, view: View) -> bool | None:
        return stands(self._last_standing(by, view), view.layer)

    def doubt(self, by: str, view: View) -> str:
        """Why it is not known whether an instrument stands; empty where that is known."""
        event = self._last_standing(by, view)
        return reason_of(self.instruments[by], event) if event is not None and stands(event, view.layer) is None else ""


def hidden_successor(rows: tuple[Row, ...], last: Row, known: Iterable[Row]) -> bool:
    """Whether the row that ended `last` was not yet known: then nothing ended it."""
    return any(row.window.since == last.window.until and row not in known for row in rows)


@dataclass(frozen=True)
class Book:
    """The law through a view."""

    corpus: Corpus
    view: View
    versions: Mapping[str, Version]
    trees: Mapping[str, Node]
    """Bound trees of the provisions in force, in an order in which each stands after those it refers to."""

    @cached_property
    def refs(self) -> Mapping[str, tuple[str, ...]]:
        """The provisions that each bound tree still refers to."""
        return {name: self.corpus.refs_of(tree) for name, tree in self.trees.items()}

    @property
    def chains(self) -> Mapping[str, Chain]:
        return self.corpus.chains

    def in_force(self, name: str) -> bool:
        return name in self.trees

    def group(self, name: str) -> frozenset[str]:
        """Members of a group of countries in this view."""
        return _members(self.corpus, self.corpus.groups, name, self.view)


def _members(corpus: Corpus, table: Mapping[str, tuple[Row, ...]], name: str, view: View) -> frozenset[str]:
    row = corpus.row(table, name, view)
    members = row.members if row else frozenset()
    if table is corpus.parties:
        return members
    alike = {r.name for r in corpus.treated_as if r.members & members and r.window.holds(view.as_of)}
    return members | alike


def active_version(provision: Provision, view: View, corpus: Corpus) -> Version | None:
    """The version that holds in the view's layer, as far as it was published by then."""
    started = [
        version
        for version in provision.versions
        if (window := version.window(view.layer)) and window.since <= view.as_of and corpus._counts(version.by, view)
    ]
    if not started:
        return None
    active = started[-1]
    until = active.windows[view.layer].until
    # What ended it may itself not count yet, or no longer: then nothing ended it.
    is_open = view.as_of < until or any(
        later.windows[view.layer].since == until and not corpus._counts(later.by, view)
        for later in provision.versions
        if view.layer in later.windows
    )
    return active if is_open else None


def _bind(corpus: Corpus, view: View) -> Book:
    versions = {
        name: version for name, provision in corpus.provisions.items() if (version := active_version(provision, view, corpus)) is not None
    }
    order = _ordered(versions)
    trees: dict[str, Node] = {}
    for name in order:
        tree, doubt = versions[name].tree, corpus.doubt(versions[name].by, view)
        trees[name] = _bound(And((Hole(doubt), tree)) if doubt else tree, corpus, view, trees)
    return Book(corpus, view, {name: versions[name] for name in order}, trees)


def _ordered(versions: Mapping[str, Version]) -> list[str]:
    """Names so that each stands after those it refers to.

    Raises:
        LawError: LIC-L015 when provisions refer to each other in a circle.
    """
    order: list[str] = []
    state: dict[str, int] = {}

    def visit(name: str, path: tuple[str, ...]) -> None:
        if state.get(name) == 2 or name not in versions:
            return
        if state.get(name) == 1:
            circle = " -> ".join((*path[path.index(name) :], name))
            raise LawError("LIC-L015", f"Provisions refer to each other in a circle: {circle}.", where=versions[name].place)
        state[name] = 1
        for other in versions[name].refs:
            visit(other, (*path, name))
        state[name] = 2
        order.append(name)

    for name in versions:
        visit(name, ())
    return order


def _bound(node: Node, corpus: Corpus, view: View, trees: Mapping[str, Node]) -> Node:
    """The node with tables, figures and grains resolved, and law that is not in force answered no."""
    match node:
        case And(parts) | Or(parts):
            settles = isinstance(node, Or)
            kept = []
            for part in parts:
                inner = _bound(part, corpus, view, trees)
                if not isinstance(inner, Const):
                    kept.append(inner)
                elif inner.value is settles:
                    return inner
            if len(kept) > 1:
                return corpus.one(node, tuple(map(id, kept)), lambda: type(node)(tuple(kept)))
            return kept[0] if kept else Const(not settles)
        case Not(inner_node):
            inside = _bound(inner_node, corpus, view, trees)
            return Const(not inside.value) if isinstance(inside, Const) else corpus.one(node, id(inside), lambda: Not(inside))
        case Ref(name):
            if name not in trees:
                return Const(False)
            return trees[name] if isinstance(trees[name], Const) else node
        case In(left, members, table) if table:
            source = corpus.groups if table in corpus.groups else corpus.parties
            found = _members(corpus, source, table, view) | members
            return corpus.one(node, found, lambda: In(left, found, table)) if found else Const(False)
        case In(left, members, _):
            extra = {r.name for r in corpus.treated_as if r.members & members and r.window.holds(view.as_of)}
            return corpus.one(node, members | extra, lambda: In(left, members | extra)) if extra else node
        case Compare(op, Fact(name), Amount() as amount):
            row = corpus.row(corpus.amounts, amount.name, view)
            if row is None or row.value is None:
                return Hole(f"The law prints no figure named {amount.name} for this day.")
            figure = Const(row.value, amount.name)
            return corpus.one(node, figure.value, lambda: _bound_compare(op, name, figure, corpus))
        case Compare(op, Fact(name), right):
            return corpus.one(node, None, lambda: _bound_compare(op, name, right, corpus))
        case _:
            return node


def _bound_compare(op: str, name: str, right: Node, corpus: Corpus) -> Node:
    grains = corpus.grains[name]
    if isinstance(right, Fact) and corpus.grains[right.name].grain != grains.grain:
        raise LawError(
            "LIC-L018", f"`{name}` and `{right.name}` are counted in different grains.", hint="Compare each with a figure."
        )
    if not isinstance(right, Const) or not isinstance(right.value, Fraction):
        return Compare(op, Fact(name), right)
    if grains.kind == "ratio":
        return Ratio(op, name, right.value, right.name)
    return Compare(op, Fact(name), Const(to_grains(right.value, grains.grain), right.name))


def layers_of(version: Version) -> tuple[str, ...]:
    """The layers in which a version ever holds."""
    return tuple(layer for layer in LAYERS if layer in version.windows)
