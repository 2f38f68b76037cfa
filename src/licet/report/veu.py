"""A company's requirements as a page: what is unmet first, what to do about it, and the shares as bars."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from licet.base.dates import day_of
from licet.base.quantities import show
from licet.decide.validated import MET, NOT_YET_DUE, STATUSES, UNKNOWN, UNMET, Finding, VeuReport
from licet.report.words import WIDTH, counted, section, wrapped

if TYPE_CHECKING:
    from rich.console import RenderableType

BAR = 40
COLOURS = {UNMET: "bold red", UNKNOWN: "yellow", NOT_YET_DUE: "cyan", MET: "green"}
CAVEAT = (
    "By the text of the regulation as codified. Whether the agency still honors such authorizations since May 2025 was not published "
    "(reading enforced_veu)."
)


def head(report: VeuReport) -> list[str]:
    """The company, the day, and how many requirements came out how."""
    company, counts = report.company, report.counted()
    told = ", ".join(f"{counts[status]} {status}" for status in STATUSES)
    rest = len(report.not_applicable)
    left_out = f" {rest} more {'does' if rest == 1 else 'do'} not apply." if rest else ""
    return [
        f"{company.name}: {company.veu} validated end user, on {day_of(report.as_of)}",
        f"{counted(len(report.findings), 'requirement')}: {told}.{left_out}",
    ]


def lines_of(report: VeuReport, law: str, width: int = WIDTH) -> Iterator[str]:
    """The page as plain lines."""
    yield from head(report)
    yield from section("Computing power", bars(report))
    for status in STATUSES:
        found = [finding for finding in report.findings if finding.status == status]
        if status == MET:
            yield from section(status, (line for finding in found for line in _met(finding, width)))
        else:
            yield from section(status, (line for finding in found for line in _open(finding, width)))
    if report.not_applicable:
        yield from section("does not apply", wrapped(", ".join(report.not_applicable), width, 2, 0))
    yield ""
    yield from wrapped(CAVEAT, width)
    yield from wrapped(law, width)


def _met(finding: Finding, width: int) -> Iterator[str]:
    row = finding.requirement
    yield from wrapped(f"{row.id:<11}{row.says}", width, 2, 11)
    for number in finding.numbers:
        if not number.startswith(f"{row.evidence} = "):
            yield from wrapped(number, width, 13)


def _open(finding: Finding, width: int) -> Iterator[str]:
    row = finding.requirement
    yield from wrapped(f"{row.id:<11}{row.says}", width, 2, 11)
    for words in _details(finding):
        yield from wrapped(words, width, 13)


def _details(finding: Finding) -> Iterator[str]:
    """Numbers, what is missing, the day, what to do, where it stands."""
    row = finding.requirement
    yield from finding.numbers
    if finding.missing:
        yield f"missing: {', '.join(finding.missing)}"
    if finding.due is not None:
        yield f"due {day_of(finding.due)}"
    yield f"to do: {row.do}"
    if row.note:
        yield f"note: {row.note}"
    yield f"{row.cite}{'' if row.confidence == 'P' else f' ({row.confidence})'}"


def bars(report: VeuReport) -> list[str]:
    """Shares of the group's TPP, in each place and against their figures, as bars of signs."""
    lines = []
    for words, low, high, bound in shares(report):
        shown = show(low, 3) if low == high else f"{show(low, 3)} to {show(high, 3)}"
        mark = f"  at most {show(bound)} %" if bound is not None else ""
        lines.append(f"  {words:<30}|{_bar(low, high, bound)}| {shown} %{mark}")
    return lines


def shares(report: VeuReport) -> Iterator[tuple[str, Fraction, Fraction, Fraction | None]]:
    """Words, lowest and highest percent, figure."""
    held = report.holdings
    rows: list[tuple[str, set[str], str]] = []
    if report.company.veu == "universal":
        rows += [("outside the listed countries", held.outside(held.listed), "share_outside")]
        rows += [(f"  {place}", {place}, "share_country") for place in sorted(held.outside(held.listed))]
        if report.company.headquarters in held.home:
            rows += [("outside the United States", held.outside(held.home), "share_outside_us")]
    else:
        rows += [(place, {place}, "") for place in sorted(held.by_country)]
    for words, places, measure in rows:
        found = held.share(places)
        if found is not None:
            yield words, *found, report.bounds.get(measure)


def _bar(low: Fraction, high: Fraction, bound: Fraction | None) -> str:
    """`#` is what certainly counts, `?` what may, `!` where the figure stands."""
    sure, may = (min(BAR, -(-part * BAR // 100)) for part in (low, high))
    signs = ["#" if n < sure else "?" if n < may else "." for n in range(BAR)]
    if bound is not None:
        signs[min(BAR - 1, int(bound * BAR / 100))] = "!"
    return "".join(signs)


def table(report: VeuReport) -> RenderableType:
    """The same for a terminal: a table in colours, each with its word."""
    from rich.table import Table
    from rich.text import Text

    found = Table(show_lines=False, pad_edge=False, expand=True)
    for name in ("paragraph", "status"):
        found.add_column(name, width=11)
    found.add_column("requirement", ratio=5)
    found.add_column("numbers, what is missing, what to do", ratio=6)
    for finding in sorted(report.findings, key=lambda finding: STATUSES.index(finding.status)):
        words = finding.numbers if finding.status == MET else tuple(_details(finding))
        row, status = finding.requirement, finding.status
        found.add_row(row.id, Text(status, COLOURS[status]), Text(row.says), Text("\n".join(words)))
    return found


def record(report: VeuReport, law: dict[str, Any]) -> dict[str, Any]:
    """The report as JSON: decimal strings, ISO days."""
    return {
        "company": report.company.name,
        "veu": report.company.veu,
        "as_of": day_of(report.as_of).isoformat(),
        "counts": report.counted(),
        "shares": [
            {"of": words.strip(), "low": show(low), "high": show(high), "at_most": None if bound is None else show(bound)}
            for words, low, high, bound in shares(report)
        ],
        "requirements": [_finding_record(finding) for finding in report.findings],
        "not_applicable": list(report.not_applicable),
        "law": law,
    }


def _finding_record(finding: Finding) -> dict[str, Any]:
    row = finding.requirement
    return {
        "id": row.id, "status": finding.status, "says": row.says, "numbers": list(finding.numbers), "missing": list(finding.missing),
        "due": None if finding.due is None else day_of(finding.due).isoformat(), "do": "" if finding.status == MET else row.do,
        "cite": row.cite, "confidence": row.confidence, "note": row.note,
    }  # fmt: skip
