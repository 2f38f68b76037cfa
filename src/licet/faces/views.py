"""`licet.books` and `licet check FILE --each-day ...`: one order book before many books of law, as one wide or long table."""

from __future__ import annotations

import sys
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import product
from pathlib import Path

import polars as pl
from rich.console import Console

from licet.base.errors import Complaint, UsageError, nearest
from licet.batch.cells import fact_frame
from licet.batch.check import NO_LINES, SeenLines
from licet.batch.header import fact_columns, header_complaints
from licet.batch.read import form_of, open_book
from licet.batch.views import SHOWN, Shelf, View, views_of
from licet.batch.write import open_writer
from licet.decide.settings import Settings, engine, read_settings
from licet.language.provision import LAYERS
from licet.report.views import print_views

COMPLAINTS_SHOWN = 20
VIEWS_MOST = 1000
"""Views that one pass may have."""
KEYS = {"name", "as_of", "known_at", "layer", "reading"}


def asked_views(
    settings: Settings, days: Sequence[str | date] = (), layers: Sequence[str] = (), readings: Sequence[str] = (),
    file: str | Path | None = None,
) -> list[View]:  # fmt: skip
    """Views from typed words.

    Args:
        days: days of law; `own` is each line's own date.
        layers: layers.
        readings: `NAME=CHOICE`, or `NAME` for all its choices; the choices of several names are combined.
        file: a TOML file with [[view]] tables, instead of the others.

    Raises:
        UsageError: LIC-U001, LIC-U003, LIC-U004 for words that make no sense; LIC-U040 for views that are none or too many;
            LIC-U041 for a file of views that cannot be used.
    """
    if file is not None:
        if days or layers or readings:
            raise UsageError("LIC-U040", "Views come from a file or from words, not from both.", hint="Leave one of them out.")
        found = _views_in(file, settings)
    else:
        numbers = [None if day == "own" else read_settings(day).as_of for day in dict.fromkeys(days)]
        for layer in layers:
            read_settings(layer=layer)
        found = views_of(settings, numbers, list(dict.fromkeys(layers)), _choices(readings))
    if not 1 <= len(found) <= VIEWS_MOST:
        raise UsageError(
            "LIC-U040", f"{len(found):,} views were asked for; 1 to {VIEWS_MOST:,} go into one pass.", hint="Ask again."
        )
    return found


def _choices(words: Sequence[str]) -> list[dict[str, str]]:
    """Every combination of the choices of the readings named."""
    known, wanted = engine().corpus.readings, dict[str, list[str]]()
    for word in words:
        name, has_choice, _ = word.partition("=")
        if not has_choice and name not in known:
            raise UsageError("LIC-U004", f"There is no reading named {name!r}.", hint=nearest(name, known) or ", ".join(known))
        chosen = read_settings(reading=[word]).readings if has_choice else {}
        wanted.setdefault(name, []).extend(chosen.values() or [choice for choice, _ in known[name].choices])
    return [dict(zip(wanted, choice, strict=True)) for choice in product(*(dict.fromkeys(c) for c in wanted.values()))]


def _views_in(file: str | Path, settings: Settings) -> list[View]:
    try:
        tables = tomllib.loads(Path(file).read_text(encoding="utf-8")).get("view", [])
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError("LIC-U041", f"The views cannot be read: {error}.", where=str(file), hint="See docs/scale.md.") from None
    found: dict[str, View] = {}
    for number, table in enumerate(tables if isinstance(tables, list) else [tables], 1):
        where = f"{file}, view {number}"
        if not isinstance(table, dict) or (late := set(table) - KEYS):
            what = f"A view has no key {sorted(late)[0]!r}." if isinstance(table, dict) else "This is no table."
            raise UsageError("LIC-U041", what, where=where, hint=f"Keys are {', '.join(sorted(KEYS))}.")
        reading = table.get("reading", [])
        words = [reading] if isinstance(reading, str) else reading
        as_of = table.get("as_of", "own")
        seen = read_settings(None if as_of == "own" else as_of, table.get("known_at"), table.get("layer", settings.layer), words)
        own = Settings(seen.as_of, settings.today, seen.known_at, seen.layer, seen.readings, settings.assume)
        (plain,) = views_of(own, [own.as_of], [own.layer], [])
        name = str(table.get("name", "/".join([plain.name, *words])))
        if name in found:
            raise UsageError("LIC-U041", f"Two views are named {name!r}.", where=where, hint="Give each a name of its own.")
        found[name] = View(name, own)
    return list(found.values())


