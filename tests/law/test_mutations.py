"""Do the cases bite? Each figure, sign, day and member of the law is made wrong in turn, and some case must notice."""

from __future__ import annotations

import os
import random
import tomllib
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest
from limb_mutants import limb_mutants
from mutants import Mutant, Reach, mutants, with_node
from paper_mutants import paper_mutants
from replay import Both, code_of, killer, replay

from licet.decide.engine import CHAINS
from licet.decide.settings import engine
from licet.language.provision import LAYERS
from licet.language.tree import walk

ALLOWED = Path(__file__).with_name("equivalent_mutants.toml")
SEED = int(os.environ.get("LICET_SEED") or random.SystemRandom().randrange(10**6))
SHARE = 4
"""One of so many wrongs is done in an ordinary run, drawn anew each time; all of them in the soak."""
LIMBS_UNNOTICED_MOST = 453
"""Conditions that no case misses: many are redundant, since another provision asks the same. To be lowered, never raised."""
each_share = pytest.mark.parametrize("share", [SHARE, pytest.param(1, marks=pytest.mark.soak)])
KINDS = {
    "numbers": ("constant", "figure"),
    "signs": ("sign",),
    "days": ("day", "early", "row day"),
    "members in the text": ("inline member",),
    "duties": ("duty",),
}


@cache
def all_mutants() -> tuple[Mutant, ...]:
    return (*mutants(engine().corpus), *paper_mutants(engine().corpus))


@cache
def allowed() -> frozenset[str]:
    rows = tomllib.loads(ALLOWED.read_text(encoding="utf-8"))["equivalent"]
    assert all(row["reason"].strip() for row in rows)
    return frozenset(key for row in rows for key in row["mutants"])


def survivors(kinds: tuple[str, ...], share: int = 1) -> list[str]:
    """The wrongs of these kinds, or a share of them, that no case notices."""
    law = engine()
    concerned = [mutant for mutant in all_mutants() if mutant.kind in kinds]
    if share > 1:
        print(f"seed {SEED}")
        concerned = random.Random(SEED).sample(concerned, len(concerned) // share)
    return [mutant.key for mutant in concerned if not killer(mutant, replay(), law)]


@each_share
@pytest.mark.parametrize("kinds", KINDS.values(), ids=KINDS)
def test_every_wrong_is_noticed_by_a_case(kinds: tuple[str, ...], share: int) -> None:
    unnoticed = [key for key in survivors(kinds, share) if key not in allowed()]
    assert not unnoticed, f"{len(unnoticed)} wrongs that no case notices; add a case, or a reason why none can:\n" + "\n".join(unnoticed)


def by_row() -> dict[str, list[Mutant]]:
    """Mutants that drop a member, by the row of the table that they drop it from."""
    rows: dict[str, list[Mutant]] = defaultdict(list)
    for mutant in all_mutants():
        if mutant.kind == "member":
            rows[mutant.key.rpartition(" -")[0]].append(mutant)
    return rows


def test_each_row_of_a_table_has_a_member_that_is_missed() -> None:
    """A row that the law asks for is tested by at least one country, party, product or entry that it holds."""
    law = engine()
    reach = Reach(law.corpus)
    bounds = law.corpus.boundaries
    unnoticed = []
    for row, drops in by_row().items():
        name, window = row.removeprefix("member ").rpartition("@")[0], drops[0].window
        assert window is not None
        asked = any(reach.asks(name, day) for day in {window.since, *(day for day in bounds if window.holds(day))})
        if asked and not any(killer(mutant, replay(), law) for mutant in drops) and row not in allowed():
            unnoticed.append(row)
    assert not unnoticed, "\n".join(unnoticed)


def test_the_mutants_are_many_and_leave_the_law_alone() -> None:
    law = engine()
    assert sum(mutant.kind in ("constant", "sign", "figure") for mutant in all_mutants()) > 100
    assert sum(mutant.kind in KINDS["days"] for mutant in all_mutants()) > 200
    before = {name: provision.versions for name, provision in law.corpus.provisions.items()}
    for mutant in all_mutants()[::97]:
        assert mutant.make() is not law.corpus
    assert before == {name: provision.versions for name, provision in law.corpus.provisions.items()}


def test_a_node_put_in_its_own_place_changes_nothing() -> None:
    trees = [version.tree for provision in engine().corpus.provisions.values() for version in provision.versions]
    for tree in trees:
        for number, node in enumerate(walk(tree)):
            assert with_node(tree, number, node) == tree


def test_the_replay_is_the_engine() -> None:
    """The fast path says what the compiled law says, case by case."""
    law = engine()
    for one in replay():
        question = one.question
        both = Both(law.corpus, one.row, question, law.where)
        codes = law.codes(one.row, question.as_of, question.known_at)
        lazily = tuple(tuple(code_of(both.layers[layer], law.corpus.chains[chain]) for chain in CHAINS) for layer in LAYERS)
        assert lazily == codes, one.case.id


@pytest.mark.soak
def test_every_allowed_survivor_survives() -> None:
    """A reason that has become untrue, or that speaks of law that has changed, is struck out."""
    kinds = tuple(kind for group in KINDS.values() for kind in group)
    assert allowed() <= {*survivors(kinds), *by_row()}


@pytest.mark.soak
def test_conditions_that_no_case_misses_do_not_become_more() -> None:
    """Each condition of the law left out in turn: how many no case misses is written down, and may only fall."""
    law = engine()
    unnoticed = [mutant.key for mutant in limb_mutants(law.corpus) if not killer(mutant, replay(), law)]
    assert len(unnoticed) <= LIMBS_UNNOTICED_MOST, "\n".join(unnoticed)


@pytest.mark.soak
def test_score(capsys: pytest.CaptureFixture[str]) -> None:
    """Print how many wrongs are noticed, by kind; members only where a case has one."""
    law = engine()
    with capsys.disabled():
        for name, kinds in {**KINDS, "members of tables": ("member",)}.items():
            concerned = [mutant for mutant in all_mutants() if mutant.kind in kinds]
            noticed = sum(bool(killer(mutant, replay(), law)) for mutant in concerned)
            print(f"\n{name}: {noticed} of {len(concerned)} noticed", end="")
