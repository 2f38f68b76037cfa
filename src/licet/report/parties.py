"""Screenings, lists and ownership as text and as plain data."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from licet.ask.screened import ScreenedLine
    from licet.parties.lists import Lists
    from licet.parties.match import Hit
    from licet.parties.owner import Held
    from licet.parties.parent import Climb
    from licet.parties.screen import Judged, Screening
    from licet.parties.vintage import Vintage

SHOWN_MOST = 10
WORDS = {"listed": "LISTED", "review": "TO BE REVIEWED", "clear": "clear", "not cleared": "no hit, not cleared"}


def screening_text(screening: Screening, lists: Lists, *, in_full: bool = True) -> str:
    """One party in words: the answer, each hit with its reasons, what stays open."""
    party = screening.party
    who = " ".join(part for part in (plain(party.name)[:200], f"({party.country})" if party.country else "") if part)
    lines = [f"{who or '(no name)'}: {WORDS[screening.answer]}"]
    for judged in screening.judged[:SHOWN_MOST]:
        lines += hit_lines(judged) if in_full else [f"  {hit_headline(judged)}"]
    if len(screening.judged) > SHOWN_MOST:
        lines.append(f"  ... and {len(screening.judged) - SHOWN_MOST} more hits (--json shows them all)")
    lines += [f"  open: {why}" for why in screening.open]
    lines += [f"  note: {note}" for note in screening.notes]
    if in_full:
        lines.append(f"Searched: {lists.named()}.")
    return "\n".join(lines)


def plain(text: str) -> str:
    """A text that cannot steer a terminal: what is not printable is shown by its number."""
    return "".join(c if c.isprintable() else f"<U+{ord(c):04X}>" for c in text)


def hit_headline(judged: Judged) -> str:
    """A hit on one line."""
    entry = judged.hit.entry
    marks = f", footnote {' and '.join(entry.footnotes)}" if entry.footnotes else ""
    return f"{judged.hit.level} {judged.hit.score / 1000:.3f}  {plain(judged.hit.name.text)}  [{entry.title}{marks}]  {judged.standing}"


def hit_lines(judged: Judged) -> list[str]:
    """A hit with everything that made it."""
    hit, entry = judged.hit, judged.hit.entry
    lines = [f"  {hit_headline(judged)}"]
    if entry.name != hit.name.text:
        lines.append(f"    entry      {plain(entry.name)} ({hit.name.kind} name matched)")
    lines.append(
        f"    listed     {entry.citation or 'no citation in the file'}; {', '.join(entry.countries) or 'no country'}; key {entry.key}"
    )
    if entry.requirement:
        lines.append(f"    requires   {plain(entry.requirement)[:160]}")
    lines.append(f"    words      {words_line(hit)}")
    if hit.alignment.only_asked or hit.alignment.only_listed:
        asked, listed = " ".join(hit.alignment.only_asked) or "-", " ".join(hit.alignment.only_listed) or "-"
        lines.append(f"    unmatched  asked: {asked}; listed: {listed}")
    lines.append(f"    read as    {hit.reading}; {hit.alignment.way}")
    lines.append(f"    place      {hit.place.says}: {hit.place.why}")
    lines += [f"    held down  {reason}" for reason in hit.reasons]
    lines.append(f"    standing   {judged.standing}: {judged.why}")
    return lines


def words_line(hit: Hit) -> str:
    """The pairs of words with how alike they are and how much they weigh."""
    return ", ".join(
        f"{pair.asked}={pair.listed} ({pair.alike / 1000:.2f} {pair.how}, weight {pair.weight / 1000:.1f})"
        for pair in hit.alignment.pairs
    )


def screening_data(screening: Screening, lists: Lists) -> dict[str, object]:
    """The same as plain data."""
    party = screening.party
    return {
        "party": {"id": party.id, "name": party.name, "country": party.country, "address": party.address, "kind": party.kind},
        "answer": screening.answer, "open": list(screening.open), "notes": list(screening.notes),
        "hits": [hit_data(judged) for judged in screening.judged], "lists": lists_data(lists),
    }  # fmt: skip


def hit_data(judged: Judged) -> dict[str, object]:
    """One hit as plain data; scores in thousandths."""
    hit, entry = judged.hit, judged.hit.entry
    return {
        "level": hit.level, "score": hit.score, "standing": judged.standing, "why": judged.why, "list": entry.list, "entry": entry.key,
        "entry_name": entry.name, "content": entry.content(), "name": hit.name.text, "name_kind": hit.name.kind, "citation": entry.citation,
        "since": entry.since, "requirement": entry.requirement, "policy": entry.policy,
        "footnotes": None if entry.footnotes is None else list(entry.footnotes), "countries": list(entry.countries), "source": entry.source,
        "reading": hit.reading, "way": hit.alignment.way, "place": {"says": hit.place.says, "why": hit.place.why},
        "held_down": list(hit.reasons),
        "words": [{"asked": p.asked, "listed": p.listed, "alike": p.alike, "weight": p.weight, "how": p.how} for p in hit.alignment.pairs],
        "only_asked": list(hit.alignment.only_asked), "only_listed": list(hit.alignment.only_listed),
    }  # fmt: skip


def lists_data(lists: Lists) -> dict[str, object]:
    """Vintages and gaps as plain data."""
    return {
        "vintages": [{"source": v.source, "listed_on": v.listed_on, "known_on": v.known_on, "digest": v.digest} for v in lists.vintages],
        "gaps": list(lists.gaps), "notes": list(lists.notes),
    }  # fmt: skip


def status_text(vintages: Iterable[Vintage], day: date, gaps: Iterable[str]) -> str:
    """The lists in use: age, size, where from."""
    lines = []
    for vintage in vintages:
        lines.append(
            f"{vintage.source:<5} of {vintage.listed_on}, checked {vintage.checked_on}: {vintage.freshness(day)}, {vintage.entries:,} entries"
        )
        lines.append(f"      {', '.join(f'{name} {count:,}' for name, count in vintage.lists.items())}")
        lines.append(
            f"      {vintage.digest[:19]} from {vintage.origin}"
            + (f"; {vintage.broken_rows} broken rows" if vintage.broken_rows else "")
        )
    lines += [f"clears nobody: {gap}" for gap in gaps] or ["These lists can clear a party."]
    return "\n".join(lines)


def held_lines(held: Held, title: str) -> list[str]:
    """What listed parties hold, with the proof."""
    lines = [f"  {title}: {held.answer}: {held.why}"]
    for path in held.path:
        lines.append(
            "    "
            + " -> ".join([path[0].owner, *(f"{stake.owned} ({stake.share}; {stake.source or 'no source'})" for stake in path)])
        )
    if held.see_through:
        from licet.parties.stake import percent

        lines.append(f"    see-through share, for information: {percent(held.see_through)} %")
    return lines


def climb_lines(climb: Climb) -> list[str]:
    """The way to the ultimate parent."""
    way = " -> ".join(f"{company.name} ({company.headquarters or '?'})" for company in climb.steps)
    return [f"  parents: {climb.answer}: {climb.why}", *([f"    {way}"] if len(climb.steps) > 1 else [])]


def screened_text(line: ScreenedLine) -> str:
    """What was found of the parties of a line, and its red flags."""
    lines = ["", "PARTIES"]
    for role, screening in line.parties.items():
        lines.append(f"  {role}: {screening_text(screening, line.lists, in_full=False)}".replace("\n", "\n  "))
        if role in line.ownership:
            found = line.ownership[role]
            lines += [f"  {text}" for title, held in found.held for text in held_lines(held, title)]
            lines += [f"  {text}" for text in climb_lines(found.climb)]
    lines += [f"  clears nobody: {gap}" for gap in line.lists.gaps]
    lines.append(f"  searched: {line.lists.named()}")
    if line.flags:
        lines += ["", "RED FLAGS (each to be looked into; none decides)", *(f"  {flag}" for flag in line.flags)]
    return "\n".join(lines)


def screened_data(line: ScreenedLine) -> dict[str, object]:
    """The same as plain data."""
    return {
        "parties": {role: screening_data(screening, line.lists) for role, screening in line.parties.items()},
        "ownership": {role: found.to_dict() for role, found in line.ownership.items()},
        "red_flags": [
            {"name": one.name, "role": one.role, "what": one.what, "cite": one.cite, "confidence": one.confidence} for one in line.flags
        ],
    }  # fmt: skip
