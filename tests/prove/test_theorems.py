"""Theorems come out, each refutation is a transaction that the engine answers as claimed, and a wrong claim is not proved."""

from __future__ import annotations

from dataclasses import replace

import pytest

from licet.base.dates import day_number, parse_day
from licet.base.errors import LawError
from licet.decide.settings import engine
from licet.facts.intake import admit
from licet.language.book import View
from licet.law import HOME, corpus, folder_of
from licet.prove.gaps import holes
from licet.prove.theorems import OPEN, PROVED, REFUTED, Claim, Prover, claims

CLAIMS = {claim.id: claim for claim in claims(folder_of(HOME))}


def prover(day: str, layer: str = "codified") -> Prover:
    number = day_number(parse_day(day))
    return Prover(engine(), corpus().book(View(number, None, layer)), number, {})


@pytest.fixture(scope="module")
def today() -> Prover:
    return prover("2026-09-15")


@pytest.mark.parametrize(("day", "layer"), [("2023-12-01", "codified"), ("2026-09-15", "codified"), ("2026-09-15", "enforced")])
def test_every_theorem_of_a_book_comes_out_as_expected(day: str, layer: str) -> None:
    found = list(prover(day, layer).theorems(tuple(CLAIMS.values())))
    assert len(found) > 30
    assert not [one.id for one in found if not one.is_as_expected]
    assert not [one.id for one in found if one.result == OPEN]


def test_what_is_found_is_answered_so_by_the_engine(today: Prover) -> None:
    by = engine()
    shown = [one for one in today.theorems(()) if one.id.startswith("reachable:") and one.witness]
    assert len(shown) >= 8
    for one in shown:
        assert one.witness is not None
        admitted = admit(one.witness.facts, {})
        assert not admitted.complaints
        codes = by.codes(by.row(admitted.values, {}), today.day)[0]
        step = by.corpus.chains["outcome"].step(codes[2])
        assert one.id == f"reachable:{step.provision}" and codes[2] >= 0


def test_savings_have_ended(today: Prover) -> None:
    """Goods under way were saved until 2025-06-16; a year later no transaction is."""
    for place, saves in ((prover("2025-05-20"), True), (today, False)):
        code = next(code for code, step in enumerate(place.book.chains["outcome"].steps) if step.provision == "saved")
        term = place.law.codes["outcome"].get(code)
        found = place.search.find([term], lambda shown: shown.via == "SAVINGS")
        assert bool(found) is saves


@pytest.mark.parametrize(
    "wrong",
    [
        Claim("x", "An Entity List party never needs a license.", "", given=("listed_entity_requirement",), never=("license_required",)),
        Claim("x", "Nothing of 3A090.a ever goes free.", "", given=("item_a",), never=("no_license_required", "license_exception")),
        Claim("x", "LPP alone carries circuits.", "", given=("item_a", "not within_the_united_states"), via=("LPP",)),
        Claim("x", "More HBM bandwidth is never worse.", "", given=("item_kind=memory",), more="operator_lpp_received_tpp", never=()),
    ],
    ids=["listed", "free", "lpp", "group"],
)  # fmt: skip
def test_a_wrong_claim_is_refuted_by_a_transaction(today: Prover, wrong: Claim) -> None:
    found = today._claim(wrong)
    if wrong.more:
        assert found.result == PROVED  # memory goes under no yearly limit
        return
    assert found.result == REFUTED and found.witness is not None
    assert found.witness.outcome in wrong.never or found.witness.via not in wrong.via


def test_units_beyond_a_limit(today: Prover) -> None:
    """More units are never freer; fewer sometimes are: the turned-round claim is refuted, with both transactions."""
    assert today._claim(CLAIMS["more-units-are-never-freer"]).result == PROVED
    paradox = today._claim(CLAIMS["more-performance-is-never-freer"])
    assert paradox.result == REFUTED and paradox.witness is not None and paradox.witness.beside is not None
    less, more = (float(w.facts.get("tpp", "0")) for w in (paradox.witness, paradox.witness.beside))
    assert less < more and paradox.witness.outcome == "license_required" and paradox.witness.beside.outcome == "license_exception"


def test_a_name_that_is_none_is_refused(today: Prover) -> None:
    with pytest.raises(LawError, match="LIC-T001"):
        today._claim(replace(CLAIMS["unverified-parties-use-no-exception"], given=("no_such_provision",)))


@pytest.mark.parametrize(
    ("day", "found"),
    [
        ("2022-12-01", ["TPP < 4800 and any performance density"]),
        ("2024-06-03", ["TPP < 1600 and any performance density", "1600 <= TPP < 2400 and performance density < 3.2",
                        "2400 <= TPP < 4800 and performance density < 1.6"]),
    ],
)  # fmt: skip
def test_the_gaps_in_plain_numbers(day: str, found: list[str]) -> None:
    assert [gap.words() for gap in prover(day).gaps()] == found


def test_no_rule_goes_missing_between_its_versions() -> None:
    assert holes(corpus()) == []
