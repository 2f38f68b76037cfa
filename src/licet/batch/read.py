"""Read an order book of any size, chunk by chunk: CSV, TSV, JSON lines, JSON, Parquet, Excel (in `sheet.py`).

A row that cannot be read keeps its place, with its cells empty and a complaint beside it; the other rows go on.

    LIC-R001  there is no such file              LIC-R011  a JSON value is a list or an object
    LIC-R002  a folder, not a file               LIC-R012  a JSON key stands twice, or came too late
    LIC-R003  the file may not be read           LIC-R013  truncated, or not of the form it says
    LIC-R004  the form is not known              LIC-R014  larger than a limit
    LIC-R005  nothing in it                      LIC-R015  a cell holds a formula
    LIC-R006  the bytes are not UTF-8            LIC-R016  a cell holds an error of the spreadsheet
    LIC-R007  the header cannot be used          LIC-R017  there is no such sheet
    LIC-R008  too many or too few cells          LIC-R020  the target cannot be written
    LIC-R009  quotes, line ends or NUL bytes     LIC-R021  more rows than a worksheet holds
    LIC-R010  not JSON, or not an object         LIC-R022  a value that the form cannot hold
                                                 LIC-R023  a value that is no text (in `cells.py`)
    LIC-R030  a table of requests lacks a column (in `requests.py`)
    LIC-R031  a request of it cannot be read
"""

from __future__ import annotations

import csv
import io
import itertools
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import NoneType

import polars as pl

from licet.base.errors import Complaint, FileError
from licet.batch import (
    BLOCK_BYTES,
    Chunk,
    Complaints,
    OrderBook,
    Rows,
    Source,
    checked_columns,
    checked_utf8,
    finished,
    is_text,
    text_frame,
)

FORMS = {
    "csv": "csv",
    "tsv": "tsv",
    "jsonl": "jsonl",
    "ndjson": "jsonl",
    "json": "json",
    "parquet": "parquet",
    "xlsx": "xlsx",
}
"""The form of a file, by what its name ends with."""


CELL_LENGTH_MAX = 131_072
"""Characters of one cell of a CSV file."""


def open_book(path: str, form: str | None = None, chunk_rows: int = 200_000) -> OrderBook:
    """Open an order book; `-` is standard input, `book.xlsx#Sheet2` names a sheet.

    Raises:
        FileError: If the file as a whole cannot be read. `chunks()` raises it too, for what only shows later.
    """
    named = re.fullmatch(r"(-|.+?\.xlsx)#(.+)", path, re.IGNORECASE | re.DOTALL)
    path, sheet = named.groups() if named and not Path(path).exists() else (path, None)
    form = form_of(path, form)
    source = Source(path)
    match form:
        case "csv" | "tsv":
            return _delimited_book(source, form, chunk_rows)
        case "jsonl":
            return _lines_book(source, chunk_rows)
        case "json":
            return _json_book(source, chunk_rows)
        case "parquet":
            return _parquet_book(source, chunk_rows)
        case _:
            from licet.batch.sheet import sheet_book

            return sheet_book(source, sheet, chunk_rows)


def form_of(path: str, form: str | None) -> str:
    """The form that was asked for, else the one the file's name ends with; CSV on standard input.

    >>> form_of("orders.ndjson", None)
    'jsonl'
    """
    ending = form or ("csv" if path == "-" else Path(path).suffix.removeprefix("."))
    if found := FORMS.get(ending.lower()):
        return found
    known = ", ".join(dict.fromkeys(FORMS.values()))
    raise FileError("LIC-R004", f"The form {ending or 'without an ending'} is not known.", where=path, hint=f"Name one of {known}.")


# Text in lines: CSV, TSV, JSON lines


def _whole_lines(blocks: Iterable[bytes], name: str) -> Iterator[tuple[int, bytes, bool]]:
    """Blocks of whole lines, each with the number of its first line and whether it is the last (perhaps empty)."""
    line, offset, rest = 1, 0, b""
    for block in blocks:
        cut = block.rfind(b"\n") + 1
        if not cut and len(rest) + len(block) >= BLOCK_BYTES:
            hint = "Check that this is a text file."
            raise FileError("LIC-R014", f"A line is longer than {BLOCK_BYTES:,} bytes.", where=f"{name}:{line}", hint=hint)
        whole, rest = (rest + block[:cut], block[cut:]) if cut else (b"", rest + block)
        if whole:
            yield line, checked_utf8(whole, name, line, offset), False
            line, offset = line + whole.count(b"\n"), offset + len(whole)
    yield line, checked_utf8(rest + b"\n" if rest else b"", name, line, offset), True


