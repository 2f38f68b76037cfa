"""What becomes of a hold, what happened anyway, and what the law is from now on."""

from __future__ import annotations

from collections.abc import Callable

from licet.ledger.admit import EMPTY, Balance, admit
from licet.ledger.limit import LICENSE, Limit
from licet.ledger.request import Answer, Leg, Reason, Request
from licet.ledger.state import BREACHES_MOST, EXPIRED, MOVED, PENDING, POSTED, REVERSED, STATES, VOIDED, Hold, State


def _no(what: str, hold: str = "") -> Answer:
    return Answer(refused=(Reason(account=hold, what=what),))


def _hold(state: State, request: Request, wanted: int) -> Hold | Answer:
    """The hold that a request is about, or why it cannot be."""
    hold = state.holds.get(request.hold)
    if hold is None:
        return _no("there is no such hold", request.hold)
    if hold.state != wanted:
        return _no(f"the hold is {STATES[hold.state]}, not {STATES[wanted]}", request.hold)
    return hold


def _close(hold: Hold, state: int, seq: int) -> None:
    hold.state = state
    hold.closed = seq


def _released(hold: Hold) -> dict[str, Balance]:
    return {key: (-amount, 0) for key, amount in hold.legs}


def _add(changes: dict[str, Balance], legs: tuple[Leg, ...], sign: int = 1) -> dict[str, Balance]:
    """Changes, and legs that are posted at once."""
    for key, amount in legs:
        used, posted = changes.get(key, EMPTY)
        changes[key] = (used + sign * amount, posted + sign * amount)
    return changes


def _post(state: State, request: Request, at: int, seq: int) -> Answer:
    """The shipment left, wholly or in part; the rest of the hold is free again."""
    hold = _hold(state, request, PENDING)
    if isinstance(hold, Answer):
        return hold
    if 0 < hold.expires <= at:
        return _no("the hold has expired", request.hold)
    amounts = request.amounts or tuple(amount for _, amount in hold.legs)
    if len(amounts) != len(hold.legs):
        return _no(f"{len(amounts)} amounts are given for {len(hold.legs)} accounts", request.hold)
    if not any(amounts):
        return _no("nothing left under it: void it instead", request.hold)
    for amount, (key, held) in zip(amounts, hold.legs, strict=True):
        if amount > held:
            return Answer(refused=(Reason(account=key, asked=amount, bound=held, short=amount - held, what="more than was reserved"),))
    hold.left = tuple((key, amount) for amount, (key, _) in zip(amounts, hold.legs, strict=True))
    state.change({key: (amount - held, amount) for amount, (key, held) in zip(amounts, hold.legs, strict=True)}, seq)
    _close(hold, POSTED, seq)
    return Answer(after=state.after(hold.legs))


def _void(state: State, request: Request, at: int, seq: int) -> Answer:
    hold = _hold(state, request, PENDING)
    if isinstance(hold, Answer):
        return hold
    state.change(_released(hold), seq)
    _close(hold, VOIDED, seq)
    return Answer(after=state.after(hold.legs))


def _expire(state: State, request: Request, at: int, seq: int) -> Answer:
    hold = _hold(state, request, PENDING)
    if isinstance(hold, Answer):
        return hold
    if not 0 < hold.expires <= at:
        return _no("the hold has not expired", request.hold)
    state.change(_released(hold), seq)
    _close(hold, EXPIRED, seq)
    return Answer(after=state.after(hold.legs))


def _move(state: State, request: Request, at: int, seq: int) -> Answer:
    """Void one hold and reserve another in one step: all of it, or none."""
    hold = _hold(state, request, PENDING)
    if isinstance(hold, Answer):
        return hold
    if 0 < hold.expires <= at:
        return _no("the hold has expired", request.hold)
    if request.expires and request.expires <= at:
        return _no("it would expire before it begins", request.id)
    answer = state.reserve_slowly(request, seq, _released(hold))
    if not answer.refused:
        _close(hold, MOVED, seq)
    return answer


