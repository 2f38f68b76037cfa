"""What a group's chips add up to by place: exact sums, with a lower and an upper end where something is not known."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from licet.base.quantities import GRAIN
from licet.base.values import frozen
from licet.decide.engine import Engine
from licet.decide.evaluate import Evaluation
from licet.facts.company import Company, Lot
from licet.language.provision import CODIFIED

COUNTED = "meets_3a090_a"
"""The provision that says whether a chip is one of those that shares and allocations count."""
LISTED, HOME = "supp5a", "united_states"


@frozen
class Sum:
    """TPP between two ends: the lower counts what certainly counts, the upper also what may."""

    low: Fraction
    high: Fraction

    @property
    def is_exact(self) -> bool:
        return self.low == self.high

    def plus(self, other: Sum) -> Sum:
        return Sum(self.low + other.low, self.high + other.high)


NOTHING = Sum(Fraction(0), Fraction(0))


@frozen
class Holdings:
    """TPP by country, of chips that meet 3A090.a; `open_sites` are those of whose chips something is not known."""

    by_country: Mapping[str, Sum]
    listed: frozenset[str]
    home: frozenset[str]
    open_sites: tuple[str, ...]
    unclear: tuple[str, ...]
    """Chips of which it is open whether they count."""
    unsized: tuple[str, ...]
    """Chips of which it is not known what one is worth: no sum holds while they are there."""
    is_whole: bool
    """Whether the file says that it lists every site."""

    def total(self) -> Sum:
        return self.of(self.by_country)

    def of(self, countries: Mapping[str, object] | frozenset[str] | set[str]) -> Sum:
        found = NOTHING
        for country, held in self.by_country.items():
            if country in countries:
                found = found.plus(held)
        return found

    def outside(self, countries: frozenset[str]) -> set[str]:
        return {country for country in self.by_country if country not in countries}

    def share(self, countries: set[str]) -> tuple[Fraction, Fraction] | None:
        """Percent of the whole that stands in some countries, lowest and highest; None where there may be nothing."""
        inside, rest = self.of(countries), self.of(set(self.by_country) - countries)
        if inside.low + rest.high == 0 or inside.high + rest.low == 0:
            return None
        return 100 * inside.low / (inside.low + rest.high), 100 * inside.high / (inside.high + rest.low)


def holdings_of(company: Company, as_of: int, engine: Engine, readings: Mapping[str, str]) -> Holdings:
    """Add up a company's chips under the law of a day."""
    book = engine.book(as_of, None, CODIFIED)
    by_country: dict[str, Sum] = {}
    unclear: dict[str, None] = {}
    unsized: dict[str, None] = {}
    for site in company.sites:
        for lot in site.lots or ():
            held = _held(lot, as_of, engine, readings)
            if held is None:
                unsized[lot.name] = None
                continue
            if not held.is_exact:
                unclear[lot.name] = None
            by_country[site.country] = by_country.get(site.country, NOTHING).plus(held)
        by_country.setdefault(site.country, NOTHING)
    return Holdings(
        by_country, book.group(LISTED), book.group(HOME), tuple(site.id for site in company.sites if site.lots is None), tuple(unclear),
        tuple(unsized), company.lists_every_site is True,
    )  # fmt: skip


def _held(lot: Lot, as_of: int, engine: Engine, readings: Mapping[str, str]) -> Sum | None:
    """TPP of a lot; None where what one of them is worth is not known, though it may count."""
    row = engine.row({**lot.values, "date": as_of}, readings)
    counts = Evaluation(engine.book(as_of, None, CODIFIED), row, engine.where).value(COUNTED)
    if counts is False:
        return NOTHING
    one = row[engine.where["tpp"]]
    if not isinstance(one, int):
        return None
    worth = Fraction(one, GRAIN) * lot.left()
    return Sum(worth if counts else Fraction(0), worth)
