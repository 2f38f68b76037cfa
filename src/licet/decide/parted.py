"""What parts two answers: the paragraphs that come out otherwise of themselves, not because of others below them."""

from __future__ import annotations

from licet.backends.layers import provisions_needed
from licet.backends.scalar import Row
from licet.decide.case import case_of
from licet.decide.determine import Question
from licet.decide.engine import CHAINS, INFORMED, OUTCOME, Engine
from licet.decide.evaluate import Evaluation
from licet.language.provision import LAYERS
from licet.language.tree import refs_of

PARTING = (CHAINS[OUTCOME], CHAINS[INFORMED])


def parted_by(engine: Engine, question: Question, before: tuple[Row, int], after: tuple[Row, int]) -> tuple[str, ...]:
    """Citations of what comes out otherwise between two rows, each on its day; where some of it decided, of that alone."""
    one, other = (Evaluation(engine.book(day, question.known_at, question.layer), row, engine.where) for row, day in (before, after))
    names = {name for found in (one, other) for name in provisions_needed(found.book, PARTING)}
    turned = {name for name in names if one.value(name) is not other.value(name)}
    deepest = [name for name in (*one.book.trees, *other.book.trees) if name in turned and not _refs(one, other, name) & turned]
    cites = dict.fromkeys(
        found.book.versions[name].cite for name in deepest for found in (other, one) if name in found.book.versions
    )  # fmt: skip
    place = LAYERS.index(question.layer)
    decided = [cite for row, day in (after, before) for cite in case_of(engine, row, day, question.known_at).layers[place].decided_by]
    return tuple(cite for cite in dict.fromkeys(decided) if cite in cites) or tuple(cites)


def _refs(one: Evaluation, other: Evaluation, name: str) -> set[str]:
    return {ref for found in (one, other) if name in found.book.trees for ref in refs_of(found.book.trees[name])}
