"""`licet check FILE`: read a book chunk by chunk, answer every line, write the answers, keep the sums."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from licet.ask.desk import Desk
from licet.base.errors import Complaint
from licet.batch import Chunk, OrderBook
from licet.batch.cells import fact_frame
from licet.batch.header import fact_columns, header_complaints, header_hints
from licet.batch.run import ANSWER, Answered, Runner, answer_names, appended
from licet.batch.screened import SCREEN_ANSWER
from licet.decide.engine import Engine
from licet.decide.settings import Settings

COMPLAINTS_KEPT = 1000
"""Complaints kept for showing; all are counted, and each stands in its own line of the answers."""


@dataclass
class Summary:
    """What came out of a book."""

    name: str
    lines: int = 0
    bad_lines: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    ways: Counter[tuple[str, str]] = field(default_factory=Counter)
    """(outcome, via) to number of lines."""
    destinations: Counter[tuple[str, str]] = field(default_factory=Counter)
    complaints: list[tuple[str, Complaint]] = field(default_factory=list)
    """(place in the file, complaint)"""
    hints: list[str] = field(default_factory=list)

    @property
    def exit_code(self) -> int:
        """The gravest wins: bad input, then undetermined, then findings."""
        if self.bad_lines or self.complaints:
            return 2
        if self.outcomes["undetermined"]:
            return 3
        return 1 if any(self.outcomes[name] for name in ("license_required", "license_exception", "prohibited")) else 0


def check_book(
    book: OrderBook, engine: Engine, settings: Settings, *, independent: bool = False, desk: Desk | None = None
) -> tuple[Summary, Iterator[pl.DataFrame]]:
    """Answer a book.

    Returns:
        The summary, complete once the frames are used up, and the answered chunks: input columns, then the answer's.
    """
    summary = Summary(book.name)
    summary.complaints += [("header", c) for c in header_complaints(book.columns, book.name)]
    summary.hints = header_hints(book.columns, book.name)
    return summary, _answered(book, Runner(engine, settings, independent=independent, desk=desk), summary)


def answer_columns(columns: tuple[str, ...], *, screened: bool = False) -> list[str]:
    """The columns of an answered book."""
    return [*columns, *answer_names(columns, (*ANSWER, *SCREEN_ANSWER) if screened else ANSWER)]


def _answered(book: OrderBook, runner: Runner, summary: Summary) -> Iterator[pl.DataFrame]:
    facts = fact_columns(book.columns, book.name)
    seen = SeenLines()
    for chunk in book.chunks():
        if chunk.frame.height == 0:
            continue
        frame, unreadable = fact_frame(chunk, facts)
        answered = runner.answer(frame, [*unreadable, *seen.repeated(frame)])
        texts = runner.texts(answered)
        _sum_up(summary, chunk, answered, texts, frame)
        yield appended(chunk.frame, texts)
    if not summary.lines:
        hint = "Nothing was answered. Is it the right file, or the right sheet?"
        summary.complaints.append(("header", Complaint("LIC-F018", "The book has no lines.", book.name, hint)))


def _sum_up(summary: Summary, chunk: Chunk, answered: Answered, texts: pl.DataFrame, frame: pl.DataFrame) -> None:
    summary.lines += chunk.frame.height
    summary.bad_lines += len({index for index, _ in answered.typed.complaints})
    groups = texts.group_by("outcome", "via").len()
    for outcome, via, count in groups.iter_rows():
        summary.outcomes[outcome] += count
        summary.ways[outcome, via] += count
    if "destination" in frame.columns:
        both = texts.select("outcome").with_columns(frame["destination"].cast(pl.String).fill_null("?"))
        for destination, outcome, count in both.group_by("destination", "outcome").len().iter_rows():
            summary.destinations[destination, outcome] += count
    room = COMPLAINTS_KEPT - len(summary.complaints)
    for index, complaint in sorted(answered.typed.complaints, key=lambda found: found[0])[: max(room, 0)]:
        summary.complaints.append((f"row {chunk.rows[index]}", complaint))


class SeenLines:
    """Line ids met so far, as 64-bit hashes: a book of ten million lines costs eighty megabytes."""

    def __init__(self) -> None:
        self._before: list[np.ndarray[tuple[int], np.dtype[np.uint64]]] = []

    def repeated(self, frame: pl.DataFrame) -> list[tuple[int, Complaint]]:
        """Rows whose line id stands in an earlier row."""
        if "line_id" not in frame.columns:
            return []
        ids = frame["line_id"].cast(pl.String)
        hashes = ids.hash(seed=1).to_numpy()
        stated = ids.is_not_null().to_numpy()
        again = ~ids.is_first_distinct().to_numpy() & stated
        for earlier in self._before:
            place = np.minimum(np.searchsorted(earlier, hashes), len(earlier) - 1)
            again |= (earlier[place] == hashes) & stated
        self._remember(np.unique(hashes[stated]))
        return [(int(index), repeated_id(ids[int(index)])) for index in np.flatnonzero(again)]

    def _remember(self, hashes: np.ndarray[tuple[int], np.dtype[np.uint64]]) -> None:
        """Keep few sorted runs, each longer than the next: what was met is looked up in the logarithm of the book."""
        while self._before and len(self._before[-1]) <= len(hashes):
            hashes = np.union1d(self._before.pop(), hashes)
        if len(hashes):
            self._before.append(hashes)


def repeated_id(line_id: str) -> Complaint:
    """What is said of a line whose id stands in an earlier row."""
    hint = "Give each line an id of its own."
    return Complaint("LIC-F014", f"The line id {line_id!r} stands in an earlier row.", "column line_id", hint)


def run_through(frames: Iterator[pl.DataFrame], write: Callable[[pl.DataFrame], None], progress: Callable[[int], None]) -> None:
    """Hand every answered chunk to a writer, telling how many lines are done."""
    for frame in frames:
        write(frame)
        progress(frame.height)
