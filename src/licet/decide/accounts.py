"""Which accounts a line touches, by whose name and in which year. Limits come from the law; balances from outside."""

from __future__ import annotations

from collections.abc import Mapping

from licet.backends.scalar import Value
from licet.base.dates import NEVER, day_of
from licet.base.values import frozen
from licet.facts.intake import normal_name

UNNAMED = "(unnamed group)"


@frozen
class Account:
    """A running total: its key, the standing fact that carries its balance, the derived fact after the line, the figure
    that bounds it.
    """

    key: str
    standing: str
    after: str
    limit: str


def accounts_of(values: Mapping[str, Value]) -> dict[str, Account]:
    """The accounts a line could touch, by the name that the law's chains use for them.

    The LPP limit is kept per ultimate parent and calendar year of receipt; where no name is given, all unnamed groups share one
    account, which is the cautious side.
    """
    group = values.get("consignee_parent_name") or values.get("consignee_name") or ""
    received = values.get("received_on")
    day = received if isinstance(received, int) and received < NEVER else values.get("date")
    year = day_of(day).year if isinstance(day, int) else 0
    name = normal_name(str(group)) or UNNAMED
    return {
        "lpp": Account(f"lpp:{name}:{year}", "lpp_received_tpp", "lpp_after_tpp", "lpp_cap"),
        "country": Account(
            f"country:{values.get('destination') or '?'}", "country_licensed_tpp", "country_after_tpp", "country_allocation"
        ),
    }
