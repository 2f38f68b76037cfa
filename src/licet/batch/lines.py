"""Full determinations, line by line: what `--json` prints for a book and `licet explain FILE --line N` for one line of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from licet.ask.desk import Desk
from licet.ask.screened import ScreenedLine, admit_screened, screen_line, screening_day
from licet.backends.scalar import Value
from licet.base.errors import Complaint, FactError
from licet.batch import OrderBook
from licet.batch.cells import fact_frame
from licet.batch.check import repeated_id
from licet.batch.header import fact_columns
from licet.batch.shared import NAMED_BY, SharedQuotas, feels_quotas
from licet.batch.typed import as_text
from licet.decide.determination import Determination, QuotaEntry
from licet.decide.determine import determine
from licet.decide.engine import Engine
from licet.decide.flip import flips_of
from licet.decide.settings import Settings, place_in_time
from licet.facts.intake import Admitted, admit
from licet.language.provision import LAYERS


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a book: its row as the user counts, its id, and its determination or what is wrong with it."""

    row: int
    line_id: str
    determination: Determination | None
    complaints: tuple[Complaint, ...]
    admitted: Admitted | None = None
    """What was stated and assumed of an answered line, before quotas of other lines."""
    screened: ScreenedLine | None = None
    head: Admitted | None = None
    """The same beside the lines before it, as the layer at the head of the answer sees it."""


def determinations(
    book: OrderBook, engine: Engine, settings: Settings, *, independent: bool = False, only: str | None = None,
    standing: Callable[[Admitted], Admitted] | None = None, desk: Desk | None = None,
) -> Iterator[Line]:  # fmt: skip
    """Every line of a book in full.

    Args:
        only: the id of one line (its row in the file where lines have no ids; row:N always): the lines before it are
            decided too, for their quotas, and not given out. The
            line comes with the changes that flip its answer.
        standing: puts known balances in the place of what was stated of them.
    """
    facts = fact_columns(book.columns, book.name)
    quotas = None if independent else SharedQuotas()
    by_id = "line_id" in facts.values()
    seen: set[str] = set()
    for chunk in book.chunks():
        frame, complaints = fact_frame(chunk, facts)
        unreadable = dict(complaints)
        for place, (row, cells) in enumerate(zip(chunk.rows.to_list(), frame.iter_rows(), strict=True)):
            record = {name: as_text(c) for name, c in zip(frame.columns, cells, strict=True) if c is not None}
            line_id = record.get("line_id", "")
            is_wanted = only is None or only == (line_id if by_id else str(row)) or only == f"row:{row}"
            if place in unreadable:
                if is_wanted:
                    yield Line(row, line_id, None, (unreadable[place],))
                continue
            if line_id and line_id in seen:
                if is_wanted:
                    yield Line(row, line_id, None, (repeated_id(line_id),))
                continue
            seen.add(line_id)
            admitted, screened = admit(record, settings.assume), None
            if desk is not None and not admitted.complaints:
                screened = screen_line(desk, record, screening_day(admitted, settings))
                admitted = admit_screened(record, settings.assume, screened)
            if admitted.complaints:
                if is_wanted:
                    yield Line(row, line_id, None, admitted.complaints)
                continue
            try:
                if standing is not None:
                    admitted = standing(place_in_time(admitted, settings)[0])
                found, head = _beside(engine, admitted, settings, quotas, with_flips=is_wanted and only is not None, full=is_wanted)
            except FactError as error:
                if is_wanted:
                    yield Line(row, line_id, None, (error.complaint,))
                continue
            if found is not None:
                yield Line(row, line_id, found, (), admitted, screened, head)
                if only is not None:
                    return


def _beside(
    engine: Engine, admitted: Admitted, settings: Settings, quotas: SharedQuotas | None, *, with_flips: bool, full: bool
) -> tuple[Determination | None, Admitted]:
    """One line beside those before it: each layer with its own balances; and the line as it stands in the layer at the head."""
    admitted, question = place_in_time(admitted, settings)
    row = engine.row(admitted.values, question.readings)
    parts = []
    if quotas is not None and not feels_quotas(engine, row, question.as_of, question.known_at):
        quotas = None
    for layer in LAYERS:
        named: dict[str, Value] = {name: admitted.values.get(name) for name in NAMED_BY}
        standing = quotas.standing(engine, row, named, layer, question.as_of, question.known_at) if quotas else {}
        parts.append(replace(admitted, values={**admitted.values, **standing}))
    if quotas is not None:
        quotas.decide(engine, row, named, question.as_of, question.known_at)
    head = parts[LAYERS.index(question.layer)]
    if not full:
        return None, head
    flips = flips_of(engine, head, question) if with_flips else ()
    found = [determine(engine, part, question, flips) for part in parts]
    if parts[0].values == parts[1].values:
        return found[0], head
    return _merged(found[0], found[1], question.layer), head


def _merged(codified: Determination, enforced: Determination, headed_by: str) -> Determination:
    """One answer from two, each layer from the one that saw its balances."""
    head = codified if headed_by == LAYERS[0] else enforced
    return replace(
        head,
        layers={LAYERS[0]: codified.layers[LAYERS[0]], LAYERS[1]: enforced.layers[LAYERS[1]]},
        due=codified.due,
        exceptions=codified.exceptions,
        quotas=(*_of(codified, LAYERS[0]), *_of(enforced, LAYERS[1])),
        duties=tuple(
            d for found, layer in ((codified, LAYERS[0]), (enforced, LAYERS[1])) for d in found.duties if d.layer == layer
        ),
        path=f"{codified.path.partition('/')[0]}/{enforced.path.partition('/')[2]}",
        proof={**head.proof, LAYERS[0]: codified.proof[LAYERS[0]], LAYERS[1]: enforced.proof[LAYERS[1]]},
    )


def _of(found: Determination, layer: str) -> tuple[QuotaEntry, ...]:
    return tuple(entry for entry in found.quotas if entry.layer == layer)
