"""Counting operations: the arithmetic by itself, in whole numbers and fractions."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from licet.base.errors import FactError
from licet.decide.model_sides import scientific, stored
from licet.facts.training import ATTENTION, PER_PARAMETER, Span, read_span, read_stage, total

counts = st.integers(min_value=1, max_value=10**14)
DENSE = {"parameters": "70e9", "tokens": "15e12"}
HARDWARE = {"rate_tflops": "1000", "chips": "1000", "days": "10", "utilization": "40"}


def test_the_worked_example_of_the_technical_note() -> None:
    """N parameters and D data points of a dense layer: 6ND."""
    (count,) = read_stage({"parameters": "12", "tokens": "7"})
    assert count.operations == Span(Fraction(504), Fraction(504))
    assert count.uncounted


@given(parameters=counts, tokens=counts, share=st.integers(min_value=1, max_value=100))
def test_a_mixture_of_experts_counts_what_is_active(parameters: int, tokens: int, share: int) -> None:
    active = Fraction(parameters * share, 100)
    text = str(active.numerator) if active.denominator == 1 else None
    if text is None:
        return
    (count,) = read_stage({"parameters": str(parameters), "active_parameters": text, "tokens": str(tokens)})
    assert count.operations.low == count.operations.high == PER_PARAMETER * active * tokens


@given(layers=counts, width=counts, sequence=counts, tokens=counts)
def test_attention_stands_between_half_and_all(layers: int, width: int, sequence: int, tokens: int) -> None:
    stated = {"parameters": "1", "tokens": str(tokens), "layers": str(layers), "width": str(width), "sequence": str(sequence)}
    (count,) = read_stage(stated)
    product = layers * width * sequence * tokens
    low, high = ATTENTION
    assert count.operations == Span(Fraction(6 * tokens + low * product), Fraction(6 * tokens + high * product))
    assert not count.uncounted and high == 2 * low


@given(chips=counts, days=counts, low=st.integers(1, 50), more=st.integers(0, 50))
def test_hardware_is_rate_times_time_times_use(chips: int, days: int, low: int, more: int) -> None:
    (count,) = read_stage({"rate_tflops": "989.4", "chips": str(chips), "days": str(days), "utilization": f"{low}..{low + more}"})
    second = Fraction(9894, 10) * 10**12
    assert count.operations == Span(*(second * chips * days * 86400 * Fraction(use, 100) for use in (low, low + more)))
    (hours,) = read_stage({"rate_tflops": "989.4", "chip_hours": str(chips * days * 24), "utilization": f"{low}..{low + more}"})
    assert hours.operations == count.operations


def test_a_chip_gives_its_dense_rate() -> None:
    (named,) = read_stage({"chip": "H100 SXM", "format": "BF16", "chips": "1", "days": "1", "utilization": "100"})
    (eight,) = read_stage({"chip": "H100 SXM", "format": "fp8", "chips": "1", "days": "1", "utilization": "100"})
    assert named.operations.low == Fraction(9894, 10) * 10**12 * 86400
    assert eight.operations.low == Fraction(19789, 10) * 10**12 * 86400


@given(st.lists(st.tuples(counts, counts), min_size=1, max_size=6))
def test_stages_add_up(stages: list[tuple[int, int]]) -> None:
    (whole,) = total([read_stage({"parameters": str(n), "tokens": str(d)}, str(i)) for i, (n, d) in enumerate(stages)])
    assert whole.operations.low == sum(6 * n * d for n, d in stages)
    assert len(whole.steps) == len(stages)


def test_a_way_of_counting_stands_only_where_every_stage_has_it() -> None:
    both = read_stage({**DENSE, **HARDWARE})
    assert [one.by for one in total([both, both])] == ["model", "hardware"]
    assert [one.by for one in total([both, read_stage(HARDWARE)])] == ["hardware"]
    (mixed,) = total([read_stage(DENSE), read_stage(HARDWARE)])
    assert mixed.by == "model and hardware"
    assert mixed.operations.low == read_stage(DENSE)[0].operations.low + read_stage(HARDWARE)[0].operations.low


@given(st.fractions(min_value=0, max_value=10**28), st.integers(min_value=0, max_value=10**11))
def test_cutting_off_keeps_the_side(operations: Fraction, grains: int) -> None:
    """Whole grains are what the law's figures are: cut off reaches, rounded up exceeds, exactly as the number itself does."""
    figure = Fraction(grains) * 10**15
    for near in (operations, figure, figure - 1, figure + 1):
        if near >= 0:
            assert (stored(near) >= grains) == (near >= figure)
            assert (stored(near, up=True) > grains) == (near > figure)


