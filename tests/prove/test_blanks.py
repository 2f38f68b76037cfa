"""No fact left unknown gives a silent yes: proved, and a law that broke it would be caught."""

from __future__ import annotations

import pytest

from licet.base.dates import day_number, parse_day
from licet.decide.settings import engine
from licet.facts.vocabulary import vocabulary
from licet.language.book import View
from licet.law import HOME, corpus, folder_of
from licet.prove.blanks import blanks, explained, facts_asked
from licet.prove.theorems import PROVED, REFUTED, Prover

WHY = explained(folder_of(HOME))
WATCHED = ("destination", "consignee_hq", "consignee_parent", "consignee_listed", "end_use", "datacenter", "exporter_informed")


def prover(day: str, layer: str) -> Prover:
    number = day_number(parse_day(day))
    return Prover(engine(), corpus().book(View(number, None, layer)), number, {})


@pytest.fixture(scope="module")
def today() -> Prover:
    return prover("2026-09-15", "enforced")


def test_what_matters_most_may_be_left_blank_without_harm(today: Prover) -> None:
    assert {one.id: one.result for one in blanks(today, WHY, WATCHED)} == {f"blank:{name}": PROVED for name in WATCHED}


def test_a_blank_that_says_something_is_found(today: Prover) -> None:
    (one,) = blanks(today, {}, ["tpp"])
    assert one.result == REFUTED and not one.is_as_expected and one.witness is not None and one.witness.beside is not None
    assert "tpp" not in one.witness.facts and "tpp" in one.witness.beside.facts


def test_every_explained_fact_is_one() -> None:
    assert set(WHY) <= set(vocabulary())
    assert all(len(reason) > 20 for reason in WHY.values())


@pytest.mark.soak
@pytest.mark.parametrize("layer", ["codified", "enforced"])
@pytest.mark.parametrize("day", ["2023-06-01", "2024-06-03", "2025-06-02", "2026-09-15"])
def test_no_blank_is_a_silent_yes(day: str, layer: str) -> None:
    of = prover(day, layer)
    found = list(blanks(of, WHY))
    assert len(found) == len(facts_asked(of.book.trees.values())) > 60
    assert not [one.id for one in found if not one.is_as_expected]
