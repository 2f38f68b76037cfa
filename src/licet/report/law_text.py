"""What the law says of a country, and what changed in it between two days, as plain text."""

from __future__ import annotations

from collections.abc import Iterator

from licet.decide.changes import LawChanges, ProvisionChange, TableChange, Wording
from licet.decide.places import CountryAnswer, Membership, Standing
from licet.report.words import CONFIDENCE, WIDTH, counted, section, sentence, wrapped

ASKED_MOST = 6
"""Citations shown where the law names a place; the rest is counted."""


# A country


def country_text(country: CountryAnswer, width: int = WIDTH) -> str:
    """A country on a day: groups, standing, the press's word, history."""
    groups = ", ".join(membership.table for membership in country.groups) or "none"
    lines = wrapped(f"{country.name} ({country.code}) on {country.as_of}: Country Groups {groups}.", width)
    for change in country.treated_as:
        lines += wrapped(f"{sentence(change.what).rstrip('.')} since {change.day} ({change.cite}) [{change.confidence}].", width)
    lines += section("standing", _standings(country, width))
    lines += section("groups", (line for one in country.groups for line in _membership(one, width)))
    lines += section("lists and names", (line for one in country.lists for line in _membership(one, width)))
    if country.tier is not None:
        lines += section(
            "in the press", wrapped(f"{country.tier.name}. {country.tier.words} {country.tier.notice}", width, 2)
        )
    lines += section("history", _history(country, width))
    return "\n".join([*lines, "", f"{country.law}, as of {country.as_of}, codified"])


def _standings(country: CountryAnswer, width: int) -> Iterator[str]:
    for standing in country.standings:
        yield from wrapped(f"{_standing_name(standing)}: {standing.holds}. {standing.why}", width, 2, 4)
        yield from wrapped(f"{standing.cite} [{standing.confidence}] {standing.says}", width, 6, 4)
        for turn in standing.turns:
            chosen = ", the default" if turn.is_default else ""
            yield from wrapped(f"read {turn.reading}={turn.choice}{chosen}: {turn.holds}. {turn.words}", width, 6, 4)


def _standing_name(standing: Standing) -> str:
    return sentence(standing.name).rstrip(".")


def _membership(one: Membership, width: int) -> Iterator[str]:
    if one.by_name:
        shown, rest = one.asked_by[:ASKED_MOST], len(one.asked_by) - ASKED_MOST
        where = ": " + "; ".join(shown) + (f"; and {rest} more" if rest > 0 else "") if shown else ", nothing in force asks for it"
        yield from wrapped(f"{one.table}: the law names it{where}", width, 2, 4)
        if one.note:
            yield from wrapped(one.note, width, 6, 2)
        return
    since = f"{'at least ' if one.is_older else ''}since {one.since}"
    yield from wrapped(f"{one.table}: {since} ({one.cite}) [{one.confidence}]", width, 2, 4)


def _history(country: CountryAnswer, width: int) -> Iterator[str]:
    for change in country.changes:
        yield from wrapped(f"{change.day}  {change.what} ({change.cite}) [{change.confidence}]", width, 2, 12)


# Changes


def changes_text(changes: LawChanges, width: int = WIDTH) -> str:
    """What changed between two days: rules with both texts, tables, figures, letters, duties, events."""
    kinds = {kind: len({c.provision for c in changes.provisions if c.kind == kind}) for kind in ("added", "reworded", "ended")}
    counts = [f"{counted(number, 'provision')} {kind}" for kind, number in kinds.items() if number]
    counts += [counted(len(changes.tables), "table"), counted(len(changes.figures), "figure")]
    counts += [counted(len(changes.letters), "letter"), counted(len(changes.events), "event")]
    lines = wrapped(f"From {changes.first} to {changes.second}, {' and '.join(changes.layers)}: {', '.join(counts)}.", width)
    if not changes:
        lines += wrapped("The law is the same on both days.", width)
    lines += section("provisions", _provisions(changes, width))
    lines += section("tables", (line for change in changes.tables for line in _table(change, width)))
    lines += section("figures", _figures(changes, width))
    lines += section("letters", _letters(changes, width))
    lines += section("duties", _duties(changes, width))
    lines += section("events", _events(changes, width))
    return "\n".join([*lines, "", changes.law])


