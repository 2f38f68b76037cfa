"""SQLite: a file. One connection writes at a time, in the whole machine; all others can only read.

Some versions of SQLite can damage a file when two connections write or checkpoint its log at the same moment. So the right to write
is a lock on a file beside the database, the writing connection lives only while that lock is held, and readers cannot checkpoint.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
import threading
from collections.abc import Sequence
from functools import cache
from itertools import chain
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

import msgspec
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from licet.base.errors import BusyError, LedgerError
from licet.ledger.store.base import Store, Writing, by_account, unreadable
from licet.ledger.store.schema import FOR_EVER

PAUSE_MS = 5
"""Between two attempts to become the writer."""
NET_MS = 5_000
"""How long a statement waits for a lock that should not be there: a net, not a method."""

CACHE_KIB = 65_536
"""Pages that the writing connection keeps in memory. SQLite's own two megabytes would be written and read again within one large batch."""
ROWS_MOST = 128
"""Rows of one statement: of seven values each, they stay under the 999 that every SQLite takes."""

_ADD = {
    "events": "INSERT INTO event (seq, at, kind, id, body, hash) VALUES (?,?,?,?,?,?)",
    "holds_opened": "INSERT INTO hold (id, state, expires, opened, closed) VALUES (?,?,?,?,?)",
    "legs": "INSERT INTO leg (account, version, seq, used_change, posted_change, used, posted) VALUES (?,?,?,?,?,?,?)",
    "accounts": "INSERT INTO account (key, used, posted, version) VALUES (?,?,?,?)",
    "checkpoints": "INSERT INTO checkpoint (size, root, frontier) VALUES (?,?,?)",
}
_END = {
    "accounts": " ON CONFLICT (key) DO UPDATE SET used = excluded.used, posted = excluded.posted, version = excluded.version",
}
_CLOSE = "UPDATE hold SET state = ?, closed = ? WHERE id = ?"


@cache
def _asks(statement: str) -> str:
    return statement.replace(":one", "?").replace(":any", "IN (SELECT value FROM json_each(?))")


@cache
def _adds(kind: str, rows: int) -> str:
    """The statement that adds so many rows at once: a step of SQLite for all of them, and one turn of Python's lock."""
    statement, _, row = _ADD[kind].partition(" VALUES ")
    return f"{statement} VALUES {','.join([row] * rows)}{_END.get(kind, '')}"


class SqliteStore(Store):
    """A ledger in a file."""

    ERRORS = (sqlite3.Error, SQLAlchemyError)

    def __init__(self, path: str) -> None:
        super().__init__(f"sqlite:///{path}")
        self.path = Path(path)
        self.name = str(path)
        self._lock: IO[bytes] | None = None
        self._knocked = 0
        self._engine: Engine | None = None
        self._reader: Engine | None = None

    def reader(self) -> Engine:
        if not self.path.is_file():
            raise LedgerError("LIC-Q013", "There is no ledger here.", where=self.name, hint="licet quota open makes one.")
        if self._reader is None:
            still = not os.access(self.path.parent, os.W_OK) and not Path(f"{self.path}-wal").exists()
            place = f"file:{quote(str(self.path.resolve()))}?mode=ro{'&immutable=1' if still else ''}"
            self._reader = create_engine(
                "sqlite://", creator=lambda: sqlite3.connect(place, uri=True, isolation_level=None), poolclass=NullPool
            )
            event.listen(self._reader, "connect", lambda raw, _: raw.execute("PRAGMA query_only = ON"))
            event.listen(self._reader, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
        return self._reader

    def take(self, wait_ms: int) -> Connection:
        if self.writing is not None:
            return self.writing
        self._take_lock(wait_ms)
        try:
            if self._engine is None:
                self._engine = create_engine("sqlite://", creator=self._connect, poolclass=NullPool)
            self.writing = self._engine.connect()
            self.raw = self.writing.connection.driver_connection
        except (SQLAlchemyError, sqlite3.Error) as error:
            self._drop_lock()
            raise unreadable(self.name, error) from None
        return self.writing

    def _take_lock(self, wait_ms: int) -> None:
        place = Path(f"{self.path}.lock")
        try:
            lock = place.open("ab")
        except OSError as error:
            hint = "Is the folder there, and may this user write in it? Reports and audits need no right to write."
            raise LedgerError("LIC-Q014", f"The ledger cannot be written: {error.strerror}.", where=self.name, hint=hint) from None
        pause = threading.Event()
        for _ in range(wait_ms // PAUSE_MS + 1):
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                os.utime(lock.fileno())  # a knock: who writes sees it
                pause.wait(PAUSE_MS / 1000)
            else:
                self._lock = lock
                self._knocked = os.fstat(lock.fileno()).st_mtime_ns
                return
        lock.close()
        hint = "Ask again; or close the program that keeps it open."
        raise BusyError("LIC-Q010", "Another process is writing in this ledger.", where=self.name, hint=hint)

    def _connect(self) -> Any:
        raw = sqlite3.connect(self.path, isolation_level=None, check_same_thread=False, timeout=NET_MS / 1000)
        raw.execute("PRAGMA journal_mode = WAL")
        raw.execute("PRAGMA synchronous = FULL")
        raw.execute("PRAGMA foreign_keys = ON")
        raw.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
        return raw

    def yield_turn(self) -> None:
        """Close the writing connection before the lock goes: its last act may be a checkpoint."""
        self.drop_connection()
        self._drop_lock()

    def _drop_lock(self) -> None:
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def is_wanted(self) -> bool:
        return self._lock is not None and os.fstat(self._lock.fileno()).st_mtime_ns != self._knocked

    def rows(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        given = [value if isinstance(value, (str, int)) else msgspec.json.encode(value).decode() for value in values]
        found: list[tuple[Any, ...]] = self.raw.execute(_asks(statement), given).fetchall()
        return found

    def begin(self) -> None:
        self.raw.execute("BEGIN IMMEDIATE")

    def append(self, rows: Writing) -> None:
        for kind in _ADD:
            found = by_account(rows.legs) if kind == "legs" else getattr(rows, kind)
            self._add(kind, found)
            if kind == "holds_opened" and rows.holds_closed:
                self.raw.executemany(_CLOSE, rows.holds_closed)

    def _add(self, kind: str, rows: Sequence[tuple[Any, ...]]) -> None:
        """Add rows by as few statements as there are powers of two in their number: there are few texts of them to be prepared."""
        at = 0
        while left := len(rows) - at:
            size = min(ROWS_MOST, 1 << left.bit_length() - 1)
            self.raw.execute(_adds(kind, size), list(chain.from_iterable(rows[at : at + size])))
            at += size

    def protect(self) -> None:
        for table in FOR_EVER:
            for deed in ("UPDATE", "DELETE"):
                self.connection.exec_driver_sql(
                    f"CREATE TRIGGER {table}_{deed.lower()} BEFORE {deed} ON {table} BEGIN"
                    f" SELECT RAISE(ABORT, 'what stands in {table} is never changed'); END"
                )

    def close(self) -> None:
        self.yield_turn()
        if self._reader is not None:
            self._reader.dispose()
            self._reader = None
