"""Writing answered lines: every form, whole or not at all, and nothing that a spreadsheet would calculate."""

from __future__ import annotations

import csv
import datetime
import io
import json
import os
from decimal import Decimal
from pathlib import Path

import fastexcel
import polars as pl
import pytest

import licet.batch.write
from licet.base.errors import Bug, FileError
from licet.batch.read import open_book
from licet.batch.write import open_writer

FORMS = ["csv", "tsv", "jsonl", "json", "parquet", "xlsx"]
FRAME = pl.DataFrame({"item": ["00123", 'é, "x"\ny', None], "tpp": ["4799.999", None, "1"]})


def written(path: Path, *frames: pl.DataFrame, form: str | None = None) -> Path:
    with open_writer(str(path), form or path.suffix[1:], frames[0].columns, {"Law": "us-ear 1"}) as writer:
        for frame in frames:
            writer.write(frame)
    return path


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def rows_of(path: Path) -> list[tuple[object, ...]]:
    return [cells for chunk in open_book(str(path)).chunks() for cells in chunk.frame.rows()]


@pytest.mark.parametrize("form", FORMS)
def test_what_was_written_can_be_read(tmp_path: Path, form: str) -> None:
    path = written(tmp_path / f"a.{form}", FRAME, FRAME.head(0), FRAME)
    assert rows_of(path) == FRAME.rows() * 2
    assert names(tmp_path) == [path.name]
    assert path.stat().st_mode & 0o777 == 0o666 & ~current_umask()


@pytest.mark.parametrize("form", FORMS)
def test_no_rows_leave_a_file_with_a_header(tmp_path: Path, form: str) -> None:
    path = written(tmp_path / f"a.{form}", FRAME.head(0))
    if form in ("json", "jsonl"):
        assert path.read_text() == {"json": "[]\n", "jsonl": ""}[form]
    else:
        assert open_book(str(path)).columns == ("item", "tpp")


def current_umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


# Whole or not at all


@pytest.mark.parametrize("form", FORMS)
def test_an_error_leaves_the_old_file_and_nothing_else(tmp_path: Path, form: str) -> None:
    target = tmp_path / f"a.{form}"
    target.write_text("old")
    with pytest.raises(KeyboardInterrupt), open_writer(str(target), form, FRAME.columns) as writer:
        writer.write(FRAME)
        assert target.read_text() == "old"
        raise KeyboardInterrupt
    assert target.read_text() == "old"
    assert names(tmp_path) == [target.name]


