"""The front door for many lines: columns of texts or typed values in, columns of stored facts out, bad cells reported by row.

One reader judges every cell, `facts.values.parse_value`: columns only see to it that each distinct text is judged once, and
that plain numbers take a faster way to the same result.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from decimal import Decimal

import numpy as np
import polars as pl

from licet.backends.columns import BLANK, NULL, Cells, Constant, Value, Vector, chosen, coalesced, known_cells
from licet.base.errors import Complaint, FactError
from licet.facts.derive import WEIGHTS_ENTRY, role_columns
from licet.facts.intake import LEVELS, WITHOUT_PROCESSOR, admit, group_of, known_fact, levels_of, normal_eccn, normal_name
from licet.facts.profiles import gives_way
from licet.facts.values import parse_value
from licet.facts.vocabulary import ITEM, OPTIONAL_ROLES, RATES, FactSpec, optional_role, stored_columns, vocabulary

Index = np.ndarray[tuple[int], np.dtype[np.int64]]

ITEM_FACTS = frozenset((*(spec.name for spec in (*ITEM, *RATES)), "weights_published"))
GROUPED_BY = frozenset(("chip", *(spec.name for spec in RATES)))
"""Where one of these is stated, the facts of the item depend on each other and are judged together."""

PLAIN = r"^([0-9]{1,13})(?:\.([0-9]{1,3})0*)?$"
"""Numbers that need no second look: digits, and at most three decimals that are not zero."""


@dataclass
class Typed:
    """Stored columns of a chunk and what is wrong with some of its rows."""

    size: int
    columns: dict[str, Cells] = field(default_factory=dict)
    complaints: list[tuple[int, Complaint]] = field(default_factory=list)

    def complain(self, case: Index, about: Mapping[int, Complaint]) -> None:
        """Report the complaint about its case for every row that has one; `case` gives the case of each row, -1 for none."""
        if about:
            self.complaints += [(int(row), about[int(case[row])]) for row in np.flatnonzero(np.isin(case, list(about)))]


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
    if any(frame[name].null_count() < frame.height for name in grouped if name in GROUPED_BY) or _doubts_kind(frame, grouped):
        _type_together(frame.select(grouped), typed)
        facts = [name for name in facts if name not in ITEM_FACTS]
    for name in facts:
        of_the_chip = {column: typed.columns[column] for column in stored_columns(known[name]) if column in typed.columns}
        _type_column(frame[name], known_fact(name), typed)
        for column, cells in of_the_chip.items():
            typed.columns[column] = coalesced(typed.columns[column], cells)
    _texts_besides(typed)
    spoken_of = {role: _any_known(typed, role_columns(role)) for role in OPTIONAL_ROLES}
    for name, (text, by) in assume.items():
        values = parse_value(known_fact(name), text)
        role = optional_role(name)
        for column in stored_columns(known[name]):
            filling: Cells = Constant(values.get(column))
            if role:
                said = spoken_of[role]
                filling = BLANK if said is None else chosen(said, filling, BLANK)
            elif (said := _told(frame, (name, *gives_way(name, by)))) is not None:
                filling = chosen(said, BLANK, filling)
            typed.columns[column] = coalesced(typed.columns.get(column, BLANK), filling)
    return typed


def _doubts_kind(frame: pl.DataFrame, names: list[str]) -> bool:
    """Whether some row states a processor's performance of an item that is no processor, or claims the entry for weights."""
    if "eccn" in names and (frame["eccn"].cast(pl.String).str.strip_chars().str.to_uppercase() == WEIGHTS_ENTRY).any():
        return True
    figures = [frame[name].is_not_null() for name in ("tpp", "ic_tpp") if name in names]
    if "item_kind" not in names or not figures:
        return False
    kinds = without_processor(frame["item_kind"])
    return kinds is not None and any((kinds & stated).any() for stated in figures)


