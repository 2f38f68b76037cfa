"""What the screening commands do: read parties and lists, screen, print."""

from __future__ import annotations

import gc
import io
import json
import multiprocessing
import os
import pickle
import sys
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from datetime import date
from pathlib import Path

from licet.base.errors import Complaint, FactError, FileError, LicetError, UsageError
from licet.parties.entry import Entry
from licet.parties.fetch import download
from licet.parties.lists import Lists, lists_folder, lists_on
from licet.parties.load.any import SOURCE_OF, SOURCES, file_bytes, read_any
from licet.parties.load.owners import read_owners
from licet.parties.match import Party
from licet.parties.place import country_code
from licet.parties.release import Release, propose, read_allowed, released
from licet.parties.screen import CLEAR, LISTED, NOT_CLEARED, REVIEW, Screener, Screening
from licet.parties.standing import Ownership, Ownerships
from licet.parties.vintage import Vintage, all_vintages, current, take
from licet.report.parties import climb_lines, held_lines, plain, screening_data, screening_text, status_text

STATUS = {LISTED: 1, REVIEW: 3, NOT_CLEARED: 3, CLEAR: 0}
"""Exit status of an answer: a finding, or undetermined."""
CHUNK = 20_000
MANY, PIECE, WORKERS_MOST = 2_000, 250, 16
"""Parties from which more processes pay, how many each takes at a time, and processes at most."""


def audit_path(audit: str | None, lists: str | None) -> Path:
    """The audit file: the one given, else the one beside the lists."""
    return Path(audit) if audit else lists_folder(lists) / "audit.jsonl"


def releases(allow: str | None, audit: str | None, lists: str | None) -> tuple[list[Release], list[Complaint]]:
    """Everything that people have cleared, and what of it cannot be used."""
    allowed, complaints = read_allowed(allow) if allow else ([], [])
    return [*released(audit_path(audit, lists)), *allowed], complaints


def open_screener(day: date, lists: str | None, allow: str | None, audit: str | None) -> tuple[Screener, list[Complaint]]:
    """The lists of a day, ready to be asked."""
    cleared, complaints = releases(allow, audit, lists)
    return Screener(lists_on(lists_folder(lists), day), day, cleared), complaints


