"""What surrounds an answer: which duties arise and on which day, which charges, and what is to be stated to be sure of either.

Which of them arise is part of a case; days and amounts are counted only where a determination is made, never for a column.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from licet.backends.scalar import Row
from licet.base.dates import NEVER, day_of, months_later
from licet.base.quantities import GRAIN, show
from licet.base.values import frozen
from licet.decide.determination import ChargeEntry, DutyEntry
from licet.decide.engine import Engine
from licet.decide.evaluate import Evaluation, Seen
from licet.decide.needs import missing_facts
from licet.decide.words import leaf_columns
from licet.language.book import Corpus
from licet.language.papers import Charge, DueRule, Duty
from licet.language.tree import Hole

APPLIES = {True: "yes", False: "no", None: "unknown"}


@frozen
class DutyCase:
    """A duty that arises, or may: then with the leaves that leave it open."""

    duty: Duty
    is_sure: bool
    open: tuple[Seen, ...]


@frozen
class ChargeCase:
    """A charge that is asked about: owed, not owed or open."""

    charge: Charge
    applies: bool | None
    open: tuple[Seen, ...]


def duties_held(evaluation: Evaluation, outcome: str, via: str, day: int) -> Iterator[tuple[Duty, bool]]:
    """The duties of an outcome and whether each surely arises.

    Rows with the same words are grounds of one duty: the first that is sure stands for it, else the first that is open.
    """
    found: dict[str, tuple[Duty, bool]] = {}
    for duty in evaluation.book.corpus.duties:
        if (via in duty.via or outcome in duty.on) and duty.window.holds(day):
            holds = evaluation.value(duty.given) if duty.given else True
            if holds or (holds is None and duty.what not in found):
                known = found.get(duty.what)
                if known is None or (holds and not known[1]):
                    found[duty.what] = (duty, bool(holds))
    yield from found.values()


def duty_cases(evaluation: Evaluation, outcome: str, via: str, day: int) -> tuple[DutyCase, ...]:
    """The duties of one layer."""
    return tuple(
        DutyCase(duty, is_sure, () if is_sure else _open(evaluation, duty.given))
        for duty, is_sure in duties_held(evaluation, outcome, via, day)
    )


def charges_held(evaluation: Evaluation, day: int) -> Iterator[tuple[Charge, bool | None]]:
    """The charges to speak of on a day, and whether each is owed."""
    for charge in evaluation.book.corpus.charges:
        if charge.window.holds(day) and evaluation.value(charge.shown):
            yield charge, evaluation.value(charge.given)


def charge_cases(evaluation: Evaluation, day: int) -> tuple[ChargeCase, ...]:
    """The charges of a line; they are no part of a layer."""
    return tuple(
        ChargeCase(charge, applies, _open(evaluation, charge.given) if applies is None else ())
        for charge, applies in charges_held(evaluation, day)
    )


def _open(evaluation: Evaluation, provision: str) -> tuple[Seen, ...]:
    return tuple(dict.fromkeys(seen for seen in evaluation.seen(provision) if seen.holds is None))


def duty_entries(engine: Engine, row: Row, layers: Iterable[tuple[str, tuple[DutyCase, ...]]]) -> Iterator[DutyEntry]:
    """The duties of each layer with their days."""
    for layer, cases in layers:
        for case in cases:
            duty = case.duty
            number = due_day(duty.due, row, engine) if duty.due else None
            due = None if number is None else day_of(number).isoformat()
            applies = APPLIES[case.is_sure or None]
            asks = _asked(engine, row, case.open)
            yield DutyEntry(duty.what, duty.when, due, duty.cite, layer, applies, duty.confidence, duty.part, asks)


def charge_entries(engine: Engine, row: Row, cases: Iterable[ChargeCase], day: int) -> Iterator[ChargeEntry]:
    """The charges with their amounts."""
    for case in cases:
        charge = case.charge
        rate, base = rate_of(engine.corpus, charge, day), row[engine.where[charge.of]]
        amount = None
        if case.applies and rate is not None and isinstance(base, int):
            amount = show(rate / 100 * Fraction(base, GRAIN))
        yield ChargeEntry(
            charge.what, APPLIES[case.applies], "" if rate is None else show(rate), amount, charge.of, charge.cite, charge.confidence,
            charge.note, _asked(engine, row, case.open),
        )  # fmt: skip


def rate_of(corpus: Corpus, charge: Charge, day: int) -> Fraction | None:
    """The rate of a charge on a day, in percent."""
    return next((row.value for row in corpus.amounts[charge.rate] if row.window.holds(day)), None)


def due_day(rule: DueRule, row: Row, engine: Engine) -> int | None:
    """The day by which, or until which, a duty stands; None where the line does not hold the day it is counted from.

    Days are calendar days. A month or year ends on the same day of the month; `DueRule` says what a short month does.
    """
    known = [row[engine.where[fact]] for fact in rule.of]
    days = [value for value in known if isinstance(value, int) and abs(value) < NEVER]
    if not isinstance(known[0], int) or abs(known[0]) >= NEVER:
        return None
    start = max(days)
    if rule.less:
        less = row[engine.where[rule.less]]
        if not isinstance(less, int):
            return None
        start -= less
    try:
        end = months_later(start, rule.months, is_late=rule.is_kept) + rule.days
        day_of(end)
    except (ValueError, OverflowError):
        return None
    return end


def _asked(engine: Engine, row: Row, open_leaves: tuple[Seen, ...]) -> tuple[str, ...]:
    """What to state to settle the leaves: facts by name, or what was not read in words."""
    found: dict[str, None] = {}
    for seen in open_leaves:
        if isinstance(seen.leaf, Hole):
            found[seen.leaf.reason] = None
            continue
        for column in leaf_columns(seen.leaf):
            if column.startswith("reading:"):
                found[f"--reading {column.removeprefix('reading:')}"] = None
            elif column not in engine.where or row[engine.where[column]] is None:
                found |= dict.fromkeys(missing_facts(engine, row, column))
    return tuple(found)