def checked_names(names: Sequence[str]) -> list[str]:
    """Columns to show.

    Raises:
        UsageError: LIC-U042 for a column that an answer does not have.
    """
    for name in names:
        if name not in SHOWN:
            hint = nearest(name, SHOWN) or f"One of {', '.join(SHOWN)}."
            raise UsageError("LIC-U042", f"An answer has no column {name!r}.", hint=hint)
    return list(dict.fromkeys(names))


def books(
    lines: pl.DataFrame | pl.LazyFrame | str | Path, *, days: Sequence[str | date] = (), layers: Sequence[str] = (),
    readings: Sequence[str] = (), views: str | Path | None = None, show: Sequence[str] = ("outcome",), form: str = "wide",
    assume: Sequence[str] = (), known_at: str | date | None = None, independent: bool = True,
) -> pl.DataFrame:  # fmt: skip
    """One order book before many books of law, in one pass; equal to a run for each view.

    Args:
        lines: a frame with columns by fact name, or an order book by its path.
        days: days of law; `own` is each line's own date, also when no day is named.
        layers: `enforced`, `codified`, or both.
        readings: `NAME=CHOICE`, or `NAME` for all its choices.
        views: a TOML file of views instead of these three; see docs/scale.md.
        show: columns of the answer, or reason codes as `outcome_code`.
        form: `wide`, a column NAME@VIEW for each view; or `long`, a line for each line and view.
        independent: lines do not share quotas.

    Raises:
        UsageError: a word makes no sense; see `asked_views` and `checked_names`.
        FileError: the order book cannot be read.
    """
    settings = read_settings(None, known_at, assume=assume)
    shelf = Shelf(engine(), asked_views(settings, days, layers, readings, views), independent)
    names = checked_names(show)
    if form not in ("wide", "long"):
        raise UsageError("LIC-U042", f"There is no form {form!r}.", hint="One of wide, long.")
    if isinstance(lines, str | Path):
        return pl.concat(list(answered_file(str(lines), shelf, names, form, None, Sums())), how="vertical_relaxed")
    frame = lines.collect() if isinstance(lines, pl.LazyFrame) else lines
    return _table(shelf, frame, frame, (), names, form, pl.int_range(1, frame.height + 1, eager=True), Sums())


@dataclass
class Sums:
    """What came out, view by view, and what was wrong with the book."""

    outcomes: dict[str, Counter[str]] = field(default_factory=dict)
    moved: Counter[str] = field(default_factory=Counter)
    """Lines that a view answers otherwise than the first one."""
    lines: int = 0
    complaints: list[tuple[str, Complaint]] = field(default_factory=list)

    @property
    def exit_code(self) -> int:
        """The gravest of all views: bad input, then undetermined, then findings."""
        met = {name for counts in self.outcomes.values() for name, count in counts.items() if count}
        if self.complaints:
            return 2
        return 3 if "undetermined" in met else 1 if met & {"license_required", "license_exception", "prohibited"} else 0