def without_processor(kinds: pl.Series) -> pl.Series | None:
    """The rows whose kind of item has no processor; None where there are none. A kind is looked at once, not in every row."""
    told = kinds.unique().drop_nulls()
    texts = told.cast(pl.String).str.strip_chars().str.to_lowercase()
    without = told.filter(texts.is_in(WITHOUT_PROCESSOR))
    return kinds.is_in(without.implode()) if without.len() else None


def _any_known(typed: Typed, columns: Iterable[str]) -> np.ndarray[tuple[int], np.dtype[np.bool_]] | None:
    """The rows in which one of the columns is known; None when there are none."""
    said = None
    for column in columns:
        cells = typed.columns.get(column, BLANK)
        if isinstance(cells, Vector):
            said = known_cells(cells) if said is None else said | known_cells(cells)
        elif cells.value is not None:
            return np.ones(typed.size, dtype=np.bool_)
    return said


def _told(frame: pl.DataFrame, names: Iterable[str]) -> np.ndarray[tuple[int], np.dtype[np.bool_]] | None:
    """The rows that say something of one of the facts, whether or not it was taken; None when there are none.

    INVARIANT: a statement that was not taken, because another one clashes with it, is no blank for an assumption to fill.
    """
    said = [_is_said(frame[name]) for name in names if name in frame.columns and frame[name].null_count() < frame.height]
    told = pl.DataFrame(said).select(pl.any_horizontal(pl.all())).to_series().to_numpy() if said else None
    return told if told is not None and told.any() else None


def _is_said(cells: pl.Series) -> pl.Series:
    """The rows with more than white space."""
    said = cells.is_not_null() if cells.dtype != pl.String else (cells.str.strip_chars() != "").fill_null(False)
    return said.alias(cells.name)


def as_text(value: object) -> str:
    """A typed cell as the text that a person would have written."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return format(Decimal(repr(value)), "f")
    if isinstance(value, datetime) and value.tzinfo is None and value.time() == time.min:
        return value.date().isoformat()  # midnight is how many programs write a day
    return str(value)


def _type_together(frame: pl.DataFrame, typed: Typed) -> None:
    """Judge the facts of the item jointly, each distinct combination once."""
    names = frame.columns
    distinct = frame.unique().with_row_index("licet_group")
    joined = frame.join(distinct, on=names, how="left", nulls_equal=True, maintain_order="left")
    group = joined["licet_group"].cast(pl.Int64).to_numpy()
    refused: dict[int, Complaint] = {}
    found: list[dict[str, Value]] = []
    for number, cells in enumerate(distinct.select(names).iter_rows()):
        record = {name: as_text(value) for name, value in zip(names, cells, strict=True) if value is not None}
        admitted = admit(record, {})
        found.append(admitted.values)
        for complaint in admitted.complaints:
            refused[number] = complaint.at("the item's columns")
    typed.complain(group, refused)
    for column in dict.fromkeys(column for values in found for column in values):
        values = [row.get(column) for row in found]
        typed.columns[column] = gathered(values, group)


def gathered(values: list[Value], index: Index) -> Cells:
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
    if spec.name == "line_id":  # ids are all different and no law asks for them: only a formula is looked for
        series = series.cast(pl.String).str.strip_chars_start()
        series = series.zip_with(series.str.starts_with("=").fill_null(False), pl.Series([None], dtype=pl.String))
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
    distinct, index = _distinct(rest)
    values: list[dict[str, Value]] = []
    refused: dict[int, Complaint] = {}
    for number, text in enumerate(distinct):
        try:
            values.append(parse_value(spec, text) if text.strip() else {})
        except FactError as error:
            values.append({})
            refused[number] = error.complaint.at(f"column {spec.name}")
    typed.complain(index, refused)
    values.append({})  # the blank, at index -1
    for column in stored_columns(spec):
        cells = gathered([found.get(column) for found in values], index)
        if known is not None:
            numbers = known.fill_null(NULL).to_numpy()
            rest_numbers = cells.data if isinstance(cells, Vector) else NULL if cells.value is None else int(cells.value)
            cells = Vector(np.where(numbers == NULL, rest_numbers, numbers))
        typed.columns[column] = cells


def _distinct(series: pl.Series) -> tuple[list[str], Index]:
    """The distinct cells as texts, and the place of each row's cell among them, -1 for blank."""
    if isinstance(series.dtype, pl.Enum):
        place = series.to_physical().cast(pl.Int64).fill_null(-1).to_numpy()
        labels = series.dtype.categories.to_list()
        used = set(np.flatnonzero(np.bincount(place + 1, minlength=len(labels) + 1)[1:]).tolist())
        # A label that no row uses is not judged: it takes the place of one that is.
        spare = next((label for n, label in enumerate(labels) if n in used), "")
        return [label if n in used else spare for n, label in enumerate(labels)], place
    if series.dtype == pl.Categorical:
        series = series.cast(pl.String)
    cells = series.unique().drop_nulls()
    if series.dtype == pl.String and cells.len():
        place = series.cast(pl.Enum(cells)).to_physical().cast(pl.Int64).fill_null(-1).to_numpy()
    else:
        table = pl.DataFrame({"cell": cells, "place": pl.Series(range(cells.len()), dtype=pl.Int64)})
        found = pl.DataFrame({"cell": series}).join(table, on="cell", how="left", maintain_order="left")["place"]
        place = found.fill_null(-1).to_numpy()
    return [as_text(cell) for cell in cells.to_list()], place


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
    if series.dtype not in (pl.UInt64, pl.Int128):
        series = series.cast(pl.Int64)  # narrow integers cannot be compared with a bound that they cannot hold
    inside = (series >= spec.low) & (series <= spec.high)
    known = series.zip_with(inside.fill_null(False), pl.Series([None], dtype=series.dtype)).cast(pl.Int64) * spec.grain
    if known.null_count() == series.null_count():
        typed.columns[spec.name] = Vector(known.fill_null(NULL).to_numpy())
    else:
        _type_distinct(series, spec, typed, known)


