"""What both stores do alike: the writer's transaction, and what it reads in it.

What every transaction asks goes to the driver as it is, for its few microseconds count; everything else is SQLAlchemy's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Engine, func, insert, inspect, select
from sqlalchemy.exc import SQLAlchemyError

from licet.base.errors import IntegrityError, LedgerError
from licet.ledger.state import Move
from licet.ledger.store.schema import VERSION, about, event, lease, tables
from licet.ledger.tree import NOTHING, link

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
    legs: list[Move] = field(default_factory=list)
    accounts: list[tuple[str, int, int, int]] = field(default_factory=list)
    checkpoints: list[tuple[int, bytes, bytes]] = field(default_factory=list)


def by_account(legs: Sequence[Move]) -> list[Move]:
    """Changes account by account, each in its order, as the table keeps them: neighbours are written together."""
    found: dict[str, list[Move]] = {}
    for leg in legs:
        found.setdefault(leg[0], []).append(leg)
    return [leg for key in sorted(found) for leg in found[key]]


# `:one` stands for a parameter, `:any` for "is among the values of a list, which is one parameter".
_LEASE = "SELECT epoch, holder FROM writer_lease"
_TAKE_OVER = "UPDATE writer_lease SET epoch = :one, holder = :one"
_HEAD = "SELECT seq, at, hash FROM event ORDER BY seq DESC LIMIT 1"
_BODIES = (
    "SELECT event.id, event.seq, event.at, event.body, event.hash, before.hash FROM event"
    " LEFT JOIN event AS before ON before.seq = event.seq - 1 WHERE event.id :any"
)
_ACCOUNTS = "SELECT key, used, posted, version FROM account WHERE key :any"
_SUBJECTS = "SELECT key, used, posted, version FROM account WHERE key >= :one AND key < :one"
_HOLDS = (
    "SELECT hold.id, hold.state, hold.opened, hold.closed, first.body, first.hash, earlier.hash, last.body, last.hash, before.hash FROM hold"
    " JOIN event AS first ON first.seq = hold.opened LEFT JOIN event AS earlier ON earlier.seq = hold.opened - 1"
    " LEFT JOIN event AS last ON last.seq = hold.closed LEFT JOIN event AS before ON before.seq = hold.closed - 1 WHERE hold.id :any"
)
_DUE = f"SELECT id FROM hold WHERE state = 0 AND expires > 0 AND expires <= :one ORDER BY expires, id LIMIT {DUE_MOST}"
_LAW = (
    "SELECT event.body, event.hash, before.hash FROM event LEFT JOIN event AS before ON before.seq = event.seq - 1"
    " WHERE event.kind IN ('adopt', 'limit', 'open') ORDER BY event.seq"
)
_CHECKPOINT = "SELECT size, frontier FROM checkpoint ORDER BY size DESC LIMIT 1"
_HASHES = "SELECT hash FROM event WHERE seq > :one ORDER BY seq"


class Store:
    """A database that holds one ledger. One process at a time writes; any number read.

    Subclasses say how a connection is made, how the right to write is taken, and how rows are added fast.
    """

    name = ""
    ERRORS: tuple[type[Exception], ...] = (SQLAlchemyError,)
    """What a database that cannot be used raises."""
    LOCK = ""
    """What keeps the rows of a statement as they are until the commit, where the transaction alone does not."""

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

    def is_wanted(self) -> bool:
        """Whether another process waits to become the writer."""
        raise NotImplementedError

    def rows(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """What a statement of the writer's transaction finds, by the driver's own connection."""
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
        ((epoch, held_by),) = self.rows(_LEASE + self.LOCK)
        if held_by == holder and epoch == self.epoch:
            return True
        self.epoch = epoch + 1
        self.rows(_TAKE_OVER, self.epoch, holder)
        return False

    def head(self) -> Head:
        """The last event, or the place before the first."""
        for seq, at, last in self.rows(_HEAD):
            return Head(seq, at, bytes(last))
        return Head(0, 0, NOTHING)

    def bodies(self, ids: Sequence[str]) -> dict[str, tuple[int, int, bytes]]:
        """Events by the id of their request: seq, time, bytes."""
        return {key: (seq, at, self._sound(*rest)) for key, seq, at, *rest in self.rows(_BODIES, ids)}

    def accounts(self, keys: Sequence[str]) -> list[tuple[str, int, int, int]]:
        """Accounts by name: name, used, posted, version."""
        return self.rows(_ACCOUNTS, keys)

    def accounts_between(self, low: str, high: str) -> list[tuple[str, int, int, int]]:
        """Accounts whose name stands between two texts."""
        return self.rows(_SUBJECTS, low, high)

    def holds(self, ids: Sequence[str]) -> list[tuple[str, int, int, int, bytes, bytes | None]]:
        """Holds by id: id, state, opened, closed, and the bytes of the events that opened and closed them."""
        return [
            (key, state, opened, closed, self._sound(*rest[:3]), None if rest[3] is None else self._sound(*rest[3:]))
            for key, state, opened, closed, *rest in self.rows(_HOLDS, ids)
        ]

    def due(self, at: int) -> list[str]:
        """Pending holds whose time is over."""
        return [key for (key,) in self.rows(_DUE, at)]

    def law(self) -> list[bytes]:
        """Every event that says what the limits are, in order."""
        return [self._sound(*row) for row in self.rows(_LAW)]

    def _sound(self, body: bytes, stored: bytes, before: bytes | None) -> bytes:
        """The bytes of an event that is read again, when they are what was written.

        Raises:
            IntegrityError: LIC-I001.
        """
        body = bytes(body)
        if link(NOTHING if before is None else bytes(before), body) != bytes(stored):
            raise corrupt("The bytes of an event do not give its hash.", self.name)
        return body

    def last_checkpoint(self) -> tuple[int, bytes]:
        """Size and frontier of the last checkpoint."""
        for size, frontier in self.rows(_CHECKPOINT):
            return size, bytes(frontier)
        return 0, b""

    def hashes_from(self, seq: int) -> list[bytes]:
        """Hashes of the events behind a number."""
        return [bytes(found) for (found,) in self.rows(_HASHES, seq)]

    def commit(self) -> None:
        """Make the transaction last."""
        self.raw.commit()

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
