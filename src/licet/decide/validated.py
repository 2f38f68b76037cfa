"""A company against the requirements on validated data centers: each met, unmet, unknown or not yet due, with the numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from fractions import Fraction

from licet.base.dates import day_number, day_of
from licet.base.quantities import show
from licet.base.values import frozen
from licet.decide.engine import Engine
from licet.decide.holdings import Holdings, holdings_of
from licet.facts.company import Company
from licet.language.book import View
from licet.language.provision import CODIFIED
from licet.law.requirements import Requirement

MET, UNMET, UNKNOWN, NOT_YET_DUE = "met", "unmet", "unknown", "not yet due"
STATUSES = (UNMET, UNKNOWN, NOT_YET_DUE, MET)


@frozen
class Judged:
    """How something came out: yes, no or unknown; the numbers; what is missing; the day on which it falls due, where it has one."""

    holds: bool | None
    numbers: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    due: int | None = None
    is_pending: bool = False
    """Nothing is wrong and nothing has to be there yet: it falls due later."""


@frozen
class Finding:
    """One requirement and its status on the day."""

    requirement: Requirement
    status: str
    numbers: tuple[str, ...]
    missing: tuple[str, ...]
    due: int | None


@frozen
class VeuReport:
    """A company on a day."""

    company: Company
    as_of: int
    findings: tuple[Finding, ...]
    not_applicable: tuple[str, ...]
    holdings: Holdings
    bounds: Mapping[str, Fraction]
    """Name of a measure to the figure that bounds it on the day."""
    readings: Mapping[str, str]

    def counted(self) -> dict[str, int]:
        return {status: sum(finding.status == status for finding in self.findings) for status in STATUSES}


@frozen
class Question:
    """A company, the day, and the law of that day."""

    company: Company
    as_of: int
    engine: Engine
    readings: Mapping[str, str]
    holdings: Holdings

    def figure(self, name: str, day: int | None = None) -> Fraction | None:
        """A dated figure of the law; None where none is printed for the day."""
        corpus = self.engine.corpus
        row = corpus.row(corpus.amounts, name, View(self.as_of if day is None else day, None, CODIFIED))
        return None if row is None else row.value


def asked_of(company: Company, as_of: int, engine: Engine, readings: Mapping[str, str]) -> Question:
    """The question about a company on a day."""
    return Question(company, as_of, engine, readings, holdings_of(company, as_of, engine, readings))


def check_company(
    company: Company, as_of: int, engine: Engine, rows: tuple[Requirement, ...], readings: Mapping[str, str]
) -> VeuReport:
    """Judge every requirement that binds the company's kind of authorization, in the order of the paragraphs."""
    question = asked_of(company, as_of, engine, readings)
    findings, left_out = [], []
    for row in rows:
        if company.veu not in row.binds or (row.when and company.evidence.get(row.when) is False):
            left_out.append(row.id)
        else:
            findings.append(_finding(row, judged(row, question), question))
    figures = {row.measure: question.figure(row.figure) for row in rows if row.figure}
    bounds = {measure: figure for measure, figure in figures.items() if figure is not None}
    return VeuReport(company, as_of, tuple(findings), tuple(left_out), question.holdings, bounds, readings)


def _finding(row: Requirement, found: Judged, question: Question) -> Finding:
    due = found.due
    status = MET if found.holds else UNKNOWN if found.holds is None else UNMET
    if found.is_pending:
        status = NOT_YET_DUE
    elif status != MET and not row.measure and row.due is not None and question.as_of < row.due:
        status, due = NOT_YET_DUE, row.due
    missing = found.missing
    if row.when and row.when not in question.company.evidence:
        missing = (*missing, row.when)
    return Finding(row, status, found.numbers, missing, due if due is not None or status == MET else row.due)


def judged(row: Requirement, question: Question) -> Judged:
    """One requirement, by what is stated or by what is computed."""
    from licet.decide.measures import MEASURES

    if row.measure:
        return MEASURES[row.measure](row, question)
    first = _stated(row, question)
    if first.holds or not row.or_evidence:
        return first
    second = at_most(question.company.evidence.get(row.or_evidence), row.or_at_most, row.or_evidence)
    if second.holds:
        return second
    holds = None if first.holds is None or second.holds is None else False
    return Judged(holds, (*first.numbers, *second.numbers), (*first.missing, *second.missing))


def _stated(row: Requirement, question: Question) -> Judged:
    value = question.company.evidence.get(row.evidence)
    if value is None:
        return Judged(None, missing=(row.evidence,))
    if row.must:
        return Judged(value is (row.must == "yes"), (f"{row.evidence} = {'true' if value else 'false'}",))
    if row.at_most is not None:
        return at_most(value, row.at_most, row.evidence)
    if row.all_of:
        stated = {name.replace(" ", "").upper() for name in value} if isinstance(value, tuple) else set()
        lacking = tuple(name for name in row.all_of if name not in stated)
        return Judged(not lacking, (f"{len(row.all_of) - len(lacking)} of {len(row.all_of)}", *(f"lacks {name}" for name in lacking)))
    assert isinstance(value, int)
    ends = months_after(value, row.within_months)
    return Judged(question.as_of <= ends, (f"{day_of(value)}, good until {day_of(ends)}",), due=ends)


def at_most(value: object, bound: Fraction | None, name: str) -> Judged:
    if not isinstance(value, Fraction) or bound is None:
        return Judged(None, missing=(name,))
    return Judged(value <= bound, (f"{name} {show(value, 3)}, at most {show(bound)}",))


def months_after(day: int, months: int) -> int:
    """The same day of the month so many months later; the last of a shorter month."""
    start = day_of(day)
    year, month = divmod(start.month - 1 + months, 12)
    first = date(start.year + year, month + 1, 1)
    last = (date(first.year + first.month // 12, first.month % 12 + 1, 1) - timedelta(days=1)).day
    return day_number(first.replace(day=min(start.day, last)))


def days_each_year(each: tuple[tuple[int, int], ...], since: int, until: int) -> Iterator[int]:
    """The days of the year that fall after one day and up to and with another, in order."""
    for year in range(day_of(since).year, day_of(until).year + 1):
        for month, day in sorted(each):
            found = day_number(date(year, month, day))
            if since < found <= until:
                yield found


def every_one(parts: list[Judged]) -> Judged:
    """All of several things: unmet if one is, else unknown if one is, else pending if one is."""
    holds: bool | None = True
    if any(part.holds is False and not part.is_pending for part in parts):
        holds = False
    elif any(part.holds is None and not part.is_pending for part in parts):
        holds = None
    is_pending = holds is True and any(part.is_pending for part in parts)
    dues = [part.due for part in parts if part.due is not None and (part.is_pending or part.holds is not True)]
    return Judged(
        holds, tuple(n for part in parts for n in part.numbers), tuple(dict.fromkeys(m for part in parts for m in part.missing)),
        min(dues, default=None), is_pending,
    )  # fmt: skip


Measure = Callable[[Requirement, Question], Judged]


