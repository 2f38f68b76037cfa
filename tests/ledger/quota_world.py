"""A simulated world: clients that lose replies, repeat, and reorder; a clock that jumps; a writer that dies at any statement.

All of it follows from a seed. Below is the real writer on a real store; only time, the wire and death are made up.
"""

from __future__ import annotations

import itertools
import sqlite3
import traceback
from collections import Counter
from collections.abc import Callable
from random import Random
from typing import Any

from quota_model import RULES, Model
from quota_traffic import request as random_request
from sqlalchemy.exc import OperationalError

from licet.base.errors import LedgerError, LicetError
from licet.ledger.ledger import Ledger
from licet.ledger.request import Event, Request, checked_request, decode, encode
from licet.ledger.store.base import Store
from licet.ledger.store.postgres import PostgresStore
from licet.ledger.store.sqlite import SqliteStore
from licet.ledger.verify import stored_events, verify
from licet.ledger.writer import Reply

STEPS_MOST = 24
"""A transaction comes past about so many places where something can go wrong."""
ERA = 150
"""So many requests crowd the same accounts before others come."""


DEATHS, FULL, CONFLICTS = "writer killed at a statement", "disk full at a statement", "id used for another request"
LOST, OVER = "acknowledged and lost", "granted beyond a limit"


class Death(BaseException):
    """The process is gone, in the middle of whatever it did."""


class Faults:
    """Counts down to the statement at which something happens."""

    def __init__(self) -> None:
        self.left: int | None = None
        self.kind = "death"

    def arm(self, left: int, kind: str) -> None:
        self.left, self.kind = left, kind

    def step(self, *_: Any) -> None:
        if self.left is None:
            return
        self.left -= 1
        if self.left < 0:
            self.left = None
            if self.kind == "death":
                raise Death
            raise OperationalError("statement", {}, sqlite3.OperationalError("database or disk is full"))


def faulty(kind: type[Store], faults: Faults) -> type[Store]:
    """A store in which every statement, and each side of a commit, can go wrong."""

    class Faulty(kind):  # type: ignore[misc, valid-type]
        def rows(self, statement: str, *values: Any) -> Any:
            faults.step()
            found = super().rows(statement, *values)
            faults.step()
            return found

        def begin(self) -> None:
            faults.step()
            super().begin()
            faults.step()

        def die(self) -> None:
            """What the system does for a process that is gone: every file and socket is closed."""
            self.close()

        def append(self, rows: Any) -> None:
            faults.step()
            super().append(rows)
            faults.step()

        def commit(self) -> None:
            faults.step()
            super().commit()
            faults.step()

        def _add(self, kind: str, rows: Any) -> None:
            faults.step()
            super()._add(kind, rows)  # SQLite's: a statement per table

    return Faulty


