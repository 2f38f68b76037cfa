"""`licet package FILE --line N --out DIR`: the application package of one line, whole or not at all."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from licet.base import clock
from licet.base.errors import UsageError
from licet.base.files import write_folder
from licet.batch.lines import determinations
from licet.batch.read import open_book
from licet.decide.application import Application, application_of
from licet.decide.settings import place_in_time, read_settings
from licet.faces.single import exit_status
from licet.report.application import package_files
from licet.report.text import headline_lines


def register(app: typer.Typer) -> None:
    """Add `package` to a command line."""
    app.command(name="package")(package_command)


def package_command(
    file: Annotated[str, typer.Argument(help="An order book, - for stdin.")],
    line: Annotated[str, typer.Option("--line", help="The line's id, or row:N for its row in the file.")],
    out: Annotated[str, typer.Option("--out", "-o", metavar="DIR", help="The folder to make.")],
    anyway: Annotated[bool, typer.Option("--anyway", help="Also for a line that needs no license.")] = False,
    as_of: Annotated[str | None, typer.Option("--as-of", help="Day of the law (default: the line's own date).")] = None,
    known_at: Annotated[str | None, typer.Option("--known-at", help="Only what was published by this day counts.")] = None,
    layer: Annotated[str, typer.Option("--layer", help="Which layer says whether a license is needed: enforced or codified.")] = "enforced",
    reading: Annotated[list[str] | None, typer.Option("--reading", help="NAME=CHOICE where the text has two readings.")] = None,
    assume: Annotated[list[str] | None, typer.Option("--assume", help="FACT=VALUE, or a profile such as ordinary.")] = None,
    instrument: Annotated[list[str] | None, typer.Option("--instrument", help="NAME=STATUS@DAY[:SOURCE], see docs/enduse.md.")] = None,
    independent: Annotated[bool, typer.Option("--independent", help="Lines do not share quotas.")] = False,
    form_in: Annotated[str | None, typer.Option("--format-in", help="csv, tsv, jsonl, json, parquet or xlsx.")] = None,
    exit_zero: Annotated[bool, typer.Option("--exit-zero", help="Exit 0 also for findings and undetermined lines.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Say nothing.")] = False,
) -> int:
    """The license application of one line: form, sheets, proof, certifications, and the checklist of what is missing."""
    settings = read_settings(as_of, known_at, layer, reading or (), assume or (), clock.today(), instruments=instrument or ())
    book = open_book(file, form_in)
    for found in determinations(book, settings.engine, settings, independent=independent, only=line):
        if found.determination is None or found.admitted is None:
            for complaint in found.complaints:
                print(complaint.at(f"{book.name}, row {found.row}"), file=sys.stderr)
            return 2
        admitted, question = place_in_time(found.admitted, settings)
        where = f"{book.name}, row {found.row}" + (f", line {found.line_id!r}" if found.line_id else "")
        application = application_of(settings.engine, admitted, question, found.determination, anyway=anyway, where=where)
        names = save(application, out)
        if not quiet:
            print("\n".join(headline_lines(found.determination)))
            print(f"Wrote {out}: {', '.join(names)}.", file=sys.stderr)
        status = exit_status(found.determination)
        return 0 if exit_zero and status in (1, 3) else status
    raise UsageError("LIC-U007", f"{book.name} has no line {line!r}.", hint="Give the line's id, or row:N for its row in the file.")


def save(application: Application, out: str) -> list[str]:
    """Write the package of an application.

    Returns:
        The names of its files.
    """
    files = package_files(application)
    write_folder(out, files)
    return sorted(files)