# CSV and TSV


@dataclass(frozen=True, slots=True)
class _Header:
    columns: tuple[str, ...]
    separator: str
    lines: int


def _delimited_book(source: Source, form: str, chunk_rows: int) -> OrderBook:
    _, block, _ = next(_whole_lines([source.head()], source.name))
    first = block.split(b"\n", 1)[0]
    separator = "\t" if form == "tsv" else ";" if b";" in first and b"," not in first else ","
    reader = csv.reader(io.StringIO(block.decode(), newline="\n"), delimiter=separator, strict=True)
    try:
        names: list[str] = next((cells for cells in reader if any(map(str.strip, cells))), [])
    except csv.Error as error:
        hint = "Save the file as CSV again; names with a quote or a line end in them stand in quotes."
        raise FileError("LIC-R007", f"The header cannot be read: {error}.", where=f"{source.name}:1", hint=hint) from None
    header = _Header(checked_columns(names, source.name), separator, reader.line_num)
    return OrderBook(source.name, form, header.columns, None, lambda: _delimited(source, header, chunk_rows))


def _delimited(source: Source, header: _Header, chunk_rows: int) -> Iterator[Chunk]:
    unread, skip = b"", header.lines
    for line, block, is_last in _whole_lines(source.blocks(), source.name):
        if skip:
            line, block, skip = line + skip, block.split(b"\n", skip)[-1], 0
        line, block, unread = line - unread.count(b"\n"), unread + block, b""
        frame = _plain(block, header)
        if frame is not None:
            rows, complaints = pl.int_range(line, line + frame.height, eager=True), Complaints()
        else:
            read = _Records(header, source.name, line)
            unread = read.take(block.decode(), is_last).encode()
            frame, rows = text_frame(read.rows, header.columns), pl.Series(read.numbers, dtype=pl.Int64)
            complaints = read.complaints
        yield from finished(frame, rows, complaints, chunk_rows)


def _plain(block: bytes, header: _Header) -> pl.DataFrame | None:
    """Read lines that hold no surprise at full speed; None as soon as there may be one.

    # INVARIANT: what this returns is what `_Records` would: one row per line, each with as many cells as the header.
    """
    separator, outside = header.separator.encode(), block
    if b'"' in block:
        pieces = block.split(b'"')
        starts, ends = {piece[:1] for piece in pieces[2::2]}, {piece[-1:] for piece in pieces[:-1:2]}
        if not (len(pieces) % 2 and starts <= {b"", separator, b"\n", b"\r"} and ends <= {b"", separator, b"\n"}):
            return None
        outside = b"".join(pieces[::2])
    lines, cells = block.count(b"\n"), len(header.columns)
    if outside.count(b"\n") != lines or outside.count(separator) != lines * (cells - 1):
        return None
    if b"\0" in block or block.count(b"\r") != outside.count(b"\r\n"):
        return None
    schema = dict.fromkeys(header.columns, pl.String())
    try:
        frame = pl.read_csv(block, has_header=False, schema=schema, separator=header.separator, raise_if_empty=False)
    except pl.exceptions.PolarsError:  # a line with too many cells, balanced by one with too few
        return None
    longest = frame.select(pl.max_horizontal(pl.all().str.len_bytes().max())).item() if frame.height else 0
    return frame if frame.height == lines and (longest or 0) <= CELL_LENGTH_MAX else None


