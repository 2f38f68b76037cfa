"""A law broken on purpose is refuted with a transaction that shows the break, which the engine of the broken law confirms; one of each kind."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from licet.base.dates import day_number, parse_day
from licet.base.errors import LawError
from licet.decide.determine import headline
from licet.decide.engine import Engine
from licet.facts.intake import admit
from licet.facts.vocabulary import grains, vocabulary
from licet.language.book import View
from licet.language.corpus import read_corpus
from licet.law import HOME, corpus, folder_of
from licet.prove.gaps import holes
from licet.prove.loopholes import Loopholes
from licet.prove.region import Comparison, assumed_for
from licet.prove.theorems import PROVED, REFUTED, Claim, Prover, Theorem, claims
from licet.prove.witness import Witness

CLAIMS = {claim.id: claim for claim in claims(folder_of(HOME))}
CODIFIED = "codified"
COMPUTING = "part740/computing.py"


def broken(folder: Path, file: str, written: str, wrong: str) -> Engine:
    """The engine of the law with one passage of its source changed."""
    target = folder / "us_ear"
    shutil.copytree(folder_of(HOME), target, ignore=shutil.ignore_patterns("cases", "printed", "__pycache__"))
    source = (target / file).read_text(encoding="utf-8")
    assert source.count(written) == 1, f"{file} holds {source.count(written)} times {written!r}"
    (target / file).write_text(source.replace(written, wrong), encoding="utf-8")
    return Engine(read_corpus(target, vocabulary(), grains()))


def prover(engine: Engine, day: str) -> Prover:
    number = day_number(parse_day(day))
    return Prover(engine, engine.corpus.book(View(number, None, CODIFIED)), number, {})


def answered(engine: Engine, day: str, facts: Mapping[str, str]) -> tuple[str, str]:
    number = day_number(parse_day(day))
    admitted = admit(facts, {})
    assert not admitted.complaints
    return headline(engine, engine.codes(engine.row(admitted.values, {}), number), CODIFIED)[:2]


def assert_confirmed(engine: Engine, day: str, found: Theorem) -> Witness:
    """A refutation counts by its transaction: the broken law answers it so, and the good one otherwise."""
    assert found.result == REFUTED and found.witness is not None
    shown = found.witness
    assert answered(engine, day, shown.facts) == (shown.outcome, shown.via)
    return shown


def good() -> Engine:
    return Engine(corpus())


# A swapped inequality


# The claims themselves are proved of the good law in test_theorems.py.


def test_a_swapped_inequality_makes_more_units_freer(tmp_path: Path) -> None:
    day, claim = "2025-06-02", CLAIMS["more-units-are-never-freer"]
    engine = broken(tmp_path, COMPUTING, "return t.lpp_after_tpp <= amount", "return t.lpp_after_tpp >= amount")
    shown = assert_confirmed(engine, day, prover(engine, day)._claim(claim))
    assert shown.beside is not None
    assert int(shown.facts["quantity"]) < int(shown.beside.facts["quantity"]) and shown.beside.via == "LPP"
    assert answered(good(), day, shown.beside.facts) != (shown.beside.outcome, shown.beside.via)


def test_a_swapped_threshold_frees_the_stronger_circuit(tmp_path: Path) -> None:
    """ECCN 3A090.a.1 from 4800 on, written as up to 4800: the loophole is found, one thousandth apart."""
    day = "2023-12-01"
    number = day_number(parse_day(day))
    found = {}
    wronged = broken(tmp_path, "ccl.py", "return t.ic_tpp >= (tpp_floor := 4800)\n", "return t.ic_tpp <= (tpp_floor := 4800)\n")
    for name, engine in (("good", good()), ("broken", wronged)):
        book = engine.corpus.book(View(number, None, CODIFIED))
        search = Loopholes(engine, book, number, assumed_for({}), {})
        found[name] = [pair for pair in search.pairs(["tpp"]) if pair.is_odd]
    assert not found["good"] and found["broken"]
    assert any((pair.free.facts["tpp"], pair.shut.facts["tpp"]) == ("4800.001", "4800") for pair in found["broken"])


# A missing day


def test_a_missing_day_is_named_and_shown(tmp_path: Path) -> None:
    """The text of October 2022 ends a day before that of October 2023 begins: for one day its circuits go free."""
    first = '@provision("ECCN 3A090.a", since="2022-10-21", by="us-2022-ac", confidence="P")\ndef meets_3a090_a'
    engine = broken(tmp_path, "ccl.py", first, first.replace('since="2022-10-21"', 'since="2022-10-21", until="2023-11-16"'))
    assert "meets_3a090_a, codified: 2023-11-16 to 2023-11-16" in holes(engine.corpus) and not holes(corpus())
    days = day_number(parse_day("2023-11-15")), day_number(parse_day("2023-11-16"))
    books = tuple(engine.corpus.book(View(day, None, CODIFIED)) for day in days)
    found = Comparison(engine.corpus, (books[0], books[1]), days, assumed_for({"io_bandwidth_gb_s": ("600", "")}), {}).changes()
    assert found.complete
    assert any((region.before[0], region.after[0]) == ("license_required", "no_license_required") for region in found.regions)
    line = {
        **assumed_for({}), "item_kind": "ic", "tpp": "4992", "applicable_die_area_mm2": "826", "io_bandwidth_gb_s": "600", "datacenter": "yes",
        "destination": "CN", "consignee_hq": "CN", "quantity": "1",
    }  # fmt: skip
    assert answered(engine, "2023-11-16", {**line, "date": "2023-11-16"})[0] == "no_license_required"
    assert answered(good(), "2023-11-16", {**line, "date": "2023-11-16"})[0] == "license_required"


# An exception wider than its rule


def test_an_exception_without_its_bars_carries_a_listed_party(tmp_path: Path) -> None:
    """LPP without the restrictions on all exceptions: a party of the Entity List goes under it."""
    day, claim = "2025-06-02", CLAIMS["listed-parties-use-no-exception"]
    engine = broken(tmp_path, COMPUTING, "        and not barred(t)\n        and within_lpp(t)\n", "        and within_lpp(t)\n")
    shown = assert_confirmed(engine, day, prover(engine, day)._claim(claim))
    assert shown.via == "LPP" and any("entity_list" in text for name, text in shown.facts.items() if name.endswith("_listed"))
    assert answered(good(), day, shown.facts)[0] != "license_exception"


@pytest.mark.soak
def test_an_exception_before_its_rule_lifts_what_was_never_required(tmp_path: Path) -> None:
    """Asked before the requirement, GOV decides lines that need no license: it lifts more than was required."""
    written = '    any_of(\n        step(outside_the_regulations, "not_subject", via="none"),'
    engine = broken(tmp_path, "answer.py", written, f'    step(exception_gov, "license_exception", via="GOV"),\n{written}')
    of = prover(engine, "2025-06-02")
    term = of.law.codes["outcome"][next(code for code, step in enumerate(of.book.chains["outcome"].steps) if step.via == "GOV")]
    found = of.shown("x", "GOV lifts only what was required.", "", [term, of.law.truth("license_required").no], lambda shown: shown.via == "GOV")
    shown = assert_confirmed(engine, "2025-06-02", found)
    assert shown.via == "GOV" and answered(good(), "2025-06-02", shown.facts)[0] in ("no_license_required", "not_subject", "undetermined")


# Two versions of one rule on one day


def test_two_versions_on_one_day_are_refused_with_both_places(tmp_path: Path) -> None:
    written = '@meets_3a090_a.amended("ECCN 3A090.a", since="2023-11-17", by="us-2023-acs", confidence="P")'
    with pytest.raises(LawError, match="LIC-L014") as caught:
        broken(tmp_path, "ccl.py", written, written.replace("2023-11-17", "2022-10-21"))
    assert caught.value.complaint.where.count("ccl.py") == 2


@pytest.mark.soak
def test_two_rules_that_meet_on_one_item_are_shown_with_the_item(tmp_path: Path) -> None:
    """Of 3A090.b the ceiling is struck out: it then describes what 3A090.a describes, and a claim that they never meet is refuted."""
    written = "return (limb_b_1(t) or limb_b_2(t)) and not limb_a_1(t) and not note_2(t)"
    engine = broken(tmp_path, "ccl.py", written, "return limb_b_1(t) or limb_b_2(t)")
    both = ("meets_3a090_a", "meets_3a090_b", "item_kind=ic", "no eccn")
    claim = Claim("x", "Nothing is of both halves.", "", given=both, never=("undetermined", "license_required", "no_license_required"))
    shown = assert_confirmed(engine, "2024-06-03", prover(engine, "2024-06-03")._claim(claim))
    assert shown.facts["item_kind"] == "ic"
    assert prover(good(), "2024-06-03")._claim(claim).result == PROVED
