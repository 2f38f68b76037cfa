"""Coverage, drift and printed words as text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from licet.printed.coverage import MODELLED, OPEN, OUT, UNCLAIMED, Coverage, Covered
from licet.printed.drift import Change, Drift
from licet.printed.index import part_of
from licet.printed.words import Printed
from licet.report.words import WIDTH, counted, section, wrapped

GLYPHS = {MODELLED: "█", OPEN: "▒", OUT: "░", UNCLAIMED: "·"}
WORDS = {MODELLED: "modelled", OPEN: "answered undetermined", OUT: "out of scope", UNCLAIMED: "unclaimed"}
BAR = 40
NAMED_MOST = 6


def bar(counts: Counter[str], width: int = BAR) -> str:
    """Shares as a bar; whatever is there at all has at least one cell.

    >>> bar(Counter(modelled=3, unclaimed=1), 8)
    '██████··'
    """
    total = counts.total()
    cells = {status: max(1, counts[status] * width // total) for status in GLYPHS if counts[status]}
    spare = width - sum(cells.values())
    cells[max(cells, key=lambda status: cells[status])] += spare
    return "".join(GLYPHS[status] * number for status, number in cells.items())


def coverage_text(coverage: Coverage, most: tuple[int, int], with_unclaimed: bool, width: int = WIDTH) -> str:
    """A bar for each section, the sums, and what does not fit together."""
    by_part: dict[str, dict[str, list[Covered]]] = {}
    for one in coverage.paragraphs:
        by_part.setdefault(part_of(one.place.unit), {}).setdefault(one.place.unit, []).append(one)
    lines = ["  ".join(f"{glyph} {WORDS[status]}" for status, glyph in GLYPHS.items())]
    for part, units in by_part.items():
        counts = Counter(one.status for found in units.values() for one in found)
        lines += ["", f"PART {part:<27}{bar(counts)}  {_said(counts)}"]
        for unit, found in units.items():
            counts = Counter(one.status for one in found)
            lines.append(f"  {_short(unit):<30}{bar(counts)}  {_said(counts)}")
            if with_unclaimed and counts[UNCLAIMED]:
                said = ", ".join(str(one.place).removeprefix(unit).strip() or "opening" for one in found if one.status == UNCLAIMED)
                lines += wrapped(said, width, 6, 0)
    unclaimed, total = coverage.unclaimed_share()
    lines += ["", f"{counted(total, 'paragraph')}: {_said(coverage.counts())}"]
    lines.append(f"Unclaimed {unclaimed} of {total}; the most that is allowed is {most[0]} of {most[1]}.")
    oddities: tuple[tuple[str, Sequence[str]], ...] = (
        ("cited, and in no edition of the index", [f"{one.place} ({one.kind} {one.name})" for one in coverage.dangling]),
        ("cited, and not among the texts behind the index", coverage.unread),
        ("excluded, and nothing to exclude", [str(place) for one in coverage.idle for place in one.places]),
    )
    for title, names in oddities:
        lines += section(title, wrapped(", ".join(names), width, 2, 0) if names else ())
    return "\n".join(lines)


def _said(counts: Counter[str]) -> str:
    return ", ".join(f"{counts[status]} {WORDS[status]}" for status in GLYPHS if counts[status])


def _short(unit: str) -> str:
    return unit.replace("supplement no.", "supp.")


def drift_text(drift: Drift, show_all: bool, width: int = WIDTH) -> str:
    """The changes that something cites, then the others."""
    kinds = Counter(change.kind for change in drift.changes)
    said = ", ".join(f"{kinds[kind]} {kind}" for kind in ("changed", "appeared", "vanished"))
    lines = [f"{drift.old.day} ({drift.old.source}) to {drift.new.day} ({drift.new.source}): {said}, {drift.same} alike"]
    for title, changes in (("to be looked at again", drift.cited), ("cited by nothing here", _others(drift, show_all))):
        lines += section(title, [line for change in changes for line in _change_lines(change, width, show_all)])
    if len(drift.changes) > len(drift.cited) and not show_all:
        lines += ["", f"{counted(len(drift.changes) - len(drift.cited), 'more change')} that nothing here cites: see --all."]
    for title, units in (("in the first file only", drift.only_old), ("in the second file only", drift.only_new)):
        lines += section(title, wrapped(", ".join(map(_short, units)), width, 2, 0) if units else ())
    return "\n".join(lines)


def _others(drift: Drift, show_all: bool) -> list[Change]:
    return [change for change in drift.changes if show_all and not change.is_cited]


def _change_lines(change: Change, width: int, show_all: bool) -> Iterator[str]:
    yield f"  {change.kind:<10}{_short(str(change.place))}"
    for what, names in (("provisions", change.provisions), ("also", change.others), ("cases", change.cases)):
        if names:
            shown = names if show_all else names[:NAMED_MOST]
            more = f" and {len(names) - len(shown)} more" if len(names) > len(shown) else ""
            yield from wrapped(f"{what}: {', '.join(shown)}{more}", width, 12)


def printed_text(found: Iterable[Printed], width: int = WIDTH) -> str:
    """The words of the day under a heading; empty where there are none."""
    return "\n".join(section("as printed", printed_lines(found, width)))


def printed_lines(found: Iterable[Printed], width: int = WIDTH) -> Iterator[str]:
    """The words of the day under each cited place."""
    missing: dict[str, list[str]] = {}
    for one in found:
        if one.day is None:
            missing.setdefault(one.note, []).append(str(one.place))
            continue
        yield from wrapped(f"{one.place}, edition of {one.day} ({one.source}), the newest given up to the day:", width, 2, 4)
        for place, words in one.paragraphs:
            mark = str(place).removeprefix(str(one.place)).strip()
            yield from wrapped(f"{mark} {words}".strip(), width, 4, 2 if mark else 0)
        if one.more:
            yield f"    and {counted(one.more, 'paragraph')} more under it"
    for note, names in missing.items():
        yield from wrapped(f"{', '.join(names)}: {note}", width, 2, 4)
