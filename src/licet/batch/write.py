"""Write answered lines chunk by chunk: CSV, TSV, JSON lines, JSON, Parquet, Excel; to a file whole or not at all.

A file grows under a temporary name beside its target and takes the target's name when it is closed. Text that a
spreadsheet would take for a formula is written as text: in a workbook as a text cell, in CSV behind a single quote.
The codes LIC-R02x are listed in `read.py`.
"""

from __future__ import annotations

import contextlib
import csv
import datetime
import io
import math
import os
import secrets
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import BinaryIO, Protocol, Self

import polars as pl
import xlsxwriter  # type: ignore[import-untyped]

from licet.base.errors import Bug, FileError

SHEET_ROWS_MAX = 1_048_575
"""Rows of a worksheet below its header."""
SHEET_COLUMNS_MAX = 16_384
SHEET_DIGITS_MAX = 15
"""Digits that a number keeps in a worksheet; whole numbers with more are written as text."""
ROW_GROUP_ROWS = 200_000

_LOOKS_LIKE_FORMULA = r"^[=+\-@\t\r]"
_PLAIN_NUMBER = r"^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?$"


class Writer(Protocol):
    """Takes frames with the same columns; leaves a whole file when closed, and none when it ends in an error."""

    def write(self, frame: pl.DataFrame) -> None:
        """Add the rows of a frame."""

    def close(self) -> None:
        """Finish the file and give it its name."""

    def discard(self) -> None:
        """Remove what was written; do nothing once closed."""

    def __enter__(self) -> Self: ...

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: object) -> None: ...


def open_writer(out: str | None, form: str, columns: Sequence[str], about: Mapping[str, str] | None = None) -> Writer:
    """Open a target for rows with these columns; `-` or nothing is standard output.

    `about` becomes the second sheet of a workbook; the other forms have no place for it.
    """
    names = tuple(columns)
    match form:
        case "csv" | "tsv":
            return _Delimited(out, names, "\t" if form == "tsv" else ",")
        case "jsonl":
            return _Lines(out, names)
        case "json":
            return _Array(out, names)
        case "parquet":
            return _Columns(out, names)
        case "xlsx":
            return _Workbook(out, names, about or {})
    hint = "Name one of csv, tsv, jsonl, json, parquet, xlsx."
    raise FileError("LIC-R004", f"The form {form} is not known.", where=out or "standard output", hint=hint)


class _Target:
    """Where the bytes go: a file beside the one that is meant, until it is whole; or a stream."""

    def __init__(self, out: str | None) -> None:
        self.name = "standard output" if out in (None, "-") else str(out)
        self.path = None if out is None or out == "-" else Path(out).resolve()
        self.temporary: Path | None = None
        try:
            self.stream = self._opened()
        except (OSError, ValueError) as error:
            hint = "Name a file in a folder that you may write to."
            raise FileError("LIC-R020", f"Cannot be written: {error}.", where=self.name, hint=hint) from None

    def _opened(self) -> BinaryIO:
        if self.path is None:
            sys.stdout.flush()
            return sys.stdout.buffer
        mode = self.path.stat().st_mode if self.path.exists() else None
        if mode is not None and not stat.S_ISREG(mode):
            return self.path.open("wb")  # a device or a pipe has no name to take; a folder refuses
        if mode is not None and not os.access(self.path, os.W_OK):
            raise PermissionError("the file is there and may not be replaced")
        temporary = self.path.with_name(f".licet-{secrets.token_hex(8)}.part")
        handle = os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, stat.S_IMODE(mode) if mode else 0o666)
        self.temporary = temporary
        return os.fdopen(handle, "wb")

    def commit(self) -> None:
        """Give the file its name, once its bytes are on the disk."""
        self.stream.flush()
        if self.path is None:
            return
        if self.temporary is not None:
            os.fsync(self.stream.fileno())
        self.stream.close()
        if self.temporary is not None:
            self.temporary.replace(self.path)

    def discard(self) -> None:
        """Remove the file."""
        if self.path is not None:
            with contextlib.suppress(OSError):
                self.stream.close()
        if self.temporary is not None:
            with contextlib.suppress(OSError):
                self.temporary.unlink()


