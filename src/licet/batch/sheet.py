"""Read an order book from an Excel workbook: values as text, numbers exactly, days as ISO days, formulas never.

The values come from fastexcel. It gives the result that a formula left behind as if someone had typed it, and nothing
for an error such as #N/A; so the sheet's own XML is searched for both, and their rows get a complaint.
"""

from __future__ import annotations

import copy
import io
import posixpath
import re
import sys
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree

import fastexcel
import polars as pl

from licet.base.errors import Complaint, FileError, nearest
from licet.batch import Complaints, OrderBook, Source, checked_columns, finished

EXPANDED_BYTES_MAX = 512 * 2**20
"""Most that all parts of a workbook may unpack to; more is taken for a zip bomb."""

INDEX_BYTES_MAX = 16 * 2**20
"""Most that the parts may unpack to which list the sheets."""

SHEET_ROWS_MAX = 1_048_576
"""Rows of a worksheet."""

_TO_LOOK_AT = (re.compile(rb"<f[\s/>]"), re.compile(rb":f[\s/>]"), re.compile(rb"""["']e["']"""), re.compile(rb"\0"))
_WINDOW_BYTES = 256
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_SAVE_AGAIN = "Save it again as .xlsx, without a password, or as CSV."
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    ElementTree.ParseError,
)


@dataclass(frozen=True, slots=True)
class _Mark:
    """Cells that hold one formula, or one cell that holds an error value; rows and columns count from 1."""

    rows: range
    columns: range
    error: str = ""


@dataclass(frozen=True, slots=True)
class _Table:
    """A sheet as text: its frame without the header, the sheet row of its first row, and the sheet column of each."""

    frame: pl.DataFrame
    first_row: int
    columns: tuple[int, ...]


def sheet_book(source: Source, sheet: str | None, chunk_rows: int) -> OrderBook:
    """Open one sheet of a workbook: the one named, else the first that is not hidden."""
    if not source.head():
        checked_columns((), source.name)
    content = source.whole() if source.is_stream else source.path
    try:
        with zipfile.ZipFile(io.BytesIO(content) if isinstance(content, bytes) else content) as archive:
            sheet, part = _part_of(archive, sheet, source.name)
            where = f"{source.name}, sheet {sheet}"
            marks = _marks(archive, part) if _holds_marks(archive, part) else []
        table = _table(fastexcel.read_excel(content), sheet, where)
    except (*_DAMAGED, fastexcel.FastExcelError) as error:
        what = f"This is not an Excel workbook, or it is truncated or damaged: {str(error).splitlines()[0]}."
        raise FileError("LIC-R013", what, where=source.name, hint=_SAVE_AGAIN) from None
    frame, complaints = _without_formulas(table, marks, where)
    rows, columns = pl.int_range(table.first_row, table.first_row + frame.height, eager=True), tuple(frame.columns)
    return OrderBook(where, "xlsx", columns, frame.height, lambda: finished(frame, rows, complaints, chunk_rows))


# The values


def _table(workbook: fastexcel.ExcelReader, sheet: str, where: str) -> _Table:
    """The sheet from its first row with content, which is the header."""
    loaded = workbook.load_sheet(sheet, header_row=None, skip_rows=0, dtypes="string")
    frame = loaded.to_polars()
    header = next((at for at, cells in enumerate(frame.iter_rows()) if any(cells)), 0)
    names = frame.row(header) if frame.width else ()
    body = frame.slice(header + 1)
    used = [at for at, name in enumerate(names) if name or body.to_series(at).null_count() < body.height]
    columns = checked_columns((names[at] or "" for at in used), where)
    body = body.select(body.columns[at] for at in used)
    body.columns = list(columns)
    body = body.select(pl.all().str.replace(r"^(\d{4}-\d\d-\d\d) 00:00:00$", "$1"))
    return _Table(body, header + 2, tuple(loaded.selected_columns[at].absolute_index + 1 for at in used))


def _without_formulas(table: _Table, marks: list[_Mark], where: str) -> tuple[pl.DataFrame, Complaints]:
    """The frame with every cell emptied that holds a formula, and a complaint for each row with one."""
    if not marks:
        return table.frame, []
    first = table.first_row
    height = max(table.frame.height, *(mark.rows.start + 1 - first for mark in marks))
    rows = range(first, first + height)
    # A row in which nothing but a formula stands, never calculated, is not in the frame yet.
    added = pl.DataFrame({name: [None] * (height - table.frame.height) for name in table.frame.columns})
    frame = pl.concat([table.frame, added.cast(pl.String)])
    found = dict[int, dict[int, str]]()
    for mark in marks:
        if mark.rows.start < first:
            what = f"{_address(mark.rows.start, mark.columns.start)}, in the header, holds {mark.error or 'a formula'}."
            raise FileError("LIC-R015", what, where=where, hint="Write the names of the columns as text.")
        for row in mark.rows[: rows.stop - mark.rows.start]:
            columns = mark.columns[: max(1, table.columns[-1] + 1 - mark.columns.start)]
            found.setdefault(row, {}).update(dict.fromkeys(columns, mark.error))
    for at, column in enumerate(table.columns):
        emptied = [row for row, cells in found.items() if column in cells]
        kept = ~pl.Series(rows, dtype=pl.Int64).is_in(emptied)
        frame = frame.with_columns(pl.when(kept).then(pl.nth(at)).alias(frame.columns[at]))
    return frame, [(row, _complaint(row, cells, where)) for row, cells in sorted(found.items())]


