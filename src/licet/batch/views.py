"""One order book before many books of law: days, layers, readings, what was known when.

Rows are typed once and reduced once, to what any of the books can tell apart; each book then decides what is left, a few
thousand rows where there were a million. Every view answers as a run of its own would.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
import polars as pl

from licet.backends.classes import NumberQuestion, Question, asked_by, combined, numbers_of, questions_of
from licet.backends.columns import BLANK, Cells, Constant, DoorColumns, Vector, known_cells
from licet.backends.layers import columns_of
from licet.backends.scalar import needed_provisions
from licet.base.dates import day_of
from licet.base.errors import Complaint
from licet.batch.clashes import clashes
from licet.batch.run import ANSWER, Answered, Runner
from licet.batch.typed import Typed, type_frame
from licet.decide.engine import CHAINS, Engine
from licet.decide.settings import Settings
from licet.facts.derive import formulas
from licet.language.provision import LAYERS

DATE = "date"
CODES = tuple(f"{chain}_code" for chain in CHAINS)
"""Reason codes of a view's own layer, beside the columns of ANSWER."""
SHOWN = (*ANSWER, *CODES)


@dataclass(frozen=True, slots=True)
class View:
    """From where the law is seen, and what that is called in a result."""

    name: str
    settings: Settings


def views_of(
    settings: Settings, days: Sequence[int | None], layers: Sequence[str], readings: Sequence[Mapping[str, str]]
) -> list[View]:
    """Every combination, named by what tells them apart."""
    found = []
    for day in days or [settings.as_of]:
        for layer in layers or [settings.layer]:
            for choice in readings or [{}]:
                words = [*(f"{name}={option}" for name, option in choice.items())]
                seen = replace(settings, as_of=day, layer=layer, readings={**settings.readings, **choice})
                at = "own date" if day is None else day_of(day).isoformat()
                found.append(View("/".join([at, layer, *words]), seen))
    return found


