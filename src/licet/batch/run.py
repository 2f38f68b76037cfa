"""The main job on columns: type a chunk, find its distinct cases, decide each once, let lines share their quotas, append the answers."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import polars as pl

from licet.backends.columns import (
    BLANK, NULL, Cells, Constant, Cuts, DoorColumns, Value, Vector, cell, cuts_of, representatives, signature,
)  # fmt: skip
from licet.base.errors import Complaint
from licet.batch.shared import NAMED_BY, SharedQuotas, feels_quotas
from licet.batch.typed import Typed, type_frame
from licet.decide.case import step_outcome, summary, unknown_leaves
from licet.decide.determine import headline, path_of
from licet.decide.engine import ECCN, Codes, Engine
from licet.decide.evaluate import Evaluation
from licet.decide.needs import needs_of
from licet.decide.settings import Settings
from licet.language.provision import LAYERS

ANSWER = ("outcome", "via", "review", "eccn", "path", "codified_outcome", "codified_via", "codified_review", "needs")
"""Columns that an answer appends, in order. A name that the input already has is appended as answer_NAME."""

WAITS = "an earlier line of this book that is undetermined"
NO_DATE = Complaint("LIC-F016", "The line has no date.", "column date", "State it, or ask with --as-of.")


@dataclass
class Answered:
    """A chunk with the reason codes of its rows: `case` numbers the distinct cases, `codes` holds theirs."""

    typed: Typed
    case: npt.NDArray[np.int64]
    codes: list[Codes]
    rows: list[list[Value]]
    days: list[int]
    waiting: set[int] = field(default_factory=set)
    """Cases that wait for an earlier line."""


class Runner:
    """Answers chunk after chunk of one book."""

    def __init__(self, engine: Engine, settings: Settings, *, independent: bool = False) -> None:
        self.engine = engine
        self.settings = settings
        self.quotas = None if independent else SharedQuotas()
        self._cuts: dict[frozenset[int], Cuts] = {}

    def answer(self, frame: pl.DataFrame) -> Answered:
        """Reason codes for every row of a chunk."""
        typed = type_frame(frame, self.settings.assume)
        day = self._dated(typed)
        columns = typed.columns
        for name, reading in self.engine.corpus.readings.items():
            columns[f"reading:{name}"] = Constant(self.settings.readings.get(name, reading.default or None))
        DoorColumns(columns, typed.size).run()
        stretch, starts = self._stretches(day, typed.size)
        columns["law:stretch"] = Vector(stretch) if len(starts) > 1 else BLANK
        cuts = self._cuts_of(starts)
        key, count = signature(columns, cuts, typed.size)
        first = representatives(key, count)
        answered = Answered(typed, key, [], [], [])
        self._decide_cases(answered, first, day)
        if self.quotas is not None:
            self._share(answered, day)
        return answered

    def _dated(self, typed: Typed) -> Cells:
        """Fill blank dates, and give the day whose law each row asks for."""
        date = typed.columns.get("date", BLANK)
        default = self.settings.as_of if self.settings.as_of is not None else self.settings.today
        if isinstance(date, Constant):
            date = Constant(date.value if date.value is not None else default)
        elif default is not None:
            date = Vector(np.where(date.data == NULL, default, date.data))
        typed.columns["date"] = date
        if isinstance(date, Constant) and date.value is None:
            typed.complaints += [(index, NO_DATE) for index in range(typed.size)]
            date = Constant(0)
        elif isinstance(date, Vector) and (blank := date.data == NULL).any():
            typed.complaints += [(int(index), NO_DATE) for index in np.flatnonzero(blank)]
            date = Vector(np.where(blank, 0, date.data))
        return date if self.settings.as_of is None else Constant(self.settings.as_of)

    def _stretches(self, day: Cells, size: int) -> tuple[npt.NDArray[np.int64], list[int]]:
        """The stretch without change that each row lies in, and the first days of those that occur."""
        if isinstance(day, Constant):
            return np.zeros(size, dtype=np.int64), [int(day.value or 0)]
        bounds = np.array(self.engine.corpus.boundaries, dtype=np.int64)
        place = np.searchsorted(bounds, day.data, side="right")
        found, inverse = np.unique(place, return_inverse=True)
        starts = [int(bounds[p - 1]) if p else int(bounds[0]) - 1 for p in found]
        return inverse.astype(np.int64), starts

    def _cuts_of(self, starts: list[int]) -> Cuts:
        key = frozenset(starts)
        if key not in self._cuts:
            books = [self.engine.book(day, self.settings.known_at, layer) for day in starts for layer in LAYERS]
            cuts = cuts_of(books)
            numbers = {**cuts.numbers, "law:stretch": tuple(range(1, len(starts)))}
            self._cuts[key] = Cuts(numbers, cuts.texts, cuts.truths, cuts.ratios, cuts.pairs)
        return self._cuts[key]

    def _decide_cases(self, answered: Answered, first: npt.NDArray[np.int64], day: Cells) -> None:
        """Decide one row of each case."""
        where, columns = self.engine.where, answered.typed.columns
        fixed: list[Value] = [None] * len(where)
        moving = []
        for name, place in where.items():
            cells = columns.get(name, BLANK)
            if isinstance(cells, Constant):
                fixed[place] = cells.value
            else:
                moving.append((place, cells))
        for index in first.tolist():
            row = fixed.copy()
            for place, cells in moving:
                row[place] = cells.value(index)
            row_day = int(cell(day, index) or 0)
            answered.rows.append(row)
            answered.days.append(row_day)
            answered.codes.append(self.engine.codes(row, row_day, self.settings.known_at))

    def _share(self, answered: Answered, day: Cells) -> None:
        """Go through the lines that touch a quota in file order; where a line's answer moves, it becomes a case of its own."""
        assert self.quotas is not None
        known_at, where = self.settings.known_at, self.engine.where
        feels = np.array(
            [feels_quotas(self.engine, row, d, known_at) for row, d in zip(answered.rows, answered.days, strict=True)], dtype=np.bool_
        )
        bad = {index for index, _ in answered.typed.complaints}
        columns = answered.typed.columns
        own = [(c, where[c]) for c in ("line_tpp", "lpp_after_tpp", "operator_lpp_after_tpp", "country_after_tpp")]
        moved: dict[tuple[int, Codes], int] = {}
        for index in np.flatnonzero(feels[answered.case]).tolist() if feels.any() else ():
            if index in bad:
                continue
            number = int(answered.case[index])
            row = answered.rows[number].copy()
            for column, place in own:
                row[place] = cell(columns.get(column, BLANK), index)
            named = {name: cell(columns.get(name, BLANK), index) for name in NAMED_BY}
            codes = self.quotas.decide(self.engine, row, named, answered.days[number], known_at)
            if codes == answered.codes[number]:
                continue
            if (number, codes) not in moved:
                moved[number, codes] = len(answered.codes)
                answered.codes.append(codes)
                answered.rows.append(row)
                answered.days.append(answered.days[number])
                plain = self.engine.codes(row, answered.days[number], known_at)
                if any(a < 0 <= b for x, y in zip(codes, plain, strict=True) for a, b in zip(x, y, strict=True)):
                    answered.waiting.add(moved[number, codes])
            answered.case[index] = moved[number, codes]

    def texts(self, answered: Answered) -> pl.DataFrame:
        """The answer's columns in words."""
        engine, settings = self.engine, self.settings
        table: dict[str, list[str]] = {name: [] for name in ANSWER}
        for number, codes in enumerate(answered.codes):
            outcome, via, review = headline(engine, codes, settings.layer)
            codified = summary(engine, codes)[0]
            eccn = step_outcome(engine.corpus.chains["eccn"].step(codes[0][ECCN]), codes[0][ECCN])
            if eccn == "as claimed":
                eccn = str(answered.rows[number][engine.where["eccn"]])
            needs = self._needs(answered, number, outcome)
            for name, value in zip(ANSWER, (outcome, via, review, eccn, path_of(codes), *codified, needs), strict=True):
                table[name].append(value)
        place = pl.Series(answered.case)
        found = pl.DataFrame({name: pl.Series(values, dtype=pl.String).gather(place) for name, values in table.items()})
        return _with_complaints(found, answered.typed)

    def _needs(self, answered: Answered, number: int, outcome: str) -> str:
        codes, row, day = answered.codes[number], answered.rows[number], answered.days[number]
        if outcome != "undetermined" and all(code >= 0 for layer in codes for code in layer):
            return ""
        unknown = {}
        for place, layer in enumerate(LAYERS):
            evaluation = Evaluation(self.engine.book(day, self.settings.known_at, layer), row, self.engine.where)
            unknown[layer] = tuple(unknown_leaves(evaluation, codes[place]))
        letters = (("letter", None),) if outcome == "undetermined" and codes[1][-1] < 0 else ()
        needs = needs_of(self.engine, unknown, letters, row, self.settings.layer)
        words = [WAITS] if number in answered.waiting else []
        return "|".join([*words, *(need.name for need in needs)])


