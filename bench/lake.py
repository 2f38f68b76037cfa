"""The law as SQL: rows per core-second on DuckDB and Spark, of the small rules of the contest and of the full law.

    python bench/lake.py [--rows N] [--only duckdb] [--small] [--out FILE]

CPU time of all threads, of the second and later repetitions; Parquet is read, and the answers are counted, not written. The small rules
take columns of thousandths; every decision is compared with exact integer arithmetic. The full law takes a user's columns: a chip's
name, a day, an amount, countries; it gives both layers in words with the path. Spark's rates are of a warm process.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import polars as pl

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tools"))

import licet
from fixture import COUNTRIES, DECISIONS, order_book
from licet.backends.sheet import Known, Sheet, Term
from licet.backends.sql import SqlTerms, law_codes
from licet.facts.vocabulary import grains, vocabulary
from licet.lake.tables import parquet_columns
from licet.language.corpus import read_corpus
from stream_parquet import write_book

DAY = 20000
SMALL = {
    "ic_tpp": "tpp_thousandths", "ic_performance_density:top": "tpp_thousandths", "ic_performance_density:bottom": "area_thousandths",
    "datacenter": "datacenter", "destination": "destination", "consignee_hq": "hq",
}  # fmt: skip
Run = Callable[[str], list[tuple[int, int]]]


def small_text() -> tuple[str, list[int]]:
    """The SELECT of the small rules, beside what was expected; and the decision behind each code."""
    corpus = read_corpus(Path(__file__).parent / "rules", vocabulary(), grains())
    sheet = Sheet()
    facts = {fact: sheet.named(f"f_{column}", Term(f"t.{column}")) for fact, column in SMALL.items()}
    codes = law_codes(SqlTerms(sheet, facts), corpus, "codified", ["decision"], Known(DAY), None)
    expected = sheet.named("expected", Term("t.expected"))
    chain = corpus.chains["decision"]
    decisions = [DECISIONS.index(step.outcome) for step in (*chain.steps, chain.default)]
    text = sheet.select({"code": codes["decision"], "expected": expected}, "lines")
    return f"SELECT code, expected, count(*) AS n FROM ({text}) AS z GROUP BY code, expected", decisions


def small_book(path: Path, rows: int) -> None:
    """The order book of the contest as a table."""
    book = order_book(rows, 1)
    places = pl.Series(COUNTRIES)
    pl.DataFrame(
        {
            "tpp_thousandths": pl.Series(book.tpp_thousandths, dtype=pl.Int64),
            "area_thousandths": pl.Series(book.area_thousandths, dtype=pl.Int64),
            "datacenter": pl.Series(book.datacenter).cast(pl.Boolean), "destination": places.gather(pl.Series(book.destination)),
            "hq": places.gather(pl.Series(book.hq)), "expected": pl.Series(book.expected, dtype=pl.Int64),
        }
    ).write_parquet(path)  # fmt: skip


def by_duckdb(path: Path) -> tuple[Run, Callable[[], float]]:
    import duckdb

    con = duckdb.connect()
    con.execute(f"CREATE VIEW lines AS SELECT * FROM read_parquet('{path}')")
    return lambda text: con.execute(text).fetchall(), time.process_time


def by_spark(path: Path) -> tuple[Run, Callable[[], float]]:
    from licet.spark import spark_on

    spark = spark_on(f"local[{os.cpu_count()}]", spark__ui__enabled="false", spark__sql__shuffle__partitions="2", spark__driver__memory="4g")
    spark.sparkContext.setLogLevel("OFF")
    spark.read.parquet(str(path)).createOrReplaceTempView("lines")
    process = spark.sparkContext._gateway.proc.pid
    return lambda text: [tuple(row) for row in spark.sql(text).collect()], lambda: processor_seconds(process)


def processor_seconds(process: int) -> float:
    """CPU time of another process so far, all threads (Linux only)."""
    numbers = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(numbers[11]) + int(numbers[12])) / os.sysconf("SC_CLK_TCK")


def measured(run: Run, clock: Callable[[], float], text: str, rows: int, times: int) -> tuple[float, float, list[tuple[int, int]]]:
    """Rows per core-second, of the last repetitions and of the first, which plans and compiles."""
    spent, found = [], []
    for _ in range(times):
        start = clock()
        found = run(text)
        spent.append(clock() - start)
    warm = sorted(spent[1:])[(times - 1) // 2]
    return rows / warm, rows / spent[0], found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--only", choices=["duckdb", "spark"])
    parser.add_argument("--small", action="store_true", help="the small rules alone")
    parser.add_argument("--out", type=Path)
    asked = parser.parse_args()
    engines = {"duckdb": by_duckdb, "spark": by_spark}
    present = [name for name in engines if asked.only in (None, name) and importlib.util.find_spec({"spark": "pyspark"}.get(name, name))]
    lines = ["| engine, rules | rows | rows per core-second | of the first run |", "|---|---:|---:|---:|"]
    with tempfile.TemporaryDirectory() as folder:
        small, full = Path(folder) / "small.parquet", Path(folder) / "full.parquet"
        small_book(small, asked.rows)
        write_book(full, asked.rows, 1, True)
        text, decisions = small_text()
        law = licet.sql("lines", parquet_columns(str(full)), assume=["ordinary"])
        law = f"SELECT path, count(*) AS n FROM ({law}) AS z GROUP BY path"
        for name in present:
            rate, first, found = measured(*engines[name](small), text, asked.rows, asked.times)
            wrong = sum(n for code, expected, n in found if decisions[code] != expected)
            lines.append(f"| {name}, small rules, {wrong} wrong | {asked.rows:,} | {rate:,.0f} | {first:,.0f} |")
            print(lines[-1], file=sys.stderr, flush=True)
            if asked.small:
                continue
            rate, first, _ = measured(*engines[name](full), law, asked.rows, asked.times)
            lines.append(f"| {name}, full law, both layers, a day per row | {asked.rows:,} | {rate:,.0f} | {first:,.0f} |")
            print(lines[-1], file=sys.stderr, flush=True)
    print("\n".join(lines))
    if asked.out:
        asked.out.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