def answered_file(
    file: str, shelf: Shelf, names: Sequence[str], form: str, form_in: str | None, sums: Sums
) -> Iterator[pl.DataFrame]:
    """An order book chunk by chunk under every view; a book without lines gives one empty table."""
    book = open_book(file, form_in)
    facts = fact_columns(book.columns, book.name)
    sums.complaints += [(book.name, complaint) for complaint in header_complaints(book.columns, book.name)]
    seen = SeenLines()
    for chunk in book.chunks():
        if chunk.frame.height:
            frame, unreadable = fact_frame(chunk, facts)
            refused = [*unreadable, *seen.repeated(frame)]
            yield _table(shelf, chunk.frame, frame, refused, names, form, chunk.rows, sums)
    if not sums.lines:
        sums.complaints.append((book.name, NO_LINES))
        empty = pl.DataFrame(schema=dict.fromkeys(book.columns, pl.String))
        yield _table(shelf, empty, empty.select(list(facts)).rename(facts), (), names, form, pl.Series([], dtype=pl.Int64), sums)


def _table(
    shelf: Shelf, kept: pl.DataFrame, facts: pl.DataFrame, refused: Sequence[tuple[int, Complaint]], names: Sequence[str], form: str,
    rows: pl.Series, sums: Sums,
) -> pl.DataFrame:  # fmt: skip
    found: list[tuple[str, list[pl.Series]]] = []
    first: pl.Series | None = None
    for number, (view, runner, answered) in enumerate(shelf.answer(facts, refused)):
        *columns, outcome = shelf.shown(view, runner, answered, [*names, "outcome"])
        found.append((view.name, columns))
        first = outcome if first is None else first
        sums.outcomes.setdefault(view.name, Counter()).update(dict(outcome.value_counts().iter_rows()))
        sums.moved[view.name] += int((outcome != first).sum())
        if number == 0:
            sums.complaints += [
                (f"row {rows[row]}", complaint) for row, complaint in sorted(answered.typed.complaints, key=lambda c: c[0])
            ]
    sums.lines += kept.height
    if form == "wide":
        return kept.hstack([series.rename(f"{series.name}@{view}") for view, columns in found for series in columns])
    line = (facts["line_id"] if "line_id" in facts.columns else rows).cast(pl.String).rename("line")
    return pl.concat([pl.DataFrame([line, pl.repeat(view, line.len(), eager=True).rename("view"), *c]) for view, c in found])


def check_several(
    file: str, settings: Settings, *, days: str | None, both_layers: bool, readings: Sequence[str], views: str | None, show: str, long: bool,
    out: str | None, form_out: str | None, form_in: str | None, independent: bool, quiet: bool, no_color: bool,
) -> int:  # fmt: skip
    """Answer a book under every view: to a file, or the sums of each view on standard output.

    Raises:
        UsageError: a word makes no sense; see `asked_views` and `checked_names`.
        FileError: the book cannot be read, or the answers cannot be written.
    """
    named = [day.strip() for day in (days or "").split(",") if day.strip()]
    shelf = Shelf(engine(), asked_views(settings, named, LAYERS if both_layers else (), readings, views), independent)
    names = checked_names([name.strip() for name in show.split(",") if name.strip()])
    sums = Sums()
    frames = answered_file(file, shelf, names, "long" if long else "wide", form_in, sums)
    if out is None and form_out is None:
        for _ in frames:
            pass
        console = Console(no_color=no_color or None, highlight=False, width=None if sys.stdout.isatty() else 200)
        print_views(console, sums.outcomes, sums.moved)
    else:
        first = next(frames)
        with open_writer(out, form_out or form_of(out or "-", None), first.columns) as writer:
            writer.write(first)
            for frame in frames:
                writer.write(frame)
        if not quiet:
            print(f"{sums.lines:,} lines under {len(shelf.views):,} books of law", file=sys.stderr)
    for place, complaint in sums.complaints[:COMPLAINTS_SHOWN]:
        print(complaint.at(place), file=sys.stderr)
    if len(sums.complaints) > COMPLAINTS_SHOWN:
        print(f"... and {len(sums.complaints) - COMPLAINTS_SHOWN} more complaints.", file=sys.stderr)
    return sums.exit_code
