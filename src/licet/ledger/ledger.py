"""A ledger opened by its address: the verbs in Python.

>>> from licet.ledger.ledger import open_ledger
>>> import tempfile, pathlib
>>> with open_ledger(str(pathlib.Path(tempfile.mkdtemp()) / "quotas.db"), create=True) as ledger:
...     reply = ledger.reserve([("country:MX", 1_000_000)], day="2025-06-02", layer="codified")
...     reply.granted, [s.room for s in ledger.board(day="2025-06-02", layer="codified")]
(True, [789999000000])
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from types import TracebackType
from typing import Any

from licet.base import clock
from licet.base.errors import LedgerError, LicetError
from licet.language.book import Corpus
from licet.ledger import balance as reading
from licet.ledger.law import adoption, law_name, same_limits
from licet.ledger.limit import EITHER, Limit, Limits, checked
from licet.ledger.request import Leg, Request
from licet.ledger.store.base import Store, check_version, unreadable
from licet.ledger.writer import WAIT_MS, Reply, Writer, new_id

POSTGRES = ("postgresql://", "postgres://", "postgresql+psycopg://")


def store_of(url: str) -> Store:
    """The store behind an address: a path, `sqlite:///path`, or `postgresql://...`.

    Raises:
        LedgerError: LIC-Q015 for an address of another kind.
    """
    if url.startswith(POSTGRES):
        from licet.ledger.store.postgres import PostgresStore

        return PostgresStore(url.replace("postgres://", "postgresql://", 1))
    path = url.removeprefix("sqlite:///")
    if "://" in path or not path:
        hint = "A path to a file, sqlite:///path, or postgresql://user@host/database."
        raise LedgerError("LIC-Q015", f"{url!r} is no address of a ledger.", hint=hint)
    from licet.ledger.store.sqlite import SqliteStore

    return SqliteStore(path)


def open_ledger(url: str, *, create: bool = False, now: Callable[[], int] = clock.now, corpus: Corpus | None = None) -> Ledger:
    """A ledger by its address.

    Args:
        create: make it where there is none; and count by the law as it is now, where it was adopted in another state.
        now: microseconds since 1970 UTC; for tests.
        corpus: the law; default: the one that ships with licet.

    Raises:
        LedgerError: LIC-Q011 for a ledger of another version, LIC-Q013 where there is none, LIC-Q014 where nothing can be written.
    """
    ledger = Ledger(store_of(url), now)
    if create:
        ledger.found()
        ledger.adopt(corpus)
    return ledger


class Ledger:
    """The verbs of a ledger. Not for several threads at once: for those put `service.Service` before its `writer`.

    Amounts are whole grains (thousandths of TPP), days ISO texts, moments microseconds since 1970 UTC.
    """

    def __init__(self, store: Store, now: Callable[[], int]) -> None:
        self.store = store
        self.now = now
        self.writer = Writer(store, now)

    def close(self) -> None:
        self.writer.close()

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    # Its life

    def found(self) -> bool:
        """Make the ledger where there is none; True where one was made."""
        self.store.take(WAIT_MS)
        try:
            self.store.begin()
            empty = self.store.is_empty()
            if empty:
                self.store.create()
            else:
                check_version(self.store.connection, self.store.name)
            self.store.commit()
        except self.store.ERRORS as error:
            self.store.rollback()
            self.store.yield_turn()
            raise unreadable(self.store.name, error) from None
        except LicetError:
            self.store.rollback()
            self.store.yield_turn()
            raise
        if empty:
            self.writer.transact([Request(id="open", kind="open", law="licet ledger 1")])
        return empty

    def adopt(self, corpus: Corpus | None = None, by: str = "") -> Reply | None:
        """Count by the law as it is read now; None where the ledger does so already. Nothing that was booked changes."""
        if corpus is None:
            from licet.law import corpus as shipped

            corpus = shipped()
        request = adoption(corpus, new_id(self.now()), by)
        with self.store.read() as connection:
            last = reading.last_adoption(connection)
        if last is not None and same_limits(last, request):
            return None
        known = self.limits()
        own = [limit for limit in known.all if limit.source != "law"]
        for limit in request.limits:
            checked(limit, Limits(own))
        (reply,) = self.writer.transact([request])
        return _reply(reply)

    def is_current(self, corpus: Corpus) -> bool:
        """Whether the ledger counts by this very law."""
        with self.store.read() as connection:
            return reading.law_known(connection) == law_name(corpus)

    # Requests

    def ask(self, requests: Sequence[Request]) -> list[Reply | LicetError]:
        """Many requests in one transaction; see `Writer.write`."""
        return self.writer.write(requests)

    def _one(self, kind: str, id: str | None, **content: Any) -> Reply:
        (reply,) = self.writer.write([Request(kind=kind, id=id or new_id(self.now()), **content)])
        return _reply(reply)

    def reserve(
        self, legs: Iterable[Leg], *, day: str, layer: str, id: str | None = None, expires: int = 0, received: str = "", why: str = "",
        by: str = "",
    ) -> Reply:  # fmt: skip
        """Promise room on some accounts: all of it or nothing."""
        content = {"day": day, "layer": layer, "expires": expires, "received": received, "why": why, "by": by}
        return self._one("reserve", id, legs=tuple(legs), **content)

    def post(self, hold: str, *, amounts: Sequence[int] = (), id: str | None = None, why: str = "", by: str = "") -> Reply:
        """The shipment left; `amounts` per account of the hold where less than all of it did."""
        return self._one("post", id, hold=hold, amounts=tuple(amounts), why=why, by=by)

    def void(self, hold: str, *, id: str | None = None, why: str = "", by: str = "") -> Reply:
        """Give a reservation back."""
        return self._one("void", id, hold=hold, why=why, by=by)

    def move(
        self, hold: str, legs: Iterable[Leg], *, day: str, layer: str, id: str | None = None, expires: int = 0, received: str = "",
        why: str = "", by: str = "",
    ) -> Reply:  # fmt: skip
        """Put other accounts in the place of a reservation's, as over a year's end: all or nothing."""
        content = {"day": day, "layer": layer, "expires": expires, "received": received, "why": why, "by": by}
        return self._one("move", id, hold=hold, legs=tuple(legs), **content)

    def reverse(self, hold: str, *, id: str | None = None, why: str = "", by: str = "") -> Reply:
        """Take a posting back with a counter-entry."""
        return self._one("reverse", id, hold=hold, why=why, by=by)

    def record(
        self, legs: Iterable[Leg], *, day: str, hold: str = "", id: str | None = None, received: str = "", why: str = "", by: str = ""
    ) -> Reply:
        """A shipment that happened. It is a fact: never refused for want of room; the answer lists the breaches."""
        return self._one("record", id, legs=tuple(legs), day=day, hold=hold, received=received, why=why, by=by)

    def retire(self, legs: Iterable[Leg], *, day: str, id: str | None = None, received: str = "", why: str = "", by: str = "") -> Reply:
        """Stock that is gone."""
        return self._one("retire", id, legs=tuple(legs), day=day, received=received, why=why, by=by)

    def limit(self, limits: Sequence[Limit], *, id: str | None = None, why: str = "", by: str = "") -> Reply:
        """Enter licenses or limits of one's own; those of the same names are replaced.

        Raises:
            LedgerError: LIC-Q005 for one that makes no sense.
        """
        known = self.limits()
        for one in limits:
            checked(one, known)
        (reply,) = self.writer.transact([Request(kind="limit", id=id or new_id(self.now()), limits=tuple(limits), why=why, by=by)])
        return _reply(reply)

    # Reading

    def limits(self, at: int | None = None) -> Limits:
        """The limits as the ledger knew them at a moment."""
        with self.store.read() as connection:
            return reading.limits_known(connection, reading.last_seq(connection, at))

    def balance(self, account: str) -> tuple[int, int]:
        """Grains pending and posted together, and posted."""
        with self.store.read() as connection:
            return reading.balance(connection, account)

    def balances(self) -> dict[str, tuple[int, int]]:
        """What every account holds now."""
        with self.store.read() as connection:
            return reading.balances(connection)

    def law(self, at: int | None = None) -> str:
        """The law that the ledger counted by at a moment: name, version, start of its digest."""
        with self.store.read() as connection:
            return reading.law_known(connection, reading.last_seq(connection, at))

    def hold(self, key: str) -> reading.HoldView:
        """One reservation.

        Raises:
            LedgerError: LIC-Q007 when there is none of this id.
        """
        with self.store.read() as connection:
            found = reading.hold_view(connection, key)
        if found is None:
            raise LedgerError("LIC-Q007", f"There is no reservation {key!r}.", where=self.store.name, hint="See licet quota holds.")
        return found

    def booked_under(self, name: str) -> dict[str, reading.Booked]:
        """The reservations of a book, by the name it was booked under."""
        with self.store.read() as connection:
            return reading.booked_under(connection, name)

    def board(self, *, day: str, layer: str = "", at: int | None = None) -> list[reading.Standing]:
        """Every limit in force on a day as it stood at a moment: breaches first. No layer: both."""
        with self.store.read() as connection:
            seq = reading.last_seq(connection, at)
            held = reading.balances(connection, None if at is None else seq)
            layers = (layer,) if layer else ("codified", "enforced", EITHER)
            return list(reading.standings(reading.limits_known(connection, seq), held, day, layers))

    def breaches(self, *, day: str, layer: str = "", at: int | None = None) -> list[reading.Standing]:
        """The limits that are exceeded."""
        return [standing for standing in self.board(day=day, layer=layer, at=at) if standing.is_breached]

    def statement(self, account: str, *, at: int | None = None) -> list[reading.Entry]:
        """Every change of an account up to a moment."""
        with self.store.read() as connection:
            return reading.statement(connection, account, reading.last_seq(connection, at))

    def holds(self, state: str = "pending") -> list[reading.HoldView]:
        """Reservations in a state."""
        with self.store.read() as connection:
            return reading.holds(connection, state)


def _reply(reply: Reply | LicetError) -> Reply:
    if isinstance(reply, LicetError):
        raise reply
    return reply
