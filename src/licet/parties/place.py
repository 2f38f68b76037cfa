"""Country and address as a second axis: they support a hit or speak against it, and never make one."""

from __future__ import annotations

import re
from functools import cache

from licet.base.values import frozen
from licet.facts.countries import COUNTRIES
from licet.parties.entry import Entry
from licet.parties.normal import plain_latin


@frozen
class Evidence:
    """What the place says: SUPPORTS, NEUTRAL or CONTRADICTS, and in which words."""

    says: str
    why: str


STREET_WORDS = frozenset(
    (
        "no", "number", "road", "rd", "street", "st", "avenue", "ave", "building", "bldg", "floor", "fl", "room", "rm", "suite", "district",
        "zone", "city", "province", "town", "village", "unit", "block", "park", "and", "the", "of", "center", "centre", "tower", "plaza",
        "area", "new", "development", "industrial", "high", "tech", "technology", "economic", "east", "west", "north", "south", "lane",
        "po", "box", "flat", "office", "house",
    )
)  # fmt: skip

NOTHING = Evidence("NEUTRAL", "no country or address to compare")


def place_evidence(country: str, address: str, entry: Entry) -> Evidence:
    """Set a party's country and address against those of an entry."""
    if address:
        for listed in entry.addresses:
            shared = shared_words(address, listed.text)
            if shared:
                return Evidence("SUPPORTS", f"the address shares {', '.join(shared)} with {listed.text[:80]!r}")
    listed_countries = countries_of(entry)
    if not country or not listed_countries:
        return NOTHING
    if country in listed_countries:
        return Evidence("SUPPORTS", f"both in {country}")
    return Evidence("CONTRADICTS", f"{country} asked, {', '.join(sorted(listed_countries))} listed")


def countries_of(entry: Entry) -> frozenset[str]:
    """Countries of an entry and of its addresses, as codes."""
    found = {country_code(country) for country in entry.countries} | {address.country for address in entry.addresses}
    return frozenset(found - {""})


def shared_words(one: str, other: str) -> tuple[str, ...]:
    """Telling words of two addresses, when they share enough to be one place: a house number and a street, or three words."""
    left, right = _telling(one), _telling(other)
    shared = [word for word in left if word in right]
    numbers = [word for word in shared if any(c.isdigit() for c in word)]
    words = [word for word in shared if not word.isdigit()]
    enough = (numbers and len(words) >= 2) or len(words) >= 4
    return tuple(dict.fromkeys(shared)) if enough else ()


def _telling(address: str) -> list[str]:
    names = _country_words()
    return [
        word
        for word in plain_latin(address).split()
        if word not in STREET_WORDS and word not in names and (len(word) > 2 or word.isdigit())
    ]


@cache
def _country_words() -> frozenset[str]:
    return frozenset(word for name in COUNTRIES.values() for word in plain_latin(name).split())


OTHER_NAMES = {
    "russia": "RU", "iran": "IR", "syria": "SY", "north korea": "KP", "south korea": "KR", "korea north": "KP", "korea south": "KR",
    "burma": "MM", "vietnam": "VN", "laos": "LA", "venezuela": "VE", "bolivia": "BO", "tanzania": "TZ", "moldova": "MD",
    "united states": "US", "usa": "US", "u s": "US", "uae": "AE", "uk": "GB", "united kingdom": "GB", "great britain": "GB", "england": "GB",
    "hong kong": "HK", "macau": "MO", "macao": "MO", "taiwan": "TW", "turkey": "TR", "turkiye": "TR", "china": "CN",
    "peoples republic of china": "CN", "people s republic of china": "CN", "prc": "CN", "czech republic": "CZ", "ivory coast": "CI",
    "congo democratic republic of the": "CD", "democratic republic of the congo": "CD", "republic of the congo": "CG",
    "west bank": "PS", "gaza": "PS", "palestinian": "PS", "the gambia": "GM", "bahamas the": "BS", "macedonia": "MK", "brunei": "BN",
    "cape verde": "CV", "swaziland": "SZ", "kosovo": "XK", "crimea region of ukraine": "UA", "crimea occupied": "UA",
}  # fmt: skip


@cache
def country_code(text: str) -> str:
    """A country's code from its code or English name; empty when it is none.

    >>> country_code("Russia"), country_code("CN"), country_code("China")
    ('RU', 'CN', 'CN')
    """
    text = text.strip()
    if text.upper() in COUNTRIES and len(text) == 2:
        return text.upper()
    plain = re.sub(r"^the | region$", "", plain_latin(text))
    found = OTHER_NAMES.get(plain) or _by_name().get(plain, "")
    return found or (country_code(text.partition(",")[0]) if "," in text else "")


@cache
def _by_name() -> dict[str, str]:
    return {plain_latin(name): code for code, name in COUNTRIES.items()}