def _complaint(row: int, cells: dict[int, str], where: str) -> Complaint:
    formulas = ", ".join(_address(row, column) for column, error in sorted(cells.items()) if not error)
    if formulas:
        what = f"{formulas} holds a formula; licet never evaluates one."
        return Complaint("LIC-R015", what, where, "Copy the cells and paste them as values.")
    errors = ", ".join(f"{_address(row, column)} holds {error}" for column, error in sorted(cells.items()))
    return Complaint("LIC-R016", f"{errors}.", where, "Write the value, or leave the cell empty.")


# The XML


def _part_of(archive: zipfile.ZipFile, sheet: str | None, name: str) -> tuple[str, str]:
    """The sheet's name and the part of the archive that holds it."""
    entries = archive.namelist()
    if len({entry.lower() for entry in entries}) < len(entries):
        raise zipfile.BadZipFile("two of its parts have one name")
    targets = {
        relation.get("Id"): posixpath.normpath(posixpath.join("/xl", relation.get("Target", "")))[1:]
        for relation in _xml(archive, "xl/_rels/workbook.xml.rels")
        if relation.get("Type", "").endswith("/worksheet")
    }
    found = [one for one in _xml(archive, "xl/workbook.xml").iterfind(".//{*}sheet") if one.get(_RELATION) in targets]
    parts = {one.get("name", ""): targets[one.get(_RELATION)] for one in found}
    shown = [one.get("name", "") for one in found if one.get("state", "visible") == "visible"]
    wanted = shown[0] if sheet is None and shown else sheet
    if wanted not in parts:
        hint = nearest(wanted or "", parts) or f"Its sheets are {', '.join(parts)}."
        raise FileError("LIC-R017", f"There is no sheet {wanted or 'that shows'}.", where=name, hint=hint)
    if parts[wanted] not in entries:
        raise zipfile.BadZipFile(f"{parts[wanted]} is missing")
    return wanted, parts[wanted]


def _xml(archive: zipfile.ZipFile, part: str) -> ElementTree.Element:
    if part not in archive.namelist():
        raise zipfile.BadZipFile(f"{part} is missing")
    return ElementTree.fromstring(b"".join(_expanded(archive, part, INDEX_BYTES_MAX)))


def _marks(archive: zipfile.ZipFile, part: str) -> list[_Mark]:
    parser = ElementTree.XMLParser(target=(finder := _Finder()))
    for block in _expanded(archive, part, EXPANDED_BYTES_MAX):
        parser.feed(block)
    parser.close()
    return finder.marks


def _expanded(archive: zipfile.ZipFile, part: str, bytes_max: int) -> Iterator[bytes]:
    """What a part really unpacks to, whatever the archive's directory says of its size, up to a limit."""
    info = copy.copy(archive.getinfo(part))
    info.file_size, size = sys.maxsize, 0
    with archive.open(info) as stream:
        while block := stream.read(2**20):
            size += len(block)
            if size > bytes_max:
                what = f"{part} unpacks to more than the {bytes_max:,} bytes left to it."
                raise FileError("LIC-R014", what, where=archive.filename or "", hint="Write CSV or Parquet instead.")
            if b"<!DOCTYPE" in block:
                raise zipfile.BadZipFile("it declares a document type, which no workbook does")
            yield block


def _holds_marks(archive: zipfile.ZipFile, sheet_part: str) -> bool:
    """Unpack every part once, within the limit; tell whether the sheet may hold a formula or an error."""
    left, is_found = EXPANDED_BYTES_MAX, False
    for part in archive.namelist():
        window = b""
        for block in _expanded(archive, part, left):
            left -= len(block)
            window = window[-_WINDOW_BYTES:] + block
            is_found = is_found or (part == sheet_part and any(sign.search(window) for sign in _TO_LOOK_AT))
    return is_found


class _Finder:
    """Collects the formulas and the error values of a sheet while it is parsed."""

    def __init__(self) -> None:
        self.marks: list[_Mark] = []
        self._row = self._column = 0
        self._cell: dict[str, str] = {}
        self._formula: dict[str, str] | None = None
        self._value: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element opens."""
        match tag.rpartition("}")[2]:
            case "row":
                self._row, self._column = int(attributes.get("r", self._row + 1)), 0
            case "c":
                self._row, self._column = _place(attributes.get("r")) or (self._row, self._column + 1)
                self._cell, self._formula = attributes, None
                self._value.clear()
            case "f":
                self._formula = attributes
            case "v":
                self._value.clear()  # what came before it is not its value

    def data(self, text: str) -> None:
        """Text stands between two tags."""
        self._value.append(text)

    def end(self, tag: str) -> None:
        """An element closes."""
        if tag.rpartition("}")[2] != "c":
            return
        if not 1 <= self._row <= SHEET_ROWS_MAX:
            raise ValueError(f"a cell lies in row {self._row}")
        rows, columns = range(self._row, self._row + 1), range(self._column, self._column + 1)
        if self._formula is not None:
            # The formula of an array or a data table stands in its first cell; the others hold bare results.
            is_spread = self._formula.get("t") in ("array", "dataTable")
            last = _place(self._formula.get("ref", "").rpartition(":")[2]) if is_spread else None
            if last:
                rows, columns = range(rows.start, last[0] + 1), range(columns.start, last[1] + 1)
            self.marks.append(_Mark(rows, columns))
        elif self._cell.get("t") == "e":
            self.marks.append(_Mark(rows, columns, "".join(self._value).strip() or "an error"))

    def close(self) -> list[_Mark]:
        """The document ends."""
        return self.marks


def _place(address: str | None) -> tuple[int, int] | None:
    """Row and column of an address such as C7, counted from 1."""
    parts = re.fullmatch(r"([A-Z]{1,3})([0-9]{1,7})", address or "")
    if not parts:
        return None
    column = 0
    for letter in parts[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(parts[2]), column


def _address(row: int, column: int) -> str:
    """The address of a cell.

    >>> _address(7, 28)
    'AB7'
    """
    letters = ""
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row}"
