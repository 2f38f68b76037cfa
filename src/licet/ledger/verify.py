"""The audit: read the record from its first byte, hash it again, and let the same judge decide everything again. Offline.

Re-hashing finds rows that were edited, dropped or put in. Replaying finds answers that a program should not have given.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Connection, Select, func, select

from licet.base.errors import IntegrityError, LedgerError
from licet.ledger.request import BEFORE_ANSWER, decode_stored, encode, has_answer
from licet.ledger.state import State
from licet.ledger.store.schema import account, checkpoint, event, hold, leg
from licet.ledger.tree import NOTHING, Frontier

ROWS_AT_ONCE = 2_000
HEADER = "licet record 1"

Stored = tuple[bytes, bytes]
"""Bytes and hash of an event."""


@dataclass(slots=True)
class Audit:
    """What an audit went through, and how the ledger stands at the end."""

    events: int = 0
    refused: int = 0
    at: int = 0
    head: bytes = NOTHING
    state: State = field(default_factory=State)
    tree: Frontier = field(default_factory=Frontier)
    roots: dict[int, bytes] = field(default_factory=dict)
    """Roots at the sizes that were asked for."""


def audit(rows: Iterable[Stored], name: str, sizes: Iterable[int] | None = (), size_most: int | None = None) -> Audit:
    """Hash and replay a record.

    Args:
        sizes: sizes of the tree at which its root is wanted; None: no tree is grown, the chain alone is checked.
        size_most: stop behind this event.

    Raises:
        IntegrityError: LIC-I001 at the first event whose bytes, number, time or hash is wrong; LIC-I002 at the first answer that the
            rules do not give.
    """
    found = Audit()
    state, tree = found.state, found.tree
    wanted = sorted(set(sizes or ()), reverse=True)
    due: list[tuple[int, str]] = []
    before, seq, last = NOTHING, 0, 0
    leaves: list[bytes] = []
    apply = state.apply
    for body, stored in rows:
        seq += 1
        before = sha256(b"\0" + before + body).digest()  # `tree.link`, written out where it is done most
        if before != stored:
            raise _damaged(seq, "its bytes do not give its hash", name)
        try:
            kept = decode_stored(body)
        except msgspec.DecodeError as error:
            raise _damaged(seq, f"its bytes are no event: {error}", name) from None
        at, request = kept.at, kept.request
        if kept.seq != seq or at < last:
            raise _damaged(seq, "its number or its time does not follow the one before", name)
        last = at
        if due and due[0][0] <= at:
            _check_lapsed(due, state, request.hold if request.kind == "expire" else "", at, seq, name)
        answer = apply(request, at, seq)
        if not has_answer(body, answer):
            said, given = encode(answer).decode(), body[BEFORE_ANSWER : body.find(b',"at":')].decode()
            raise IntegrityError("LIC-I002", f"The rules answer event {seq} otherwise: {said}, not {given}.", where=name, hint=_DAMAGED)
        if answer.refused:
            found.refused += 1
        elif request.expires:
            heapq.heappush(due, (request.expires, request.id))
        leaves.append(stored)
        if wanted and wanted[-1] == seq:
            tree.extend(leaves)
            leaves.clear()
            found.roots[wanted.pop()] = tree.root()
        if seq == size_most:
            break
    if sizes is not None:
        tree.extend(leaves)
    found.events, found.at, found.head = seq, last, before
    return found


_DAMAGED = "Restore a copy and compare; licet audit export writes what is left."


def _damaged(seq: int, what: str, name: str) -> IntegrityError:
    return IntegrityError("LIC-I001", f"Event {seq} is not as it was written: {what}.", where=name, hint=_DAMAGED)


def _check_lapsed(due: list[tuple[int, str]], state: State, lapsing: str, at: int, seq: int, name: str) -> None:
    """Holds whose time is over have lapsed before anything else is decided."""
    while due and due[0][0] <= at:
        hold = state.holds.get(due[0][1])
        if hold is not None and hold.state == 0:
            if lapsing:
                return
            raise IntegrityError("LIC-I002", f"At event {seq} the hold {due[0][1]} should have lapsed.", where=name, hint=_DAMAGED)
        heapq.heappop(due)


def stored_events(connection: Connection, since: int = 0) -> Iterator[Stored]:
    """Bytes and hashes of a ledger's events, in order."""
    return _streamed(connection, select(event.c.body, event.c.hash).where(event.c.seq > since).order_by(event.c.seq))


