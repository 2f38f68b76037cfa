"""What a fact is, and short ways to write one down."""

from __future__ import annotations

from licet.base.values import frozen

LARGEST = 6 * 10**13
"""No quantity is larger than this in its own unit: times a thousand grains and the largest multiplier it fits 64 bits."""

LARGEST_TPP = 10**9
"""TPP of one unit at most: times the largest quantity and the grain it still fits 64 bits."""


@frozen
class FactSpec:
    """One fact of the vocabulary.

    Attributes:
        kind: quantity, ratio, date, truth, text, country, choice, set.
        unit: of a quantity, for people; the exact unit of the number that is typed.
        grain: how many stored integers make one unit (1: whole numbers only).
        low, high: bounds in the unit, inclusive.
        values: allowed values of a choice or a set.
        question: what to ask a person.
        duty: a condition that is to be done or kept; a blank is not held against the line, it is listed.
        derived: computed at the door, never typed.
    """

    name: str
    kind: str
    question: str
    unit: str = ""
    grain: int = 1000
    low: int = 0
    high: int = LARGEST
    values: tuple[str, ...] = ()
    group: str = ""
    duty: bool = False
    derived: bool = False


def quantity(name: str, unit: str, question: str, *, grain: int = 1000, high: int = LARGEST, low: int = 0) -> FactSpec:
    """A number in a unit."""
    return FactSpec(name, "quantity", question, unit, grain, low, high)


def truth(name: str, question: str, *, duty: bool = False) -> FactSpec:
    """Yes or no."""
    return FactSpec(name, "truth", question, duty=duty)


def choice(name: str, question: str, *values: str) -> FactSpec:
    """One of several values."""
    return FactSpec(name, "choice", question, values=values)


def day(name: str, question: str) -> FactSpec:
    """A day."""
    return FactSpec(name, "date", question)


def text(name: str, question: str) -> FactSpec:
    """Any text."""
    return FactSpec(name, "text", question)


def country(name: str, question: str) -> FactSpec:
    """A country by its code."""
    return FactSpec(name, "country", question)
