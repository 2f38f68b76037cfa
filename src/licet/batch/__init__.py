"""Order books: many lines in, every line answered or complained about, many lines out.

Here are the nouns of reading: where the bytes come from, the opened book, one chunk of its rows.
"""

from __future__ import annotations

import itertools
import os
import stat
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import polars as pl

from licet.base.errors import Complaint, FileError

BLOCK_BYTES = 8 * 2**20
"""Text is read in blocks of this size; a line must be shorter."""
WHOLE_BYTES_MAX = 256 * 2**20
"""Largest input that must be held whole: a JSON array, or Parquet and Excel on standard input."""
SAVE_AS_UTF8 = "Save the file as UTF-8 (in Excel: CSV UTF-8) and try again."

Complaints = list[tuple[int, Complaint]]
Rows = list[Sequence[str | None]]


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some rows of an order book, the row number of each as its user counts, and what is wrong with some."""

    frame: pl.DataFrame
    rows: pl.Series
    complaints: tuple[tuple[int, Complaint], ...] = ()

    @property
    def first_row(self) -> int:
        """Number of the first row; later rows need not follow without a gap, so take theirs from `rows`."""
        return int(self.rows[0])


@dataclass(frozen=True, slots=True)
class OrderBook:
    """An opened order book: its columns as written, and its rows when asked for."""

    name: str
    form: str
    columns: tuple[str, ...]
    rows_total: int | None
    read_chunks: Callable[[], Iterator[Chunk]] = field(repr=False)

    def chunks(self) -> Iterator[Chunk]:
        """Yield the rows in order; again from the start at each call, but standard input only once."""
        return self.read_chunks()


class Source:
    """Where the bytes come from: a file, read from its start as often as asked, or a stream, read once."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.name = "standard input" if path == "-" else path
        stream = sys.stdin.buffer if path == "-" else _opened(path)
        self.is_stream = path == "-" or not stat.S_ISREG(os.fstat(stream.fileno()).st_mode)
        self._kept = stream.read(BLOCK_BYTES)
        self._rest: Iterator[bytes] | None = self._blocks_of(stream) if self.is_stream else None
        if not self.is_stream:
            stream.close()

    def head(self) -> bytes:
        """The first block, without using it up."""
        return self._kept

    def blocks(self) -> Iterator[bytes]:
        """All bytes, block by block."""
        if not self.is_stream:
            return self._blocks_of(_opened(self.path))
        if self._rest is None:
            hint = "Save it to a file to read it more than once."
            raise FileError("LIC-R003", "This can be read only once.", where=self.name, hint=hint)
        rest, self._rest = self._rest, None
        return itertools.chain([self._kept] if self._kept else [], rest)

    def whole(self) -> bytes:
        """All bytes at once, up to a limit."""
        kept, size = [], 0
        for block in self.blocks():
            kept.append(block)
            size += len(block)
            if size > WHOLE_BYTES_MAX:
                what = f"More than {WHOLE_BYTES_MAX:,} bytes would have to be held at once."
                hint = "Write CSV or JSON lines, which are read piece by piece, or give a Parquet file by its path."
                raise FileError("LIC-R014", what, where=self.name, hint=hint)
        return b"".join(kept)

    def _blocks_of(self, stream: BinaryIO) -> Iterator[bytes]:
        try:
            while block := stream.read(BLOCK_BYTES):
                yield block
        except OSError as error:
            raise FileError("LIC-R003", f"Reading stopped: {error}.", where=self.name, hint="Try again.") from None
        finally:
            if self.path != "-":
                stream.close()


def _opened(path: str) -> BinaryIO:
    try:
        return Path(path).open("rb")
    except FileNotFoundError:
        hint = "Check the name and the folder."
        raise FileError("LIC-R001", "There is no such file.", where=path, hint=hint) from None
    except IsADirectoryError:
        raise FileError("LIC-R002", "This is a folder, not a file.", where=path, hint="Name one file in it.") from None
    except (OSError, ValueError) as error:
        raise FileError("LIC-R003", f"The file cannot be opened: {error}.", where=path, hint="Check rights.") from None


def checked_columns(names: Iterable[str], where: str) -> tuple[str, ...]:
    """The header as written, once no two names are the same after trimming and lower-casing."""
    columns, seen = tuple(names), dict[str, int]()
    for position, name in enumerate(columns, 1):
        key = name.strip().lower()
        if "\0" in key or not is_text([key]):
            raise FileError("LIC-R007", f"The name of column {position} is not text.", where=where, hint=SAVE_AS_UTF8)
        if key in seen:
            what = f"Columns {seen[key]} and {position} " + (f"are both named {key}." if key else "have no name.")
            raise FileError("LIC-R007", what, where=where, hint="Give each column its own name, or remove one.")
        seen[key] = position
    if not columns:
        raise FileError("LIC-R005", "There is nothing in it.", where=where, hint="The first row must name the columns.")
    return columns


def finished(frame: pl.DataFrame, rows: pl.Series, complaints: Complaints, chunk_rows: int) -> Iterator[Chunk]:
    """Trim the cells, drop rows without any content, cut to the size asked for."""
    frame = frame.select(pl.all().str.strip_chars().replace("", None))
    has_content = frame.select(pl.any_horizontal(pl.all().is_not_null())).to_series()
    if not has_content.all():
        keep = has_content | rows.is_in([row for row, _ in complaints])
        frame, rows = frame.filter(keep), rows.filter(keep)
    for start in range(0, frame.height, chunk_rows):
        part = rows.slice(start, chunk_rows)
        here = tuple(one for one in complaints if part[0] <= one[0] <= part[-1])
        yield Chunk(frame.slice(start, chunk_rows), part, here)


def text_frame(rows: Rows, columns: Sequence[str]) -> pl.DataFrame:
    """Rows of text as a frame."""
    cells: Iterable[Sequence[str | None]] = zip(*rows, strict=True) if rows else ([] for _ in columns)
    return pl.DataFrame([pl.Series(name, values, dtype=pl.String) for name, values in zip(columns, cells, strict=True)])


def checked_utf8(block: bytes, name: str, line: int = 1, offset: int = 0) -> bytes:
    """The block without a byte order mark, once it is known to be UTF-8."""
    if offset == 0 and (block[:2] in (b"\xff\xfe", b"\xfe\xff") or block[:400].count(0) > len(block[:400]) // 4):
        raise FileError("LIC-R006", "The file is UTF-16, or not text at all.", where=f"{name}, byte 0, line 1", hint=SAVE_AS_UTF8)
    try:
        block.decode()
    except UnicodeDecodeError as error:
        at_line = line + block.count(b"\n", 0, error.start)
        where = f"{name}, byte {offset + error.start}, line {at_line}"
        raise FileError("LIC-R006", f"The byte {block[error.start]:#04x} is not UTF-8.", where=where, hint=SAVE_AS_UTF8) from None
    return block.removeprefix(b"\xef\xbb\xbf") if offset == 0 else block


def is_text(cells: Iterable[str | None]) -> bool:
    """Whether all cells can be written as UTF-8: JSON can hold half a character."""
    try:
        return "\0" not in "".join(cell for cell in cells if cell).encode().decode()
    except UnicodeEncodeError:
        return False
