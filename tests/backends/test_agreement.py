"""One law, many ways to run it: compiled Python, the interpreting fold, polars, DuckDB and signatures answer alike.

`LICET_ROWS` sets how many rows are tried, `LICET_SEED` where the random numbers begin.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

import duckdb
import numpy as np
import polars as pl
import pytest
from rows import DATE, Pools, Raw, Value, near_rows, pools_of, raw_rows

from licet.backends.columns import BLANK, NULL, Cells, Constant, DoorColumns, Vector, cell
from licet.backends.expressions import DTYPES, codes_frame, door_frame
from licet.backends.layers import columns_of, columns_read, stored_as
from licet.backends.sheet import Known, Piece, Sheet, Term, plain
from licet.backends.signature import Sorter
from licet.backends.sql import SqlTerms, finished_facts, law_codes, through_the_door
from licet.base.dates import day_number, parse_day
from licet.decide import engine as engine_module
from licet.decide.engine import CHAINS, Engine
from licet.decide.evaluate import Evaluation
from licet.facts.derive import layout
from licet.language.book import Corpus
from licet.language.chain import Chain, Step
from licet.language.provision import LAYERS
from licet.law import corpus

ROWS = int(os.environ.get("LICET_ROWS", "20000"))
CHUNK = min(ROWS, 50_000)
FIRST_SEED = int(os.environ.get("LICET_SEED", "1"))
SEEDS = range(FIRST_SEED, FIRST_SEED + (ROWS + CHUNK - 1) // CHUNK)
READING = "reading:"

each_chunk = pytest.mark.parametrize("seed", SEEDS, scope="module")


@dataclass(frozen=True)
class Sample:
    """Random rows before and after the door, and how each was decided, one tuple of codes per layer."""

    seed: int
    raw: list[Raw]
    finished: list[list[Value]]
    codes: list[tuple[tuple[int, ...], ...]]


@cache
def engine() -> Engine:
    return Engine(corpus())


def pools() -> Pools:
    return pools_of(corpus)


def finish(row: Raw, by: Engine) -> list[Value]:
    """A row through the front door of the engine."""
    values = {column: value for column, value in row.items() if not column.startswith(READING)}
    chosen = {column.removeprefix(READING): value for column, value in row.items() if column.startswith(READING)}
    return by.row(values, chosen)  # type: ignore[arg-type]


@lru_cache(maxsize=1)
def sample(seed: int) -> Sample:
    print(f"seed {seed}, {CHUNK} rows")
    raw = list(raw_rows(pools(), CHUNK, seed))
    finished = [finish(row, engine()) for row in raw]
    return Sample(seed, raw, finished, [engine().codes(done, day_of(row)) for row, done in zip(raw, finished, strict=True)])


def day_number_of(iso: str) -> int:
    return day_number(parse_day(iso))


def day_of(row: Raw) -> int:
    day = row[DATE]
    assert isinstance(day, int)
    return day


def frame_of(columns: Mapping[str, Sequence[Value]]) -> pl.DataFrame:
    """Typed columns; a number that does not fit 64 bits is an error."""
    return pl.DataFrame([pl.Series(name, values, dtype=DTYPES[stored_as(name)], strict=True) for name, values in columns.items()])


def finished_frame(finished: Sequence[Sequence[Value]], names: Sequence[str]) -> pl.DataFrame:
    where = engine().where
    return frame_of({name: [row[where[name]] for row in finished] for name in names})


def terms(names: Sequence[str]) -> tuple[Sheet, SqlTerms]:
    """A sheet over a table of stored columns."""
    sheet = Sheet()
    return sheet, SqlTerms(sheet, {name: sheet.named(f"f_{name}", Term(f"t.{plain(name)}")) for name in names})


def ask_duckdb(sheet: Sheet, outputs: Mapping[str, Piece], frame: pl.DataFrame) -> pl.DataFrame:
    """Run SQL over a frame, back in the order of its rows; what is constant has no type of its own."""
    row = sheet.named("row_number", Term("t.row_number"))
    text = sheet.select({"row_number": row, **{plain(name): piece for name, piece in outputs.items()}}, "lines")
    with duckdb.connect() as con:
        con.execute("SET threads = 2")
        lines = frame.rename(plain).with_row_index("row_number")
        con.register("lines", lines.to_arrow())
        answer = con.sql(text).pl()
    assert sorted(answer["row_number"].to_list()) == list(range(frame.height)), "rows were lost or doubled"
    return answer.sort("row_number").drop("row_number").rename(dict(zip(map(plain, outputs), outputs, strict=True)))


def told(row: Raw) -> dict[str, Value]:
    return {name: value for name, value in sorted(row.items()) if value is not None}


def show(of: Sample, index: int, what: str, expected: object, found: object) -> str:
    return f"seed {of.seed}, row {index}: {what}: Python says {expected!r}, not {found!r}\n{told(of.raw[index])}"


# The door


def assert_same_columns(of: Sample, expected: pl.DataFrame, found: pl.DataFrame, by: str) -> None:
    for name in expected.columns:
        left, right = expected[name], found[name]
        assert left.dtype == right.dtype, f"{by}: {name} is {right.dtype}"
        differs = left.ne_missing(right).arg_true()
        assert not len(differs), show(of, differs[0], f"{by}, {name}", left[differs[0]], right[differs[0]])


@each_chunk
def test_the_door_is_the_same_in_columns_and_sql(seed: int) -> None:
    of = sample(seed)
    names = sorted({name for row in of.raw for name in row if not name.startswith(READING)})
    raw = frame_of({name: [row.get(name) for row in of.raw] for name in names})
    expected = finished_frame(of.finished, layout())
    assert_same_columns(of, expected, door_frame(raw), "polars")
    sheet, to = terms(names)
    through_the_door(to)
    assert_same_columns(of, expected, ask_duckdb(sheet, finished_facts(to), raw).cast(dict(expected.schema)), "DuckDB")


# The chains


def assert_same_codes(of: Sample, layer: int, indices: Sequence[int], found: pl.DataFrame, by: str) -> None:
    for number, name in enumerate(CHAINS):
        expected = [of.codes[index][layer][number] for index in indices]
        assert found[name].dtype == pl.Int16
        got = found[name].to_list()
        if expected != got:
            index, right, wrong = next((i, a, b) for i, a, b in zip(indices, expected, got, strict=True) if a != b)
            chain = corpus().chains[name]
            steps = (f"{code} ({chain.step(code).provision})" if code is not None else "no code" for code in (right, wrong))
            pytest.fail(show(of, index, f"{by}, {LAYERS[layer]}, chain {name}", *steps))


def by_stretch(of: Sample) -> dict[int, list[int]]:
    """Row numbers by the stretch of days that the rows fall in."""
    stretches: dict[int, list[int]] = {}
    for index, row in enumerate(of.raw):
        stretches.setdefault(corpus().period(day_of(row)), []).append(index)
    return stretches


@each_chunk
def test_polars_decides_alike(seed: int) -> None:
    of = sample(seed)
    frame = finished_frame(of.finished, columns_of_all_books())
    for since, indices in sorted(by_stretch(of).items()):
        rows = frame[indices]
        for layer, name in enumerate(LAYERS):
            found = codes_frame(rows, engine().book(since, None, name), CHAINS)
            assert_same_codes(of, layer, indices, found, "polars")


@cache
def columns_of_all_books() -> tuple[str, ...]:
    """Columns that any book on the days of the sample reads."""
    books = [engine().book(day, None, layer) for day in {corpus().period(d) for d in pools().days} for layer in LAYERS]
    return tuple(sorted({column for book in books for column in columns_read(book, CHAINS)} | {DATE}))


@each_chunk
@pytest.mark.parametrize("layer", range(len(LAYERS)), ids=LAYERS)
def test_duckdb_decides_alike(seed: int, layer: int) -> None:
    of = sample(seed)
    names = columns_of_all_books()
    sheet, to = terms(names)
    codes = law_codes(to, corpus(), LAYERS[layer], CHAINS, to.fact(DATE), None)
    found = ask_duckdb(sheet, codes, finished_frame(of.finished, names)).cast(pl.Int16)
    assert_same_codes(of, layer, range(len(of.raw)), found, "DuckDB")


@each_chunk
def test_the_interpreting_fold_decides_alike(seed: int) -> None:
    """Leaf by leaf, on a tenth of the rows."""
    of = sample(seed)
    for index in range(0, len(of.raw), 10):
        for layer, name in enumerate(LAYERS):
            book = engine().book(day_of(of.raw[index]), None, name)
            evaluation = Evaluation(book, of.finished[index], engine().where)
            for number, chain_name in enumerate(CHAINS):
                chain = book.chains[chain_name]
                found = chain.code([evaluation.value(step.provision) for step in chain.steps])
                expected = of.codes[index][layer][number]
                assert expected == found, show(of, index, f"fold, {name}, {chain_name}", expected, found)


@each_chunk
def test_the_sample_reaches_deep(seed: int) -> None:
    """Rows that all stop at the first steps would prove little."""
    of = sample(seed)
    reached = len(set(of.codes))
    print(f"{reached} distinct tuples of reason codes in {len(of.raw)} rows")
    assert reached >= min(1000, len(of.raw) // 20)


# Signatures


def cells_of(series: pl.Series) -> Cells:
    """A column as the signatures take it."""
    if series.null_count() == len(series):
        return BLANK
    if series.dtype != pl.String:
        return Vector(series.cast(pl.Int64).fill_null(NULL).to_numpy(), is_truth=series.dtype == pl.Boolean)
    labels = sorted(series.drop_nulls().unique().to_list())
    places = {label: place for place, label in enumerate(labels)}
    return Vector(np.array([-1 if text is None else places[text] for text in series], dtype=np.int64), tuple(labels))


@each_chunk
def test_rows_that_are_sorted_together_are_decided_alike(seed: int) -> None:
    """The door on whole columns gives what Python's gives, and rows that are one case share their reason codes."""
    raw = list(near_rows(pools(), CHUNK, seed))
    finished = [finish(row, engine()) for row in raw]
    names = sorted({name for row in raw for name in row})
    columns = {name: cells_of(series) for name in names for series in [frame_of({name: [row.get(name) for row in raw]})[name]]}
    columns |= {f"{READING}{reading.name}": Constant(reading.default or None) for reading in corpus().readings.values()}
    DoorColumns(columns, len(raw)).run()
    for column, place in engine().where.items():
        cells = columns.get(column, BLANK)
        wrong = next((i for i, row in enumerate(finished) if cell(cells, i) != row[place]), None)
        assert wrong is None, f"row {wrong}, {column}: {cell(cells, wrong or 0)}\n{told(raw[wrong or 0])}"
    starts = sorted({corpus().period(day_of(row)) for row in raw})
    stretch = Vector(np.array([starts.index(corpus().period(day_of(row))) for row in raw], dtype=np.int64))
    books = [[engine().book(day, None, layer) for layer in LAYERS] for day in starts]
    sorter = Sorter(books, CHAINS, engine().where)
    key, new = sorter.sort(columns, stretch, len(raw))
    count = len(new)
    print(f"{count} cases in {len(raw)} rows")
    again, more = sorter.sort(columns, stretch, len(raw))
    assert not more and (again == key).all(), "a case has another number the second time"
    decided: dict[int, tuple[int, object]] = {}
    for index, (row, done) in enumerate(zip(raw, finished, strict=True)):
        codes = engine().codes(done, day_of(row))
        first, expected = decided.setdefault(int(key[index]), (index, codes))
        assert codes == expected, f"rows {first} and {index} are one case\n{told(raw[first])}\n{told(row)}"
    assert count < len(raw) * 0.95


