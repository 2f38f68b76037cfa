"""PostgreSQL: a schema of a database. The writer holds an advisory lock, and its epoch is checked in every transaction."""

from __future__ import annotations

import threading
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, make_url, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from licet.base.errors import BusyError, LedgerError
from licet.ledger.store.base import Store, Writing, unreadable
from licet.ledger.store.schema import FOR_EVER

PAUSE_MS = 5

_TRY = text("SELECT pg_try_advisory_lock(hashtext('licet'), hashtext(current_schema()))")
_WAITING = "(hashtext('licet waits'), hashtext(current_schema()))"
"""Shared by all who wait to write: who writes sees that he cannot have it alone."""
_KNOCK = text(f"SELECT pg_advisory_lock_shared{_WAITING}")
_COME_IN = text(f"SELECT pg_advisory_unlock_shared{_WAITING}")
_IS_FREE = f"SELECT pg_try_advisory_lock{_WAITING}"
_GIVE_BACK = f"SELECT pg_advisory_unlock{_WAITING}"
_COPY = {
    "events": "COPY event (seq, at, kind, id, body, hash) FROM STDIN",
    "holds_opened": "COPY hold (id, state, expires, opened, closed) FROM STDIN",
    "legs": "COPY leg (account, version, seq, used_change, posted_change, used, posted) FROM STDIN",
    "checkpoints": "COPY checkpoint (size, root, frontier) FROM STDIN",
}
_CLOSE = (
    "UPDATE hold SET state = new.state, closed = new.closed"
    " FROM unnest(%s::smallint[], %s::bigint[], %s::text[]) AS new (state, closed, id) WHERE hold.id = new.id"
)
_ACCOUNTS = (
    "INSERT INTO account (key, used, posted, version)"
    " SELECT * FROM unnest(%s::text[], %s::bigint[], %s::bigint[], %s::bigint[]) ON CONFLICT (key) DO UPDATE"
    " SET used = excluded.used, posted = excluded.posted, version = excluded.version"
)


class PostgresStore(Store):
    """A ledger in a schema of a PostgreSQL database."""

    LOCK = " FOR UPDATE"

    def __init__(self, url: str) -> None:
        super().__init__(url)
        try:
            import psycopg
        except ImportError:
            hint = "pip install 'licet[postgres]'"
            raise LedgerError("LIC-Q015", "PostgreSQL needs the package psycopg.", hint=hint) from None
        self.ERRORS = (psycopg.Error, SQLAlchemyError)
        self._url = make_url(url).set(drivername="postgresql+psycopg")
        self.name = self._url.render_as_string(hide_password=True)
        self._engine: Engine | None = None
        self._reader: Engine | None = None

    def reader(self) -> Engine:
        if self._reader is None:
            self._reader = create_engine(
                self._url, poolclass=NullPool, isolation_level="REPEATABLE READ", execution_options={"postgresql_readonly": True}
            )
        return self._reader

    def take(self, wait_ms: int) -> Connection:
        if self.writing is not None:
            return self.writing
        connection = None
        try:
            if self._engine is None:
                self._engine = create_engine(self._url, poolclass=NullPool, isolation_level="READ COMMITTED")
            connection = self._engine.connect()
            pause = threading.Event()
            for attempt in range(wait_ms // PAUSE_MS + 1):
                if connection.execute(_TRY).scalar_one():
                    if attempt:
                        connection.execute(_COME_IN)
                    connection.commit()
                    self.writing = connection
                    self.raw = connection.connection.driver_connection
                    return connection
                if not attempt:
                    connection.execute(_KNOCK)
                connection.commit()
                pause.wait(PAUSE_MS / 1000)
        except SQLAlchemyError as error:
            raise unreadable(self.name, error) from None
        connection.close()
        hint = "Ask again; or close the program that keeps it open."
        raise BusyError("LIC-Q010", "Another process is writing in this ledger.", where=self.name, hint=hint)

    def yield_turn(self) -> None:
        """The lock goes with the connection."""
        self.drop_connection()

    def is_wanted(self) -> bool:
        if self.writing is None:
            return False
        try:
            ((free,),) = self.rows(_IS_FREE)
            if free:
                self.rows(_GIVE_BACK)
            self.raw.commit()
        except self.ERRORS:
            return True  # the connection is lost, and the right to write with it
        return not free

    def rows(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        with self.raw.cursor() as cursor:
            cursor.execute(statement.replace(":one", "%s").replace(":any", "= ANY(%s)"), values)
            return cursor.fetchall() if cursor.description else []

    def begin(self) -> None:
        """The driver begins by itself, at the first statement."""

    def append(self, rows: Writing) -> None:
        with self.raw.cursor() as cursor:
            for kind, statement in _COPY.items():
                found: list[tuple[Any, ...]] = getattr(rows, kind)
                if found:
                    with cursor.copy(statement) as copy:
                        for row in found:
                            copy.write_row(row)
            if rows.holds_closed:
                cursor.execute(_CLOSE, [list(column) for column in zip(*rows.holds_closed, strict=True)])
            if rows.accounts:
                cursor.execute(_ACCOUNTS, [list(column) for column in zip(*rows.accounts, strict=True)])

    def protect(self) -> None:
        self.connection.exec_driver_sql(
            "CREATE FUNCTION licet_never() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN RAISE EXCEPTION 'what stands here is never changed'; END $$"
        )
        for table in FOR_EVER:
            self.connection.exec_driver_sql(
                f"CREATE TRIGGER {table}_never BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} EXECUTE FUNCTION licet_never()"
            )

    def close(self) -> None:
        self.yield_turn()
        if self._reader is not None:
            self._reader.dispose()
            self._reader = None
