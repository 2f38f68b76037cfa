"""`licet check FILE --each-day ...`: sums on the screen, tables in files, the gravest of all views as the exit status."""

from __future__ import annotations

from pathlib import Path

import polars as pl
from running import BOOK, MEXICO, ORDINARY, put_lines, run

TWO = ("--each-day", "2024-06-03,2025-06-02", "--each-layer")


def test_sums_of_each_view_stand_on_the_screen() -> None:
    ran = run("check", BOOK, *ORDINARY, *TWO)
    assert ran.status == 3
    for view in ("2024-06-03/enforced", "2024-06-03/codified", "2025-06-02/enforced", "2025-06-02/codified"):
        (line,) = [line for line in ran.out.splitlines() if line.startswith(view)]
        outcomes = run("check", BOOK, *ORDINARY, "--as-of", view[:10], "--layer", view[11:], "--csv", "--quiet").lines
        asked = sum(one["outcome"] == "license_required" for one in outcomes)
        assert f" {asked} " in f"{line} "


def test_tables_are_written_wide_and_long(tmp_path: Path) -> None:
    book = put_lines(tmp_path, {"line_id": "a", **MEXICO}, {"line_id": "b", **MEXICO, "destination": "DE", "consignee_hq": "DE"})
    wide = run("check", book, *ORDINARY, *TWO, "--show", "outcome,via", "--csv", "--exit-zero").lines
    assert [line["line_id"] for line in wide] == ["a", "b"]
    assert wide[0]["via@2025-06-02/codified"] == "LPP"
    out = tmp_path / "long.parquet"
    ran = run("check", book, *ORDINARY, *TWO, "--long", "--out", out)
    assert "2 lines under 4 books of law" in ran.err
    found = pl.read_parquet(out)
    assert found.height == 8
    assert found.filter(line="a", view="2025-06-02/codified")["outcome"].to_list() == [wide[0]["outcome@2025-06-02/codified"]]


def test_bad_lines_are_told_once_and_make_the_status(tmp_path: Path) -> None:
    book = put_lines(tmp_path, {**MEXICO, "quantity": "many"}, MEXICO)
    ran = run("check", book, *ORDINARY, *TWO, "--csv")
    assert ran.status == 2
    assert ran.codes == ["LIC-F002"]
    assert ran.lines[0]["outcome@2025-06-02/enforced"] == "undetermined"


def test_an_empty_book_makes_an_empty_table(tmp_path: Path) -> None:
    book = put_lines(tmp_path, MEXICO)
    book.write_text(book.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    ran = run("check", book, *ORDINARY, *TWO, "--csv")
    assert ran.codes == ["LIC-F018"]
    assert ran.lines == []
    assert b"outcome@2025-06-02/codified" in ran.stdout


def test_full_determinations_are_for_one_view() -> None:
    assert run("check", BOOK, *TWO, "--json").codes == ["LIC-U043"]
