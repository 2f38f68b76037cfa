"""One chip under every stretch of law: its classification, the answers to fixed questions, and what changed either by what.

A life is a list of stretches between days on which the law changes; stretches without a difference for this chip are one.
Beside it the same classification for a whole plane: the regions into which the law of a day divides two facts, found by
asking the law alone.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from licet.backends.scalar import Value
from licet.base.quantities import GRAIN
from licet.base.values import frozen
from licet.decide.case import step_outcome
from licet.decide.engine import ECCN, PARAGRAPH, Engine
from licet.decide.evaluate import Evaluation
from licet.decide.flip import reached_from
from licet.decide.proof import prove
from licet.facts.vocabulary import vocabulary
from licet.language.book import Book, Corpus
from licet.language.provision import LAYERS
from licet.language.table import Letter, Row
from licet.language.tree import Const, Hole, In, facts_of, walk

Values = Mapping[str, Value]
PARAGRAPH_OF, ENTRY_OF, ANSWER_TO, LETTER_FOR = "paragraph", "entry", "answer", "letter"

PREFERRED = (10, 11, 12, 13, 15, 16, 18, 20, 22, 24, 27, 30, 33, 36, 39, 43, 47, 51, 56, 62, 68, 75, 82, 91)
"""Preferred numbers, 24 in a decade: the steps of the grid on which a plane is first asked."""

SUPERSEDED = ("announced", "overtaken", "published")
"""Events on a day that change nothing from that day on."""


@dataclass(frozen=True, slots=True)
class Sight:
    """From where the law is seen, apart from the day: what was known, and how open texts are read."""

    known_at: int | None = None
    readings: Mapping[str, str] = field(default_factory=dict)


@frozen
class Classification:
    """Paragraph and entry; controlled when a paragraph is met and no note takes the item out of it; None where that is open."""

    paragraph: str
    entry: str
    is_controlled: bool | None


@frozen
class Aspect:
    """One thing that can change: the paragraph, the entry, the answer to a question in a layer, a letter for a question."""

    kind: str
    question: str = ""
    name: str = ""
    """Layer of an answer, id of a letter."""


@frozen
class Ground:
    """What made a change: an instrument and the paragraphs of it that bear on this chip, or a dated figure that ends."""

    instrument: str
    title: str
    cite: str
    paragraphs: tuple[str, ...]


@frozen
class Change:
    """One aspect before and after, as words of the chains; nothing before the first stretch."""

    aspect: Aspect
    before: tuple[str, ...]
    after: tuple[str, ...]
    grounds: tuple[Ground, ...]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days from `since` up to, not including, `until` (None: open) on which nothing differs for this chip."""

    since: int
    until: int | None
    standing: Mapping[Aspect, tuple[str, ...]] = field(hash=False)
    changes: tuple[Change, ...]


def classify_item(engine: Engine, item: Values, day: int, sight: Sight = Sight()) -> Classification:
    """Paragraph and entry of an item on a day."""
    row = engine.row({**item, "date": day}, sight.readings)
    return _classified(engine.book(day, sight.known_at, LAYERS[0]), engine.codes(row, day, sight.known_at)[0])


def chip_life(engine: Engine, item: Values, questions: Mapping[str, Values], sight: Sight = Sight()) -> tuple[Stretch, ...]:
    """The life of an item from the first day that the corpus covers.

    Args:
        item: stored values of the item alone, as the door gives them.
        questions: question name to stored values of the whole line, the item among them.
    """
    stretches: list[Stretch] = []
    previous: dict[str, tuple[Evaluation, ...]] = {}
    for day in engine.corpus.boundaries:
        asked = {name: _evaluations(engine, values, day, sight) for name, values in {"": item, **questions}.items()}
        if _is_unread(asked[""][0].book):
            continue
        standing = _standing(asked, engine.corpus.letters, day)
        if not stretches:
            stretches.append(Stretch(day, None, standing, ()))
        elif standing != stretches[-1].standing:
            before = stretches[-1].standing
            changes = tuple(_changes(engine.corpus, day, before, standing, previous, asked))
            stretches[-1] = replace(stretches[-1], until=day)
            stretches.append(Stretch(day, None, standing, changes))
        previous = asked
    return tuple(stretches)


