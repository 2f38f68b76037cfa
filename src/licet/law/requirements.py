"""Standing requirements: what a company must meet day by day, as a table of law beside the provisions that judge a shipment."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from typing import Any

from licet.base.dates import day_number
from licet.base.quantities import parse_quantity
from licet.base.values import frozen
from licet.language.table import cited, rows_of
from licet.law import HOME, folder_of


@frozen
class Requirement:
    """One thing that is asked, and how to tell whether it is met.

    Attributes:
        id: the paragraph, with a number behind it where one paragraph asks several things.
        evidence: name of the statement that is looked at; `must` says what it must be, `at_most` bounds it in its own unit, `all_of`
            lists what it must hold, `within_months` how old a day may be.
        or_evidence: another statement, bounded by `or_at_most`, that is enough as well.
        measure: name of what is computed instead; `figure` names the dated figure, `days` the notice, `floors` the excepted sizes.
        each: days of the year, as (month, day), on which something falls due.
        binds: the kinds of authorization it binds.
        when: name of a statement without which it does not apply.
        due: first day on which it is asked; None: from the beginning.
        do: what to do where it is not met.
    """

    id: str
    says: str
    do: str
    cite: str
    confidence: str
    evidence: str
    must: str
    at_most: Fraction | None
    all_of: tuple[str, ...]
    within_months: int
    or_evidence: str
    or_at_most: Fraction | None
    measure: str
    figure: str
    days: int
    floors: Mapping[str, Fraction]
    each: tuple[tuple[int, int], ...]
    binds: tuple[str, ...]
    when: str
    due: int | None
    note: str

    def kinds(self) -> dict[str, str]:
        """The statements it looks at, with their kinds: truth, number, day or names."""
        found = {self.when: "truth"} if self.when else {}
        if self.or_evidence:
            found[self.or_evidence] = "number"
        if self.evidence and self.measure != "reports_filed":
            is_number, is_day = self.at_most is not None, self.within_months > 0
            found[self.evidence] = "number" if is_number else "names" if self.all_of else "day" if is_day else "truth"
        return found


@cache
def requirements(corpus: str = HOME) -> tuple[Requirement, ...]:
    """The requirements on validated data centers, in the order of their paragraphs."""
    return tuple(rows_of(folder_of(corpus) / "supplement10.toml", "requirement", _requirement))


def statements() -> dict[str, str]:
    """Every statement that a requirement looks at, with its kind."""
    return {name: kind for requirement in requirements() for name, kind in requirement.kinds().items()}


def _requirement(row: Mapping[str, Any], place: str) -> Requirement:
    cite, confidence = cited(row, place)
    due = row.get("due")
    return Requirement(
        row["id"], row["says"], row["do"], cite, confidence, row.get("evidence", ""), row.get("must", ""), _number(row, "at_most"),
        tuple(row.get("all_of", ())), row.get("within_months", 0), row.get("or_evidence", ""), _number(row, "or_at_most"),
        row.get("measure", ""), row.get("figure", ""), row.get("days", 0),
        {name: parse_quantity(row[name]) for name in ("percent_below", "usd_below") if name in row},
        tuple((int(each[:2]), int(each[3:])) for each in row.get("each", ())), tuple(row.get("for", ("universal", "national"))),
        row.get("when", ""), None if due is None else day_number(due), row.get("note", ""),
    )  # fmt: skip


def _number(row: Mapping[str, Any], name: str) -> Fraction | None:
    return parse_quantity(row[name]) if name in row else None
