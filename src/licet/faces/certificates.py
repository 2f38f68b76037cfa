"""`licet certify` and `licet verify`: an answer's proof as a file, and an independent program's judgement of it."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from licet.base import clock
from licet.base.dates import day_number, parse_day
from licet.base.errors import FactError, FileError, IntegrityError
from licet.decide.certificate import Certificate, certificate_of, records, unlike_the_law
from licet.decide.settings import Settings, engine, place_in_time, read_settings


def register(app: typer.Typer) -> None:
    """Add `certify` and `verify` to a command line."""
    app.command(name="certify")(certify_command)
    app.command(name="verify")(verify_command)


def certify_command(
    words: Annotated[list[str], typer.Argument(help="An order book; or name=value words of one line.")],
    out: Annotated[str, typer.Option("--out", "-o", metavar="FILE", help="Write the certificates here.")],
    as_of: Annotated[str | None, typer.Option("--as-of", help="Day of the law (default: each line's own date, else today).")] = None,
    known_at: Annotated[str | None, typer.Option("--known-at", help="Only what was published by this day counts.")] = None,
    layer: Annotated[str, typer.Option("--layer", help="Whose answer is certified: enforced or codified.")] = "enforced",
    reading: Annotated[list[str] | None, typer.Option("--reading", help="NAME=CHOICE where the text has two readings.")] = None,
    assume: Annotated[list[str] | None, typer.Option("--assume", help="FACT=VALUE, or a profile such as ordinary.")] = None,
) -> int:
    """Write the proof of each answer as a file that another program can check; each line is answered by itself."""
    settings = read_settings(as_of, known_at, layer, reading or (), assume or (), clock.today())
    is_book = len(words) == 1 and "=" not in words[0]
    found = list(_of_a_book(words[0], settings) if is_book else [_of_words(words, settings)])
    try:
        Path(out).write_bytes(b"".join(records(found)))
    except OSError as error:
        raise FileError("LIC-R020", f"Cannot be written: {error.strerror}.", where=out, hint="Name a file in a folder that exists.") from None
    print(f"{len(found)} certified in {out}.", file=sys.stderr)
    return 0


def _of_words(words: list[str], settings: Settings) -> Certificate:
    from licet.faces.single import read_words
    from licet.faces.verbs import admitted_line

    return certificate_of(engine(), *admitted_line(read_words(words).facts, settings))


def _of_a_book(file: str, settings: Settings) -> Iterator[Certificate]:
    """
    Raises:
        FactError: the first complaint about a line, with its row: a book with a bad line is not certified.
    """
    from licet.batch.lines import determinations
    from licet.batch.read import open_book

    for line in determinations(open_book(file, None), engine(), settings, independent=True):
        if line.admitted is None:
            first = line.complaints[0]
            raise FactError(first.code, first.what, where=f"{file}, row {line.row}", hint=first.hint)
        yield certificate_of(engine(), *place_in_time(line.admitted, settings))


def verify_command(file: Annotated[str, typer.Argument(help="A file that licet certify wrote.")]) -> int:
    """Have a file of certificates checked by an independent program, and its provisions compared with the law that is installed.

    Raises:
        IntegrityError: LIC-T010 where the checker rejects it, LIC-T011 where it does not say what the law says.
    """
    from licet_checker.check import Rejected, check_bytes

    try:
        data = Path(file).read_bytes()
    except OSError as error:
        raise FileError("LIC-R021", f"Cannot be read: {error.strerror}.", where=file, hint="Name a file of certificates.") from None
    try:
        structures, lines = check_bytes(data)  # type: ignore[no-untyped-call]
    except Rejected as error:
        raise IntegrityError("LIC-T010", f"Rejected: {error}.", where=file, hint="docs/certificate.md says what each record holds.") from None
    strangers = sum(not _is_of_this_law(record, file) for record in map(json.loads, data.splitlines()) if "structure" in record)
    print(f"Accepted: {lines} lines on {structures} structures.")
    if strangers:
        print(f"{strangers} of them are of another law than the one installed: their provisions were not compared with it.")
    return 0


def _is_of_this_law(record: dict[str, Any], file: str) -> bool:
    structure = record["structure"]
    law = structure["law"]
    if law["digest"] != engine().corpus.digest:
        return False
    known_at = None if law["known_at"] is None else day_number(parse_day(law["known_at"]))
    wrong = unlike_the_law(engine(), structure, day_number(parse_day(structure["stretch"][0])), known_at)
    if wrong:
        hint = "The certificate follows from what it states, but states it falsely."
        raise IntegrityError("LIC-T011", f"Rejected: not as in the law: {wrong}.", where=f"{file}, {record['digest'][:19]}", hint=hint)
    return True