def _evaluations(engine: Engine, values: Values, day: int, sight: Sight) -> tuple[Evaluation, ...]:
    # A stretch is looked at a few times only, so it is read leaf by leaf and not compiled.
    row = engine.row({**values, "date": day}, sight.readings)
    return tuple(Evaluation(engine.book(day, sight.known_at, layer), row, engine.where) for layer in LAYERS)


def _is_unread(book: Book) -> bool:
    """Whether the corpus does not cover the day: then the first step of every question is a hole."""
    return isinstance(book.trees.get(book.chains["outcome"].steps[0].provision), Hole)


def _code(evaluation: Evaluation, chain: str) -> int:
    steps = evaluation.book.chains[chain]
    return steps.code([evaluation.value(step.provision) for step in steps.steps])


def _classified(book: Book, codes: Sequence[int]) -> Classification:
    chain = book.chains["paragraph"]
    code = codes[PARAGRAPH]
    met = book.versions.get(chain.step(code).provision)
    return Classification(
        step_outcome(chain.step(code), code),
        step_outcome(book.chains["eccn"].step(codes[ECCN]), codes[ECCN]),
        None if code < 0 else met is not None and not met.exclusion,
    )


def _standing(
    asked: Mapping[str, tuple[Evaluation, ...]], letters: Iterable[Letter], day: int
) -> dict[Aspect, tuple[str, ...]]:
    item = asked[""][0]
    classification = _classified(item.book, [_code(item, "paragraph"), _code(item, "eccn")])
    standing: dict[Aspect, tuple[str, ...]] = {
        Aspect(PARAGRAPH_OF): (classification.paragraph,),
        Aspect(ENTRY_OF): (classification.entry,),
    }
    for name, evaluations in asked.items():
        if not name:
            continue
        for layer, evaluation in zip(LAYERS, evaluations, strict=True):
            standing[Aspect(ANSWER_TO, name, layer)] = _answer(evaluation)
        for letter in letters:
            binds = evaluations[-1].value(letter.provision) if letter.window.holds(day) else False
            if binds is not False:
                standing[Aspect(LETTER_FOR, name, letter.id)] = ("binds" if binds else "unknown",)
    return standing


def _answer(evaluation: Evaluation) -> tuple[str, ...]:
    """Outcome, authorization, review."""
    outcome, review = _code(evaluation, "outcome"), _code(evaluation, "review")
    step = evaluation.book.chains["outcome"].step(outcome)
    policy = step_outcome(evaluation.book.chains["review"].step(review), review)
    return step_outcome(step, outcome), step.via if outcome >= 0 else "none", policy


CHAINS_OF = {PARAGRAPH_OF: ("paragraph",), ENTRY_OF: ("eccn",), ANSWER_TO: ("outcome", "review")}


def _changes(
    corpus: Corpus,
    day: int,
    before: Mapping[Aspect, tuple[str, ...]],
    after: Mapping[Aspect, tuple[str, ...]],
    previous: Mapping[str, tuple[Evaluation, ...]],
    asked: Mapping[str, tuple[Evaluation, ...]],
) -> Iterator[Change]:
    letters = {letter.id: letter.provision for letter in corpus.letters}
    for aspect in dict.fromkeys((*before, *after)):
        was, becomes = before.get(aspect, ()), after.get(aspect, ())
        if was == becomes:
            continue
        place = LAYERS.index(aspect.name) if aspect.kind == ANSWER_TO else 0
        pair = (previous[aspect.question][place], asked[aspect.question][place])
        chains = CHAINS_OF.get(aspect.kind, ())
        letter = [letters[aspect.name]] if aspect.kind == LETTER_FOR else []
        deciding = [letter or _deciding(evaluation, chains) for evaluation in pair]
        every = [_every(evaluation, chains) for evaluation in pair]
        yield Change(aspect, was, becomes, _grounds(corpus, day, pair, (deciding, every)))


