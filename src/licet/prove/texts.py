"""Texts by what the law can tell apart: those that stand in the same sets share a class."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

import z3

from licet.facts.chip_tables import chips
from licet.facts.countries import COUNTRIES
from licet.facts.values import SOMEWHERE
from licet.facts.vocabulary import vocabulary
from licet.language.tree import Const, Fact, In, Node, walk
from licet.prove.logic import FALSE, TRUE, some

OTHER = "\0"
"""Stands for every text that no set names."""
ANY_TEXT = {"eccn": "9A999"}
"""What a person may state so that no set names it, where not every word will do."""
NAMELESS = "Nobody in particular"


class Texts:
    """The classes of texts that a set of trees can tell apart."""

    def __init__(self, trees: Iterable[Node], readings: Mapping[str, Sequence[str]]) -> None:
        self._readings = readings
        sets: dict[frozenset[str], None] = {}
        free: set[str] = {OTHER}
        for tree in trees:
            for node in walk(tree):
                if isinstance(node, In):
                    sets[node.members] = None
                    if isinstance(node.left, Fact) and not _is_reading(node.left.name) and vocabulary()[node.left.name].kind == "text":
                        free |= node.members
                elif isinstance(node, Const) and isinstance(node.value, str):
                    sets[frozenset({node.value})] = None
        self._free = tuple(sorted(free))
        for values in (*_closed(), *map(tuple, readings.values()), tuple(COUNTRIES), self._free):
            sets[frozenset(values)] = None
        in_sets: dict[str, list[int]] = {}
        for number, members in enumerate(sets):
            for text in members:
                in_sets.setdefault(text, []).append(number)
        classes: dict[tuple[int, ...], int] = {}
        self.class_of = {text: classes.setdefault(tuple(numbers), len(classes)) for text, numbers in sorted(in_sets.items())}
        self.bits = max(1, (len(classes) - 1).bit_length())

    def domain(self, column: str) -> tuple[str, ...]:
        """The texts that a column can hold; OTHER for any word besides."""
        if _is_reading(column):
            return tuple(self._readings[column.removeprefix("reading:")])
        spec = vocabulary()[column]
        if spec.kind == "country":
            return (*COUNTRIES, *(() if column in SOMEWHERE else ("none",)))
        if column == "chip":  # other words are no chip, and are refused at the door
            return (*(text for text in self._free if text in _chip_ids()), OTHER)
        return spec.values if spec.kind == "choice" else self._free

    def among(self, value: Any, texts: Iterable[str]) -> Any:
        """The formula that a class number is that of one of the texts."""
        numbers = sorted({self.class_of[text] for text in texts if text in self.class_of})
        if z3.is_bv_value(value):
            return TRUE if value.as_long() in numbers else FALSE
        return some(*(value == number for number in numbers))

    def const(self, text: str) -> Any:
        """The class of a text; that of any word where no set names it."""
        return z3.BitVecVal(self.class_of.get(text, self.class_of[OTHER]), self.bits)

    def example(self, column: str, number: int) -> str:
        """A text of the class that a person could state in the column."""
        texts = [text for text in self.domain(column) if self.class_of[text] == number]
        text = texts[0] if texts else OTHER
        if text == OTHER and column == "chip":
            return next(name for name in sorted(_chip_ids()) if name not in self.class_of)
        return ANY_TEXT.get(column, NAMELESS) if text == OTHER else text


def _is_reading(column: str) -> bool:
    return column.startswith("reading:")


@cache
def _closed() -> tuple[tuple[str, ...], ...]:
    return tuple(spec.values for spec in vocabulary().values() if spec.kind == "choice")


@cache
def _chip_ids() -> frozenset[str]:
    return frozenset(chip.chip_id for chip in chips())
