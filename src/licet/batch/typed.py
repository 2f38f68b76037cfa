"""The front door for many lines: columns of texts or typed values in, columns of stored facts out, bad cells reported by row.

One reader judges every cell, `facts.values.parse_value`: columns only see to it that each distinct text is judged once, and that plain numbers
take a faster way to the same result.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np
import polars as pl

from licet.backends.columns import NULL, Cells, Constant, Value, Vector, _coalesced
from licet.base.errors import Complaint, FactError
from licet.facts.intake import admit, known_fact, normal_eccn, normal_name
from licet.facts.values import parse_value
from licet.facts.vocabulary import ITEM, RATES, FactSpec, stored_columns, vocabulary

ITEM_FACTS = frozenset(spec.name for spec in (*ITEM, *RATES))
GROUPED_BY = frozenset(("chip", *(spec.name for spec in RATES)))
"""Where one of these is stated, the facts of the item depend on each other and are judged together."""

PLAIN = r"^(\d{1,13})(?:\.(\d{1,3})0*)?$"
"""Numbers that need no second look: digits, and at most three decimals that are not zero."""


@dataclass
class Typed:
    """Stored columns of a chunk and what is wrong with some of its rows."""

    size: int
    columns: dict[str, Cells] = field(default_factory=dict)
    complaints: list[tuple[int, Complaint]] = field(default_factory=list)

    def complain(self, where: pl.Series, complaint: Complaint) -> None:
        """Report a complaint for every row in which `where` is true."""
        self.complaints += [(int(index), complaint) for index in where.fill_null(False).arg_true()]


def type_frame(frame: pl.DataFrame, assume: Mapping[str, tuple[str, str]]) -> Typed:
    """Type a chunk. Columns that are no facts are left alone.

    Args:
        frame: columns by fact name; texts, or numbers, dates and truth values.
        assume: fact to (text, who chose it), for blanks.
    """
    typed = Typed(frame.height)
    known = vocabulary()
    facts = [name for name in frame.columns if name in known and not known[name].derived]
    grouped = [name for name in facts if name in ITEM_FACTS]
    if any(frame[name].null_count() < frame.height for name in grouped if name in GROUPED_BY):
        _type_together(frame.select(grouped), typed)
        facts = [name for name in facts if name not in ITEM_FACTS]
    for name in facts:
        _type_column(frame[name], known_fact(name), typed)
    _texts_besides(typed)
    for name, (text, _) in assume.items():
        stored = stored_columns(known[name])
        if name in frame.columns and any(column in typed.columns for column in stored):
            _fill_blanks(typed, parse_value(known_fact(name), text), stored)
        else:
            for column, value in parse_value(known_fact(name), text).items():
                typed.columns[column] = _coalesced(typed.columns.get(column, Constant(None)), Constant(value))
    return typed


def _fill_blanks(typed: Typed, values: Mapping[str, Value], stored: tuple[str, ...]) -> None:
    """Fill a fact's blanks; a set or a ratio is blank as a whole, never member by member."""
    for column in stored:
        if column in values:
            typed.columns[column] = _coalesced(typed.columns.get(column, Constant(None)), Constant(values[column]))


