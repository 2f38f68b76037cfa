"""What a ledger knows at one moment, and how a request changes it. The writer, the simulator and the audit run this very code.

    State.apply(request, at) ─> Answer        reserve, post, void, expire, move, reverse, record, retire, adopt, limit
            │
            └─ admit(balances, limits, changes)       the only place where room is judged

It reads no database and no clock. Whoever calls it has put the accounts and holds in place that the request touches.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import msgspec

from licet.ledger.admit import EMPTY, Balance, admit
from licet.ledger.limit import GRAINS_MOST, NOTIFY, Bound, Limit, Limits, Place
from licet.ledger.request import Answer, Leg, Reason, Request

PENDING, POSTED, VOIDED, EXPIRED, MOVED, REVERSED = range(6)
STATES = ("pending", "posted", "voided", "expired", "moved", "reversed")

class View(msgspec.Struct, frozen=True, eq=False, gc=False):
    """From where room is looked at: a layer, the calendar year of receipt, and a day, or any other on which the same limits hold."""

    day: str
    layer: str
    year: str


VIEWS_MOST = 100_000
BREACHES_MOST = 10_000


class Account(msgspec.Struct, gc=False):
    """A running total in grains: `used` is pending and posted together; `version` counts its changes.

    `room` remembers, for the view it was last looked at from, up to which `used` no limit can stand in the way, and `rooms` for all
    such views; -1 where that cannot be said from this account alone.
    """

    key: str
    place: Place
    used: int = 0
    posted: int = 0
    version: int = 0
    view: View | None = None
    room: int = -1
    rooms: dict[View, int] = {}
    bounds: tuple[Bound, ...] | None = None


class Hold(msgspec.Struct, gc=False):
    """A reservation: what it holds on which accounts, for which day, until when; the events that opened and closed it."""

    legs: tuple[Leg, ...]
    day: str
    expires: int
    opened: int
    state: int = PENDING
    closed: int = 0
    left: tuple[Leg, ...] | None = None
    """What left under it, where that was not all of it."""

    def shipped(self) -> tuple[Leg, ...]:
        """What left under a posted hold."""
        return self.legs if self.left is None else self.left


Move = tuple[str, int, int, int, int, int, int]
"""One change of one account, as the store keeps it: account, its version after it, number of the event, change of `used` and of `posted`,
and both after it.
"""


@dataclass(slots=True)
class State:
    """Balances, holds and limits at one moment."""

    limits: Limits = field(default_factory=Limits)
    accounts: dict[str, Account] = field(default_factory=dict)
    holds: dict[str, Hold] = field(default_factory=dict)
    members: dict[tuple[str, str, str], set[str]] = field(default_factory=dict)
    moves: list[Move] | None = None
    """Where changes are noted for the store; None: nowhere."""
    views: dict[tuple[str, str, str], View] = field(default_factory=dict)
    latest: tuple[str, str, str, View] = ("", "", "", View("", "", ""))
    """Day of the law, layer and day of receipt of the last reservation, and its view: most have those of the one before."""

    def apply(self, request: Request, at: int, seq: int) -> Answer:
        """Answer a request and change what it changes: wholly, or not at all."""
        kind = request.kind
        if kind == "reserve":
            return self._reserve(request, at, seq)
        if kind == "post" and not request.amounts:
            hold = self.holds.get(request.hold)
            if hold is not None and hold.state == PENDING and not 0 < hold.expires <= at:
                return self._post_whole(hold, seq)
        from licet.ledger import settle

        return settle.SETTLE[kind](self, request, at, seq)

    @classmethod
    def beside(cls, limits: Limits, held: Mapping[str, Balance]) -> State:
        """A state with known limits and balances and no history: to see what would be answered."""
        state = cls(limits)
        for key, (used, posted) in held.items():
            place = limits.place(key)
            if place is not None:
                state.put(Account(key, place, used, posted))
        return state

    # Accounts

    def account(self, key: str) -> Account | None:
        """The account of a name, opened now if it is new; None where no limit concerns such an account."""
        found = self.accounts.get(key)
        if found is None:
            place = self.limits.place(key)
            if place is None:
                return None
            found = self.put(Account(key, place))
        return found

    def put(self, account: Account) -> Account:
        """Take an account in."""
        self.accounts[account.key] = account
        place = account.place
        if place.kind in self.limits.grouped:
            self.members.setdefault((place.kind, place.group, place.period), set()).add(place.subject)
        return account

    def bounds_on(self, keys: Iterable[str]) -> list[Bound]:
        """Every limit version that falls on the accounts, once."""
        found: dict[tuple[int, tuple[tuple[str, int], ...]], Bound] = {}
        for key in keys:
            account = self.account(key)
            if account is not None:
                for bound in self._bounds(account):
                    found.setdefault((id(bound.limit), bound.terms), bound)
        return list(found.values())

    def _bounds(self, account: Account) -> tuple[Bound, ...]:
        """The limits in which an account stands; remembered where no other account can come to stand beside it."""
        if account.bounds is None:
            found = tuple(self.limits.touching(account.place, self.members))
            if account.place.kind in self.limits.grouped:
                return found
            account.bounds = found
        return account.bounds

    def balances(self, bounds: Iterable[Bound]) -> dict[str, Balance]:
        """What the accounts of some limits hold."""
        keys = {key for bound in bounds for key, _ in bound.terms}
        return {key: (found.used, found.posted) for key in keys if (found := self.accounts.get(key)) is not None}

    def change(self, changes: dict[str, Balance], seq: int) -> None:
        """Change accounts: in all, and posted."""
        for key in sorted(changes):
            used, posted = changes[key]
            account = self.accounts[key]
            account.used += used
            account.posted += posted
            account.version += 1
            if self.moves is not None:
                self.moves.append((key, account.version, seq, used, posted, account.used, account.posted))

    def learn(self, limits: Iterable[Limit]) -> None:
        """Take other limits for the ones known before; what was remembered about room is forgotten."""
        self.limits = Limits(limits)
        self.members.clear()
        self.views.clear()
        self.latest = "", "", "", View("", "", "")
        for key, account in list(self.accounts.items()):
            account.view, account.rooms, account.bounds = None, {}, None
            account.place = self.limits.place(key) or account.place
            self.put(account)

    # Room

    def _view(self, day: str, layer: str, received: str) -> View:
        """The view of a request. Days on which the same limits hold share one, so that what is remembered for it serves them all."""
        if len(self.views) >= VIEWS_MOST:
            self.views.clear()
        same = self.limits.same_as(day), layer, (received or day)[:4]
        view = self.views.get(same) or self.views.setdefault(same, View(*same))
        self.latest = day, layer, received, view
        return view

    def _look(self, account: Account, view: View) -> None:
        """Learn up to which balance nothing stands in the way of an account alone, seen from a view."""
        account.view = view
        known = account.rooms.get(view)
        if known is not None:
            account.room = known
            return
        room = None
        for bound in self._bounds(account):
            if bound.limit.in_force(view.day, view.layer):
                single = bound.terms == ((account.key, 1),)
                room = -1 if not single else bound.limit.bound if room is None else min(room, bound.limit.bound)
        account.room = account.rooms[view] = -1 if room is None or account.place.period not in ("", view.year) else room

    def judge(self, changes: dict[str, Balance], day: str, layer: str) -> tuple[Reason, ...]:
        """What stands in the way of changes, seen from a day and a layer."""
        bounds = [bound for bound in self.bounds_on(changes) if bound.limit.in_force(day, layer)]
        return admit(self.balances(bounds), bounds, changes)

    def unknown(self, request: Request) -> tuple[Reason, ...]:
        """Legs on accounts that no limit concerns, or on the account of another year than the one of receipt, or out of order."""
        reasons, before = [], ""
        year = (request.received or request.day)[:4]
        for key, _ in request.legs:
            account = self.account(key)
            if account is None:
                reasons.append(Reason(account=key, what="no limit concerns this account"))
            elif account.place.period and account.place.period != year:
                reasons.append(Reason(account=key, what=f"the account is of {account.place.period}, the day of {year}"))
            elif key <= before:
                reasons.append(Reason(account=key, what="accounts stand in ascending order, each once"))
            before = key
        return tuple(reasons)

    def beyond_numbers(self, request: Request) -> tuple[Reason, ...]:
        """Legs that would take an account beyond the largest number that is kept: they are mistyped."""
        return tuple(
            Reason(account=key, asked=amount, bound=GRAINS_MOST, used=used, short=used + amount - GRAINS_MOST, what="beyond what can be counted")
            for key, amount in request.legs
            if (used := self.accounts[key].used) + amount > GRAINS_MOST
        )

    def _reserve(self, request: Request, at: int, seq: int) -> Answer:
        if request.expires and request.expires <= at:
            return Answer(refused=(Reason(account=request.id, what="it would expire before it begins"),))
        day, layer, received, view = self.latest
        if request.day != day or request.layer != layer or request.received != received:
            view = self._view(request.day, request.layer, request.received)
        accounts, legs = self.accounts, request.legs
        after = []
        # The usual case, told from each account alone. Anything else goes to the judge, who says the same and why.
        for key, amount in legs:
            account = accounts.get(key) or self.account(key)
            if account is None:
                break
            if account.view is not view:
                self._look(account, view)
            used = account.used + amount
            if used > account.room:
                break
            account.used = used
            account.version += 1
            after.append(used)
        else:
            if self.moves is not None:
                for key, amount in legs:
                    account = accounts[key]
                    self.moves.append((key, account.version, seq, amount, 0, account.used, account.posted))
            self.holds[request.id] = Hold(legs, request.day, request.expires, seq)
            return Answer(after=tuple(after))
        for (key, amount), _ in zip(legs, after, strict=False):  # all of it or nothing
            account = accounts[key]
            account.used -= amount
            account.version -= 1
        return self.reserve_slowly(request, seq, {})

    def _post_whole(self, hold: Hold, seq: int) -> Answer:
        """All that was reserved left: what was pending is posted."""
        after = []
        for key, amount in hold.legs:
            account = self.accounts[key]
            account.posted += amount
            account.version += 1
            after.append(account.used)
            if self.moves is not None:
                self.moves.append((key, account.version, seq, 0, amount, account.used, account.posted))
        hold.state = POSTED
        hold.closed = seq
        return Answer(after=tuple(after))

    def reserve_slowly(self, request: Request, seq: int, freed: dict[str, Balance]) -> Answer:
        """Reserve by asking the judge; `freed` is what the same request gives back."""
        refused = self.unknown(request) or self.beyond_numbers(request)
        if refused:
            return Answer(refused=refused)
        changes = dict(freed)
        for key, amount in request.legs:
            before = changes.get(key, EMPTY)
            changes[key] = (before[0] + amount, before[1])
        reasons = self.judge(changes, request.day, request.layer)
        refused = tuple(reason for reason in reasons if reason.effect != NOTIFY)
        if refused:
            return Answer(refused=refused)
        self.change(changes, seq)
        self.holds[request.id] = Hold(request.legs, request.day, request.expires, seq)
        return Answer(after=self.after(request.legs), notices=reasons)

    def after(self, legs: Iterable[Leg]) -> tuple[int, ...]:
        """What the accounts of some legs now hold."""
        return tuple(self.accounts[key].used for key, _ in legs)
