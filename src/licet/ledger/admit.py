"""The one judge: do these changes fit under these limits beside these balances? Pure: no database, no clock, no memory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from licet.ledger.limit import Bound
from licet.ledger.request import Reason

Balance = tuple[int, int]
"""What an account holds, pending and posted together; and posted alone."""

EMPTY: Balance = (0, 0)


def admit(balances: Mapping[str, Balance], bounds: Iterable[Bound], changes: Mapping[str, Balance]) -> tuple[Reason, ...]:
    """Every limit that the changes would leave exceeded and that they make worse; none: they fit.

    Args:
        balances: what each account holds; an account that is not there holds nothing.
        bounds: the limits that fall on the accounts that change.
        changes: by how much each account changes: in all, and posted.

    A limit that is exceeded already, because the law changed, does not stand in the way of what leaves it as it is.
    """
    reasons = []
    for bound in bounds:
        used = asked = 0
        for key, coefficient in bound.terms:
            counted = 0 if coefficient > 0 else 1  # INVARIANT: what makes room counts only when it is there
            used += coefficient * balances.get(key, EMPTY)[counted]
            asked += coefficient * changes.get(key, EMPTY)[counted]
        limit = bound.limit
        if asked > 0 and used + asked > limit.bound:
            reasons.append(
                Reason(
                    account=bound.terms[0][0], asked=asked, bound=limit.bound, cite=limit.cite, effect=limit.effect,
                    layer=limit.layer, limit=limit.name, short=used + asked - limit.bound, used=used, what=limit.words,
                )
            )  # fmt: skip
    return tuple(reasons)
