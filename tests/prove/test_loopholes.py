"""Loopholes: the known one is found from the law alone, and is not there before the law made it."""

from __future__ import annotations

import pytest

from licet.base.dates import day_number, parse_day
from licet.decide.settings import engine
from licet.language.book import View
from licet.prove.loopholes import FREE, NOT_FREE, Loopholes, Pair
from licet.prove.region import assumed_for
from licet.report.proofs import pair_lines


def found(day: str) -> list[Pair]:
    number = day_number(parse_day(day))
    book = engine().corpus.book(View(number, None, "codified"))
    search = Loopholes(engine(), book, number, assumed_for({}), {})
    pairs = search.pairs(["tpp"])
    assert not search.unfinished
    return pairs


def test_the_stronger_circuit_goes_to_the_emirates_and_the_weaker_does_not() -> None:
    odd = [pair for pair in found("2026-07-10") if pair.is_odd]
    assert odd and {pair.free.facts["destination"] for pair in odd} == {"AE"}
    first = odd[0]
    assert (first.free.via, first.shut.outcome) == ("LPP", "license_required")
    assert (first.free.facts["tpp"], first.shut.facts["tpp"]) == ("4800", "4799.999")
    assert "ECCN 3A090.b" in first.parted_by and "15 CFR 740.29" in first.parted_by
    assert "odd" in "\n".join(pair_lines(first))


@pytest.mark.parametrize("day", ["2026-07-09", "2023-12-01"])
def test_before_that_day_every_pair_is_a_threshold(day: str) -> None:
    pairs = found(day)
    assert pairs and not any(pair.is_odd for pair in pairs)
    for pair in pairs:
        assert pair.free.outcome in FREE and pair.shut.outcome in NOT_FREE and pair.parted_by
        differ = {name for name in {*pair.free.facts, *pair.shut.facts} if pair.free.facts.get(name) != pair.shut.facts.get(name)}
        assert differ == {"tpp"}