class _Base:
    """What all writers share: the target, and that an error leaves nothing behind."""

    def __init__(self, out: str | None, columns: tuple[str, ...]) -> None:
        self._columns = columns
        self._target = _Target(out)
        self._scratch: Path | None = None
        self._is_open = True
        with self._discard_on_error():
            self._start()

    def write(self, frame: pl.DataFrame) -> None:
        if tuple(frame.columns) != self._columns or not self._is_open:
            raise Bug("LIC-B020", "Rows with other columns, or after the end, went to a writer.", where=self._target.name)
        with self._discard_on_error():
            self._add(frame)

    def close(self) -> None:
        if not self._is_open:
            return
        with self._discard_on_error():
            self._end()
            self._target.commit()
        self._is_open = False
        self._remove_scratch()

    def discard(self) -> None:
        if self._is_open:
            self._is_open = False
            self._target.discard()
            self._remove_scratch()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: object) -> None:
        if kind is None:
            self.close()
        else:
            self.discard()

    def _start(self) -> None: ...

    def _add(self, frame: pl.DataFrame) -> None: ...

    def _end(self) -> None: ...

    def _scratch_folder(self) -> Path:
        """A folder of our own beside the target, for parts that are put together at the end."""
        if self._scratch is None:
            beside = self._target.temporary.parent if self._target.temporary else None
            self._scratch = Path(tempfile.mkdtemp(prefix=".licet-", suffix=".parts", dir=beside))
        return self._scratch

    def _remove_scratch(self) -> None:
        if self._scratch is not None:
            shutil.rmtree(self._scratch, ignore_errors=True)

    @contextlib.contextmanager
    def _discard_on_error(self) -> Iterator[None]:
        try:
            yield
        except BaseException as error:
            self.discard()
            if isinstance(error, pl.exceptions.PolarsError):
                what = f"The rows cannot be written in this form: {str(error).splitlines()[0]}."
                raise FileError("LIC-R022", what, where=self._target.name, hint="Write another form.") from None
            if isinstance(error, OSError) and "os error 32" in str(error):
                raise BrokenPipeError from None  # polars tells of it in words only
            if isinstance(error, OSError) and not isinstance(error, BrokenPipeError):
                hint = "Make room, or write to another folder."
                raise FileError("LIC-R020", f"Writing stopped: {error}.", where=self._target.name, hint=hint) from None
            raise


class _Delimited(_Base):
    """CSV and TSV, safe to open in a spreadsheet."""

    def __init__(self, out: str | None, columns: tuple[str, ...], separator: str) -> None:
        self._separator = separator
        super().__init__(out, columns)

    def _start(self) -> None:
        names = pl.Series(self._columns, dtype=pl.String).to_frame("name").select(_as_text("name"))["name"]
        line = io.StringIO()
        csv.writer(line, delimiter=self._separator, lineterminator="\n").writerow(names)
        self._target.stream.write(line.getvalue().encode())

    def _add(self, frame: pl.DataFrame) -> None:
        _refuse_nested(frame, self._target.name)
        texts = [name for name, kind in frame.schema.items() if kind in (pl.String, pl.Categorical, pl.Enum)]
        safe = frame.with_columns(_as_text(name) for name in texts)
        safe.write_csv(self._target.stream, include_header=False, separator=self._separator)


def _as_text(name: str) -> pl.Expr:
    """Put a single quote before text that a spreadsheet would calculate; a plain number such as -5 stays."""
    text = pl.col(name).cast(pl.String)
    is_formula = text.str.contains(_LOOKS_LIKE_FORMULA) & ~text.str.contains(_PLAIN_NUMBER)
    return pl.when(is_formula).then(pl.lit("'") + text).otherwise(text).alias(name)


def _refuse_nested(frame: pl.DataFrame, where: str) -> None:
    for name, kind in frame.schema.items():
        if kind.is_nested() or kind in (pl.Binary, pl.Object, pl.Duration):
            what = f"Column {name} holds values of the type {kind}, for which this form has no cell."
            raise FileError("LIC-R022", what, where=where, hint="Write Parquet, or leave the column out.")


class _Lines(_Base):
    """JSON lines."""

    def _add(self, frame: pl.DataFrame) -> None:
        self._target.stream.write(_json_lines(frame, self._target.name))


class _Array(_Base):
    """One JSON array of objects, a line each."""

    def _start(self) -> None:
        self._before = b"[\n"

    def _add(self, frame: pl.DataFrame) -> None:
        if frame.height:
            lines = _json_lines(frame, self._target.name).removesuffix(b"\n")
            self._target.stream.write(self._before + lines.replace(b"\n", b",\n"))
            self._before = b",\n"

    def _end(self) -> None:
        self._target.stream.write(b"[]\n" if self._before == b"[\n" else b"\n]\n")


def _json_lines(frame: pl.DataFrame, where: str) -> bytes:
    for name, kind in frame.schema.items():
        if kind in (pl.Binary, pl.Object):
            what = f"Column {name} holds bytes, which JSON cannot."
            raise FileError("LIC-R022", what, where=where, hint="Write Parquet, or leave the column out.")
    lines = io.BytesIO()
    frame.write_ndjson(lines)
    return lines.getvalue()


