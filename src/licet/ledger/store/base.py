"""What both stores do alike: the writer's transaction, and what it reads in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Engine, bindparam, func, insert, inspect, select, update
from sqlalchemy.exc import SQLAlchemyError

from licet.base.errors import IntegrityError, LedgerError
from licet.ledger.state import Move
from licet.ledger.store.schema import VERSION, about, account, checkpoint, event, hold, lease, tables

ASKED_AT_ONCE = 500
"""Ids and names that one statement asks for."""

DUE_MOST = 10_000
"""Holds that one transaction lets lapse."""

EventRow = tuple[int, int, str, str, bytes, bytes]
HoldRow = tuple[str, int, int, int, int]


@dataclass(slots=True)
class Head:
    """The end of the record."""

    seq: int
    at: int
    hash: bytes


@dataclass(slots=True)
class Writing:
    """What one transaction adds."""

    events: list[EventRow] = field(default_factory=list)
    holds_opened: list[HoldRow] = field(default_factory=list)
    holds_closed: list[tuple[int, int, str]] = field(default_factory=list)
    """(state, seq, id)"""
    legs: list[tuple[str, int, int, int, int, int, int]] = field(default_factory=list)
    accounts: list[tuple[str, int, int, int]] = field(default_factory=list)
    checkpoints: list[tuple[int, bytes, bytes]] = field(default_factory=list)

    def moved(self, seq: int, moves: Iterable[Move]) -> None:
        """Take the changes of one event in."""
        self.legs += [(m.account, m.version, seq, m.used_change, m.posted_change, m.used, m.posted) for m in moves]


def chunks(values: Sequence[str]) -> Iterator[Sequence[str]]:
    """The values, so many at a time as one statement asks for."""
    return (values[start : start + ASKED_AT_ONCE] for start in range(0, len(values), ASKED_AT_ONCE))


_BODIES = select(event.c.id, event.c.seq, event.c.at, event.c.body).where(event.c.id.in_(bindparam("keys", expanding=True)))
_ACCOUNTS = select(account.c.key, account.c.used, account.c.posted, account.c.version).where(
    account.c.key.in_(bindparam("keys", expanding=True))
)
_SUBJECTS = select(account.c.key, account.c.used, account.c.posted, account.c.version).where(
    account.c.key >= bindparam("low"), account.c.key < bindparam("high")
)
_opened, _closed = event.alias("opened_event"), event.alias("closed_event")
_HOLDS = (
    select(hold.c.id, hold.c.state, hold.c.opened, hold.c.closed, _opened.c.body, _closed.c.body)
    .join(_opened, _opened.c.seq == hold.c.opened)
    .outerjoin(_closed, _closed.c.seq == hold.c.closed)
    .where(hold.c.id.in_(bindparam("keys", expanding=True)))
)
_DUE = (
    select(hold.c.id)
    .where(hold.c.state == 0, hold.c.expires > 0, hold.c.expires <= bindparam("at"))
    .order_by(hold.c.expires, hold.c.id)
    .limit(DUE_MOST)
)
_HEAD = select(event.c.seq, event.c.at, event.c.hash).order_by(event.c.seq.desc()).limit(1)
_LAW = select(event.c.body).where(event.c.kind.in_(("adopt", "limit", "open"))).order_by(event.c.seq)


class Store:
    """A database that holds one ledger. One process at a time writes; any number read.

    Subclasses say how a connection is made, how the right to write is taken, and how rows are added fast.
    """

    name = ""

    def __init__(self, url: str) -> None:
        self.url = url
        self.writing: Connection | None = None
        self.raw: Any = None
        """The driver's own connection under `writing`. It is closed by name: an abandoned one may go on holding locks."""
        self.epoch = 0

    # Subclasses

    def reader(self) -> Engine:
        """Connections that can only read."""
        raise NotImplementedError

    def take(self, wait_ms: int) -> Connection:
        """Become the writer.

        Raises:
            BusyError: LIC-Q010 when another process stays the writer for so long.
        """
        raise NotImplementedError

    def yield_turn(self) -> None:
        """Let another process become the writer."""
        raise NotImplementedError

    def begin(self) -> None:
        """Begin the writer's transaction with everything locked that it will read."""
        raise NotImplementedError

    def append(self, rows: Writing) -> None:
        """Add the rows of a transaction."""
        raise NotImplementedError

    def protect(self) -> None:
        """Forbid change and removal in the tables that keep for ever."""
        raise NotImplementedError

    # The same for both

    @property
    def connection(self) -> Connection:
        """The writer's connection."""
        assert self.writing is not None, "the right to write was not taken"
        return self.writing

    def create(self) -> None:
        """Make the tables of an empty database, in the writer's transaction."""
        tables.create_all(self.connection)
        self.protect()
        self.connection.execute(insert(about), [{"name": "schema", "value": str(VERSION)}])
        self.connection.execute(insert(lease), [{"id": 1, "epoch": 0, "holder": ""}])

    def is_empty(self) -> bool:
        """Whether the database holds no ledger."""
        return not inspect(self.connection).has_table("about")

    def renew(self, holder: str) -> bool:
        """Raise the epoch unless the lease is still ours; True when what is remembered is still true."""
        row = self.connection.execute(select(lease.c.epoch, lease.c.holder).with_for_update()).one()
        if row.holder == holder and row.epoch == self.epoch:
            return True
        self.epoch = row.epoch + 1
        self.connection.execute(update(lease).values(epoch=self.epoch, holder=holder))
        return False

    def check_epoch(self) -> None:
        """Make sure that nobody took over since.

        Raises:
            LedgerError: LIC-Q012; nothing was written.
        """
        found = self.connection.execute(select(lease.c.epoch).with_for_update()).scalar_one()
        if found != self.epoch:
            hint = "Nothing was written by this one. Ask again."
            raise LedgerError("LIC-Q012", "Another writer took over this ledger.", where=self.name, hint=hint)

    def head(self) -> Head:
        """The last event, or the place before the first."""
        row = self.connection.execute(_HEAD).one_or_none()
        return Head(0, 0, bytes(32)) if row is None else Head(row.seq, row.at, bytes(row.hash))

    def bodies(self, ids: Sequence[str]) -> dict[str, tuple[int, int, bytes]]:
        """Events by the id of their request: seq, time, bytes."""
        found = {}
        for part in chunks(ids):
            for key, seq, at, body in self.connection.execute(_BODIES, {"keys": part}):
                found[key] = (seq, at, bytes(body))
        return found

    def accounts(self, keys: Sequence[str]) -> list[tuple[str, int, int, int]]:
        """Accounts by name: name, used, posted, version."""
        return [tuple(row) for part in chunks(keys) for row in self.connection.execute(_ACCOUNTS, {"keys": part})]

    def accounts_between(self, low: str, high: str) -> list[tuple[str, int, int, int]]:
        """Accounts whose name stands between two texts."""
        return [tuple(row) for row in self.connection.execute(_SUBJECTS, {"low": low, "high": high})]

    def holds(self, ids: Sequence[str]) -> list[tuple[str, int, int, int, bytes, bytes | None]]:
        """Holds by id: id, state, opened, closed, and the bytes of the events that opened and closed them."""
        return [tuple(row) for part in chunks(ids) for row in self.connection.execute(_HOLDS, {"keys": part})]

    def due(self, at: int) -> list[str]:
        """Pending holds whose time is over."""
        return [row[0] for row in self.connection.execute(_DUE, {"at": at})]

    def law(self) -> list[bytes]:
        """Every event that says what the limits are, in order."""
        return [bytes(row[0]) for row in self.connection.execute(_LAW)]

    def last_checkpoint(self) -> tuple[int, bytes]:
        """Size and frontier of the last checkpoint."""
        row = self.connection.execute(
            select(checkpoint.c.size, checkpoint.c.frontier).order_by(checkpoint.c.size.desc()).limit(1)
        ).one_or_none()
        return (0, b"") if row is None else (row.size, bytes(row.frontier))

    def hashes_from(self, seq: int) -> list[bytes]:
        """Hashes of the events behind a number."""
        return [bytes(row[0]) for row in self.connection.execute(select(event.c.hash).where(event.c.seq > seq).order_by(event.c.seq))]

    def commit(self) -> None:
        """Make the transaction last."""
        self.connection.commit()

    def rollback(self) -> None:
        """Drop the transaction and the connection with it: after an error nobody knows what either is worth."""
        self.yield_turn()

    def drop_connection(self) -> None:
        """Close the writing connection down to the driver's own, whatever state it is in."""
        connection, self.writing = self.writing, None
        raw, self.raw = self.raw, None
        if connection is not None:
            with suppress(Exception):  # of SQLAlchemy's or the driver's: what is broken is thrown away
                connection.close()
        if raw is not None:
            # Closing is not enough: SQLite keeps a transaction open as long as a cursor of an interrupted statement is about.
            with suppress(Exception):
                raw.rollback()
            raw.close()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One consistent view for a report.

        Raises:
            LedgerError: LIC-Q013 where there is no ledger, LIC-Q011 for one of another version.
        """
        try:
            with self.reader().connect() as connection, connection.begin():
                check_version(connection, self.name)
                yield connection
        except SQLAlchemyError as error:
            raise unreadable(self.name, error) from None

    def close(self) -> None:
        """Give everything back."""
        raise NotImplementedError


def check_version(connection: Connection, name: str) -> None:
    """Refuse a database that holds no ledger, or one that another version made.

    Raises:
        LedgerError: LIC-Q013, LIC-Q011.
    """
    if not inspect(connection).has_table("about"):
        raise LedgerError("LIC-Q013", "There is no ledger here.", where=name, hint="licet quota open makes one.")
    value = connection.execute(select(about.c.value).where(about.c.name == "schema")).scalar_one_or_none()
    if value != str(VERSION):
        hint = "Use the licet that made it, or a later one."
        raise LedgerError("LIC-Q011", f"This ledger has schema {value}; this licet knows {VERSION}.", where=name, hint=hint)


def unreadable(name: str, error: Exception) -> LedgerError:
    """A database that cannot be read or written, in words."""
    reason = str(getattr(error, "orig", None) or error).splitlines()[0]
    hint = "Nothing was recorded that was not acknowledged; the same requests can be sent again."
    return LedgerError("LIC-Q013", f"The ledger cannot be used: {reason}.", where=name, hint=hint)


def count_of(connection: Connection) -> int:
    """How many events there are."""
    return int(connection.execute(select(func.coalesce(func.max(event.c.seq), 0))).scalar_one())


def corrupt(what: str, name: str) -> IntegrityError:
    """Stored things that contradict each other."""
    return IntegrityError("LIC-I001", what, where=name, hint="licet audit verify says where. Restore a copy; change nothing by hand.")
