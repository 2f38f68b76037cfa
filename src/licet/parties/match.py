"""From a party to its hits: names found, scored, weighed with country and address, and explained."""

from __future__ import annotations

import re
from collections.abc import Iterable

from licet.base.values import frozen
from licet.parties.entry import WEAK, Entry, ListedName
from licet.parties.index import Index
from licet.parties.normal import BRACKETS_OUT, KINDS, NAME_LENGTH_MAX, ONE_OF, Form, cleaned, forms_of, is_other_script, respelled
from licet.parties.place import Evidence, place_evidence
from licet.parties.score import (
    AT_MOST_ONE_WORD,
    AT_MOST_WEAK,
    NEEDS_PLACE,
    NONE,
    ONE_WORD,
    REVIEW,
    STRONG,
    Alignment,
    align,
    level_of,
)
from licet.parties.script import has_lookalikes, unread_script

REORDERED = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Marks that turn the order around in which letters are shown."""
IN_VAIN_MOST = 8
"""Names looked at one after the other, the nearest first, that were not alike: those behind them are less so."""
HITS_MOST = 25
"""Hits that are shown of one name; how many more there are is told."""
LOOSE = {
    BRACKETS_OUT: "what stands in brackets was left out",
    KINDS: "kinds of institutes were read as one word",
    ONE_OF: "it is one of several names in the field",
}
"""Readings by which names may look the same that are not, and how that is told."""
AT_MOST_LOOSE = 960
"""Score of names that are the same by such a reading, at most."""
SUPPORTS, NEUTRAL, CONTRADICTS = "SUPPORTS", "NEUTRAL", "CONTRADICTS"


@frozen
class Party:
    """Somebody to be screened, as a customer's file names them."""

    name: str
    country: str = ""
    address: str = ""
    kind: str = ""
    id: str = ""


@frozen
class Hit:
    """A listed name that may be the party.

    Attributes:
        level: EXACT, STRONG or REVIEW.
        score: in thousandths.
        place: what country and address say: SUPPORTS, NEUTRAL or CONTRADICTS, and why.
        reasons: what held the level down, in words.
    """

    entry: Entry
    name: ListedName
    level: str
    score: int
    alignment: Alignment
    reading: str
    place: Evidence
    reasons: tuple[str, ...]


@frozen
class Found:
    """All hits of a party, the highest first, and what is odd about its name."""

    party: Party
    hits: tuple[Hit, ...]
    notes: tuple[str, ...] = ()
    unreadable: str = ""


def search(index: Index, party: Party) -> Found:
    """Every listed name that may be the party.

    A name without letters or digits, or one longer than is compared, is told in `unreadable`: such a party is never clear.
    """
    notes, unreadable = _oddities(party.name)
    best: dict[int, tuple[int, int, Alignment, Form]] = {}
    readings = {form.tokens: form for form in forms_of(party.name)}
    mended = respelled(party.name, index.has_word)
    if mended is not None:
        readings.setdefault(mended.tokens, mended)
    for form in readings.values():
        script = is_other_script(form.path)
        total = sum(map(index.weigh, form.tokens))
        in_vain = 0
        for place in dict.fromkeys([*index.same_words(form)[:200], *index.near(form, script)]):  # not law: names looked at
            alignment = align(form, index.forms[place], index.weigh, script, (total, index.total[place]))
            if alignment is None:
                in_vain += 1
                if in_vain > IN_VAIN_MOST:
                    break
                continue
            in_vain = 0
            owner = index.owner[place]
            key = alignment.score - (1 if index.weak[place] else 0)
            if owner not in best or key > best[owner][0]:
                best[owner] = (key, place, alignment, form)
    hits = []
    for owner, (_, place, alignment, form) in best.items():
        entry = index.entries[owner]
        hit = _judged(party, entry, entry.names[index.label[place]], alignment, form, index.forms[place].path)
        if hit is not None:
            hits.append(hit)
    hits.sort(key=lambda hit: (-hit.score, hit.entry.key))
    return Found(party, tuple(hits), notes, unreadable)


def search_all(index: Index, parties: Iterable[Party]) -> list[Found]:
    """Many parties; equal ones are searched once."""
    known: dict[tuple[str, str, str], Found] = {}
    found = []
    for party in parties:
        key = (party.name, party.country, party.address)
        if key not in known:
            known[key] = search(index, party)
        before = known[key]
        found.append(before if before.party == party else Found(party, before.hits, before.notes, before.unreadable))
    return found


def _judged(party: Party, entry: Entry, name: ListedName, alignment: Alignment, form: Form, listed_path: str) -> Hit | None:
    """The hit, with what weak names, single words and places do to its level; None below review."""
    place = place_evidence(party.country, party.address, entry)
    score, reasons = alignment.score, []
    for loose, why in LOOSE.items():
        if score > AT_MOST_LOOSE and (loose in form.path or loose in listed_path):
            score = AT_MOST_LOOSE
            reasons.append(why)
    supported = place.says == SUPPORTS
    if name.kind == WEAK:
        score = min(score, AT_MOST_WEAK)
        reasons.append("a weak alias: it counts only with country or address")
        if not supported:
            return None
    if alignment.hold == NEEDS_PLACE and not supported:
        return None
    if alignment.hold == ONE_WORD and score > AT_MOST_ONE_WORD and not supported:
        score = AT_MOST_ONE_WORD
        reasons.append("the only telling word is not the same")
    level = level_of(score)
    if level == NONE:
        return None
    if level == STRONG and place.says == CONTRADICTS:
        level = REVIEW
        reasons.append("another country: to be looked at, not taken for granted")
    return Hit(entry, name, level, score, alignment, form.path, place, tuple(reasons))


def _oddities(name: str) -> tuple[tuple[str, ...], str]:
    """What is odd about a name, in words; and why it cannot be cleared, if so."""
    notes = []
    plain = cleaned(name[: NAME_LENGTH_MAX * 2])
    if not name.isascii() and has_lookalikes(plain):
        notes.append("letters of another alphabet stand among Latin ones; read as Latin")
    if any(not c.isprintable() for c in name[: NAME_LENGTH_MAX * 2]):
        notes.append("invisible or control characters were left out")
    if len(name) > NAME_LENGTH_MAX:
        return tuple(notes), f"the name has {len(name)} characters; only the first {NAME_LENGTH_MAX} were compared"
    if REORDERED.search(name):
        return tuple(notes), "marks in it show its letters in another order than they are stored"
    strange = unread_script(plain)
    if strange:
        return tuple(notes), f"it holds letters of a script that is not read: {strange}"
    if not any(c.isalnum() for c in plain):
        return tuple(notes), "the name holds no letter and no digit"
    return tuple(notes), ""