class _Columns(_Base):
    """Parquet. polars cannot add to a Parquet file, so each frame is a part, and the end puts them together."""

    def _start(self) -> None:
        self._parts: list[Path] = []
        self._schema = pl.Schema(dict.fromkeys(self._columns, pl.String()))

    def _add(self, frame: pl.DataFrame) -> None:
        if not self._parts:
            kinds = {name: pl.String() if kind == pl.Null else kind for name, kind in frame.schema.items()}
            self._schema = pl.Schema(kinds)
        part = self._scratch_folder() / f"{len(self._parts):06}.parquet"
        frame.cast(self._schema).write_parquet(part, compression="lz4", statistics=False)
        self._parts.append(part)

    def _end(self) -> None:
        if self._parts:
            whole = pl.scan_parquet(self._parts, glob=False, hive_partitioning=False)
            whole.sink_parquet(self._target.stream, row_group_size=ROW_GROUP_ROWS)
        else:
            pl.DataFrame(schema=self._schema).write_parquet(self._target.stream)


class _Workbook(_Base):
    """Excel: the rows on one sheet with a bold, frozen header and a filter; what they rest on on a second."""

    def __init__(self, out: str | None, columns: tuple[str, ...], about: Mapping[str, str]) -> None:
        self._about = about
        super().__init__(out, columns)

    def _start(self) -> None:
        if len(self._columns) > SHEET_COLUMNS_MAX:
            what = f"More columns than the {SHEET_COLUMNS_MAX:,} that a worksheet holds."
            raise FileError("LIC-R021", what, where=self._target.name, hint="Write CSV or Parquet.")
        options = {"constant_memory": True, "tmpdir": str(self._scratch_folder()), "strings_to_formulas": False}
        self._book = xlsxwriter.Workbook(self._target.stream, options)
        # The clock is not read here: equal rows make equal bytes.
        self._book.set_properties({"created": datetime.datetime(1980, 1, 1)})
        self._bold = self._book.add_format({"bold": True})
        self._day = self._book.add_format({"num_format": "yyyy-mm-dd"})
        self._time = self._book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        self._sheet = self._book.add_worksheet("Lines")
        self._sheet.freeze_panes(1, 0)
        self._sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
        self._rows = 0
        for column, name in enumerate(self._columns):
            self._sheet.set_column(column, column, min(40, max(12, len(name) + 4)))
            self._text(0, column, name, self._bold)

    def _add(self, frame: pl.DataFrame) -> None:
        _refuse_nested(frame, self._target.name)
        if self._rows + frame.height > SHEET_ROWS_MAX:
            what = f"More rows than the {SHEET_ROWS_MAX:,} that a worksheet holds."
            raise FileError("LIC-R021", what, where=self._target.name, hint="Write CSV or Parquet, or split the book.")
        for row, cells in enumerate(frame.iter_rows(), self._rows + 1):
            for column, cell in enumerate(cells):
                if cell is not None:
                    self._cell(row, column, cell)
        self._rows += frame.height

    def _cell(self, row: int, column: int, cell: object) -> None:
        match cell:
            case str():
                self._text(row, column, cell)
            case bool():
                self._sheet.write_boolean(row, column, cell)
            case int() if abs(cell) < 10**SHEET_DIGITS_MAX:
                self._sheet.write_number(row, column, cell)
            case float() if math.isfinite(cell):
                self._sheet.write_number(row, column, cell)
            case datetime.datetime() if cell.tzinfo is None and cell.year >= 1900:
                self._sheet.write_datetime(row, column, cell, self._time)
            case datetime.date() if not isinstance(cell, datetime.datetime) and cell.year >= 1900:
                self._sheet.write_datetime(row, column, cell, self._day)
            case _:
                self._text(row, column, str(cell))

    def _text(self, row: int, column: int, text: str, form: object = None) -> None:
        if text and self._sheet.write_string(row, column, text, form):
            what = f"A text of {len(text):,} characters is longer than a cell holds."
            where = f"{self._target.name}, row {row + 1}, column {self._columns[column]}"
            raise FileError("LIC-R022", what, where=where, hint="Write CSV or Parquet.")

    def _end(self) -> None:
        if self._columns:
            self._sheet.autofilter(0, 0, self._rows, len(self._columns) - 1)
        sheet = self._book.add_worksheet("About")
        sheet.set_column(0, 1, 40)
        for row, (key, value) in enumerate(self._about.items()):
            sheet.write_string(row, 0, key, self._bold)
            sheet.write_string(row, 1, value)
        try:
            self._book.close()
        except xlsxwriter.exceptions.FileCreateError as error:
            raise OSError(error) from None
