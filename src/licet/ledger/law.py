"""Limits that the law makes: the rows of `quotas.toml`, with the figures and country groups that hold from day to day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from math import gcd
from pathlib import Path
from typing import Any

import licet.law
from licet.base.dates import BEGINNING, FOREVER, day_of
from licet.base.errors import LawError
from licet.base.quantities import GRAIN, parse_quantity
from licet.language.book import Book, Corpus, View
from licet.language.provision import LAYERS
from licet.language.table import cited, read_toml, window_of
from licet.ledger.limit import EFFECTS, ONCE, YEAR, Limit, Term
from licet.ledger.request import Request, encode

PERCENT = 100
TPP = "TPP"


def law_name(corpus: Corpus) -> str:
    """The corpus as a ledger names it: name, version, start of its digest."""
    return f"{corpus.name} {corpus.version} {corpus.digest[:23]}"


def law_limits(corpus: Corpus, folder: Path | None = None) -> tuple[Limit, ...]:
    """Every limit of a corpus in all its versions, layer by layer.

    Raises:
        LawError: LIC-L010 to L013 for a row that does not load.
    """
    path = (folder or Path(licet.law.__file__).parent / "us_ear") / "quotas.toml"
    return tuple(
        limit
        for number, row in enumerate(read_toml(path).get("quota", []), 1)
        for limit in _versions(corpus, row, f"{path.name}, [[quota]] no. {number} ({row.get('name', '?')})")
    )


def adoption(corpus: Corpus, request_id: str, by: str = "") -> Request:
    """The request that makes a ledger count by a corpus."""
    return Request(id=request_id, kind="adopt", by=by, law=law_name(corpus), limits=law_limits(corpus))


def same_limits(one: Request, other: Request) -> bool:
    """Whether two adoptions say the same, but for who asked and when."""
    return encode(one.limits) == encode(other.limits) and one.law == other.law


def _versions(corpus: Corpus, row: Mapping[str, Any], place: str) -> Iterator[Limit]:
    """The versions of one quota: a new one on each day on which its figure or its groups change."""
    try:
        cite, confidence = cited(row, place)
        window = window_of(row, place)
        terms, layers, every, effect = (row["account"], row.get("among", "")), row["layers"], row["every"], row["effect"]
        amount, groups = row.get("amount", ""), tuple(row.get("outside", ()))
        fixed = parse_quantity(str(row["value"])) if "value" in row else None
        unknown = [name for name in groups if name not in corpus.groups]
        if unknown or (fixed is None) != (amount in corpus.amounts) or effect not in EFFECTS or every not in (YEAR, ONCE):
            raise LawError("LIC-L013", f"The row names what is not there: {', '.join(unknown) or amount or effect}.", where=place)
        if not set(layers) <= set(LAYERS):
            raise LawError("LIC-L013", f"The row names layers that are none: {layers}.", where=place)
    except KeyError as error:
        raise LawError("LIC-L013", f"The row has no {error.args[0]!r}.", where=place) from None
    days = sorted({window.since, *(day for day in corpus.boundaries if window.holds(day)), window.until})
    for layer in layers:
        before: dict[str, Any] = {}
        start = window.since
        for since in days[:-1]:
            view = View(since, None, layer)
            figure, source = fixed, cite
            if figure is None:
                found = corpus.row(corpus.amounts, amount, view)
                figure, source = (None, cite) if found is None else (found.value, found.cite)
            members = frozenset[str]().union(*(Book(corpus, view, {}, {}).group(name) for name in groups))
            now = {} if figure is None else _content(row, terms, figure, members, source, confidence)
            if now != before:
                if before:
                    yield Limit(**before, layer=layer, since=_text(start), until=_text(since))
                start, before = since, now
        if before:
            yield Limit(**before, layer=layer, since=_text(start), until=_text(window.until))


def _content(
    row: Mapping[str, Any], kinds: tuple[str, str], figure: Fraction, members: frozenset[str], cite: str, confidence: str
) -> dict[str, Any]:
    part, whole = kinds
    if whole:
        common = gcd(PERCENT * figure.denominator, figure.numerator)
        terms: tuple[Term, ...] = (
            Term(coefficient=PERCENT * figure.denominator // common, kind=part),
            Term(coefficient=-figure.numerator // common, kind=whole, group=bool(row.get("of_group", False))),
        )
        bound = Fraction(0)
    else:
        terms, bound = (Term(coefficient=1, kind=part),), figure * GRAIN
    return {
        "name": row["name"], "terms": terms, "bound": int(bound), "every": row["every"], "effect": row["effect"], "unit": TPP,
        "grain": GRAIN, "source": "law", "only": tuple(sorted(row.get("only", ()))),
        "outside": tuple(sorted({*members, *row.get("not_only", ())})),
        "cite": f"{cite} ({confidence})", "words": row.get("words", ""),
    }  # fmt: skip


def _text(day: int) -> str:
    return "" if day in (BEGINNING, FOREVER) else day_of(day).isoformat()
