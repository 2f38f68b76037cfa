"""Limits that no rule prints: an individual license, and limits of one's own."""

from __future__ import annotations

import re

from licet.base.dates import parse_day
from licet.base.errors import LedgerError
from licet.decide.accounts import subject_of
from licet.ledger.limit import BAR, EITHER, GRAINS_MOST, KIND, LICENSE, ONCE, YEAR, Limit, Term

UNITS, VALUE = "license_units", "license_value"
CENTS = 100


def license_limits(
    number: str, *, quantity: int, value_cents: int = 0, since: str = "", until: str = "", conditions: str = ""
) -> tuple[Limit, ...]:
    """A license: so many units, and so much value where that is given, on days on which it is valid; before and after, nothing.

    Args:
        until: the first day on which it is no longer valid.

    Raises:
        LedgerError: LIC-Q019 when the figures or days make no license.
    """
    subject = number.strip()
    if not subject or any(c in subject for c in ":\n") or not 0 < quantity <= GRAINS_MOST or not 0 <= value_cents <= GRAINS_MOST:
        raise LedgerError("LIC-Q019", f"The license {number!r} cannot be entered.", hint="A number without colons, a quantity above zero.")
    _check_days(since, until, f"license {number}")
    parts = [(UNITS, quantity, "units", 1)]
    if value_cents:
        parts.append((VALUE, value_cents, "USD", CENTS))
    found = []
    for kind, bound, unit, grain in parts:
        windows = [("", since, 0, "not valid yet"), (since, until, bound, conditions), (until, "", 0, "expired")]
        for first, last, room, words in windows:
            if (room == 0 and not (first or last)) or (room == 0 and first == "" and not since) or (room == 0 and last == "" and not until):
                continue
            found.append(
                Limit(
                    name=f"{kind} {subject}" + ("" if room else f", {words}"), bound=room, cite=f"license {subject}", effect=BAR,
                    every=ONCE, grain=grain, layer=EITHER, only=(subject,), since=first, until=last, source=LICENSE,
                    terms=(Term(coefficient=1, kind=kind),), unit=unit, words=words,
                )
            )  # fmt: skip
    return tuple(found)


def own_limit(
    name: str, account: str, bound: int, *, every: str = ONCE, unit: str = "TPP", grain: int = 1000, since: str = "", until: str = "",
    words: str = "",
) -> Limit:  # fmt: skip
    """A limit of one's own on a kind of account, `lpp`, or on one subject, `lpp:acme`.

    Raises:
        LedgerError: LIC-Q019.
    """
    kind, _, subject = account.partition(":")
    if not name or not KIND.match(kind) or every not in (ONCE, YEAR) or not 0 <= bound <= GRAINS_MOST:
        raise LedgerError("LIC-Q019", f"The limit {name!r} cannot be entered.", hint="NAME --account kind or kind:subject --bound AMOUNT")
    if every == YEAR and re.search(r":\d{4}\Z", f":{subject}"):
        year = subject[-4:]
        hint = f"Name the subject without the year; --since {year}-01-01 says from which day of the law on it holds."
        raise LedgerError("LIC-Q019", f"{account} is the account of one year; a limit is for all of them.", hint=hint)
    try:
        subject = subject_of(kind, subject) if subject else ""
    except ValueError as error:
        raise LedgerError("LIC-Q019", f"The limit {name!r} cannot be entered: {error}.") from None
    _check_days(since, until, name)
    return Limit(
        name=name, bound=bound, cite=f"own limit {name}", effect=BAR, every=every, grain=grain, layer=EITHER,
        only=(subject,) if subject else (), since=since, until=until, source="own", terms=(Term(coefficient=1, kind=kind),),
        unit=unit, words=words,
    )  # fmt: skip


def _check_days(since: str, until: str, where: str) -> None:
    for text in (since, until):
        try:
            if text:
                parse_day(text)
        except ValueError as error:
            raise LedgerError("LIC-Q019", f"{error}.", where=where, hint="Write it as YYYY-MM-DD.") from None
    if since and until and since >= until:
        raise LedgerError("LIC-Q019", "It ends before it begins.", where=where)
