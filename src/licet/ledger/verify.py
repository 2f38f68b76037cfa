"""The audit: read the record from its first byte, hash it again, and let the same judge decide everything again. Offline.

Re-hashing finds rows that were edited, dropped or put in. Replaying finds answers that a program should not have given.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Connection, select

from licet.base.errors import IntegrityError, LedgerError
from licet.ledger.request import decode_stored, encode
from licet.ledger.state import State
from licet.ledger.store.schema import account, checkpoint, hold
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


def audit(rows: Iterable[Stored], name: str, sizes: Iterable[int] = (), size_most: int | None = None) -> Audit:
    """Hash and replay a record.

    Args:
        sizes: sizes of the tree at which its root is wanted.
        size_most: stop behind this event.

    Raises:
        IntegrityError: LIC-I001 at the first event whose bytes, number, time or hash is wrong; LIC-I002 at the first answer that the
            rules do not give.
    """
    found = Audit()
    state, tree = found.state, found.tree
    wanted = sorted(set(sizes), reverse=True)
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
        if encode(answer) != bytes(kept.answer):
            said, given = encode(answer).decode(), bytes(kept.answer).decode()
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
    # The driver's own cursor and tuples: nothing in them needs a type, and on PostgreSQL the rows are streamed.
    raw: Any = connection.connection.driver_connection
    cursor = raw.cursor(name="licet_record") if connection.dialect.name == "postgresql" else raw.cursor()
    cursor.execute(f"SELECT body, hash FROM event WHERE seq > {int(since)} ORDER BY seq")
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
    kept = {key: tuple(rest) for key, *rest in connection.execute(select(account.c.key, account.c.used, account.c.posted, account.c.version))}
    now = {a.key: (a.used, a.posted, a.version) for a in found.state.accounts.values() if a.version}
    _same(kept, now, "account", name)
    states = {key: tuple(rest) for key, *rest in connection.execute(select(hold.c.id, hold.c.state, hold.c.opened, hold.c.closed))}
    _same(states, {key: (h.state, h.opened, h.closed) for key, h in found.state.holds.items()}, "hold", name)
    return found


def _same(kept: Mapping[str, tuple[int, ...]], replayed: Mapping[str, tuple[int, ...]], what: str, name: str) -> None:
    if kept != replayed:
        wrong = sorted(key for key in kept.keys() | replayed.keys() if kept.get(key) != replayed.get(key))
        said = f"The {what} {wrong[0]!r} stands at {kept.get(wrong[0])}, the events give {replayed.get(wrong[0])}"
        raise IntegrityError("LIC-I003", f"{said} ({len(wrong)} such).", where=name, hint=_DAMAGED)


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
