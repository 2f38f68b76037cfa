"""`licet check FILE`: the same answers from every form, every form out, and the types of Parquet."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import xlsxwriter  # type: ignore[import-untyped]
from running import (
    ANSWER,
    BOOK,
    MEXICO,
    ORDINARY,
    WAITS,
    Ran,
    answers,
    checked,
    codified,
    order_book,
    put,
    put_lines,
    run,
)

import licet


@pytest.fixture(scope="module")
def by_csv() -> list[tuple[str, ...]]:
    """What the bundled book is answered from CSV."""
    ran = checked(BOOK)
    assert ran.status == 3
    return [answers(line) for line in ran.lines]


def workbook(path: Path, frame: pl.DataFrame) -> Path:
    """A frame of text as a workbook."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Orders")
        for row, cells in enumerate([tuple(frame.columns), *frame.iter_rows()]):
            for column, cell in enumerate(cells):
                if cell is not None:
                    sheet.write_string(row, column, cell)
    return path


def test_the_order_book_has_the_same_answers_from_every_form(tmp_path: Path, by_csv: list[tuple[str, ...]]) -> None:
    frame = order_book()
    tsv, lines, whole, typed = (tmp_path / f"book.{ending}" for ending in ("tsv", "jsonl", "json", "parquet"))
    frame.write_csv(tsv, separator="\t")
    frame.write_ndjson(lines)
    whole.write_text(json.dumps(frame.to_dicts()), encoding="utf-8")
    frame.write_parquet(typed)
    native = tmp_path / "native.parquet"
    numbers = ("tpp", "applicable_die_area_mm2", "performance_density", "io_bandwidth_gb_s", "dram_bandwidth_gb_s")
    frame.with_columns(
        pl.col("quantity").cast(pl.Int32),
        pl.col("date", "us_available_since").str.to_date(),
        pl.col(*numbers).cast(pl.Float64),
        pl.col("destination").cast(pl.Categorical),
        (pl.col("datacenter") == "yes").alias("datacenter"),
    ).write_parquet(native)
    forms = {path.name: checked(path) for path in (tsv, lines, whole, typed, native, workbook(tmp_path / "book.xlsx", frame))}
    forms["-"] = checked("-", stdin=BOOK.read_bytes())
    forms["- parquet"] = checked("-", "--format-in", "parquet", stdin=typed.read_bytes())
    forms["- jsonl"] = checked("-", "--format-in", "jsonl", stdin=lines.read_bytes())
    for form, ran in forms.items():
        assert ran.status == 3, form
        assert [answers(line) for line in ran.lines] == by_csv, form


def test_every_form_out_keeps_the_input_and_appends_the_answer(tmp_path: Path, by_csv: list[tuple[str, ...]]) -> None:
    frame = order_book()
    readers: dict[str, Callable[[Path], pl.DataFrame]] = {
        "csv": lambda path: pl.read_csv(path, infer_schema=False),
        "tsv": lambda path: pl.read_csv(path, separator="\t", infer_schema=False),
        "jsonl": lambda path: pl.DataFrame([json.loads(line) for line in path.read_text().splitlines()], infer_schema_length=None),
        "json": lambda path: pl.DataFrame(json.loads(path.read_text()), infer_schema_length=None),
        "parquet": pl.read_parquet,
        "xlsx": lambda path: pl.read_excel(path, sheet_id=1, infer_schema_length=0),
    }
    for form, read in readers.items():
        path = tmp_path / f"answered.{form}"
        ran = run("check", BOOK, "--out", path, "--quiet", *ORDINARY)
        assert (ran.status, ran.stdout) == (3, b""), form
        found = read(path)
        appended = ["answer_eccn" if name == "eccn" else name for name in ANSWER]
        assert found.columns == [*frame.columns, *appended], form
        texts = found.cast(pl.String)
        assert texts.select(frame.columns).equals(frame), form
        assert texts.select(appended).fill_null("").rows() == by_csv, form
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".licet")]


def test_json_prints_whole_determinations(by_csv: list[tuple[str, ...]]) -> None:
    as_array, as_lines = (run("check", BOOK, form, *ORDINARY) for form in ("--json", "--jsonl"))
    found = as_array.json
    assert (as_array.status, as_lines.status) == (3, 3)
    assert [json.loads(line) for line in as_lines.out.splitlines()] == found
    for one, expected in zip(found, by_csv, strict=True):
        assert one["proof"] and one["law"]["corpus"]
        if WAITS in expected[8]:
            continue  # what full determinations say of a line that waits is a test of its own
        text = one["layers"]["codified"]
        head = (one["outcome"], one["via"], one["review"], one["classification"]["eccn"], one["path"])
        needs = "|".join(need["name"] for need in one["needs"])
        clashes = "; ".join(clash["what"] for clash in one["conflicts"] if clash["kind"] == "statement" and clash["name"] != "eccn")
        assert (*head, text["outcome"], text["via"], text["review"], needs, clashes) == expected, one["line_id"]


