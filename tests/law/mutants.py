"""Small wrongs done to the law on purpose: each constant, sign, day and member changed a little, one at a time, in memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from licet.base.dates import BEGINNING, FOREVER, Window, day_number, day_of, parse_day
from licet.base.quantities import show
from licet.language.book import Corpus, View
from licet.language.provision import LAYERS, Provision, Version
from licet.language.standing import is_standing
from licet.language.table import Row
from licet.language.tree import Amount, And, Compare, Const, Fact, In, Node, Not, Or, walk

SWAPPED = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}
HONG_KONG = {"CN": "HK"}
TABLES = ("groups", "parties", "amounts")
BEGINS = day_number(parse_day("2022-10-07"))
OUTSIDE = {BEGINNING, FOREVER, day_number(parse_day("1970-01-01"))}
"""Days that are no edge: before the corpus begins, and never."""


@dataclass(frozen=True)
class Mutant:
    """One wrong.

    Attributes:
        key: what was done, in words that stay the same from run to run.
        kind: constant, sign, day (a version begins late, or ends early or late), early (all that begins on a day), row day, figure,
            member or inline member.
        make: the wronged corpus.
        provisions: a case is concerned only if its answer rests on one of these; empty: it may be any.
        day: a case is concerned only on this day; None: on any.
        value: a case is concerned only if one of its facts is this; empty: it may be any.
        near: the fact and the limit whose neighbours are tried first.
        window: a case is concerned only on a day inside; None: on any.
    """

    key: str
    kind: str
    make: Callable[[], Corpus]
    provisions: frozenset[str] = frozenset()
    day: int | None = None
    value: str = ""
    near: tuple[str, Fraction] | None = None
    window: Window | None = None


def mutants(corpus: Corpus) -> list[Mutant]:
    """All of them, in a fixed order."""
    reach = Reach(corpus)
    found = [
        *_of_trees(corpus), *_of_windows(corpus, reach), *_of_figures(corpus), *_of_rows(corpus, reach), *_of_members(corpus),
    ]  # fmt: skip
    assert len({mutant.key for mutant in found}) == len(found)
    return found


def name_of(version: Version, corpus: Corpus) -> str:
    """A version by its provision and its first day, and by its layer where two begin together."""
    since = min(window.since for window in version.windows.values())
    twins = [v for v in corpus.provisions[version.provision].versions if min(w.since for w in v.windows.values()) == since]
    layer = "" if len(twins) == 1 else f" {'+'.join(version.windows)}"
    return f"{version.provision}@{day_of(since)}{layer}"


# Trees: constants, signs, members that stand in the provision itself


def _of_trees(corpus: Corpus) -> Iterator[Mutant]:
    for provision in corpus.provisions.values():
        for place, version in enumerate(provision.versions):
            times: Counter[str] = Counter()
            for number, node in enumerate(walk(version.tree)):
                for what, kind, changed, value, near in _changes(node, corpus):
                    key = f"{kind} {name_of(version, corpus)} {what}"
                    times[key] += 1
                    key = key if times[key] == 1 else f"{key} ({times[key]})"
                    tree = with_node(version.tree, number, changed)
                    yield Mutant(
                        key, kind, with_tree(corpus, provision, place, tree), frozenset([provision.name]), value=value, near=near
                    )


Change = tuple[str, str, Node, str, tuple[str, Fraction] | None]


def _changes(node: Node, corpus: Corpus) -> Iterator[Change]:
    match node:
        case Compare(op, Fact(name), Const(Fraction() | int() as limit, called)) if not isinstance(limit, bool):
            grain = corpus.grains[name].grain if isinstance(limit, Fraction) else 1
            shown = show(limit) if isinstance(limit, Fraction) else day_of(limit).isoformat()
            near = (name, Fraction(limit))
            for sign, step in (("+", 1), ("-", -1)):
                by = Fraction(step, grain) if isinstance(limit, Fraction) else step
                yield f"{name} {op} {shown} {sign}", "constant", Compare(op, Fact(name), Const(limit + by, called)), "", near
            if op in SWAPPED:
                yield f"{name} {op} {shown} {SWAPPED[op]}", "sign", Compare(SWAPPED[op], Fact(name), node.right), "", near
        case Compare(op, Fact(name), Amount(figure)) if op in SWAPPED:
            yield f"{name} {op} {figure} {SWAPPED[op]}", "sign", Compare(SWAPPED[op], Fact(name), node.right), "", None
        case Compare(op, Fact(name), Fact(other)) if op in SWAPPED:
            yield f"{name} {op} {other} {SWAPPED[op]}", "sign", Compare(SWAPPED[op], Fact(name), node.right), "", None
        case In(Fact(name), members, table) if not name.startswith("reading:"):
            for member in sorted(members):
                fewer = In(Fact(name), members - {member}, table)
                left: Node = fewer if fewer.members or table else Const(False)
                yield f"{name} -{member}", "inline member", left, member, None


def with_node(tree: Node, number: int, changed: Node) -> Node:
    """The tree with one node, counted as `walk` counts, replaced."""
    count = -1

    def go(node: Node) -> Node:
        nonlocal count
        count += 1
        if count == number:
            count += sum(1 for _ in walk(node)) - 1
            return changed
        match node:
            case And(parts):
                return And(tuple(go(part) for part in parts))
            case Or(parts):
                return Or(tuple(go(part) for part in parts))
            case Not(inner):
                return Not(go(inner))
            case Compare(op, left, right):
                return Compare(op, go(left), go(right))
            case In(left, members, table):
                return In(go(left), members, table)
            case _:
                return node

    return go(tree)


def with_tree(corpus: Corpus, provision: Provision, place: int, tree: Node) -> Callable[[], Corpus]:
    def make() -> Corpus:
        versions = list(provision.versions)
        versions[place] = replace(versions[place], tree=tree)
        return with_provision(corpus, replace(provision, versions=tuple(versions)))

    return make


def with_provision(corpus: Corpus, provision: Provision) -> Corpus:
    return replace(corpus, provisions={**corpus.provisions, provision.name: provision}, _books={})


# Days: a version a day late, an end a day off, and everything of one day a day early


def _of_windows(corpus: Corpus, reach: Reach) -> Iterator[Mutant]:
    for provision in corpus.provisions.values():
        for place, version in enumerate(provision.versions):
            for edge in ("since", "until"):
                for day in sorted({getattr(window, edge) for window in version.windows.values()} - OUTSIDE):
                    layers = [name for name, window in version.windows.items() if getattr(window, edge) == day]
                    if edge == "until" and any(_begins(provision, layer, day) for layer in layers):
                        continue
                    if edge == "since" and not _matters(reach, provision, version, layers, day):
                        continue
                    for step in (1,) if edge == "since" else (1, -1):
                        key = f"day {name_of(version, corpus)} {edge} {day_of(day)} {step:+d}"
                        make = _with_edge(corpus, provision, place, edge, day, step)
                        yield Mutant(key, "day", make, day=day if step > 0 else day - 1)
    for day in corpus.boundaries:
        if day >= BEGINS:
            yield Mutant(f"early {day_of(day)}", "early", _with_all_early(corpus, day), day=day - 1)


def _begins(provision: Provision, layer: str, day: int) -> bool:
    return any(layer in version.windows and version.windows[layer].since == day for version in provision.versions)


def _matters(reach: Reach, provision: Provision, version: Version, layers: list[str], day: int) -> bool:
    """Whether a first day can be seen at all: some law in force asks for the provision, and its words are new."""
    before = {v.tree for v in provision.versions for layer in layers if layer in v.windows and v.windows[layer].until == day}
    return any(provision.name in reach.names(day, layer) for layer in layers) and before != {version.tree}


class Reach:
    """What the law in force on a day comes to ask."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        self._names: dict[tuple[int, str], frozenset[str]] = {}

    def names(self, day: int, layer: str) -> frozenset[str]:
        """Provisions that a chain, a duty or a letter comes to."""
        if (day, layer) not in self._names:
            book = self.corpus.book(View(day, None, layer))
            waiting = [step.provision for chain in self.corpus.chains.values() for step in chain.steps]
            waiting += [duty.given for duty in self.corpus.duties if duty.given]
            waiting += [letter.provision for letter in self.corpus.letters]
            found: set[str] = set()
            while waiting:
                name = waiting.pop()
                if name in book.trees and name not in found:
                    found.add(name)
                    waiting.extend(book.refs[name])
            self._names[day, layer] = frozenset(found)
        return self._names[day, layer]

    def asks(self, table: str, day: int) -> bool:
        """Whether a table or figure is looked up on a day, in either layer."""
        for layer in LAYERS:
            book = self.corpus.book(View(day, None, layer))
            for name in self.names(day, layer):
                if any(isinstance(node, In) and node.table == table for node in walk(book.trees[name])):
                    return True
                if any(isinstance(node, Amount) and node.name == table for node in walk(book.versions[name].tree)):
                    return True
        return False


