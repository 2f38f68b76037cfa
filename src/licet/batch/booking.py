"""Order books on a ledger: lines are decided with real balances, and what may ship is booked, line by line, as often as it takes.

    balances, less what this very book booked before ──> the lines decide as they did the first time
                                                              │
         known under this book's name? ── yes ──> what was answered then      (nothing is booked twice)
                                       └─ no ───> reserve: the ledger judges again, in its own transaction
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256

from licet.backends.scalar import Value
from licet.base.canonical import canonical_bytes, digest
from licet.base.dates import day_of
from licet.base.quantities import show_grains
from licet.batch import OrderBook
from licet.batch.lines import Line, determinations
from licet.decide.accounts import Account, accounts_of
from licet.decide.determination import Determination
from licet.decide.determine import determine
from licet.decide.engine import Engine
from licet.decide.settings import Settings, place_in_time
from licet.facts.intake import Admitted, Assumed
from licet.ledger.balance import Booked
from licet.ledger.ledger import Ledger
from licet.ledger.legs import legs_of, show_amount
from licet.ledger.limit import Limits, Term
from licet.ledger.request import Answer, Leg, Reason, Request
from licet.ledger.state import State
from licet.ledger.writer import Reply

FREE = ("no_license_required", "license_exception", "authorized", "not_subject")
"""Outcomes under which a line may ship."""
PENDING_OR_LEFT = ("pending", "posted")

RESERVED, BEFORE, FITS, REFUSED, NOTHING, NOT_BOOKED = "reserved", "reserved before", "fits", "refused", "nothing to book", "not booked"


@dataclass(frozen=True, slots=True)
class Placed:
    """What the ledger says to a line: a state, in words why or how much is left, the hold."""

    state: str
    words: str = ""
    hold: str = ""
    left: str = ""


@dataclass(frozen=True, slots=True)
class BookedLine:
    """A line of a book with its place on the ledger; without one where the line was not answered."""

    line: Line
    placed: Placed | None


class Booking:
    """A book on a ledger.

    Args:
        book: the name under which its lines are known: the same name and line are the same reservation.
        expires: microseconds at which holds lapse; 0: never.
    """

    def __init__(self, ledger: Ledger, engine: Engine, settings: Settings, *, book: str, reserve: bool, expires: int = 0) -> None:
        self.ledger = ledger
        self.engine = engine
        self.settings = settings
        self.reserve = reserve
        self.expires = expires
        self.name = slug(book)
        self.limits = ledger.limits()
        self.held = ledger.balances()
        self.before: Mapping[str, Booked] = ledger.booked_under(self.name) if reserve else {}
        for booked in self.before.values():
            if booked.state in PENDING_OR_LEFT:
                for key, amount in booked.request.legs:
                    used, posted = self.held.get(key, (0, 0))
                    self.held[key] = (used - amount, posted)

        self.preview = State.beside(self.limits, self.held)

    def lines(self, book: OrderBook, *, independent: bool = False) -> Iterator[BookedLine]:
        """Every line of a book, decided and placed."""
        for line in determinations(book, self.engine, self.settings, independent=independent, standing=self.standing):
            if line.determination is None or line.admitted is None:
                yield BookedLine(line, None)
                continue
            yield BookedLine(line, self.place(line.determination, line.admitted, line.line_id or f"row-{line.row}"))

    def answer(self, admitted: Admitted) -> tuple[Determination, Admitted]:
        """One line alone, decided with real balances.

        Raises:
            FactError: LIC-F016 when there is no day to answer for.
        """
        admitted, question = place_in_time(admitted, self.settings)
        admitted = self.standing(admitted)
        return determine(self.engine, admitted, question), admitted

    def standing(self, admitted: Admitted) -> Admitted:
        """The line with the ledger's balances in the place of whatever was stated or assumed of them."""
        values: dict[str, Value] = dict(admitted.values)
        given = {}
        for account in accounts_of(admitted.values).values():
            if self.limits.place(account.key) is not None and not is_share(account):
                values[account.standing] = self.held.get(account.key, (0, 0))[0]
                given[account.standing] = str(values[account.standing])
        assumed = tuple(a for a in admitted.assumed if a.fact not in given)
        told = tuple(Assumed(fact, show_grains(int(grains)), "ledger") for fact, grains in given.items())
        return Admitted(values, (*assumed, *told), admitted.conflicts, admitted.complaints)

    def place(self, determination: Determination, admitted: Admitted, line_id: str) -> Placed:
        """Book a line that may ship, or say what the ledger would answer."""
        legs = legs_of(determination, self.limits)
        if not legs:
            return Placed(NOTHING)
        if determination.outcome not in FREE:
            return Placed(NOT_BOOKED, f"{determination.outcome.replace('_', ' ')}; {self._asked(legs)}")
        request = self._request(determination, admitted, legs, f"{self.name}:{identifier(line_id)}")
        if not self.reserve:
            answer = self._would(request)
            return Placed(REFUSED, why(answer, self.limits)) if answer.refused else Placed(FITS, self._left(answer, request))
        known = self.before.get(request.id)
        if known is not None:
            if (known.request.legs, known.request.day, known.request.why) != (request.legs, request.day, request.why):
                hint = "the line was booked with other facts: void that hold, or give the book another name with --book"
                return Placed(REFUSED, f"LIC-Q006 {hint}", request.id)
            if known.answer.refused:
                return Placed(REFUSED, why(known.answer, self.limits), request.id)
            return Placed(BEFORE, known.state, request.id)
        (reply,) = self.ledger.ask([request])
        if not isinstance(reply, Reply):
            raise reply
        if not reply.granted:
            return Placed(REFUSED, why(reply.answer, self.limits), request.id)
        return Placed(RESERVED, self._left(reply.answer, request), request.id)

    def _request(self, determination: Determination, admitted: Admitted, legs: tuple[Leg, ...], name: str) -> Request:
        stated = {fact: str(value) for fact, value in admitted.values.items() if value is not None and fact not in STANDING_FACTS}
        law = determination.law
        words = f"line {digest(canonical_bytes(stated))[:23]} {determination.outcome} {determination.via}"
        received = admitted.values.get("received_on")
        return Request(
            id=name, kind="reserve", legs=legs, day=str(law["as_of"]), layer=self.settings.layer, expires=self.expires,
            received=day_of(received).isoformat() if isinstance(received, int) else _own_day(admitted), why=words,
        )  # fmt: skip

    def _would(self, request: Request) -> Answer:
        """What a reservation would be answered beside the balances that were read, and the lines before."""
        return self.preview.apply(request, 0, 0)

    def _left(self, answer: Answer, request: Request) -> str:
        return room_words(self.limits, dict(zip((k for k, _ in request.legs), answer.after, strict=True)), request)

    def _asked(self, legs: tuple[Leg, ...]) -> str:
        return f"it would take {', '.join(show_amount(amount, key, self.limits) + ' of ' + key for key, amount in legs)}"


