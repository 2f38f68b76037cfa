"""The read side: boards, statements, holds, breaches; now, or as of any past moment. It locks nothing and decides nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Connection, func, select

from licet.base.values import frozen
from licet.ledger.admit import EMPTY, Balance
from licet.ledger.limit import Bound, Limit, Limits, Place
from licet.ledger.request import Answer, Request, decode
from licet.ledger.settle import SETTLE
from licet.ledger.state import STATES, State
from licet.ledger.store.schema import account, event, hold, leg


@frozen
class Standing:
    """One limit on the accounts of one subject: whole grains of its inequality.

    `used` and `reserved` are what counts against the bound; `room` what is left, negative in a breach. For a share `bound` is what its
    whole now allows, in grains of the part.
    """

    account: str
    limit: str
    layer: str
    effect: str
    bound: int
    posted: int
    reserved: int
    room: int
    unit: str
    grain: int
    cite: str
    since: str
    until: str
    words: str

    @property
    def is_breached(self) -> bool:
        return self.room < 0


@frozen
class Entry:
    """A line of a statement."""

    seq: int
    at: int
    kind: str
    id: str
    hold: str
    why: str
    used_change: int
    posted_change: int
    used: int
    posted: int


@frozen
class HoldView:
    """A reservation as it stands."""

    id: str
    state: str
    day: str
    received: str
    layer: str
    expires: int
    opened: int
    at: int
    why: str
    legs: tuple[tuple[str, int], ...]


@frozen
class Booked:
    """A request that was answered before, and what became of its hold; no state where it was refused."""

    request: Request
    answer: Answer
    state: str


def last_seq(connection: Connection, at: int | None) -> int:
    """The number of the last event up to a moment; of all for None. Time follows the numbers, so it is searched by halves."""
    high = int(connection.execute(select(func.coalesce(func.max(event.c.seq), 0))).scalar_one())
    if at is None:
        return high
    low = 0
    while low < high:
        middle = (low + high + 1) // 2
        if connection.execute(select(event.c.at).where(event.c.seq == middle)).scalar_one() <= at:
            low = middle
        else:
            high = middle - 1
    return low


def limits_known(connection: Connection, seq: int) -> Limits:
    """The limits as the ledger knew them after an event."""
    rows = connection.execute(
        select(event.c.body).where(event.c.kind.in_(("adopt", "limit")), event.c.seq <= seq).order_by(event.c.seq)
    )
    state = State()
    for (body,) in rows:
        found = decode(bytes(body))
        if not found.answer.refused:
            SETTLE[found.request.kind](state, found.request, found.at, found.seq)
    return state.limits


def last_adoption(connection: Connection, seq: int | None = None) -> Request | None:
    """The request by which the ledger took on the law that it counts by; as of an event."""
    asked = select(event.c.body).where(event.c.kind == "adopt").order_by(event.c.seq.desc()).limit(1)
    body = connection.execute(asked if seq is None else asked.where(event.c.seq <= seq)).scalar_one_or_none()
    return None if body is None else decode(bytes(body)).request


def law_known(connection: Connection, seq: int | None = None) -> str:
    """The law that was adopted last; as of an event."""
    last = last_adoption(connection, seq)
    return "" if last is None else last.law


def booked_under(connection: Connection, name: str) -> dict[str, Booked]:
    """Every reservation whose id begins with a name and a colon."""
    rows = connection.execute(
        select(event.c.id, event.c.body, hold.c.state)
        .outerjoin(hold, hold.c.id == event.c.id)
        .where(event.c.id >= f"{name}:", event.c.id < f"{name};", event.c.kind == "reserve")
    )
    found = {}
    for key, body, state in rows:
        kept = decode(bytes(body))
        found[key] = Booked(kept.request, kept.answer, "" if state is None else STATES[state])
    return found


def hold_view(connection: Connection, key: str) -> HoldView | None:
    """One reservation."""
    row = connection.execute(
        select(hold.c.id, hold.c.state, hold.c.opened, hold.c.expires, event.c.at, event.c.body)
        .join(event, event.c.seq == hold.c.opened)
        .where(hold.c.id == key)
    ).one_or_none()
    return None if row is None else _hold_view(row)


def _hold_view(row: Any) -> HoldView:
    request = decode(bytes(row.body)).request
    return HoldView(
        row.id, STATES[row.state], request.day, request.received, request.layer, row.expires, row.opened, row.at, request.why, request.legs
    )


def balances(connection: Connection, seq: int | None = None) -> dict[str, Balance]:
    """What every account holds, pending and posted together, and posted; after an event, or now."""
    if seq is None:
        return {key: (used, posted) for key, used, posted in connection.execute(select(account.c.key, account.c.used, account.c.posted))}
    last = select(leg.c.account, func.max(leg.c.version).label("version")).where(leg.c.seq <= seq).group_by(leg.c.account).subquery()
    rows = connection.execute(
        select(leg.c.account, leg.c.used, leg.c.posted).join(last, (leg.c.account == last.c.account) & (leg.c.version == last.c.version))
    )
    return {key: (used, posted) for key, used, posted in rows}


def balance(connection: Connection, key: str) -> Balance:
    """What one account holds now."""
    row = connection.execute(select(account.c.used, account.c.posted).where(account.c.key == key)).one_or_none()
    return EMPTY if row is None else (row.used, row.posted)


def standings(limits: Limits, held: dict[str, Balance], day: str, layers: Iterable[str]) -> Iterator[Standing]:
    """Every limit in force on a day as it stands on the accounts that hold something, or that it names itself; breaches first."""
    layers = tuple(layers)
    places = {key: place for key in held if (place := limits.place(key)) is not None}
    for limit in limits.all:
        if limit.only and not any(term.group for term in limit.terms) and len(limit.terms) == 1 and limit.every == "once":
            for subject in limit.only:
                places.setdefault(f"{limit.terms[0].kind}:{subject}", Place(limit.terms[0].kind, subject, ""))
    members: dict[tuple[str, str, str], set[str]] = {}
    for place in places.values():
        members.setdefault((place.kind, place.group, place.period), set()).add(place.subject)
    found: dict[tuple[int, tuple[tuple[str, int], ...]], Bound] = {}
    for place in places.values():
        for bound in limits.touching(place, members):
            if any(bound.limit.in_force(day, layer) for layer in layers):
                found.setdefault((id(bound.limit), bound.terms), bound)
    made = [_standing(bound, held) for bound in found.values()]
    yield from sorted(made, key=lambda s: (not s.is_breached, s.account, s.layer, s.limit))


def _standing(bound: Bound, held: dict[str, Balance]) -> Standing:
    limit: Limit = bound.limit
    part, coefficient = bound.terms[0]
    used, posted = held.get(part, EMPTY)
    rest = sum(c * held.get(key, EMPTY)[0 if c > 0 else 1] for key, c in bound.terms[1:])
    allowed = (limit.bound - rest) // coefficient
    return Standing(
        part, limit.name, limit.layer, limit.effect, allowed, posted, used - posted, allowed - used, limit.unit, limit.grain,
        limit.cite, limit.since, limit.until, limit.words,
    )  # fmt: skip


def statement(connection: Connection, key: str, seq: int) -> list[Entry]:
    """Every change of an account up to an event, in order."""
    rows = connection.execute(
        select(leg.c.seq, leg.c.used_change, leg.c.posted_change, leg.c.used, leg.c.posted, event.c.at, event.c.kind, event.c.id, event.c.body)
        .join(event, event.c.seq == leg.c.seq)
        .where(leg.c.account == key, leg.c.seq <= seq)
        .order_by(leg.c.version)
    )
    found = []
    for row in rows:
        request = decode(bytes(row.body)).request
        found.append(
            Entry(row.seq, row.at, row.kind, row.id, request.hold, request.why, row.used_change, row.posted_change, row.used, row.posted)
        )
    return found


def holds(connection: Connection, state: str = "pending", most: int = 1_000) -> list[HoldView]:
    """Reservations in a state, those that lapse first at the head."""
    number = STATES.index(state)
    rows = connection.execute(
        select(hold.c.id, hold.c.state, hold.c.opened, hold.c.expires, event.c.at, event.c.body)
        .join(event, event.c.seq == hold.c.opened)
        .where(hold.c.state == number)
        .order_by((hold.c.expires == 0), hold.c.expires, hold.c.opened)
        .limit(most)
    )
    return [_hold_view(row) for row in rows]
