"""Which accounts a line touches, by whose name and in which year. Limits come from the law; balances from outside."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from licet.backends.scalar import Value
from licet.base.dates import NEVER, day_of
from licet.base.values import frozen
from licet.facts.countries import COUNTRIES
from licet.facts.intake import normal_name

UNNAMED = "(unnamed group)"
PERCENT = 100


@frozen
class Account:
    """A running total: its key, the standing fact that carries its balance, the derived fact after the line, the figure
    that bounds it.

    A share is bounded in percent: what is taken adds to the part and to the whole.
    """

    key: str
    standing: str
    after: str
    limit: str
    is_share: bool = False

    def columns(self) -> tuple[str, ...]:
        """The columns that hold the state after the line."""
        return (f"{self.after}:top", f"{self.after}:bottom") if self.is_share else (self.after,)

    def moves(self, taken: int) -> Iterator[tuple[str, int]]:
        """By how much each column is higher when that much was taken before (grains of TPP)."""
        return zip(self.columns(), (taken * PERCENT, taken) if self.is_share else (taken,), strict=True)


def accounts_of(values: Mapping[str, Value]) -> dict[str, Account]:
    """The accounts a line could touch, by the name that the law's chains use for them.

    The LPP limit is kept per ultimate parent and calendar year of receipt, a national VEU's installed base per group and country,
    a universal VEU's shares per group; where no name is given, all unnamed groups share one account, which is the cautious side. What
    a group took elsewhere is left out of the whole of a share: that makes the share larger, which is the cautious side too.
    """
    group = values.get("consignee_parent_name") or values.get("consignee_name") or ""
    received = values.get("received_on")
    day = received if isinstance(received, int) and received < NEVER else values.get("date")
    year = day_of(day).year if isinstance(day, int) else 0
    name = normal_name(str(group)) or UNNAMED
    place = values.get("destination") or "?"
    return {
        "lpp": Account(f"lpp:{name}:{year}", "lpp_received_tpp", "lpp_after_tpp", "lpp_cap"),
        "country": Account(f"country:{place}", "country_licensed_tpp", "country_after_tpp", "country_allocation"),
        "nveu": Account(f"nveu:{name}:{place}", "nveu_installed_tpp", "nveu_after_tpp", "nveu_installed_base"),
        **{f"uveu_shares:{share}": _share(name, share, where) for share, where in
           (("outside", "outside"), ("country", str(place)), ("outside_us", "outside the US"))},
    }  # fmt: skip


def _share(name: str, share: str, where: str) -> Account:
    return Account(f"uveu:{name}:{where}", f"uveu_share_{share}", f"uveu_{share}_after", f"uveu_share_{share}", is_share=True)


def subject_of(kind: str, subject: str) -> str:
    """The subject of an account as determinations spell it: groups in lower case, countries by their code.

    Raises:
        ValueError: no country has this code, or a part is missing.

    >>> subject_of("nveu", "Acme Inc:ae")
    'acme inc:AE'
    """
    if kind == "country":
        return _code(subject)
    if kind in ("lpp", "uveu_total"):
        return _group(subject)
    if kind in ("nveu", "uveu"):
        name, colon, place = subject.rpartition(":")
        if not colon:
            raise ValueError(f"{kind}:{subject} names a company and no country")
        return f"{_group(name)}:{place if place in OUTSIDE else _code(place)}"
    return subject


OUTSIDE = ("outside", "outside the US")


def _group(name: str) -> str:
    return name if name == UNNAMED else normal_name(name)


def _code(text: str) -> str:
    code = text.strip().upper()
    if code not in COUNTRIES:
        raise ValueError(f"{text!r} is the code of no country")
    return code


def touched(accounts: Mapping[str, Account], counts: Iterable[str]) -> Iterator[Account]:
    """The accounts that go by a name, or by that name and a part: `uveu_shares` is all three shares."""
    for name in counts:
        yield from (account for known, account in accounts.items() if known == name or known.startswith(f"{name}:"))


def all_columns() -> tuple[str, ...]:
    """Every column that holds the state of some account after a line."""
    return tuple(column for account in accounts_of({}).values() for column in account.columns())
