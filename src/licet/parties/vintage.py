"""Lists by date: every file that was ever taken is kept, with its digest, and one file says which are current."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from licet.base.canonical import digest
from licet.base.errors import FileError, IntegrityError
from licet.base.values import frozen
from licet.parties.entry import Entry, entry_of
from licet.parties.load import Read

CURRENT, FACTS, ENTRIES, RAW = "current.json", "vintage.json", "entries.jsonl.gz", "raw.gz"
SHRINK_MOST = 10
"""Percent of its entries that a list may lose from one vintage to the next without being asked about."""

NOTE_DAYS, WARNING_DAYS, STALE_DAYS = 7, 14, 30
"""Ages of a list in days: from the last on, it can still produce hits, and clears nobody."""


@frozen
class Vintage:
    """One file as it was on one day.

    Attributes:
        source: csl, ecfr, ofac, own or ftm.
        name: day and digest; the folder it is kept in.
        listed_on: the day the file says it is of, else the day on which it was taken.
        known_on: the day on which it was taken; `checked_on`: the last day on which the same bytes were found again.
        lists: entries by list.
    """

    source: str
    name: str
    form: str
    listed_on: str
    known_on: str
    checked_on: str
    digest: str
    entries: int
    lists: Mapping[str, int]
    columns: tuple[str, ...]
    broken_rows: int
    origin: str

    def age(self, day: date) -> int:
        """Days from the last check to a day; negative when the day lies before it."""
        return (day - date.fromisoformat(self.checked_on)).days

    def freshness(self, day: date) -> str:
        """`fresh`, `note`, `warning` or `stale`, by age."""
        age = self.age(day)
        return "stale" if age > STALE_DAYS else "warning" if age > WARNING_DAYS else "note" if age > NOTE_DAYS else "fresh"


def take(
    root: Path, source: str, data: bytes, read: Read, known_on: date, origin: str, *, may_shrink: bool = False
) -> tuple[Vintage, bool]:
    """Keep a file that was read, and make it the current one of its source; the old ones stay.

    Returns:
        The vintage, and whether it is a new one: the same bytes as before only move `checked_on`.

    Raises:
        FileError: LIC-S020 when it has lost a tenth of its entries, LIC-S021 when it has lost a column, LIC-S022 when it holds nothing.
    """
    before = current(root).get(source)
    fingerprint = digest(data)
    if before is not None and before.digest == fingerprint:
        _point(root, before, known_on)
        return current(root)[source], False
    if not read.entries:
        raise FileError("LIC-S022", "The file holds no entry.", where=origin, hint="The list in use stays as it is.")
    if before is not None and not may_shrink:
        refuse_loss(before, _kept(root, before), read, origin)
    name = f"{known_on.isoformat()}-{fingerprint[7:19]}"
    made = Vintage(
        source, name, read.form, read.listed_on or known_on.isoformat(), known_on.isoformat(), known_on.isoformat(), fingerprint,
        len(read.entries), dict(Counter(entry.list for entry in read.entries)), read.columns, len(read.complaints), origin,
    )  # fmt: skip
    folder = root / source
    folder.mkdir(parents=True, exist_ok=True)
    part = Path(tempfile.mkdtemp(prefix=".part-", dir=folder))
    try:
        (part / RAW).write_bytes(gzip.compress(data, 6, mtime=0))
        lines = "\n".join(json.dumps(entry.to_dict(), ensure_ascii=False) for entry in read.entries)
        (part / ENTRIES).write_bytes(gzip.compress(lines.encode(), 6, mtime=0))
        (part / FACTS).write_text(json.dumps(_told(made), ensure_ascii=False, indent=1), "utf-8")
        if not (folder / name).exists():
            part.rename(folder / name)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    _point(root, made, known_on)
    return made, True


def refuse_loss(before: Vintage, kept: Sequence[Entry], read: Read, origin: str) -> None:
    """Refuse a file that lost a column or much of anything against the one before it; `take` says which errors.

    Args:
        kept: entries of the one before; empty when they cannot be read any more.
    """
    lost = sorted(set(before.columns) - set(read.columns))
    if lost and before.form == read.form:
        hint = "The list in use stays. If the agency did change its form, ask again with --may-shrink."
        raise FileError("LIC-S021", f"The file has lost {', '.join(lost)}.", where=origin, hint=hint)
    was = _counted(kept) if kept else {"entries": before.entries, **{f"entries of {name}": n for name, n in before.lists.items()}}
    now = _counted(read.entries)
    for what, count in was.items():
        gone = count - now.get(what, 0)
        if (gone * 100 > SHRINK_MOST * count and count >= COUNTED_LEAST) or gone == count > 0:
            said = f"The file has {now.get(what, 0)} {what} where the one in use has {count}."
            hint = "The list in use stays. If the agency did take so many off, ask again with --may-shrink."
            raise FileError("LIC-S020", said, where=origin, hint=hint)


COUNTED_LEAST = 10
"""Of how many on, a tenth is much; a smaller list may lose any but its last."""


def _counted(entries: Sequence[Entry]) -> dict[str, int]:
    """What a file holds. Names, places and footnotes are counted for themselves: a reader that no longer finds them loses no entry."""
    found = Counter({"entries": len(entries)})
    for entry in entries:
        found[f"entries of {entry.list}"] += 1
        found["names"] += len(entry.names)
        found["addresses"] += len(entry.addresses)
        found["entries with a country"] += bool(entry.countries)
        found["entries with a footnote"] += bool(entry.footnotes)
    return dict(found)


def _kept(root: Path, vintage: Vintage) -> list[Entry]:
    try:
        return entries_of(root, vintage)
    except IntegrityError:  # a damaged vintage is mended by the next one
        return []


def _told(vintage: Vintage) -> dict[str, object]:
    return {name: getattr(vintage, name) for name in vintage.__slots__ if name != "checked_on"}  # type: ignore[attr-defined]


def _point(root: Path, vintage: Vintage, checked_on: date) -> None:
    """Make a vintage current: one file is replaced, at once."""
    told = _pointers(root) | {
        vintage.source: {"vintage": vintage.name, "checked_on": max(checked_on.isoformat(), vintage.known_on)}
    }
    descriptor, part = tempfile.mkstemp(dir=root, prefix=".part-")
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        json.dump(told, stream, indent=1)
        stream.flush()
        os.fsync(stream.fileno())
    Path(part).replace(root / CURRENT)


def _pointers(root: Path) -> dict[str, dict[str, str]]:
    try:
        told = json.loads((root / CURRENT).read_text("utf-8"))
        return {str(source): {"vintage": str(at["vintage"]), "checked_on": str(at["checked_on"])} for source, at in told.items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise IntegrityError(
            "LIC-S030", f"{CURRENT} cannot be read: {error}.", where=str(root), hint="Take the lists again."
        ) from None


def current(root: Path) -> dict[str, Vintage]:
    """The vintage in use of each source.

    Raises:
        IntegrityError: LIC-S030 when what is kept cannot be read.
    """
    return {source: _vintage(root, source, at["vintage"], at["checked_on"]) for source, at in _pointers(root).items()}


def all_vintages(root: Path, source: str) -> list[Vintage]:
    """Every vintage of a source, the oldest first; of one day, the one in use last."""
    pointer = _pointers(root).get(source, {})
    found = (folder.name for folder in (root / source).glob("*") if (folder / FACTS).exists())
    names = sorted(found, key=lambda name: (name[: len("YYYY-MM-DD")], name == pointer.get("vintage"), name))
    return [_vintage(root, source, name, pointer["checked_on"] if name == pointer.get("vintage") else "") for name in names]


def _vintage(root: Path, source: str, name: str, checked_on: str = "") -> Vintage:
    try:
        told = json.loads((root / source / name / FACTS).read_text("utf-8"))
        told["columns"] = tuple(told["columns"])
        return Vintage(**{**told, "checked_on": checked_on or told["known_on"]})
    except (OSError, ValueError, KeyError, TypeError) as error:
        hint = "Take the list again with `licet lists update`."
        raise IntegrityError(
            "LIC-S030", f"The vintage cannot be read: {error}.", where=str(root / source / name), hint=hint
        ) from None


def entries_of(root: Path, vintage: Vintage) -> list[Entry]:
    """The entries of a vintage.

    Raises:
        IntegrityError: LIC-S030 when they cannot be read.
    """
    place = root / vintage.source / vintage.name / ENTRIES
    try:
        return [entry_of(json.loads(line)) for line in gzip.decompress(place.read_bytes()).decode().split("\n") if line]
    except (OSError, EOFError, ValueError, KeyError, TypeError) as error:
        hint = "Take the list again with `licet lists update`."
        raise IntegrityError("LIC-S030", f"The entries cannot be read: {error}.", where=str(place), hint=hint) from None


def verify(root: Path) -> Iterator[tuple[Vintage, bool]]:
    """Each vintage, and whether its bytes are those that were taken."""
    for source in sorted(folder.name for folder in root.glob("*") if folder.is_dir()):
        for vintage in all_vintages(root, source):
            try:
                raw = gzip.decompress((root / source / vintage.name / RAW).read_bytes())
                yield vintage, digest(raw) == vintage.digest and len(entries_of(root, vintage)) == vintage.entries
            except (OSError, EOFError, IntegrityError):
                yield vintage, False