def _deciding(evaluation: Evaluation, chains: Iterable[str]) -> list[str]:
    """The provisions of the steps that decide."""
    return [evaluation.book.chains[name].step(_code(evaluation, name)).provision for name in chains]


def _every(evaluation: Evaluation, chains: Iterable[str]) -> list[str]:
    """The provisions of all steps: for an answer that holds because none of them is met."""
    return [step.provision for name in chains for step in evaluation.book.chains[name].steps]


def _grounds(
    corpus: Corpus, day: int, pair: tuple[Evaluation, Evaluation], choices: Iterable[Sequence[list[str]]]
) -> tuple[Ground, ...]:
    """What began on the day among what decides before and after; else among all that was asked; else whatever acted that day."""
    begun: dict[str, dict[str, None]] = {}
    ended: dict[str, Row] = {}
    for roots in choices:
        for evaluation, names in zip(pair, roots, strict=True):
            for name, node in prove(evaluation, names).items():
                version = pair[1].book.versions.get(name)
                if version is not None and version.windows[evaluation.book.view.layer].since == day:
                    begun.setdefault(version.by, {})[version.cite] = None
                for row in (row for seen in node.leaves for row in _rows(corpus, seen.leaf)):
                    if row.window.since == day and row.by:
                        begun.setdefault(row.by, {})[row.cite] = None
                    elif row.window.until == day:
                        ended[row.name] = row
        if begun or ended:
            break
    if not begun:
        events = ((one.id, event) for one in corpus.instruments.values() for event in one.events)
        begun = {name: {} for name, event in events if event.day == day and event.kind not in SUPERSEDED}
    instruments = [corpus.instruments[name] for name in begun if name in corpus.instruments]
    found = [Ground(one.id, one.title, one.cite, tuple(begun[one.id])) for one in instruments]
    if not found:
        found = [Ground("", f"{row.name} ends", row.cite, ()) for row in ended.values()]
    return tuple(found)


def _rows(corpus: Corpus, leaf: object) -> Iterator[Row]:
    """The rows of a dated table or figure that a leaf reads."""
    if isinstance(leaf, In) and leaf.table:
        yield from corpus.groups.get(leaf.table, ()) or corpus.parties.get(leaf.table, ())
        return
    constants = [node for node in walk(leaf) if isinstance(node, Const)] if not isinstance(leaf, Hole) else []  # type: ignore[arg-type]
    for constant in constants:
        yield from corpus.amounts.get(constant.name, ())


# The plane of two facts


@frozen
class Paragraph:
    """A paragraph that may be met, with what it says; `is_controlled` as in a classification."""

    name: str
    says: str
    is_controlled: bool | None


@dataclass(frozen=True, slots=True)
class Plane:
    """How the law of a day divides two facts of an item that is otherwise fixed.

    Edges are the first values, in grains, at which the paragraph may be another; cell (i, j) holds from edges i and j up to
    the next ones. `paragraphs` are those that some cell meets, in the order of the law; any other cell meets none.
    """

    across: str
    up: str
    x_edges: tuple[int, ...]
    y_edges: tuple[int, ...]
    cells: Mapping[tuple[int, int], str] = field(hash=False)
    paragraphs: tuple[Paragraph, ...]

    def at(self, x: int, y: int) -> str:
        """The paragraph of a point."""
        return self.cells[max(bisect_right(self.x_edges, x) - 1, 0), max(bisect_right(self.y_edges, y) - 1, 0)]


