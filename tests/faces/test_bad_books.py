"""`licet check FILE`: whatever is wrong is told with its place, its code and what to write instead; the other lines are answered."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
import xlsxwriter  # type: ignore[import-untyped]
from running import (
    MEXICO,
    ORDINARY,
    Line,
    checked,
    codified,
    mexican,
    order_book,
    put,
    put_lines,
    run,
)

# Bad lines, each told in its place

BAD_CELLS = [
    ("quantity", "1.5", "LIC-F004"),
    ("quantity", "-3", "LIC-F003"),
    ("quantity", "NaN", "LIC-F002"),
    ("quantity", "inf", "LIC-F002"),
    ("quantity", "1e400", "LIC-F002"),
    ("quantity", "1,699", "LIC-F002"),
    ("quantity", "9" * 10_000, "LIC-F002"),
    ("quantity", "=SUM(A1:A9)", "LIC-F009"),
    ("tpp", "4799.9999", "LIC-F004"),
    ("applicable_die_area_mm2", "-814", "LIC-F003"),
    ("date", "03/04/2025", "LIC-F005"),
    ("destination", "UK", "LIC-F006"),
    ("destination", "Mexico", "LIC-F006"),
    ("destination", "XX", "LIC-F006"),
    ("destination", "M\u200fX", "LIC-F006"),
    ("destination", "M\x1bX", "LIC-F006"),
    ("destination", "\u202eXM", "LIC-F006"),
    ("consignee_kind", "private", "LIC-F007"),
    ("datacenter", "ja", "LIC-F008"),
]


def test_every_bad_cell_is_told_with_row_column_code_and_hint_and_the_others_are_answered(tmp_path: Path) -> None:
    names = dict.fromkeys([*MEXICO, *(column for column, _, _ in BAD_CELLS)], "")
    good: Line = {**names, **MEXICO, "chip": "", "item_kind": "ic", "tpp": "100", "applicable_die_area_mm2": "100"}
    lines = [good]
    for column, cell, _ in BAD_CELLS:
        lines += [{**good, column: cell}, good]
    ran = checked(put_lines(tmp_path, *lines))
    assert ran.status == 2
    assert ran.codes == [code for _, _, code in BAD_CELLS]
    for number, (column, _, code) in enumerate(BAD_CELLS):
        assert f"row {3 + 2 * number}, column {column}" in ran.err
        bad, after = ran.lines[1 + 2 * number], ran.lines[2 + 2 * number]
        assert bad["outcome"] == "undetermined" and bad["needs"].startswith(code)
        assert after["outcome"] == "no_license_required" and after["needs"] == ""
    assert ran.err.count("hint") == len(BAD_CELLS)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"chip": "H100"}, "LIC-F121"),
        ({"chip": "Z" * 300}, "LIC-F120"),
        ({"rate_fp8_dense_tflops": "3958"}, "LIC-F012"),
        ({"tpp": "31662.4"}, "LIC-F012"),
    ],
)
def test_a_chip_that_cannot_be_told_or_is_too_good_is_refused(tmp_path: Path, change: Line, code: str) -> None:
    ran = checked(put_lines(tmp_path, {**MEXICO, **change}, MEXICO))
    assert (ran.status, ran.codes) == (2, [code])
    assert "row 2" in ran.err and [line["outcome"] for line in ran.lines] == ["undetermined", "no_license_required"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"performance_density": "1"}, "density is 1;"),
        ({"non_planar": "no"}, "No die is non-planar"),
        ({"tpp": "15000"}, "tpp is stated as 15000"),
        ({"item_kind": "other"}, "stated as other"),
        ({"consignee_listed": "none", "consignee_footnote": "4"}, "carries a footnote"),
    ],
)
def test_an_answered_book_tells_of_statements_that_clash(tmp_path: Path, change: Line, told: str) -> None:
    line = {**MEXICO, "destination": "CN", "consignee_hq": "CN"}
    plain, clashing = checked(put_lines(tmp_path, line, {**line, **change})).lines
    assert plain["conflicts"] == "" and told in clashing["conflicts"]
    single = run("check", *(f"{name}={value}" for name, value in {**line, **change}.items()), "--json", *ORDINARY).json
    assert clashing["conflicts"] == "; ".join(one["what"] for one in single["conflicts"] if one["kind"] == "statement")


def test_a_repeated_line_id_is_told(tmp_path: Path) -> None:
    ran = checked(put_lines(tmp_path, *mexican(1, 2), mexican(3)[0]))
    assert (ran.status, ran.codes) == (2, ["LIC-F014"]) and "row 4, column line_id" in ran.err


@pytest.mark.parametrize(
    "lines", [[*mexican(1), *mexican(1)], [{name: value for name, value in MEXICO.items() if name != "destination"}]]
)
def test_full_determinations_complain_as_the_answered_book_does(tmp_path: Path, lines: list[Line]) -> None:
    book = put_lines(tmp_path, *lines)
    assert run("check", book, "--json", *ORDINARY).status == checked(book).status


def test_a_book_without_destination_or_item_is_told_at_the_header(tmp_path: Path) -> None:
    renamed = {{"destination": "destinaton"}.get(name, name): value for name, value in MEXICO.items()}
    ran = checked(put_lines(tmp_path, renamed))
    assert (ran.status, ran.codes) == (2, ["LIC-F015"]) and "Is it the column 'destinaton'?" in ran.err
    assert ran.lines[0]["outcome"] == "undetermined" and "destination" in ran.lines[0]["needs"]
    ran = checked(put_lines(tmp_path, {"destination": "MX", "date": "2025-06-02"}))
    assert ran.codes == ["LIC-F015"] and "what the item is" in ran.err


def test_a_column_that_is_nearly_a_fact_is_a_hint_and_no_fact(tmp_path: Path) -> None:
    ran = run("check", put_lines(tmp_path, {**MEXICO, "consignee_lists": "x"}), "--csv", *ORDINARY)
    assert ran.status == 0 and "Did you mean consignee_listed?" in ran.err


HEAD, ROW = ",".join(MEXICO), ",".join(MEXICO.values())


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.csv", "", "LIC-R005"),
        ("a.json", "[]", "LIC-R005"),
        ("a.parquet", "", "LIC-R005"),
        ("a.xlsx", "", "LIC-R005"),
        ("a.csv", f"{HEAD}\n{ROW}\n".encode("utf-16"), "LIC-R006"),
        ("a.csv", f"{HEAD},note\n{ROW},caf\xe9\n".encode("latin-1"), "LIC-R006"),
        ("a.csv", f"{HEAD},quantity\n{ROW},1\n", "LIC-R007"),
        ("a.csv", f"{HEAD},Consignee HQ\n{ROW},MX\n", "LIC-F017"),
        ("a.json", "{", "LIC-R010"),
        ("a.json", "3", "LIC-R010"),
        ("a.parquet", "PAR1 and no more", "LIC-R013"),
        ("a.parquet", "abc", "LIC-R013"),
        ("a.xlsx", "abc", "LIC-R013"),
        ("a.unknown", "abc", "LIC-R004"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_as_a_whole(tmp_path: Path, name: str, content: bytes | str, code: str) -> None:
    path = put(tmp_path, name, content)
    ran = checked(path)
    assert (ran.status, ran.codes, ran.stdout) == (2, [code], b"")
    assert str(path) in ran.err and "hint" in ran.err
    target = put(tmp_path, "kept.csv", "as it was")
    assert run("check", path, "--out", target).status == 2
    assert target.read_text() == "as it was" and not list(tmp_path.glob(".licet*"))


def test_a_truncated_parquet_file_is_refused(tmp_path: Path) -> None:
    order_book().write_parquet(tmp_path / "whole.parquet")
    ran = checked(put(tmp_path, "cut.parquet", (tmp_path / "whole.parquet").read_bytes()[:-20]))
    assert (ran.status, ran.codes) == (2, ["LIC-R013"])


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        (f"{HEAD}\n{ROW}\n{ROW},x\nH100 SXM,1\n{ROW}\n", {3: "LIC-R008", 4: "LIC-R008"}),
        (f'{HEAD}\n{ROW}\n"H100,1,2\n{ROW}\n', {3: "LIC-R009"}),
        (f"{HEAD}\nH100\0,1,MX,MX,none,2025-06-02\n{ROW}\n", {2: "LIC-R009"}),
    ],
)
def test_a_row_that_cannot_be_read_costs_one_line(tmp_path: Path, text: str, rows: dict[int, str]) -> None:
    ran = checked(put(tmp_path, "a.csv", text))
    assert (ran.status, ran.codes) == (2, list(rows.values()))
    assert all(f"row {row}" in ran.err for row in rows)
    assert [line["outcome"] for line in ran.lines].count("no_license_required") == len(ran.lines) - len(rows)


def test_a_formula_in_a_workbook_is_refused_with_its_cell(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        sheet = book.add_worksheet("Orders")
        for column, (name, value) in enumerate(MEXICO.items()):
            sheet.write_string(0, column, name)
            sheet.write_string(1, column, value)
            sheet.write_string(2, column, value)
        sheet.write_formula(1, 1, "=1000+699", None, 1699)
        sheet.write_number(2, 1, 1699)
        sheet.write_datetime(2, 5, datetime.datetime(2025, 6, 2), book.add_format({"num_format": "yyyy-mm-dd"}))
    ran = checked(tmp_path / "a.xlsx")
    assert (ran.status, ran.codes) == (2, ["LIC-R015"]) and "B2 holds a formula" in ran.err
    assert codified(ran) == ["undetermined", "LPP"]


def test_odd_but_honest_files_are_read(tmp_path: Path) -> None:
    headers = HEAD.upper().replace("CONSIGNEE_HQ", " Consignee-HQ ")
    wide = [f"x{number}" for number in range(1_000)]
    texts = {
        "byte order mark": f"\ufeff{HEAD}\n{ROW}\n",
        "mixed headers": f"{headers}\n{ROW}\n",
        "blank lines": f"\n{HEAD}\n\n,,,,,\n{ROW}\n\n\n",
        "semicolons": f"{HEAD}\n{ROW}\n".replace(",", ";"),
        "windows": f"{HEAD}\r\n{ROW}\r\n",
        "no last line end": f"{HEAD}\n{ROW}",
        "many columns": f"{HEAD},{','.join(wide)}\n{ROW},{','.join(wide)}\n",
        "long cell": f"{HEAD},consignee_name\n{ROW},{'x' * 10_000}\n",
        "marks in a name": f'{HEAD},consignee_name\n{ROW},"\u202e\x07 a\nb"\n',
    }
    for name, text in texts.items():
        ran = checked(put(tmp_path, "a.csv", text))
        assert (ran.status, ran.err) == (0, ""), name
        assert codified(ran) == ["LPP"], name


@pytest.mark.parametrize("text", [HEAD, f"{HEAD}\n", f"{HEAD}\n,,,,,\n\n"])
def test_a_book_without_lines_is_told(tmp_path: Path, text: str) -> None:
    ran = checked(put(tmp_path, "a.csv", text))
    assert (ran.status, ran.codes, ran.lines) == (2, ["LIC-F018"], [])