@dataclass(slots=True)
class _Records:
    """CSV records read with care: quoted line ends, odd quotes, ragged rows; each error costs one line."""

    header: _Header
    name: str
    line: int
    rows: Rows = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    complaints: Complaints = field(default_factory=list)

    def take(self, text: str, is_last: bool) -> str:
        """Read the records of `text`; return the start of one that goes on after it."""
        csv.field_size_limit(CELL_LENGTH_MAX)  # one limit for the whole process: readers of lists have another
        lines, at = io.StringIO(text, newline="\n").readlines(), 0
        wanted, is_clean = len(self.header.columns), "\0" not in text
        while at < len(lines):
            base = at
            reader = csv.reader(itertools.islice(lines, base, None), delimiter=self.header.separator, strict=True)
            try:
                for cells in reader:
                    if is_clean and len(cells) == wanted:
                        self.rows.append(cells)
                        self.numbers.append(self.line + at)
                    else:
                        self._judge(self.line + at, base + reader.line_num - at, cells)
                    at = base + reader.line_num
            except csv.Error as error:
                if base + reader.line_num == len(lines) and not is_last:
                    return "".join(lines[at:])
                hint = 'Close each quote; write a quote inside a quoted cell twice: "".'
                self._refuse(self.line + at, "LIC-R009", f"The quotes of this line do not match: {error}.", hint)
                at += 1
        return ""

    def _judge(self, row: int, height: int, cells: list[str]) -> None:
        wanted = len(self.header.columns)
        if not any(map(str.strip, cells)):
            return
        if any("\0" in cell for cell in cells):
            self._refuse(row, "LIC-R009", "A NUL byte stands in this row.", "Remove it, or save the file again.")
        elif len(cells) != wanted:
            lines = f" (lines {row} to {row + height - 1}, read as one because of a quote)" if height > 1 else ""
            hint = "Put a cell that holds the separator in quotes; write an empty cell for one that is missing."
            self._refuse(row, "LIC-R008", f"{len(cells)} cells where the header has {wanted}{lines}.", hint)
        else:
            self.rows.append(cells)
            self.numbers.append(row)

    def _refuse(self, row: int, code: str, what: str, hint: str) -> None:
        self.complaints.append((row, Complaint(code, what, f"{self.name}:{row}", hint)))
        self.rows.append([None] * len(self.header.columns))
        self.numbers.append(row)


# JSON lines and JSON


class _Twice(str):
    """A key that one JSON object holds twice."""


def _once(pairs: list[tuple[str, object]]) -> object:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    keys = [key for key, _ in pairs]
    return _Twice(next(key for key in keys if keys.count(key) > 1))


_QUICK = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=str)
_CAREFUL = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=str, object_pairs_hook=_once)
_PLAIN = {str, NoneType}


def _line_values(line: int, block: bytes) -> Iterator[tuple[int, object]]:
    """Each line of JSON as a value, or the complaint; numbers stay as written."""
    for number, text in enumerate(block.decode().split("\n"), line):
        if stripped := text.strip():
            yield number, _line_value(stripped)


def _line_value(text: str) -> object:
    try:
        value, end = _QUICK.raw_decode(text)
        # A member takes one colon: only where there are more can a key stand twice. Only \u can make what is not text.
        if end == len(text) and isinstance(value, dict) and text.count(":") == len(value) and "\\u" not in text:
            return value
        return _with_text(_CAREFUL.decode(text))
    except (ValueError, RecursionError) as error:
        return Complaint("LIC-R010", f"This line is not JSON: {error}.", hint="Write one object per line.")


def _with_text(value: object) -> object:
    """The value itself, unless a text in it is none."""
    if isinstance(value, dict) and not is_text(cell for cell in value.values() if isinstance(cell, str)):
        return Complaint("LIC-R009", "A text holds a NUL or half a character.", hint="Remove it.")
    return value


def _object_cells(value: object, columns: list[str]) -> Sequence[str | None] | Complaint:
    """The cells of one object in the order of the columns, or why there are none."""
    if isinstance(value, Complaint):
        return value
    if isinstance(value, _Twice):
        return Complaint("LIC-R012", f"The key {value} stands twice.", hint="Keep one of them.")
    if not isinstance(value, dict):
        return Complaint("LIC-R010", "This is not an object.", hint='Write {"column": "value", …}.')
    if list(value) == columns:
        cells = list(value.values())
    elif late := [key for key in value if key not in columns]:
        hint = "Name every key in the first line that can be read, with null where it is empty."
        return Complaint("LIC-R012", f"The key {late[0]} was not there in the first part of the file.", hint=hint)
    else:
        cells = [value.get(name) for name in columns]
    if not _PLAIN.issuperset(map(type, cells)):
        for at, cell in enumerate(cells):
            if isinstance(cell, dict | list | _Twice):
                what = f"{columns[at]} holds a list or an object."
                return Complaint("LIC-R011", what, hint="Write one text or number.")
            cells[at] = str(cell).lower() if isinstance(cell, bool) else cell
    return cells


