"""The main job on columns: type a chunk, find its distinct cases, decide each once, let lines share their quotas,
append the answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import polars as pl

from licet.ask.desk import Desk
from licet.ask.screened import ScreenedLine
from licet.backends.columns import BLANK, NULL, Cells, Constant, DoorColumns, Value, Vector, cell
from licet.backends.signature import Sorter
from licet.base.errors import Complaint
from licet.batch.clashes import clashes
from licet.batch.screened import BookScreening, screen_columns
from licet.batch.shared import AFTER, NAMED_BY, SharedQuotas, feels_quotas
from licet.batch.typed import Typed, type_frame
from licet.decide.case import step_outcome, summary, unknown_leaves
from licet.decide.determine import headline, path_of
from licet.decide.engine import CHAINS, ECCN, INFORMED, Codes, Engine
from licet.decide.evaluate import Evaluation
from licet.decide.needs import needs_of
from licet.decide.settings import Settings
from licet.language.provision import LAYERS

ANSWER = ("outcome", "via", "review", "eccn", "path", "codified_outcome", "codified_via", "codified_review", "needs", "conflicts")
"""Columns that an answer appends, in order. A name that the input already has is appended as answer_NAME."""

DAYS_MOST = 100_000
SMALL = 3_000
"""Up to so many rows are decided one by one."""

WAITS = "an earlier line of this book that is undetermined"
NO_DATE = Complaint("LIC-F016", "The line has no date.", "column date", "State it, or ask with --as-of.")


@dataclass
class Answered:
    """A chunk with the case number of each of its rows; the cases themselves stand in the runner."""

    typed: Typed
    case: npt.NDArray[np.int64]
    clashes: Mapping[int, str] = field(default_factory=dict)
    """Statements that clash, by row."""
    screened: list[ScreenedLine] = field(default_factory=list)
    """What was found of the parties of each row, where they were looked up."""


@dataclass
class Cases:
    """Every case met so far: reason codes, one finished row, the day it was decided for."""

    codes: list[Codes] = field(default_factory=list)
    rows: list[list[Value]] = field(default_factory=list)
    days: list[int] = field(default_factory=list)
    feels_quotas: list[bool] = field(default_factory=list)
    waiting: set[int] = field(default_factory=set)
    """Cases that wait for an earlier line."""


class Runner:
    """Answers chunk after chunk of one book."""

    def __init__(self, engine: Engine, settings: Settings, *, independent: bool = False, desk: Desk | None = None) -> None:
        self.engine = engine
        self.settings = settings
        self.quotas = None if independent else SharedQuotas()
        self.screening = BookScreening(desk, settings) if desk else None
        self.cases = Cases()
        self._starts: list[int] = []
        self._sorter: Sorter | None = None
        self._of_sorter: list[int] = []
        self._moved: dict[tuple[int, Codes], int] = {}
        self._texts: dict[tuple[str, int], tuple[str, ...]] = {}

    def answer(self, frame: pl.DataFrame, refused: Iterable[tuple[int, Complaint]] = ()) -> Answered:
        """The case of every row of a chunk; rows that are refused beforehand take nothing from any quota."""
        typed = type_frame(frame, self.settings.assume)
        typed.complaints += refused
        screened = self.screening.fill(typed, frame) if self.screening else []
        day = self.finish(typed)
        return self.share(Answered(typed, self.cases_of(typed, day, typed.size), clashes(frame), screened))

    def finish(self, typed: Typed) -> Cells:
        """Fill what stands blank in typed rows: dates, readings, what the door's formulas give. Returns each row's day of law."""
        day = self._dated(typed)
        for name, reading in self.engine.corpus.readings.items():
            typed.columns[f"reading:{name}"] = Constant(self.settings.readings.get(name, reading.default or None))
        DoorColumns(typed.columns, typed.size).run()
        return day

    def cases_of(self, typed: Typed, day: Cells, lines: int) -> npt.NDArray[np.int64]:
        """The case of every finished row. `lines`: how many lines the rows stand for."""
        if self._sorter is None and lines <= SMALL:
            return self._one_by_one(typed.columns, day, typed.size)
        return self._sorted(typed.columns, day, typed.size)

    def _one_by_one(self, columns: dict[str, Cells], day: Cells, size: int) -> npt.NDArray[np.int64]:
        """A few rows are decided as they come: sorting pays from some thousands on."""
        start = len(self.cases.codes)
        names = list(self.engine.where)
        for index in range(size):
            row = [cell(columns.get(name, BLANK), index) for name in names]
            self._decide(row, int(cell(day, index) or 0))
        return np.arange(start, start + size, dtype=np.int64)

    def _sorted(self, columns: dict[str, Cells], day: Cells, size: int) -> npt.NDArray[np.int64]:
        stretch = self._stretches(day)
        assert self._sorter is not None
        numbers, new = self._sorter.sort(columns, stretch, size)
        for number in new:
            self._of_sorter.append(len(self.cases.codes))
            self._decide(self._sorter.rows[number], self._starts[self._sorter.stretch_of[number]])
        case = np.array(self._of_sorter, dtype=np.int64)[numbers]
        return case if len(case) == size else np.full(size, case[0])

    def _decide(self, row: list[Value], day: int) -> None:
        self.cases.codes.append(self.engine.codes(row, day, self.settings.known_at))
        self.cases.rows.append(row)
        self.cases.days.append(day)
        self.cases.feels_quotas.append(self.quotas is not None and feels_quotas(self.engine, row, day, self.settings.known_at))

    def _dated(self, typed: Typed) -> Cells:
        """Fill blank dates, and give the day whose law each row asks for."""
        date = typed.columns.get("date", BLANK)
        default = self.settings.as_of if self.settings.as_of is not None else self.settings.today
        if isinstance(date, Constant):
            date = Constant(date.value if date.value is not None else default)
        elif default is not None:
            date = Vector(np.where(date.data == NULL, default, date.data))
        typed.columns["date"] = date
        told = {index for index, _ in typed.complaints}  # a date that could not be read is not also missing
        if isinstance(date, Constant) and date.value is None:
            typed.complaints += [(index, NO_DATE) for index in range(typed.size) if index not in told]
            date = Constant(0)
        elif isinstance(date, Vector) and (blank := date.data == NULL).any():
            typed.complaints += [(int(index), NO_DATE) for index in np.flatnonzero(blank) if int(index) not in told]
            date = Vector(np.where(blank, 0, date.data))
        return date if self.settings.as_of is None else Constant(self.settings.as_of)

    def _stretches(self, day: Cells) -> Cells:
        """The number of the stretch without change that each row lies in; a chunk with new stretches renews the sorter."""
        bounds = np.array(self.engine.corpus.boundaries, dtype=np.int64)
        days = np.array([int(day.value or 0)]) if isinstance(day, Constant) else day.data
        place = _places(days, bounds)
        present = np.flatnonzero(np.bincount(place, minlength=len(bounds) + 1))
        starts = [int(bounds[p - 1]) if p else int(bounds[0]) - 1 for p in present]
        if self._sorter is None or not set(starts) <= set(self._starts):
            self._starts = sorted({*starts, *self._starts})
            books = [[self.engine.book(start, self.settings.known_at, layer) for layer in LAYERS] for start in self._starts]
            self._sorter, self._of_sorter = Sorter(books, CHAINS, self.engine.where), []
        number_of = {start: number for number, start in enumerate(self._starts)}
        table = np.zeros(len(bounds) + 1, dtype=np.int64)
        table[present] = [number_of[start] for start in starts]
        numbers = table[place]
        return Constant(int(numbers[0])) if isinstance(day, Constant) else Vector(numbers)

    def share(self, answered: Answered) -> Answered:
        """Go through the lines that touch a quota in file order; where a line's answer moves, it becomes a case of its own."""
        if self.quotas is None:
            return answered
        cases, known_at, where = self.cases, self.settings.known_at, self.engine.where
        feels = np.array(cases.feels_quotas, dtype=np.bool_)[answered.case]
        bad = {index for index, _ in answered.typed.complaints}
        columns = answered.typed.columns
        own = [(c, where[c]) for c in ("line_tpp", *AFTER)]
        for index in np.flatnonzero(feels).tolist():
            if index in bad:
                continue
            number = int(answered.case[index])
            row = cases.rows[number].copy()
            for column, place in own:
                row[place] = cell(columns.get(column, BLANK), index)
            named = {name: cell(columns.get(name, BLANK), index) for name in NAMED_BY}
            codes = self.quotas.decide(self.engine, row, named, cases.days[number], known_at)
            if codes != cases.codes[number]:
                answered.case[index] = self._moved_case(number, codes, row)
        return answered

    def _moved_case(self, number: int, codes: Codes, row: list[Value]) -> int:
        """The case that a row becomes beside the lines before it."""
        if (number, codes) not in self._moved:
            cases, moved = self.cases, len(self.cases.codes)
            self._moved[number, codes] = moved
            day = cases.days[number]
            plain = self.engine.codes(row, day, self.settings.known_at)
            cases.codes.append(codes)
            cases.rows.append(row)
            cases.days.append(day)
            cases.feels_quotas.append(True)
            if any(a < 0 <= b for x, y in zip(codes, plain, strict=True) for a, b in zip(x, y, strict=True)):
                cases.waiting.add(moved)
        return self._moved[number, codes]

    def texts(self, answered: Answered, names: Sequence[str] = ANSWER, layer: str = "") -> pl.DataFrame:
        """The answer's columns in words, or some of them; `layer` heads the answer instead of the one that the settings name."""
        head = layer or self.settings.layer
        present = np.flatnonzero(np.bincount(answered.case))
        with_needs = "needs" in names  # what is missing costs more to say than all the rest
        for number in present.tolist():
            if len(self._texts.get((head, number), ())) < len(ANSWER) - 2 + with_needs:
                self._texts[head, number] = self._words(number, head, with_needs)
        place = np.zeros(int(present.max(initial=-1)) + 1, dtype=np.int64)
        place[present] = np.arange(len(present))
        rows = [self._texts[head, number] for number in present.tolist()]
        index = pl.Series(place[answered.case])
        columns = {
            name: pl.Series([row[n] for row in rows], dtype=pl.String).gather(index)
            for n, name in enumerate(ANSWER[:-1])
            if name in names
        }
        if ANSWER[-1] in names:
            told = answered.clashes
            columns[ANSWER[-1]] = pl.repeat("", answered.typed.size, eager=True).scatter(list(told), list(told.values()))
        found = _with_complaints(pl.DataFrame(columns).select(names), answered.typed)
        return found.hstack(screen_columns(answered.screened)) if self.screening else found

    def _words(self, number: int, layer: str, with_needs: bool) -> tuple[str, ...]:
        """The answer's columns of one case; what is missing comes last, where it is wanted."""
        engine, codes = self.engine, self.cases.codes[number]
        outcome, via, review = headline(engine, codes, layer)
        eccn = step_outcome(engine.corpus.chains["eccn"].step(codes[0][ECCN]), codes[0][ECCN])
        if eccn == "as claimed":
            eccn = str(self.cases.rows[number][engine.where["eccn"]] or "")
        found = (outcome, via, review, eccn, path_of(codes), *summary(engine, codes)[0])
        return (*found, self._needs(number, outcome, layer)) if with_needs else found

    def _needs(self, number: int, outcome: str, head: str) -> str:
        codes, row, day = self.cases.codes[number], self.cases.rows[number], self.cases.days[number]
        if outcome != "undetermined" and all(code >= 0 for layer in codes for code in layer):
            return ""
        unknown = {}
        for place, layer in enumerate(LAYERS):
            evaluation = Evaluation(self.engine.book(day, self.settings.known_at, layer), row, self.engine.where)
            unknown[layer] = tuple(unknown_leaves(evaluation, codes[place]))
        letters = (("letter", None),) if outcome == "undetermined" and codes[1][INFORMED] < 0 else ()
        needs = needs_of(self.engine, unknown, letters, row, head)
        words = [WAITS] if number in self.cases.waiting else []
        return "|".join([*words, *(need.name for need in needs)])

    def codes_of(self, answered: Answered) -> list[pl.Series]:
        """Reason codes as small integers: `k` decided at step k, `~k` stopped unknown at step k."""
        table = np.array(self.cases.codes, dtype=np.int8).reshape(len(self.cases.codes), -1)
        names = [f"{layer}_{chain}" for layer in LAYERS for chain in CHAINS]
        return [pl.Series(name, table[:, place][answered.case]) for place, name in enumerate(names)]


