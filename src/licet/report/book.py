"""A book's answers as a table for a terminal, and its sums."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl
from rich.console import Console
from rich.table import Table
from rich.text import Text

from licet.batch.check import Summary
from licet.batch.header import normal_header
from licet.batch.run import ANSWER
from licet.report.words import printable

SHOWN = (
    ("line", ("line_id",)), ("day", ("date",)), ("item", ("chip", "eccn", "item_kind")), ("units", ("quantity",)), ("to", ("destination",)),
)  # fmt: skip
LINES_MOST = 400
"""Lines a terminal is given; the rest is counted, and `--out` holds them all."""

WORDS = {
    "no_license_required": "no license required", "license_required": "LICENSE REQUIRED", "license_exception": "license exception",
    "authorized": "authorized", "prohibited": "PROHIBITED", "not_subject": "not subject", "undetermined": "undetermined",
}  # fmt: skip


def print_book(console: Console, frames: Iterable[pl.DataFrame], summary: Summary, layer: str) -> None:
    """Print every line, then the sums."""
    table = Table(box=None, pad_edge=False, header_style="bold", show_edge=False)
    heads = [name for name, _ in SHOWN]
    for name in (*heads, layer, "under", "review", "codified" if layer == "enforced" else "", "missing"):
        if name:
            table.add_column(
                name, overflow="fold", no_wrap=name in ("line", "day", "to"), justify="right" if name == "units" else "left"
            )
    shown = 0
    for frame in frames:
        columns = {normal_header(column): column for column in frame.columns[: -len(ANSWER)]}
        for row in frame.head(max(LINES_MOST - shown, 0)).iter_rows(named=True):
            table.add_row(*(Text(printable(cell)) for cell in _cells(row, columns, layer)))
            shown += 1
    console.print(table)
    if summary.lines > shown:
        console.print(f"... and {summary.lines - shown:,} more lines: write them with --out.")
    print_sums(console, summary)


def _cells(row: dict[str, object], columns: dict[str, str], layer: str) -> list[str]:
    """One line of the table. The answer's columns are the last ones, whatever the input's are called."""
    cells = []
    for _, names in SHOWN:
        found = next((row[columns[name]] for name in names if name in columns and row[columns[name]] not in (None, "")), "")
        cells.append(str(found))
    answers = {name: str(value or "") for name, value in zip(ANSWER, list(row.values())[-len(ANSWER) :], strict=True)}
    cells += [WORDS.get(answers["outcome"], answers["outcome"]), _plain(answers["via"]), _plain(answers["review"])]
    if layer == "enforced":
        codified, via = answers["codified_outcome"], _plain(answers["codified_via"])
        cells.append(WORDS.get(codified, codified) + (f" ({via})" if via and via != "NLR" else ""))
    cells.append(answers["needs"].replace("|", ", "))
    return cells


def _plain(word: str) -> str:
    return "" if word == "none" else word.replace("_", " ")


def print_sums(console: Console, summary: Summary) -> None:
    """How many lines came out how."""
    console.print(f"\n{summary.lines:,} lines of {printable(summary.name)}", markup=False)
    for (outcome, via), count in sorted(summary.ways.items(), key=lambda found: -found[1]):
        under = f" under {via}" if via not in ("none", "NLR", "") else ""
        console.print(f"  {count:>7,}  {WORDS.get(outcome, outcome)}{under}")
    if summary.bad_lines:
        console.print(f"  {summary.bad_lines:>7,}  of them not read: see the complaints")