def _moved(window: Window, day: int, step: int) -> Window:
    """The window with each of its edges that stands on the day moved."""
    return Window(window.since + step if window.since == day else window.since, window.until + step if window.until == day else window.until)


def _with_edge(corpus: Corpus, provision: Provision, place: int, edge: str, day: int, step: int) -> Callable[[], Corpus]:
    layers = [name for name, window in provision.versions[place].windows.items() if getattr(window, edge) == day]

    def shifted(index: int, version: Version) -> Version:
        windows = dict(version.windows)
        for layer in layers:
            if layer in windows and (index == place or windows[layer].until == day):
                windows[layer] = _moved(windows[layer], day, step)
        return replace(version, windows=windows)

    def make() -> Corpus:
        versions = tuple(shifted(index, version) for index, version in enumerate(provision.versions))
        return with_provision(corpus, replace(provision, versions=versions))

    return make


def _with_all_early(corpus: Corpus, day: int) -> Callable[[], Corpus]:
    def early(version: Version) -> Version:
        return replace(version, windows={layer: _moved(window, day, -1) for layer, window in version.windows.items()})

    def make() -> Corpus:
        provisions = {
            name: replace(provision, versions=tuple(early(version) for version in provision.versions))
            for name, provision in corpus.provisions.items()
        }
        tables = {
            kind: {
                name: tuple(replace(row, window=_moved(row.window, day, -1)) for row in rows)
                for name, rows in getattr(corpus, kind).items()
            }
            for kind in TABLES
        }
        instruments = {
            name: replace(one, events=tuple(replace(e, day=e.day - (e.day == day and is_standing(e))) for e in one.events))
            for name, one in corpus.instruments.items()
        }
        return replace(corpus, provisions=provisions, instruments=instruments, _books={}, **tables)

    return make