@given(st.fractions(min_value=1, max_value=10**30))
def test_people_see_bounds_that_hold(number: Fraction) -> None:
    assert Fraction(scientific(number)) <= number <= Fraction(scientific(number, up=True))


@pytest.mark.parametrize(
    ("stated", "code", "word"),
    [
        ({"parameter": "7e9", "tokens": "1e12"}, "LIC-M001", "Did you mean parameters"),
        ({"parameters": "7B", "tokens": "1e12"}, "LIC-M002", "not a number or a range"),
        ({"parameters": "0", "tokens": "1e12"}, "LIC-M002", "above 0"),
        ({"parameters": "-1", "tokens": "1e12"}, "LIC-M002", "above 0"),
        ({"parameters": "nan", "tokens": "1e12"}, "LIC-M002", "not a number"),
        ({"parameters": "9e9..7e9", "tokens": "1e12"}, "LIC-M002", "backwards"),
        ({"parameters": "1e31", "tokens": "1e12"}, "LIC-M002", "not above"),
        ({**HARDWARE, "utilization": "140"}, "LIC-M002", "percent"),
        ({**HARDWARE, "utilization": "0..40"}, "LIC-M002", "percent"),
        ({"parameters": "7e9", "active_parameters": "8e9", "tokens": "1"}, "LIC-M002", "more than parameters"),
        ({**HARDWARE, "chip_hours": "5"}, "LIC-M002", "in place of"),
        ({**HARDWARE, "chip": "H100 SXM"}, "LIC-M002", "in place of"),
        ({}, "LIC-M003", "nothing to count"),
        ({"parameters": "7e9"}, "LIC-M004", "tokens"),
        ({"tokens": "7e9"}, "LIC-M004", "parameters"),
        ({**DENSE, "layers": "80"}, "LIC-M004", "width and sequence"),
        ({"chips": "5", "days": "3"}, "LIC-M004", "utilization"),
        ({"chip": "H100 SXM", "chips": "5", "days": "3", "utilization": "40"}, "LIC-M004", "format"),
        ({"chip": "H100 SXM", "format": "fp5", "chips": "5", "days": "3", "utilization": "40"}, "LIC-M005", "fp16"),
        ({"chip": "H100 SXM", "format": "fp4", "chips": "5", "days": "3", "utilization": "40"}, "LIC-M005", "no fp4 rate"),
        ({"chip": "H100", "format": "fp8", "chips": "5", "days": "3", "utilization": "40"}, "LIC-F121", "Say which"),
    ],
)
def test_what_makes_no_sense_is_refused(stated: dict[str, str], code: str, word: str) -> None:
    with pytest.raises(FactError) as caught:
        read_stage(stated, where="model.toml, [[stage]] no. 1")
    complaint = caught.value.complaint
    assert complaint.code == code and word in str(complaint), str(complaint)
    assert code.startswith("LIC-F") or complaint.where == "model.toml, [[stage]] no. 1"


@pytest.mark.parametrize(("text", "low", "high"), [("1e12", 10**12, 10**12), ("35..45", 35, 45), (" 1 .. 2 ", 1, 2)])
def test_numbers_and_ranges(text: str, low: int, high: int) -> None:
    assert read_span("tokens", text) == Span(Fraction(low), Fraction(high))
