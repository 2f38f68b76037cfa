"""Lines that together meet a rule, as plain text: a flag each, with what a person should look at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from licet.report.words import WIDTH, counted, outcome_words, printable, wrapped

if TYPE_CHECKING:
    from licet.batch.structuring import Split

LINES_MOST = 12
MEETS_MOST = 3


def split_lines(found: Sequence[Split]) -> Iterator[str]:
    """Each flag; it decides nothing, and nobody is accused."""
    for split in found:
        days = f"{split.first} to {split.last}"
        yield from wrapped(f"flag  {_names(split)}: {split.shared}, {printable(split.who)}, {days}, {split.tpp} TPP.", WIDTH, 0, 6)
        yield from wrapped(f"Each alone: {_answer(split.alone)}. As one: {_answer(split.together)} [{_meets(split)}].", WIDTH, 6, 0)
        yield from wrapped(f"{split.flag.what} ({split.flag.cite}) [{split.flag.confidence}]", WIDTH, 6, 0)
    if found:
        told = "Whether the lines are one matter is for a person to find out: a flag decides nothing."
        yield from wrapped(f"{counted(len(found), 'flag')}. {told}", WIDTH)
    else:
        yield "No lines of this book meet together what they do not meet alone."


def _names(split: Split) -> str:
    shown = ", ".join(printable(name) for name in split.lines[:LINES_MOST])
    more = len(split.lines) - LINES_MOST
    return f"lines {shown}" + (f" and {more} more" if more > 0 else "")


def _answer(answer: tuple[str, str, str]) -> str:
    outcome, via, review = answer
    return outcome_words(outcome, via) + (f" ({review.replace('_', ' ')})" if outcome == "license_required" and review != "none" else "")


def _meets(split: Split) -> str:
    more = len(split.meets) - MEETS_MOST
    return "; ".join(split.meets[:MEETS_MOST]) + (f"; and {more} more" if more > 0 else "")
