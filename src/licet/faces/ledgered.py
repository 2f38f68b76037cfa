"""`licet check ... --ledger URL [--reserve]`: answers with real balances, and what may ship booked."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any

from licet.base.errors import Complaint, FactError, UsageError
from licet.batch.booking import BEFORE, FITS, REFUSED, RESERVED, BookedLine, Booking, Placed
from licet.decide.settings import Settings, engine
from licet.faces.quota import lapse_of, opened
from licet.faces.single import exit_status
from licet.facts.intake import admit, known_fact

ANSWER = ("line_id", "row", "outcome", "via", "review", "codified_outcome", "codified_via", "ledger", "ledger_why", "hold", "complaint")


@dataclass(frozen=True, slots=True)
class Wish:
    """Which ledger, whether to book, under what name, for how long."""

    ledger: str
    reserve: bool
    book: str | None
    expires: str | None


@contextmanager
def booking_on(wish: Wish, settings: Settings, name: str) -> Iterator[Booking]:
    """A book on its ledger; says so when the ledger counts by another state of the law than the answers do."""
    with opened(wish.ledger) as ledger:
        if not ledger.is_current(engine().corpus):
            words = f"The ledger counts by {ledger.law() or 'no law'}, not by the law that answers."
            print(Complaint("LIC-Q020", words, wish.ledger, "licet quota open lets it count by the law as it is now."), file=sys.stderr)
        expires = lapse_of(wish.expires)
        yield Booking(ledger, engine(), settings, book=wish.book or name, reserve=wish.reserve, expires=expires)


def check_on_ledger(
    file: str, settings: Settings, wish: Wish, *, out: str | None, form_in: str | None, wanted: str | None, independent: bool,
    no_color: bool,
) -> int:  # fmt: skip
    """Answer and place every line of a book: a table, `csv`, `json` or `jsonl`, or a file.

    Returns:
        The gravest status of a line: 2 not read, 3 undetermined, 1 something to act on, 0 clear.
    """
    from licet.batch.header import header_complaints
    from licet.batch.read import open_book

    book = open_book(file, form_in)
    statuses = {0}
    rows: list[dict[str, str]] = []
    with booking_on(wish, settings, book.name) as booking:
        for complaint in header_complaints(book.columns, book.name):
            print(complaint, file=sys.stderr)
            statuses.add(2)
        for found in booking.lines(book, independent=independent):
            statuses.add(_status(found))
            if wanted in ("json", "jsonl"):
                rows.append(_full(found))
            else:
                rows.append(_row(found))
            for one in found.line.complaints:
                print(one.at(f"{book.name}, row {found.line.row}"), file=sys.stderr)
    if wanted == "json":
        print(json.dumps(rows, ensure_ascii=False, indent=1))
    elif wanted == "jsonl":
        print("\n".join(json.dumps(row, ensure_ascii=False) for row in rows))
    elif wanted == "csv" or out:
        _write(rows, out)
    else:
        _print(rows, no_color)
    return next(status for status in (2, 3, 1, 0) if status in statuses)


def check_line_on_ledger(facts: Mapping[str, str], settings: Settings, wish: Wish, as_json: bool) -> int:
    """Answer and place one line.

    Raises:
        FactError: the first complaint at the door. UsageError: LIC-U005 for a line that is to be booked and has no line_id.
    """
    from licet.report.text import summary_text

    for name in facts:
        known_fact(name)
    admitted = admit(facts, settings.assume)
    if admitted.complaints:
        first = admitted.complaints[0]
        raise FactError(first.code, first.what, where=first.where, hint=first.hint)
    if wish.reserve and "line_id" not in facts:
        raise UsageError("LIC-U005", "A line that is booked needs a line_id.", hint="The same line_id is the same reservation, for ever.")
    with booking_on(wish, settings, "line") as booking:
        determination, admitted = booking.answer(admitted)
        placed = booking.place(determination, admitted, facts.get("line_id", "line"))
    if as_json:
        print(json.dumps({**determination.to_dict(), "ledger": asdict(placed)}, indent=1, ensure_ascii=False))
    else:
        print(summary_text(determination))
        print(f"Ledger: {words_of(placed)}")
    return max(exit_status(determination), 1 if placed.state == REFUSED else 0)


def words_of(placed: Placed) -> str:
    """`fits: 1,250,000 TPP left on ...`."""
    return f"{placed.state}: {placed.words}" if placed.words else placed.state


def _status(found: BookedLine) -> int:
    if found.line.determination is None:
        return 2
    status = exit_status(found.line.determination)
    return max(status, 1) if found.placed is not None and found.placed.state == REFUSED else status


def _row(found: BookedLine) -> dict[str, str]:
    line, placed = found.line, found.placed or Placed("")
    made = dict.fromkeys(ANSWER, "") | {"line_id": line.line_id, "row": str(line.row)}
    if line.determination is None:
        return made | {"outcome": "undetermined", "complaint": "; ".join(f"{c.code} {c.what}" for c in line.complaints)}
    answer, codified = line.determination, line.determination.layers["codified"]
    return made | {
        "outcome": answer.outcome, "via": answer.via, "review": answer.review, "codified_outcome": codified.outcome,
        "codified_via": codified.via, "ledger": placed.state, "ledger_why": placed.words, "hold": placed.hold,
    }  # fmt: skip


def _full(found: BookedLine) -> Any:
    if found.line.determination is None:
        return {**_row(found), "complaints": [asdict(c) for c in found.line.complaints]}
    return {**found.line.determination.to_dict(), "ledger": asdict(found.placed or Placed(""))}


def _write(rows: list[dict[str, str]], out: str | None) -> None:
    import polars as pl

    from licet.batch.read import form_of
    from licet.batch.write import open_writer

    with open_writer(out, form_of(out, None) if out and out != "-" else "csv", ANSWER) as writer:
        writer.write(pl.DataFrame(rows, schema=dict.fromkeys(ANSWER, pl.String)))


def _print(rows: list[dict[str, str]], no_color: bool) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from licet.report.words import printable

    table = Table(box=None, pad_edge=False, header_style="bold", show_edge=False)
    for name in ("line", "answer", "codified", "ledger", "left, or why not"):
        table.add_column(name, overflow="fold")
    for row in rows:
        answer = row["outcome"] + (f" ({row['via']})" if row["via"] not in ("", "none", "NLR") else "")
        codified = row["codified_outcome"] + (f" ({row['codified_via']})" if row["codified_via"] not in ("", "none", "NLR") else "")
        why = row["ledger_why"] or row["complaint"]
        table.add_row(*(Text(printable(word)) for word in (row["line_id"] or f"row {row['row']}", answer, codified, row["ledger"], why)))
    console = Console(no_color=no_color or None, highlight=False, width=None if sys.stdout.isatty() else 200)
    console.print(table)
    counts = {state: sum(row["ledger"] == state for row in rows) for state in (RESERVED, BEFORE, FITS, REFUSED)}
    console.print(", ".join(f"{count} {state}" for state, count in counts.items() if count) or "nothing on the ledger", markup=False)
