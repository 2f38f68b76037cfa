"""Performance from rates: the worked examples, the formats, the pair that is never divided."""

import csv
from fractions import Fraction
from pathlib import Path

import pytest

from licet.base.errors import FactError
from licet.facts.performance import BITS, TF32, Density, density, in_thousandths, tpp_from_rates

PUBLISHED = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "chips.csv"
SOURCE_COLUMN = {name: name.removeprefix("rate_") for name in (*BITS, TF32) if "bf16" not in name}
FORMAT = {"fp16": "FP16/BF16"}


def rates(**given: str) -> dict[str, Fraction]:
    """Rates by short format name."""
    units = {"int8": "tops", "int4": "tops"}
    return {f"rate_{name}_dense_{units.get(name, 'tflops')}": Fraction(value) for name, value in given.items()}


@pytest.mark.parametrize(
    ("given", "tpp", "won_by"),
    [
        ({"int8": "600"}, "4800", "rate_int8_dense_tops"),
        ({"fp16": "300"}, "4800", "rate_fp16_dense_tflops"),
        ({"bf16": "300"}, "4800", "rate_bf16_dense_tflops"),
        ({"fp16": "299.999"}, "4799.984", "rate_fp16_dense_tflops"),
        ({"fp16": "148", "int8": "296", "fp8": "296"}, "2368", "rate_fp16_dense_tflops"),
        ({"fp64": "66.9", "fp16": "989.4", "fp8": "1978.9", "int8": "1978.9"}, "15831.2", "rate_fp8_dense_tflops"),
        ({"fp64": "45.3", "fp16": "181"}, "2899.2", "rate_fp64_dense_tflops"),
        ({"fp4": "10066.3", "fp6": "10066.3", "fp8": "5033.2"}, "60397.8", "rate_fp6_dense_tflops"),
        ({"fp32": "20.3", "fp16": "40.6"}, "649.6", "rate_fp32_dense_tflops"),
        ({"int4": "0"}, "0", "rate_int4_dense_tops"),
    ],
)
def test_worked_examples(given: dict[str, str], tpp: str, won_by: str) -> None:
    performance = tpp_from_rates(rates(**given))
    assert performance is not None
    assert (performance.tpp, performance.won_by) == (Fraction(tpp), won_by)
    assert performance.by_format[won_by] == performance.tpp == max(performance.by_format.values())


def test_no_known_rate_is_unknown_not_zero() -> None:
    assert tpp_from_rates({}) is None
    assert tpp_from_rates(rates(tf32="500")) is None


def test_tf32_stays_out_of_the_maximum_but_is_told() -> None:
    performance = tpp_from_rates(rates(tf32="190", fp16="190"))
    assert performance is not None
    assert performance.tpp == 3040
    assert performance.tf32_at_19 == 3610
    assert performance.is_exceeded_by_tf32
    nvidia = tpp_from_rates(rates(tf32="494.7", fp16="989.4"))
    assert nvidia is not None
    assert not nvidia.is_exceeded_by_tf32


@pytest.mark.parametrize("given", [{"rate_fp16_sparse_tflops": Fraction(1)}, {"rate_fp16_dense_tflops": Fraction(-1)}])
def test_sparse_and_negative_rates_are_refused(given: dict[str, Fraction]) -> None:
    with pytest.raises(FactError):
        tpp_from_rates(given)


def test_density_is_compared_without_dividing() -> None:
    h20 = Density(Fraction(2368), Fraction(814))
    assert not h20.is_at_least(Fraction("2.91"))
    assert h20.is_at_least(Fraction("2.909"))
    assert Density(Fraction(3200), Fraction(1000)).is_at_least(Fraction("3.2"))
    assert not Density(Fraction("3199.999"), Fraction(1000)).is_at_least(Fraction("3.2"))


def test_a_printed_density_never_reaches_a_line_that_it_is_under() -> None:
    assert Density(Fraction("15831.2"), Fraction(814)).rounded() == "19.448"
    assert Density(Fraction("5919.9999"), Fraction(1000)).rounded(2) == "5.91"
    assert Density(Fraction(1600), Fraction(500)).rounded() == "3.2"


@pytest.mark.parametrize(("tpp", "area"), [(None, "814"), ("2368", None), ("736", "0")])
def test_no_density_without_both_or_without_area(tpp: str | None, area: str | None) -> None:
    assert density(Fraction(tpp) if tpp else None, Fraction(area) if area else None) is None


def test_thousandths_are_exact() -> None:
    assert in_thousandths(Fraction("4799.999")) == 4799999
    with pytest.raises(ValueError, match="finer"):
        in_thousandths(Fraction(1, 3))


@pytest.mark.skipif(not PUBLISHED.exists(), reason="the collected specifications are not beside the repository")
def test_every_published_performance_is_computed_exactly() -> None:
    compared = 0
    with PUBLISHED.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            known = {ours: Fraction(row[theirs]) for ours, theirs in SOURCE_COLUMN.items() if row[theirs]}
            performance = tpp_from_rates(known)
            if not row["tpp"]:
                assert performance is None, row["chip_id"]
                continue
            assert performance is not None, row["chip_id"]
            assert performance.tpp == Fraction(row["tpp"]), row["chip_id"]
            short = performance.won_by.split("_")[1]
            assert FORMAT.get(short, short.upper()) == row["tpp_format"], row["chip_id"]
            higher = performance.tf32_at_19 if performance.is_exceeded_by_tf32 else None
            told = row["tpp_alt_tf32_19bit"]
            assert higher == (Fraction(told) if told else None), row["chip_id"]
            in_thousandths(performance.tpp)
            compared += 1
    assert compared >= 200
