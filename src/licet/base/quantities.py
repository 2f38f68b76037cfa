"""Exact quantities: integers of a grain, never floats."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from fractions import Fraction

GRAIN = 1000
"""A quantity is a count of thousandths of its unit, unless its fact says otherwise."""


def parse_quantity(text: str) -> Fraction:
    """Read a plain decimal number exactly: `4799.999`, `-3`, `1e3`.

    Raises:
        ValueError: `NaN`, infinities, thousands separators, anything that is no number.
    """
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise ValueError(f"{text!r} is not a number") from None
    if not value.is_finite():
        raise ValueError(f"{text!r} is not a number")
    if abs(value.adjusted()) > 60:
        raise ValueError(f"{text!r} is out of any range")
    return Fraction(value)


def to_grains(value: Fraction, grain: int = GRAIN) -> int:
    """Count `value` in grains.

    Raises:
        ValueError: the value is finer than the grain. It is refused, not rounded.
    """
    grains = value * grain
    if grains.denominator != 1:
        raise ValueError(f"{show(value)} is finer than 1/{grain} of its unit")
    return grains.numerator


def show(value: Fraction, digits: int = 12) -> str:
    """Write an exact number as a plain decimal string, shortened only when it does not end.

    >>> show(Fraction(158312, 10))
    '15831.2'
    """
    if value.denominator == 1:
        return str(value.numerator)
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest == 1:
        return format((Decimal(value.numerator) / Decimal(value.denominator)).normalize(), "f")
    return format(Decimal(value.numerator * 10**digits // value.denominator).scaleb(-digits).normalize(), "f")


def show_grains(grains: int, grain: int = GRAIN) -> str:
    """A count of grains as a decimal string.

    >>> show_grains(15831200)
    '15831.2'
    """
    if grain == 1:
        return str(grains)
    whole, rest = divmod(abs(grains), grain)
    sign = "-" if grains < 0 else ""
    if not rest:
        return f"{sign}{whole}"
    return f"{sign}{whole}.{rest:0{len(str(grain)) - 1}d}".rstrip("0")
