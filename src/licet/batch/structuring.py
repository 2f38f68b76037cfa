"""Lines of one book that stay clear of a rule one by one and meet it together: flagged for a person to look at, never judged.

No figure stands here. Lines near each other in time, to one group, one address, or of one item to one country, are put to the engine as
one line: what it then answers, or asks to be filed, and of no line alone, is the flag.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from licet.ask.flags import Flag, flag, near_days
from licet.backends.scalar import Row, Value
from licet.base.dates import day_of
from licet.base.quantities import show_grains
from licet.batch import OrderBook
from licet.batch.lines import determinations
from licet.decide.accounts import accounts_of
from licet.decide.case import case_of
from licet.decide.determine import Question, headline
from licet.decide.engine import Engine
from licet.decide.parted import parted_by
from licet.decide.settings import Settings, place_in_time
from licet.facts.intake import Admitted, normal_name
from licet.language.provision import LAYERS

ADDED = ("quantity", "value_usd", "line_tpp")
"""What of several lines adds up; the balances of accounts go along."""
TOGETHER_MOST = 2_000  # not law: lines
"""Lines that are put together at most; further ones begin anew."""
GROUP, ADDRESS, ITEM = "one group", "one address", "one item to one country"

Answer = tuple[str, str, str]
"""Outcome, authorization, review."""
Duty = tuple[str, str]
"""What is to be done, and where it says so."""


@dataclass(frozen=True)
class Split:
    """Lines that together meet what none of them meets alone.

    Attributes:
        lines: ids, or rows where there are none. shared: what they have in common. first, last: ISO days.
        alone, together: the answers; the same where only a duty is new.
        meets: paragraphs that decide together and not alone, with what they say where it is a duty.
    """

    lines: tuple[str, ...]
    shared: str
    who: str
    first: str
    last: str
    tpp: str
    alone: Answer
    together: Answer
    meets: tuple[str, ...]
    flag: Flag


@dataclass(frozen=True, eq=False)
class _Alone:
    """One line by itself."""

    name: str
    day: int
    row: Row
    values: Mapping[str, Value]
    question: Question
    answer: Answer
    duties: frozenset[Duty]


def splits(book: OrderBook, engine: Engine, settings: Settings) -> list[Split]:
    """Every set of lines that is flagged, in the order of their first days; none that lies within another, and sets that share lines as one."""
    clusters: dict[tuple[str, str], list[_Alone]] = {}
    for found in determinations(book, engine, settings, independent=True):
        if found.admitted is not None:
            alone = _alone(engine, found.line_id or f"row {found.row}", *place_in_time(found.admitted, settings))
            for key in _keys(alone):
                clusters.setdefault(key, []).append(alone)
    told: list[Split] = []
    for (shared, who), lines in sorted(clusters.items(), key=lambda item: (GROUP, ADDRESS, ITEM).index(item[0][0])):
        for chain in _chains(near for near in _near(lines) if _split(engine, near, shared, who)):
            split = _split(engine, chain, shared, who)
            if split is not None and not any(set(split.lines) <= set(other.lines) for other in told):
                told.append(split)
    return sorted(told, key=lambda split: split.first)


def _alone(engine: Engine, name: str, admitted: Admitted, question: Question) -> _Alone:
    row = engine.row(admitted.values, question.readings)
    own = admitted.values.get("date")
    return _Alone(name, own if isinstance(own, int) else question.as_of, row, admitted.values, question, *_answered(engine, row, question))


def _answered(engine: Engine, row: Row, question: Question) -> tuple[Answer, frozenset[Duty]]:
    """What the engine answers at the head, and what is to be done."""
    codes = engine.codes(row, question.as_of, question.known_at)
    layer = case_of(engine, row, question.as_of, question.known_at).layers[LAYERS.index(question.layer)]
    duties = frozenset((case.duty.what, case.duty.cite) for case in layer.duties)
    return headline(engine, codes, question.layer), duties


def _keys(alone: _Alone) -> Iterator[tuple[str, str]]:
    """By what a line is put together with others: names as the law's accounts take them."""
    values = alone.values
    group = normal_name(str(values.get("consignee_parent_name") or values.get("consignee_name") or ""))
    if group:
        yield GROUP, group
    address = normal_name(str(values.get("consignee_address") or ""))
    if address:
        yield ADDRESS, address
    item = values.get("chip") or values.get("tpp") or values.get("ic_tpp")
    if item and values.get("destination"):
        yield ITEM, f"{item} to {values['destination']}"


