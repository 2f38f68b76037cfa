"""The whole way of a line as one SELECT: cells, catalogue, assumptions, door, law, words.

The same text runs on DuckDB, PostgreSQL and Spark, and answers as `licet check --independent` does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from licet.backends.sheet import BLANK, Known, Piece, Sheet, Term, plain
from licet.backends.sql import SqlTerms, all_of, chosen, coalesced, given, law_codes, negated, through_the_door
from licet.base.errors import UsageError
from licet.batch.header import fact_columns
from licet.decide.engine import CHAINS, Engine
from licet.decide.settings import Settings
from licet.facts.derive import layout
from licet.facts.vocabulary import vocabulary
from licet.lake.cells import Cells, column_type
from licet.lake.item import addressee, assume, base_entry, doubt, fill_from_chip, fill_from_rates, levels
from licet.lake.words import answer, with_complaints
from licet.language.provision import LAYERS
from licet.law import corpus

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
STORED = "stored"
WORDS, CODES = "words", "codes"


def law_text(
    source: str, columns: Mapping[str, str], engine: Engine, settings: Settings, *, keep: Sequence[str] = (), show: str = WORDS,
    chips: Iterable[str] | None = None,
) -> str:  # fmt: skip
    """A SELECT that answers every row of a table.

    Args:
        source: the table's name, or a SELECT in brackets.
        columns: its columns and their SQL types; those named after facts are read. The type `stored` is for the engine's own
            form: counts of grains, day numbers, names such as `consignee_listed__sdn`.
        keep: columns to carry over, before the answer's.
        show: `words` for the answer in words with its path, `codes` for a small integer per chain and layer.
        chips: the names of chips as the table writes them; those of the catalogue when not said.

    Raises:
        UsageError: LIC-U050 for a column of a type that SQL cannot read exactly, LIC-U051 for a name that needs quotes.
    """
    sheet = Sheet()
    kept = {name: sheet.named(f"k_{name}", Term(f"t.{_unquoted(name)}")) for name in keep}
    cells = _stored(sheet, columns) if STORED in columns.values() else _intake(sheet, columns, settings, chips)
    date = cells.values.get("date", BLANK)
    default = settings.as_of if settings.as_of is not None else settings.today
    cells.values["date"] = date = sheet.named("f_date", coalesced(date, Known(default)))
    if not isinstance(date, Known) or date.value is None:
        missing = all_of([negated(given(date)), negated(cells.stated.get("date", Known(False)))])
        cells.complain("date", sheet.named("e_no_date", chosen(missing, Known("LIC-F016"))))
    for name, reading in engine.corpus.readings.items():
        cells.values.setdefault(f"reading:{name}", Known(settings.readings.get(name, reading.default or None)))
    to = SqlTerms(sheet, cells.values)
    through_the_door(to)
    day = date if settings.as_of is None else Known(settings.as_of)
    if day == BLANK:
        day = Term("CAST(NULL AS BIGINT)")
    codes = {layer: law_codes(to, engine.corpus, layer, CHAINS, day, settings.known_at) for layer in LAYERS}
    if show == CODES:
        answers: dict[str, Piece] = {f"{layer}_{chain}": code for layer in LAYERS for chain, code in codes[layer].items()}
        found = with_complaints(sheet, answers, cells.complaints, is_coded=True)
    else:
        answers = answer(sheet, engine.corpus, codes, to.fact("eccn"), settings.layer)
        found = with_complaints(sheet, answers, cells.complaints)
    return sheet.select({**kept, **found}, source)


def _intake(sheet: Sheet, columns: Mapping[str, str], settings: Settings, chips: Iterable[str] | None) -> Cells:
    """Typed cells, and what follows from them before the door."""
    cells = Cells(sheet)
    for column, fact in fact_columns(list(columns), "the table").items():
        cells.read(vocabulary()[fact], column_type(columns[column], column), f"t.{_unquoted(column)}")
    differs = fill_from_chip(cells, chips) if "chip" in cells.values else {}
    fill_from_rates(cells, differs)
    doubt(cells)
    base = coalesced(cells.values.get("base_eccn", BLANK), base_entry(cells.values["eccn"]))
    cells.values["base_eccn"] = sheet.named("f_base_eccn", base)
    assume(cells, settings.assume)
    levels(cells)
    addressee(cells)
    return cells


def _stored(sheet: Sheet, columns: Mapping[str, str]) -> Cells:
    """Values in the engine's own form, as they are."""
    known = {plain(column): column for column in _stored_columns()}
    names = {known[column]: column for column in columns if column in known}
    return Cells(sheet, {name: sheet.named(f"f_{name}", Term(f"t.{column}")) for name, column in names.items()})


def _stored_columns() -> list[str]:
    return [*layout(), *(f"reading:{name}" for name in corpus().readings)]


def _unquoted(name: str) -> str:
    if not NAME.fullmatch(name):
        hint = "Rename it in a view: letters, digits and underscores."
        raise UsageError("LIC-U051", f"The column {name!r} has a name that engines quote differently.", hint=hint)
    return name