def test_a_table_is_printed_for_a_person() -> None:
    ran = run("check", BOOK, *ORDINARY)
    head, *lines = ran.out.splitlines()
    assert head.split()[:6] == ["line", "day", "item", "units", "to", "enforced"]
    assert "159 lines of" in ran.out and any(line.startswith("17 ") and "license exception (LPP)" in line for line in lines)
    assert (ran.status, ran.err) == (3, "") and "\x1b" not in ran.out


def test_a_name_that_is_taken_gets_a_name_beside_it(tmp_path: Path) -> None:
    line = {**MEXICO, "Outcome": "mine", "eccn": "3A090.a", "needs": "a truck"}
    (found,) = checked(put_lines(tmp_path, line)).lines
    assert (found["Outcome"], found["eccn"], found["needs"]) == ("mine", "3A090.a", "a truck")
    assert (found["answer_outcome"], found["answer_eccn"], found["answer_needs"]) == ("no_license_required", "3A090.a", "")
    assert found["codified_via"] == "LPP"


def test_an_answered_book_can_be_checked_again(tmp_path: Path) -> None:
    once = checked(put_lines(tmp_path, {**MEXICO, "eccn": "3A090.a"}))
    twice = checked(put(tmp_path, "again.csv", once.stdout))
    assert twice.status == once.status
    assert twice.lines[0]["answer_answer_eccn"] == once.lines[0]["answer_eccn"] == "3A090.a"


def test_json_goes_where_it_is_told(tmp_path: Path) -> None:
    ran = run("check", BOOK, "--json", "--out", tmp_path / "full.json", *ORDINARY)
    assert (ran.status, ran.stdout) == (3, b"")
    assert len(json.loads((tmp_path / "full.json").read_text())) == 159
    assert [path.name for path in tmp_path.iterdir()] == ["full.json"]


def test_cells_that_look_like_markup_are_text(tmp_path: Path) -> None:
    line = {"line_id": "[red]7", **MEXICO}
    assert checked(put_lines(tmp_path, line)).lines[0]["line_id"] == "[red]7"


@pytest.mark.parametrize("cell", ["[/]", "[red]7", ":smile:", "\x1b[31mred"])
def test_a_table_shows_cells_as_they_are(tmp_path: Path, cell: str) -> None:
    ran = run("check", put_lines(tmp_path, {"line_id": cell, **MEXICO}), *ORDINARY)
    assert ran.status == 0 and "\x1b" not in ran.out
    assert "\x1b" in cell or cell in ran.out


def test_python_frames_agree_with_files(by_csv: list[tuple[str, ...]]) -> None:
    found = licet.frame(order_book().filter(pl.col("date").is_not_null()), assume=["ordinary"], independent=False)
    names = ["answer_eccn" if name == "eccn" else name for name in ANSWER]
    dated = [row for row, date in zip(by_csv, order_book()["date"], strict=True) if date is not None]
    assert found.select(names).fill_null("").rows() == dated


# Types of Parquet


def parquet(folder: Path, **columns: Any) -> Ran:
    """Check two lines of the worked example with some columns replaced."""
    lines = {name: [value, value] for name, value in MEXICO.items()} | {"consignee_name": ["Uno", "Dos"]}
    pl.DataFrame({**lines, **columns}).write_parquet(folder / "typed.parquet")
    return checked(folder / "typed.parquet")


INTEGERS = (
    pl.Int8,
    pl.UInt8,
    pl.Int16,
    pl.UInt16,
    pl.Int32,
    pl.UInt32,
    pl.Int64,
    pl.UInt64,
    pl.Float32,
    pl.Float64,
    pl.Decimal(20, 4),
)


@pytest.mark.parametrize("kind", INTEGERS)
def test_numbers_of_every_type_are_read_exactly(tmp_path: Path, kind: Any) -> None:
    small = kind in (pl.Int8, pl.UInt8)
    ran = parquet(tmp_path, quantity=pl.Series([100, 101 if small else 1700]).cast(kind), value_usd=pl.Series([1, 2]).cast(kind))
    assert ran.status == 0
    assert codified(ran) == ["LPP", "LPP" if small else "license_required"]