def _texts_besides(typed: Typed) -> None:
    """What a stated ECCN and a stated exporter say besides, as the single door does it."""
    bases = vocabulary()["base_eccn"].values
    plant = typed.columns.get("trained_on_eccn")
    if plant is not None:
        typed.columns["trained_on_eccn"] = _relabelled(plant, normal_eccn)
    eccn = typed.columns.get("eccn")
    if eccn is not None:
        typed.columns["eccn"] = _relabelled(eccn, normal_eccn)
        base = _relabelled(typed.columns["eccn"], lambda text: _base_of(text, bases))
        typed.columns["base_eccn"] = coalesced(typed.columns.get("base_eccn", BLANK), base)
        typed.columns["eccn_group"] = _relabelled(typed.columns["eccn"], group_of)
        for level in LEVELS:
            typed.columns[level] = _at_level(typed.columns["eccn"], level)
    commodity = typed.columns.get("technology_for")
    if commodity is not None:
        typed.columns["technology_for_group"] = _relabelled(commodity, group_of)
    name = typed.columns.get("exporter_name")
    if name is not None:
        typed.columns["addressee"] = _relabelled(name, normal_name)


def _base_of(eccn: str, bases: tuple[str, ...]) -> str:
    base, z, _ = eccn.partition(".z")
    return base if z and base in bases else "none"


def _at_level(cells: Cells, level: str) -> Cells:
    """The part of each stated ECCN down to a level; blank where less was stated."""
    if isinstance(cells, Constant):
        return Constant(None if cells.value is None else levels_of(str(cells.value)).get(level))
    found = [levels_of(label).get(level) for label in cells.labels or ()]
    return gathered([*found, None], cells.data)


def _relabelled(cells: Cells, change: Callable[[str], str]) -> Cells:
    if isinstance(cells, Constant):
        return Constant(None if cells.value is None else change(str(cells.value)))
    return Vector(cells.data, tuple(change(label) for label in cells.labels or ()))
