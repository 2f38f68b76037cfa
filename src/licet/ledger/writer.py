"""The writer: one batch of requests in one transaction. Lock, read, let lapse, judge each in order, write, commit, answer."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Sequence

import msgspec

from licet.base.errors import LedgerError, LicetError, nearest
from licet.ledger.request import Answer, Event, Request, body_of, checked_request, decode, encode, request_in
from licet.ledger.state import POSTED, Account, Hold, State
from licet.ledger.store.base import DUE_MOST, Head, Store, Writing, check_version, corrupt, unreadable
from licet.ledger.tree import NOTHING, Frontier, link

CHECKPOINT_EVERY = 1_000
REMEMBERED_MOST = 200_000
"""Accounts or holds kept in memory between batches."""
BATCH_MOST = 8_192
WAIT_MS = 5_000


class Reply(msgspec.Struct, frozen=True, gc=False):
    """What the ledger said to a request: number and time of its event, and the answer. `again`: it had said so before."""

    seq: int
    at: int
    request: Request
    answer: Answer
    again: bool = False

    @property
    def granted(self) -> bool:
        return not self.answer.refused


def new_id(clock: int) -> str:
    """An id for a request that sorts by time: microseconds and 64 random bits."""
    return f"{clock:014x}{secrets.token_hex(8)}"


class Writer:
    """The only thing that writes in a ledger. Not for several threads at once: see `service.Service`.

    What it remembers of balances is true as long as its epoch is; each transaction checks that. After any error it remembers nothing.
    """

    def __init__(self, store: Store, clock: Callable[[], int]) -> None:
        self.store = store
        self.clock = clock
        self.holder = secrets.token_hex(8)
        self.state: State | None = None
        self.frontier: Frontier | None = None
        self.checkpointed = 0
        self.head = Head(0, 0, NOTHING)

    def write(self, requests: Sequence[Request], wait_ms: int = WAIT_MS) -> list[Reply | LicetError]:
        """Answer requests in order and make the answers last; what comes back was committed.

        Returns:
            A reply for each request, or the error that kept it from being recorded (LIC-Q001 to Q004 malformed, LIC-Q006 the id
            was used for something else).

        Raises:
            LedgerError: LIC-Q010 busy, Q013, Q014: nothing of the batch is known to be recorded. Send the same again.
        """
        checked: list[Request | LicetError] = []
        for request in requests:
            try:
                checked.append(checked_request(request))
            except LicetError as error:
                checked.append(error)
        good = [request for request in checked if isinstance(request, Request)]
        replies = iter(self.transact(good, wait_ms)) if good else iter(())
        return [next(replies) if isinstance(one, Request) else one for one in checked]

    def transact(self, requests: Sequence[Request], wait_ms: int = WAIT_MS) -> list[Reply | LicetError]:
        """As `write`, for requests that were checked, or that the ledger itself makes."""
        self.store.take(wait_ms)
        try:
            self._begin()
            at = max(self.clock(), self.head.at)  # INVARIANT: the ledger's time never runs back
            while due := self.store.due(at):
                self._lapse(due, at)
                if len(due) == DUE_MOST:
                    self.store.commit()
                    self._begin()
            replies = self._batch(requests, at)
            self.store.commit()
        except self.store.ERRORS as error:
            self.forget()
            raise unreadable(self.store.name, error) from None
        except BaseException:
            self.forget()
            raise
        self._tidy()
        return replies

    def forget(self) -> None:
        """Drop the transaction and everything remembered."""
        self.state = None
        self.frontier = None
        self.store.rollback()

    def close(self) -> None:
        """Let others write."""
        self.store.close()

    # Reading

    def _begin(self) -> None:
        """Begin, and make sure that what is remembered is true: ours is the epoch. Else start from what is stored."""
        self.store.begin()
        if self.state is None:
            check_version(self.store.connection, self.store.name)
        if self.store.renew(self.holder) and self.state is not None:
            return
        state = State(moves=[])
        for body in self.store.law():
            event = decode(body)
            if not event.answer.refused:
                state.apply(event.request, event.at, event.seq)
        self.state = state
        size, roots = self.store.last_checkpoint()
        self.frontier = Frontier.unpacked(size, roots)
        self.checkpointed = size
        self.frontier.extend(self.store.hashes_from(size))
        self.head = self.store.head()
        if self.frontier.size != self.head.seq:
            raise corrupt(f"{self.frontier.size} events are stored and the last is number {self.head.seq}.", self.store.name)

    def _fetch(self, requests: Iterable[Request]) -> None:
        """Bring the accounts and holds into memory that the requests touch, and those beside which limits look at them."""
        state = self.state
        assert state is not None
        requests = list(requests)
        wanted = sorted({r.hold for r in requests if r.hold and r.hold not in state.holds})
        rows = [
            (key, number, opened, closed, decode(body), None if last is None else decode(last))
            for key, number, opened, closed, body, last in (self.store.holds(wanted) if wanted else ())
        ]
        keys = {key for r in requests for key, _ in r.legs}
        for _, _, _, _, first, last in rows:
            keys |= {key for key, _ in (*first.request.legs, *(last.request.legs if last else ()))}
        self._fetch_accounts(keys)
        for key, number, opened, closed, first, last in rows:
            state.holds[key] = hold_of(number, opened, closed, first, last)

    def _fetch_accounts(self, keys: set[str]) -> None:
        state = self.state
        assert state is not None
        missing = sorted(key for key in keys if key not in state.accounts)
        groups: set[tuple[str, str]] = set()
        for key in missing:
            place = state.limits.place(key)
            if place is not None and place.kind in state.limits.joined:
                groups |= {(kind, place.group) for kind in state.limits.joined[place.kind]}
        self._take_in(self.store.accounts(missing) if missing else ())
        whole = sorted({f"{kind}:{group}" for kind, group in groups} - set(state.accounts))
        self._take_in(self.store.accounts(whole) if whole else ())
        for kind, group in sorted(groups):
            rows = self.store.accounts_between(f"{kind}:{group}:", f"{kind}:{group};")  # ; follows : in the order of bytes
            self._take_in(row for row in rows if row[0] not in state.accounts)

    def _take_in(self, rows: Iterable[tuple[str, int, int, int]]) -> None:
        assert self.state is not None
        for key, used, posted, version in rows:
            place = self.state.limits.place(key)
            if place is not None:
                self.state.put(Account(key, place, used, posted, version))

    # Writing

    def _lapse(self, holds: Sequence[str], at: int) -> None:
        """Let holds lapse whose time is over: an event each."""
        requests = [Request(id=f"expire {hold}", kind="expire", hold=hold) for hold in holds]
        self._fetch(requests)
        writing = self._blank()
        for request in requests:
            self._record(request, encode(request), at, writing)
        self._finish(writing)

    def _blank(self) -> Writing:
        """Rows to be written, among which the state notes what it changes."""
        assert self.state is not None
        writing = Writing()
        self.state.moves = writing.legs
        return writing

    def _batch(self, requests: Sequence[Request], at: int) -> list[Reply | LicetError]:
        known = self.store.bodies([request.id for request in requests])
        self._fetch([request for request in requests if request.id not in known] if known else requests)
        strangers = self._strangers(requests)
        writing = self._blank()
        replies: list[Reply | LicetError] = []
        here: dict[str, Reply] = {}
        for request in requests:
            asked = encode(request)
            before = here.get(request.id)
            if before is not None:
                same = encode(before.request) == asked
                replies.append(_again(before) if same else _conflict(request))
            elif request.id in known:
                seq, when, body = known[request.id]
                if request_in(body) == asked:
                    event = decode(body)
                    replies.append(Reply(seq, when, event.request, event.answer, again=True))
                else:
                    replies.append(_conflict(request))
            elif strangers and (stranger := next((key for key, _ in request.legs if key in strangers), None)) is not None:
                replies.append(self._stranger(stranger))
            else:
                here[request.id] = reply = self._record(request, asked, at, writing)
                replies.append(reply)
        if writing.events:
            self._finish(writing)
        return replies

    def _strangers(self, requests: Iterable[Request]) -> set[str]:
        """Accounts that no limit concerns."""
        state = self.state
        assert state is not None
        return {key for key in {key for r in requests for key, _ in r.legs} if key not in state.accounts and state.limits.place(key) is None}

    def _stranger(self, key: str) -> LicetError:
        """Complain about an account that no limit concerns: it is misspelled, and nothing is recorded."""
        assert self.state is not None
        kinds = sorted({term.kind for limit in self.state.limits.all for term in limit.terms})
        hint = f"{nearest(key.partition(':')[0], kinds)} Accounts are named kind:subject, or kind:subject:year.".strip()
        return LedgerError("LIC-Q004", f"No limit of this ledger concerns the account {key!r}.", hint=hint)

    def _record(self, request: Request, asked: bytes, at: int, writing: Writing) -> Reply:
        """Judge one request and put what follows among the rows to write."""
        state, head = self.state, self.head
        assert state is not None
        seq = head.seq + 1
        answer = state.apply(request, at, seq)
        body = body_of(seq, at, asked, answer)
        head.hash = link(head.hash, body)
        head.seq, head.at = seq, at
        writing.events.append((seq, at, request.kind, request.id, body, head.hash))
        if not answer.refused:
            if request.kind in ("reserve", "move"):
                writing.holds_opened.append((request.id, 0, request.expires, seq, 0))
            hold = state.holds.get(request.hold) if request.hold else None
            if hold is not None and hold.closed == seq:
                writing.holds_closed.append((hold.state, seq, request.hold))
        return Reply(seq, at, request, answer)

    def _finish(self, writing: Writing) -> None:
        """Write the rows of a transaction, and a checkpoint now and then."""
        state, frontier = self.state, self.frontier
        assert state is not None and frontier is not None
        touched = {row[0] for row in writing.legs}
        accounts = (state.accounts[key] for key in sorted(touched))  # INVARIANT: ascending, as every writer would lock them
        writing.accounts = [(a.key, a.used, a.posted, a.version) for a in accounts]
        frontier.extend(row[5] for row in writing.events)
        if frontier.size - self.checkpointed >= CHECKPOINT_EVERY:
            writing.checkpoints.append((frontier.size, frontier.root(), frontier.packed()))
            self.checkpointed = frontier.size
        self.store.append(writing)

    def _tidy(self) -> None:
        state = self.state
        assert state is not None
        if max(len(state.holds), len(state.accounts)) > REMEMBERED_MOST:
            self.state = None  # a hold needs its accounts: both are forgotten together


def hold_of(number: int, opened: int, closed: int, first: Event, last: Event | None) -> Hold:
    """A hold from the events that opened and closed it."""
    request = first.request
    hold = Hold(request.legs, request.day, request.expires, opened, number, closed)
    if last is not None and last.request.kind == "record":
        hold.left = last.request.legs
    elif last is not None and number == POSTED and last.request.amounts:
        hold.left = tuple((key, amount) for amount, (key, _) in zip(last.request.amounts, request.legs, strict=True))
    return hold


def _again(reply: Reply) -> Reply:
    return Reply(reply.seq, reply.at, reply.request, reply.answer, again=True)


def _conflict(request: Request) -> LicetError:
    hint = "Give it an id of its own. The earlier request stands as it was answered."
    return LedgerError("LIC-Q006", f"The id {request.id} was used for another request.", hint=hint)