# Tables: figures, days of rows, members


def _tables(corpus: Corpus) -> Iterator[tuple[str, str, tuple[Row, ...]]]:
    for kind in TABLES:
        table: Mapping[str, tuple[Row, ...]] = getattr(corpus, kind)
        for name, rows in table.items():
            yield kind, name, rows


def _asking(corpus: Corpus, name: str) -> frozenset[str]:
    """The provisions that read a table."""
    return frozenset(
        provision.name
        for provision in corpus.provisions.values()
        for version in provision.versions
        for node in walk(version.tree)
        if (isinstance(node, In) and node.table == name) or (isinstance(node, Amount) and node.name == name)
    )


def _with_row(corpus: Corpus, kind: str, name: str, changed: Mapping[int, Row]) -> Callable[[], Corpus]:
    def make() -> Corpus:
        table: Mapping[str, tuple[Row, ...]] = getattr(corpus, kind)
        rows = tuple(changed.get(index, row) for index, row in enumerate(table[name]))
        return replace(corpus, _books={}, **{kind: {**table, name: rows}})  # type: ignore[arg-type]

    return make


def _of_figures(corpus: Corpus) -> Iterator[Mutant]:
    for name, rows in corpus.amounts.items():
        for index, row in enumerate(rows):
            if row.value is None:
                continue
            for sign, step in (("+", 1), ("-", -1)):
                changed = {index: replace(row, value=row.value + Fraction(step, 1000))}
                key = f"figure {name}@{day_of(row.window.since)} {show(row.value)} {sign}"
                yield Mutant(key, "figure", _with_row(corpus, "amounts", name, changed), _asking(corpus, name))


def _of_rows(corpus: Corpus, reach: Reach) -> Iterator[Mutant]:
    for kind, name, rows in _tables(corpus):
        for index, row in enumerate(rows if _asking(corpus, name) else ()):
            for edge in ("since", "until"):
                day = getattr(row.window, edge)
                after = rows[index + 1] if index + 1 < len(rows) else None
                before = rows[index - 1] if index and rows[index - 1].window.until == day and edge == "since" else None
                if day in OUTSIDE or (edge == "until" and after and after.window.since == day):
                    continue
                if before and (before.members, before.value) == (row.members, row.value):
                    continue  # the rows differ in their evidence alone
                for step in (1,) if edge == "since" else (1, -1):
                    if not reach.asks(name, day if step > 0 else day - 1):
                        continue
                    changed = {index: replace(row, window=_moved(row.window, day, step))}
                    if before:
                        changed[index - 1] = replace(before, window=_moved(before.window, day, step))
                    key = f"row day {name}@{day_of(row.window.since)} {edge} {step:+d}"
                    make = _with_row(corpus, kind, name, changed)
                    yield Mutant(key, "row day", make, day=day if step > 0 else day - 1)


def _of_members(corpus: Corpus) -> Iterator[Mutant]:
    for kind, name, rows in _tables(corpus):
        asking = _asking(corpus, name)
        for index, row in enumerate(rows if asking else ()):
            for member in sorted(row.members):
                changed = {index: replace(row, members=row.members - {member})}
                key = f"member {name}@{day_of(row.window.since) if row.window.since != BEGINNING else 'always'} -{member}"
                yield Mutant(key, "member", _with_row(corpus, kind, name, changed), asking, value=member, window=row.window)
