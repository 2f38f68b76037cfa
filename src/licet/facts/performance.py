"""Total processing performance, exactly, from the dense rates of a circuit.

The product is rate times bit length. A rate in TFLOPS or TOPS already counts a multiply-accumulate as two operations,
so nothing is doubled here. Where a circuit works in several number formats, the one with the highest product counts.
Rates with sparsity never enter: the fact names say *dense*. Adding up several processing units is for the caller.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from licet.base.errors import FactError
from licet.base.quantities import show, to_grains
from licet.base.values import frozen

BITS: Mapping[str, int] = {
    "rate_fp64_dense_tflops": 64,
    "rate_fp32_dense_tflops": 32,
    "rate_fp16_dense_tflops": 16,
    "rate_bf16_dense_tflops": 16,
    "rate_fp8_dense_tflops": 8,
    "rate_fp6_dense_tflops": 6,
    "rate_fp4_dense_tflops": 4,
    "rate_int8_dense_tops": 8,
    "rate_int4_dense_tops": 4,
}
"""Bit length of the operands of each format that counts. On a tie the format named first here is the one reported."""

TF32 = "rate_tf32_dense_tflops"
TF32_BITS = 19
"""A TF32 operand has 19 bits and is stored in 32. Which counts is not settled, so TF32 stays out of the maximum."""

RATES: tuple[str, ...] = (*BITS, TF32)
"""Every fact that states a rate."""


@dataclass(frozen=True, slots=True)
class Performance:
    """The performance of one circuit, the rate that decided it, and every product that was compared."""

    tpp: Fraction
    won_by: str
    by_format: Mapping[str, Fraction] = field(hash=False)
    tf32_at_19: Fraction | None = None

    @property
    def is_exceeded_by_tf32(self) -> bool:
        """Whether reading TF32 at 19 bits would give more: the caller then has two readings to show."""
        return self.tf32_at_19 is not None and self.tf32_at_19 > self.tpp


@frozen
class Density:
    """Performance per area, kept as the pair it is made of: nothing is divided before it is compared."""

    tpp: Fraction
    area_mm2: Fraction

    def is_at_least(self, bound: Fraction) -> bool:
        """Compare by cross-multiplication.

        >>> Density(Fraction(2368), Fraction(814)).is_at_least(Fraction(291, 100))
        False
        """
        return self.tpp >= bound * self.area_mm2

    def rounded(self, digits: int = 3) -> str:
        """Print for people, cut off rather than rounded up, so that nothing seems to reach a line it is under.

        >>> Density(Fraction("15831.2"), Fraction(814)).rounded()
        '19.448'
        """
        grain = Fraction(10) ** digits
        return show(Fraction(self.tpp * grain // self.area_mm2) / grain)


def tpp_from_rates(rates: Mapping[str, Fraction]) -> Performance | None:
    """Compute total processing performance from dense rates by fact name.

    Returns:
        None where no rate that counts is known: unknown is not zero.

    Raises:
        FactError: a name is no rate, or a rate is negative.

    >>> tpp_from_rates({"rate_int8_dense_tops": Fraction(600)}).tpp
    Fraction(4800, 1)
    """
    for name, rate in rates.items():
        if name not in BITS and name != TF32:
            raise FactError("LIC-F130", f"{name} is not a rate.", hint=f"The rates are {', '.join(RATES)}.")
        if rate < 0:
            raise FactError("LIC-F131", f"{name} is negative: {show(rate)}.")
    by_format = {name: rates[name] * bits for name, bits in BITS.items() if name in rates}
    if not by_format:
        return None
    won_by = max(by_format, key=by_format.__getitem__)
    tf32 = rates[TF32] * TF32_BITS if TF32 in rates else None
    return Performance(by_format[won_by], won_by, by_format, tf32)


def density(tpp: Fraction | None, area_mm2: Fraction | None) -> Density | None:
    """Pair performance and area; None where either is unknown, or where there is no area to divide by."""
    if tpp is None or area_mm2 is None or area_mm2 <= 0:
        return None
    return Density(tpp, area_mm2)


def in_thousandths(value: Fraction) -> int:
    """Count a value in thousandths; a finer value is refused, never rounded.

    >>> in_thousandths(Fraction("15831.2"))
    15831200
    """
    return to_grains(value)
