"""The question of this floor: may this party be listed, and can it be cleared? Hits, people's releases, and what the lists can bear."""

from __future__ import annotations

import pickle
import sys
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path

from licet.base import cache
from licet.base.values import frozen
from licet.parties.entry import DECISIVE, FORMER, PRIMARY, STRONG, Entry
from licet.parties.index import Index
from licet.parties.lists import Lists
from licet.parties.match import SUPPORTS, Found, Hit, Party, search
from licet.parties.place import shared_words
from licet.parties.release import Release
from licet.parties.score import EXACT

CONFIRMED, UNDECIDED, RELEASED, QUIETED = "confirmed", "undecided", "released", "quieted"
LISTED, REVIEW, CLEAR, NOT_CLEARED = "listed", "review", "clear", "not cleared"


@frozen
class Judged:
    """A hit and where it stands: confirmed, undecided, released by two persons, or quieted by one."""

    hit: Hit
    standing: str
    why: str


@frozen
class Screening:
    """The answer for one party.

    Attributes:
        answer: listed, review, clear, or not cleared (nothing was found, and the lists or the name do not bear a clearance).
        open: why it is not clear, in words.
    """

    party: Party
    answer: str
    judged: tuple[Judged, ...]
    open: tuple[str, ...]
    notes: tuple[str, ...]

    def entries(self, *standings: str) -> list[Entry]:
        """Entries of the hits that stand so."""
        return [one.hit.entry for one in self.judged if one.standing in standings]


class Screener:
    """Lists of one day, ready to be asked. It holds the index, and does not change."""

    def __init__(self, lists: Lists, day: date, releases: Sequence[Release] = (), *, index: Index | None = None) -> None:
        self.lists = lists
        self.day = day
        self.releases = tuple(releases)
        self.index = index or _kept_index(lists)

    def screen(self, party: Party) -> Screening:
        """Screen one party."""
        found = search(self.index, party)
        judged, notes = [], list(found.notes)
        for hit in found.hits:
            later = hit.entry.since > self.day.isoformat()
            if later or (hit.entry.until and hit.entry.until <= self.day.isoformat()):
                when = f"since {hit.entry.since}" if later else f"until {hit.entry.until}"
                notes.append(f"{hit.entry.name} stands on the {hit.entry.title} {when}, not on {self.day}")
                continue
            judged.append(self._judge(party, hit))
        return _answered(found, judged, notes, self.lists)

    def screen_all(self, parties: Iterable[Party]) -> list[Screening]:
        """Screen many parties; equal ones once."""
        known: dict[tuple[str, str, str, str], Screening] = {}
        answers = []
        for party in parties:
            key = (party.name, party.country, party.address, party.kind)
            if key not in known:
                known[key] = self.screen(party)
            answers.append(known[key])
        return answers

    def _judge(self, party: Party, hit: Hit) -> Judged:
        void = ""
        for release in self.releases:
            problem = release.problem(party, hit.entry, self.day)
            if not problem:
                who = f"{release.author} and {release.second}" if release.by_two else release.author
                why = f"{who}, until {release.until}: {release.reason} ({release.where})"
                return Judged(hit, RELEASED if release.by_two else QUIETED, why)
            void = void if problem == "other" else problem
        same = hit.level == EXACT and hit.place.says == SUPPORTS and hit.name.kind in (PRIMARY, STRONG, FORMER)
        if same and "individual" not in (hit.entry.kind, party.kind):  # a name and a country do not make a person
            return Judged(hit, CONFIRMED, f"the same name, and {hit.place.why}")
        return Judged(hit, UNDECIDED, void or "nobody has decided it")

    @cached_property
    def _addresses(self) -> dict[str, list[tuple[str, Entry]]]:
        """Listed addresses by each house number and long word in them."""
        found: dict[str, list[tuple[str, Entry]]] = {}
        for entry in self.index.entries:
            for address in entry.addresses:
                for word in set(_address_keys(address.text)):
                    found.setdefault(word, []).append((address.text, entry))
        return found

    def at_address(self, address: str) -> list[tuple[Entry, tuple[str, ...]]]:
        """Listed parties at an address, with the words that are shared."""
        keys = sorted(set(_address_keys(address)), key=lambda key: len(self._addresses.get(key, ())))[:4]
        found: dict[str, tuple[Entry, tuple[str, ...]]] = {}
        for key in keys:
            for text, entry in self._addresses.get(key, ())[:2000]:
                shared = shared_words(address, text)
                if shared and any(any(c.isdigit() for c in word) for word in shared):
                    found.setdefault(entry.key, (entry, shared))
        return list(found.values())