def _text(value: object) -> str:
    """A typed cell as the text that a person would have written."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return format(Decimal(repr(value)), "f")
    return str(value)


def _type_together(frame: pl.DataFrame, typed: Typed) -> None:
    """Judge the facts of the item jointly, each distinct combination once."""
    names = frame.columns
    distinct = frame.unique().with_row_index("licet_group")
    group = frame.join(distinct, on=names, how="left", nulls_equal=True, maintain_order="left")["licet_group"]
    found: list[dict[str, Value]] = []
    for number, cells in enumerate(distinct.select(names).iter_rows()):
        record = {name: _text(value) for name, value in zip(names, cells, strict=True) if value is not None}
        admitted = admit(record, {})
        found.append(admitted.values)
        for complaint in admitted.complaints:
            typed.complain(group == number, complaint.at("the item's columns"))
    for column in dict.fromkeys(column for values in found for column in values):
        values = [row.get(column) for row in found]
        typed.columns[column] = _gathered(values, group.to_numpy())


def _gathered(values: list[Value], index: np.ndarray[tuple[int], np.dtype[np.uint32]]) -> Cells:
    """A column from the values of its distinct cases and the case of each row."""
    if len(set(values)) == 1:
        return Constant(values[0])
    if any(isinstance(value, str) for value in values):
        labels = tuple(dict.fromkeys(str(value) for value in values if value is not None))
        place = {label: number for number, label in enumerate(labels)}
        table = np.array([-1 if value is None else place[str(value)] for value in values], dtype=np.int64)
        return Vector(table[index], labels)
    numbers = np.array([NULL if value is None else int(value) for value in values], dtype=np.int64)
    return Vector(numbers[index], is_truth=any(isinstance(value, bool) for value in values))


def _type_column(series: pl.Series, spec: FactSpec, typed: Typed) -> None:
    if series.null_count() == series.len():
        return
    if spec.kind == "quantity" and series.dtype == pl.String:
        _type_numbers_as_text(series, spec, typed)
    elif spec.kind == "quantity" and series.dtype.is_integer():
        _type_integers(series, spec, typed)
    elif spec.kind == "date" and series.dtype == pl.Date:
        days = series.to_physical().cast(pl.Int64).fill_null(NULL).to_numpy()
        typed.columns[spec.name] = Vector(days)
    elif spec.kind == "truth" and series.dtype == pl.Boolean:
        typed.columns[spec.name] = Vector(series.cast(pl.Int64).fill_null(NULL).to_numpy(), is_truth=True)
    else:
        _type_distinct(series, spec, typed)


def _type_distinct(series: pl.Series, spec: FactSpec, typed: Typed, known: pl.Series | None = None) -> None:
    """Judge each distinct cell once. `known` holds numbers that are judged already; they stand where it is not null."""
    rest = series if known is None else series.zip_with(known.is_null(), pl.Series([None], dtype=series.dtype))
    if series.dtype in (pl.Enum, pl.Categorical):
        rest = rest.cast(pl.String)
    distinct = rest.unique().drop_nulls()
    place = {cell: number for number, cell in enumerate(distinct.to_list())}
    values: list[dict[str, Value]] = []
    index = _index_of(rest, distinct)
    for cell, number in place.items():
        try:
            values.append(parse_value(spec, _text(cell)))
        except FactError as error:
            values.append({})
            typed.complain(pl.Series(index == number), error.complaint.at(f"column {spec.name}"))
    values.append({})  # the blank, at index -1
    for column in stored_columns(spec):
        cells = _gathered([found.get(column) for found in values], index)
        if known is not None:
            numbers = known.fill_null(NULL).to_numpy()
            rest_numbers = cells.data if isinstance(cells, Vector) else NULL if cells.value is None else int(cells.value)
            cells = Vector(np.where(numbers == NULL, rest_numbers, numbers))
        typed.columns[column] = cells


def _index_of(series: pl.Series, distinct: pl.Series) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """The position of each cell among the distinct ones, -1 for blank."""
    if series.dtype == pl.String and distinct.len():
        places = series.cast(pl.Enum(distinct)).to_physical().cast(pl.Int64)
    else:
        table = pl.DataFrame({"cell": distinct, "place": pl.Series(range(distinct.len()), dtype=pl.Int64)})
        places = pl.DataFrame({"cell": series}).join(table, on="cell", how="left", maintain_order="left")["place"]
    found: np.ndarray[tuple[int], np.dtype[np.int64]] = places.fill_null(-1).to_numpy()
    return found


def _type_numbers_as_text(series: pl.Series, spec: FactSpec, typed: Typed) -> None:
    parts = series.str.extract_groups(PLAIN).struct.unnest().rename({"1": "whole", "2": "decimals"})
    decimals = parts["decimals"].fill_null("0").str.pad_end(3, "0").cast(pl.Int64)
    numbers = parts["whole"].cast(pl.Int64) * spec.grain
    if spec.grain == 1000:
        numbers = numbers + decimals
    else:
        numbers = numbers.zip_with(decimals == 0, pl.Series([None], dtype=pl.Int64))
    inside = (numbers >= spec.low * spec.grain) & (numbers <= spec.high * spec.grain)
    known = numbers.zip_with(inside.fill_null(False), pl.Series([None], dtype=pl.Int64))
    if known.null_count() == series.null_count():
        typed.columns[spec.name] = Vector(known.fill_null(NULL).to_numpy())
    else:
        _type_distinct(series, spec, typed, known)


def _type_integers(series: pl.Series, spec: FactSpec, typed: Typed) -> None:
    inside = (series >= spec.low) & (series <= spec.high)
    known = series.zip_with(inside.fill_null(False), pl.Series([None], dtype=series.dtype)).cast(pl.Int64) * spec.grain
    if known.null_count() == series.null_count():
        typed.columns[spec.name] = Vector(known.fill_null(NULL).to_numpy())
    else:
        _type_distinct(series, spec, typed, known)


def _texts_besides(typed: Typed) -> None:
    """What a stated ECCN and a stated exporter say besides, as the single door does it."""
    bases = vocabulary()["base_eccn"].values
    eccn = typed.columns.get("eccn")
    if eccn is not None:
        typed.columns["eccn"] = _relabelled(eccn, normal_eccn)
        base = _relabelled(typed.columns["eccn"], lambda text: _base_of(text, bases))
        typed.columns["base_eccn"] = _coalesced(typed.columns.get("base_eccn", Constant(None)), base)
    name = typed.columns.get("exporter_name")
    if name is not None:
        typed.columns["addressee"] = _relabelled(name, normal_name)


def _base_of(eccn: str, bases: tuple[str, ...]) -> str:
    base, z, _ = eccn.partition(".z")
    return base if z and base in bases else "none"


def _relabelled(cells: Cells, change: Callable[[str], str]) -> Cells:
    if isinstance(cells, Constant):
        return Constant(None if cells.value is None else change(str(cells.value)))
    return Vector(cells.data, tuple(change(label) for label in cells.labels or ()))