def _streamed(connection: Connection, asked: Select[Any]) -> Iterator[Any]:
    """What is asked, row by row: the driver's own tuples, for nothing in them needs a type; on PostgreSQL they come in parts."""
    raw: Any = connection.connection.driver_connection
    cursor = raw.cursor(name="licet_record") if connection.dialect.name == "postgresql" else raw.cursor()
    cursor.execute(str(asked.compile(connection, compile_kwargs={"literal_binds": True})))
    while part := cursor.fetchmany(ROWS_AT_ONCE):
        yield from part
    cursor.close()


def verify(connection: Connection, name: str, sizes: Iterable[int] = ()) -> Audit:
    """Audit a ledger, then hold its tables and checkpoints against what the replay came to.

    Raises:
        IntegrityError: LIC-I001, LIC-I002 as `audit`; LIC-I003 for a table or checkpoint that says something else.
    """
    marks = {size: (bytes(root), bytes(frontier)) for size, root, frontier in connection.execute(select(checkpoint))}
    found = audit(stored_events(connection), name, {*marks, *sizes})
    for size, (root, _) in marks.items():
        if found.roots.get(size) != root:
            raise IntegrityError("LIC-I003", f"The checkpoint at {size} events has another root.", where=name, hint=_DAMAGED)
    _compare_accounts(connection, found.state, name)
    _compare_holds(connection, found.state, name)
    return found


def _compare_accounts(connection: Connection, state: State, name: str) -> None:
    """Every balance, and what the lines of its statement add up to."""
    changed = {key: (one.used, one.posted, one.version) for key, one in state.accounts.items() if one.version}
    kept = select(account.c.key, account.c.used, account.c.posted, account.c.version)
    lines = select(leg.c.account, func.sum(leg.c.used_change), func.sum(leg.c.posted_change), func.count()).group_by(leg.c.account)
    for what, asked in (("account", kept), ("statement of", lines)):
        count = 0
        for key, *numbers in _streamed(connection, asked):
            count += 1
            if changed.get(key) != tuple(numbers):
                raise _differs(f"{what} {key!r}", tuple(map(int, numbers)), changed.get(key), name)
        if count != len(changed):
            raise _differs("number of accounts", count, len(changed), name)


def _compare_holds(connection: Connection, state: State, name: str) -> None:
    count = 0
    for key, number, opened, closed in _streamed(connection, select(hold.c.id, hold.c.state, hold.c.opened, hold.c.closed)):
        held = state.holds.get(key)
        count += 1
        if held is None or held.opened != opened or held.state != number or held.closed != closed:
            replayed = None if held is None else (held.state, held.opened, held.closed)
            raise _differs(f"hold {key!r}", (number, opened, closed), replayed, name)
    if count != len(state.holds):
        raise _differs("number of holds", count, len(state.holds), name)


def _differs(what: str, kept: object, replayed: object, name: str) -> IntegrityError:
    return IntegrityError("LIC-I003", f"The {what} stands at {kept}, the events give {replayed}.", where=name, hint=_DAMAGED)


# Records as files


def write_record(rows: Iterable[Stored], path: Path) -> int:
    """Write a record to a file: a line per event, its hash and its bytes as they are stored."""
    count = 0
    with path.open("wb") as stream:
        stream.write(HEADER.encode() + b"\n")
        for body, stored in rows:
            stream.write(stored.hex().encode() + b" " + body + b"\n")
            count += 1
    return count


def read_record(path: Path) -> Iterator[Stored]:
    """A record from a file.

    Raises:
        LedgerError: LIC-Q017 for a file that is no record; IntegrityError: LIC-I001 for a line that is none.
    """
    with path.open("rb") as stream:
        if stream.readline().rstrip(b"\n") != HEADER.encode():
            raise LedgerError("LIC-Q017", "This file is no record of a ledger.", where=str(path), hint="licet audit export writes one.")
        for number, line in enumerate(stream, 1):
            stored, _, body = line.rstrip(b"\n").partition(b" ")
            try:
                yield body, bytes.fromhex(stored.decode())
            except ValueError:
                raise _damaged(number, "the line has no hash", str(path)) from None
