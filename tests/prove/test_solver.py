"""The solver's law is the law: on rows near every bound each chain comes out as the engine decides it."""

from __future__ import annotations

import os
import random
import sys
from pathlib import Path

import pytest
import z3

sys.path.insert(0, str(Path(__file__).parents[1] / "backends"))
from rows import pools_of, raw_rows

from licet.backends.layers import stored_as
from licet.base.dates import day_number, parse_day
from licet.decide.engine import CHAINS, Engine
from licet.facts.derive import layout
from licet.language.book import View
from licet.law import corpus
from licet.prove.solver import Law, World, choices_of, is_stated

ROWS = int(os.environ.get("LICET_SOLVER_ROWS", "10"))
DAYS = ("2022-12-01", "2024-06-01", "2025-06-02", "2026-09-15")


def value_terms(world: World, row: dict[str, object]) -> list[tuple[object, object]]:
    """What to put in the place of each cell of the solver so that it speaks of one row."""
    pairs: list[tuple[object, object]] = []
    for column, cell in world.stated.items():
        value = row.get(column)
        pairs.append((cell.known, z3.BoolVal(value is not None)))
        kind = stored_as(column)
        if kind is bool:
            pairs.append((cell.value, z3.BoolVal(bool(value))))
        elif kind is int:
            pairs.append((cell.value, z3.IntVal(int(value or 0))))  # type: ignore[call-overload]
        else:
            known = world.texts.class_of
            number = known.get(str(value), known["\0"]) if value is not None else 0
            pairs.append((cell.value, z3.BitVecVal(number, world.texts.bits)))
    return pairs


@pytest.mark.parametrize("layer", ["codified", "enforced"])
@pytest.mark.parametrize("day", DAYS)
def test_the_solver_decides_as_the_engine(day: str, layer: str) -> None:
    number = day_number(parse_day(day))
    engine, law = Engine(corpus()), corpus()
    book = law.book(View(number, None, layer))
    world = World(book.trees.values(), choices_of(law))
    solved = Law(world, book)
    place = ("codified", "enforced").index(layer)
    random.seed(7)
    for raw in raw_rows(pools_of(corpus), ROWS, 7):
        raw = {**raw, "date": number}
        values = {column: value for column, value in raw.items() if is_stated(column)}
        chosen = {column.removeprefix("reading:"): value for column, value in raw.items() if column.startswith("reading:")}
        row = engine.row(values, chosen)  # type: ignore[arg-type]
        expected = engine.codes(row, number)[place]
        stated = {column: row[engine.where[column]] for column in world.stated if column.startswith("reading:")}
        pairs = value_terms(world, {**values, **stated})
        exact = [(result, z3.simplify(z3.substitute(left * right, *pairs))) for left, right, result in world.products]
        for _ in exact:  # a product may stand in another
            exact = [(result, z3.simplify(z3.substitute(term, *exact, *pairs))) for result, term in exact]
        for chain, code in zip(CHAINS, expected, strict=True):
            term = z3.simplify(z3.substitute(solved.codes[chain].get(code, z3.BoolVal(False)), *exact, *pairs))
            assert z3.is_true(term), (chain, code, {k: v for k, v in values.items() if v is not None and k in layout()})