def test_a_decimal_fraction_in_a_float_column_is_the_figure_that_was_written(tmp_path: Path) -> None:
    line = {"item_kind": "ic", "destination": "VN", "consignee_hq": "VN", "date": "2024-06-03", "datacenter": "yes"}
    frame = pl.DataFrame({**{name: [value] * 3 for name, value in line.items()}, "tpp": [1600.0] * 3})
    frame.with_columns(performance_density=pl.Series([5.92, 5.919, float("nan")])).write_parquet(tmp_path / "a.parquet")
    ran = checked(tmp_path / "a.parquet")
    assert [one["eccn"] for one in ran.lines] == ["3A090.a", "3A090.b", ""]
    assert (ran.status, ran.codes) == (2, ["LIC-F002"]) and "row 3, column performance_density" in ran.err


@pytest.mark.parametrize(
    ("columns", "codes"),
    [
        ({"quantity": [float("nan"), float("inf")]}, ["LIC-F002", "LIC-F002"]),
        ({"quantity": pl.Series([2**64 - 1, 1], dtype=pl.UInt64)}, ["LIC-F003"]),
        ({"quantity": pl.Series([-1, 1], dtype=pl.Int8)}, ["LIC-F003"]),
        ({"quantity": [True, False]}, ["LIC-F002", "LIC-F002"]),
        ({"quantity": [1.5, 2.0]}, ["LIC-F004"]),
        ({"datacenter": [1, 0]}, ["LIC-F008", "LIC-F008"]),
        ({"date": [20250602, 20250602]}, ["LIC-F005", "LIC-F005"]),
        ({"destination": ["MX", "Mexico"]}, ["LIC-F006"]),
        ({"chip": pl.Series(["H100 SXM", "H100"], dtype=pl.Categorical)}, ["LIC-F121"]),
    ],
)
def test_typed_cells_that_cannot_be_used_are_complaints_of_their_row(tmp_path: Path, columns: Any, codes: list[str]) -> None:
    ran = parquet(tmp_path, **columns)
    assert (ran.status, ran.codes) == (2, codes)
    assert sum(line["outcome"] == "undetermined" for line in ran.lines) == len(codes)


def test_blank_texts_are_unknown_and_padded_ones_trimmed(tmp_path: Path) -> None:
    ran = parquet(tmp_path, destination=[" MX ", "mx"], consignee_parent=["", "  "], quantity=[" 5 ", ""], end_use=["", None])
    assert ran.status == 0
    assert [line["needs"] for line in ran.lines] == ["", "quantity"]


def test_columns_that_are_no_facts_pass_through(tmp_path: Path) -> None:
    frame = pl.DataFrame(
        {**{name: [value] for name, value in MEXICO.items()}, "note": [[1, 2]], "at": [datetime.time(1)], "raw": [b"\xff"]}
    )
    frame.write_parquet(tmp_path / "in.parquet")
    assert run("check", tmp_path / "in.parquet", "--out", tmp_path / "out.parquet", "--quiet", *ORDINARY).status == 0
    assert pl.read_parquet(tmp_path / "out.parquet").select(frame.columns).equals(frame)
    refused = checked(tmp_path / "in.parquet")
    assert (refused.status, refused.codes) == (2, ["LIC-R022"])


def test_a_day_at_midnight_is_that_day(tmp_path: Path) -> None:
    assert parquet(tmp_path, date=[datetime.datetime(2025, 6, 2)] * 2).status == 0


@pytest.mark.parametrize(
    "columns", [{"date": pl.Series([3_000_000, 20_000], dtype=pl.Int32).cast(pl.Date)}, {"destination": [b"\xff", b"MX"]}]
)
def test_values_that_no_text_can_hold_are_complaints(tmp_path: Path, columns: Any) -> None:
    parquet(tmp_path, **columns)
    ran = run("check", tmp_path / "typed.parquet", "--out", tmp_path / "answered.parquet", "--quiet", *ORDINARY)
    assert (ran.status, ran.codes) == (2, ["LIC-R023"]) and "row 1, column" in ran.err
    answered = pl.read_parquet(tmp_path / "answered.parquet")
    assert (answered["outcome"] == "undetermined").to_list() == [True, False]


def test_floats_of_32_bits_are_taken_as_they_are_written(tmp_path: Path) -> None:
    item: Any = {"chip": [None] * 2, "item_kind": ["ic"] * 2, "datacenter": ["yes"] * 2, "tpp": [1600.0] * 2}
    ran = parquet(tmp_path, **item, performance_density=pl.Series([5.92, 5.919], dtype=pl.Float32))
    assert [line["eccn"] for line in ran.lines] == ["3A090.a", "3A090.b"]
