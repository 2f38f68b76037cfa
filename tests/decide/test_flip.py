"""Each flip flips, and one grain, unit or day less does not; nothing but stated amounts and days is moved."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from licet.base.dates import day_number, parse_day
from licet.base.quantities import parse_quantity, show_grains, to_grains
from licet.decide.determination import Flip
from licet.decide.determine import Question, headline
from licet.decide.flip import STAY, flips_of, movable
from licet.decide.settings import engine
from licet.facts.intake import Admitted, admit, with_values
from licet.facts.profiles import assumptions
from licet.facts.vocabulary import vocabulary

MEXICO = {
    "chip": "H100 SXM", "quantity": "1699", "destination": "MX", "consignee_hq": "MX", "consignee_parent": "none",
    "consignee_name": "Nopal", "date": "2025-06-02",
}  # fmt: skip


def admitted_line(**facts: str) -> Admitted:
    line = admit(facts, assumptions(["ordinary"]))
    assert not line.complaints
    return line


def ask(line: Admitted, question: Question) -> tuple[str, str]:
    row = engine().row(line.values, question.readings)
    return headline(engine(), engine().codes(row, question.as_of, question.known_at), question.layer)[:2]


def question_of(line: Admitted, layer: str, **more: Any) -> Question:
    day = line.values["date"]
    assert isinstance(day, int)
    return Question(day, layer=layer, **more)


def moved(line: Admitted, question: Question, fact: str, stored: int) -> tuple[str, str]:
    """The headline after one fact is moved; the question follows the date."""
    if fact == "as_of":
        return ask(line, Question(stored, question.known_at, question.layer, question.readings))
    column = f"{fact}:top" if vocabulary()[fact].kind == "ratio" else fact
    follows = fact == "date" and question.as_of == line.values["date"]
    day = stored if follows else question.as_of
    return ask(with_values(line, **{column: stored}), Question(day, question.known_at, question.layer, question.readings))


def stored_value(flip: Flip) -> int:
    if flip.fact == "as_of" or vocabulary()[flip.fact].kind == "date":
        return day_number(parse_day(flip.to))
    return to_grains(parse_quantity(flip.to), vocabulary()[flip.fact].grain)


def assert_each_flips(line: Admitted, question: Question) -> tuple[Flip, ...]:
    now = ask(line, question)
    flips = flips_of(engine(), line, question)
    for flip in flips:
        to = stored_value(flip)
        column = f"{flip.fact}:top" if f"{flip.fact}:top" in line.values else flip.fact
        value = question.as_of if flip.fact == "as_of" else line.values[column]
        assert isinstance(value, int)
        assert (flip.outcome, flip.via) != now
        assert moved(line, question, flip.fact, to) == (flip.outcome, flip.via), flip
        short = to - 1 if to > value else to + 1
        assert moved(line, question, flip.fact, short) == now, f"{flip} and {show_grains(short, 1)} already flips"
    return flips


def test_one_more_h100_needs_a_license() -> None:
    line = admitted_line(**MEXICO)
    flips = assert_each_flips(line, question_of(line, "codified"))
    assert Flip("quantity", "1700", "license_required", "none") in flips
    assert Flip("date", "2025-01-12", "no_license_required", "NLR") in flips


def test_figures_of_a_chip_are_not_moved() -> None:
    line = admitted_line(**MEXICO)
    names = {spec.name for spec, _ in movable(line)}
    assert "quantity" in names
    assert not names & {"tpp", "ic_tpp", "applicable_die_area_mm2", "io_bandwidth_gb_s", "dram_bandwidth_gb_s"}


def test_assumed_facts_are_not_moved_and_stated_ones_are() -> None:
    assumed = {spec.name for spec, _ in movable(admitted_line(**MEXICO))}
    assert "lpp_received_tpp" not in assumed
    line = admitted_line(**MEXICO, lpp_received_tpp="1000")
    flips = assert_each_flips(line, question_of(line, "codified"))
    assert Flip("lpp_received_tpp", "2791.201", "license_required", "none") in flips


def test_parties_and_places_are_never_moved() -> None:
    line = admitted_line(**MEXICO, consignee_listed_ownership="0", en_route_since="2025-05-01")
    for spec, _ in movable(line):
        assert spec.kind in ("quantity", "ratio", "date")
        assert spec.group not in STAY


def test_threshold_in_both_directions() -> None:
    line = admitted_line(
        item_kind="ic", tpp="4799.999", applicable_die_area_mm2="814", datacenter="yes", quantity="50", destination="VN",
        consignee_hq="VN", date="2024-06-03",
    )  # fmt: skip
    flips = {(flip.fact, flip.to): flip.outcome for flip in assert_each_flips(line, question_of(line, "enforced"))}
    assert flips["tpp", "4800"] == "license_required"
    assert flips["tpp", "2399.999"] == "no_license_required"
    assert flips["applicable_die_area_mm2", "3000"] == "no_license_required"


def test_notice_twenty_five_days_ahead() -> None:
    line = admitted_line(
        chip="RTX 4090", quantity="1000", destination="CN", consignee_hq="CN", date="2024-07-01", nac_notified_on="2024-06-10",
        nac_confirmed="yes",
    )  # fmt: skip
    flips = assert_each_flips(line, question_of(line, "enforced"))
    assert Flip("nac_notified_on", "2024-06-06", "license_exception", "NAC") in flips
    assert Flip("date", "2024-07-05", "license_exception", "NAC") in flips


def test_day_of_the_law_apart_from_the_line() -> None:
    line = admitted_line(**MEXICO)
    asked = Question(day_number(date(2025, 1, 20)), layer="codified")
    flips = assert_each_flips(line, asked)
    assert [flip.to for flip in flips if flip.fact == "as_of"] == ["2025-01-12"]


def test_days_before_the_corpus_are_no_flip() -> None:
    line = admitted_line(**(MEXICO | {"destination": "CN", "consignee_hq": "CN"}))
    for flip in assert_each_flips(line, question_of(line, "enforced")):
        assert flip.outcome != "undetermined"


LINES = st.fixed_dictionaries(
    {
        "tpp": st.sampled_from(("1599", "1600", "2399.5", "2400", "4799.999", "4800", "15831.2", "21000")),
        "applicable_die_area_mm2": st.sampled_from(("0", "1", "270.271", "500", "814", "1500")),
        "dram_bandwidth_gb_s": st.sampled_from(("900", "1400", "3350", "6500")),
        "io_bandwidth_gb_s": st.sampled_from(("64", "600", "900", "1100")),
        "quantity": st.sampled_from(("1", "1699", "1700", "100000")),
        "destination": st.sampled_from(("MX", "VN", "CN", "MO", "DE", "IL", "AE")),
        "consignee_hq": st.sampled_from(("MX", "VN", "CN", "DE", "US")),
        "datacenter": st.sampled_from(("yes", "no")),
        "action": st.sampled_from(("export", "deemed_export")),
        "exporter_name": st.sampled_from(("NVIDIA", "Intel", "Acme")),
        "lpp_received_tpp": st.sampled_from(("0", "26000000")),
        "nac_notified_on": st.sampled_from(("none", "2024-05-01", "2025-06-01")),
        "nac_confirmed": st.sampled_from(("yes", "no")),
        "en_route_since": st.sampled_from(("none", "2023-01-10", "2025-05-15")),
        "license_issued_on": st.sampled_from(("none", "2024-05-20")),
        "license_valid_until": st.sampled_from(("2024-08-01", "2026-08-01")),
        "date": st.sampled_from(("2022-11-01", "2023-01-20", "2024-05-25", "2025-01-20", "2025-06-02", "2026-03-01", "2026-08-01")),
    }
)


@settings(max_examples=60, deadline=None)
@given(facts=LINES, layer=st.sampled_from(("codified", "enforced")))
def test_each_flip_flips_and_one_less_does_not(facts: dict[str, str], layer: str) -> None:
    line = admitted_line(item_kind="ic", non_planar="yes", **facts)
    assert_each_flips(line, question_of(line, layer))
