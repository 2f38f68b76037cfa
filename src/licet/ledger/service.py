"""Many clients, one writer: a bounded queue in front of it. Whatever waits goes into one transaction; a full queue says busy."""

from __future__ import annotations

import queue
import threading
from collections.abc import Sequence
from concurrent.futures import Future
from types import TracebackType

from licet.base.errors import BusyError, LedgerError, LicetError
from licet.ledger.request import Request
from licet.ledger.writer import BATCH_MOST, Reply, Writer

WAITING_MOST = 10_000
LINGER_MS = 50
"""How long the right to write is kept when nothing waits."""
BATCHES_IN_A_TURN = 200
"""After so many transactions another process may write, however much waits here."""


class Service:
    """A writer with a thread of its own.

    Each answer is given after the commit that makes it last. `submit` never waits; `ask` waits for the answer.
    """

    def __init__(self, writer: Writer, waiting_most: int = WAITING_MOST) -> None:
        self.writer = writer
        self._queue: queue.Queue[tuple[Request, Future[Reply]] | None] = queue.Queue(waiting_most)
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="licet-ledger-writer", daemon=True)
        self._thread.start()

    def submit(self, request: Request) -> Future[Reply]:
        """Hand a request over.

        Raises:
            BusyError: LIC-Q010 when too much waits already; nothing was taken. LedgerError: LIC-Q016 after `close`.
        """
        if self._closed:
            raise LedgerError("LIC-Q016", "The ledger was closed.", where=self.writer.store.name)
        future: Future[Reply] = Future()
        try:
            self._queue.put_nowait((request, future))
        except queue.Full:
            hint = "Ask again in a second."
            raise BusyError("LIC-Q010", f"{self._queue.maxsize} requests wait already.", hint=hint) from None
        return future

    def ask(self, request: Request) -> Reply:
        """Hand a request over and wait for its answer."""
        return self.submit(request).result()

    def close(self) -> None:
        """Answer what waits, then let others write."""
        if not self._closed:
            self._closed = True
            self._queue.put(None)
            self._thread.join()

    def __enter__(self) -> Service:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def _run(self) -> None:
        turns = 0
        while True:
            try:
                first = self._queue.get(timeout=LINGER_MS / 1000)
            except queue.Empty:
                self.writer.store.yield_turn()
                turns = 0
                first = self._queue.get()
            batch, last = self._drain(first)
            if batch:
                self._write(batch)
                turns += 1
            if last:
                self._refuse_the_rest()
                self.writer.close()
                return
            if turns >= BATCHES_IN_A_TURN:
                self.writer.store.yield_turn()
                threading.Event().wait(LINGER_MS / 1000)
                turns = 0

    def _drain(
        self, first: tuple[Request, Future[Reply]] | None
    ) -> tuple[list[tuple[Request, Future[Reply]]], bool]:
        """What waits, up to a batch; and whether the end was among it. No artificial delay."""
        batch: list[tuple[Request, Future[Reply]]] = []
        item = first
        while item is not None:
            batch.append(item)
            if len(batch) == BATCH_MOST:
                return batch, False
            try:
                item = self._queue.get_nowait()
            except queue.Empty:
                return batch, False
        return batch, True

    def _write(self, batch: Sequence[tuple[Request, Future[Reply]]]) -> None:
        try:
            replies: Sequence[Reply | LicetError] = self.writer.write([request for request, _ in batch])
        except BaseException as error:
            for _, future in batch:
                future.set_exception(error)
            if not isinstance(error, LicetError):
                raise
            return
        for (_, future), reply in zip(batch, replies, strict=True):
            if isinstance(reply, Reply):
                future.set_result(reply)
            else:
                future.set_exception(reply)

    def _refuse_the_rest(self) -> None:
        """Requests that came in while it was being closed."""
        while True:
            try:
                item = self._queue.get_nowait()
            except queue.Empty:
                return
            if item is not None:
                item[1].set_exception(LedgerError("LIC-Q016", "The ledger was closed.", where=self.writer.store.name))
