"""Excel workbooks as order books."""

from __future__ import annotations

import datetime
import zipfile
from pathlib import Path

import pytest
from books import codes_of, put, refusal, rows_of, workbook

import licet.batch.sheet
from licet.batch.read import open_book


def edited(path: str, old: str, new: str, part: str = "xl/worksheets/sheet1.xml") -> str:
    """The workbook with a piece of its XML replaced."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert old.encode() in parts[part]
    parts[part] = parts[part].replace(old.encode(), new.encode())
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def test_excel_values_as_text(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx",
        [
            ["Item", "tpp", "date", "flag"],
            [" x ", 4799.999, datetime.date(2026, 11, 22), True],
            ["00123", 1700, datetime.datetime(2026, 11, 22, 13, 5), False],
            [None, None, None, None],
            [None, 0.1, "2026-11-22", None],
        ],
        row=2,
        column=1,
    )
    book = open_book(path)
    assert book.name.endswith("a.xlsx, sheet Orders")
    assert book.columns == ("Item", "tpp", "date", "flag")
    assert rows_of(book) == {
        4: ("x", "4799.999", "2026-11-22", "true"),
        5: ("00123", "1700", "2026-11-22 13:05:00", "false"),
        7: (None, "0.1", "2026-11-22", None),
    }
    assert rows_of(open_book(edited(path, "<v>4799.999</v>", "<v>4799.9989999999998</v>")))[4][1] == "4799.999"


def test_excel_formulas_are_never_evaluated(tmp_path: Path) -> None:
    rows: list[list[object]] = [["a", "b", "c"], [1, "=1+1", "x"], [2, 3, "y"], ["=A2", "=NA()", "z"], ["+1", "@x", "fine"]]
    book = open_book(workbook(tmp_path / "a.xlsx", rows, column=1))
    assert rows_of(book) == {2: ("1", None, "x"), 3: ("2", "3", "y"), 4: (None, None, "z"), 5: ("+1", "@x", "fine")}
    assert codes_of(book) == {2: "LIC-R015", 4: "LIC-R015"}
    whats = [complaint.what for _, complaint in next(book.chunks()).complaints]
    assert whats[0] == "C2 holds a formula; licet never evaluates one."
    assert whats[1].startswith("B4, C4 holds a formula")


@pytest.mark.parametrize("quote", ['"', "'"])
def test_excel_array_formulas_and_formulas_below_the_last_value(tmp_path: Path, quote: str) -> None:
    path = workbook(tmp_path / "a.xlsx", [["a", "b"], [1, 2], [3, 4], [5, 6]])
    edited(path, '<c r="A2">', f'<c r="A2"><f t={quote}array{quote} ref="A2:A3">B2:B3</f>')
    edited(path, "</sheetData>", '<row><c><f>1+1</f></c></row><row r="9"><x:c xmlns:x="u" r="B9"><x:f/></x:c></row></sheetData>')
    book = open_book(path)
    assert rows_of(book) == {2: (None, "2"), 3: (None, "4"), 4: ("5", "6"), 5: (None, None), 9: (None, None)}
    assert codes_of(book) == dict.fromkeys((2, 3, 5, 9), "LIC-R015")


@pytest.mark.parametrize("row", ["0", "1048577", "99999999999999", "x"])
def test_excel_cells_outside_of_any_sheet(tmp_path: Path, row: str) -> None:
    path = workbook(tmp_path / "a.xlsx", [["a"], [1]])
    edited(path, "</sheetData>", f'<row r="{row}"><c><f>1+1</f></c></row></sheetData>')
    assert refusal(path).complaint.code == "LIC-R013"


def test_excel_array_as_large_as_a_sheet(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [["a", "b"], *([n, n] for n in range(2000))])
    edited(path, '<c r="B3">', '<c r="B3"><f t="array" ref="B3:XFD1048576">A3:A9</f>')
    assert len(codes_of(open_book(path))) == 1999


def test_excel_error_values(tmp_path: Path) -> None:
    path = edited(workbook(tmp_path / "a.xlsx", [["a", "b"], [1, 2], [3, 4]]), '<c r="B2"><v>2</v>', '<c r="B2" t="e"><v>#REF!</v>')
    book = open_book(path)
    assert rows_of(book) == {2: ("1", None), 3: ("3", "4")}
    assert next(book.chunks()).complaints[0][1].what == "B2 holds #REF!."


def test_excel_formula_in_the_header(tmp_path: Path) -> None:
    assert refusal(workbook(tmp_path / "a.xlsx", [["a", "=1+1"], [1, 2]])).complaint.code == "LIC-R015"


def test_excel_sheets(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [["a"], [1]], name="Q3 #1")
    assert rows_of(open_book(f"{path}#Q3 #1")) == {2: ("1",)}
    error = refusal(f"{path}#Q3 1")
    assert error.complaint.code == "LIC-R017"
    assert error.complaint.hint == "Did you mean Q3 #1?"
    assert refusal(f"{path}#Empty").complaint.code == "LIC-R005"
    hidden = workbook(tmp_path / "b.xlsx", [["a"], [1]])
    edited(hidden, '<sheet name="Orders"', '<sheet state="hidden" name="Orders"', "xl/workbook.xml")
    assert refusal(hidden).complaint.code == "LIC-R005", "the first sheet that shows is the empty one"


def test_excel_columns(tmp_path: Path) -> None:
    assert refusal(workbook(tmp_path / "a.xlsx", [["a", "A "], [1, 2]])).complaint.code == "LIC-R007"
    book = open_book(workbook(tmp_path / "a.xlsx", [["a", None, "b", None], [1, None, 2], [3, None, None, 4]]))
    assert book.columns == ("a", "b", "")
    assert rows_of(book) == {2: ("1", "2", None), 3: ("3", None, "4")}


def test_excel_bombs_and_traps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = workbook(tmp_path / "a.xlsx", [["a"], *([n] for n in range(3000))])
    trap = edited(workbook(tmp_path / "b.xlsx", [["a"], [1]]), "<worksheet", '<!DOCTYPE x [<!ENTITY y "z">]><worksheet')
    assert refusal(trap).complaint.code == "LIC-R013"
    twice = workbook(tmp_path / "c.xlsx", [["a"], [1]])
    with zipfile.ZipFile(twice, "a") as archive:
        archive.writestr("xl/worksheets/Sheet1.xml", "<worksheet/>")
    assert refusal(twice).complaint.code == "LIC-R013"
    monkeypatch.setattr(licet.batch.sheet, "EXPANDED_BYTES_MAX", 50_000)
    assert refusal(path).complaint.code == "LIC-R014"
    with zipfile.ZipFile(path) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    lying = bytearray(Path(path).read_bytes())
    at = lying.rfind(size.to_bytes(4, "little"))
    lying[at : at + 4] = (10).to_bytes(4, "little")
    assert refusal(put(tmp_path, "lying.xlsx", bytes(lying))).complaint.code == "LIC-R014"