def _reverse(state: State, request: Request, at: int, seq: int) -> Answer:
    """What had left came back, or never left: a counter-entry. It may take away what made room for others."""
    hold = _hold(state, request, POSTED)
    if isinstance(hold, Answer):
        return hold
    left = hold.shipped()
    refused = _more_than_posted(state, left)
    if refused:
        return refused
    changes = _add({}, left, -1)
    breaches = _breaches(state, changes, hold.day)
    state.change(changes, seq)
    _close(hold, REVERSED, seq)
    return Answer(after=state.after(left), breaches=breaches)


def _record(state: State, request: Request, at: int, seq: int) -> Answer:
    """A shipment that happened is a fact: it is posted whatever the limits say, and they say it."""
    unknown = state.unknown(request) or state.beyond_numbers(request)
    if unknown:
        return Answer(refused=unknown)
    changes: dict[str, Balance] = {}
    hold = None
    if request.hold:
        hold = state.holds.get(request.hold)
        if hold is None:
            return _no("there is no such hold", request.hold)
        if hold.state in (POSTED, REVERSED):
            return _no(f"the hold is {STATES[hold.state]}: record another shipment without it", request.hold)
        if hold.state == PENDING:
            changes = _released(hold)
    _add(changes, request.legs)
    breaches = _breaches(state, changes, request.day)
    state.change(changes, seq)
    if hold is not None:
        hold.left = request.legs
        _close(hold, POSTED, seq)
    return Answer(after=state.after(request.legs), breaches=breaches)


def _retire(state: State, request: Request, at: int, seq: int) -> Answer:
    """Stock that is gone. What an account never held cannot leave it."""
    unknown = state.unknown(request)
    if unknown:
        return Answer(refused=unknown)
    refused = _more_than_posted(state, request.legs)
    if refused:
        return refused
    changes = _add({}, request.legs, -1)
    breaches = _breaches(state, changes, request.day)
    state.change(changes, seq)
    return Answer(after=state.after(request.legs), breaches=breaches)


def _more_than_posted(state: State, legs: tuple[Leg, ...]) -> Answer | None:
    """What an account does not hold cannot be taken from it: retired stock, say, of a posting that is then reversed."""
    reasons = []
    for key, amount in legs:
        posted = state.accounts[key].posted
        if amount > posted:
            reasons.append(Reason(account=key, asked=amount, bound=posted, short=amount - posted, what="more than is posted"))
    return Answer(refused=tuple(reasons)) if reasons else None


def _breaches(state: State, changes: dict[str, Balance], day: str) -> tuple[Reason, ...]:
    """The limits that a fact leaves exceeded and makes worse, in every layer."""
    bounds = [bound for bound in state.bounds_on(changes) if bound.limit.in_force(day, bound.limit.layer)]
    return admit(state.balances(bounds), bounds, changes)[:BREACHES_MOST]


def _adopt(state: State, request: Request, at: int, seq: int) -> Answer:
    """The law as it is read now, in place of the law before."""
    own = [limit for limit in state.limits.all if limit.source != "law"]
    state.learn([*request.limits, *own])
    return Answer()


def _limit(state: State, request: Request, at: int, seq: int) -> Answer:
    """A license or a limit of one's own. One of the same name is replaced; of a license, whatever it said before."""
    names = {limit.name for limit in request.limits}
    if any(limit.source == "law" and limit.name in names for limit in state.limits.all):
        return _no("the law has a limit of this name")
    licenses = {limit.cite for limit in request.limits if limit.source == LICENSE}
    kept: list[Limit] = [
        limit for limit in state.limits.all
        if limit.name not in names and not (limit.source == LICENSE and limit.cite in licenses)
    ]  # fmt: skip
    state.learn([*kept, *request.limits])
    return Answer()


def _open(state: State, request: Request, at: int, seq: int) -> Answer:
    return Answer()


SETTLE: dict[str, Callable[[State, Request, int, int], Answer]] = {
    "post": _post, "void": _void, "expire": _expire, "move": _move, "reverse": _reverse, "record": _record, "retire": _retire,
    "adopt": _adopt, "limit": _limit, "open": _open,
}  # fmt: skip
