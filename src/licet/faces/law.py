"""`licet law`, `licet country`, `licet facts`: what the law and the vocabulary say of themselves."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, replace

from licet import __version__
from licet.base.dates import day_of
from licet.base.errors import UsageError, nearest
from licet.base.files import write_whole
from licet.decide.changes import law_changes
from licet.decide.places import country_answer
from licet.decide.settings import Settings, read_settings
from licet.facts.profiles import PROFILES
from licet.facts.vocabulary import FactSpec, vocabulary
from licet.language.book import Corpus, View
from licet.report.calendar import calendar_text
from licet.report.law_text import changes_text, country_text


def show_country(code: str, settings: Settings, as_json: bool) -> int:
    """Print a country's groups."""
    answer = country_answer(settings.engine.corpus, code, settings.as_of)
    print(json.dumps(asdict(answer), indent=1, default=str) if as_json else country_text(answer))
    return 0


def show_facts(names: list[str], profile: str | None, as_json: bool) -> int:
    """Print the vocabulary, or a profile.

    Raises:
        UsageError: LIC-U002 for an unknown profile.
    """
    if profile is not None:
        if profile not in PROFILES:
            raise UsageError("LIC-U002", f"There is no profile named {profile!r}.", hint=nearest(profile, PROFILES))
        print(
            json.dumps(PROFILES[profile], indent=1) if as_json else "\n".join(f"{k:<30}{v}" for k, v in PROFILES[profile].items())
        )
        return 0
    specs = [s for s in vocabulary().values() if not s.derived and (not names or any(name in s.name for name in names))]
    if as_json:
        print(json.dumps([_fact_words(spec) for spec in specs], indent=1))
        return 0
    group = ""
    for spec in specs:
        if spec.group != group:
            group = spec.group
            print(f"\n{group.upper()}")
        words = _fact_words(spec)
        print(f"  {spec.name:<34}{words['kind']:<10}{words['unit'] or words['values']}")
        print(f"  {'':<34}{spec.question}" + (" (a duty: listed, never blocking)" if spec.duty else ""))
    return 0 if specs else 2


def _fact_words(spec: FactSpec) -> dict[str, str]:
    return {
        "name": spec.name, "kind": spec.kind, "unit": spec.unit, "values": " | ".join(spec.values), "question": spec.question,
        "group": spec.group, "duty": "yes" if spec.duty else "no",
    }  # fmt: skip


def list_law(settings: Settings, word: str, as_json: bool) -> int:
    """Print the provisions in force."""
    corpus = settings.engine.corpus
    book = corpus.book(View(settings.as_of or 0, settings.known_at, settings.layer))
    rows = [
        {
            "name": name,
            "cite": v.cite,
            "since": day_of(v.windows[settings.layer].since).isoformat(),
            "confidence": v.confidence,
            "says": v.text,
        }
        for name, v in sorted(book.versions.items(), key=lambda found: (found[1].cite, found[0]))
        if word.casefold() in f"{name} {v.cite} {v.text}".casefold()
    ]
    if as_json:
        print(json.dumps(rows, indent=1, ensure_ascii=False))
        return 0
    print(
        f"{corpus.name} {corpus.version} ({corpus.digest[:19]}), {settings.layer}, as of {day_of(settings.as_of or 0)}: {len(rows)} provisions"
    )
    for row in rows:
        print(f"  {row['name']:<34}{row['confidence']}  since {row['since']}  {row['cite']}")
        if row["says"]:
            print(f"  {'':<34}{row['says']}")
    if not rows:
        raise UsageError("LIC-U008", f"No provision in force speaks of {word!r}.", hint="Try another day or layer.")
    return 0


def list_readings(corpus: Corpus, as_json: bool) -> int:
    """Print the places where the text has two readings."""
    if as_json:
        rows = [
            {"name": r.name, "question": r.question, "default": r.default, "choices": dict(r.choices)}
            for r in corpus.readings.values()
        ]
        print(json.dumps(rows, indent=1, ensure_ascii=False))
        return 0
    print("\n\n".join(_other_text(corpus, name) for name in corpus.readings))
    return 0


def show_law(name: str, settings: Settings, ecfr: Sequence[str] = ()) -> int:
    """Print one thing of the law in all its versions; with eCFR files, the words of the day for what it cites.

    Raises:
        UsageError: LIC-U008 when nothing goes by that name.
    """
    from licet.backends.text import provision_text

    corpus = settings.engine.corpus
    rows = [row for table in (corpus.groups, corpus.parties, corpus.amounts) for row in table.get(name, ())]
    versions = corpus.provisions[name].versions if name in corpus.provisions else ()
    found = "\n\n".join(provision_text(version, corpus) for version in versions) or _table_text(corpus, name) or _other_text(corpus, name)
    words = _words([*(one.cite for one in versions), *(row.cite for row in rows)] or [name], settings, ecfr)
    if found or words:
        print("\n".join(filter(None, (found, words))))
        return 0
    known = [*corpus.provisions, *corpus.groups, *corpus.parties, *corpus.amounts, *corpus.instruments, *corpus.readings]
    cited = sorted({p for p, provision in corpus.provisions.items() for v in provision.versions if name in v.cite})
    hint = f"Provisions that cite it: {', '.join(cited)}." if cited else nearest(name, known)
    raise UsageError("LIC-U008", f"Nothing in the law goes by {name!r}.", hint=hint or "See licet law list.")


