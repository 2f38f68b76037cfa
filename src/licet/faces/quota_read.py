"""`licet quota board`, `statement`, `holds`, `import`, `export`: what a ledger shows, and tables in and out."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import Annotated, Any

import typer

from licet.base import clock
from licet.base.dates import parse_day
from licet.base.errors import UsageError
from licet.faces.quota import Address, At, Json, Out, moment_of, opened
from licet.language.provision import LAYERS

AsOf = Annotated[str | None, typer.Option("--as-of", help="Day of the law: which limits are in force (default: today).")]
BothLayers = Annotated[str, typer.Option("--layer", help="Only enforced or only codified limits (default: both).")]
NoColor = Annotated[bool, typer.Option("--no-color", help="Plain text.")]
TABLES = ("entries", "board", "holds")


def _day(text: str | None) -> str:
    """The day whose limits are shown."""
    if text is None:
        return clock.today().isoformat()
    try:
        return parse_day(text).isoformat()
    except ValueError as error:
        raise UsageError("LIC-U001", f"--as-of: {error}.", hint="Write it as YYYY-MM-DD.") from None


def _console(no_color: bool) -> Any:
    from rich.console import Console

    return Console(no_color=no_color or None, highlight=False, width=None if sys.stdout.isatty() else 200)


def _write(frame: Any, out: str, about: dict[str, str]) -> None:
    from licet.batch.read import form_of
    from licet.batch.write import open_writer

    with open_writer(out, form_of(out, None), frame.columns, about) as writer:
        writer.write(frame)


def _as_json(rows: list[Any]) -> None:
    print(json.dumps([asdict(row) for row in rows], indent=1, ensure_ascii=False))


def board(
    address: Address, as_of: AsOf = None, at: At = None, layer: BothLayers = "", out: Out = None, as_json: Json = False,
    no_color: NoColor = False,
) -> int:  # fmt: skip
    """Used, reserved and free under every limit, breaches first; now or as of a past moment. Exit 1 when one is breached."""
    day = _day(as_of)
    if layer not in ("", *LAYERS):
        raise UsageError("LIC-U005", f"There is no layer {layer!r}.", hint=" or ".join(LAYERS))
    with opened(address) as ledger:
        standings = ledger.board(day=day, layer=layer, at=moment_of(at))
        law = ledger.law(at=moment_of(at))
    if as_json:
        _as_json(standings)
    elif out:
        from licet.batch.requests import board_frame

        _write(board_frame(standings), out, {"ledger": address, "law": law, "day of the law": day, "as of": at or "now"})
    else:
        from licet.report.quota import print_board

        print_board(_console(no_color), standings, f"{address}, {law}, limits of {day}, as of {at or 'now'}")
    return 1 if any(one.is_breached for one in standings) else 0


def statement(
    address: Address, account: Annotated[str, typer.Argument(help="For example lpp:acme industries:2026.")], at: At = None,
    out: Out = None, as_json: Json = False, no_color: NoColor = False,
) -> int:  # fmt: skip
    """Every change of an account, up to now or to a past moment."""
    from licet.ledger.legs import account_named

    with opened(address) as ledger:
        limits = ledger.limits()
        account = account_named(account, limits)
        unit, grain = limits.grain(account.partition(":")[0])
        entries = ledger.statement(account, at=moment_of(at))
    if as_json:
        _as_json(entries)
    elif out:
        from licet.batch.requests import entries_frame

        _write(entries_frame([(account, one) for one in entries], limits), out, {"ledger": address, "as of": at or "now"})
    else:
        from licet.report.quota import print_statement

        print_statement(_console(no_color), account, entries, grain, unit)
    return 0


def holds(
    address: Address,
    state: Annotated[str, typer.Option("--state", help="pending, posted, voided, expired, moved or reversed.")] = "pending",
    as_json: Json = False, no_color: NoColor = False,
) -> int:  # fmt: skip
    """Reservations, those that lapse first at the head."""
    from licet.ledger.state import STATES

    if state not in STATES:
        raise UsageError("LIC-U005", f"No reservation is ever {state!r}.", hint=", ".join(STATES))
    with opened(address) as ledger:
        found = ledger.holds(state)
    if as_json:
        _as_json(found)
    else:
        from licet.report.quota import print_holds

        print_holds(_console(no_color), found)
    return 0


def import_(
    address: Address, file: Annotated[str, typer.Argument(help="A table of requests: CSV, Excel, JSON lines ...; - for stdin.")],
    out: Out = None,
    form_in: Annotated[str | None, typer.Option("--format-in", help="csv, tsv, jsonl, json, parquet or xlsx.")] = None,
) -> int:  # fmt: skip
    """Ask everything that a table holds. It can be interrupted and sent again: nothing is done twice."""
    from licet.base.errors import Complaint
    from licet.batch.booking import why
    from licet.batch.read import open_book
    from licet.batch.requests import import_requests

    book = open_book(file, form_in)
    done = refused = bad = again = 0
    answers: list[tuple[str, str, str]] = []
    with opened(address) as ledger:
        limits = ledger.limits()
        for rows, request, reply in import_requests(book, ledger):
            name = "" if request is None else request.id
            if isinstance(reply, Complaint):
                bad += 1
                print(reply.at(f"{book.name}, row {rows[0]}") if request else reply, file=sys.stderr)
                answers.append((name, "not asked", f"{reply.code} {reply.what}"))
                continue
            again += reply.again
            done += reply.granted
            refused += not reply.granted
            answers.append((name, "done" if reply.granted else "refused", why(reply.answer, limits)))
    if out:
        import polars as pl

        _write(pl.DataFrame(answers, schema=dict.fromkeys(("id", "answer", "why_not"), pl.String), orient="row"), out, {"ledger": address})
    print(f"{done} done, {refused} refused, {bad} not asked; {again} of them had been answered before", file=sys.stderr)
    return 2 if bad else 1 if refused else 0


def export(
    address: Address, out: Annotated[str, typer.Option("--out", "-o", help="The file; its ending says how. - for CSV on standard output.")],
    what: Annotated[str, typer.Option("--what", help="entries (every change), board, or holds (as import reads them).")] = "entries",
    at: At = None, as_of: AsOf = None,
) -> int:  # fmt: skip
    """A ledger as a table: every change of every account, the board, or the open reservations."""
    from licet.batch.requests import board_frame, entries_frame, holds_frame

    if what not in TABLES:
        raise UsageError("LIC-U005", f"There is no table {what!r}.", hint=", ".join(TABLES))
    day = _day(as_of)
    with opened(address) as ledger:
        limits = ledger.limits()
        if what == "entries":
            rows = [(key, one) for key in sorted(ledger.balances()) for one in ledger.statement(key, at=moment_of(at))]
            frame = entries_frame(rows, limits)
        elif what == "board":
            frame = board_frame(ledger.board(day=day, at=moment_of(at)))
        else:
            frame = holds_frame(ledger.holds(), limits)
    _write(frame, out, {"ledger": address, "as of": at or "now", "day of the law": day})
    return 0


def add_readers(app: typer.Typer) -> None:
    """Put the commands of this module under `licet quota`."""
    for name, command in (("board", board), ("statement", statement), ("holds", holds), ("import", import_), ("export", export)):
        app.command(name)(command)
