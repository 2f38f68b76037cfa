"""A zoo of bugs that ledgers have had. Each is put into the real code, and the simulated world has to notice."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from quota_world import Death, World
from sqlalchemy.exc import SQLAlchemyError

from licet.base.errors import LicetError
from licet.ledger import admit as admit_module
from licet.ledger import settle, state, writer
from licet.ledger.limit import Limit
from licet.ledger.request import Answer, Request
from licet.ledger.state import State
from licet.ledger.store.base import Store
from licet.ledger.writer import Writer

Patch = pytest.MonkeyPatch
SEEDS = range(7, 13)
REQUESTS = 900
NOTICED = (AssertionError, LicetError, SQLAlchemyError, KeyError)

ZOO: list[Callable[[Patch], None]] = []


def bug(seed: Callable[[Patch], None]) -> Callable[[Patch], None]:
    ZOO.append(seed)
    return seed


def slow_way_only(patch: Patch) -> None:
    """Some bugs are of the judge: shut the quick way that never asks it."""
    patch.setattr(State, "_reserve", lambda self, request, at, seq: self.reserve_slowly(request, seq, {}))


@bug
def check_looks_at_what_left_alone(patch: Patch) -> None:
    """Check, then update: what others reserved meanwhile is not seen."""
    slow_way_only(patch)

    def blind(balances: dict[str, Any], bounds: Any, changes: Any) -> Any:
        return admit_module.admit({key: (posted, posted) for key, (_, posted) in balances.items()}, bounds, changes)

    patch.setattr(state, "admit", blind)


@bug
def room_is_remembered_when_the_law_changed(patch: Patch) -> None:
    """The quick way believes a bound that another limit has replaced: here, that is for good."""

    def roomy(self: State, account: Any, view: Any, look: Any = State._look) -> None:
        look(self, account, view)
        account.room += account.room >= 0

    patch.setattr(State, "_look", roomy)


@bug
def share_is_counted_in_floats(patch: Patch) -> None:
    slow_way_only(patch)

    def rounded(balances: Any, bounds: Any, changes: Any) -> Any:
        reasons = admit_module.admit(balances, bounds, changes)
        return tuple(r for r in reasons if r.bound or (r.used + r.asked) / max(r.asked, 1) > 0.4)

    patch.setattr(state, "admit", rounded)


@bug
def last_day_counts_as_in_force(patch: Patch) -> None:
    """Off by one: `until` is the first day on which a limit no longer holds."""

    def in_force(self: Limit, day: str, layer: str) -> bool:
        return self.layer in (layer, "any") and (not self.since or self.since <= day) and (not self.until or day <= self.until)

    patch.setattr(Limit, "in_force", in_force)


@bug
def first_day_is_missed(patch: Patch) -> None:
    def in_force(self: Limit, day: str, layer: str) -> bool:
        return self.layer in (layer, "any") and (not self.since or self.since < day) and (not self.until or day < self.until)

    patch.setattr(Limit, "in_force", in_force)


@bug
def year_of_the_order_not_of_receipt(patch: Patch) -> None:
    """Off by one year: a shipment received in January is booked on the year it was sold in."""
    patch.setattr(State, "unknown", lambda self, request, f=State.unknown: f(self, msgspec.structs.replace(request, received="")))
    slow_way_only(patch)


@bug
def room_made_by_promises(patch: Patch) -> None:
    """The whole of a share counts before it is there."""
    slow_way_only(patch)

    def hopeful(balances: dict[str, Any], bounds: Any, changes: Any) -> Any:
        return admit_module.admit({key: (used, used) for key, (used, _) in balances.items()}, bounds, changes)

    patch.setattr(state, "admit", hopeful)


@bug
def legs_are_booked_until_one_fails(patch: Patch) -> None:
    """All or nothing, but the first accounts keep what they got."""
    slow = State.reserve_slowly

    def partly(self: State, request: Request, seq: int, freed: Any) -> Answer:
        answer = slow(self, request, seq, freed)
        if answer.refused and request.kind == "reserve" and len(request.legs) > 1 and not self.unknown(request):
            key, amount = request.legs[0]
            if not self.judge({key: (amount, 0)}, request.day, request.layer):
                self.change({key: (amount, 0)}, seq)
        return answer

    patch.setattr(State, "reserve_slowly", partly)


@bug
def rest_of_a_hold_is_kept(patch: Patch) -> None:
    """Partial release: what did not leave stays reserved for ever."""

    def post(self: State, request: Request, at: int, seq: int, f: Any = settle.SETTLE["post"]) -> Answer:
        answer: Answer = f(self, request, at, seq)
        if not answer.refused and request.amounts:
            hold = self.holds[request.hold]
            self.change({key: (held - left, 0) for (key, held), (_, left) in zip(hold.legs, hold.left, strict=True)}, seq)
        return answer

    patch.setitem(settle.SETTLE, "post", post)


@bug
def posting_after_the_hold_lapsed(patch: Patch) -> None:
    """Neither the sweep nor the posting looks at the clock."""
    patch.setattr(Store, "due", lambda self, at: [])

    def apply(self: State, request: Request, at: int, seq: int, f: Any = State.apply) -> Answer:
        return f(self, request, 0 if request.kind == "post" else at, seq)

    patch.setattr(State, "apply", apply)


@bug
def lapsed_holds_are_not_swept(patch: Patch) -> None:
    patch.setattr(Store, "due", lambda self, at: [])


@bug
def void_gives_back_twice(patch: Patch) -> None:
    def void(self: State, request: Request, at: int, seq: int, f: Any = settle.SETTLE["void"]) -> Answer:
        hold = self.holds.get(request.hold)
        if hold is not None and hold.state in (state.EXPIRED, state.POSTED):
            hold.state = state.PENDING
        answer: Answer = f(self, request, at, seq)
        return answer

    patch.setitem(settle.SETTLE, "void", void)


@bug
def move_gives_up_the_old_place_first(patch: Patch) -> None:
    def move(self: State, request: Request, at: int, seq: int, f: Any = settle.SETTLE["move"]) -> Answer:
        answer: Answer = f(self, request, at, seq)
        hold = self.holds.get(request.hold)
        if answer.refused and hold is not None and hold.state == state.PENDING:
            self.change({key: (-amount, 0) for key, amount in hold.legs}, seq)
            hold.state, hold.closed = state.VOIDED, seq
        return answer

    patch.setitem(settle.SETTLE, "move", move)


@bug
def facts_are_refused(patch: Patch) -> None:
    """A shipment that happened is turned away because there was no room for it."""

    def record(self: State, request: Request, at: int, seq: int, f: Any = settle.SETTLE["record"]) -> Answer:
        if not self.unknown(request) and self.judge({key: (n, n) for key, n in request.legs}, request.day, "codified"):
            return Answer(refused=(settle.Reason(what="no room"),))
        answer: Answer = f(self, request, at, seq)
        return answer

    patch.setitem(settle.SETTLE, "record", record)


@bug
def a_notice_refuses(patch: Patch) -> None:
    patch.setattr(state, "NOTIFY", "nothing")


@bug
def refusals_are_forgotten(patch: Patch) -> None:
    """Asked again, a refused request is judged afresh; its first answer stands nowhere."""

    def known(self: Store, ids: Any, f: Any = Store.bodies) -> Any:
        return {key: row for key, row in f(self, ids).items() if b'"refused"' not in row[2]}

    record = Writer._record

    def forgetful(self: Writer, request: Request, asked: bytes, at: int, writing: Any) -> Any:
        reply = record(self, request, asked, at, writing)
        if not reply.granted:
            writing.events[-1] = (*writing.events[-1][:3], f"{request.id}#{reply.seq}", *writing.events[-1][4:])
        return reply

    patch.setattr(Store, "bodies", known)
    patch.setattr(Writer, "_record", forgetful)


@bug
def answered_before_the_commit(patch: Patch) -> None:
    """The reply is out, then the disk is full."""
    transact, record = Writer.transact, Writer._record
    said: dict[str, Any] = {}

    def listen(self: Writer, *rest: Any) -> Any:
        reply = record(self, *rest)
        said[reply.request.id] = reply
        return reply

    def hasty(self: Writer, requests: Any, wait_ms: int = 0) -> Any:
        said.clear()
        try:
            return transact(self, requests)
        except (LicetError, Death) as error:
            traceback.clear_frames(error.__traceback__)
            if not said:
                raise
            out = dict(said)
            return [out.get(request.id) or transact(self, [request])[0] for request in requests]

    patch.setattr(Writer, "_record", listen)
    patch.setattr(Writer, "transact", hasty)


@bug
def memory_survives_a_failed_commit(patch: Patch) -> None:
    """After a rollback the writer goes on with balances that were never stored."""
    patch.setattr(Writer, "forget", lambda self: self.store.rollback())
    patch.setattr(Store, "renew", lambda self, holder, f=Store.renew: f(self, holder) or True)


@bug
def time_runs_back(patch: Patch) -> None:
    patch.setattr(writer, "max", lambda now, last: now, raising=False)


@bug
def the_same_id_is_the_same_request(patch: Patch) -> None:
    """Whatever comes under a known id gets the answer of the first."""
    patch.setattr(writer, "_conflict", lambda request: writer.Reply(1, 1, request, Answer(), again=True))


@bug
def a_number_is_left_out(patch: Patch) -> None:
    """What a sequence object does at a rollback."""
    record = Writer._record

    def gappy(self: Writer, request: Request, asked: bytes, at: int, writing: Any) -> Any:
        if self.head.seq % 97 == 96:
            self.head.seq += 1
        return record(self, request, asked, at, writing)

    patch.setattr(Writer, "_record", gappy)


def noticed(folder: Path, seed: int) -> bool:
    try:
        World(str(folder / f"{seed}.db"), seed).run(REQUESTS).judge()
    except NOTICED:
        return True
    return False


def test_without_a_bug_nothing_is_noticed(quick_folder: Path) -> None:
    assert not any(noticed(quick_folder, seed) for seed in list(SEEDS)[:3])


@pytest.mark.parametrize("seeded", ZOO, ids=lambda seeded: seeded.__name__)
def test_every_bug_is_noticed(seeded: Callable[[Patch], None], monkeypatch: Patch, quick_folder: Path) -> None:
    seeded(monkeypatch)
    assert any(noticed(quick_folder, seed) for seed in SEEDS)
