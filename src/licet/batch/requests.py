"""Requests of a ledger as a table, in and out: a row per account, rows of one id together.

Columns: id, kind, account, amount, date, received, layer, hold, expires, why, by. `date` and `received` are days, `amount` is in the
account's unit, `expires` a moment in UTC; what a kind of request does not need stays blank.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import polars as pl

from licet.base.errors import Complaint, FileError, LedgerError, LicetError
from licet.base.quantities import show_grains
from licet.batch import OrderBook
from licet.batch.header import normal_header
from licet.batch.typed import as_text
from licet.ledger.balance import Entry, HoldView, Standing
from licet.ledger.ledger import Ledger
from licet.ledger.legs import account_named, read_amount
from licet.ledger.limit import Limits
from licet.ledger.request import REQUESTS, Request
from licet.ledger.writer import Reply

COLUMNS = ("id", "kind", "account", "amount", "date", "received", "layer", "hold", "expires", "why", "by")
ANSWERS = ("answer", "why_not")
AT_ONCE = 4_096
"""Requests of one transaction."""

Row = tuple[int, dict[str, str]]
Outcome = tuple[list[int], Request | None, Reply | Complaint]
"""The rows of a request, the request, and what was answered or what is wrong with it."""


def rows_of(book: OrderBook) -> Iterator[Row]:
    """The rows of a table with their numbers, by the names of `COLUMNS`.

    Raises:
        FileError: LIC-R030 when a column is missing that every request needs.
    """
    names = {column: normal_header(column) for column in book.columns}
    missing = {"id", "kind"} - set(names.values())
    if missing:
        hint = f"The columns of a table of requests: {', '.join(COLUMNS)}."
        raise FileError("LIC-R030", f"The table has no column {' and no column '.join(sorted(missing))}.", where=book.name, hint=hint)
    for chunk in book.chunks():
        bad = dict(chunk.complaints)
        for number, cells in zip(chunk.rows.to_list(), chunk.frame.iter_rows(), strict=True):
            texts = {names[c]: as_text(v) for c, v in zip(chunk.frame.columns, cells, strict=True) if v is not None}
            yield number, {**texts, "": str(bad[number])} if number in bad else texts


def import_requests(book: OrderBook, ledger: Ledger) -> Iterator[Outcome]:
    """Ask everything that a table holds, in its order. A bad row spoils its own request and no other; sent again, nothing is done twice."""
    limits = ledger.limits()
    waiting: list[tuple[list[int], Request]] = []
    for numbers, made in _requests(book, limits):
        if isinstance(made, Complaint):
            yield numbers, None, made
            continue
        waiting.append((numbers, made))
        if len(waiting) == AT_ONCE:
            yield from _ask(ledger, waiting)
            waiting = []
    yield from _ask(ledger, waiting)


def _ask(ledger: Ledger, waiting: Sequence[tuple[list[int], Request]]) -> Iterator[Outcome]:
    replies = ledger.ask([request for _, request in waiting]) if waiting else []
    for (numbers, request), reply in zip(waiting, replies, strict=True):
        yield numbers, request, reply if isinstance(reply, Reply) else reply.complaint


def _requests(book: OrderBook, limits: Limits) -> Iterator[tuple[list[int], Request | Complaint]]:
    """Requests from rows; rows of one id that follow each other are one request."""
    group: list[Row] = []
    for row in rows_of(book):
        if group and row[1].get("id") != group[0][1].get("id"):
            yield _request(group, limits)
            group = []
        group.append(row)
    if group:
        yield _request(group, limits)


def _request(group: Sequence[Row], limits: Limits) -> tuple[list[int], Request | Complaint]:
    numbers = [number for number, _ in group]
    where = f"row {numbers[0]}"
    first = group[0][1]
    try:
        for number, row in group:
            if "" in row:
                return numbers, Complaint("LIC-R031", row[""], f"row {number}")
            differing = [name for name in COLUMNS if name not in ("account", "amount") and row.get(name) != first.get(name)]
            if differing:
                raise LedgerError("LIC-Q003", f"Rows of the request {first.get('id')} differ in {differing[0]}.")
        if first.get("kind") not in REQUESTS[:-1]:
            raise LedgerError("LIC-Q003", f"Nothing is known of a request {first.get('kind')!r}.", hint=", ".join(REQUESTS[:-1]))
        named = [(account_named(row["account"], limits), row.get("amount", "")) for _, row in group if row.get("account")]
        legs = [(account, read_amount(amount, account, limits)) for account, amount in named]
        content = {name: first.get(name, "") for name in ("id", "kind", "received", "layer", "hold", "why", "by")}
        return numbers, Request(**content, legs=tuple(legs), day=first.get("date", ""), expires=_moment(first.get("expires", "")))  # type: ignore[arg-type]
    except LicetError as error:
        return numbers, error.complaint.at(where)


def _moment(text: str) -> int:
    if not text:
        return 0
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise LedgerError("LIC-Q003", f"expires: {error}.", hint="Write it as YYYY-MM-DDTHH:MM:SS.") from None
    return int((found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()) * 1_000_000


def moment_text(at: int) -> str:
    """A moment in UTC as files hold it; blank for never."""
    return datetime.fromtimestamp(at // 1_000_000, UTC).strftime("%Y-%m-%dT%H:%M:%S") if at else ""


# Out


def entries_frame(rows: Sequence[tuple[str, Entry]], limits: Limits) -> pl.DataFrame:
    """Statements as a table."""
    made = []
    for account, one in rows:
        unit, grain = limits.grain(account.partition(":")[0])
        made.append(
            (account, str(one.seq), moment_text(one.at), one.kind, one.id, one.hold,
             *(show_grains(n, grain) for n in (one.used_change - one.posted_change, one.posted_change, one.used - one.posted, one.posted)),
             unit, one.why)
        )  # fmt: skip
    return _frame(made, ENTRY_COLUMNS)


def board_frame(standings: Sequence[Standing]) -> pl.DataFrame:
    """A board as a table."""
    made = [
        (one.account, one.limit, one.layer, one.effect,
         *(show_grains(n, one.grain) for n in (one.posted, one.reserved, one.room, one.bound)),
         one.unit, "yes" if one.is_breached else "no", one.since, one.until, one.cite)
        for one in standings
    ]  # fmt: skip
    return _frame(made, BOARD_COLUMNS)


def holds_frame(holds: Sequence[HoldView], limits: Limits) -> pl.DataFrame:
    """Reservations as a table of requests: a row per account, as `import` reads them."""
    made = []
    for one in holds:
        for account, amount in one.legs:
            grain = limits.grain(account.partition(":")[0])[1]
            lapses = moment_text(one.expires)
            made.append((one.id, "reserve", account, show_grains(amount, grain), one.day, one.received, one.layer, "", lapses, one.why, ""))
    return _frame(made, COLUMNS)


ENTRY_COLUMNS = (
    "account", "seq", "at", "kind", "id", "hold", "reserved_change", "used_change", "reserved", "used", "unit", "why",
)  # fmt: skip
BOARD_COLUMNS = (
    "account", "limit", "layer", "effect", "used", "reserved", "free", "bound", "unit", "breached", "since", "until", "cite",
)  # fmt: skip


def _frame(rows: Sequence[tuple[str, ...]], columns: Sequence[str]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String), orient="row")