def screen_name(
    name: str, country: str, address: str, kind: str, day: date, lists: str | None, allow: str | None, audit: str | None,
    owners: Sequence[str], as_json: bool,
) -> int:  # fmt: skip
    """One party on the screen."""
    code = country_code(country) if country else ""
    if country and not code:
        raise UsageError("LIC-S070", f"{country!r} is no country.", hint="Write its ISO 3166 code, for example CN.")
    screener, complaints = open_screener(day, lists, allow, audit)
    answer = screener.screen(Party(name, code, address, kind))
    ownership = _ownership(screener, name, owners, day, complaints)
    from licet.faces.screening import tell

    tell(complaints)
    if as_json:
        told = screening_data(answer, screener.lists)
        if ownership is not None:
            told["ownership"] = ownership.to_dict()
        print(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        print(screening_text(answer, screener.lists))
        if ownership is not None:
            print(
                "\n".join(
                    [line for title, held in ownership.held for line in held_lines(held, title)] + climb_lines(ownership.climb)
                )
            )
    return 2 if complaints else STATUS[answer.answer]


def _ownership(screener: Screener, name: str, owners: Sequence[str], day: date, complaints: list[Complaint]) -> Ownership | None:
    """What files of owners say of a party."""
    if not owners:
        return None
    graph = read_owners(owners)
    complaints += graph.complaints
    return Ownerships(graph, screener, day).of(name)


def parties_of(path: str, form: str | None) -> Iterator[tuple[list[Party], list[tuple[int, Complaint]]]]:
    """Parties of a file, some at a time, with the rows that could not be read.

    Raises:
        FactError: LIC-S071 when it has no column of names.
    """
    from licet.batch.read import open_book
    from licet.batch.typed import as_text

    book = open_book(path, form, CHUNK)
    columns = {name.strip().casefold().replace(" ", "_"): name for name in book.columns}
    named = next((columns[name] for name in ("name", "party", "party_name", "customer", "company") if name in columns), None)
    if named is None:
        raise FactError(
            "LIC-S071", "The file has no column `name`.", where=book.name, hint=f"It has {', '.join(book.columns[:12])}."
        )
    for chunk in book.chunks():
        bad = dict(chunk.complaints)
        found = []
        for row, cells in zip(chunk.rows.to_list(), chunk.frame.iter_rows(named=True), strict=True):
            texts = {key: as_text(cells[column]) if cells[column] is not None else "" for key, column in columns.items()}
            country = country_code(texts.get("country", ""))
            if texts.get("country") and not country and row not in bad:
                bad[row] = Complaint(
                    "LIC-S070", f"{texts['country']!r} is no country.", f"{book.name}, row {row}", "Write its ISO 3166 code."
                )
            name = texts[named.strip().casefold().replace(" ", "_")]
            found.append(Party(name, country, texts.get("address", ""), texts.get("kind", ""), texts.get("id") or str(row)))
        yield found, list(bad.items())


def screen_file(
    path: str, day: date, lists: str | None, allow: str | None, audit: str | None, owners: Sequence[str], form: str | None,
    out: str | None, as_json: bool,
) -> int:  # fmt: skip
    """A file of parties: a line each on the screen, or JSON lines."""
    from licet.faces.screening import tell

    screener, complaints = open_screener(day, lists, allow, audit)
    counts = dict.fromkeys(STATUS, 0)
    statuses = {2} if complaints else {0}
    tell(complaints)
    part = Path(f"{out}.part") if out else None
    with part.open("w", encoding="utf-8") if part else nullcontext(sys.stdout) as stream:
        for parties, bad in parties_of(path, form):
            tell([complaint for _, complaint in bad])
            statuses |= {2} if bad else set()
            for answer in screen_many(screener, parties):
                counts[answer.answer] += 1
                statuses.add(STATUS[answer.answer])
                if as_json or out:
                    print(json.dumps(screening_data(answer, screener.lists), ensure_ascii=False), file=stream)
                elif answer.answer != CLEAR and (answer.judged or answer.answer != NOT_CLEARED):
                    print(f"{answer.party.id}  {screening_text(answer, screener.lists, in_full=False)}", file=stream)
    if part and out:
        part.replace(out)
    words = ", ".join(f"{count} {answer}" for answer, count in counts.items() if count)
    print(f"{sum(counts.values())} parties: {words}. Searched: {screener.lists.named()}.", file=sys.stderr)
    for gap in screener.lists.gaps:
        print(f"clears nobody: {gap}", file=sys.stderr)
    return next(status for status in (2, 3, 1, 0) if status in statuses)


def screen_many(screener: Screener, parties: Sequence[Party]) -> list[Screening]:
    """Many parties, in as many processes as there are processors: they share the index that was made before they began."""
    workers = min(os.cpu_count() or 1, WORKERS_MOST)
    if len(parties) < MANY or workers < 2 or "fork" not in multiprocessing.get_all_start_methods():
        return screener.screen_all(parties)
    pieces = [parties[start : start + PIECE] for start in range(0, len(parties), PIECE)]
    _shared[:] = [(screener, {id(entry): place for place, entry in enumerate(screener.index.entries)})]
    gc.freeze()
    with multiprocessing.get_context("fork").Pool(workers) as pool:
        return [answer for told in pool.imap(_screen_piece, pieces) for answer in pickle.loads(told)]  # written by this program's own fork


_shared: list[tuple[Screener, dict[int, int]]] = []
"""The screener of the batch that is running, and the place of each entry by its identity; processes that fork find them here."""


def _screen_piece(parties: Sequence[Party]) -> bytes:
    """Answers as bytes in which an entry is told by its place: both sides hold the same entries."""
    (screener, places), out = _shared[0], io.BytesIO()
    pickler = pickle.Pickler(out, protocol=5)
    pickler.dispatch_table = {Entry: lambda entry: (_entry_at, (places[id(entry)],))}
    pickler.dump(screener.screen_all(parties))
    return out.getvalue()


def _entry_at(place: int) -> Entry:
    return _shared[0][0].index.entries[place]


def update_lists(sources: Sequence[str], given: Sequence[str], may_shrink: bool, lists: str | None, today: date) -> int:
    """Take files into the folder of lists, each by itself: one that is refused does not hold up the others."""
    root = lists_folder(lists)
    unknown = [source for source in sources if source not in SOURCES]
    if unknown:
        raise UsageError("LIC-S072", f"There is no source {unknown[0]!r}.", hint=f"One of {', '.join(SOURCES)}.")
    try:
        root.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileError("LIC-S001", f"The folder of lists cannot be made: {error}.", where=str(root)) from None
    failed = 0
    for wanted in given or sources:
        try:
            data, origin = (file_bytes(wanted), str(Path(wanted).name)) if given else download(wanted)
            read = read_any(data, origin)
            vintage, is_new = take(root, SOURCE_OF[read.form], data, read, today, origin, may_shrink=may_shrink)
        except LicetError as error:
            print(error.complaint, file=sys.stderr)
            failed += 1
            continue
        from licet.faces.screening import tell

        tell(read.complaints)
        broken = f", {vintage.broken_rows} rows could not be read" if vintage.broken_rows else ""
        print(
            f"{vintage.source} of {vintage.listed_on}: {'taken' if is_new else 'unchanged'}, {vintage.entries:,} entries{broken}."
        )
    return 2 if failed else 0


def show_status(lists: str | None, day: date, as_json: bool) -> int:
    """The lists in use."""
    root = lists_folder(lists)
    used, gaps = list(current(root).values()), lists_on(root, day).gaps
    if as_json:
        told = [{**{name: getattr(v, name) for name in v.__slots__}, "freshness": v.freshness(day)} for v in used]  # type: ignore[attr-defined]
        print(json.dumps({"folder": str(root), "vintages": told, "gaps": list(gaps)}, ensure_ascii=False, indent=1))
    else:
        print(f"Lists in {root}")
        print(status_text(used, day, gaps))
    return 3 if gaps else 0


def show_diff(before: str, after: str, file: str | None, lists: str | None, as_json: bool) -> int:
    """What two vintages do not share, and whose answer changes."""
    from licet.parties.diff import changed_entries, changed_parties

    root = lists_folder(lists)
    old, new = _lists_named(root, before), _lists_named(root, after)
    changes = changed_entries(old.entries(), new.entries())
    told: dict[str, object] = {name: [entry.to_dict() for entry in entries] for name, entries in changes.items()}
    if not as_json:
        for name, entries in changes.items():
            print(f"{name}: {len(entries)}")
            for entry in entries[:20]:
                print(f"  {plain(entry.name)}  [{entry.title}]  {entry.citation}")
    moved = 0
    if file:
        day = date.fromisoformat(max((v.listed_on for v in new.vintages), default=date.min.isoformat()))
        parties = [party for found, _ in parties_of(file, None) for party in found]
        flips = changed_parties(Screener(old, day), Screener(new, day), parties)
        moved = len(flips)
        told["parties"] = [flip.to_dict() for flip in flips]
        if not as_json:
            print(f"your parties: {len(parties)} screened, {moved} with another answer")
            for flip in flips:
                print(f"  {flip.party.id}  {plain(flip.party.name)}: {flip.before} -> {flip.after}; {flip.why}")
    if as_json:
        print(json.dumps(told, ensure_ascii=False, indent=1))
    return 1 if moved else 0


def _lists_named(root: Path, name: str) -> Lists:
    """The lists of a day, or of one vintage `source/name`.

    Raises:
        UsageError: LIC-S073 when there are none such.
    """
    source, slash, vintage_name = name.partition("/")
    if slash:
        found = [vintage for vintage in all_vintages(root, source) if vintage.name == vintage_name]
        if found:
            return _only(root, found[0])
    else:
        try:
            lists = lists_on(root, date.fromisoformat(name))
            if lists.vintages:
                return lists
        except ValueError:
            pass
    known = [f"{source}/{v.name}" for source in sorted(current(root)) for v in all_vintages(root, source)]
    raise UsageError(
        "LIC-S073", f"There is no vintage {name!r}.", hint=f"Give a day, or one of {', '.join(known) or 'none: no list was taken'}."
    )


def _only(root: Path, vintage: Vintage) -> Lists:
    return Lists(root, (vintage,), ("one vintage alone",), (), vintage.digest[7:23], True)


def propose_release(
    name: str, country: str, entry: str, reason: str, by: str, until: date, lists: str | None, audit: str | None, today: date
) -> int:
    """Write a proposal into the audit file."""
    screener, _ = open_screener(today, lists, None, audit)
    party = Party(name, country_code(country))
    hits = [judged.hit.entry for judged in screener.screen(party).judged]
    found = next((one for one in hits if one.key == entry), None)
    if found is None:
        keys = ", ".join(one.key for one in hits[:5]) or "it has no hit"
        raise UsageError("LIC-S074", f"{name!r} has no hit on the entry {entry!r}.", hint=f"Its hits: {keys}.")
    path = audit_path(audit, lists)
    print(f"Proposed: {propose(path, party, found, reason, by, until, today, screener.lists.named())}")
    print("Somebody else confirms it: licet release confirm NUMBER --by NAME.")
    return 0
