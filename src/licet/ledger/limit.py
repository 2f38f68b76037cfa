"""A limit: a dated linear inequality over accounts, in whole grains, with its citation. The law makes most; users add their own.

An account is named by one text, as determinations name it: `country:IN`, `lpp:acme industries:2026`, `license_units:D1234567`. Its
first word is the *kind*; the last part is a calendar year where the kind's limits count by year; what lies between is the *subject*.
A subject `group:member` belongs to the group before the colon, so that a share can be asked of a member among its group.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping

import msgspec

from licet.base.errors import LedgerError
from licet.base.values import frozen

GRAINS_MOST = 2**53 - 1
"""No amount and no bound is larger: every reader of JSON keeps such an integer exact."""

EITHER = "any"
"""The layer of a limit that binds in whatever layer is asked: licenses and limits of one's own."""

LICENSE = "license"
"""The source of what a license grants."""

YEAR, ONCE = "year", "once"
BAR, POLICY, NOTIFY = "bar", "policy", "notify"
EFFECTS = (BAR, POLICY, NOTIFY)
KIND = re.compile(r"[a-z][a-z0-9_]*\Z")
LIMITS_MOST = 100_000


class Term(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A coefficient and the kind of account it multiplies; `group` asks for the account of the subject's group.

    INVARIANT: a positive coefficient counts pending and posted, a negative one posted alone. What makes room must be there.
    """

    coefficient: int
    group: bool = False
    kind: str


class Limit(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """One version of a limit: the sum of its terms may not exceed `bound` on days from `since` up to, not including, `until`.

    Attributes (fields stand in alphabetical order, so that their JSON is canonical):
        bound: whole grains.
        effect: `bar` and `policy` refuse a request in their layer; `notify` is told.
        every: `year` where each calendar year has an account of its own, `once` where there is one for good.
        only, outside: subjects it is for, or not for, whole or by the member alone; neither: all.
        since, until: ISO days; empty: open.
        source: `law`, or who entered it.
        words: what a person reads beside a refusal.
    """

    bound: int
    cite: str
    effect: str
    every: str
    grain: int
    layer: str
    name: str
    only: tuple[str, ...] = ()
    outside: tuple[str, ...] = ()
    since: str = ""
    source: str
    terms: tuple[Term, ...]
    unit: str
    until: str = ""
    words: str = ""

    def in_force(self, day: str, layer: str) -> bool:
        """Whether it holds on a day in a layer."""
        return (
            self.layer in (layer, EITHER) and (not self.since or self.since <= day) and (not self.until or day < self.until)
        )

    def is_for(self, subject: str) -> bool:
        """Whether it is for a subject."""
        member = subject.rpartition(":")[2]
        only, outside = self.only, self.outside
        return (not only or subject in only or member in only) and not (subject in outside or member in outside)


class Place(msgspec.Struct, frozen=True, gc=False):
    """An account's name in its parts; `period` is a year, or empty."""

    kind: str
    subject: str
    period: str

    @property
    def group(self) -> str:
        return self.subject.partition(":")[0]

    def other(self, kind: str, subject: str) -> str:
        """The name of an account of another kind, in the same period."""
        return f"{kind}:{subject}:{self.period}" if self.period else f"{kind}:{subject}"


@frozen
class Bound:
    """A limit as it falls on the accounts of one subject: each account's name with its coefficient."""

    limit: Limit
    terms: tuple[tuple[str, int], ...]


class Limits:
    """All limits that are known now. Nothing in it is about balances."""

    def __init__(self, limits: Iterable[Limit] = ()) -> None:
        self.all = tuple(limits)
        self._by_kind: dict[str, list[tuple[Limit, Term]]] = {}
        for limit in self.all:
            for term in limit.terms:
                self._by_kind.setdefault(term.kind, []).append((limit, term))
        self.grouped = frozenset(term.kind for limit in self.all for term in limit.terms if any(t.group for t in limit.terms))
        """Kinds that stand in a limit over a group: their accounts are looked at together."""
        self.joined: dict[str, set[str]] = {}
        """Kinds that stand in one limit with others, to all of these."""
        for limit in self.all:
            kinds = {term.kind for term in limit.terms}
            if len(kinds) > 1:
                for kind in kinds:
                    self.joined.setdefault(kind, set()).update(kinds)
        self._turns = sorted({day for limit in self.all for day in (limit.since, limit.until) if day})

    def same_as(self, day: str) -> str:
        """The first of the days on which the same limits hold as on a day; of those before all others, the empty text."""
        place = bisect_right(self._turns, day)
        return self._turns[place - 1] if place else ""

    def place(self, key: str) -> Place | None:
        """An account's name in its parts, or None where no limit can concern such an account."""
        kind, _, rest = key.partition(":")
        for limit, term in self._by_kind.get(kind, ()):
            subject, period = rest, ""
            if limit.every == YEAR:
                subject, _, period = rest.rpartition(":")
                if len(period) != 4 or not period.isdigit():
                    continue
            if subject and (term.group or limit.is_for(subject) or not limit.only):
                return Place(kind, subject, period)
        return None

    def grain(self, kind: str) -> tuple[str, int]:
        """Unit of a kind of account, and grains per unit.

        Raises:
            LedgerError: LIC-Q004 for a kind that no limit names.
        """
        for limit, _ in self._by_kind.get(kind, ()):
            return limit.unit, limit.grain
        hint = "Known kinds: " + (", ".join(sorted(self._by_kind)) or "none") + "."
        raise LedgerError("LIC-Q004", f"No limit of this ledger counts accounts of the kind {kind!r}.", hint=hint)

    def touching(self, place: Place, members: Mapping[tuple[str, str, str], Iterable[str]]) -> list[Bound]:
        """The limits in which an account stands, each on the subjects it falls on.

        Args:
            members: (kind, group, period) to the subjects of that group that have an account.
        """
        found = []
        for limit, term in self._by_kind.get(place.kind, ()):
            if (limit.every == YEAR) != bool(place.period):
                continue
            subjects: Iterable[str] = (place.subject,)
            if term.group:
                own = next((t.kind for t in limit.terms if not t.group), None)
                subjects = (place.subject,) if own is None else sorted(members.get((own, place.subject, place.period), ()))
            for subject in subjects:
                if limit.is_for(subject):
                    group = subject.partition(":")[0]
                    terms = tuple((place.other(t.kind, group if t.group else subject), t.coefficient) for t in limit.terms)
                    found.append(Bound(limit, terms))
        return found


def checked(limit: Limit, known: Limits) -> Limit:
    """A limit as it may be recorded.

    Raises:
        LedgerError: LIC-Q005 when it makes no sense: no positive term, a bound or coefficient out of range, an unknown effect, days
            that do not follow each other, a kind that other limits count in another unit or by other periods.
    """
    wrong = ""
    if not limit.terms or not any(term.coefficient > 0 for term in limit.terms):
        wrong = "no term of it can be exceeded"
    elif any(not KIND.match(term.kind) or not 0 < abs(term.coefficient) <= 1_000_000 for term in limit.terms):
        wrong = "a term has a malformed kind or a coefficient out of range"
    elif abs(limit.bound) > GRAINS_MOST or limit.grain < 1:
        wrong = "its bound is out of range"
    elif limit.effect not in EFFECTS or limit.every not in (YEAR, ONCE):
        wrong = "its effect or period is unknown"
    elif limit.since and limit.until and limit.since >= limit.until:
        wrong = "it ends before it begins"
    for other in known.all:
        if not wrong and {t.kind for t in other.terms} & {t.kind for t in limit.terms}:
            if (other.unit, other.grain) != (limit.unit, limit.grain):
                wrong = f"{other.name!r} counts the same accounts in {other.unit}"
            elif other.every != limit.every:
                wrong = f"{other.name!r} counts the same accounts by other periods"
    if wrong:
        raise LedgerError("LIC-Q005", f"The limit {limit.name!r} cannot be entered: {wrong}.")
    return limit