def _provisions(changes: LawChanges, width: int) -> Iterator[str]:
    """Each change once; where both layers changed alike they are named together."""
    alike: dict[tuple[str, str, Wording | None, Wording | None], list[str]] = {}
    for change in changes.provisions:
        alike.setdefault((change.provision, change.kind, change.before, change.after), []).append(change.layer)
    for (provision, kind, before, after), layers in alike.items():
        only = f" only; {_other(changes, provision, layers)}" if len(layers) < len(changes.layers) else ""
        yield from wrapped(f"{provision}: {kind}, {' and '.join(layers)}{only}", width, 2, 4)
        for label, wording in (("before", before), ("after", after)):
            if wording is not None:
                yield from _wording(label, wording, width)


def _other(changes: LawChanges, provision: str, layers: list[str]) -> str:
    """What the layer that is not named did."""
    others = [layer for layer in changes.layers if layer not in layers]
    found: list[ProvisionChange] = [c for c in changes.provisions if c.provision == provision and c.layer in others]
    return f"{' and '.join(others)} {'otherwise' if found else 'unchanged'}"


def _wording(label: str, wording: Wording, width: int) -> Iterator[str]:
    due = f", compliance due {wording.due}" if wording.due else ""
    yield from wrapped(f"{label:<8}{wording.cite} [{wording.confidence}] {wording.text}".rstrip(), width, 4, 8)
    by = wording.instrument or wording.by
    yield from wrapped(f"since {wording.since}{due}, by {by}", width, 12, 2)
    yield from wrapped(" ".join(wording.source.split()), width, 12, 2)


def _table(change: TableChange, width: int) -> Iterator[str]:
    parts = [f"{word} {', '.join(members)}" for word, members in (("in:", change.added), ("out:", change.removed)) if members]
    yield from wrapped(f"{change.table} ({change.kind}) {'; '.join(parts)}", width, 2, 4)
    by = f"; {change.instrument}" if change.instrument else ""
    yield from wrapped(f"{change.cite}{by} [{change.confidence}]", width, 6, 2)


def _figures(changes: LawChanges, width: int) -> Iterator[str]:
    for figure in changes.figures:
        yield from wrapped(
            f"{figure.figure}: {figure.before or 'none'} before, {figure.after or 'none'} after; {figure.unit} "
            f"({figure.cite}) [{figure.confidence}]",
            width, 2, 4,
        )  # fmt: skip


def _letters(changes: LawChanges, width: int) -> Iterator[str]:
    for letter in changes.letters:
        what = f"{letter.letter} to {letter.addressee} {letter.kind}: {letter.title}"
        yield from wrapped(f"{letter.day}  {what} ({letter.cite}) [{letter.confidence}]", width, 2, 12)


def _duties(changes: LawChanges, width: int) -> Iterator[str]:
    for duty in changes.duties:
        yield from wrapped(
            f"{duty.day}  {', '.join(duty.via)} {duty.kind}: {duty.what} ({duty.cite}) [{duty.confidence}]", width, 2, 12
        )


def _events(changes: LawChanges, width: int) -> Iterator[str]:
    for event in changes.events:
        what = f": {event.what}" if event.what else ""
        yield from wrapped(
            f"{event.day}  {event.kind.replace('_', ' ')}, {event.title} ({event.cite}) [{event.confidence}]{what}", width, 2, 12
        )
    marks = dict.fromkeys(event.confidence for event in changes.events)
    if marks:
        yield "  " + ", ".join(f"[{mark}] {CONFIDENCE[mark]}" for mark in sorted(marks))
