"""Who owns whom: shares as intervals, in thousandths of a percent, and the files that tell them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache

from licet.base.errors import Complaint
from licet.base.quantities import parse_quantity
from licet.base.values import frozen

WHOLE = 100_000
"""A hundred percent, in thousandths of a percent."""


@frozen
class Share:
    """Between how much and how much, in thousandths of a percent."""

    low: int
    high: int

    def __str__(self) -> str:
        if self.low == self.high:
            return f"{percent(self.low)} %"
        return f"{percent(self.low)} to {percent(self.high)} %"


UNKNOWN = Share(0, WHOLE)


@frozen
class Stake:
    """One owner's share in one company, and who says so."""

    owner: str
    owned: str
    share: Share
    as_of: str = ""
    source: str = ""


@frozen
class Company:
    """What is known of one party of the graph."""

    id: str
    name: str
    country: str = ""
    headquarters: str = ""
    no_parent: bool = False


@dataclass
class Graph:
    """Parties by id, shares by owner, and controlling parents by child.

    `parents` holds control that is told without a share: it proves the way to the top, and of the 50 % rule it is "majority, unproved".
    """

    companies: dict[str, Company] = field(default_factory=dict)
    stakes: dict[str, list[Stake]] = field(default_factory=dict)
    parents: dict[str, list[str]] = field(default_factory=dict)
    silent: set[str] = field(default_factory=set)
    complaints: list[Complaint] = field(default_factory=list)

    def add(self, stake: Stake) -> None:
        """Take a share in; a company nobody has described yet is known by its id."""
        self.stakes.setdefault(stake.owner, []).append(stake)
        for one in (stake.owner, stake.owned):
            self.companies.setdefault(one, Company(one, one))

    def owners_of(self) -> dict[str, list[Stake]]:
        """Shares by company owned."""
        found: dict[str, list[Stake]] = {}
        for stakes in self.stakes.values():
            for stake in stakes:
                found.setdefault(stake.owned, []).append(stake)
        return found


def percent(thousandths: int) -> str:
    """Thousandths of a percent as a person writes them.

    >>> percent(16670), percent(50000)
    ('16.67', '50')
    """
    whole, rest = divmod(thousandths, 1000)
    return str(whole) if not rest else f"{whole}.{rest:03}".rstrip("0")


def share_of(text: str) -> int:
    """A percentage in thousandths of a percent.

    Raises:
        ValueError: it is no number from 0 to 100, or finer than a thousandth.
    """
    value: Fraction = parse_quantity(text.strip().rstrip("%").strip()) * 1000
    if value.denominator != 1 or not 0 <= value <= WHOLE:
        raise ValueError(f"{text!r} is no percentage from 0 to 100 with three decimals at most")
    return int(value)


@lru_cache(maxsize=20_000)
def interval(low: str, high: str) -> Share:
    """A share from the texts of its bounds; nothing at all is unknown, one bound alone is exact.

    Raises:
        ValueError: a bound is none, or they stand the wrong way round.
    """
    if not low.strip() and not high.strip():
        return UNKNOWN
    first = share_of(low) if low.strip() else 0
    last = share_of(high) if high.strip() else first
    if first > last:
        raise ValueError(f"the lower bound {low} is above the upper one {high}")
    return Share(first, last)


BANDS = (
    (re.compile(r"25-to-50-percent"), Share(25_001, 50_000)),  # not law: a band of the register
    (re.compile(r"50-to-75-percent"), Share(50_001, 74_999)),
    (re.compile(r"75-to-100-percent"), Share(75_000, WHOLE)),
)  # fmt: skip
"""Bands of the register of persons with significant control."""


def band(nature: str) -> Share | None:
    """The share that a nature of control of the British register tells.

    >>> str(band("ownership-of-shares-50-to-75-percent"))
    '50.001 to 74.999 %'
    """
    return next((share for pattern, share in BANDS if pattern.search(nature)), None)


def overfull(graph: Graph) -> Iterator[Complaint]:
    """Companies whose told shares come to more than the whole."""
    for owned, stakes in graph.owners_of().items():
        least = sum(stake.share.low for stake in stakes if stake.owner != owned)
        if least > WHOLE:
            what = f"Owners of {graph.companies[owned].name} hold {percent(least)} % together."
            yield Complaint(
                "LIC-S041", what, stakes[0].source, "Joint holdings are told once; correct the shares. They were all counted."
            )