def _words(cites: list[str], settings: Settings, ecfr: Sequence[str]) -> str:
    from licet.printed.words import words_of_the_day
    from licet.report.printed import printed_text

    found = words_of_the_day(ecfr, cites, day_of(settings.as_of or 0))
    return printed_text(found) if found else ""


def _table_text(corpus: Corpus, name: str) -> str:
    lines = []
    for table in (corpus.groups, corpus.parties, corpus.amounts):
        for row in table.get(name, ()):
            what = ", ".join(sorted(row.members)) if row.members or row.value is None else f"{row.value} {row.unit}"
            lines.append(
                f"{name}  {row.window}  {row.confidence}  {row.cite}\n  {what or '(empty)'}"
                + (f"\n  {row.note}" if row.note else "")
            )
    return "\n".join(lines)


def _other_text(corpus: Corpus, name: str) -> str:
    if name in corpus.readings:
        reading = corpus.readings[name]
        choices = "\n".join(f"  {choice:<28}{words}" for choice, words in reading.choices)
        default = f"default: {reading.default}" if reading.default else "no default: undetermined until somebody chooses"
        return f"{name}: {reading.question}\n{choices}\n  {default}\n  {reading.cite}"
    if name in corpus.instruments:
        one = corpus.instruments[name]
        events = "\n".join(f"  {day_of(e.day)}  {e.kind:<20}{e.confidence}  {e.what}" for e in one.events)
        details = "".join(f"\n  {key}: {value}" for key, value in one.details)
        return f"{one.title}\n  {one.kind}, {one.cite}, confidence {one.confidence}{details}\n{events}" + (
            f"\n  {one.note}" if one.note else ""
        )
    for letter in corpus.letters:
        if letter.id == name:
            return f"{letter.title}\n  to {letter.addressee}, {letter.window}, {letter.cite}, confidence {letter.confidence}\n  {letter.note}"
    return ""


def timeline_rows(corpus: Corpus, word: str = "") -> list[dict[str, str]]:
    """The events of all instruments that hold a word, in order of day; each with a UID that does not depend on the others' words."""
    rows, seen = [], Counter[str]()
    for one in corpus.instruments.values():
        for event in one.events:
            day = day_of(event.day).isoformat()
            uid = f"{one.id}-{event.kind.replace('_', '-')}-{day}"
            seen[uid] += 1
            uid += f"-{seen[uid]}" if seen[uid] > 1 else ""
            opened = one.first("published") if event.kind == "comments_close" else None
            row = {"day": day, "event": event.kind, "instrument": one.id, "title": one.title, "cite": event.cite or one.cite,
                   "confidence": event.confidence, "what": event.what, "uid": uid}  # fmt: skip
            if opened is not None:
                row["opened"] = day_of(opened).isoformat()
            if word.casefold() in f"{one.id} {one.title} {one.cite} {event.kind} {event.what}".casefold():
                rows.append(row)
    return sorted(rows, key=lambda row: (row["day"], row["instrument"]))


def write_calendar(corpus: Corpus, word: str, file: str, stamp: str | None) -> int:
    """Write the events as a calendar; `-` is standard output.

    Args:
        stamp: the day that the entries carry as their last revision; None: the day of the corpus's newest evidence.
    """
    rows = timeline_rows(corpus, word)
    if not rows:
        raise UsageError("LIC-U008", f"No event speaks of {word!r}.", hint="See licet law timeline.")
    day = read_settings(stamp).as_of if stamp else None
    about = f"licet {__version__}, {corpus.name} {corpus.version} ({corpus.digest[:19]}). Information, not legal advice."
    content = calendar_text(rows, day_of(corpus.evidence_until if day is None else day), about).encode()
    if file == "-":
        sys.stdout.buffer.write(content)
    else:
        write_whole(file, content)
    return 0


def timeline(corpus: Corpus, word: str, as_json: bool) -> int:
    """Print the events of all instruments in order of day."""
    rows = timeline_rows(corpus, word)
    if as_json:
        print(json.dumps(rows, indent=1, ensure_ascii=False))
        return 0
    for row in rows:
        print(f"{row['day']}  {row['event']:<18}{row['confidence']}  {row['title']}  ({row['cite']})")
        if row["what"]:
            print(f"{'':<32}{row['what']}")
    return 0 if rows else 2


def diff(
    day1: str, day2: str, file: str | None, assume: list[str], layer: str, instruments: list[str], as_json: bool
) -> int:  # fmt: skip
    """Print what changed between two days; with a book, the lines that change their answer."""
    before, after = (read_settings(day, layer=layer, assume=assume, instruments=instruments) for day in (day1, day2))
    engine, first, second = before.engine, before.as_of or 0, after.as_of or 0
    if file is None:
        changes = law_changes(engine.corpus, first, second)
        print(json.dumps(asdict(changes), indent=1, default=str, ensure_ascii=False) if as_json else changes_text(changes))
        return 0
    from licet.batch.compare import changed_lines
    from licet.batch.read import open_book

    changed = changed_lines(open_book(file), engine, [replace(one, today=second) for one in (before, after)])
    if as_json:
        print(changed.write_json())
    else:
        print(f"{changed['line'].n_unique()} lines change their answer between {day1} and {day2}")
        for row in changed.iter_rows(named=True):
            print(f"  {row['line']:<8}{row['layer']:<10}{row['before']}\n{'':<20}{row['after']}")
    return 1 if changed.height else 0
