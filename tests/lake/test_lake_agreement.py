"""The SQL of the whole way, from a user's cells to words, answers as one line at a time does.

`LICET_ROWS` sets how many lines are tried, `LICET_SEED` where the random numbers begin.
"""

from __future__ import annotations

import importlib.util
import os
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

import duckdb
import polars as pl
import pytest
from lines import WORDS, Line, answer_of, fact_names, lines_of

from licet.decide.settings import Settings, read_settings
from licet.lake.text import law_text

ROWS = int(os.environ.get("LICET_ROWS", "20000"))
CHUNK = min(ROWS, 20_000)
FIRST_SEED = int(os.environ.get("LICET_SEED", "1"))
SPARK_FACTS = (
    "date", "action", "origin", "destination", "quantity", "end_use", "claimed_exception", "subject_to_ear", "foreign_made", "exporter_name",
    "consignee_hq", "consignee_parent", "consignee_listed", "consignee_footnote", "consignee_veu", "item_kind", "chip", "eccn", "base_eccn",
    "tpp", "ic_tpp", "ic_count", "performance_density", "applicable_die_area_mm2", "datacenter", "io_bandwidth_gb_s", "training_operations",
    "weights_published", "lpp_received_tpp", "nac_notified_on", "license_issued_on", "license_valid_until", "en_route_since",
)  # fmt: skip
SEEDS = range(FIRST_SEED, FIRST_SEED + (ROWS + CHUNK - 1) // CHUNK)


def postgres_tool() -> ModuleType:
    tools = str(Path(__file__).resolve().parents[2] / "tools")
    if tools not in sys.path:
        sys.path.append(tools)
    return importlib.import_module("postgres")


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


OTHERS = 2_000 if ROWS <= CHUNK else ROWS
"""Lines that the engines with a process of their own are asked for: they start, and plan, slowly."""


def test_postgresql_answers_as_one_line_does() -> None:
    """The same text, on a server."""
    tool = postgres_tool()
    if tool.programs() is None:
        pytest.skip(tool.ABSENT)
    import psycopg

    lines, settings = lines_of(CHUNK, FIRST_SEED)[:OTHERS], settings_of(FIRST_SEED)
    table = table_of(lines)
    with tool.server() as address, psycopg.connect(address, autocommit=True) as con:
        types = (f"{name} {'bigint' if name == 'n' else 'text'}" for name in table.columns)
        con.execute(f"CREATE TABLE lines ({', '.join(types)})")
        with con.cursor().copy("COPY lines FROM STDIN") as copy:
            for row in table.iter_rows():
                copy.write_row(row)
        asked = con.execute(text_of(lines, settings))
        names = [column.name for column in asked.description or ()]
        found = pl.DataFrame(asked.fetchall(), schema=names, orient="row", infer_schema_length=None).sort("n")
    assert_agrees(lines, found, settings, "PostgreSQL")


@pytest.mark.soak
@pytest.mark.skipif(importlib.util.find_spec("pyspark") is None, reason="PySpark is not installed: `make spark` installs it.")
def test_spark_answers_as_one_line_does(tmp_path: Path) -> None:
    """The same text, with Spark's own settings as they come. Columns that every line leaves blank are left out: it plans slowly."""
    from licet.spark import spark_on

    lines, settings = lines_of(CHUNK, FIRST_SEED)[: OTHERS // 4], settings_of(FIRST_SEED)
    lines = [{name: text for name, text in line.items() if name in SPARK_FACTS} for line in lines]
    table = table_of(lines).select(*SPARK_FACTS, "n")
    table.write_parquet(tmp_path / "lines.parquet")
    spark = spark_on("local[2]", spark__ui__enabled="false", spark__driver__memory="3g")
    spark.read.parquet(str(tmp_path / "lines.parquet")).createOrReplaceTempView("lines")
    columns = {**dict.fromkeys(SPARK_FACTS, "string"), "n": "bigint"}
    chips = {line.get("chip", "") for line in lines}
    text = law_text("lines", columns, settings.engine, settings, keep=["n"], chips=chips)
    answered = spark.sql(text)
    found = pl.DataFrame([tuple(row) for row in answered.collect()], schema=answered.columns, orient="row").sort("n")
    assert_agrees(lines, found, settings, "Spark")
