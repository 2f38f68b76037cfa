"""What a determination takes from which account, and amounts as people write them."""

from __future__ import annotations

from collections.abc import Iterable

from licet.base.errors import LedgerError
from licet.base.quantities import parse_quantity, show_grains, to_grains
from licet.decide.accounts import subject_of
from licet.decide.determination import Determination
from licet.ledger.limit import GRAINS_MOST, Limits
from licet.ledger.request import Leg


def legs_of(determination: Determination, limits: Limits) -> tuple[Leg, ...]:
    """The accounts that a line eats into in either layer, and the wholes of which they are shares.

    Raises:
        LedgerError: LIC-Q004 for an account that no limit of the ledger concerns: it counts by another law.
    """
    found: dict[str, int] = {}
    for entry in determination.quotas:
        place = limits.place(entry.account)
        if place is None:
            hint = "licet quota open lets the ledger count by the law as it is now."
            raise LedgerError("LIC-Q004", f"No limit of this ledger concerns the account {entry.account!r}.", hint=hint)
        grain = limits.grain(place.kind)[1]
        found[entry.account] = to_grains(parse_quantity(entry.tpp), grain)
        for limit in limits.all:
            if any(term.kind == place.kind and not term.group for term in limit.terms):
                for term in limit.terms:
                    if term.group:
                        found[place.other(term.kind, place.group)] = found[entry.account]
    return tuple(sorted(found.items()))


def read_legs(words: Iterable[str], limits: Limits) -> tuple[Leg, ...]:
    """Legs from words `ACCOUNT=AMOUNT`, the amount in the unit of the account.

    Raises:
        LedgerError: LIC-Q001 for an amount that is none or finer than its grain, LIC-Q003 for a word of another form, LIC-Q004.
    """
    found = []
    for word in words:
        account, equals, text = word.rpartition("=")
        if not equals:
            hint = "ACCOUNT=AMOUNT, for example country:MX=1250000"
            raise LedgerError("LIC-Q003", f"{word!r} names no account and amount.", hint=hint)
        named = account_named(account, limits)
        found.append((named, read_amount(text, named, limits)))
    return tuple(found)


def account_named(word: str, limits: Limits) -> str:
    """An account as determinations spell it: `country:mx` is country:MX, `lpp:Acme:2026` is lpp:acme:2026.

    Raises:
        LedgerError: LIC-Q004 where no limit concerns it, or it names no country where one stands.
    """
    place = limits.place(word)
    if place is None:
        limits.grain(word.partition(":")[0])  # complains about a kind that is unknown
        hint = "Accounts are named kind:subject, or kind:subject:year where each year has its own."
        raise LedgerError("LIC-Q004", f"No limit of this ledger concerns the account {word!r}.", hint=hint)
    try:
        return place.other(place.kind, subject_of(place.kind, place.subject))
    except ValueError as error:
        what = f"No limit of this ledger concerns the account {word!r}: {error}."
        raise LedgerError("LIC-Q004", what, hint="For example country:MX, nveu:acme:AE.") from None


def read_amount(text: str, account: str, limits: Limits) -> int:
    """Whole grains from a number in the unit of an account.

    Raises:
        LedgerError: LIC-Q001, LIC-Q004.
    """
    unit, grain = limits.grain(account.partition(":")[0])
    try:
        grains = to_grains(parse_quantity(text.strip()), grain)
    except ValueError as error:
        raise LedgerError("LIC-Q001", f"{error}.", where=account, hint="Nothing was recorded.") from None
    if not 0 < grains <= GRAINS_MOST:
        most = f"above {spaced(show_grains(GRAINS_MOST, grain))} {unit}, the most that is kept"
        what = "zero or negative" if grains <= 0 else most
        raise LedgerError("LIC-Q001", f"The amount {text.strip()} is {what}.", where=account, hint="Nothing was recorded.")
    return grains


def show_amount(grains: int, account: str, limits: Limits) -> str:
    """An amount as a person reads it, with its unit."""
    unit, grain = limits.grain(account.partition(":")[0])
    return f"{spaced(show_grains(grains, grain))} {unit}"


def spaced(number: str) -> str:
    """A plain decimal number with commas between thousands.

    >>> spaced("-1250000.5")
    '-1,250,000.5'
    """
    whole, point, rest = number.partition(".")
    sign = "-" if whole.startswith("-") else ""
    return f"{sign}{int(whole.removeprefix('-') or 0):,}{point}{rest}"
