"""Many clients, one writer: a bounded queue in front of it. Whatever waits goes into one transaction; a full queue says busy."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from functools import partial
from types import TracebackType

from licet.base.errors import BusyError, LedgerError, LicetError
from licet.ledger.request import Request
from licet.ledger.writer import BATCH_MOST, Reply, Writer

WAITING_MOST = 10_000
LINGER_MS = 50
"""How long the right to write is kept when nothing waits."""
BATCHES_IN_A_TURN = 50
"""After so many transactions it is looked whether another process wants to write; if so, it may, however much waits here."""
GIVE_WAY_MS = 20
"""How long this one then stands back: a few of the looks that the other takes."""

Outcome = Reply | BaseException
Waiting = tuple[Request, Callable[[Outcome], None]]
"""A request, and what is to be done with what comes of it."""


class Service:
    """A writer with a thread of its own.

    Each answer is given after the commit that makes it last. `submit` never waits; `ask` waits for the answer.
    """

    def __init__(self, writer: Writer, waiting_most: int = WAITING_MOST) -> None:
        self.writer = writer
        self.waiting_most = waiting_most
        self._waiting: deque[Waiting] = deque()
        self._door = threading.Lock()
        """Held while a request comes in, so that none slips in behind the last."""
        self._bell = threading.Event()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="licet-ledger-writer", daemon=True)
        self._thread.start()

    def submit(self, request: Request) -> Future[Reply]:
        """Hand a request over.

        Raises:
            BusyError: LIC-Q010 when too much waits already; nothing was taken. LedgerError: LIC-Q016 after `close`.
        """
        future: Future[Reply] = Future()
        self._put(request, partial(_settle, future))
        return future

    def ask(self, request: Request) -> Reply:
        """Hand a request over and wait for its answer; raises as `submit`, and what the writer says to a bad request."""
        found: list[Outcome] = []
        gate = threading.Lock()  # one lock for one answer: waking a thread by it costs a fifth of what a future costs
        gate.acquire()

        def come_back(outcome: Outcome) -> None:
            found.append(outcome)
            gate.release()

        self._put(request, come_back)
        gate.acquire()
        (outcome,) = found
        if isinstance(outcome, BaseException):
            raise outcome
        return outcome

    def close(self) -> None:
        """Answer what waits, then let others write."""
        with self._door:
            closing, self._closed = not self._closed, True
        if closing:
            self._bell.set()
            self._thread.join()

    def __enter__(self) -> Service:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def _put(self, request: Request, come_back: Callable[[Outcome], None]) -> None:
        with self._door:
            if self._closed:
                raise LedgerError("LIC-Q016", "The ledger was closed.", where=self.writer.store.name)
            if len(self._waiting) >= self.waiting_most:
                hint = "Ask again in a second."
                raise BusyError("LIC-Q010", f"{self.waiting_most} requests wait already.", hint=hint)
            self._waiting.append((request, come_back))
        if not self._bell.is_set():
            self._bell.set()

    def _run(self) -> None:
        batches = 0
        try:
            while True:
                if not self._bell.wait(LINGER_MS / 1000):
                    self.writer.store.yield_turn()
                    batches = 0
                    self._bell.wait()
                self._bell.clear()  # before looking: who comes in from now on rings again
                while batch := self._next():
                    self._write(batch)
                    batches += 1
                    if batches % BATCHES_IN_A_TURN == 0 and self.writer.store.is_wanted():
                        self.writer.store.yield_turn()
                        threading.Event().wait(GIVE_WAY_MS / 1000)
                if self._closed and not self._waiting:
                    return
        finally:
            with self._door:
                self._closed = True
            for _, come_back in self._waiting:  # only where the writer broke: nothing is known to be recorded
                come_back(LedgerError("LIC-Q016", "The ledger was closed.", where=self.writer.store.name))
            self.writer.close()

    def _next(self) -> list[Waiting]:
        """What waits, up to a batch. No artificial delay."""
        return [self._waiting.popleft() for _ in range(min(len(self._waiting), BATCH_MOST))]

    def _write(self, batch: Sequence[Waiting]) -> None:
        try:
            outcomes: Sequence[Reply | LicetError] = self.writer.write([request for request, _ in batch])
        except BaseException as error:
            if not isinstance(error, LicetError):
                self._closed = True  # a defect: who asks next is told so, and nothing more is taken
            for _, come_back in batch:
                come_back(error)
            return
        for (_, come_back), outcome in zip(batch, outcomes, strict=True):
            come_back(outcome)


def _settle(future: Future[Reply], outcome: Outcome) -> None:
    if isinstance(outcome, BaseException):
        future.set_exception(outcome)
    else:
        future.set_result(outcome)
