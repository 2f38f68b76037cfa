"""What turns an answer, and what is exactly missing, as plain text and as records."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from licet.report.words import WIDTH, outcome_words, section, wrapped

if TYPE_CHECKING:  # the solver is an extra: printing loads nothing of it
    from licet.prove.exact import ExactNeeds, Way
    from licet.prove.flip import FactTurns, Turn

CITES_MOST = 3
KEPT = (
    "Never moved: who takes part, where, under which parent, on which list, and for what. Another party is another transaction. "
    "A smaller quantity is a smaller delivery; what is left of it is looked at with it."
)


def turns_lines(found: Sequence[FactTurns], seconds: int) -> Iterator[str]:
    """What turns the answer, stated facts before assumed ones; what does not; and what the solver did not settle."""
    told = [one for one in found if one.turns]
    yield from section("turns the answer", (line for one in told if not one.by for line in _turns(one)))
    yield from section("turns the answer, and was assumed", (line for one in told if one.by for line in _turns(one)))
    idle = [one.fact for one in found if not one.turns and one.is_proved]
    yield from section("nothing of these turns it", wrapped(", ".join(idle), WIDTH, 2, 0))
    left = [one.fact for one in found if not one.is_proved]
    yield from section(f"unknown after {seconds} s", wrapped(", ".join(left), WIDTH, 2, 0))
    yield ""
    if left:
        yield from wrapped("The rest is proved: no nearer change and no other value turns the answer. The engine answered each.", WIDTH)
    else:
        yield from wrapped("All of it is proved: no nearer change and no other value turns the answer. The engine answered each.", WIDTH)
    yield from wrapped(KEPT, WIDTH)


def _turns(one: FactTurns) -> Iterator[str]:
    by = f" ({one.by})" if one.by else ""
    for turn in one.turns:
        yield from wrapped(f"{one.fact} {one.now}{by} -> {turn.to}: {outcome_words(turn.outcome, turn.via)}{_parted(turn)}", WIDTH, 2, 2)


def _parted(turn: Turn) -> str:
    more = len(turn.parted_by) - CITES_MOST
    cites = "; ".join(turn.parted_by[:CITES_MOST]) + (f"; and {more} more" if more > 0 else "")
    return f" [{cites}]" if cites else ""


def exact_lines(found: ExactNeeds, seconds: int) -> Iterator[str]:
    """Which missing facts can still change the answer, which cannot, and how few settle it."""
    asked = [need.name for need in found.needs if need.kind == "fact"]
    yield from section("can still change the answer", wrapped(", ".join(asked), WIDTH, 2, 0))
    yield from section("was asked for, and cannot", wrapped(", ".join(found.idle), WIDTH, 2, 0))
    yield from section(f"unknown after {seconds} s", wrapped(", ".join(found.open), WIDTH, 2, 0))
    yield from section("what settles it", (line for way in found.ways for line in _way(way)))
    yield ""
    if found.is_whole and len(found.possible) == 1:
        yield from wrapped(f"Whatever is said of them, the answer is the same: {outcome_words(*found.possible[0])}. That is proved.", WIDTH)
    elif found.is_whole:
        yield from wrapped(f"Possible, and it is proved that nothing else is: {'; '.join(_possible(found))}.", WIDTH)
    else:
        yield from wrapped(f"Possible, and perhaps more: {'; '.join(_possible(found))}.", WIDTH)


def _possible(found: ExactNeeds) -> Iterator[str]:
    for answer in found.possible:
        yield "undetermined, where law was not read" if answer[0] == "undetermined" else outcome_words(*answer)


def _way(way: Way) -> Iterator[str]:
    said = " and ".join(f"{name}={text}" for name, text in way.facts.items())
    few = "alone settles it" if len(way.facts) == 1 else f"these {len(way.facts)} settle it" + (", no fewer do" if way.is_fewest else "")
    yield from wrapped(f"{outcome_words(way.outcome, way.via)}: {said}; {few}", WIDTH, 2, 2)


def exact_record(found: ExactNeeds) -> dict[str, Any]:
    """The same as a record for JSON."""
    return {
        "facts": [need.name for need in found.needs if need.kind == "fact"], "cannot": list(found.idle), "unknown": list(found.open),
        "possible": [{"outcome": outcome, "via": via} for outcome, via in found.possible], "is_whole": found.is_whole,
        "ways": [asdict(way) for way in found.ways],
    }  # fmt: skip


def turns_record(found: Sequence[FactTurns]) -> list[dict[str, Any]]:
    """What turns the answer as records for JSON."""
    return [asdict(one) for one in found]
