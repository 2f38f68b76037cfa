"""`licet check` over the files of a lake: every engine answers as a single file is answered, and an interrupted run goes on."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import polars as pl
import pytest

from licet.__main__ import main

BOOK = Path("src/licet/examples/order_book.csv")
SPARK_ABSENT = "PySpark is not installed: `make spark` installs it."
ENGINES = ["polars", "duckdb"]
SAME = ("outcome", "via", "review", "path", "codified_outcome", "codified_via", "codified_review")


@pytest.fixture(scope="module")
def book() -> pl.DataFrame:
    root = Path(__file__).resolve().parents[2]
    lines = pl.read_csv(root / BOOK, infer_schema=False)
    keep = [name for name in lines.columns if lines[name].null_count() < lines.height // 2]
    return lines.select(keep).with_columns(pl.lit("x").alias("Order No."), pl.col("date").fill_null("2025-06-02"))


@pytest.fixture
def lake(tmp_path: Path, book: pl.DataFrame) -> Path:
    folder = tmp_path / "lake"
    (folder / "2025").mkdir(parents=True)
    book[:60].write_parquet(folder / "a.parquet")
    book[60:110].write_parquet(folder / "2025" / "b.parquet")
    book[110:].write_parquet(folder / "2025" / "c.parquet")
    return folder


def ask(*words: str | Path) -> int:
    return main(["check", *map(str, words), "--assume", "ordinary", "--independent", "--quiet"])


@pytest.mark.parametrize("engine", ENGINES)
def test_a_lake_is_answered_as_one_file_is(lake: Path, tmp_path: Path, book: pl.DataFrame, engine: str) -> None:
    single = tmp_path / "single.parquet"
    book.write_parquet(tmp_path / "book.parquet")
    status = ask(tmp_path / "book.parquet", "--out", single)
    assert ask(lake, "--engine", engine, "--out", tmp_path / "out") == status
    expected = pl.read_parquet(single)
    found = pl.concat([pl.read_parquet(tmp_path / "out" / name) for name in ("a.parquet", "2025/b.parquet", "2025/c.parquet")])
    assert found.columns[: len(book.columns)] == book.columns
    for name in SAME:
        assert found[name].to_list() == expected[name].to_list(), name
    assert found["Order No."].to_list() == ["x"] * book.height


@pytest.mark.parametrize("engine", ENGINES)
def test_a_run_goes_on_where_it_stopped(lake: Path, tmp_path: Path, engine: str) -> None:
    out = tmp_path / "out"
    first = ask(lake, "--engine", engine, "--out", out)
    kept = (out / "a.parquet").stat().st_mtime_ns
    # As if it had been stopped while the second file was written, and a third had changed since.
    (out / "_licet" / "2025" / "b.parquet.json").unlink()
    (out / "2025" / ".licet-b.parquet.part").write_bytes(b"half")
    changed = pl.read_parquet(lake / "2025" / "c.parquet")
    changed[:10].write_parquet(lake / "2025" / "c.parquet")
    assert ask(lake, "--engine", engine, "--out", out) == first
    assert (out / "a.parquet").stat().st_mtime_ns == kept
    assert pl.read_parquet(out / "2025" / "b.parquet").height == 50
    assert pl.read_parquet(out / "2025" / "c.parquet").height == 10
    assert not list(out.rglob("*.part"))


@pytest.mark.parametrize("engine", ENGINES)
def test_a_bad_file_is_told_and_the_others_go_on(lake: Path, tmp_path: Path, engine: str, capsys: pytest.CaptureFixture[str]) -> None:
    (lake / "broken.parquet").write_bytes(b"PAR1 is not all there is to it")
    pl.DataFrame({"destination": [b"\x00"], "chip": ["H100 SXM"]}).write_parquet(lake / "typed.parquet")
    assert ask(lake, "--engine", engine, "--out", tmp_path / "out") == 2
    told = capsys.readouterr().err
    assert "broken.parquet" in told and "LIC-R013" in told
    assert (tmp_path / "out" / "a.parquet").exists() and not (tmp_path / "out" / "broken.parquet").exists()
    if engine == "duckdb":
        assert "LIC-U050" in told and "typed.parquet" in told
    (lake / "broken.parquet").unlink()
    (lake / "typed.parquet").unlink()
    ask(lake, "--engine", engine, "--out", tmp_path / "out")
    assert "broken" not in capsys.readouterr().err


def test_several_names_and_patterns(lake: Path, tmp_path: Path) -> None:
    ask(lake / "a.parquet", lake / "2025" / "b.parquet", "--out", tmp_path / "two")
    assert sorted(p.name for p in (tmp_path / "two").rglob("*.parquet")) == ["a.parquet", "b.parquet"]
    ask(f"{lake}/2025/*.parquet", "--out", tmp_path / "pattern")
    assert sorted(p.name for p in (tmp_path / "pattern").rglob("*.parquet")) == ["b.parquet", "c.parquet"]


def refused(capsys: pytest.CaptureFixture[str], *words: str | Path) -> str:
    assert main(["check", *map(str, words)]) == 2
    return capsys.readouterr().err


def test_what_a_lake_cannot_do_is_refused(lake: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    assert "--independent" in refused(capsys, lake, "--out", out)
    assert "LIC-U053" in refused(capsys, lake, "--independent")
    assert "LIC-U053" in refused(capsys, lake, "--independent", "--out", out, "--json")
    assert "LIC-U053" in refused(capsys, lake, "--independent", "--out", out, "--engine", "excel")
    assert "LIC-R001" in refused(capsys, lake / "*.nothing", "--independent", "--out", out)
    ask(lake, "--out", out)
    assert "assumed" in refused(capsys, lake, "--independent", "--out", out)


def test_the_notes_hold_the_sums(lake: Path, tmp_path: Path) -> None:
    ask(lake, "--engine", "duckdb", "--out", tmp_path / "out")
    note = json.loads((tmp_path / "out" / "_licet" / "a.parquet.json").read_text())
    assert note["lines"] == 60 == sum(count for _, _, count in note["ways"])


@pytest.mark.skipif(importlib.util.find_spec("pyspark") is None, reason=SPARK_ABSENT)
def test_spark_answers_as_one_file_is(lake: Path, tmp_path: Path, book: pl.DataFrame) -> None:
    small = tmp_path / "small"
    small.mkdir()
    columns = ["line_id", "chip", "quantity", "destination", "consignee_hq", "date", "Order No."]
    lines = book.select([name for name in columns if name in book.columns])[:60]
    lines.write_parquet(small / "a.parquet")
    lines.write_parquet(tmp_path / "book.parquet")
    ask(tmp_path / "book.parquet", "--out", tmp_path / "single.parquet")
    ask(small, "--engine", "spark", "--out", tmp_path / "out")
    expected, found = pl.read_parquet(tmp_path / "single.parquet"), pl.read_parquet(f"{tmp_path}/out/a.parquet/*.parquet")
    expected, found = expected.sort("line_id"), found.sort("line_id")
    for name in SAME:
        assert found[name].to_list() == expected[name].to_list(), name

    from licet.lake.explain import COLUMNS
    from licet.spark import main as job

    assert job([str(small), str(tmp_path / "job"), "--assume", "ordinary", "--master", "local[2]"]) == 0
    answers = pl.read_parquet(f"{tmp_path}/job/answers/**/*.parquet", hive_partitioning=True)
    explained = pl.read_parquet(f"{tmp_path}/job/explanations/*.parquet")
    assert tuple(explained.columns) == COLUMNS
    assert answers.join(explained, on="path", how="inner").height == 60
    assert {p.name.partition("=")[2] for p in (tmp_path / "job" / "answers").glob("outcome=*")} == set(expected["outcome"])