class World:
    """Clients, wire, clock, and the writer of one ledger."""

    def __init__(self, address: str, seed: int) -> None:
        self.random = Random(seed)
        self.seed = seed
        self.address = address
        self.time = 1_000_000
        self.faults = Faults()
        kind = PostgresStore if "postgresql" in address else SqliteStore
        self.store_kind: Callable[[str], Store] = faulty(kind, self.faults)
        self.ledger = self.reopened()
        self.ledger.found()
        self.answer_of({"rules": Request(id="rules", kind="limit", limits=RULES)})
        self.wire: list[Request] = []
        self.asked: dict[str, Request] = {}
        self.holds: list[str] = []
        self.told: dict[str, tuple[int, bytes]] = {}
        self.told_before: dict[str, int] = {}
        """The highest number that anybody had been told when a request was first sent."""
        self.highest = 0
        self.seen: Counter[str] = Counter()
        """How often what went wrong, and what the record was found to be."""

    def reopened(self) -> Ledger:
        return Ledger(self.store_kind(self.address), lambda: self.time)

    def answer_of(self, requests: dict[str, Request]) -> None:
        for reply in self.ledger.writer.transact(list(requests.values())):
            assert isinstance(reply, Reply), reply

    # One turn

    def turn(self, new: int) -> None:
        """New requests, what the wire does to them, and one transaction."""
        random = self.random
        passed = random.choice((0, 1, 5, 20, 60, -60, 900 if random.random() < 0.05 else 3))
        self.time += passed
        self.seen["clock set back"] += passed < 0
        for _ in range(new):
            self.send()
        if random.random() < 0.3:
            random.shuffle(self.wire)
            self.seen["wire reordered"] += 1
        batch = self.wire[: random.randint(1, 60)]
        del self.wire[: len(batch)]
        roll = random.random()
        if roll < 0.12:
            self.faults.arm(random.randint(0, STEPS_MOST), "death" if roll < 0.08 else "full")
        try:
            replies = self.ledger.writer.write(batch)
        except Death as death:
            self.seen[DEATHS] += 1
            traceback.clear_frames(death.__traceback__)  # a dead process keeps no cursor open
            self.wire += batch
            self.faults.left = None
            self.ledger.store.die()
            self.ledger = self.reopened()
            return
        except LedgerError:
            self.seen[FULL] += 1
            self.wire += batch
            self.faults.left = None
            return
        self.faults.left = None
        for asked, reply in zip(batch, replies, strict=True):
            self.hear(asked, reply)

    def send(self) -> None:
        random = self.random
        number = len(self.asked)
        made = checked_request(random_request(random, number, self.holds[-40:], self.time, era=number // ERA))
        self.asked[made.id] = made
        self.told_before[made.id] = self.highest
        if made.kind in ("reserve", "move"):
            self.holds.append(made.id)
        times = random.choice((1, 1, 1, 1, 1, 2))
        self.wire += [made] * times
        self.seen["request sent twice"] += times - 1
        if random.random() < 0.01:
            other = random.choice(list(self.asked.values())[-50:])
            self.wire.append(Request(id=other.id, kind="void", hold="something else"))

    def hear(self, asked: Request, reply: Reply | LicetError) -> None:
        """A reply arrives, or is lost and the client asks again."""
        if encode(asked) != encode(self.asked[asked.id]):
            assert isinstance(reply, LicetError) or asked.id not in self.told, "another request was answered under a known id"
            if isinstance(reply, Reply):  # it came first: then it is the request of this id
                self.asked[asked.id] = asked
            else:
                assert reply.complaint.code == "LIC-Q006"
                self.seen[CONFLICTS] += 1
                return
        if isinstance(reply, LicetError):
            assert reply.complaint.code == "LIC-Q006", reply
            self.seen[CONFLICTS] += 1
            return
        if self.random.random() < 0.05:
            self.seen["reply lost, asked again"] += 1
            self.wire.append(asked)
            return
        told = (reply.seq, encode(reply.answer))
        assert self.told.setdefault(asked.id, told) == told, "the same request was answered twice, in two ways"
        self.highest = max(self.highest, reply.seq)

    def run(self, requests: int) -> World:
        """Send so many requests, then let the wire run dry."""
        while len(self.asked) < requests:
            self.turn(self.random.randint(0, 40))
        while self.wire:
            self.turn(0)
        self.ledger.close()
        return self

    # What must be true

    def judge(self) -> list[Event]:
        """Hold the record against everything that was told, against the second opinion, and against its own audit."""
        with self.ledger.store.read() as connection:
            kept = [decode(bytes(body)) for body, _ in stored_events(connection)]
            audited = verify(connection, self.address)
        assert audited.events == len(kept)
        assert [one.seq for one in kept] == list(range(1, len(kept) + 1))
        assert all(a.at <= b.at for a, b in itertools.pairwise(kept)), "time ran back"
        by_id = {one.request.id: one for one in kept}
        assert len(by_id) == len(kept), "a request was recorded twice"
        lost = [key for key in self.told if key not in by_id]
        self.seen[LOST] = len(lost)
        assert not lost, f"{lost} were acknowledged and are lost"
        for key, (seq, answer) in self.told.items():
            assert (by_id[key].seq, encode(by_id[key].answer)) == (seq, answer)
        for key, before in self.told_before.items():
            assert key in by_id, f"{key} was never answered"
            assert by_id[key].seq > before or key in self.told, "an answer came before its question"
        self.second_opinion(kept)
        self.ledger.close()
        return kept

    def second_opinion(self, kept: list[Event]) -> None:
        """Every answer as it had to be, by the model; what was granted beyond a limit is counted before anything is said."""
        model = Model(rules=())
        wrong = []
        for one in kept:
            lapsed = model.overdue(one.at)
            assert one.request.kind == "expire" or lapsed is None, f"event {one.seq}: {lapsed} should have lapsed"
            if not model.agrees(one.request, one.answer, one.at):
                wrong.append(one)
                break  # what comes after is judged beside other balances
        self.seen[OVER] = sum(one.request.kind in ("reserve", "move") and not one.answer.refused for one in wrong)
        self.seen["requests answered"] = len(kept)
        self.seen["reservations granted"] = sum(one.request.kind == "reserve" and not one.answer.refused for one in kept)
        self.seen["reservations refused"] = sum(one.request.kind == "reserve" and bool(one.answer.refused) for one in kept)
        self.seen["holds lapsed"] = sum(one.request.kind == "expire" for one in kept)
        assert not wrong, f"seed {self.seed}: {wrong}"
        self.model = model


def plain(address: str) -> Ledger:
    """A ledger with the rules of the tests, its clock at a moment."""
    from licet.ledger.ledger import store_of

    ledger = Ledger(store_of(address), lambda: 1_000)
    ledger.found()
    ledger.writer.transact([Request(id="rules", kind="limit", limits=RULES)])
    return ledger


__all__ = ["Death", "Faults", "World", "faulty", "plain"]
