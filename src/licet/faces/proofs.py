"""`licet law prove` and `licet law diff --prove`: what a solver knows of the law, printed."""

from __future__ import annotations

import itertools
import json
import math
import time
from dataclasses import asdict

from licet.base.dates import day_of
from licet.base.errors import GaveUp, UsageError
from licet.decide.settings import Settings
from licet.law import HOME, folder_of
from licet.report.proofs import changes_lines, changes_record, pair_lines, theorem_lines


def needs_solver() -> None:
    """Ask for the extra before anything is loaded.

    Raises:
        UsageError: LIC-U010 where z3 is not installed.
    """
    try:
        import z3  # noqa: F401
    except ImportError:
        raise UsageError("LIC-U010", "Proofs need z3, which is not installed.", hint="pip install 'licet[prove]'") from None


def prove(settings: Settings, blanks_too: bool, as_json: bool, seconds: int) -> int:
    """Prove or refute every theorem about the book of a day.

    Returns:
        0 when every theorem came out as expected, 1 when one did not, 3 when one stayed open.
    """
    from licet.prove.blanks import blanks, explained
    needs_solver()
    from licet.prove.gaps import holes
    from licet.prove.theorems import OPEN, Prover, claims

    day = settings.as_of
    assert day is not None
    prover = Prover(settings.engine, settings.engine.book(day, settings.known_at, settings.layer), day, settings.readings, seconds)
    found = []
    begun = time.monotonic()
    head = f"Theorems about the {settings.layer} law of {day_of(day)}"
    if not as_json:
        print(head, flush=True)
    of_blanks = blanks(prover, explained(folder_of(HOME))) if blanks_too else ()
    for theorem in itertools.chain(prover.theorems(claims(folder_of(HOME))), of_blanks):
        found.append(theorem)
        if not as_json:
            print("\n".join(theorem_lines(theorem)), flush=True)
    try:
        reached, gave_up = [gap.words() for gap in prover.gaps()], False
    except GaveUp as error:
        reached, gave_up = [error.complaint.what], True
    missing = holes(settings.engine.corpus)
    if as_json:
        print(json.dumps({"book": head, "theorems": [asdict(one) for one in found], "gaps": reached, "holes": missing}, indent=1))
    else:
        print("Datacenter circuits that meet no paragraph of 3A090:")
        print("\n".join(f"  {words}" for words in reached))
        print("Rules that end and begin again later:" + ("".join(f"\n  {words}" for words in missing) or " none"))
        print(f"{len(found)} theorems, {sum(one.is_as_expected for one in found)} as expected, {time.monotonic() - begun:.1f} s")
    if gave_up or any(one.result == OPEN for one in found):
        return 3
    return 0 if all(one.is_as_expected for one in found) else 1


def loopholes(settings: Settings, as_json: bool, seconds: int) -> int:
    """Print pairs of nearly equal transactions with opposite answers.

    Returns:
        0 when none is odd, 1 when one is, 3 when the search of some fact did not come to its end.
    """
    needs_solver()
    from licet.prove.loopholes import Loopholes
    from licet.prove.region import assumed_for

    day = settings.as_of
    assert day is not None
    book = settings.engine.book(day, settings.known_at, settings.layer)
    search = Loopholes(settings.engine, book, day, assumed_for(settings.assume), settings.readings, seconds)
    found = search.pairs()
    if as_json:
        print(json.dumps({"pairs": [asdict(pair) for pair in found], "unfinished": search.unfinished}, indent=1))
    else:
        print(f"Nearly equal circuits, opposite answers: {settings.layer} law of {day_of(day)}")
        print("\n".join(line for pair in found for line in pair_lines(pair)))
        print(f"{len(found)} pairs, {sum(pair.is_odd for pair in found)} odd: there the stronger circuit is the free one.")
        if search.unfinished:
            print(f"Unknown after {seconds} s: whether more turn on {', '.join(search.unfinished)}.")
    return 3 if search.unfinished else 1 if any(pair.is_odd for pair in found) else 0


def diff(first: Settings, second: Settings, seconds_most: float, as_json: bool) -> int:
    """Print the regions in which the answer changes between two days, and whether it is proved that no other changes.

    Returns:
        0 when nothing changes, 1 when something does, 3 when the time ran out.
    """
    needs_solver()
    from licet.prove.region import Comparison, assumed_for

    assert first.as_of is not None and second.as_of is not None
    days = first.as_of, second.as_of
    books = first.engine.book(days[0], first.known_at, first.layer), first.engine.book(days[1], first.known_at, first.layer)
    assumed = assumed_for(first.assume)
    begun = time.monotonic()
    comparison = Comparison(first.engine.corpus, books, days, assumed, first.readings)
    found = comparison.changes(lambda: time.monotonic() - begun < seconds_most, max(math.ceil(seconds_most), 1))
    if as_json:
        print(json.dumps(changes_record(found, assumed), indent=1, ensure_ascii=False))
    else:
        head = f"{first.layer} law, {day_of(days[0])} to {day_of(days[1])}"
        print("\n".join(changes_lines(found, books[1], head, assumed, time.monotonic() - begun)))
    return 3 if not found.complete else 1 if found.regions else 0
