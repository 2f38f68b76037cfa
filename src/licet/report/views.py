"""The sums of a book under several books of law: a row for each view."""

from __future__ import annotations

from collections.abc import Mapping

from rich.console import Console
from rich.table import Table
from rich.text import Text

from licet.report.book import WORDS
from licet.report.words import printable


def print_views(console: Console, outcomes: Mapping[str, Mapping[str, int]], moved: Mapping[str, int]) -> None:
    """Print how many lines came out how under each view, and how many come out otherwise than under the first."""
    met = [name for name in WORDS if any(counts.get(name) for counts in outcomes.values())]
    table = Table(box=None, pad_edge=False, header_style="bold", show_edge=False)
    table.add_column("law of", no_wrap=True)
    for name in met:
        table.add_column(WORDS[name], justify="right")
    table.add_column("unlike the first", justify="right")
    for view, counts in outcomes.items():
        cells = [*(counts.get(name, 0) for name in met), moved.get(view, 0)]
        table.add_row(Text(printable(view)), *(f"{cell:,}" for cell in cells))
    console.print(table)