def _with_complaints(found: pl.DataFrame, typed: Typed) -> pl.DataFrame:
    """Rows that were complained about are answered undetermined, with the complaint in `needs`: nothing half-read is decided."""
    if not typed.complaints:
        return found
    reasons: dict[int, str] = {}
    for index, complaint in typed.complaints:
        text = f"{complaint.code} {complaint.what}"
        reasons[index] = f"{reasons[index]}; {text}" if index in reasons else text
    index = pl.Series(list(reasons), dtype=pl.Int64)
    bad = pl.Series(np.isin(np.arange(found.height), index.to_numpy()))
    columns = {}
    for name in found.columns:
        value = "undetermined" if "outcome" in name or "review" in name else "none" if "via" in name else ""
        columns[name] = found[name].zip_with(~bad, pl.Series([value] * found.height if found.height == 1 else [value]))
    columns["needs"] = columns["needs"].scatter(index, list(reasons.values()))
    return pl.DataFrame(columns)


def appended(frame: pl.DataFrame, answers: pl.DataFrame) -> pl.DataFrame:
    """The input's columns, kept, and the answer's behind them; a name already taken is appended as answer_NAME."""
    taken = {name.strip().casefold() for name in frame.columns}
    return frame.hstack([s.rename(f"answer_{s.name}") if s.name in taken else s for s in answers])


def answer_frame(
    lines: pl.DataFrame | pl.LazyFrame, settings: Settings, engine: Engine, *, why: str = "text", independent: bool = True
) -> pl.DataFrame:
    """Answer a frame.

    Args:
        why: `text` appends the answer in words; `code` one small integer per chain and layer, named LAYER_CHAIN.
        independent: lines do not share quotas.
    """
    frame = lines.collect() if isinstance(lines, pl.LazyFrame) else lines
    runner = Runner(engine, settings, independent=independent)
    answered = runner.answer(frame)
    if why == "code":
        return frame.hstack(code_columns(answered))
    return appended(frame, runner.texts(answered))


def code_columns(answered: Answered) -> list[pl.Series]:
    """Reason codes as small integers: `k` decided at step k, `~k` stopped unknown at step k."""
    from licet.decide.engine import CHAINS

    table = np.array(answered.codes, dtype=np.int16).reshape(len(answered.codes), -1)
    names = [f"{layer}_{chain}" for layer in LAYERS for chain in CHAINS]
    return [pl.Series(name, table[:, place][answered.case]) for place, name in enumerate(names)]