def fact_asked(engine: Engine, candidates: Sequence[str], day: int, sight: Sight = Sight()) -> str | None:
    """The first of the facts by which the law of the day sorts items into paragraphs."""
    book = engine.book(day, sight.known_at, LAYERS[0])
    names = [step.provision for step in book.chains["paragraph"].steps if step.provision in book.trees]
    read: set[str] = set()
    for name in names:
        names += [other for other in book.refs[name] if other not in names]
        read |= facts_of(book.trees[name])
    for fact in candidates:
        if read & {column.partition(":")[0] for column in reached_from(next(iter(_stored(fact, 0))))}:
            return fact
    return None


def plane(
    engine: Engine, item: Values, across: str, up: str, bounds: tuple[int, int, int, int], day: int, sight: Sight = Sight()
) -> Plane:
    """Find the regions of a day on a grid, and their edges to the grain by bisection.

    Args:
        bounds: least and most of `across`, least and most of `up`, in grains.
    """
    decider = engine.decider(day, sight.known_at)

    def at(x: int, y: int) -> int:
        row = engine.row({**item, **_stored(across, x), **_stored(up, y), "date": day}, sight.readings)
        return decider(row)[0][PARAGRAPH]

    low_x, high_x, low_y, high_y = bounds
    xs, ys = steps_between(low_x, high_x), steps_between(low_y, high_y)
    x_edges = (low_x, *_edges(xs, ys, at))
    y_edges = (low_y, *_edges(ys, xs, lambda y, x: at(x, y)))
    codes = {(i, j): at(x, y) for i, x in enumerate(x_edges) for j, y in enumerate(y_edges)}
    book = engine.book(day, sight.known_at, LAYERS[0])
    chain = book.chains["paragraph"]
    cells = {place: step_outcome(chain.step(code), code) for place, code in codes.items()}
    met = sorted(code for code in set(codes.values()) if code < 0 or chain.step(code) != chain.default)
    return Plane(across, up, x_edges, y_edges, cells, tuple(dict.fromkeys(_paragraph(book, code) for code in met)))


def _paragraph(book: Book, code: int) -> Paragraph:
    step = book.chains["paragraph"].step(code)
    if code < 0:
        return Paragraph(step_outcome(step, code), "", None)
    version = book.versions[step.provision]
    return Paragraph(step.outcome, version.text, not version.exclusion)


def steps_between(low: int, high: int) -> list[int]:
    """Whole numbers from low to high, about evenly spaced in their logarithm.

    >>> steps_between(5, 13)
    [5, 10, 11, 12, 13]
    """
    steps = (number * 10**exponent for exponent in range(len(str(high))) for number in PREFERRED)
    return sorted({low, high, *(step for step in steps if low < step < high)})


def _edges(moving: Sequence[int], fixed: Sequence[int], at: Callable[[int, int], int]) -> list[int]:
    """Where the answer turns along one axis, on any line of the grid across it."""
    found: set[int] = set()
    for other in fixed:
        answers = [at(step, other) for step in moving]
        for (low, before), (high, after) in pairwise(zip(moving, answers, strict=True)):
            known = (edge for edge in found if low < edge <= high)
            if before != after and not any(at(edge - 1, other) == before and at(edge, other) == after for edge in known):
                found.add(_turn(low, high, other, at))
    return sorted(found)


def _turn(low: int, high: int, other: int, at: Callable[[int, int], int]) -> int:
    """The first value after `low` that answers otherwise."""
    before = at(low, other)
    while high - low > 1:
        middle = (low + high) // 2
        if at(middle, other) == before:
            low = middle
        else:
            high = middle
    return high


def _stored(fact: str, grains: int) -> dict[str, Value]:
    """Stored columns of a fact: a ratio is kept as a pair, of which the bottom is one unit."""
    return {f"{fact}:top": grains, f"{fact}:bottom": GRAIN} if vocabulary()[fact].kind == "ratio" else {fact: grains}
