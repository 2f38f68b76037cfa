"""Boards, statements and answers of a ledger for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from rich.console import Console
from rich.table import Table
from rich.text import Text

from licet.base.quantities import show_grains
from licet.ledger.balance import Entry, HoldView, Standing
from licet.ledger.legs import spaced
from licet.report.words import printable

BAR_CELLS = 24
SOLID, SHADED, EMPTY = "█", "▒", "·"
"""Used, reserved, free: told apart by shape, so that colour may be missing."""


def moment(at: int) -> str:
    """A moment in UTC, to the second."""
    return datetime.fromtimestamp(at // 1_000_000, UTC).strftime("%Y-%m-%d %H:%M:%S")


def bar(standing: Standing) -> str:
    """Used, reserved and free as one bar; a breach fills it and is marked."""
    total = max(standing.bound, standing.posted + standing.reserved, 1)
    used = min(BAR_CELLS, -(-standing.posted * BAR_CELLS // total))
    reserved = min(BAR_CELLS - used, -(-standing.reserved * BAR_CELLS // total))
    return SOLID * used + SHADED * reserved + EMPTY * (BAR_CELLS - used - reserved)


def print_board(console: Console, standings: Sequence[Standing], about: str) -> None:
    """Every limit as it stands, breaches first, with a legend."""
    table = Table(box=None, pad_edge=False, header_style="bold", show_edge=False)
    for name, side in (("account", "left"), ("limit", "left"), ("", "left"), ("used", "right"), ("reserved", "right"), ("free", "right"),
                       ("bound", "right"), ("", "left"), ("source", "left")):  # fmt: skip
        table.add_column(name, justify=side, overflow="fold")  # type: ignore[arg-type]
    for one in standings:
        free = spaced(show_grains(one.room, one.grain))
        style = "bold red" if one.is_breached else ""
        table.add_row(
            Text(printable(one.account), style=style), Text(printable(f"{one.limit} ({one.layer})")), Text(bar(one), style=style),
            spaced(show_grains(one.posted, one.grain)), spaced(show_grains(one.reserved, one.grain)), Text(free, style=style),
            spaced(show_grains(one.bound, one.grain)), one.unit, Text(printable(("BREACH " if one.is_breached else "") + one.cite)),
        )  # fmt: skip
    console.print(table)
    console.print(f"{SOLID} used   {SHADED} reserved   {EMPTY} free", markup=False)
    console.print(about, markup=False)


def print_statement(console: Console, account: str, entries: Sequence[Entry], grain: int, unit: str) -> None:
    """Every change of an account, in order."""
    table = Table(box=None, pad_edge=False, header_style="bold", show_edge=False)
    for name, side in (("no.", "right"), ("when (UTC)", "left"), ("what", "left"), ("id", "left"), ("reserved", "right"),
                       ("used", "right"), ("then reserved", "right"), ("then used", "right")):  # fmt: skip
        table.add_column(name, justify=side, overflow="fold")  # type: ignore[arg-type]
    for one in entries:
        pending_change, pending = one.used_change - one.posted_change, one.used - one.posted
        numbers = (pending_change, one.posted_change, pending, one.posted)
        table.add_row(
            str(one.seq), moment(one.at), one.kind, Text(printable(one.id)), *(spaced(show_grains(n, grain)) for n in numbers)
        )  # fmt: skip
    console.print(table)
    console.print(f"{printable(account)}, {len(entries)} entries, in {unit}", markup=False)


def print_holds(console: Console, holds: Iterable[HoldView]) -> None:
    """Reservations, those that lapse first at the head."""
    table = Table(box=None, pad_edge=False, header_style="bold", show_edge=False)
    for name in ("hold", "state", "for the day", "layer", "lapses (UTC)", "accounts", "because"):
        table.add_column(name, overflow="fold")
    for one in holds:
        accounts = ", ".join(key for key, _ in one.legs)
        lapses = moment(one.expires) if one.expires else "never"
        table.add_row(*(Text(printable(word)) for word in (one.id, one.state, one.day, one.layer, lapses, accounts, one.why)))
    console.print(table)