def _objects(values: Iterable[tuple[int, object]], columns: list[str], name: str, chunk_rows: int) -> Iterator[Chunk]:
    rows, numbers, complaints = Rows(), list[int](), Complaints()
    for number, value in values:
        cells = _object_cells(value, columns)
        if isinstance(cells, Complaint):
            complaints.append((number, cells.at(f"{name}:{number}")))
            cells = [None] * len(columns)
        rows.append(cells)
        numbers.append(number)
    yield from finished(text_frame(rows, columns), pl.Series(numbers, dtype=pl.Int64), complaints, chunk_rows)


def _keys(values: Iterable[object]) -> list[str]:
    return list(dict.fromkeys(key for value in values if isinstance(value, dict) for key in value))


def _lines_book(source: Source, chunk_rows: int) -> OrderBook:
    _, block, _ = next(_whole_lines([source.head()], source.name))
    columns = _keys(value for _, value in _line_values(1, block))
    if block.strip() and not columns:
        hint = "Write one object per line; a file that is one array has the form json."
        raise FileError("LIC-R010", "No line is a JSON object.", where=source.name, hint=hint)
    names = checked_columns(columns, source.name)

    def chunks() -> Iterator[Chunk]:
        for line, block, _ in _whole_lines(source.blocks(), source.name):
            yield from _objects(_line_values(line, block), columns, source.name, chunk_rows)

    return OrderBook(source.name, "jsonl", names, None, chunks)


def _json_book(source: Source, chunk_rows: int) -> OrderBook:
    text = checked_utf8(source.whole(), source.name).decode()
    try:
        value: object = _CAREFUL.decode(text) if text.strip() else []
    except json.JSONDecodeError as error:
        hint = "Write one array of objects; a file with one object per line has the form jsonl."
        where = f"{source.name}:{error.lineno}:{error.colno}"
        raise FileError("LIC-R010", f"This is not JSON: {error.msg}.", where=where, hint=hint) from None
    except RecursionError:
        raise FileError("LIC-R010", "The JSON is nested too deep.", where=source.name, hint="Write flat objects.") from None
    values = value if isinstance(value, list) else [value]
    columns = _keys(values)
    if values and not columns:
        hint = 'Write [{"column": "value", …}, …].'
        raise FileError("LIC-R010", "There is no JSON object with a key in it.", where=source.name, hint=hint)
    names = checked_columns(columns, source.name)
    numbered = list(enumerate(map(_with_text, values), 1))
    return OrderBook(source.name, "json", names, len(values), lambda: _objects(numbered, columns, source.name, chunk_rows))


# Parquet


def _parquet_book(source: Source, chunk_rows: int) -> OrderBook:
    head = source.head()
    if not head:
        checked_columns((), source.name)
    if head[:4] != b"PAR1":
        hint = "Check the file, or name its form."
        raise FileError("LIC-R013", "This is not a Parquet file.", where=source.name, hint=hint)
    content = source.whole() if source.is_stream else Path(source.path).absolute()
    try:
        lazy = pl.scan_parquet(content, glob=False, hive_partitioning=False)
        names = checked_columns(lazy.collect_schema().names(), source.name)
        total = int(lazy.select(pl.len()).collect().item())
    except pl.exceptions.PolarsError as error:
        raise _damaged(error, source.name) from None
    return OrderBook(source.name, "parquet", names, total, lambda: _slices(lazy, total, source.name, chunk_rows))


def _slices(lazy: pl.LazyFrame, total: int, name: str, chunk_rows: int) -> Iterator[Chunk]:
    # Slices and not `collect_batches`: that one reads ahead without a bound when its caller is slow.
    for start in range(0, total, chunk_rows):
        try:
            frame = lazy.slice(start, chunk_rows).collect(engine="streaming")
        except pl.exceptions.PolarsError as error:
            raise _damaged(error, f"{name}, records {start + 1} to {min(start + chunk_rows, total)}") from None
        yield Chunk(frame, pl.int_range(start + 1, start + 1 + frame.height, eager=True))


def _damaged(error: Exception, where: str) -> FileError:
    reason = str(error).splitlines()[0].rstrip(".")
    hint = "Copy or export the file again."
    return FileError("LIC-R013", f"The Parquet file is truncated or damaged: {reason}.", where=where, hint=hint)