def _address_keys(address: str) -> list[str]:
    from licet.parties.normal import plain_latin

    return [word for word in plain_latin(address).split() if len(word) > 3 or (word.isdigit() and len(word) > 1)]


def _answered(found: Found, judged: list[Judged], notes: list[str], lists: Lists) -> Screening:
    standings = {one.standing for one in judged}
    reasons = []
    if found.unreadable:
        reasons.append(found.unreadable)
    if found.party.kind == "individual" and not (found.party.country or found.party.address):
        reasons.append("a person with nothing but a name")
    if CONFIRMED in standings:
        answer = LISTED
    elif UNDECIDED in standings:
        answer = REVIEW
    else:
        reasons += lists.gaps
        answer = NOT_CLEARED if reasons else CLEAR
    order = {CONFIRMED: 0, UNDECIDED: 1, QUIETED: 2, RELEASED: 3}
    judged.sort(key=lambda one: (order[one.standing], -one.hit.score, one.hit.entry.list not in DECISIVE))
    return Screening(found.party, answer, tuple(judged), tuple(dict.fromkeys(reasons)), tuple(dict.fromkeys(notes)))


def listed_facts(
    screening: Screening, *, footnotes_told: bool, gaps: Sequence[str]
) -> tuple[dict[str, bool | None], dict[str, bool | None], str]:
    """What a screening says of the facts: for each list and each footnote yes, no or unknown; and by what.

    Args:
        footnotes_told: whether the lists are of that day, so that their footnotes are too.
        gaps: why the lists clear nobody; empty when they do.
    """
    confirmed, undecided = screening.entries(CONFIRMED), screening.entries(UNDECIDED, QUIETED)
    bears = not gaps and not screening.open
    listed: dict[str, bool | None] = {}
    for name in DECISIVE:
        if any(entry.list == name for entry in confirmed):
            listed[name] = True
        else:
            listed[name] = None if any(entry.list == name for entry in undecided) or not bears else False
    marks: dict[str, bool | None] = {}
    on_entity_list = [entry for entry in confirmed if entry.list == "entity_list"]
    for mark in FOOTNOTES:
        if any(mark in (entry.footnotes or ()) for entry in on_entity_list) and footnotes_told:
            marks[mark] = True
        elif on_entity_list and (not footnotes_told or any(entry.footnotes is None for entry in on_entity_list)):
            marks[mark] = None
        else:
            marks[mark] = None if listed["entity_list"] is None else False
    return listed, marks, _by(screening)


FOOTNOTES = ("1", "4", "5")
"""Footnotes that facts of the vocabulary speak of."""


def _by(screening: Screening) -> str:
    first = screening.judged[0] if screening.judged else None
    if first is None:
        return "; ".join(screening.open) or "no listed name is near it"
    hit = first.hit
    entry = f"{hit.entry.title}, {hit.entry.citation or hit.entry.key}"
    return f"{hit.level} {hit.score} with {hit.name.text!r} ({entry}), {first.standing}: {first.why}"


def _kept_index(lists: Lists) -> Index:
    """The index of these lists, from an earlier run where there is one."""
    folder = Path(__file__).parent
    code = cache.sources_digest(
        (*cache.sources(str(folder)), *(str(path) for path in sorted(folder.glob("lexicon/*.txt"))), str(folder / "gazetteer.csv"))
    )
    name = f"names-{lists.identity[:80]}-{code}.{sys.implementation.cache_tag}.index"
    kept = cache.read(name)
    if kept is not None:
        try:
            index = pickle.loads(kept)  # written by this user's own licet, see base.cache
            if isinstance(index, Index):
                return index
        except (pickle.UnpicklingError, EOFError, AttributeError, ImportError, IndexError, TypeError, ValueError):
            pass
    index = Index(lists.entries())
    cache.write(name, pickle.dumps(index, protocol=5))
    return index