def _places(days: npt.NDArray[np.int64], bounds: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Between which bounds each day lies; by a table of days where they span few years."""
    low, high = int(days.min(initial=0)), int(days.max(initial=0))
    if high - low > DAYS_MOST:
        return np.searchsorted(bounds, days, side="right").astype(np.int64)
    table = np.searchsorted(bounds, np.arange(low, high + 1), side="right").astype(np.int64)
    return table[days - low]


def _with_complaints(found: pl.DataFrame, typed: Typed) -> pl.DataFrame:
    """Rows that were complained about are answered undetermined, with the complaint in `needs`: nothing half-read is decided."""
    if not typed.complaints:
        return found
    reasons: dict[int, str] = {}
    for row, complaint in typed.complaints:
        text = f"{complaint.code} {complaint.what}"
        reasons[row] = f"{reasons[row]}; {text}" if row in reasons else text
    rows = pl.Series(list(reasons), dtype=pl.Int64)
    columns = []
    for series in found:
        name = series.name
        value = "undetermined" if "outcome" in name or "review" in name else "none" if "via" in name else ""
        columns.append(series.scatter(rows, list(reasons.values()) if name == "needs" else value))
    return pl.DataFrame(columns)


def appended(frame: pl.DataFrame, answers: pl.DataFrame) -> pl.DataFrame:
    """The input's columns, kept, and the answer's behind them; a name already taken is appended as answer_NAME."""
    return frame.hstack([series.rename(name) for series, name in zip(answers, answer_names(frame.columns, answers.columns), strict=True)])


def answer_names(columns: Sequence[str], answers: Sequence[str] = ANSWER) -> list[str]:
    """What the answer's columns are called beside those of the input."""
    taken = {name.strip().casefold() for name in columns}
    names = []
    for name in answers:
        while name in taken:
            name = f"answer_{name}"
        names.append(name)
    return names


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
        return frame.hstack(runner.codes_of(answered))
    return appended(frame, runner.texts(answered))
