"""What several roles say together has one number, whether they are one column or several; and compiled law fits a small frame."""

from __future__ import annotations

import random

import numpy as np

from licet.backends.classes import RolesQuestion, TextQuestion
from licet.backends.columns import Cells, Constant, Vector
from licet.decide.settings import engine

LABELS = ("CN", "DE", "MX", "none")
SETS = ({"CN"}, {"DE", "MX"}, {"none"}, {"CN", "DE"})


def roles() -> RolesQuestion:
    names = ("consignee_hq", "owner_hq", "operator_hq")
    return RolesQuestion([TextQuestion(name, [frozenset(s) for s in SETS[n : n + 2]]) for n, name in enumerate(names)])


def test_one_column_and_several_alike_columns_are_classed_alike() -> None:
    seed = 20261129
    print(f"seed {seed}")
    rng = random.Random(seed)
    data = np.array([rng.randrange(-1, len(LABELS)) for _ in range(500)], dtype=np.int64)
    one: Cells = Vector(data, LABELS)
    question = roles()
    together = question.classes([one, one, one], len(data))
    apart = question.classes([one, Vector(data.copy(), tuple(LABELS)), Vector(data.copy(), LABELS)], len(data))
    assert (together == apart).all()
    assert question.count == len({*together.tolist()}), "a pattern that no row has was counted as met"


def test_rows_that_differ_in_one_role_differ() -> None:
    question = roles()
    same, other = Constant("CN"), Constant("DE")
    assert question.classes([same, same, same], 1) != question.classes([same, other, same], 1)
    assert question.classes([same, Constant(None), same], 1) != question.classes([same, same, same], 1)
    columns: list[Cells] = [Vector(np.array([0, 0], dtype=np.int64), LABELS), Vector(np.array([0, 1], dtype=np.int64), LABELS), same]
    first, second = question.classes(columns, 2).tolist()
    assert first != second
    assert first == question.classes([same, same, same], 1)[0]


def test_the_compiled_law_fits_a_small_frame() -> None:
    """A function with thousands of local names does not fit Python's stack of frames, and then costs more to enter than to run."""
    law = engine()
    for day in law.corpus.boundaries[-3:]:
        assert law.decider(day).__code__.co_nlocals < 1000