def _near(lines: Sequence[_Alone]) -> Iterator[Sequence[_Alone]]:
    """The largest sets of lines of one answer that lie within the days of the law's table."""
    by_answer: dict[Answer, list[_Alone]] = {}
    for line in sorted(lines, key=lambda line: line.day):
        by_answer.setdefault(line.answer, []).append(line)
    for alike in by_answer.values():
        reached = 0
        for place, first in enumerate(alike):
            end = max(place, reached)
            while end < len(alike) and alike[end].day - first.day <= near_days() and end - place < TOGETHER_MOST:
                end += 1
            if end > reached and end - place > 1:
                yield alike[place:end]
            reached = max(reached, end)


def _chains(flagged: Iterable[Sequence[_Alone]]) -> Iterator[list[_Alone]]:
    """Flagged sets that share lines, each as one: a run of orders is one thing to look at."""
    chain: list[_Alone] = []
    for near in flagged:
        if chain and near[0] in chain:
            chain += [line for line in near if line not in chain]
            continue
        if chain:
            yield chain
        chain = list(near)
    if chain:
        yield chain


def _split(engine: Engine, lines: Sequence[_Alone], shared: str, who: str) -> Split | None:
    """The flag of a set of lines, if the engine answers it otherwise as one line."""
    question = lines[-1].question
    row, tpp = _as_one(engine, lines)
    answer, duties = _answered(engine, row, question)
    alone = frozenset(duty for line in lines for duty in line.duties)
    meets: tuple[str, ...] = ()
    if answer != lines[0].answer:
        meets = parted_by(engine, question, (lines[-1].row, question.as_of), (row, question.as_of))
    elif duties - alone:
        meets = tuple(f"{cite}: {what}" for what, cite in sorted(duties - alone))
    else:
        return None
    first, last = (day_of(line.day) for line in (lines[0], lines[-1]))
    seen = f"{len(lines)} lines, {shared}, {first.isoformat()} to {last.isoformat()}."
    found = flag("split_order", "consignee", seen, last)
    if found is None:
        return None
    names = tuple(line.name for line in lines)
    return Split(names, shared, who, first.isoformat(), last.isoformat(), show_grains(tpp), lines[0].answer, answer, meets, found)


def _as_one(engine: Engine, lines: Sequence[_Alone]) -> tuple[Row, int]:
    """The last line's row with what all of them add up to; TPP of all of them."""
    last = lines[-1]
    changes: dict[str, Value] = {}
    for column in ADDED:
        amounts = [line.row[engine.where[column]] for line in lines]
        if all(isinstance(amount, int) for amount in amounts):
            changes[column] = sum(amount for amount in amounts if isinstance(amount, int))
    more = sum(_whole(line.row[engine.where["line_tpp"]]) for line in lines[:-1])
    for column, taken in _balances(last, more):
        after = last.row[engine.where[column]]
        if isinstance(after, int):
            changes[column] = after + taken
    return engine.varied(last.row, changes), more + _whole(last.row[engine.where["line_tpp"]])


def _balances(line: _Alone, more: int) -> Iterable[tuple[str, int]]:
    for account in accounts_of(line.values).values():
        yield from account.moves(more)
    yield "operator_lpp_after_tpp", more


def _whole(value: Value) -> int:
    return value if isinstance(value, int) else 0
