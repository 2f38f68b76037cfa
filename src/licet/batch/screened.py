"""Screening beside the columns: each distinct line is looked up once, and what is found takes its place among the stored columns."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np
import polars as pl

from licet.ask.desk import Desk
from licet.ask.screened import READS, ScreenedLine, screen_line
from licet.backends.columns import BLANK, Cells, Value, cell
from licet.base.dates import day_of
from licet.batch.typed import Typed, as_text, gathered
from licet.decide.settings import Settings

SCREEN_ANSWER = ("screening", "red_flags")
"""Columns that a screened answer has besides."""


class BookScreening:
    """Screens the lines of one book, chunk after chunk."""

    def __init__(self, desk: Desk, settings: Settings) -> None:
        self.desk = desk
        self.settings = settings
        self._known: dict[tuple[object, ...], ScreenedLine] = {}

    def fill(self, typed: Typed, frame: pl.DataFrame) -> list[ScreenedLine]:
        """Screen every line of a chunk and put the findings into its stored columns."""
        names = [name for name in frame.columns if name in READS]
        days = typed.columns.get("date", BLANK)
        lines = []
        rows = frame.select(names).iter_rows() if names else iter(() for _ in range(frame.height))
        for index, cells in enumerate(rows):
            day = self._day(cell(days, index))
            key = (day, *cells)
            if key not in self._known:
                texts = {name: as_text(value).strip() for name, value in zip(names, cells, strict=True) if value is not None}
                self._known[key] = screen_line(self.desk, texts, day)
            lines.append(self._known[key])
        for column in dict.fromkeys(column for line in lines for column in line.values):
            typed.columns[column] = _overlaid(typed.columns.get(column, BLANK), column, lines)
        return lines

    def _day(self, stated: Value) -> date:
        settings = self.settings
        number = settings.as_of if settings.as_of is not None else stated if isinstance(stated, int) else settings.today
        return date.min if number is None else day_of(number)


def _overlaid(cells: Cells, column: str, lines: list[ScreenedLine]) -> Cells:
    values = [line.values[column] if column in line.values else cell(cells, index) for index, line in enumerate(lines)]
    return gathered(values, np.arange(len(values)))


def screen_columns(lines: list[ScreenedLine]) -> pl.DataFrame:
    """What was found, in words."""
    found: Mapping[str, list[str]] = {
        "screening": [line.words() for line in lines], "red_flags": ["; ".join(map(str, line.flags)) for line in lines],
    }  # fmt: skip
    return pl.DataFrame({name: pl.Series(name, texts, dtype=pl.String) for name, texts in found.items()})
