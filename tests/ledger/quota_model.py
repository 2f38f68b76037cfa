"""A second opinion on what a ledger must answer: plain dictionaries, written apart from the code it judges.

It knows requests, not rows: hand it what was asked, in order, and it says what had to be answered.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import Any

from licet.ledger.limit import Limit, Term
from licet.ledger.request import Answer, Request


def cap(name: str, kind: str, bound: int, **more: Any) -> Limit:
    """A limit on one kind of account."""
    return share(name, ((1, kind, False),), bound, **more)


def share(name: str, terms: tuple[tuple[int, str, bool], ...], bound: int = 0, **more: Any) -> Limit:
    """A limit on several kinds."""
    plain: dict[str, Any] = {
        "cite": "a rule", "effect": "bar", "every": "once", "grain": 1000, "layer": "any", "source": "desk", "unit": "TPP",
    }  # fmt: skip
    made = tuple(Term(coefficient=c, kind=k, group=g) for c, k, g in terms)
    return Limit(name=name, bound=bound, terms=made, **{**plain, **more})


RULES = (
    cap("yearly", "lpp", 100, every="year", layer="codified", cite="740"),
    cap("yearly enforced", "lpp", 140, every="year", layer="enforced"),
    cap("place", "country", 300, layer="codified", outside=("IN",), effect="policy"),
    cap("steps 1", "stock", 50, since="2025-01-01", until="2025-04-01"),
    cap("steps 2", "stock", 80, since="2025-04-01", until="2025-07-01"),
    cap("told", "country", 250, layer="codified", effect="notify"),
    share("seven of a hundred", ((100, "part", False), (-7, "whole", True))),
    share("half", ((2, "china", False), (-1, "us", False)), effect="policy"),
    cap("license", "license", 60, only=("D1",), until="2025-06-01"),
    cap("license over", "license", 0, only=("D1",), since="2025-06-01"),
    cap("room for the whole", "whole", 10_000),
    cap("room for us", "us", 10_000),
)


@dataclass
class Booked:
    legs: dict[str, int]
    day: str
    expires: int
    state: str = "pending"
    left: dict[str, int] = field(default_factory=dict)


@dataclass
class Model:
    """Balances by account as (pending, posted), holds by id."""

    rules: tuple[Limit, ...] = RULES
    pending: dict[str, int] = field(default_factory=dict)
    posted: dict[str, int] = field(default_factory=dict)
    holds: dict[str, Booked] = field(default_factory=dict)
    due: list[tuple[int, str]] = field(default_factory=list)
    parts: dict[str, tuple[str, str, str]] = field(default_factory=dict)

    def answer(self, request: Request, at: int) -> tuple[bool, dict[str, int]]:
        """Whether it had to be done, and what every account of it then holds; changes the model."""
        hold = self.holds.get(request.hold)
        done = getattr(self, f"_{request.kind}")(request, at)
        legs = dict(request.legs)
        if hold is not None and not legs:
            legs = hold.left if request.kind == "reverse" else hold.legs
        return done, {key: self._used(key) for key in legs}

    def agrees(self, request: Request, answer: Answer, at: int) -> bool:
        """Whether an answer is the one that had to be given."""
        done, after = self.answer(request, at)
        if done != (not answer.refused):
            return False
        return not done or request.kind in ("adopt", "limit", "open") or answer.after == tuple(after[key] for key in sorted(after))

    def _used(self, key: str) -> int:
        return self.pending.get(key, 0) + self.posted.get(key, 0)

    def overdue(self, at: int) -> str | None:
        """A hold whose time is over and that did not lapse."""
        while self.due and self.due[0][0] <= at:
            if self.holds[self.due[0][1]].state == "pending":
                return self.due[0][1]
            heappop(self.due)
        return None

    # Rules, written out

    def _parts(self, key: str) -> tuple[str, str, str]:
        found = self.parts.get(key)
        if found is None:
            kind, rest = key.split(":", 1)
            found = kind, rest, ""
            if any(r.every == "year" for r in self.rules if r.terms[0].kind == kind):
                found = kind, *rest.rsplit(":", 1)  # type: ignore[assignment]
            self.parts[key] = found
        return found

    def _holds_all(self, changed: dict[str, int], day: str, layer: str) -> bool:
        """Whether every rule holds that the changes make fuller."""
        for rule in self.rules:
            if rule.effect == "notify" or rule.layer not in ("any", layer):
                continue
            if (rule.since and day < rule.since) or (rule.until and day >= rule.until):
                continue
            for kind, subject, year in map(self._parts, changed):
                if kind != rule.terms[0].kind or (rule.only and subject not in rule.only) or subject in rule.outside:
                    continue
                total = fuller = 0
                for term in rule.terms:
                    other = f"{term.kind}:{subject.split(':')[0] if term.group else subject}" + (f":{year}" if year else "")
                    count = self._used(other) if term.coefficient > 0 else self.posted.get(other, 0)
                    total += term.coefficient * count
                    fuller += max(term.coefficient, 0) * changed.get(other, 0)
                if fuller > 0 and total > rule.bound:
                    return False
        return True

    def _known(self, request: Request) -> bool:
        year = (request.received or request.day)[:4]
        return all(self._parts(key)[2] in ("", year) for key, _ in request.legs)

    # Requests

    def _reserve(self, request: Request, at: int, freed: dict[str, int] | None = None) -> bool:
        if not self._known(request) or 0 < request.expires <= at:
            return False
        before = dict(self.pending)
        changed: dict[str, int] = {}
        for key, amount in (freed or {}).items():
            self.pending[key] -= amount
            changed[key] = changed.get(key, 0) - amount
        for key, amount in request.legs:
            self.pending[key] = self.pending.get(key, 0) + amount
            changed[key] = changed.get(key, 0) + amount
        if not self._holds_all(changed, request.day, request.layer):
            self.pending = before
            return False
        self.holds[request.id] = Booked(dict(request.legs), request.day, request.expires)
        if request.expires:
            heappush(self.due, (request.expires, request.id))
        return True

    def _open_hold(self, request: Request) -> Booked | None:
        hold = self.holds.get(request.hold)
        return hold if hold is not None and hold.state == "pending" else None

    def _release(self, hold: Booked, state: str) -> None:
        hold.state = state
        for key, amount in hold.legs.items():
            self.pending[key] -= amount

    def _post(self, request: Request, at: int) -> bool:
        hold = self._open_hold(request)
        if hold is None or 0 < hold.expires <= at:
            return False
        amounts = request.amounts or tuple(hold.legs.values())
        if len(amounts) != len(hold.legs) or not any(amounts):
            return False
        if any(amount > held for amount, held in zip(amounts, hold.legs.values(), strict=True)):
            return False
        self._release(hold, "posted")
        hold.left = dict(zip(hold.legs, amounts, strict=True))
        self._put(hold.left)
        return True

    def _put(self, legs: dict[str, int], sign: int = 1) -> None:
        for key, amount in legs.items():
            self.posted[key] = self.posted.get(key, 0) + sign * amount

    def _void(self, request: Request, at: int) -> bool:
        hold = self._open_hold(request)
        if hold is not None:
            self._release(hold, "voided")
        return hold is not None

    def _expire(self, request: Request, at: int) -> bool:
        hold = self._open_hold(request)
        if hold is None or not 0 < hold.expires <= at:
            return False
        self._release(hold, "expired")
        return True

    def _move(self, request: Request, at: int) -> bool:
        hold = self._open_hold(request)
        if hold is None or 0 < hold.expires <= at or not self._reserve(request, at, hold.legs):
            return False
        hold.state = "moved"
        return True

    def _reverse(self, request: Request, at: int) -> bool:
        hold = self.holds.get(request.hold)
        if hold is None or hold.state != "posted" or any(amount > self.posted.get(key, 0) for key, amount in hold.left.items()):
            return False
        hold.state = "reversed"
        self._put(hold.left, -1)
        return True

    def _record(self, request: Request, at: int) -> bool:
        hold = self.holds.get(request.hold)
        if not self._known(request) or (request.hold and (hold is None or hold.state in ("posted", "reversed"))):
            return False
        if hold is not None:
            if hold.state == "pending":
                self._release(hold, "posted")
            hold.state, hold.left = "posted", dict(request.legs)
        self._put(dict(request.legs))
        return True

    def _retire(self, request: Request, at: int) -> bool:
        if not self._known(request) or any(amount > self.posted.get(key, 0) for key, amount in request.legs):
            return False
        self._put(dict(request.legs), -1)
        return True

    def _adopt(self, request: Request, at: int) -> bool:
        self.parts.clear()
        self.rules = (*request.limits, *(rule for rule in self.rules if rule.source != "law"))
        return True

    def _limit(self, request: Request, at: int) -> bool:
        self.parts.clear()
        names = {limit.name for limit in request.limits}
        self.rules = (*(rule for rule in self.rules if rule.name not in names), *request.limits)
        return True

    def _open(self, request: Request, at: int) -> bool:
        return True
