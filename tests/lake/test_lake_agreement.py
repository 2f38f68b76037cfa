"""The SQL of the whole way, from a user's cells to words, answers as one line at a time does.

`LICET_ROWS` sets how many lines are tried, `LICET_SEED` where the random numbers begin.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence

import duckdb
import polars as pl
import pytest
from lines import WORDS, Line, answer_of, fact_names, lines_of

from licet.decide.settings import Settings, read_settings
from licet.lake.text import law_text

ROWS = int(os.environ.get("LICET_ROWS", "20000"))
CHUNK = min(ROWS, 20_000)
FIRST_SEED = int(os.environ.get("LICET_SEED", "1"))
SEEDS = range(FIRST_SEED, FIRST_SEED + (ROWS + CHUNK - 1) // CHUNK)


def table_of(lines: Sequence[Line]) -> pl.DataFrame:
    columns = {name: [line.get(name) for line in lines] for name in fact_names()}
    return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String)).with_columns(n=pl.int_range(len(lines), dtype=pl.Int64))


def settings_of(seed: int) -> Settings:
    """Every other seed as stated, the others under assumptions."""
    return read_settings(assume=["ordinary"] if seed % 2 else [])


def text_of(lines: Sequence[Line], settings: Settings) -> str:
    """The SELECT over a table of texts."""
    columns = {**dict.fromkeys(fact_names(), "VARCHAR"), "n": "BIGINT"}
    chips = {line.get("chip", "") for line in lines}
    return law_text("lines", columns, settings.engine, settings, keep=["n"], chips=chips)


def assert_agrees(lines: Sequence[Line], found: pl.DataFrame, settings: Settings, by: str) -> None:
    assert found["n"].to_list() == list(range(len(lines))), f"{by} lost or doubled rows"
    reached = Counter()
    for line, got in zip(lines, found.iter_rows(named=True), strict=True):
        words, codes = answer_of(line, settings)
        said = {complaint.split(" ")[0] for complaint in got["complaints"].split("; ") if complaint}
        assert words == tuple(got[name] for name in WORDS), f"{by}, {got}\n{line}"
        assert codes == said, f"{by}: {codes} is not {said}\n{line}"
        reached[words[4]] += 1
    assert len(reached) > min(len(lines) // 40, 1000), f"only {len(reached)} paths were reached"


@pytest.mark.parametrize("seed", SEEDS)
def test_duckdb_answers_as_one_line_does(seed: int) -> None:
    lines, settings = lines_of(CHUNK, seed), settings_of(seed)
    with duckdb.connect() as con:
        con.register("lines", table_of(lines).to_arrow())
        assert_agrees(lines, con.sql(text_of(lines, settings)).pl().sort("n"), settings, "DuckDB")