@dataclass
class Shelf:
    """Answers chunk after chunk of one order book under every view. What is assumed for blanks is the same in all views."""

    engine: Engine
    views: Sequence[View]
    independent: bool = True
    _runners: dict[tuple[object, ...], Runner] = field(default_factory=dict)
    _questions: list[Question] = field(default_factory=list)

    def answer(self, frame: pl.DataFrame, refused: Iterable[tuple[int, Complaint]] = ()) -> Iterator[tuple[View, Runner, Answered]]:
        """Each view with its runner and the answered chunk."""
        typed = type_frame(frame, self.views[0].settings.assume)
        typed.complaints += refused
        told = clashes(frame)
        dated = _is_dated(typed)
        key, first = self._alike(typed, dated)
        few = {name: _taken(cells, first) for name, cells in typed.columns.items()}
        done: dict[int, tuple[npt.NDArray[np.int64], list[tuple[int, Complaint]]]] = {}
        for view in self.views:
            runner = self._runner(view, dated)
            if id(runner) not in done:
                rows = Typed(len(first), dict(few))
                done[id(runner)] = runner.cases_of(rows, runner.finish(rows), typed.size), rows.complaints
            cases, undated = done[id(runner)]
            mine = Typed(typed.size, dict(typed.columns), [*typed.complaints, *_spread(undated, key, typed.complaints)])
            if not self.independent:
                # Lines that share a quota are walked one by one, each with its own figures.
                runner.finish(replace(mine, complaints=[]))
            yield view, runner, runner.share(Answered(mine, cases[key], told))

    def _runner(self, view: View, dated: bool) -> Runner:
        """The runner of a view. Where no line lacks a date, views between two changes of the law share one."""
        settings = view.settings
        if not self.independent:
            if (view.name,) not in self._runners:
                self._runners[view.name,] = Runner(self.engine, settings, independent=False)
            return self._runners[view.name,]
        if settings.as_of is not None:
            asked = self.engine.readings_asked(settings.as_of, settings.known_at)
            day = self.engine.corpus.period(settings.as_of) if dated else settings.as_of
            settings = replace(settings, as_of=day, readings={n: c for n, c in settings.readings.items() if n in asked})
        key = (settings.as_of, settings.known_at, tuple(sorted(settings.readings.items())))
        if key not in self._runners:
            self._runners[key] = Runner(self.engine, settings, independent=True)
        return self._runners[key]

    def _alike(self, typed: Typed, dated: bool) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """The kind of each row, so that no view tells two rows of a kind apart; and the first row of each kind."""
        columns = dict(typed.columns)
        DoorColumns(columns, typed.size).run()
        self._questions = self._questions or self._all_questions()
        parts: list[tuple[npt.NDArray[np.int64], int]] = []
        for question in self._questions:
            classes = question.classes([columns.get(name, BLANK) for name in question.columns], typed.size)
            if len(classes) > 1:
                parts.append((classes.astype(np.int64), question.count))
        if not dated:
            # A view gives the line its day: what is reckoned with a date counts by its value and not by its class.
            for name in sorted(self._beside_dates()):
                cells = typed.columns.get(name, BLANK)
                if isinstance(cells, Vector):
                    values, place = np.unique(numbers_of(cells), return_inverse=True)
                    parts.append((place.astype(np.int64), len(values)))
        key, first = combined(parts)
        return (key if len(key) == typed.size else np.zeros(typed.size, dtype=np.int64)), first

    def _all_questions(self) -> list[Question]:
        """What any book of any view asks."""
        asked = {(view.settings.as_of, view.settings.known_at) for view in self.views}
        days = {(day, known) for of, known in asked for day in (self._days() if of is None else (of,))}
        books = [self.engine.book(day, known, layer) for day, known in sorted(days, key=repr) for layer in LAYERS]
        trees = dict.fromkeys(book.trees[name] for book in books for name in needed_provisions(book, CHAINS))
        found = [q for q in questions_of(asked_by(trees)) if not q.columns[0].startswith("reading:")]
        # Which stretch of law a line falls in, where a view asks for the line's own date.
        return [*found, NumberQuestion(DATE, self.engine.corpus.boundaries)] if (None in {day for day, _ in asked}) else found

    def _days(self) -> tuple[int, ...]:
        bounds = self.engine.corpus.boundaries
        return (bounds[0] - 1, *bounds)

    def _beside_dates(self) -> set[str]:
        """Columns that are reckoned or compared with the date of the line, directly or through a formula."""
        found = {DATE}
        for formula in formulas():
            read = set(columns_of(formula.tree))
            if read & found:
                found |= {formula.column, *read}
        for question in self._questions:
            if DATE in question.columns:
                found |= set(question.columns)
        return found - {DATE}

    def shown(self, view: View, runner: Runner, answered: Answered, names: Sequence[str]) -> list[pl.Series]:
        """Some columns of a view's answer, by the names of SHOWN."""
        texts = runner.texts(answered, list(dict.fromkeys(name for name in names if name in ANSWER)), view.settings.layer)
        codes = {}
        if any(name in CODES for name in names):
            found = {series.name: series for series in runner.codes_of(answered)}
            bad = pl.Series(sorted({row for row, _ in answered.typed.complaints}), dtype=pl.Int64)
            for chain, name in zip(CHAINS, CODES, strict=True):
                codes[name] = found[f"{view.settings.layer}_{chain}"].scatter(bad, None).rename(name)
        return [texts[name] if name in ANSWER else codes[name] for name in names]


def _is_dated(typed: Typed) -> bool:
    date = typed.columns.get(DATE, BLANK)
    return date.value is not None if isinstance(date, Constant) else bool(known_cells(date).all())


def _taken(cells: Cells, rows: npt.NDArray[np.int64]) -> Cells:
    return cells if isinstance(cells, Constant) else Vector(cells.data[rows], cells.labels, cells.is_truth)


def _spread(
    found: Sequence[tuple[int, Complaint]], key: npt.NDArray[np.int64], told: Sequence[tuple[int, Complaint]]
) -> Iterator[tuple[int, Complaint]]:
    """Complaints about kinds of rows, for every row of the kind that has none yet."""
    if found:
        before, about = {row for row, _ in told}, dict(found)
        for row in np.flatnonzero(np.isin(key, list(about))).tolist():
            if row not in before:
                yield row, about[int(key[row])]
