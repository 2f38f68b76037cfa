"""What the tests of reading share: a file put down, and what came out of it."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter

from licet.base.errors import FileError
from licet.batch import OrderBook
from licet.batch.read import open_book


def put(folder: Path, name: str, content: bytes | str) -> str:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return str(path)


def rows_of(book: OrderBook) -> dict[int, tuple[object, ...]]:
    return {number: cells for chunk in book.chunks() for number, cells in zip(chunk.rows, chunk.frame.iter_rows(), strict=True)}


def codes_of(book: OrderBook) -> dict[int, str]:
    return {row: complaint.code for chunk in book.chunks() for row, complaint in chunk.complaints}


def refusal(path: str, form: str | None = None) -> FileError:
    with pytest.raises(FileError) as caught:
        rows_of(open_book(path, form))
    assert caught.value.complaint.where
    assert caught.value.complaint.hint
    return caught.value


def workbook(path: Path, rows: list[list[object]], *, row: int = 0, column: int = 0, name: str = "Orders") -> str:
    """A workbook whose second sheet is empty; text that begins with = becomes a formula with the result 7."""
    with xlsxwriter.Workbook(str(path), {"default_date_format": "dd/mm/yyyy", "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet(name)
        for down, cells in enumerate(rows, row):
            for across, cell in enumerate(cells, column):
                if isinstance(cell, str) and cell.startswith("="):
                    sheet.write_formula(down, across, cell, value="#N/A" if cell == "=NA()" else 7)
                else:
                    sheet.write(down, across, cell)
        book.add_worksheet("Empty")
    return str(path)