# Every provision by itself, and the law as it was known


def one_by_one(law: Corpus) -> Corpus:
    """The same law with a chain per provision: code 0 is yes, -1 unknown, 1 no."""
    chains = {name: Chain(name, "", (Step(name, "yes"),), Step("", "no")) for name in law.provisions}
    return replace(law, chains=chains, _books={})


ASKED = (
    (None, ("2022-11-01", "2023-12-01", "2025-03-01", "2026-08-01")),
    ("2025-01-01", ("2025-03-01", "2026-08-01")),
)


@pytest.mark.parametrize(("known", "days"), ASKED, ids=["all that was published", "as known on 2025-01-01"])
def test_every_provision_decides_alike(known: str | None, days: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    law = one_by_one(corpus())
    names = tuple(law.provisions)
    monkeypatch.setattr(engine_module, "CHAINS", names)
    single = Engine(law)
    known_at = None if known is None else day_number_of(known)
    rows = list(raw_rows(pools(), 1000, FIRST_SEED))
    for day in map(day_number_of, days):
        for row in rows:
            row[DATE] = day
        finished = [finish(row, single) for row in rows]
        codes = [single.codes(row, day, known_at) for row in finished]
        for layer, layer_name in enumerate(LAYERS):
            book = single.book(day, known_at, layer_name)
            read = sorted({column for tree in book.trees.values() for column in columns_of(tree)})
            frame = finished_frame(finished, read)
            expected = pl.DataFrame([one[layer] for one in codes], schema=dict.fromkeys(names, pl.Int16), orient="row")
            in_columns = codes_frame(frame, book, names)
            sheet, to = terms(read)
            in_sql = ask_duckdb(sheet, law_codes(to, law, layer_name, names, Known(day), known_at), frame)
            for by, found in (("polars", in_columns), ("DuckDB", in_sql)):
                for name in names:
                    differs = expected[name].ne_missing(found[name]).arg_true()
                    if len(differs):
                        index = differs[0]
                        pytest.fail(
                            f"{by}, {layer_name}, day {day}, {name}: Python says {expected[name][index]}, "
                            f"not {found[name][index]}\n{told(rows[index])}"
                        )


# What the frames promise at their edges


def test_a_book_without_law_gives_a_code_per_row() -> None:
    before = engine().book(corpus().boundaries[0] - 1, None, LAYERS[0])
    frame = pl.DataFrame({DATE: [1, 2, 3]})
    found = codes_frame(frame, before, CHAINS)
    assert found.height == 3
    assert found.row(0) == tuple(len(corpus().chains[name].steps) for name in CHAINS)


def test_absent_columns_are_blank() -> None:
    day = day_number_of("2025-06-02")
    book = engine().book(day, None, LAYERS[0])
    found = codes_frame(pl.DataFrame({"destination": ["CU", None]}), book, CHAINS)
    blank = [None] * len(engine().where)
    rows = [engine().varied(blank, {"destination": place}) for place in ("CU", None)]
    expected = [engine().codes(row, day)[0] for row in rows]
    assert found.rows() == expected
