"""`licet check FILE` and `licet explain FILE --line N`: books in, tables and files out, progress on a terminal only."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import polars as pl
from rich.console import Console

from licet import __version__
from licet.ask.desk import Desk
from licet.base.dates import day_of
from licet.base.errors import Complaint, UsageError
from licet.batch import OrderBook
from licet.batch.check import Summary, answer_columns, check_book, run_through
from licet.batch.header import header_complaints
from licet.batch.lines import Line, determinations
from licet.batch.read import form_of, open_book
from licet.batch.write import open_writer
from licet.decide.settings import Settings, place_in_time
from licet.faces.single import exit_status, explained
from licet.law import HOME
from licet.report.book import print_book, print_sums

SHOWN_MOST = 20
"""Complaints shown on the screen; the answered book holds them all."""


def check_file(
    file: str, settings: Settings, *, out: str | None, form: str | None, form_in: str | None, wanted: str | None, independent: bool,
    quiet: bool, no_color: bool, regimes: tuple[str, ...] = (HOME,),
    desk: Desk | None = None,
) -> int:  # fmt: skip
    """Answer a book: a table for a person, or the answered book as a file or on standard output.

    Args:
        wanted: `json` or `jsonl` for full determinations, `csv` for the answered book, None for a table or what `out`
            and `form` say.
    """
    if len(regimes) > 1:
        return _by_regime(file, settings, regimes, out=out, form=form or wanted, form_in=form_in, quiet=quiet, no_color=no_color)
    (regime,) = regimes
    book = open_book(file, form_in)
    if wanted in ("json", "jsonl"):
        return _full(book, settings, wanted, independent, out, regime, desk)
    summary, frames = check_book(book, settings.engine_of(regime), settings, independent=independent, desk=desk)
    words = Console(stderr=True, no_color=no_color or None, highlight=False)
    if out is None and form is None and wanted is None:
        console = Console(no_color=no_color or None, highlight=False, width=None if sys.stdout.isatty() else 200)
        with _progress(book, words, quiet) as advance:
            kept: list[pl.DataFrame] = []
            run_through(frames, kept.append, advance)
        print_book(console, kept, summary, settings.layer)
    else:
        target = form or wanted or form_of(out or "-", None)
        about = _about(settings, book.name, regime)
        columns = answer_columns(book.columns, screened=desk is not None)
        with open_writer(out, target, columns, about) as writer, _progress(book, words, quiet) as advance:
            run_through(frames, writer.write, advance)
        if not quiet:
            print_sums(words, summary)
            words.print(
                f"{about['law']} ({about['law digest'][:19]}), as of {about['as of']}, readings {about['readings']}", markup=False
            )
    _tell(words, summary, quiet)
    return summary.exit_code


def _by_regime(
    file: str, settings: Settings, regimes: tuple[str, ...], *, out: str | None, form: str | None, form_in: str | None, quiet: bool,
    no_color: bool,
) -> int:  # fmt: skip
    """The sums of a book under each of several laws; the answered book itself is written for one law at a time.

    Raises:
        UsageError: LIC-U033 for an output of several laws at once, or a book that can be read only once.
    """
    if out is not None or form is not None or file == "-":
        hint = "Write one answered book for each: --regime NAME --out FILE. A single line has --regime all --json."
        raise UsageError("LIC-U033", "A book is answered in full for one regime at a time, and from a file.", hint=hint)
    console = Console(no_color=no_color or None, highlight=False, width=None if sys.stdout.isatty() else 200)
    status = 0
    for regime in regimes:
        summary, frames = check_book(open_book(file, form_in), settings.engine_of(regime), settings)
        run_through(frames, lambda frame: None, lambda lines: None)
        console.print(f"\n{regime}", markup=False)
        print_sums(console, summary)
        status = max(status, summary.exit_code)
    _tell(Console(stderr=True, no_color=no_color or None, highlight=False), summary, quiet)
    return status


def explain_line(
    file: str, line: str, settings: Settings, *, form_in: str | None, independent: bool, as_json: bool, ecfr: Sequence[str] = (),
    exact: bool = False,
) -> int:  # fmt: skip
    """Print the whole proof of one line of a book.

    Raises:
        UsageError: LIC-U007 when the book has no such line.
    """
    book = open_book(file, form_in)
    for found in determinations(book, settings.engine, settings, independent=independent, only=line):
        if found.determination is None:
            for complaint in found.complaints:
                print(complaint.at(f"row {found.row}"), file=sys.stderr)
            return 2
        needs = None
        if exact and found.head is not None:
            from licet.faces.flip import exact_of

            needs = exact_of(settings, *place_in_time(found.head, settings), found.determination)
        print(explained(found.determination, ecfr, as_json=as_json, exact=needs))
        return exit_status(found.determination)
    raise UsageError("LIC-U007", f"{book.name} has no line {line!r}.", hint="Give the line's id, or row:N for its row in the file.")


def _about(settings: Settings, name: str, regime: str) -> dict[str, str]:
    """What an answered book rests on: a sheet of its own in a workbook, a line on the screen."""
    corpus = settings.engine_of(regime).corpus
    readings = ", ".join(f"{reading}={choice}" for reading, choice in settings.readings.items())
    return {
        "book": name,
        "licet": __version__,
        "law": f"{corpus.name} {corpus.version}",
        "law digest": corpus.digest,
        "as of": "each line's own date" if settings.as_of is None else day_of(settings.as_of).isoformat(),
        "known at": "any time" if settings.known_at is None else day_of(settings.known_at).isoformat(),
        "layer at the head": settings.layer,
        "readings": readings or "default",
        "standing of instruments": ", ".join(f"{o.instrument} {o.words()}" for o in settings.instruments) or "as in the law",
        "assumed where blank": ", ".join(f"{fact}={text}" for fact, (text, _) in settings.assume.items()) or "nothing",
        "note": "Information, not legal advice.",
    }


def _full(
    book: OrderBook, settings: Settings, wanted: str, independent: bool, out: str | None, regime: str, desk: Desk | None = None
) -> int:
    """Full determinations as JSON, streamed to standard output, or to a file that appears when it is whole."""
    if out is None or out == "-":
        return _stream(book, settings, wanted, independent, sys.stdout, regime, desk)
    with tempfile.NamedTemporaryFile("w", dir=Path(out).parent, suffix=".part", delete=False, encoding="utf-8") as stream:
        try:
            status = _stream(book, settings, wanted, independent, stream, regime, desk)
        except BaseException:
            Path(stream.name).unlink()
            raise
    Path(stream.name).replace(out)
    return status


def _stream(book: OrderBook, settings: Settings, wanted: str, independent: bool, stream: IO[str], regime: str, desk: Desk | None) -> int:
    statuses = {0}
    between = "[" if wanted == "json" else ""
    for found in determinations(book, settings.engine_of(regime), settings, independent=independent, desk=desk):
        stream.write(between + _json(found) + ("" if wanted == "json" else "\n"))
        between = ",\n" if wanted == "json" else ""
        statuses.add(2 if found.determination is None else exit_status(found.determination))
    if wanted == "json":
        stream.write("]\n" if between != "[" else "[]\n")
    for complaint in header_complaints(book.columns, book.name):
        print(complaint, file=sys.stderr)
        statuses.add(2)
    return next(status for status in (2, 3, 1, 0) if status in statuses)


def _json(found: Line) -> str:
    if found.determination is not None:
        plain = found.determination.to_dict()
        if found.screened is not None:
            from licet.report.parties import screened_data

            plain["screening"] = screened_data(found.screened)
        return json.dumps(plain, ensure_ascii=False)
    complaints = [{"code": c.code, "what": c.what, "where": c.where, "hint": c.hint} for c in found.complaints]
    return json.dumps(
        {"line_id": found.line_id, "row": found.row, "outcome": "undetermined", "complaints": complaints}, ensure_ascii=False
    )


@contextmanager
def _progress(book: OrderBook, words: Console, quiet: bool) -> Iterator[Callable[[int], None]]:
    """A progress bar on a terminal, nothing elsewhere."""
    if quiet or not words.is_terminal:
        yield lambda lines: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=words, transient=True) as progress:
        task = progress.add_task(f"checking {book.name}", total=book.rows_total)
        yield lambda lines: progress.advance(task, lines)


def _tell(words: Console, summary: Summary, quiet: bool) -> None:
    """Complaints and hints, on standard error."""
    for place, complaint in summary.complaints[:SHOWN_MOST]:
        words.print(str(_placed(complaint, place, summary.name)), markup=False, soft_wrap=True)
    if len(summary.complaints) > SHOWN_MOST:
        words.print(
            f"... and {len(summary.complaints) - SHOWN_MOST} more complaints; each stands in its line of the answered book."
        )
    if not quiet:
        for hint in summary.hints:
            words.print(hint, markup=False, soft_wrap=True)


def _placed(complaint: Complaint, place: str, name: str) -> Complaint:
    return complaint.at(f"{name}, {place}") if place != "header" else complaint