@pytest.mark.parametrize("form", FORMS)
def test_a_full_disk_is_a_complaint(tmp_path: Path, form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(FileError, match="LIC-R020"):
        written(tmp_path / f"a.{form}", FRAME)
    assert names(tmp_path) == []


def test_targets_that_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for path in (tmp_path, tmp_path / "none" / "a.csv"):
        with pytest.raises(FileError, match="LIC-R020"):
            open_writer(str(path), "csv", ["a"])
    there = tmp_path / "there.csv"
    there.write_text("old")
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(FileError, match="LIC-R020"):
        open_writer(str(there), "csv", ["a"])
    with pytest.raises(FileError, match="LIC-R004"):
        open_writer(str(there), "xls", ["a"])


def test_a_device_is_written_to_and_stays_a_device() -> None:
    written(Path(os.devnull), FRAME, form="csv")
    assert not Path(os.devnull).is_file()


def test_a_link_stays_a_link_and_rights_stay(tmp_path: Path) -> None:
    real, link = tmp_path / "real.csv", tmp_path / "link.csv"
    real.write_text("old")
    real.chmod(0o600)
    link.symlink_to(real)
    written(link, FRAME)
    assert link.is_symlink()
    assert real.read_text().startswith("item,tpp\n")
    assert real.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("form", FORMS)
def test_standard_output(form: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    class Stdout:
        buffer = io.BytesIO()

        def flush(self) -> None:
            pass

    monkeypatch.setattr("sys.stdout", Stdout())
    with open_writer(None, form, FRAME.columns) as writer:
        writer.write(FRAME)
    path = tmp_path / f"a.{form}"
    path.write_bytes(Stdout.buffer.getvalue())
    assert rows_of(path) == FRAME.rows()


def test_rows_with_other_columns_are_a_bug(tmp_path: Path) -> None:
    writer = open_writer(str(tmp_path / "a.csv"), "csv", ["a"])
    with pytest.raises(Bug):
        writer.write(FRAME)
    writer.discard()
    assert names(tmp_path) == []


# Nothing is calculated

RISKY = ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("x")', "-"]
HARMLESS = ["-5", "+5", "-1.5e3", "-.5", "a=1", "'x", " =1"]


@pytest.mark.parametrize("kind", [pl.String, pl.Categorical])
def test_csv_puts_a_quote_before_what_looks_like_a_formula(tmp_path: Path, kind: type[pl.DataType]) -> None:
    path = written(tmp_path / "a.csv", pl.DataFrame({"=x": pl.Series(RISKY + HARMLESS, dtype=kind), "n": [-5] * 15}))
    with path.open(newline="", encoding="utf-8") as file:
        header, *rows = csv.reader(file)
    assert header == ["'=x", "n"]
    assert rows == [[cell, "-5"] for cell in [*(f"'{text}" for text in RISKY), *HARMLESS]]


def test_a_workbook_holds_no_formula(tmp_path: Path) -> None:
    texts = [*RISKY, *HARMLESS, "{=1}", "http://example.org", "1700"]
    path = written(tmp_path / "a.xlsx", pl.DataFrame({"=x": texts}))
    book = open_book(str(path))
    assert book.columns == ("=x",)
    assert rows_of(path) == [(text.strip(),) for text in texts]
    assert all(not chunk.complaints for chunk in book.chunks())


# What the forms hold


def test_types_in_a_workbook(tmp_path: Path) -> None:
    day = datetime.date(2026, 11, 22)
    frame = pl.DataFrame(
        {
            "int": [7, 123_456_789_012_345_678],
            "float": [0.1, float("nan")],
            "exact": [Decimal("1.10"), None],
            "day": [day, datetime.date(1800, 1, 1)],
            "time": [datetime.datetime(2026, 11, 22, 13, 5), None],
            "flag": [True, False],
        }
    )
    path = written(tmp_path / "a.xlsx", frame)
    assert rows_of(path) == [
        ("7", "0.1", "1.10", "2026-11-22", "2026-11-22 13:05:00", "true"),
        ("123456789012345678", "nan", None, "1800-01-01", None, "false"),
    ]
    about = fastexcel.read_excel(path).load_sheet("About", header_row=None).to_polars()
    assert about.rows() == [("Law", "us-ear 1")]
    assert path.read_bytes() == written(tmp_path / "b.xlsx", frame).read_bytes()


def test_limits_of_a_workbook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(licet.batch.write, "SHEET_ROWS_MAX", 5)
    with pytest.raises(FileError, match="LIC-R021"):
        written(tmp_path / "a.xlsx", FRAME, FRAME)
    with pytest.raises(FileError, match="LIC-R021"):
        open_writer(str(tmp_path / "a.xlsx"), "xlsx", [str(n) for n in range(16_385)])
    with pytest.raises(FileError, match="LIC-R022") as caught:
        written(tmp_path / "a.xlsx", pl.DataFrame({"long": ["x" * 32_768]}))
    assert caught.value.complaint.where.endswith("row 2, column long")
    assert names(tmp_path) == []


@pytest.mark.parametrize("form", ["csv", "xlsx", "json", "jsonl"])
def test_values_without_a_place(tmp_path: Path, form: str) -> None:
    with pytest.raises(FileError, match="LIC-R022"):
        written(tmp_path / f"a.{form}", pl.DataFrame({"bytes": [b"\xff"]}))
    if form in ("csv", "xlsx"):
        with pytest.raises(FileError, match="LIC-R022"):
            written(tmp_path / f"a.{form}", pl.DataFrame({"list": [[1]]}))
    assert names(tmp_path) == []


def test_json_is_json(tmp_path: Path) -> None:
    frame = pl.DataFrame({"a": ["x\ny", None], "n": [1, 2], "q": [Decimal("1.10")] * 2, "list": [["p"], []]})
    expected = [{"a": "x\ny", "n": 1, "q": "1.10", "list": ["p"]}, {"a": None, "n": 2, "q": "1.10", "list": []}]
    assert json.loads(written(tmp_path / "a.json", frame, frame).read_text()) == expected * 2
    lines = written(tmp_path / "a.jsonl", frame).read_text().splitlines()
    assert [json.loads(line) for line in lines] == expected


def test_parquet_keeps_types_and_takes_the_first_chunk_for_all(tmp_path: Path) -> None:
    first = pl.DataFrame({"n": [1], "late": [None], "list": [["x"]]})
    second = pl.DataFrame({"n": [2], "late": ["said"], "list": [["y", "z"]]})
    path = written(tmp_path / "a.parquet", first, second)
    frame = pl.read_parquet(path)
    assert frame.schema == {"n": pl.Int64, "late": pl.String, "list": pl.List(pl.String)}
    assert frame.rows() == [(1, None, ["x"]), (2, "said", ["y", "z"])]
    with pytest.raises(FileError, match="LIC-R022"):
        written(tmp_path / "b.parquet", first, second.with_columns(n=pl.lit("no number")))