STANDING_FACTS = frozenset(account.standing for account in accounts_of({}).values())


def is_share(account: Account) -> bool:
    """Whether an account is a share of another, which no single balance says."""
    return bool(getattr(account, "is_share", False))


def _own_day(admitted: Admitted) -> str:
    day = admitted.values.get("date")
    return day_of(day).isoformat() if isinstance(day, int) else ""


def room_words(limits: Limits, after: Mapping[str, int], request: Request) -> str:
    """What is left on the accounts that a request touched, where a plain figure bounds them."""
    words = []
    for key, used in after.items():
        place = limits.place(key)
        if place is None:
            continue
        bounds = [b for b in limits.touching(place, {}) if b.terms == ((key, 1),)]
        for bound in bounds:
            if bound.limit.in_force(request.day, bound.limit.layer):
                text = f"{show_amount(bound.limit.bound - used, key, limits)} left on {key}"
                if text not in words:
                    words.append(text)
    return "; ".join(words)


def why(answer: Answer, limits: Limits) -> str:
    """Every reason of a refusal: bound, used, asked, short by, citation."""
    return "; ".join(_reason(reason, limits) for reason in answer.refused)


def _reason(reason: Reason, limits: Limits) -> str:
    if not reason.limit:
        numbers = ""
        if reason.short:
            numbers = f": {show_amount(reason.bound, reason.account, limits)}, asked {show_amount(reason.asked, reason.account, limits)}"
        return f"{reason.account}: {reason.what}{numbers}"
    grains = {"bound": reason.bound, "used": reason.used, "asked": reason.asked, "short by": reason.short}
    share = ""
    terms = terms_of(reason, limits)
    if len(terms) > 1:
        # Told in grains of the part, not of the inequality: what its whole leaves room for, what is asked of it.
        times, whole = terms[0].coefficient, terms[1]
        share = f", at most {-whole.coefficient} of {times} parts of {whole.kind}"
        grains = {"room": (reason.bound - reason.used) // times, "asked": -(-reason.asked // times), "short by": -(-reason.short // times)}
    told = ", ".join(f"{name} {show_amount(number, reason.account, limits)}" for name, number in grains.items())
    return f"{reason.limit} on {reason.account}{share}: {told} ({reason.cite})"


def terms_of(reason: Reason, limits: Limits) -> tuple[Term, ...]:
    """The terms of the limit that a reason is about, its own account's first; none where the limit is not known any more."""
    return next((one.terms for one in limits.all if (one.name, one.layer) == (reason.limit, reason.layer)), ())


def over_by(reason: Reason, limits: Limits) -> str:
    """By how much a breach goes too far, in the unit of its account."""
    times = next((term.coefficient for term in terms_of(reason, limits)), 1)
    return show_amount(-(-reason.short // times), reason.account, limits)


def slug(name: str) -> str:
    """A book's name as ids begin with it."""
    return re.sub(r"[^A-Za-z0-9._-]+", "-", name.rpartition("/")[2]).strip("-")[:40] or "book"


def identifier(line_id: str) -> str:
    """A line's id as part of a request's id; a digest where it holds other signs or is long."""
    return line_id if re.fullmatch(r"[A-Za-z0-9._-]{1,32}", line_id) else sha256(line_id.encode()).hexdigest()[:24]


